"""Loading the official code lists into their tables, and the first reporting windows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import delete, inspect, select
from sqlalchemy.orm import Session

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
from siinas.operations.work import Work, operation
from siinas.process.periods import Quarter
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
    _add_periods(work)
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


def _add_periods(work: Work) -> None:
    """Windows of the production report around today: open the day after the quarter, due a month later (assumed)."""
    today = work.now.astimezone(JAKARTA).date()
    quarter = Quarter(today.year - 2, 1)
    while quarter.first_day <= date(today.year + 1, 12, 31):
        opens = quarter.last_day + timedelta(days=1)
        due = Quarter.holding(opens).first_day.replace(day=30 if opens.month == 4 else 31)
        exists = work.session.scalars(
            select(ReportingPeriod).where(
                ReportingPeriod.process == "laporan-produksi", ReportingPeriod.period == quarter.key
            )
        ).one_or_none()
        if exists is None:
            work.session.add(
                ReportingPeriod(process="laporan-produksi", period=quarter.key, opens_on=opens, due_on=due)
            )
        quarter = quarter.next
