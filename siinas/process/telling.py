"""Answers told in words: for checking before sending, for the officer, the frozen copy, and what changed since."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from siinas.process.answered import Answered
from siinas.process.checks import Facts
from siinas.process.fields import Answers, Field, Names
from siinas.process.periods import Period, label_of
from siinas.process.tables import Grid, Table

Told = list[dict[str, Any]]


def tell(
    process: type[Answered], answers: Answers, names: Names, period: Period | None, facts: Facts | None = None
) -> Told:
    """All answers in words, page by page.

    A page is {"key", "title", "parts"}; a part is {"label", "value", "unit"} or a table {"label", "columns": [{"label",
    "numeric"}], "rows": [[text]]}, with "total": [text] where the sums are told. A part with a file has "file" (its
    stored form); one that is read beside the company's own records has "beside", what they say by `facts`. Only JSON
    values, so that it can be frozen.
    """
    told: Told = []
    for step in process.asked_steps(answers):
        parts: list[dict[str, Any]] = []
        for field in step.fields.values():
            if (field.standing and not field.stated and field is not process.variants) or not field.asked(answers):
                continue
            if isinstance(field, Table | Grid):
                parts.append(_table(field, answers.get(field.key), names, period))
            else:
                parts.append(_plain(field, answers, names, period, facts))
        told.append({"key": step.key, "title": step.title, "parts": parts})
    return told


def _plain(field: Field, answers: Answers, names: Names, period: Period | None, facts: Facts | None) -> dict[str, Any]:
    part: dict[str, Any] = {"label": label_of(field.label, period), "value": field.told(answers, names)}
    value = answers.get(field.key)
    if field.unit not in {"", "Rp", "%"} and value is not None:
        part["unit"] = field.unit
    if field.kind == "file" and value is not None:
        part["file"] = field.to_json(value)
    if field.recorded is not None and facts is not None and not field.stated:
        part["beside"] = field.words(field.recorded(facts), names)
    return part


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
    table = {"label": label_of(field.label, period), "columns": columns, "rows": rows}
    if isinstance(field, Grid) and field.total:
        table["total"] = [field.total, *_cells(field, field.sums(value), names)]
    return table


def _cells(field: Field, row: Mapping[str, Any], names: Names) -> list[str]:
    return [child.told(row, names) if child.asked(row) else "" for child in field.children()]


def digest_of(process: type[Answered], subject: str, stored_answers: Mapping[str, Any]) -> str:
    """SHA-256 of exactly these answers of this process and subject."""
    content = {"process": process.key, "edition": process.edition, "subject": subject, "answers": stored_answers}
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def mark_changes(now: Told, before: Told) -> list[dict[str, str]]:
    """Note in `now` what differs from `before`, and list it: {"page", "where", "was", "now"} per changed value.

    A changed plain part gets "was". A table gets "marks", one per row: {} where nothing changed, {"new": "1"} for an
    added row, else the old text by column number; and "gone", the rows that are no longer there. Rows belong together
    when their first cell (the product, the material) is the same.
    """
    earlier = {(page["key"], part["label"]): part for page in before for part in page["parts"]}
    found: list[dict[str, str]] = []
    for page in now:
        for part in page["parts"]:
            old = earlier.get((page["key"], part["label"]))
            if old is None:
                continue
            if "rows" in part:
                rows = _under(part["columns"], old["columns"], old["rows"])
                found += [{"page": page["key"], **change} for change in _row_changes(page["title"], part, rows)]
            elif part["value"] != old["value"] or _content(part) != _content(old):
                same_name = part["value"] == old["value"]
                part["was"] = f"{old['value']} (isi lain)" if same_name else old["value"] or "(kosong)"
                where = f"{page['title']}: {part['label']}"
                found.append({"page": page["key"], "where": where, "was": part["was"], "now": part["value"]})
    return found


def _content(part: dict[str, Any]) -> str:
    return str((part.get("file") or {}).get("sha256", ""))


def recorded_since(now: Told, sent: Told) -> list[dict[str, str]]:
    """What the company's own records say differently than when the answers were sent: {"label", "was", "now"}."""
    standing = {(page["key"], part["label"]): part.get("beside") for page in sent for part in page["parts"]}
    return [
        {"label": part["label"], "was": standing[page["key"], part["label"]] or "", "now": part["beside"]}
        for page in now
        for part in page["parts"]
        if "beside" in part and standing.get((page["key"], part["label"]), part["beside"]) != part["beside"]
    ]


def _under(columns: list[dict[str, Any]], old: list[dict[str, Any]], rows: list[list[str]]) -> list[list[str]]:
    """Rows of another edition of the questions under the columns of today: each cell where its label stands now."""
    now, then = _names_of(columns), _names_of(old)
    if now == then:
        return rows
    places = [then.index(name) if name in then else -1 for name in now]
    return [[row[place] if 0 <= place < len(row) else "" for place in places] for row in rows]


def _names_of(columns: list[dict[str, Any]]) -> list[tuple[str, int]]:
    """The labels of columns; of two that are called alike each by its turn."""
    labels = [column["label"] for column in columns]
    return [(label, labels[:place].count(label)) for place, label in enumerate(labels)]


def _row_changes(title: str, part: dict[str, Any], old_rows: list[list[str]]) -> list[dict[str, str]]:
    left, marks, found = [list(row) for row in old_rows], [], []
    for row in part["rows"]:
        match = row if row in left else next((old for old in left if old[:1] == row[:1]), None)
        place = f"{title}, {row[0] if row else ''}"
        if match is None:
            marks.append({"new": "1"})
            found.append({"where": place, "was": "", "now": "baris baru"})
            continue
        left.remove(match)
        mark = {str(n): old or "(kosong)" for n, (old, new) in enumerate(zip(match, row, strict=False)) if old != new}
        marks.append(mark)
        found += [
            {"where": f"{place}: {part['columns'][int(n)]['label']}", "was": was, "now": row[int(n)] or "(kosong)"}
            for n, was in mark.items()
        ]
    part["marks"], part["gone"] = marks, left
    found += [{"where": f"{title}, {row[0] if row else ''}", "was": "ada", "now": "dihapus"} for row in left]
    return found
