"""The periods of a process, which are rows that an administrator keeps, and what a company may do about each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from siinas.models import Case, Establishment, ReportingPeriod
from siinas.process.declaration import Process
from siinas.process.periods import Period, period_of
from siinas.process.words import JAKARTA

MOST_OFFERED = 8
"""So many of the newest periods are offered; older ones where a report was begun."""


def window(session: Session, process: str, period: Period) -> ReportingPeriod | None:
    """The windows of a period, if it is one that is asked for."""
    return session.scalars(
        select(ReportingPeriod).where(
            ReportingPeriod.process == process,
            ReportingPeriod.period == period.key,
            ReportingPeriod.retired_on.is_(None),
        )
    ).one_or_none()


def opened_windows(session: Session, process: str, today: date) -> list[ReportingPeriod]:
    """The windows of a process that have opened and are asked for, the newest period first."""
    rows = session.scalars(
        select(ReportingPeriod).where(
            ReportingPeriod.process == process,
            ReportingPeriod.opens_on <= today,
            ReportingPeriod.retired_on.is_(None),
        )
    )
    return sorted(rows, key=lambda row: period_of(row.period), reverse=True)


@dataclass(frozen=True, slots=True)
class PeriodOffer:
    """A period one might report on: whether it is open now, and the case that already exists for it."""

    period: Period
    window: ReportingPeriod | None
    open: bool
    case: Case | None
    late: bool


def offered_periods(
    session: Session, process: type[Process], establishment: Establishment, today: date
) -> list[PeriodOffer]:
    """The newest periods whose window has opened, newest first, with what can be done about each."""
    if process.periods is None:
        return []
    rows = opened_windows(session, process.key, today)[:MOST_OFFERED]
    cases = session.scalars(
        select(Case).where(
            Case.process == process.key,
            Case.establishment_id == establishment.id,
            Case.subject.in_([row.period for row in rows]),
        )
    ).unique()
    found = {case.subject: case for case in cases}
    return [_offer(establishment, period_of(row.period), row, found.get(row.period), today) for row in rows]


def offer_of(
    session: Session, process: type[Process], establishment: Establishment, period: Period, today: date
) -> PeriodOffer:
    """What can be done about one period."""
    case = session.scalars(
        select(Case).where(
            Case.process == process.key, Case.establishment_id == establishment.id, Case.subject == period.key
        )
    ).unique()
    return _offer(establishment, period, window(session, process.key, period), case.one_or_none(), today)


def _offer(
    establishment: Establishment, period: Period, dates: ReportingPeriod | None, case: Case | None, today: date
) -> PeriodOffer:
    """A period that was due before the establishment registered is not late; it may be reported all the same."""
    registered = establishment.registered_at.astimezone(JAKARTA).date()
    late = bool(dates and registered <= dates.due_on < today)
    return PeriodOffer(period, dates, is_open(dates, today), case, late)


def is_open(dates: ReportingPeriod | None, today: date) -> bool:
    """Whether a new report may be begun: from the opening day on, to the last day for new ones where one is set.

    A period without a window is not asked for. The due day marks lateness and blocks nothing.
    """
    if dates is None:
        return False
    return dates.opens_on <= today and (dates.last_new_on is None or today <= dates.last_new_on)
