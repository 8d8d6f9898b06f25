"""What a figure was before: questions, cells, rows of one name, key figures; and where nothing is to be said."""

from __future__ import annotations

from decimal import Decimal

import pytest

from siinas.catalogue.reports.construction import ConstructionReport
from siinas.catalogue.reports.production import ProductionReport
from siinas.process.checks import Earlier
from siinas.process.comparing import Past, key_figures, note_before, percent_words, short_name
from siinas.process.periods import Quarter, Semester
from siinas.process.telling import tell
from tests.factories import complete_answers

NOW = Quarter(2026, 3)


def answers(**changed):
    return complete_answers() | changed


def as_codes(_reference, code):
    """Names of references that nobody looked up."""
    return code


def earlier(*reports):
    """Reports of the quarters before, newest first."""
    periods = [Quarter(2026, 2), Quarter(2026, 1), Quarter(2025, 4), Quarter(2025, 3)]
    return tuple(Earlier(period, report) for period, report in zip(periods, reports, strict=False))


def told(found):
    return [(short_name(one.period), one.words) for one in found]


def test_a_question_and_a_cell():
    past = Past(earlier(answers(inv_other=Decimal(7)), answers(inv_other=None), answers(inv_other="x"), answers()))
    assert told(past.of(ProductionReport.fields["inv_other"])) == [("TW 2/2026", "7"), ("TW 3/2025", "5.000.000.000")]
    workers = ProductionReport.fields["workers"]
    (column, *_) = workers.children()
    assert told(past.in_cell(workers, "men", column))[0] == ("TW 2/2026", "200")
    assert past.in_cell(workers, "nobody", column) == []
    assert past.of(ProductionReport.fields["signer_name"]) == [], "a name is no figure"
    assert not Past(())


def test_a_row_is_known_by_its_name_in_any_letters():
    line = answers()["material_lines"][0]
    once = answers(material_lines=[line | {"material_name": "TEBU", "dom_qty": Decimal(5)}])
    twice = answers(material_lines=[line, line])
    other = answers(material_lines=[line | {"material_name": "Nira"}])
    table = ProductionReport.fields["material_lines"]
    column = next(child for child in table.children() if child.key == "dom_qty")
    past = Past(earlier(once, twice, other, answers(material_lines=None)))
    assert told(past.in_row(table, {"material_name": "tebu"}, column)) == [("TW 2/2026", "5")]
    assert past.in_row(table, {"material_name": None}, column) == past.in_row(table, {}, column) == []
    fuels = ProductionReport.fields["fuels"]
    count = next(child for child in fuels.children() if child.key == "fuel_qty")
    assert told(past.in_row(fuels, {"fuel": "diesel"}, count))[0] == ("TW 2/2026", "45.000")


@pytest.mark.parametrize(
    ("now", "then", "said"),
    [(112, 100, "+12%"), (97, 100, "−3%"), (100, 100, "±0%"), (5, 0, ""), (0, 5, "−100%"), (12345, 1, "+1.234.400%")],
)
def test_changes_in_percent(now, then, said):
    assert percent_words(Decimal(now), Decimal(then)) == said


def test_words_are_noted_beside_what_they_were():
    before = answers(inv_other=Decimal(4_000_000_000))
    line = before["material_lines"][0]
    now = answers(material_lines=[line | {"material_name": "Baru"}, line | {"dom_qty": Decimal(308000)}])
    words = tell(ProductionReport, now, lambda _reference, code: code, NOW)
    noted = note_before(words, ProductionReport, now, earlier(before), NOW)
    parts = {part["label"]: part for page in noted for part in page["parts"]}
    other = next(part for label, part in parts.items() if label.startswith("Nilai Investasi Lainnya"))
    assert other["then"] == {
        "period": "TW 2/2026",
        "title": "Triwulan 2 Tahun 2026",
        "value": "4.000.000.000",
        "change": "+25%",
    }
    fresh, known = parts["Bahan Baku"]["then"]
    assert fresh == {}
    columns = [column["label"] for column in parts["Bahan Baku"]["columns"]]
    place = str(columns.index("Jumlah Dalam Negeri (Satuan Asli)"))
    assert (known[place]["value"], known[place]["change"]) == ("280.000", "+10%")
    assert "then" not in parts["Nama Penanda Tangan Laporan"]
    assert all("then" not in part for page in words for part in page["parts"]), "the words themselves stay"
    assert note_before(words, ProductionReport, now, (), NOW) is words
    halves = (Earlier(Semester(2025, 2), before),)
    noted = note_before(words, ProductionReport, now, halves, NOW)
    changes = {
        cell["change"]
        for page in noted
        for part in page["parts"]
        for row in (part.get("then") or [] if "rows" in part else [{"": part["then"]}] if "then" in part else [])
        for cell in row.values()
    }
    assert changes == {""}, "a quarter is not measured against half a year"


def test_key_figures_over_the_periods():
    line = answers()["production_lines"][0]
    before = answers(production_lines=[line | {"production_kg": Decimal(30_000_000)}])
    found = {
        one.label: one for one in key_figures(ProductionReport, answers(), NOW, earlier(before, answers()), as_codes)
    }
    produced = next(one for label, one in found.items() if "Jumlah Produksi Satuan Standar" in label)
    assert produced.change == "+100%"
    assert [one.value for one in produced.before] == [30_000_000, 60_000_000]
    assert found["Pekerja per Hari"].words == "400 orang"
    assert key_figures(ProductionReport, answers(), NOW, (), as_codes) == []
    assert key_figures(ProductionReport, {}, NOW, earlier(before), as_codes) == []


def test_a_plan_and_what_was_done_are_no_sum():
    """Columns that are no parts of one whole are compared each for itself; workers of both sexes are one figure."""
    row = {"planned": Decimal(600), "before": Decimal(60), "realised": Decimal(30), "cumulative": Decimal(90)}
    now = {
        "outlays": {"land": row, "building": row},
        "builders": {"national": {"build_men": Decimal(30), "build_women": Decimal(10)}},
        "land_area": Decimal(12_000),
        "land_unit": "m2",
    }
    past = now | {"outlays": {"land": row | {"realised": Decimal(20)}}, "land_area": Decimal("1.2"), "land_unit": "ha"}
    found = {one.label: one for one in key_figures(ConstructionReport, now, NOW, earlier(past), as_codes)}
    assert "Nilai investasi" not in found
    assert (found["Nilai investasi: Rencana"].words, found["Nilai investasi: Rencana"].change) == ("Rp1.200", "+100%")
    assert found["Nilai investasi: Realisasi periode ini"].change == "+200%"
    assert found["Jumlah tenaga kerja pada tahap pembangunan"].words == "40 orang"
    assert not [label for label in found if label.startswith("Luas lahan")], "square metres are not hectares"
    past["land_unit"] = "m2"
    found = {one.label: one for one in key_figures(ConstructionReport, now, NOW, earlier(past), as_codes)}
    assert found["Luas lahan lokasi industri (m2)"].now == 12_000
