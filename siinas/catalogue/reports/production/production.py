"""Produksi dan Penjualan (reporting.md 5.4)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from siinas.catalogue.reports.production.general import PRODUCING, WHILE_IDLE
from siinas.catalogue.reports.reckoning import (
    COUNTRIES,
    FOLLOWS,
    FOREIGN_KBLI,
    OTHER_WEIGHT,
    OWN_KBLI,
    UNITS,
    amount,
    kilograms_of,
    weight_gap,
)
from siinas.catalogue.reports.variants import GOODS, MEDIUM_LARGE, SMALL
from siinas.process.checks import Facts, must, plausible, should
from siinas.process.fields import Answers, Choice, Choices, HsCode, Percent, Quantity, Rupiah, Text, YesNo
from siinas.process.steps import Row, Step
from siinas.process.tables import Table
from siinas.reference.measures import WEIGHT_GAP


def a_producing_company_names_its_products(answers: Answers, facts: Facts) -> bool:
    """Status "Berproduksi" comes with at least one product."""
    return answers.get("production_status") != PRODUCING or bool(answers.get("production_lines"))


def quantity_and_value_of_production_agree(row: Answers, answers: Answers, facts: Facts) -> bool:
    """Something produced has a value, nothing produced has none."""
    return (amount(row, "production_qty") > 0) == (amount(row, "production_value") > 0)


def quantity_and_value_of_sales_agree(row: Answers, answers: Answers, facts: Facts) -> bool:
    """Something sold has a value, nothing sold has none."""
    return (amount(row, "sales_qty") > 0) == (amount(row, "sales_value") > 0)


def sales_beyond_production_come_from_stock(row: Answers, answers: Answers, facts: Facts) -> bool:
    """More sold than produced only where stock was sold."""
    return bool(row.get("sold_from_stock")) or amount(row, "sales_kg") <= amount(row, "production_kg")


def kbli_of_the_product_is_the_companys(row: Answers, answers: Answers, facts: Facts) -> bool:
    """The KBLI is among the company's business lines (SETTLED 5)."""
    return row.get("prod_kbli") in facts.kbli


class ProductionLine(Row):
    """Section 5.4, with exactly the headings of the ministry's export."""

    prod_product = Text("Produk", longest=1024, carried=True)
    prod_kbli = Choice("KBLI", among=OWN_KBLI, carried=True)
    prod_hs = HsCode("Kode HS", optional_for=(SMALL,), carried=True)
    prod_specification = Text("Spesifikasi", required=False, carried=True)
    prod_brand = Text("Merk", required=False, carried=True)
    prod_type = Text("Tipe", required=False, carried=True)
    halal_cert_no = Text("Sertifikat Halal", required=False, help="Nomor sertifikat, jika ada.", carried=True)
    prod_unit = Choice("Satuan Asli", among=UNITS, carried=True)
    production_qty = Quantity("Jumlah Produksi Satuan Asli", group="Produksi")
    production_kg = Quantity(
        "Jumlah Produksi Satuan Standar (Kilogram)",
        unit="kg",
        group="Produksi",
        help=FOLLOWS,
        follows=kilograms_of(production_qty, prod_unit, prod_product),
    )
    production_value = Rupiah("Nilai Produksi (Rp.)", group="Produksi")
    sales_qty = Quantity("Jumlah Penjualan Satuan Asli", group="Penjualan", only_for=(MEDIUM_LARGE,))
    sales_kg = Quantity(
        "Jumlah Penjualan Satuan Standar (Kilogram)",
        unit="kg",
        group="Penjualan",
        only_for=(MEDIUM_LARGE,),
        follows=kilograms_of(sales_qty, prod_unit, prod_product),
    )
    sales_value = Rupiah("Nilai Penjualan", group="Penjualan", only_for=(MEDIUM_LARGE,))
    sold_from_stock = YesNo("Terdapat Stok Yang Dijual", group="Penjualan", only_for=(MEDIUM_LARGE,))
    export_pct = Percent("Persentase Ekspor Penjualan (%)", group="Penjualan", only_for=(MEDIUM_LARGE,))
    export_countries = Choices(
        "Negara Tujuan Ekspor",
        among=COUNTRIES,
        when=export_pct.more_than(0),
        group="Penjualan",
        only_for=(MEDIUM_LARGE,),
    )


def weight_of_production_and_sales_against_the_unit(row: Answers, answers: Answers, facts: Facts) -> Decimal | None:
    """Percent by which a weight differs from what its unit says."""
    return weight_gap(row, facts, ProductionLine.production_kg, ProductionLine.sales_kg)


PRODUCT_OF_CAPACITY = {
    "prod_product": "cap_product",
    "prod_kbli": "cap_kbli",
    "prod_hs": "cap_hs",
    "prod_unit": "cap_unit",
}


def products_with_a_capacity(answers: Answers) -> list[dict[str, Any]]:
    """One row for each product of the page Kapasitas Produksi: its name, KBLI, HS code and unit."""
    lines = answers.get("capacity_lines") or ()
    return [{key: line[source] for key, source in PRODUCT_OF_CAPACITY.items() if source in line} for line in lines]


class ProductionAndSales(
    Step,
    title="Produksi dan Penjualan",
    titles={SMALL: "Produksi"},
    only_for=GOODS,
    skipped_when=WHILE_IDLE,
    intro="Baris awal diambil dari laporan terakhir; pada laporan pertama dari halaman Kapasitas Produksi.",
):
    """Section 5.4."""

    production_lines = Table(
        "Produksi dan Penjualan",
        of=ProductionLine,
        row_title=ProductionLine.prod_product,
        begins_with=products_with_a_capacity,
        most_rows=10_000,
        carried=True,
        add_label="Tambah produk",
        empty="Belum ada produk. Bila tidak berproduksi, halaman ini boleh kosong.",
    )
    checks = (
        must(
            a_producing_company_names_its_products,
            "Status di Data Umum adalah Berproduksi. Tambahkan paling sedikit satu produk, atau ubah statusnya.",
            at=production_lines,
        ),
        must(kbli_of_the_product_is_the_companys, FOREIGN_KBLI, at=production_lines, shows=(ProductionLine.prod_kbli,)),
        should(
            quantity_and_value_of_production_agree,
            "Jumlah produksi dan nilai produksi tidak sejalan: salah satunya nol.",
            at=production_lines,
            shows=(ProductionLine.production_qty, ProductionLine.production_value),
        ),
        should(
            quantity_and_value_of_sales_agree,
            "Jumlah penjualan dan nilai penjualan tidak sejalan: salah satunya nol.",
            at=production_lines,
            shows=(ProductionLine.sales_qty, ProductionLine.sales_value),
            only_for=(MEDIUM_LARGE,),
        ),
        should(
            sales_beyond_production_come_from_stock,
            "Penjualan lebih besar daripada produksi, padahal tidak ada stok yang dijual.",
            at=production_lines,
            shows=(ProductionLine.production_kg, ProductionLine.sales_kg),
            only_for=(MEDIUM_LARGE,),
        ),
        plausible(
            weight_of_production_and_sales_against_the_unit,
            WEIGHT_GAP,
            OTHER_WEIGHT,
            at=production_lines,
            shows=(
                ProductionLine.production_qty,
                ProductionLine.production_kg,
                ProductionLine.sales_qty,
                ProductionLine.sales_kg,
            ),
        ),
    )
