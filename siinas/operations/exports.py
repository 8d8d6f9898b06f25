"""Noting that data left the portal: every export is journalled (reporting.md 1.9)."""

from __future__ import annotations

from collections.abc import Mapping

from siinas.models import Case
from siinas.operations.work import Work, operation


@operation
def note_export(
    work: Work, what: str, kind: str, rows: int, filters: Mapping[str, str], case: Case | None = None
) -> None:
    """Journal an export: of what (of a case, or of a list), as which kind of file, how many rows, which filters."""
    after: dict[str, object] = {"what": what, "kind": kind, "rows": rows, "filters": dict(filters)}
    if case is None:
        work.record("export", "table", after=after)
    else:
        work.record("export", case, after=after | {"number": case.number})


@operation
def note_view(work: Work, case: Case) -> None:
    """Journal that an officer opened a case: individual data is confidential, so each look is noted."""
    work.record("case.viewed", case, after={"number": case.number})


@operation
def note_list(work: Work, what: str, filters: Mapping[str, str]) -> None:
    """Journal that an officer looked at a list of individual companies' data, and at which part of it."""
    work.record("list.viewed", "table", after={"what": what, "filters": dict(filters)})
