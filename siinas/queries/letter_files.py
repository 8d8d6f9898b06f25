"""Which bytes of a letter are handed to whom, and which letter some bytes are."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from siinas.models import Letter, LetterAuthority
from siinas.models.letter import SIGNED, VALID, WAITING
from siinas.process.roles import Actor
from siinas.queries.letter_offices import signed_for
from siinas.queries.scope import unguarded, visible

SIGNATURES = {WAITING: "Menunggu tanda tangan elektronik", SIGNED: "Ditandatangani secara elektronik"}
"""The state of a signature in words; letters that need none say nothing."""
WAITS = (
    "Surat ini sudah terbit tetapi masih menunggu tanda tangan elektronik. Surat dapat diunduh setelah ditandatangani."
)


@dataclass(frozen=True, slots=True)
class LetterFile:
    """Bytes of a letter: their hash, what they are ("issued", "signed", "stamped"), and a name to save them under."""

    sha256: str
    what: str
    name: str


SUFFIXES = {"issued": "", "signed": "", "stamped": "-belum-ditandatangani", "original": "-untuk-ditandatangani"}


def handed_out(letter: Letter) -> LetterFile | None:
    """What whoever may see a letter can have of it: signed, or the stamped copy; None while it only waits."""
    if letter.signature == SIGNED and letter.signed_sha256 is not None:
        return _file(letter, letter.signed_sha256, "signed")
    if letter.signature != WAITING:
        return _file(letter, letter.sha256, "issued")
    return _file(letter, letter.stamped_sha256, "stamped") if letter.stamped_sha256 is not None else None


def to_be_signed(letter: Letter) -> LetterFile:
    """The letter as it was issued, for whoever signs it."""
    return _file(letter, letter.sha256, "original")


def _file(letter: Letter, sha256: str, what: str) -> LetterFile:
    name = re.sub(r"[^a-z0-9]+", "-", f"{letter.title} {letter.number}".casefold()).strip("-")
    return LetterFile(sha256, what, f"{name}{SUFFIXES[what]}.pdf")


def waiting_for_signature(actor: Actor) -> list[ColumnElement[bool]]:
    """What is true of letters for whose signature somebody waits who may hand it in."""
    return [
        visible(Letter, actor),
        Letter.signature == WAITING,
        Letter.state == VALID,
        Letter.authority.in_(select(LetterAuthority.code).where(signed_for(actor))),
    ]


def by_file(session: Session, sha256: str) -> tuple[Letter, str] | None:
    """The letter to which bytes with that SHA-256 belong, and what they are of it."""
    either = or_(Letter.sha256 == sha256, Letter.signed_sha256 == sha256, Letter.stamped_sha256 == sha256)
    with unguarded(session):
        letter = session.scalars(select(Letter).where(either)).one_or_none()
    if letter is None:
        return None
    if letter.signed_sha256 == sha256:
        return letter, "signed"
    return letter, "stamped" if letter.stamped_sha256 == sha256 else "issued"
