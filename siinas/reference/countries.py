"""Countries by ISO 3166-1 alpha-2 code, with their Indonesian names."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from siinas.reference.datafile import read_rows


@dataclass(frozen=True, slots=True)
class Country:
    """One country: two capital letters, Indonesian name."""

    code: str
    name: str


@cache
def countries() -> tuple[Country, ...]:
    """The 249 entries of ISO 3166-1: Indonesia first, then by Indonesian name."""
    return tuple(Country(code, name) for code, name in read_rows("countries.tsv", ("code", "name")))
