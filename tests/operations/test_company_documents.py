"""Documents keep every version; what is removed can be taken back; the front desk accepts or returns them."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from siinas.models import Attachment, CompanyDocument, DocumentVersion, Establishment, JournalEntry, OutboxRow, Setting
from siinas.operations import company_documents, outbox, records
from siinas.operations.worker import work_off
from siinas.process.roles import Grant, Role
from siinas.queries.choices import ChoiceSource
from siinas.queries.company_documents import removed_documents, versions_of
from siinas.refusal import NotFound, NotPermitted, Refused, Stale
from tests.conftest import Clock, works
from tests.factories import NOW, checked_paper, make_company, make_person, make_registration

PERMIT = {
    "doc_type": "izin",
    "number": "1/2026",
    "issued_on": date(2026, 1, 2),
    "validity": "until",
    "valid_until": date(2027, 1, 2),
    "kbli_code": "10721",
}
SNI = {
    "doc_type": "sni",
    "number": "SNI/1",
    "issuer": "LSPro Contoh",
    "issued_on": date(2026, 1, 2),
    "validity": "business",
    "scope": "Gula",
}
NOTE = "Halaman kedua tidak terbaca."


def save(make_work, company, record=None, *, section="dokumen", file=None, **values):
    row = records.save_record(make_work(company.staff.actor), section, record, PERMIT | values, file=file)
    return row.id


def row_of(engine, key):
    with Session(engine) as session:
        return session.get_one(CompanyDocument, key)


def versions(engine, key):
    with Session(engine) as session:
        return session.scalars(
            select(DocumentVersion).where(DocumentVersion.document_id == key).order_by(DocumentVersion.sequence)
        ).all()


def last_entry(engine):
    with Session(engine) as session:
        return session.scalars(select(JournalEntry).order_by(JournalEntry.seq.desc())).first()


def review(make_work, officers, key, verdict, note="", *, version=None, by=None):
    work = make_work((by or officers.front_desk).actor)
    seen = work.session.get_one(CompanyDocument, key).version if version is None else version
    return company_documents.review_document(work, key, verdict, note, version=seen)


# Versions


def test_each_saving_is_a_version(engine, make_work, company, clock):
    key = save(make_work, company, file=checked_paper())
    clock.move(days=1)
    save(make_work, company, key, number="2/2026")
    clock.move(days=1)
    save(make_work, company, key, number="2/2026", file=checked_paper())
    first, second, third = versions(engine, key)
    assert [one.sequence for one in (first, second, third)] == [1, 2, 3]
    assert [one.values["number"] for one in (first, second, third)] == ["1/2026", "2/2026", "2/2026"]
    assert first.attachment_id == second.attachment_id != third.attachment_id
    assert {one.saved_by for one in (first, second, third)} == {company.staff.actor.name}
    assert [one.saved_at - NOW for one in (first, second, third)] == [timedelta(days=n) for n in range(3)]
    assert row_of(engine, key).attachment_id == third.attachment_id
    with Session(engine) as session:
        assert session.get(Attachment, first.attachment_id) is not None, "the earlier file stays"


def test_saving_the_same_again_is_no_version(engine, make_work, company):
    key = save(make_work, company, file=checked_paper())
    save(make_work, company, key)
    assert len(versions(engine, key)) == 1


def test_a_certificate_keeps_versions_too(engine, make_work, company):
    work = make_work(company.staff.actor)
    key = records.save_record(work, "sertifikat", None, SNI, file=checked_paper()).id
    records.save_record(make_work(company.staff.actor), "sertifikat", key, SNI | {"scope": "Gula rafinasi"})
    assert [one.values["scope"] for one in versions(engine, key)] == ["Gula", "Gula rafinasi"]


def test_a_document_is_edited_in_its_own_section_only(make_work, company):
    key = save(make_work, company, file=checked_paper())
    with pytest.raises(NotFound):
        records.save_record(make_work(company.staff.actor), "sertifikat", key, SNI)
    with pytest.raises(NotFound):
        records.delete_record(make_work(company.staff.actor), "sertifikat", key)


def test_versions_are_told_with_what_changed(engine, make_work, company):
    key = save(make_work, company, file=checked_paper())
    save(make_work, company, key, number="2/2026", validity="business", valid_until=None)
    work = make_work(company.owner.actor)
    row = work.session.get_one(CompanyDocument, key)
    newest, oldest = versions_of(work.session, company.owner.actor, row, ChoiceSource(work.session, 1).name)
    assert newest.changed == {"number", "validity", "valid_until"}
    assert (newest.new_file, oldest.new_file, oldest.changed) == (False, True, frozenset())
    assert oldest.values["valid_until"] == "2 Januari 2027"
    assert newest.values["validity"] == "Selama usaha berjalan"
    assert oldest.file is not None


def test_a_registration_gives_the_first_version(engine, make_work, officers):
    case = make_registration(make_work, officers, "approved")
    with Session(engine) as session:
        documents = session.scalars(select(CompanyDocument)).all()
        assert documents, case
        for document in documents:
            (version,) = versions(engine, document.id)
            assert version.values["doc_type"] == document.doc_type
            assert (version.attachment_id, version.sequence) == (document.attachment_id, 1)


# Removal


def test_a_removed_document_keeps_its_versions_and_files(engine, make_work, company):
    key = save(make_work, company, file=checked_paper())
    records.delete_record(make_work(company.staff.actor), "dokumen", key)
    row = row_of(engine, key)
    assert row.removed_at == NOW
    assert len(versions(engine, key)) == 1
    assert last_entry(engine).act == "company.dokumen.deleted"
    for again in (
        lambda: records.delete_record(make_work(company.staff.actor), "dokumen", key),
        lambda: save(make_work, company, key),
    ):
        with pytest.raises(NotFound):
            again()


def test_a_removed_document_is_taken_back(engine, make_work, company, clock):
    key = save(make_work, company, file=checked_paper())
    records.delete_record(make_work(company.staff.actor), "dokumen", key)
    clock.move(days=29)
    work = make_work(company.owner.actor)
    assert [
        row.id for row in removed_documents(work.session, work.actor, records.BY_KEY["dokumen"], clock() - _DAYS)
    ] == [key]
    assert company_documents.restore_document(work, "dokumen", key) == "Izin KBLI 10721"
    assert row_of(engine, key).removed_at is None
    assert last_entry(engine).act == "company.dokumen.restored"
    assert company_documents.restore_document(make_work(company.owner.actor), "dokumen", key) == "Izin KBLI 10721"


_DAYS = timedelta(days=30)


def test_a_document_removed_long_ago_is_not_taken_back(make_work, company, clock):
    key = save(make_work, company, file=checked_paper())
    records.delete_record(make_work(company.staff.actor), "dokumen", key)
    clock.move(days=31)
    with pytest.raises(Refused, match="lebih dari 30 hari lalu"):
        company_documents.restore_document(make_work(company.owner.actor), "dokumen", key)


def test_only_the_own_company_takes_back(engine, make_work, company, officers):
    key = save(make_work, company, file=checked_paper())
    records.delete_record(make_work(company.staff.actor), "dokumen", key)
    with Session(engine) as session:
        other = make_company(session)
    with pytest.raises(NotFound):
        company_documents.restore_document(make_work(other.owner.actor), "dokumen", key)
    with pytest.raises(NotFound):
        company_documents.restore_document(make_work(company.owner.actor), "sertifikat", key)
    with pytest.raises(NotPermitted):
        company_documents.restore_document(make_work(officers.front_desk.actor), "dokumen", key)


# Review


def test_the_front_desk_accepts_and_returns(engine, make_work, company, officers):
    key = save(make_work, company, file=checked_paper())
    assert review(make_work, officers, key, "accepted") == "Izin KBLI 10721"
    row = row_of(engine, key)
    assert (row.review, row.review_note, row.reviewed_by, row.reviewed_at) == (
        "accepted",
        None,
        officers.front_desk.actor.name,
        NOW,
    )
    review(make_work, officers, key, "returned", NOTE)
    assert (row_of(engine, key).review, row_of(engine, key).review_note) == ("returned", NOTE)
    entry = last_entry(engine)
    assert (entry.act, entry.before["review"], entry.after["review"]) == ("document.reviewed", "accepted", "returned")
    assert entry.establishment_id == company.establishment_id


def test_a_new_version_is_looked_at_anew(engine, make_work, company, officers):
    key = save(make_work, company, file=checked_paper())
    review(make_work, officers, key, "accepted")
    save(make_work, company, key)
    assert row_of(engine, key).review == "accepted", "nothing has changed"
    save(make_work, company, key, number="2/2026")
    assert row_of(engine, key).review == ""
    review(make_work, officers, key, "returned", NOTE)
    save(make_work, company, key, number="3/2026")
    assert row_of(engine, key).review == "again"
    save(make_work, company, key, number="4/2026")
    assert row_of(engine, key).review == "again"


@pytest.mark.parametrize("role", ["verifier", "validator", "supervisor", "administrator", "auditor"])
def test_nobody_else_reviews(make_work, company, officers, role):
    key = save(make_work, company, file=checked_paper())
    with pytest.raises(NotPermitted):
        review(make_work, officers, key, "accepted", version=1, by=getattr(officers, role))
    with pytest.raises(NotPermitted):
        review(make_work, officers, key, "accepted", version=1, by=company.owner)


def test_a_front_desk_reviews_within_its_reach(engine, make_work, company, officers):
    key = save(make_work, company, file=checked_paper())
    with Session(engine) as session:
        far = make_person(session, Grant(Role.FRONT_DESK, region="73"))
    with pytest.raises(NotFound):
        review(make_work, officers, key, "accepted", version=1, by=far)


def test_a_return_needs_a_note_and_the_version_that_was_seen(engine, make_work, company, officers):
    key = save(make_work, company, file=checked_paper())
    with pytest.raises(Refused, match="apa yang harus diperbaiki") as refusal:
        review(make_work, officers, key, "returned", "buruk")
    assert refusal.value.field == "note"
    with pytest.raises(Refused, match="Pilih Diterima"):
        review(make_work, officers, key, "buang")
    with pytest.raises(Stale, match="sudah berubah"):
        review(make_work, officers, key, "accepted", version=99)
    records.delete_record(make_work(company.staff.actor), "dokumen", key)
    with pytest.raises(NotFound):
        review(make_work, officers, key, "accepted", version=2)
    assert row_of(engine, key).review == ""


def test_one_letter_tells_all_that_was_reviewed_within_a_while(engine, make_work, company, officers, mailbox, clock):
    first = save(make_work, company, file=checked_paper())
    second = save(make_work, company, number="Izin-9", file=checked_paper())
    review(make_work, officers, first, "accepted")
    clock.move(minutes=20)
    review(make_work, officers, second, "returned", NOTE)
    work_off(make_work_place(make_work))
    assert mailbox.sent == []
    clock.move(minutes=11)
    work_off(make_work_place(make_work))
    (mail,) = mailbox.to(company.email)
    text = mail.get_content()
    assert mail["Subject"] == "Hasil pemeriksaan dokumen di SIINas"
    assert "nomor 1/2026: Diterima" in text
    assert "nomor Izin-9: Dikembalikan" in text
    assert NOTE in text
    clock.move(minutes=5)
    review(make_work, officers, first, "returned", NOTE)
    clock.move(minutes=31)
    work_off(make_work_place(make_work))
    assert len(mailbox.to(company.email)) == 2
    assert "Izin-9" not in mailbox.to(company.email)[1].get_content()


def test_a_single_review_is_told_though_time_goes_on(engine, surroundings, company, officers, mailbox):
    class Ticking(Clock):
        def __call__(self):
            return self.move(milliseconds=7)

    with works(engine, surroundings, Ticking()) as make_work:
        key = save(make_work, company, file=checked_paper())
        review(make_work, officers, key, "returned", NOTE)
    with works(engine, surroundings, Clock(NOW + timedelta(hours=1))) as make_work:
        work_off(make_work_place(make_work))
    (mail,) = mailbox.to(company.email)
    assert NOTE in mail.get_content()


def test_a_review_while_the_letter_is_being_sent_gets_one_of_its_own(
    engine, make_work, company, officers, mailbox, clock
):
    first = save(make_work, company, file=checked_paper())
    second = save(make_work, company, number="Izin-9", file=checked_paper())
    review(make_work, officers, first, "accepted")
    clock.move(minutes=31)
    (lease,) = outbox.lease_due(make_work())
    review(make_work, officers, second, "returned", NOTE)
    assert outbox.deliver(make_work(), lease)
    clock.move(minutes=31)
    work_off(make_work_place(make_work))
    assert NOTE in "".join(mail.get_content() for mail in mailbox.to(company.email)[1:])


def make_work_place(make_work):
    from contextlib import contextmanager

    @contextmanager
    def place():
        yield make_work()

    return place


def test_what_was_replaced_meanwhile_is_not_told(engine, make_work, company, officers, mailbox, clock):
    key = save(make_work, company, file=checked_paper())
    review(make_work, officers, key, "returned", NOTE)
    save(make_work, company, key, number="2/2026")
    clock.move(hours=1)
    work_off(make_work_place(make_work))
    assert mailbox.sent == []
    with Session(engine) as session:
        assert session.scalars(select(OutboxRow.status)).all() == ["done"]


def test_the_pause_before_the_letter_is_a_setting(engine, make_work, company, officers, mailbox):
    with Session(engine) as session:
        session.add(Setting(key="review_mail_minutes", value="0"))
        session.commit()
    key = save(make_work, company, file=checked_paper())
    review(make_work, officers, key, "accepted")
    assert outbox.lease_due(make_work())


def test_companies_are_told_apart(engine, make_work, company, officers):
    with Session(engine) as session:
        other = make_company(session)
        session.execute(
            update(Establishment).where(Establishment.id == other.establishment_id).values(email=company.email)
        )
        session.commit()
    for one in (company, other):
        review(make_work, officers, save(make_work, one, file=checked_paper()), "accepted")
    with Session(engine) as session:
        rows = session.scalars(select(OutboxRow).where(OutboxRow.kind == "review_mail")).all()
        assert {row.payload["establishment_id"] for row in rows} == {company.establishment_id, other.establishment_id}
