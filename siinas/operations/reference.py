"""Loading the official code lists into their tables, and the first reporting windows."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import delete, select

from siinas.models import Country, Directorate, DirectorateRule, Kbli, KbliRisk, Region, ReportingPeriod, Setting, Unit
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
    for kbli in kbli_codes():
        session.merge(Kbli(version=kbli.version, code=kbli.code, title=kbli.title))
    for region in sorted(regions(), key=lambda r: len(r.code)):
        session.merge(Region(code=region.code, name=region.name, level=region.level, parent=region.parent))
    for country in countries():
        session.merge(Country(code=country.code, name=country.name))
    for unit in units():
        session.merge(Unit(code=unit.code, name=unit.name, kind=unit.kind, kg_factor=unit.kg_factor))
    for directorate in directorates():
        session.merge(Directorate(code=directorate.code, name=directorate.name))
    session.flush()
    for rule in directorate_rules():
        session.merge(DirectorateRule(kbli_prefix=rule.kbli_prefix, directorate_code=rule.directorate_code))
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
