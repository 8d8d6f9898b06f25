"""Warnings about capacity, production and toll work that look beyond their row (reporting.md 5.3, 5.4, 5.22)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from siinas.catalogue.reports.production.capacity import Capacity, CapacityLine
from siinas.catalogue.reports.production.general import IDLE, PRODUCING, GeneralData
from siinas.catalogue.reports.production.production import ProductionAndSales, ProductionLine
from siinas.catalogue.reports.reckoning import ZERO, amount, produced_something, total
from siinas.catalogue.reports.variants import GOODS, MEDIUM_LARGE
from siinas.process.checks import Check, Facts, plausible, should
from siinas.process.fields import Answers
from siinas.process.measures import Figure
from siinas.process.steps import Step
from siinas.reference.measures import (
    CAPACITY_USED,
    PRODUCT_PRICE,
    UTILISATION,
)

RULES: dict[type[Step], tuple[Check, ...]] = {}
"""The rules of this module by the page at which they stand."""


def ratio(part: Decimal, whole: Decimal) -> Decimal | None:
    """One figure for each unit of the other; None where there is no other."""
    return part / whole if whole else None


def share(part: Decimal, whole: Decimal) -> Decimal | None:
    """Percent of the whole; None where there is none."""
    return 100 * part / whole if whole else None


def main_kbli(answers: Answers, facts: Facts) -> str:
    """The KBLI with the greatest weight of products; the company's first where nothing was made."""
    lines = answers.get("production_lines") or ()
    heaviest = max(lines, key=lambda line: amount(line, "production_kg"), default=None)
    return str((heaviest or {}).get("prod_kbli") or next(iter(facts.kbli), ""))


def main_kbli_for_rows(row: Answers, answers: Answers, facts: Facts) -> str:
    """The same, for rules on rows that name no KBLI."""
    return main_kbli(answers, facts)


def kbli_of_the_product(row: Answers, answers: Answers, facts: Facts) -> str:
    """The business line of a product."""
    return str(row.get("prod_kbli") or "")


# Capacity and production.


def _by_kbli(kbli: str, kilograms: str) -> Callable[[Any], dict[Any, Decimal]]:
    def reckon(rows: Any) -> dict[Any, Decimal]:
        found: dict[Any, Decimal] = {}
        for row in rows or ():
            found[row.get(kbli)] = found.get(row.get(kbli), ZERO) + amount(row, kilograms)
        return found

    return reckon


def installed_of_the_kbli(row: Answers, answers: Answers, facts: Facts) -> Decimal:
    """The installed capacity of the product's KBLI, in kilogram."""
    reckon = _by_kbli("cap_kbli", "installed_capacity_kg")
    return facts.once("installed by KBLI", answers.get("capacity_lines"), reckon).get(row.get("prod_kbli"), ZERO)


def produced_of_the_kbli(row: Answers, answers: Answers, facts: Facts) -> Decimal:
    """What was made of the product's KBLI, in kilogram."""
    reckon = _by_kbli("prod_kbli", "production_kg")
    return facts.once("produced by KBLI", answers.get("production_lines"), reckon).get(row.get("prod_kbli"), ZERO)


def use_of_the_capacity_of_the_kbli(row: Answers, answers: Answers, facts: Facts) -> Decimal | None:
    """Percent of the installed capacity of the product's KBLI; told at the first product of the KBLI only."""
    if not is_first(row, answers.get("production_lines"), facts, "prod_kbli"):
        return None
    return share(produced_of_the_kbli(row, answers, facts), installed_of_the_kbli(row, answers, facts))


def a_producing_company_produces(answers: Answers, facts: Facts) -> bool:
    """Status "Berproduksi" comes with something that was made, where products are named at all."""
    producing = answers.get("production_status") == PRODUCING and answers.get("production_lines")
    return not producing or produced_something(answers)


def use_of_all_capacities(answers: Answers, facts: Facts) -> Decimal | None:
    """Percent of all installed capacities that was used; None while nothing was made."""
    produced = total(answers.get("production_lines"), "production_kg")
    return share(produced, total(answers.get("capacity_lines"), "installed_capacity_kg")) if produced else None


def _words(row: Answers, *keys: str) -> tuple[str, ...]:
    return tuple(" ".join(str(row.get(key) or "").casefold().split()) for key in keys)


def is_first(row: Answers, rows: Any, facts: Facts, *keys: str) -> bool:
    """No earlier row of its table has the same words in these columns."""

    def firsts(of: Any) -> dict[tuple[str, ...], Any]:
        found: dict[tuple[str, ...], Any] = {}
        for one in of or ():
            found.setdefault(_words(one, *keys), one)
        return found

    return facts.once(f"first by {keys}", rows, firsts).get(_words(row, *keys), row) is row


