"""The periods of a process, which are rows that an administrator keeps, and what a company may do about each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from siinas.models import Case, Establishment, ReportingPeriod, ReportObligation
from siinas.process.declaration import Process
from siinas.process.periods import Period, period_of
from siinas.process.words import JAKARTA
from siinas.queries.obligations import Standings, why_not_asked

MOST_OFFERED = 8
"""So many of the newest periods are offered; older ones where a report is still owed."""


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
    """A period one might report on: whether it is open now, and the case that already exists for it.

    `owed` that the establishment owes the report, `why_not` why it is none that is asked of it, as a sentence. `late`
    that its due day has passed.
    """

    period: Period
    window: ReportingPeriod | None
    open: bool
    case: Case | None
    late: bool
    owed: bool = False
    why_not: str = ""

    @property
    def sent(self) -> bool:
        """Whether something was sent."""
        return self.case is not None and self.case.sent_at is not None


def offered_periods(
    session: Session, process: type[Process], establishment: Establishment, today: date
) -> list[PeriodOffer]:
    """The newest periods whose window has opened, newest first, and older ones that are still owed."""
    if process.periods is None:
        return []
    offers = Offers(session, process, establishment, today)
    rows = opened_windows(session, process.key, today)
    found = [offers.of(period_of(row.period), row) for row in rows]
    return [offer for place, offer in enumerate(found) if place < MOST_OFFERED or (offer.owed and not offer.sent)]


def offer_of(
    session: Session, process: type[Process], establishment: Establishment, period: Period, today: date
) -> PeriodOffer:
    """What can be done about one period."""
    return Offers(session, process, establishment, today).of(period, window(session, process.key, period))


class Offers:
    """What an establishment may do about the periods of a process; its cases, debts and stages are read once."""

    def __init__(self, session: Session, process: type[Process], establishment: Establishment, today: date) -> None:
        self.process, self.today = process, today
        self.registered = establishment.registered_at.astimezone(JAKARTA).date()
        self.standings = Standings(session, establishment)
        cases = session.scalars(
            select(Case).where(
                Case.process == process.key, Case.establishment_id == establishment.id, Case.subject.is_not(None)
            )
        ).unique()
        self.cases = {case.subject: case for case in cases}
        owed = select(ReportObligation.period).where(
            ReportObligation.process == process.key, ReportObligation.establishment_id == establishment.id
        )
        self.owed = set(session.scalars(owed))

    def of(self, period: Period, dates: ReportingPeriod | None) -> PeriodOffer:
        """A period that was due before the establishment registered is not late; it may be reported all the same."""
        case, owed = self.cases.get(period.key), period.key in self.owed
        why_not = why_not_asked(self.process, self.standings.profile_at(period.last_day), period)
        if owed or case is not None:
            why_not = ""
        late = bool(dates and self.registered <= dates.due_on < self.today and not why_not)
        return PeriodOffer(period, dates, is_open(dates, self.today), case, late, owed, why_not)


def is_open(dates: ReportingPeriod | None, today: date) -> bool:
    """Whether a new report may be begun: from the opening day on, to the last day for new ones where one is set.

    A period without a window is not asked for. The due day marks lateness and blocks nothing.
    """
    if dates is None:
        return False
    return dates.opens_on <= today and (dates.last_new_on is None or today <= dates.last_new_on)
