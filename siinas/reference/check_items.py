"""The items by which the documents of an application for verification are examined (licensing.md 3.5)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

from siinas.reference.datafile import read_rows

CHECK_QUOTES: Final = frozenset(
    {"capacity", "other_investment", "working_capital", "machines_local", "machines_import"}
)
"""What a sentence may quote of the application."""
SECTIONS: Final = {
    "1": "Isian data OSS",
    "2": "Isian data SIINas",
    "3": "Lampiran 1",
    "4": "Lampiran 2",
    "5": "Lampiran 3",
    "6": "Lampiran 4",
    "7": "Lampiran 5",
    "8": "Lampiran 6",
    "9": "Lampiran 7",
    "10": "Lampiran 8",
    "11": "Lampiran 9",
}


@dataclass(frozen=True, slots=True)
class CheckItem:
    """One item: code, section (a key of SECTIONS), what is looked for, the sentence that tells what lacks."""

    code: str
    section: str
    name: str
    sentence: str


@cache
def check_items() -> tuple[CheckItem, ...]:
    """The 43 items as shipped; an administrator may word the sentences otherwise."""
    rows = read_rows("check_items.tsv", ("code", "section", "name", "sentence"))
    return tuple(CheckItem(*row) for row in rows)
