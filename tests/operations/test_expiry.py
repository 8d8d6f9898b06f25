"""Reminders of what expires: one letter for each company and day, each threshold once, also after a standstill."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from siinas.models import CompanyDocument, JournalEntry, OutboxRow, Setting
from siinas.operations import expiry, records
from tests.factories import NOW, checked_paper, make_company

TODAY = date(2026, 10, 6)


def paper(make_work, company, days, *, number="A", record=None, file=True):
    values = {
        "doc_type": "izin",
        "number": number,
        "issued_on": date(2020, 1, 2),
        "validity": "until",
        "valid_until": TODAY + timedelta(days=days),
        "kbli_code": "10721",
    }
    work = make_work(company.staff.actor)
    return records.save_record(work, "dokumen", record, values, file=checked_paper() if file else None).id


def letters(engine):
    with Session(engine) as session:
        rows = session.scalars(select(OutboxRow).order_by(OutboxRow.id)).all()
        return [
            (row.recipient, [(one["number"], one["words"]) for one in row.payload["documents"]])
            for row in rows
            if row.payload.get("template") == "dokumen_berakhir"
        ]


def days_told(engine, make_work, clock, until):
    """Run the job each day until so many days from now; the days before the end on which a letter was left."""
    told, seen = [], 0
    for day in range(until + 1):
        expiry.remind(make_work())
        if len(letters(engine)) > seen:
            told.append(day)
            seen = len(letters(engine))
        clock.move(days=1)
    return told


def test_a_document_is_told_at_90_30_and_7_days_and_once_it_has_ended(engine, make_work, company, clock):
    paper(make_work, company, 95)
    assert days_told(engine, make_work, clock, 100) == [5, 65, 88, 96]
    words = [documents[0][1] for _, documents in letters(engine)]
    assert words == [
        "Berakhir 9 Januari 2027 (90 hari lagi)",
        "Berakhir 9 Januari 2027 (30 hari lagi)",
        "Berakhir 9 Januari 2027 (7 hari lagi)",
        "Sudah berakhir 9 Januari 2027 (1 hari lalu)",
    ]


def test_one_letter_for_all_documents_of_a_company(engine, make_work, company):
    paper(make_work, company, 80, number="A")
    paper(make_work, company, 3, number="B")
    paper(make_work, company, 300, number="C")
    assert expiry.remind(make_work()) == 1
    ((recipient, documents),) = letters(engine)
    assert recipient == company.email
    assert [number for number, _ in documents] == ["B", "A"]


def test_it_may_be_called_as_often_as_one_likes(engine, make_work, company, clock):
    paper(make_work, company, 80)
    assert [expiry.remind(make_work()) for _ in range(3)] == [1, 0, 0]
    paper(make_work, company, 20, number="B")
    clock.move(hours=5)
    assert expiry.remind(make_work()) == 0, "one letter a day"
    clock.move(days=1)
    assert expiry.remind(make_work()) == 1
    assert [[number for number, _ in documents] for _, documents in letters(engine)] == [["A"], ["B"]]


def test_a_standstill_is_caught_up_with_one_letter(engine, make_work, company, clock):
    paper(make_work, company, 95)
    clock.move(days=91)
    assert expiry.remind(make_work()) == 1
    clock.move(days=1)
    assert expiry.remind(make_work()) == 0
    ((_, ((_, words),)),) = letters(engine)
    assert words == "Berakhir 9 Januari 2027 (4 hari lagi)"


@pytest.mark.parametrize(("still", "told"), [(100, 1), (140, 0)])
def test_an_end_that_was_missed_is_told_for_a_month(engine, make_work, company, clock, still, told):
    paper(make_work, company, 95)
    clock.move(days=still)
    assert expiry.remind(make_work()) == told


def test_a_new_end_is_told_anew_and_an_unchanged_one_is_not(engine, make_work, company, clock):
    key = paper(make_work, company, 25)
    assert expiry.remind(make_work()) == 1
    clock.move(days=1)
    paper(make_work, company, 25, number="ganti nomor", record=key, file=False)
    assert expiry.remind(make_work()) == 0
    paper(make_work, company, 27, record=key, file=False)
    assert expiry.remind(make_work()) == 1


def test_what_comes_in_expired_is_known_to_be(engine, make_work, company):
    paper(make_work, company, -2)
    assert expiry.remind(make_work()) == 0


def test_removed_documents_are_not_told(engine, make_work, company):
    key = paper(make_work, company, 25)
    records.delete_record(make_work(company.staff.actor), "dokumen", key)
    assert expiry.remind(make_work()) == 0


def test_the_thresholds_are_a_setting(engine, make_work, company, clock):
    with Session(engine) as session:
        session.add(Setting(key="expiry_reminder_days", value="14, 3"))
        session.commit()
    paper(make_work, company, 20)
    assert days_told(engine, make_work, clock, 19) == [6, 17]


def test_nobody_is_told_at_night(engine, make_work, company, clock):
    paper(make_work, company, 25)
    clock.now = NOW.replace(hour=18)  # one o'clock in Jakarta, of the next day
    assert expiry.remind(make_work()) == 0
    clock.now = NOW.replace(hour=23)  # six o'clock
    assert expiry.remind(make_work()) == 1


def test_more_companies_than_one_batch(engine, make_work, monkeypatch):
    monkeypatch.setattr(expiry, "BATCH", 2)
    with Session(engine) as session:
        companies = [make_company(session) for _ in range(5)]
    for company in companies:
        paper(make_work, company, 25)
    assert expiry.remind(make_work()) == 5
    assert {recipient for recipient, _ in letters(engine)} == {company.email for company in companies}


def test_the_letter_is_journalled(engine, make_work, company):
    key = paper(make_work, company, 25)
    expiry.remind(make_work())
    with Session(engine) as session:
        entry = session.scalars(select(JournalEntry).order_by(JournalEntry.seq.desc())).first()
        assert (entry.act, entry.after, entry.establishment_id) == (
            "document.reminded",
            {"documents": ["A"]},
            company.establishment_id,
        )
        assert session.get_one(CompanyDocument, key).reminded_days == 30
