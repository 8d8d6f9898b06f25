"""Rules with a measure: the bound by KBLI, what is read out, and for which figures a reason was given."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from siinas.process.checks import Bound, Bounds, Facts, findings_of, plausible, should
from siinas.process.fields import Quantity, Rupiah, Text
from siinas.process.measures import Figure, Measure, told_with_unit
from siinas.process.periods import Quarter
from siinas.process.steps import Row, Step
from siinas.process.tables import Table
from siinas.reference.measures import MEASURES

PRICE = Measure("price", "Harga", "Rp per kg", 0)


class Line(Row):
    """A product."""

    product = Text("Produk")
    kilograms = Quantity("Berat", unit="kg")
    value = Rupiah("Nilai")


def price_of_the_product(row: Any, answers: Any, facts: Facts) -> Decimal | None:
    """Rupiah for a kilogram."""
    return Decimal(row["value"]) / row["kilograms"] if row.get("kilograms") else None


def kbli_of_the_product(row: Any, answers: Any, facts: Facts) -> str:
    """As the row says."""
    return str(row["kbli"])


def share_of_all(row: Any, answers: Any, facts: Facts) -> Decimal:
    """Percent of the page's weight."""
    return 100 * row["kilograms"] / sum(line["kilograms"] for line in answers["lines"])


def word_for(row: Any, answers: Any, facts: Facts) -> str | None:
    """A word or nothing."""
    return "berat" if row["kilograms"] > 100 else None


def nobody_weighs_a_ton(row: Any, answers: Any, facts: Facts) -> bool:
    """Light rows."""
    return bool(row["kilograms"] < 1000)


class Page(Step, title="Halaman"):
    """One table."""

    lines = Table("Baris", of=Line, row_title=Line.product)
    checks = (
        plausible(
            price_of_the_product, PRICE, "Harga aneh.", at=lines, kbli=kbli_of_the_product, shows=(Line.kilograms,)
        ),
        should(
            nobody_weighs_a_ton,
            "Berat.",
            at=lines,
            shows=(Line.kilograms, Figure("Bagian", share_of_all, "%", 1), Figure("Kata", word_for)),
        ),
    )


FACTS = Facts(
    date(2026, 10, 6),
    Quarter(2026, 3),
    bounds=Bounds(
        {
            ("price", ""): Bound(Decimal(100), None),
            ("price", "107"): Bound(Decimal(10), Decimal(20)),
            ("price", "10721"): Bound(Decimal(15), Decimal("17.5")),
            ("price", "10722"): Bound(),
        }
    ),
)


def line(price: str, kbli: str, kilograms: int = 10) -> dict[str, Any]:
    return {"product": "Gula", "kbli": kbli, "kilograms": Decimal(kilograms), "value": Decimal(price) * kilograms}


@pytest.mark.parametrize(
    ("kbli", "price", "bound"),
    [
        ("10721", "15", None),
        ("10721", "17.5", None),
        ("10721", "14.9", "Rp15 sampai Rp18 per kg"),
        ("10723", "20", None),
        ("10723", "21", "Rp10 sampai Rp20 per kg"),
        ("10722", "1000000", None),
        ("33111", "99", "paling sedikit Rp100 per kg"),
        ("33111", "100", None),
        ("", "99", "paling sedikit Rp100 per kg"),
    ],
)
def test_the_longest_prefix_that_fits_decides(kbli: str, price: str, bound: str | None) -> None:
    found = findings_of(Page, {"lines": [line(price, kbli)]}, FACTS)
    assert [dict(one.figures).get("Batas kewajaran") for one in found] == ([bound] if bound else [])


def test_answers_measured_figure_and_bound_are_read_out() -> None:
    (found,) = findings_of(Page, {"lines": [line("1234567", "10723")]}, FACTS)
    assert found.figures == (
        ("Berat", "10,00 kg"),
        ("Harga", "Rp1.234.567 per kg"),
        ("Batas kewajaran", "Rp10 sampai Rp20 per kg"),
    )
    assert (found.check, found.hard, found.row) == ("price_of_the_product", False, "gula")


def test_without_a_figure_or_a_bound_the_rule_is_silent() -> None:
    assert findings_of(Page, {"lines": [line("1", "10721", 0)]}, FACTS) == []
    assert findings_of(Page, {"lines": [line("1", "10721")]}, replace(FACTS, bounds=Bounds())) == []


def test_reckoned_figures_are_numbers_or_words() -> None:
    answers = {"lines": [line("15", "10722", 1000), line("15", "10722", 2000)]}
    first, second = findings_of(Page, answers, FACTS)
    assert first.figures == (("Berat", "1.000,00 kg"), ("Bagian", "33,3%"), ("Kata", "berat"))
    assert second.figures[1] == ("Bagian", "66,7%")


def test_a_reason_was_given_for_the_figures_not_for_the_bound() -> None:
    answers = {"lines": [line("15", "10722", 1000), line("15", "10722", 20)]}
    (before,) = findings_of(Page, answers, FACTS)
    answers["lines"][1]["kilograms"] = Decimal(500)
    (after,) = findings_of(Page, answers, FACTS)
    assert before.place == after.place and before.key != after.key
    odd = {"lines": [line("5", "10721")]}
    (wide,) = findings_of(Page, odd, FACTS)
    (narrow,) = findings_of(Page, odd, replace(FACTS, bounds=Bounds({("price", ""): Bound(Decimal(6))})))
    assert wide.key == narrow.key and wide.figures != narrow.figures


@pytest.mark.parametrize(
    ("value", "unit", "decimals", "words"),
    [
        ("1234.56", "Rp per kg", 0, "Rp1.235 per kg"),
        ("3000000", "Rp", 0, "Rp3.000.000"),
        ("112.5", "%", 2, "112,5%"),
        ("0.004999", "kWh per kg", 2, "0,005 kWh per kg"),
        ("0.00049", "%", 0, "0,0005%"),
        ("-12.346", "%", 2, "-12,35%"),
        ("0", "orang", 0, "0 orang"),
        ("7", "", 2, "7"),
    ],
)
def test_figures_have_the_official_number_form(value: str, unit: str, decimals: int, words: str) -> None:
    assert told_with_unit(Decimal(value), unit, decimals) == words


def test_a_span_tells_its_unit_once() -> None:
    span = Bound(Decimal("0.2"), Decimal(5))
    assert span.words(MEASURES["material_ratio"]) == "0,2 sampai 5 kg per kg"
    assert span.words(MEASURES["change"]) == "0,2% sampai 5%"
    assert Bound(None, Decimal(105)).words(MEASURES["capacity_used"]) == "paling banyak 105%"
    assert Bound().words(PRICE) == ""
