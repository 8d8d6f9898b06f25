"""The workbook of every process in every variant: sheets and headings that cannot be mistaken for one another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest

from siinas.catalogue import processes
from siinas.documents.answer_sheets import AskedSheet, digest_of_sheets, folded, sheets_of
from siinas.documents.workbook import MOST_COLUMNS, MOST_SHEETS
from siinas.process.declaration import Process
from siinas.process.periods import Quarter
from siinas.process.tables import Grid, Table


def every() -> Iterator[tuple[str, type[Process], dict[str, str]]]:
    """Each process in each of its variants."""
    for process in processes().values():
        chosen = process.variants
        if chosen is None or not isinstance(chosen.among, Mapping):
            yield process.key, process, {}
            continue
        for variant in chosen.among:
            yield f"{process.key} {variant}", process, {chosen.key: variant}


EVERY = list(every())


def sheets(process: type[Process], answers: dict[str, str]) -> list[AskedSheet]:
    return sheets_of(process, answers, Quarter(2026, 3) if process.periods else None)


@pytest.mark.parametrize(("process", "answers"), [one[1:] for one in EVERY], ids=[one[0] for one in EVERY])
def test_sheets_and_headings_are_told_apart(process: type[Process], answers: dict[str, str]) -> None:
    found = sheets(process, answers)
    names = [folded(one.name) for one in found]
    assert len(set(names)) == len(names) <= MOST_SHEETS
    for sheet in found:
        headings = [folded(column.heading) for column in sheet.columns]
        assert len(set(headings)) == len(headings), sheet.name
        for column in sheet.columns:
            assert column.names, f"{sheet.name}: {column.heading} is known by no name of its own"
            assert all(not column.names & other.names for other in sheet.columns if other is not column)
        numbers = [column for column in sheet.columns if column.field.numeric]
        assert sheet.begins + len(sheet.columns) + len(numbers) <= MOST_COLUMNS
        titles = [folded(title) for _key, title in sheet.lines]
        assert len(set(titles)) == len(titles), sheet.name


def test_every_table_that_is_exported_is_filled_in_by_a_sheet() -> None:
    for _name, process, answers in EVERY:
        held = {one.holder.key for one in sheets(process, answers) if isinstance(one.holder, Table | Grid)}
        asked = process.asked_fields(answers)
        assert {export.table.key for export in process.exports if export.table.key in asked} <= held


def test_the_forms_of_variants_are_told_apart() -> None:
    digests = [digest_of_sheets(sheets(process, answers)) for _name, process, answers in EVERY]
    assert len(set(digests)) == len(digests)
