"""Water, fuels, electricity and own generators (reporting.md 5.10 to 5.13)."""

from __future__ import annotations

from siinas.catalogue.reports.production.general import WHILE_IDLE
from siinas.catalogue.reports.reckoning import amount, options
from siinas.catalogue.reports.variants import LARGE, SMALL
from siinas.process.checks import Facts, should
from siinas.process.fields import Answers, Choice, Quantity, Rupiah, Whole
from siinas.process.steps import Row, Step
from siinas.process.tables import Grid, Table


class WaterUse(Row):
    """Section 5.10."""

    volume = Quantity("Volume", unit="m³")
    cost = Rupiah("Biaya")


class FuelLine(Row):
    """Section 5.11."""

    fuel = Choice("Jenis bahan bakar", among=options("fuel"), carried=True)
    fuel_qty = Quantity("Jumlah")
    fuel_unit = Choice("Satuan", among=options("fuel_unit"), carried=True)
    fuel_value = Rupiah("Nilai")


class PowerUse(Row):
    """Section 5.12."""

    energy = Quantity("Pemakaian", unit="kWh")
    power_cost = Rupiah("Biaya")


class Generator(Row):
    """Section 5.13."""

    generator_kind = Choice("Jenis pembangkit", among=options("generator"), carried=True)
    generator_capacity = Quantity("Kapasitas per unit", carried=True)
    generator_unit = Choice("Satuan kapasitas", among=options("power_unit"), carried=True)
    generator_count = Whole("Jumlah unit", unit="unit", carried=True)
    generated = Quantity("Listrik dibangkitkan", unit="kWh")
    power_sold = Quantity("Listrik dijual", unit="kWh")
    power_sold_value = Rupiah("Nilai listrik dijual")


def no_more_power_is_sold_than_generated(row: Answers, answers: Answers, facts: Facts) -> bool:
    """What is sold was generated."""
    return amount(row, "power_sold") <= amount(row, "generated")


class Water(Step, title="Penggunaan Air Baku Untuk Proses Produksi", key="air-baku", skipped_when=WHILE_IDLE):
    """Section 5.10."""

    water = Grid(
        "Penggunaan Air Baku Untuk Proses Produksi",
        rows={
            "surface": "Air permukaan (sungai, danau, mata air, dan laut)",
            "ground": "Air tanah",
            "supplier": "Perusahaan Penyedia Air",
            "recycled": "Air Daur Ulang Dari Proses di Industri",
        },
        of=WaterUse,
        total="Jumlah",
    )


class Fuels(Step, title="Penggunaan Bahan Bakar", key="bahan-bakar", skipped_when=WHILE_IDLE):
    """Section 5.11, lubricants included."""

    fuels = Table(
        "Penggunaan Bahan Bakar",
        of=FuelLine,
        row_title=FuelLine.fuel,
        add_label="Tambah bahan bakar",
        empty="Belum ada bahan bakar. Simpan halaman ini kosong bila tidak memakai bahan bakar dan pelumas.",
        carried=True,
    )


class Electricity(Step, title="Penggunaan tenaga listrik untuk produksi", key="listrik", skipped_when=WHILE_IDLE):
    """Section 5.12; a small business may say its connection."""

    pln_connection = Choice(
        "Tipe (daya) PLN", among=options("pln_power"), required=False, only_for=(SMALL,), carried=True
    )
    electricity = Grid(
        "Penggunaan tenaga listrik untuk produksi",
        rows={"pln": "Dari PLN", "other": "Bukan dari PLN"},
        of=PowerUse,
        total="Jumlah",
    )


class Generators(
    Step,
    title="Pembangkit Listrik yang Dimiliki dan Listrik yang Dijual",
    key="pembangkit",
    only_for=LARGE,
    skipped_when=WHILE_IDLE,
):
    """Section 5.13."""

    generators = Table(
        "Pembangkit listrik",
        of=Generator,
        row_title=Generator.generator_kind,
        add_label="Tambah pembangkit",
        empty="Tidak ada pembangkit. Simpan halaman ini kosong bila perusahaan tidak memiliki pembangkit listrik.",
        carried=True,
    )
    checks = (
        should(
            no_more_power_is_sold_than_generated,
            "Listrik yang dijual lebih banyak daripada yang dibangkitkan.",
            at=generators,
            shows=(Generator.generated, Generator.power_sold),
        ),
    )
