"""Registering: what the NIB says against what was typed, corrections, and the account that comes out."""

import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from siinas.documents.sample_papers import sample_nib, sample_paper
from siinas.models import (
    Attachment,
    BusinessLine,
    Case,
    CompanyDocument,
    Establishment,
    JournalEntry,
    LegalEntity,
    OutboxRow,
    Person,
)
from siinas.operations import cases, outbox, registration
from siinas.operations.files import Incoming, check
from siinas.process.roles import ANONYMOUS, Role
from siinas.queries.registration import comparison, email_is_another, masked, same_name
from siinas.reference.document_types import NIB, NPWP
from siinas.refusal import NotFound, NotPermitted, Refused, TooMany
from tests.factories import make_company, make_registration, nib_paper, registration_answers

MAIL = "surat@contoh-gula.example.test"


def apply(make_work, nib=None, ip="203.0.113.7", **changed):
    answers = registration_answers(**changed)
    return registration.apply(make_work(ANONYMOUS, ip=ip), answers, nib or nib_paper(), None)


def link(make_work, mailbox):
    """Work off the mails; the token of the last correction link."""
    for row_id in outbox.lease_due(make_work()):
        assert outbox.deliver(make_work(), row_id)
    found = [re.search(r"/perbaikan/(\S+)", message.get_content()) for message in mailbox.sent]
    return next((hit[1] for hit in reversed(found) if hit), None)


def counted(engine, model):
    with Session(engine) as session:
        return len(session.scalars(select(model)).unique().all())


def test_handing_in(engine, make_work):
    case = apply(make_work)
    assert (case.number, case.state, case.nib, case.regency) == (
        "REG-2026-000001",
        "submitted",
        "9120000000017",
        "3507",
    )
    verdicts = {row["label"]: row["verdict"] for row in case.evidence["rows"]}
    assert verdicts["Nomor NIB"] == verdicts["E-mail"] == verdicts["Nama Perusahaan"] == "same"
    assert case.due_at.isoformat() == "2026-10-07T16:59:59+00:00"
    with Session(engine) as session:
        filed = session.scalars(select(Case)).unique().one().filings
        assert len(filed) == 1 and filed[0].sent_by == "Pendaftar"
        entry = session.scalars(select(JournalEntry).order_by(JournalEntry.seq.desc())).first()
        assert (entry.act, entry.actor_name, entry.actor_id) == ("registration.applied", "Pendaftar", None)
        mail = session.scalars(select(OutboxRow)).one()
        assert (mail.recipient, mail.kind) == (MAIL, "registration_mail")
        attachment = session.scalars(select(Attachment)).one()
        assert (attachment.establishment_id, attachment.doc_type) == (None, "nib")


def test_another_email_than_on_the_nib(engine, make_work):
    with pytest.raises(Refused) as refusal:
        apply(make_work, email="orang@lain.example.test")
    assert refusal.value.field == "email"
    assert "su***@contoh-gula.example.test" in refusal.value.reason
    assert MAIL not in refusal.value.reason
    assert counted(engine, Case) == counted(engine, OutboxRow) == 0


def test_case_and_spaces_of_an_email_do_not_matter(make_work):
    assert apply(make_work, email=" Surat@Contoh-Gula.EXAMPLE.test ").state == "submitted"


def test_another_number_than_on_the_nib(engine, make_work):
    with pytest.raises(Refused, match="9120000000017") as refusal:
        registration.apply(make_work(ANONYMOUS), registration_answers(nib="9120000000018"), nib_paper(), None)
    assert refusal.value.field == "nib"
    assert counted(engine, Case) == 0


def test_an_unreadable_nib_goes_to_the_officer(engine, make_work):
    paper = check(Incoming(sample_paper("Pindaian", ["Tanpa teks NIB."]), "scan.pdf"), NIB, field="nib_file")
    case = apply(make_work, nib=paper)
    verdicts = {row["label"]: row["verdict"] for row in case.evidence["rows"]}
    assert verdicts["E-mail"] == verdicts["Nomor NIB"] == "unread"


def test_a_nib_without_email_goes_to_the_officer(make_work):
    paper = check(Incoming(sample_nib(email="-"), "nib.pdf"), NIB, field="nib_file")
    case = apply(make_work, nib=paper)
    verdicts = {row["label"]: row["verdict"] for row in case.evidence["rows"]}
    assert verdicts["E-mail"] in {"unread", "unsure"}
    assert verdicts["Nomor NIB"] == "same"


def test_a_taken_nib_and_place(engine, make_work):
    with Session(engine) as session:
        make_company(session, nib="9120000000017", regency="3507")
    with pytest.raises(Refused, match="Sudah ada akun") as refusal:
        apply(make_work)
    assert refusal.value.field == "nib"
    assert counted(engine, Case) == 0


