"""Reads the tables that people bring: the project's own TSV, CSV as spreadsheets write it, XLSX; nothing evaluated."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from siinas.documents import pdf_sandbox
from siinas.documents.pdf_sandbox import RefusedFile, UnreadableFile
from siinas.documents.tables import as_typed
from siinas.documents.workbook import LONGEST_CELL, MOST_COLUMNS, MOST_ROWS

TABLE_DAMAGES = {
    "no sheet": "Buku kerja ini tidak memuat lembar yang terlihat. Tampilkan lembarnya, simpan, lalu unggah kembali.",
    "wide": f"Tabel ini lebih dari {MOST_COLUMNS} kolom. Hapus kolom yang tidak diminta, lalu unggah kembali.",
    "long": f"Tabel ini lebih dari {MOST_ROWS:,} baris. Bagi menjadi beberapa berkas.".replace(",", "."),
    "many sheets": "Buku kerja ini memuat terlalu banyak lembar. Hapus lembar yang tidak diminta, lalu unggah kembali.",
    "empty": "Berkas ini tidak memuat tabel. Baris pertama harus berisi nama kolom.",
    "not utf-8": "Teks berkas ini tidak tersimpan sebagai UTF-8. Di Excel pilih Simpan Sebagai, jenis “CSV UTF-8”, "
    "lalu unggah kembali.",
    "signs": "Berkas ini memuat tanda yang tidak ada dalam berkas teks. Simpan ulang tabelnya, lalu unggah kembali.",
    "quotes": "Tanda kutip dalam berkas CSV ini tidak berpasangan. Simpan ulang tabelnya, lalu unggah kembali.",
}
_NOTE = re.compile(r"#\s*(Source|Sumber|Version|Versi)\s*:\s*(.+)", re.IGNORECASE)
_NOTES = {"source": "source", "sumber": "source", "version": "version", "versi": "version"}
_NO_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Formula:
    """A cell that holds a formula: it is never evaluated, and never taken for its text."""

    text: str


@dataclass(frozen=True, slots=True)
class CellError:
    """A cell in which the spreadsheet program itself shows an error, such as #N/A."""

    code: str


@dataclass(frozen=True, slots=True)
class MeasuredCell:
    """A number whose format writes a unit behind it: what a person sees is both. A percentage is what is seen."""

    value: Decimal
    unit: str


Cell = str | Decimal | date | Formula | CellError | MeasuredCell | None


@dataclass(frozen=True, slots=True)
class Line:
    """One row under the header: its number as the person's program shows it, and its cells."""

    number: int
    cells: tuple[Cell, ...]

    def cell(self, at: int) -> Cell:
        """The cell of a column; None behind the last filled one."""
        return self.cells[at] if at < len(self.cells) else None


@dataclass(frozen=True, slots=True)
class GivenTable:
    """A table as it was brought: header, rows, and what its comment lines say (`source`, `version`).

    `dotted` is true for the project's own format, in which a dot is always the decimal mark; `sheet` is the title of
    the sheet that was read, empty for a text table.
    """

    header: tuple[str, ...]
    header_line: int
    lines: tuple[Line, ...]
    notes: dict[str, str] = field(default_factory=dict)
    dotted: bool = False
    sheet: str = ""


def read_table(content: bytes, kind: str) -> GivenTable:
    """The table in the bytes of a file of kind "tsv", "csv" or "xlsx"; raises RefusedFile with a sentence.

    The file need not have been checked before: a workbook is looked into in the limited child process.
    """
    table = _of_workbook(content) if kind == "xlsx" else _of_text(content, tabs_only=kind == "tsv")
    if not table.header or not any(table.header):
        raise RefusedFile(TABLE_DAMAGES["empty"])
    return table


@dataclass(frozen=True, slots=True)
class GivenSheet:
    """One sheet of a workbook as it was brought: its title, whether it is hidden, every line that holds anything."""

    title: str
    hidden: bool
    lines: tuple[Line, ...]


def read_sheets(content: bytes, *, most_rows: int) -> list[GivenSheet]:
    """All sheets of a workbook, read in the limited child process; raises RefusedFile with a sentence."""
    try:
        answer = json.loads(pdf_sandbox.workbook_sheets(content, most_rows=most_rows))
    except pdf_sandbox.ReadingTookTooMuchMemory:
        raise RefusedFile(too_long(most_rows)) from None
    except UnreadableFile:
        raise RefusedFile(pdf_sandbox.WORKBOOK_DAMAGES["damaged"]) from None
    if answer["damage"] == "long":
        raise RefusedFile(too_long(most_rows))
    if answer["damage"]:
        raise RefusedFile(TABLE_DAMAGES[answer["damage"]])
    return [
        GivenSheet(
            sheet["title"],
            sheet["hidden"],
            tuple(
                Line(number, tuple(_cell(cell) for cell in cells))
                for number, cells in enumerate(sheet["rows"], 1)
                if any(cell is not None for cell in cells)
            ),
        )
        for sheet in answer["sheets"]
    ]


