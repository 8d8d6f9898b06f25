"""Tables of a wizard page in slices: which rows are shown, where others are, and a row that was taken out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import request
from werkzeug.datastructures import MultiDict

from admin_views.web.request import whole
from siinas.process.slices import ROWS_AT_ONCE, RowSlice, holding, named_rows, partition, tables_of
from siinas.process.steps import Step
from siinas.process.tables import Table
from siinas.queries.cases import CaseFile

PART = "_bagian-"
SEARCH = "_cari-"
GONE = "_dibuang"
FRESH, SOUGHT = "baru", "cari"
MOST_ROWS = 10**6
NEIGHBOURS = 2
"""So many slices before and after the present one are named in the pager."""


@dataclass(frozen=True, slots=True)
class Pager:
    """The slices of a table for a reader: each with the numbers of its rows; None stands for a gap."""

    table: str
    total: int
    parts: list[RowSlice]
    index: int

    @property
    def shown(self) -> list[tuple[int, RowSlice] | None]:
        """The slices that are named: the first, the last, the present one and its neighbours."""
        last = len(self.parts) - 1
        named = {0, last, *range(self.index - NEIGHBOURS, self.index + NEIGHBOURS + 1)} & set(range(last + 1))
        found: list[tuple[int, RowSlice] | None] = []
        for number in sorted(named):
            if found and number - 1 not in named:
                found.append(None)
            found.append((number, self.parts[number]))
        return found

    @property
    def before(self) -> RowSlice | None:
        """The slice before the present one."""
        return self.parts[self.index - 1] if self.index else None

    @property
    def after(self) -> RowSlice | None:
        """The slice after the present one."""
        return self.parts[self.index + 1] if self.index + 1 < len(self.parts) else None


def rows_of(file: CaseFile, step: type[Step], key: str) -> list[dict[str, Any]]:
    """The rows of a table as the page shows them when it is opened."""
    return list(file.standing(step).get(key) or ())


def totals_of(file: CaseFile, step: type[Step]) -> dict[str, int]:
    """How many rows each table of a page has."""
    return {key: len(rows_of(file, step, key)) for key in tables_of(step)}


def asked_slices(file: CaseFile, step: type[Step]) -> dict[str, RowSlice]:
    """The slices that the address asks for: by the number of a row, or the place for a fresh one."""
    found, unread = {}, file.unread(step)
    for key, total in totals_of(file, step).items():
        kept = [one.part for one in unread if one.table == key]
        parts = partition(total, kept)
        found[key] = holding(parts, min(max(whole(request.args.get(key), 1) - 1, 0), max(total - 1, 0)))
        if key == request.args.get(FRESH):
            last = parts[-1]
            found[key] = RowSlice(total, 0) if last not in kept and last.count >= ROWS_AT_ONCE else last
    return found


def posted_slices(file: CaseFile, step: type[Step]) -> dict[str, RowSlice]:
    """The slices for which the rows of the posted form stand; a form that names none holds whole tables."""
    found = {}
    for key, total in totals_of(file, step).items():
        start, _colon, rest = request.form.get(PART + key, "").partition(":")
        count = rest.partition(":")[0]
        if start.isascii() and start.isdigit() and len(start) < 7:
            found[key] = RowSlice(int(start), min(max(whole(count), 0), MOST_ROWS))
        else:
            found[key] = RowSlice(0, total)
    return found


def found_again(file: CaseFile, step: type[Step], posted: Mapping[str, RowSlice]) -> dict[str, RowSlice]:
    """Where the rows are by now for which those of a posted form stand; where they were, if they are no more."""
    found = {}
    for key, table in tables_of(step).items():
        rows, part = rows_of(file, step, key), posted[key]
        digest = request.form.get(PART + key, "").rpartition(":")[2]
        places = sorted(range(len(rows) - part.count + 1), key=lambda place: abs(place - part.start))
        told = [_spelt(table, row) for row in rows]
        same = (place for place in places if _digest(told[place : place + part.count]) == digest)
        place = next(same, None) if part.count else len(rows)
        found[key] = RowSlice(part.start if place is None else place, part.count).within(len(rows))
    return found


def _spelt(table: Table, row: dict[str, Any]) -> str:
    return json.dumps(table.of.to_json(row), sort_keys=True)


def _digest(rows: list[str]) -> str:
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()[:16]


def show_slices(file: CaseFile, step: type[Step], form: Any) -> None:
    """Give the tables of a form what their template reads: the rows they stand for, and the way to the others."""
    unread = file.unread(step)
    for key, table in tables_of(step).items():
        field = form._fields.get(key)
        if field is None:
            continue
        rows, part = rows_of(file, step, key), field.shown or RowSlice(0, 0)
        kept = {one.part for one in unread if one.table == key}
        parts = partition(len(rows), {part, *kept})
        digest = _digest([_spelt(table, row) for row in rows[part.start : part.end]])
        field.others = max(0, len(rows) - part.count)
        field.part = f"{part.start}:{part.count}:{digest}"
        field.pager = Pager(key, len(rows), parts, parts.index(part)) if len(parts) > 1 else None
        field.unread_parts = kept
        field.sought = request.args.get(SOUGHT, "")[:100] if key in request.args else ""


def search_asked(tables: Mapping[str, Table]) -> str:
    """The table in which a row is looked for: its button was pressed, or Enter in the box beside it."""
    pressed = request.form.get("_cari", "")
    if pressed in tables:
        return pressed
    if request.form.get("_lanjut") != "enter":
        return ""
    known = request.args.get(SOUGHT, "").strip()
    return next((key for key in tables if request.form.get(SEARCH + key, "").strip() not in {"", known}), "")


def row_found(file: CaseFile, step: type[Step], key: str) -> tuple[int, int]:
    """The place of the next row that has the name looked for, and how many have it; (-1, 0) where none has."""
    text = request.form.get(SEARCH + key, "")
    places = list(named_rows(tables_of(step)[key], rows_of(file, step, key), text))
    again = text.strip() == request.args.get(SOUGHT, "").strip()
    last = whole(request.args.get(key)) - 1 if again else -1
    return next((place for place in places if place > last), places[0] if places else -1), len(places)


def leads_away(field: Any) -> bool:
    """Whether a fresh row comes elsewhere than into the rows that are shown."""
    return field.shown is not None and (
        field.shown.end < field.shown.count + field.others or len(field.entries) >= 2 * ROWS_AT_ONCE
    )


def take_out(typed: MultiDict[str, str], key: str, place: int) -> str:
    """A row as it was typed, so that taking it out can be undone: JSON of table, place and what stands in it."""
    begins = f"{key}-{place}-"
    pairs = [[name[len(begins) :], value] for name, value in typed.items(multi=True) if name.startswith(begins)]
    return json.dumps([key, place, pairs])


def put_back(typed: MultiDict[str, str], gone: str, step: type[Step]) -> MultiDict[str, str]:
    """What was typed, with a row that was taken out again in its place; unchanged where that cannot be read."""
    try:
        key, place, pairs = json.loads(gone)
        row = [(f"{key}-{int(place)}-{name!s}", str(value)) for name, value in pairs]
    except (ValueError, TypeError):
        return typed
    if key not in tables_of(step):
        return typed
    moved: MultiDict[str, str] = MultiDict()
    for name, value in typed.items(multi=True):
        number, _dash, rest = name.removeprefix(f"{key}-").partition("-")
        here = name.startswith(f"{key}-") and number.isascii() and number.isdigit() and int(number) >= place
        moved.add(f"{key}-{int(number) + 1}-{rest}" if here else name, value)
    for name, value in row:
        moved.add(name, value)
    return moved
