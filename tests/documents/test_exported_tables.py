"""Tables to be taken out: each report has those that it was asked, with words where codes say nothing."""

from __future__ import annotations

import csv
import io
import zipfile
from typing import Any

import pytest

from siinas.catalogue.reports import ConstructionReport, ProductionReport
from siinas.documents.answer_sheets import EMPTY
from siinas.documents.case_tables import exported_table
from siinas.documents.report_tables import TablesOfReports
from siinas.process.periods import Quarter
from siinas.queries.sent_reports import SentReport
from tests.report_answers import complete_answers, construction_answers, shipyard_answers, small_answers
from tests.web.test_export import PRODUCTION

PERIOD = Quarter(2026, 3)
GOODS = ("kapasitasproduksi", "produksi", "bahanbaku", "bahanpenolong")
YARD = ("kapal", "fasilitasgalangan", "kapasitasgalangan", "bahanbaku", "bahanpenolong")


def spoken(_reference: Any, code: str) -> str:
    return f"sebutan {code}"


@pytest.mark.parametrize(
    ("answers", "names"),
    [(complete_answers(), GOODS), (small_answers(), GOODS[:3]), (shipyard_answers(), YARD)],
    ids=["medium_large", "small", "shipyard"],
)
def test_a_report_has_the_tables_that_it_was_asked(answers: dict[str, Any], names: tuple[str, ...]) -> None:
    # As a report holds it that was begun before its company became a shipyard.
    left_over = {"capacity_lines": complete_answers()["capacity_lines"]}
    offered = ProductionReport.exports_of(left_over | answers)
    assert tuple(export.name for export in offered) == names
    for export in offered:
        assert exported_table(ProductionReport, export, answers, PERIOD, spoken).rows[0][0] != EMPTY, export.name


def test_an_official_table_has_all_columns_of_a_small_companys_report() -> None:
    """What a small company is not asked stays blank, whatever a report holds that was begun under another category."""
    answers = small_answers()
    left_over = complete_answers()["production_lines"]
    export = next(one for one in ProductionReport.exports if one.name == "produksi")
    for lines in (answers["production_lines"], left_over):
        sheet = exported_table(ProductionReport, export, answers | {"production_lines": lines}, PERIOD, spoken)
        assert [column.heading for column in sheet.columns] == PRODUCTION
        assert sheet.rows and all(row[12:] == [None] * 6 and None not in row[9:12] for row in sheet.rows)
    tables = TablesOfReports(ProductionReport, ("produksi",), "zip", spoken)
    kept = ProductionReport.to_json(answers)
    tables.add(SentReport("LP-1", "PT Contoh", "9120260000011", "2026-Q3", "1", kept))
    with zipfile.ZipFile(io.BytesIO(tables.finish("x")[1])) as packed:
        text = packed.read("produksi_PT Contoh_triwulan3_2026.csv").decode("utf-8-sig")
    head, *lines_ = csv.reader(io.StringIO(text, newline=""))
    assert head == PRODUCTION
    assert lines_ and all(line[12:] == [""] * 6 for line in lines_)


def test_ships_are_told_in_words() -> None:
    answers = shipyard_answers()
    export = next(one for one in ProductionReport.exports if one.name == "kapal")
    sheet = exported_table(ProductionReport, export, answers, PERIOD, spoken)
    row = dict(zip([column.heading for column in sheet.columns], sheet.rows[0], strict=True))
    assert row["Nama kapal"] == answers["ships"][0]["ship_name"]
    assert row["Pekerjaan"] == f"sebutan {answers['ships'][0]['ship_work']}"
    assert row["Nilai pekerjaan dalam periode ini"] == answers["ships"][0]["ship_value"]


def test_a_building_site_has_all_its_tables() -> None:
    answers = construction_answers()
    for export in ConstructionReport.exports_of(answers):
        sheet = exported_table(ConstructionReport, export, answers, PERIOD, spoken)
        assert sheet.rows and sheet.rows[0][0] != EMPTY, export.name
        empty = exported_table(ConstructionReport, export, {}, PERIOD, spoken)
        assert empty.rows[0][0] == EMPTY and len(empty.columns) == len(sheet.columns), export.name
    outlays = next(one for one in ConstructionReport.exports if one.name == "investasipembangunan")
    sheet = exported_table(ConstructionReport, outlays, answers, PERIOD, spoken)
    assert [row[0] for row in sheet.rows] == list(outlays.table.rows.values())
    assert [column.heading for column in sheet.columns][1:3] == ["Rencana (Rp)", "Kumulatif periode lalu (Rp)"]


def test_of_many_reports_each_gives_what_it_has() -> None:
    """A file of ships holds no line of a factory, and the file of products none of a yard."""
    tables = TablesOfReports(ProductionReport, ("produksi", "kapal"), "xlsx", spoken)
    for number, answers in enumerate((complete_answers(), shipyard_answers()), 1):
        kept = ProductionReport.to_json(answers)
        tables.add(SentReport(f"LP-{number}", "PT Contoh", "9120260000011", "2026-Q3", "1", kept))
    lines = tables._lines
    assert {line[0] for line in lines["produksi"]} == {"LP-1"}
    assert {line[0] for line in lines["kapal"]} == {"LP-2"}
