"""Digests about reports that are owed: one for each address and day, spread over the hours, none once it is sent."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from sqlalchemy import select
from sqlalchemy.orm import Session

from siinas.models import Establishment, JournalEntry, OutboxRow, Setting
from siinas.operations import obligations, outbox, report_reminders
from tests.factories import NOW, make_company, make_officers, make_report, open_report


def left(engine):
    with Session(engine) as session:
        rows = session.scalars(select(OutboxRow).where(OutboxRow.kind == report_reminders.KIND).order_by(OutboxRow.id))
        return [(row.recipient, row.next_at) for row in rows]


def send(make_work, clock):
    """Do what is due by the end of the day; how many jobs were done."""
    clock.move(hours=12)
    for lease in outbox.lease_due(make_work(), 100):
        outbox.deliver(make_work(), lease)
    clock.move(hours=-12)


def days_told(engine, make_work, clock, days):
    """Run the job each day; the days on which a digest was left."""
    told, seen = [], 0
    for _ in range(days):
        report_reminders.remind(make_work())
        if len(left(engine)) > seen:
            told.append(clock.now.astimezone(UTC).date())
            seen = len(left(engine))
        clock.move(days=1)
    return told


def test_before_and_after_the_due_day_each_step_once(engine, make_work, company, clock):
    obligations.extend(make_work())
    due = date(2026, 10, 31)
    told = days_told(engine, make_work, clock, 80)
    assert [(due - day).days for day in told] == [14, 3, -1, -14, -30]


def test_after_a_standstill_only_the_nearest_step_is_told(engine, make_work, company, clock):
    obligations.extend(make_work())
    clock.now = datetime(2026, 11, 2, 3, tzinfo=UTC)
    assert [(date(2026, 10, 31) - day).days for day in days_told(engine, make_work, clock, 20)] == [-2, -14]


def test_one_digest_for_all_accounts_of_an_address(engine, make_work, company, mailbox, clock):
    with Session(engine) as session:
        sister = make_company(session, regency="3578")
        session.get_one(Establishment, sister.establishment_id).email = company.email
        idle = make_company(session)
        session.commit()
    obligations.extend(make_work())
    clock.now = datetime(2026, 10, 20, 3, tzinfo=UTC)
    assert report_reminders.remind(make_work()) == 2
    assert report_reminders.remind(make_work()) == 0, "as often as one likes"
    send(make_work, clock)
    (mail,) = mailbox.to(company.email)
    text = mail.get_content()
    assert mail["Subject"] == "Laporan SIINas yang belum dikirim"
    assert "Laporan Produksi Triwulan 3 Tahun 2026" in text
    assert company.name in text
    assert sister.name in text
    assert "31 Oktober 2026 (11 hari lagi)" in text
    assert "/perusahaan/laporan-produksi/" in text
    assert "tidak berproduksi tetap melapor" in text
    assert len(mailbox.to(idle.email)) == 1


def test_a_report_that_was_sent_meanwhile_is_not_told(engine, make_work, company, mailbox, clock):
    with Session(engine) as session:
        officers = make_officers(session)
        drafting = make_company(session)
    obligations.extend(make_work())
    open_report(make_work, drafting)
    clock.now = datetime(2026, 10, 20, 3, tzinfo=UTC)
    report_reminders.remind(make_work())
    make_report(make_work, company, officers, "verification")
    send(make_work, clock)
    assert not [mail for mail in mailbox.to(company.email) if "belum dikirim" in mail["Subject"]]
    (mail,) = mailbox.to(drafting.email)
    assert "Konsep sudah dibuat, belum dikirim." in mail.get_content()
    clock.now = datetime(2026, 10, 30, 3, tzinfo=UTC)
    assert report_reminders.remind(make_work()) == 1, "only who has not sent"


def test_never_a_flood(engine, make_work, clock, monkeypatch):
    monkeypatch.setattr(report_reminders, "BATCH", 2)
    with Session(engine) as session:
        for _ in range(5):
            make_company(session)
        session.add(Setting(key="report_reminders_hour", value="2"))
        session.commit()
    obligations.extend(make_work())
    clock.now = datetime(2026, 10, 20, 3, tzinfo=UTC)
    assert report_reminders.remind(make_work()) == 5
    moments = [moment for _, moment in left(engine)]
    assert [later - first for first, later in pairwise(moments)] == [timedelta(minutes=30)] * 4
    with Session(engine) as session:
        entries = session.scalars(select(JournalEntry).where(JournalEntry.act == "report.reminded")).all()
        assert sum(entry.after["letters"] for entry in entries) == 5


def test_nobody_is_told_at_night_and_the_steps_are_settings(engine, make_work, company, clock):
    obligations.extend(make_work())
    with Session(engine) as session:
        session.add_all(
            [Setting(key="report_reminder_before", value="20"), Setting(key="report_reminder_after", value="5")]
        )
        session.commit()
    clock.now = NOW.replace(day=11, hour=18)
    assert report_reminders.remind(make_work()) == 0
    clock.now = NOW.replace(day=11, hour=23)
    assert report_reminders.remind(make_work()) == 1
    clock.now = datetime(2026, 11, 4, 3, tzinfo=UTC)
    assert report_reminders.remind(make_work()) == 0
    clock.move(days=1)
    assert report_reminders.remind(make_work()) == 1
