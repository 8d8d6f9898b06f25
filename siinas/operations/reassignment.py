"""Gives business lines and establishments the directorate that the present rules name, after the rules changed."""

from __future__ import annotations

from sqlalchemy import select, update

from siinas.models import Base, BusinessLine, Establishment
from siinas.operations.work import Work
from siinas.queries.reference import directorate_of


def reassign(work: Work, prefix: str = "") -> int:
    """Put right every business line whose KBLI begins with `prefix`, and the establishments whose main line it is.

    Returns how many establishments changed hands. Cases stay with the directorate that they were sent to.
    """
    moved = 0
    with work.unscoped() as session:
        begins = BusinessLine.kbli_code.startswith(prefix, autoescape=True)
        for code in session.scalars(select(BusinessLine.kbli_code).where(begins).distinct()).all():
            due = directorate_of(session, code)
            session.execute(
                update(BusinessLine)
                .where(BusinessLine.kbli_code == code, BusinessLine.directorate.is_distinct_from(due))
                .values(directorate=due)
            )
            mains = select(BusinessLine.establishment_id).where(BusinessLine.kbli_code == code, BusinessLine.is_main)
            wrong = session.scalars(
                select(Establishment.id).where(
                    Establishment.id.in_(mains), Establishment.directorate.is_distinct_from(due)
                )
            ).all()
            for start in range(0, len(wrong), 500):
                some = wrong[start : start + 500]
                session.execute(update(Establishment).where(Establishment.id.in_(some)).values(directorate=due))
            moved += len(wrong)
        session.expire_all()
    return moved


def follow(work: Work, cause: Base, prefix: str = "") -> None:
    """Reassign after a rule, or a whole table of rules, has changed, and journal how many companies it moved."""
    if moved := reassign(work, prefix):
        work.record("reference.companies_reassigned", cause, after={"companies": moved})
