"""Finding an entry of a long official list: by its code or words, and by words that resemble the typed ones."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from siinas.models import HsCode, Kbli
from siinas.queries.reference import WORDS, hs_search, kbli_search
from siinas.reference.table import plain_words

LONGEST = 200
"""So many characters of what was typed are looked at: more than a label has."""
CLOSE = 0.72
"""How much a known word has to resemble a typed one (1 is the same word)."""


@dataclass(frozen=True, slots=True)
class Found:
    """Matches, best first: code and label. `more` says that there are others; `close` that only similar words match."""

    entries: tuple[tuple[str, str], ...] = ()
    more: bool = False
    close: bool = False


def kbli_found(session: Session, version: int, text: str, most: int) -> Found:
    """The KBLI of an edition that a text means, "10721 — Industri Gula Pasir"."""
    rows = kbli_search(session, version, text[:LONGEST], most + 1)
    return _found(rows, most) if rows else _close(session, Kbli, Kbli.version == version, text, most)


def hs_found(session: Session, version: str, text: str, most: int) -> Found:
    """The tariff headings of an edition that a text means."""
    rows = hs_search(session, version, text[:LONGEST], most + 1)
    return _found(rows, most) if rows else _close(session, HsCode, HsCode.version == version, text, most)


def _found(rows: Sequence[Kbli] | Sequence[HsCode], most: int, *, close: bool = False) -> Found:
    return Found(tuple((row.code, f"{row.code} — {row.title}") for row in rows[:most]), len(rows) > most, close)


def _close(session: Session, model: Any, listed: ColumnElement[bool], text: str, most: int) -> Found:
    """Entries with words that resemble the typed ones; best are those that resemble most of them."""
    words = [word for word in plain_words(text[:LONGEST]).split()[:WORDS] if len(word) > 2]
    valid = listed & model.retired_on.is_(None)
    spelled = {code: search.split() for code, search in session.execute(select(model.code, model.search).where(valid))}
    known = {word for found in spelled.values() for word in found if word.isalpha()}
    meant = [alike for word in words if (alike := _alike(word, known))]
    scored = []
    for code, found in spelled.items():
        score = sum(max((alike[word] for word in found if word in alike), default=0.0) for alike in meant)
        if score:
            scored.append((-score, len(found), code))
    best = [code for score, _length, code in sorted(scored)[: most + 1] if score <= min(scored)[0] * 0.8]
    rows = {row.code: row for row in session.scalars(select(model).where(valid, model.code.in_(best)))}
    return _found([rows[code] for code in best], most, close=True) if rows else Found()


def _alike(word: str, known: Iterable[str]) -> dict[str, float]:
    """Known words that hold or resemble a typed one, each with how much (at most 1)."""
    held = {one: 1.0 for one in known if word in one}
    if held:
        return held
    # A look at length and letters spares most of the comparing.
    letters = set(word)
    near = [one for one in known if abs(len(one) - len(word)) < 4 and 4 * len(letters & set(one)) >= 3 * len(letters)]
    close = difflib.get_close_matches(word, near, n=3, cutoff=CLOSE)
    return {one: difflib.SequenceMatcher(None, word, one).ratio() for one in close}
