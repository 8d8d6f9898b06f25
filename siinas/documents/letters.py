"""An issued letter as PDF: heading, facts, and the QR code that leads to its public check."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import segno
from pypdf import PdfReader, PdfWriter

from siinas.documents.pdf_sandbox import render_page
from siinas.documents.printing import FONTS, printed
from siinas.process.words import date_words, digest_words
from siinas.queries.letters import token_words

QR_SCALE = 8
"""Pixels for each square of the QR code: sharp on any printer."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A printed letter: its bytes, how many pages they are, and the digest of its content that is printed on it."""

    pdf: bytes
    pages: int
    digest: str


def content_digest(kind: str, number: str, title: str, issued_on: date, content: Mapping[str, Any]) -> str:
    """SHA-256 of everything that a letter says."""
    said = {"kind": kind, "number": number, "title": title, "issued_on": issued_on.isoformat(), "content": content}
    canonical = json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def letter_paper(
    *, kind: str, number: str, title: str, issued_on: date, content: Mapping[str, Any], token: str, base_url: str
) -> Paper:
    """Print a letter; `content` as in `siinas.models.Letter`. PrintingFailed when anything went wrong.

    One in official form (content["form"] is "official") has letterhead, signer and copies of its office.
    """
    digest = content_digest(kind, number, title, issued_on, content)
    address = f"{base_url}/verifikasi/{token}"
    picture = segno.make(address, error="m", micro=False).png_data_uri(scale=QR_SCALE, border=4)
    pdf = printed(
        "official.html" if content.get("form") == "official" else "issued.html",
        title=title,
        number=number,
        content=content,
        issued_on=date_words(issued_on),
        address=address,
        check_page=f"{base_url}/verifikasi",
        code=token_words(token),
        picture=picture,
        digest=digest_words(digest),
    )
    return Paper(pdf, len(PdfReader(io.BytesIO(pdf)).pages), digest)


NOT_SIGNED = "BELUM DITANDATANGANI SECARA ELEKTRONIK"


def stamped(pdf: bytes, words: str = NOT_SIGNED) -> bytes:
    """A copy of a letter that says across each page what it is not yet."""
    writer = PdfWriter(clone_from=io.BytesIO(pdf))
    for page in writer.pages:
        across, down = float(page.mediabox.width), float(page.mediabox.height)
        page.merge_page(PdfReader(io.BytesIO(_stamp(words, across, down))).pages[0])
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _stamp(words: str, across: float, down: float) -> bytes:
    """A page with nothing but the words: small at its head, large and pale across it."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(TTFont(STAMP_FONT, str(FONTS / "source-sans-3-700.ttf")))
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(across, down))
    canvas.setFont(STAMP_FONT, 10)
    canvas.drawCentredString(across / 2, down - 26, words)
    canvas.saveState()
    canvas.translate(across / 2, down / 2)
    canvas.rotate(52)
    canvas.setFillGray(0.55, alpha=0.35)
    canvas.setFont(STAMP_FONT, 30)
    canvas.drawCentredString(0, 0, words)
    canvas.restoreState()
    canvas.save()
    return out.getvalue()


STAMP_FONT = "SiinasStamp"


def pictures_of(pdf: bytes) -> list[bytes]:
    """The pages of a letter as pictures (PNG)."""
    return [render_page(pdf, number) for number in range(1, len(PdfReader(io.BytesIO(pdf)).pages) + 1)]
