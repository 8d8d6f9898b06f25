"""Pengelolaan limbah: solid, hazardous and liquid (reporting.md 5.17 to 5.19)."""

from __future__ import annotations

from siinas.catalogue.reports.production.general import WHILE_IDLE
from siinas.catalogue.reports.reckoning import amount, options
from siinas.catalogue.reports.variants import LARGE
from siinas.process.checks import Facts, should
from siinas.process.fields import Answers, Choice, Quantity, Text
from siinas.process.steps import Row, Step
from siinas.process.tables import Table


class SolidWaste(Row):
    """Section 5.17."""

    solid_kind = Text("Jenis limbah", carried=True)
    solid_qty = Quantity("Jumlah", unit="ton")
    solid_treatment = Choice("Cara pengelolaan", among=options("waste_treatment"), required=False, carried=True)
    solid_handler = Text("Pengelola", required=False, help="Bila diserahkan kepada pihak lain.", carried=True)


class HazardousWaste(Row):
    """Section 5.18."""

    hazardous_kind = Text("Jenis limbah B3", carried=True)
    hazardous_qty = Quantity("Jumlah", unit="ton")
    hazardous_treatment = Choice("Cara pengelolaan", among=options("waste_treatment"), required=False, carried=True)
    hazardous_handler = Text("Pengelola", required=False, help="Bila diserahkan kepada pihak lain.", carried=True)


NO_WASTE = "Tidak ada data. Simpan halaman ini kosong bila tidak ada, atau tambahkan satu baris untuk setiap jenis."


class SolidWastes(Step, title="Pengelolaan Limbah Padat", key="limbah-padat", only_for=LARGE, skipped_when=WHILE_IDLE):
    """Section 5.17."""

    solid_wastes = Table(
        "Pengelolaan Limbah Padat",
        of=SolidWaste,
        row_title=SolidWaste.solid_kind,
        add_label="Tambah limbah",
        empty=NO_WASTE,
        carried=True,
    )


class HazardousWastes(Step, title="Pengelolaan Limbah B3", key="limbah-b3", only_for=LARGE, skipped_when=WHILE_IDLE):
    """Section 5.18."""

    hazardous_wastes = Table(
        "Pengelolaan Limbah B3",
        of=HazardousWaste,
        row_title=HazardousWaste.hazardous_kind,
        add_label="Tambah limbah B3",
        empty=NO_WASTE,
        carried=True,
    )


def treatment_lowers_the_oxygen_demand(answers: Answers, facts: Facts) -> bool:
    """What leaves the treatment plant needs no more oxygen than what comes in."""
    return amount(answers, "cod_outlet") <= amount(answers, "cod_inlet")


class LiquidWaste(
    Step,
    title="Pengelolaan Limbah Cair",
    key="limbah-cair",
    only_for=LARGE,
    skipped_when=WHILE_IDLE,
    intro="Isi 0 bila tidak ada limbah cair.",
):
    """Section 5.19."""

    ww_inlet_flow = Quantity("Debit limbah cair di inlet", unit="m³/detik")
    ww_outlet_flow = Quantity("Debit limbah cair di outlet", unit="m³/detik")
    cod_inlet = Quantity("COD pada saluran inlet (sebelum diolah di IPAL)", unit="mg/liter")
    cod_outlet = Quantity("COD pada saluran outlet (titik pemetaan)", unit="mg/liter")
    sludge_removed = Quantity("Sludge removed", unit="kg")
    checks = (
        should(
            treatment_lowers_the_oxygen_demand,
            "COD di outlet lebih tinggi daripada di inlet. Periksa kedua angka atau jelaskan.",
            at=cod_outlet,
            shows=(cod_inlet, cod_outlet),
        ),
    )
