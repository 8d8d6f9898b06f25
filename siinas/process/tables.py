"""Answers with rows: tables that repeat them, grids whose rows are given."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any, Self, TypeVar

from siinas.process.fields import Answers, Field, Names, as_given

Rows = TypeVar("Rows", bound="Table | Grid")


def _with_rows_of(field: Rows, variant: str) -> Rows:
    """A table or grid with its rows as they are asked in a variant; itself where all of them are."""
    of = field.of.in_variant(variant)
    if of is field.of:
        return field
    narrowed = copy.copy(field)
    narrowed.of = of
    return narrowed


class Table(Field):
    """Repeating rows, each with the fields of `of`; kept as a list of row answers.

    `begins_with` proposes the first rows from the answers of the other pages, until the page is saved once.
    """

    kind = "rows"

    def __init__(
        self,
        label: str,
        *,
        of: Any,
        most_rows: int = 10_000,
        row_title: Field | None = None,
        begins_with: Callable[[Answers], list[dict[str, Any]]] | None = None,
        add_label: str = "Tambah baris",
        empty: str = "Belum ada baris.",
        **more: Any,
    ) -> None:
        super().__init__(label, **more)
        self.begins_with = begins_with
        self.of = of
        self.most_rows = most_rows
        self.row_title = row_title
        self.add_label = add_label
        self.empty = empty

    @property
    def row_noun(self) -> str:
        """How one row is called: "Produk"."""
        noun = self.add_label.removeprefix("Tambah ")
        return noun[:1].upper() + noun[1:]

    def row_name(self, number: int, row: Answers, names: Names = as_given) -> str:
        """How a person finds a row: "Produk 2 — Tetes tebu"; `names` tells a title that is chosen from a list."""
        title = self.row_title.words(row.get(self.row_title.key), names) if self.row_title else ""
        return f"{self.row_noun} {number}" + (f" — {title}" if title else "")

    def children(self) -> Iterable[Field]:
        return tuple(self.of.fields.values())

    def in_variant(self, variant: str) -> Self | None:
        found = super().in_variant(variant)
        return found if found is None else _with_rows_of(found, variant)

    def to_json(self, value: Any) -> Any:
        return [self.of.to_json(row) for row in value or ()]

    def from_json(self, stored: Any) -> Any:
        return [self.of.from_json(row) for row in stored or ()]

    def words(self, value: Any, names: Names) -> str:
        return f"{len(value or ())} baris"


class Grid(Field):
    """Fixed rows (`rows` maps key to label), each with the fields of `of`; kept as row key to row answers.

    `total` is the label of a last row with the sums of the columns; none where it is empty. `sums_across` where the
    columns are parts of one whole, so that all cells have a sum (workers by kind; not a plan beside what was done).
    """

    kind = "grid"

    def __init__(
        self,
        label: str,
        *,
        rows: Mapping[str, str],
        of: Any,
        total: str = "",
        sums_across: bool = False,
        **more: Any,
    ) -> None:
        super().__init__(label, **more)
        self.rows = rows
        self.of = of
        self.total = total
        self.sums_across = sums_across

    def children(self) -> Iterable[Field]:
        return tuple(self.of.fields.values())

    def in_variant(self, variant: str) -> Self | None:
        found = super().in_variant(variant)
        return found if found is None else _with_rows_of(found, variant)

    def to_json(self, value: Any) -> Any:
        return {key: self.of.to_json((value or {}).get(key) or {}) for key in self.rows}

    def from_json(self, stored: Any) -> Any:
        return {key: self.of.from_json((stored or {}).get(key) or {}) for key in self.rows}

    def sums(self, value: Any) -> dict[str, Decimal]:
        """The sum of each numeric column by its key; an unanswered cell counts nothing."""
        rows = [(value or {}).get(key) or {} for key in self.rows]
        return {
            child.key: sum((Decimal(row.get(child.key) or 0) for row in rows), Decimal(0))
            for child in self.children()
            if child.numeric
        }

    def key_sums(self, label: str, value: Any) -> list[tuple[str, Field, Decimal]]:
        """What the grid comes to, each sum with its label and a field that says how it is written: that of all cells
        where the columns are parts of one whole or there is only one, else that of each column.
        """
        sums = self.sums(value)
        columns = [column for column in self.children() if column.key in sums]
        if self.sums_across or len(columns) == 1:
            return [(label, columns[0], sum(sums.values(), Decimal(0)))]
        return [(f"{label}: {column.label}", column, sums[column.key]) for column in columns]

    def words(self, value: Any, names: Names) -> str:
        return f"{len(self.rows)} baris"
