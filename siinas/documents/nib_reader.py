"""Reads a Nomor Induk Berusaha (NIB) as issued by OSS: every field is right, or named as one to ask a person about."""

from __future__ import annotations

import hashlib
import re
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from siinas.documents.nib_address import take_apart
from siinas.documents.nib_annex import Annex, read_annex
from siinas.documents.nib_fields import Field, read_fields
from siinas.documents.nib_header import find_headers
from siinas.documents.nib_lines import Line, lines_of_page
from siinas.documents.nib_record import (
    ADDRESS_PARTS,
    HEAD_KEYS,
    Address,
    KbliRow,
    Licence,
    NibReading,
    NoTextLayer,
    unreadable,
)
from siinas.documents.pdf_sandbox import DocumentProblem, pdf_words
from siinas.documents.pdf_words import PageWords
from siinas.documents.printed_dates import DATE, as_date

__all__ = ["Address", "KbliRow", "Licence", "NibReading", "NoTextLayer", "nib_json", "read_nib", "read_nib_pages"]

_NUMBER_IN_WORDS = r"((?:\d[ ]?){12,}\d)"
_LABELLED_NIB = re.compile(
    rf"(?:nomor\s*induk\s*berusaha(?:\s*\(nib\))?|\bnib\b)\s*[:.]?\s*{_NUMBER_IN_WORDS}", re.IGNORECASE
)
_LONE_NIB = re.compile(r"(?<![\d+.,/-])\d{13}(?![\d])")
_ISSUED = re.compile(rf"diterbitkan\s*di\s*:?\s*[^\d:]{{2,60}}?\s*:?\s*{DATE}(?!\d)", re.IGNORECASE)
_AMENDED = re.compile(r"perubahan\s*ke\s*-?\s*(\d{1,3})\b", re.IGNORECASE)
_AMENDED_ANYHOW = re.compile(r"perubahan\s*ke\s*-?\s*(?:\d|[a-z]+)", re.IGNORECASE)
_EMAIL = re.compile(r"[\w.+%-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}")
_PHONE = re.compile(r"\+?\(?\d[\d\s().-]{4,}\d(?:\s*(?:ext\.?|pes\.?)\s*\d+)?", re.IGNORECASE)
_OTHER_FIELD_IN_NAME = re.compile(r":|@|\b(?:alamat|kantor|telepon|status penanaman|skala usaha|nomor induk)\b", re.I)


@dataclass
class _Findings:
    """Values and doubts while a document is being read."""

    values: dict[str, Any] = field(default_factory=dict)
    unsure: set[str] = field(default_factory=set)

    def settle(self, key: str, value: Any, *, doubtful: bool = False) -> None:
        self.values[key] = value
        if doubtful or value is None:
            self.unsure.add(key)


def read_nib(content: bytes) -> NibReading:
    """Read an NIB from the bytes of its PDF; the parsing happens in a child process.

    Raises `NoTextLayer` for a scan, and `UnreadableFile` when the bytes are no PDF that can be opened.
    """
    return read_nib_pages(pdf_words(content))


_MOST_KEPT = 64
_kept: OrderedDict[str, NibReading] = OrderedDict()


def nib_json(content: bytes) -> dict[str, Any]:
    """Return the reading in the agreed JSON shape; a document that cannot be read has null everywhere, all unsure.

    The last readings are kept: while a form is being mended the same file comes again and again.
    """
    digest = hashlib.sha256(content).hexdigest()
    reading = _kept.get(digest)
    if reading is None:
        try:
            reading = read_nib(content)
        except DocumentProblem:
            reading = unreadable()
        _kept[digest] = reading
        while len(_kept) > _MOST_KEPT:
            _kept.popitem(last=False)
    return reading.as_json()


def read_nib_pages(pages: Sequence[PageWords]) -> NibReading:
    """Read an NIB from the words of its pages. Raises `NoTextLayer` when there are none."""
    if sum(len(word.text) for page in pages for word in page.words) < 40:
        raise NoTextLayer
    lines = [line for page in pages for line in lines_of_page(page)]
    head = _head_of(pages, lines)
    fields = read_fields(head, pages)
    found = _Findings()
    _settle_contact(found, fields)
    _settle_name(found, _only(fields, "name"))
    _settle_address(found, _only(fields, "address"))
    _settle_choice(found, fields, "investment_status", r"\b(PMDN|PMA)\b", str.upper)
    _settle_choice(found, fields, "scale", r"\b(Mikro|Kecil|Menengah|Besar)\b", str.capitalize)
    text = "\n".join(line.text for line in lines)
    _settle_nib(found, text)
    _settle_dates(found, text)
    annex = read_annex(pages)
    _compare_with_head(annex, fields)
    found.unsure |= annex.unsure
    if any(not page.words for page in pages):
        found.unsure.add("kbli")  # a page that is only a picture may hold further rows
    if any(page.invisible for page in pages):
        found.unsure |= set(HEAD_KEYS)  # recognised characters of a scan: good to fill in, not to rely on
    return NibReading(kbli=tuple(annex.rows), unsure=_in_order(found.unsure), **found.values)


