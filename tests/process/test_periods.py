"""Quarters: keys, titles, months and neighbours."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siinas.process.periods import Quarter

QUARTERS = st.builds(Quarter, st.integers(1990, 2100), st.integers(1, 4))


def test_how_a_quarter_is_called():
    quarter = Quarter(2026, 1)
    assert (quarter.key, quarter.title, quarter.span, quarter.file_name) == (
        "2026-Q1",
        "Triwulan 1 Tahun 2026",
        "Jan - Mar 2026",
        "triwulan1_2026",
    )
    assert Quarter(2026, 4).span == "Okt - Des 2026"


@given(QUARTERS)
def test_neighbours_and_borders(quarter):
    assert quarter.next.previous == quarter == Quarter.from_key(quarter.key)
    assert quarter.last_day + timedelta(days=1) == quarter.next.first_day
    assert Quarter.holding(quarter.first_day) == quarter == Quarter.holding(quarter.last_day)
    assert quarter.previous < quarter < quarter.next


@pytest.mark.parametrize("key", ["2026-Q0", "2026-Q5", "2026Q1", "26-Q1", "2026-Q1 ", "2026-Q1\n", "", "２０２６-Q1"])
def test_no_other_key_is_read(key):
    with pytest.raises(ValueError, match="no quarter"):
        Quarter.from_key(key)


def test_a_leap_year():
    assert Quarter(2028, 1).last_day == date(2028, 3, 31)
