"""Warnings where a report does not go on from the accepted one before it (reporting.md 5.2, 5.22)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from siinas.catalogue.reports.production.consumption import all_workers, kilowatt_hours_used
from siinas.catalogue.reports.production.energy import Electricity, Fuels, Water
from siinas.catalogue.reports.production.material_balance import kilograms_of_materials
from siinas.catalogue.reports.production.materials import Materials
from siinas.catalogue.reports.production.plausibility import (
    by_product,
    first_by,
    kbli_of_the_product,
    kilograms_produced,
    main_kbli,
    main_kbli_for_rows,
    price_of_a_kilogram_produced,
    price_of_a_kilogram_sold,
    product_of,
    ratio,
)
from siinas.catalogue.reports.production.production import ProductionAndSales
from siinas.catalogue.reports.production.spending import Spending
from siinas.catalogue.reports.production.stocks import Stocks, StockValue
from siinas.catalogue.reports.production.workforce import Workforce
from siinas.catalogue.reports.reckoning import amount, months_of, total
from siinas.catalogue.reports.variants import GOODS, LARGE, MEDIUM_LARGE
from siinas.process.checks import Check, Earlier, Facts, plausible, should
from siinas.process.fields import Answers, Field
from siinas.process.measures import Figure
from siinas.process.steps import Step
from siinas.reference.measures import CHANGE, EXTREME_CHANGE, PRICE_CHANGE, STRONG_CHANGE

RULES: dict[type[Step], tuple[Check, ...]] = {}
"""The rules of this module by the page at which they stand."""


Total = Callable[[Answers, Facts], Decimal]


def last_report(facts: Facts) -> Earlier | None:
    """The newest accepted report before this one."""
    return facts.earlier[0] if facts.earlier else None


def just_before(facts: Facts) -> Earlier | None:
    """The accepted report of the period that ends where this one begins."""
    last = last_report(facts)
    if last is None or facts.period is None:
        return None
    return last if last.period.last_day + timedelta(days=1) == facts.period.first_day else None


# Stocks.


def last_closing_stock(row: Answers, answers: Answers, facts: Facts) -> Decimal | None:
    """What the report of the period just before said of the same kind of stock at its end."""
    kind = next((key for key, held in (answers.get("stocks") or {}).items() if held is row), "")
    last = just_before(facts)
    found = ((last.answers.get("stocks") or {}).get(kind) or {}) if last else {}
    closing = found.get("closing")
    return None if closing is None else Decimal(closing)


def opening_stock_is_the_last_closing_stock(row: Answers, answers: Answers, facts: Facts) -> bool:
    """What lay there on the last evening lies there on the first morning."""
    before = last_closing_stock(row, answers, facts)
    return before is None or amount(row, "opening") == before


RULES[Stocks] = (
    should(
        opening_stock_is_the_last_closing_stock,
        "Persediaan awal tidak sama dengan persediaan akhir laporan periode lalu. Periksa atau jelaskan.",
        at=Stocks.stocks,
        shows=(StockValue.opening, Figure("Akhir periode lalu", last_closing_stock, "Rp", 0)),
    ),
)

# Changes of totals.


def _last_with(reckon: Total, facts: Facts) -> tuple[Earlier, Decimal] | None:
    """The newest accepted report in which there was something, and how much: a company may have rested since."""
    totals = ((one, reckon(one.answers, facts)) for one in facts.earlier)
    return next((found for found in totals if found[1]), None)


def _before(reckon: Total, facts: Facts, *, flows: bool) -> Decimal | None:
    """The total that was reported last, brought to the length of this period; None where there was nothing."""
    found = _last_with(reckon, facts)
    if found is None:
        return None
    last, before = found
    return before * months_of(facts) / last.period.months if flows else before


def _change(reckon: Total, answers: Answers, facts: Facts, *, flows: bool = True) -> Decimal | None:
    before = _before(reckon, facts, flows=flows)
    return None if before is None else 100 * (reckon(answers, facts) - before) / before


def kilograms_sold(answers: Answers, facts: Facts) -> Decimal:
    """All sales."""
    return total(answers.get("production_lines"), "sales_kg")


def cubic_metres_of_water(answers: Answers, facts: Facts) -> Decimal:
    """All water for production, bought and own."""
    return sum((amount(row, "volume") for row in (answers.get("water") or {}).values()), Decimal(0))


def value_of_fuels(answers: Answers, facts: Facts) -> Decimal:
    """All fuels and lubricants, in rupiah: their quantities are of many units."""
    return total(answers.get("fuels"), "fuel_value")


def all_spending(answers: Answers, facts: Facts) -> Decimal:
    """Everything on the page Pengeluaran Perusahaan."""
    parts = ("wages_production", "wages_other", "rnd_cost", "logistics_cost", "other_cost")
    return sum((amount(answers, part) for part in parts), Decimal(0))


def _changes(
    what: str,
    of_what: str,
    reckon: Total,
    unit: str,
    at: Field,
    *,
    flows: bool = True,
    only_for: tuple[str, ...] = (),
    decimals: int = 2,
) -> Check:
    """The warning that a total changed more than its bound allows, with both totals and how strong the change is; its
    key is `change_of_<what>`.
    """

    def rule(answers: Answers, facts: Facts) -> Decimal | None:
        """Percent by which the total rose or fell against the report that had some last (reporting.md 5.22)."""
        change = _change(reckon, answers, facts, flows=flows)
        return None if change is None else abs(change)

    rule.__name__ = f"change_of_{what}"

    def strength(answers: Answers, facts: Facts) -> str:
        change, kbli = _change(reckon, answers, facts, flows=flows) or Decimal(0), main_kbli(answers, facts)
        direction = "naik" if change > 0 else "turun"
        for measure, word in ((EXTREME_CHANGE, "sangat kuat"), (STRONG_CHANGE, "kuat")):
            bound = facts.bounds.of(measure.key, kbli)
            if bound is not None and not bound.holds(abs(change)):
                return f"{direction}, {word}"
        return f"{direction}, perlu perhatian"

    def period(answers: Answers, facts: Facts) -> str:
        last = _last_with(reckon, facts)
        return last[0].period.title if last else ""

    def before(answers: Answers, facts: Facts) -> Decimal | None:
        return _before(reckon, facts, flows=flows)

    return plausible(
        rule,
        CHANGE,
        f"{of_what} jauh berbeda dari periode lalu. Periksa angka dan satuannya, atau jelaskan.",
        at=at,
        kbli=main_kbli,
        shows=(
            Figure("Periode lalu", period),
            Figure(f"{of_what} periode lalu", before, unit, decimals),
            Figure(f"{of_what} sekarang", reckon, unit, decimals),
            Figure("Arah dan tingkat", strength),
        ),
        only_for=only_for,
    )


# Prices of products and fuels.


def _last_price(row: Answers, facts: Facts, value: str, weight: str) -> Decimal | None:
    """Rupiah per kilogram of the same product when it was reported last; None where it never was."""
    for last in facts.earlier:
        lines = facts.once("last products", last.answers.get("production_lines"), by_product)
        before = lines.get(product_of(row))
        price = ratio(amount(before, value), amount(before, weight)) if before is not None else None
        if price:
            return price
    return None


def last_price_produced(row: Answers, answers: Answers, facts: Facts) -> Decimal | None:
    """What a kilogram of the product was worth when it was made."""
    return _last_price(row, facts, "production_value", "production_kg")


def last_price_sold(row: Answers, answers: Answers, facts: Facts) -> Decimal | None:
    """What a kilogram of the product was sold for."""
    return _last_price(row, facts, "sales_value", "sales_kg")


def change_of_the_price_produced(row: Answers, answers: Answers, facts: Facts) -> Decimal | None:
    """Percent by which the value of a kilogram made rose or fell."""
    return _price_change(price_of_a_kilogram_produced(row, answers, facts), last_price_produced(row, answers, facts))


def change_of_the_price_sold(row: Answers, answers: Answers, facts: Facts) -> Decimal | None:
    """Percent by which the price of a kilogram sold rose or fell."""
    return _price_change(price_of_a_kilogram_sold(row, answers, facts), last_price_sold(row, answers, facts))


def _price_change(now: Decimal | None, before: Decimal | None) -> Decimal | None:
    return None if now is None or before is None else 100 * abs(now - before) / before


def fuel_and_unit(row: Answers) -> tuple[str, ...]:
    """What makes a row of a report the same as one of another: a price is per unit."""
    return str(row.get("fuel") or ""), str(row.get("fuel_unit") or "")


def price_of_fuel(row: Answers, answers: Answers, facts: Facts) -> Decimal | None:
    """Rupiah for one unit of the fuel; None where none was used."""
    return ratio(amount(row, "fuel_value"), amount(row, "fuel_qty")) or None


def last_price_of_fuel(row: Answers, answers: Answers, facts: Facts) -> Decimal | None:
    """What a unit of the same fuel cost when it was reported last."""
    for last in facts.earlier:
        before = facts.once("last fuels", last.answers.get("fuels"), by_fuel).get(fuel_and_unit(row))
        price = price_of_fuel(before, last.answers, facts) if before is not None else None
        if price:
            return price
    return None


def by_fuel(rows: Any) -> dict[tuple[str, ...], Answers]:
    """The rows of fuels by fuel and unit; of two alike the first."""
    return first_by(rows, fuel_and_unit)


def change_of_the_price_of_fuel(row: Answers, answers: Answers, facts: Facts) -> Decimal | None:
    """Percent by which a unit of the fuel became dearer or cheaper."""
    return _price_change(price_of_fuel(row, answers, facts), last_price_of_fuel(row, answers, facts))


RULES[ProductionAndSales] = (
    plausible(
        change_of_the_price_produced,
        PRICE_CHANGE,
        "Nilai per kilogram produksi jauh berbeda dari laporan terakhir. Periksa nilai dan beratnya, atau jelaskan.",
        at=ProductionAndSales.production_lines,
        kbli=kbli_of_the_product,
        shows=(
            Figure("Nilai per kilogram dalam laporan terakhir", last_price_produced, "Rp", 0),
            Figure("Nilai per kilogram sekarang", price_of_a_kilogram_produced, "Rp", 0),
        ),
        only_for=GOODS,
    ),
    plausible(
        change_of_the_price_sold,
        PRICE_CHANGE,
        "Harga per kilogram penjualan jauh berbeda dari laporan terakhir. Periksa nilai dan beratnya, atau jelaskan.",
        at=ProductionAndSales.production_lines,
        kbli=kbli_of_the_product,
        shows=(
            Figure("Harga per kilogram dalam laporan terakhir", last_price_sold, "Rp", 0),
            Figure("Harga per kilogram sekarang", price_of_a_kilogram_sold, "Rp", 0),
        ),
        only_for=(MEDIUM_LARGE,),
    ),
    _changes("production", "Produksi", kilograms_produced, "kg", ProductionAndSales.production_lines),
    _changes(
        "sales",
        "Penjualan",
        kilograms_sold,
        "kg",
        ProductionAndSales.production_lines,
        only_for=(MEDIUM_LARGE,),
    ),
)
RULES[Materials] = (
    _changes("materials", "Bahan baku", kilograms_of_materials, "kg", Materials.material_lines, only_for=GOODS),
)
RULES[Workforce] = (_changes("workers", "Jumlah pekerja", all_workers, "orang", Workforce.workers, flows=False),)
RULES[Electricity] = (
    _changes("electricity", "Pemakaian listrik", kilowatt_hours_used, "kWh", Electricity.electricity),
)
RULES[Water] = (_changes("water", "Pemakaian air", cubic_metres_of_water, "m³", Water.water),)
RULES[Fuels] = (
    plausible(
        change_of_the_price_of_fuel,
        PRICE_CHANGE,
        "Harga satuan bahan bakar jauh berbeda dari laporan terakhir. Periksa satuan dan nilainya, atau jelaskan.",
        at=Fuels.fuels,
        kbli=main_kbli_for_rows,
        shows=(
            Figure("Harga satuan dalam laporan terakhir", last_price_of_fuel, "Rp", 0),
            Figure("Harga satuan sekarang", price_of_fuel, "Rp", 0),
        ),
    ),
    _changes("fuels", "Nilai bahan bakar", value_of_fuels, "Rp", Fuels.fuels, decimals=0),
)
RULES[Spending] = (
    _changes(
        "spending",
        "Pengeluaran",
        all_spending,
        "Rp",
        Spending.wages_production,
        only_for=LARGE,
        decimals=0,
    ),
)
