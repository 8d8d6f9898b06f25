"""A filled-in workbook becomes the answers of a draft: read in a task, taken over as far as it is good, undone."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import undefer

from siinas.documents.answer_cells import AnswerReader
from siinas.documents.answer_reader import SheetRead, SheetReader, origin_of
from siinas.documents.answer_sheets import GUIDE_SHEET, AskedSheet, Origin, digest_of_sheets, folded
from siinas.documents.case_sheets import asked_in_sheets, marked_workbook
from siinas.documents.given_tables import GivenSheet, Line, read_sheets, read_table
from siinas.documents.uploads import RefusedFile
from siinas.models import Case, Task
from siinas.operations.cases import editable
from siinas.operations.files import CheckedFile, Incoming, check
from siinas.operations.tasks import Progress, TaskResult, begin
from siinas.operations.work import Work, operation
from siinas.process.declaration import Export
from siinas.process.documents import MEGABYTE, DocumentType
from siinas.process.slices import is_of_page
from siinas.process.tables import Grid, Table
from siinas.queries.cases import CaseFile, case_file
from siinas.queries.settings import number
from siinas.refusal import Refused

KIND = "case_sheet"
REPLACE, APPEND = "ganti", "tambah"
SHEET_FILE = DocumentType(
    "lembar_isian",
    "Lembar isian",
    accepts=frozenset({"xlsx", "csv"}),
    max_bytes=20 * MEGABYTE,
    max_pages=1,
)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_TOLD = 200
"""Faults that the page lists; all of them are marked in the file."""
FOREIGN = (
    "Berkas ini bukan lembar isian untuk laporan ini. Unduh lembar isian di halaman laporan, isi, lalu unggah kembali. "
    "Tabel unduhan {names} juga diterima bila judul kolomnya tidak diubah."
)


def new_book() -> str:
    """A name for a workbook that is being made."""
    return secrets.token_hex(8)


def upload(work: Work, public_id: str, incoming: Incoming, how: str, *, overwrite: bool = False) -> Task:
    """Take a workbook in and leave its reading to the worker.

    `how` says what becomes of the rows of a table: REPLACE or APPEND. `overwrite` takes pages, too, that were saved
    after the workbook was made. Refused (naming the field) where it is no table, or while another one is being read.
    """
    if how not in {REPLACE, APPEND}:
        raise Refused("Pilih apa yang terjadi dengan baris yang sudah ada.", field="how")
    allowed = replace(SHEET_FILE, max_bytes=number(work.session, "sheet_megabytes") * MEGABYTE)
    return _take_in(work, public_id, check(incoming, allowed, field="sheet_file"), how, overwrite)


@operation
def _take_in(work: Work, public_id: str, checked: CheckedFile, how: str, overwrite: bool) -> Task:
    case = editable(work, public_id).case
    going = select(Task.id).where(Task.case_id == case.id, Task.kind == KIND, Task.state.in_(("waiting", "running")))
    if work.session.scalars(going).first() is not None:
        raise Refused("Lembar sebelumnya masih dibaca. Tunggu sampai selesai.", field="sheet_file")
    payload = {
        "case": public_id,
        "sha256": work.services.storage.keep(checked.content),
        "file": checked.facts.original_name,
        "kind": checked.facts.extension,
        "how": how,
        "overwrite": overwrite,
    }
    title = f"Lembar isian {case.number}"
    return begin(work, KIND, title, payload, establishment_id=case.establishment_id, case_id=case.id)


def take(work: Work, task: Task, progress: Progress) -> TaskResult:
    """The worker's job: read the workbook, take over what is good, tell the rest."""
    task_id, asked = task.id, dict(task.payload)
    given = _sheets(work, asked)
    file = case_file(work.session, work.actor, asked["case"], work.now)
    if reason := file.closed_to(work.actor):
        raise Refused(reason)
    sheets = asked_in_sheets(file)
    origin = origin_of(given)
    pairs = _pairs(file, sheets, given, origin, asked["file"])
    total = sum(len(one.lines) for _sheet, one in pairs)
    done = 0

    def stepped(lines: int) -> None:
        nonlocal done
        done += lines
        progress(min(done, total), total + 1)

    reader = SheetReader(AnswerReader(file.source, file.today), file.facts, stepped)
    read = [reader.read(sheet, one) for sheet, one in pairs]
    outcome = _take_over(work, task_id, read, origin)
    known = {folded(one.title) for _sheet, one in pairs} | {folded(GUIDE_SHEET)}
    unread = [one.title for one in given if not one.hidden and one.lines and folded(one.title) not in known]
    told = _told(read, outcome) | {"how": asked["how"], "file": asked["file"], "unread": unread[:20]}
    if not told["all_faults"] and not told["all_missing"]:
        return TaskResult(told)
    fresh = case_file(work.session, work.actor, asked["case"], work.now)
    marked = marked_workbook(fresh, outcome["book"], read)
    stem = asked["file"].rpartition(".")[0] or asked["file"]
    return TaskResult(told, marked, f"{stem[:80]}-ditandai.xlsx", XLSX)


