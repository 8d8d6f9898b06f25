"""The days and hours at which things happened in the demo."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from siinas.process.words import JAKARTA
from siinas.reference.holidays import is_working_day, working_days_after


def at(day: date, hour: int, minute: int) -> datetime:
    """A moment in Jakarta; `minute` may run beyond the hour."""
    return datetime.combine(day, time(hour), JAKARTA) + timedelta(minutes=minute)


def workday(day: date) -> date:
    """That day, or the next working day after it."""
    return working_days_after(day - timedelta(days=1), 1)


def workdays_before(day: date, count: int) -> date:
    """The `count`-th working day before `day`."""
    while count:
        day -= timedelta(days=1)
        count -= is_working_day(day)
    return day


def fit(moments: list[datetime], earliest: datetime, latest: datetime) -> list[datetime]:
    """The moments themselves where they lie between the ends, else spread evenly: a quarter may have just begun."""
    if earliest < moments[0] and moments[-1] < latest:
        return moments
    stride = (latest - earliest) / (len(moments) + 1)
    return [earliest + stride * number for number in range(1, len(moments) + 1)]
