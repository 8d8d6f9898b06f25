"""Who may see which rows: one criterion per table, closed for tables that are not named here (SETTLED 2)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, and_, event, false, func, or_, select, true
from sqlalchemy.orm import ORMExecuteState, Session, with_loader_criteria
from sqlalchemy.sql.base import ExecutableOption

from siinas.catalogue import processes
from siinas.models import (
    LISTS,
    AddressRecord,
    Attachment,
    Base,
    BusinessLine,
    Case,
    CaseAssessment,
    CasePhoto,
    CompanyDocument,
    CompanyImport,
    CompanyImportRow,
    CompanyMark,
    ContactPerson,
    DocumentVersion,
    EmailChange,
    Establishment,
    EstablishmentStage,
    FigureRelease,
    Filing,
    Invitation,
    JournalEntry,
    LegalEntity,
    Letter,
    LetterAuthority,
    LetterForm,
    Movement,
    NameWord,
    OssCall,
    OssLicence,
    OutboxRow,
    PermittedCapacity,
    Person,
    PersonGrant,
    ReferenceLoad,
    RegistrationLikeness,
    ReleaseCell,
    ReportedFigure,
    ReportingPeriod,
    ReportObligation,
    Setting,
    Task,
    Warehouse,
    WebSession,
)
from siinas.models.letter import UNSIGNED
from siinas.process.roles import (
    COMPANY,
    LIMITED,
    OFFICERS,
    OVERSIGHT,
    REGION,
    SYSTEMS,
    UNLIMITED,
    Actor,
    Grant,
    Role,
    Roles,
)

Criterion = Callable[[Actor], ColumnElement[bool]]
ACTOR = "actor"


def _within(grant: Grant, directorate: Any, regency: Any, office: Any = None) -> ColumnElement[bool]:
    """What the reach of one role of an officer leaves of rows with these columns; `true()` where nothing limits it.

    * Front desk, verifier, validator, evaluator, director, director general, supervisor: the grant's directorate and
      region, where they are set. Rows without a directorate are within everyone's.
    * Regional inspector, regional head: the grant's region; nothing without one. What is an `office`'s own, they see
      wherever it lies: an estate authority is a region of its own kind.
    * Administrator, auditor: everywhere.
    """
    if grant.role in UNLIMITED:
        return true()
    if grant.role not in LIMITED:
        return false()
    limits: list[ColumnElement[bool]] = []
    if grant.directorate:
        limits.append(or_(directorate == grant.directorate, directorate.is_(None)))
    if grant.region:
        there = regency.startswith(grant.region, autoescape=True)
        limits.append(there if office is None else or_(there, office == grant.region))
    elif grant.role in REGION:
        limits.append(false())
    return and_(true(), *limits)


def reaches(grant: Grant) -> ColumnElement[bool]:
    """The cases within reach of one role of an officer."""
    return _within(grant, Case.directorate, Case.regency, Case.office)


def _unlimited(grants: Iterable[Grant]) -> bool:
    return any(
        g.role in UNLIMITED or (g.role in LIMITED - REGION and not g.directorate and not g.region) for g in grants
    )


def cases(actor: Actor) -> ColumnElement[bool]:
    """A company sees its own cases; an officer those of the processes in which a role of theirs acts, once sent.

    Supervisor and auditor see all processes. Each role sees as far as it reaches (`_within`). An administrator, who
    decides nothing, sees those that a system holds; so does that system.
    """
    if actor.is_company:
        return Case.establishment_id == actor.establishment_id
    seen: list[ColumnElement[bool]] = []
    systems = actor.roles & SYSTEMS
    for process in processes().values():
        if held := [key for key, state in process.flow.states.items() if state.holder & systems]:
            seen.append(and_(Case.process == process.key, Case.state.in_(held)))
        shared = [key for key, state in process.flow.states.items() if not state.private]
        sent = and_(Case.process == process.key, Case.state.in_(shared))
        awaiting = [key for key, state in process.flow.states.items() if state.awaits]
        for grant in actor.reach((process.flow.people() - COMPANY) | OVERSIGHT):
            only = Case.state.in_(awaiting) if grant.role is Role.ADMINISTRATOR else true()
            seen.append(and_(sent, only, reaches(grant)))
    return or_(*seen) if seen else false()


def establishments(actor: Actor) -> ColumnElement[bool]:
    """A company sees the establishment it works in; an officer those within reach, and those whose cases they see."""
    if actor.is_company:
        return Establishment.id == actor.establishment_id
    return _establishments_of(actor, OFFICERS)


def _establishments_of(actor: Actor, roles: Roles) -> ColumnElement[bool]:
    grants = actor.reach(roles)
    if not grants:
        return false()
    if _unlimited(grants):
        return true()
    of_cases = select(Case.establishment_id).where(Case.establishment_id.is_not(None), cases(actor))
    return or_(
        Establishment.id.in_(of_cases),
        *(_within(grant, Establishment.directorate, Establishment.regency) for grant in grants),
    )


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


def address_records(actor: Actor) -> ColumnElement[bool]:
    """Addresses of the visible establishments, and of the head offices of their legal entities."""
    own = select(Establishment.id).where(establishments(actor))
    entities = select(Establishment.legal_entity_id).where(establishments(actor))
    return or_(
        AddressRecord.establishment_id.in_(own),
        and_(AddressRecord.establishment_id.is_(None), AddressRecord.legal_entity_id.in_(entities)),
    )


def attachments(actor: Actor) -> ColumnElement[bool]:
    """Files of the establishment and pictures that are shown to it; for officers those of cases they see, and those
    that a visible document names.

    A file keeps the case with which it came, so a NIB approved with its registration is seen through its document.
    Administrators manage accounts and tables and open no files.
    """
    if actor.is_company:
        pictures = select(CasePhoto.attachment_id).where(photos(actor))
        return or_(Attachment.establishment_id == actor.establishment_id, Attachment.id.in_(pictures))
    readers = OFFICERS - {Role.ADMINISTRATOR}
    if not actor.roles & readers:
        return false()
    within = select(Establishment.id).where(_establishments_of(actor, readers))
    return or_(
        Attachment.case_id.in_(select(Case.id).where(cases(actor))),
        Attachment.id.in_(select(CompanyDocument.attachment_id).where(CompanyDocument.establishment_id.in_(within))),
        Attachment.id.in_(select(DocumentVersion.attachment_id).where(DocumentVersion.establishment_id.in_(within))),
        Attachment.id.in_(select(Establishment.site_map_id).where(_establishments_of(actor, readers))),
    )


def letters(actor: Actor) -> ColumnElement[bool]:
    """Letters of the establishment; for officers those of cases, and of the accounts of establishments, that they see.

    A letter about a case is seen with the case: whoever sees a company need not see that it has reported. The head of
    a region or an estate sees besides what that office issued and has to be signed.
    """
    if actor.is_company:
        return Letter.establishment_id == actor.establishment_id
    if not actor.is_officer:
        return false()
    if _unlimited(actor.reach(UNLIMITED)):
        return true()
    of_accounts = [
        f"{process.key}.{letter.key}"
        for process in processes().values()
        for letter in process.issued.values()
        if letter.of_account
    ]
    heads = [grant.region for grant in actor.reach(frozenset({Role.REGIONAL_HEAD})) if grant.region]
    return or_(
        Letter.case_id.in_(select(Case.id).where(cases(actor))),
        and_(Letter.authority.in_(heads), Letter.signature != UNSIGNED),
        and_(
            Letter.kind.in_(of_accounts),
            Letter.establishment_id.in_(select(Establishment.id).where(establishments(actor))),
        ),
    )


def release_cells(actor: Actor) -> ColumnElement[bool]:
    """Published cells: officers of the ministry see all, those of a region what lies in it. They tell of no company."""
    seen: list[ColumnElement[bool]] = []
    for grant in actor.reach(OFFICERS):
        if grant.role in UNLIMITED or (grant.role in LIMITED - REGION and not grant.region):
            return true()
        if grant.region:
            seen.append(ReleaseCell.region.startswith(grant.region, autoescape=True))
    return or_(*seen) if seen else false()


def _of_case(model: Any) -> Criterion:
    """What belongs to a case is seen with it."""
    return lambda actor: model.case_id.in_(select(Case.id).where(cases(actor)))


def assessments(actor: Actor) -> ColumnElement[bool]:
    """What officers write about a case is theirs. The company sees what it fills in itself, and what is shown to it as
    soon as the case has moved on with it.
    """
    of_case = CaseAssessment.case_id.in_(select(Case.id).where(cases(actor)))
    if not actor.is_company:
        return of_case if actor.is_officer else false()
    seen: list[ColumnElement[bool]] = []
    for process in processes().values():
        for paper in process.assessments:
            own = all(process.flow.states[key].with_company for key in paper.filled_in)
            if own or paper.shown:
                told = CaseAssessment.closed_at.is_not(None)
                seen.append(and_(CaseAssessment.kind == paper.key, true() if own else told))
    return and_(of_case, or_(*seen)) if seen else false()


def photos(actor: Actor) -> ColumnElement[bool]:
    """The pictures of the assessments that are seen."""
    return CasePhoto.assessment_id.in_(select(CaseAssessment.id).where(assessments(actor)))


def _of_owners(model: Any) -> Criterion:
    """The owners of an establishment see who works in it; administrators and auditors see everyone's roles."""

    def criterion(actor: Actor) -> ColumnElement[bool]:
        if Role.OWNER in actor.roles:
            return model.establishment_id == actor.establishment_id  # type: ignore[no-any-return]
        return true() if actor.may_be(UNLIMITED) else false()

    return criterion


