"""What an establishment has recorded, what is missing, and the facts that declarations may use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session, lazyload

from siinas.catalogue.company_data import SECTIONS, Section
from siinas.models import (
    Attachment,
    Base,
    BusinessLine,
    CompanyDocument,
    ContactPerson,
    Establishment,
    LegalEntity,
    PermittedCapacity,
    Unit,
    Warehouse,
)
from siinas.process.checks import Facts, PermittedProduct, findings_of
from siinas.process.fields import Coordinate
from siinas.process.periods import Period
from siinas.process.roles import Actor
from siinas.queries.choices import district_name, regency_name
from siinas.queries.requirements import requirements_of
from siinas.queries.scope import visible
from siinas.reference.document_types import DOCUMENT_TYPES
from siinas.reference.outline import doubt_about
from siinas.reference.requirements import MINIMUM
from siinas.refusal import NotFound

RECORDS: dict[str, type[Base]] = {
    "business_line": BusinessLine,
    "permitted_capacity": PermittedCapacity,
    "company_document": CompanyDocument,
    "certificate": CompanyDocument,
    "warehouse": Warehouse,
    "contact_person": ContactPerson,
}


@dataclass(frozen=True, slots=True)
class SectionStatus:
    """How far a section is: complete or not, what is missing in words, whether the company is asked for it at all."""

    section: Section
    complete: bool
    missing: str
    begun: bool
    asked: bool = True


def profile(establishment: Establishment) -> dict[str, Any]:
    """All values of the establishment and its legal entity by column name."""
    values: dict[str, Any] = {}
    for row in (establishment.legal_entity, establishment):
        values |= {column.key: getattr(row, column.key) for column in row.__table__.columns}
    return values


def holder_of(establishment: Establishment, key: str) -> Establishment | LegalEntity:
    """The row that holds the value `key` of a section."""
    if key in Establishment.__table__.columns and key not in {"id", "version"}:
        return establishment
    return establishment.legal_entity


def own_establishment(session: Session, actor: Actor) -> Establishment:
    """The establishment that the person works in; NotFound where there is none."""
    row = session.scalars(select(Establishment).where(visible(Establishment, actor))).one_or_none()
    if row is None:
        raise NotFound
    return row


def of_section(section: Section) -> list[ColumnElement[bool]]:
    """What tells the rows of a list section from others of their table; removed documents are not among them."""
    if RECORDS[section.record] is not CompanyDocument:
        return []
    return [CompanyDocument.section == section.key, CompanyDocument.removed_at.is_(None)]


def records_of(session: Session, actor: Actor, section: Section, establishment_id: int) -> list[Any]:
    """The rows of a list section that the actor may see, in the order in which they were made."""
    model: Any = RECORDS[section.record]
    statement = select(model).where(
        visible(model, actor), model.establishment_id == establishment_id, *of_section(section)
    )
    return list(session.scalars(statement.order_by(model.id)).unique())


def paper_counts(session: Session, actor: Actor, establishment_id: int) -> dict[str, int]:
    """How many documents the actor may see, by the key of their section."""
    statement = select(CompanyDocument.section, func.count()).where(
        visible(CompanyDocument, actor),
        CompanyDocument.establishment_id == establishment_id,
        CompanyDocument.removed_at.is_(None),
    )
    return dict(session.execute(statement.group_by(CompanyDocument.section)).all())


def documents_of(
    session: Session, actor: Actor, establishment_id: int, section: Section
) -> list[tuple[CompanyDocument, Attachment | None]]:
    """The establishment's documents of a section, each with its file where the actor may see it."""
    file = and_(Attachment.id == CompanyDocument.attachment_id, visible(Attachment, actor))
    statement = (
        select(CompanyDocument, Attachment)
        .outerjoin(Attachment, file)
        .where(
            visible(CompanyDocument, actor),
            CompanyDocument.establishment_id == establishment_id,
            *of_section(section),
        )
        .options(lazyload(CompanyDocument.attachment))
        .order_by(CompanyDocument.id)
    )
    return [(document, attachment) for document, attachment in session.execute(statement)]


def section_version(establishment: Establishment, section: Section) -> int:
    """The version of all rows that hold the values of a single section, as one number.

    A legal entity is shared by its establishments, so a form on Data Umum speaks for both rows. Versions only grow:
    their sum is the same only while each of them is.
    """
    return sum(row.version for row in holders_of(establishment, section))


def holders_of(establishment: Establishment, section: Section) -> list[Establishment | LegalEntity]:
    """The rows that hold the values of a single section, the establishment first."""
    held = [holder_of(establishment, key) for key, field in section.step.fields.items() if field.kind != "file"]
    return [row for row in (establishment, establishment.legal_entity) if row in held]


