"""What companies owe: made with the window, in step with the report, by the stage in force at the period's end."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from siinas.catalogue.company_data import GeneralData
from siinas.catalogue.reports.production import ProductionReport
from siinas.models import Establishment, EstablishmentStage, JournalEntry, ReportingPeriod, ReportObligation
from siinas.operations import cases, obligations, records, reporting_windows
from siinas.queries.company import profile, section_version
from siinas.queries.obligations import Standings
from siinas.refusal import Refused
from tests.factories import (
    REPORT,
    complete_answers,
    make_company,
    make_report,
    open_report,
)


@pytest.fixture
def acts(engine):
    """The acts in the journal."""

    def look():
        with Session(engine) as session:
            return list(session.scalars(select(JournalEntry.act).order_by(JournalEntry.seq)))

    return look


def since(engine, company, day):
    """Let a company have registered on that day."""
    with Session(engine) as session:
        row = session.get_one(Establishment, company.establishment_id)
        row.registered_at = datetime(day.year, day.month, day.day, 3, tzinfo=UTC)
        session.commit()


def owed(engine, company):
    with Session(engine) as session:
        rows = session.scalars(
            select(ReportObligation)
            .where(ReportObligation.establishment_id == company.establishment_id)
            .order_by(ReportObligation.due_on)
        ).unique()
        return {(row.process, row.period): row for row in rows}


def periods(engine, company, process=REPORT):
    return sorted(period for key, period in owed(engine, company) if key == process)


def of(engine, company, period="2026-Q3"):
    return owed(engine, company)[REPORT, period]


def save_general(make_work, engine, company, **values):
    with Session(engine) as session:
        establishment = session.get_one(Establishment, company.establishment_id)
        version = section_version(establishment, records.BY_KEY["data-umum"])
        there = profile(establishment)
    said = {key: there[key] for key in GeneralData.fields} | values
    records.save_section(make_work(company.owner.actor), "data-umum", said, version=version)


def test_obligations_are_made_when_the_window_opens(engine, make_work, company, acts):
    since(engine, company, date(2026, 2, 1))
    assert obligations.extend(make_work()) == 3
    assert periods(engine, company) == ["2026-Q1", "2026-Q2", "2026-Q3"], "what was due before the account is not owed"
    row = of(engine, company)
    assert (row.state, row.stage, row.category, row.kbli) == ("none", "production", "medium_large", company.kbli)
    assert (row.regency, row.directorate, row.due_on, row.counted_on) == (
        company.regency,
        "IMHLP",
        date(2026, 10, 31),
        date(2026, 10, 6),
    )
    assert "obligations.made" in acts()
    before = len(acts())
    assert obligations.extend(make_work()) == 0
    assert len(acts()) == before, "nothing new, nothing happens"


def test_many_establishments_are_done_in_parts(engine, make_work, monkeypatch):
    with Session(engine) as session:
        companies = [make_company(session) for _ in range(5)]
    monkeypatch.setattr(obligations, "CHUNK", 2)
    assert obligations.extend(make_work()) == 5
    assert all(periods(engine, one) == ["2026-Q3"] for one in companies)
    with Session(engine) as session:
        opened = select(ReportingPeriod).where(ReportingPeriod.opens_on <= date(2026, 10, 6))
        assert all(row.counted_on for row in session.scalars(opened))


def test_who_registered_after_the_due_day_owes_nothing_and_may_report(engine, make_work, company):
    since(engine, company, date(2026, 11, 1))
    obligations.extend(make_work(now=datetime(2026, 11, 2, 3, tzinfo=UTC)))
    assert owed(engine, company) == {}
    assert open_report(make_work, company)
    assert owed(engine, company) == {}


def test_the_last_day_still_counts(engine, make_work, company):
    with Session(engine) as session:
        row = session.get_one(Establishment, company.establishment_id)
        row.registered_at = datetime(2026, 10, 31, 16, 59, tzinfo=UTC)
        session.commit()
    obligations.extend(make_work())
    assert periods(engine, company) == ["2026-Q3"]


def test_an_obligation_follows_its_report(engine, make_work, company, officers):
    obligations.extend(make_work())
    draft = open_report(make_work, company)
    assert of(engine, company).state == "draft"
    cases.move(make_work(company.owner.actor), draft, "discard")
    free = of(engine, company)
    assert (free.state, free.case_id) == ("none", None)
    for until, state in (("verification", "sent"), ("returned", "returned"), ("accepted", "accepted")):
        with Session(engine) as session:
            other = make_company(session)
        make_report(make_work, other, officers, until)
        row = of(engine, other)
        assert (row.state, row.late, row.says_something) == (state, False, True)
        assert row.first_sent_at is not None


def test_a_correction_leaves_an_accepted_report_accepted(engine, make_work, company, officers):
    report = make_report(make_work, company, officers, "accepted")
    work = make_work(company.signer.actor)
    cases.move(work, report, "correct", said={"reason": "Angka penjualan salah ketik pada satu baris."})
    assert of(engine, company).state == "accepted"
    cases.move(make_work(company.signer.actor), report, "cancel_correction")
    assert of(engine, company).state == "accepted"


def test_late_is_marked_and_blocks_nothing(engine, make_work, company, officers, clock):
    obligations.extend(make_work())
    clock.now = datetime(2026, 10, 31, 17, 0, tzinfo=UTC)
    make_report(make_work, company, officers, "verification")
    row = of(engine, company)
    assert (row.state, row.late) == ("sent", True)
    administrator = make_work(officers.administrator.actor)
    windows = {"opens_on": date(2026, 10, 1), "due_on": date(2026, 11, 30), "last_new_on": None, "last_edit_on": None}
    with Session(engine) as session:
        window = session.scalars(
            select(ReportingPeriod.id).where(ReportingPeriod.process == REPORT, ReportingPeriod.period == "2026-Q3")
        )
        reporting_windows.change_period(administrator, window.first(), windows, version=1)
    row = of(engine, company)
    assert (row.late, row.due_on) == (False, date(2026, 11, 30)), "a longer window makes it on time"


def test_a_report_of_noughts_says_nothing():
    answers = complete_answers()
    assert ProductionReport.says_something(answers)
    noughts = [
        {key: 0 * value if hasattr(value, "quantize") else value for key, value in row.items()}
        for row in answers["production_lines"]
    ]
    nothing = answers | {"production_lines": noughts, "material_lines": [], "auxiliary_lines": []}
    assert not ProductionReport.says_something(nothing)
    idle = answers | {"production_status": "idle", "production_lines": []}
    assert ProductionReport.says_something(idle | {"idle_reason": "Mesin utama diperbaiki."})
    assert not ProductionReport.says_something(idle | {"idle_reason": "  "})


def test_reports_from_before_are_found(engine, make_work, company, officers):
    report = make_report(make_work, company, officers, "validation")
    with Session(engine) as session:
        session.execute(ReportObligation.__table__.delete())
        session.execute(update(ReportingPeriod).values(counted_on=None, counted_through=0))
        session.commit()
    assert obligations.extend(make_work()) == 1
    row = of(engine, company)
    assert (row.state, row.says_something, row.case_id is not None) == ("sent", True, True), report


def test_a_retired_window_asks_for_nothing_that_was_not_begun(engine, make_work, company, officers):
    with Session(engine) as session:
        idle = make_company(session)
        window = session.scalars(
            select(ReportingPeriod.id).where(ReportingPeriod.process == REPORT, ReportingPeriod.period == "2026-Q3")
        ).one()
    obligations.extend(make_work())
    open_report(make_work, company)
    administrator = make_work(officers.administrator.actor)
    reporting_windows.switch_period(administrator, window)
    assert (periods(engine, idle), periods(engine, company)) == ([], ["2026-Q3"])
    reporting_windows.switch_period(administrator, window)
    obligations.extend(make_work())
    assert (periods(engine, idle), periods(engine, company)) == (["2026-Q3"], ["2026-Q3"])


# Stage and category


def test_a_company_that_begins_to_produce_between_two_periods(engine, make_work, company, clock):
    with Session(engine) as session:
        row = session.get_one(Establishment, company.establishment_id)
        row.stage = "construction"
        row.registered_at = datetime(2026, 1, 5, 3, tzinfo=UTC)
        session.commit()
    obligations.extend(make_work())
    assert periods(engine, company) == []
    save_general(make_work, engine, company, stage="production", stage_since=date(2026, 7, 10))
    assert periods(engine, company) == ["2026-Q3"]
    with Session(engine) as session:
        standings = Standings(session, session.get_one(Establishment, company.establishment_id))
        assert standings.at(date(2026, 7, 9)).stage == "construction"
        assert standings.at(date(2026, 7, 10)).stage == "production"
        assert standings.at(date(2020, 1, 1)).stage == "construction"
    with pytest.raises(Refused, match=r"akhir Triwulan 2 Tahun 2026 .* tahap Pembangunan") as refusal:
        open_report(make_work, company, "2026-Q2")
    assert refusal.value.field == "period"
    assert open_report(make_work, company, "2026-Q3")


def test_a_company_without_stage_is_told_what_to_fill_in(engine, make_work, company):
    with Session(engine) as session:
        row = session.get_one(Establishment, company.establishment_id)
        row.stage = row.reporting_category = None
        session.commit()
    obligations.extend(make_work())
    assert owed(engine, company) == {}
    with pytest.raises(Refused, match="Isi dahulu Tahap dan Kategori Pelaporan pada Data Umum"):
        open_report(make_work, company)
    save_general(make_work, engine, company, stage="production", reporting_category="small")
    assert periods(engine, company) == ["2026-Q3"]
    assert of(engine, company).category == "small"
    with Session(engine) as session:
        (row,) = session.scalars(select(EstablishmentStage)).all()
        assert (row.since, row.stage, row.category) == (date(2026, 10, 6), "production", "small")


def test_a_debt_past_its_day_does_not_lapse_by_what_a_company_says(engine, make_work, company):
    since(engine, company, date(2026, 2, 1))
    obligations.extend(make_work())
    save_general(make_work, engine, company, reporting_category="estate", stage_since=date(2026, 1, 1))
    assert periods(engine, company) == ["2026-Q1", "2026-Q2"], "only the one that is not due yet"


def test_the_day_is_today_where_none_is_given_or_the_old_one_stands(engine, make_work, company, clock):
    save_general(make_work, engine, company, stage="construction", stage_since=date(2026, 8, 1))
    clock.move(days=60)
    save_general(make_work, engine, company, stage="production", stage_since=date(2026, 8, 1))
    clock.move(days=60)
    save_general(make_work, engine, company, stage="production", reporting_category="small", stage_since=None)
    with Session(engine) as session:
        rows = session.scalars(select(EstablishmentStage).order_by(EstablishmentStage.since)).all()
        days = [(row.since, row.stage, row.category) for row in rows[1:]]
        assert days == [
            (date(2026, 8, 1), "construction", "medium_large"),
            (date(2026, 12, 5), "production", "medium_large"),
            (date(2027, 2, 3), "production", "small"),
        ]
        count = session.scalar(select(func.count()).select_from(EstablishmentStage))
    save_general(make_work, engine, company, stage="production", reporting_category="small", stage_since=days[2][0])
    with Session(engine) as session:
        assert session.scalar(select(func.count()).select_from(EstablishmentStage)) == count, "nothing changed"


def test_a_correction_of_the_day_takes_what_came_after_it_away(engine, make_work, company, clock):
    save_general(make_work, engine, company, stage="construction", stage_since=date(2026, 8, 1))
    clock.move(days=1)
    save_general(make_work, engine, company, stage="construction", stage_since=date(2026, 7, 1))
    with Session(engine) as session:
        rows = session.scalars(select(EstablishmentStage).order_by(EstablishmentStage.since)).all()
        assert [(row.since, row.stage) for row in rows][1:] == [(date(2026, 7, 1), "construction")]


def test_a_day_to_come_is_refused(engine, make_work, company):
    with pytest.raises(Refused) as refusal:
        save_general(
            make_work, engine, company, stage="construction", stage_since=date(2026, 10, 6) + timedelta(days=1)
        )
    assert refusal.value.field == "stage_since"
