"""Reads the words of a PDF with their places on the page, so that columns and wrapped cells can be told apart."""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

MAX_PAGES = 200
MAX_CHARACTERS_PER_PAGE = 60_000
MAX_PATH_SEGMENTS = 60_000

_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "ft", "ﬆ": "st"})
_HYPHENS = {"\x02": "-", "\xad": "-", "\u2010": "-", "\u2011": "-", "\ufffe": "-"}
_INVISIBLE_TEXT = 3
_PATH = 2


@dataclass(frozen=True, slots=True)
class Word:
    """One word; x0, x1 grow to the right and y0, y1, base (its baseline) grow downwards, all in points (1/72 inch)."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    base: float
    size: float


@dataclass(frozen=True, slots=True)
class PageWords:
    """One page as it is seen: its words from top to bottom, and its ruled lines.

    `vertical_rules` are (x, top, bottom), `horizontal_rules` (y, left, right), in points. `invisible` says that the
    text cannot be seen on the page, as under a scan that went through character recognition.
    """

    number: int
    width: float
    height: float
    words: tuple[Word, ...]
    vertical_rules: tuple[tuple[float, float, float], ...] = ()
    horizontal_rules: tuple[tuple[float, float, float], ...] = ()
    invisible: bool = False

    def as_json(self) -> dict[str, Any]:
        """Return the page as plain lists for the way out of the child process."""
        return {
            "number": self.number,
            "width": self.width,
            "height": self.height,
            "words": [[w.text, w.x0, w.y0, w.x1, w.y1, w.base, w.size] for w in self.words],
            "vertical_rules": self.vertical_rules,
            "horizontal_rules": self.horizontal_rules,
            "invisible": self.invisible,
        }

    @classmethod
    def from_json(cls, page: dict[str, Any]) -> PageWords:
        """Build the page from what `as_json` gave."""
        return cls(
            number=int(page["number"]),
            width=float(page["width"]),
            height=float(page["height"]),
            words=tuple(Word(str(w[0]), *(float(number) for number in w[1:])) for w in page["words"]),
            vertical_rules=tuple((float(x), float(a), float(b)) for x, a, b in page["vertical_rules"]),
            horizontal_rules=tuple((float(y), float(a), float(b)) for y, a, b in page["horizontal_rules"]),
            invisible=bool(page["invisible"]),
        )


@dataclass(slots=True)
class _Letter:
    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    base: float
    size: float
    place: int


class _Turn:
    """Brings page coordinates (y upwards, perhaps turned by quarters) to what a reader sees (y downwards)."""

    def __init__(self, box: tuple[float, float, float, float], quarters: int) -> None:
        self.left, self.bottom, self.right, self.top = box
        self.quarters = quarters % 4
        wide, high = self.right - self.left, self.top - self.bottom
        self.width, self.height = (wide, high) if self.quarters % 2 == 0 else (high, wide)

    def __call__(self, x: float, y: float) -> tuple[float, float]:
        match self.quarters:
            case 0:
                return x - self.left, self.top - y
            case 1:
                return y - self.bottom, x - self.left
            case 2:
                return self.right - x, y - self.bottom
            case _:
                return self.top - y, self.right - x

    def rectangle(self, x0: float, y0: float, x1: float, y1: float) -> tuple[float, float, float, float]:
        ax, ay = self(x0, y0)
        bx, by = self(x1, y1)
        return min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)


def read_words(content: bytes) -> list[PageWords]:
    """Return the pages of a PDF with their words, at most `MAX_PAGES`.

    This runs in the calling process: uploaded files go through `pdf_sandbox.pdf_words` instead.
    Raises `ValueError` when the bytes cannot be opened as a PDF.
    """
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise ValueError(str(error)) from error
    try:
        return [_read_page(document, number) for number in range(min(len(document), MAX_PAGES))]
    finally:
        document.close()


def _read_page(document: Any, number: int) -> PageWords:
    page = document[number]
    text_page = page.get_textpage()
    try:
        raw_letters, angles, invisible = _letters_of(text_page)
        # A whole page of text that runs upwards or downwards is read as if the sheet were turned.
        quarters = (page.get_rotation() // 90) % 4
        box = page.get_cropbox()
        drawn = angles.most_common(1)[0][0] if angles else 0
        seen = _Turn(box, drawn)
        letters = [_place(entry, seen) for entry in raw_letters if entry[1] == drawn]
        if not letters:
            seen = _Turn(box, quarters)
        vertical, horizontal = _rules_of(page, seen)
    finally:
        text_page.close()
        page.close()
    return PageWords(
        number=number + 1,
        width=round(seen.width, 2),
        height=round(seen.height, 2),
        words=tuple(_words_of(letters)),
        vertical_rules=vertical,
        horizontal_rules=horizontal,
        invisible=invisible,
    )


_RawLetter = tuple[str, int, float, float, float, float, float, float, int]


def _letters_of(text_page: Any) -> tuple[list[_RawLetter], Counter[int], bool]:
    """Return the letters that stand upright in one of four directions, how many stand in each, and whether hidden."""
    from pypdfium2 import raw

    letters: list[_RawLetter] = []
    angles: Counter[int] = Counter()
    hidden = looked_at = 0
    box = raw.FS_RECTF()
    x, y = ctypes.c_double(), ctypes.c_double()
    for index in range(min(text_page.count_chars(), MAX_CHARACTERS_PER_PAGE)):
        code = raw.FPDFText_GetUnicode(text_page, index)
        if raw.FPDFText_IsGenerated(text_page, index) == 1:
            continue
        character = chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"
        character = _HYPHENS.get(character, character)
        if character in "\r\n":
            continue
        angle = raw.FPDFText_GetCharAngle(text_page, index)
        turns = -angle / (math.pi / 2)  # the engine counts clockwise
        if abs(turns - round(turns)) > 0.02:
            continue  # a slanted watermark
        if not raw.FPDFText_GetLooseCharBox(text_page, index, box):
            continue
        raw.FPDFText_GetCharOrigin(text_page, index, x, y)
        quarter = round(turns) % 4
        if not character.isspace():
            angles[quarter] += 1
            if index % 23 == 0:
                looked_at += 1
                text_object = raw.FPDFText_GetTextObject(text_page, index)
                hidden += bool(text_object) and raw.FPDFTextObj_GetTextRenderMode(text_object) == _INVISIBLE_TEXT
        letters.append((character, quarter, box.left, box.bottom, box.right, box.top, x.value, y.value, index))
    return letters, angles, hidden * 2 > looked_at


def _place(letter: _RawLetter, seen: _Turn) -> _Letter:
    character, _, left, bottom, right, top, origin_x, origin_y, index = letter
    x0, y0, x1, y1 = seen.rectangle(left, bottom, right, top)
    _, base = seen(origin_x, origin_y)
    return _Letter(character, x0, y0, x1, y1, base, max(y1 - y0, 0.5), index)


def _words_of(letters: list[_Letter]) -> list[Word]:
    runs = [run for line in _lines_of(letters) for run in _runs_of(line)]
    usual = _quarter([gap for run in runs for gap in _gaps(run)])
    return [word for run in runs for word in _split(run, usual)]


def _gaps(run: list[_Letter]) -> list[float]:
    """Return the white between neighbouring letters, in sizes of the print."""
    visible = [letter for letter in run if not letter.text.isspace()]
    return [(b.x0 - a.x1) / b.size for a, b in pairwise(visible)]


def _quarter(gaps: list[float]) -> float:
    return sorted(gaps)[len(gaps) // 4] if gaps else 0.0


def _lines_of(letters: list[_Letter]) -> list[list[_Letter]]:
    """Group letters that stand on one baseline; letters printed twice for a bold look are kept once."""
    lines: list[list[_Letter]] = []
    for letter in sorted(letters, key=lambda found: found.base):
        if lines and letter.base - lines[-1][0].base <= 0.16 * min(letter.size, lines[-1][0].size):
            lines[-1].append(letter)
        else:
            lines.append([letter])
    return [_without_doubles(sorted(line, key=lambda found: (found.x0, found.place))) for line in lines]


def _without_doubles(line: list[_Letter]) -> list[_Letter]:
    kept: list[_Letter] = []
    for letter in line:
        for other in kept[-3:]:
            near = abs(other.x0 - letter.x0) < 0.09 * letter.size
            if near and other.text == letter.text and abs(other.place - letter.place) > 1:
                break
        else:
            kept.append(letter)
    return kept


def _runs_of(line: list[_Letter]) -> list[list[_Letter]]:
    """Cut a line where the white space is so wide that it can only be a new column."""
    runs: list[list[_Letter]] = []
    last: _Letter | None = None
    for letter in line:
        if letter.text.isspace():
            if runs:
                runs[-1].append(letter)
            continue
        if last is None or letter.x0 - last.x1 > 1.3 * letter.size:
            runs.append([])
        runs[-1].append(letter)
        last = letter
    return runs


def _split(run: list[_Letter], usual: float) -> list[Word]:
    """Cut a run into words; `usual` is the white between letters on this page, for runs too short to tell."""
    gaps = _gaps(run)
    # Spaced-out print ("N O M O R") has wide gaps everywhere; only the wider ones part two words.
    quarter = _quarter(gaps) if len(gaps) >= 5 else usual
    spaced_out = quarter > 0.11
    limit = quarter + 0.17 if spaced_out else 0.17
    words: list[list[_Letter]] = []
    after_space = True
    for letter in run:
        if letter.text.isspace():
            after_space = True
            continue
        wide = not words or (letter.x0 - words[-1][-1].x1) / letter.size > limit
        if wide or (after_space and not spaced_out):
            words.append([])
        words[-1].append(letter)
        after_space = False
    return [_word(letters, quarter if spaced_out else 0.0) for letters in words]


def _word(letters: list[_Letter], spacing: float) -> Word:
    """Make a word; the white behind each letter of spaced-out print belongs to the last letter, too."""
    return Word(
        text="".join(letter.text for letter in letters).translate(_LIGATURES),
        x0=round(letters[0].x0, 2),
        y0=round(min(letter.y0 for letter in letters), 2),
        x1=round(max(letter.x1 for letter in letters) + spacing * letters[-1].size, 2),
        y1=round(max(letter.y1 for letter in letters), 2),
        base=round(letters[0].base, 2),
        size=round(max(letter.size for letter in letters), 2),
    )


_Rules = tuple[tuple[float, float, float], ...]


def _rules_of(page: Any, seen: _Turn) -> tuple[_Rules, _Rules]:
    """Return the vertical and the horizontal straight lines that are drawn on the page, long enough for a table."""
    from pypdfium2 import raw

    vertical: set[tuple[float, float, float]] = set()
    horizontal: set[tuple[float, float, float]] = set()
    matrix = raw.FS_MATRIX()
    x, y = ctypes.c_float(), ctypes.c_float()
    budget = MAX_PATH_SEGMENTS
    for drawn in page.get_objects(filter=[_PATH], max_depth=3):
        raw.FPDFPageObj_GetMatrix(drawn, matrix)
        count = raw.FPDFPath_CountSegments(drawn)
        budget -= count
        if budget < 0:
            break
        start = last = None
        for index in range(count):
            segment = raw.FPDFPath_GetPathSegment(drawn, index)
            raw.FPDFPathSegment_GetPoint(segment, x, y)
            point = seen(
                matrix.a * x.value + matrix.c * y.value + matrix.e, matrix.b * x.value + matrix.d * y.value + matrix.f
            )
            if raw.FPDFPathSegment_GetType(segment) == raw.FPDF_SEGMENT_MOVETO:
                start = point
            elif last is not None:
                _note_line(last, point, vertical, horizontal)
            if raw.FPDFPathSegment_GetClose(segment) and start is not None:
                _note_line(point, start, vertical, horizontal)
            last = point
    return tuple(sorted(vertical)), tuple(sorted(horizontal))


def _note_line(
    start: tuple[float, float],
    end: tuple[float, float],
    vertical: set[tuple[float, float, float]],
    horizontal: set[tuple[float, float, float]],
) -> None:
    wide, high = abs(start[0] - end[0]), abs(start[1] - end[1])
    if wide < 0.6 and high > 5:
        low, far = sorted((start[1], end[1]))
        vertical.add((round(start[0], 1), round(low, 1), round(far, 1)))
    elif high < 0.6 and wide > 5:
        low, far = sorted((start[0], end[0]))
        horizontal.add((round(start[1], 1), round(low, 1), round(far, 1)))
