"""The workbook of one case: made to be filled in, and given back with its cells marked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from siinas.documents.answer_reader import SheetRead
from siinas.documents.answer_sheets import AskedSheet, Origin, digest_of_sheets, folded, sheets_of
from siinas.documents.answer_workbook import Book, Content, Mark, contents_of, write
from siinas.documents.company_sheet import FaultyCell
from siinas.process.tables import Grid
from siinas.queries.cases import CaseFile


def asked_in_sheets(file: CaseFile) -> list[AskedSheet]:
    """The sheets that the case asks."""
    return sheets_of(file.process, file.answers, file.period)


def origin_for(file: CaseFile, book: str) -> Origin:
    """What a workbook made now says of itself; `book` tells it from others."""
    saves = {step.key: int(file.case.saves.get(step.key, 0)) for step in file.process.asked_steps(file.answers)}
    form = digest_of_sheets(asked_in_sheets(file))
    return Origin(file.case.public_id, file.case.number, file.case.subject or "", form, book, saves)


def workbook_to_fill(file: CaseFile, book: str) -> tuple[bytes, int]:
    """The workbook with what the case holds so far, and how many lines it holds.

    A page that was never saved shows the rows that its tables begin with.
    """
    answers = dict(file.answers)
    for step in file.process.asked_steps(file.answers):
        if step.key not in file.case.saves:
            answers |= step.opening({**file.answers, **answers})
    contents = contents_of(asked_in_sheets(file), answers, file.source)
    made = write(_book(file, origin_for(file, book), asked_in_sheets(file), contents), file.source)
    return made, sum(len(content.rows) for content in contents.values())


def marked_workbook(file: CaseFile, book: str, read: Iterable[SheetRead]) -> bytes:
    """What was brought, on the sheets of today, with faulty cells and blanks coloured and the remedy as a comment."""
    read = list(read)
    contents = {one.sheet.name: _as_brought(one) for one in read}
    sheets = [one.sheet for one in read]
    return write(_book(file, origin_for(file, book), sheets, contents), file.source)


def _book(file: CaseFile, origin: Origin, sheets: list[AskedSheet], contents: Mapping[str, Content]) -> Book:
    return Book(origin, file.case.company_name, file.case.title, sheets, contents, file.facts.earlier)


def _as_brought(read: SheetRead) -> Content:
    """The cells as they came, by the rows and columns of our own sheet."""
    if not read.given:
        return Content()
    head, *lines = read.given
    sheet, places = read.sheet, read.places
    rows: dict[int, list[Any]] = {}
    row_of: dict[int, int] = {}
    if sheet.holder is None or isinstance(sheet.holder, Grid):
        titles = [column.heading for column in sheet.columns] if sheet.holder is None else [t for _k, t in sheet.lines]
        by_title = {folded(title): number for number, title in enumerate(titles)}
        for line in lines:
            if (title := folded(str(line.cell(0) or ""))) in by_title:
                row_of[line.number] = by_title[title]
    else:
        row_of = {line.number: line.number - head.number - 1 for line in lines}
    for line in lines:
        if line.number not in row_of:
            continue
        if sheet.holder is None:
            rows[row_of[line.number]] = [line.cell(next(iter(places.values()), 1))]
        else:
            rows[row_of[line.number]] = [
                line.cell(places[column.key]) if column.key in places else None for column in sheet.columns
            ]
    column_of = {column.key: at for at, column in enumerate(sheet.columns, sheet.begins)}
    marks: dict[tuple[int, int], Mark] = {}
    for kind, faults in (("blank", read.missing), ("bad", read.faults)):
        for fault in faults:
            place = row_of.get(_line_of(fault))
            at = 1 if sheet.holder is None else column_of.get(fault.key)
            if place is not None and at is not None:
                marks[place, at] = Mark(kind, fault.sentence)
    return Content(rows, marks)


def _line_of(fault: FaultyCell) -> int:
    found = re.fullmatch(r"[A-Z]+([0-9]+)", fault.cell)
    return int(found[1]) if found else -1
