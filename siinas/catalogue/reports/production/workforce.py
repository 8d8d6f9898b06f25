"""Tenaga Kerja (reporting.md 5.8)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from siinas.catalogue.reports.reckoning import ZERO, total
from siinas.process.checks import Facts, should
from siinas.process.fields import Answers, Whole
from siinas.process.steps import Row, Step
from siinas.process.tables import Grid


class Workers(Row):
    """Average workers per day, section 5.8."""

    production_permanent = Whole("Produksi tetap", unit="orang")
    production_temporary = Whole("Produksi tidak tetap", unit="orang")
    other_permanent = Whole("Lainnya tetap", unit="orang")
    other_temporary = Whole("Lainnya tidak tetap", unit="orang")


class Headcount(Row):
    """Workers of one level of education."""

    people = Whole("Jumlah", unit="orang")


def grid_total(grid: dict[str, dict[str, Any]] | None) -> Decimal:
    """The sum of all cells of a grid."""
    return sum((Decimal(cell or 0) for row in (grid or {}).values() for cell in row.values()), ZERO)


def education_adds_up_to_the_workers(answers: Answers, facts: Facts) -> bool:
    """The workers by education are as many as the workers by sex and status."""
    return grid_total(answers.get("education")) == grid_total(answers.get("workers"))


def production_needs_workers(answers: Answers, facts: Facts) -> bool:
    """Whoever produced something has workers."""
    return total(answers.get("production_lines"), "production_kg") == 0 or grid_total(answers.get("workers")) > 0


class Workforce(Step, title="Tenaga Kerja", intro="Pekerja per hari: rata-rata jumlah pekerja dalam triwulan ini."):
    """Section 5.8."""

    workers = Grid("Pekerja per Hari", rows={"men": "Laki-Laki", "women": "Wanita"}, of=Workers, total="Jumlah")
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
    checks = (
        should(
            education_adds_up_to_the_workers,
            "Jumlah pekerja menurut pendidikan tidak sama dengan jumlah pekerja per hari.",
            at=education,
        ),
        should(production_needs_workers, "Ada produksi tetapi tidak ada pekerja.", at=workers),
    )
