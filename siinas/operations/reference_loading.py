"""Loading files into the code lists: all of a file or nothing, journalled; the same file again does nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, update

from siinas.documents.given_tables import GivenTable, read_table
from siinas.documents.uploads import clean_name
from siinas.models import LISTS, ReferenceLoad
from siinas.operations.holidays import follow_calendar
from siinas.operations.reassignment import follow
from siinas.operations.reference_plan import Intent, Plan, Row, plan
from siinas.operations.work import Work, operation
from siinas.process.documents import MEGABYTE, DocumentType
from siinas.process.roles import SYSTEM, Role
from siinas.process.words import JAKARTA
from siinas.queries.calendar import calendar_in_force
from siinas.reference.calendar_table import Holidays
from siinas.reference.table import ReferenceTable
from siinas.reference.tables import DirectorateRules
from siinas.refusal import NotPermitted, Refused

REFERENCE_FILE = DocumentType(
    "data_rujukan",
    "Berkas data rujukan",
    accepts=frozenset({"xlsx", "csv", "tsv"}),
    max_bytes=20 * MEGABYTE,
    max_pages=1,
)
AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class TableFile:
    """A file with a table, read: its name, the hash of its bytes, what stands in it."""

    name: str
    sha256: str
    table: GivenTable


def read_file(name: str, content: bytes) -> TableFile:
    """Read the table in a file by the ending of its name; raises DocumentProblem with a sentence."""
    kind = name.rpartition(".")[2].lower()
    return TableFile(clean_name(name), hashlib.sha256(content).hexdigest(), read_table(content, kind))


def may_load(work: Work) -> None:
    """Only the system and administrators load code lists."""
    if work.actor is not SYSTEM and Role.ADMINISTRATOR not in work.actor.roles:
        raise NotPermitted("Hanya administrator yang dapat memuat data rujukan.")


@operation
def load_table(work: Work, table: type[ReferenceTable], file: TableFile, intent: Intent) -> Plan:
    """Load a file into a code list and journal it; nothing happens where the list already says the same.

    Refused where anything in the file is wrong: all of it is loaded or nothing.
    """
    may_load(work)
    found = plan(work.session, table, file.table, intent)
    if found.faults:
        first = found.faults[0]
        raise Refused(f"Baris {first.line}, kolom {first.column}: {first.sentence}")
    if found.does_something:
        load = write(work, found, file, shipped=intent.shipped)
        work.record(
            "reference.table_loaded",
            load,
            after={
                "list": table.label,
                "version": load.version,
                "source": load.source,
                "file": load.file_name,
                "sha256": load.sha256,
                "rows": load.rows,
                "added": load.added,
                "changed": load.changed,
                "retired": load.retired,
                "kept": load.kept,
            },
        )
    return found


def write(work: Work, found: Plan, file: TableFile, *, shipped: bool) -> ReferenceLoad:
    """Write what a plan says, with the loading that did it; inside an operation."""
    session, model = work.session, LISTS[found.table.key]
    calendar = calendar_in_force(session)
    load = ReferenceLoad(
        table_key=found.table.key,
        version=found.version[:20],
        source=found.source[:500],
        file_name=file.name,
        sha256=file.sha256,
        shipped=shipped,
        rows=found.rows,
        added=len(found.new),
        changed=len(found.changed),
        retired=len(found.retired),
        kept=len(found.kept),
        loaded_at=work.now,
        loaded_by=work.actor.name,
    )
    session.add(load)
    session.flush()
    if found.table.lies_in is not None:
        # A row that others lie in has the shorter code: it comes first.
        found.new.sort(key=lambda row: len(row[found.table.identity[0].key]))
    for some in _parts(found.new):
        session.execute(insert(model), [row | {"load_id": load.id} for row in some])
    for some in _parts([_with_key(change.row) | {"load_id": load.id} for change in found.changed]):
        session.execute(update(model), some)
    today = work.now.astimezone(JAKARTA).date()
    ended = [_key_of(old) | {"load_id": load.id, "retired_on": today} for old in found.retired]
    for some in _parts(ended):
        session.execute(update(model), some)
    session.expire_all()
    if found.table is DirectorateRules:
        follow(work, load)
    if found.table is Holidays:
        follow_calendar(work, load, calendar)
    return load


def _key_of(old: Row) -> Row:
    return {key.removeprefix("pk_"): value for key, value in old.items() if key.startswith("pk_")}


def _with_key(row: Row) -> Row:
    return {key: value for key, value in row.items() if not key.startswith("pk_")} | _key_of(row)


def _parts(rows: list[Any]) -> Iterator[list[Any]]:
    for start in range(0, len(rows), AT_ONCE):
        yield rows[start : start + AT_ONCE]
