"""Reads the head of an NIB: whatever stands behind a known label, however the value is wrapped."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from siinas.documents.nib_lines import Line, join_lines, next_line_is_nearer, phrases_of
from siinas.documents.pdf_words import PageWords, Word

_ADDITION = r"(?:\s*\([^)\d]{1,40}\))?(?:\s*/\s*[A-Za-z][A-Za-z ]{2,30}(?=\s*:))?"
Labels = Mapping[str, re.Pattern[str]]
"""The labels of a paper by the key of what stands behind them; what is of no use has keys that are never asked for."""


def labels_of(patterns: Mapping[str, str]) -> Labels:
    """Labels from patterns: in either case, with what may be added to any of them in brackets."""
    return {key: re.compile(pattern + _ADDITION, re.IGNORECASE) for key, pattern in patterns.items()}


_LABELS = labels_of(
    {
        "name": r"nama\s*(?:pelaku(?:\s*usaha)?|perusahaan|badan\s*usaha)",
        "email": r"(?:alamat\s*)?(?:e\s*-?\s*mail|surel|surat\s*elektronik|pos-?el)\b(?:\s*(?:perusahaan|kantor))?",
        "address": r"alamat(?:\s*(?:kantor(?:\s*pusat)?|perusahaan|pelaku\s*usaha|badan\s*usaha|kedudukan))?",
        "phone": r"(?:(?:no(?:mor)?\b\.?)\s*)?(?:telepon|telp|telpon|tlp|ponsel|hp)\b\.?(?:\s*(?:kantor|perusahaan))?",
        "investment_status": r"status\s*penanaman(?:\s*modal)?",
        "scale": r"skala\s*usaha",
        "kbli": r"(?:kode\s*)?kbli",
        "": r"npwp|nomor\s*pokok\s*wajib\s*pajak|faksimile|fax|nomor\s*induk\s*berusaha|nik|jenis\s*(?:api|usaha)",
    }
)
_INLINE = {"phone", "email", ""}
_NUMBERING = re.compile(r"^(?:\d{1,2}|[a-h])[.)]?$")
_LABEL_ENDS = {"modal", "usaha", "pusat", "kantor", "perusahaan", "pelaku", "berusaha"}
_BODY_BEGINS = re.compile(
    r"(?:nib\b|nomor\s+induk|pelaku\s+usaha\b|diterbitkan|dicetak|dokumen\s+ini|lampiran\b|perubahan\s+ke|menteri\b"
    r"|a\.\s*n\.|catatan|dengan\s+ketentuan|berlaku\b|merupakan\b|adalah\b|pemerintah\s)",
    re.IGNORECASE,
)
_ADDRESS_WORDS = re.compile(r"(?:kode\s*pos|pos|desa|kel|kec|kab|kota|prov|rt|rw|blok|no)\b", re.IGNORECASE)
_OWN_LABEL = re.compile(r"[A-Z][\w./()\- ]{2,40}?\s*:")


@dataclass
class Field:
    """One labelled value of the head: the lines of its value, and whether its limits are doubtful."""

    key: str
    texts: list[str]
    doubtful: bool = False
    strong: bool = True

    @property
    def text(self) -> str:
        """The value on one line."""
        return join_lines(self.texts)


@dataclass
class _Found:
    key: str
    line: int
    first: int
    rest: tuple[Word, ...]
    strong: bool
    x0: float
    label_x1: float
    colon: bool
    right: float = field(default=1e9)


def read_fields(lines: Sequence[Line], pages: Sequence[PageWords], known: Labels = _LABELS) -> list[Field]:
    """Return the labelled values found in these lines of the head, in the order of the page; a key may come twice."""
    labels = sorted(
        (found for number, line in enumerate(lines) for found in _labels_in(line, number, known)), key=_order
    )
    by_page = {page.number: page for page in pages}
    fields: list[Field] = []
    bases: list[list[float]] = []
    for place, label in enumerate(labels):
        _limit_to_its_column(label, labels, lines)
        value, used = _value_in_ruled_cell(label, lines, by_page, known) or _value_below(
            label, labels[place + 1 :], lines
        )
        fields.append(value)
        bases.append(used)
    for place in range(len(fields) - 1):
        following = lines[labels[place + 1].line]
        same_page = lines[labels[place].line].page == following.page
        if same_page and next_line_is_nearer(bases[place], following.base):
            fields[place].doubtful = fields[place + 1].doubtful = True
    return [value for value in fields if value.key]


def _order(found: _Found) -> tuple[int, int]:
    return found.line, found.first


def _labels_in(line: Line, number: int, known: Labels) -> Iterator[_Found]:
    starts: list[int] = []
    position = 0
    for word in line.words:
        starts.append(position)
        position += len(word.text) + 1
    taken = 0
    for index, start in enumerate(starts):
        if start < taken:
            continue
        for key, pattern in known.items():
            match = pattern.match(line.text, start)
            if not match or not re.match(r"\W|$", line.text[match.end() : match.end() + 1]):
                continue
            found = _found(line, number, key, index, starts, match.end())
            if found:
                yield found
                taken = match.end()
                break


def _found(line: Line, number: int, key: str, index: int, starts: list[int], end: int) -> _Found | None:
    before = line.words[:index]
    at_start = all(_NUMBERING.match(word.text) for word in before)
    after_gap = bool(before) and line.words[index].x0 - before[-1].x1 > 1.1 * line.size
    rest, last = _behind(line, starts, end)
    colon = bool(rest) and rest[0].text.startswith(":")
    if not (at_start or after_gap or (colon and key in _INLINE)):
        return None
    gap = bool(rest) and rest[0].x0 - line.words[last].x1 > 0.7 * line.size
    if rest and not colon and not gap:
        return None  # the words stand in a sentence
    return _Found(
        key=key,
        line=number,
        first=index,
        rest=_without_colon(rest),
        strong=colon or gap,
        x0=line.words[index].x0,
        label_x1=line.words[last].x1,
        colon=colon,
    )


def _behind(line: Line, starts: list[int], end: int) -> tuple[tuple[Word, ...], int]:
    """Return the words behind a label that ends at a character position, and the index of the label's last word."""
    last = max(index for index, start in enumerate(starts) if start < end)
    word = line.words[last]
    left_over = word.text[end - starts[last] :]
    rest = line.words[last + 1 :]
    if left_over:
        share = (end - starts[last]) / len(word.text)
        rest = (replace(word, text=left_over, x0=word.x0 + share * (word.x1 - word.x0)), *rest)
    return rest, last


