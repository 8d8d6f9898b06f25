"""Which minimum documents an establishment holds, and what its missing ones hold up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from siinas.models import BusinessLine, Case, CompanyDocument, Establishment, Letter
from siinas.models.letter import VALID
from siinas.process.documents import Service
from siinas.queries.reference import risks_of
from siinas.queries.settings import number
from siinas.reference.requirements import (
    SERVICES,
    Held,
    Line,
    Requirement,
    held_up_by,
    is_for,
    is_of_industry,
    requirements,
)

OUTSIDE = frozenset({"zone", "outside"})
"""Kinds of places where the duty to settle in an industrial estate counts; KEK and KPBPB have a regime of their own."""
BOUND = frozenset({"Besar"})
"""The scales that the duty binds whatever the industry (licensing.md 3.3, SKPBKI)."""
OF_ESTATES = frozenset({"MT", "T"})
EXEMPTION_LETTER = "skpbki.exemption"
"""The kind of letter that is an SKPBKI of this portal."""


@dataclass(frozen=True, slots=True)
class Lack:
    """An unmet requirement with the services that wait for it."""

    requirement: Requirement
    services: tuple[Service, ...]

    @property
    def sentence(self) -> str:
        """`Sertifikat Standar KBLI 10721 belum diunggah: pengajuan VSKU belum dapat dikirim.`"""
        held_up = " dan ".join(service.held_up for service in self.services)
        if not held_up:
            return self.requirement.why
        first, dot, rest = self.requirement.why.partition(". ")
        return f"{first.rstrip('.')}: {held_up}.{' ' + rest if dot else ''}"


@dataclass(frozen=True, slots=True)
class Offer:
    """A service that is for the establishment, and what stands in its way, as sentences; none where it is open."""

    service: Service
    points: tuple[str, ...]

    @property
    def open(self) -> bool:
        """Whether all documents are there."""
        return not self.points


def requirements_of(
    session: Session, establishment: Establishment, today: date, *, kbli: Iterable[str] = ()
) -> list[Requirement]:
    """The minimum documents of an establishment, each met or not; `kbli` narrows the licences to these KBLI."""
    lines, wanted = lines_of(session, establishment.id), set(kbli)
    rows = session.execute(
        select(CompanyDocument.doc_type, CompanyDocument.kbli_code, CompanyDocument.valid_until, CompanyDocument.review)
        .where(CompanyDocument.establishment_id == establishment.id, CompanyDocument.removed_at.is_(None))
        .order_by(CompanyDocument.id)
    )
    held = [Held(kind, code or "", until, review == "returned") for kind, code, until, review in rows]
    asked = [line for line in lines if not wanted or line.kbli in wanted]
    bound = {line.kbli for line in asked if is_of_industry(line.kbli) and line.risk in OF_ESTATES}
    exemption = needs_exemption(establishment) and bool(bound - exempted_kbli(session, establishment.id).keys())
    return requirements(asked, held, today, exemption=exemption)


def exempted_kbli(session: Session, establishment_id: int) -> dict[str, str]:
    """The KBLI that a valid SKPBKI of this portal names for the establishment, each with the number of the letter."""
    found: dict[str, str] = {}
    rows = session.execute(
        select(Letter.number, Case.answers)
        .join(Case, Case.id == Letter.case_id)
        .where(
            Letter.kind == EXEMPTION_LETTER,
            Letter.state == VALID,
            Letter.establishment_id == establishment_id,
            Case.state == "issued",
        )
        .order_by(Letter.id)
    )
    for letter, answers in rows:
        found |= {row["kbli"]: letter for row in answers.get("activities") or () if row.get("kbli")}
    return found


def needs_exemption(establishment: Establishment) -> bool:
    """Whether the place is outside of every estate and the scale binds the company to one; unknown counts as no."""
    return establishment.location_type in OUTSIDE and establishment.business_scale in BOUND


def lines_of(session: Session, establishment_id: int) -> list[Line]:
    """The KBLI of an establishment with their risks, as its rows have them, and the licence that the table names."""
    rows = session.execute(
        select(BusinessLine.kbli_version, BusinessLine.kbli_code, BusinessLine.risk_level, Establishment.business_scale)
        .join(Establishment, Establishment.id == BusinessLine.establishment_id)
        .where(BusinessLine.establishment_id == establishment_id)
        .order_by(BusinessLine.kbli_code)
    ).all()
    scale = rows[0].business_scale or "" if rows else ""
    table = risks_of(session, [(row.kbli_version, row.kbli_code) for row in rows], scale)
    found = []
    for version, code, risk, _scale in rows:
        said = table.get((version, code))
        # The table speaks of the licence of a risk: where the NIB names another risk, the table has nothing to say.
        found.append(Line(code, risk, said.licence if said is not None and said.risk == risk else ""))
    return found


def risks_in(lines: Iterable[Line]) -> frozenset[str]:
    """The risks of the KBLI of industry among these."""
    return frozenset(line.risk for line in lines if is_of_industry(line.kbli))


def lacks_of(session: Session, establishment: Establishment, today: date) -> list[Lack]:
    """What is missing of the minimum documents, each with what it holds up."""
    risks = risks_in(lines_of(session, establishment.id))
    to_all = bool(number(session, "skpbki_all_risks"))
    return [
        Lack(one, held_up_by(one, risks, open_to_all=to_all))
        for one in requirements_of(session, establishment, today)
        if not one.met
    ]


def offers_of(session: Session, establishment: Establishment, today: date) -> list[Offer]:
    """Every service that is for the establishment, with the missing documents that stand in its way."""
    risks = risks_in(lines_of(session, establishment.id))
    to_all = bool(number(session, "skpbki_all_risks"))
    lacks = lacks_of(session, establishment, today)
    return [
        Offer(service, tuple(lack.requirement.why for lack in lacks if service in lack.services))
        for service in SERVICES
        if is_for(service, risks, open_to_all=to_all)
    ]


def points_against(
    session: Session, establishment: Establishment, service: Service, today: date, *, kbli: Iterable[str] = ()
) -> list[str]:
    """Why a case of this service may not be sent yet, as sentences; `kbli` are those that the case is about."""
    return [
        one.why
        for one in requirements_of(session, establishment, today, kbli=kbli)
        if one.need in service.needs and not one.met
    ]