def _own(model: Any) -> Criterion:
    """What belongs to a person is theirs alone."""
    return lambda actor: model.person_id == actor.person_id if actor.person_id is not None else false()


def _for(*admitted: Role) -> Criterion:
    return lambda actor: true() if actor.may_be(frozenset(admitted)) else false()


def tasks(actor: Actor) -> ColumnElement[bool]:
    """A company sees the work left for its establishment, an officer their own; administrators and auditors see all."""
    if actor.is_company:
        return Task.establishment_id == actor.establishment_id
    if actor.may_be(UNLIMITED):
        return true()
    return Task.person_id == actor.person_id if actor.is_officer else false()


def _everyone(actor: Actor) -> ColumnElement[bool]:
    return true()


_COMPARING = (Role.FRONT_DESK, Role.SUPERVISOR, Role.AUDITOR, Role.ADMINISTRATOR)
"""Who may ask by what companies are found: those who decide on accounts, oversee it or load companies."""


def obligations(actor: Actor) -> ColumnElement[bool]:
    """What a company owes; an officer sees whose report it is within reach, by place and directorate as counted."""
    if actor.is_company:
        return ReportObligation.establishment_id == actor.establishment_id
    within = [_within(g, ReportObligation.directorate, ReportObligation.regency) for g in actor.reach(OFFICERS)]
    return or_(*within) if within else false()


