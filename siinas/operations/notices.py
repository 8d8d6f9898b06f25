"""Who is told by mail after a case has moved, or an account was opened."""

from __future__ import annotations

from sqlalchemy import select

from siinas.models import Case, Establishment, Letter, Movement, Person, PersonGrant
from siinas.models.letter import VALID
from siinas.operations.work import Work
from siinas.process.flow import State, Transition
from siinas.process.roles import OFFICERS, Actor, Role
from siinas.process.words import moment_words
from siinas.queries.cases import CaseFile
from siinas.queries.choices import regency_name
from siinas.queries.letters import kind_of, newest
from siinas.queries.registration import masked, same_email
from siinas.queries.scope import visible
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
    if transition.target.holder & OFFICERS:
        for person in officers_to_tell(work, file, transition):
            work.leave("mail", person.email, template="perkara_masuk", **mail_facts(work, file, movement))


def mail_facts(work: Work, file: CaseFile, movement: Movement) -> dict[str, str]:
    """What mail templates may quote about a case."""
    base = work.services.configuration.base_url
    case = file.case
    return {
        "number": case.number,
        "title": case.title,
        "company": case.company_name,
        "state": file.process.flow.states[movement.target].label,
        "due": moment_words(case.due_at) if case.due_at else "",
        "reason": movement.said.get("reason", ""),
        "receipt": _receipt_number(work, file),
        "company_url": f"{base}/perusahaan/{case.process}/{case.public_id}/",
        "officer_url": f"{base}/petugas/{case.process}/{case.public_id}/",
    }


def _receipt_number(work: Work, file: CaseFile) -> str:
    """The number of the valid receipt; empty where the process gives none."""
    if file.process.receipt is None:
        return ""
    kind = kind_of(file.process, file.process.receipt)
    with work.unscoped():
        receipt = newest(work.session, kind, Letter.case_id == file.case.id, Letter.state == VALID)
    return receipt.number if receipt is not None else ""


def officers_to_tell(work: Work, file: CaseFile, transition: Transition) -> list[Person]:
    """Whoever had the case in its new state before, and for a new sending whoever returned it; else all holders, if so
    set. Nobody is told of their own move.
    """
    state = transition.target
    known = {
        movement.person_id
        for movement in file.case.movements[:-1]
        if movement.source == state.key
        or (transition.freezes and file.process.flow.states[movement.target].with_company)
    }
    with work.unscoped():
        holders = [
            person
            for person in work.session.scalars(
                select(Person)
                .join(PersonGrant)
                .where(Person.active, PersonGrant.role.in_([role.value for role in OFFICERS]))
                .order_by(Person.id)
            ).unique()
            if person.id != work.actor.person_id
        ]
        acquainted = [person for person in holders if person.id in known]
        if acquainted or not number(work.session, "tell_officers"):
            return acquainted
        return [person for person in holders if _within_reach(work, person, file.case, state)]


def _within_reach(work: Work, person: Person, case: Case, state: State) -> bool:
    """Whether the person sees the case as one of its holders: whoever is told must be able to open it."""
    grants = tuple(grant.as_grant() for grant in person.grants if Role(grant.role) in state.holder)
    seen = visible(Case, Actor(person.id, person.name, grants))
    return work.session.scalar(select(Case.id).where(Case.id == case.id, seen)) is not None


def tell_sister_accounts(work: Work, case: Case, opened: Establishment, email: str) -> None:
    """Tell the owners of the other accounts of the same NIB, so that nobody quietly opens one beside them."""
    told = {same_email(email)}
    with work.unscoped() as session:
        owners = session.scalars(
            select(Person)
            .join(PersonGrant)
            .join(Establishment, Establishment.id == PersonGrant.establishment_id)
            .where(
                Establishment.legal_entity_id == opened.legal_entity_id,
                Establishment.id != opened.id,
                PersonGrant.role == Role.OWNER.value,
                Person.active,
            )
            .order_by(Person.id)
        ).unique()
        recipients = [person.email for person in owners]
    for recipient in recipients:
        if same_email(recipient) in told:
            continue
        told.add(same_email(recipient))
        work.leave(
            "mail",
            recipient,
            template="akun_baru_nib",
            number=case.number,
            company=opened.legal_entity.name,
            nib=opened.legal_entity.nib,
            place=regency_name(work.session, opened.regency),
            email=masked(email),
        )
