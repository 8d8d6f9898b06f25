"""Who is told by mail after a case has moved."""

from __future__ import annotations

from sqlalchemy import select

from siinas.models import Movement, Person, PersonGrant
from siinas.operations.work import Work
from siinas.process.flow import State, Transition
from siinas.process.roles import OFFICERS
from siinas.process.words import moment_words
from siinas.queries.cases import CaseFile
from siinas.queries.settings import number


def tell_after(work: Work, file: CaseFile, transition: Transition, movement: Movement) -> None:
    """Leave the mails that follow a move: to the company where the move says so, to officers who now hold the case."""
    if transition.tells_company and file.case.establishment is not None:
        work.leave(
            "mail",
            file.case.establishment.email,
            template=transition.tells_company,
            **mail_facts(work, file, movement),
        )
    if transition.freezes and transition.target.holder & OFFICERS:
        for person in officers_to_tell(work, file, transition.target):
            work.leave("mail", person.email, template="perkara_masuk", **mail_facts(work, file, movement))


def mail_facts(work: Work, file: CaseFile, movement: Movement) -> dict[str, str]:
    """What mail templates may quote about a case."""
    base = work.services.configuration.base_url
    case = file.case
    return {
        "number": case.number,
        "title": case.title,
        "company": case.company_name,
        "due": moment_words(case.due_at) if case.due_at else "",
        "reason": movement.said.get("reason", ""),
        "company_url": f"{base}/perusahaan/{case.process}/{case.public_id}/",
        "officer_url": f"{base}/petugas/{case.process}/{case.public_id}/",
    }


def officers_to_tell(work: Work, file: CaseFile, state: State) -> list[Person]:
    """Whoever returned the case is told that it is back; for a new case all holders within reach, if so set."""
    returned_by = [
        movement.person_id
        for movement in file.case.movements
        if file.process.flow.states[movement.target].with_company and movement.person_id is not None
    ]
    with work.unscoped():
        if returned_by:
            person = work.session.get(Person, returned_by[-1])
            return [person] if person is not None and person.active else []
        if not number(work.session, "tell_officers"):
            return []
        rows = work.session.scalars(
            select(Person)
            .join(PersonGrant)
            .where(Person.active, PersonGrant.role.in_([role.value for role in state.holder]))
            .order_by(Person.id)
        ).unique()
        return [person for person in rows if _within_reach(person, file, state)]


def _within_reach(person: Person, file: CaseFile, state: State) -> bool:
    limits = [g.directorate for g in person.grants if g.role in {role.value for role in state.holder}]
    return None in limits or not file.case.directorate or file.case.directorate in limits
