"""What the company's and the officer's pages of a case share: history and page states."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from admin_views.cells import moment
from admin_views.web.request import actor
from siinas.process.flow import Transition
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


def said_words(transition: Transition, said: Mapping[str, Any], among_officers: bool) -> list[str]:
    """What was said with a move, as far as it is meant for the reader."""
    asked = transition.asks.fields.values() if transition.asks else ()
    return [field.measured(said.get(field.key)) for field in asked if among_officers or not field.internal]


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
                "note": " ".join(said_words(transition, movement.said, among_officers)),
                "kind": target.tone,
            }
        )
    entries.append({"when": moment(file.case.opened_at), "who": "", "what": _("Dibuat"), "note": "", "kind": "draft"})
    return entries
