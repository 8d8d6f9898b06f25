"""Persediaan (reporting.md 5.2)."""

from __future__ import annotations

from siinas.catalogue.reports.variants import LARGE
from siinas.process.fields import Rupiah
from siinas.process.steps import Row, Step
from siinas.process.tables import Grid


class StockValue(Row):
    """The value of one kind of stock at both ends of the period."""

    opening = Rupiah("Awal")
    closing = Rupiah("Akhir", opens=opening)


class Stocks(
    Step,
    title="Persediaan",
    only_for=LARGE,
    intro="Nilai persediaan pada hari pertama dan hari terakhir periode. Nilai awal diambil dari nilai akhir laporan "
    "sebelumnya.",
):
    """Section 5.2."""

    stocks = Grid(
        "Persediaan",
        rows={
            "materials": "Nilai persediaan bahan baku, bahan penolong, bahan bakar, bahan pembungkus, dan lain-lain",
            "wip": "Nilai persediaan barang produksi setengah jadi (nilai bahan ditambah nilai pekerjaan)",
            "finished": "Nilai persediaan barang jadi yang dihasilkan",
        },
        of=StockValue,
        total="Jumlah",
    )
