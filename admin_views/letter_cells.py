"""How an issued letter is told on pages: number, date, state, where its PDF and its public check are."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import ColumnElement

from admin_views.cells import day
from admin_views.web.request import actor, database
from siinas.models import Letter
from siinas.process.words import JAKARTA, date_words
from siinas.queries.letters import STATES, TONES, letters_of


def letter_told(letter: Letter) -> dict[str, Any]:
    """A letter for a template."""
    return {
        "title": letter.title,
        "number": letter.number,
        "issued_on": day(letter.issued_at.astimezone(JAKARTA).date()),
        "state": letter.state,
        "state_kind": TONES[letter.state],
        "state_text": _(STATES[letter.state]),
        "ended_on": date_words(letter.ended_at.astimezone(JAKARTA).date()) if letter.ended_at else "",
        "why": letter.ended_why,
        "download": url_for("files.letter", public_id=letter.public_id),
        "check": url_for("verification.letter", token=letter.token),
        "pages": [
            url_for("files.letter_page", public_id=letter.public_id, number=n) for n in range(1, letter.pages + 1)
        ],
    }


def letters_told(*criteria: ColumnElement[bool]) -> list[dict[str, Any]]:
    """The letters of a case or an account that the person may see, the newest first."""
    return [letter_told(one) for one in letters_of(database().session(), actor(), *criteria)]
