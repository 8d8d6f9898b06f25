"""Loading the official code lists into their tables, and the reporting windows of the years around today."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from sqlalchemy import delete, inspect, select
from sqlalchemy.orm import Session

from siinas.catalogue import processes
from siinas.models import (
    Base,
    Country,
    Directorate,
    DirectorateRule,
    Kbli,
    KbliRisk,
    Region,
    ReportingPeriod,
    Setting,
    Unit,
)
from siinas.operations.journal import snapshot
from siinas.operations.work import Work, operation
from siinas.process.words import JAKARTA
from siinas.reference.countries import countries
from siinas.reference.directorates import directorate_rules, directorates
from siinas.reference.kbli import kbli_codes, kbli_risks
from siinas.reference.regions import regions
from siinas.reference.units import units
from siinas.reference.version import content_version

LOADED = "reference.loaded"


def is_current(work: Work) -> bool:
    """Whether the tables hold the present data files."""
    row = work.session.get(Setting, LOADED)
    return row is not None and row.value == content_version()


@operation
def load_reference(work: Work) -> None:
    """Bring the tables up to the data files: new rows added, changed ones updated, none deleted."""
    session = work.session
    for rows in (
        [Kbli(version=row.version, code=row.code, title=row.title) for row in kbli_codes()],
        [
            Region(code=row.code, name=row.name, level=row.level, parent=row.parent)
            for row in sorted(regions(), key=lambda region: len(region.code))
        ],
        [Country(code=row.code, name=row.name) for row in countries()],
        [Unit(code=row.code, name=row.name, kind=row.kind, kg_factor=row.kg_factor) for row in units()],
        [Directorate(code=row.code, name=row.name) for row in directorates()],
        [
            DirectorateRule(kbli_prefix=row.kbli_prefix, directorate_code=row.directorate_code)
            for row in directorate_rules()
        ],
    ):
        _bring_up(session, rows)
    session.execute(delete(KbliRisk))
    for risk in kbli_risks():
        session.add(
            KbliRisk(
                kbli_version=risk.version,
                kbli_code=risk.kbli,
                scale=risk.scale,
                parameter=risk.parameter,
                risk_level=risk.risk,
                source=risk.source,
            )
        )
    session.add_all(_missing_periods(work))
    session.merge(Setting(key=LOADED, value=content_version()))
    work.record("reference.loaded", "setting", after={"version": content_version()})


def _bring_up(session: Session, rows: Sequence[Base]) -> None:
    """Add or change rows of one table; what the table holds is read at once, not row by row."""
    mapper = inspect(type(rows[0]))
    known = {tuple(mapper.primary_key_from_instance(row)): row for row in session.scalars(select(type(rows[0])))}
    for row in rows:
        if tuple(mapper.primary_key_from_instance(row)) in known:
            session.merge(row)
        else:
            session.add(row)
    session.flush()


def extend_periods(work: Work) -> None:
    """Add the windows that the years around today lack; one that is there is never touched."""
    if next(_missing_periods(work), None) is not None:
        _extend_periods(work)


@operation
def _extend_periods(work: Work) -> None:
    # The row that the loading leaves puts two who extend at the same moment in a queue.
    work.session.scalars(select(Setting).where(Setting.key == LOADED).with_for_update()).one_or_none()
    for row in list(_missing_periods(work)):
        work.session.add(row)
        work.session.flush()
        work.record("period.added", row, after=snapshot(row, only=frozenset({"opens_on", "due_on"})))


def _missing_periods(work: Work) -> Iterator[ReportingPeriod]:
    """Windows from two years back to the end of next year, of every process that is asked for by period.

    Open the day after the period, due at the end of that month (assumed: an administrator sets what holds).
    """
    known = {(row.process, row.period) for row in work.session.scalars(select(ReportingPeriod))}
    today = work.now.astimezone(JAKARTA).date()
    for key, process in processes().items():
        if process.periods is None:
            continue
        period = process.periods.holding(date(today.year - 2, 1, 1))
        while period.first_day <= date(today.year + 1, 12, 31):
            if (key, period.key) not in known:
                opens = period.last_day + timedelta(days=1)
                due = opens.replace(day=monthrange(opens.year, opens.month)[1])
                yield ReportingPeriod(process=key, period=period.key, opens_on=opens, due_on=due)
            period = period.next
