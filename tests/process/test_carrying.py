"""A new report begins with structure and stocks of the last one; flows begin blank."""

from decimal import Decimal

from siinas.process.carrying import carried_over
from siinas.process.fields import Rupiah, Text, Whole
from siinas.process.steps import Row, Step
from siinas.process.tables import Grid, Table


class Line(Row):
    name = Text("Bahan", carried=True)
    bought = Whole("Dibeli")
    closing = Whole("Persediaan akhir")
    opening = Whole("Persediaan awal", carried=closing)


class Stock(Row):
    closing = Rupiah("Akhir")
    opening = Rupiah("Awal", carried=closing)


class Page(Step, title="Halaman"):
    signer = Text("Penanda tangan", carried=True)
    note = Text("Catatan")
    total = Whole("Jumlah", computed=True, carried=True)
    lines = Table("Bahan", of=Line, carried=True)
    visits = Table("Kunjungan", of=Line)
    stocks = Grid("Persediaan", rows={"raw": "Bahan baku", "done": "Barang jadi"}, of=Stock)


LAST = {
    "signer": "Sari",
    "note": "sekali saja",
    "total": Decimal(4),
    "lines": [{"name": "Tebu", "bought": Decimal(5), "closing": Decimal(2), "opening": Decimal(1)}],
    "visits": [{"name": "A"}],
    "stocks": {"raw": {"opening": Decimal(7), "closing": Decimal(9)}, "done": {}},
}


def test_structure_and_stocks_are_carried_and_flows_are_blank():
    assert carried_over([Page], LAST) == {
        "signer": "Sari",
        "lines": [{"name": "Tebu", "opening": Decimal(2)}],
        "stocks": {"raw": {"opening": Decimal(9)}},
    }


def test_nothing_comes_from_nothing():
    assert carried_over([Page], {}) == {}


def test_the_last_report_stays_as_it_was():
    carried_over([Page], LAST)["lines"][0]["name"] = "Batu"
    assert LAST["lines"][0]["name"] == "Tebu"


def test_a_page_that_was_left_out_begins_with_what_was_said_on_it_last():
    """Newest first: a report of a company at rest knows only its signer."""
    assert carried_over([Page], {"signer": "Budi"}, LAST)["signer"] == "Budi", "a page is taken as a whole"
    assert carried_over([Page], {"other_page": 1}, LAST) == carried_over([Page], LAST)
    assert carried_over([Page]) == {}
