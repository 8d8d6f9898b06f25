"""Rules of the reports at their edges: what just passes and what is just found, with its place and figures.

That every rule of the production report finds its mistake is shown by test_generated_reports.
"""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from siinas.catalogue import processes
from siinas.catalogue.reports import ConstructionReport, ProductionReport
from siinas.catalogue.reports.production.machines import Machine
from siinas.catalogue.reports.production.materials import MaterialLine
from siinas.catalogue.reports.production.production import ProductionAndSales
from siinas.process.checks import Earlier, Facts, PermittedProduct
from siinas.process.judging import fault_of
from siinas.process.missing import missing_by_row
from siinas.process.periods import Quarter, Semester
from tests.report_answers import complete_answers, construction_answers, shipyard_answers, small_answers
from tests.report_bounds import shipped_bounds

PERMIT = PermittedProduct("10721", "GULA KRISTAL PUTIH", "17019910", Decimal(292000), "TNE", Decimal(1000))
WEIGHTS = {"KGM": Decimal(1), "TNE": Decimal(1000)}
FACTS = Facts(
    date(2026, 10, 6),
    Quarter(2026, 3),
    kbli=("10721", "30111"),
    capacity=(PERMIT,),
    unit_weights=WEIGHTS,
    bounds=shipped_bounds(),
)


def found(answers):
    return ProductionReport.findings(answers, FACTS)


def line(table, **changed):
    def change(answers):
        answers[table][0] |= changed

    return change


def plain(**changed):
    def change(answers):
        answers.update(changed)

    return change


def cell(grid, row, **changed):
    def change(answers):
        answers[grid][row] |= changed

    return change


def no_lines(table):
    def change(answers):
        answers[table] = []

    return change


def no_workers(answers):
    for grid in ("workers", "education", "workers_further"):
        for row in answers[grid].values():
            row.update(dict.fromkeys(row, Decimal(0)))


BAD = {
    "installed_covers_production_capacity": line(
        "capacity_lines", installed_capacity_qty=Decimal("69999.99"), installed_capacity_kg=Decimal("69999990")
    ),
    "capacity_stays_within_the_permit": line(
        "capacity_lines",
        prod_capacity_qty=Decimal("73000.01"),
        prod_capacity_kg=Decimal("73000010"),
        installed_capacity_qty=Decimal(80000),
        installed_capacity_kg=Decimal(80_000_000),
    ),
    "kbli_of_the_capacity_is_the_companys": line("capacity_lines", cap_kbli="10722"),
    "kbli_of_the_product_is_the_companys": line("production_lines", prod_kbli="10722"),
    "kbli_of_the_product_made_is_the_companys": line("material_lines", output_kbli="10722"),
    "weight_of_the_capacity_against_its_unit": line("capacity_lines", prod_capacity_kg=Decimal(70_000)),
    "a_producing_company_names_its_products": no_lines("production_lines"),
    "quantity_and_value_of_production_agree": line("production_lines", production_value=Decimal(0)),
    "quantity_and_value_of_sales_agree": line("production_lines", sales_qty=Decimal(0), sales_kg=Decimal(0)),
    "sales_beyond_production_come_from_stock": line(
        "production_lines", sales_qty=Decimal(60_000), sales_kg=Decimal("60000000.01")
    ),
    "use_of_the_capacity_of_the_kbli": line(
        "production_lines", production_qty=Decimal(76_650), production_kg=Decimal("76650000.01")
    ),
    "weight_of_production_and_sales_against_the_unit": line("production_lines", sales_kg=Decimal(55_000)),
    "production_uses_some_material": no_lines("material_lines"),
    "quantity_and_value_of_domestic_material_agree": line("material_lines", dom_value=Decimal(0)),
    "quantity_and_value_of_imported_material_agree": line("material_lines", imp_qty=Decimal(1), imp_kg=Decimal(1000)),
    "weight_of_the_material_against_its_unit": line("material_lines", dom_kg=Decimal(280_000)),
    "the_product_made_is_one_that_is_reported": line("material_lines", output_product="Gula"),
    "gap_between_education_and_workers": cell("education", "senior", people=Decimal(256)),
    "production_needs_workers": no_workers,
    "price_of_a_kilowatt_hour": cell("electricity", "pln", power_cost=Decimal(1_800_000 * 499)),
    "ownership_shares_sum_to_100": plain(own_private=Decimal("99.98")),
    "further_kinds_are_among_the_workers": cell("workers_further", "certified", men=Decimal(386)),
    "an_internship_begins_before_it_ends": line("internships", intern_from=date(2026, 10, 1)),
    "no_more_power_is_sold_than_generated": line("generators", power_sold=Decimal("12000.01")),
    "kbli_of_the_plan_is_the_companys": line("plan_lines", plan_kbli="10722"),
    "a_machine_is_acquired_after_it_was_built": line("machines", machine_acquired=2014),
    "treatment_lowers_the_oxygen_demand": plain(cod_outlet=Decimal("1800.01")),
}
OF_A_SHIPYARD = {
    "a_working_yard_names_its_ships": no_lines("ships"),
    "kbli_of_the_ship_is_the_companys": line("ships", ship_kbli="30112"),
    "progress_goes_forward": line("ships", ship_progress=Decimal("39.99")),
    "a_working_yard_does_something": line("ships", ship_value=Decimal(0)),
}
OF_A_BUILDING_SITE = {
    "a_factory_is_built_for_something": no_lines("planned_lines"),
    "the_cumulative_outlay_follows": cell("outlays", "land", cumulative=Decimal(14_000_000_001)),
    "kbli_of_the_planned_capacity_is_the_companys": line("planned_lines", planned_kbli="10722"),
    "construction_goes_forward": cell("parts", "building", progress=Decimal("29.99")),
    "the_schedule_runs_forward": plain(construction_end=date(2027, 7, 2)),
}
IMPLIED = {
    "production_needs_workers": {"wages_are_paid_to_somebody"},
    "weight_of_the_material_against_its_unit": {"material_in_a_kilogram_produced"},
}
"""What is found besides."""
HARD = {
    "a_producing_company_names_its_products",
    "a_working_yard_names_its_ships",
    "a_factory_is_built_for_something",
    "ownership_shares_sum_to_100",
}
CASES = [
    *((ProductionReport, complete_answers, rule, change) for rule, change in BAD.items()),
    *((ProductionReport, shipyard_answers, rule, change) for rule, change in OF_A_SHIPYARD.items()),
    *((ConstructionReport, construction_answers, rule, change) for rule, change in OF_A_BUILDING_SITE.items()),
]


