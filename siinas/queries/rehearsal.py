"""What other bounds would have done to the reports of a period: counted, with nobody named but to who may see."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from siinas.models import BusinessLine, Case, Filing
from siinas.process.checks import Bound, Bounds, Facts, broken_places
from siinas.process.declaration import Process
from siinas.process.fields import Answers
from siinas.process.periods import Period, period_of
from siinas.process.roles import Actor
from siinas.queries.bounds import all_bounds
from siinas.queries.case_facts import facts_for
from siinas.queries.earlier import read_tolerantly
from siinas.queries.rules import newest_filings, rules_on
from siinas.queries.scope import unguarded, visible

Rows = Mapping[tuple[str, str], Bound | None]
"""Proposed bounds by measure and beginning of the KBLI; None for one that is to end."""
MOST_HITS = 200
"""So many of the reports that would be hit are kept by name."""
MOST_SHOWN = 20


@dataclass
class Count:
    """Reports of one main KBLI: all of them, those that are hit now, those that would be."""

    reports: int = 0
    now: int = 0
    then: int = 0


@dataclass
class Rehearsal:
    """What a trial found; `hits` are the cases that would be hit, those that are not hit now first."""

    period: Period
    by_kbli: dict[str, Count] = field(default_factory=dict)
    hits: list[int] = field(default_factory=list)

    @property
    def total(self) -> Count:
        """Over all KBLI."""
        counts = self.by_kbli.values()
        return Count(*(sum(getattr(one, name) for one in counts) for name in ("reports", "now", "then")))


def rehearse(
    session: Session, period_key: str, rows: Rows, today: date, progress: Callable[[int, int], None]
) -> list[Rehearsal]:
    """Run the rules on the measures of these rows over the last filings of a period, with the bounds of now and with
    the proposed ones; one result for each report that has such rules.

    It reads reports of all companies whoever asks for it: only counts may leave, and what `hits_seen` lets through.
    """
    measures = {measure for measure, _prefix in rows}
    now = all_bounds(session)
    then = with_rows(now, rows)
    found = []
    for process in dict.fromkeys(rule.process for rule in rules_on(measures)):
        trial = _Trial(session, process, period_of(period_key), measures, today)
        found.append(trial.run(now, then, progress))
    return found


def with_rows(bounds: Bounds, rows: Rows) -> Bounds:
    """The bounds as they would be."""
    merged: dict[tuple[str, str], Bound | None] = {**bounds.rows, **rows}
    return Bounds({key: bound for key, bound in merged.items() if bound is not None})


@dataclass(frozen=True, slots=True)
class _Trial:
    session: Session
    process: type[Process]
    period: Period
    measures: set[str]
    today: date

    def run(self, now: Bounds, then: Bounds, progress: Callable[[int, int], None]) -> Rehearsal:
        result = Rehearsal(self.period)
        fresh: list[int] = []
        known: list[int] = []
        with unguarded(self.session):
            filings = newest_filings(self.session, self.process, self.period)
            main = _main_kbli(self.session, [case_id for case_id, _filing in filings])
        for done, (case_id, filing_id) in enumerate(filings, 1):
            # What is reported rolls the session back: nothing is kept in it from one filing to the next.
            progress(done, len(filings))
            with unguarded(self.session):
                answers, facts = self._report(case_id, filing_id)
            before, after = (self._is_hit(answers, replace(facts, bounds=bounds)) for bounds in (now, then))
            count = result.by_kbli.setdefault(main.get(case_id, ""), Count())
            count.reports, count.now, count.then = count.reports + 1, count.now + before, count.then + after
            if after:
                (known if before else fresh).append(case_id)
        result.hits = [*fresh, *known][:MOST_HITS]
        return result

    def _report(self, case_id: int, filing_id: int) -> tuple[Answers, Facts]:
        case = self.session.get_one(Case, case_id)
        stored = self.session.scalars(select(Filing.answers).where(Filing.id == filing_id)).one()
        facts = Facts(self.today, self.period)
        if case.establishment is not None:
            facts = facts_for(self.session, self.process, case.establishment, self.today, self.period)
        return read_tolerantly(self.process, stored), facts

    def _is_hit(self, answers: Answers, facts: Facts) -> bool:
        return any(
            next(broken_places(check, answers, facts), None) is not None
            for step in self.process.asked_steps(answers)
            for check in step.checks
            if check.measure is not None and check.measure.key in self.measures and check.at.asked(answers)
        )


def _main_kbli(session: Session, cases: Sequence[int]) -> dict[int, str]:
    """The main business line of the establishment of each case."""
    found: dict[int, str] = {}
    for start in range(0, len(cases), 500):
        rows = session.execute(
            select(Case.id, BusinessLine.kbli_code)
            .join(BusinessLine, BusinessLine.establishment_id == Case.establishment_id)
            .where(Case.id.in_(cases[start : start + 500]))
            .order_by(BusinessLine.is_main.desc(), BusinessLine.kbli_code)
        )
        for case_id, kbli in rows:
            found.setdefault(case_id, kbli)
    return found


def hits_seen(session: Session, actor: Actor, told: Mapping[str, Any]) -> list[Case]:
    """The first of the reports that would be hit, of those that the actor may see anyway: none for administrators."""
    wanted: list[int] = list(told.get("hits") or [])
    found = select(Case).where(Case.id.in_(wanted), visible(Case, actor))
    seen = {case.id: case for case in session.scalars(found).unique()}
    return [seen[case_id] for case_id in wanted if case_id in seen][:MOST_SHOWN]


def summed(results: Iterable[Rehearsal]) -> Count:
    """Over all reports."""
    totals = [result.total for result in results]
    return Count(*(sum(getattr(one, name) for one in totals) for name in ("reports", "now", "then")))