def oss_licences(actor: Actor) -> ColumnElement[bool]:
    """Licences of the establishments that are seen; administrators and auditors see those without one, too."""
    if actor.may_be(UNLIMITED):
        return true()
    return _of_establishment(OssLicence)(actor)


SCOPES: dict[type[Base], Criterion] = {
    Case: cases,
    Filing: _of_case(Filing),
    Movement: _of_case(Movement),
    CaseAssessment: assessments,
    CasePhoto: photos,
    ReportedFigure: _of_case(ReportedFigure),
    FigureRelease: _for(*OFFICERS),
    ReleaseCell: release_cells,
    Establishment: establishments,
    EstablishmentStage: _of_establishment(EstablishmentStage),
    ReportObligation: obligations,
    LegalEntity: legal_entities,
    BusinessLine: _of_establishment(BusinessLine),
    PermittedCapacity: _of_establishment(PermittedCapacity),
    CompanyDocument: _of_establishment(CompanyDocument),
    ContactPerson: _of_establishment(ContactPerson),
    Warehouse: _of_establishment(Warehouse),
    DocumentVersion: _of_establishment(DocumentVersion),
    AddressRecord: address_records,
    Attachment: attachments,
    Letter: letters,
    LetterAuthority: _for(Role.ADMINISTRATOR, Role.AUDITOR),
    LetterForm: _for(Role.ADMINISTRATOR, Role.AUDITOR),
    OssLicence: oss_licences,
    OssCall: _for(Role.ADMINISTRATOR, Role.AUDITOR),
    CompanyImport: _for(Role.ADMINISTRATOR, Role.AUDITOR),
    CompanyImportRow: _for(Role.ADMINISTRATOR, Role.AUDITOR),
    CompanyMark: _for(*_COMPARING),
    NameWord: _for(*_COMPARING),
    RegistrationLikeness: _of_case(RegistrationLikeness),
    JournalEntry: _for(Role.AUDITOR, Role.ADMINISTRATOR),
    Task: tasks,
    OutboxRow: _for(Role.ADMINISTRATOR, Role.AUDITOR),
    Person: _for(Role.ADMINISTRATOR, Role.AUDITOR),
    PersonGrant: _of_owners(PersonGrant),
    Invitation: _of_owners(Invitation),
    EmailChange: _own(EmailChange),
    WebSession: _own(WebSession),
    Setting: _for(Role.ADMINISTRATOR, Role.AUDITOR),
    ReferenceLoad: _for(Role.ADMINISTRATOR, Role.AUDITOR),
    **dict.fromkeys(LISTS.values(), _everyone),
    ReportingPeriod: _everyone,
}

