"""Provinces, regencies and cities, and districts of Indonesia with their official codes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

from siinas.reference.datafile import DataFileError, read_rows

Level = Literal["province", "regency", "district"]

LEVELS: Final[dict[str, str]] = {"province": "Provinsi", "regency": "Kabupaten/Kota", "district": "Kecamatan"}
"""What each level is called."""

_LEVELS: Final[dict[int, Level]] = {2: "province", 4: "regency", 6: "district"}


@dataclass(frozen=True, slots=True)
class Region:
    """One region: code without dots (2, 4 or 6 digits), official name, level, code of the region it lies in."""

    code: str
    name: str
    level: Level
    parent: str | None

    @property
    def dotted(self) -> str:
        """The code as it is printed: 33.73.04."""
        return ".".join(self.code[start : start + 2] for start in range(0, len(self.code), 2))

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
        level = _LEVELS.get(len(code))
        if level is None:
            raise DataFileError(f"regions_2025.tsv: {code!r} has neither 2, 4 nor 6 digits")
        found.append(Region(code, name, level, code[:-2] or None))
    return tuple(found)
