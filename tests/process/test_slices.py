"""How a table is cut into slices, and what becomes of what waits in them when rows come and go."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siinas.catalogue.reports.production import ProductionReport
from siinas.process.slices import (
    RowSlice,
    Unread,
    holding,
    is_of_page,
    named_rows,
    partition,
    replaced,
    typed_by_part,
    unread_of,
)

MATERIALS = ProductionReport.step("bahan-baku")
TABLE = "material_lines"


def spans(parts):
    return [(part.start, part.end) for part in parts]


@pytest.mark.parametrize(
    ("total", "kept", "wanted"),
    [
        (0, [], [(0, 0)]),
        (5, [], [(0, 5)]),
        (20, [], [(0, 20)]),
        (45, [], [(0, 20), (20, 40), (40, 45)]),
        (45, [RowSlice(19, 20)], [(0, 19), (19, 39), (39, 45)]),
        (45, [RowSlice(45, 0)], [(0, 20), (20, 40), (40, 45), (45, 45)]),
        (0, [RowSlice(0, 0)], [(0, 0)]),
        (45, [RowSlice(30, 3), RowSlice(2, 1)], [(0, 2), (2, 3), (3, 23), (23, 30), (30, 33), (33, 45)]),
    ],
)
def test_a_table_is_cut_around_what_waits(total, kept, wanted):
    assert spans(partition(total, kept)) == wanted


@given(
    st.integers(0, 200), st.lists(st.tuples(st.integers(0, 220), st.integers(0, 30)), max_size=4), st.integers(1, 25)
)
def test_each_row_stands_in_exactly_one_slice(total, kept, most):
    clean: list[RowSlice] = []
    for start, count in sorted(kept):
        part = RowSlice(start, count).within(total)
        if not clean or part.start >= clean[-1].end:
            clean.append(part)
    parts = partition(total, clean, most)
    assert [place for part in parts for place in range(part.start, part.end)] == list(range(total))
    assert all(part in parts for part in clean)
    for place in range(total):
        assert holding(parts, place).start <= place < holding(parts, place).end


def test_rows_come_in_the_place_of_a_slice():
    rows = list("abcdef")
    assert replaced(rows, RowSlice(2, 2), ["x"]) == ["a", "b", "x", "e", "f"]
    assert replaced(rows, RowSlice(6, 0), ["x", "y"]) == [*rows, "x", "y"]
    assert replaced(rows, RowSlice(0, 6), []) == []
    assert RowSlice(4, 9).within(6) == RowSlice(4, 2)
    assert RowSlice(-3, 2).within(6) == RowSlice(0, 2)
    assert RowSlice(9, -1).within(6) == RowSlice(6, 0)


def test_what_waits_moves_with_its_rows():
    waiting = Unread(TABLE, RowSlice(20, 20), [[f"{TABLE}-22-dom_qty", "x"], ["other-22-a", "y"]])
    assert waiting.key("bahan-baku") == f"bahan-baku/{TABLE}/20/20"
    moved = waiting.moved(-2)
    assert moved.part == RowSlice(18, 20)
    assert moved.typed == [[f"{TABLE}-20-dom_qty", "x"], ["other-22-a", "y"]]


def test_what_was_typed_is_told_apart_by_tables():
    typed = [["a", "1"], [f"{TABLE}-0-dom_qty", "2"], [f"{TABLE}-x-dom_qty", "3"], [f"{TABLE}-7", "4"]]
    assert typed_by_part(MATERIALS, typed) == {
        "": [["a", "1"], [f"{TABLE}-x-dom_qty", "3"], [f"{TABLE}-7", "4"]],
        TABLE: [[f"{TABLE}-0-dom_qty", "2"]],
    }


def test_what_was_kept_for_a_whole_page_is_read_too():
    kept = {
        "bahan-baku": [[f"{TABLE}-0-dom_qty", "x"]],
        f"bahan-baku/{TABLE}/20/20": [[f"{TABLE}-20-dom_qty", "y"]],
        "bahan-baku/gone/0/1": [["gone-0-a", "z"]],
        "bahan-baku-lain": [["a", "b"]],
    }
    found = unread_of(kept, MATERIALS, {TABLE: 30})
    assert [(one.table, one.part) for one in found] == [(TABLE, RowSlice(0, 30)), (TABLE, RowSlice(20, 10))]
    assert [key for key in kept if is_of_page(key, MATERIALS)] == list(kept)[:3]


@pytest.mark.parametrize(
    ("text", "places"),
    [("tebu", [0, 2]), ("TEBU ", [0, 2]), ("2", [1]), ("0", []), ("4", []), ("", []), ("²", []), ("9" * 40, [])],
)
def test_rows_are_found_by_name_or_number(text, places):
    rows = [{"material_name": "Tebu"}, {"material_name": None}, {"material_name": "Ampas tebu"}]
    assert list(named_rows(ProductionReport.fields[TABLE], rows, text)) == places
