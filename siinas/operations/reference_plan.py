"""What loading a file into a code list would do: read, judged cell by cell, and compared with what is there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from siinas.documents.given_tables import GivenTable
from siinas.documents.table_cells import CellFault, CellReader, GivenRow
from siinas.models import LISTS, Kbli, ReferenceLoad
from siinas.process.words import number_words
from siinas.queries.choices import ChoiceSource
from siinas.reference.table import ReferenceTable
from siinas.reference.tables import KbliMapping, KbliRisks

MOST_FAULTS = 500
"""So many faults are told one by one; the rest is counted."""
MOST_SHOWN = 200
"""So many changes are shown one by one."""
CHUNK = 400
"""So many rows or editions are asked for at once."""

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Intent:
    """How a file is to be loaded.

    `version` and `source` overrule what the file's comment lines say. `replace`: rows of the same edition or level that
    the file does not hold are no longer valid from today. `overwrite`: also what was edited by hand. `shipped`: the
    file comes with the portal, so it touches only rows that such a file wrote.
    """

    version: str = ""
    source: str = ""
    replace: bool = False
    overwrite: bool = False
    shipped: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """A row that would change: what names it, the columns before and after, the new row as a whole."""

    name: tuple[Any, ...]
    before: Row
    after: Row
    row: Row


@dataclass
class Plan:
    """What a loading does. Where there are faults, it does nothing."""

    table: type[ReferenceTable]
    source: str = ""
    editions: list[str] = field(default_factory=list)
    rows: int = 0
    new: list[Row] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    same: int = 0
    gone: list[Row] = field(default_factory=list)
    kept: list[Change] = field(default_factory=list)
    retires: bool = False
    faults: list[CellFault] = field(default_factory=list)
    more_faults: int = 0
    notes: list[str] = field(default_factory=list)

    @property
    def retired(self) -> list[Row]:
        """The rows that lose their validity."""
        return self.gone if self.retires else []

    @property
    def does_something(self) -> bool:
        """Whether loading would change anything."""
        return bool(self.new or self.changed or self.retired)

    @property
    def version(self) -> str:
        """The edition of the file, empty where it holds several or the list has none."""
        return self.editions[0] if len(self.editions) == 1 else ""

    def counts(self) -> dict[str, int]:
        """How many rows are read, new, changed, unchanged, gone, kept."""
        return {
            "rows": self.rows,
            "added": len(self.new),
            "changed": len(self.changed),
            "same": self.same,
            "gone": len(self.gone),
            "kept": len(self.kept),
        }

    def words(self) -> str:
        """The counts in words: `12 baru, 3 berubah, 400 sama`."""
        named = {
            "added": "baru",
            "changed": "berubah",
            "same": "sama",
            "kept": "dipertahankan",
            "gone": "tidak ada lagi",
        }
        counts = self.counts()
        told = [f"{number_words(counts[key], 0)} {word}" for key, word in named.items() if counts[key]]
        return ", ".join(told) or "tidak ada baris"

    def fault(self, found: Iterable[CellFault]) -> None:
        """Note faults; those beyond the most that are told are counted only."""
        for one in found:
            if len(self.faults) < MOST_FAULTS:
                self.faults.append(one)
            else:
                self.more_faults += 1


def plan(session: Session, table: type[ReferenceTable], given: GivenTable, intent: Intent) -> Plan:
    """Read the given table and compare it with what is loaded; nothing is written."""
    found = Plan(table, source=(intent.source or given.notes.get("source", "")).strip(), retires=intent.replace)
    rows = _read(session, table, given, intent, found)
    if not found.source:
        found.fault([CellFault(given.header_line, "Sumber", "", "Sebutkan sumber data ini.")])
    _refuse_doubles(table, rows, found)
    if found.faults:
        return found
    values = [row.values for row in rows]
    table.completed_together(values)
    if table.lies_in is not None:
        _look_for_parents(session, table, rows, found)
    if table.edition is not None:
        found.editions = sorted({table.edition_of(row) for row in values})
    found.notes += _unknown_kbli(session, table, values)
    if not found.faults:
        _compare(session, table, values, intent, found)
    return found


def _read(
    session: Session, table: type[ReferenceTable], given: GivenTable, intent: Intent, found: Plan
) -> list[GivenRow]:
    """The rows, completed and judged one by one."""
    reader = CellReader(table.columns(), ChoiceSource(session, None), table.spelt)
    edition = table.edition.key if table.edition is not None else ""
    stated = _edition(reader, edition, intent.version or given.notes.get("version", ""), given, found)
    places, faults = reader.placed(given, frozenset({edition}) if stated is not None else frozenset())
    found.fault(faults)
    if found.faults:
        return []
    blank = {key: None for key in table.columns() if key not in places}
    rows: list[GivenRow] = []
    for read in reader.rows(given, places):
        found.rows += 1
        if isinstance(read, list):
            found.fault(read)
            continue
        if stated is not None and read.values.get(edition, stated) != stated:
            label = reader.columns[edition].label
            sentence = f"Berkas ini dimuat sebagai versi {stated}."
            found.fault([CellFault(read.line, label, str(read.values[edition]), sentence)])
            continue
        row = table.completed(blank | read.values | ({edition: stated} if stated is not None else {}))
        if "source" in table.fields and not row.get("source"):
            row["source"] = found.source[:255]
        faults = [CellFault(read.line, f.at.label, str(row[f.at.key] or ""), f.sentence) for f in table.faults(row)]
        found.fault(faults)
        if not faults:
            rows.append(GivenRow(read.line, row))
    if not found.rows:
        found.fault(
            [CellFault(given.header_line, "–", "", "Berkas ini tidak memuat satu baris pun di bawah nama kolom.")]
        )
    return rows


def _edition(reader: CellReader, key: str, text: str, given: GivenTable, found: Plan) -> Any:
    """The edition that whoever loads the file (or its comment lines) states; None where the column must say it."""
    if not key or not text:
        return None
    try:
        return reader.read(key, text, dotted=True)
    except ValueError as problem:
        found.fault([CellFault(given.header_line, reader.columns[key].label, text, str(problem))])
        return None


def _refuse_doubles(table: type[ReferenceTable], rows: list[GivenRow], found: Plan) -> None:
    lines: dict[tuple[Any, ...], int] = {}
    label = " + ".join(field.label for field in table.identity)
    for row in rows:
        name = table.name_of(row.values)
        first = lines.setdefault(name, row.line)
        if first != row.line:
            found.fault([CellFault(row.line, label, _name_words(name), f"Sama dengan baris {first}.")])


def _name_words(name: tuple[Any, ...]) -> str:
    return " ".join(str(part) for part in name if part not in (None, ""))


def _look_for_parents(session: Session, table: type[ReferenceTable], rows: list[GivenRow], found: Plan) -> None:
    """Each row must lie in one that the file holds or that is valid already."""
    above, own = table.lies_in, table.identity[0]
    assert above is not None
    held = {row.values[own.key] for row in rows}
    wanted = {row.values[above.key] for row in rows} - held - {None}
    model = LISTS[table.key]
    column = getattr(model, own.key)
    for some in _chunks(sorted(wanted)):
        held |= set(session.scalars(select(column).where(column.in_(some), model.retired_on.is_(None))))
    for row in rows:
        parent = row.values[above.key]
        if parent is not None and parent not in held:
            sentence = f"{above.label} {parent} tidak ada dalam berkas maupun dalam tabel."
            found.fault([CellFault(row.line, own.label, str(row.values[own.key]), sentence)])


def _unknown_kbli(session: Session, table: type[ReferenceTable], rows: list[Row]) -> Iterator[str]:
    """How many codes are in no loaded KBLI: no fault, as the portal ships the industrial ones only."""
    named: dict[type[ReferenceTable], Callable[[Row], list[tuple[int, str]]]] = {
        KbliMapping: lambda row: [(row["old_version"], row["old_code"]), (row["new_version"], row["new_code"])],
        KbliRisks: lambda row: [(row["version"], row["code"])],
    }
    if table not in named:
        return
    wanted = {pair for row in rows for pair in named[table](row)}
    for version in sorted({version for version, _code in wanted}):
        codes = {code for year, code in wanted if year == version}
        known = set(session.scalars(select(Kbli.code).where(Kbli.version == version)))
        if missing := codes - known:
            count = number_words(len(missing), 0)
            yield f"{count} kode tidak ada dalam KBLI {version} yang dimuat, misalnya {min(missing)}."


def _compare(session: Session, table: type[ReferenceTable], rows: list[Row], intent: Intent, found: Plan) -> None:
    """Sort the rows into new, changed and unchanged ones, and find those that are gone."""
    model = LISTS[table.key]
    searched = hasattr(model, "search")
    stored = _stored(session, table, rows)
    ours = set(session.scalars(select(ReferenceLoad.id).where(ReferenceLoad.shipped))) | {None}
    editable = {field.key for field in table.editable}
    for row in rows:
        if searched:
            row["search"] = table.words_of(row)
        old = stored.pop(table.name_of(row), None)
        if old is None:
            found.new.append(row)
            continue
        by_hand = old["edited_at"] is not None and not intent.overwrite
        if intent.shipped and old["load_id"] not in ours:
            found.same += 1
            continue
        after = {key: value for key, value in row.items() if old[key] != value}
        if old["retired_on"] is not None:
            after["retired_on"] = None
        held = {key for key in after if key in editable or key == "retired_on"} if by_hand else set()
        if held:
            found.kept.append(_change(table, old, {key: after.pop(key) for key in held}, row))
        if after:
            found.changed.append(_change(table, old, after, row, overwrite=intent.overwrite))
        elif not held:
            found.same += 1
    found.gone = [old for old in stored.values() if old["retired_on"] is None and _may_go(old, intent, ours)]


def _may_go(old: Row, intent: Intent, ours: set[int | None]) -> bool:
    """A file of the portal ends only what such a file wrote; what a person added or edited stays unless overwritten."""
    if old["edited_at"] is not None and not intent.overwrite:
        return False
    return not intent.shipped or old["load_id"] in ours


def _change(table: type[ReferenceTable], old: Row, after: Row, row: Row, *, overwrite: bool = False) -> Change:
    before = {key: old[key] for key in after}
    written = {key: old[key] for key in old if key.startswith("pk_")}
    written |= {key: after.get(key, old[key]) for key in (*row, "retired_on")}
    written["edited_at"] = None if overwrite else old["edited_at"]
    return Change(table.name_of(row), before, after, written)


def _stored(session: Session, table: type[ReferenceTable], rows: list[Row]) -> dict[tuple[Any, ...], Row]:
    """What the list holds of the editions or levels that the file is about, by what names a row.

    The columns of the primary key stand a second time under `pk_…`, for tables whose key is a number of their own.
    """
    model = LISTS[table.key]
    keys = [*table.fields, *(["search"] if hasattr(model, "search") else []), "edited_at", "retired_on", "load_id"]
    primary = [column.key for column in model.__mapper__.primary_key]
    columns = [getattr(model, key) for key in (*keys, *primary)]
    names = [*keys, *(f"pk_{key}" for key in primary)]
    found: dict[tuple[Any, ...], Row] = {}
    for statement in _of_scope(select(*columns), model, table, rows):
        for values in session.execute(statement):
            old = dict(zip(names, values, strict=True))
            found[table.name_of(old)] = old
    return found


def _of_scope(statement: Any, model: Any, table: type[ReferenceTable], rows: list[Row]) -> Iterator[Any]:
    if not table.within:
        yield statement
        return
    columns = [getattr(model, field.key) for field in table.within]
    scopes = sorted({tuple(row[field.key] for field in table.within) for row in rows})
    for some in _chunks(scopes):
        if len(columns) == 1:
            yield statement.where(columns[0].in_([scope[0] for scope in some]))
        else:
            yield statement.where(tuple_(*columns).in_(some))


def _chunks(values: list[Any]) -> Iterator[list[Any]]:
    for start in range(0, len(values), CHUNK):
        yield values[start : start + CHUNK]


def named(change: Mapping[str, Any], table: type[ReferenceTable]) -> str:
    """How a row is called in lists: `2020 10437`, `350701`."""
    return _name_words(table.name_of(change))
