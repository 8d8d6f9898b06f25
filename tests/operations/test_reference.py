"""Code lists and reporting windows: loaded once, windows made for the years around today, none touched."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine, delete, func, select
from sqlalchemy.orm import Session

from siinas.catalogue import processes
from siinas.catalogue.reports.production import ProductionReport
from siinas.models import JournalEntry, ReportingPeriod
from siinas.operations import reference
from siinas.operations.reference import extend_periods
from siinas.process.declaration import Process
from siinas.process.periods import Quarter
from tests.conftest import Clock, MakeWork

KEY = ProductionReport.key


def windows(engine: Engine) -> dict[tuple[str, str], ReportingPeriod]:
    """All windows by process and period."""
    with Session(engine) as session:
        return {(row.process, row.period): row for row in session.scalars(select(ReportingPeriod))}


def entries(engine: Engine) -> int:
    """How long the journal is."""
    with Session(engine) as session:
        return session.scalar(select(func.count()).select_from(JournalEntry)) or 0


def test_the_years_around_today_have_windows(engine: Engine, clock: Clock) -> None:
    there = windows(engine)
    year = clock.now.year
    quarters = {Quarter(y, q).key for y in range(year - 1, year + 2) for q in (1, 2, 3, 4)}
    assert {period for key, period in there if key == KEY} == quarters | {f"{year - 2}-S1", f"{year - 2}-S2"}
    semester = there[KEY, f"{year - 2}-S1"]
    assert (semester.opens_on, semester.due_on) == (date(year - 2, 7, 1), date(year - 2, 7, 31))
    first, last = there[KEY, f"{year}-Q1"], there[KEY, f"{year}-Q4"]
    assert (first.opens_on, first.due_on) == (date(year, 4, 1), date(year, 4, 30))
    assert (last.opens_on, last.due_on) == (date(year + 1, 1, 1), date(year + 1, 1, 31))


def test_years_that_come_get_windows_and_no_window_is_touched(
    engine: Engine, make_work: MakeWork, clock: Clock
) -> None:
    with Session(engine) as session:
        edited = session.scalars(
            select(ReportingPeriod).where(
                ReportingPeriod.process == KEY, ReportingPeriod.period == f"{clock.now.year}-Q2"
            )
        ).one()
        edited.due_on, edited.version = date(2027, 2, 28), edited.version + 1
        session.commit()
    before, journal = windows(engine), entries(engine)
    extend_periods(make_work())
    assert entries(engine) == journal, "nothing lacks, nothing happens"
    year = clock.now.year + 3
    make_work(now=datetime(year, 1, 1, tzinfo=UTC))
    extend_periods(make_work())
    after = windows(engine)
    assert {period for key, period in after if key == KEY} >= {Quarter(year + 1, 4).key, Quarter(year, 1).key}
    for place, row in before.items():
        kept = after[place]
        assert (kept.id, kept.opens_on, kept.due_on, kept.version) == (row.id, row.opens_on, row.due_on, row.version)
    assert entries(engine) == journal + len(after) - len(before)
    extend_periods(make_work())
    assert len(windows(engine)) == len(after)


def test_every_process_with_periods_has_windows(
    engine: Engine, make_work: MakeWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Other(Process, key="laporan-lain", code="LL", title="Laporan Lain", menu="Laporan"):
        """Another report."""

        flow = ProductionReport.flow
        opened_by = ProductionReport.opened_by
        steps = ProductionReport.steps
        statement = ProductionReport.statement
        statement_document = ProductionReport.statement_document
        periods = Quarter
        variants = ProductionReport.variants
        regime = ProductionReport.regime

    known = processes() | {Other.key: Other}
    monkeypatch.setattr(reference, "processes", lambda: known)
    with Session(engine) as session:
        session.execute(delete(ReportingPeriod).where(ReportingPeriod.period == "2026-Q1"))
        session.commit()
    extend_periods(make_work())
    there = windows(engine)
    assert {period for key, period in there if key == Other.key} == {period for key, period in there if key == KEY}
    assert (KEY, "2026-Q1") in there
    assert {key for key, _ in there} == {key for key, one in known.items() if one.periods is not None}