def _sheets(work: Work, asked: Mapping[str, Any]) -> list[GivenSheet]:
    content = work.services.storage.read(asked["sha256"])
    most = number(work.session, "sheet_rows")
    work.session.rollback()
    try:
        if asked["kind"] == "xlsx":
            return read_sheets(content, most_rows=most)
        table = read_table(content, asked["kind"])
    except RefusedFile as refusal:
        raise Refused(str(refusal)) from refusal
    return [GivenSheet("", False, (Line(table.header_line, table.header), *table.lines))]


def _pairs(
    file: CaseFile, sheets: list[AskedSheet], given: list[GivenSheet], origin: Origin | None, file_name: str
) -> list[tuple[AskedSheet, GivenSheet]]:
    """Each brought sheet with what it asks; Refused for a workbook of another case or of an older form."""
    if origin is not None:
        if origin.case != file.case.public_id:
            raise Refused(
                f"Lembar ini dibuat untuk laporan nomor {origin.number}, bukan {file.case.number}. Unduh lembar isian "
                "di halaman laporan ini."
            )
        if origin.form != digest_of_sheets(sheets) or origin.period != (file.case.subject or ""):
            raise Refused(
                "Formulir laporan ini sudah berubah sejak lembar diunduh. Unduh lembar baru, salin isian Anda ke "
                "sana, lalu unggah kembali."
            )
        by_name = {folded(one.title): one for one in given if not one.hidden}
        found = [(sheet, by_name[folded(sheet.name)]) for sheet in sheets if folded(sheet.name) in by_name]
        if not found:
            raise Refused("Tidak ada lembar isian dalam buku kerja ini. Unduh lembar baru, lalu isi lagi.")
        return found
    exported = {export.table.key: export for export in file.process.exports}
    tables = [
        (one, exported[one.holder.key])
        for one in sheets
        if isinstance(one.holder, Table) and one.holder.key in exported
    ]
    visible = [one for one in given if not one.hidden and one.lines]
    found = [(sheet, one) for one in visible if (sheet := _like(tables, one, file_name)) is not None]
    if len(found) != len(visible) or len({sheet.name for sheet, _one in found}) != len(found) or not found:
        titles = ", ".join(export.title for export in exported.values())
        raise Refused(FOREIGN.format(names=titles or "laporan"))
    return found


def _like(tables: list[tuple[AskedSheet, Export]], given: GivenSheet, file_name: str) -> AskedSheet | None:
    """The exported table whose headings a sheet bears; of two with the same headings, the one that the name of the
    file or of the sheet says."""
    names = {folded(str(cell)) for cell in given.lines[0].cells if cell is not None}
    fitting = [
        (sheet, export)
        for sheet, export in tables
        if all(column.names & names for column in sheet.columns if column.field.exported)
    ]
    if len(fitting) > 1:
        fitting = [
            (sheet, export)
            for sheet, export in fitting
            if folded(file_name).startswith(export.name) or folded(given.title) == folded(export.title)
        ]
    return fitting[0][0] if len(fitting) == 1 else None


# Taking over


@operation
def _take_over(work: Work, task_id: int, read: list[SheetRead], origin: Origin | None) -> dict[str, Any]:
    """Put the good rows and answers into the draft; what was there before is kept with the task, to be undone."""
    task = work.session.get_one(Task, task_id, with_for_update={"of": Task}, populate_existing=True)
    if "outcome" in task.payload:  # an earlier try had come so far
        found: dict[str, Any] = task.payload["outcome"]
        return found
    file = editable(work, task.payload["case"])
    case, append = file.case, task.payload["how"] == APPEND
    book = origin.book if origin is not None else new_book()
    stale = set() if task.payload["overwrite"] or origin is None else _saved_since(work, case, origin)
    answers, saves, typed, left = dict(case.answers), dict(case.saves), dict(case.typed), dict(case.left_out)
    before: dict[str, Any] = {}
    taken: dict[str, int] = {}
    for step in file.process.asked_steps(file.answers):
        brought = [one for one in read if one.sheet.step.key == step.key]
        mine = [one for one in brought if one.says_something]
        if not brought or step.key in stale:
            continue
        if not mine:
            # A sheet that brings nothing does not make good what an earlier one left out.
            if (missed := _left_out(brought, saves.get(step.key, 0))) is not None:
                left[step.key] = missed
            continue
        page = step.from_json(answers)
        for one in mine:
            taken[one.sheet.name] = _merge(page, one, append)
        before[step.key] = {
            "answers": {key: answers.get(key) for key in step.fields},
            "typed": {key: typed.pop(key) for key in list(typed) if is_of_page(key, step)},
            "saves": saves.get(step.key),
        }
        answers = {key: value for key, value in answers.items() if key not in step.fields} | step.to_json(page)
        saves[step.key] = saves.get(step.key, 0) + 1
        before[step.key]["after"] = saves[step.key]
        _put(left, step.key, _left_out(brought, saves[step.key]))
    answers |= file.process.to_json(file.process.computed(file.process.from_json(answers)))
    outcome = {"taken": taken, "stale": sorted(stale), "pages": list(before), "book": book}
    task.payload = task.payload | {"outcome": outcome, "before": before, "left_out": case.left_out}
    case.left_out = left
    if before:
        case.answers, case.saves, case.typed = answers, saves, typed
    after = {
        "file": task.payload["file"],
        "sha256": task.payload["sha256"],
        "rows": sum(taken.values()),
        "faulty_rows": sum(one.left_out for one in read),
        "pages": list(before),
    }
    work.record("case.sheet_taken", case, after=after)
    return outcome


