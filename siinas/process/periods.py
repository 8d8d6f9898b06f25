"""Reporting periods: what a report is about in time (reporting.md 1.6)."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import total_ordering
from typing import ClassVar, Self

MONTHS = ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des")


@total_ordering
@dataclass(frozen=True, slots=True)
class Period:
    """A part of a year that a report is about, counted from 1; periods of all kinds sort by their last day.

    A kind says how many `months` it has, how its parts are called (`word`) and the letter of its keys.
    """

    months: ClassVar[int]
    word: ClassVar[str]
    letter: ClassVar[str]

    year: int
    number: int

    def __lt__(self, other: Period) -> bool:
        return self.place < other.place

    @property
    def place(self) -> tuple[date, int]:
        """What periods sort by: the last day, and of two that end together the shorter one is the later."""
        return self.last_day, -self.months

    @property
    def key(self) -> str:
        """`2026-Q1`, `2025-S1`: how the period is stored."""
        return f"{self.year}-{self.letter}{self.number}"

    @classmethod
    def from_key(cls, key: str) -> Self:
        """Read a key of this kind; raises ValueError for anything else, and for years that no report is about."""
        match = re.fullmatch(rf"([12][0-9]{{3}})-{cls.letter}([1-{12 // cls.months}])", key)
        if not match:
            raise ValueError(f"{key!r} is no {cls.__name__.lower()}")
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def holding(cls, day: date) -> Self:
        """The period of this kind in which `day` lies."""
        return cls(day.year, (day.month - 1) // cls.months + 1)

    @property
    def title(self) -> str:
        """The name on the screen: "Triwulan 1 Tahun 2026"."""
        return f"{self.word} {self.number} Tahun {self.year}"

    @property
    def span(self) -> str:
        """The months, as column headings carry them: `Jan - Mar 2026`."""
        first = (self.number - 1) * self.months
        return f"{MONTHS[first]} - {MONTHS[first + self.months - 1]} {self.year}"

    @property
    def file_name(self) -> str:
        """The part of an export's file name: `triwulan1_2026`."""
        return f"{self.word.lower()}{self.number}_{self.year}"

    @property
    def first_day(self) -> date:
        """The period's first day."""
        return date(self.year, (self.number - 1) * self.months + 1, 1)

    @property
    def last_day(self) -> date:
        """The period's last day."""
        month = self.number * self.months
        return date(self.year, month, monthrange(self.year, month)[1])

    @property
    def next(self) -> Self:
        """The period of the same kind after this one."""
        parts = 12 // self.months
        return type(self)(self.year + self.number // parts, self.number % parts + 1)

    @property
    def previous(self) -> Self:
        """The period of the same kind before this one."""
        parts = 12 // self.months
        return type(self)(self.year - (self.number == 1), (self.number - 2) % parts + 1)

    def overlaps(self, other: Period) -> bool:
        """Whether some day lies in both."""
        return self.first_day <= other.last_day and other.first_day <= self.last_day


class Quarter(Period):
    """One quarter of a year, `number` 1 to 4; on screen "Triwulan 1 Tahun 2026"."""

    __slots__ = ()
    months, word, letter = 3, "Triwulan", "Q"


class Semester(Period):
    """One half of a year, `number` 1 or 2; on screen "Semester 1 Tahun 2025"."""

    __slots__ = ()
    months, word, letter = 6, "Semester", "S"


KINDS: dict[str, type[Period]] = {kind.word.lower(): kind for kind in (Semester, Quarter)}
"""The kinds of periods by their words."""


def period_of(key: str) -> Period:
    """The period of a stored key, of whichever kind; raises ValueError for what is none."""
    kind = next((one for one in KINDS.values() if key[4:6] == f"-{one.letter}"), None)
    if kind is None:
        raise ValueError(f"{key!r} is no period")
    return kind.from_key(key)


@dataclass(frozen=True, slots=True)
class Regime:
    """Which kind of period is asked for from which year on: `semester, 2025 triwulan` (reporting.md 1.6)."""

    kinds: tuple[tuple[int, type[Period]], ...]

    @classmethod
    def of(cls, text: str) -> Regime:
        """Read `semester, 2025 triwulan`; raises ValueError for what cannot be read or does not go on in time."""
        kinds: list[tuple[int, type[Period]]] = []
        for part in text.split(","):
            match = re.fullmatch(r"\s*(?:([12][0-9]{3})\s+)?([a-z]+)\s*", part)
            if not match or match[2] not in KINDS or bool(match[1]) != bool(kinds):
                raise ValueError(f"{part!r} names no kind of period")
            year = int(match[1] or 0)
            if kinds and year <= kinds[-1][0]:
                raise ValueError(f"{part!r} goes back in time")
            kinds.append((year, KINDS[match[2]]))
        return cls(tuple(kinds))

    def kind_in(self, year: int) -> type[Period]:
        """The kind of the periods of a year."""
        return [kind for since, kind in self.kinds if since <= year][-1]

    def periods_from(self, first: int, last: int) -> Iterator[Period]:
        """All periods of the years from `first` to `last`."""
        for year in range(first, last + 1):
            kind = self.kind_in(year)
            yield from (kind(year, number) for number in range(1, 12 // kind.months + 1))

    def words(self) -> str:
        """The regime as a person reads it: `Semester, sejak 2025 Triwulan`."""
        return ", ".join(f"sejak {year} {kind.word}" if year else kind.word for year, kind in self.kinds)


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """A time limit in working days of the ministry's calendar; a default that the settings overrule."""

    days: int

    def __str__(self) -> str:
        return f"{self.days} hari kerja"


@dataclass(frozen=True, slots=True)
class CalendarDays:
    """A time limit in calendar days; a default that the settings overrule."""

    days: int

    def __str__(self) -> str:
        return f"{self.days} hari kalender"


Within = WorkingDays | CalendarDays


def months_after(day: date, months: int) -> date:
    """The same day so many months later; the month's last day where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def label_of(text: str, period: Period | None) -> str:
    """A label or heading with the months of the period in the place of `{span}`."""
    return text.replace("{span}", period.span if period else "periode")
