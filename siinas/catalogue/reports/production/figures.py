"""What statistics need from a Laporan Produksi, by KBLI, place and period (reporting.md 5)."""

from __future__ import annotations

from siinas.catalogue.reports.production.energy import Electricity, FuelLine, Fuels, PowerUse, Water, WaterUse
from siinas.catalogue.reports.production.general import GeneralData
from siinas.catalogue.reports.production.materials import MaterialLine, Materials
from siinas.catalogue.reports.production.production import ProductionAndSales, ProductionLine
from siinas.catalogue.reports.production.shipyard import Ship, Ships
from siinas.catalogue.reports.production.workforce import Workers, Workforce
from siinas.process.fields import Field, Percent
from siinas.process.figures import Cells, Column, Figure, Plain, Total

EVERY_WORKER = (
    Workers.production_permanent,
    Workers.production_temporary,
    Workers.other_permanent,
    Workers.other_temporary,
)


def of_products(amount: Field, *, part: Percent | None = None, without: Percent | None = None) -> Column:
    """A column of Produksi dan Penjualan, by the KBLI of the product."""
    return Column(ProductionAndSales.production_lines, amount, ProductionLine.prod_kbli, part, without)


def of_materials(amount: Field) -> Column:
    """A column of Bahan Baku, by the KBLI of the product that is made of it."""
    return Column(Materials.material_lines, amount, by=MaterialLine.output_kbli)


FIGURES = (
    Figure("production_kg", "Produksi", of_products(ProductionLine.production_kg), unit="kg"),
    Figure(
        "production_value",
        "Nilai produksi",
        of_products(ProductionLine.production_value),
        Column(Ships.ships, Ship.ship_value, by=Ship.ship_kbli),
        unit="Rp",
    ),
    Figure(
        "sales_domestic",
        "Nilai penjualan dalam negeri",
        of_products(ProductionLine.sales_value, without=ProductionLine.export_pct),
        unit="Rp",
    ),
    Figure(
        "sales_export",
        "Nilai ekspor",
        of_products(ProductionLine.sales_value, part=ProductionLine.export_pct),
        unit="Rp",
    ),
    Total("sales_value", "Nilai penjualan", of=("sales_domestic", "sales_export")),
    Figure("material_domestic_kg", "Bahan baku dalam negeri", of_materials(MaterialLine.dom_kg), unit="kg"),
    Figure("material_import_kg", "Bahan baku impor", of_materials(MaterialLine.imp_kg), unit="kg"),
    Total("material_kg", "Bahan baku", of=("material_domestic_kg", "material_import_kg")),
    Figure("material_domestic_value", "Nilai bahan baku dalam negeri", of_materials(MaterialLine.dom_value), unit="Rp"),
    Figure("material_import_value", "Nilai bahan baku impor", of_materials(MaterialLine.imp_value), unit="Rp"),
    Total("material_value", "Nilai bahan baku", of=("material_domestic_value", "material_import_value")),
    Figure("workers_men", "Pekerja laki-laki", Cells(Workforce.workers, EVERY_WORKER, rows=("men",)), unit="orang"),
    Figure("workers_women", "Pekerja wanita", Cells(Workforce.workers, EVERY_WORKER, rows=("women",)), unit="orang"),
    Total("workers", "Pekerja", of=("workers_men", "workers_women")),
    Figure(
        "electricity_pln",
        "Listrik PLN",
        Cells(Electricity.electricity, (PowerUse.energy,), rows=("pln",)),
        unit="kWh",
    ),
    Figure(
        "electricity_other",
        "Listrik bukan dari PLN",
        Cells(Electricity.electricity, (PowerUse.energy,), rows=("other",)),
        unit="kWh",
    ),
    Total("electricity", "Listrik", of=("electricity_pln", "electricity_other")),
    Figure("fuel_value", "Nilai bahan bakar", Column(Fuels.fuels, FuelLine.fuel_value), unit="Rp"),
    Figure(
        "fuel",
        "Bahan bakar",
        Column(Fuels.fuels, FuelLine.fuel_qty),
        unit="",
        split=(FuelLine.fuel, FuelLine.fuel_unit),
        released=False,
    ),
    Figure("water_m3", "Air baku", Cells(Water.water, (WaterUse.volume,)), unit="m³"),
    Figure("investment", "Investasi tanpa tanah dan bangunan", Plain(GeneralData.inv_excl_land_building), unit="Rp"),
)
"""Fuel by kind and unit is kept and not released: most of its cells would hold one or two companies."""
