"""Complete answers of both reports in all their contents, plausible enough that no rule finds anything."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from siinas.catalogue.reports import ProductionReport
from siinas.reference.questionnaires import indi_questions


def complete_answers(kbli: str = "10721") -> dict[str, Any]:
    """All answers of a medium or large company without any finding, typed as the declaration keeps them."""
    return {
        "report_category": "medium_large",
        "production_status": "producing",
        "inv_machinery": Decimal(120_000_000_000),
        "inv_other": Decimal(5_000_000_000),
        "working_capital": Decimal(25_000_000_000),
        "inv_excl_land_building": Decimal(150_000_000_000),
        "uses_toll": False,
        "provides_toll": False,
        "signer_name": "Penanggung Jawab",
        "signer_position": "Direktur",
        "capacity_lines": [
            {
                "cap_product": "Gula kristal putih",
                "cap_kbli": kbli,
                "cap_hs": "17019910",
                "cap_unit": "TNE",
                "prod_capacity_qty": Decimal("70000.00"),
                "installed_capacity_qty": Decimal("73000.00"),
                "prod_capacity_kg": Decimal("70000000.00"),
                "installed_capacity_kg": Decimal("73000000.00"),
            }
        ],
        "production_lines": [
            {
                "prod_product": "Gula kristal putih",
                "prod_kbli": kbli,
                "prod_hs": "17019910",
                "prod_brand": "Contoh Manis",
                "prod_unit": "TNE",
                "production_qty": Decimal("60000.00"),
                "production_kg": Decimal("60000000.00"),
                "production_value": Decimal(780_000_000_000),
                "sales_qty": Decimal("55000.50"),
                "sales_kg": Decimal("55000500.00"),
                "sales_value": Decimal(742_500_000_000),
                "sold_from_stock": False,
                "export_pct": Decimal("12.50"),
                "export_countries": ["JP", "SG"],
            }
        ],
        "material_lines": [
            {
                "material_name": "Tebu",
                "material_hs": "12129300",
                "material_unit": "TNE",
                "dom_qty": Decimal("280000.00"),
                "dom_kg": Decimal("280000000.00"),
                "dom_value": Decimal(196_000_000_000),
                "imp_qty": Decimal("0.00"),
                "imp_kg": Decimal("0.00"),
                "imp_value": Decimal(0),
                "output_kbli": kbli,
                "output_product": "Gula kristal putih",
                "stock_kg": Decimal("1500000.00"),
                "stock_value": Decimal("1050000000.00"),
            }
        ],
        "workers": {
            "men": {
                "production_permanent": Decimal(200),
                "production_temporary": Decimal(50),
                "other_permanent": Decimal(30),
                "other_temporary": Decimal(0),
            },
            "women": {
                "production_permanent": Decimal(80),
                "production_temporary": Decimal(20),
                "other_permanent": Decimal(20),
                "other_temporary": Decimal(0),
            },
        },
        "education": {
            level: {"people": Decimal(people)}
            for level, people in {
                "none": 0,
                "primary": 20,
                "junior": 60,
                "senior": 250,
                "diploma": 30,
                "bachelor": 36,
                "master": 4,
                "doctor": 0,
            }.items()
        },
        "water": {
            source: {"volume": Decimal(volume), "cost": Decimal(cost)}
            for source, volume, cost in (
                ("surface", "90000.00", 45_000_000),
                ("ground", "0.00", 0),
                ("supplier", "1200.00", 14_000_000),
                ("recycled", "8000.00", 2_000_000),
            )
        },
        "fuels": [
            {
                "fuel": "diesel",
                "fuel_qty": Decimal("45000.00"),
                "fuel_unit": "liter",
                "fuel_value": Decimal(720_000_000),
            }
        ],
        "electricity": {
            "pln": {"energy": Decimal("1800000.00"), "power_cost": Decimal(2_160_000_000)},
            "other": {"energy": Decimal("0.00"), "power_cost": Decimal(0)},
        },
        "stocks": {
            # The same report may follow itself: what one ends with the next begins with.
            kind: {"opening": Decimal(value), "closing": Decimal(value)}
            for kind, value in (("materials", 40_000_000_000), ("wip", 2_000_000_000), ("finished", 65_000_000_000))
        },
        "auxiliary_lines": [
            {
                "material_name": "Kapur tohor",
                "material_hs": "25221000",
                "material_unit": "TNE",
                "dom_qty": Decimal("900.00"),
                "dom_kg": Decimal("900000.00"),
                "dom_value": Decimal(1_350_000_000),
                "imp_qty": Decimal("0.00"),
                "imp_kg": Decimal("0.00"),
                "imp_value": Decimal(0),
                "output_kbli": kbli,
                "output_product": "Gula kristal putih",
                "stock_kg": Decimal("20000.00"),
                "stock_value": Decimal("30000000.00"),
            }
        ],
        "own_central": Decimal("0.00"),
        "own_regional": Decimal("0.00"),
        "own_private": Decimal("100.00"),
        "own_foreign": Decimal("0.00"),
        "inv_land": Decimal(30_000_000_000),
        "inv_building": Decimal(45_000_000_000),
        "workers_further": {
            "certified": {"men": Decimal(40), "women": Decimal(15)},
            "foreign": {"men": Decimal(0), "women": Decimal(0)},
        },
        "internships": [
            {
                "intern_school": "SMK Contoh Satu",
                "intern_level": "smk",
                "intern_men": Decimal(6),
                "intern_women": Decimal(4),
                "intern_field": "Teknik mesin",
                "intern_from": date(2026, 7, 6),
                "intern_until": date(2026, 9, 30),
            }
        ],
        "generators": [
            {
                "generator_kind": "diesel",
                "generator_capacity": Decimal("500.00"),
                "generator_unit": "kva",
                "generator_count": Decimal(2),
                "generated": Decimal("12000.00"),
                "power_sold": Decimal("0.00"),
                "power_sold_value": Decimal(0),
            }
        ],
        "wages_production": Decimal(6_300_000_000),
        "wages_other": Decimal(1_200_000_000),
        "has_rnd_unit": True,
        "rnd_staff": Decimal(5),
        "rnd_cost": Decimal(400_000_000),
        "logistics_cost": Decimal(9_000_000_000),
        "plan_lines": [
            {
                "plan_product": "Gula kristal putih",
                "plan_kbli": kbli,
                "plan_hs": "17019910",
                "plan_unit": "TNE",
                "plan_qty": Decimal("58000.00"),
                "plan_value": Decimal(754_000_000_000),
                "plan_area": "Jawa dan Bali",
                "plan_export_pct": Decimal("10.00"),
            }
        ],
        "machines": [
            {
                "machine_name": "Gilingan tebu",
                "machine_brand": "Contoh GT-4",
                "machine_technology": "Hidraulik",
                "machine_built": 2015,
                "machine_acquired": 2016,
                "machine_country": "JP",
                "machine_count": Decimal(4),
                "machine_operators": Decimal(24),
            }
        ],
        "solid_wastes": [{"solid_kind": "Ampas tebu", "solid_qty": Decimal("1200.00"), "solid_treatment": "reused"}],
        "hazardous_wastes": [
            {
                "hazardous_kind": "Oli bekas",
                "hazardous_qty": Decimal("0.60"),
                "hazardous_treatment": "handed",
                "hazardous_handler": "PT Contoh Pengelola",
            }
        ],
        "ww_inlet_flow": Decimal("0.12"),
        "ww_outlet_flow": Decimal("0.11"),
        "cod_inlet": Decimal("1800.00"),
        "cod_outlet": Decimal("90.00"),
        "sludge_removed": Decimal("350.00"),
        "indi_edition": "2020-1",
        "indi_2020_1": {code: {"indi_level": "2"} for code in indi_questions("2020-1")},
    }


SMALL_PRODUCTION = ("sales", "sold", "export")


def small_answers(kbli: str = "10721") -> dict[str, Any]:
    """All answers of a report of a small company."""
    answers = complete_answers(kbli) | {
        "report_category": "small",
        "owner_name": "Pemilik Contoh",
        "owner_sex": "women",
        "owner_education": "sma",
        "pln_connection": "2200",
    }
    answers["production_lines"] = [
        {key: value for key, value in row.items() if not key.startswith(SMALL_PRODUCTION)}
        for row in answers["production_lines"]
    ]
    return {key: answers[key] for key in ProductionReport.asked_fields(answers) if key in answers}


def shipyard_answers(kbli: str = "30111") -> dict[str, Any]:
    """All answers of a report of a shipyard."""
    answers = complete_answers(kbli) | {
        "report_category": "shipyard",
        "docks": [
            {
                "dock_kind": "slipway",
                "dock_use": "repair",
                "dock_count": Decimal(2),
                "dock_length": Decimal("120.00"),
                "dock_width": Decimal("24.00"),
                "dock_capacity": Decimal("5000.00"),
                "dock_unit": "dwt",
            }
        ],
        "ship_tonnage_unit": "gt",
        "ship_capacity": {
            kind: {
                "ships": Decimal(ships),
                "tonnage": Decimal(f"{ships * 1000}.00"),
                "installed_ships": Decimal(ships + 1),
                "installed_tonnage": Decimal(f"{ships * 1200}.00"),
            }
            for kind, ships in (("new", 2), ("repair", 12))
        },
        "ships": [
            {
                "ship_name": "KM Contoh Bahari",
                "ship_kind": "Kapal barang",
                "ship_work": "new",
                "ship_kbli": kbli,
                "ship_size": Decimal("1200.00"),
                "ship_unit": "gt",
                "ship_customer": "PT Contoh Pelayaran",
                "ship_value": Decimal(28_000_000_000),
                "ship_before": Decimal("40.00"),
                "ship_progress": Decimal("65.00"),
            }
        ],
    }
    for table in ("material_lines", "auxiliary_lines"):
        answers[table] = [row | {"output_product": "KM Contoh Bahari"} for row in answers[table]]
    for table in ("capacity_lines", "production_lines", "plan_lines", "internships"):
        del answers[table]
    return answers


def construction_answers(kbli: str = "10721") -> dict[str, Any]:
    """All answers of a report of a factory that is being built."""
    kinds = ("land", "building", "machines", "imported", "other", "capital")
    return {
        "work_status": "going",
        "signer_name": "Penanggung Jawab",
        "signer_position": "Direktur",
        "builders": {
            "national": {"build_men": Decimal(85), "build_women": Decimal(12)},
            "foreign": {"build_men": Decimal(2), "build_women": Decimal(0)},
        },
        "outlays": {
            kind: {
                "planned": Decimal(50_000_000_000),
                "realised": Decimal(4_000_000_000),
                "before": Decimal(10_000_000_000),
                "cumulative": Decimal(14_000_000_000),
            }
            for kind in kinds
        },
        "imported_usd": Decimal("250000.00"),
        "land_area": Decimal("4.50"),
        "land_unit": "ha",
        "building_area": Decimal("18000.00"),
        "planned_lines": [
            {
                "planned_product": "Gula kristal putih",
                "planned_kbli": kbli,
                "planned_hs": "17019910",
                "planned_capacity": Decimal("292000.00"),
                "planned_unit": "TNE",
            }
        ],
        "built_machines": [
            {
                "built_name": "Gilingan tebu",
                "built_brand": "Contoh GT-4",
                "built_country": "JP",
                "built_year": 2025,
                "built_count": Decimal(4),
                "built_status": "ordered",
            }
        ],
        "parts": {
            part: {"progress": Decimal(progress), "progress_before": Decimal(before)}
            for part, progress, before in (
                ("land", "100.00", "100.00"),
                ("building", "45.00", "30.00"),
                ("machines", "10.00", "0.00"),
                ("utilities", "20.00", "5.00"),
            )
        },
        "obstacles": "Hujan pada awal periode.",
        "construction_start": date(2025, 9, 1),
        "construction_end": date(2027, 3, 31),
        "commercial_start": date(2027, 7, 1),
        "needed_materials": [
            {
                "need_name": "Tebu",
                "need_qty": Decimal("2800000.00"),
                "need_unit": "TNE",
                "need_imported": Decimal("0.00"),
            }
        ],
        "needed_power": Decimal("7200000.00"),
        "needed_water": Decimal("400000.00"),
        "planned_waste": "Ampas dipakai sebagai bahan bakar ketel.",
    }