def test_the_same_nib_in_another_place(engine, make_work, officers):
    with Session(engine) as session:
        first = make_company(session, nib="9120000000017", regency="3525")
    make_registration(make_work, officers, "approved")
    with Session(engine) as session:
        both = session.scalars(select(Establishment).order_by(Establishment.id)).all()
        assert [(row.legal_entity_id, row.regency) for row in both] == [
            (first.legal_entity_id, "3525"),
            (first.legal_entity_id, "3507"),
        ]
        assert session.scalars(select(LegalEntity)).one().name == first.name


def test_one_that_is_being_decided(make_work, officers):
    public_id = make_registration(make_work, officers, "submitted")
    with pytest.raises(Refused, match=r"sedang diproses.*REG-2026-000001"):
        apply(make_work)
    refused = {"reason": "Bukan NIB."}
    cases.move(make_work(officers.front_desk.actor), public_id, "refuse", said=refused)
    assert apply(make_work, ip="203.0.113.8").number == "REG-2026-000002"


def test_ten_hand_in_the_same_at_the_same_moment(engine, make_work):
    paper, start = nib_paper(), Barrier(10)

    def run(number):
        work = make_work(ANONYMOUS, ip=f"198.51.100.{number}")
        start.wait(30)
        try:
            return registration.apply(work, registration_answers(), paper, None).number
        except Refused as refusal:
            return refusal.reason
        finally:
            work.session.close()

    with ThreadPoolExecutor(10) as pool:
        results = list(pool.map(run, range(10)))
    assert results.count("REG-2026-000001") == 1
    assert sum("sedang diproses" in result for result in results) == 9
    assert counted(engine, Case) == 1


def test_two_an_hour_per_address(make_work, clock):
    nibs = [f"912000000001{number}" for number in range(4)]

    def one(nib):
        paper = check(Incoming(sample_nib(nib=nib), "nib.pdf"), NIB, field="nib_file")
        return registration.apply(make_work(ANONYMOUS), registration_answers(nib=nib), paper, None)

    one(nibs[0]), one(nibs[1])
    with pytest.raises(TooMany):
        one(nibs[2])
    clock.move(hours=1, minutes=1)
    one(nibs[2])


def test_the_account_that_comes_out(engine, make_work, mailbox, officers):
    answers = registration_answers()
    npwp = check(Incoming(sample_paper("NPWP", ["0012345678901000"]), "npwp.pdf"), NPWP, field="npwp_file")
    case = registration.apply(make_work(ANONYMOUS), answers, nib_paper(), npwp)
    cases.move(make_work(officers.front_desk.actor), case.public_id, "approve")
    with Session(engine) as session:
        establishment = session.scalars(select(Establishment)).one()
        entity = establishment.legal_entity
        assert (entity.nib, entity.npwp, entity.investment_status) == ("9120000000017", "0012345678901000", "PMDN")
        assert (entity.office_street, entity.office_postal_code) == ("Jl. Contoh Raya No. 7", "65199")
        assert (establishment.regency, establishment.email, establishment.business_scale) == ("3507", MAIL, "Menengah")
        assert establishment.directorate == "IMHLP"
        line = session.scalars(select(BusinessLine)).one()
        assert (line.kbli_code, line.risk_level, line.is_main, line.source) == ("10721", "MT", True, "NIB")
        kinds = session.scalars(select(CompanyDocument.doc_type).order_by(CompanyDocument.doc_type)).all()
        assert kinds == ["nib", "npwp"]
        assert {row.establishment_id for row in session.scalars(select(Attachment))} == {establishment.id}
        owner = session.scalars(select(Person).order_by(Person.id.desc())).first()
        assert (owner.user_name, owner.name, owner.email) == ("contohgulanusantara01", "Sari Contoh", MAIL)
        actor = owner.actor(None)
        assert (actor.roles, actor.establishment_id) == ({Role.OWNER}, establishment.id)
        kept = session.scalars(select(Case)).unique().one()
        assert (kept.state, kept.establishment_id) == ("approved", establishment.id)
        acts = session.scalars(select(JournalEntry.act).order_by(JournalEntry.seq)).all()
        assert acts[-3:] == ["account.opened", "letter.issued", "case.approve"]
    link(make_work, mailbox)
    assert [message["To"] for message in mailbox.sent] == [MAIL, MAIL]
    assert "contohgulanusantara01" in mailbox.sent[-1].get_content()


def test_only_the_front_desk_decides(make_work, officers):
    public_id = make_registration(make_work, officers, "submitted")
    for someone, fault in (
        (officers.verifier, NotFound),
        (officers.administrator, NotFound),
        (officers.auditor, NotPermitted),
        (officers.supervisor, NotPermitted),
    ):
        with pytest.raises(fault):
            cases.move(make_work(someone.actor), public_id, "approve")
    with pytest.raises(NotFound):
        cases.move(make_work(ANONYMOUS), public_id, "approve")