GUARDED = (
    Case,
    Filing,
    Movement,
    CaseAssessment,
    CasePhoto,
    ReportedFigure,
    ReleaseCell,
    Establishment,
    EstablishmentStage,
    ReportObligation,
    LegalEntity,
    BusinessLine,
    PermittedCapacity,
    CompanyDocument,
    ContactPerson,
    Warehouse,
    DocumentVersion,
    AddressRecord,
    Attachment,
    Letter,
    OssLicence,
    Invitation,
    Task,
    CompanyMark,
    RegistrationLikeness,
)


def visible(model: type[Base], actor: Actor) -> ColumnElement[bool]:
    """The criterion of `model` for `actor`; KeyError for a table nobody has thought about."""
    return SCOPES[model](actor)


def how_many(session: Session, actor: Actor, model: type[Base], *criteria: ColumnElement[bool]) -> int:
    """How many rows of a table the actor may see, of those that match."""
    statement = select(func.count()).select_from(model).where(visible(model, actor), *criteria)
    return session.scalar(statement) or 0


def guard(session: Session, actor: Actor) -> None:
    """From here on every read of this session is limited to what `actor` may see (the second layer)."""
    session.info[ACTOR] = actor


@contextmanager
def unguarded(session: Session) -> Iterator[Session]:
    """Lift the second layer for a query that is limited in itself."""
    guarded_for = session.info.pop(ACTOR, None)
    try:
        yield session
    finally:
        if guarded_for is not None:
            session.info[ACTOR] = guarded_for


@event.listens_for(Session, "do_orm_execute")
def _limit(state: ORMExecuteState) -> None:
    actor = state.session.info.get(ACTOR)
    if actor is None or state.is_column_load or state.is_relationship_load:
        return
    if not (state.is_select or state.is_update or state.is_delete):
        return
    state.statement = state.statement.options(*_limits(actor))


@lru_cache(maxsize=256)
def _limits(actor: Actor) -> tuple[ExecutableOption, ...]:
    """What limits every statement of an actor: criteria that follow from the actor alone, so they are built once."""
    return tuple(with_loader_criteria(model, visible(model, actor), include_aliases=True) for model in GUARDED)
