"""Quarters and semesters: keys, titles, months, neighbours, their order, and regimes."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siinas.process.periods import Quarter, Regime, Semester, period_of

QUARTERS = st.builds(Quarter, st.integers(1990, 2100), st.integers(1, 4))
SEMESTERS = st.builds(Semester, st.integers(1990, 2100), st.integers(1, 2))
PERIODS = QUARTERS | SEMESTERS


def test_how_a_quarter_is_called():
    quarter = Quarter(2026, 1)
    assert (quarter.key, quarter.title, quarter.span, quarter.file_name, quarter.months) == (
        "2026-Q1",
        "Triwulan 1 Tahun 2026",
        "Jan - Mar 2026",
        "triwulan1_2026",
        3,
    )
    assert Quarter(2026, 4).span == "Okt - Des 2026"


def test_how_a_semester_is_called():
    semester = Semester(2025, 1)
    assert (semester.key, semester.title, semester.span, semester.file_name, semester.months) == (
        "2025-S1",
        "Semester 1 Tahun 2025",
        "Jan - Jun 2025",
        "semester1_2025",
        6,
    )
    assert Semester(2025, 2).span == "Jul - Des 2025"


@given(PERIODS)
def test_neighbours_and_borders(period):
    kind = type(period)
    assert period.next.previous == period == kind.from_key(period.key) == period_of(period.key)
    assert period.last_day + timedelta(days=1) == period.next.first_day
    assert kind.holding(period.first_day) == period == kind.holding(period.last_day)
    assert period.previous < period < period.next
    assert not period.overlaps(period.next)
    assert period.overlaps(period)


@given(PERIODS, PERIODS)
def test_periods_of_both_kinds_sort_by_their_last_day(one, other):
    assert (one < other) + (one == other) + (one > other) == 1
    if one.last_day < other.last_day:
        assert one < other
    days = {one.first_day + timedelta(days=n) for n in range(200) if one.first_day + timedelta(days=n) <= one.last_day}
    shared = any(other.first_day <= day <= other.last_day for day in days)
    assert one.overlaps(other) == other.overlaps(one) == shared


@given(QUARTERS)
def test_a_quarter_is_no_semester(quarter):
    assert quarter != Semester(quarter.year, min(quarter.number, 2))
    assert len({quarter, Semester(quarter.year, 1), Semester(quarter.year, 2)}) == 3


@pytest.mark.parametrize("key", ["2026-Q0", "2026-Q5", "2026Q1", "26-Q1", "2026-Q1 ", "2026-Q1\n", "", "２０２６-Q1"])
def test_no_other_key_is_read(key):
    with pytest.raises(ValueError, match="no quarter"):
        Quarter.from_key(key)


@pytest.mark.parametrize("key", ["2026-S0", "2026-S3", "2026-Q5", "2026-X1", "0001-S1", "", "laporan", "2026-S1 "])
def test_what_is_no_period(key):
    with pytest.raises(ValueError, match="is no"):
        period_of(key)


def test_a_leap_year():
    assert Quarter(2028, 1).last_day == date(2028, 3, 31)


def test_a_regime_changes_with_a_year():
    regime = Regime.of("semester, 2025 triwulan")
    assert [period.key for period in regime.periods_from(2024, 2025)] == [
        "2024-S1",
        "2024-S2",
        "2025-Q1",
        "2025-Q2",
        "2025-Q3",
        "2025-Q4",
    ]
    assert regime.words() == "Semester, sejak 2025 Triwulan"
    assert Regime.of(" triwulan ").kind_in(1999) is Quarter


@pytest.mark.parametrize(
    "text",
    [
        "",
        "bulan",
        "2025 triwulan",
        "semester, triwulan",
        "semester, 2025 triwulan, 2025 semester",
        "semester,, ",
        "semester; 2025 triwulan",
        "Semester",
        "semester, 25 triwulan",
        "semester, 2026 triwulan, 2025 semester",
    ],
)
def test_what_is_no_regime(text):
    with pytest.raises(ValueError, match=r"kind of period|back in time"):
        Regime.of(text)
