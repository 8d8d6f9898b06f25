"""What accepted reports add up to: read as it was at a moment, and laid out as the tables of a release."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from siinas.models import FigureRelease, ReleaseCell, ReportedFigure
from siinas.process.declaration import Process
from siinas.process.figures import Measure
from siinas.queries.release_cells import Contribution, Earlier, Place, Sheet, places_of, sheet_of
from siinas.queries.scope import unguarded

Group = tuple[str, ...]
"""Measures that are protected together: parts and, last, their sum; or one alone."""
Where = tuple[int, str, str]
"""A legal entity, a regency and a KBLI of five digits."""


def groups_of(process: type[Process]) -> list[Group]:
    """What of a process is published, in the order of its declaration."""
    parts = {part for measure in process.measures.values() for part in measure.parts}
    return [
        (*measure.parts, measure.key)
        for measure in process.measures.values()
        if measure.released and measure.key not in parts
    ]


def released(process: type[Process]) -> list[Measure]:
    """The measures that are published, each sum before its parts."""
    return [process.measures[key] for group in groups_of(process) for key in (group[-1], *group[:-1])]


@dataclass
class Material:
    """All figures of a period at a moment: by measure, who has how much where (in hundredths); and who reported."""

    amounts: dict[str, dict[Where, int]] = field(default_factory=dict)
    present: dict[Place, set[int]] = field(default_factory=dict)
    reports: int = 0

    def contributions(self, group: Group) -> Iterator[Contribution]:
        """What each legal entity reported of the measures of a group; sums are left to the sheet."""
        tables = [self.amounts.get(key, {}) for key in (group[:-1] or group)]
        for where in sorted({where for table in tables for where in table}):
            yield Contribution(*where, tuple(table.get(where, 0) for table in tables))

    def sheet(self, group: Group) -> Sheet:
        """The tables of a group."""
        return sheet_of(group, self.contributions(group), self.present, summed=len(group) > 1)


def material(session: Session, process: str, period: str, at: datetime, kbli_version: int) -> Material:
    """The figures that held at a moment, of all companies: for making releases only, never to be shown.

    KBLI of another edition than `kbli_version` count under none, as two editions give one code to different things.
    """
    held = (
        ReportedFigure.process == process,
        ReportedFigure.period == period,
        ReportedFigure.since <= at,
        or_(ReportedFigure.until.is_(None), ReportedFigure.until > at),
    )
    columns = (
        ReportedFigure.legal_entity_id,
        ReportedFigure.regency,
        ReportedFigure.kbli,
        ReportedFigure.kbli_version,
        ReportedFigure.measure,
        ReportedFigure.value,
    )
    found = Material()
    with unguarded(session):
        found.reports = session.scalar(select(func.count(ReportedFigure.case_id.distinct())).where(*held)) or 0
        for entity, regency, kbli, version, measure, value in session.execute(
            select(*columns).where(*held).execution_options(yield_per=10_000)
        ):
            code = (kbli or "") if version == kbli_version else ""
            where = entity, regency or "", code
            table = found.amounts.setdefault(measure, {})
            table[where] = table.get(where, 0) + int(value * 100)
    for entity, regency, code in {where for table in found.amounts.values() for where in table}:
        for place in places_of(regency, code):
            found.present.setdefault(place, set()).add(entity)
    return found


def releases_of(session: Session, process: str, period: str) -> list[FigureRelease]:
    """The releases of a period, the first one first."""
    statement = select(FigureRelease).where(FigureRelease.process == process, FigureRelease.period == period)
    return list(session.scalars(statement.order_by(FigureRelease.sequence)))


def periods_reported(session: Session, process: str) -> list[str]:
    """The keys of the periods of which accepted reports have figures."""
    with unguarded(session):
        return list(session.scalars(select(ReportedFigure.period).where(ReportedFigure.process == process).distinct()))


def published(session: Session, release: FigureRelease) -> dict[str, dict[Place, ReleaseCell]]:
    """The cells of a release by measure, whole, for a later release to be laid beside it."""
    found: dict[str, dict[Place, ReleaseCell]] = {}
    with unguarded(session):
        for cell in session.scalars(select(ReleaseCell).where(ReleaseCell.release_id == release.id)):
            found.setdefault(cell.measure, {})[cell.level, cell.region, cell.kbli] = cell
    return found


def as_it_was(sheet: Sheet, cells: Mapping[str, Mapping[Place, ReleaseCell]]) -> Earlier | None:
    """An earlier release as the tables it was made of; None where what is kept of it does not say so any more."""
    hidden = set()
    for measure, place in sheet.cells():
        if sheet.empty(measure):
            continue
        cell = cells.get(measure, {}).get(place)
        if cell is None or (cell.value is not None and int(cell.value * 100) != sheet.amounts[measure, place]):
            return None
        if cell.value is None:
            hidden.add((measure, place))
    kept = sum(len(cells.get(measure, {})) for measure in sheet.measures)
    shown = sum(not sheet.empty(measure) for measure in sheet.measures) * len(sheet.places)
    return Earlier(sheet, frozenset(hidden)) if kept == shown else None
