"""Turns the cells of a given table into typed answers of declared columns, and tells every fault by line and column."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Protocol

from siinas.documents.given_tables import Cell, CellError, Formula, GivenTable, Line, MeasuredCell
from siinas.process.fields import Answers, Choice, Coordinate, Day, Field, Quantity, Reference, Text, Year, YesNo
from siinas.process.judging import Listed, fault_of
from siinas.process.number_forms import NO_NUMBER, read_written
from siinas.process.words import UnreadableNumber

BLANK = "Sel ini wajib diisi."
FORMULA = "Sel ini berisi rumus. Salin lalu tempel sebagai nilai."
ERROR = "Sel ini berisi kesalahan dari aplikasi lembar kerja."
LOST_ZEROS = "Bila kode ini diawali nol, nol itu hilang karena sel berisi angka: ubah format kolomnya menjadi Teks."
NUMBER = NO_NUMBER

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari jan",
            "februari pebruari feb peb",
            "maret mar",
            "april apr",
            "mei",
            "juni jun",
            "juli jul",
            "agustus agu ags agt",
            "september sept sep",
            "oktober okt",
            "november nopember nov nop",
            "desember des",
        ),
        1,
    )
    for name in names.split()
}
"""Months as they are written in Indonesia, also in short."""


class CellProblem(ValueError):
    """A cell cannot be read as what its column holds; the message is a sentence for the person."""


class OptionSource(Protocol):
    """Whoever knows the options of a reference."""

    def options(self, reference: Reference) -> list[tuple[str, str, str]]:
        """Value, label and heading of each."""

    def codes(self, reference: Reference) -> frozenset[str]:
        """The values alone."""


@dataclass(frozen=True, slots=True)
class CellFault:
    """A fault at one cell: line, column's label, what stands there, what is wrong."""

    line: int
    column: str
    typed: str
    sentence: str


@dataclass(frozen=True, slots=True)
class GivenRow:
    """One row of a given table as typed values by the keys of its columns."""

    line: int
    values: dict[str, Any]


class CellReader:
    """Reads the rows of tables with the same columns.

    `spelt` brings the text of a column into the spelling that is kept. Texts that a header may have: the key of a
    column or its label, in any case.
    """

    def __init__(
        self,
        columns: Mapping[str, Field],
        source: OptionSource,
        spelt: Callable[[str, str], str] = lambda key, text: text,
    ) -> None:
        self.columns, self.source, self.spelt = columns, source, spelt
        self._labels: dict[str, dict[str, str]] = {}

    def placed(
        self, table: GivenTable, optional: frozenset[str] = frozenset()
    ) -> tuple[dict[str, int], list[CellFault]]:
        """The place of each column, and what is wrong with the header; a column that need not be filled may lack."""
        known = {name.casefold(): key for key, field in self.columns.items() for name in (key, field.label)}
        places: dict[str, int] = {}
        faults: list[CellFault] = []
        for at, name in enumerate(table.header):
            key = known.get(name.casefold())
            if key is None:
                names = ", ".join(field.label for field in self.columns.values())
                sentence = f"Kolom ini tidak dikenal. Kolom yang dikenal: {names}." if name else "Kolom tanpa nama."
                faults.append(CellFault(table.header_line, f"kolom {at + 1}", name, sentence))
            elif key in places:
                faults.append(CellFault(table.header_line, self.columns[key].label, name, "Kolom ini ada dua kali."))
            else:
                places[key] = at
        for key, field in self.columns.items():
            if key not in places and field.required and key not in optional:
                faults.append(CellFault(table.header_line, field.label, "", "Kolom ini tidak ada dalam berkas."))
        return places, faults

    def rows(self, table: GivenTable, places: Mapping[str, int]) -> Iterator[GivenRow | list[CellFault]]:
        """Each row with a value for every column that has a place, or what is wrong with its cells."""
        width = len(table.header)
        for line in table.lines:
            faults: list[CellFault] = []
            values = {key: self._value(key, line, places[key], table.dotted, faults) for key in places}
            if any(cell is not None for cell in line.cells[width:]):
                faults.append(CellFault(line.number, f"kolom {width + 1}", "", "Sel ini tidak punya nama kolom."))
            yield faults or GivenRow(line.number, values)

    def _value(self, key: str, line: Line, at: int, dotted: bool, faults: list[CellFault]) -> Any:
        field, cell = self.columns[key], line.cell(at)
        try:
            value = self.read(key, cell, dotted=dotted)
            if value is None and field.required:
                raise CellProblem(BLANK)
        except CellProblem as problem:
            faults.append(CellFault(line.number, field.label, shown(cell), str(problem)))
            return None
        return value

    def read(self, key: str, cell: Cell, *, dotted: bool) -> Any:
        """The typed value of one cell, None for a blank one; raises CellProblem."""
        if cell is None:
            return None
        if isinstance(cell, Formula):
            raise CellProblem(FORMULA)
        if isinstance(cell, CellError):
            raise CellProblem(ERROR)
        field, given = self.columns[key], cell.value if isinstance(cell, MeasuredCell) else cell
        value = self._typed(key, field, given, dotted)
        if isinstance(value, str) and field.kind != "longtext":
            value = " ".join(value.split())
        if sentence := judged(field, value, self.source.codes, given):
            raise CellProblem(sentence)
        return as_kept(field, value)

    def _typed(self, key: str, field: Field, cell: str | Decimal | date, dotted: bool) -> Any:
        if isinstance(field, Choice):
            return self._chosen(key, field, self.spelt(key, as_text(cell)))
        if isinstance(field, Quantity):
            return as_number(cell, dotted)
        if isinstance(field, Coordinate):
            return as_degrees(cell)
        if isinstance(field, Year):
            return int(as_text(cell)) if re.fullmatch(r"[0-9]{4}", as_text(cell)) else as_text(cell)
        if isinstance(field, Day):
            return as_day(cell)
        if isinstance(field, YesNo):
            return {"ya": True, "tidak": False}.get(as_text(cell).casefold(), cell)
        return self.spelt(key, as_text(cell))

    def _chosen(self, key: str, field: Choice, text: str) -> str:
        """A code, or the one whose label stands in the cell."""
        if key not in self._labels:
            among = field.among
            pairs = (
                [(v, n) for v, n, _ in self.source.options(among)] if isinstance(among, Reference) else among.items()
            )
            self._labels[key] = {label.casefold(): value for value, label in pairs} | {
                value.casefold(): value for value, _ in pairs
            }
        return self._labels[key].get(text.casefold(), text)


