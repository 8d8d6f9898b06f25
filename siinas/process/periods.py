"""Reporting periods: what a report is about in time (reporting.md 1.6)."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

MONTHS = ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des")


@dataclass(frozen=True, order=True, slots=True)
class Quarter:
    """One quarter of a year, `number` 1 to 4; on screen "Triwulan 1 Tahun 2026"."""

    year: int
    number: int

    @property
    def key(self) -> str:
        """`2026-Q1`: how the period is stored."""
        return f"{self.year}-Q{self.number}"

    @classmethod
    def from_key(cls, key: str) -> Self:
        """Read `2026-Q1`; raises ValueError for anything else, and for years that no report is about."""
        match = re.fullmatch(r"([12][0-9]{3})-Q([1-4])", key)
        if not match:
            raise ValueError(f"{key!r} is no quarter")
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def holding(cls, day: date) -> Self:
        """The quarter in which `day` lies."""
        return cls(day.year, (day.month - 1) // 3 + 1)

    @property
    def title(self) -> str:
        """The name on the screen."""
        return f"Triwulan {self.number} Tahun {self.year}"

    @property
    def span(self) -> str:
        """The months, as column headings carry them: `Jan - Mar 2026`."""
        first = (self.number - 1) * 3
        return f"{MONTHS[first]} - {MONTHS[first + 2]} {self.year}"

    @property
    def file_name(self) -> str:
        """The part of an export's file name: `triwulan1_2026`."""
        return f"triwulan{self.number}_{self.year}"

    @property
    def first_day(self) -> date:
        """The quarter's first day."""
        return date(self.year, (self.number - 1) * 3 + 1, 1)

    @property
    def last_day(self) -> date:
        """The quarter's last day."""
        return self.next.first_day - timedelta(days=1)

    @property
    def next(self) -> Self:
        """The quarter after this one."""
        return type(self)(self.year + self.number // 4, self.number % 4 + 1)

    @property
    def previous(self) -> Self:
        """The quarter before this one."""
        return type(self)(self.year - (self.number == 1), (self.number - 2) % 4 + 1)


Period = Quarter


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
    return text.replace("{span}", period.span if period else "triwulan")
