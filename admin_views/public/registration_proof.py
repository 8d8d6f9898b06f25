"""The Bukti Pendaftaran for whoever handed in a registration: in that browser session, or by the link in the mail."""

from __future__ import annotations

from flask import Blueprint, Response, abort, make_response, render_template, session
from flask.typing import ResponseReturnValue

from admin_views.web.files import letter_response
from admin_views.web.request import database, work
from siinas.models import Case
from siinas.operations.registration import proof_linked
from siinas.process.words import JAKARTA, date_words
from siinas.queries.letters import STATES, TONES, receipt_of

proof = Blueprint("proof", __name__, url_prefix="/registrasi")
DOORS_OPEN = ("proof.sent", "proof.linked", "proof.download")
LINK_DEAD = "Tautan ini sudah berakhir, atau sudah digantikan tautan dalam surat elektronik yang lebih baru."


@proof.after_request
def keep_private(response: Response) -> Response:
    """A link that opens somebody's paper is listed nowhere and passed on to nobody."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@proof.get("/terkirim/bukti")
def sent() -> ResponseReturnValue:
    """The PDF, for the browser session that handed in; 404 for any other."""
    case = (session.get("registered") or {}).get("case")
    letter = receipt_of(database().session(), Case.public_id == case) if case else None
    if letter is None:
        abort(404)
    return letter_response(letter)


@proof.get("/bukti/<token>")
def linked(token: str) -> ResponseReturnValue:
    """What the link in the mail leads to."""
    letter = proof_linked(work(), token)
    if letter is None:
        return make_response(render_template("public/link_dead.html", reason=LINK_DEAD), 404)
    issued_on = date_words(letter.issued_at.astimezone(JAKARTA).date())
    return render_template(
        "public/registration_proof.html",
        letter=letter,
        token=token,
        issued_on=issued_on,
        tone=TONES[letter.state],
        state=STATES[letter.state],
    )


@proof.get("/bukti/<token>/unduh")
def download(token: str) -> ResponseReturnValue:
    """The PDF behind that link."""
    letter = proof_linked(work(), token)
    if letter is None:
        abort(404)
    return letter_response(letter)