def _head_of(pages: Sequence[PageWords], lines: Sequence[Line]) -> list[Line]:
    """Return the lines before the table of the annex."""
    for page in pages:
        headers = find_headers(page, lines_of_page(page))
        if headers:
            return [
                line
                for line in lines
                if line.page < page.number or (line.page == page.number and line.base < headers[0].top)
            ]
    return list(lines)


def _only(fields: Sequence[Field], key: str) -> Field | None:
    """Return the one value of a key; where the document gives several different ones, the first, as doubtful."""
    named = [each for each in fields if each.key == key and each.text]
    strong = [each for each in named if each.strong] or named
    if not strong:
        return None
    if len({each.text.casefold() for each in strong}) > 1:
        strong[0].doubtful = True
    return strong[0]


def _settle_name(found: _Findings, value: Field | None) -> None:
    name = value.text if value else None
    odd = bool(name) and (len(name or "") > 160 or bool(_OTHER_FIELD_IN_NAME.search(name or "")))
    found.settle("name", name or None, doubtful=odd or bool(value and value.doubtful))


def _settle_address(found: _Findings, value: Field | None) -> None:
    if value is None:
        found.values["address"] = Address()
        found.unsure |= {"address"}
        return
    address, unsure = take_apart(value.text)
    found.values["address"] = address
    if value.doubtful or re.search(r"[:@]", re.sub(r"kode\s*pos\s*:", "", value.text, flags=re.IGNORECASE)):
        unsure = list(ADDRESS_PARTS)
    found.unsure |= {f"address.{part}" for part in unsure}


def _settle_contact(found: _Findings, fields: Sequence[Field]) -> None:
    phone = _only(fields, "phone")
    number = phone.text if phone else ""
    found.settle(
        "phone",
        number if _PHONE.fullmatch(number) else None,
        doubtful=bool(phone and phone.doubtful),
    )
    email = _only(fields, "email")
    pieces = [piece for text in (email.texts if email else []) for piece in text.split()]
    together = "".join(pieces).strip(".,;").lower()
    alone = pieces[0].lower() if pieces else ""
    good = bool(_EMAIL.fullmatch(together))
    torn = len(pieces) > 1 and bool(_EMAIL.fullmatch(alone))
    found.settle("email", together if good else None, doubtful=torn or bool(email and email.doubtful))


def _settle_choice(found: _Findings, fields: Sequence[Field], key: str, pattern: str, shape: Any) -> None:
    values: set[str] = set()
    for each in fields:
        if each.key == key:
            values |= {shape(match) for match in re.findall(pattern, each.text, re.IGNORECASE)}
    found.settle(key, next(iter(values)) if len(values) == 1 else None)


def _settle_nib(found: _Findings, text: str) -> None:
    """The NIB stands behind its label; any other number of 13 digits in the document makes it doubtful."""
    labelled = {re.sub(r"\s", "", match) for match in _LABELLED_NIB.findall(text)}
    phone = re.sub(r"\D", "", str(found.values.get("phone") or ""))
    everywhere = {number for number in _LONE_NIB.findall(text) if number != phone}
    good = {number for number in labelled if len(number) == 13}
    candidates = good or everywhere
    found.settle(
        "nib",
        next(iter(candidates)) if len(candidates) == 1 else None,
        doubtful=len(good) != 1 or labelled != good or bool(everywhere - good),
    )


def _settle_dates(found: _Findings, text: str) -> None:
    dates = {as_date(match) for match in _ISSUED.findall(text)}
    found.settle("issued_on", next(iter(dates)) if len(dates) == 1 else None)
    counts = {int(match) for match in _AMENDED.findall(text)}
    found.values["amendment"] = max(counts) if counts else None
    if len(counts) > 1 or (not counts and _AMENDED_ANYHOW.search(text)) or "issued_on" in found.unsure:
        found.unsure.add("amendment")


def _compare_with_head(annex: Annex, fields: Sequence[Field]) -> None:
    """Where the head counts or lists the business lines, the annex has to agree with it."""
    stated = next((each.text for each in fields if each.key == "kbli" and each.strong), "")
    codes = set(re.findall(r"(?<!\d)\d{5}(?!\d)", stated))
    count = re.search(r"(\d{1,3})\s*(?:\(\w+\)\s*)?(?:kode\s*)?KBLI", stated, re.IGNORECASE)
    if not annex.rows and codes:
        annex.rows.extend(KbliRow(code) for code in re.findall(r"(?<!\d)\d{5}(?!\d)", stated))
        annex.unsure.add("kbli")
    if codes and codes != {row.code for row in annex.rows}:
        annex.unsure.add("kbli")
    if count and int(count.group(1)) != len(annex.rows):
        annex.unsure.add("kbli")


def _in_order(keys: set[str]) -> tuple[str, ...]:
    """Sort keys as the document has them: the head from top to bottom, then the rows of the annex."""

    def place(key: str) -> tuple[int, int, str]:
        parts = key.split(".")
        row = int(parts[1]) if len(parts) > 1 and parts[1].isdigit() else -1
        return HEAD_KEYS.index(parts[0]), row, key

    return tuple(sorted(keys, key=place))
