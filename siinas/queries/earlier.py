"""The accepted reports of an establishment before a period: what a figure was in the last four periods."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from siinas.models import Case, Establishment, Filing, Movement
from siinas.process.checks import Earlier
from siinas.process.declaration import Process
from siinas.process.periods import Period, period_of
from siinas.queries.scope import unguarded

MOST = 4


def earlier(
    session: Session, establishment: Establishment, process: type[Process], before: Period
) -> tuple[Earlier, ...]:
    """The last accepted filing of each period that ended before `before` ends, newest first, at most four."""
    if process.periods is None:
        return ()
    with unguarded(session):
        rows = session.execute(
            select(Case.id, Case.subject).where(
                Case.process == process.key, Case.establishment_id == establishment.id, Case.subject.is_not(None)
            )
        )
        periods = {case_id: period_of(subject) for case_id, subject in rows if subject}
        past = {case_id: period for case_id, period in periods.items() if period.last_day < before.last_day}
        newest = sorted(past, key=lambda case_id: past[case_id].last_day, reverse=True)
        filings = _accepted(session, process, newest)
        wanted = {filings[case_id]: past[case_id] for case_id in [one for one in newest if one in filings][:MOST]}
        stored = session.execute(select(Filing.id, Filing.answers).where(Filing.id.in_(wanted)))
        answers: dict[int, Mapping[str, Any]] = {name: kept for name, kept in stored.all()}  # noqa: C416 - typed so
    return tuple(Earlier(period, read_tolerantly(process, answers[name])) for name, period in wanted.items())


def _accepted(session: Session, process: type[Process], cases: list[int]) -> dict[int, int]:
    """The filing that was accepted last, by its case: the one sent last before the case was accepted."""
    sent: dict[int, list[int]] = {}
    for case_id, filing_id in session.execute(
        select(Filing.case_id, Filing.id).where(Filing.case_id.in_(cases)).order_by(Filing.case_id, Filing.sequence)
    ):
        sent.setdefault(case_id, []).append(filing_id)
    found: dict[int, int] = {}
    count: dict[int, int] = {}
    moves, states = process.flow.transitions, process.flow.states
    for case_id, transition, source, target in session.execute(
        select(Movement.case_id, Movement.transition, Movement.source, Movement.target)
        .where(Movement.case_id.in_(sent))
        .order_by(Movement.id)
    ):
        move, end = moves.get(transition), states.get(target)
        if move is not None and move.freezes:
            count[case_id] = count.get(case_id, 0) + 1
        by_officer = source in states and not states[source].with_company
        if by_officer and end is not None and end.closed and end.tone == "accepted" and count.get(case_id):
            found[case_id] = sent[case_id][min(count[case_id], len(sent[case_id])) - 1]
    return found


def read_tolerantly(process: type[Process], stored: Mapping[str, Any]) -> dict[str, Any]:
    """The answers of a filing as today's declaration reads them; what an older edition kept otherwise is left out."""
    found = {}
    for key, field in process.fields.items():
        if key not in stored:
            continue
        try:
            found[key] = field.from_json(stored[key])
        except (ArithmeticError, AttributeError, KeyError, TypeError, ValueError):
            continue
    return found
