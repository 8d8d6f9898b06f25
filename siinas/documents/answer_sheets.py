"""The pages of a case as sheets of a workbook: which sheet asks what, under which headings, in which lines."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from siinas.documents.tables import sheet_names
from siinas.process.declaration import Process
from siinas.process.fields import Answers, Field
from siinas.process.periods import Period, label_of
from siinas.process.steps import Step
from siinas.process.tables import Grid, Table

VALUE = "Nilai"
PLAIN_HEAD = ("Isian", VALUE, "Satuan", "Cara mengisi")
"""The columns of a sheet with the plain answers of a page; behind them come those of earlier periods."""
GRID_HEAD = "Uraian"
EARLIER = " · "
"""Stands in the heading of a column that shows an earlier period, before the period: nobody reads such a column."""
EMPTY = "Tidak ada data"
"""What stands in a table without rows (reporting.md 4.5)."""
_UNIT_WORDS = {"kg": "kilogram", "Rp": "rp", "%": "%"}


@dataclass(frozen=True, slots=True)
class AskedColumn:
    """A column of a table or grid: its field, the heading of the sheet, and what else may stand there."""

    field: Field
    heading: str
    names: frozenset[str]

    @property
    def key(self) -> str:
        """The key of the field."""
        return self.field.key


@dataclass(frozen=True, slots=True)
class AskedSheet:
    """One sheet: the rows of a table, the cells of a grid, or (`holder` is None) the plain answers of a page.

    `columns` are those that may be filled in; of plain answers each is a line, named by its heading. `lines` are the
    fixed rows of a grid, key and title. `unasked` are the columns of the table that a report of another content has,
    named as in `AskedColumn.names`: a table of the ministry's holds them, too.
    """

    name: str
    step: type[Step]
    holder: Table | Grid | None
    columns: tuple[AskedColumn, ...]
    lines: tuple[tuple[str, str], ...] = ()
    unasked: frozenset[str] = frozenset()

    @property
    def of(self) -> Any:
        """The set of fields whose answers stand in one row: of the table or grid, or the page."""
        return self.step if self.holder is None else self.holder.of

    @property
    def begins(self) -> int:
        """How many columns stand before the first that may be filled in."""
        return 1 if isinstance(self.holder, Grid) else 0

    def keys(self) -> list[str]:
        """The keys of the answers that stand in it."""
        return [column.key for column in self.columns] if self.holder is None else [self.holder.key]


def sheets_of(process: type[Process], answers: Answers, period: Period | None) -> list[AskedSheet]:
    """The sheets of a case, in the order of its pages; files are not asked in a sheet, nor what nobody fills in."""
    found: list[tuple[str, type[Step], Table | Grid | None, tuple[Field, ...]]] = []
    for step in process.asked_steps(answers):
        plain = tuple(field for field in step.fields.values() if not isinstance(field, Table | Grid) and filled(field))
        if plain:
            found.append((step.title, step, None, plain))
        for field in step.fields.values():
            if isinstance(field, Table | Grid) and (columns := tuple(filter(filled, field.children()))):
                found.append((label_of(field.label, period), step, field, columns))
    names = sheet_names(title for title, *_ in found)
    return [
        AskedSheet(
            name,
            step,
            holder,
            columns_of(fields, period, with_units=holder is not None),
            tuple((key, label_of(title, period)) for key, title in holder.rows.items())
            if isinstance(holder, Grid)
            else (),
            _unasked(process, holder, period),
        )
        for name, (_title, step, holder, fields) in zip(names, found, strict=True)
    ]


def _unasked(process: type[Process], holder: Table | Grid | None, period: Period | None) -> frozenset[str]:
    """How the columns are called that only other variants of the process ask in a table."""
    if holder is None:
        return frozenset()
    asked = {field.key for field in holder.children()}
    others = [field for field in process.fields[holder.key].children() if field.key not in asked]
    return frozenset().union(*(column.names for column in columns_of(others, period)))


def filled(field: Field) -> bool:
    """Whether somebody fills a field in by hand."""
    return not (field.computed or field.standing or field.internal or field.kind == "file")


def needed(asked: Field) -> bool:
    """Whether a cell has to be filled in, whatever stands in the others."""
    return asked.required and asked.when is None and asked.follows is None


def columns_of(fields: Iterable[Field], period: Period | None, *, with_units: bool = True) -> tuple[AskedColumn, ...]:
    """The columns of fields: the official label with its unit, told apart by their groups where two are alike."""
    fields = tuple(fields)
    headings = [heading_of(field, period) if with_units else label_of(field.label, period) for field in fields]
    alike = {heading for heading in headings if headings.count(heading) > 1}
    headings = [f"{f.group}: {h}" if h in alike and f.group else h for f, h in zip(fields, headings, strict=True)]
    found = []
    taken: set[str] = set()
    for field, heading in zip(fields, headings, strict=True):
        own = {heading, field.key, label_of(field.label, period), label_of(field.heading, period)}
        names = {folded(name) for name in own} - taken
        taken |= names
        found.append(AskedColumn(field, heading, frozenset(names)))
    return tuple(found)


def heading_of(field: Field, period: Period | None) -> str:
    """The official label, with the unit behind it where it does not say it itself."""
    label = label_of(field.label, period)
    unit = field.unit
    said = unit.casefold() in label.casefold() or _UNIT_WORDS.get(unit, unit).casefold() in label.casefold()
    return label if not unit or said else f"{label} ({unit})"


def folded(text: str) -> str:
    """A heading as it is compared: white space made single, case away."""
    return " ".join(text.split()).casefold()


def digest_of_sheets(sheets: Iterable[AskedSheet]) -> str:
    """What tells sheets of one form from those of another: names, keys, headings."""
    told = [[one.name, one.step.key, [[c.key, c.heading] for c in one.columns], one.lines] for one in sheets]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Origin:
    """What a workbook says of itself: for which case, period and form it was made, and how far the pages were then.

    `book` tells one workbook from another; `saves` are the counts of saves of the pages.
    """

    case: str
    number: str
    period: str
    form: str
    book: str
    saves: Mapping[str, int]

    def lines(self) -> list[tuple[str, str]]:
        """As they stand in the hidden sheet."""
        return [
            (ORIGIN_MARK, ORIGIN_VERSION),
            ("case", self.case),
            ("number", self.number),
            ("period", self.period),
            ("form", self.form),
            ("book", self.book),
            ("saves", json.dumps(dict(self.saves), sort_keys=True)),
        ]

    @classmethod
    def from_lines(cls, lines: Iterable[tuple[str, str]]) -> Origin | None:
        """Read the hidden sheet; None for one that is not ours."""
        given = dict(lines)
        if given.get(ORIGIN_MARK) != ORIGIN_VERSION:
            return None
        try:
            saves = json.loads(given["saves"])
            counts = {str(key): int(count) for key, count in saves.items()}
            return cls(given["case"], given["number"], given["period"], given["form"], given["book"], counts)
        except (KeyError, ValueError, TypeError, AttributeError):
            return None


ORIGIN_SHEET = "_siinas"
LISTS_SHEET = "_daftar"
GUIDE_SHEET = "Petunjuk"
ORIGIN_MARK, ORIGIN_VERSION = "siinas-isian", "1"
