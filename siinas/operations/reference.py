"""Loading the official code lists into their tables, and the reporting windows of the years around today."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from siinas.catalogue import processes
from siinas.models import ReferenceLoad, ReportingPeriod, Setting
from siinas.operations import holidays
from siinas.operations.journal import snapshot
from siinas.operations.reference_loading import TableFile, read_file, write
from siinas.operations.reference_plan import Intent, plan
from siinas.operations.work import Work, operation
from siinas.process.periods import Period, period_of
from siinas.process.words import JAKARTA
from siinas.queries.settings import regime_of
from siinas.reference.calendar_table import Holidays
from siinas.reference.datafile import DATA, DataFileError
from siinas.reference.table import ReferenceTable
from siinas.reference.tables import TABLES
from siinas.reference.version import content_version

LOADED = "reference.loaded"
SHIPPED = Intent(replace=True, shipped=True)


def is_current(work: Work) -> bool:
    """Whether the tables hold the present data files."""
    row = work.session.get(Setting, LOADED)
    return row is not None and row.value == content_version() and holidays.is_filled(work)


@operation
def load_reference(work: Work) -> dict[str, str]:
    """Bring the tables up to the data files that come with the portal; what that did, in words by table.

    What an administrator edited or loaded from another file stays as it is; rows that a file no longer holds lose
    their validity, none is deleted.
    """
    told: dict[str, str] = {}
    for table in TABLES.values():
        for name in table.shipped:
            file = read_file(name, (DATA / name).read_bytes())
            if not _is_loaded(work.session, table, file):
                told[table.label] = _bring_up(work, table, file)
    told |= _fill_calendar(work)
    work.session.add_all(_missing_periods(work))
    work.session.merge(Setting(key=LOADED, value=content_version()))
    work.record("reference.loaded", "setting", after={"version": content_version(), "lists": told})
    return told


def _is_loaded(session: Session, table: type[ReferenceTable], file: TableFile) -> bool:
    """Whether this very file was the last of its name that was loaded."""
    newest = session.scalars(
        select(ReferenceLoad.sha256)
        .where(ReferenceLoad.table_key == table.key, ReferenceLoad.file_name == file.name, ReferenceLoad.shipped)
        .order_by(ReferenceLoad.id.desc())
        .limit(1)
    ).first()
    return newest == file.sha256


def _bring_up(work: Work, table: type[ReferenceTable], file: TableFile, intent: Intent = SHIPPED) -> str:
    found = plan(work.session, table, file.table, intent)
    for fault in found.faults:
        raise DataFileError(f"{file.name}, line {fault.line}, {fault.column}: {fault.sentence}")
    if found.does_something:
        write(work, found, file, shipped=True)
    return found.words()


def _fill_calendar(work: Work) -> dict[str, str]:
    """Bring the calendar up to the library for the years around today; what that did, in words by year.

    A year that a person has taken over is left alone.
    """
    told: dict[str, str] = {}
    if holidays.is_filled(work):
        return told
    for year in holidays.years_to_fill(work):
        name, content = holidays.library_file(year)
        file = read_file(name, content)
        if not _is_loaded(work.session, Holidays, file) and not holidays.is_in_hand(work, year):
            intent = Intent(replace=True, shipped=True, source=holidays.library_source())
            told[f"{Holidays.label} {year}"] = _bring_up(work, Holidays, file, intent)
    holidays.note_filled(work)
    return told


def extend_calendar(work: Work) -> None:
    """Fill the years that the calendar lacks by now, or of which the library knows more by now."""
    if not holidays.is_filled(work):
        _extend_calendar(work)


@operation
def _extend_calendar(work: Work) -> None:
    # As for the windows: two who extend at the same moment come one after the other.
    work.session.scalars(select(Setting).where(Setting.key == LOADED).with_for_update()).one_or_none()
    work.record("calendar.extended", "setting", after={"lists": _fill_calendar(work)})


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

    Of the kinds that its regime names; none that overlaps one that is there, and none that was retired.
    Open the day after the period, due at the end of that month (assumed: an administrator sets what holds).
    """
    known: dict[str, list[tuple[Period, bool]]] = {}
    for row in work.session.scalars(select(ReportingPeriod)):
        known.setdefault(row.process, []).append((period_of(row.period), row.retired_on is None))
    today = work.now.astimezone(JAKARTA).date()
    for key, process in processes().items():
        if process.periods is None:
            continue
        there = known.get(key, [])
        for period in regime_of(work.session, process).periods_from(today.year - 2, today.year + 1):
            if not any(one == period or (asked and one.overlaps(period)) for one, asked in there):
                opens = period.last_day + timedelta(days=1)
                due = opens.replace(day=monthrange(opens.year, opens.month)[1])
                yield ReportingPeriod(process=key, period=period.key, opens_on=opens, due_on=due)
