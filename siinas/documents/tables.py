"""Tables that leave the portal: CSV for machines and XLSX for people, with formulas defused (SETTLED 5)."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from siinas.process.words import JAKARTA

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its exact heading and whether it holds "text", "number", "date", "moment" or "yesno"."""

    heading: str
    kind: str = "text"
    decimals: int = 2


@dataclass(frozen=True, slots=True)
class Measured:
    """A number with its unit: in CSV the unit stands behind it, in XLSX it is a number that shows the unit."""

    value: Decimal
    unit: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with a title."""

    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Any]]


BLANK = " \u00a0\u200b\ufeff"
"""Signs at the beginning of a text that some programs leave out when they read a file."""


def defused(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.lstrip(BLANK).startswith(FORMULA_STARTS) else text


def as_typed(text: str) -> str:
    """The text before `defused`, for tables that come back."""
    return text[1:] if text.startswith("'") and defused(text[1:]) == text else text


def _plain(value: Any, column: Column) -> Any:
    if value is None:
        return ""
    if isinstance(value, Measured):
        return value.value
    if column.kind == "number" and not isinstance(value, str):
        return Decimal(value)
    if column.kind == "yesno":
        return "Ya" if value else "Tidak"
    if isinstance(value, list | tuple):
        value = ", ".join(str(item) for item in value)
    if column.kind in {"date", "moment"}:
        return value
    return defused(str(value))


def csv_lines(columns: Sequence[Column], rows: Iterable[Sequence[Any]], *, semicolon: bool = False) -> Iterable[bytes]:
    """UTF-8 with byte order mark, ISO dates, numbers without thousands; one chunk per row.

    Commas between the cells and a dot before the decimals; with `semicolon` a semicolon and a comma, as spreadsheets in
    Indonesia open it without a question (SETTLED 5: a setting).
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";" if semicolon else ",")

    def flushed() -> bytes:
        text = buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
        return text.encode()

    yield b"\xef\xbb\xbf"
    writer.writerow([column.heading for column in columns])
    yield flushed()
    for row in rows:
        writer.writerow(
            [_csv_cell(value, column, "," if semicolon else ".") for value, column in zip(row, columns, strict=True)]
        )
        yield flushed()


def _csv_cell(value: Any, column: Column, mark: str) -> str:
    plain = _plain(value, column)
    if isinstance(plain, datetime):
        return plain.astimezone(JAKARTA).strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(plain, date):
        return plain.isoformat()
    if isinstance(plain, Decimal):
        unit = value.unit if isinstance(value, Measured) else ""
        return f"{plain:.{column.decimals}f}".replace(".", mark) + (f" {unit}" if unit else "")
    return str(plain)


def xlsx_bytes(title: str, columns: Sequence[Column], rows: Sequence[Sequence[Any]]) -> bytes:
    """One sheet with a frozen heading row and typed cells."""
    return xlsx_book([Sheet(title, columns, rows)])


def sheet_names(titles: Iterable[str]) -> list[str]:
    """Titles as a spreadsheet allows them: 31 characters, no bracket, colon, slash or star, each another."""
    found: list[str] = []
    for title in titles:
        name = stem = re.sub(r"[\[\]:*?/\\]", "-", title)[:31].strip("'") or "Tabel"
        number = 2
        while name.casefold() in {other.casefold() for other in found}:
            name, number = f"{stem[:28]} {number}", number + 1
        found.append(name)
    return found


def xlsx_book(sheets: Sequence[Sheet]) -> bytes:
    """Several sheets in one workbook; text stays text, whatever it looks like."""
    import xlsxwriter

    out = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    with xlsxwriter.Workbook(out, options) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#DCE6F0"})
        formats: dict[tuple[str, Any], Any] = {}
        for name, table in zip(sheet_names(table.title for table in sheets), sheets, strict=True):
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 0)
            for index, column in enumerate(table.columns):
                sheet.write_string(0, index, column.heading, bold)
                sheet.set_column(index, index, _width(column, [row[index] for row in table.rows[:200]]))
            for number, row in enumerate(table.rows, 1):
                for index, (value, column) in enumerate(zip(row, table.columns, strict=True)):
                    unit = value.unit if isinstance(value, Measured) else ""
                    _write(book, sheet, formats, (number, index), _plain(value, column), column, unit)
    return out.getvalue()


def _width(column: Column, values: Sequence[Any]) -> int:
    """Wide enough for the longest value of the first rows, and for a heading in a few lines."""
    longest = max((len(str(_plain(value, column))) for value in values), default=0)
    return max(12, min(26, len(column.heading) + 2), min(60, longest + 2))


def _write(
    book: Any, sheet: Any, formats: dict[Any, Any], place: tuple[int, int], plain: Any, column: Column, unit: str
) -> None:
    if plain == "":
        return
    if isinstance(plain, Decimal):
        pattern = "#,##0" + ("." + "0" * column.decimals if column.decimals else "")
        if unit:
            pattern += ' "' + unit.replace('"', "") + '"'
        style = formats.setdefault(("number", pattern), book.add_format({"num_format": pattern}))
        sheet.write_number(*place, float(plain), style)
    elif isinstance(plain, datetime):
        style = formats.setdefault(("moment", 0), book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}))
        sheet.write_datetime(*place, plain.astimezone(JAKARTA).replace(tzinfo=None), style)
    elif isinstance(plain, date):
        style = formats.setdefault(("date", 0), book.add_format({"num_format": "yyyy-mm-dd"}))
        sheet.write_datetime(*place, plain, style)
    else:
        sheet.write_string(*place, str(plain))
