"""A page of the wizard as posted and shown: what was typed, the rows of its tables, what follows from its answers."""

from __future__ import annotations

from typing import Any

from werkzeug.datastructures import MultiDict

from siinas.process.words import plainly
from siinas.queries.cases import CaseFile

ROW_BUTTONS = ("_tambah", "_hapus", "_nol")
BUTTONS = ("csrf_token", "_simpan", "_lanjut", "_seen", *ROW_BUTTONS)


def typed_of(posted: MultiDict[str, str]) -> MultiDict[str, str]:
    """What a person typed into a wizard page, without its buttons."""
    return MultiDict((key, value) for key, value in posted.items(multi=True) if key not in BUTTONS)


def computed_after(step: Any, file: CaseFile) -> dict[str, list[dict[str, str]]]:
    """The computed answers of a page, each under the key of the asked field behind which it is declared."""
    found: dict[str, list[dict[str, str]]] = {}
    before = ""
    for key, field in step.fields.items():
        if not field.computed:
            before = key
            continue
        value = plainly(field.words(file.answers.get(key), file.source.name))
        found.setdefault(before, []).append({"key": key, "label": field.label, "value": value, "help": field.help})
    return found


def form_rows(form: Any) -> None:
    """Give the rows of all tables their titles."""
    for field in form:
        if hasattr(field, "name_rows"):
            field.name_rows()


def renumber(rows: Any) -> None:
    """After taking a row out, name and number the remaining ones without a gap."""
    stored = [entry.form for entry in rows.entries]
    typed: MultiDict[str, str] = MultiDict()
    for index, row in enumerate(stored):
        for field in row:
            for value in field.raw_data or ():
                typed.add(f"{rows.name}-{index}-{field.short_name}", value)
    rows.entries, rows.last_index = [], -1
    for index in range(len(stored)):
        rows._add_entry(typed, index=index)
