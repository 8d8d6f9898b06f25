"""Making, hashing and judging passwords (security.md 3.1 and 3.4)."""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Mapping
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from siinas.operations.guessable import guessable

ALPHABET = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
LONGEST = 128
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def generated() -> str:
    """An initial password of 16 characters without look-alikes, more than 90 bits."""
    return "".join(secrets.choice(ALPHABET) for _ in range(16))


def normal(password: str) -> str:
    """The password as it is hashed: NFC, otherwise to the letter."""
    return unicodedata.normalize("NFC", password)


def hashed(password: str) -> str:
    """The argon2id hash."""
    return str(_hasher.hash(normal(password)))


@cache
def _nobodys_hash() -> str:
    return hashed(generated())


def matches(password_hash: str, password: str) -> bool:
    """Whether the password is right; takes as long where there is no hash, so that nobody learns who exists."""
    try:
        right = _hasher.verify(password_hash or _nobodys_hash(), normal(password)[: LONGEST * 4])
    except (VerificationError, InvalidHashError):
        return False
    return bool(right) and bool(password_hash)


def outdated(password_hash: str) -> bool:
    """Whether the hash was made with weaker parameters than today's."""
    return bool(_hasher.check_needs_rehash(password_hash))


def fault(password: str, *, shortest: int, own_words: Mapping[str, str]) -> str:
    """Why a new password is refused, as a sentence; empty when it is good.

    No composition rules: length, and whether it is guessed soon. `own_words` as in `guessable`.
    """
    text = normal(password)
    if len(text) < shortest:
        return f"Kata sandi paling sedikit {shortest} karakter. Beberapa kata yang tidak berhubungan mudah diingat."
    if len(text) > LONGEST:
        return f"Kata sandi paling panjang {LONGEST} karakter."
    return guessable(text, own_words)
