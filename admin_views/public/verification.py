"""The public check of letters: by the QR code, by what is typed off a letter, by its PDF."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from admin_views.public.views import tell
from admin_views.web.request import database, work
from forms.verification import LetterFileForm, LetterNumberForm
from siinas.models import Letter
from siinas.models.letter import SIGNED
from siinas.operations.verification import FileVerdict, letter_of_code, letter_of_file, letter_of_number
from siinas.process.words import JAKARTA, date_words, digest_words
from siinas.queries.letters import STATES, as_token, declared_as, name_masked, nib_masked, replacement_of
from siinas.refusal import NotFound, TooMany

verification = Blueprint("verification", __name__, url_prefix="/verifikasi")
DOORS_OPEN = ("verification.check", "verification.letter")
TONES = {"valid": "success", "superseded": "warning", "revoked": "error"}


@verification.after_request
def keep_private(response: Response) -> Response:
    """What is shown belongs to whoever holds the letter: no search engine lists it, no address is passed on."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@verification.route("", methods=["GET", "POST"])
def check() -> ResponseReturnValue:
    """Ask by number, code or file."""
    number_form, file_form = LetterNumberForm(), LetterFileForm()
    status = 200
    if request.method == "POST":
        try:
            if "by_file" in request.form:
                file_form = LetterFileForm(request.files)
                if file_form.validate():
                    return _file_verdict(letter_of_file(work(), file_form.content))
            else:
                number_form = LetterNumberForm(request.form)
                if number_form.validate():
                    typed = number_form.letter.data
                    if as_token(typed):
                        return redirect(url_for(".letter", token=as_token(typed)))
                    return _verdict(letter_of_number(work(), typed), "number", typed.strip())
        except TooMany as refusal:
            status = refusal.status
            tell(file_form if "by_file" in request.form else number_form, refusal)
    page = render_template("public/verification.html", number_form=number_form, file_form=file_form)
    return make_response(page, status)


@verification.get("/<token>")
def letter(token: str) -> ResponseReturnValue:
    """Where the QR code leads."""
    found = letter_of_code(work(), token)
    return make_response(_verdict(found, "token"), 200 if found is not None else 404)


def _file_verdict(found: FileVerdict | None) -> str:
    """What is said of a dropped file; of one that only claims to be a letter no more than the number it names."""
    if found is not None and found.what == "altered":
        return render_template("public/letter_altered.html", letter=found.letter)
    return _verdict(found.letter if found else None, "file", what=found.what if found else "")


def _verdict(found: Letter | None, by: str, typed: str = "", *, what: str = "") -> str:
    """What is said of a letter, or that nobody knows it. A number alone can be counted up: it shows less."""
    if found is None:
        return render_template("public/letter_unknown.html", by=by, typed=typed)
    ended = date_words(found.ended_at.astimezone(JAKARTA).date()) if found.ended_at else ""
    return render_template(
        "public/letter_verified.html",
        letter=found,
        tone=TONES[found.state],
        state=STATES[found.state],
        ended=ended,
        replacement=replacement_of(database().session(), found),
        facts=_facts(found, masked=by == "number"),
        proves=_proves(found),
        by=by,
        what=what,
    )


def _facts(found: Letter, *, masked: bool) -> list[dict[str, Any]]:
    facts = [
        {"label": _("Jenis surat"), "value": found.title},
        {"label": _("Nomor"), "value": found.number},
        {"label": _("Tanggal diterbitkan"), "value": date_words(found.issued_at.astimezone(JAKARTA).date())},
        {
            "label": _("Nama Perusahaan"),
            "value": name_masked(found.company_name) if masked else found.company_name,
        },
        {"label": "NIB", "value": nib_masked(found.nib)},
    ]
    if found.signature == SIGNED and found.signed_at is not None:
        signed_on = date_words(found.signed_at.astimezone(JAKARTA).date())
        facts.append({"label": _("Ditandatangani secara elektronik"), "value": signed_on})
        if not masked:
            facts.append({"label": _("Sertifikat atas nama"), "value": found.signed_by})
    if not masked:
        facts.append({"label": _("Lokasi"), "value": found.place})
        facts.append({"label": _("Sidik isi surat (SHA-256)"), "value": digest_words(found.digest)})
    return facts


def _proves(found: Letter) -> str:
    """What follows from the letter; nothing for one of a process that is no longer on offer."""
    try:
        return declared_as(found.kind)[1].proves
    except NotFound:
        return ""
