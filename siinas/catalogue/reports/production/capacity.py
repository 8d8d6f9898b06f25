"""Kapasitas Produksi (reporting.md 5.3)."""

from __future__ import annotations

from decimal import Decimal

from siinas.catalogue.reports.production.general import PRODUCING, WHILE_IDLE
from siinas.catalogue.reports.reckoning import (
    FOLLOWS,
    FOREIGN_KBLI,
    OTHER_WEIGHT,
    OWN_KBLI,
    UNITS,
    ZERO,
    amount,
    kilograms_of,
    months_of,
    total,
    weight_gap,
)
from siinas.catalogue.reports.variants import GOODS, SMALL
from siinas.process.checks import Facts, PermittedProduct, must, plausible, should
from siinas.process.fields import Answers, Choice, HsCode, Quantity, Text
from siinas.process.measures import Figure
from siinas.process.steps import Row, Step
from siinas.process.tables import Table
from siinas.reference.measures import WEIGHT_GAP


def installed_covers_production_capacity(row: Answers, answers: Answers, facts: Facts) -> bool:
    """Production capacity never exceeds the installed one."""
    return amount(row, "installed_capacity_qty") >= amount(row, "prod_capacity_qty")


def a_producing_company_can_produce(answers: Answers, facts: Facts) -> bool:
    """Status "Berproduksi" comes with some installed capacity."""
    installed = total(answers.get("capacity_lines"), "installed_capacity_qty")
    return answers.get("production_status") != PRODUCING or installed > 0


def permitted_in_the_period(row: Answers, answers: Answers, facts: Facts) -> Decimal | None:
    """The period's share of what is permitted a year for the KBLI and product, in the unit of the row; None without a
    permit of them, or where the permit's unit cannot be told in that of the row.
    """
    product = str(row.get("cap_product") or "").casefold()
    permitted = [
        per_year
        for line in facts.capacity
        if line.kbli == row.get("cap_kbli") and line.product.casefold() == product
        if (per_year := _told_in(row.get("cap_unit"), line, facts)) is not None
    ]
    return sum(permitted, ZERO) * months_of(facts) / 12 if permitted else None


def _told_in(unit: str | None, line: PermittedProduct, facts: Facts) -> Decimal | None:
    """The permitted capacity in another unit, by the weights of both."""
    if line.unit == unit:
        return line.per_year
    theirs, ours = line.kg_factor or facts.kilograms(line.unit, line.product), facts.kilograms(unit, line.product)
    return line.per_year * theirs / ours if theirs and ours else None


def capacity_stays_within_the_permit(row: Answers, answers: Answers, facts: Facts) -> bool:
    """The reported capacity stays within the period's share of the permitted one."""
    permitted = permitted_in_the_period(row, answers, facts)
    return permitted is None or amount(row, "prod_capacity_qty") <= permitted


def kbli_of_the_capacity_is_the_companys(row: Answers, answers: Answers, facts: Facts) -> bool:
    """The KBLI is among the company's business lines (SETTLED 5)."""
    return row.get("cap_kbli") in facts.kbli


class CapacityLine(Row):
    """Section 5.3; capacities are those of the quarter."""

    cap_product = Text("Produk", longest=1024, carried=True)
    cap_kbli = Choice("KBLI", among=OWN_KBLI, carried=True)
    cap_hs = HsCode("Kode HS", optional_for=(SMALL,), carried=True)
    cap_unit = Choice("Satuan Asli", among=UNITS, exported=False, carried=True)
    prod_capacity_qty = Quantity(
        "Kapasitas Produksi Dalam Satuan Asli per {span}",
        group="Dalam satuan asli",
        help="Untuk satu periode laporan, bukan satu tahun.",
        counted_in=cap_unit,
        carried=True,
    )
    installed_capacity_qty = Quantity(
        "Kapasitas Terpasang Dalam Satuan Asli per {span}",
        group="Dalam satuan asli",
        counted_in=cap_unit,
        carried=True,
    )
    prod_capacity_kg = Quantity(
        "Kapasitas Produksi Dalam Satuan Standar per {span}",
        unit="kg",
        group="Dalam satuan standar",
        help=FOLLOWS,
        follows=kilograms_of(prod_capacity_qty, cap_unit, cap_product),
        carried=True,
    )
    installed_capacity_kg = Quantity(
        "Kapasitas Terpasang Dalam Satuan Standar per {span}",
        unit="kg",
        group="Dalam satuan standar",
        follows=kilograms_of(installed_capacity_qty, cap_unit, cap_product),
        carried=True,
    )


def weight_of_the_capacity_against_its_unit(row: Answers, answers: Answers, facts: Facts) -> Decimal | None:
    """Percent by which a weight differs from what its unit says."""
    return weight_gap(row, facts, CapacityLine.prod_capacity_kg, CapacityLine.installed_capacity_kg)


class Capacity(
    Step,
    title="Kapasitas Produksi",
    only_for=GOODS,
    skipped_when=WHILE_IDLE,
    intro="Kapasitas untuk satu periode laporan. Baris awal diambil dari laporan terakhir; pada laporan pertama dari "
    "Kapasitas Produksi di Data Perusahaan, dibagi menurut lamanya periode.",
):
    """Section 5.3."""

    capacity_lines = Table(
        "Kapasitas Produksi",
        of=CapacityLine,
        row_title=CapacityLine.cap_product,
        most_rows=10_000,
        carried=True,
        add_label="Tambah produk",
        empty="Belum ada produk. Tambahkan satu baris untuk setiap produk. Bila Kapasitas Produksi di Data Perusahaan "
        "diisi lebih dahulu, laporan baru terisi dari sana.",
    )
    checks = (
        should(
            a_producing_company_can_produce,
            "Perusahaan berproduksi, tetapi belum ada kapasitas terpasang. Lengkapi kapasitasnya atau jelaskan.",
            at=capacity_lines,
        ),
        must(kbli_of_the_capacity_is_the_companys, FOREIGN_KBLI, at=capacity_lines, shows=(CapacityLine.cap_kbli,)),
        should(
            installed_covers_production_capacity,
            "Kapasitas produksi lebih besar daripada kapasitas terpasang. Periksa kedua angka atau jelaskan.",
            at=capacity_lines,
            shows=(CapacityLine.prod_capacity_qty, CapacityLine.installed_capacity_qty),
        ),
        plausible(
            weight_of_the_capacity_against_its_unit,
            WEIGHT_GAP,
            OTHER_WEIGHT,
            at=capacity_lines,
            shows=(
                CapacityLine.prod_capacity_qty,
                CapacityLine.prod_capacity_kg,
                CapacityLine.installed_capacity_qty,
                CapacityLine.installed_capacity_kg,
            ),
        ),
        should(
            capacity_stays_within_the_permit,
            "Kapasitas ini, dihitung setahun, melampaui kapasitas izin per tahun. Periksa satuan atau jelaskan.",
            at=capacity_lines,
            shows=(
                CapacityLine.prod_capacity_qty,
                Figure("Kapasitas izin untuk periode ini", permitted_in_the_period),
            ),
        ),
    )
