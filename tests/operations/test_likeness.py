"""What a registration resembles: found among accounts and registrations, with the reason in words, and up to date."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from siinas.models import Case, CompanyMark, Establishment, LegalEntity, Person, RegistrationLikeness
from siinas.operations import cases, likeness, outbox, records
from siinas.process.roles import Role
from siinas.queries.company import section_version
from siinas.queries.likeness import Applicant, alike, hit_words, hits_of, side_by_side
from siinas.queries.similar_names import similar_names
from tests.factories import make_company, make_officer, make_registration, registration_answers

OTHER_NIB = {"nib": "9120000000024", "email": "surat@lain.example.test", "npwp": "0099999999999000"}


def reasons(session: Session, public_id: str, actor=None) -> list[tuple[str, dict[str, str]]]:
    """What a registration resembles: whose name, and why."""
    case = session.scalars(select(Case).where(Case.public_id == public_id)).unique().one()
    return [
        (one.establishment.legal_entity.name if one.establishment else one.case.number, one.reasons)
        for one in alike(session, actor, Applicant.of(case)).shown
    ]


def noted(session: Session, public_id: str) -> list[str]:
    case_id = session.scalars(select(Case.id).where(Case.public_id == public_id)).one()
    return hits_of(session, [case_id]).get(case_id, [])


def test_the_same_nib_at_another_place(engine, make_work):
    with Session(engine) as session:
        make_company(session, name="PT Apa Saja", nib="9120000000017", regency="3525")
    public_id = make_registration(make_work, None)
    with Session(engine) as session:
        assert reasons(session, public_id) == [
            ("PT Apa Saja", {"nib": "NIB sama, lokasi pabrik lain (Kabupaten Gresik)"})
        ]
        assert noted(session, public_id) == ["nib"]


def test_the_same_nib_and_place_of_a_refused_one(engine, make_work, officers):
    make_registration(make_work, officers, "refused")
    public_id = make_registration(make_work, officers)
    with Session(engine) as session:
        (found,) = reasons(session, public_id)
        assert found == ("REG-2026-000001", {"place": "NIB dan lokasi pabrik sama", "email": "E-mail sama"})
        case = session.scalars(select(Case).where(Case.public_id == public_id)).unique().one()
        rows = {row.label: row for row in side_by_side(session, case, alike(session, None, Applicant.of(case)).shown)}
        assert rows["Nomor NIB"].others == (("9120000000017", False),)
        assert rows["Alasan keputusan"].others[0][0].endswith("NIB tidak terbaca.")
        assert rows["Alasan keputusan"].own == ""


@pytest.mark.parametrize("name", ["PT Contoh Gula Nusantra", "CV Gula Contoh Nusantara", "PT ContohGula Nusantara"])
def test_a_similar_name(engine, make_work, name):
    with Session(engine) as session:
        make_company(session, name=name)
        make_company(session, name="PT Contoh Gula Lestari")
    public_id = make_registration(make_work, None)
    with Session(engine) as session:
        ((found, why),) = reasons(session, public_id)
        assert found == name
        assert why["name"].startswith("Nama ")


def test_the_same_email_and_npwp(engine, make_work):
    with Session(engine) as session:
        company = make_company(session, name="PT Sama Sekali Lain")
        person = make_company(session, name="PT Orangnya Sama")
        number = make_company(session, name="PT Nomor Pajak")
        session.get_one(Establishment, company.establishment_id).email = "Surat@Contoh-Gula.EXAMPLE.test"
        session.get_one(Person, person.signer.id).email = "surat@contoh-gula.example.test"
        session.get_one(LegalEntity, number.legal_entity_id).npwp = "0012345678901000"
        session.commit()
    public_id = make_registration(make_work, None)
    with Session(engine) as session:
        assert reasons(session, public_id) == [
            ("PT Nomor Pajak", {"npwp": "NPWP sama, NIB lain"}),
            ("PT Sama Sekali Lain", {"email": "E-mail sama"}),
            ("PT Orangnya Sama", {"email": "E-mail sama"}),
        ]
        assert hit_words(noted(session, public_id)) == "1 NPWP sama, 2 e-mail sama"


def test_nothing_alike(engine, make_work, officers):
    make_registration(make_work, officers, company_name="PT Semen Contoh Celebes", **OTHER_NIB)
    public_id = make_registration(make_work, officers)
    with Session(engine) as session:
        assert reasons(session, public_id) == []
        assert noted(session, public_id) == []


def test_an_approved_one_speaks_for_its_account(engine, make_work, officers):
    make_registration(make_work, officers, "approved", **OTHER_NIB)
    public_id = make_registration(make_work, officers)
    with Session(engine) as session:
        ((found, why),) = reasons(session, public_id)
        assert (found, list(why)) == ("PT Contoh Gula Nusantara", ["name"])


def test_the_one_that_waited_is_told_of_the_newcomer(engine, make_work, officers):
    first = make_registration(make_work, officers)
    second = make_registration(make_work, officers, **OTHER_NIB)
    with Session(engine) as session:
        assert noted(session, first) == noted(session, second) == ["name"]


def test_a_correction_is_compared_anew(engine, make_work, officers, mailbox):
    from siinas.operations import registration
    from tests.operations.test_registration import link

    with Session(engine) as session:
        make_company(session, name="PT Contoh Gula Nusantra")
    public_id = make_registration(make_work, officers, "correction")
    token = link(make_work, mailbox)
    answers = registration_answers(company_name="PT Semen Celebes")
    registration.correct(make_work(), token, answers, None, None)
    with Session(engine) as session:
        assert noted(session, public_id) == []


def test_the_sweep_finds_accounts_that_came_later(engine, make_work):
    public_id = make_registration(make_work, None)
    with Session(engine) as session:
        make_company(session, name="PT Contoh Gula Nusantra")
        assert noted(session, public_id) == []
    assert likeness.refresh_open(make_work()) == 1
    with Session(engine) as session:
        assert noted(session, public_id) == ["name"]


def test_only_what_the_officer_may_see(engine, make_work, officers):
    with Session(engine) as session:
        make_company(session, name="PT Contoh Gula Nusantra", regency="1471")
        near = make_officer(session, Role.FRONT_DESK, region="35").actor
    public_id = make_registration(make_work, officers)
    work = make_work(near)
    assert reasons(work.session, public_id, near) == []
    assert len(reasons(make_work(officers.front_desk.actor).session, public_id, officers.front_desk.actor)) == 1


def marks(session: Session, kind: str) -> set[str]:
    return set(session.scalars(select(CompanyMark.value).where(CompanyMark.kind == kind)))


def test_marks_follow_whoever_writes(engine, make_work):
    """A company changes its own e-mail address, though it may read no marks."""
    with Session(engine) as session:
        company = make_company(session, name="PT Lama")
    work = make_work(company.owner.actor)
    own = work.find(Establishment, Establishment.id == company.establishment_id)
    values = {key: getattr(own, key, None) or getattr(own.legal_entity, key, None) for key in _general()}
    version = section_version(own, records.BY_KEY["data-umum"])
    changed = values | {"email": "baru@pabrik.example.test", "npwp": "0011111111111000"}
    records.save_section(work, "data-umum", changed, version=version)
    with Session(engine) as session:
        assert {"baru@pabrik.example.test"} <= marks(session, "email")
        establishment = select(CompanyMark).where(CompanyMark.establishment_id == company.establishment_id)
        assert [mark.value for mark in session.scalars(establishment)] == ["baru@pabrik.example.test"]
        assert "0011111111111000" in marks(session, "npwp")
        session.get_one(LegalEntity, company.legal_entity_id).name = "PT Serba Baru"
        session.commit()
        assert list(similar_names(session, "Baru Serba")) == [("entity", company.legal_entity_id)]
        assert similar_names(session, "PT Lama") == {}


def _general() -> list[str]:
    return list(records.BY_KEY["data-umum"].step.fields)


def test_rows_from_before_are_caught_up(engine, make_work, officers):
    with Session(engine) as session:
        company = make_company(session, name="PT Contoh Gula Nusantra")
    make_registration(make_work, officers)
    with Session(engine) as session:
        before = session.execute(
            select(CompanyMark.kind, CompanyMark.value).order_by(CompanyMark.kind, CompanyMark.value)
        ).all()
        session.execute(delete(CompanyMark))
        session.commit()
        assert similar_names(session, "Contoh Gula Nusantara") == {}
    assert likeness.catch_up(make_work()) > 0
    assert likeness.catch_up(make_work()) == 0
    with Session(engine) as session:
        after = session.execute(
            select(CompanyMark.kind, CompanyMark.value).order_by(CompanyMark.kind, CompanyMark.value)
        ).all()
        assert after == before
        assert ("entity", company.legal_entity_id) in similar_names(session, "Contoh Gula Nusantara")


def test_names_of_frequent_words_are_found_by_two_of_them(engine, monkeypatch):
    from siinas.queries import similar_names as module

    monkeypatch.setattr(module, "RARE", 3)
    with Session(engine) as session:
        session.add_all(
            LegalEntity(nib=f"91200000001{n:02d}", name=f"PT Contoh Maju {word}", npwp=f"{n:016d}")
            for n, word in enumerate(["Satu", "Dua", "Empat", "Lima", "Enam", "Tujuh"])
        )
        session.commit()
        assert [alike.why for alike in similar_names(session, "CV Contoh Maju").values()] == []
        names = [alike.why for alike in similar_names(session, "CV Maju Contoh Empatt").values()]
        assert names == ["nama mirip: hanya berbeda ejaan “empatt” dan “empat”"]


# The owners of other accounts of the NIB


def mails(make_work, mailbox) -> list[tuple[str, str]]:
    for lease in outbox.lease_due(make_work(), 50):
        assert outbox.deliver(make_work(), lease)
    return [(message["To"], message["Subject"]) for message in mailbox.sent]


def test_owners_of_the_nib_are_told_of_a_new_account(engine, make_work, mailbox, officers):
    with Session(engine) as session:
        company = make_company(session, nib="9120000000017", regency="3525")
        away = make_company(session, name="PT Lain")
    make_registration(make_work, officers, "approved")
    sent = mails(make_work, mailbox)
    assert sent[-1][0] == company.email or sent[-2][0] == company.email
    told = [message.get_content() for message in mailbox.to(company.email)]
    assert len(told) == 1
    assert "Kabupaten Malang" in told[0] and "su***@contoh-gula.example.test" in told[0]
    assert "REG-2026-000001" in told[0]
    assert not mailbox.to(away.email) and not mailbox.to(company.signer.email)


def test_the_same_owner_is_not_told_of_the_own_account(engine, make_work, mailbox, officers):
    with Session(engine) as session:
        company = make_company(session, nib="9120000000017", regency="3525")
        session.execute(
            update(Person).where(Person.id == company.owner.id).values(email="SURAT@contoh-gula.example.test")
        )
        session.commit()
    make_registration(make_work, officers, "approved")
    assert not any("Akun baru untuk NIB" in subject for _to, subject in mails(make_work, mailbox))


# Decisions and their mails


@pytest.mark.parametrize(
    ("move", "template", "subject"),
    [
        ("ask_correction", "pendaftaran_diperbaiki", "perlu diperbaiki"),
        ("refuse", "pendaftaran_ditolak", "tidak disetujui"),
    ],
)
def test_the_reason_arrives_word_by_word(make_work, mailbox, officers, move, template, subject):
    public_id = make_registration(make_work, officers)
    reason = "NIB tidak terbaca:\n- halaman 2 kosong <b>\n- “alamat” & e-mail {{ 7*7 }} 100% beda."
    cases.move(make_work(officers.front_desk.actor), public_id, move, said={"reason": reason})
    mails(make_work, mailbox)
    message = mailbox.to("surat@contoh-gula.example.test")[-1]
    assert subject in message["Subject"]
    assert reason in message.get_content().replace("\r\n", "\n")


def test_registration_to_mail_in_hand_takes_one_decision(engine, make_work, mailbox, officers):
    """One officer decides once; everything after that is the worker's, until the applicant is signed in."""
    from siinas.operations import accounts

    public_id = make_registration(make_work, officers)
    case = cases.move(make_work(officers.front_desk.actor), public_id, "approve")
    mails(make_work, mailbox)
    text = mailbox.to("surat@contoh-gula.example.test")[-1].get_content()
    user_name, password = (
        text.partition(f"{label} ")[2].partition(":")[2].split()[0] for label in ("Nama pengguna", "Kata sandi awal")
    )
    assert accounts.sign_in(make_work(), user_name, password).person_id
    assert [movement.transition for movement in case.movements] == ["approve"]
    with Session(engine) as session:
        hands = {movement.person_name for row in session.scalars(select(Case)).unique() for movement in row.movements}
        assert hands == {"Petugas layanan Contoh"}
        assert session.scalars(select(RegistrationLikeness)).all() == []
