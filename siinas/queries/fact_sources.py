"""What a declaration asks to know besides a company's own records: risks, estates, contact, papers, permits issued."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from siinas.models import CompanyDocument, ContactPerson, Establishment, IndustrialEstate
from siinas.process.checks import Estate, Paper
from siinas.queries.choices import district_name, regency_name
from siinas.queries.company import factory_address, office_address
from siinas.queries.requirements import lines_of


def risks(session: Session, establishment: Establishment) -> Any:
    """The risk of each KBLI, as its rows say or else the table."""
    return {line.kbli: line.risk for line in lines_of(session, establishment.id)}


def estates(session: Session, establishment: Establishment) -> Any:
    """The industrial estates that are known in the regency of the factory."""
    rows = session.scalars(
        select(IndustrialEstate)
        .where(IndustrialEstate.regency == establishment.regency, IndustrialEstate.retired_on.is_(None))
        .order_by(IndustrialEstate.name)
    )
    return tuple(Estate(row.code, row.name, row.status, row.remaining_plots) for row in rows)


def contact(session: Session, establishment: Establishment) -> Any:
    """The first contact person by the columns of the record; nothing where there is none."""
    row = session.scalars(
        select(ContactPerson)
        .where(ContactPerson.establishment_id == establishment.id)
        .order_by(ContactPerson.id)
        .limit(1)
    ).one_or_none()
    return {key: getattr(row, key) for key in ("name", "position", "mobile", "email")} if row is not None else {}


def papers(session: Session, establishment: Establishment) -> Any:
    """The newest document of each type that the company keeps: number and date."""
    rows = session.scalars(
        select(CompanyDocument)
        .where(CompanyDocument.establishment_id == establishment.id, CompanyDocument.removed_at.is_(None))
        .order_by(CompanyDocument.id)
    )
    return {row.doc_type: Paper(row.number, row.issued_on, row.kbli_code or "") for row in rows}


def places(session: Session, establishment: Establishment) -> Any:
    """The addresses in words: "office", "factory", "district" and "regency" of the factory."""
    return {
        "office": office_address(session, establishment),
        "factory": factory_address(session, establishment),
        "district": district_name(session, establishment.factory_district),
        "regency": regency_name(session, establishment.regency),
    }


SOURCES: dict[str, Callable[[Session, Establishment], Any]] = {
    "risks": risks,
    "estates": estates,
    "contact": contact,
    "papers": papers,
    "places": places,
}
"""By the name of the fact (`Facts`) that a process names in `knows`."""
