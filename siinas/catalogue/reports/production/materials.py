"""Bahan Baku and Bahan Penolong (reporting.md 5.5, 5.6)."""

from __future__ import annotations

from decimal import Decimal

from siinas.catalogue.reports.production.general import WHILE_IDLE
from siinas.catalogue.reports.reckoning import (
    COUNTRIES,
    FOLLOWS,
    FOREIGN_KBLI,
    OTHER_WEIGHT,
    OWN_KBLI,
    UNITS,
    amount,
    kilograms_of,
    produced_something,
    reported_products,
    total,
    weight_gap,
)
from siinas.catalogue.reports.variants import LARGE, SHIPYARD, SMALL
from siinas.process.checks import Check, Facts, must, plausible, should
from siinas.process.fields import Answers, Choice, Choices, HsCode, Quantity, Rupiah, Text
from siinas.process.steps import Row, Step
from siinas.process.tables import Table
from siinas.reference.measures import WEIGHT_GAP


def quantity_and_value_of_domestic_material_agree(row: Answers, answers: Answers, facts: Facts) -> bool:
    """Material bought at home has a quantity and a value, or neither."""
    return (amount(row, "dom_qty") > 0) == (amount(row, "dom_value") > 0)


def quantity_and_value_of_imported_material_agree(row: Answers, answers: Answers, facts: Facts) -> bool:
    """Imported material has a quantity and a value, or neither."""
    return (amount(row, "imp_qty") > 0) == (amount(row, "imp_value") > 0)


def production_uses_some_material(answers: Answers, facts: Facts) -> bool:
    """Whoever produced something used some material; rows of noughts are none."""
    bought = ("dom_qty", "dom_kg", "imp_qty", "imp_kg")
    return not produced_something(answers) or any(total(answers.get("material_lines"), key) > 0 for key in bought)


def the_product_made_is_one_that_is_reported(row: Answers, answers: Answers, facts: Facts) -> bool:
    """The material goes into a product (or ship) that the report names, where it names any."""
    products = facts.once("names of products", answers, lambda all: {one.casefold() for one in reported_products(all)})
    made = str(row.get("output_product") or "").casefold()
    return not products or not made or made in products


def kbli_of_the_product_made_is_the_companys(row: Answers, answers: Answers, facts: Facts) -> bool:
    """The KBLI is among the company's business lines (SETTLED 5)."""
    return row.get("output_kbli") is None or row.get("output_kbli") in facts.kbli


class MaterialLine(Row):
    """Section 5.5, with exactly the headings of the ministry's export."""

    material_name = Text("Nama Bahan Baku", carried=True)
    material_specification = Text("Spesifikasi", required=False, carried=True)
    material_hs = HsCode("Kode HS", optional_for=(SMALL,), carried=True)
    material_unit = Choice("Satuan Asli", among=UNITS, carried=True)
    dom_qty = Quantity("Jumlah Dalam Negeri (Satuan Asli)", group="Dari dalam negeri")
    dom_kg = Quantity(
        "Jumlah Dalam Negeri (Kilogram)",
        unit="kg",
        group="Dari dalam negeri",
        help=FOLLOWS,
        follows=kilograms_of(dom_qty, material_unit, material_name),
    )
    dom_value = Rupiah("Nilai Dalam Negeri (Rp.)", group="Dari dalam negeri")
    imp_qty = Quantity("Jumlah Luar Negeri (Satuan Asli)", group="Dari luar negeri", optional_for=(SMALL,))
    imp_kg = Quantity(
        "Jumlah Luar Negeri (Kilogram)",
        unit="kg",
        group="Dari luar negeri",
        optional_for=(SMALL,),
        follows=kilograms_of(imp_qty, material_unit, material_name),
    )
    imp_value = Rupiah("Nilai Luar Negeri (Rp.)", group="Dari luar negeri", optional_for=(SMALL,))
    origin_countries = Choices(
        "Negara Asal Impor", among=COUNTRIES, when=imp_qty.more_than(0), group="Dari luar negeri"
    )
    output_kbli = Choice(
        "KBLI Produk Yang Dihasilkan", among=OWN_KBLI, group="Dipakai untuk", optional_for=(SMALL,), carried=True
    )
    output_product = Text(
        "Nama Produk Yang Dihasilkan",
        longest=1024,
        group="Dipakai untuk",
        suggests=reported_products,
        optional_for=(SMALL,),
        carried=True,
    )
    stock_kg = Quantity(
        "Jumlah Persediaan (Kilogram)", unit="kg", group="Persediaan akhir", level=True, optional_for=(SMALL,)
    )
    stock_value = Quantity(
        "Nilai Persediaan (Rp.)", unit="Rp", group="Persediaan akhir", level=True, optional_for=(SMALL,)
    )


