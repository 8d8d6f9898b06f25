"""How long officers have a case before them, against the time that the service promises; the clock rests elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from siinas.catalogue import process as process_named
from siinas.models import Case, Movement
from siinas.process.declaration import Process
from siinas.process.flow import State
from siinas.process.periods import Within
from siinas.process.roles import OFFICERS, Actor
from siinas.process.words import JAKARTA
from siinas.queries.calendar import calendar_in_force, end_of, last_day
from siinas.queries.scope import visible
from siinas.queries.settings import number, time_limit
from siinas.reference.working_hours import OfficeHours


def office_hours(session: Session) -> OfficeHours:
    """The office hours in force."""
    return OfficeHours(number(session, "office_opens"), number(session, "office_closes"))


def due_moment(session: Session, process: type[Process], state: State, entered: datetime) -> datetime | None:
    """When the time limit of a state ends that was entered then: the end of that day in Jakarta; None without one."""
    limit = time_limit(session, process.key, state.key, state.within)
    if limit is None:
        return None
    return end_of(last_day(session, limit, entered.astimezone(JAKARTA).date()))


def is_clocked(state: State) -> bool:
    """Whether the service time runs: an officer holds the case, and has a time limit."""
    return state.within is not None and bool(state.holder & OFFICERS) and not state.with_company


@dataclass(frozen=True, slots=True)
class ServiceTime:
    """What a case has used of the service time.

    `state` is "running", "paused" (the company or applicant holds it) or "ended"; `since` is when it came where it
    rests. `used` is the working time in the present state (where the clock rests: in the last one in which it ran),
    `left` what remains of it until `due`, `late` whether that moment has passed (or had, when it was decided), and
    `spells` how often officers had the case; `total` the working time of all of them.
    """

    state: str
    since: datetime
    hours: OfficeHours
    limit: Within | None = None
    used: timedelta = timedelta()
    left: timedelta = timedelta()
    total: timedelta = timedelta()
    due: datetime | None = None
    late: bool = False
    over: timedelta = timedelta()
    spells: int = 0

    def words(self, span: timedelta) -> str:
        """A span of working time in words."""
        return self.hours.words(span)


def service_time(session: Session, case: Case, now: datetime) -> ServiceTime | None:
    """The service time of a case; None where its process promises none or it was not sent yet."""
    process = process_named(case.process)
    hours, holidays = office_hours(session), calendar_in_force(session)
    spells = [spell for spell in _spells(process, case, now) if is_clocked(spell[0])]
    if not spells:
        return None
    state, start, end = spells[-1]
    resting = process.flow.states[case.state]
    due = case.due_at if resting is state else due_moment(session, process, state, start)
    late = due is not None and end > due
    return ServiceTime(
        state="ended" if resting.closed else "paused" if resting.with_company else "running",
        since=case.state_since,
        hours=hours,
        limit=time_limit(session, process.key, state.key, state.within),
        used=hours.between(start, end, holidays),
        left=hours.between(end, due, holidays) if due is not None else timedelta(),
        total=sum((hours.between(begun, ended, holidays) for _state, begun, ended in spells), timedelta()),
        due=due,
        late=late,
        over=hours.between(due, end, holidays) if late and due is not None else timedelta(),
        spells=len(spells),
    )


def _spells(process: type[Process], case: Case, now: datetime) -> Iterator[tuple[State, datetime, datetime]]:
    """The states in which the case has rested, each with beginning and end; the last one reaches to `now`."""
    states = process.flow.states
    begun = case.opened_at
    for movement in case.movements:
        if movement.source in states:
            yield states[movement.source], begun, movement.at
        begun = movement.at
    yield states[case.state], begun, now


@dataclass(frozen=True, slots=True)
class Decided:
    """How many times officers moved a case on in a month, how often in time, and the median of the working time."""

    all: int
    in_time: int
    median: str


def decided(session: Session, actor: Actor, process: type[Process], now: datetime) -> Decided | None:
    """The decisions of this month that the actor may see; None for a process that promises no service time."""
    clocked = [key for key, state in process.flow.states.items() if is_clocked(state)]
    if not clocked:
        return None
    first = now.astimezone(JAKARTA).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    earlier = aliased(Movement)
    entered = (
        select(func.max(earlier.at))
        .where(earlier.case_id == Movement.case_id, earlier.id < Movement.id)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Movement.source, func.coalesce(entered, Case.opened_at), Movement.at)
        .join(Case, Case.id == Movement.case_id)
        .where(
            visible(Case, actor),
            Case.process == process.key,
            Movement.source.in_(clocked),
            Movement.at >= first,
            Movement.at <= now,
        )
    ).all()
    hours, holidays = office_hours(session), calendar_in_force(session)
    used: list[float] = []
    in_time = 0
    for source, begun, at in rows:
        due = due_moment(session, process, process.flow.states[source], begun)
        in_time += due is None or at <= due
        used.append(hours.between(begun, at, holidays).total_seconds())
    return Decided(len(rows), in_time, hours.words(timedelta(seconds=median(used))) if used else "")
