"""What the moves of a case say: which count since it was sent last, and who made the last one in a role."""

from __future__ import annotations

from siinas.catalogue import process as process_named
from siinas.models import Case, Movement
from siinas.process.declaration import Process
from siinas.process.flow import PastMove
from siinas.process.roles import Role


def moves_since_sent(process: type[Process], movements: list[Movement]) -> list[PastMove]:
    """The moves since the company last sent the case: two pairs of eyes are asked for each sending anew."""
    recent: list[PastMove] = []
    for movement in movements:
        transition = process.flow.transitions.get(movement.transition)
        if transition is not None and transition.freezes:
            recent = []
        recent.append(PastMove(movement.transition, movement.person_id))
    return recent


def moved_on_by(case: Case, role: Role) -> str:
    """Who moved a case on last in a role, not back to the company; empty where nobody did yet."""
    states = process_named(case.process).flow.states
    names = [
        movement.person_name
        for movement in case.movements
        if role in states[movement.source].holder and not states[movement.target].with_company
    ]
    return names[-1] if names else ""
