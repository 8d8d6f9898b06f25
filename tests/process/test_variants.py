"""Pages, fields, columns and rules that only some variants of a process ask; a case keeps its own."""

import pytest

from siinas.process.checks import should
from siinas.process.declaration import Process
from siinas.process.fields import Choice, Text, Whole
from siinas.process.flow import Flow, closed, held_by
from siinas.process.roles import COMPANY
from siinas.process.steps import DeclarationError, Row, Step
from siinas.process.tables import Grid, Table

SMALL, LARGE = "small", "large"


class Way(Flow):
    draft = held_by(COMPANY, "Konsep")
    done = closed("Selesai")
    send = draft.to(done, "Kirim")


class Product(Row):
    name = Text("Produk")
    hs = Text("Kode HS", optional_for=(SMALL,))
    sold = Whole("Penjualan", only_for=(LARGE,))


class Cell(Row):
    count = Whole("Jumlah")


def some_product_is_named(answers, facts):
    return False


def something_was_sold(answers, facts):
    return False


class General(Step, title="Umum"):
    size = Choice("Kategori", among={SMALL: "Kecil", LARGE: "Besar"}, standing=True)
    owner = Text("Pemilik", only_for=(SMALL,))


class Products(Step, title="Produksi dan Penjualan", titles={SMALL: "Produksi"}):
    lines = Table("Produk", of=Product, row_title=Product.name)
    people = Grid("Pekerja", rows={"men": "Laki-Laki"}, of=Cell)
    checks = (
        should(some_product_is_named, "Sebutkan produk.", at=lines),
        should(something_was_sold, "Tidak ada yang terjual.", at=lines, only_for=(LARGE,)),
    )


class Waste(Step, title="Limbah", only_for=(LARGE,)):
    kind = Text("Jenis")


class Report(Process, key="contoh-varian", code="CV", title="Contoh", menu="Menu"):
    steps = (General, Products, Waste)
    flow = Way
    variants = General.size


def titles(variant):
    return [step.title for step in Report.asked_steps({"size": variant})]


def test_pages_and_their_names():
    assert titles(SMALL) == ["Umum", "Produksi"]
    assert titles(LARGE) == ["Umum", "Produksi dan Penjualan", "Limbah"]


def test_fields_and_columns():
    small, large = (Report.asked_fields({"size": variant}) for variant in (SMALL, LARGE))
    assert list(small) == ["size", "owner", "lines", "people"]
    assert list(large) == ["size", "lines", "people", "kind"]
    assert list(small["lines"].of.fields) == ["name", "hs"]
    assert list(large["lines"].of.fields) == ["name", "hs", "sold"]


def test_what_may_be_left_blank():
    small, large = (Report.asked_fields({"size": variant})["lines"].of.fields["hs"] for variant in (SMALL, LARGE))
    assert (small.required, large.required) == (False, True)


def test_rules():
    rules = {
        variant: [check.key for check in Report.asked_step("produksi-dan-penjualan", {"size": variant}).checks]
        for variant in (SMALL, LARGE)
    }
    assert rules == {SMALL: ["some_product_is_named"], LARGE: ["some_product_is_named", "something_was_sold"]}


def test_a_page_keeps_its_key_and_is_made_once():
    first, second = (Report.asked_step("produksi-dan-penjualan", {"size": SMALL}) for _ in range(2))
    assert first is second and first.key == "produksi-dan-penjualan" and issubclass(first, Products)


def test_what_differs_in_nothing_is_the_declaration_itself():
    assert Report.asked_step("limbah", {"size": LARGE}) is Waste
    assert Report.asked_fields({"size": SMALL})["people"] is Products.people


def test_a_case_that_names_no_variant_is_of_the_first():
    assert Report.variant_of({}) == SMALL


def test_answers_to_what_is_not_asked_are_dropped():
    page = Report.asked_step("produksi-dan-penjualan", {"size": SMALL})
    stored = page.to_json({"lines": [{"name": "Gula", "sold": 3}], "people": {}})
    assert stored["lines"] == [{"name": "Gula"}]


@pytest.mark.parametrize("where", ["page", "field", "column", "rule", "title"])
def test_unknown_variants_are_refused(where):
    class Line(Row):
        name = Text("Produk", only_for=("huge",) if where == "column" else ())

    class Page(
        Step,
        title="Halaman",
        only_for=("huge",) if where == "page" else (),
        titles={"huge": "X"} if where == "title" else {},
    ):
        size = Choice("Kategori", among={SMALL: "Kecil"}, standing=True)
        city = Text("Kota", optional_for=("huge",) if where == "field" else ())
        lines = Table("Baris", of=Line)
        checks = (should(some_product_is_named, "X", at=city, only_for=("huge",) if where == "rule" else ()),)

    with pytest.raises(DeclarationError, match="huge"):
        type(
            "Bad",
            (Process,),
            {"steps": (Page,), "flow": Way, "variants": Page.size},
            key="b",
            code="B",
            title="B",
            menu="M",
        )


def test_variants_are_the_options_of_a_standing_answer():
    class Page(Step, title="Halaman"):
        size = Choice("Kategori", among={SMALL: "Kecil"})

    with pytest.raises(DeclarationError, match="standing"):
        type(
            "Bad",
            (Process,),
            {"steps": (Page,), "flow": Way, "variants": Page.size},
            key="b",
            code="B",
            title="B",
            menu="M",
        )
