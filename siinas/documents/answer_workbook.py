"""Writes the workbook in which a company fills in a case: headings locked, lists to choose from, last values beside."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from siinas.documents.answer_sheets import (
    EARLIER,
    GRID_HEAD,
    GUIDE_SHEET,
    LISTS_SHEET,
    ORIGIN_SHEET,
    PLAIN_HEAD,
    AskedColumn,
    AskedSheet,
    Origin,
    needed,
)
from siinas.documents.given_tables import CellError, Formula, MeasuredCell
from siinas.documents.table_cells import OptionSource
from siinas.documents.tables import defused
from siinas.process.checks import Earlier
from siinas.process.fields import (
    Answers,
    Choice,
    Choices,
    Coordinate,
    Day,
    Field,
    LongText,
    Quantity,
    Reference,
    Year,
    YesNo,
)
from siinas.process.missing import BLANK as UNANSWERED
from siinas.process.tables import Grid, Table
from siinas.process.words import number_words

OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
PROTECTED = {"format_columns": True, "format_rows": True, "autofilter": True, "sort": True}
LONGEST_LIST = 200
"""Options that somebody scrolls through; of a longer list only the values are checked."""
MOST_EARLIER = 4
COLOURS = {"needed": "#FFF2CC", "head": "#DCE6F0", "grey": "#EDEDED", "bad": "#F8D7DA", "blank": "#FFE699"}
NOTES = (
    "Lembar ini dibuat untuk {company}, {title}, nomor {number}. Lembar untuk laporan lain tidak diterima.",
    "Isi sel putih saja. Judul kolom dan sel abu-abu terkunci; sel abu-abu memperlihatkan isian periode sebelumnya.",
    "Kolom berjudul kuning wajib diisi. Judul biru boleh kosong, atau hanya diminta dalam keadaan yang disebut.",
    "Satu baris untuk satu produk, bahan, mesin, dan seterusnya. Baris kosong dilewati.",
    "Tulis angka sebagai angka. Bila ditulis sebagai teks: titik memisahkan ribuan dan koma memisahkan desimal.",
    "Jumlah dalam kilogram boleh dikosongkan bila satuannya ton, kilogram, atau satuan massa lain: dihitung otomatis.",
    "Beberapa negara dalam satu sel dipisahkan dengan koma: JP, SG.",
    "Simpan sebagai XLSX, lalu unggah di halaman laporan. Yang salah diberitahukan sel demi sel.",
    "Berkas lampiran dan surat pernyataan tidak diisi di sini, tetapi di halaman laporan.",
)


@dataclass(frozen=True, slots=True)
class Mark:
    """What is said at a cell: "bad" where it cannot be taken, "blank" where something is missing."""

    kind: str
    sentence: str


@dataclass(slots=True)
class Content:
    """What stands in a sheet: rows of cells under the heading, by their place from 0, and marks by row and column."""

    rows: Mapping[int, Sequence[Any]] = field(default_factory=dict)
    marks: Mapping[tuple[int, int], Mark] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook to be written: for whom and what it is, its sheets, and what stands in each by its name."""

    origin: Origin
    company: str
    title: str
    sheets: Sequence[AskedSheet]
    contents: Mapping[str, Content]
    earlier: Sequence[Earlier] = ()


def contents_of(sheets: Iterable[AskedSheet], answers: Answers, source: OptionSource) -> dict[str, Content]:
    """What the answers fill into the sheets."""
    names = _Names(source)
    found: dict[str, Content] = {}
    for sheet in sheets:
        holder = sheet.holder
        if holder is None:
            lines = [[names.cell(column.field, answers.get(column.key))] for column in sheet.columns]
        elif isinstance(holder, Grid):
            given = answers.get(holder.key) or {}
            lines = [
                [names.cell(column.field, (given.get(key) or {}).get(column.key)) for column in sheet.columns]
                for key, _title in sheet.lines
            ]
        else:
            rows = answers.get(holder.key) or ()
            lines = [[names.cell(column.field, row.get(column.key)) for column in sheet.columns] for row in rows]
        found[sheet.name] = Content(dict(enumerate(lines)))
    return found


