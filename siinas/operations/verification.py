"""The public check of letters: by code, number or file, so often per hour and network address."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from siinas.documents.letter_marks import tokens_named
from siinas.models import Letter
from siinas.operations import throttle
from siinas.operations.throttle import Limit
from siinas.operations.work import Work
from siinas.queries.letter_files import by_file
from siinas.queries.letters import as_token, by_number, by_token
from siinas.queries.settings import number

SLOW_DOWN = "Terlalu banyak pemeriksaan surat dari jaringan ini. Coba lagi dalam {wait}."


def _take(work: Work) -> None:
    most = number(work.session, "verification_address_hour")
    throttle.take(work, SLOW_DOWN, Limit("verification", work.ip, most, throttle.HOUR))


def letter_of_code(work: Work, typed: str) -> Letter | None:
    """The letter that bears this code; None for an unknown one and for what is no code."""
    _take(work)
    token = as_token(typed)
    return by_token(work.session, token) if token else None


def letter_of_number(work: Work, typed: str) -> Letter | None:
    """The letter of this number, as a person typed it."""
    _take(work)
    return by_number(work.session, typed)


@dataclass(frozen=True, slots=True)
class FileVerdict:
    """What a dropped file is: the letter, and which of its files ("issued", "signed", "stamped"); or "altered": it
    names the letter, but its bytes are none that the portal handed out."""

    letter: Letter
    what: str


def letter_of_file(work: Work, content: bytes) -> FileVerdict | None:
    """Which letter a file is, to the byte; else which one it claims to be. Nothing of it is kept.

    What is not known to the byte is opened in the limited process and looked through for the code of a letter.
    """
    _take(work)
    found = by_file(work.session, hashlib.sha256(content).hexdigest())
    if found is not None:
        return FileVerdict(*found)
    for token in tokens_named(content, work.services.configuration.base_url):
        letter = by_token(work.session, token)
        if letter is not None:
            return FileVerdict(letter, "altered")
    return None
