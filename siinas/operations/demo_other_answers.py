"""What a shipyard and a building site of the demo report, reckoned from their figures."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from siinas.catalogue.reports.variants import SHIPYARD
from siinas.operations.demo_cast import Company, Figures

CENT, ONE = Decimal("0.01"), Decimal(1)
OF_GOODS = ("capacity_lines", "production_lines", "plan_lines", "internships")


def of_a_yard(answers: dict[str, Any], company: Company, figures: Figures, quarter: int) -> dict[str, Any]:
    """The answers of a shipyard: those of any large company, with docks and ships in the place of goods."""
    (ship,) = figures.products
    done = [min(100, 20 + 25 * number) for number in range(quarter, quarter + 2)]
    kept = {key: value for key, value in answers.items() if key not in OF_GOODS} | {"report_category": SHIPYARD}
    name = f"KM {ship.brand} I"
    for table in ("material_lines", "auxiliary_lines"):
        kept[table] = [row | {"output_product": name} for row in kept[table]]
    return kept | {
        "docks": [
            {
                "dock_kind": kind,
                "dock_use": use,
                "dock_count": Decimal(count),
                "dock_length": Decimal(f"{length}.00"),
                "dock_width": Decimal(f"{width}.00"),
                "dock_capacity": Decimal(f"{capacity}.00"),
                "dock_unit": "dwt",
            }
            for kind, use, count, length, width, capacity in (
                ("building_berth", "new", 2, 110, 24, 6_000),
                ("floating_dock", "repair", 1, 150, 30, 9_000),
            )
        ],
        "ship_tonnage_unit": "gt",
        "ship_capacity": {
            kind: {
                "ships": Decimal(ships),
                "tonnage": Decimal(f"{ships * 1_500}.00"),
                "installed_ships": Decimal(ships + 2),
                "installed_tonnage": Decimal(f"{(ships + 2) * 1_500}.00"),
            }
            for kind, ships in (("new", int(ship.per_year)), ("repair", 22))
        },
        "ships": [
            {
                "ship_name": name,
                "ship_kind": ship.name,
                "ship_work": "new",
                "ship_kbli": ship.kbli,
                "ship_size": Decimal("1480.00"),
                "ship_unit": "gt",
                "ship_customer": "PT Contoh Pelayaran Nusantara",
                "ship_value": (Decimal(ship.price) / 4 * Decimal(figures.seasons[quarter])).quantize(ONE),
                "ship_before": Decimal(f"{done[0]}.00"),
                "ship_progress": Decimal(f"{done[1]}.00"),
            }
        ],
    }


def of_a_building_site(company: Company, figures: Figures, quarter: int) -> dict[str, Any]:
    """The answers of a report on a factory that is being built; the season says how far it is."""
    share, before = (Decimal(figures.seasons[place]) if place >= 0 else Decimal(0) for place in (quarter, quarter - 1))
    machinery, other, capital = (Decimal(amount) for amount in figures.investment)
    planned = {
        "land": machinery / 4,
        "building": machinery / 2,
        "machines": machinery / 5,
        "imported": machinery,
        "other": other,
        "capital": capital,
    }
    begun = date(2025, 3, 3)
    return {
        "work_status": "going",
        "signer_name": company.owner,
        "signer_position": "Direktur Utama",
        "builders": {
            "national": {"build_men": Decimal(sum(figures.men)), "build_women": Decimal(sum(figures.women))},
            "foreign": {"build_men": Decimal(0), "build_women": Decimal(0)},
        },
        "outlays": {
            kind: {
                "planned": amount.quantize(ONE),
                "before": (amount * before).quantize(ONE),
                "realised": (amount * share).quantize(ONE) - (amount * before).quantize(ONE),
                "cumulative": (amount * share).quantize(ONE),
            }
            for kind, amount in planned.items()
        },
        "land_area": Decimal("2.40"),
        "land_unit": "ha",
        "building_area": Decimal("9600.00"),
        "planned_lines": [
            {
                "planned_product": product.name,
                "planned_kbli": product.kbli,
                "planned_hs": product.hs,
                "planned_capacity": Decimal(product.per_year).quantize(CENT),
                "planned_unit": product.unit,
            }
            for product in figures.products
        ],
        "built_machines": [
            {
                "built_name": "Mesin pencetak botol",
                "built_brand": "Contoh EX-3",
                "built_country": "DE",
                "built_year": 2025,
                "built_count": Decimal(3),
                "built_status": "installed" if share > Decimal("0.5") else "ordered",
            }
        ],
        "parts": {
            part: {
                "progress": min(Decimal(100), share * 100 * pace).quantize(CENT),
                "progress_before": min(Decimal(100), before * 100 * pace).quantize(CENT),
            }
            for part, pace in (
                ("land", Decimal(4)),
                ("building", Decimal("1.2")),
                ("machines", Decimal("0.7")),
                ("utilities", Decimal("0.5")),
            )
        },
        "construction_start": begun,
        "construction_end": begun + timedelta(days=760),
        "commercial_start": begun + timedelta(days=850),
        "needed_materials": [
            {
                "need_name": "Pasir kuarsa",
                "need_qty": Decimal("6400.00"),
                "need_unit": "TNE",
                "need_imported": Decimal("40.00"),
            }
        ],
        "needed_power": Decimal("3800000.00"),
        "needed_water": Decimal("14000.00"),
    }
