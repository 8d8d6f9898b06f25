"""Fills the calendar from the library of holidays, confirms a year, and moves open deadlines when a day changes."""

from __future__ import annotations

import hashlib
from importlib.metadata import version

from sqlalchemy import ColumnElement, and_, false, or_, select

from siinas.catalogue import processes
from siinas.models import Base, Case, Holiday, ReferenceLoad, Setting
from siinas.operations.work import Work, operation
from siinas.process.periods import WorkingDays
from siinas.process.roles import Role
from siinas.process.words import JAKARTA
from siinas.queries.calendar import WorkCalendar, calendar_in_force, end_of, forget_calendar
from siinas.reference.holidays import FIRST_YEAR, LAST_YEAR, known_days, working_days_after, working_days_between
from siinas.refusal import NotPermitted, Refused

LOADED = "calendar.loaded"
"""The row of the settings that says which days of the library the calendar has been brought up to."""
AHEAD = 2
"""So many years after the present one are filled: the longest deadline does not reach beyond them."""


def library_source() -> str:
    """What the calendar names as the source of its rows."""
    return f"Pustaka holidays {version('holidays')} (SKB tiga menteri)"


def years_to_fill(work: Work) -> range:
    """The present year and those after it."""
    this = work.now.astimezone(JAKARTA).year
    return range(max(this, FIRST_YEAR), min(this + AHEAD, LAST_YEAR) + 1)


def library_file(year: int) -> tuple[str, bytes]:
    """The days of a year as a file of the project's own format: its name and bytes, the same while the days are."""
    lines = ["day\tname\tkind\tcertainty"]
    lines += ["\t".join((day.isoformat(), name, kind, certainty)) for day, name, kind, certainty in known_days(year)]
    return f"hari-libur-{year}.tsv", ("\n".join(lines) + "\n").encode()


def state_of_library(work: Work) -> str:
    """What the calendar should have been brought up to, as one text."""
    years = years_to_fill(work)
    digest = hashlib.sha256(b"".join(library_file(year)[1] for year in years))
    return f"{years[0]}-{years[-1]} {digest.hexdigest()}"


def is_filled(work: Work) -> bool:
    """Whether the calendar holds what the library says of the present year and those after it."""
    row = work.session.get(Setting, LOADED)
    return row is not None and row.value == state_of_library(work)


def note_filled(work: Work) -> None:
    """Note that it does; inside an operation."""
    work.session.merge(Setting(key=LOADED, value=state_of_library(work)))


def is_in_hand(work: Work, year: int) -> bool:
    """Whether a person has taken a year over: loaded a file for it, or made all of its days certain."""
    shipped = select(ReferenceLoad.id).where(ReferenceLoad.shipped)
    loaded = select(Holiday.day).where(Holiday.year == year, Holiday.load_id.not_in(shipped)).limit(1)
    if work.session.scalar(loaded) is not None:
        return True
    valid = work.session.scalars(select(Holiday).where(Holiday.year == year, Holiday.retired_on.is_(None))).all()
    certain = all(row.certainty == "fixed" for row in valid)
    return certain and any(row.edited_at is not None and row.load_id is not None for row in valid)


@operation
def confirm_year(work: Work, year: int) -> int:
    """Make every day of a year certain, once the decree is out and was compared; how many days that concerned."""
    if Role.ADMINISTRATOR not in work.actor.roles:
        raise NotPermitted("Hanya administrator yang dapat menetapkan hari libur.")
    rows = work.session.scalars(
        select(Holiday)
        .where(Holiday.year == year, Holiday.certainty == "expected", Holiday.retired_on.is_(None))
        .order_by(Holiday.day)
        .with_for_update()
    ).all()
    if not rows:
        raise Refused(f"Tidak ada hari libur tahun {year} yang masih berstatus perkiraan.")
    for row in rows:
        row.certainty, row.edited_at = "fixed", work.now
    work.record("calendar.confirmed", "holiday", after={"year": year, "days": len(rows)})
    return len(rows)


def follow_calendar(work: Work, cause: Base, before: WorkCalendar) -> int:
    """Move the deadlines of open cases that were counted in working days, after the calendar has changed.

    Each keeps the number of working days that it was given on the day on which it came. Journalled for each case, and
    once with their number. Returns how many moved.
    """
    session = work.session
    session.flush()
    forget_calendar(session)
    after, moved = calendar_in_force(session), 0
    with work.unscoped():
        waiting = session.scalars(
            select(Case)
            .where(Case.closed_at.is_(None), Case.due_at.is_not(None), or_(false(), *_working_states()))
            .order_by(Case.id)
            .with_for_update(of=Case)
        ).unique()
        for case in waiting:
            moved += _recount(work, case, before, after)
    if moved:
        work.record("calendar.deadlines_moved", cause, after={"cases_moved": moved})
    return moved


def _working_states() -> list[ColumnElement[bool]]:
    """The cases that rest where the time limit is in working days."""
    return [
        and_(Case.process == process.key, Case.state == key)
        for process in processes().values()
        for key, state in process.flow.states.items()
        if isinstance(state.within, WorkingDays)
    ]


def _recount(work: Work, case: Case, before: WorkCalendar, after: WorkCalendar) -> bool:
    assert case.due_at is not None
    entered, due = case.state_since.astimezone(JAKARTA).date(), case.due_at.astimezone(JAKARTA).date()
    days = working_days_between(entered, due, before)
    moment = end_of(working_days_after(entered, days, after)) if days > 0 else case.due_at
    if moment == case.due_at:
        return False
    old, case.due_at = case.due_at, moment
    work.record("case.deadline_moved", case, before={"due_at": old}, after={"due_at": moment})
    return True
