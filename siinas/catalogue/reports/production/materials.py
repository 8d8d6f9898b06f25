"""Bahan Baku (reporting.md 5.5)."""

from __future__ import annotations

from siinas.catalogue.reports.reckoning import (
    COUNTRIES,
    FOLLOWS,
    FOREIGN_KBLI,
    OTHER_WEIGHT,
    OWN_KBLI,
    UNITS,
    amount,
    kilograms_of,
    total,
    weights_agree,
)
from siinas.process.checks import Facts, must, should
from siinas.process.fields import Answers, Choice, Choices, HsCode, Quantity, Rupiah, Text
from siinas.process.steps import Row, Step
from siinas.process.tables import Table


def quantity_and_value_of_domestic_material_agree(row: Answers, answers: Answers, facts: Facts) -> bool:
    """Material bought at home has a quantity and a value, or neither."""
    return (amount(row, "dom_qty") > 0) == (amount(row, "dom_value") > 0)


def quantity_and_value_of_imported_material_agree(row: Answers, answers: Answers, facts: Facts) -> bool:
    """Imported material has a quantity and a value, or neither."""
    return (amount(row, "imp_qty") > 0) == (amount(row, "imp_value") > 0)


def production_uses_some_material(answers: Answers, facts: Facts) -> bool:
    """Whoever produced something used some material."""
    return total(answers.get("production_lines"), "production_kg") == 0 or bool(answers.get("material_lines"))


def the_product_made_is_one_that_is_reported(row: Answers, answers: Answers, facts: Facts) -> bool:
    """The material goes into a product of the page Produksi dan Penjualan, where that page names any."""
    products = {name.casefold() for name in reported_products(answers)}
    return not products or str(row.get("output_product") or "").casefold() in products


def reported_products(answers: Answers) -> list[str]:
    """The names of the products on the page Produksi dan Penjualan, each once."""
    names = (str(line.get("prod_product") or "") for line in answers.get("production_lines") or ())
    return list(dict.fromkeys(name for name in names if name))


def kbli_of_the_product_made_is_the_companys(row: Answers, answers: Answers, facts: Facts) -> bool:
    """The KBLI is among the company's business lines (SETTLED 5)."""
    return row.get("output_kbli") in facts.kbli


class MaterialLine(Row):
    """Section 5.5, with exactly the headings of the ministry's export."""

    material_name = Text("Nama Bahan Baku")
    material_specification = Text("Spesifikasi", required=False)
    material_hs = HsCode("Kode HS")
    material_unit = Choice("Satuan Asli", among=UNITS)
    dom_qty = Quantity("Jumlah Dalam Negeri (Satuan Asli)", group="Dari dalam negeri")
    dom_kg = Quantity(
        "Jumlah Dalam Negeri (Kilogram)",
        unit="kg",
        group="Dari dalam negeri",
        help=FOLLOWS,
        follows=kilograms_of(dom_qty, material_unit, material_name),
    )
    dom_value = Rupiah("Nilai Dalam Negeri (Rp.)", group="Dari dalam negeri")
    imp_qty = Quantity("Jumlah Luar Negeri (Satuan Asli)", group="Dari luar negeri")
    imp_kg = Quantity(
        "Jumlah Luar Negeri (Kilogram)",
        unit="kg",
        group="Dari luar negeri",
        follows=kilograms_of(imp_qty, material_unit, material_name),
    )
    imp_value = Rupiah("Nilai Luar Negeri (Rp.)", group="Dari luar negeri")
    origin_countries = Choices(
        "Negara Asal Impor", among=COUNTRIES, when=imp_qty.more_than(0), group="Dari luar negeri"
    )
    output_kbli = Choice("KBLI Produk Yang Dihasilkan", among=OWN_KBLI, group="Dipakai untuk")
    output_product = Text(
        "Nama Produk Yang Dihasilkan", longest=1024, group="Dipakai untuk", suggests=reported_products
    )
    stock_kg = Quantity("Jumlah Persediaan (Kilogram)", unit="kg", group="Persediaan akhir")
    stock_value = Quantity("Nilai Persediaan (Rp.)", unit="Rp", group="Persediaan akhir")


def weight_of_the_material_follows_from_its_unit(row: Answers, answers: Answers, facts: Facts) -> bool:
    """What was bought at home and abroad weighs what its unit says."""
    return weights_agree(row, facts, MaterialLine.dom_kg, MaterialLine.imp_kg)


class Materials(Step, title="Bahan Baku"):
    """Section 5.5."""

    material_lines = Table(
        "Bahan Baku",
        of=MaterialLine,
        row_title=MaterialLine.material_name,
        add_label="Tambah bahan baku",
        empty="Belum ada bahan baku. Tambahkan satu baris untuk setiap bahan.",
    )
    checks = (
        must(
            kbli_of_the_product_made_is_the_companys, FOREIGN_KBLI, at=material_lines, shows=(MaterialLine.output_kbli,)
        ),
        should(
            production_uses_some_material,
            "Ada produksi tetapi tidak ada bahan baku. Tambahkan bahan baku atau jelaskan.",
            at=material_lines,
        ),
        should(
            quantity_and_value_of_domestic_material_agree,
            "Jumlah dan nilai dari dalam negeri tidak sejalan: salah satunya nol.",
            at=material_lines,
            shows=(MaterialLine.dom_qty, MaterialLine.dom_value),
        ),
        should(
            quantity_and_value_of_imported_material_agree,
            "Jumlah dan nilai dari luar negeri tidak sejalan: salah satunya nol.",
            at=material_lines,
            shows=(MaterialLine.imp_qty, MaterialLine.imp_value),
        ),
        should(
            weight_of_the_material_follows_from_its_unit,
            OTHER_WEIGHT,
            at=material_lines,
            shows=(MaterialLine.dom_qty, MaterialLine.dom_kg, MaterialLine.imp_qty, MaterialLine.imp_kg),
        ),
        should(
            the_product_made_is_one_that_is_reported,
            "Produk yang dihasilkan tidak ada di halaman Produksi dan Penjualan. Samakan namanya atau jelaskan.",
            at=material_lines,
            shows=(MaterialLine.output_product,),
        ),
    )
