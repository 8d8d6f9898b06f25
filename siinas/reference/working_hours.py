"""Office hours of the ministry: how much working time lies between two moments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final

from siinas.process.words import JAKARTA
from siinas.reference.holidays import Holidays, is_indonesian_holiday, is_working_day

_NONE: Final = timedelta()


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """From when until when officers work on a working day: full hours in Jakarta, `closes` after `opens`."""

    opens: int = 8
    closes: int = 16

    @property
    def day(self) -> timedelta:
        """The working time of one day."""
        return timedelta(hours=self.closes - self.opens)

    def between(self, start: datetime, end: datetime, holidays: Holidays = is_indonesian_holiday) -> timedelta:
        """The working time from `start` to `end`; none where `end` is not later."""
        start, end = start.astimezone(JAKARTA), end.astimezone(JAKARTA)
        total, day = _NONE, start.date()
        while day <= end.date():
            if is_working_day(day, holidays):
                opens = datetime.combine(day, time(), JAKARTA) + timedelta(hours=self.opens)
                closes = opens + self.day
                total += max(_NONE, min(end, closes) - max(start, opens))
            day += timedelta(days=1)
        return total

    def words(self, span: timedelta) -> str:
        """`5 jam 10 menit`, from two days on `2 hari 3 jam`: days as long as one at the office."""
        minutes = int(span.total_seconds()) // 60
        if span < 2 * self.day:
            hours, minutes = divmod(minutes, 60)
            parts = [f"{hours} jam" if hours else "", f"{minutes} menit" if minutes or not hours else ""]
        else:
            days, rest = divmod(minutes, int(self.day.total_seconds()) // 60)
            parts = [f"{days} hari", f"{rest // 60} jam" if rest // 60 else ""]
        return " ".join(part for part in parts if part)
