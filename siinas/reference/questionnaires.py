"""The INDI 4.0 questionnaire in its editions: an edition is a file, and a report keeps the one it began with."""

from __future__ import annotations

from functools import cache

from siinas.reference.datafile import DATA, read_rows

LEVELS = {
    "0": "0 — Belum siap",
    "1": "1 — Kesiapan awal",
    "2": "2 — Kesiapan sedang",
    "3": "3 — Kesiapan matang",
    "4": "4 — Sudah menerapkan",
}
"""Levels of readiness (reporting.md 5.20)."""


@cache
def indi_editions() -> tuple[str, ...]:
    """The editions that there are, the newest first."""
    names = (path.stem.removeprefix("indi_") for path in DATA.glob("indi_*.tsv"))
    return tuple(sorted(names, reverse=True))


@cache
def indi_questions(edition: str) -> dict[str, str]:
    """The questions of an edition by their codes, each with its pillar in front, in the order of the file."""
    rows = read_rows(f"indi_{edition}.tsv", ("code", "pillar", "question"))
    return {code: f"{pillar}: {question}" for code, pillar, question in rows}
