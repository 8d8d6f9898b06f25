"""How documents look wherever they are listed: validity, what the front desk said, the file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import g, url_for
from flask_babel import gettext as _
from markupsafe import Markup, escape

from admin_views.cells import badge, day
from admin_views.web.request import actor, database, now
from siinas.models import CompanyDocument
from siinas.process.words import JAKARTA
from siinas.queries.company_documents import (
    ACCEPTED,
    NOT_LOOKED_AT,
    RENEWED,
    RETURNED,
    REVIEWS,
    document_title,
    on_the_radar,
    radar_days,
    returned_documents,
    validity_of,
)

REVIEW_TONES = {NOT_LOOKED_AT: "waiting", RENEWED: "waiting", ACCEPTED: "accepted", RETURNED: "returned"}


def soon() -> int:
    """From how many days before its end on a document is marked; asked once for a page."""
    if "soon" not in g:
        g.soon = radar_days(database().session())
    days: int = g.soon
    return days


def validity_badge(document: CompanyDocument) -> Markup:
    """How long a document is valid yet; a coloured word once it has ended or will soon."""
    validity = validity_of(document, today())
    if validity.until is None or validity.days is None:
        return escape(validity.words)
    if validity.expired:
        return Markup("%s<br>%s") % (day(validity.until), badge("late", _("Berakhir %(when)s", when=validity.left)))
    if validity.days <= soon():
        return Markup("%s<br>%s") % (day(validity.until), badge("waiting", validity.left.capitalize()))
    return day(validity.until)


def review_cell(document: CompanyDocument) -> Markup:
    """What the front desk said, and its note."""
    said = badge(REVIEW_TONES[document.review], REVIEWS[document.review])
    if document.review_note and document.review in {RETURNED, ACCEPTED}:
        return Markup('%s<span class="under-text">%s</span>') % (said, document.review_note)
    return said


def described(title: str, *under: str) -> Markup:
    """A title with smaller lines under it."""
    lines = [Markup('<span class="under-line">%s</span>') % line for line in under if line]
    return escape(title) + Markup("").join(lines)


def file_link(document: CompanyDocument) -> Markup:
    """The way to the file."""
    return Markup('<a href="%s">%s</a>') % (
        url_for("files.download", public_id=document.attachment.public_id),
        document.attachment.original_name,
    )


def today() -> date:
    """The day in Jakarta."""
    return now().astimezone(JAKARTA).date()


@dataclass(frozen=True, slots=True)
class PaperNotice:
    """A document that asks for attention on the company's first page."""

    title: str
    words: str
    url: str
    late: bool = False


def paper_notices() -> dict[str, list[PaperNotice]]:
    """What the front desk returned, and what has expired or will soon."""
    own = actor().establishment_id or 0
    returned = returned_documents(database().session(), actor(), own)
    pressing = [(row, validity_of(row, today())) for row in on_the_radar(database().session(), actor(), own, today())]
    return {
        "returned": [PaperNotice(document_title(row), row.review_note or "", _edit_url(row)) for row in returned],
        "pressing": [PaperNotice(document_title(row), v.words, _edit_url(row), v.expired) for row, v in pressing],
    }


def _edit_url(row: CompanyDocument) -> str:
    return url_for(f"company_{row.section}.edit_view", id=row.id)
