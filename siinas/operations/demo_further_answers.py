"""What a company of the demo reports beside production and materials: stocks, owners, spending, machines, waste."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from siinas.operations.demo_cast import Company, Figures
from siinas.reference.questionnaires import indi_editions, indi_questions

CENT, ONE = Decimal("0.01"), Decimal(1)
WAGE = 11_400_000
"""Rupiah for a worker and quarter."""


def further_answers(company: Company, figures: Figures, season: Decimal, before: Decimal) -> dict[str, Any]:
    """These answers for one quarter; `season` is how busy it was, `before` how busy the quarter before."""
    foreign = Decimal(65 if company.status == "PMA" else 0)
    makers, others = sum(figures.men[:2]) + sum(figures.women[:2]), sum(figures.men[2:]) + sum(figures.women[2:])
    turnover = sum(Decimal(product.per_year) / 4 * product.price for product in figures.products)
    edition = indi_editions()[0]
    return {
        "stocks": {
            kind: {
                "opening": (turnover * share * before).quantize(ONE),
                "closing": (turnover * share * season).quantize(ONE),
            }
            for kind, share in (
                ("materials", Decimal("0.06")),
                ("wip", Decimal("0.01")),
                ("finished", Decimal("0.05")),
            )
        },
        "auxiliary_lines": [],
        "own_central": Decimal("0.00"),
        "own_regional": Decimal("0.00"),
        "own_private": (100 - foreign).quantize(CENT),
        "own_foreign": foreign.quantize(CENT),
        **({"own_countries": ["JP"]} if foreign else {}),
        "inv_land": (Decimal(figures.investment[0]) * Decimal("0.18")).quantize(ONE),
        "inv_building": (Decimal(figures.investment[0]) * Decimal("0.27")).quantize(ONE),
        "workers_further": {
            "certified": {"men": Decimal(figures.men[0] // 5), "women": Decimal(figures.women[0] // 5)},
            "foreign": {"men": Decimal(3 if foreign else 0), "women": Decimal(0)},
        },
        "internships": [],
        "generators": [],
        "wages_production": Decimal(makers * WAGE),
        "wages_other": Decimal(others * WAGE * 6 // 5),
        "has_rnd_unit": False,
        "rnd_cost": Decimal(0),
        "logistics_cost": (turnover * season * Decimal("0.02")).quantize(ONE),
        "plan_lines": [
            {
                "plan_product": product.name,
                "plan_kbli": product.kbli,
                "plan_hs": product.hs,
                "plan_unit": product.unit,
                "plan_qty": (Decimal(product.per_year) / 4 * Decimal(product.used)).quantize(CENT),
                "plan_value": (Decimal(product.per_year) / 4 * Decimal(product.used) * product.price).quantize(ONE),
                "plan_area": "Jawa, Bali, dan Sumatera",
                "plan_export_pct": Decimal(product.export_pct).quantize(CENT),
            }
            for product in figures.products
        ],
        "machines": [
            {
                "machine_name": f"Lini {product.name.lower()}"[:255],
                "machine_brand": f"Contoh L-{number}",
                "machine_built": 2012 + number,
                "machine_acquired": 2013 + number,
                "machine_country": ("JP", "DE", "CN")[number % 3],
                "machine_count": Decimal(2 + number),
                "machine_operators": Decimal(6 * (2 + number)),
            }
            for number, product in enumerate(figures.products)
        ],
        "solid_wastes": [
            {
                "solid_kind": "Sisa proses produksi",
                "solid_qty": (makers * season / 4).quantize(CENT),
                "solid_treatment": "sold",
                "solid_handler": "CV Contoh Pemanfaat Sisa",
            }
        ],
        "hazardous_wastes": [
            {
                "hazardous_kind": "Oli bekas",
                "hazardous_qty": Decimal("0.45"),
                "hazardous_treatment": "handed",
                "hazardous_handler": "PT Contoh Pengelola Limbah",
            }
        ],
        "ww_inlet_flow": Decimal("0.08"),
        "ww_outlet_flow": Decimal("0.07"),
        "cod_inlet": Decimal("1450.00"),
        "cod_outlet": Decimal("86.00"),
        "sludge_removed": (320 * season).quantize(CENT),
        "indi_edition": edition,
        "indi_2020_1": {
            code: {"indi_level": str((place + len(company.key)) % 4)}
            for place, code in enumerate(indi_questions(edition))
        },
    }
