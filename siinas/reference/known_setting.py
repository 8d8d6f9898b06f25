"""What a setting is: its kind, its bounds, and which values may be kept."""

from __future__ import annotations

from dataclasses import dataclass

from siinas.process.numbering import format_fault
from siinas.process.periods import Regime

LONGEST_TEXT = 10_000
MOST_NUMBERS = 6
"""So many numbers a setting of several holds at most."""
LONGEST_REGIME = 100
LONGEST_LIMIT = 365
"""Most days of a time limit."""


@dataclass(frozen=True, slots=True)
class KnownSetting:
    """A setting: key, label, default (as it is kept: text) and an explanation.

    `kind` is "number" (with its `unit`, and a `zero` in words where nought means something else than none), "numbers"
    (several, by commas), "yesno" (kept as "1" and "0"), "listed" (a value of the list that `among` names), "text"
    (which may quote `quotes`), "format" (of numbers of letters) or "regime" (kinds of periods by years).
    A number lies between `least` and `most`, both included. Settings of one `group` stand under its title.
    """

    key: str
    label: str
    default: str
    kind: str = "number"
    help: str = ""
    unit: str = ""
    zero: str = ""
    least: int = 1
    most: int = LONGEST_LIMIT
    among: str = ""
    quotes: frozenset[str] = frozenset()
    group: str = ""

    def takes(self, value: str) -> bool:
        """Whether the value may be kept and, found in the database, be believed."""
        if self.kind == "yesno":
            return value in {"0", "1"}
        if self.kind == "text":
            return 0 < len(value.strip()) <= len(value) <= LONGEST_TEXT
        if self.kind == "listed":
            return value.isascii() and value.isdigit() and len(value) == 4
        if self.kind == "format":
            return not format_fault(value)
        if self.kind == "regime":
            return _is_regime(value)
        if self.kind == "numbers":
            found = several(value)
            return 0 < len(found) <= MOST_NUMBERS and all(n is not None and self.least <= n <= self.most for n in found)
        number = whole(value)
        return number is not None and self.least <= number <= self.most


def _is_regime(value: str) -> bool:
    try:
        Regime.of(value)
    except ValueError:
        return False
    return len(value) <= LONGEST_REGIME


def whole(value: str) -> int | None:
    """A kept number; None for what is none, or is longer than any setting."""
    return int(value) if value.isascii() and value.isdigit() and len(value) <= 18 else None


def several(value: str) -> list[int | None]:
    """The kept numbers of a list, the greatest first, each once; None for what is none."""
    found = {whole(part.strip()) for part in value.split(",")}
    return sorted(found, key=lambda number: -1 if number is None else number, reverse=True)
