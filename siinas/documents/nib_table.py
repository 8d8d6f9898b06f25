"""Gathers the lines of an NIB's annex page by page and finds where each of its columns begins and ends."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from siinas.documents.nib_header import Column, Header, find_headers
from siinas.documents.nib_lines import Line, lines_of_page, phrases_of, usual_space
from siinas.documents.pdf_words import PageWords, Word

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
class Table:
    """The part of the annex on one page.

    `lines` are its data lines; `has_header` is false on a page that only continues the table before it. `space` is the
    widest white, in sizes of the print, that still joins two words of one cell. `doubtful` names the kinds of columns
    whose limits are a guess; `lost` and `cut` say that lines which fit no column were left out before and after.
    """

    page: PageWords
    header: Header
    lines: list[Line]
    space: float
    has_header: bool = True
    doubtful: set[str] = field(default_factory=set)
    lost: bool = False
    cut: bool = False

    @property
    def columns(self) -> list[Column]:
        """The columns from left to right."""
        return self.header.columns

    def column(self, kind: str) -> Column | None:
        """Return the column of a kind, or None when the table has none."""
        return next((column for column in self.columns if column.kind == kind), None)


def tables_of(pages: Sequence[PageWords]) -> list[Table]:
    """Return the annex, page by page; a page without a header continues the table of the page before."""
    tables: list[Table] = []
    space = 1.4 * usual_space([line for page in pages for line in lines_of_page(page)])
    for page in pages:
        lines = lines_of_page(page)
        headers = find_headers(page, lines, tables[0].header.depth if tables else None)
        if not headers and tables and abs(tables[-1].page.width - page.width) < 3:
            table = Table(page, tables[-1].header, [], space, has_header=False)
            _take_lines(table, lines)
            tables.append(table)
        for place, header in enumerate(headers):
            end = headers[place + 1].top if place + 1 < len(headers) else page.height + 1
            table = Table(page, header, [], space)
            _take_lines(table, [line for line in lines if header.bottom < line.base < end])
            tables.append(table)
    for group in _alike(tables):
        _set_bounds(group)
    return tables


def _take_lines(table: Table, lines: Sequence[Line]) -> None:
    """Keep the lines that belong to the table: no page headers, no page numbers, nothing after its end."""
    ruled = _ruled_range(table)
    if ruled:
        table.lines = [line for line in lines if ruled[0] < line.base < ruled[1]]
        return
    data = table.lines
    for number, line in enumerate(lines):
        if _TABLE_ENDS.match(line.text) or _begins_notes(line, table.columns):
            break
        if data and line.base - data[-1].base > 4 * line.size and not re.search(r"\b\d{5}\b", line.text):
            break
        if _FURNITURE.match(line.text) and len(phrases_of(line, 1.2)) <= 2:
            continue
        if _crosses_columns(line, table):
            if data:
                table.cut = True
                break
            table.lost = True
            continue
        is_last = number == len(lines) - 1
        if is_last and re.fullmatch(r"\d{1,3}", line.text) and data and line.base - data[-1].base > 2 * line.size:
            break
        data.append(line)


def _ruled_range(table: Table) -> tuple[float, float] | None:
    """Return the top and the bottom of the upright rules of this table on its page, None when it has no rules."""
    walls = table.header.walls
    spans = [(start, end) for x, start, end in table.page.vertical_rules if any(abs(x - wall) < 2 for wall in walls)]
    if table.has_header:
        spans = [(start, end) for start, end in spans if end > table.header.bottom - 2]
    if len(spans) < 3:
        return None
    top = min(start for start, _ in spans)
    bottom = top
    for start, end in sorted(spans):
        if start <= bottom + 3:
            bottom = max(bottom, end)
    return top, bottom


def _begins_notes(line: Line, columns: Sequence[Column]) -> bool:
    """Tell whether a sentence begins where only the numbers of the rows should stand."""
    first = columns[0]
    return first.kind == "number" and line.x0 <= first.x1 and bool(_NOTES_BEGIN.match(line.text))


def _crosses_columns(line: Line, table: Table) -> bool:
    """Tell whether one unbroken phrase of the line lies under the names of two columns."""
    for phrase in phrases_of(line, table.space):
        under = [c for c in table.columns if phrase[0].x0 <= (c.x0 + c.x1) / 2 <= phrase[-1].x1]
        if len(under) >= 2:
            return True
    return False


def _alike(tables: Sequence[Table]) -> list[list[Table]]:
    """Put those parts together whose headers stand at the same places, so that all their lines show the columns."""
    groups: list[list[Table]] = []
    for table in tables:
        for group in groups:
            ours, theirs = table.columns, group[0].columns
            if [c.kind for c in ours] == [c.kind for c in theirs] and all(
                abs(a.x0 - b.x0) < 1.5 and abs(a.x1 - b.x1) < 1.5 for a, b in zip(ours, theirs, strict=True)
            ):
                group.append(table)
                break
        else:
            groups.append([table])
    return groups


def _set_bounds(group: Sequence[Table]) -> None:
    """Set where each column begins and ends, and name the columns whose limits are a guess."""
    header = group[0].header
    kinds = [column.kind for column in header.columns]
    doubtful = {kind for kind in kinds if kind != "other" and kinds.count(kind) > 1}
    doubtful |= {kind for column in header.columns for kind in column.mixed}
    phrases = [phrase for table in group for line in table.lines for phrase in phrases_of(line, table.space)]
    bounds: list[float] = []
    for left, right in pairwise(header.columns):
        middles = (left.x0 + left.x1) / 2, (right.x0 + right.x1) / 2
        walls = [x for x in header.walls if middles[0] < x < middles[1]]
        bound, certain = (walls[0], len(walls) == 1) if walls else _gutter(left, right, phrases)
        bounds.append(bound)
        if not certain:
            doubtful |= {left.kind, right.kind}
    for table in group:
        for column, left_end, right_end in zip(table.columns, [-1e6, *bounds], [*bounds, 1e6], strict=True):
            column.left, column.right = left_end, right_end
        table.doubtful |= doubtful


def _gutter(left: Column, right: Column, phrases: Sequence[tuple[Word, ...]]) -> tuple[float, bool]:
    """Return where the white strip between two columns lies, and whether there is no doubt about it."""
    start, end = left.x1, right.x0
    if end <= start:
        return (start + end) / 2, False
    gaps: list[tuple[float, float]] = []
    at = start
    for x0, x1 in sorted((phrase[0].x0, phrase[-1].x1) for phrase in phrases if phrase[-1].x1 > start):
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
    middle = (right.x0 + right.x1) / 2
    for low, high in reversed(wide):
        inside = [phrase for phrase in phrases if high - 0.5 <= phrase[0].x0 <= right.x1]
        edges = [phrase[0].x0 for phrase in inside]
        centres = [(phrase[0].x0 + phrase[-1].x1) / 2 for phrase in inside]
        if len(inside) >= 2 and (
            max(edges) - min(edges) < 1.5 or all(abs(centre - middle) < 2.5 for centre in centres)
        ):
            return (low + high) / 2, True  # the next column's text begins at one edge, or stands around one middle
    widest = max(wide, key=lambda gap: gap[1] - gap[0])
    return sum(widest) / 2, False
