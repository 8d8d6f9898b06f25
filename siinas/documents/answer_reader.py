"""Reads a filled-in workbook sheet by sheet into answers, and tells every fault by its cell and remedy."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from siinas.documents.answer_cells import AnswerReader, mark_of
from siinas.documents.answer_sheets import (
    EARLIER,
    EMPTY,
    GRID_HEAD,
    ORIGIN_SHEET,
    PLAIN_HEAD,
    VALUE,
    AskedColumn,
    AskedSheet,
    Origin,
    folded,
    needed,
)
from siinas.documents.company_sheet import FaultyCell, letter
from siinas.documents.given_tables import Cell, GivenSheet, Line
from siinas.documents.table_cells import BLANK, CellProblem, shown
from siinas.process.checks import Facts
from siinas.process.fields import Quantity
from siinas.process.missing import BLANK as UNANSWERED
from siinas.process.tables import Grid, Table

NUMBERED = frozenset({"no", "no.", "nomor"})
Steps = Callable[[int], None]


@dataclass(slots=True)
class SheetRead:
    """What one sheet says: `answers` by key as far as they can be taken, its faults, and what is missing in it.

    `rows` counts what holds anything, `left_out` the rows that cannot be taken; `given` are the lines as they came.
    `unasked` are the headings of columns that are filled in and not asked: they are no fault, and nobody reads them.
    """

    sheet: AskedSheet
    given: tuple[Line, ...] = ()
    answers: dict[str, Any] = field(default_factory=dict)
    faults: list[FaultyCell] = field(default_factory=list)
    missing: list[FaultyCell] = field(default_factory=list)
    rows: int = 0
    left_out: int = 0
    places: dict[str, int] = field(default_factory=dict)
    unasked: list[str] = field(default_factory=list)

    @property
    def says_something(self) -> bool:
        """Whether anything of it can be taken."""
        return bool(self.answers)


def origin_of(sheets: Iterable[GivenSheet]) -> Origin | None:
    """What a brought workbook says of itself; None where it says nothing."""
    hidden = next((sheet for sheet in sheets if sheet.title == ORIGIN_SHEET), None)
    if hidden is None:
        return None
    return Origin.from_lines((shown_whole(line.cell(0)), shown_whole(line.cell(1))) for line in hidden.lines)


def shown_whole(cell: Cell) -> str:
    """The text of a cell; empty for anything else."""
    return cell if isinstance(cell, str) else "" if cell is None else shown(cell)


class SheetReader:
    """Reads the sheets of one case; `stepped` is called with the number of lines after some of them."""

    def __init__(self, reader: AnswerReader, facts: Facts, stepped: Steps = lambda lines: None) -> None:
        self.reader, self.facts, self.stepped = reader, facts, stepped

    def read(self, sheet: AskedSheet, given: GivenSheet) -> SheetRead:
        """What a brought sheet says."""
        head, *lines = given.lines or (Line(1, ()),)
        found = SheetRead(sheet, tuple(given.lines))
        if sheet.holder is None:
            self._plain(found, head, lines)
        elif self._placed(found, head, lines):
            if isinstance(sheet.holder, Grid):
                self._grid(found, sheet.holder, lines)
            else:
                self._table(found, sheet.holder, lines)
        self.stepped(len(lines) % STEP)
        return found

    def _placed(self, found: SheetRead, head: Line, lines: Sequence[Line]) -> bool:
        """Find the columns by their headings; False where one is missing without which nothing can be read."""
        known = {name: column for column in found.sheet.columns for name in column.names}
        for at, cell in enumerate(head.cells):
            name = shown_whole(cell)
            column = known.get(folded(name))
            if column is None and folded(name) in found.sheet.unasked:
                if any(line.cell(at) is not None for line in lines):
                    found.unasked.append(name)
            elif column is None:
                if name and EARLIER not in name and folded(name) not in NUMBERED and folded(name) != folded(GRID_HEAD):
                    _note(found.faults, at, head.number, "", cell, "Kolom ini tidak dikenal; isinya tidak dibaca.")
            elif column.key in found.places:
                _note(found.faults, at, head.number, column.heading, cell, "Kolom ini ada dua kali.")
            else:
                found.places[column.key] = at
        lacking = [column for column in found.sheet.columns if column.key not in found.places]
        units = _units_in_numbers(found)
        gone = [column for column in lacking if needed(column.field) and column.key not in units]
        sentence = "Kolom ini tidak ada dalam lembar. Kembalikan judulnya, atau unduh lembar baru."
        found.faults += [FaultyCell(f"baris {head.number}", one.heading, "", sentence, one.key) for one in gone]
        return not gone

    # Tables

    def _table(self, found: SheetRead, table: Table, lines: Sequence[Line]) -> None:
        columns = [(column, found.places[column.key]) for column in found.sheet.columns if column.key in found.places]
        marks = _marks(columns, lines)
        rows: list[dict[str, Any]] = []
        for number, line in enumerate(lines, 1):
            if number % STEP == 0:
                self.stepped(STEP)
            filled = [at for _column, at in columns if line.cell(at) is not None]
            if not filled or (len(filled) == 1 and shown_whole(line.cell(filled[0])) == EMPTY):
                continue
            found.rows += 1
            faults: list[FaultyCell] = []
            row = self._row(found, columns, line, marks, faults)
            if found.rows > table.most_rows:
                sentence = f"Paling banyak {table.most_rows} baris; baris ini tidak dibaca."
                faults = [FaultyCell(f"{letter(filled[0])}{line.number}", "", "", sentence)]
            if faults:
                found.left_out += 1
                found.faults += faults
            else:
                rows.append(row)
                self._blanks(found, columns, line.number, row)
        if rows:
            found.answers[table.key] = rows

    def _row(
        self,
        found: SheetRead,
        columns: Sequence[tuple[AskedColumn, int]],
        line: Line,
        marks: Mapping[str, str],
        faults: list[FaultyCell],
    ) -> dict[str, Any]:
        """The answers of one row; units that stand behind numbers count where no column asks for them."""
        row: dict[str, Any] = {}
        units = _units_in_numbers(found)
        for key, quantities in units.items():
            for one in quantities:
                unit = self.reader.unit_in(line.cell(found.places[one.key]), _field(found, key))
                if unit is not None:
                    row.setdefault(key, unit)
        for column, at in sorted(columns, key=lambda pair: _later(pair[0])):
            self._cell(found, column, at, line, row, marks, faults)
        self._settle(found, row)
        return row

    def _cell(
        self,
        found: SheetRead,
        column: AskedColumn,
        at: int,
        line: Line,
        row: dict[str, Any],
        marks: Mapping[str, str],
        faults: list[FaultyCell],
    ) -> None:
        cell = line.cell(at)
        try:
            value = self.reader.read(column.field, cell, row, mark=marks.get(column.key, ""))
        except CellProblem as problem:
            _note(faults, at, line.number, column.heading, cell, str(problem), column.key)
            return
        if value is not None:
            row[column.key] = value

    def _settle(self, found: SheetRead, row: dict[str, Any]) -> None:
        """Put in what follows from other answers, take out what is not asked."""
        for column in found.sheet.columns:
            asked = column.field
            if asked.follows is not None and row.get(asked.key) is None:
                follows = asked.follows(row, self.facts)
                if follows is not None:
                    row[asked.key] = follows
            if not asked.asked(row):
                row.pop(asked.key, None)

    def _blanks(
        self, found: SheetRead, columns: Iterable[tuple[AskedColumn, int]], number: int, row: Mapping[str, Any]
    ) -> None:
        for column, at in columns:
            if column.field.required and column.field.asked(row) and row.get(column.key) in UNANSWERED:
                _note(found.missing, at, number, column.heading, None, BLANK, column.key)

    # Grids and plain answers: each cell counts by itself

    def _grid(self, found: SheetRead, grid: Grid, lines: Sequence[Line]) -> None:
        known = {folded(title): key for key, title in found.sheet.lines}
        columns = [(column, found.places[column.key]) for column in found.sheet.columns if column.key in found.places]
        marks = _marks(columns, lines)
        taken: dict[str, dict[str, Any]] = {}
        for line in lines:
            key = known.get(folded(shown_whole(line.cell(0))))
            if key is None:
                if any(line.cell(at) is not None for _column, at in columns):
                    _note(found.faults, 0, line.number, GRID_HEAD, line.cell(0), "Baris ini tidak dikenal.")
                continue
            row = self._row(found, columns, line, marks, found.faults)
            found.rows += any(line.cell(at) is not None for _column, at in columns)
            if row:
                taken[key] = row
                self._blanks(found, columns, line.number, row)
        if taken:
            found.answers[grid.key] = taken

    def _plain(self, found: SheetRead, head: Line, lines: Sequence[Line]) -> None:
        value_at = next((at for at, cell in enumerate(head.cells) if folded(shown_whole(cell)) == folded(VALUE)), 1)
        known = {name: column for column in found.sheet.columns for name in column.names}
        places: dict[str, Line] = {}
        for line in lines:
            column = known.get(folded(shown_whole(line.cell(0))))
            if column is not None:
                places.setdefault(column.key, line)
            elif line.cell(value_at) is not None:
                _note(found.faults, 0, line.number, PLAIN_HEAD[0], line.cell(0), "Isian ini tidak dikenal.")
        row: dict[str, Any] = {}
        for column in sorted(found.sheet.columns, key=_later):
            if column.key in places:
                self._cell(found, column, value_at, places[column.key], row, {}, found.faults)
        self._settle(found, row)
        found.rows = len(row)
        wrong = {fault.key for fault in found.faults}
        for column in found.sheet.columns:
            blank = column.field.required and column.field.asked(row) and row.get(column.key) in UNANSWERED
            if blank and column.key in places and column.key not in wrong:
                _note(found.missing, value_at, places[column.key].number, column.heading, None, BLANK, column.key)
        found.places = {column.key: value_at for column in found.sheet.columns}
        found.answers |= row


STEP = 100
"""Lines after which the progress is told."""


def _later(column: AskedColumn) -> bool:
    """Numbers are read after the units in which they are counted, narrowed choices after what narrows them."""
    field_ = column.field
    return (isinstance(field_, Quantity) and field_.counted_in is not None) or getattr(
        field_, "within", None
    ) is not None


def _marks(columns: Iterable[tuple[AskedColumn, int]], lines: Sequence[Line]) -> dict[str, str]:
    return {
        column.key: mark_of(line.cell(at) for line in lines)
        for column, at in columns
        if isinstance(column.field, Quantity)
    }


def _units_in_numbers(found: SheetRead) -> dict[str, list[AskedColumn]]:
    """The units for which the sheet has no column, each with the columns of the numbers that are counted in them."""
    units: dict[str, list[AskedColumn]] = {}
    for column in found.sheet.columns:
        counted = column.field.counted_in if isinstance(column.field, Quantity) else None
        if counted is not None and counted.key not in found.places and column.key in found.places:
            units.setdefault(counted.key, []).append(column)
    return units


def _field(found: SheetRead, key: str) -> Any:
    return next(column.field for column in found.sheet.columns if column.key == key)


def _note(
    faults: list[FaultyCell], at: int, number: int, heading: str, cell: Cell, sentence: str, key: str = ""
) -> None:
    faults.append(FaultyCell(f"{letter(at)}{number}", heading, shown(cell), sentence, key))


def lines_of(sheets: Iterable[GivenSheet]) -> Iterator[int]:
    """How many lines each sheet has under its heading."""
    for sheet in sheets:
        yield max(0, len(sheet.lines) - 1)
