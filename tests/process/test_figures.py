"""What a declaration says about figures: found in answers, told apart, summed, and proved at import."""

from __future__ import annotations

from decimal import Decimal

import pytest

from siinas.catalogue.reports import ConstructionReport, ProductionReport
from siinas.catalogue.reports.production.energy import Electricity, FuelLine, PowerUse
from siinas.catalogue.reports.production.production import ProductionAndSales, ProductionLine
from siinas.process.fields import Choice
from siinas.process.figures import MAIN, Cells, Column, Figure, Plain, Total, measured, measures_of, prove_figures
from siinas.process.steps import DeclarationError
from tests.report_answers import complete_answers, construction_answers, shipyard_answers

KBLI = "10721"


def test_figures_of_a_whole_report():
    found = measured(ProductionReport.figures, complete_answers(KBLI))
    assert found[("production_kg", KBLI)] == Decimal("60000000.00")
    assert found[("sales_export", KBLI)] == Decimal("742500000000") / 8
    assert found[("sales_export", KBLI)] + found[("sales_domestic", KBLI)] == Decimal("742500000000")
    assert found[("material_domestic_kg", KBLI)] == Decimal("280000000.00")
    assert found[("material_import_kg", KBLI)] == 0
    assert (found[("workers_men", MAIN)], found[("workers_women", MAIN)]) == (280, 120)
    assert (found[("electricity_pln", MAIN)], found[("electricity_other", MAIN)]) == (1_800_000, 0)
    assert found[("fuel:diesel:liter", MAIN)] == 45_000
    assert found[("fuel_value", MAIN)] == 720_000_000
    assert found[("water_m3", MAIN)] == Decimal("99200.00")
    assert found[("investment", MAIN)] == 150_000_000_000
    assert {measure.partition(":")[0] for measure, _kbli in found} <= set(ProductionReport.measures)


def test_rows_of_one_kbli_are_added_and_of_two_told_apart():
    answers = complete_answers(KBLI)
    (line,) = answers["production_lines"]
    answers["production_lines"] = [line, line | {"prod_kbli": "20111"}, line | {"production_kg": None}]
    found = measured(ProductionReport.figures, answers)
    assert found[("production_kg", KBLI)] == found[("production_kg", "20111")] == Decimal("60000000.00")
    assert found[("production_value", KBLI)] == 2 * Decimal(780_000_000_000)


def test_export_and_the_rest_make_up_the_sales_to_the_last_cent():
    answers = complete_answers(KBLI)
    (line,) = answers["production_lines"]
    answers["production_lines"] = [
        line | {"sales_value": Decimal(value), "export_pct": Decimal("33.33")} for value in (1, 7)
    ]
    found = measured(ProductionReport.figures, answers)
    assert found[("sales_export", KBLI)] + found[("sales_domestic", KBLI)] == 8


def test_an_unanswered_page_gives_no_figure():
    assert measured(ProductionReport.figures, {}) == {}


def test_measures_are_told_apart_by_options_and_summed_by_name():
    measures = ProductionReport.measures
    assert measures["fuel"].label == "Bahan bakar", "its kinds and units are data"
    assert not measures["fuel"].released
    sexes = Choice("Jenis", among={"a": "Pertama", "b": "Kedua"})
    told = Figure("f", "F", Cells(Electricity.electricity, (PowerUse.energy,)), unit="kWh", split=(sexes,)).measures()
    assert [(one.key, one.label) for one in told] == [("f:a", "F (Pertama)"), ("f:b", "F (Kedua)")]
    assert measures["workers"].parts == ("workers_men", "workers_women")
    assert measures["workers"].unit == "orang"


ENERGY = Figure("a", "A", Cells(Electricity.electricity, (PowerUse.energy,)), unit="kWh")


@pytest.mark.parametrize(
    ("figures", "sentence"),
    [
        ((ENERGY, ENERGY), "two figures are called 'a'"),
        ((ENERGY, Total("s", "S", of=("a", "b"))), "is not of figures before it: b"),
        ((ENERGY, Figure("b", "B", ENERGY.sources[0], unit="Rp"), Total("s", "S", of=("a", "b"))), "several units"),
        (
            (
                ENERGY,
                Figure("b", "B", ENERGY.sources[0], unit="kWh"),
                Total("s", "S", of=("a", "b")),
                Total("t", "T", of=("a", "b")),
            ),
            "two sums share a, b",
        ),
        ((Figure("a", "A", Plain(PowerUse.energy), unit="kWh"),), "is taken from what nobody asks"),
        (
            (Figure("a", "A", Column(ProductionAndSales.production_lines, FuelLine.fuel_value), unit="Rp"),),
            "is taken from what nobody asks",
        ),
        (
            (Figure("a", "A", Cells(Electricity.electricity, (PowerUse.energy,), rows=("sun",)), unit="kWh"),),
            "rows that its grid has not",
        ),
    ],
)
def test_contradictions_are_named_at_import(figures, sentence):
    with pytest.raises(DeclarationError, match=sentence):
        prove_figures("Report", figures, ProductionReport.fields)


def test_a_figure_may_come_from_several_places():
    column = Column(ProductionAndSales.production_lines, ProductionLine.production_value, by=ProductionLine.prod_kbli)
    figure = Figure("twice", "Dua kali", column, column, unit="Rp")
    assert measures_of((figure,)).keys() == {"twice"}
    assert measured((figure,), complete_answers(KBLI)) == {("twice", KBLI): 2 * Decimal(780_000_000_000)}


def test_a_yard_and_a_building_site_have_figures_too():
    yard = measured(ProductionReport.figures, shipyard_answers("30111"))
    assert yard[("production_value", "30111")] == 28_000_000_000
    assert not [key for key in yard if key[0] == "production_kg"]
    site = measured(ConstructionReport.figures, construction_answers(KBLI))
    assert site == {("building_workers", MAIN): 99, ("building_outlay", MAIN): 24_000_000_000}
