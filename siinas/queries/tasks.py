"""Which cases wait for a person: the queue of each process."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, exists, false, func, or_, select
from sqlalchemy.orm import aliased

from siinas.models import Case, Movement
from siinas.process.declaration import Process
from siinas.process.flow import State
from siinas.process.roles import Actor


def waiting_for(actor: Actor, process: type[Process]) -> ColumnElement[bool]:
    """Cases in a state that one of the person's roles holds and that the person may move on.

    A state whose every onward move is barred for somebody who made an earlier move (two pairs of eyes) does not wait
    for that person.
    """
    held = process.flow.held_states(actor.roles)
    if not held:
        return false()
    return or_(
        *(and_(Case.process == process.key, Case.state == state.key, *_eyes(actor, process, state)) for state in held)
    )


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
