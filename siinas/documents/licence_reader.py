"""Reads a Sertifikat Standar or an Izin as issued by OSS: each value is right, or named as one to ask about.

licensing.md 5.3. What is read is only ever proposed: a person takes it over or not.
"""

from __future__ import annotations

import re
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from siinas.documents.nib_fields import Field, labels_of, read_fields
from siinas.documents.nib_lines import Line, join_lines, lines_of_page, squash
from siinas.documents.pdf_sandbox import DocumentProblem, pdf_words
from siinas.documents.pdf_words import PageWords
from siinas.documents.printed_dates import DATE, as_date

__all__ = ["LicenceReading", "NoLicence", "NoTextInLicence", "licence_json", "read_licence", "read_licence_pages"]

CERTIFICATE = "sertifikat_standar"
PERMIT = "izin"
KEYS = ("kind", "number", "nib", "name", "kbli", "risk", "status", "issued_on", "valid_until")
_LABELS = labels_of(
    {
        "nib": r"nomor\s*induk\s*berusaha(?:\s*\(nib\))?|nib\b",
        "npwp": r"npwp|nomor\s*pokok\s*wajib\s*pajak",
        "name": r"nama\s*(?:pelaku(?:\s*usaha)?|perusahaan|badan\s*usaha)",
        "email": r"(?:alamat\s*)?(?:e\s*-?\s*mail|surel|surat\s*elektronik)\b",
        "phone": r"(?:(?:no(?:mor)?\b\.?)\s*)?(?:telepon|telp|telpon|tlp|hp)\b\.?",
        "place": r"lokasi\s*(?:usaha|proyek|kegiatan(?:\s*usaha)?)|alamat\s*(?:usaha|proyek|lokasi(?:\s*usaha)?)",
        "address": r"alamat(?:\s*(?:kantor(?:\s*pusat)?|perusahaan|pelaku\s*usaha|badan\s*usaha|kedudukan))?",
        "investment": r"status\s*penanaman(?:\s*modal)?",
        "scale": r"skala\s*usaha",
        "title": r"(?:judul|uraian|nama)\s*kbli",
        "kbli": r"(?:kode\s*|nomor\s*)?kbli(?:\s*20\d\d)?",
        "risk": r"(?:klasifikasi|tingkat)\s*(?:risiko|resiko)|(?:risiko|resiko)\b",
        "status": r"status(?:\s*(?:sertifikat(?:\s*standar)?|izin|perizinan(?:\s*berusaha)?|verifikasi|legalitas"
        r"|pemenuhan(?:\s*standar)?))?|legalitas",
        "valid": r"masa\s*berlaku|berlaku\s*(?:sampai|hingga)(?:\s*dengan)?",
        "number": r"(?:nomor|no\b\.?)(?:\s*(?:sertifikat(?:\s*standar)?|izin|surat|perizinan(?:\s*berusaha)?))?",
    }
)
_NUMBER = re.compile(r"(?<![\d-])\d{17}(?!\d)")
_NIB = re.compile(r"(?:nomor\s*induk\s*berusaha(?:\s*\(nib\))?|\bnib\b)\s*[:.]?\s*((?:\d[ ]?){12}\d)(?![ ]?\d)", re.I)
_KBLI_BESIDE = re.compile(r"kbli(?:\s*20\d\d)?\s*[:.]?\s*(\d{5})(?!\d)", re.I)
_RISK = re.compile(r"(?:risiko\s*)?(menengah\s*rendah|menengah\s*tinggi|rendah|tinggi)(?:\s*\((?:R|MR|MT|T)\))?", re.I)
_RISKS = {"rendah": "R", "menengahrendah": "MR", "menengahtinggi": "MT", "tinggi": "T"}
_UNVERIFIED = re.compile(r"belum\s*(?:ter|di)verifikasi", re.I)
_VERIFIED = re.compile(r"(?:telah|sudah)\s*(?:ter|di)verifikasi", re.I)
_STATUS = re.compile(r"(belum|telah|sudah)?\s*(?:ter|di)verifikasi", re.I)
_ISSUED = re.compile(
    rf"(?:diterbitkan|ditetapkan|dikeluarkan)\s*(?:di\s*:?\s*[^\d:]{{2,60}}?\s*:?|pada\s*tanggal\s*:?|tanggal\s*:?)\s*"
    rf"{DATE}(?!\d)",
    re.I,
)
_VALID = re.compile(
    rf"berlaku\s*(?:(?:sejak|mulai)\s*[^.]{{0,40}}?)?(?:sampai|hingga|s\.?\s?d\.?)(?:\s*dengan)?\s*(?:tanggal)?\s*:?\s*{DATE}",
    re.I,
)
_WHILE_IN_BUSINESS = re.compile(r"selama\s*(?:pelaku\s*usaha\s*)?(?:masih\s*)?(?:menjalankan|melakukan)", re.I)
_LAST_TITLE_LINE = 14
"""So many lines from the top of the first page a title may stand."""


