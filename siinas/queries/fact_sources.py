"""What a declaration asks to know besides a company's own records: risks, estates, contact, papers, permits issued."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from siinas.catalogue import process as process_named
from siinas.models import (
    Case,
    CheckItem,
    CompanyDocument,
    ContactPerson,
    Establishment,
    IndustrialEstate,
)
from siinas.process.checks import Estate, Paper
from siinas.queries.choices import district_name, regency_name
from siinas.queries.company import factory_address, office_address
from siinas.queries.requirements import exempted_kbli, lines_of, needs_exemption


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


def exempted(session: Session, establishment: Establishment) -> Any:
    """The numbers of valid SKPBKI of this portal by the KBLI that they name."""
    return exempted_kbli(session, establishment.id)


def asks_for_exemption(session: Session, establishment: Establishment) -> Any:
    """Whether the place lies outside of every estate and the scale binds the company to one."""
    return needs_exemption(establishment)


def sentences(session: Session, establishment: Establishment) -> Any:
    """By what a company is told that an item of the document check lacks."""
    rows = session.execute(select(CheckItem.code, CheckItem.sentence).where(CheckItem.retired_on.is_(None)))
    return {row.code: row.sentence for row in rows}


def other_lines(session: Session, establishment: Establishment) -> Any:
    """The KBLI that open applications for verification take in as others of a line, with the application's number."""
    going = [key for key, state in process_named("vsku").flow.states.items() if not state.closed]
    rows = session.execute(
        select(Case.number, Case.answers).where(
            Case.process == "vsku", Case.establishment_id == establishment.id, Case.state.in_(going)
        )
    )
    return {
        row["kbli"]: number
        for number, answers in rows
        if answers.get("one_line")
        for row in answers.get("line_kbli") or ()
        if row.get("kbli")
    }


def oss(session: Session, establishment: Establishment) -> Any:
    """What OSS has told of the projects of this NIB, by KBLI; nothing where it has told nothing."""
    return {}


SOURCES: dict[str, Callable[[Session, Establishment], Any]] = {
    "risks": risks,
    "estates": estates,
    "contact": contact,
    "papers": papers,
    "places": places,
    "exempted": exempted,
    "needs_exemption": asks_for_exemption,
    "sentences": sentences,
    "other_lines": other_lines,
    "oss": oss,
}
"""By the name of the fact (`Facts`) that a process names in `knows`."""
