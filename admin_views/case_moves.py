"""Moves of a case as they are made on a page: what they ask for, and the question before them."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue
from flask_admin import BaseView

from forms.from_declaration import PortalForm, form_class
from siinas.process.flow import Transition
from siinas.queries.cases import CaseFile
from siinas.queries.registration import question_before


def forms_of(file: CaseFile, moves: Iterable[Transition], posted: Mapping[str, PortalForm]) -> dict[str, PortalForm]:
    """A form for each move that asks for something; `posted` holds those that came back with a fault."""
    made = {
        move.key: form_class(move.asks, file.source)(prefix=f"{move.key}-", data=file.proposed(move))
        for move in moves
        if move.asks
    }
    return made | dict(posted)


def questions_of(file: CaseFile, moves: Iterable[Transition]) -> dict[str, str]:
    """What is asked before each move."""
    return {move.key: question_before(move, file.case) for move in moves}


def said_in(file: CaseFile, move: Transition) -> tuple[dict[str, Any], PortalForm | None]:
    """What was said with a posted move, and the form it stands in, judged; nothing where the move asks for nothing."""
    if move.asks is None:
        return {}, None
    form = form_class(move.asks, file.source)(request.form, prefix=f"{move.key}-")
    return (form.answers() if form.validate() else {}), form


def ask_first(view: BaseView, file: CaseFile, move: Transition, back: str) -> ResponseReturnValue:
    """The question before a move, for browsers without script; what was said is carried along."""
    said = {name: text for name, text in request.form.items() if name.startswith(f"{move.key}-")}
    hidden = said | {
        "confirmed": "1",
        "version": request.values.get("version", str(file.case.version)),
        "once": request.values.get("once", secrets.token_urlsafe(12)),
    }
    page: ResponseReturnValue = view.render(
        "layout/confirm.html",
        title=move.label,
        question=question_before(move, file.case),
        act=move.label,
        hidden=hidden,
        style="btn-danger" if move.weight == "danger" else "btn-primary",
        back=back,
    )
    return page
