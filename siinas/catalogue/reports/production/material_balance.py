"""Warnings about materials: prices, stocks, and how they balance with what was made (reporting.md 5.5, 5.6, 5.22)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from siinas.catalogue.reports.production.materials import Auxiliaries, MaterialLine, Materials
from siinas.catalogue.reports.production.plausibility import PRODUCED, is_first, kilograms_produced, main_kbli, ratio
from siinas.catalogue.reports.reckoning import amount, total
from siinas.catalogue.reports.variants import GOODS
from siinas.process.checks import Check, Facts, plausible, should
from siinas.process.fields import Answers, Field
from siinas.process.measures import Figure
from siinas.process.steps import Step
from siinas.process.tables import Table
from siinas.reference.measures import INPUT_PRICE, MATERIAL_PRICE, MATERIAL_RATIO

RULES: dict[type[Step], tuple[Check, ...]] = {}
"""The rules of this module by the page at which they stand."""


def kbli_of_the_product_made(row: Answers, answers: Answers, facts: Facts) -> str:
    """The business line of the product for which a material is used."""
    return str(row.get("output_kbli") or "")


def price_of_a_kilogram_from_home(row: Answers, answers: Answers, facts: Facts) -> Decimal | None:
    """Rupiah per kilogram of what was bought at home."""
    return ratio(amount(row, "dom_value"), amount(row, "dom_kg")) or None


def price_of_a_kilogram_from_abroad(row: Answers, answers: Answers, facts: Facts) -> Decimal | None:
    """Rupiah per kilogram of what was imported."""
    return ratio(amount(row, "imp_value"), amount(row, "imp_kg")) or None


def dearest_kilogram_of_the_material(row: Answers, answers: Answers, facts: Facts) -> Decimal | None:
    """The greatest of the prices at home, abroad and in stock."""
    in_stock = ratio(amount(row, "stock_value"), amount(row, "stock_kg"))
    prices = (
        price_of_a_kilogram_from_home(row, answers, facts),
        price_of_a_kilogram_from_abroad(row, answers, facts),
        in_stock,
    )
    return max((price for price in prices if price), default=None)


def quantity_and_value_of_stock_agree(row: Answers, answers: Answers, facts: Facts) -> bool:
    """A stock has a weight and a value, or neither."""
    return (amount(row, "stock_kg") > 0) == (amount(row, "stock_value") > 0)


def kilograms_of_materials(answers: Answers, facts: Facts) -> Decimal:
    """All main materials, from home and abroad."""
    return total(answers.get("material_lines"), "dom_kg") + total(answers.get("material_lines"), "imp_kg")


def material_in_a_kilogram_produced(answers: Answers, facts: Facts) -> Decimal | None:
    """Kilograms of main materials for each kilogram of products."""
    return ratio(kilograms_of_materials(answers, facts), kilograms_produced(answers, facts)) or None


MATERIAL = ("material_name", "material_specification", "material_hs", "material_unit", "output_product")


def _stands_once_in(table: str) -> Callable[[Answers, Answers, Facts], bool]:
    def a_material_stands_once(row: Answers, answers: Answers, facts: Facts) -> bool:
        """A material for one product is told in one row."""
        return is_first(row, answers.get(table), facts, *MATERIAL)

    return a_material_stands_once


def _rules_on(lines: Table) -> tuple[Check, ...]:
    """What is asked of the rows of both tables of materials."""
    home: tuple[Field, ...] = (MaterialLine.dom_kg, MaterialLine.dom_value)
    abroad: tuple[Field, ...] = (MaterialLine.imp_kg, MaterialLine.imp_value)
    return (
        plausible(
            price_of_a_kilogram_from_home,
            MATERIAL_PRICE,
            "Harga per kilogram bahan dalam negeri di luar batas kewajaran. Periksa nilai dan beratnya, atau jelaskan.",
            at=lines,
            kbli=kbli_of_the_product_made,
            shows=home,
        ),
        plausible(
            price_of_a_kilogram_from_abroad,
            MATERIAL_PRICE,
            "Harga per kilogram bahan impor di luar batas kewajaran. Periksa nilai dan beratnya, atau jelaskan.",
            at=lines,
            kbli=kbli_of_the_product_made,
            shows=abroad,
        ),
        plausible(
            dearest_kilogram_of_the_material,
            INPUT_PRICE,
            "Harga per kilogram bahan ini sangat tinggi. Hampir selalu satuannya keliru; periksa atau jelaskan.",
            at=lines,
            kbli=kbli_of_the_product_made,
            shows=(*home, *abroad),
        ),
        should(
            quantity_and_value_of_stock_agree,
            "Jumlah dan nilai persediaan tidak sejalan: salah satunya nol.",
            at=lines,
            shows=(MaterialLine.stock_kg, MaterialLine.stock_value),
        ),
        should(
            _stands_once_in(lines.key),
            "Bahan yang sama untuk produk yang sama sudah ada pada baris sebelumnya. Gabungkan barisnya atau jelaskan.",
            at=lines,
        ),
    )


RULES[Materials] = (
    *_rules_on(Materials.material_lines),
    plausible(
        material_in_a_kilogram_produced,
        MATERIAL_RATIO,
        "Bahan baku dan produksi tidak seimbang beratnya. Periksa satuan keduanya atau jelaskan.",
        at=Materials.material_lines,
        kbli=main_kbli,
        shows=(Figure("Jumlah bahan baku", kilograms_of_materials, "kg"), PRODUCED),
        only_for=GOODS,
    ),
)
RULES[Auxiliaries] = _rules_on(Auxiliaries.auxiliary_lines)