class _Names:
    """Answers as they stand in cells: options by their names, each list read once."""

    def __init__(self, source: OptionSource) -> None:
        self.source = source
        self._labels: dict[Any, dict[str, str]] = {}

    def cell(self, asked: Field, value: Any) -> Any:
        if value in UNANSWERED:
            return None
        if isinstance(asked, YesNo):
            return "Ya" if value else "Tidak"
        if isinstance(asked, Choices):
            return ", ".join(map(str, value))
        if isinstance(asked, Choice):
            return self._label(asked, str(value))
        if isinstance(value, list):
            return ", ".join(map(str, value))
        return value

    def _label(self, asked: Choice, value: str) -> str:
        among = asked.among
        if isinstance(among, Mapping):
            return among.get(value, value)
        if asked.within is not None or asked.searched:
            return value
        if among not in self._labels:
            self._labels[among] = {code: label for code, label, _heading in self.source.options(among)}
        return self._labels[among].get(value, value)


def how_to(asked: Field) -> str:
    """What is to be written into a cell, in words."""
    words: list[str] = []
    if asked.when is not None:
        words.append(asked.when.words)
    if asked.follows is not None:
        words.append("Boleh dikosongkan bila dapat dihitung dari isian lain.")
    elif not asked.required and asked.when is None:
        words.append("Boleh dikosongkan.")
    kinds: tuple[tuple[type[Field], str], ...] = (
        (YesNo, "Ya atau Tidak."),
        (Choices, "Satu atau beberapa kode atau nama, dipisahkan dengan koma."),
        (Choice, "Pilih dari daftar."),
        (Day, "Tanggal, misalnya 22/11/2026."),
        (Year, "Tahun, empat angka."),
        (Coordinate, "Derajat desimal."),
    )
    words.append(next((told for kind, told in kinds if isinstance(asked, kind)), ""))
    if isinstance(asked, Quantity):
        words.append(f"Angka, {asked.decimals} desimal." if asked.decimals else "Bilangan bulat.")
    return " ".join(word for word in (*words, asked.help) if word)


def write(book: Book, source: OptionSource) -> bytes:
    """The workbook as bytes."""
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, OPTIONS) as made:
        writer = _Writer(made, source, book)
        writer.guide()
        for sheet in book.sheets:
            writer.sheet(sheet, book.contents.get(sheet.name) or Content())
        writer.lists()
        writer.origin()
    return out.getvalue()


