"""Checks holidays against the joint decrees and the count of working days against an independent calendar."""

import subprocess
import sys
from datetime import date, datetime, timedelta

import pytest
from dateutil.rrule import DAILY, FR, MO, TH, TU, WE, rrule, rruleset
from hypothesis import given
from hypothesis import strategies as st

from siinas.reference.holidays import (
    indonesian_holidays,
    is_indonesian_holiday,
    is_working_day,
    working_days_after,
    working_days_between,
)

# Cuti bersama as the joint decree of three ministers (SKB) fixed them for the year; 18 August 2025 was added later.
CUTI_BERSAMA = {
    2025: "01-28 03-28 04-02 04-03 04-04 04-07 05-13 05-30 06-09 08-18 12-26",
    2026: "02-16 03-18 03-20 03-23 03-24 05-15 05-28 12-24",
}

days = st.dates(date(2024, 1, 1), date(2027, 6, 30))


def independent_working_days(start: date, end: date) -> list[date]:
    """Working days from `start` to `end`, both included, by another library's calendar."""
    calendar = rruleset()
    first = datetime.combine(start, datetime.min.time())
    calendar.rrule(
        rrule(DAILY, byweekday=(MO, TU, WE, TH, FR), dtstart=first, until=datetime.combine(end, datetime.min.time()))
    )
    for year in range(start.year, end.year + 1):
        for holiday in indonesian_holidays(year):
            calendar.exdate(datetime.combine(holiday, datetime.min.time()))
    return [moment.date() for moment in calendar]


@pytest.mark.parametrize("year", CUTI_BERSAMA)
def test_cuti_bersama_is_that_of_the_decree(year: int) -> None:
    found = {f"{day:%m-%d}" for day, name in indonesian_holidays(year).items() if name.startswith("Cuti Bersama")}
    assert found == set(CUTI_BERSAMA[year].split())


def test_national_holidays_have_indonesian_names_and_stand_in_order() -> None:
    year = indonesian_holidays(2026)
    assert list(year) == sorted(year)
    assert {day.year for day in year} == {2026}
    assert year[date(2026, 8, 17)] == "Hari Kemerdekaan Republik Indonesia"
    assert year[date(2026, 3, 19)] == "Hari Suci Nyepi"
    assert len(indonesian_holidays(2025)) == 28


def test_the_answer_may_be_changed_without_harm() -> None:
    indonesian_holidays(2026).clear()
    assert date(2026, 1, 1) in indonesian_holidays(2026)


@pytest.mark.parametrize("year", [1945, 2101])
def test_a_year_without_a_calendar_is_refused(year: int) -> None:
    with pytest.raises(ValueError, match=str(year)):
        indonesian_holidays(year)


def test_the_library_is_loaded_only_when_asked() -> None:
    code = "import sys, siinas.reference.holidays; sys.exit('holidays' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_deadlines_pass_over_weekends_holidays_and_cuti_bersama() -> None:
    friday = date(2026, 3, 13)
    assert working_days_after(friday, 1) == date(2026, 3, 16)
    # 18 Mar cuti bersama, 19 Nyepi, 20 cuti bersama, 21 and 22 Idul Fitri and weekend, 23 and 24 cuti bersama.
    assert working_days_after(date(2026, 3, 17), 1) == date(2026, 3, 25)
    assert working_days_after(date(2026, 12, 31), 1) == date(2027, 1, 4)
    assert working_days_after(date(2026, 3, 21), 0) == date(2026, 3, 21)
    assert working_days_between(date(2026, 3, 17), date(2026, 3, 25)) == 1


def test_the_holidays_may_be_a_collection_or_a_question() -> None:
    monday = date(2026, 7, 6)
    assert working_days_after(monday, 1, ()) == date(2026, 7, 7)
    assert working_days_after(monday, 1, {date(2026, 7, 7)}) == date(2026, 7, 8)
    assert working_days_after(monday, 1, {date(2026, 7, 7): "Libur"}) == date(2026, 7, 8)
    assert working_days_after(monday, 1, lambda day: day.day in {7, 8}) == date(2026, 7, 9)
    assert is_working_day(monday, frozenset())
    assert is_indonesian_holiday(date(2026, 8, 17))


def test_impossible_counts_are_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        working_days_after(date(2026, 1, 1), -1)
    with pytest.raises(ValueError, match="no working day"):
        working_days_after(date(2026, 1, 1), 1, lambda day: True)


@given(start=days, count=st.integers(1, 120))
def test_the_nth_working_day_is_that_of_another_calendar(start: date, count: int) -> None:
    later = independent_working_days(start + timedelta(days=1), start + timedelta(days=300))
    assert working_days_after(start, count) == later[count - 1]
    assert working_days_between(start, later[count - 1]) == count


@given(start=days, end=days)
def test_counting_between_two_days_is_that_of_another_calendar(start: date, end: date) -> None:
    first, last = min(start, end), max(start, end)
    expected = len(independent_working_days(first + timedelta(days=1), last)) if first < last else 0
    assert working_days_between(start, end) == (expected if start <= end else -expected)
