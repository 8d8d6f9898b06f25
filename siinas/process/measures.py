"""What can be measured in answers and compared with bounds, and how a measured figure is told in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from siinas.process.words import short_number


def told_with_unit(value: Decimal | int, unit: str, decimals: int) -> str:
    """A figure in the official number form with its unit: `Rp1.234,5 per kg`, `112,5%`, `0,25 kWh per kg`, `3 orang`.

    `decimals` is the most that is told behind the comma; a smaller value keeps its first digit that says something.
    """
    value = Decimal(value)
    if value and abs(value) < Decimal(1).scaleb(-decimals):
        decimals = -value.adjusted()
    number = short_number(value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP), decimals)
    if unit == "Rp" or unit.startswith("Rp "):
        return f"Rp{number}{unit.removeprefix('Rp')}"
    return f"{number}%" if unit == "%" else f"{number} {unit}".strip()


@dataclass(frozen=True, slots=True)
class Measure:
    """Something that rules compare with bounds: its key in the table of bounds, label, unit and digits told.

    `help` says what is compared with what, for whoever edits the bounds.
    """

    key: str
    label: str
    unit: str
    decimals: int = 2
    help: str = ""

    def words(self, value: Decimal | int) -> str:
        """A value of the measure as a person reads it."""
        return told_with_unit(value, self.unit, self.decimals)

    def span_words(self, lower: Decimal, upper: Decimal) -> str:
        """Two values of the measure, the unit told once where it stands behind: `0,2 sampai 5 kg per kg`."""
        sign = self.unit if self.unit == "%" else self.unit[:2] if self.unit.startswith("Rp") else ""
        return f"{told_with_unit(lower, sign, self.decimals)} sampai {self.words(upper)}"


Reckoning = Callable[..., Any]
"""A function of a row (where the rule is on rows), all answers and facts, that reckons a figure or says it in words."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that nobody answered but that a warning reads out: reckoned from the answers and facts.

    `reckoned` gets what the rule gets and finds a number, a text, or None where there is nothing to tell.
    """

    label: str
    reckoned: Reckoning
    unit: str = ""
    decimals: int = 2

    def told(self, *arguments: Any) -> str:
        """The figure in words; empty where there is none."""
        found = self.reckoned(*arguments)
        if found is None or isinstance(found, str):
            return found or ""
        return told_with_unit(found, self.unit, self.decimals)
