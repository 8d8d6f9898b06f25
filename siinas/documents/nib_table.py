"""Finds the table of an NIB's annex on a page: its header row, its columns, and where each column ends."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from siinas.documents.nib_lines import Line, lines_of_page, phrases_of
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
# Ends the table wherever on the line it begins; the second only where it begins in the column of numbers.
_TABLE_ENDS = re.compile(
    r"(?:\d{1,2}[.)]?\s+|\*\)?\s*)?(?:dokumen ini|diterbitkan di|dicetak|ditandatangani|menteri investasi|a\.\s?n\."
    r"|perubahan ke-|contoh - bukan)",
    re.IGNORECASE,
)
_NOTES_BEGIN = re.compile(r"(?:\d{1,2}[.)]\s+|\*\)?\s*)?(?=\D)[a-z]", re.IGNORECASE)
_FURNITURE = re.compile(
    r"(?:pemerintah republik|lampiran\b|nomor induk berusaha|perizinan berusaha berbasis|halaman\b|hal\.)"
    r"|-?\s*\d{1,3}\s*-$|\d{1,3}\s*(?:/|dari)\s*\d{1,3}$",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Column:
    """One column: `kind` says what it holds, x0 and x1 bound its header, left and right the column itself."""

    kind: str
    x0: float
    x1: float
    left: float = 0.0
    right: float = 0.0


@dataclass(slots=True)
class Table:
    """The part of the annex on one page.

    `lines` are the data lines, `certain` is false where the columns had to be guessed; `repeated` kinds stand in more
    than one header cell. `has_header` is false on a page that only continues the table before it.
    """

    page: PageWords
    columns: list[Column]
    lines: list[Line]
    has_header: bool = True
    doubtful: set[str] = field(default_factory=set)

    def column(self, kind: str) -> Column | None:
        """Return the column of a kind, or None when the table has none."""
        return next((column for column in self.columns if column.kind == kind), None)


@dataclass(slots=True)
class Header:
    """A header row: where it begins and ends on the page, and its cells from left to right."""

    top: float
    bottom: float
    columns: list[Column]
    walls: list[float]


def tables_of(pages: Sequence[PageWords]) -> list[Table]:
    """Return the annex, page by page; a page without a header continues the table of the page before."""
    tables: list[Table] = []
    for page in pages:
        lines = lines_of_page(page)
        headers = find_headers(page, lines)
        if not headers:
            if tables and abs(tables[-1].page.width - page.width) < 3:
                data = _data_lines(lines, tables[-1].columns)
                if data:
                    tables.append(Table(page, tables[-1].columns, data, has_header=False))
            continue
        for place, header in enumerate(headers):
            end = headers[place + 1].top if place + 1 < len(headers) else page.height + 1
            below = [line for line in lines if header.bottom < line.base < end]
            data = _data_lines(below, header.columns)
            doubtful = _set_bounds(header, data)
            tables.append(Table(page, header.columns, data, doubtful=doubtful))
    return tables


def _tokens(text: str) -> list[str]:
    return re.findall(r"[a-z]+", text.lower())


def _share_of_header_words(line: Line) -> float:
    if re.search(r"\d", line.text):
        return 0.0
    known = [bool(tokens := _tokens(word.text)) and set(tokens) <= _HEADER_WORDS for word in line.words]
    return sum(known) / len(known)


def find_headers(page: PageWords, lines: Sequence[Line]) -> list[Header]:
    """Return the header rows on a page, from top to bottom."""
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
            last += 1
        header = _header(page, lines[first : last + 1])
        if header:
            headers.append(header)
    return headers


def _belongs_above(line: Line, below: Line) -> bool:
    return _share_of_header_words(line) == 1.0 and below.base - line.base < 3.2 * line.size


def _belongs_below(line: Line, above: Line) -> bool:
    share = _share_of_header_words(line)
    return share >= 0.5 and line.base - above.base < (3.2 if share == 1.0 else 1.8) * line.size


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
        Column(_kind(" ".join(word.text for word in cell)), min(w.x0 for w in cell), max(w.x1 for w in cell))
        for cell in cells
    ]
    kinds = [column.kind for column in columns]
    if "title" not in kinds or "code" not in kinds or len(set(kinds) - {"other"}) < 4:
        return None
    return Header(top, bottom + 0.3 * lines[-1].size, columns, walls if len(walls) >= 5 else [])


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


def _merged(positions: Sequence[float]) -> list[float]:
    merged: list[float] = []
    for x in sorted(positions):
        if not merged or x - merged[-1] > 4:
            merged.append(x)
    return merged


def _data_lines(lines: Sequence[Line], columns: Sequence[Column]) -> list[Line]:
    """Return the lines that belong to the table: no page headers, no page numbers, nothing after its end."""
    data: list[Line] = []
    for number, line in enumerate(lines):
        if _TABLE_ENDS.match(line.text) or _begins_notes(line, columns):
            break
        if data and line.base - data[-1].base > 4 * line.size and not re.search(r"\b\d{5}\b", line.text):
            break
        if _FURNITURE.match(line.text) and len(phrases_of(line, 1.2)) <= 2:
            continue
        if _crosses_columns(line, columns):
            if data:
                break
            continue
        is_last = number == len(lines) - 1
        if is_last and re.fullmatch(r"\d{1,3}", line.text) and data and line.base - data[-1].base > 2 * line.size:
            break
        data.append(line)
    return data


def _begins_notes(line: Line, columns: Sequence[Column]) -> bool:
    """Tell whether a sentence begins where only the numbers of the rows should stand."""
    first = columns[0]
    return first.kind == "number" and line.x0 <= first.x1 and bool(_NOTES_BEGIN.match(line.text))


def _crosses_columns(line: Line, columns: Sequence[Column]) -> bool:
    """Tell whether one unbroken phrase of the line lies under the names of two columns."""
    for phrase in phrases_of(line, 0.45):
        under = [column for column in columns if phrase[0].x0 <= (column.x0 + column.x1) / 2 <= phrase[-1].x1]
        if len(under) >= 2:
            return True
    return False


def _set_bounds(header: Header, data: Sequence[Line]) -> set[str]:
    """Set where each column begins and ends; return the kinds of those columns whose limits are a guess."""
    columns, doubtful = header.columns, set[str]()
    kinds = [column.kind for column in columns]
    doubtful |= {kind for kind in kinds if kind != "other" and kinds.count(kind) > 1}
    columns[0].left, columns[-1].right = -1e6, 1e6
    phrases = [phrase for line in data for phrase in phrases_of(line)]
    for left, right in pairwise(columns):
        walls = [x for x in header.walls if left.x1 - 2 < x < right.x0 + 2]
        if walls:
            bound, certain = walls[0], True
        else:
            bound, certain = _gutter(left.x1, right.x0, phrases)
        if not certain:
            doubtful |= {left.kind, right.kind}
        left.right = right.left = bound
    return doubtful


def _gutter(start: float, end: float, phrases: Sequence[tuple[Word, ...]]) -> tuple[float, bool]:
    """Return where the white strip between two columns lies, and whether there is no doubt about it."""
    if end <= start:
        return (start + end) / 2, False
    covered = sorted((phrase[0].x0, phrase[-1].x1) for phrase in phrases if phrase[-1].x1 > start)
    gaps: list[tuple[float, float]] = []
    at = start
    for x0, x1 in covered:
        if x0 >= end:
            break
        if x0 > at:
            gaps.append((at, x0))
        at = max(at, x1)
    if at < end:
        gaps.append((at, end))
    wide = [gap for gap in gaps if gap[1] - gap[0] >= 1.5]
    if not wide:
        return (start + end) / 2, False
    if len(wide) == 1:
        return sum(wide[0]) / 2, True
    for low, high in reversed(wide):
        starts = [phrase[0].x0 for phrase in phrases if high - 0.5 <= phrase[0].x0 <= end + 1]
        if len(starts) >= 2 and max(starts) - min(starts) < 1.5:
            return (low + high) / 2, True  # the left edge of the next column's text
    widest = max(wide, key=lambda gap: gap[1] - gap[0])
    return sum(widest) / 2, False
