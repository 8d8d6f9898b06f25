"""Mesin Produksi (reporting.md 5.16)."""

from __future__ import annotations

from siinas.catalogue.reports.production.general import WHILE_IDLE
from siinas.catalogue.reports.reckoning import COUNTRIES, produced_something
from siinas.process.checks import Facts, should
from siinas.process.fields import Answers, Choice, Text, Whole, Year
from siinas.process.steps import Row, Step
from siinas.process.tables import Table


class Machine(Row):
    """Section 5.16."""

    machine_name = Text("Nama mesin/peralatan", carried=True)
    machine_brand = Text("Merek dan tipe", carried=True)
    machine_technology = Text("Teknologi", required=False, carried=True)
    machine_built = Year(
        "Tahun pembuatan", required=False, or_zero=True, help="Isi 0 atau kosongkan bila tidak diketahui.", carried=True
    )
    machine_acquired = Year("Tahun perolehan", carried=True)
    machine_country = Choice("Negara pembuat", among=COUNTRIES, carried=True)
    machine_count = Whole("Jumlah", unit="unit", carried=True)
    machine_operators = Whole("Jumlah operator", unit="orang", required=False, carried=True)


def a_machine_is_acquired_after_it_was_built(row: Answers, answers: Answers, facts: Facts) -> bool:
    """The year of acquisition is not before that of building; one that is not known (blank or 0) says nothing."""
    built, acquired = row.get("machine_built"), row.get("machine_acquired")
    return not built or not acquired or acquired >= built


def production_comes_from_machines(answers: Answers, facts: Facts) -> bool:
    """Whoever produced something has some machine or tool."""
    return not produced_something(answers) or bool(answers.get("machines"))


class Machines(
    Step,
    title="Mesin Produksi",
    skipped_when=WHILE_IDLE,
    intro="Mesin dan peralatan produksi. Baris diambil dari laporan sebelumnya; ubah hanya yang berubah.",
):
    """Section 5.16."""

    machines = Table(
        "Mesin Produksi",
        of=Machine,
        row_title=Machine.machine_name,
        add_label="Tambah mesin",
        empty="Belum ada mesin. Tambahkan satu baris untuk setiap jenis mesin.",
        most_rows=10_000,
        carried=True,
    )
    checks = (
        should(
            production_comes_from_machines,
            "Ada produksi, tetapi belum ada mesin atau peralatan. Tambahkan yang utama, atau jelaskan.",
            at=machines,
        ),
        should(
            a_machine_is_acquired_after_it_was_built,
            "Tahun perolehan lebih awal daripada tahun pembuatan.",
            at=machines,
            shows=(Machine.machine_built, Machine.machine_acquired),
        ),
    )
