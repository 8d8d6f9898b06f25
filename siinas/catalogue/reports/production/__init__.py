"""Laporan Produksi: the quarterly report of a producing company (reporting.md 4 and 5, category Menengah Besar)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from siinas.catalogue.reports.flow import ReportFlow
from siinas.catalogue.reports.production.capacity import Capacity
from siinas.catalogue.reports.production.energy import WaterAndEnergy
from siinas.catalogue.reports.production.figures import FIGURES
from siinas.catalogue.reports.production.general import GeneralData
from siinas.catalogue.reports.production.materials import Materials
from siinas.catalogue.reports.production.production import ProductionAndSales
from siinas.catalogue.reports.production.workforce import Workforce
from siinas.catalogue.reports.reckoning import ZERO
from siinas.process.checks import Facts
from siinas.process.declaration import Export, Process
from siinas.process.letters import Letter
from siinas.process.periods import Quarter
from siinas.reference.document_types import SIGNED_STATEMENT


class ProductionReport(Process, key="laporan-produksi", code="LP", title="Laporan Produksi", menu="E-Reporting"):
    """The report of one establishment for one quarter."""

    noun = "laporan"
    new_label = "Input Laporan Baru"
    edition = "2025-1"
    legal_basis = "Permenperin 13/2025 Pasal 5 dan 7"
    summary = "Laporan triwulanan tahap produksi: kapasitas, produksi, bahan baku, tenaga kerja, air dan energi."
    steps = (GeneralData, Capacity, ProductionAndSales, Materials, Workforce, WaterAndEnergy)
    flow = ReportFlow
    periods = Quarter
    regime = "semester, 2025 triwulan"
    statement_document = SIGNED_STATEMENT
    statement = Letter(
        "Surat Pernyataan",
        paragraphs=(
            "Yang bertanda tangan di bawah ini, {signer_name}, selaku {signer_position} pada {company} "
            "(NIB {nib}) dengan lokasi pabrik di {factory_address}, menyatakan bahwa {process} {period} yang "
            "disampaikan melalui SIINas adalah benar, lengkap, serta sesuai dengan keadaan dan pembukuan perusahaan.",
            "Kami bersedia menunjukkan bukti pendukung apabila diminta, dan bersedia dikenai sanksi sesuai dengan "
            "ketentuan peraturan perundang-undangan apabila data tersebut terbukti tidak benar.",
        ),
        figures=(
            GeneralData.production_status,
            GeneralData.inv_excl_land_building,
            Capacity.capacity_lines,
            ProductionAndSales.production_lines,
            Materials.material_lines,
            Workforce.workers,
        ),
        closing="Demikian surat pernyataan ini dibuat dengan sebenarnya.",
    )
    exports = (
        Export("kapasitasproduksi", "Kapasitas Produksi", Capacity.capacity_lines),
        Export("produksi", "Produksi dan Penjualan", ProductionAndSales.production_lines),
        Export("bahanbaku", "Bahan Baku", Materials.material_lines, counted="No"),
    )
    figures = FIGURES

    @classmethod
    def first_answers(cls, facts: Facts) -> dict[str, Any]:
        """Signer from the company's data, capacity lines as a quarter of the permitted capacity."""
        lines = []
        for permitted in facts.capacity:
            quarter = (permitted.per_year / 4).quantize(Decimal("0.01"))
            kilograms = (quarter * permitted.kg_factor).quantize(Decimal("0.01")) if permitted.kg_factor else None
            line = {
                "cap_product": permitted.product,
                "cap_kbli": permitted.kbli,
                "cap_hs": permitted.hs_code,
                "cap_unit": permitted.unit,
                "prod_capacity_qty": quarter,
                "installed_capacity_qty": quarter,
                "prod_capacity_kg": kilograms,
                "installed_capacity_kg": kilograms,
            }
            lines.append({key: value for key, value in line.items() if value is not None})
        first = {
            "signer_name": facts.profile.get("responsible_name"),
            "signer_position": facts.profile.get("responsible_position"),
            "parent_company": facts.profile.get("parent_company"),
            "capacity_lines": lines,
        }
        return {key: value for key, value in first.items() if value}

    @classmethod
    def computed(cls, answers: dict[str, Any]) -> dict[str, Any]:
        """Investment without land and buildings is the sum of its three parts, once all are known."""
        parts = [answers.get(key) for key in ("inv_machinery", "inv_other", "working_capital")]
        if any(part is None for part in parts):
            return {}
        return {"inv_excl_land_building": sum((part for part in parts if part is not None), ZERO)}