def judged(
    field: Field, value: Any, listed: Listed, cell: str | Decimal | date, answers: Answers = MappingProxyType({})
) -> str:
    """What a field does not allow in the value of a cell; a code that lost its zeros in a number cell is told so."""
    sentence = fault_of(field, value, listed, answers)
    if sentence and isinstance(cell, Decimal) and isinstance(field, Text) and re.search(r"\\d|\[0-9\]", field.pattern):
        return f"{sentence} {LOST_ZEROS}"
    return sentence


def as_kept(field: Field, value: Any) -> Any:
    """A good answer as a column of the database keeps it: a whole number is no decimal."""
    return int(value) if isinstance(field, Quantity) and field.decimals == 0 and value is not None else value


def as_text(cell: str | Decimal | date) -> str:
    """A cell as the text that a person sees; a whole number without a fraction."""
    if isinstance(cell, Decimal):
        return f"{cell:f}" if cell != cell.to_integral_value() else f"{cell.to_integral_value():f}"
    return cell.isoformat() if isinstance(cell, date) else cell


def as_number(cell: str | Decimal | date, dotted: bool) -> Decimal:
    """A number written with a decimal dot or comma; raises CellProblem for what may mean two things."""
    if isinstance(cell, Decimal):
        return cell
    text = re.sub(r"[\s\u00a0\u202f]", "", as_text(cell))
    plain = r"-?[0-9]{1,18}(\.[0-9]{1,18})?"
    if dotted:
        if not re.fullmatch(plain, text):
            raise CellProblem("Isi dengan angka dan titik desimal, misalnya 1000 atau 1.5.")
        return Decimal(text)
    try:
        value, unit = read_written(text)
    except UnreadableNumber as problem:
        raise CellProblem(str(problem)) from None
    if unit:
        raise CellProblem(NUMBER)
    return value


def as_degrees(cell: str | Decimal | date) -> Decimal:
    """A coordinate, written with a decimal dot or comma: degrees have no thousands, so neither means two things."""
    if isinstance(cell, Decimal):
        return cell
    text = as_text(cell).replace(" ", "").replace("−", "-").removesuffix("°")
    if not re.fullmatch(r"-?[0-9]{1,3}([.,][0-9]{1,18})?", text):
        raise CellProblem("Isi derajat desimal, misalnya -6,229728.")
    return Decimal(text.replace(",", "."))


def as_day(cell: str | Decimal | date) -> Any:
    """A date cell, or a text like 2026-11-22, 22/11/2026 or 22 November 2026; what is none comes back as it is."""
    if not isinstance(cell, str):
        return cell
    if found := re.fullmatch(r"([0-9]{1,2})[ -]([a-z]+)\.?[ -]([0-9]{4})", cell.strip().casefold()):
        cell = f"{found[1]}/{MONTHS.get(found[2], 0)}/{found[3]}"
    for form in ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y"):
        try:
            return datetime.strptime(cell, form).date()  # noqa: DTZ007 - a date has no zone
        except ValueError:
            continue
    return cell


def shown(cell: Cell) -> str:
    """What stands in a cell, short enough for a list of faults."""
    if cell is None:
        return ""
    if isinstance(cell, MeasuredCell):
        text = f"{as_text(cell.value)} {cell.unit}".strip()
    else:
        text = cell.text if isinstance(cell, Formula) else cell.code if isinstance(cell, CellError) else as_text(cell)
    return text if len(text) <= 60 else f"{text[:59]}…"
