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
from pypdf import PdfReader

from siinas.documents.printing import printed
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
    """Print a letter; `content` as in `siinas.models.Letter`. PrintingFailed when anything went wrong."""
    digest = content_digest(kind, number, title, issued_on, content)
    address = f"{base_url}/verifikasi/{token}"
    picture = segno.make(address, error="m", micro=False).png_data_uri(scale=QR_SCALE, border=4)
    pdf = printed(
        "issued.html",
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
