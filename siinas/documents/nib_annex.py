"""Reads the rows of an NIB's annex: KBLI, title, location, risk, and the licences with their legality."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from siinas.documents.nib_lines import Line, join_lines, lines_of, lines_of_page, next_line_is_nearer, squash
from siinas.documents.nib_record import KbliRow, Licence
from siinas.documents.nib_table import Table, tables_of
from siinas.documents.pdf_words import PageWords, Word

_RISKS = {"rendah": "R", "menengahrendah": "MR", "menengahtinggi": "MT", "tinggi": "T"}
_KINDS = {"sertifikatstandar": "Sertifikat Standar", "izin": "Izin", "nib": "NIB"}
_LEGALITIES = {
    "belumterverifikasi": "Belum Terverifikasi",
    "terverifikasi": "Terverifikasi",
    "belumterbit": "Belum Terbit",
    "terbit": "Terbit",
}
_KEYS = {"kind": "licences", "legality": "licences"}
_CODE = re.compile(r"(?<!\d)\d{5}(?!\d)")
_TEXT_ROW = re.compile(r"^\s*\d{1,3}[.)]?\s+(\d{5})\s+(.*?)(?=^\s*\d{1,3}[.)]?\s+\d{5}\s|\Z)", re.DOTALL | re.MULTILINE)


@dataclass
class Annex:
    """The rows that were read, and the keys below "kbli" that a person should confirm ("kbli" alone: the whole)."""

    rows: list[KbliRow]
    unsure: set[str]


@dataclass
class _Part:
    """What one row has on one page: the words of each column, and what is doubtful about them."""

    number: str
    code: str
    base: float
    words: dict[str, list[Word]]
    doubtful: set[str] = field(default_factory=set)
    page: int = 0
    order: tuple[str, ...] = ()


@dataclass
class _Row:
    parts: list[_Part]

    @property
    def doubtful(self) -> set[str]:
        return set().union(*(part.doubtful for part in self.parts))

    def lines(self, kind: str) -> list[str]:
        return [line.text for part in self.parts for line in lines_of(part.words.get(kind, ()))]

    def text(self, kind: str) -> str:
        return join_lines(self.lines(kind))


def read_annex(pages: Sequence[PageWords]) -> Annex:
    """Return the business lines of an NIB in the order of its annex."""
    tables = tables_of(pages)
    if not any(table.lines for table in tables):
        return _rows_from_text(pages)
    rows: list[_Row] = []
    unsure: set[str] = set()
    for table in tables:
        before, parts = _parts_of(table, first=not rows)
        _doubt_left_out_lines(table, [part for row in rows[-1:] for part in row.parts], parts)
        if before is not None:
            if before.number:
                unsure.add("kbli")  # a number of its own: a row whose code was not seen
            if rows:
                rows[-1].parts.append(before)
                if not table.has_header and not parts:
                    before.doubtful |= {"title", "location", "licences"}  # a page without a single row of its own
            else:
                unsure.add("kbli")
        rows.extend(_Row([part]) for part in parts)
    if sum(_codes_seen(table) for table in tables) != len(rows):
        unsure.add("kbli")
    numbers = [row.parts[0].number for row in rows]
    if any(numbers) and numbers != [str(count) for count in range(1, len(rows) + 1)]:
        unsure.add("kbli")
    read: list[KbliRow] = []
    for place, row in enumerate(rows):
        result, doubts = _read_row(row)
        read.append(result)
        unsure |= {f"kbli.{place}.{doubt}" for doubt in doubts}
    if not rows:
        unsure.add("kbli")
    return Annex(read, unsure)


def _parts_of(table: Table, *, first: bool) -> tuple[_Part | None, list[_Part]]:
    """Return what stands above the first code of this page (it continues the row before), and the rows of the page."""
    if not table.lines:
        return None, []
    codes: list[tuple[float, str]] = []
    for line in lines_of(_in_column(table, "code")):
        match = _CODE.search(line.text.replace(" ", ""))
        if match:
            codes.append((line.base, match.group(0)))
    size = table.lines[0].size
    ruled = _ruled_bands(table, [base for base, _ in codes])
    if ruled is not None:
        bounds = ruled
    else:
        bounds = [(base - 0.35 * size, code) for base, code in codes]
    before = _part(table, -1.0, bounds[0][0] if bounds else 1e9, "", 0.0)
    parts: list[_Part] = []
    for place, (top, code) in enumerate(bounds):
        bottom = bounds[place + 1][0] if place + 1 < len(bounds) else 1e9
        parts.append(_part(table, top, bottom, code, codes[place][0]))
    if ruled is None:
        _check_top_alignment(parts, size)
        if before.words and first:
            for part in parts:
                part.doubtful |= {"title", "location", "risk", "licences"}
    return (before if before.words else None), parts


def _in_column(table: Table, kind: str) -> list[Word]:
    column = table.column(kind)
    if column is None:
        return []
    return [
        word for line in table.lines for word in line.words if column.left <= (word.x0 + word.x1) / 2 < column.right
    ]


def _ruled_bands(table: Table, bases: Sequence[float]) -> list[tuple[float, str]] | None:
    """Return the top of each row from the ruled lines across the code column, or None when they part no rows."""
    column = table.column("code")
    if column is None or not bases:
        return None
    middle = (column.x0 + column.x1) / 2
    rules = sorted({y for y, left, right in table.page.horizontal_rules if left <= middle <= right})
    codes = {
        line.base: match.group(0)
        for line in lines_of(_in_column(table, "code"))
        if (match := _CODE.search(line.text.replace(" ", "")))
    }
    bands: list[tuple[float, str]] = []
    for base in bases:
        above = [y for y in rules if y < base]
        below = [y for y in rules if y > base]
        if not above or (bands and above[-1] == bands[-1][0]):
            return None
        if not below and base != bases[-1]:
            return None
        bands.append((above[-1], codes[base]))
    return bands


def _part(table: Table, top: float, bottom: float, code: str, base: float) -> _Part:
    part = _Part(number="", code=code, base=base, words={}, page=table.page.number)
    part.doubtful |= {_KEYS.get(kind, kind) for kind in table.doubtful}
    part.order = () if table.header.walls else tuple(column.kind for column in table.columns)
    for line in table.lines:
        if not top <= line.base < bottom:
            continue
        for word in line.words:
            middle = (word.x0 + word.x1) / 2
            for column in table.columns:
                if column.left <= middle < column.right:
                    part.words.setdefault(column.kind, []).append(word)
                    if word.x0 < column.left - 1 or word.x1 > column.right + 1:
                        part.doubtful.add(_KEYS.get(column.kind, column.kind))
                    break
        if not table.header.walls:
            part.doubtful |= _parted_phrases(line, table)
    for kind in ("title", "location"):
        shape = table.column(kind)
        if shape and _may_be_broken(part.words.get(kind, ()), shape.left, shape.right):
            part.doubtful.add(kind)
    part.number = "".join(re.findall(r"\d+", " ".join(word.text for word in part.words.get("number", ()))))
    return part


def _parted_phrases(line: Line, table: Table) -> set[str]:
    """Name the columns between which words stand that no more than a plain space parts."""
    parted: set[str] = set()
    for left, right in pairwise(line.words):
        if right.x0 - left.x1 <= table.space * right.size:
            kinds = {
                column.kind
                for column in table.columns
                for word in (left, right)
                if column.left <= (word.x0 + word.x1) / 2 < column.right
            }
            if len(kinds) == 2:
                parted |= {_KEYS.get(kind, kind) for kind in kinds}
    return parted


def _may_be_broken(words: Sequence[Word], left: float, right: float) -> bool:
    """Tell whether a word fills its column and goes on below, so that it may have been cut in the middle."""
    lines = lines_of(words)
    return any(len(line.words) == 1 and line.x1 - line.x0 > 0.9 * (right - max(left, 0)) for line in lines[:-1])


def _check_top_alignment(parts: Sequence[_Part], size: float) -> None:
    """Mark rows whose last lines cling to the next row, and all of them when a cell does not begin beside its code."""
    misplaced = any(
        abs(lines[0].base - part.base) > 0.35 * size
        for part in parts
        for kind in ("title", "location", "risk", "kind", "legality")
        if (lines := lines_of(part.words.get(kind, ())))
    )
    for place, part in enumerate(parts):
        for kind in ("title", "location", "risk", "kind", "legality"):
            key = _KEYS.get(kind, kind)
            lines = lines_of(part.words.get(kind, ()))
            if misplaced:
                part.doubtful.add(key)
            following = parts[place + 1] if place + 1 < len(parts) else None
            if following and next_line_is_nearer([line.base for line in lines], following.base):
                part.doubtful.add(key)
                following.doubtful.add(key)


def _codes_seen(table: Table) -> int:
    """Count the numbers of five digits in and below the code column, whether or not their lines were kept."""
    column = table.column("code")
    top = table.header.bottom if table.has_header else 0.0
    return sum(
        bool(_CODE.fullmatch(word.text))
        and min(column.x0 - 3, column.left) <= (word.x0 + word.x1) / 2 <= max(column.x1 + 3, column.right)
        for word in table.page.words
        if column and word.base > top
    )


def _doubt_left_out_lines(table: Table, before: Sequence[_Part], parts: Sequence[_Part]) -> None:
    """Mark the rows next to lines that lie across columns: such a line may have been part of a cell after all."""
    beside: list[_Part] = []
    if table.lost:
        beside += [*before[-1:], *parts[:1]]
    if table.cut:
        beside += parts[-1:] or before[-1:]
    for part in beside:
        part.doubtful |= {"title", "location", "risk", "licences"}


def _read_row(row: _Row) -> tuple[KbliRow, set[str]]:
    title, location = row.text("title"), row.text("location")
    risk = _RISKS.get(squash(row.text("risk")).removeprefix("risiko"))
    licences, certain = _licences(row)
    doubts = row.doubtful & {"code", "title", "location", "risk", "licences"}
    empty = [key for key, value in (("title", title), ("location", location), ("risk", risk)) if not value]
    empty += [] if certain else ["kind", "legality"]
    # Where a cell came out empty, its words may have been taken for those of the next column.
    doubts |= {_KEYS.get(key, key) for key in empty}
    for order in (part.order for part in row.parts):
        for left, right in pairwise(order):
            if left in empty or right in empty:
                doubts |= {_KEYS.get(left, left), _KEYS.get(right, right)} & {"title", "location", "risk", "licences"}
    return KbliRow(row.parts[0].code, title or None, location or None, risk, licences), doubts


def _licences(row: _Row) -> tuple[tuple[Licence, ...], bool]:
    """Pair the kinds of licence with their legalities in order; certain only when each pair stands on one line."""
    kinds, kinds_clean = _fixed_words(row, "kind", _KINDS)
    legalities, legalities_clean = _fixed_words(row, "legality", _LEGALITIES)
    paired = len(kinds) == len(legalities) > 0
    if not paired:
        return tuple(Licence(name, None) for name, _ in kinds), False
    near = all(abs(a - b) < 0.5 * height for (_, (a, height)), (_, (b, _)) in zip(kinds, legalities, strict=True))
    licences = tuple(Licence(name, legality) for (name, _), (legality, _) in zip(kinds, legalities, strict=True))
    return licences, kinds_clean and legalities_clean and (near or len(kinds) == 1)


_Placed = tuple[str, tuple[float, float]]


def _fixed_words(row: _Row, column: str, known: dict[str, str]) -> tuple[list[_Placed], bool]:
    """Return the fixed words in a column with the place of their middle and the size, and whether it held nothing else.

    The place counts pages, too, so that entries of two pages never look as if they stood on one line.
    """
    letters = ""
    places: list[tuple[float, float]] = []
    for part in row.parts:
        for line in lines_of(part.words.get(column, ())):
            for word in line.words:
                letters += word.text.lower()
                places += [(part.page * 10_000 + line.base, line.size)] * len(word.text)
    found: list[_Placed] = []
    end = 0
    clean = True
    for match in re.finditer("|".join(known), letters):
        clean &= match.start() == end
        end = match.end()
        found.append((known[match.group(0)], places[match.start()]))
    return found, clean and end == len(letters)


def _rows_from_text(pages: Sequence[PageWords]) -> Annex:
    """Read rows by the order of the words alone, where no header row was found; nothing of it is sure."""
    text = "\n".join(line.text for page in pages for line in _after_annex_title(lines_of_page(page), page))
    rows: list[KbliRow] = []
    for match in _TEXT_ROW.finditer(text):
        body = squash(match.group(2))
        first_licence = re.search("|".join(_KINDS), body)
        risks = re.findall(
            "menengahrendah|menengahtinggi|rendah|tinggi", body[: first_licence.start()] if first_licence else body
        )
        rows.append(KbliRow(match.group(1), risk=_RISKS[risks[-1]] if risks else None))
    return Annex(rows, {"kbli"})


def _after_annex_title(lines: list[Line], page: PageWords) -> list[Line]:
    if page.number > 1:
        return lines
    for number, line in enumerate(lines):
        if re.match(r"LAMPIRAN\b", line.text):
            return lines[number + 1 :]
    return lines
