"""Directorates of the ministry and which of them looks after a business line (an assumption that stays editable)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from siinas.reference.datafile import read_rows


@dataclass(frozen=True, slots=True)
class Directorate:
    """One directorate ("Direktorat Pembina"): our code, official name, the directorate general it belongs to."""

    code: str
    name: str
    directorate_general: str


@dataclass(frozen=True, slots=True)
class DirectorateRule:
    """Business lines whose KBLI begins with `kbli_prefix` (2 to 5 digits) belong to `directorate_code`."""

    kbli_prefix: str
    directorate_code: str


@cache
def directorates() -> tuple[Directorate, ...]:
    """The directorates, grouped by directorate general."""
    rows = read_rows("directorates.tsv", ("code", "name", "directorate_general"))
    return tuple(Directorate(code, name, general) for code, name, general in rows)


@cache
def directorate_rules() -> tuple[DirectorateRule, ...]:
    """The rules by prefix; the longest prefix that fits a code decides. Assumption [A] of licensing.md 3.2."""
    rows = read_rows("directorate_rules.tsv", ("kbli_prefix", "directorate_code"))
    return tuple(DirectorateRule(prefix, code) for prefix, code in rows)


def directorate_for(kbli_code: str, rules: tuple[DirectorateRule, ...] | None = None) -> str | None:
    """Return the code of the directorate for a KBLI code, or None where no prefix fits.

    `rules` are those of the settings table; without them the ones that ship with the portal hold.
    """
    by_prefix = {rule.kbli_prefix: rule.directorate_code for rule in (directorate_rules() if rules is None else rules)}
    for length in range(len(kbli_code), 0, -1):
        if found := by_prefix.get(kbli_code[:length]):
            return found
    return None
