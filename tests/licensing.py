"""Invented applications for licences, and the officers through whose hands they go."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from io import BytesIO
from typing import Any

from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from siinas.catalogue import process as process_named
from siinas.models import Case, Establishment, LetterAuthority
from siinas.operations import assessments, cases
from siinas.operations.files import CheckedFile, Incoming, check
from siinas.process.fields import Upload
from siinas.process.roles import Role
from siinas.queries.cases import CaseFile, assessment_of
from siinas.reference.check_items import SECTIONS, check_items
from siinas.reference.document_types import VISIT_PHOTO
from tests.factories import MakeWork, Someone, checked_paper, make_officer

EXEMPTION = {
    "general": {"request_letter_no": "012/DIR/2026", "request_letter_date": date(2026, 9, 28)},
    "location": {
        "land_area": Decimal(5),
        "land_area_unit": "ha",
        "building_area": Decimal(12000),
        "land_status": "owned",
        "project_status": "existing",
        "operation_start": date(2015, 3, 2),
        "in_zoning": True,
        "zoning_law": "Perda Contoh 8/2011",
        "kkpr_type": "approval",
        "kkpr_no": "KKPR/35/0001",
        "kkpr_date": date(2024, 5, 6),
        "env_doc_type": "ukl_upl",
        "env_doc_no": "660/001/2014",
    },
    "activities": {
        "activities": [{"kbli": "10721", "product": "Gula kristal putih", "capacity": Decimal(292000), "unit": "TNE"}],
        "raw_materials": [{"name": "Tebu", "origin": "home", "place": "Kabupaten Malang"}],
        "invest_ex_land": Decimal(180_000_000_000),
        "investment_total": Decimal(240_000_000_000),
        "wk_tki_m": Decimal(210),
        "wk_tki_f": Decimal(94),
        "wk_tka_m": Decimal(1),
        "wk_tka_f": Decimal(0),
    },
    "ground": {
        "ground": "special",
        "ground_note": "Tebu harus digiling dalam satu hari sejak ditebang, sehingga pabrik berada di tengah kebun.",
    },
    "papers": {"declared_true": True},
}
"""The answers of a complete application for an SKPBKI, page by page in the order of its pages."""

HEADER = {
    "cross_province": False,
    "oss_project": "R-202501011230550001",
    "oss_licence": "I-202501011230550002",
    "oss_licence_code": "019000000001",
    "one_line": False,
}
VERIFICATION: dict[str, Any] = {
    **HEADER,
    "product_type": "Gula kristal putih",
    "product_detail": "Gula pasir dari tebu, dikemas 50 kilogram.",
    "capacity": Decimal(292000),
    "capacity_unit": "TNE",
    "inv_land": Decimal(40_000_000_000),
    "inv_building": Decimal(20_000_000_000),
    "inv_machine_local": Decimal(60_000_000_000),
    "inv_machine_import": Decimal(90_000_000_000),
    "inv_other": Decimal(5_000_000_000),
    "working_capital": Decimal(30_000_000_000),
    "tki_m": Decimal(210),
    "tki_f": Decimal(94),
    "tka_m": Decimal(1),
    "tka_f": Decimal(0),
    "kkpr_no": "KKPR/35/0001",
    "env_doc": "ukl_upl",
    "period_from": date(2026, 1, 1),
    "period_to": date(2026, 6, 30),
    "materials": [
        {
            "kind": "main",
            "name": "Tebu",
            "volume": Decimal(1_500_000),
            "unit": "TNE",
            "specification": "Rendemen 7,5%",
            "value": Decimal(26_000_000_000),
            "origin": "home",
        }
    ],
    "utilities": [
        {
            "kind": "power",
            "volume": Decimal(400_000),
            "unit": "kWh",
            "origin": "PLN",
            "value": Decimal(1_000_000_000),
        }
    ],
    "other_capital": [{"name": "Upah", "value": Decimal(3_000_000_000)}],
    "capacity_lines": [
        {"name": "Stasiun gilingan", "per_hour": Decimal(50), "hours": Decimal(20), "days": Decimal(292)}
    ],
    "machines": [
        {
            "number": "1",
            "group": "production",
            "name": "Gilingan tebu",
            "specification": "5 rol",
            "origin": "home",
            "ownership": "owned",
            "value": Decimal(60_000_000_000),
        },
        {
            "number": "2",
            "group": "production",
            "name": "Pan vakum",
            "specification": "40 m³",
            "origin": "abroad",
            "ownership": "owned",
            "value": Decimal(90_000_000_000),
        },
    ],
    "photos": [{"photo": "1", "machine": "1"}, {"photo": "2", "machine": "2"}],
    "video": "https://video.example.test/alur-gula",
    "tenure": "owned",
    "procurement_approved": True,
    "production_approved": True,
    "controls": [
        {"stage": "incoming", "what": "Rendemen tebu", "tool": "Sakarimeter"},
        {"stage": "in_line", "what": "Kekentalan", "tool": "Viskometer"},
        {"stage": "final", "what": "Warna ICUMSA", "tool": "Spektrofotometer"},
    ],
    "quality_approved": True,
    "rotation": "fifo",
    "rotation_note": "Karung dengan tanggal lebih awal keluar lebih dahulu.",
    "distribution_approved": True,
    "wastes": [{"name": "Blotong", "hazardous": False, "handling": "Dijadikan pupuk"}],
    "other_investments": [{"name": "Kendaraan angkut", "value": Decimal(5_000_000_000)}],
    "declared_true": True,
}
"""The answers of a complete application for verification."""

CHECKED: dict[str, Any] = {
    f"section_{key}": {item.code: {"result": "ok"} for item in check_items() if item.section == key} for key in SECTIONS
}
PLANNED: dict[str, Any] = {
    "visit_on": date(2026, 10, 14),
    "visit_at": "09.00",
    "order_no": "ST/12/2026",
    "order_date": date(2026, 10, 6),
    "team": [
        {"name": "Rina Contoh", "nip": "198001012005012001", "position": "Kepala Bidang", "office": "Dinas Contoh"},
        {"name": "Budi Contoh", "nip": "198502022010011002", "position": "Pengawas", "office": "Dinas Contoh"},
    ],
}
VISITED: dict[str, Any] = {
    "visited_on": date(2026, 10, 14),
    "visited_at": "09.15",
    "company_rep": "Wakil Contoh",
    "company_rep_position": "Kepala Pabrik",
    "address_found": "Jl. Pabrik Contoh 2, Gresik",
    "visit_latitude": Decimal("-7.1234"),
    "visit_longitude": Decimal("112.6543"),
    "location_status": "zone",
    "machines_fit": "yes",
    "running": True,
    "capacity_installed": Decimal(292000),
    "capacity_real": Decimal(240000),
    "workers_m": Decimal(210),
    "workers_f": Decimal(94),
    "workers_foreign": Decimal(1),
    "materials_fit": "yes",
    "environment_fit": "yes",
    "safety_fit": "yes",
    "investment_fit": "yes",
    "parts": {
        key: {"result": "yes"}
        for key in ("scope", "terms", "classes", "general", "special", "facilities", "people", "service", "product")
    }
    | {"management": {"result": "yes"}, "conformity": {"result": "not_asked"}},
    "conclusion": "fulfilled",
}
SIGNED = {"signer": "Penanda Tangan Contoh", "signer_position": "Jabatan Contoh"}
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
