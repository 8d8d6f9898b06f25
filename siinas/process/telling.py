"""Answers told in words: for checking before sending, for the officer, the frozen copy, and what changed since."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from siinas.process.declaration import Process
from siinas.process.fields import Answers, Field, Grid, Names, Table
from siinas.process.periods import Period

Told = list[dict[str, Any]]


def label_of(text: str, period: Period | None) -> str:
    """A label or heading with the months of the period in the place of `{span}`."""
    return text.replace("{span}", period.span if period else "triwulan")


def tell(process: type[Process], answers: Answers, names: Names, period: Period | None) -> Told:
    """All answers in words, page by page.

    A page is {"key", "title", "parts"}; a part is {"label", "value"} or a table {"label", "columns": [{"label",
    "numeric"}], "rows": [[text]]}. Only JSON values, so that it can be frozen.
    """
    told: Told = []
    for step in process.asked_steps(answers):
        parts: list[dict[str, Any]] = []
        for field in step.fields.values():
            if field.kind == "file" or not field.asked(answers):
                continue
            value = answers.get(field.key)
            if isinstance(field, Table | Grid):
                parts.append(_table(field, value, names, period))
            else:
                parts.append({"label": label_of(field.label, period), "value": field.words(value, names)})
        told.append({"key": step.key, "title": step.title, "parts": parts})
    return told


def _table(field: Table | Grid, value: Any, names: Names, period: Period | None) -> dict[str, Any]:
    columns = [
        {"label": label_of(child.label, period), "numeric": child.numeric, "unit": child.unit}
        for child in field.children()
    ]
    if isinstance(field, Grid):
        columns.insert(0, {"label": "", "numeric": False, "unit": ""})
        rows = [[title, *_cells(field, (value or {}).get(key) or {}, names)] for key, title in field.rows.items()]
    else:
        rows = [_cells(field, row, names) for row in value or ()]
    return {"label": label_of(field.label, period), "columns": columns, "rows": rows}


def _cells(field: Field, row: Mapping[str, Any], names: Names) -> list[str]:
    return [child.words(row.get(child.key), names) if child.asked(row) else "" for child in field.children()]


def digest_of(process: type[Process], subject: str, stored_answers: Mapping[str, Any]) -> str:
    """SHA-256 of exactly these answers of this process and subject."""
    content = {"process": process.key, "edition": process.edition, "subject": subject, "answers": stored_answers}
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def mark_changes(now: Told, before: Told) -> int:
    """Note in `now` what differs from `before`: "was" on a part or row; returns how many parts and rows changed."""
    earlier = {(page["key"], part["label"]): part for page in before for part in page["parts"]}
    changed = 0
    for page in now:
        for part in page["parts"]:
            old = earlier.get((page["key"], part["label"]))
            if old is None:
                continue
            if "rows" in part:
                gone, marks = list(old["rows"]), []
                for row in part["rows"]:
                    marks.append("" if row in gone else "changed")
                    if row in gone:
                        gone.remove(row)
                part["marks"], part["gone"] = marks, gone
                changed += sum(1 for mark in marks if mark) + max(0, len(gone) - sum(1 for mark in marks if mark))
            elif part["value"] != old["value"]:
                part["was"] = old["value"] or "(kosong)"
                changed += 1
    return changed