class _Writer:
    """One workbook being written."""

    def __init__(self, made: Any, source: OptionSource, book: Book) -> None:
        self.made, self.source, self.book = made, source, book
        self._formats: dict[tuple[str, ...], Any] = {}
        self._lists: dict[Any, tuple[int, list[str]]] = {}
        self._names = _Names(source)
        self.tabs = {name: made.add_worksheet(name) for name in (GUIDE_SHEET, *(one.name for one in book.sheets))}

    def style(self, look: str, pattern: str = "@") -> Any:
        """A format: "open" cells may be filled in, "bad" and "blank" ones are marked, all others are locked."""
        key = (look, pattern)
        if key not in self._formats:
            told: dict[str, Any] = {
                "num_format": pattern,
                "valign": "top",
                "locked": look not in {"open", "bad", "blank"},
            }
            if look in COLOURS:
                told["bg_color"] = COLOURS[look]
            if look in {"needed", "head"}:
                told |= {"bold": True, "text_wrap": True, "border": 1}
            if look in {"grey", "text"}:
                told |= {"text_wrap": True}
            self._formats[key] = self.made.add_format(told)
        return self._formats[key]

    def sheet(self, sheet: AskedSheet, content: Content) -> None:
        """One sheet with its heading, cells, lists and earlier values, protected without a password."""
        tab = self.tabs[sheet.name]
        tab.protect("", PROTECTED)
        tab.set_row(0, 48, self.style("head"))
        if sheet.holder is None:
            self._plain(tab, sheet, content)
        elif isinstance(sheet.holder, Grid):
            self._grid(tab, sheet, sheet.holder, content)
        else:
            self._table(tab, sheet, sheet.holder, content)
        for (row, column), mark in content.marks.items():
            tab.write_comment(row + 1, column, mark.sentence, {"x_scale": 2.5})

    def _plain(self, tab: Any, sheet: AskedSheet, content: Content) -> None:
        tab.freeze_panes(1, 1)
        for at, (title, width) in enumerate(zip(PLAIN_HEAD, (48, 36, 12, 60), strict=True)):
            tab.write_string(0, at, title, self.style("head"))
            tab.set_column(at, at, width, self.style("text"))
        past = [(one.period.title, one.answers) for one in self.book.earlier[:MOST_EARLIER]]
        for at, (title, _answers) in enumerate(past, len(PLAIN_HEAD)):
            tab.write_string(0, at, f"{sheet.step.title}{EARLIER}{title}", self.style("grey"))
            tab.set_column(at, at, 24, self.style("grey"))
        for number, column in enumerate(sheet.columns):
            asked = column.field
            tab.write_string(number + 1, 0, column.heading, self.style("needed" if needed(asked) else "head"))
            cells = content.rows.get(number, ())
            self._cell(tab, number, 1, asked, cells[0] if cells else None, content.marks)
            tab.write_string(number + 1, 2, asked.unit, self.style("text"))
            tab.write_string(number + 1, 3, how_to(asked), self.style("text"))
            self._offer(tab, (number + 1, 1, number + 1, 1), asked)
            for at, (_title, answers) in enumerate(past, len(PLAIN_HEAD)):
                self._write(tab, (number + 1, at), self._names.cell(asked, answers.get(asked.key)), "grey", asked)

    def _grid(self, tab: Any, sheet: AskedSheet, grid: Grid, content: Content) -> None:
        tab.freeze_panes(1, 1)
        tab.write_string(0, 0, GRID_HEAD, self.style("head"))
        tab.set_column(0, 0, 48, self.style("text"))
        self._heads(tab, sheet)
        for number, (_key, title) in enumerate(sheet.lines):
            tab.write_string(number + 1, 0, title, self.style("head"))
            cells = content.rows.get(number, ())
            for at, column in enumerate(sheet.columns):
                value = cells[at] if at < len(cells) else None
                self._cell(tab, number, at + 1, column.field, value, content.marks)
        for at, column in enumerate(sheet.columns, 1):
            self._offer(tab, (1, at, len(sheet.lines), at), column.field)
        for at, asked, title, answers in self._past(sheet, 1 + len(sheet.columns)):
            self._past_head(tab, at, asked, title)
            given = answers.get(grid.key) or {}
            for number, (key, _title) in enumerate(sheet.lines, 1):
                value = (given.get(key) or {}).get(asked.key)
                self._write(tab, (number, at), self._names.cell(asked.field, value), "grey", asked.field)

    def _table(self, tab: Any, sheet: AskedSheet, table: Table, content: Content) -> None:
        tab.freeze_panes(1, 1)
        self._heads(tab, sheet)
        for at, column in enumerate(sheet.columns):
            tab.set_column(at, at, _width(column), self.style("open", pattern_of(column.field)))
            self._offer(tab, (1, at, table.most_rows, at), column.field)
        for number, cells in content.rows.items():
            for at, value in enumerate(cells):
                asked = sheet.columns[at].field if at < len(sheet.columns) else None
                if value is not None and asked is not None:
                    self._cell(tab, number, at, asked, value, content.marks)
        for place, mark in content.marks.items():
            cells = content.rows.get(place[0], ())
            if place[1] < len(sheet.columns) and (place[1] >= len(cells) or cells[place[1]] is None):
                pattern = pattern_of(sheet.columns[place[1]].field)
                tab.write_blank(place[0] + 1, place[1], None, self.style(mark.kind, pattern))
        if table.row_title is not None:
            self._past_rows(tab, sheet, table, content)

    def _past_rows(self, tab: Any, sheet: AskedSheet, table: Table, content: Content) -> None:
        """Beside each row what it was in the last period, where a row of that name was there."""
        assert table.row_title is not None
        title_at = next((at for at, one in enumerate(sheet.columns) if one.field is table.row_title), None)
        if title_at is None or not any(content.rows.values()):
            return
        for at, asked, title, answers in self._past(sheet, len(sheet.columns)):
            self._past_head(tab, at, asked, title)
            rows = {str(row.get(table.row_title.key) or "").casefold(): row for row in answers.get(table.key) or ()}
            for number, cells in content.rows.items():
                name = str(cells[title_at] if title_at < len(cells) else "" or "").casefold()
                value = rows.get(name, {}).get(asked.key)
                self._write(tab, (number + 1, at), self._names.cell(asked.field, value), "grey", asked.field)

    def _past(self, sheet: AskedSheet, begins: int) -> Iterable[tuple[int, AskedColumn, str, Answers]]:
        """Place, column, period and answers of the columns of the last period: of numbers only."""
        for one in self.book.earlier[:1]:
            numbers = [column for column in sheet.columns if column.field.numeric]
            for at, column in enumerate(numbers, begins):
                yield at, column, one.period.title, one.answers

    def _past_head(self, tab: Any, at: int, column: AskedColumn, title: str) -> None:
        tab.write_string(0, at, f"{column.heading}{EARLIER}{title}", self.style("grey"))
        tab.set_column(at, at, 20, self.style("grey", pattern_of(column.field)))

    def _heads(self, tab: Any, sheet: AskedSheet) -> None:
        for at, column in enumerate(sheet.columns, sheet.begins):
            tab.write_string(0, at, column.heading, self.style("needed" if needed(column.field) else "head"))
            tab.set_column(at, at, _width(column), self.style("text"))
            if words := how_to(column.field):
                tab.write_comment(0, at, words, {"x_scale": 2})

    def _cell(
        self, tab: Any, number: int, at: int, asked: Field, value: Any, marks: Mapping[tuple[int, int], Mark]
    ) -> None:
        mark = marks.get((number, at))
        self._write(tab, (number + 1, at), value, mark.kind if mark else "open", asked)

    def _write(self, tab: Any, place: tuple[int, int], value: Any, look: str, asked: Field) -> None:
        style = self.style(look, pattern_of(asked))
        if isinstance(value, MeasuredCell):
            value = value.value if value.unit in {"", "%"} else f"{value.value:f} {value.unit}".replace(".", ",")
        if value is None:
            tab.write_blank(*place, None, style)
        elif isinstance(value, Decimal | int) and not isinstance(value, bool):
            number = float(value)
            if Decimal(repr(number)) == value:
                tab.write_number(*place, number, style)
            else:  # more digits than a spreadsheet keeps
                tab.write_string(*place, number_words(value, getattr(asked, "decimals", 0)), style)
        elif isinstance(value, date):
            tab.write_datetime(*place, value, self.style(look, DAY))
        elif isinstance(value, Formula | CellError):
            tab.write_string(*place, defused(value.text if isinstance(value, Formula) else value.code), style)
        else:
            tab.write_string(*place, defused(str(value)), style)

    def _offer(self, tab: Any, where: tuple[int, int, int, int], asked: Field) -> None:
        """A list to choose from, or bounds of a number; another value is asked about, and judged when it comes back."""
        if isinstance(asked, YesNo):
            tab.data_validation(*where, {"validate": "list", "source": ["Ya", "Tidak"], "error_type": "warning"})
        elif isinstance(asked, Choice) and not isinstance(asked, Choices):
            if source := self._list(asked):
                tab.data_validation(*where, {"validate": "list", "source": source, "error_type": "warning"})
        elif isinstance(asked, Quantity) and asked.least is not None:
            rule: dict[str, Any] = {"validate": "decimal", "criteria": ">=", "value": asked.least}
            if asked.most is not None:
                rule |= {"criteria": "between", "minimum": asked.least, "maximum": asked.most}
                del rule["value"]
            tab.data_validation(*where, rule | {"error_type": "warning"})

    def _list(self, asked: Choice) -> str:
        """The place of a list in the hidden sheet; empty for one that nobody scrolls through."""
        if asked.within is not None or asked.searched or asked.through is not None:
            return ""
        among = asked.among
        key = among if isinstance(among, Reference) else tuple(among.items())
        if key not in self._lists:
            labels = (
                [label for _code, label, _heading in self.source.options(among)]
                if isinstance(among, Reference)
                else list(among.values())
            )
            self._lists[key] = (len(self._lists), labels)
        at, labels = self._lists[key]
        if not labels or len(labels) > LONGEST_LIST:
            return ""
        letter = chr(65 + at) if at < 26 else f"{chr(64 + at // 26)}{chr(65 + at % 26)}"
        return f"='{LISTS_SHEET}'!${letter}$1:${letter}${len(labels)}"

    def lists(self) -> None:
        """The hidden sheet from which cells are chosen."""
        tab = self.made.add_worksheet(LISTS_SHEET)
        for at, labels in self._lists.values():
            for number, label in enumerate(labels):
                tab.write_string(number, at, label)
        tab.protect()
        tab.hide()

    def origin(self) -> None:
        """The hidden sheet that says for which case the workbook was made."""
        tab = self.made.add_worksheet(ORIGIN_SHEET)
        for number, (key, value) in enumerate(self.book.origin.lines()):
            tab.write_string(number, 0, key)
            tab.write_string(number, 1, value)
        tab.protect()
        tab.hide()

    def guide(self) -> None:
        """The first sheet: how the others are filled in."""
        tab = self.tabs[GUIDE_SHEET]
        tab.protect()
        wrapped = self.style("text")
        tab.set_column(0, 0, 44, wrapped)
        tab.set_column(1, 1, 90, wrapped)
        about = {"company": self.book.company, "title": self.book.title, "number": self.book.origin.number}
        for number, note in enumerate(NOTES):
            tab.merge_range(number, 0, number, 1, note.format_map(about), wrapped)
        begins = len(NOTES) + 1
        tab.write_string(begins, 0, "Lembar dan kolom", self.style("head"))
        tab.write_string(begins, 1, "Cara mengisi", self.style("head"))
        number = begins + 1
        for sheet in self.book.sheets:
            tab.write_string(number, 0, sheet.name, self.style("head"))
            tab.write_string(number, 1, sheet.step.intro, wrapped)
            for column in sheet.columns:
                number += 1
                tab.write_string(number, 0, column.heading, wrapped)
                tab.write_string(number, 1, ("Wajib. " if needed(column.field) else "") + how_to(column.field), wrapped)
            number += 1


DAY = "dd/mm/yyyy"


def pattern_of(asked: Field) -> str:
    """The number format of a cell, as numbers are written in Indonesia."""
    if isinstance(asked, Quantity):
        return "[$-421]#,##0" + ("." + "0" * asked.decimals if asked.decimals else "")
    if isinstance(asked, Coordinate):
        return "[$-421]0.000000"
    if isinstance(asked, Year):
        return "0"
    return DAY if isinstance(asked, Day) else "@"


def _width(column: AskedColumn) -> int:
    wide = 40 if isinstance(column.field, LongText) else 22
    return max(14, min(wide, len(column.heading) + 2))
