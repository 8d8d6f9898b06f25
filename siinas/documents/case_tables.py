"""The answers of a case as tables: those that the ministry exports, and the whole case as sheets of a workbook."""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import Any

from siinas.documents.answer_sheets import EMPTY
from siinas.documents.tables import Column, Measured, Sheet
from siinas.process.declaration import Export, Process
from siinas.process.fields import Answers, Choice, Field, Names, Quantity, as_given
from siinas.process.periods import Period, label_of
from siinas.process.tables import Grid, Table
from siinas.queries.cases import CaseFile

OPTION = "option"
"""The reference of the portal's own options: an editable list, whose keys say nothing to a reader."""


def sent_answers(file: CaseFile) -> dict[str, Any]:
    """The answers of the filing that is looked at; of the draft while the company has not sent anything."""
    filing = None if file.state.private else file.filing
    return file.process.from_json(filing.answers) if filing else file.answers


def exported_sheet(file: CaseFile, export: Export) -> Sheet:
    """One table with headings exactly as the ministry's, and typed rows."""
    return exported_table(file.process, export, sent_answers(file), file.period, file.source.name)


def exported_table(
    process: type[Process],
    export: Export,
    answers: Answers,
    period: Period | None,
    names: Names = as_given,
    *,
    whole: bool = False,
) -> Sheet:
    """A table of answers as the ministry has it: an official one always with all of its columns, blank where they are
    not asked with these answers; another one so if it is `whole`, to lie with others under one heading. `names` tells
    the portal's own options, which have no code of the ministry's, in words.

    A table without rows says so in one line (reporting.md 4.5).
    """
    asked = process.asked_fields(answers).get(export.table.key, export.table)
    table = asked if isinstance(asked, Table | Grid) and not (whole or export.official) else export.table
    if isinstance(table, Grid):
        sheet = _grid(period, table, answers, export.title, names)
        sheet = sheet if answers.get(table.key) else Sheet(sheet.title, sheet.columns, [])
    else:
        filled = {field.key for field in asked.children()}
        sheet = _table(period, table, answers, export.title, export.counted, names, filled)
    return sheet if sheet.rows else Sheet(sheet.title, sheet.columns, [[EMPTY, *[None] * (len(sheet.columns) - 1)]])


def file_name_of(export: Export, company: str, period: Period | None, number: str, kind: str, version: str = "") -> str:
    """`produksi_<NAMA>_triwulan1_2026.csv`, as the ministry names it; `version` is put behind it."""
    name = "".join(sign for sign in company if sign.isalnum() or sign in " -_").strip()
    subject = period.file_name if period else number
    return f"{export.name}_{name}_{subject}{version}.{kind}"


def all_sheets(file: CaseFile) -> list[Sheet]:
    """Every page of the case: plain answers as a list of labels and values, each grid and table as a sheet."""
    exports = {export.table.key: export for export in file.process.exports}
    answers = sent_answers(file)
    sheets: list[Sheet] = []
    for step in file.process.asked_steps(answers):
        plain = [
            field for field in step.fields.values() if not isinstance(field, Table | Grid) and field.kind != "file"
        ]
        if plain:
            sheets.append(_plain(file, step.title, plain, answers))
        for field in step.fields.values():
            if field.key in exports:
                sheets.append(exported_sheet(file, exports[field.key]))
            elif isinstance(field, Table):
                sheets.append(_table(file.period, field, answers, field.label, "No.", file.source.name))
            elif isinstance(field, Grid):
                sheets.append(_grid(file.period, field, answers, field.label, file.source.name))
    return sheets


def _plain(file: CaseFile, title: str, fields: list[Field], answers: Answers) -> Sheet:
    head = [Column("No. Laporan"), Column("Isian"), Column("Nilai"), Column("Angka", "number", 2), Column("Satuan")]
    rows: list[list[Any]] = []
    for field in fields:
        value = answers.get(field.key) if field.asked(answers) else None
        count = value if isinstance(field, Quantity) else None
        words = "" if isinstance(field, Quantity) else field.words(value, file.source.name)
        rows.append([file.case.number, label_of(field.label, file.period), words, count, field.unit])
    return Sheet(title, head, rows)


def _table(
    period: Period | None,
    table: Table,
    answers: Answers,
    title: str,
    counted: str,
    names: Names = as_given,
    filled: Container[str] | None = None,
) -> Sheet:
    """The rows of a table; of its columns only those in `filled` are, where that is given."""
    fields = [field for field in table.children() if field.exported]
    head = [Column(counted, "number", 0), *(_column(period, field) for field in fields)]
    rows = [
        [number, *(_cell(field, row, names) if filled is None or field.key in filled else None for field in fields)]
        for number, row in enumerate(answers.get(table.key) or (), 1)
    ]
    return Sheet(title, head, rows)


def _grid(period: Period | None, grid: Grid, answers: Answers, title: str, names: Names = as_given) -> Sheet:
    fields = list(grid.children())
    given: Mapping[str, Answers] = answers.get(grid.key) or {}
    head = [Column("Uraian"), *(_column(period, field, with_unit=True) for field in fields)]
    rows = [[line, *(_cell(field, given.get(key) or {}, names) for field in fields)] for key, line in grid.rows.items()]
    return Sheet(title, head, rows)


def _column(period: Period | None, field: Field, *, with_unit: bool = False) -> Column:
    heading = label_of(field.heading, period)
    if with_unit and field.unit:
        heading = f"{heading} ({field.unit})"
    kind = "number" if isinstance(field, Quantity) else "yesno" if field.kind == "yesno" else "text"
    return Column(heading, kind, getattr(field, "decimals", 0))


def _cell(field: Field, row: Answers, names: Names = as_given) -> Any:
    # Codes stay codes in an export: machines read it. Options of the portal's own have no official code.
    value = row.get(field.key)
    if isinstance(field, Quantity) and field.counted_in is not None and value is not None:
        return Measured(value, str(row.get(field.counted_in.key) or ""))
    if isinstance(field, Choice) and (isinstance(field.among, Mapping) or field.among.name == OPTION):
        return field.words(value, names)
    return ", ".join(value) if isinstance(value, list) else value
