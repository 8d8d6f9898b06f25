"""Puts words back into lines, phrases and sentences, as the eye joins them on the printed page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from siinas.documents.pdf_words import PageWords, Word


@dataclass(frozen=True)
class Line:
    """The words of one page that stand on one baseline, from left to right."""

    page: int
    words: tuple[Word, ...]

    @cached_property
    def text(self) -> str:
        """The words with single spaces between them."""
        return " ".join(word.text for word in self.words)

    @property
    def base(self) -> float:
        """The baseline, in points from the top of the page."""
        return self.words[0].base

    @property
    def size(self) -> float:
        """The height of the print, in points."""
        return max(word.size for word in self.words)

    @property
    def x0(self) -> float:
        """The left end, in points."""
        return self.words[0].x0

    @property
    def x1(self) -> float:
        """The right end, in points."""
        return self.words[-1].x1


def lines_of(words: Iterable[Word], page: int = 0) -> list[Line]:
    """Return the lines that these words form, from top to bottom."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda each: each.base):
        if rows and word.base - rows[-1][0].base <= 0.2 * min(word.size, rows[-1][0].size):
            rows[-1].append(word)
        else:
            rows.append([word])
    return [Line(page, tuple(sorted(row, key=lambda word: word.x0))) for row in rows]


def lines_of_page(page: PageWords) -> list[Line]:
    """Return the lines of a page, from top to bottom."""
    return lines_of(page.words, page.number)


def phrases_of(line: Line, widest_space: float = 0.6) -> list[tuple[Word, ...]]:
    """Cut a line where the white space is wider than `widest_space` times the size of the print."""
    phrases: list[list[Word]] = []
    for word in line.words:
        if phrases and word.x0 - phrases[-1][-1].x1 <= widest_space * word.size:
            phrases[-1].append(word)
        else:
            phrases.append([word])
    return [tuple(phrase) for phrase in phrases]


def usual_space(lines: Iterable[Line]) -> float:
    """Return the usual white between two words of a sentence, in sizes of the print."""
    gaps = sorted((b.x0 - a.x1) / b.size for line in lines for a, b in pairwise(line.words))
    spaces = [gap for gap in gaps if 0.05 < gap < 0.9]
    return spaces[len(spaces) // 2] if len(spaces) >= 5 else 0.24


def join_lines(texts: Sequence[str]) -> str:
    """Join the lines of a wrapped value; a word broken after its own hyphen or slash is joined without a space."""
    joined = ""
    for text in texts:
        if not text:
            continue
        tight = re.search(r"\w[-/]$", joined) and re.match(r"\w", text)
        joined = joined + text if not joined or tight else f"{joined} {text}"
    return re.sub(r"\s+", " ", joined).strip()


def squash(text: str) -> str:
    """Return the text in small letters without any white space, for comparing with fixed words."""
    return re.sub(r"\s+", "", text).lower()


def next_line_is_nearer(bases: Sequence[float], following: float) -> bool:
    """Tell whether the last of these lines stands nearer to what follows than to its own lines.

    Where it does, cells are not aligned at their tops and the last line belongs to what follows.
    """
    return len(bases) >= 2 and following - bases[-1] < 0.85 * (bases[-1] - bases[-2])
