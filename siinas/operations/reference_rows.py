"""Single rows of the code lists: added, edited, ended and brought back by an administrator; never deleted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from siinas.documents.table_cells import as_kept
from siinas.models import LISTS, Kbli
from siinas.operations.holidays import follow_calendar
from siinas.operations.journal import changes, snapshot
from siinas.operations.reassignment import follow
from siinas.operations.reference_loading import may_load
from siinas.operations.work import Work, operation
from siinas.process.judging import faults
from siinas.process.words import JAKARTA
from siinas.queries.calendar import WorkCalendar, calendar_in_force
from siinas.queries.choices import ChoiceSource
from siinas.reference.calendar_table import Holidays
from siinas.reference.table import ReferenceTable
from siinas.reference.tables import DirectorateRules
from siinas.refusal import Refused, Stale

HIDDEN = frozenset({"search", "load_id", "edited_at", "id"})
"""Columns that the journal does not repeat."""


def edit_mark(row: Any) -> str:
    """What tells a form that the row is still the one it was made from."""
    return f"{row.edited_at.isoformat() if row.edited_at else ''}/{row.load_id or ''}/{row.retired_on or ''}"


@operation
def add_row(work: Work, table: type[ReferenceTable], values: Mapping[str, Any]) -> str:
    """Add a row by hand; what names it."""
    may_load(work)
    if not table.addable:
        raise Refused("Tabel ini hanya diisi dari berkas.")
    calendar = calendar_in_force(work.session)
    model = LISTS[table.key]
    columns = table.columns()
    given = {key: as_kept(field, values.get(key)) for key, field in columns.items()}
    _judge(work, table, given, tuple(columns))
    row = table.completed(given)
    together = [row]
    table.completed_together(together)
    _judge_row(table, row)
    check_prefix(work, row)
    same = [getattr(model, field.key) == row[field.key] for field in table.identity]
    there = work.session.scalars(select(model).where(*same)).one_or_none()
    if there is not None:
        known = "sudah ada" if there.retired_on is None else "sudah ada tetapi tidak berlaku lagi; berlakukan kembali"
        raise Refused(f"{table.noun.capitalize()} ini {known}.", field=table.identity[-1].key)
    made = model(**row, **_words(table, row), edited_at=work.now)
    work.session.add(made)
    work.session.flush()
    work.record(f"reference.{table.key}.added", made, after=_told(made))
    _follow(work, table, made, calendar)
    return " ".join(str(part) for part in table.name_of(row) if part)


@operation
def change_row(work: Work, table: type[ReferenceTable], key: Any, values: Mapping[str, Any], *, mark: str) -> None:
    """Change what may be edited of a row; Stale where it is no longer the one that the form showed."""
    may_load(work)
    made, calendar = _row(work, table, key, mark), calendar_in_force(work.session)
    editable = tuple(field.key for field in table.editable)
    before = _told(made)
    given = {name: getattr(made, name) for name in table.fields} | {
        name: as_kept(table.fields[name], values.get(name)) for name in editable
    }
    _judge(work, table, given, editable)
    row = table.completed(given)
    table.completed_together([row])
    _judge_row(table, row)
    for name in editable:
        setattr(made, name, row[name])
    for name, words in _words(table, row).items():
        setattr(made, name, words)
    made.edited_at = work.now
    old, new = changes(before, _told(made))
    work.record(f"reference.{table.key}.changed", made, before=old, after=new)
    _follow(work, table, made, calendar)


@operation
def end_row(work: Work, table: type[ReferenceTable], key: Any, *, mark: str) -> bool:
    """Let a row be valid no longer from today on, or be valid again; whether it is valid now."""
    may_load(work)
    if not table.editable:
        raise Refused("Baris tabel ini hanya berubah lewat berkas.")
    made, calendar = _row(work, table, key, mark), calendar_in_force(work.session)
    before = _told(made)
    made.retired_on = work.now.astimezone(JAKARTA).date() if made.retired_on is None else None
    made.edited_at = work.now
    old, new = changes(before, _told(made))
    work.record(f"reference.{table.key}.changed", made, before=old, after=new)
    _follow(work, table, made, calendar)
    return made.retired_on is None


def _row(work: Work, table: type[ReferenceTable], key: Any, mark: str) -> Any:
    model = LISTS[table.key]
    values = key if isinstance(key, tuple) else (key,)
    primary = zip(model.__mapper__.primary_key, values, strict=True)
    made = work.find(model, *(column == value for column, value in primary), lock=True)
    if edit_mark(made) != mark:
        raise Stale
    return made


def _judge(work: Work, table: type[ReferenceTable], given: Mapping[str, Any], asked: tuple[str, ...]) -> None:
    for key in asked:
        field = table.fields[key]
        if field.required and given[key] in (None, ""):
            raise Refused(f"Isi {field.label}.", field=key)
    judged = {key: given[key] or None if isinstance(given[key], str) else given[key] for key in asked}
    for fault in faults(table, judged, ChoiceSource(work.session, None).codes):
        raise fault.refused()


def check_prefix(work: Work, row: Mapping[str, Any]) -> None:
    """Refused for the beginning of a KBLI with which no code begins; a table without that column is not asked."""
    prefix = row.get("kbli_prefix")
    if prefix and not work.session.scalar(select(Kbli.code).where(Kbli.code.startswith(prefix)).limit(1)):
        raise Refused(f"Tidak ada KBLI yang berawalan {prefix}.", field="kbli_prefix")


def _judge_row(table: type[ReferenceTable], row: Mapping[str, Any]) -> None:
    for fault in table.faults(row):
        raise Refused(fault.sentence, field=fault.at.key)


def _words(table: type[ReferenceTable], row: Mapping[str, Any]) -> dict[str, str]:
    return {"search": table.words_of(row)} if table.searched else {}


def _told(row: Any) -> dict[str, Any]:
    return {key: value for key, value in snapshot(row).items() if key not in HIDDEN}


def _follow(work: Work, table: type[ReferenceTable], row: Any, calendar: WorkCalendar) -> None:
    """What else follows from a changed row; `calendar` is the one that was in force before it."""
    work.session.flush()
    if table is DirectorateRules:
        follow(work, row, row.kbli_prefix)
    if table is Holidays:
        follow_calendar(work, row, calendar)
