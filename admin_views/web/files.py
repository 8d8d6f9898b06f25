"""Files leave only through here: scoped, with safe headers, pages as pictures."""

from __future__ import annotations

from flask import Blueprint, Response, abort, make_response, render_template
from flask.typing import ResponseReturnValue

from admin_views.web.request import actor, database, services, work
from siinas.documents.pdf_sandbox import DocumentProblem, render_page
from siinas.integrations.storage import FileMissing
from siinas.models import Attachment, Letter
from siinas.operations.looks import note_file_download, note_file_view, note_letter_download
from siinas.operations.signing import original_of
from siinas.process.roles import SIGNED_IN, Role
from siinas.queries.files import attachment_named
from siinas.queries.letter_files import WAITS, LetterFile, handed_out, to_be_signed
from siinas.queries.letters import letter_named

files = Blueprint("files", __name__, url_prefix="/berkas")
DOORS = dict.fromkeys(("files.download", "files.page", "files.letter", "files.letter_page"), SIGNED_IN)
SIGNING = frozenset({Role.ADMINISTRATOR, Role.DIRECTOR_GENERAL, Role.REGIONAL_HEAD})
DOORS["files.letter_original"] = SIGNING
SANDBOX = "default-src 'none'; sandbox; frame-ancestors 'none'"


def attachment(public_id: str) -> Attachment:
    """The file, if the person may see it; 404 otherwise."""
    return attachment_named(database().session(), actor(), public_id)


def content(row: Attachment | LetterFile) -> bytes:
    """The bytes; 404 where they are gone (the journal still has their hash)."""
    try:
        return services().storage.read(row.sha256)
    except FileMissing:
        abort(404)


@files.get("/<public_id>")
def download(public_id: str) -> ResponseReturnValue:
    """The file as it came in, as a download."""
    row = attachment(public_id)
    body = content(row)
    note_file_download(work(), row)
    response = Response(body, mimetype=row.media_type)
    response.headers.set("Content-Disposition", "attachment", filename=row.original_name)
    response.headers["Content-Security-Policy"] = SANDBOX
    return response


@files.get("/<public_id>/halaman/<int:number>.png")
def page(public_id: str, number: int) -> ResponseReturnValue:
    """One page as a picture, made once."""
    row = attachment(public_id)
    if row.media_type in {"image/png", "image/jpeg"} and number == 1:
        response = Response(content(row), mimetype=row.media_type)
        response.headers["Content-Security-Policy"] = SANDBOX
    else:
        response = page_picture(row, row.pages, number)
    note_file_view(work(), row)
    return response


def page_picture(row: Attachment | LetterFile, pages: int, number: int) -> Response:
    """The picture of one page of a PDF; 404 for a page that it does not have."""
    if not 1 <= number <= max(pages, 1):
        abort(404)
    cached = services().storage.preview(row.sha256, number)
    if not cached.exists():
        try:
            services().storage.keep_preview(row.sha256, number, render_page(content(row), number))
        except DocumentProblem:
            abort(404)
    response = Response(cached.read_bytes(), mimetype="image/png")
    response.headers["Content-Security-Policy"] = SANDBOX
    return response


@files.get("/surat/<public_id>")
def letter(public_id: str) -> ResponseReturnValue:
    """An issued letter: the bytes as they were issued, or signed where it needs that; else a sentence that it waits."""
    row = letter_named(database().session(), actor(), public_id)
    response = letter_response(row)
    if (given := handed_out(row)) is not None:
        note_letter_download(work(), row, given.sha256)
    return response


@files.get("/surat/<public_id>/untuk-ditandatangani")
def letter_original(public_id: str) -> ResponseReturnValue:
    """A letter that waits for its signature, for whoever signs it elsewhere; 404 for anybody else's."""
    row = original_of(work(), public_id)
    given = to_be_signed(row)
    response = _as_download(given)
    note_letter_download(work(), row, given.sha256)
    return response


@files.get("/surat/<public_id>/halaman/<int:number>.png")
def letter_page(public_id: str, number: int) -> ResponseReturnValue:
    """One page of an issued letter as a picture, of what can be had of it; 404 while it only waits."""
    row = letter_named(database().session(), actor(), public_id)
    given = handed_out(row)
    if given is None:
        abort(404)
    return page_picture(given, row.pages, number)


def letter_response(row: Letter) -> Response:
    """A letter's PDF as a download, or a page that says for what it waits; whoever calls has made sure that it may be
    seen.
    """
    given = handed_out(row)
    if given is None:
        return make_response(render_template("public/letter_waits.html", letter=row, sentence=WAITS), 409)
    return _as_download(given)


def _as_download(given: LetterFile) -> Response:
    response = Response(content(given), mimetype="application/pdf")
    response.headers.set("Content-Disposition", "attachment", filename=given.name)
    response.headers["Content-Security-Policy"] = SANDBOX
    return response
