"""Trying bounds before they hold: a background task over the reports of a period that changes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from siinas.documents.table_cells import as_kept
from siinas.models import Task
from siinas.operations.reference_loading import may_load
from siinas.operations.reference_plan import Plan
from siinas.operations.reference_rows import check_prefix
from siinas.operations.tasks import Progress, TaskResult, begin
from siinas.operations.work import Work, operation
from siinas.process.checks import Bound
from siinas.process.judging import faults
from siinas.process.words import JAKARTA
from siinas.queries.choices import ChoiceSource
from siinas.queries.rehearsal import Rows, rehearse, summed
from siinas.queries.rules import filed_periods, rules_on
from siinas.reference.measures import MEASURES
from siinas.reference.tables import PlausibleBounds
from siinas.refusal import Refused

KIND = "bound_rehearsal"
MOST_TOLD = 5


@operation
def begin_for_row(work: Work, values: Mapping[str, Any], period: str) -> Task:
    """Try one row as the form has it; Refused at its field where it could not be saved either."""
    may_load(work)
    columns = PlausibleBounds.columns()
    given = PlausibleBounds.completed({key: as_kept(field, values.get(key)) for key, field in columns.items()})
    for fault in faults(PlausibleBounds, {key: value or None for key, value in given.items()}, _codes(work)):
        raise fault.refused()
    for row_fault in PlausibleBounds.faults(given):
        raise Refused(row_fault.sentence, field=row_fault.at.key)
    check_prefix(work, given)
    rows = {(given["measure"], given["kbli_prefix"]): Bound(given["lower"], given["upper"])}
    return _begin(work, rows, period)


@operation
def begin_for_file(work: Work, found: Plan, period: str) -> Task:
    """Try what loading a file would do; Refused where the file has faults or changes nothing."""
    may_load(work)
    if found.faults or not found.does_something:
        raise Refused("Berkas ini tidak mengubah batas apa pun; tidak ada yang dapat dicoba.")
    rows: dict[tuple[str, str], Bound | None] = {}
    for row in [*found.new, *(change.row for change in found.changed)]:
        rows[row["measure"], row["kbli_prefix"]] = Bound(row["lower"], row["upper"])
    for old in found.retired:
        rows[old["measure"], old["kbli_prefix"]] = None
    return _begin(work, rows, period)


def _codes(work: Work) -> Any:
    return ChoiceSource(work.session, None).codes


def _begin(work: Work, rows: Rows, period_key: str) -> Task:
    measures = dict.fromkeys(measure for measure, _prefix in rows)
    rules = rules_on(measures)
    if not rules:
        raise Refused("Batas ini hanya menentukan kata tingkat sebuah peringatan; tidak ada laporan yang terkena.")
    periods = {one.key: one for rule in rules for one in filed_periods(work.session, rule.process)}
    if period_key not in periods:
        raise Refused("Pilih periode yang sudah dilaporkan.", field="period")
    labels = ", ".join(MEASURES[key].label for key in measures)
    payload = {"period": period_key, "rows": [_kept(name, bound) for name, bound in rows.items()]}
    return begin(work, KIND, f"Coba batas: {labels} — {periods[period_key].title}", payload)


def _kept(name: tuple[str, str], bound: Bound | None) -> list[str | None]:
    if bound is None:
        return [*name]
    return [*name, *(None if one is None else str(one) for one in (bound.lower, bound.upper))]


def _read(rows: list[list[str | None]]) -> dict[tuple[str, str], Bound | None]:
    found: dict[tuple[str, str], Bound | None] = {}
    for measure, prefix, *bound in rows:
        numbers = [None if one is None else Decimal(one) for one in bound]
        found[measure or "", prefix or ""] = Bound(*numbers) if bound else None
    return found


def run(work: Work, task: Task, progress: Progress) -> TaskResult:
    """The worker's part. The result holds counts by KBLI, and the cases by number alone: who may see one sees it."""
    may_load(work)
    rows, period = _read(task.payload["rows"]), str(task.payload["period"])
    results = rehearse(work.session, period, rows, work.now.astimezone(JAKARTA).date(), progress)
    total = summed(results)
    by_kbli = sorted(
        ((kbli, one.reports, one.now, one.then) for result in results for kbli, one in result.by_kbli.items()),
        key=lambda row: (-abs(row[3] - row[2]), -row[3], row[0]),
    )
    return TaskResult(
        {
            "period": results[0].period.title,
            "reports": total.reports,
            "now": total.now,
            "then": total.then,
            "by_kbli": [list(row) for row in by_kbli],
            "rows": [_told(name, bound) for name, bound in rows.items()][:MOST_TOLD],
            "more_rows": max(0, len(rows) - MOST_TOLD),
            "hits": [case_id for result in results for case_id in result.hits],
        }
    )


def _told(name: tuple[str, str], bound: Bound | None) -> list[str]:
    measure, prefix = MEASURES[name[0]], name[1]
    words = "berakhir" if bound is None else bound.words(measure) or "tidak diperiksa"
    where = f"KBLI {prefix}{'…' if len(prefix) < 5 else ''}" if prefix else "semua KBLI"
    return [measure.label, where, words]
