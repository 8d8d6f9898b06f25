"""Files as answers of a page: attached, replaced, taken back, frozen with what was sent."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from siinas.catalogue.address_change import Grounds, NewAddress
from siinas.models import Attachment, Case
from siinas.operations import cases
from siinas.queries.cases import CaseFile
from siinas.queries.files import files_sent
from siinas.reference.document_types import ADDRESS_LETTER, ADDRESS_PROOF
from siinas.refusal import NotFound, Refused, Stale
from tests.factories import NOW, checked_paper, fill_request, make_company, open_request, save_addresses

FIRST, SECOND = (checked_paper(ADDRESS_PROOF, title) for title in ("Bukti satu", "Bukti dua"))


@pytest.fixture
def company(engine, make_work):
    with Session(engine) as session:
        made = make_company(session)
    save_addresses(make_work, made)
    return made


@pytest.fixture
def draft(make_work, company):
    return open_request(make_work, company)


def save(make_work, who, public_id, seen, *, values=None, typed=None, **files):
    cases.save_page(make_work(who.actor), public_id, Grounds.key, values=values, typed=typed, seen=seen, **files)


def read(engine, public_id, what):
    with Session(engine) as session:
        return what(session.scalars(select(Case).where(Case.public_id == public_id)).unique().one())


def attachments(engine, public_id):
    with Session(engine) as session:
        own = select(Attachment.sha256).join(Case, Case.id == Attachment.case_id).where(Case.public_id == public_id)
        return list(session.scalars(own.order_by(Attachment.id)))


def proof(engine, public_id):
    return read(engine, public_id, lambda case: case.answers.get("proof"))


def pages(engine, public_id):
    return read(
        engine,
        public_id,
        lambda case: {p.step.key: (p.status, p.missing) for p in CaseFile(_session(case), case, NOW.date()).pages()},
    )


def _session(case):
    session = Session.object_session(case)
    assert session is not None
    return session


GOOD = {"reason": "Kantor pindah ke gedung sendiri.", "effective_on": NOW.date()}


def test_a_file_is_an_answer_of_its_page(engine, make_work, company, draft):
    save(make_work, company.staff, draft, 0, values=GOOD)
    assert pages(engine, draft)["alasan-dan-bukti"] == ("incomplete", ("Bukti alamat baru",))
    save(make_work, company.staff, draft, 1, values=GOOD, files={"proof": FIRST})
    assert pages(engine, draft)["alasan-dan-bukti"] == ("complete", ())
    kept = proof(engine, draft)
    assert (kept["sha256"], kept["name"]) == (FIRST.facts.sha256, FIRST.facts.original_name)
    with Session(engine) as session:
        row = session.scalars(select(Attachment).where(Attachment.public_id == kept["attachment"])).one()
        assert (row.establishment_id, row.doc_type) == (company.establishment_id, "bukti_alamat")
    save(make_work, company.staff, draft, 2, values=GOOD)
    assert proof(engine, draft) == kept, "saving the page again keeps the file"
    save(make_work, company.staff, draft, 3, values=GOOD, files={"proof": FIRST})
    assert proof(engine, draft) == kept, "the same content is the same file"


def test_a_file_counts_though_the_rest_cannot_be_read(engine, make_work, company, draft):
    save(make_work, company.staff, draft, 0, typed=[["effective_on", "kemarin"]], files={"proof": FIRST})
    assert proof(engine, draft)["sha256"] == FIRST.facts.sha256
    assert pages(engine, draft)["alasan-dan-bukti"][0] == "typed"
    save(make_work, company.staff, draft, 1, typed=[["effective_on", "kemarin"]], removed=("proof",))
    assert proof(engine, draft) is None


def test_what_is_replaced_before_sending_is_gone(engine, make_work, company, draft):
    save(make_work, company.staff, draft, 0, values=GOOD, files={"proof": FIRST})
    save(make_work, company.staff, draft, 1, values=GOOD, files={"proof": SECOND})
    assert attachments(engine, draft) == [SECOND.facts.sha256]
    save(make_work, company.staff, draft, 2, values=GOOD, removed=("proof", "reason", "nothing"))
    assert attachments(engine, draft) == []
    assert read(engine, draft, lambda case: case.answers["reason"]) == GOOD["reason"], "only files are taken back"


def test_what_was_sent_stays_and_its_replacement_is_told(engine, make_work, company, officers, draft):
    fill_request(make_work, company, draft, street="Jl. Baru 1")
    cases.move(make_work(company.owner.actor), draft, "send")
    first = proof(engine, draft)
    sent = read(engine, draft, lambda case: case.filings[-1].digest)
    desk = officers.front_desk.actor
    cases.move(make_work(desk), draft, "send_back", said={"reason": "Bukti terpotong."})
    seen = read(engine, draft, lambda case: case.saves[Grounds.key])
    save(make_work, company.staff, draft, seen, values=GOOD, files={"proof": SECOND})
    assert len(attachments(engine, draft)) == 2, "the sent one belongs to its filing"
    work = make_work(desk)
    case = work.session.scalars(select(Case).where(Case.public_id == draft)).unique().one()
    assert [
        row.public_id for _label, row in files_sent(work.session, desk, CaseFile(work.session, case, NOW.date()))
    ] == [first["attachment"]], "the desk reads what was sent, not what is being prepared"
    cases.move(make_work(company.owner.actor), draft, "send")
    work = make_work(desk)
    case = work.session.scalars(select(Case).where(Case.public_id == draft)).unique().one()
    _told, changed = CaseFile(work.session, case, NOW.date()).filing_told()
    assert [(one["where"], one["was"]) for one in changed if "Bukti" in one["where"]] == [
        ("Alasan dan bukti: Bukti alamat baru", f"{first['name']} (isi lain)")
    ]
    assert case.filings[-1].digest != sent
    assert case.filings[0].answers["proof"] == first


def test_a_stale_page_attaches_nothing(engine, make_work, company, draft):
    save(make_work, company.staff, draft, 0, values=GOOD)
    with pytest.raises(Stale):
        save(make_work, company.owner, draft, 0, values=GOOD, files={"proof": FIRST})
    assert attachments(engine, draft) == []


def test_a_file_of_another_kind_or_page_is_refused(engine, make_work, company, draft):
    letter = checked_paper(ADDRESS_LETTER, "Surat")
    with pytest.raises(Refused, match="bukan jenis yang diminta") as refusal:
        save(make_work, company.staff, draft, 0, values=GOOD, files={"proof": letter})
    assert refusal.value.field == "proof"
    save(make_work, company.staff, draft, 0, values=GOOD, files={"letter": letter, "street": FIRST})
    assert read(engine, draft, lambda case: case.answers.get("letter")) is None, "no letter is asked"
    assert attachments(engine, draft) == []


def test_nobody_answers_what_stands(engine, make_work, company, draft):
    kept = read(engine, draft, lambda case: NewAddress.from_json(case.answers))
    cases.save_page(
        make_work(company.staff.actor),
        draft,
        NewAddress.key,
        values=kept | {"which": "factory", "street": "Jl. Baru 1"},
        typed=None,
        seen=0,
    )
    assert read(engine, draft, lambda case: case.answers["which"]) == "office"


def test_a_foreign_case_takes_no_file(engine, make_work, draft):
    with Session(engine) as session:
        other = make_company(session)
    with pytest.raises(NotFound):
        save(make_work, other.owner, draft, 0, values=GOOD, files={"proof": FIRST})
    assert attachments(engine, draft) == []
