"""Air dan Energi (reporting.md 5.10 to 5.12)."""

from __future__ import annotations

from decimal import Decimal

from siinas.catalogue.reports.reckoning import amount
from siinas.process.checks import Facts, should
from siinas.process.fields import Answers, Choice, Quantity, Rupiah
from siinas.process.steps import Row, Step
from siinas.process.tables import Grid, Table


class WaterUse(Row):
    """Section 5.10."""

    volume = Quantity("Volume", unit="m³")
    cost = Rupiah("Biaya")


class FuelLine(Row):
    """Section 5.11."""

    fuel = Choice(
        "Jenis bahan bakar",
        among={
            "petrol": "Bensin",
            "diesel": "Solar",
            "biodiesel": "Biodiesel",
            "kerosene": "Minyak Tanah",
            "lpg": "Elpiji (LPG)",
            "gas": "Gas Bumi / LNG",
            "coal": "Batubara",
            "biomass": "Biomassa",
            "lubricant": "Pelumas",
            "other": "Lainnya",
        },
    )
    fuel_qty = Quantity("Jumlah")
    fuel_unit = Choice("Satuan", among={"liter": "liter", "kg": "kg", "ton": "ton", "mmbtu": "MMBTU", "m3": "m³"})
    fuel_value = Rupiah("Nilai")


class PowerUse(Row):
    """Section 5.12."""

    energy = Quantity("Pemakaian", unit="kWh")
    power_cost = Rupiah("Biaya")


def electricity_has_a_plausible_price(row: Answers, answers: Answers, facts: Facts) -> bool:
    """A kilowatt-hour costs between Rp500 and Rp5.000 (reporting.md 5.22)."""
    energy, cost = amount(row, "energy"), amount(row, "power_cost")
    return energy == 0 or Decimal(500) <= cost / energy <= Decimal(5000)


class WaterAndEnergy(Step, title="Air dan Energi"):
    """Sections 5.10 to 5.12."""

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
    fuels = Table(
        "Penggunaan Bahan Bakar",
        of=FuelLine,
        row_title=None,
        add_label="Tambah bahan bakar",
        empty="Belum ada bahan bakar. Lewati bila tidak memakai bahan bakar.",
    )
    electricity = Grid(
        "Penggunaan tenaga listrik untuk produksi",
        rows={"pln": "Dari PLN", "other": "Bukan dari PLN"},
        of=PowerUse,
        total="Jumlah",
    )
    checks = (
        should(
            electricity_has_a_plausible_price,
            "Biaya listrik per kWh di luar Rp500 sampai Rp5.000. Periksa satuannya atau jelaskan.",
            at=electricity,
            shows=(PowerUse.energy, PowerUse.power_cost),
        ),
    )
