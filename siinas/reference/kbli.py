"""KBLI: the Indonesian classification of business lines, golongan 10 to 33 (industry), and the risk of each line."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final, Literal, get_args

from siinas.reference.datafile import DATA, DataFileError, parse_rows, read_rows

KBLI_2020: Final = 2020

Risk = Literal["R", "MR", "MT", "T"]
_RISKS: Final[tuple[Risk, ...]] = get_args(Risk)

RISK_COLUMNS: Final = ("version", "kbli", "scale", "parameter", "risk", "source")


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


@dataclass(frozen=True, slots=True)
class KbliRisk:
    """The risk of a business line at a scale of business and under a parameter; empty means "whatever it is".

    `scale` is "", "mikro", "kecil", "menengah" or "besar"; `parameter` the wording of the annex; `source` the page of
    the regulation it was taken from.
    """

    version: int
    kbli: str
    scale: str
    parameter: str
    risk: Risk
    source: str


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


def parse_kbli_risks(text: str, name: str = "text") -> tuple[KbliRisk, ...]:
    """Parse a table of risks in the format of `data/kbli_risk.tsv`.

    Raises DataFileError for a wrong form, a risk other than R, MR, MT or T, or a code that is not five digits.
    """
    found: list[KbliRisk] = []
    for version, kbli, scale, parameter, risk, source in parse_rows(text, RISK_COLUMNS, name):
        if risk not in _RISKS:
            raise DataFileError(f"{name}: {kbli} has risk {risk!r}; R, MR, MT or T expected")
        if len(kbli) != 5 or not kbli.isdecimal() or not version.isdecimal():
            raise DataFileError(f"{name}: {kbli!r} of version {version!r} is not a KBLI code")
        found.append(KbliRisk(int(version), kbli, scale, parameter, risk, source))
    return tuple(found)


@cache
def kbli_risks() -> tuple[KbliRisk, ...]:
    """The risks that ship with the portal: none, as no open data set exists (licensing.md 7).

    The confirmed row of the company's NIB decides; this table only fills gaps once an administrator has filled it.
    """
    return parse_kbli_risks((DATA / "kbli_risk.tsv").read_text(encoding="utf-8"), "kbli_risk.tsv")