def test_every_rule_of_the_building_site_has_its_case():
    rules = {check.key for step in ConstructionReport.steps for check in step.checks}
    assert rules == set(OF_A_BUILDING_SITE)


@pytest.mark.parametrize("make", [complete_answers, small_answers, shipyard_answers, construction_answers])
def test_the_complete_answers_are_good(make):
    answers = make()
    process = ConstructionReport if make is construction_answers else ProductionReport
    assert process.findings(answers, FACTS) == []
    assert set(answers) <= set(process.asked_fields(answers))
    assert not [one for step in process.asked_steps(answers) for one in missing_by_row(step, answers, FACTS.period)]


def test_a_machine_whose_year_of_building_nobody_knows_breaks_no_rule():
    answers = complete_answers()
    answers["machines"][0]["machine_built"] = 0
    assert found(answers) == []
    assert fault_of(Machine.machine_built, 0, lambda reference: ()) == ""
    assert fault_of(Machine.machine_acquired, 0, lambda reference: ()) != ""


@pytest.mark.parametrize(("process", "make", "rule", "change"), CASES, ids=[case[2] for case in CASES])
def test_the_bad_case_is_found_and_only_it(process, make, rule, change):
    answers = make()
    change(answers)
    findings = process.findings(answers, FACTS)
    assert {finding.check for finding in findings} - IMPLIED.get(rule, set()) == {rule}
    assert findings[0].message
    assert all(
        finding.hard is (rule in HARD or rule.startswith("kbli_of_")) for finding in findings if finding.check == rule
    )


BORDER = {
    "four quarters exactly the permit": line(
        "capacity_lines", prod_capacity_qty=Decimal(73000), prod_capacity_kg=Decimal(73_000_000)
    ),
    "105 % exactly": line("production_lines", production_qty=Decimal(76_650), production_kg=Decimal(76_650_000)),
    "1 % beside the weight": line("production_lines", production_kg=Decimal(60_600_000)),
    "Rp500 exactly": cell("electricity", "pln", power_cost=Decimal(1_800_000 * 500)),
    "Rp5.000 exactly": cell("electricity", "pln", power_cost=Decimal(1_800_000 * 5000)),
    "sold from stock": line(
        "production_lines", sales_qty=Decimal(70_000), sales_kg=Decimal(70_000_000), sold_from_stock=True
    ),
    "the permit in another unit": line(
        "capacity_lines",
        cap_unit="KGM",
        prod_capacity_qty=Decimal(73_000_000),
        prod_capacity_kg=Decimal(73_000_000),
        installed_capacity_qty=Decimal(75_000_000),
        installed_capacity_kg=Decimal(75_000_000),
    ),
    "a unit that nobody can tell in that of the permit": line(
        "capacity_lines",
        cap_unit="LTR",
        prod_capacity_qty=Decimal(900_000_000),
        installed_capacity_qty=Decimal(900_000_000),
    ),
    "a unit without weight": line("material_lines", material_unit="LTR", dom_qty=Decimal(1)),
    "the product in other letters": line("material_lines", output_product="GULA kristal PUTIH"),
}


