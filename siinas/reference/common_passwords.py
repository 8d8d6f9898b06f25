"""Passwords and words that guessers try first; bundled, so that no password is ever asked about elsewhere."""

from __future__ import annotations

from functools import cache

from siinas.reference.datafile import DATA

FOLDER = DATA / "passwords"


def _lines(name: str) -> frozenset[str]:
    return frozenset((FOLDER / f"{name}.txt").read_text(encoding="utf-8").split("\n")) - {""}


@cache
def common_passwords() -> frozenset[str]:
    """The passwords that people use most, in lower case; README.md beside the data names the sources."""
    return _lines("common_passwords")


@cache
def common_words() -> frozenset[str]:
    """Common passwords, Indonesian words and names: what digits and signs are usually put around."""
    return common_passwords() | _lines("indonesian_words") | _lines("own_words")