def test_correcting(engine, make_work, mailbox, officers, clock):
    public_id = make_registration(make_work, officers, "correction")
    token = link(make_work, mailbox)
    assert "NIB tidak terbaca." in mailbox.sent[-1].get_content()
    assert registration.case_for_correction(make_work(ANONYMOUS), token).public_id == public_id
    answers = registration_answers(company_name="PT Contoh Gula Nusantara Jaya", factory_location="3525")
    with pytest.raises(Refused, match="E-mail harus sama"):
        registration.correct(make_work(ANONYMOUS), token, answers | {"email": "x@y.example.test"}, None, None)
    case = registration.correct(make_work(ANONYMOUS), token, answers, None, None)
    assert (case.public_id, case.state, case.regency) == (public_id, "submitted", "3525")
    with Session(engine) as session:
        kept = session.scalars(select(Case)).unique().one()
        assert [filing.sequence for filing in kept.filings] == [1, 2]
        assert kept.number == "REG-2026-000001"
    assert registration.case_for_correction(make_work(ANONYMOUS), token) is None
    with pytest.raises(Refused, match="sudah dipakai"):
        registration.correct(make_work(ANONYMOUS), token, answers, None, None)
    cases.move(make_work(officers.front_desk.actor), public_id, "approve")
    assert counted(engine, Establishment) == 1


def test_a_correction_link_dies(make_work, mailbox, officers, clock):
    make_registration(make_work, officers, "correction")
    token = link(make_work, mailbox)
    clock.move(days=30, seconds=-1)
    assert registration.case_for_correction(make_work(ANONYMOUS), token) is not None
    clock.move(seconds=1)
    assert registration.case_for_correction(make_work(ANONYMOUS), token) is None
    with pytest.raises(Refused, match="sudah berakhir"):
        registration.correct(make_work(ANONYMOUS), token, registration_answers(), None, None)


def test_a_link_does_not_open_a_case_that_was_closed_meanwhile(engine, make_work, mailbox, officers):
    public_id = make_registration(make_work, officers, "correction")
    token = link(make_work, mailbox)
    reason = {"reason": "Tidak diperbaiki."}
    cases.move(make_work(officers.front_desk.actor), public_id, "give_up", said=reason)
    with pytest.raises(Refused):
        registration.correct(make_work(ANONYMOUS), token, registration_answers(), None, None)
    with Session(engine) as session:
        assert session.scalars(select(Case)).unique().one().state == "refused"


def test_a_refusal_is_told(make_work, mailbox, officers):
    make_registration(make_work, officers, "refused")
    link(make_work, mailbox)
    assert "NIB tidak terbaca." in mailbox.to(MAIL)[-1].get_content()


def test_a_refusal_says_why(make_work, officers):
    public_id = make_registration(make_work, officers, "submitted")
    for transition in ("refuse", "ask_correction"):
        for said in ({}, {"reason": ""}, {"reason": "  "}):
            with pytest.raises(Refused, match="Alasan"):
                cases.move(make_work(officers.front_desk.actor), public_id, transition, said=said)


# Comparing


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("A@X.example.test", "a@x.EXAMPLE.test"),
        (" a@x.example.test", "a@x.example.test "),
        ("ａ@x.example.test", "a@x.example.test"),
        ("a@bücher.example", "a@xn--bcher-kva.example"),
    ],
)
def test_the_same_address(one, other):
    assert not email_is_another(one, other)


@pytest.mark.parametrize("other", ["a@y.example.test", "b@x.example.test", "a.b@x.example.test", "", "a"])
def test_another_address(other):
    assert email_is_another("a@x.example.test", other)


@pytest.mark.parametrize(
    ("email", "shown"),
    [("surat@x.test", "su***@x.test"), ("ab@x.test", "a***@x.test"), ("a@x.test", "a***@x.test")],
)
def test_masking(email, shown):
    assert masked(email) == shown


def test_names_without_their_legal_form():
    assert same_name("PT. Contoh  Gula, Tbk") == same_name("contoh gula")


def test_verdicts():
    answers = registration_answers()
    reading = {"name": "PT LAIN", "nib": answers["nib"], "email": answers["email"], "unsure": ["email"], "phone": "1"}
    verdicts = {row["label"]: row["verdict"] for row in comparison(answers, reading)}
    assert verdicts["Nama Perusahaan"] == "differs"
    assert verdicts["Nomor NIB"] == "same"
    assert verdicts["E-mail"] == "unsure"
    assert (verdicts["Telepon"], verdicts["Skala Usaha"]) == ("read", "unread")
