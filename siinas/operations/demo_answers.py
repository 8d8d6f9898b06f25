"""What a company of the demo answers: its own data, and its reports, reckoned from its figures."""

from __future__ import annotations

import copy
from decimal import Decimal
from typing import Any

from siinas.catalogue.reports import ConstructionReport, ProductionReport
from siinas.catalogue.reports.variants import MEDIUM_LARGE, SHIPYARD
from siinas.operations.demo_cast import NIB_ISSUED_ON, Company, Figures, Material, Product, Slip
from siinas.operations.demo_further_answers import further_answers
from siinas.operations.demo_other_answers import of_a_building_site, of_a_yard
from siinas.process.declaration import Process
from siinas.reference.regions import regions

CENT, ONE = Decimal("0.01"), Decimal(1)


def report_of(company: Company) -> type[Process]:
    """The report that the company owes, by its stage."""
    return ConstructionReport if company.stage == "construction" else ProductionReport


def answers_of(company: Company, figures: Figures, quarter: int) -> dict[str, Any]:
    """All answers of the company's report on one of the four quarters, as the declaration keeps them."""
    if company.stage == "construction":
        return of_a_building_site(company, figures, quarter)
    answers = _of_a_factory(company, figures, quarter)
    if company.category == SHIPYARD:
        return of_a_yard(answers, company, figures, quarter)
    answers |= {"report_category": company.category}
    return {key: value for key, value in answers.items() if key in ProductionReport.asked_fields(answers)}


def _of_a_factory(company: Company, figures: Figures, quarter: int) -> dict[str, Any]:
    season = Decimal(figures.seasons[quarter])
    machinery, other, working = figures.investment
    return further_answers(company, figures, season, _stock_season(figures, quarter)) | {
        "report_category": MEDIUM_LARGE,
        "production_status": "producing",
        "inv_machinery": Decimal(machinery),
        "inv_other": Decimal(other),
        "working_capital": Decimal(working),
        "uses_toll": figures.uses_toll,
        "provides_toll": False,
        "signer_name": company.owner,
        "signer_position": "Direktur Utama",
        "capacity_lines": [_capacity(product) for product in figures.products],
        "production_lines": [_production(product, season) for product in figures.products],
        "material_lines": [material_line(line, figures.products, season) for line in figures.materials],
        "workers": {"men": _workers(figures.men), "women": _workers(figures.women)},
        "education": {
            level: {"people": Decimal(people)}
            for level, people in zip(
                ("none", "primary", "junior", "senior", "diploma", "bachelor", "master", "doctor"),
                figures.education,
                strict=True,
            )
        },
        "water": {
            source: {"volume": (volume * season).quantize(CENT), "cost": (volume * season * price).quantize(ONE)}
            for source, volume, price in zip(
                ("surface", "ground", "supplier", "recycled"), figures.water, (850, 2_400, 11_500, 300), strict=True
            )
        },
        "fuels": [
            {
                "fuel": fuel,
                "fuel_qty": (quantity * season).quantize(CENT),
                "fuel_unit": unit,
                "fuel_value": (quantity * season * price).quantize(ONE),
            }
            for fuel, quantity, unit, price in figures.fuels
        ],
        "electricity": {
            "pln": _power(figures.power * season, 1_265),
            "other": _power(figures.own_power * season, 780),
        },
    }


def _stock_season(figures: Figures, quarter: int) -> Decimal:
    """The season of the quarter before: its closing stock is the opening one of this quarter."""
    return Decimal(figures.seasons[quarter - 1]) if quarter else Decimal(1)


def _capacity(product: Product) -> dict[str, Any]:
    installed = (Decimal(product.per_year) / 4).quantize(CENT)
    usable = (installed * Decimal("0.96")).quantize(CENT)
    return {
        "cap_product": product.name,
        "cap_kbli": product.kbli,
        "cap_hs": product.hs,
        "cap_unit": product.unit,
        "prod_capacity_qty": usable,
        "installed_capacity_qty": installed,
        "prod_capacity_kg": (usable * Decimal(product.kg)).quantize(CENT),
        "installed_capacity_kg": (installed * Decimal(product.kg)).quantize(CENT),
    }


