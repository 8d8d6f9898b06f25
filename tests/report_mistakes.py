"""Mistakes that one can make in a plausible report, each with the rule that must find it and where."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from random import Random
from typing import Any

from siinas.catalogue.reports.production import ProductionReport
from siinas.catalogue.reports.variants import MEDIUM_LARGE, SHIPYARD, SMALL
from siinas.process.checks import Check, Earlier, Facts
from siinas.process.fields import Choice, Choices, Day, Field, HsCode, Percent, Quantity, Text, Year
from siinas.process.tables import Grid, Table
from tests.generated_reports import PERIOD, TODAY, Answers, Generated

GOODS = (MEDIUM_LARGE, SMALL)
LARGE = (MEDIUM_LARGE, SHIPYARD)
ALL = (MEDIUM_LARGE, SMALL, SHIPYARD)
D = Decimal


@dataclass
class Draft:
    """A report in which a mistake is being made; `row` is the number of the row it is made in."""

    answers: Answers
    facts: Facts
    rng: Random
    row: int = 0

    def line(self, table: str) -> dict[str, Any]:
        """Any row of a table; remembered as the place of the mistake."""
        rows = self.answers[table]
        self.row = self.rng.randrange(len(rows))
        found: dict[str, Any] = rows[self.row]
        return found

    def first(self, table: str) -> dict[str, Any]:
        """The first row of a table."""
        self.row = 0
        found: dict[str, Any] = self.answers[table][0]
        return found


Make = Callable[[Draft], None]


@dataclass(frozen=True)
class Mistake:
    """What is done wrong, the rule that finds it at `at` (in its row where `on_row`), and what it implies besides."""

    rule: str
    at: str
    make: Make
    contents: tuple[str, ...]
    implies: frozenset[str] = frozenset()
    on_row: bool = False
    grid_row: str = ""

    def possible(self, report: Generated) -> bool:
        """Whether the report has what the mistake is made in."""
        content = report.answers["report_category"]
        return content in self.contents and (self.at not in NEEDS_LAST or bool(report.facts.earlier))


NEEDS_LAST = frozenset({"stocks"})
MISTAKES: list[Mistake] = []
QUANTITIES = frozenset(
    {
        "use_of_the_capacity_of_the_kbli",
        "use_of_all_capacities",
        "material_in_a_kilogram_produced",
        "electricity_in_a_kilogram_produced",
        "change_of_production",
        "change_of_sales",
        "change_of_materials",
        "change_of_electricity",
    }
)
"""What follows from a quantity that is much too great or too small."""
NOTHING_MADE = frozenset({"material_in_a_kilogram_produced"})
PRICES = frozenset(
    {
        "price_of_a_kilogram_produced",
        "price_of_a_kilogram_sold",
        "price_of_a_kilogram_from_home",
        "price_of_a_kilogram_from_abroad",
        "dearest_kilogram_of_the_material",
        "change_of_the_price_produced",
        "change_of_the_price_sold",
    }
)
PRICE_CHANGES = ("change_of_the_price_produced", "change_of_the_price_sold")


def mistake(
    rule: str, at: str, contents: tuple[str, ...], *implied: str, among: frozenset[str] = frozenset(), **more: Any
) -> Callable[[Make], Make]:
    """Put a mistake into the catalogue."""

    def add(make: Make) -> Make:
        MISTAKES.append(Mistake(rule, at, make, contents, among | set(implied), **more))
        return make

    return add


# Data Umum.


@mistake("an_idle_company_makes_nothing", "production_status", ALL)
def idle_and_producing(draft: Draft) -> None:
    draft.answers |= {"production_status": "idle", "idle_reason": "Perbaikan mesin."}


@mistake(
    "an_idle_company_works_for_nobody", "provides_toll", ALL, "an_idle_company_makes_nothing", "toll_work_goes_one_way"
)
def idle_and_working_for_others(draft: Draft) -> None:
    draft.answers |= {"production_status": "idle", "idle_reason": "Perbaikan mesin.", "provides_toll": True}


@mistake("toll_work_goes_one_way", "provides_toll", ALL)
def toll_both_ways(draft: Draft) -> None:
    draft.answers |= {"uses_toll": True, "provides_toll": True}


# Stocks.


@mistake("opening_stock_is_the_last_closing_stock", "stocks", LARGE, grid_row="finished")
def stock_that_vanished(draft: Draft) -> None:
    draft.answers["stocks"]["finished"]["opening"] += 1


# Capacity.


@mistake("kbli_of_the_capacity_is_the_companys", "capacity_lines", GOODS, among=QUANTITIES, on_row=True)
def capacity_of_a_foreign_kbli(draft: Draft) -> None:
    draft.line("capacity_lines")["cap_kbli"] = "99999"


@mistake("installed_covers_production_capacity", "capacity_lines", GOODS, among=QUANTITIES, on_row=True)
def capacity_beyond_what_is_installed(draft: Draft) -> None:
    line = draft.line("capacity_lines")
    for kind in ("qty", "kg"):
        line[f"installed_capacity_{kind}"] = line[f"prod_capacity_{kind}"] * D("0.98")
    line["installed_capacity_qty"] = round(line["installed_capacity_qty"], 2)
    line["installed_capacity_kg"] = round(line["installed_capacity_kg"], 2)


@mistake("weight_of_the_capacity_against_its_unit", "capacity_lines", GOODS, on_row=True)
def capacity_in_tons_instead_of_kilograms(draft: Draft) -> None:
    line = draft.line("capacity_lines")
    line["prod_capacity_kg"] = round(line["prod_capacity_kg"] / 1000, 2)


@mistake("capacity_stays_within_the_permit", "capacity_lines", GOODS, on_row=True)
def capacity_of_a_whole_year(draft: Draft) -> None:
    line = draft.line("capacity_lines")
    for kind in ("prod_capacity", "installed_capacity"):
        line[f"{kind}_qty"] *= D("1.2")
        line[f"{kind}_kg"] = round(line[f"{kind}_kg"] * D("1.2"), 2)


@mistake("a_capacity_stands_once", "capacity_lines", GOODS, among=QUANTITIES, on_row=True)
def capacity_told_twice(draft: Draft) -> None:
    draft.answers["capacity_lines"].append(dict(draft.line("capacity_lines")))
    draft.row = len(draft.answers["capacity_lines"]) - 1


@mistake("a_producing_company_can_produce", "capacity_lines", GOODS, among=QUANTITIES)
def capacity_of_nothing(draft: Draft) -> None:
    draft.answers["capacity_lines"] = []


@mistake(
    "a_producing_company_can_produce",
    "capacity_lines",
    GOODS,
    "installed_covers_production_capacity",
    "weight_of_the_capacity_against_its_unit",
    among=QUANTITIES,
)
def capacity_of_noughts(draft: Draft) -> None:
    for line in draft.answers["capacity_lines"]:
        line |= {"installed_capacity_qty": D(0), "installed_capacity_kg": D(0)}


@mistake(
    "capacity_stays_within_the_permit", "capacity_lines", GOODS, "weight_of_the_capacity_against_its_unit", on_row=True
)
def capacity_of_a_whole_year_in_another_unit(draft: Draft) -> None:
    line = draft.line("capacity_lines")
    weight = draft.facts.kilograms(line["cap_unit"], line["cap_product"])
    line["cap_unit"] = "KGM" if line["cap_unit"] != "KGM" else "TNE"
    other = D(1) if line["cap_unit"] == "KGM" else D(1000)
    for kind in ("prod_capacity", "installed_capacity"):
        line[f"{kind}_qty"] = round(line[f"{kind}_qty"] * weight / other * D("1.2"), 2)
        line[f"{kind}_kg"] = line[f"{kind}_qty"] * other


# Ships.


@mistake("a_working_yard_names_its_ships", "ships", (SHIPYARD,), "the_product_made_is_one_that_is_reported")
def yard_without_ships(draft: Draft) -> None:
    draft.answers["ships"] = []


@mistake("a_working_yard_does_something", "ships", (SHIPYARD,), among=NOTHING_MADE)
def yard_that_earned_nothing(draft: Draft) -> None:
    for ship in draft.answers["ships"]:
        ship["ship_value"] = D(0)


@mistake("kbli_of_the_ship_is_the_companys", "ships", (SHIPYARD,), on_row=True)
def ship_of_a_foreign_kbli(draft: Draft) -> None:
    draft.line("ships")["ship_kbli"] = "99999"


@mistake("progress_goes_forward", "ships", (SHIPYARD,), on_row=True)
def ship_that_goes_back(draft: Draft) -> None:
    draft.line("ships")["ship_before"] = D("90.00")


# Production and sales.


@mistake(
    "a_producing_company_names_its_products",
    "production_lines",
    GOODS,
    among=QUANTITIES,
)
def production_of_nothing(draft: Draft) -> None:
    draft.answers["production_lines"] = []


@mistake(
    "a_producing_company_produces",
    "production_lines",
    GOODS,
    "sales_beyond_production_come_from_stock",
    among=QUANTITIES,
)
def production_of_zero(draft: Draft) -> None:
    for line in draft.answers["production_lines"]:
        line |= {"production_qty": D(0), "production_kg": D(0), "production_value": D(0)}


@mistake("kbli_of_the_product_is_the_companys", "production_lines", GOODS, among=QUANTITIES | PRICES, on_row=True)
def product_of_a_foreign_kbli(draft: Draft) -> None:
    draft.line("production_lines")["prod_kbli"] = "99999"


@mistake("quantity_and_value_of_production_agree", "production_lines", GOODS, on_row=True)
def production_without_value(draft: Draft) -> None:
    draft.line("production_lines")["production_value"] = D(0)


@mistake(
    "quantity_and_value_of_production_agree",
    "production_lines",
    GOODS,
    "a_producing_company_produces",
    "production_needs_workers",
    "sales_beyond_production_come_from_stock",
    among=QUANTITIES,
    on_row=True,
)
def value_without_production(draft: Draft) -> None:
    draft.line("production_lines").update(production_qty=D(0), production_kg=D(0))


@mistake("quantity_and_value_of_sales_agree", "production_lines", (MEDIUM_LARGE,), on_row=True)
def sales_without_value(draft: Draft) -> None:
    draft.line("production_lines")["sales_value"] = D(0)


@mistake("sales_beyond_production_come_from_stock", "production_lines", (MEDIUM_LARGE,), among=QUANTITIES, on_row=True)
def sales_of_more_than_was_made(draft: Draft) -> None:
    line = draft.line("production_lines")
    line["sold_from_stock"] = False
    for kind in ("qty", "kg", "value"):
        line[f"sales_{kind}"] = round(line[f"sales_{kind}"] * D("1.2"), 2 if kind != "value" else 0)


@mistake(
    "weight_of_production_and_sales_against_the_unit",
    "production_lines",
    GOODS,
    "sales_beyond_production_come_from_stock",
    among=PRICES | QUANTITIES,
    on_row=True,
)
def production_with_a_nought_too_few(draft: Draft) -> None:
    line = draft.line("production_lines")
    line["production_kg"] = round(line["production_kg"] / 10, 2)


@mistake(
    "use_of_the_capacity_of_the_kbli",
    "production_lines",
    GOODS,
    "change_of_sales",
    among=QUANTITIES,
)
def production_beyond_capacity(draft: Draft) -> None:
    for line in draft.answers["production_lines"]:
        for kind in ("qty", "kg", "value"):
            line[f"production_{kind}"] = round(line[f"production_{kind}"] * D("1.9"), 2 if kind != "value" else 0)


@mistake(
    "use_of_all_capacities", "production_lines", GOODS, "sales_beyond_production_come_from_stock", among=QUANTITIES
)
def production_in_another_unit(draft: Draft) -> None:
    for line in draft.answers["production_lines"]:
        line["production_qty"] = round(line["production_qty"] / 50, 2)
        line["production_kg"] = (
            line["production_qty"] * draft.facts.kilograms(line["prod_unit"], line["prod_product"])
        ).quantize(D("0.01"))
        line["production_value"] = round(line["production_value"] / 50)


@mistake("price_of_a_kilogram_produced", "production_lines", GOODS, "change_of_the_price_produced", on_row=True)
def production_in_thousands_of_rupiah(draft: Draft) -> None:
    line = draft.line("production_lines")
    line["production_value"] = round(line["production_value"] / 1000) + 1


@mistake("price_of_a_kilogram_sold", "production_lines", (MEDIUM_LARGE,), "change_of_the_price_sold", on_row=True)
def sales_with_three_noughts_too_many(draft: Draft) -> None:
    draft.line("production_lines")["sales_value"] *= 1000


@mistake("a_product_stands_once", "production_lines", GOODS, among=QUANTITIES, on_row=True)
def product_told_twice(draft: Draft) -> None:
    draft.answers["production_lines"].append(dict(draft.line("production_lines")))
    draft.row = len(draft.answers["production_lines"]) - 1


@mistake(
    "a_product_has_a_capacity",
    "production_lines",
    GOODS,
    "the_product_made_is_one_that_is_reported",
    "weight_of_production_and_sales_against_the_unit",
    on_row=True,
)
def product_without_capacity(draft: Draft) -> None:
    draft.line("production_lines")["prod_product"] += " kualitas dua"


@mistake("the_hs_code_is_that_of_the_capacity", "production_lines", GOODS, on_row=True)
def product_of_another_code(draft: Draft) -> None:
    draft.line("production_lines")["prod_hs"] = "99999999"


@mistake("exports_come_from_sales", "production_lines", (MEDIUM_LARGE,), among=QUANTITIES, on_row=True)
def exports_of_nothing(draft: Draft) -> None:
    draft.line("production_lines").update(
        sales_qty=D(0), sales_kg=D(0), sales_value=D(0), export_pct=D("10.00"), export_countries=["JP"]
    )


# Materials; the same mistakes in both tables.


def _in_row(draft: Draft, table: str, make: Callable[[dict[str, Any]], None]) -> None:
    make(draft.line(table))


def in_materials(
    rule: str, *implied: str, among: frozenset[str] = frozenset()
) -> Callable[[Callable[[dict[str, Any]], None]], None]:
    """Put a mistake in a row into the catalogue for both tables."""

    def add(make: Callable[[dict[str, Any]], None]) -> None:
        for table, contents in (("material_lines", ALL), ("auxiliary_lines", LARGE)):
            mistake(rule, table, contents, *implied, among=among, on_row=True)(partial(_in_row, table=table, make=make))

    return add


@in_materials("kbli_of_the_product_made_is_the_companys", among=PRICES)
def material_for_a_foreign_kbli(row: dict[str, Any]) -> None:
    row["output_kbli"] = "99999"


@in_materials("quantity_and_value_of_domestic_material_agree")
def material_for_nothing(row: dict[str, Any]) -> None:
    row["dom_value"] = D(0)


@in_materials("quantity_and_value_of_imported_material_agree")
def imports_of_nothing(row: dict[str, Any]) -> None:
    row.update(imp_qty=D("0.00"), imp_kg=D("0.00"), imp_value=D(5_000_000))


@in_materials("weight_of_the_material_against_its_unit", among=PRICES | QUANTITIES)
def material_with_a_nought_too_many(row: dict[str, Any]) -> None:
    row["dom_kg"] *= 10


@in_materials("the_product_made_is_one_that_is_reported")
def material_for_another_product(row: dict[str, Any]) -> None:
    row["output_product"] = "Barang lain"


@in_materials("price_of_a_kilogram_from_home", among=PRICES)
def material_much_too_cheap(row: dict[str, Any]) -> None:
    row["dom_value"] = round(row["dom_kg"] / 10) + 1


@in_materials("price_of_a_kilogram_from_abroad", among=PRICES | QUANTITIES)
def imports_much_too_cheap(row: dict[str, Any]) -> None:
    weight = 1000 if row["material_unit"] == "TNE" else 1
    row.update(imp_qty=D(10), imp_kg=D(10 * weight), imp_value=D(weight), origin_countries=["CN"])


@in_materials("dearest_kilogram_of_the_material", among=PRICES)
def material_like_gold(row: dict[str, Any]) -> None:
    row["dom_value"] = round(row["dom_kg"] * 6_000_000)


@in_materials("quantity_and_value_of_stock_agree", among=frozenset({"dearest_kilogram_of_the_material"}))
def stock_of_no_value(row: dict[str, Any]) -> None:
    row["stock_value"] = D(0)


def _told_twice(draft: Draft, table: str) -> None:
    draft.answers[table].append(dict(draft.line(table)))
    draft.row = len(draft.answers[table]) - 1


for _table, _contents in (("material_lines", ALL), ("auxiliary_lines", LARGE)):
    mistake("a_material_stands_once", _table, _contents, among=QUANTITIES, on_row=True)(
        partial(_told_twice, table=_table)
    )


@mistake("production_uses_some_material", "material_lines", ALL, among=QUANTITIES)
def production_out_of_nothing(draft: Draft) -> None:
    draft.answers["material_lines"] = []


@mistake(
    "production_uses_some_material",
    "material_lines",
    ALL,
    "quantity_and_value_of_domestic_material_agree",
    "quantity_and_value_of_imported_material_agree",
    among=QUANTITIES,
)
def production_out_of_noughts(draft: Draft) -> None:
    for row in draft.answers["material_lines"]:
        row.update(dict.fromkeys(("dom_qty", "dom_kg", "dom_value", "imp_qty", "imp_kg", "imp_value"), D(0)))


@mistake("material_in_a_kilogram_produced", "material_lines", GOODS, among=QUANTITIES)
def materials_of_another_scale(draft: Draft) -> None:
    for row in draft.answers["material_lines"]:
        for kind in ("dom_qty", "dom_kg", "dom_value", "imp_qty", "imp_kg", "imp_value"):
            row[kind] *= 20


# Owners and workers.


@mistake("ownership_shares_sum_to_100", "own_central", LARGE)
def owners_of_more_than_all(draft: Draft) -> None:
    draft.answers["own_regional"] += D("0.02")


@mistake("foreign_owners_fit_the_investment_status", "own_foreign", LARGE)
def foreign_owners_of_a_domestic_investment(draft: Draft) -> None:
    other = {"PMA": "PMDN", "PMDN": "PMA"}[draft.facts.profile["investment_status"]]
    draft.facts = replace(draft.facts, profile={"investment_status": other})


@mistake("gap_between_education_and_workers", "education", ALL)
def workers_of_no_education(draft: Draft) -> None:
    draft.answers["education"]["bachelor"]["people"] += 6


@mistake(
    "production_needs_workers",
    "workers",
    ALL,
    "gap_between_education_and_workers",
    "wages_are_paid_to_somebody",
    "change_of_workers",
    "further_kinds_are_among_the_workers",
)
def production_by_nobody(draft: Draft) -> None:
    for row in draft.answers["workers"].values():
        row.update(dict.fromkeys(row, D(0)))


@mistake("further_kinds_are_among_the_workers", "workers_further", LARGE)
def more_foreigners_than_workers(draft: Draft) -> None:
    draft.answers["workers_further"]["foreign"]["men"] = D(99_999)


@mistake("an_internship_begins_before_it_ends", "internships", (MEDIUM_LARGE,), on_row=True)
def internship_backwards(draft: Draft) -> None:
    line = draft.line("internships")
    line["intern_from"], line["intern_until"] = line["intern_until"], line["intern_from"]


# Energy.


@mistake("price_of_a_kilowatt_hour", "electricity", ALL, grid_row="pln")
def electricity_in_thousands_of_rupiah(draft: Draft) -> None:
    row = draft.answers["electricity"]["pln"]
    row["power_cost"] = round(row["power_cost"] / 1000)


@mistake("power_that_costs_is_used", "electricity", ALL, grid_row="other")
def electricity_that_nobody_used(draft: Draft) -> None:
    draft.answers["electricity"]["other"]["power_cost"] = D(1_000_000)


@mistake("electricity_in_a_kilogram_produced", "electricity", GOODS, "change_of_electricity")
def electricity_of_another_scale(draft: Draft) -> None:
    row = draft.answers["electricity"]["pln"]
    row.update(energy=row["energy"] * 500, power_cost=row["power_cost"] * 500)


@mistake(
    "production_uses_some_energy",
    "electricity",
    ALL,
    "power_that_costs_is_used",
    among=QUANTITIES | {"change_of_fuels"},
)
def production_without_energy(draft: Draft) -> None:
    draft.answers["fuels"] = []
    for row in draft.answers["electricity"].values():
        row |= {"energy": D(0), "power_cost": D(0)}


@mistake("price_of_gas", "fuels", ALL, "change_of_the_price_of_fuel", "change_of_fuels", on_row=True)
def gas_in_another_unit(draft: Draft) -> None:
    draft.first("fuels").update(fuel="gas", fuel_unit="mmbtu", fuel_qty=D(90_000), fuel_value=D(9_000_000))


@mistake("quantity_and_value_of_fuel_agree", "fuels", ALL, "change_of_fuels", on_row=True)
def fuel_for_nothing(draft: Draft) -> None:
    draft.line("fuels")["fuel_value"] = D(0)


@mistake("no_more_power_is_sold_than_generated", "generators", LARGE, on_row=True)
def power_sold_that_never_was(draft: Draft) -> None:
    draft.line("generators").update(power_sold=D(99_999), power_sold_value=D(99_999_000))


@mistake("generators_make_no_more_than_they_can", "generators", LARGE, on_row=True)
def generators_that_never_rest(draft: Draft) -> None:
    draft.line("generators")["generated"] = D(90_000_000)


# Spending, plan, machines, waste.


@mistake("wage_of_a_worker", "wages_production", LARGE, "change_of_spending")
def wages_in_thousands_of_rupiah(draft: Draft) -> None:
    for key in ("wages_production", "wages_other"):
        draft.answers[key] = round(draft.answers[key] / 1000)


@mistake(
    "wages_are_paid_to_somebody",
    "wages_production",
    LARGE,
    "gap_between_education_and_workers",
    "production_needs_workers",
    "change_of_workers",
    "further_kinds_are_among_the_workers",
)
def wages_for_nobody(draft: Draft) -> None:
    production_by_nobody(draft)


@mistake("research_comes_from_a_unit", "rnd_cost", LARGE, "change_of_spending")
def research_by_nobody(draft: Draft) -> None:
    draft.answers.pop("rnd_staff", None)
    draft.answers |= {"has_rnd_unit": False, "rnd_cost": D(50_000_000)}


@mistake("a_research_unit_does_something", "has_rnd_unit", LARGE)
def research_that_rests(draft: Draft) -> None:
    draft.answers |= {"has_rnd_unit": True, "rnd_staff": D(0), "rnd_cost": D(0)}


@mistake("kbli_of_the_plan_is_the_companys", "plan_lines", (MEDIUM_LARGE,), on_row=True)
def plan_of_a_foreign_kbli(draft: Draft) -> None:
    draft.line("plan_lines")["plan_kbli"] = "99999"


@mistake("a_machine_is_acquired_after_it_was_built", "machines", ALL, on_row=True)
def machine_bought_before_it_was_built(draft: Draft) -> None:
    draft.line("machines").update(machine_built=2015, machine_acquired=2014)


@mistake("production_comes_from_machines", "machines", ALL)
def production_by_hand(draft: Draft) -> None:
    draft.answers["machines"] = []


@mistake("a_machine_is_not_of_the_future", "machines", ALL, on_row=True)
def machine_of_the_future(draft: Draft) -> None:
    draft.line("machines")["machine_acquired"] = TODAY.year + 1


@mistake("treatment_lowers_the_oxygen_demand", "cod_outlet", LARGE)
def water_that_gets_worse(draft: Draft) -> None:
    draft.answers |= {"cod_inlet": D("90.00"), "cod_outlet": D("1800.00")}


@mistake("greatest_flow_of_waste_water", "ww_inlet_flow", LARGE)
def flow_in_litres(draft: Draft) -> None:
    draft.answers["ww_outlet_flow"] = D("110.00")


# Against the last report.


def _last(draft: Draft, change: Callable[[Answers], None]) -> None:
    before = copy.deepcopy(draft.answers)
    change(before)
    draft.facts = replace(draft.facts, earlier=(Earlier(PERIOD.previous, before),))


def _scaled(table: str, *keys: str, factor: str) -> Callable[[Answers], None]:
    def change(before: Answers) -> None:
        rows = before[table]
        for row in rows.values() if isinstance(rows, dict) else rows:
            row.update({key: row[key] * D(factor) for key in keys if key in row})

    return change


for _rule, _at, _of, _column, _contents in (
    ("change_of_production", "production_lines", "production_lines", ("production_kg",), GOODS),
    ("change_of_sales", "production_lines", "production_lines", ("sales_kg",), (MEDIUM_LARGE,)),
    ("change_of_materials", "material_lines", "material_lines", ("dom_kg", "imp_kg"), GOODS),
    (
        "change_of_workers",
        "workers",
        "workers",
        ("production_permanent", "production_temporary", "other_permanent", "other_temporary"),
        ALL,
    ),
    ("change_of_electricity", "electricity", "electricity", ("energy",), ALL),
    ("change_of_water", "water", "water", ("volume",), ALL),
    ("change_of_fuels", "fuels", "fuels", ("fuel_qty", "fuel_value"), ALL),
):
    for _factor in ("0.7", "0.2", "1.5", "8"):
        mistake(_rule, _at, _contents, "opening_stock_is_the_last_closing_stock", *PRICE_CHANGES)(
            partial(_last, change=_scaled(_of, *_column, factor=_factor))
        )


def _spending_scaled(before: Answers, factor: str) -> None:
    for key in ("wages_production", "wages_other", "rnd_cost", "logistics_cost"):
        before[key] *= D(factor)


for _factor in ("0.7", "0.2", "1.5", "8"):
    mistake(
        "change_of_spending",
        "wages_production",
        LARGE,
        "opening_stock_is_the_last_closing_stock",
        *PRICE_CHANGES,
    )(partial(_last, change=partial(_spending_scaled, factor=_factor)))


def _last_row(draft: Draft, table: str, column: str, factor: str) -> None:
    draft.line(table)

    def change(before: Answers) -> None:
        before[table][draft.row][column] *= D(factor)

    _last(draft, change)


for _rule, _table, _column, _contents in (
    ("change_of_the_price_produced", "production_lines", "production_value", GOODS),
    ("change_of_the_price_sold", "production_lines", "sales_value", (MEDIUM_LARGE,)),
    ("change_of_the_price_of_fuel", "fuels", "fuel_qty", ALL),
):
    for _factor in ("0.4", "0.001", "2.5", "1000"):
        mistake(_rule, _table, _contents, "opening_stock_is_the_last_closing_stock", on_row=True)(
            partial(_last_row, table=_table, column=_column, factor=_factor)
        )


def rules_of(content: str) -> list[Check]:
    """The rules that hold in a content."""
    return [check for step in ProductionReport.steps_in(content) for check in step.checks]


# Mistakes of form, made in any field that is asked.


@dataclass(frozen=True)
class Slip:
    """A value that a field does not take: the field of the page, the row and its field where it is in one."""

    key: str
    label: str
    value: Any
    row: int | str | None = None
    inner: str = ""

    def make(self, answers: Answers) -> None:
        """Write it."""
        if self.row is None:
            answers[self.key] = self.value
        else:
            answers[self.key][self.row][self.inner] = self.value


def bad_values(field: Field) -> list[Any]:
    """What a field must refuse; None stands for a blank where something is required."""
    found: list[Any] = [None] if field.required and not field.computed and not field.standing else []
    if isinstance(field, Percent):
        found += [D("100.01"), D("-0.01"), D("1.001")]
    elif isinstance(field, Quantity):
        found += [D(-1), D(1).scaleb(-field.decimals - 1), D(10) ** 15, "seribu"]
    elif isinstance(field, Year):
        found += [1899, 20, "dua ribu"]
    elif isinstance(field, HsCode):
        found += ["1701991", "170199101", "1701.991", "abcdefgh"]
    elif isinstance(field, Choices):
        found += ["JP", ["XX"]]
    elif isinstance(field, Choice):
        found += ["bukan pilihan", 7]
    elif isinstance(field, Day):
        found += ["kemarin"]
    elif isinstance(field, Text):
        found += ["x" * (field.longest + 1), "a\x00b"]
    return found


def slips_in(report: Generated) -> Iterator[Slip]:
    """Every slip that can be made in the answers of a report."""
    for step in ProductionReport.asked_steps(report.answers):
        for key, field in step.fields.items():
            if field.standing or field.computed or not field.asked(report.answers):
                continue
            if isinstance(field, Table | Grid):
                rows = report.answers.get(key) or ()
                places = rows.items() if isinstance(rows, dict) else enumerate(rows)
                for place, row in places:
                    for child in field.children():
                        if child.asked(row):
                            yield from (Slip(key, child.label, bad, place, child.key) for bad in bad_values(child))
            else:
                yield from (Slip(key, field.label, bad) for bad in bad_values(field))
