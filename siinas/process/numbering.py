"""Numbers of letters: a format with plain placeholders, filled from the register (security.md 3, decision 15)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

PLACEHOLDERS = {
    "seq": "nomor urut dalam tahun itu, paling sedikit 4 angka",
    "year": "tahun",
    "month": "bulan dengan 2 angka",
    "roman": "bulan dengan angka Romawi",
    "office": "kode penerbit surat",
}
"""What a format may name, and what stands in its place."""
NEEDED = ("seq", "year")
"""Without them two letters would bear the same number: the register begins anew each year."""
LONGEST_FORMAT = 60
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
SHAPES = {
    "seq": r"\d{4,}",
    "year": r"\d{4}",
    "month": r"0[1-9]|1[0-2]",
    "roman": "|".join(ROMAN),
    "office": "[A-Z0-9]+",
}
OFFICE = "{office}"
"""Stands for the office that issues; put in before anything is numbered or compared (`of_office`)."""
MEETING = frozenset({"seq", "year", "office"})
"""Placeholders in whose place the same text can stand: the 2026th number of a year is written like the year, and a
regency's code may be too."""


def format_fault(text: str) -> str:
    """Why a text is no format for numbers, in a sentence; "" for a good one."""
    if not 0 < len(text) <= LONGEST_FORMAT:
        return f"Isi format nomor, paling panjang {LONGEST_FORMAT} karakter."
    if not re.fullmatch(r"(?:\{[a-z]*\}|[A-Z0-9/.\-])+", text):
        return "Format hanya memuat huruf besar, angka, tanda / . - dan kutipan seperti {seq}."
    names = re.findall(r"\{([a-z]*)\}", text)
    unknown = [name for name in names if name not in PLACEHOLDERS]
    if unknown:
        return f"Kutipan tidak dikenal: {{{unknown[0]}}}. Yang dikenal: {_listed(PLACEHOLDERS)}."
    missing = [name for name in NEEDED if name not in names]
    if missing:
        return f"Format harus memuat {_listed(missing)}, supaya tidak ada dua surat dengan nomor yang sama."
    if any("{" in part and not re.fullmatch(r"\{[a-z]+\}", part) for part in _parts(text)):
        return "Pisahkan setiap kutipan dari huruf, angka, dan kutipan lain dengan tanda / . atau -."
    return ""


def _listed(names: object) -> str:
    return ", ".join(f"{{{name}}}" for name in names)  # type: ignore[attr-defined]


def _parts(text: str) -> list[str]:
    """What stands between the separators, and the separators."""
    return re.split(r"([/.\-])", text)


def of_office(text: str, mark: str) -> str:
    """A format with the mark of the office that issues in the place of `{office}`."""
    return text.replace(OFFICE, mark)


def as_pattern(text: str) -> re.Pattern[str]:
    """What finds every number that a good format, its office put in, can ever give."""
    parts = re.split(r"\{([a-z]+)\}", text)
    return re.compile("".join(f"(?:{SHAPES[part]})" if at % 2 else re.escape(part) for at, part in enumerate(parts)))


def numbered(text: str, seq: int, day: date) -> str:
    """The number that a good format, its office put in, gives: `0001/BPA-SIINAS/X/2026`."""
    values = {
        "seq": f"{seq:04d}",
        "year": f"{day.year:04d}",
        "month": f"{day.month:02d}",
        "roman": ROMAN[day.month - 1],
    }
    return re.sub(r"\{([a-z]+)\}", lambda found: values[found[1]], text)


def may_meet(one: str, other: str) -> bool:
    """Whether two good formats, their offices put in, can ever give the same number."""
    left, right = _parts(one), _parts(other)
    return len(left) == len(right) and all(_same(a, b) for a, b in zip(left, right, strict=True))


def _same(one: str, other: str) -> bool:
    names = [part.strip("{}") if "{" in part else "" for part in (one, other)]
    if all(names):
        return names[0] == names[1] or MEETING.issuperset(names)
    if any(names):
        name, text = (names[0], other) if names[0] else (names[1], one)
        return re.fullmatch(SHAPES[name], text) is not None
    return one == other


def as_written(typed: str) -> str:
    """A number as the register has it, from what a person typed off a letter."""
    return "".join(typed.split()).upper()


def explained() -> Iterator[str]:
    """The placeholders, each with what stands in its place."""
    return (f"{{{name}}} {meaning}" for name, meaning in PLACEHOLDERS.items())
