"""Provinces, regencies and cities, districts and villages of Indonesia with their official codes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

from siinas.reference.datafile import DataFileError, read_rows

Level = Literal["province", "regency", "district", "village"]

LEVELS: Final[dict[str, str]] = {
    "province": "Provinsi",
    "regency": "Kabupaten/Kota",
    "district": "Kecamatan",
    "village": "Desa/Kelurahan",
}
"""What each level is called."""

LEVEL_OF_LENGTH: Final[dict[int, Level]] = {2: "province", 4: "regency", 6: "district", 10: "village"}
"""The level by the number of digits of a code (Permendagri 137/2017 Pasal 4, reporting.md 7.10)."""
REGENCY_NUMBERS: Final = frozenset(f"{number:02d}" for number in (*range(1, 70), *range(71, 100)))
"""01 to 69 number the regencies of a province, 71 to 99 its cities."""
VILLAGE_KINDS: Final = frozenset("123")
"""First digit of a village's own number: kelurahan, desa, desa adat."""


def parent_of(code: str) -> str | None:
    """The code of the region that a region lies in; None for a province."""
    return code[:6] if len(code) == 10 else code[:-2] or None


def dotted(code: str) -> str:
    """A code as it is printed: 33.73.04, 33.73.04.1001."""
    parts = [code[start : start + 2] for start in range(0, min(len(code), 6), 2)]
    return ".".join([*parts, *filter(None, [code[6:]])])


@dataclass(frozen=True, slots=True)
class Region:
    """One region: code without dots (2, 4, 6 or 10 digits), official name, level, code of the region it lies in."""

    code: str
    name: str
    level: Level
    parent: str | None

    @property
    def dotted(self) -> str:
        """The code as it is printed: 33.73.04."""
        return dotted(self.code)

    @property
    def oss_code(self) -> str:
        """The code as OSS writes it: ten digits, filled up with zeros (reporting.md 7.10)."""
        return self.code.ljust(10, "0")


@cache
def regions() -> tuple[Region, ...]:
    """All regions by code: 38 provinces, 514 regencies and cities, 7,285 districts (Kepmendagri 300.2.2-2138/2025).

    A parent always precedes its children, as its code is the beginning of theirs.
    """
    found: list[Region] = []
    for code, name in read_rows("regions_2025.tsv", ("code", "name")):
        level = LEVEL_OF_LENGTH.get(len(code))
        if level is None:
            raise DataFileError(f"regions_2025.tsv: {code!r} has neither 2, 4 nor 6 digits")
        found.append(Region(code, name, level, parent_of(code)))
    return tuple(found)
