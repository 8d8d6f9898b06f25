"""The calendar in force: which days the ministry works, as the code list of days off says it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import Connection, event, select
from sqlalchemy.orm import Mapper, Session, SessionTransaction, object_session

from siinas.models import Holiday
from siinas.process.periods import Within, WorkingDays
from siinas.process.words import JAKARTA
from siinas.reference.holidays import (
    FIRST_YEAR,
    LAST_YEAR,
    SATURDAY,
    WORKING,
    is_indonesian_holiday,
    known_days,
    working_days_after,
)


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """What the calendar says of a day: name, kind (a key of KINDS_OF_DAY), whether a decree has fixed it.

    `listed` is false for a day that only the library knows, in a year that has not been filled.
    """

    day: date
    name: str
    kind: str
    expected: bool
    listed: bool = True

    @property
    def off(self) -> bool:
        """Whether nobody works."""
        return self.kind != WORKING


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """The days off, as a container for the functions that count working days (`day in calendar`).

    A day with a valid row is what the row says. In a year that was `filled` (a loading wrote it) any other day is no
    day off; in another year the library decides, so that old and far deadlines are counted right, too.
    """

    rows: Mapping[date, CalendarDay]
    ended: frozenset[date] = frozenset()
    filled: frozenset[int] = frozenset()

    def __contains__(self, day: object) -> bool:
        if not isinstance(day, date):
            return False
        row = self.rows.get(day)
        if row is not None:
            return row.off
        if day.year in self.filled or day in self.ended:
            return False
        return FIRST_YEAR <= day.year <= LAST_YEAR and is_indonesian_holiday(day)

    def year(self, year: int) -> list[CalendarDay]:
        """What is known of a year, in order: its valid rows, and what the library adds where it was not filled."""
        found = {day: row for day, row in self.rows.items() if day.year == year}
        if year not in self.filled and FIRST_YEAR <= year <= LAST_YEAR:
            for known in known_days(year):
                if known.day not in found and known.day not in self.ended:
                    expected = known.certainty == "expected"
                    found[known.day] = CalendarDay(known.day, known.name, known.kind, expected, listed=False)
        return [found[day] for day in sorted(found)]


READ = "calendar_read"
"""Where a session keeps what it has read in its present transaction."""


def calendar_in_force(session: Session) -> WorkCalendar:
    """The calendar, read once in each transaction: a list of a thousand cases counts with it."""
    kept: tuple[SessionTransaction, WorkCalendar] | None = session.info.get(READ)
    if kept is None or kept[0] is not session.get_transaction():
        with session.no_autoflush:
            calendar = _read(session)
        transaction = session.get_transaction()
        if transaction is None:
            return calendar
        kept = session.info[READ] = (transaction, calendar)
    return kept[1]


def _read(session: Session) -> WorkCalendar:
    columns = (Holiday.day, Holiday.name, Holiday.kind, Holiday.certainty, Holiday.load_id, Holiday.retired_on)
    found = session.execute(select(*columns)).all()
    valid = {
        row.day: CalendarDay(row.day, row.name, row.kind, row.certainty == "expected")
        for row in found
        if row.retired_on is None
    }
    ended = frozenset(row.day for row in found if row.retired_on is not None)
    return WorkCalendar(valid, ended, frozenset(row.day.year for row in found if row.load_id is not None))


def forget_calendar(session: Session) -> None:
    """Let the calendar be read again: its rows were written past the session's objects."""
    session.info.pop(READ, None)


@event.listens_for(Holiday, "after_insert")
@event.listens_for(Holiday, "after_update")
@event.listens_for(Holiday, "after_delete")
def _forget(_mapper: Mapper[Holiday], _connection: Connection, row: Holiday) -> None:
    session = object_session(row)
    if session is not None:
        forget_calendar(session)


def last_day(session: Session, limit: Within, entered: date) -> date:
    """The last day of a time limit that began on that day."""
    if isinstance(limit, WorkingDays):
        return working_days_after(entered, limit.days, calendar_in_force(session))
    return entered + timedelta(limit.days)


def end_of(day: date) -> datetime:
    """The last second of a day in Jakarta: until then a deadline is kept."""
    return datetime.combine(day, time(23, 59, 59), JAKARTA)


def beginning_of(day: date) -> datetime:
    """The first moment of a day in Jakarta."""
    return datetime.combine(day, time(), JAKARTA)


def latest_expired(session: Session, limit: Within, today: date) -> date:
    """The latest day on which a time limit may have begun that has ended before `today`."""
    day = today - timedelta(limit.days + 1)
    while last_day(session, limit, day) >= today:
        day -= timedelta(days=1)
    return day


def is_weekend(day: date) -> bool:
    """Saturday or Sunday."""
    return day.weekday() >= SATURDAY
