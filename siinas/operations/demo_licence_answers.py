"""The invented answers of applications for licences, and of the officers who examine them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from siinas.catalogue.verification.assessments import PARTS
from siinas.reference.check_items import SECTIONS, check_items

MILLIARD = 1_000_000_000


def _money(milliards: int) -> Decimal:
    return Decimal(milliards) * MILLIARD


def exemption_answers(today: date, *, kbli: str = "10721") -> dict[str, Any]:
    """A complete application for an SKPBKI: a sugar mill amid its fields."""
    return {
        "request_letter_no": "012/DIR/CONTOH",
        "request_letter_date": today - timedelta(days=8),
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
        "activities": [{"kbli": kbli, "product": "Gula kristal putih", "capacity": Decimal(292000), "unit": "TNE"}],
        "raw_materials": [{"name": "Tebu", "origin": "home", "place": "Kabupaten Malang"}],
        "invest_ex_land": _money(180),
        "investment_total": _money(240),
        "wk_tki_m": Decimal(210),
        "wk_tki_f": Decimal(94),
        "wk_tka_m": Decimal(1),
        "wk_tka_f": Decimal(0),
        "ground": "special",
        "ground_note": "Tebu harus digiling dalam satu hari sejak ditebang, sehingga pabrik berada di tengah kebun.",
        "declared_true": True,
    }


REVIEWED: Mapping[str, Any] = {
    **dict.fromkeys(("identity_fits", "kbli_fits", "place_fits", "zoning_fits", "scale_fits", "ground_fits"), "yes"),
    "note": "Isian sama dengan NIB dan dokumennya; alasan terbukti dari kajian bahan baku.",
    "conclusion": "grant",
}
"""What the evaluator finds."""


def verification_answers(today: date) -> dict[str, Any]:
    """A complete application for verification, whose sums agree."""
    last = today.replace(day=1) - timedelta(days=1)
    first = (last - timedelta(days=150)).replace(day=1)
    return {
        "cross_province": False,
        "oss_project": "R-202501011230550000001",
        "oss_licence": "I-202501011230550000002",
        "oss_licence_code": "019000000001",
        "one_line": False,
        "product_type": "Gula kristal putih",
        "product_detail": "Gula pasir dari tebu, dikemas 50 kilogram.",
        "capacity": Decimal(292000),
        "capacity_unit": "TNE",
        "inv_land": _money(40),
        "inv_building": _money(20),
        "inv_machine_local": _money(60),
        "inv_machine_import": _money(90),
        "inv_other": _money(5),
        "working_capital": _money(30),
        "tki_m": Decimal(210),
        "tki_f": Decimal(94),
        "tka_m": Decimal(1),
        "tka_f": Decimal(0),
        "kkpr_no": "KKPR/35/0001",
        "env_doc": "ukl_upl",
        "period_from": first,
        "period_to": last,
        "materials": [
            {
                "kind": "main",
                "name": "Tebu",
                "volume": Decimal(1_500_000),
                "unit": "TNE",
                "specification": "Rendemen 7,5%",
                "value": _money(26),
                "origin": "home",
            }
        ],
        "utilities": [
            {"kind": "power", "volume": Decimal(400_000), "unit": "kWh", "origin": "PLN", "value": _money(1)}
        ],
        "other_capital": [{"name": "Upah", "value": _money(3)}],
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
                "value": _money(60),
            },
            {
                "number": "2",
                "group": "production",
                "name": "Pan vakum",
                "specification": "40 m³",
                "origin": "abroad",
                "ownership": "owned",
                "value": _money(90),
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
        "other_investments": [{"name": "Kendaraan angkut", "value": _money(5)}],
        "declared_true": True,
    }


CHECKED: Mapping[str, Any] = {
    f"section_{key}": {item.code: {"result": "ok"} for item in check_items() if item.section == key} for key in SECTIONS
}
"""All 43 items are right."""


def planned(day: date, today: date) -> dict[str, Any]:
    """A visit on that day, arranged today."""
    return {
        "visit_on": day,
        "visit_at": "09.00",
        "order_no": "ST/12/CONTOH",
        "order_date": today,
        "team": [
            {"name": "Rina Contoh", "nip": "198001012005012001", "position": "Kepala Bidang", "office": "Dinas Contoh"},
            {"name": "Budi Contoh", "nip": "198502022010011002", "position": "Pengawas", "office": "Dinas Contoh"},
        ],
    }


def visited(day: date) -> dict[str, Any]:
    """What the team found: all of it fits."""
    return {
        "visited_on": day,
        "visited_at": "09.15",
        "company_rep": "Wakil Contoh",
        "company_rep_position": "Kepala Pabrik",
        "address_found": "Jl. Pabrik Contoh 2",
        "visit_latitude": Decimal("-8.1660"),
        "visit_longitude": Decimal("112.6100"),
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
        "parts": {key: {"result": "not_asked" if key == "conformity" else "yes"} for key in PARTS},
        "conclusion": "fulfilled",
    }
