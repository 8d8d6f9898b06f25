"""Looks into an uploaded XLSX: first whether it is a sound, passive workbook, then what its sheets hold.

Runs in the limited child process only (`siinas/documents/pdf_child.py`).
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

MOST_PARTS = 2_000
MOST_BYTES = 250 * 1024 * 1024
"""All parts of a workbook together, unpacked."""
MOST_ROWS = 200_000
MOST_COLUMNS = 60
MOST_SHEETS = 80
LONGEST_CELL = 2_000
STEP = 1024 * 1024

_WORKBOOK = "xl/workbook.xml"
_TYPES = "[Content_Types].xml"
_PLAIN_WORKBOOK = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_ACTIVE = re.compile(
    r"vbaproject|/externallinks/|/embeddings/|/activex/|/ctrlprops/|/customui|customui/|/connections\.xml"
    r"|/querytables/|/webextensions/|/macrosheets/|/dialogsheets/|/model/|oleobject|\.bin$|\.(exe|dll|js|vbs|html?)$",
    re.IGNORECASE,
)
_PRINTER = re.compile(r"xl/printersettings/[^/]+\.bin", re.IGNORECASE)
"""How a sheet was printed last: bytes of a printer's driver that nobody reads."""
_ENTITIES = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)


def inspect_workbook(content: bytes) -> str:
    """What is wrong with a workbook, as a key of `WORKBOOK_DAMAGES`; empty for a good one."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            return _damage(packed, content)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, ValueError, EOFError, OSError):
        return "damaged"


def _damage(packed: zipfile.ZipFile, content: bytes) -> str:
    parts = packed.infolist()
    names = [part.filename for part in parts]
    if not content.startswith(b"PK\x03\x04") or _behind(content, packed) or min(p.header_offset for p in parts) != 0:
        return "mixed"
    if len(parts) > MOST_PARTS:
        return "bomb"
    if any(part.flag_bits & 1 for part in parts):
        return "locked"
    if len({name.casefold() for name in names}) != len(names) or any(_strange(name) for name in names):
        return "damaged"
    if any(_ACTIVE.search(f"/{name}") and not _PRINTER.fullmatch(name) for name in names):
        return "active"
    if _WORKBOOK not in names or _TYPES not in names:
        return "foreign"
    if sum(part.file_size for part in parts) > MOST_BYTES:
        return "bomb"
    damage, types = _read_through(packed)
    if not damage and _PLAIN_WORKBOOK not in types:
        return "active" if b"macroEnabled" in types else "foreign"
    return damage


def _behind(content: bytes, packed: zipfile.ZipFile) -> bool:
    """Whether anything stands behind the end of the archive."""
    at = content.rfind(b"PK\x05\x06")
    return at + 22 + len(packed.comment) != len(content)


def _strange(name: str) -> bool:
    return name.startswith("/") or "\\" in name or ".." in name.split("/") or "\x00" in name or ":" in name


def _read_through(packed: zipfile.ZipFile) -> tuple[str, bytes]:
    """Unpack every part, as what the directory says of its size may be a lie; also the list of content types."""
    left, types = MOST_BYTES, b""
    for part in packed.infolist():
        is_xml = part.filename.endswith((".xml", ".rels"))
        before = b""
        with packed.open(part) as opened:
            while piece := opened.read(STEP):
                left -= len(piece)
                if left < 0:
                    return "bomb", b""
                if not before and is_xml and piece.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00", b"<\x00")):
                    return "foreign", b""
                if is_xml and _ENTITIES.search(before[-16:] + piece):
                    return "entities", b""
                if part.filename == _TYPES:
                    types += piece
                before = piece
    return "", types


def read_cells(content: bytes) -> dict[str, Any]:
    """The cells of the first visible sheet, row by row; formulas are not evaluated but named.

    A cell is a text, a number, None, or a dict: {"number": digits}, {"date": ISO}, {"formula": text}, {"error": code}.
    An empty row is an empty list, so that the place in the list is the row's number. `damage` is a key of
    `TABLE_DAMAGES` or empty.
    """
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
    shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    if not shown:
        return {"damage": "no sheet", "rows": []}
    sheet: Any = shown[0]
    rows, damage = _rows(sheet, MOST_ROWS, measured=False)
    if damage:
        return {"damage": damage, "rows": []}
    return {"damage": "", "rows": rows, "sheet": str(sheet.title), "others": len(shown) - 1}


def read_sheets(content: bytes, most_rows: int) -> dict[str, Any]:
    """The cells of every sheet, also of hidden ones, as `read_cells` has them; `most_rows` are those of all together.

    A number whose format shows a unit is a dict {"number": digits, "unit": text}; one that is shown as a percentage
    is a hundred times as large, as it is read.
    """
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
    if len(book.worksheets) > MOST_SHEETS:
        return {"damage": "many sheets", "sheets": []}
    sheets = []
    left = most_rows
    for sheet in book.worksheets:
        rows, damage = _rows(sheet, left, measured=True)
        if damage:
            return {"damage": damage, "sheets": []}
        left -= sum(1 for row in rows if row)
        sheets.append({"title": str(sheet.title), "hidden": sheet.sheet_state != "visible", "rows": rows})
    return {"damage": "", "sheets": sheets}


def _rows(sheet: Any, most: int, *, measured: bool) -> tuple[list[list[Any]], str]:
    """The rows of a sheet up to the last one that holds anything, and what is wrong with it."""
    sheet.reset_dimensions()
    rows: list[list[Any]] = []
    filled = 0
    for row in sheet.iter_rows():
        cells = list(_cells(row, measured=measured))
        while cells and cells[-1] is None:
            cells.pop()
        if len(cells) > MOST_COLUMNS:
            return [], "wide"
        if len(rows) >= most:
            if cells:
                return [], "long"
            break
        rows.append(cells)
        if cells:
            filled = len(rows)
    del rows[filled:]
    return rows, ""


def _cells(row: Any, *, measured: bool) -> Iterator[Any]:
    for cell in row:
        value = cell.value
        if value is None or value == "":
            yield None
        elif cell.data_type == "f":
            yield {"formula": str(value)[:LONGEST_CELL]}
        elif cell.data_type == "e":
            yield {"error": str(value)[:20]}
        elif isinstance(value, bool):
            yield "Ya" if value else "Tidak"
        elif isinstance(value, int | float):
            yield _measured(value, cell.number_format) if measured else {"number": repr(value)}
        elif isinstance(value, datetime):
            yield {"date": value.date().isoformat()}
        elif isinstance(value, date):
            yield {"date": value.isoformat()}
        else:
            yield str(value)[: LONGEST_CELL + 1]


def _measured(value: float, shown: str) -> dict[str, str]:
    """A number with what its format writes behind it; fifteen digits, as spreadsheets keep no more."""
    digits = repr(value) if isinstance(value, int) else f"{value:.15g}"
    if "%" in shown:
        return {"number": digits, "unit": "%"}
    found = _UNIT_SHOWN.search(shown)
    return {"number": digits, "unit": found[1].strip()} if found else {"number": digits}


_UNIT_SHOWN = re.compile(r'"\s*([^"]{1,20})"\s*$')
