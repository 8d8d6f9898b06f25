"""Rencana Produksi (reporting.md 5.15)."""

from __future__ import annotations

from typing import Any

from siinas.catalogue.reports.production.general import WHILE_IDLE
from siinas.catalogue.reports.reckoning import FOREIGN_KBLI, OWN_KBLI, UNITS
from siinas.catalogue.reports.variants import MEDIUM_LARGE
from siinas.process.checks import Facts, must
from siinas.process.fields import Answers, Choice, HsCode, Percent, Quantity, Rupiah, Text
from siinas.process.steps import Row, Step
from siinas.process.tables import Table


class PlanLine(Row):
    """Section 5.15: what is to be made in the next period, and where it goes."""

    plan_product = Text("Produk", longest=1024, carried=True)
    plan_kbli = Choice("KBLI", among=OWN_KBLI, carried=True)
    plan_hs = HsCode("Kode HS", carried=True)
    plan_unit = Choice("Satuan", among=UNITS, carried=True)
    plan_qty = Quantity("Jumlah rencana periode berikut", counted_in=plan_unit)
    plan_value = Rupiah("Nilai rencana")
    plan_area = Text("Wilayah distribusi", required=False, help="Misalnya Jawa dan Bali.", carried=True)
    plan_export_pct = Percent("Persentase ekspor")


PRODUCT_OF_PRODUCTION = {
    "plan_product": "prod_product",
    "plan_kbli": "prod_kbli",
    "plan_hs": "prod_hs",
    "plan_unit": "prod_unit",
}


def products_that_are_made(answers: Answers) -> list[dict[str, Any]]:
    """One row for each product of the page Produksi dan Penjualan: its name, KBLI, HS code and unit."""
    lines = answers.get("production_lines") or ()
    return [{key: line[source] for key, source in PRODUCT_OF_PRODUCTION.items() if source in line} for line in lines]


def kbli_of_the_plan_is_the_companys(row: Answers, answers: Answers, facts: Facts) -> bool:
    """The KBLI is among the company's business lines (SETTLED 5)."""
    return row.get("plan_kbli") in facts.kbli


class ProductionPlan(
    Step,
    title="Rencana Produksi",
    only_for=(MEDIUM_LARGE,),
    skipped_when=WHILE_IDLE,
    intro="Rencana untuk periode berikutnya. Baris awal diambil dari halaman Produksi dan Penjualan. Bila belum ada "
    "rencana, hapus barisnya dan simpan halaman ini kosong.",
):
    """Section 5.15."""

    plan_lines = Table(
        "Rencana Produksi",
        of=PlanLine,
        row_title=PlanLine.plan_product,
        begins_with=products_that_are_made,
        add_label="Tambah produk",
        empty="Tidak ada rencana. Simpan halaman ini kosong, atau tambahkan satu baris untuk setiap produk.",
        most_rows=10_000,
    )
    checks = (must(kbli_of_the_plan_is_the_companys, FOREIGN_KBLI, at=plan_lines, shows=(PlanLine.plan_kbli,)),)
