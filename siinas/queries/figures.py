"""The figures of accepted reports: which reports they come from, and which of them hold now."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from siinas.catalogue import processes
from siinas.models import Case, Filing


def accepted_filings(session: Session, after: int, most: int) -> list[Filing]:
    """The valid versions of reports that have figures, by case from the one behind `after` on, at most so many."""
    with_figures = [process.key for process in processes().values() if process.figures]
    latest = (
        select(Filing.case_id, func.max(Filing.sequence).label("sequence"))
        .join(Case, Case.id == Filing.case_id)
        .where(Filing.accepted_at.is_not(None), Filing.case_id > after, Case.process.in_(with_figures))
        .group_by(Filing.case_id)
        .order_by(Filing.case_id)
        .limit(most)
        .subquery()
    )
    valid = (Filing.case_id == latest.c.case_id) & (Filing.sequence == latest.c.sequence)
    return list(session.scalars(select(Filing).join(latest, valid).order_by(Filing.case_id)))
