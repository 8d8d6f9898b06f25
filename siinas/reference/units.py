"""Units of quantity by UN/ECE code, with the weight in kilograms where physics fixes it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Final, Literal, cast, get_args

from siinas.reference.datafile import DataFileError, read_rows

Kind = Literal["mass", "volume", "length", "area", "count", "package", "energy", "power", "time"]
_KINDS: Final = frozenset(get_args(Kind))

KINDS: Final[dict[str, str]] = {
    "mass": "massa",
    "volume": "volume",
    "length": "panjang",
    "area": "luas",
    "count": "jumlah",
    "package": "kemasan",
    "energy": "energi",
    "power": "daya",
    "time": "waktu",
}
"""What each kind is called."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit: UN/ECE code, Indonesian name, what it measures, kilograms in one unit.

    `kg_factor` is set for units of mass only; for the others the company gives the weight (reporting.md 7.13).
    """

    code: str
    name: str
    kind: Kind
    kg_factor: Decimal | None


@cache
def units() -> tuple[Unit, ...]:
    """All units in the order in which a list should offer them: mass first, kilogram at the top."""
    found: list[Unit] = []
    for code, name, kind, factor in read_rows("units.tsv", ("code", "name", "kind", "kg_factor")):
        if kind not in _KINDS:
            raise DataFileError(f"units.tsv: {code} is of unknown kind {kind!r}")
        found.append(Unit(code, name, cast("Kind", kind), Decimal(factor) if factor else None))
    return tuple(found)