def facts_of(session: Session, establishment: Establishment, today: date, period: Period | None) -> Facts:
    """The facts that a declaration may use about this establishment."""
    lines = session.scalars(
        select(BusinessLine).where(BusinessLine.establishment_id == establishment.id).order_by(BusinessLine.kbli_code)
    )
    permitted = session.scalars(
        select(PermittedCapacity)
        .where(PermittedCapacity.establishment_id == establishment.id)
        .order_by(PermittedCapacity.id)
    )
    units = {unit.code: unit.kg_factor for unit in session.scalars(select(Unit))}
    return Facts(
        unit_weights={code: weight for code, weight in units.items() if weight is not None},
        today=today,
        period=period,
        profile=profile(establishment),
        kbli=tuple(line.kbli_code for line in lines),
        capacity=tuple(
            PermittedProduct(
                row.kbli_code,
                row.product_name,
                row.hs_code,
                row.capacity,
                row.unit_code,
                row.kg_factor if row.kg_factor is not None else units.get(row.unit_code),
            )
            for row in permitted
        ),
    )


def missing_documents(session: Session, establishment: Establishment, today: date) -> list[str]:
    """The minimum documents that the establishment does not hold, as a task list names them (licensing.md 6.4).

    An SKPBKI is not among them: it comes out of a service, and is asked by another one.
    """
    wanted = requirements_of(session, establishment, today)
    return [one.title for one in wanted if one.need in MINIMUM and not one.met]


def section_statuses(session: Session, establishment: Establishment, today: date) -> list[SectionStatus]:
    """The task list of Data Perusahaan."""
    values = profile(establishment)
    facts = facts_of(session, establishment, today, None)
    found = []
    for section in SECTIONS:
        if not section.asked_of(facts):
            found.append(SectionStatus(section, complete=True, missing=section.why_not, begun=False, asked=False))
            continue
        if section.many:
            model: Any = RECORDS[section.record]
            rows = session.scalar(
                select(func.count())
                .select_from(model)
                .where(model.establishment_id == establishment.id, *of_section(section))
            )
            missing = "" if rows or section.optional else "Belum ada isian."
            if section.key == "dokumen":
                lacking = missing_documents(session, establishment, today)
                missing = f"Belum ada atau tidak berlaku: {', '.join(lacking)}." if lacking else ""
            found.append(SectionStatus(section, not missing, missing, bool(rows)))
            continue
        needed = [f for f in section.step.fields.values() if f.required and f.kind != "file" and f.asked(values)]
        empty = [f.label for f in needed if values.get(f.key) in (None, "")]
        missing = f"Belum diisi: {', '.join(empty)}." if empty else ""
        found.append(SectionStatus(section, not empty, missing, len(empty) < len(needed)))
    return found


def is_asked(session: Session, establishment: Establishment, section: Section, today: date) -> bool:
    """Whether a section is asked of the establishment at all."""
    return section.asked_of(facts_of(session, establishment, today, None))


def doubts(
    session: Session, establishment: Establishment, section: Section, answers: Mapping[str, Any], today: date
) -> list[str]:
    """What is odd about the answers of a section and hinders nothing: said after they were saved."""
    findings = findings_of(section.step, answers, facts_of(session, establishment, today, None))
    return [finding.message for finding in findings if not finding.hard]


@dataclass(frozen=True, slots=True)
class Point:
    """A place on the map: degrees, and what is odd about it as a sentence."""

    latitude: float
    longitude: float
    doubt: str


def point_of(section: Section, values: Mapping[str, Any]) -> Point | None:
    """The point that a section's values make; None where there is none."""
    for field in section.step.fields.values():
        if isinstance(field, Coordinate) and field.beside is not None:
            latitude, longitude = values.get(field.beside.key), values.get(field.key)
            if latitude is not None and longitude is not None:
                degrees = float(latitude), float(longitude)
                return Point(*degrees, doubt_about(*degrees))
    return None


def factory_address(session: Session, establishment: Establishment) -> str:
    """The factory's address in one line."""
    parts = [
        establishment.factory_street,
        establishment.factory_village,
        district_name(session, establishment.factory_district),
        regency_name(session, establishment.regency),
        establishment.factory_postal_code,
    ]
    return ", ".join(part for part in parts if part)


def office_address(session: Session, establishment: Establishment) -> str:
    """The head office's address in one line."""
    entity = establishment.legal_entity
    parts = [
        entity.office_street,
        entity.office_village,
        district_name(session, entity.office_district),
        regency_name(session, entity.office_regency),
        entity.office_postal_code,
    ]
    return ", ".join(part for part in parts if part)


def document_label(key: str) -> str:
    """The label of a document type."""
    return DOCUMENT_TYPES[key].label if key in DOCUMENT_TYPES else key
