"""The public check of letters: by code, number or file, so often per hour and network address."""

from __future__ import annotations

import hashlib

from siinas.models import Letter
from siinas.operations import throttle
from siinas.operations.throttle import Limit
from siinas.operations.work import Work
from siinas.queries.letters import as_token, by_digest, by_number, by_token
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


def letter_of_file(work: Work, content: bytes) -> Letter | None:
    """The letter whose PDF this is, to the byte; the content is neither parsed nor kept."""
    _take(work)
    return by_digest(work.session, hashlib.sha256(content).hexdigest())