@pytest.mark.parametrize("border", BORDER)
def test_the_border_is_good(border):
    answers = complete_answers()
    BORDER[border](answers)
    assert found(answers) == []


def test_an_idle_company_needs_no_lines():
    answers = complete_answers() | {"production_status": "idle", "production_lines": [], "material_lines": []}
    assert found(answers) == []


def test_a_finding_names_row_and_place():
    answers = complete_answers()
    bad = answers["production_lines"][0] | {"production_value": Decimal(0), "prod_product": "Tetes", "prod_unit": "LTR"}
    answers["production_lines"].append(bad | {"production_kg": Decimal(1), "sales_kg": Decimal(0)})
    (finding,) = [one for one in found(answers) if one.check == "quantity_and_value_of_production_agree"]
    assert (finding.row, finding.row_title) == ("tetes", "Produk 2 — Tetes")
    assert (finding.step, finding.field) == ("produksi-dan-penjualan", "production_lines")
    assert finding.figures == (("Jumlah Produksi Satuan Asli", "60.000,00"), ("Nilai Produksi (Rp.)", "Rp0"))
    assert finding.place == "quantity_and_value_of_production_agree:production_lines:tetes"
    assert finding.key.startswith(f"{finding.place}:")


def test_a_finding_in_a_grid_names_the_row():
    answers = complete_answers()
    answers["electricity"]["other"] = {"energy": Decimal(1), "power_cost": Decimal(0)}
    (finding,) = found(answers)
    assert (finding.row, finding.row_title) == ("other", "Bukan dari PLN")


@pytest.mark.parametrize("process", processes().values(), ids=lambda process: process.key)
def test_rules_bear_empty_answers(process):
    for finding in process.findings({}, FACTS):
        assert finding.message


def test_first_answers_are_a_quarter_of_the_permit():
    first = ProductionReport.first_answers(FACTS)
    (only,) = first["capacity_lines"]
    assert (only["prod_capacity_qty"], only["prod_capacity_kg"]) == (Decimal("73000.00"), Decimal("73000000.00"))


def test_investment_is_computed_once_all_parts_are_known():
    answers = {key: complete_answers()[key] for key in ("inv_machinery", "inv_other", "working_capital")}
    assert ProductionReport.computed(answers) == {"inv_excl_land_building": Decimal(150_000_000_000)}
    assert ProductionReport.computed({"inv_machinery": Decimal(1)}) == {}


def test_a_finding_knows_the_answers_it_judged():
    answers = complete_answers()
    answers["production_lines"][0]["production_value"] = Decimal(0)
    (first,) = found(answers)
    answers["production_lines"][0]["prod_brand"] = "Lain"
    (second,) = found(answers)
    assert first.place == second.place
    assert first.key != second.key


def test_kilograms_follow_from_the_unit_or_the_permit():
    assert FACTS.kilograms("TNE", "Tetes") == FACTS.kilograms("TNE", "gula kristal putih") == 1000
    assert FACTS.kilograms("LTR", "Tetes") is None
    barrel = PermittedProduct("10721", "Tetes", "17031000", Decimal(1), "LTR", Decimal("1.4"))
    assert replace(FACTS, capacity=(barrel,)).kilograms("LTR", "TETES") == Decimal("1.4")


def test_production_begins_with_the_products_of_the_capacity():
    answers = {"capacity_lines": complete_answers()["capacity_lines"]}
    (proposed,) = ProductionAndSales.opening(answers)["production_lines"]
    assert proposed == {
        "prod_product": "Gula kristal putih",
        "prod_kbli": "10721",
        "prod_hs": "17019910",
        "prod_unit": "TNE",
    }
    kept = complete_answers()
    assert ProductionAndSales.opening(kept)["production_lines"] == kept["production_lines"]


