"""Long tables in slices: which rows stand on a page at a time, and what was typed there and could not be taken over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from siinas.process.steps import Step
from siinas.process.tables import Table

ROWS_AT_ONCE = 20
"""So many rows of a table are shown and saved at a time."""
Pairs = list[list[str]]
"""What was typed, name by name; the names of rows carry their place in the whole table."""


@dataclass(frozen=True, slots=True, order=True)
class RowSlice:
    """`count` rows of a table from the place `start` on, counted from 0."""

    start: int
    count: int

    @property
    def end(self) -> int:
        """The place behind the last row."""
        return self.start + self.count

    def within(self, total: int) -> RowSlice:
        """The part of it that a table of so many rows has."""
        start = min(max(self.start, 0), total)
        return RowSlice(start, min(max(self.count, 0), total - start))


def replaced(rows: Sequence[Any], part: RowSlice, new: Sequence[Any]) -> list[Any]:
    """The rows with one slice exchanged for other ones, as many or more or fewer."""
    return [*rows[: part.start], *new, *rows[part.end :]]


def partition(total: int, kept: Iterable[RowSlice] = (), most: int = ROWS_AT_ONCE) -> list[RowSlice]:
    """A table of so many rows cut into slices, in order; the `kept` ones stay whole. At least one, maybe empty."""
    found: list[RowSlice] = []
    place = 0
    for part in sorted(kept):
        if part.start >= place:
            found += _cut(place, part.start, most)
            found.append(part)
            place = part.end
    found += _cut(place, total, most)
    return found or [RowSlice(0, 0)]


def _cut(start: int, end: int, most: int) -> list[RowSlice]:
    return [RowSlice(at, min(most, end - at)) for at in range(start, end, most)]


def holding(parts: Sequence[RowSlice], place: int) -> RowSlice:
    """The slice in which a row stands; the last one for what lies behind them all."""
    return next((part for part in parts if part.start <= place < part.end), parts[-1] if place > 0 else parts[0])


@dataclass(frozen=True, slots=True)
class Unread:
    """What was typed into a part of a page and cannot be taken over: a slice of a table, or ("") all beside them."""

    table: str
    part: RowSlice
    typed: Pairs

    def key(self, step: str) -> str:
        """Under which it is kept: the page's own key, or that with table, first row and number of rows."""
        return f"{step}/{self.table}/{self.part.start}/{self.part.count}" if self.table else step

    def moved(self, by: int) -> Unread:
        """The same after so many rows came before it (or went, where negative)."""
        typed = [[_renamed(name, self.table, by), value] for name, value in self.typed]
        return Unread(self.table, RowSlice(self.part.start + by, self.part.count), typed)


def _renamed(name: str, table: str, by: int) -> str:
    place, rest = _row_of(name, table)
    return name if place is None else f"{table}-{place + by}-{rest}"


def _row_of(name: str, table: str) -> tuple[int | None, str]:
    """The place of the row that a name of a form belongs to, and what follows; None where it is none of the table's."""
    if not name.startswith(f"{table}-"):
        return None, ""
    place, _dash, rest = name[len(table) + 1 :].partition("-")
    return (int(place), rest) if place.isascii() and place.isdigit() and len(place) < 7 and rest else (None, "")


def unread_of(kept: Mapping[str, Pairs], step: type[Step], totals: Mapping[str, int]) -> list[Unread]:
    """What waits on a page of what a case keeps as typed, in the order of the page.

    `totals` are the numbers of rows of its tables. What was kept for a whole page is told apart by its tables.
    """
    found = []
    for table, typed in typed_by_part(step, kept.get(step.key, [])).items():
        found.append(Unread(table, RowSlice(0, totals.get(table, 0)), typed))
    for name, typed in kept.items():
        page, _slash, rest = name.partition("/")
        if page == step.key and rest:
            table, start, count = rest.split("/")
            part = RowSlice(int(start), int(count)).within(totals.get(table, 0))
            found.append(Unread(table, part, typed))
    order = {"": -1} | {key: number for number, key in enumerate(step.fields)}
    return sorted((one for one in found if one.table in order), key=lambda one: (order[one.table], one.part))


def is_of_page(key: str, step: type[Step]) -> bool:
    """Whether a key of what is kept as typed belongs to a page."""
    return key.partition("/")[0] == step.key


def tables_of(step: type[Step]) -> dict[str, Table]:
    """The tables of a page by their keys."""
    return {key: field for key, field in step.fields.items() if isinstance(field, Table)}


def typed_by_part(step: type[Step], typed: Pairs) -> dict[str, Pairs]:
    """What was typed into a page, apart for each of its tables and ("") for all beside them."""
    tables = tables_of(step)
    found: dict[str, Pairs] = {}
    for name, value in typed:
        of = next((key for key in tables if _row_of(name, key)[0] is not None), "")
        found.setdefault(of, []).append([name, value])
    return found


def named_rows(table: Table, rows: Sequence[Mapping[str, Any]], text: str) -> Iterator[int]:
    """The places of the rows whose name holds a text, or of the one with that number."""
    wanted = text.strip().casefold()
    if wanted.isascii() and wanted.isdigit() and 0 < int(wanted[:9]) <= len(rows):
        yield int(wanted) - 1
        return
    names = table.row_title
    for place, row in enumerate(rows):
        title = str(row.get(names.key) or "") if names is not None else " ".join(str(value) for value in row.values())
        if wanted and wanted in title.casefold():
            yield place
