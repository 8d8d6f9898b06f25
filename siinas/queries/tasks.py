"""Which cases wait for a person: the queue of each process."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, false, func, or_, select, true
from sqlalchemy.orm import Session, aliased

from siinas.models import Case, Movement
from siinas.process.declaration import Process
from siinas.process.flow import State
from siinas.process.roles import REGION, UNLIMITED, Actor, Grant
from siinas.process.routing import MINISTRY_DESK
from siinas.queries.scope import how_many, reaches, visible


def waiting_for(actor: Actor, process: type[Process]) -> ColumnElement[bool]:
    """Cases in a state that one of the person's roles holds and that the person may move on.

    A state whose every onward move is barred for somebody who made an earlier move (two pairs of eyes) does not wait
    for that person.
    """
    held = process.flow.held_states(actor.roles)
    if not held:
        return false()
    return or_(
        *(and_(*_resting(process, state), _at_desk(actor, state), *_eyes(actor, process, state)) for state in held)
    )


def _resting(process: type[Process], state: State) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return Case.process == process.key, Case.state == state.key


def _at_desk(actor: Actor, state: State) -> ColumnElement[bool]:
    """Cases that lie on the desk of one of the person's offices, as far as each role that moves them on reaches.

    What a party has made its move with waits for the others only.
    """
    roles = actor.roles & state.hands
    desks = [and_(reaches(grant), _desk_of(grant, state)) for grant in actor.reach(roles)]
    there = or_(*desks) if desks else true()
    if not state.parties:
        return there
    since = aliased(Movement)
    came = (
        select(func.max(since.id))
        .where(since.case_id == Case.id, since.target == state.key, since.source != state.key)
        .scalar_subquery()
    )
    signed = exists().where(
        Movement.case_id == Case.id,
        Movement.source == state.key,
        Movement.target == state.key,
        Movement.id > func.coalesce(came, 0),
        Movement.person_id == actor.person_id,
    )
    return and_(there, ~signed)


def _desk_of(grant: Grant, state: State) -> ColumnElement[bool]:
    if not state.routed or grant.role in UNLIMITED:
        return true()
    return Case.desk == (grant.region if grant.role in REGION else MINISTRY_DESK)


def _eyes(actor: Actor, process: type[Process], state: State) -> list[ColumnElement[bool]]:
    barring = [
        {other.key for other in move.not_same_person_as}
        for move in process.flow.moves_from(state)
        if actor.roles & move.movers(state)
    ]
    decisive = [keys for keys in barring if keys]
    if not decisive:
        return []
    keys = set.union(*decisive)
    sendings = [key for key, move in process.flow.transitions.items() if move.freezes]
    sent = aliased(Movement)
    last_sent = (
        select(func.max(sent.id)).where(sent.case_id == Case.id, sent.transition.in_(sendings)).scalar_subquery()
    )
    own = exists().where(
        Movement.case_id == Case.id,
        Movement.transition.in_(keys),
        Movement.person_id == actor.person_id,
        Movement.id > func.coalesce(last_sent, 0),
    )
    return [~own]


@dataclass(frozen=True, slots=True)
class Workload:
    """How many cases of a process an officer has before them, and where the others are that they may see."""

    waiting: int
    late: int
    with_officers: int
    with_company: int
    done: int


def workload(session: Session, actor: Actor, process: type[Process], now: datetime) -> Workload:
    """The numbers of one process for an officer's first page."""
    states = process.flow.states
    waiting = waiting_for(actor, process)

    def count(*criteria: ColumnElement[bool]) -> int:
        return how_many(session, actor, Case, Case.process == process.key, *criteria)

    def resting(*keys: str) -> ColumnElement[bool]:
        return Case.state.in_(keys)

    return Workload(
        waiting=count(waiting),
        late=count(waiting, Case.due_at < now),
        with_officers=count(resting(*(k for k, s in states.items() if not s.closed and not s.with_company))),
        with_company=count(resting(*(k for k, s in states.items() if s.with_company and not s.private))),
        done=count(resting(*(k for k, s in states.items() if s.closed and not s.private))),
    )


def returned_cases(session: Session, actor: Actor, process: type[Process]) -> list[Case]:
    """The company's cases of a process that came back to be completed."""
    held = [key for key, state in process.flow.states.items() if state.tone == "returned"]
    statement = select(Case).where(visible(Case, actor), Case.process == process.key, Case.state.in_(held))
    return list(session.scalars(statement.order_by(Case.id)).unique())


def open_cases(session: Session, actor: Actor, process: type[Process]) -> list[Case]:
    """The company's cases of a process that are not closed, the newest first."""
    going = [key for key, state in process.flow.states.items() if not state.closed]
    statement = select(Case).where(visible(Case, actor), Case.process == process.key, Case.state.in_(going))
    return list(session.scalars(statement.order_by(Case.id.desc())).unique())
