"""Who may see which rows: one criterion per table, closed for tables that are not named here (SETTLED 2)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, and_, event, false, or_, select, true
from sqlalchemy.orm import ORMExecuteState, Session, with_loader_criteria

from siinas.catalogue import processes
from siinas.models import (
    Attachment,
    Base,
    BusinessLine,
    Case,
    CompanyDocument,
    ContactPerson,
    Country,
    Directorate,
    DirectorateRule,
    Establishment,
    Filing,
    JournalEntry,
    Kbli,
    KbliRisk,
    LegalEntity,
    Movement,
    OutboxRow,
    PermittedCapacity,
    Person,
    Region,
    ReportingPeriod,
    Setting,
    Unit,
)
from siinas.process.roles import COMPANY, OVERSIGHT, REGION, Actor, Role

Criterion = Callable[[Actor], ColumnElement[bool]]
ACTOR = "actor"


def cases(actor: Actor) -> ColumnElement[bool]:
    """A company sees its own cases; an officer those of the processes in which a role of theirs acts, once sent.

    Verifiers and the like are limited to their directorate (cases without one are seen by all), regional officers to
    their region. Supervisor and auditor see all that was sent.
    """
    if actor.is_company:
        return Case.establishment_id == actor.establishment_id
    seen: list[ColumnElement[bool]] = []
    for process in processes().values():
        shared = [key for key, state in process.flow.states.items() if not state.private]
        sent = and_(Case.process == process.key, Case.state.in_(shared))
        if actor.roles & OVERSIGHT:
            seen.append(sent)
            continue
        for grant in actor.reach(process.flow.people() - COMPANY):
            limits = [sent]
            if grant.directorate:
                limits.append(or_(Case.directorate == grant.directorate, Case.directorate.is_(None)))
            if grant.role in REGION:
                limits.append(Case.regency.startswith(grant.region) if grant.region else false())
            seen.append(and_(*limits))
    return or_(*seen) if seen else false()


def establishments(actor: Actor) -> ColumnElement[bool]:
    """A company sees the establishment it works in; officers all, regional ones those of their region."""
    if actor.is_company:
        return Establishment.id == actor.establishment_id
    if not actor.is_officer:
        return false()
    if actor.roles & REGION and not actor.roles - REGION:
        regions = [g.region for g in actor.reach(REGION) if g.region]
        return or_(false(), *(Establishment.regency.startswith(region) for region in regions))
    return true()


def legal_entities(actor: Actor) -> ColumnElement[bool]:
    """The legal entities of the visible establishments."""
    return LegalEntity.id.in_(select(Establishment.legal_entity_id).where(establishments(actor)))


def _of_establishment(model: Any) -> Criterion:
    def criterion(actor: Actor) -> ColumnElement[bool]:
        if actor.is_company:
            return model.establishment_id == actor.establishment_id  # type: ignore[no-any-return]
        if not actor.is_officer:
            return false()
        return model.establishment_id.in_(select(Establishment.id).where(establishments(actor)))  # type: ignore[no-any-return]

    return criterion


def attachments(actor: Actor) -> ColumnElement[bool]:
    """Files of the establishment; for officers those of cases they see and the company's own documents."""
    if actor.is_company:
        return Attachment.establishment_id == actor.establishment_id
    if not actor.is_officer or actor.roles <= {Role.ADMINISTRATOR}:
        return false()
    of_cases = Attachment.case_id.in_(select(Case.id).where(cases(actor)))
    of_companies = and_(
        Attachment.case_id.is_(None),
        Attachment.establishment_id.in_(select(Establishment.id).where(establishments(actor))),
    )
    return or_(of_cases, of_companies)


def _of_case(model: Any) -> Criterion:
    """What belongs to a case is seen with it."""
    return lambda actor: model.case_id.in_(select(Case.id).where(cases(actor)))


def _for(*admitted: Role) -> Criterion:
    return lambda actor: true() if actor.may_be(frozenset(admitted)) else false()


def _everyone(actor: Actor) -> ColumnElement[bool]:
    return true()


SCOPES: dict[type[Base], Criterion] = {
    Case: cases,
    Filing: _of_case(Filing),
    Movement: _of_case(Movement),
    Establishment: establishments,
    LegalEntity: legal_entities,
    BusinessLine: _of_establishment(BusinessLine),
    PermittedCapacity: _of_establishment(PermittedCapacity),
    CompanyDocument: _of_establishment(CompanyDocument),
    ContactPerson: _of_establishment(ContactPerson),
    Attachment: attachments,
    JournalEntry: _for(Role.AUDITOR, Role.ADMINISTRATOR),
    OutboxRow: _for(Role.ADMINISTRATOR, Role.AUDITOR),
    Person: _for(Role.ADMINISTRATOR, Role.AUDITOR),
    Setting: _for(Role.ADMINISTRATOR, Role.AUDITOR),
    Kbli: _everyone,
    KbliRisk: _everyone,
    Region: _everyone,
    Country: _everyone,
    Unit: _everyone,
    Directorate: _everyone,
    DirectorateRule: _everyone,
    ReportingPeriod: _everyone,
}

GUARDED = (
    Case,
    Filing,
    Movement,
    Establishment,
    LegalEntity,
    BusinessLine,
    PermittedCapacity,
    CompanyDocument,
    ContactPerson,
    Attachment,
)


def visible(model: type[Base], actor: Actor) -> ColumnElement[bool]:
    """The criterion of `model` for `actor`; KeyError for a table nobody has thought about."""
    return SCOPES[model](actor)


def guard(session: Session, actor: Actor) -> None:
    """From here on every read of this session is limited to what `actor` may see (the second layer)."""
    session.info[ACTOR] = actor


def unguarded(session: Session) -> None:
    """Lift the second layer, for operations of the system itself."""
    session.info.pop(ACTOR, None)


@event.listens_for(Session, "do_orm_execute")
def _limit(state: ORMExecuteState) -> None:
    actor = state.session.info.get(ACTOR)
    if actor is None or state.is_column_load or state.is_relationship_load:
        return
    if not (state.is_select or state.is_update or state.is_delete):
        return
    state.statement = state.statement.options(
        *(with_loader_criteria(model, visible(model, actor), include_aliases=True) for model in GUARDED)
    )