def a_capacity_stands_once(row: Answers, answers: Answers, facts: Facts) -> bool:
    """Product, KBLI, HS code and unit are told in one row."""
    return is_first(row, answers.get("capacity_lines"), facts, "cap_product", "cap_kbli", "cap_hs", "cap_unit")


PRODUCT = ("prod_product", "prod_kbli", "prod_hs", "prod_specification", "prod_brand", "prod_type", "prod_unit")


def product_of(row: Answers) -> tuple[str, ...]:
    """What tells one product from another."""
    return _words(row, *PRODUCT)


def by_product(rows: Any) -> dict[tuple[str, ...], Answers]:
    """The rows of products, of the same product the first."""
    return first_by(rows, product_of)


def first_by(rows: Any, key: Callable[[Answers], tuple[str, ...]]) -> dict[tuple[str, ...], Answers]:
    """Rows by what makes two of them the same, the first of each."""
    found: dict[tuple[str, ...], Answers] = {}
    for row in rows or ():
        found.setdefault(key(row), row)
    return found


def a_product_stands_once(row: Answers, answers: Answers, facts: Facts) -> bool:
    """A product of one specification, brand and type is told in one row."""
    return is_first(row, answers.get("production_lines"), facts, *PRODUCT)


def _capacities_of(row: Answers, answers: Answers, facts: Facts) -> list[dict[str, Any]]:
    def by_product(lines: Any) -> dict[tuple[str, ...], list[dict[str, Any]]]:
        found: dict[tuple[str, ...], list[dict[str, Any]]] = {}
        for line in lines or ():
            found.setdefault(_words(line, "cap_product"), []).append(line)
        return found

    known = facts.once("capacities by product", answers.get("capacity_lines"), by_product)
    return known.get(_words(row, "prod_product"), [])


def a_product_has_a_capacity(row: Answers, answers: Answers, facts: Facts) -> bool:
    """What was made stands on the page Kapasitas Produksi, where that page names anything."""
    return not answers.get("capacity_lines") or bool(_capacities_of(row, answers, facts))


def hs_codes_of_the_capacity(row: Answers, answers: Answers, facts: Facts) -> str:
    """The HS codes under which the product's capacity is told."""
    return ", ".join(
        dict.fromkeys(str(line["cap_hs"]) for line in _capacities_of(row, answers, facts) if line.get("cap_hs"))
    )


def the_hs_code_is_that_of_the_capacity(row: Answers, answers: Answers, facts: Facts) -> bool:
    """A product bears the HS code of its capacity."""
    known = {line.get("cap_hs") for line in _capacities_of(row, answers, facts)} - {None}
    return not known or not row.get("prod_hs") or row.get("prod_hs") in known


def exports_come_from_sales(row: Answers, answers: Answers, facts: Facts) -> bool:
    """A share of exports comes with something sold."""
    return amount(row, "export_pct") == 0 or amount(row, "sales_qty") > 0 or amount(row, "sales_value") > 0


def price_of_a_kilogram_produced(row: Answers, answers: Answers, facts: Facts) -> Decimal | None:
    """Rupiah per kilogram; None without weight or value (another warning says so)."""
    return ratio(amount(row, "production_value"), amount(row, "production_kg")) or None


def price_of_a_kilogram_sold(row: Answers, answers: Answers, facts: Facts) -> Decimal | None:
    """Rupiah per kilogram; None without weight or value."""
    return ratio(amount(row, "sales_value"), amount(row, "sales_kg")) or None


def kilograms_produced(answers: Answers, facts: Facts) -> Decimal:
    """All products."""
    return total(answers.get("production_lines"), "production_kg")


# Status and toll work.


def an_idle_company_makes_nothing(answers: Answers, facts: Facts) -> bool:
    """Status "Tidak Berproduksi" comes with no production."""
    made = produced_something(answers) or total(answers.get("production_lines"), "production_value") > 0
    return answers.get("production_status") != IDLE or not made


def an_idle_company_works_for_nobody(answers: Answers, facts: Facts) -> bool:
    """Status "Tidak Berproduksi" comes with no work for others."""
    return answers.get("production_status") != IDLE or not answers.get("provides_toll")


def toll_work_goes_one_way(answers: Answers, facts: Facts) -> bool:
    """Hardly anybody lets others produce and produces for others in one period."""
    return not (answers.get("uses_toll") and answers.get("provides_toll"))


def value_of_production(answers: Answers, facts: Facts) -> Decimal:
    """Rupiah of all products."""
    return total(answers.get("production_lines"), "production_value")