class NoLicence(DocumentProblem):
    """The title of the paper is another one."""

    def __init__(self) -> None:
        super().__init__(
            "Judul berkas ini bukan Sertifikat Standar dan bukan Izin. Periksa apakah berkasnya benar, lalu isi dengan "
            "tangan."
        )


class NoTextInLicence(DocumentProblem):
    """The PDF is a picture of paper."""

    def __init__(self) -> None:
        super().__init__(
            "Berkas ini hasil pindai sehingga tidak dapat dibaca otomatis. Unduh dokumen aslinya dari oss.go.id, atau "
            "isi dengan tangan."
        )


@dataclass(frozen=True, slots=True)
class LicenceReading:
    """What was read. A value is right, or its key stands in `unsure`; what is unknown is None and stands there too.

    `kind` is "sertifikat_standar" or "izin", `number` has 17 digits and begins with the NIB, `risk` is R, MR, MT or T,
    `status` "unverified" or "verified". `valid_until` is None without being unsure where no end is printed, and
    `while_in_business` says that the paper itself names no end.
    """

    kind: str
    number: str | None = None
    nib: str | None = None
    name: str | None = None
    kbli: tuple[str, ...] = ()
    risk: str | None = None
    status: str | None = None
    issued_on: date | None = None
    valid_until: date | None = None
    while_in_business: bool = False
    unsure: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The reading as strings, lists and null; dates as ISO text."""
        return {
            "kind": self.kind,
            "number": self.number,
            "nib": self.nib,
            "name": self.name,
            "kbli": list(self.kbli),
            "risk": self.risk,
            "status": self.status,
            "issued_on": self.issued_on.isoformat() if self.issued_on else None,
            "valid_until": self.valid_until.isoformat() if self.valid_until else None,
            "while_in_business": self.while_in_business,
            "unsure": list(self.unsure),
        }


@dataclass
class _Findings:
    values: dict[str, Any] = field(default_factory=dict)
    unsure: set[str] = field(default_factory=set)

    def settle(self, key: str, value: Any, *, doubtful: bool = False) -> None:
        self.values[key] = value
        if doubtful or value in (None, ()):
            self.unsure.add(key)


def read_licence(content: bytes) -> LicenceReading:
    """Read a Sertifikat Standar or an Izin from the bytes of its PDF; the parsing happens in a child process.

    Raises `NoTextInLicence` for a scan, `NoLicence` for another paper, `UnreadableFile` for what cannot be opened.
    """
    return read_licence_pages(pdf_words(content))


def licence_json(content: bytes) -> dict[str, Any]:
    """The reading as JSON, with `problem` empty or saying why there is none."""
    try:
        return read_licence(content).as_json() | {"problem": ""}
    except DocumentProblem as problem:
        blank = dict.fromkeys((*KEYS, "while_in_business")) | {"kbli": []}
        return blank | {"unsure": list(KEYS), "problem": problem.reason}


def read_licence_pages(pages: Sequence[PageWords]) -> LicenceReading:
    """Read from the words of the pages; raises as `read_licence`."""
    if sum(len(word.text) for page in pages for word in page.words) < 40:
        raise NoTextInLicence
    lines = [line for page in pages for line in lines_of_page(page)]
    found = _Findings()
    _settle_kind(found, lines)
    fields = read_fields(lines, pages, _LABELS)
    text = "\n".join(line.text for line in lines)
    _settle_name(found, fields)
    _settle_nib(found, text)
    _settle_number(found, fields, text)
    _settle_kbli(found, fields, text)
    _settle_risk(found, fields)
    _settle_status(found, fields, text)
    _settle_dates(found, fields, text)
    if any(page.invisible for page in pages):
        found.unsure |= set(KEYS)  # recognised characters of a scan: good to propose, not to rely on
    unsure = tuple(key for key in KEYS if key in found.unsure)
    return LicenceReading(unsure=unsure, **found.values)


def _settle_kind(found: _Findings, lines: Sequence[Line]) -> None:
    kinds = {kind for line in lines[:_LAST_TITLE_LINE] if line.page == 1 and (kind := _title(line, lines))}
    if not kinds:
        raise NoLicence
    # A certificate's title may be followed by one of its annex; the first one counts, and a person is asked.
    first = next(kind for line in lines if (kind := _title(line, lines)))
    found.settle("kind", first, doubtful=len(kinds) > 1)


def _title(line: Line, lines: Sequence[Line]) -> str:
    """What a line is the title of; empty for a line of the text."""
    text = squash(re.sub(r"[\d:.]", " ", line.text))
    text = re.sub(r"(?:nomor|no)$", "", text)
    kind = (
        CERTIFICATE
        if text == "sertifikatstandar"
        else PERMIT
        if text in {"izin", "izinusaha", "izinusahaindustri"}
        else ""
    )
    usual = statistics.median(each.size for each in lines)
    letters = re.sub(r"[^A-Za-z]", "", line.text)
    return kind if letters.isupper() or line.size > 1.1 * usual else ""


def _named(fields: Sequence[Field], key: str) -> list[Field]:
    named = [each for each in fields if each.key == key and each.text]
    return [each for each in named if each.strong] or named


def _settle_name(found: _Findings, fields: Sequence[Field]) -> None:
    names = {each.text.casefold(): each for each in _named(fields, "name")}
    one = next(iter(names.values()), None)
    odd = one is not None and (len(one.text) > 160 or bool(re.search(r"[:@]|\d{6}|\bnomor\s+induk\b", one.text, re.I)))
    found.settle("name", one.text if one else None, doubtful=len(names) != 1 or odd or bool(one and one.doubtful))


def _settle_nib(found: _Findings, text: str) -> None:
    printed = {re.sub(r"\s", "", match) for match in _NIB.findall(text)}
    found.settle("nib", next(iter(printed)) if len(printed) == 1 else None)


def _settle_number(found: _Findings, fields: Sequence[Field], text: str) -> None:
    labelled = {
        digits
        for each in _named(fields, "number")
        if len(digits := re.sub(r"[ .]", "", each.text)) == 17 and digits.isdigit()
    }
    everywhere = set(_NUMBER.findall(text)) | labelled
    nib = found.values["nib"]
    own = {number for number in everywhere if nib and number.startswith(nib)}
    candidates = (labelled & own) or own or labelled or everywhere
    value = next(iter(candidates)) if len(candidates) == 1 else None
    found.settle("number", value, doubtful=len(everywhere) != 1 or value not in own)


def _settle_kbli(found: _Findings, fields: Sequence[Field], text: str) -> None:
    named = _named(fields, "kbli")
    codes = list(dict.fromkeys(code for each in named for code in re.findall(r"(?<!\d)\d{5}(?!\d)", each.text)))
    beside = set(_KBLI_BESIDE.findall(text))
    codes += [code for code in sorted(beside) if code not in codes]
    alone = all(re.fullmatch(r"\d{5}(?:\s*[-–—].*)?", each.text) for each in named)
    found.settle("kbli", tuple(codes), doubtful=len(codes) != 1 or not alone or any(each.doubtful for each in named))


def _settle_risk(found: _Findings, fields: Sequence[Field]) -> None:
    said = {
        _RISKS[squash(match.group(1))] if (match := _RISK.fullmatch(each.text.strip(" ."))) else None
        for each in _named(fields, "risk")
    }
    found.settle("risk", next(iter(said)) if len(said) == 1 else None)


def _settle_status(found: _Findings, fields: Sequence[Field], text: str) -> None:
    labelled = {
        "unverified" if (match.group(1) or "").lower() == "belum" else "verified"
        for each in _named(fields, "status")
        if (match := _STATUS.fullmatch(each.text.strip(" .")))
    }
    flat = join_lines(text.split("\n"))
    told = {word for word, pattern in (("unverified", _UNVERIFIED), ("verified", _VERIFIED)) if pattern.search(flat)}
    candidates = labelled or told
    value = next(iter(candidates)) if len(candidates) == 1 else None
    found.settle("status", value, doubtful=bool(told - candidates))


def _settle_dates(found: _Findings, fields: Sequence[Field], text: str) -> None:
    flat = join_lines(text.split("\n"))
    issued = {as_date(match) for match in _ISSUED.findall(flat)}
    found.settle("issued_on", next(iter(issued)) if len(issued) == 1 else None)
    labelled = [each.text for each in _named(fields, "valid")]
    ends = {as_date(match) for match in _VALID.findall(flat)}
    for words in labelled:
        dates = re.findall(DATE, words)
        ends |= {as_date(dates[-1])} if dates else set()
    in_business = bool(_WHILE_IN_BUSINESS.search(" ".join(labelled) or flat))
    found.values["while_in_business"] = in_business and not ends
    found.values["valid_until"] = next(iter(ends)) if len(ends) == 1 else None
    issue = found.values["issued_on"]
    end = found.values["valid_until"]
    wrong_way = end is not None and issue is not None and end <= issue
    if len(ends) > 1 or None in ends or wrong_way or (labelled and not ends and not in_business):
        found.unsure.add("valid_until")