def _without_colon(words: tuple[Word, ...]) -> tuple[Word, ...]:
    if not words or not words[0].text.startswith(":"):
        return words
    text = words[0].text.lstrip(":")
    return (replace(words[0], text=text), *words[1:]) if text else words[1:]


def _limit_to_its_column(label: _Found, labels: Sequence[_Found], lines: Sequence[Line]) -> None:
    """Cut the value where another label stands to the right of it on the same line."""
    for other in labels:
        if other.line == label.line and other.first > label.first:
            label.rest = tuple(word for word in label.rest if word.x1 <= other.x0 + 0.5)
            words = lines[label.line].words
            if other.x0 - words[other.first - 1].x1 > 1.1 * lines[label.line].size and other.key not in _INLINE:
                label.right = other.x0
            return


def _value_in_ruled_cell(
    label: _Found, lines: Sequence[Line], by_page: dict[int, PageWords], known: Labels
) -> tuple[Field, list[float]] | None:
    """Return the value from a ruled table, where the label and its value stand between the same two lines."""
    line = lines[label.line]
    page = by_page[line.page]
    here = [y for y, left, right in page.horizontal_rules if left <= label.x0 + 2 and right >= label.label_x1]
    above = [y for y in here if y < line.base]
    below = [y for y in here if y > line.base]
    if not above or not below or min(below) - max(above) > 250:
        return None
    top, bottom = max(above), min(below)
    walls = [
        x
        for x, start, end in page.vertical_rules
        if x > label.label_x1 - 1 and start <= line.base and end >= line.base - 2
    ]
    if not walls or label.right < 1e9:
        return None
    left = min(walls)
    further = [x for x in walls if x > left + 12]
    right = min(further) if further else 1e9
    inside = [each for each in lines if each.page == line.page and top < each.base < bottom and each.x1 > left]
    if any(_labels_inside(each, left, known) for each in inside):
        return None
    texts = [
        " ".join(word.text for word in each.words if left < (word.x0 + word.x1) / 2 < right).lstrip(": ")
        for each in inside
    ]
    return Field(label.key, [text for text in texts if text], strong=label.strong), []


def _labels_inside(line: Line, left: float, known: Labels) -> bool:
    return any(found.x0 > left and found.colon for found in _labels_in(line, 0, known))


def _value_below(label: _Found, later: Sequence[_Found], lines: Sequence[Line]) -> tuple[Field, list[float]]:
    """Collect the value from the rest of the label's line and from the lines below that continue it."""
    own = lines[label.line]
    texts = [" ".join(word.text for word in label.rest)] if label.rest else []
    bases = [own.base]
    value_x = label.rest[0].x0 if label.rest else None
    doubtful = False
    last = own
    stops = {found.line for found in later if found.line > label.line}
    for number in range(label.line + 1, len(lines)):
        line = lines[number]
        if line.page != own.page or line.base - last.base > 2.4 * max(line.size, last.size):
            break
        words = tuple(word for word in line.words if word.x0 < label.right - 1)
        if number in stops or not label.key:
            break
        if not words:
            continue
        continuing = _continuation(words, label, value_x, line)
        if continuing is None:
            break
        if not continuing:
            continue
        words = continuing
        if value_x is not None and words[0].x0 < value_x and _names_the_label(words):
            doubtful = True  # the rest of a wrapped label, or the rest of the value
        if value_x is None:
            value_x = words[0].x0
            doubtful = value_x > label.label_x1  # beside the label, but not on its line
        texts.append(" ".join(word.text for word in words))
        bases.append(line.base)
        last = line
    return Field(label.key, [text for text in texts if text], doubtful, label.strong), bases


def _continuation(words: tuple[Word, ...], label: _Found, value_x: float | None, line: Line) -> tuple[Word, ...] | None:
    """Return the words of a line that continue a value; an empty tuple passes over the line, None ends the value."""
    text = " ".join(word.text for word in words)
    in_value_column = value_x is not None and words[0].x0 >= value_x - 0.6 * line.size
    if in_value_column and words[0].x0 > label.label_x1:
        return words
    if _BODY_BEGINS.match(text):
        return None
    if _OWN_LABEL.match(text) and not _ADDRESS_WORDS.match(text):
        return None
    if value_x is None or in_value_column:
        return words
    left = phrases_of(Line(line.page, words), 0.9)[0]
    right = words[len(left) :]
    if right and abs(right[0].x0 - value_x) < 0.6 * line.size:
        return right if left[-1].x1 < value_x else words
    if _names_the_label(left) and not right and label.key not in {"name", "address"}:
        return ()
    return words


def _names_the_label(words: Sequence[Word]) -> bool:
    return all(word.text.strip("().:").lower() in _LABEL_ENDS for word in words)
