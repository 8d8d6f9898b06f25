"""The key figures of a statement: one sum has one line, a plan and what was done stand apart, units are told."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from siinas.catalogue.reports import ConstructionReport, ProductionReport
from siinas.documents.statement import key_figures
from siinas.process.periods import Quarter
from tests.report_answers import complete_answers, construction_answers

UNITS = {"m2": "m²", "ha": "ha"}


def figures(process: Any, answers: dict[str, Any]) -> dict[str, str]:
    """Label and value of each line that the statement of these answers prints."""
    file: Any = SimpleNamespace(
        process=process,
        period=Quarter(2026, 3),
        answers_to_send=lambda: answers,
        source=SimpleNamespace(name=lambda _reference, code: UNITS.get(code, code)),
    )
    return {label: value for label, value, _begins in key_figures(file, process.statement)}


def test_investment_is_planned_and_realised() -> None:
    answers = construction_answers()
    told = figures(ConstructionReport, answers)
    for key, label in (("planned", "Rencana"), ("realised", "Realisasi periode ini"), ("cumulative", "kumulatif")):
        total = sum(row[key] for row in answers["outlays"].values())
        (value,) = [value for line, value in told.items() if line.startswith("Nilai investasi") and label in line][-1:]
        assert value == f"Rp{total:,.0f}".replace(",", "."), label
    assert "Nilai investasi" not in told, "all four columns together are no figure"
    workers = sum(sum(row.values()) for row in answers["builders"].values())
    assert told["Jumlah tenaga kerja pada tahap pembangunan"] == f"{workers} orang"


def test_land_is_told_in_its_unit() -> None:
    for unit, words in UNITS.items():
        told = figures(ConstructionReport, construction_answers() | {"land_unit": unit})
        assert told["Luas lahan lokasi industri"].endswith(f" {words}")


def test_workers_of_all_kinds_are_one_figure() -> None:
    assert figures(ProductionReport, complete_answers())["Pekerja per Hari"] == "400 orang"