class AuxiliaryLine(MaterialLine):
    """Section 5.6: the same questions, and in the ministry's export the same headings."""

    material_name = Text("Nama Bahan Penolong", heading="Nama Bahan Baku", carried=True)


def weight_of_the_material_against_its_unit(row: Answers, answers: Answers, facts: Facts) -> Decimal | None:
    """Percent by which a weight differs from what its unit says."""
    return weight_gap(row, facts, MaterialLine.dom_kg, MaterialLine.imp_kg)


def _rules_on(lines: Table) -> tuple[Check, ...]:
    """The rules on rows, the same for both tables."""
    return (
        must(kbli_of_the_product_made_is_the_companys, FOREIGN_KBLI, at=lines, shows=(MaterialLine.output_kbli,)),
        should(
            quantity_and_value_of_domestic_material_agree,
            "Jumlah dan nilai dari dalam negeri tidak sejalan: salah satunya nol.",
            at=lines,
            shows=(MaterialLine.dom_qty, MaterialLine.dom_value),
        ),
        should(
            quantity_and_value_of_imported_material_agree,
            "Jumlah dan nilai dari luar negeri tidak sejalan: salah satunya nol.",
            at=lines,
            shows=(MaterialLine.imp_qty, MaterialLine.imp_value),
        ),
        plausible(
            weight_of_the_material_against_its_unit,
            WEIGHT_GAP,
            OTHER_WEIGHT,
            at=lines,
            shows=(MaterialLine.dom_qty, MaterialLine.dom_kg, MaterialLine.imp_qty, MaterialLine.imp_kg),
        ),
        should(
            the_product_made_is_one_that_is_reported,
            "Produk yang dihasilkan tidak ada di antara produk (atau kapal) yang dilaporkan. Samakan namanya atau "
            "jelaskan.",
            at=lines,
            shows=(MaterialLine.output_product,),
        ),
    )


class Materials(Step, title="Bahan Baku", titles={SHIPYARD: "Bahan Baku dan Komponen"}, skipped_when=WHILE_IDLE):
    """Section 5.5."""

    material_lines = Table(
        "Bahan Baku",
        of=MaterialLine,
        row_title=MaterialLine.material_name,
        add_label="Tambah bahan baku",
        empty="Belum ada bahan baku. Tambahkan satu baris untuk setiap bahan.",
        most_rows=10_000,
        carried=True,
    )
    checks = (
        *_rules_on(material_lines),
        should(
            production_uses_some_material,
            "Ada produksi tetapi tidak ada bahan baku. Tambahkan bahan baku atau jelaskan.",
            at=material_lines,
        ),
    )


class Auxiliaries(Step, title="Bahan Penolong", only_for=LARGE, skipped_when=WHILE_IDLE):
    """Section 5.6."""

    auxiliary_lines = Table(
        "Bahan Penolong",
        of=AuxiliaryLine,
        row_title=AuxiliaryLine.material_name,
        add_label="Tambah bahan penolong",
        empty="Belum ada bahan penolong. Simpan halaman ini kosong bila tidak ada.",
        most_rows=10_000,
        carried=True,
    )
    checks = _rules_on(auxiliary_lines)
