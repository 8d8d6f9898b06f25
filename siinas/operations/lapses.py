"""Makes the moves of the clock that are due: each case in an operation of its own, by the system."""

from __future__ import annotations

import logging

from sqlalchemy import select

from siinas.models import Case
from siinas.operations.cases import carry_out
from siinas.operations.work import Work, operation
from siinas.process.roles import SYSTEM
from siinas.process.words import JAKARTA
from siinas.queries.cases import CaseFile
from siinas.queries.lapses import Lapse, declared_lapses, has_lapsed, is_due, limit_in_force
from siinas.refusal import NotPermitted

log = logging.getLogger("siinas.lapses")
BATCH = 100
"""So many cases are looked up at once."""


def make_due(work: Work) -> int:
    """Move every case that a switched-on lapse has overtaken; how many moved. May be called as often as one likes."""
    return sum(_make_due(work, lapse) for lapse in declared_lapses())


def _make_due(work: Work, lapse: Lapse) -> int:
    moved, last = 0, 0
    while ids := _due_ids(work, lapse, last):
        for case_id in ids:
            try:
                moved += make_one(work, case_id)
            except Exception:
                # One case that cannot move must not keep the others; it is tried again in the next round.
                log.exception("the clock could not move case %s", case_id)
        last = ids[-1]
    return moved


def _due_ids(work: Work, lapse: Lapse, after: int) -> list[int]:
    work.session.rollback()
    limit = limit_in_force(work.session, lapse)
    if limit is None:
        return []
    due = is_due(work.session, lapse, limit, work.now)
    statement = select(Case.id).where(due, Case.id > after).order_by(Case.id).limit(BATCH)
    return list(work.session.scalars(statement))


@operation
def make_one(work: Work, case_id: int) -> bool:
    """Make the move of the clock with one case, if it is still due under the lock; whether it moved.

    A case that somebody moved meanwhile, and one that lacks what the move waits for, are left.
    """
    if work.actor is not SYSTEM:
        raise NotPermitted("Perpindahan oleh tenggat dibuat oleh sistem.")
    case = work.find(Case, Case.id == case_id, lock=True)
    file = CaseFile(work.session, case, work.now.astimezone(JAKARTA).date())
    move = has_lapsed(file, work.now)
    if move is None or file.why_not(move):
        return False
    carry_out(work, file, move, {}, once=None)
    return True