def too_long(most_rows: int) -> str:
    """What is said of a file with more rows than are taken."""
    return f"Berkas ini lebih dari {most_rows:,} baris. Bagi menjadi beberapa berkas.".replace(",", ".")


def text_of(content: bytes) -> str:
    """The text of a text table; raises RefusedFile where it is not UTF-8 or holds what no text holds."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise RefusedFile(TABLE_DAMAGES["not utf-8"]) from None
    if _NO_TEXT.search(text):
        raise RefusedFile(TABLE_DAMAGES["signs"])
    return text


def _of_text(content: bytes, *, tabs_only: bool) -> GivenTable:
    text = text_of(content)
    lines = re.split("\r\n|\r|\n", text)
    notes: dict[str, str] = {}
    begins = 0
    for begins, line in enumerate(lines):  # noqa: B007 - the header's place is used below
        if line.startswith("#"):
            if found := _NOTE.match(line):
                notes.setdefault(_NOTES[found[1].lower()], found[2].strip())
        elif line.strip(" \t,;"):
            break
    else:
        raise RefusedFile(TABLE_DAMAGES["empty"])
    rows = list(_tabbed(lines, begins) if tabs_only else _quoted("\n".join(lines[begins:]), begins))
    if len(rows) - 1 > MOST_ROWS:
        raise RefusedFile(TABLE_DAMAGES["long"])
    if max(len(row.cells) for row in rows) > MOST_COLUMNS:
        raise RefusedFile(TABLE_DAMAGES["wide"])
    head = rows[0]
    return GivenTable(_header(head.cells), head.number, tuple(rows[1:]), notes, dotted=tabs_only)


def _tabbed(lines: list[str], begins: int) -> Iterator[Line]:
    for number, line in enumerate(lines[begins:], begins + 1):
        if line.strip() and not line.startswith("#"):
            yield Line(number, _row(line.split("\t")))


def _quoted(text: str, begins: int) -> Iterator[Line]:
    first = text.partition("\n")[0]
    delimiter = max((",", ";", "\t"), key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = begins + 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield Line(number, _row(cells))
            number = begins + reader.line_num + 1
    except csv.Error:
        raise RefusedFile(TABLE_DAMAGES["quotes"]) from None


def _row(cells: list[str]) -> tuple[Cell, ...]:
    return tuple(as_typed(cell.strip()).strip()[: LONGEST_CELL + 1] or None for cell in cells)


def _header(cells: tuple[Cell, ...]) -> tuple[str, ...]:
    names = ["" if cell is None or isinstance(cell, Formula | CellError) else str(cell).strip() for cell in cells]
    while names and not names[-1]:
        names.pop()
    return tuple(names)


def _of_workbook(content: bytes) -> GivenTable:
    try:
        answer = json.loads(pdf_sandbox.workbook_cells(content))
    except pdf_sandbox.ReadingTookTooMuchMemory:
        raise RefusedFile(TABLE_DAMAGES["long"]) from None
    except UnreadableFile:
        raise RefusedFile(pdf_sandbox.WORKBOOK_DAMAGES["damaged"]) from None
    if answer["damage"]:
        raise RefusedFile(TABLE_DAMAGES[answer["damage"]])
    rows = [
        Line(number, tuple(_cell(cell) for cell in cells))
        for number, cells in enumerate(answer["rows"], 1)
        if any(cell is not None for cell in cells)
    ]
    if not rows:
        raise RefusedFile(TABLE_DAMAGES["empty"])
    return GivenTable(_header(rows[0].cells), rows[0].number, tuple(rows[1:]), sheet=answer["sheet"])


def _cell(cell: Any) -> Cell:
    if cell is None or isinstance(cell, str):
        return (cell or "").strip() or None
    if "unit" in cell:
        return _measured(cell["number"], cell["unit"])
    ((kind, value),) = cell.items()
    match kind:
        case "number":
            return _number(value)
        case "date":
            return date.fromisoformat(value)
        case "formula":
            return Formula(value)
        case _:
            return CellError(value)


def _measured(digits: str, unit: str) -> Cell:
    number = _number(digits)
    if not isinstance(number, Decimal):
        return number
    return MeasuredCell(number * 100 if unit == "%" else number, unit)


def _number(digits: str) -> Cell:
    try:
        number = Decimal(digits)
    except InvalidOperation:
        return CellError(digits)
    return number if number.is_finite() else CellError(digits)
