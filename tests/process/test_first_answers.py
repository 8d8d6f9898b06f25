"""What a new production report begins with: capacities of the length of its period, products that the permit adds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from siinas.catalogue.reports.construction import ConstructionReport
from siinas.catalogue.reports.production import ProductionReport
from siinas.process.checks import Earlier, Facts, PermittedProduct
from siinas.process.periods import Quarter, Semester
from tests.report_answers import complete_answers, construction_answers

PROFILE = {"reporting_category": "medium_large", "responsible_name": "Nama Baru", "responsible_position": "Direktur"}
FACTS = Facts(date(2026, 10, 6), Quarter(2026, 3), kbli=("10721",), profile=PROFILE)
CAPACITY = complete_answers()["capacity_lines"][0]


@pytest.mark.parametrize(
    ("last", "now", "factor"),
    [
        (Quarter(2026, 2), Quarter(2026, 3), "1"),
        (Semester(2024, 2), Quarter(2025, 1), "0.5"),
        (Quarter(2024, 4), Semester(2025, 1), "2"),
    ],
)
def test_capacities_are_those_of_the_period(last, now, factor):
    facts = replace(FACTS, period=now, earlier=(Earlier(last, complete_answers()),))
    line = ProductionReport.first_answers(facts)["capacity_lines"][0]
    for key in ("prod_capacity_qty", "installed_capacity_qty", "prod_capacity_kg", "installed_capacity_kg"):
        assert line[key] == CAPACITY[key] * Decimal(factor), key
    assert (line["cap_product"], line["cap_hs"]) == (CAPACITY["cap_product"], CAPACITY["cap_hs"])


def test_the_length_is_that_of_the_report_the_capacity_comes_from():
    """A quarter at rest lies between half a year of production and this one."""
    idle = {"production_status": "idle", "idle_reason": "Perbaikan mesin besar."}
    earlier = (Earlier(Quarter(2025, 1), idle), Earlier(Semester(2024, 2), complete_answers()))
    facts = replace(FACTS, period=Quarter(2025, 2), earlier=earlier)
    line = ProductionReport.first_answers(facts)["capacity_lines"][0]
    assert line["installed_capacity_qty"] == CAPACITY["installed_capacity_qty"] / 2


def test_structure_and_stocks_come_and_flows_do_not():
    facts = replace(FACTS, earlier=(Earlier(Quarter(2026, 2), complete_answers()),))
    first = ProductionReport.first_answers(facts)
    last = complete_answers()
    assert [one["machine_name"] for one in first["machines"]] == [one["machine_name"] for one in last["machines"]]
    assert {kind: row["opening"] for kind, row in first["stocks"].items()} == {
        kind: row["closing"] for kind, row in last["stocks"].items()
    }
    assert all(set(row) == {"opening"} for row in first["stocks"].values())
    for flow in ("workers", "electricity", "water", "wages_production", "logistics_cost"):
        assert flow not in first, flow
    for table, blank in (("production_lines", "production_qty"), ("material_lines", "dom_qty"), ("fuels", "fuel_qty")):
        assert first[table] and all(blank not in row for row in first[table]), table
    assert (first["signer_name"], first["report_category"]) == ("Nama Baru", "medium_large"), "of today"


def test_products_that_the_permit_adds_come_behind_those_that_were_reported():
    new = PermittedProduct("10721", "Tetes tebu", "17031090", Decimal(1200), "TNE", Decimal(1000))
    known = PermittedProduct(
        "10721", CAPACITY["cap_product"].upper(), "17019910", Decimal(292_000), "TNE", Decimal(1000)
    )
    facts = replace(FACTS, capacity=(known, new), earlier=(Earlier(Quarter(2026, 2), complete_answers()),))
    lines = ProductionReport.first_answers(facts)["capacity_lines"]
    assert [line["cap_product"] for line in lines] == [CAPACITY["cap_product"], "Tetes tebu"]
    assert lines[1]["installed_capacity_qty"] == 300, "a quarter of the year"
    assert lines[1]["installed_capacity_kg"] == 300_000


def test_a_building_site_begins_with_what_was_spent_and_done():
    facts = replace(FACTS, earlier=(Earlier(Quarter(2026, 2), construction_answers()),))
    first, last = ConstructionReport.first_answers(facts), construction_answers()
    assert first["outlays"]["land"] == {
        "planned": last["outlays"]["land"]["planned"],
        "before": last["outlays"]["land"]["cumulative"],
    }
    assert first["parts"]["building"] == {"progress_before": last["parts"]["building"]["progress"]}
    assert first["commercial_start"] == last["commercial_start"] and "builders" not in first
