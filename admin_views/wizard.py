"""A page of the wizard as posted and shown: what was typed, the rows of its tables, what follows from its answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from admin_views.earlier_figures import computed_before
from admin_views.web.request import SHOWS, whole
from siinas.operations.cases import SHORTEST_EXPLANATION
from siinas.process.checks import Finding
from siinas.process.slices import tables_of
from siinas.process.words import plainly
from siinas.queries.cases import CaseFile

ROW_BUTTONS = ("_tambah", "_hapus", "_kembalikan", "_nol", SHOWS)


def typed_of(posted: MultiDict[str, str]) -> MultiDict[str, str]:
    """What a person typed into a wizard page, without its buttons and what the page says of itself."""
    return MultiDict(
        (key, value) for key, value in posted.items(multi=True) if key != "csrf_token" and not key.startswith("_")
    )


def computed_after(step: Any, file: CaseFile) -> dict[str, list[dict[str, str]]]:
    """The computed answers of a page, each under the key of the asked field behind which it is declared."""
    found: dict[str, list[dict[str, str]]] = {}
    before, past = "", computed_before(file, step)
    for key, field in step.fields.items():
        if not field.computed:
            before = key
            continue
        value = plainly(field.words(file.answers.get(key), file.source.name))
        told = {"key": key, "label": field.label, "value": value, "help": field.help, "earlier": past.get(key, "")}
        found.setdefault(before, []).append(told)
    return found


def unread_parts(step: Any, form: Any) -> frozenset[str]:
    """The parts of a page with a fault: a table by its key, all beside the tables by "" (and what hangs on that)."""
    tables = tables_of(step)
    found = {key if key in tables else "" for key, field in form._fields.items() if field.errors}
    if "" in found:
        found |= {key for key, table in tables.items() if table.when is not None and key in form._fields}
    return frozenset(found)


def form_rows(form: Any) -> None:
    """Give the rows of all tables their titles."""
    for field in form:
        if hasattr(field, "name_rows"):
            field.name_rows()


def press(form: Any, button: str, value: str) -> None:
    """What a button at a row does to the form: `value` names the field, and the row where it means one."""
    name, _colon, index = value.partition(":")
    rows = form._fields.get(name)
    kind, place = getattr(rows, "kind", ""), whole(index, -1)
    if button == "_tambah" and kind == "rows":
        if not rows.full:
            rows.append_entry()
    elif button == "_hapus" and kind == "rows" and 0 <= place - rows.start < len(rows.entries):
        rows.pop_entry(place - rows.start)
    elif button == "_nol" and kind in {"rows", "grid"}:
        for number, entry in enumerate(rows.entries, rows.start):
            if not index or number == place:
                entry.form.fill_blanks()


def unexplained(
    warnings: Sequence[Finding], said: Mapping[str, str], kept: Mapping[str, str], too_short: str
) -> dict[str, tuple[Finding, str]]:
    """The warnings without a good reason, by the id of their box, each with what to do; `too_short` is the refusal."""
    found: dict[str, tuple[Finding, str]] = {}
    for number, finding in enumerate(warnings, 1):
        if too_short and 0 < len(said[finding.key]) < SHORTEST_EXPLANATION:
            found[f"alasan-{number}"] = finding, too_short
        elif not said[finding.key] and not kept[finding.key]:
            found[f"alasan-{number}"] = finding, _("Jelaskan atau perbaiki.")
    return found


def in_summary(finding: Finding, sentence: str) -> str:
    """A warning for the summary on top: what it says, where, and what to do."""
    place = f" ({finding.row_title})" if finding.row_title else ""
    return f"{finding.message}{place} {sentence}"
