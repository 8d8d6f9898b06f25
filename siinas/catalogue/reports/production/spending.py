"""Pengeluaran Perusahaan (reporting.md 5.14)."""

from __future__ import annotations

from siinas.catalogue.reports.production.general import WHILE_IDLE
from siinas.catalogue.reports.variants import LARGE
from siinas.process.fields import Rupiah, Whole, YesNo
from siinas.process.steps import Step


class Spending(Step, title="Pengeluaran Perusahaan", only_for=LARGE, skipped_when=WHILE_IDLE):
    """Section 5.14."""

    wages_production = Rupiah("Upah/gaji untuk pekerja produksi", group="Upah dan gaji")
    wages_other = Rupiah("Upah/gaji untuk pekerja lainnya", group="Upah dan gaji")
    has_rnd_unit = YesNo("Memiliki unit litbang", group="Penelitian dan pengembangan", carried=True)
    rnd_staff = Whole(
        "Jumlah researcher / periset dari unit litbang",
        unit="orang",
        when=has_rnd_unit.is_(True),
        group="Penelitian dan pengembangan",
        carried=True,
    )
    rnd_cost = Rupiah(
        "Biaya research and development",
        group="Penelitian dan pengembangan",
        help="Isi 0 bila tidak ada.",
    )
    logistics_cost = Rupiah("Biaya logistik", group="Biaya lain")
    other_cost = Rupiah(
        "Biaya lainnya", required=False, group="Biaya lain", help="Sewa, pajak, bunga, jasa pihak lain, promosi."
    )
