"""Answers kept as JSON, told in words, hashed, and compared."""

import copy
import json
from decimal import Decimal

from siinas.catalogue.reports.production import ProductionReport
from siinas.process.fields import Choice, Reference
from siinas.process.periods import Quarter, label_of
from siinas.process.steps import Row
from siinas.process.telling import digest_of, mark_changes, tell
from tests.factories import complete_answers


def code_itself(reference, code):
    return f"{reference.name}:{code}"


def told(answers=None):
    return tell(ProductionReport, answers or complete_answers(), code_itself, Quarter(2026, 3))


def leaves(value, path=()):
    if isinstance(value, dict):
        for key, item in value.items():
            yield from leaves(item, (*path, key))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from leaves(item, (*path, number))
    else:
        yield path


def replaced(tree, path, value):
    tree = copy.deepcopy(tree)
    place = tree
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    return tree


def test_a_code_is_told_by_the_edition_beside_it():
    class Line(Row):
        edition = Choice("Versi", among=Reference("kbli_version"))
        code = Choice("KBLI", among=Reference("kbli"), within=edition)

    def under(reference, code):
        return f"{code} of {reference.under}" if reference.name == "kbli" else code

    assert Line.fields["code"].told({"edition": "2025", "code": "10721"}, under) == "10721 of 2025"
    assert Line.fields["code"].told({"edition": None, "code": "10721"}, under) == "10721 of "
    assert Line.fields["code"].told({"edition": "2025", "code": None}, under) == ""


def test_answers_survive_storing():
    answers = complete_answers()
    stored = json.loads(json.dumps(ProductionReport.to_json(answers)))
    assert ProductionReport.from_json(stored) == answers
    assert ProductionReport.to_json(ProductionReport.from_json(stored)) == stored


def test_what_is_not_asked_is_not_kept():
    answers = complete_answers()
    answers["idle_reason"] = "rahasia"
    answers["production_lines"][0] |= {"export_pct": Decimal(0)}
    stored = ProductionReport.to_json(answers)
    assert "idle_reason" not in stored
    assert "export_countries" not in stored["production_lines"][0]


def test_the_digest_changes_with_every_answer():
    stored = ProductionReport.to_json(complete_answers())
    paths = list(leaves(stored))
    digests = {digest_of(ProductionReport, "2026-Q3", replaced(stored, path, "lain")) for path in paths}
    digests |= {digest_of(ProductionReport, "2026-Q3", stored), digest_of(ProductionReport, "2026-Q2", stored)}
    assert len(paths) > 70
    assert len(digests) == len(paths) + 2


def test_the_digest_does_not_depend_on_the_order_of_keys():
    stored = ProductionReport.to_json(complete_answers())
    assert digest_of(ProductionReport, "x", stored) == digest_of(ProductionReport, "x", dict(reversed(stored.items())))


def test_every_answer_is_told_in_words():
    text = json.dumps(told(), ensure_ascii=False)
    for words in (
        "Berproduksi",
        "Rp120.000.000.000",
        "own_kbli:10721",
        "unit:TNE",
        "55.000,50",
        "12,50%",
        "country:JP, country:SG",
        "Tidak",
        "Kapasitas Produksi Dalam Satuan Asli per Jul - Sep 2026",
        "1.800.000,00",
        "Dari PLN",
    ):
        assert words in text, words
    assert [page["key"] for page in told()] == [step.key for step in ProductionReport.asked_steps(complete_answers())]
    assert label_of("per {span}", None) == "per periode"


def test_changes_are_marked():
    before, changed = told(), complete_answers()
    changed["signer_name"] = "Orang Lain"
    changed["material_lines"][0]["stock_kg"] = Decimal("1.00")
    changed["fuels"].append(changed["fuels"][0] | {"fuel": "coal"})
    changed["electricity"]["pln"]["energy"] = Decimal(2)
    now = told(changed)
    assert len(mark_changes(now, before)) == 4
    parts = {part["label"]: part for page in now for part in page["parts"]}
    assert parts["Nama Penanda Tangan Laporan"]["was"] == "Penanggung Jawab"
    assert parts["Bahan Baku"]["marks"] == [{"13": "1.500.000,00"}]
    assert parts["Penggunaan Bahan Bakar"]["marks"] == [{}, {"new": "1"}]
    assert parts["Penggunaan Bahan Bakar"]["gone"] == []
    assert "was" not in parts["Status"]


def test_a_row_that_is_gone_counts():
    changed = complete_answers()
    changed["fuels"] = []
    now = told(changed)
    assert len(mark_changes(now, told())) == 1


def test_one_of_two_equal_rows_that_is_gone_counts():
    before, now = complete_answers(), complete_answers()
    before["fuels"] = before["fuels"] * 2
    now = told(now)
    assert len(mark_changes(now, told(before))) == 1


def test_nothing_changed():
    assert mark_changes(told(), told()) == []


def test_columns_that_stand_elsewhere_now_have_not_changed():
    """As an older edition of the form asked them: what was frozen then is compared by what it was called."""
    older = told()
    (stocks,) = [part for page in older for part in page["parts"] if page["key"] == "persediaan" and "rows" in part]
    order = [0, *reversed(range(1, len(stocks["columns"])))]
    for key in ("rows", "columns"):
        stocks[key] = (
            [[row[n] for n in order] for row in stocks[key]] if key == "rows" else [stocks[key][n] for n in order]
        )
    assert mark_changes(told(), older) == []
    stocks["rows"][0][1] = "1"
    (change,) = mark_changes(told(), older)
    assert change["was"] == "1" and stocks["columns"][1]["label"] in change["where"]
    stocks["columns"][1] = dict(stocks["columns"][1], label="Kolom lama")
    now = told()
    assert {change["was"] for change in mark_changes(now, older)} == {"(kosong)"}, "what was not asked then is new"
