"""How an issued letter is told on pages: number, date, state, where its PDF and its public check are."""

from __future__ import annotations

from typing import Any

from flask import g, url_for
from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy import ColumnElement

from admin_views.cells import day
from admin_views.web.request import actor, database
from siinas.models import Case, Letter
from siinas.process.declaration import Process
from siinas.process.words import JAKARTA, date_words
from siinas.queries.letters import STATES, TONES, letters_of, receipts_by_case


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


def receipt_cell(process: type[Process], row: Case) -> Markup:
    """The valid receipt of a company's case to download; those of a page are read once."""
    if "receipts" not in g:
        g.receipts = receipts_by_case(database().session(), actor(), process)
    letter = g.receipts.get(row.id)
    if letter is None:
        return Markup("–")
    words = Markup('<a href="%s">%s<span class="sr-only"> %s</span></a>')
    return words % (url_for("files.letter", public_id=letter.public_id), _("Unduh"), letter.number)
