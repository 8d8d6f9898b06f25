"""Whether answers are what their fields allow: kind, length, bounds, options. Said of every saving, whoever asks it."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any, NamedTuple

from stdnum.exceptions import ValidationError
from stdnum.id import nik

from siinas.process.fields import (
    Answers,
    Choice,
    Choices,
    Coordinate,
    Day,
    Email,
    Field,
    Nib,
    Nik,
    Npwp,
    Quantity,
    Reference,
    Text,
    Year,
    YesNo,
)
from siinas.process.steps import FieldSet
from siinas.process.tables import Grid, Table
from siinas.process.words import LARGEST, short_number
from siinas.refusal import Refused

Listed = Callable[[Reference], Container[str]]
"""The values that a reference offers at present."""


class Fault(NamedTuple):
    """The key of a field of the page, its label (with its row), and what is wrong with the answer."""

    key: str
    label: str
    sentence: str

    def refused(self) -> Refused:
        """The answer to whoever tries to save it."""
        return Refused(f"{self.label}: {self.sentence}", field=self.key)


PROVINCES = frozenset(
    str(code)
    for codes in ((11, 22), (31, 37), (51, 54), (61, 66), (71, 77), (81, 83), (91, 98))
    for code in range(*codes)
)
"""The provinces in which a NIK can have been issued; a number keeps its beginning when provinces are divided."""
NO_NIK = "NIK ini tidak memuat kode wilayah dan tanggal lahir yang benar. Periksa kembali angkanya."


def is_nik(digits: str) -> bool:
    """Whether 16 digits may be a NIK: a province and a day of birth stand in them; there is no check digit."""
    try:
        nik.get_birth_date(digits)
    except ValidationError:
        return False
    return digits[:2] in PROVINCES


NO_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def faults(
    asked: type[FieldSet], answers: Answers, listed: Listed, before: Mapping[str, int] = MappingProxyType({})
) -> list[Fault]:
    """What the fields of a page or row do not allow in `answers`; a blank is no fault here, it is merely missing.

    Of a table only some rows may be given: `before` says how many of it stand before them.
    """
    found: list[Fault] = []
    for key, field in asked.fields.items():
        value = answers.get(key)
        if value is None or field.kind == "file" or not field.asked(answers):
            continue
        if isinstance(field, Table):
            found += _of_table(field, value, listed, before.get(key, 0))
        elif isinstance(field, Grid):
            found += _of_grid(field, value, listed)
        elif sentence := fault_of(field, value, listed, answers):
            found.append(Fault(key, field.label, sentence))
    return found


def fault_of(field: Field, value: Any, listed: Listed, answers: Answers = MappingProxyType({})) -> str:
    """What a plain field does not allow in an answer, as a sentence; empty where all is well.

    `answers` are those of its page or row: a choice may be narrowed by one of them.
    """
    if isinstance(field, Choice) and not isinstance(field, Choices):
        return _one_of(field.offered(answers), value, listed)
    for kind, judge in JUDGES:
        if isinstance(field, kind):
            return judge(field, value, listed)
    raise TypeError(f"nobody judges a {type(field).__name__}")


def _of_table(table: Table, value: Any, listed: Listed, before: int = 0) -> list[Fault]:
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        return [Fault(table.key, table.label, "Bukan baris.")]
    if len(value) > table.most_rows:
        return [Fault(table.key, table.label, f"Paling banyak {table.most_rows} baris.")]
    return [
        Fault(table.key, f"{table.label}, baris {number}: {fault.label}", fault.sentence)
        for number, row in enumerate(value, before + 1)
        for fault in faults(table.of, row, listed)
    ]


def _of_grid(grid: Grid, value: Any, listed: Listed) -> list[Fault]:
    if not isinstance(value, dict) or not set(value) <= set(grid.rows):
        return [Fault(grid.key, grid.label, "Baris tidak dikenal.")]
    return [
        Fault(grid.key, f"{grid.label}, {grid.rows[key]}: {fault.label}", fault.sentence)
        for key, row in value.items()
        for fault in faults(grid.of, row or {}, listed)
    ]


def _year(field: Year, value: Any, listed: Listed) -> str:
    whole = isinstance(value, int) and not isinstance(value, bool)
    if whole and (field.FIRST <= value <= 9999 or (value == 0 and field.or_zero)):
        return ""
    unknown = ", atau 0 bila tidak diketahui" if field.or_zero else ""
    return f"Tulis tahun dengan empat angka, paling awal {field.FIRST}{unknown}."


def _nik(field: Nik, value: Any, listed: Listed) -> str:
    return _text(field, value, listed) or ("" if is_nik(value) else NO_NIK)


def _text(field: Text, value: Any, listed: Listed) -> str:
    if not isinstance(value, str) or NO_TEXT.search(value):
        return "Isian memuat karakter yang tidak dapat dipakai."
    if len(value) > field.longest:
        return f"Paling banyak {field.longest} karakter; isian ini {len(value)} karakter."
    if field.pattern and not re.fullmatch(field.pattern, value):
        return field.remedy or "Bentuk isian ini tidak sesuai."
    return ""


def _digits(*lengths: int) -> Callable[[Any, Any, Listed], str]:
    words = " atau ".join(str(length) for length in lengths)

    def judge(field: Field, value: Any, listed: Listed) -> str:
        good = isinstance(value, str) and len(value) in lengths and re.fullmatch(r"[0-9]+", value)
        return "" if good else f"{field.label} terdiri atas {words} angka."

    return judge


def _email(field: Text, value: Any, listed: Listed) -> str:
    good = isinstance(value, str) and re.fullmatch(r"[^\s@]+@[^\s@]+\.[^\s@]+", value)
    return _text(field, value, listed) if good else "Tulis alamat e-mail lengkap."


def _quantity(field: Quantity, value: Any, listed: Listed) -> str:
    if not _is_number(value) or abs(value) >= LARGEST:
        return "Angka ini tidak dapat dipakai. Periksa banyaknya digit dan satuannya."
    if Decimal(value) != round(Decimal(value), field.decimals):
        return f"Isi paling banyak {field.decimals} angka di belakang koma."
    if field.least is not None and value < field.least:
        return f"Isi paling sedikit {short_number(field.least)}."
    if field.most is not None and value > field.most:
        return f"Isi paling banyak {short_number(field.most)}."
    return ""


def _coordinate(field: Coordinate, value: Any, listed: Listed) -> str:
    good = _is_number(value) and field.least <= value <= field.most
    return "" if good else f"Di luar wilayah Indonesia: isi antara {field.least} dan {field.most}."


def _is_number(value: Any) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool) and Decimal(value).is_finite()


def _day(field: Day, value: Any, listed: Listed) -> str:
    if isinstance(value, date) and value.year >= 1900:
        return ""
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,2}[/-][0-9]{1,2}[/-][0-9]{4}", value.strip()):
        return "Tanggal ini tidak ada dalam kalender. Periksa hari dan bulannya."
    return "Tulis tanggal seperti 22/11/2026."


def _yesno(field: YesNo, value: Any, listed: Listed) -> str:
    return "" if isinstance(value, bool) else "Pilih Ya atau Tidak."


def _one_of(among: Mapping[str, str] | Reference, value: Any, listed: Listed) -> str:
    offered = listed(among) if isinstance(among, Reference) else among
    return "" if isinstance(value, str) and value in offered else "Pilih salah satu dari daftar."


def _choices(field: Choices, value: Any, listed: Listed) -> str:
    if not isinstance(value, list):
        return "Pilih dari daftar."
    wrong = [str(item)[:60] for item in value if _one_of(field.among, item, listed)]
    return f"Tidak ada dalam daftar: {', '.join(wrong[:3])}." if wrong else ""


JUDGES: tuple[tuple[type[Field], Callable[[Any, Any, Listed], str]], ...] = (
    (Email, _email),
    (Nib, _digits(13)),
    (Npwp, _digits(15, 16)),
    (Nik, _nik),
    (Year, _year),
    (Text, _text),
    (Quantity, _quantity),
    (Coordinate, _coordinate),
    (Day, _day),
    (YesNo, _yesno),
    (Choices, _choices),
)
