"""Finds the header row of an NIB's annex on a page and says what each of its columns holds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from siinas.documents.nib_lines import Line, phrases_of
from siinas.documents.pdf_words import PageWords, Word

_HEADER_WORDS = frozenset(
    [
        "no",
        "nomor",
        "kode",
        "kbli",
        "judul",
        "lokasi",
        "usaha",
        "klasifikasi",
        "tingkat",
        "risiko",
        "resiko",
        "perizinan",
        "berusaha",
        "jenis",
        "legalitas",
        "status",
        "keterangan",
        "alamat",
    ]
)
_STARTS = {"no", "kode", "judul", "lokasi", "klasifikasi", "tingkat", "perizinan", "jenis", "legalitas", "status"}
_STARTS |= {"keterangan"}


@dataclass(slots=True)
class Column:
    """One column: `kind` says what it holds, x0 and x1 bound its header, left and right the column itself.

    `mixed` holds the kinds of several columns whose names ran into each other.
    """

    kind: str
    x0: float
    x1: float
    left: float = 0.0
    right: float = 0.0
    mixed: frozenset[str] = frozenset()


@dataclass(slots=True)
class Header:
    """A header row: where it begins and ends on the page, and its cells from left to right."""

    top: float
    bottom: float
    depth: float
    columns: list[Column]
    walls: list[float]


def _tokens(text: str) -> list[str]:
    return re.findall(r"[a-z]+", text.lower())


def _share_of_header_words(line: Line) -> float:
    if re.search(r"\d", line.text):
        return 0.0
    known = [bool(tokens := _tokens(word.text)) and set(tokens) <= _HEADER_WORDS for word in line.words]
    return sum(known) / len(known)


def find_headers(page: PageWords, lines: Sequence[Line], depth: float | None = None) -> list[Header]:
    """Return the header rows on a page, from top to bottom.

    `depth` is the depth of an earlier header of the same annex in points: a repeated one is as deep, and what stands
    below it is data, whatever the words.
    """
    headers: list[Header] = []
    for number, line in enumerate(lines):
        if headers and line.base <= headers[-1].bottom:
            continue
        if not any("judul" in _tokens(word.text) for word in line.words) or _share_of_header_words(line) < 0.5:
            continue
        first = last = number
        while first > 0 and _belongs_above(lines[first - 1], lines[first]):
            first -= 1
        while last + 1 < len(lines) and _belongs_below(lines[last + 1], lines[last]):
            if depth is not None and lines[last + 1].base - lines[first].base > depth + 1:
                break
            last += 1
        header = _header(page, lines[first : last + 1])
        if header:
            headers.append(header)
    return headers


def _belongs_above(line: Line, below: Line) -> bool:
    return _share_of_header_words(line) == 1.0 and below.base - line.base < 3.2 * line.size


def _belongs_below(line: Line, above: Line) -> bool:
    share = _share_of_header_words(line)
    return share > 0.5 and line.base - above.base < (3.2 if share == 1.0 else 1.8) * line.size


def _header(page: PageWords, lines: Sequence[Line]) -> Header | None:
    phrases = [part for line in lines for phrase in phrases_of(line) for part in _at_column_starts(phrase)]
    has_kinds = any("jenis" in _tokens(word.text) for phrase in phrases for word in phrase)
    if has_kinds:
        # "Perizinan Berusaha" stands above several columns and names none of them.
        phrases = [phrase for phrase in phrases if not _says_only(phrase, {"perizinan", "berusaha"})]
    top, bottom = lines[0].base - lines[0].size, max(line.base for line in lines)
    walls = _merged([x for x, start, end in page.vertical_rules if start <= bottom - 1 and end >= bottom + 1])
    cells = _cells_between(walls, phrases) if len(walls) >= 5 else _cells_by_overlap(phrases)
    columns = [
        Column(
            _kind(text := " ".join(word.text for word in cell)),
            min(word.x0 for word in cell),
            max(word.x1 for word in cell),
            mixed=_mixed_kinds(text),
        )
        for cell in cells
    ]
    kinds = [column.kind for column in columns]
    if "title" not in kinds or "code" not in kinds or len(set(kinds) - {"other"}) < 4:
        return None
    depth = bottom - lines[0].base
    return Header(top, bottom + 0.3 * lines[-1].size, depth, columns, walls if len(walls) >= 5 else [])


def _says_only(phrase: Sequence[Word], allowed: set[str]) -> bool:
    return all(set(_tokens(word.text)) <= allowed for word in phrase)


def _at_column_starts(phrase: tuple[Word, ...]) -> list[tuple[Word, ...]]:
    """Cut a phrase of the header where the next column's name begins behind more than a plain space."""
    parts: list[list[Word]] = []
    for word in phrase:
        tokens = _tokens(word.text)
        begins = bool(tokens) and tokens[0] in _STARTS
        if parts and not (begins and word.x0 - parts[-1][-1].x1 > 0.33 * word.size):
            parts[-1].append(word)
        else:
            parts.append([word])
    return [tuple(part) for part in parts]


def _cells_between(walls: Sequence[float], phrases: Sequence[Sequence[Word]]) -> list[list[Word]]:
    cells: list[list[Word]] = [[] for _ in walls]
    for phrase in phrases:
        for word in phrase:
            middle = (word.x0 + word.x1) / 2
            cells[sum(wall < middle for wall in walls) - 1].append(word)
    return [cell for cell in cells if cell]


def _cells_by_overlap(phrases: Sequence[Sequence[Word]]) -> list[list[Word]]:
    cells: list[list[Word]] = []
    for phrase in sorted(phrases, key=lambda each: each[0].x0):
        if cells and phrase[0].x0 < max(word.x1 for word in cells[-1]) - 0.5:
            cells[-1].extend(phrase)
        else:
            cells.append(list(phrase))
    return cells


def _kind(text: str) -> str:
    tokens = set(_tokens(text))
    for kind, names in (
        ("title", {"judul"}),
        ("code", {"kode"}),
        ("code", {"kbli"}),
        ("risk", {"risiko", "resiko"}),
        ("kind", {"jenis"}),
        ("legality", {"legalitas"}),
        ("legality", {"status"}),
        ("location", {"lokasi"}),
        ("location", {"alamat"}),
        ("note", {"keterangan"}),
        ("number", {"no", "nomor"}),
        ("risk", {"tingkat"}),
        ("kind", {"perizinan"}),
    ):
        if tokens & names:
            return kind
    return "other"


def _mixed_kinds(text: str) -> frozenset[str]:
    """Return the kinds of columns whose names run into each other in one header cell, if they are several."""
    kinds = frozenset(kind for token in _tokens(text) if (kind := _kind(token)) not in {"other", "number"})
    several = kinds - ({"code"} if "title" in kinds else set())
    return kinds if len(several) > 1 else frozenset()


def _merged(positions: Sequence[float]) -> list[float]:
    merged: list[float] = []
    for x in sorted(positions):
        if not merged or x - merged[-1] > 4:
            merged.append(x)
    return merged
