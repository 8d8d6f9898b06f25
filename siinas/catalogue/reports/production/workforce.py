"""Tenaga Kerja and Prakerin (reporting.md 5.8, 5.9)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from siinas.catalogue.reports.production.general import WHILE_IDLE
from siinas.catalogue.reports.reckoning import ZERO, options, produced_something
from siinas.catalogue.reports.variants import LARGE, MEDIUM_LARGE
from siinas.process.checks import Facts, should
from siinas.process.fields import Answers, Choice, Day, Text, Whole
from siinas.process.steps import Row, Step
from siinas.process.tables import Grid, Table


class Workers(Row):
    """Average workers per day, section 5.8."""

    production_permanent = Whole("Produksi tetap", unit="orang")
    production_temporary = Whole("Produksi tidak tetap", unit="orang")
    other_permanent = Whole("Lainnya tetap", unit="orang")
    other_temporary = Whole("Lainnya tidak tetap", unit="orang")


class Headcount(Row):
    """Workers of one level of education."""

    people = Whole("Jumlah", unit="orang")


class BySex(Row):
    """Workers of a further kind."""

    men = Whole("Laki-Laki", unit="orang")
    women = Whole("Wanita", unit="orang")


def grid_total(grid: dict[str, dict[str, Any]] | None) -> Decimal:
    """The sum of all cells of a grid."""
    return sum((Decimal(cell or 0) for row in (grid or {}).values() for cell in row.values()), ZERO)


def production_needs_workers(answers: Answers, facts: Facts) -> bool:
    """Whoever produced something has workers."""
    return not produced_something(answers) or grid_total(answers.get("workers")) > 0


def further_kinds_are_among_the_workers(answers: Answers, facts: Facts) -> bool:
    """Neither certified nor foreign workers are more than all."""
    everybody = grid_total(answers.get("workers"))
    kinds = (answers.get("workers_further") or {}).values()
    return all(sum((Decimal(cell or 0) for cell in row.values()), ZERO) <= everybody for row in kinds)


class Workforce(Step, title="Tenaga Kerja", intro="Pekerja per hari: rata-rata jumlah pekerja dalam periode ini."):
    """Section 5.8."""

    workers = Grid(
        "Pekerja per Hari",
        rows={"men": "Laki-Laki", "women": "Wanita"},
        of=Workers,
        total="Jumlah",
        sums_across=True,
    )
    education = Grid(
        "Pekerja menurut pendidikan",
        rows={
            "none": "Tidak sekolah / tidak tamat SD",
            "primary": "SD",
            "junior": "SMP",
            "senior": "SMA / SMK",
            "diploma": "D1 – D3",
            "bachelor": "S1 / D4",
            "master": "S2",
            "doctor": "S3",
        },
        of=Headcount,
        total="Jumlah",
    )
    workers_further = Grid(
        "Di antaranya",
        rows={"certified": "Bersertifikat kompetensi (SKKNI)", "foreign": "Tenaga kerja asing (TKA)"},
        of=BySex,
        only_for=LARGE,
    )
    checks = (
        should(production_needs_workers, "Ada produksi tetapi tidak ada pekerja.", at=workers),
        should(
            further_kinds_are_among_the_workers,
            "Pekerja bersertifikat atau tenaga kerja asing lebih banyak daripada seluruh pekerja.",
            at=workers_further,
            only_for=LARGE,
        ),
    )


class Internship(Row):
    """Section 5.9."""

    intern_school = Text("Nama sekolah / perguruan tinggi")
    intern_level = Choice("Jenjang", among=options("school_level"))
    intern_men = Whole("Peserta laki-laki", unit="orang")
    intern_women = Whole("Peserta perempuan", unit="orang")
    intern_field = Text("Bidang", longest=150)
    intern_from = Day("Tanggal mulai")
    intern_until = Day("Tanggal selesai")


def an_internship_begins_before_it_ends(row: Answers, answers: Answers, facts: Facts) -> bool:
    """The first day is not after the last one."""
    begins, ends = row.get("intern_from"), row.get("intern_until")
    return begins is None or ends is None or begins <= ends


class Internships(
    Step,
    title="Prakerin",
    only_for=(MEDIUM_LARGE,),
    skipped_when=WHILE_IDLE,
    intro="Praktik kerja industri di pabrik ini selama periode laporan. Bila tidak ada, simpan halaman ini kosong.",
):
    """Section 5.9."""

    internships = Table(
        "Prakerin",
        of=Internship,
        row_title=Internship.intern_school,
        add_label="Tambah prakerin",
        empty="Tidak ada prakerin. Simpan halaman ini kosong, atau tambahkan satu baris untuk setiap sekolah.",
    )
    checks = (
        should(
            an_internship_begins_before_it_ends,
            "Tanggal mulai sesudah tanggal selesai.",
            at=internships,
            shows=(Internship.intern_from, Internship.intern_until),
        ),
    )