def _production(product: Product, season: Decimal) -> dict[str, Any]:
    made = (Decimal(product.per_year) / 4 * Decimal(product.used) * season).quantize(ONE)
    sold = (made * Decimal("0.94")).quantize(ONE)
    return {
        "prod_product": product.name,
        "prod_kbli": product.kbli,
        "prod_hs": product.hs,
        "prod_brand": product.brand,
        "prod_unit": product.unit,
        "production_qty": made.quantize(CENT),
        "production_kg": (made * Decimal(product.kg)).quantize(CENT),
        "production_value": (made * product.price).quantize(ONE),
        "sales_qty": sold.quantize(CENT),
        "sales_kg": (sold * Decimal(product.kg)).quantize(CENT),
        "sales_value": (sold * product.price * Decimal("1.03")).quantize(ONE),
        "sold_from_stock": False,
        "export_pct": Decimal(product.export_pct).quantize(CENT),
        "export_countries": list(product.countries),
    }


def material_line(material: Material, products: tuple[Product, ...], season: Decimal) -> dict[str, Any]:
    home, abroad = (material.home * season).quantize(ONE), (material.abroad * season).quantize(ONE)
    stock = ((home + abroad) * Decimal("0.08")).quantize(ONE)
    kg, price = Decimal(material.kg), max(material.home_price, material.abroad_price)
    return {
        "material_name": material.name,
        "material_hs": material.hs,
        "material_unit": material.unit,
        "dom_qty": home.quantize(CENT),
        "dom_kg": (home * kg).quantize(CENT),
        "dom_value": (home * material.home_price).quantize(ONE),
        "imp_qty": abroad.quantize(CENT),
        "imp_kg": (abroad * kg).quantize(CENT),
        "imp_value": (abroad * material.abroad_price).quantize(ONE),
        "origin_countries": list(material.countries),
        "output_kbli": products[material.product].kbli,
        "output_product": products[material.product].name,
        "stock_kg": (stock * kg).quantize(CENT),
        "stock_value": (stock * price).quantize(CENT),
    }


def _workers(counts: tuple[int, int, int, int]) -> dict[str, Decimal]:
    kinds = ("production_permanent", "production_temporary", "other_permanent", "other_temporary")
    return {kind: Decimal(count) for kind, count in zip(kinds, counts, strict=True)}


def _power(energy: Decimal, price: int) -> dict[str, Decimal]:
    return {"energy": energy.quantize(CENT), "power_cost": (energy * price).quantize(ONE)}


def with_slip(answers: dict[str, Any], slip: Slip) -> dict[str, Any]:
    """A copy of the answers in which one number is wrong."""
    wrong = copy.deepcopy(answers)
    place: Any = wrong
    for step in slip.path[:-1]:
        place = place[step]
    exponent = place[slip.path[-1]].as_tuple().exponent
    place[slip.path[-1]] = (place[slip.path[-1]] * Decimal(slip.factor)).quantize(Decimal(1).scaleb(exponent))
    return wrong


def half_filled(answers: dict[str, Any]) -> dict[str, Any]:
    """The answers with the sales of the last product still open."""
    *whole, last = answers["production_lines"]
    started = {key: value for key, value in last.items() if not key.startswith(("sales", "sold", "export"))}
    return answers | {"production_lines": [*whole, started]}


def district_code(company: Company) -> str:
    """The code of the district that the company names."""
    return next(one.code for one in regions() if one.parent == company.regency and one.name == company.district)


def section_values(company: Company) -> dict[str, dict[str, Any]]:
    """What the company has filled in on the single pages of Data Perusahaan."""
    return {
        "data-umum": {
            "legal_form": company.legal_form,
            "npwp": company.npwp,
            "nib_issued_on": NIB_ISSUED_ON,
            "investment_status": company.status,
            "business_scale": company.scale,
            "reporting_category": company.category,
            "stage": company.stage,
            "responsible_name": company.owner,
            "responsible_position": "Direktur Utama",
            "phone": company.phone,
            "email": company.email,
            "website": f"https://contoh-{company.key}.example.test",
            "uses_trade_recommendation": company.key in {"gula", "tekstil"},
        },
        "kantor-pusat": {
            "office_street": company.street,
            "office_province": company.regency[:2],
            "office_regency": company.regency,
            "office_district": district_code(company),
            "office_village": company.village,
            "office_postal_code": company.postal_code,
            "office_phone": company.phone,
            "office_email": company.email,
        },
        "pabrik": {
            "factory_street": company.street,
            "factory_district": district_code(company),
            "factory_village": company.village,
            "factory_postal_code": company.postal_code,
            "location_type": "zone",
            "has_other_warehouse": False,
            "latitude": Decimal(company.latitude),
            "longitude": Decimal(company.longitude),
        },
    }
