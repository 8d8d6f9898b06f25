"""What a declaration asks to know besides a company's own records: risks, estates, contact, papers, permits issued."""

from __future__ import annotations

from collections.abc import Callable, Mapping
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
    OssLicence,
)
from siinas.process.checks import Estate, OssProject, Paper
from siinas.queries.choices import district_name, regency_name
from siinas.queries.company import factory_address, office_address
from siinas.queries.oss import licences_of
from siinas.queries.requirements import exempted_kbli, lines_of, needs_exemption
from siinas.reference.oss_figures import amount, investment, text


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
    """What OSS has told of the projects of this establishment, by KBLI; nothing where it has told nothing.

    Machines from abroad are told in dollars; they become rupiah where the project names its rate (an assumption [A] of
    licensing.md 3.3), and are not compared where it does not.
    """
    found: dict[str, OssProject] = {}
    for licence in licences_of(session, establishment.id):
        if licence.kbli and licence.kbli not in found and licence.revoked_at is None:
            found[licence.kbli] = _project(licence)
    return found


def _project(licence: OssLicence) -> OssProject:
    figures, project = investment(licence.project), licence.project
    rate, dollars = amount(project, "nilai_kurs"), figures.machines_usd
    product: Mapping[str, Any] = licence.products[0] if licence.products else {}
    workers = {key: amount(project, theirs) for key, theirs in WORKERS.items()}
    return OssProject(
        project_id=licence.id_proyek,
        licence_id=licence.id_izin,
        licence_code=licence.kd_izin,
        authority=licence.kewenangan,
        product=text(product, "jenis_produksi"),
        capacity=amount(product, "kapasitas"),
        unit=text(product, "satuan"),
        land=figures.land,
        building=figures.building,
        machines_local=figures.machines,
        machines_import=dollars * rate if dollars is not None and rate is not None else None,
        other=figures.other,
        working_capital=figures.working_capital,
        workers={key: int(value) for key, value in workers.items() if value is not None},
    )


WORKERS = {"tki_m": "jumlah_tki_l", "tki_f": "jumlah_tki_p", "tka_m": "jumlah_tka_l", "tka_f": "jumlah_tka_p"}
"""What the application and OSS call the people of a project."""
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
