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
from siinas.models.letter import WAITING
from siinas.process.declaration import Process
from siinas.process.words import JAKARTA, date_words
from siinas.queries.letter_files import SIGNATURES, handed_out
from siinas.queries.letter_offices import may_sign_for, office_of
from siinas.queries.letters import STATES, TONES, letters_of, receipts_by_case

SIGNATURE_TONES = {"waiting": "waiting", "signed": "accepted"}


def letter_told(letter: Letter) -> dict[str, Any]:
    """A letter for a template; without "download" and "pages" while it only waits for its signature.

    "sign" leads to where it is handed in signed, for whoever may.
    """
    given = handed_out(letter)
    pages = range(1, letter.pages + 1) if given is not None else ()
    return {
        "title": letter.title,
        "number": letter.number,
        "issued_on": day(letter.issued_at.astimezone(JAKARTA).date()),
        "state": letter.state,
        "state_kind": TONES[letter.state],
        "state_text": _(STATES[letter.state]),
        "ended_on": date_words(letter.ended_at.astimezone(JAKARTA).date()) if letter.ended_at else "",
        "why": letter.ended_why,
        "signature_kind": SIGNATURE_TONES.get(letter.signature, ""),
        "signature_text": _(SIGNATURES[letter.signature]) if letter.signature in SIGNATURES else "",
        "stamped": given is not None and given.what == "stamped",
        "sign": url_for("officer_signing.letter", public_id=letter.public_id) if _may_sign(letter) else "",
        "download": url_for("files.letter", public_id=letter.public_id) if given is not None else "",
        "check": url_for("verification.letter", token=letter.token),
        "pages": [url_for("files.letter_page", public_id=letter.public_id, number=n) for n in pages],
    }


def _may_sign(letter: Letter) -> bool:
    if letter.signature != WAITING or letter.state != "valid":
        return False
    office = office_of(database().session(), letter.authority)
    return office is not None and may_sign_for(actor(), office)


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