def _merge(page: dict[str, Any], read: SheetRead, append: bool) -> int:
    """Put what a sheet says into the answers of its page; how many rows or answers were taken."""
    holder = read.sheet.holder
    if holder is None:
        page |= read.answers
        return len(read.answers)
    given = read.answers[holder.key]
    if isinstance(holder, Grid):
        page[holder.key] = {
            key: {**((page.get(holder.key) or {}).get(key) or {}), **given.get(key, {})} for key in holder.rows
        }
        return len(given)
    if not append:
        page[holder.key] = given
        return len(given)
    there = list(page.get(holder.key) or ())
    known = {_spelt(holder, row) for row in there}
    fresh = [row for row in given if _spelt(holder, row) not in known]
    if len(there) + len(fresh) > holder.most_rows:
        raise Refused(f"{holder.label}: bersama baris yang sudah ada lebih dari {holder.most_rows} baris.")
    page[holder.key] = there + fresh
    return len(fresh)


def _left_out(brought: list[SheetRead], saves: int) -> dict[str, int] | None:
    """What of the sheets of a page was not taken; None where all was."""
    rows = sum(one.left_out for one in brought)
    cells = sum(len(one.faults) for one in brought if not one.left_out)
    return {"rows": rows, "cells": cells, "saves": saves} if rows or cells else None


def _spelt(table: Table, row: dict[str, Any]) -> str:
    return json.dumps(table.of.to_json(row), sort_keys=True)


def _saved_since(work: Work, case: Case, origin: Origin) -> set[str]:
    """The pages that somebody saved after the workbook was made; an upload of the same workbook is no such save."""
    own: dict[str, set[int]] = {}
    earlier = select(Task).where(Task.case_id == case.id, Task.kind == KIND, Task.state == "done")
    for task in work.session.scalars(earlier.options(undefer(Task.payload)).order_by(Task.id.desc()).limit(20)):
        if (task.payload.get("outcome") or {}).get("book") == origin.book:
            for key, kept in (task.payload.get("before") or {}).items():
                own.setdefault(key, set()).add(kept["after"])
    return {
        key
        for key, count in case.saves.items()
        if count != origin.saves.get(key, 0) and count not in own.get(key, set())
    }


@operation
def undo(work: Work, public_id: str, task_public_id: str) -> None:
    """Bring back what the pages held before an upload; Refused once one of them was saved again."""
    case = editable(work, public_id).case
    task = work.find(Task, Task.public_id == task_public_id, Task.case_id == case.id, Task.kind == KIND, lock=True)
    if not may_undo(case, task):
        raise Refused("Halaman sudah disimpan lagi sesudah unggahan ini; isian sebelumnya tidak dapat dikembalikan.")
    answers, saves, typed = dict(case.answers), dict(case.saves), dict(case.typed)
    for key, kept in task.payload["before"].items():
        for name, value in kept["answers"].items():
            answers.pop(name, None)
            if value is not None:
                answers[name] = value
        _put(saves, key, kept["saves"])
        typed |= kept["typed"] or {}
    case.answers, case.saves, case.typed = answers, saves, typed
    case.left_out = task.payload.get("left_out", {})
    task.payload = {key: value for key, value in task.payload.items() if key != "before"}
    work.record("case.sheet_undone", case, after={"file": task.payload["file"], "sha256": task.payload["sha256"]})


def _put(kept: dict[str, Any], key: str, value: Any) -> None:
    if value is None:
        kept.pop(key, None)
    else:
        kept[key] = value


def may_undo(case: Case, task: Task) -> bool:
    """Whether nothing that an upload wrote was saved again since."""
    before = task.payload.get("before") or {}
    return bool(before) and all(case.saves.get(key) == kept["after"] for key, kept in before.items())


def _told(read: list[SheetRead], outcome: Mapping[str, Any]) -> dict[str, Any]:
    """What the page of the task tells, as JSON."""
    stale = set(outcome["stale"])
    faults = [{"sheet": one.sheet.name, **fault.as_json()} for one in read for fault in one.faults]
    missing = [{"sheet": one.sheet.name, **fault.as_json()} for one in read for fault in one.missing]
    return {
        "sheets": [
            {
                "name": one.sheet.name,
                "rows": one.rows,
                "taken": outcome["taken"].get(one.sheet.name, 0),
                "left_out": one.left_out,
                "faults": len(one.faults),
                "missing": len(one.missing),
                "stale": one.sheet.step.key in stale and one.says_something,
                "unasked": one.unasked,
            }
            for one in read
        ],
        "faults": faults[:MOST_TOLD],
        "all_faults": len(faults),
        "missing": missing[:MOST_TOLD],
        "all_missing": len(missing),
        "pages": outcome["pages"],
    }
