"""Indonesian public holidays with cuti bersama, and the counting of working days."""

from __future__ import annotations

from collections.abc import Callable, Container
from datetime import date, timedelta
from functools import cache
from types import MappingProxyType
from typing import Final, NamedTuple

Holidays = Container[date] | Callable[[date], bool]

SATURDAY: Final = 5
WORKING: Final = "working"
KINDS_OF_DAY: Final = {
    "national": "Libur nasional",
    "joint": "Cuti bersama",
    "office": "Libur kantor",
    WORKING: "Hari kerja (bukan libur)",
}
"""What a day of the calendar can be, with the words."""
CERTAINTIES: Final = {"fixed": "Ditetapkan", "expected": "Perkiraan"}
"""Whether the joint decree of three ministers (SKB) has fixed a day."""
FIRST_YEAR, LAST_YEAR = 1946, 2100
_ESTIMATED: Final = " (perkiraan)"
_LONGEST_SEARCH: Final = 366


def indonesian_holidays(year: int) -> dict[date, str]:
    """Return the days off of one year with their Indonesian names, in order: national holidays and cuti bersama.

    Taken from the library `holidays`. Days of the lunar calendar that no decree has fixed yet carry "(perkiraan)" in
    their name; an administrator confirms or corrects them when the joint decree of three ministers (SKB) is out.
    Raises ValueError for a year outside 1946 to 2100.
    """
    return dict(_holidays_of(year))


@cache
def _holidays_of(year: int) -> MappingProxyType[date, str]:
    return MappingProxyType(_in_library(year, "public", "government"))


def _in_library(year: int, *categories: str) -> dict[date, str]:
    from holidays.countries.indonesia import Indonesia

    if not Indonesia.start_year <= year <= Indonesia.end_year:
        raise ValueError(f"no Indonesian holidays are known for {year}")
    found = Indonesia(years=year, language="id", categories=categories)
    return {day: found[day] for day in sorted(found)}


class KnownDay(NamedTuple):
    """A day off as the library knows it: its name, its kind and certainty (keys of KINDS_OF_DAY and CERTAINTIES)."""

    day: date
    name: str
    kind: str
    certainty: str


def known_days(year: int) -> list[KnownDay]:
    """The days off of a year as rows of the calendar, in order; ValueError as `indonesian_holidays`.

    A day is "expected" while the library estimates it, and all days are in a year for which it holds no cuti bersama:
    the decree that names these fixes the others too.
    """
    joint, national = _in_library(year, "government"), _in_library(year, "public")
    found = []
    for day, name in _holidays_of(year).items():
        estimated = not joint or _ESTIMATED in name
        kind = "national" if day in national else "joint"
        found.append(KnownDay(day, name.replace(_ESTIMATED, ""), kind, "expected" if estimated else "fixed"))
    return found


def is_indonesian_holiday(day: date) -> bool:
    """True on a national holiday or cuti bersama; to be passed where a function here takes `holidays`."""
    return day in _holidays_of(day.year)


def is_working_day(day: date, holidays: Holidays = is_indonesian_holiday) -> bool:
    """True from Monday to Friday unless `holidays` (a collection of days or a question about a day) holds the day."""
    if day.weekday() >= SATURDAY:
        return False
    return not (holidays(day) if callable(holidays) else day in holidays)


def working_days_after(start: date, days: int, holidays: Holidays = is_indonesian_holiday) -> date:
    """Return the `days`-th working day after `start`; the day of `start` itself does not count.

    With `days` 0 the answer is `start` itself, whatever day it is. Raises ValueError for negative `days`, or where a
    whole year passes without a working day.
    """
    if days < 0:
        raise ValueError("a number of working days cannot be negative")
    day = start
    idle = 0
    while days:
        day += timedelta(days=1)
        if is_working_day(day, holidays):
            days -= 1
            idle = 0
        elif (idle := idle + 1) > _LONGEST_SEARCH:
            raise ValueError("no working day within a year: the list of holidays is wrong")
    return day


def working_days_between(start: date, end: date, holidays: Holidays = is_indonesian_holiday) -> int:
    """Return how many working days lie after `start` up to and including `end`; negative where `end` is earlier.

    For n > 0, working_days_between(start, working_days_after(start, n)) is n.
    """
    if end < start:
        return -working_days_between(end, start, holidays)
    span = (end - start).days
    return sum(is_working_day(start + timedelta(days=step), holidays) for step in range(1, span + 1))
