"""What is read on a signed statement: the right one, an older one, another report's, and one that nobody can read."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from siinas.models import Attachment, Case, JournalEntry
from siinas.operations import cases, statements
from siinas.process.statement_code import MATCHED, UNREAD, statement_code
from siinas.refusal import NotFound, NotPermitted, Refused, Stale
from tests import factories
from tests.factories import (
    checked_paper,
    fill,
    make_company,
    make_report,
    open_report,
    page_values,
    sign,
    step_on,
)

GENERAL = "data-umum"


@pytest.fixture
def read(engine):
    """Reads a case as the system: read(public_id, lambda case: …)."""

    def reader(public_id, what):
        with Session(engine) as session:
            return what(session.scalars(select(Case).where(Case.public_id == public_id)).unique().one())

    return reader


@pytest.fixture
def ready(make_work, company):
    """A report whose pages are complete; its public id."""
    public_id = open_report(make_work, company)
    fill(make_work, company, public_id)
    return public_id


@pytest.fixture
def unread(make_work, company, officers, ready):
    """A report that was sent with a statement whose code nobody could read."""
    cases.note_printed(make_work(company.staff.actor), ready)
    assert upload(make_work, company, ready) == UNREAD
    step_on(make_work, company, officers, ready, "send")
    return ready


def upload(make_work, company, public_id, *codes):
    return cases.attach_statement(make_work(company.staff.actor), public_id, checked_paper(), codes)


def change(make_work, company, public_id, signer, seen):
    values = page_values(GENERAL) | {"signer_name": signer}
    cases.save_page(make_work(company.staff.actor), public_id, GENERAL, values=values, typed=None, seen=seen)


def test_the_right_one(make_work, company, ready, read):
    digest = cases.note_printed(make_work(company.staff.actor), ready)
    code = statement_code(read(ready, lambda c: c.number), digest)
    assert upload(make_work, company, ready, "https://example.test", code) == MATCHED
    assert read(ready, lambda c: c.statement_reading["outcome"]) == MATCHED
    step_on(make_work, company, None, ready, "send")
    assert read(ready, lambda c: c.filings[-1].statement_reading["outcome"]) == MATCHED


def test_an_older_version_is_refused_with_the_day_it_was_printed(make_work, company, ready, read, clock, engine):
    work = make_work(company.staff.actor)
    old = cases.note_printed(work, ready)
    clock.move(hours=2)
    change(make_work, company, ready, "Direktur Lain", 1)
    cases.note_printed(make_work(company.staff.actor), ready)
    number = read(ready, lambda c: c.number)
    with pytest.raises(Refused, match=r"versi lama, dicetak 6 Oktober 2026 pukul 09\.00 WIB") as refusal:
        upload(make_work, company, ready, statement_code(number, old))
    assert refusal.value.field == "statement_file"
    with pytest.raises(Refused, match="Surat ini versi lain; isiannya berbeda"):
        upload(make_work, company, ready, statement_code(number, "ab" * 32))
    assert read(ready, lambda c: (c.statement_id, c.statement_reading)) == (None, {})
    with Session(engine) as session:
        kept = session.scalars(select(Attachment).where(Attachment.doc_type == "surat_pernyataan")).all()
    assert kept == [], "nothing of a refused upload is kept"


def test_what_was_changed_and_changed_back_needs_no_new_letter(make_work, company, ready, read):
    digest = cases.note_printed(make_work(company.staff.actor), ready)
    change(make_work, company, ready, "Direktur Lain", 1)
    cases.note_printed(make_work(company.staff.actor), ready)
    change(make_work, company, ready, page_values(GENERAL)["signer_name"], 2)
    assert upload(make_work, company, ready, statement_code(read(ready, lambda c: c.number), digest)) == MATCHED
    assert len(read(ready, lambda c: c.prints)) == 2


def test_a_sent_version_is_named(make_work, company, officers, read, clock):
    public_id = make_report(make_work, company, officers, "returned")
    sent = read(public_id, lambda c: c.filings[0].digest)
    clock.move(days=1)
    change(make_work, company, public_id, "Direktur Lain", 1)
    cases.note_printed(make_work(company.staff.actor), public_id)
    with pytest.raises(Refused, match="milik versi 1 yang sudah dikirim"):
        upload(make_work, company, public_id, statement_code(read(public_id, lambda c: c.number), sent))


def test_another_reports_letter_is_refused(make_work, company, ready, read, engine):
    with Session(engine) as session:
        foreign = make_report(make_work, make_company(session), None, "draft")
    sister = open_report(make_work, company, "2026-Q2")
    digest = cases.note_printed(make_work(company.staff.actor), ready)
    own = read(ready, lambda c: c.number)
    with pytest.raises(Refused, match=f"Surat ini untuk Laporan Produksi Triwulan 2 Tahun 2026.*nomor {own}:"):
        upload(make_work, company, ready, statement_code(read(sister, lambda c: c.number), digest))
    number, name = read(foreign, lambda c: (c.number, c.company_name))
    with pytest.raises(Refused, match=f"Surat ini untuk laporan lain, nomor {number}") as refusal:
        upload(make_work, company, ready, statement_code(number, digest))
    assert name not in refusal.value.reason


def test_an_unread_one_waits_for_an_officer(make_work, company, officers, unread, read, clock):
    with pytest.raises(Refused, match="Kode QR pada surat pernyataan tidak terbaca"):
        step_on(make_work, company, officers, unread, "check")
    for someone, fault in (
        (officers.validator, NotPermitted),
        (officers.supervisor, NotPermitted),
        (company.owner, NotPermitted),
        (officers.administrator, NotFound),
    ):
        with pytest.raises(fault):
            statements.confirm(make_work(someone.actor), unread)
    clock.move(minutes=5)
    version = read(unread, lambda c: c.version)
    with pytest.raises(Stale):
        statements.confirm(make_work(officers.verifier.actor), unread, version=version - 1)
    statements.confirm(make_work(officers.verifier.actor), unread, version=version)
    reading = read(unread, lambda c: c.filings[-1].statement_reading)
    assert (reading["outcome"], reading["confirmed_by"]) == (UNREAD, "Verifikator Contoh")
    assert reading["confirmed_at"] == clock.now.isoformat()
    with pytest.raises(Refused, match="Tidak ada surat pernyataan yang menunggu"):
        statements.confirm(make_work(officers.verifier.actor), unread)
    step_on(make_work, company, officers, unread, "check")
    step_on(make_work, company, officers, unread, "accept")
    assert read(unread, lambda c: c.state) == "accepted"


def test_a_confirmation_is_taken_back_until_the_case_moves(make_work, company, officers, unread, read, engine, clock):
    with pytest.raises(Refused, match="belum dinyatakan sesuai"):
        statements.withdraw(make_work(officers.verifier.actor), unread)
    statements.confirm(make_work(officers.verifier.actor), unread)
    statements.withdraw(make_work(officers.verifier.actor), unread)
    with pytest.raises(Refused, match="tidak terbaca"):
        step_on(make_work, company, officers, unread, "check")
    statements.confirm(make_work(officers.verifier.actor), unread)
    clock.move(minutes=1)
    step_on(make_work, company, officers, unread, "check")
    for officer in (officers.verifier, officers.validator):
        with pytest.raises((Refused, NotPermitted)):
            statements.withdraw(make_work(officer.actor), unread)
    with Session(engine) as session:
        about = JournalEntry.act.like("case.statement_%confirmed")
        acts = session.scalars(select(JournalEntry.act).where(about).order_by(JournalEntry.seq))
        assert acts.all() == ["case.statement_confirmed", "case.statement_unconfirmed", "case.statement_confirmed"]


def test_an_unread_one_can_be_returned_and_sent_anew(make_work, company, officers, unread, read):
    step_on(make_work, company, officers, unread, "send_back")
    sign(make_work, company, unread)
    step_on(make_work, company, officers, unread, "send")
    assert [one["outcome"] for one in read(unread, lambda c: [f.statement_reading for f in c.filings])] == [
        UNREAD,
        MATCHED,
    ]
    step_on(make_work, company, officers, unread, "check")


def test_a_confirmation_counts_for_its_sending_only(make_work, company, officers, unread, read):
    statements.confirm(make_work(officers.verifier.actor), unread)
    step_on(make_work, company, officers, unread, "send_back")
    upload(make_work, company, unread)
    step_on(make_work, company, officers, unread, "send")
    with pytest.raises(Refused, match="tidak terbaca"):
        step_on(make_work, company, officers, unread, "check")


def test_prints_are_remembered_once_each(make_work, company, ready, read, clock):
    for _ in range(3):
        clock.move(minutes=1)
        cases.note_printed(make_work(company.staff.actor), ready)
    (one,) = read(ready, lambda c: c.prints)
    assert one["at"] == (factories.NOW + timedelta(minutes=3)).isoformat()
