"""KBLI: the Indonesian classification of business lines, golongan 10 to 33 (industry), and what a risk asks for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

from siinas.reference.datafile import read_rows

KBLI_2020: Final = 2020

SCALES: Final[dict[str, str]] = {"mikro": "Mikro", "kecil": "Kecil", "menengah": "Menengah", "besar": "Besar"}
"""Scales of business (PP 7/2021 Pasal 35, licensing.md 6.2)."""

LICENCES: Final[dict[str, str]] = {
    "nib": "NIB",
    "nib_ss": "NIB dan Sertifikat Standar",
    "ss": "Sertifikat Standar",
    "izin": "Izin",
}
"""What a business line needs; the Sertifikat Standar alone is the one that the government verifies."""

_LICENCE_OF_RISK: Final = {"R": "nib", "MR": "nib_ss", "MT": "ss", "T": "izin"}


def licence_for(risk: str) -> str:
    """The licence (a key of LICENCES) that a risk asks for where the table names none (licensing.md 6.1).

    Raises KeyError for anything but R, MR, MT and T.
    """
    return _LICENCE_OF_RISK[risk]


@dataclass(frozen=True, slots=True)
class Kbli:
    """One business line: edition (year) of the classification, five digits, official title in Indonesian."""

    version: int
    code: str
    title: str

    @property
    def division(self) -> str:
        """The two digits of the golongan pokok, such as "10" for food."""
        return self.code[:2]


@dataclass(frozen=True, slots=True)
class KbliDivision:
    """One golongan pokok: edition, two digits, title in Indonesian."""

    version: int
    code: str
    title: str


@cache
def kbli_codes() -> tuple[Kbli, ...]:
    """The 475 codes of KBLI 2020 (Peraturan BPS 2/2020) in golongan 10 to 33, by code."""
    rows = read_rows("kbli_2020.tsv", ("code", "title"))
    return tuple(Kbli(KBLI_2020, code, title) for code, title in rows)


@cache
def kbli_divisions() -> tuple[KbliDivision, ...]:
    """The 24 golongan pokok 10 to 33 of KBLI 2020, by code."""
    rows = read_rows("kbli_2020_divisions.tsv", ("code", "title"))
    return tuple(KbliDivision(KBLI_2020, code, title) for code, title in rows)
