"""The warnings of all reports: which there are, which hang on a measure, and how often the last period was warned."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from siinas.catalogue import processes
from siinas.models import Case, Filing
from siinas.process.checks import Check
from siinas.process.declaration import Process
from siinas.process.periods import Period, period_of
from siinas.process.steps import Step
from siinas.queries.scope import unguarded


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of a page of a process."""

    process: type[Process]
    step: type[Step]
    check: Check


def rules_of(process: type[Process]) -> list[Rule]:
    """The rules of a process, page by page; one that stands at several tables of a page is named once for each."""
    return [Rule(process, step, check) for step in process.steps for check in step.checks]


def reports() -> list[type[Process]]:
    """The processes that are asked for by period."""
    return [process for process in processes().values() if process.periods]


def rules_on(measures: Container[str]) -> list[Rule]:
    """The rules of reports that compare one of these measures with its bound."""
    return [
        rule
        for process in reports()
        for rule in rules_of(process)
        if rule.check.measure is not None and rule.check.measure.key in measures
    ]


def filed_periods(session: Session, process: type[Process]) -> list[Period]:
    """The periods about which anybody has filed, the newest first: no more than that is told of them."""
    if not process.periods:
        return []
    with unguarded(session):
        keys = session.scalars(
            select(Case.subject)
            .where(Case.process == process.key, Case.subject.is_not(None), Case.sent_at.is_not(None))
            .distinct()
        ).all()
    return sorted((period_of(key) for key in keys if key), reverse=True)


def last_complete(periods: list[Period], today: date) -> Period | None:
    """The newest of these periods of which most reports are in: it ended a quarter ago; else the newest."""
    return next((one for one in periods if months_between(one.last_day, today) >= 3), next(iter(periods), None))


def months_between(day: date, later: date) -> int:
    """The whole months from the month of one day to that of another."""
    return (later.year - day.year) * 12 + later.month - day.month


def newest_filings(session: Session, process: type[Process], period: Period) -> list[tuple[int, int]]:
    """The last filing of each case about a period, as (case, filing); the caller has seen to who may know."""
    found = session.execute(
        select(Filing.case_id, func.max(Filing.id))
        .join(Case, Case.id == Filing.case_id)
        .where(Case.process == process.key, Case.subject == period.key)
        .group_by(Filing.case_id)
        .order_by(Filing.case_id)
    )
    return [(case_id, filing_id) for case_id, filing_id in found]


@dataclass(frozen=True, slots=True)
class Warned:
    """How often a period was warned: reports filed, and by rule the reports it hit and the reasons that were given."""

    period: Period | None
    reports: int
    hit: Counter[str]
    explained: Counter[str]


AT_ONCE = 500


def warned(session: Session, process: type[Process], period: Period | None) -> Warned:
    """Counts over the last filings of all companies, from the reasons frozen with them; whose they are is not told."""
    hit: Counter[str] = Counter()
    explained: Counter[str] = Counter()
    if period is None:
        return Warned(None, 0, hit, explained)
    with unguarded(session):
        filings = [filing_id for _case_id, filing_id in newest_filings(session, process, period)]
        for start in range(0, len(filings), AT_ONCE):
            some = select(Filing.confirmations).where(Filing.id.in_(filings[start : start + AT_ONCE]))
            for confirmations in session.scalars(some):
                rules = [key.partition(":")[0] for key in confirmations]
                explained.update(rules)
                hit.update(set(rules))
    return Warned(period, len(filings), hit, explained)
