"""What the company's and the officer's pages of a case share: history, page states, tables as files."""

from __future__ import annotations

from typing import Any

from flask import Response, url_for
from flask_babel import gettext as _

from admin_views.base import file_response
from admin_views.cells import moment
from admin_views.web.request import actor
from siinas.documents.tables import Column, xlsx_book
from siinas.process.declaration import Export
from siinas.process.fields import Choice, Field, Quantity
from siinas.process.periods import label_of
from siinas.queries.cases import CaseFile

STATE_OF_PAGE = {"complete": "done", "empty": "todo", "incomplete": "incomplete", "typed": "error"}


def page_states(file: CaseFile, current: str = "") -> list[dict[str, Any]]:
    """The pages of a draft for task list and progress."""
    found = []
    for page in file.pages():
        kind, word = {
            "complete": ("accepted", _("Lengkap")),
            "empty": ("draft", _("Belum diisi")),
            "incomplete": ("returned", _("Belum lengkap")),
            "typed": ("returned", _("Perlu diperbaiki")),
        }[page.status]
        hint = _("Belum diisi: %(names)s.", names=short_list(page.missing)) if page.status == "incomplete" else ""
        if page.status == "typed":
            hint = _(
                "Ada isian yang belum dapat dipakai. Semua tersimpan seperti diketik; buka untuk melihat alasannya."
            )
        found.append(
            {
                "key": page.step.key,
                "title": page.step.title,
                "url": url_for(
                    f"company_{file.process.key}.page", public_id=file.case.public_id, step_key=page.step.key
                ),
                "state": "current" if page.step.key == current else STATE_OF_PAGE[page.status],
                "state_kind": kind,
                "state_text": word,
                "hint": hint,
            }
        )
    return found


def short_list(names: tuple[str, ...], most: int = 4) -> str:
    """The first few names and how many more."""
    more = len(names) - most
    return ", ".join(names[:most]) + (_(" dan %(n)s lainnya", n=more) if more > 0 else "")


def history_of(file: CaseFile) -> list[dict[str, Any]]:
    """The moves of a case, newest first."""
    entries = []
    among_officers = not actor().is_company
    for movement in reversed(file.case.movements):
        transition = file.process.flow.transitions[movement.transition]
        target = file.process.flow.states[movement.target]
        entries.append(
            {
                "when": moment(movement.at),
                "who": movement.person_name,
                "what": transition.label
                if transition.label == target.label
                else f"{transition.label} → {target.label}",
                # A note is for the colleague who goes on; the company reads reasons only.
                "note": movement.said.get("reason") or (among_officers and movement.said.get("note")) or "",
                "kind": target.tone,
            }
        )
    entries.append({"when": moment(file.case.opened_at), "who": "", "what": _("Dibuat"), "note": "", "kind": "draft"})
    return entries


def sheet_of(file: CaseFile, export: Export) -> tuple[list[Column], list[list[Any]]]:
    """Headings exactly as the ministry's, and typed rows, of the last filing (or of the draft)."""
    filing = file.case.filings[-1] if file.case.filings and not file.state.private else None
    answers = file.process.from_json(filing.answers) if filing else file.answers
    fields = list(export.table.children())
    number = "No" if export.name.startswith("bahan") else "No."
    columns = [Column(number, "number", 0)] + [
        Column(label_of(field.heading, file.period), _kind(field), getattr(field, "decimals", 0)) for field in fields
    ]
    rows = [
        [index, *(_cell(field, row.get(field.key)) for field in fields)]
        for index, row in enumerate(answers.get(export.table.key) or (), 1)
    ]
    return columns, rows


def _kind(field: Field) -> str:
    if isinstance(field, Quantity):
        return "number"
    return "yesno" if field.kind == "yesno" else "text"


def _cell(field: Field, value: Any) -> Any:
    # Codes stay codes in an export: machines read it.
    if isinstance(field, Choice) and isinstance(value, list):
        return ", ".join(value)
    return value


def export_name(file: CaseFile, export: Export) -> str:
    """`produksi_PT CONTOH_triwulan1_2026`."""
    period = file.period.file_name if file.period else file.case.number
    company = "".join(c for c in file.case.company_name if c.isalnum() or c in " -_").strip()
    return f"{export.name}_{company}_{period}"


def export_table(file: CaseFile, name: str) -> Response | None:
    """`produksi.csv` or `produksi.xlsx`; None where there is no such table."""
    stem, _dot, kind = name.rpartition(".")
    export = next((e for e in file.process.exports if e.name == stem), None)
    if export is None or kind not in {"csv", "xlsx"}:
        return None
    columns, rows = sheet_of(file, export)
    return file_response(f"{export_name(file, export)}.{kind}", columns, rows, export.title)


def workbook_of(file: CaseFile, name: str) -> Response | None:
    """All tables as sheets of one workbook, under `semua.xlsx`."""
    if name != "semua.xlsx" or not file.process.exports:
        return None
    sheets = [(export.title, *sheet_of(file, export)) for export in file.process.exports]
    body = xlsx_book(sheets)
    response = Response(body, mimetype="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    response.headers.set("Content-Disposition", "attachment", filename=f"{file.process.key}-{file.case.number}.xlsx")
    return response