def test_materials_suggest_the_reported_products():
    assert MaterialLine.output_product.suggests(complete_answers()) == ["Gula kristal putih"]
    assert MaterialLine.output_product.suggests({}) == []


# What is compared with the last accepted report.


def after(change, *, last=None):
    """The findings where the report before this one said other totals."""
    before = complete_answers()
    change(before)
    facts = replace(FACTS, earlier=(Earlier(last or FACTS.period.previous, before),))
    return {finding.check: finding for finding in ProductionReport.findings(complete_answers(), facts)}


def produced(kilograms):
    return line("production_lines", production_kg=Decimal(kilograms))


@pytest.mark.parametrize(
    ("before", "told"),
    [
        (85_714_285, ("turun, perlu perhatian", None)),
        (85_800_000, ("turun, perlu perhatian", "30,07%")),
        (46_000_000, ("naik, perlu perhatian", "30,43%")),
        (39_000_000, ("naik, kuat", "53,85%")),
        (33_000_000, ("naik, sangat kuat", "81,82%")),
        (400_000_000, ("turun, sangat kuat", "85%")),
        (0, None),
    ],
)
def test_a_change_is_told_by_its_size(before, told):
    findings = after(produced(before))
    if told is None or told[1] is None:
        assert "change_of_production" not in findings
        return
    figures = dict(findings["change_of_production"].figures)
    assert (figures["Arah dan tingkat"], figures["Perubahan terhadap periode lalu"]) == told
    assert figures["Periode lalu"] == "Triwulan 2 Tahun 2026"
    assert figures["Produksi sekarang"] == "60.000.000 kg"
    assert figures["Batas kewajaran"] == "paling banyak 30%"


def test_flows_of_periods_of_other_lengths_are_compared_by_month():
    semester = Semester(2026, 1)
    assert "change_of_production" not in after(produced(120_000_000), last=semester)
    findings = after(produced(60_000_000), last=semester)
    assert dict(findings["change_of_production"].figures)["Produksi periode lalu"] == "30.000.000 kg"
    assert "change_of_workers" not in findings, "workers are no flow"


def test_opening_stock_is_compared_with_the_period_just_before():
    def closing(answers):
        for row in answers["stocks"].values():
            row["closing"] = row["opening"]
        answers["stocks"]["wip"]["closing"] += 7

    finding = after(closing)["opening_stock_is_the_last_closing_stock"]
    assert finding.row == "wip"
    assert finding.figures == (("Awal", "Rp2.000.000.000"), ("Akhir periode lalu", "Rp2.000.000.007"))
    assert "opening_stock_is_the_last_closing_stock" not in after(closing, last=Quarter(2025, 4)), "a gap lies between"


def test_figures_read_out_price_bound_and_the_share_of_the_permit():
    answers = complete_answers()
    answers["electricity"]["pln"]["power_cost"] = Decimal(900_000)
    (finding,) = found(answers)
    assert finding.figures == (
        ("Pemakaian", "1.800.000,00 kWh"),
        ("Biaya", "Rp900.000"),
        ("Harga listrik", "Rp0,5 per kWh"),
        ("Batas kewajaran", "Rp500 sampai Rp5.000 per kWh"),
    )


def test_the_permit_is_read_out_for_the_length_of_the_period():
    answers = complete_answers()
    BAD["capacity_stays_within_the_permit"](answers)
    for period, share in ((Quarter(2026, 3), "73.000"), (Semester(2026, 1), "146.000")):
        answers["capacity_lines"][0] |= {
            "prod_capacity_qty": Decimal(200_000),
            "prod_capacity_kg": Decimal(200_000_000),
        }
        findings = ProductionReport.findings(answers, replace(FACTS, period=period))
        (finding,) = [one for one in findings if one.check == "capacity_stays_within_the_permit"]
        assert finding.figures[1] == ("Kapasitas izin untuk periode ini", share)


def test_a_capacity_is_told_once_for_each_kbli():
    answers = complete_answers()
    again = answers["production_lines"][0] | {"prod_brand": "Lain", "production_qty": Decimal(30_000)}
    answers["production_lines"].append(again | {"production_kg": Decimal(30_000_000)})
    found_here = [one for one in found(answers) if one.check == "use_of_the_capacity_of_the_kbli"]
    assert [one.row for one in found_here] == ["1"]
    assert dict(found_here[0].figures)["Produksi dibanding kapasitas terpasang"] == "123,29%"