PRODUCED = Figure("Jumlah produksi", kilograms_produced, "kg")

RULES[GeneralData] = (
    should(
        an_idle_company_makes_nothing,
        "Statusnya Tidak Berproduksi, tetapi ada produksi yang dilaporkan. Perbaiki statusnya atau jelaskan.",
        at=GeneralData.production_status,
        shows=(PRODUCED, Figure("Nilai produksi", value_of_production, "Rp", 0)),
    ),
    should(
        an_idle_company_works_for_nobody,
        "Statusnya Tidak Berproduksi, tetapi perusahaan menyediakan maklon. Perbaiki salah satunya atau jelaskan.",
        at=GeneralData.provides_toll,
        shows=(GeneralData.provides_toll,),
    ),
    should(
        toll_work_goes_one_way,
        "Perusahaan menggunakan dan sekaligus menyediakan maklon. Periksa kedua jawaban atau jelaskan.",
        at=GeneralData.provides_toll,
        shows=(GeneralData.uses_toll, GeneralData.provides_toll),
    ),
)
RULES[Capacity] = (
    should(
        a_capacity_stands_once,
        "Produk yang sama sudah ada pada baris sebelumnya. Gabungkan barisnya atau jelaskan.",
        at=Capacity.capacity_lines,
        shows=(CapacityLine.cap_hs, CapacityLine.prod_capacity_qty),
    ),
)
RULES[ProductionAndSales] = (
    should(
        a_producing_company_produces,
        "Statusnya Berproduksi, tetapi jumlah produksi nol. Periksa jumlahnya, ubah statusnya, atau jelaskan.",
        at=ProductionAndSales.production_lines,
        only_for=GOODS,
    ),
    plausible(
        use_of_the_capacity_of_the_kbli,
        CAPACITY_USED,
        "Produksi untuk KBLI ini melampaui kapasitas terpasang. Periksa angka dan satuannya.",
        at=ProductionAndSales.production_lines,
        kbli=kbli_of_the_product,
        shows=(
            ProductionLine.prod_kbli,
            Figure("Produksi KBLI ini", produced_of_the_kbli, "kg"),
            Figure("Kapasitas terpasang KBLI ini", installed_of_the_kbli, "kg"),
        ),
    ),
    plausible(
        use_of_all_capacities,
        UTILISATION,
        "Pemanfaatan kapasitas terpasang sangat rendah. Periksa satuan kapasitas dan produksi, atau jelaskan.",
        at=ProductionAndSales.production_lines,
        kbli=main_kbli,
        shows=(PRODUCED,),
    ),
    plausible(
        price_of_a_kilogram_produced,
        PRODUCT_PRICE,
        "Harga per kilogram produksi di luar batas kewajaran KBLI ini. Periksa nilai dan beratnya, atau jelaskan.",
        at=ProductionAndSales.production_lines,
        kbli=kbli_of_the_product,
        shows=(ProductionLine.production_kg, ProductionLine.production_value),
    ),
    plausible(
        price_of_a_kilogram_sold,
        PRODUCT_PRICE,
        "Harga per kilogram penjualan di luar batas kewajaran KBLI ini. Periksa nilai dan beratnya, atau jelaskan.",
        at=ProductionAndSales.production_lines,
        kbli=kbli_of_the_product,
        shows=(ProductionLine.sales_kg, ProductionLine.sales_value),
        only_for=(MEDIUM_LARGE,),
    ),
    should(
        a_product_stands_once,
        "Produk yang sama sudah ada pada baris sebelumnya. Gabungkan barisnya atau jelaskan.",
        at=ProductionAndSales.production_lines,
        shows=(ProductionLine.prod_hs, ProductionLine.production_qty),
    ),
    should(
        a_product_has_a_capacity,
        "Produk ini tidak ada di halaman Kapasitas Produksi. Samakan namanya, tambahkan kapasitasnya, atau jelaskan.",
        at=ProductionAndSales.production_lines,
    ),
    should(
        the_hs_code_is_that_of_the_capacity,
        "Kode HS produk ini lain daripada di halaman Kapasitas Produksi. Samakan atau jelaskan.",
        at=ProductionAndSales.production_lines,
        shows=(ProductionLine.prod_hs, Figure("Kode HS di Kapasitas Produksi", hs_codes_of_the_capacity)),
    ),
    should(
        exports_come_from_sales,
        "Ada persentase ekspor, tetapi tidak ada penjualan.",
        at=ProductionAndSales.production_lines,
        shows=(ProductionLine.export_pct, ProductionLine.sales_qty),
        only_for=(MEDIUM_LARGE,),
    ),
)
