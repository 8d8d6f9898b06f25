"""Invented applications for licences, and the officers through whose hands they go."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from io import BytesIO
from typing import Any

from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from siinas.catalogue import process as process_named
from siinas.models import Case, Establishment, LetterAuthority
from siinas.operations import assessments, cases
from siinas.operations.demo_licence_answers import CHECKED, exemption_answers, planned, verification_answers, visited
from siinas.operations.files import CheckedFile, Incoming, check
from siinas.process.fields import Upload
from siinas.process.roles import Role
from siinas.queries.cases import CaseFile, assessment_of
from siinas.reference.document_types import VISIT_PHOTO
from tests.factories import NOW, MakeWork, Someone, checked_paper, make_officer

TODAY = NOW.date()
EXEMPTION = exemption_answers(TODAY)
VERIFICATION = verification_answers(TODAY)
PLANNED = planned(date(2026, 10, 14), TODAY)
VISITED = visited(date(2026, 10, 14))
SIGNED = {"signer": "Penanda Tangan Contoh", "signer_position": "Jabatan Contoh"}
__all__ = ["CHECKED"]
WHOM: dict[str, tuple[Role, str | None]] = {
    "front_desk": (Role.FRONT_DESK, None),
    "evaluator": (Role.EVALUATOR, None),
    "director": (Role.DIRECTOR, None),
    "director_general": (Role.DIRECTOR_GENERAL, None),
    "inspector": (Role.REGIONAL_INSPECTOR, "35"),
    "head": (Role.REGIONAL_HEAD, "35"),
    "regency_inspector": (Role.REGIONAL_INSPECTOR, "3525"),
    "regency_head": (Role.REGIONAL_HEAD, "3525"),
    "foreign_inspector": (Role.REGIONAL_INSPECTOR, "32"),
    "foreign_head": (Role.REGIONAL_HEAD, "32"),
    "administrator": (Role.ADMINISTRATOR, None),
    "supervisor": (Role.SUPERVISOR, None),
    "auditor": (Role.AUDITOR, None),
}


def licensing_officers(session: Session) -> dict[str, Someone]:
    """One officer for each hand, and the offices that issue letters."""
    people = {key: make_officer(session, role, region=region) for key, (role, region) in WHOM.items()}
    ministry = session.get_one(LetterAuthority, "ministry")
    ministry.signer_name, ministry.signer_position = "Dirjen Contoh", "Direktur Jenderal"
    for code, kind, name in (
        ("35", "province", "Dinas Perindustrian Provinsi Contoh"),
        ("3525", "regency", "Dinas Perindustrian Kabupaten Contoh"),
    ):
        session.add(
            LetterAuthority(
                code=code,
                kind=kind,
                name=name,
                letterhead=name.upper(),
                place="Kota Contoh",
                signer_name="Kepala Contoh",
                signer_nip="197001011995031001",
                signer_position="Kepala Dinas",
            )
        )
    session.commit()
    return people


def prepare_company(session: Session, company: Any) -> None:
    """A company whose scale asks for no SKPBKI, with what an application states filled in."""
    row = session.get_one(Establishment, company.establishment_id)
    row.business_scale = "Menengah"
    session.commit()


def save_answers(make_work: MakeWork, someone: Someone, public_id: str, answers: Mapping[str, Any]) -> None:
    """Save every page of a case with these answers, by their keys, and a paper for every file that is asked."""
    work = make_work(someone.actor)
    case = work.session.scalars(select(Case).where(Case.public_id == public_id)).unique().one()
    process = process_named(case.process)
    for step in process.steps:
        file = CaseFile(work.session, case, work.now.date())
        values = {key: answers[key] for key, field in step.fields.items() if key in answers and not field.standing}
        kept = {**file.answers, **values}
        files = {
            key: checked_paper(field.document, field.label)
            for key, field in step.fields.items()
            if isinstance(field, Upload) and field.required and field.asked(kept) and file.answers.get(key) is None
        }
        if "location_permit" in step.fields and file.answers.get("kkpr_file") is None:
            files["kkpr_file"] = checked_paper(step.fields["kkpr_file"].document, "KKPR")
        seen = case.saves.get(step.key, 0)
        cases.save_page(work, public_id, step.key, values=values, typed=None, seen=seen, files=files)


def assess(make_work: MakeWork, someone: Someone, public_id: str, kind: str, answers: Mapping[str, Any]) -> None:
    """Fill in an assessment with these answers, by their keys, and with the pictures it asks for."""
    work = make_work(someone.actor)
    case = work.session.scalars(select(Case).where(Case.public_id == public_id)).unique().one()
    paper = assessment_of(CaseFile(work.session, case, work.now.date()), kind)
    for step in paper.process.steps:
        values = {key: answers[key] for key in step.fields if key in answers}
        files = {
            key: checked_paper(field.document, field.label)
            for key, field in step.fields.items()
            if isinstance(field, Upload) and field.required
        }
        seen = paper.case.saves.get(step.key, 0)
        assessments.save_assessment_page(
            work, public_id, kind, step.key, values=values, typed=None, seen=seen, files=files
        )
    for number in range(len(paper.case.photos), paper.process.photos):
        assessments.add_photo(work, public_id, kind, photo(number), f"Mesin nomor {number + 1}")


@cache
def photo(number: int) -> CheckedFile:
    """A small picture, each number another one."""
    content = BytesIO()
    Image.new("RGB", (64, 48), (30 * number % 255, 90, 120)).save(content, "JPEG")
    return check(Incoming(content.getvalue(), f"foto{number}.jpg"), VISIT_PHOTO, field="photo")


def state_of(session: Session, public_id: str) -> str:
    """Where a case rests."""
    session.expire_all()
    return session.scalars(select(Case.state).where(Case.public_id == public_id)).one()
