"""Laporan Produksi: the report of a producing company by period, in three contents (reporting.md 1.4, 4 and 5)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from siinas.catalogue.reports.flow import REGIME, ReportFlow
from siinas.catalogue.reports.production import against_last, consumption, material_balance, plausibility
from siinas.catalogue.reports.production.capacity import Capacity
from siinas.catalogue.reports.production.energy import Electricity, Fuels, Generators, Water
from siinas.catalogue.reports.production.figures import FIGURES
from siinas.catalogue.reports.production.general import PRODUCING, GeneralData
from siinas.catalogue.reports.production.investment import Investment
from siinas.catalogue.reports.production.machines import Machines
from siinas.catalogue.reports.production.materials import Auxiliaries, Materials
from siinas.catalogue.reports.production.plan import ProductionPlan
from siinas.catalogue.reports.production.production import ProductionAndSales
from siinas.catalogue.reports.production.readiness import Indi
from siinas.catalogue.reports.production.shipyard import Ships, ShipyardFacilities
from siinas.catalogue.reports.production.spending import Spending
from siinas.catalogue.reports.production.stocks import Stocks
from siinas.catalogue.reports.production.waste import HazardousWastes, LiquidWaste, SolidWastes
from siinas.catalogue.reports.production.workforce import Internships, Workforce
from siinas.catalogue.reports.receipt import report_receipt
from siinas.catalogue.reports.reckoning import ZERO, months_of
from siinas.catalogue.reports.statement import CLOSING, PARAGRAPHS, TITLE
from siinas.catalogue.reports.variants import CATEGORIES
from siinas.process.carrying import carried_over, holds_flows, said_last
from siinas.process.checks import Facts
from siinas.process.declaration import Export, Process
from siinas.process.fields import Answers
from siinas.process.letters import Letter
from siinas.process.periods import Quarter
from siinas.reference.document_types import SIGNED_STATEMENT
from siinas.reference.questionnaires import indi_editions

for rules in (plausibility.RULES, material_balance.RULES, consumption.RULES, against_last.RULES):
    for page, checks in rules.items():
        page.also(*checks)


class ProductionReport(Process, key="laporan-produksi", code="LP", title="Laporan Produksi", menu="E-Reporting"):
    """The report of one establishment for one period; its category decides which content is asked."""

    noun = "laporan"
    new_label = "Input Laporan Baru"
    edition = "2025-2"
    legal_basis = "Permenperin 13/2025 Pasal 5 dan 7"
    summary = (
        "Laporan berkala tahap produksi: kapasitas, produksi, bahan, tenaga kerja, energi, pengeluaran, dan limbah."
    )
    steps = (
        GeneralData,
        Stocks,
        ShipyardFacilities,
        Capacity,
        Ships,
        ProductionAndSales,
        Materials,
        Auxiliaries,
        Investment,
        Workforce,
        Internships,
        Water,
        Fuels,
        Electricity,
        Generators,
        Spending,
        ProductionPlan,
        Machines,
        SolidWastes,
        HazardousWastes,
        LiquidWaste,
        Indi,
    )
    variants = GeneralData.report_category
    flow = ReportFlow
    periods = Quarter
    regime = REGIME
    idle_hint = "Pabrik yang tidak berproduksi tetap melapor: pilih Tidak Berproduksi dan sebutkan alasannya."
    statement_document = SIGNED_STATEMENT
    receipt = report_receipt("LP")
    statement = Letter(
        TITLE,
        paragraphs=PARAGRAPHS,
        figures=(
            GeneralData.production_status,
            GeneralData.idle_reason,
            GeneralData.inv_excl_land_building,
            Capacity.capacity_lines,
            ProductionAndSales.production_lines,
            Ships.ships,
            Materials.material_lines,
            Auxiliaries.auxiliary_lines,
            Workforce.workers,
        ),
        closing=CLOSING,
    )
    exports = (
        Export("kapasitasproduksi", "Kapasitas Produksi", Capacity.capacity_lines, kind="xlsx"),
        Export("produksi", "Produksi dan Penjualan", ProductionAndSales.production_lines),
        Export("kapal", "Produksi Kapal", Ships.ships, official=False),
        Export("fasilitasgalangan", "Fasilitas Galangan", ShipyardFacilities.docks, official=False),
        Export("kapasitasgalangan", "Kapasitas Galangan", ShipyardFacilities.ship_capacity, official=False),
        Export("bahanbaku", "Bahan Baku", Materials.material_lines, counted="No"),
        Export("bahanpenolong", "Bahan Penolong", Auxiliaries.auxiliary_lines, counted="No"),
    )
    figures = FIGURES

    @classmethod
    def why_not(cls, subject: str, facts: Facts) -> str:
        """Only companies of a category that reports production do; the others are told where to say theirs."""
        category = facts.profile.get("reporting_category")
        if not category:
            return "Isi dahulu Kategori Pelaporan pada Data Umum; isi laporan bergantung padanya."
        if category not in CATEGORIES:
            return "Kategori Pelaporan perusahaan ini tidak menyampaikan Laporan Produksi."
        return ""

    @classmethod
    def owed_by(cls, profile: Mapping[str, Any]) -> bool:
        """Companies in production of a category that reports it (reporting.md 1.3)."""
        return profile.get("stage") == "production" and profile.get("reporting_category") in CATEGORIES

    @classmethod
    def says_something(cls, answers: Answers) -> bool:
        """A reason for standing idle, or something made, sold or used."""
        if answers.get("production_status") != PRODUCING:
            return bool(str(answers.get("idle_reason") or "").strip())
        return holds_flows((ProductionAndSales, Ships, Materials, Auxiliaries), answers)

    @classmethod
    def first_answers(cls, facts: Facts) -> dict[str, Any]:
        """Structure and stocks as they were reported last, the signer of today, products that the permit adds."""
        category = str(facts.profile.get("reporting_category") or next(iter(CATEGORIES)))
        reports = [one.answers for one in facts.earlier]
        first = carried_over(cls.steps_in(category), *reports)
        signer = {
            "signer_name": facts.profile.get("responsible_name"),
            "signer_position": facts.profile.get("responsible_position"),
            "parent_company": facts.profile.get("parent_company"),
        }
        first |= {key: value for key, value in signer.items() if value}
        capacity = said_last(Capacity, reports)
        told = next((one.period.months for one in facts.earlier if one.answers is capacity), months_of(facts))
        ratio = Decimal(months_of(facts)) / told
        known = [_scaled(line, ratio) for line in first.pop("capacity_lines", [])]
        lines = [*known, *_permitted_lines(facts, {str(line.get("cap_product")).casefold() for line in known})]
        if lines:
            first["capacity_lines"] = lines
        return first | {"report_category": category, "indi_edition": indi_editions()[0]}

    @classmethod
    def computed(cls, answers: dict[str, Any]) -> dict[str, Any]:
        """Investment without land and buildings is the sum of its three parts, once all are known."""
        parts = [answers.get(key) for key in ("inv_machinery", "inv_other", "working_capital")]
        if any(part is None for part in parts):
            return {}
        return {"inv_excl_land_building": sum((part for part in parts if part is not None), ZERO)}


PER_PERIOD = ("prod_capacity_qty", "installed_capacity_qty", "prod_capacity_kg", "installed_capacity_kg")
CENT = Decimal("0.01")


def _scaled(line: dict[str, Any], ratio: Decimal) -> dict[str, Any]:
    """A capacity line of a period of another length."""
    if ratio == 1:
        return line
    return line | {key: (line[key] * ratio).quantize(CENT) for key in PER_PERIOD if line.get(key) is not None}


def _permitted_lines(facts: Facts, known: set[str]) -> list[dict[str, Any]]:
    """The permitted capacities of products that are not known yet, as the period's share of the year."""
    lines = []
    for permitted in facts.capacity:
        if permitted.product.casefold() in known:
            continue
        share = (permitted.per_year * months_of(facts) / 12).quantize(CENT)
        kilograms = (share * permitted.kg_factor).quantize(CENT) if permitted.kg_factor else None
        line = {
            "cap_product": permitted.product,
            "cap_kbli": permitted.kbli,
            "cap_hs": permitted.hs_code,
            "cap_unit": permitted.unit,
            "prod_capacity_qty": share,
            "installed_capacity_qty": share,
            "prod_capacity_kg": kilograms,
            "installed_capacity_kg": kilograms,
        }
        lines.append({key: value for key, value in line.items() if value is not None})
    return lines
