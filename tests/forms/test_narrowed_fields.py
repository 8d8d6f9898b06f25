"""Fields that hang on one another: options below an answer, entries found by words, in pages and in rows."""

from __future__ import annotations

from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

from forms.from_declaration import form_class, problems
from siinas.process.fields import Choice, HsCode, NameOf, Reference, Text, Through
from siinas.process.steps import Row, Step
from siinas.process.tables import Table
from siinas.queries.searching import Found

REGIONS = {
    "33": ("Jawa Tengah", ""),
    "35": ("Jawa Timur", ""),
    "3374": ("Kota Semarang", "33"),
    "3525": ("Kabupaten Gresik", "35"),
    "3578": ("Kota Surabaya", "35"),
    "352513": ("Kebomas", "3525"),
    "357801": ("Karangpilang", "3578"),
    "3525132001": ("Contohrejo", "352513"),
}
LINES = {
    2020: {"10721": "Industri Gula Pasir", "10722": "Industri Gula Merah", "25111": "Industri Barang Logam"},
    2025: {"10729": "Industri Gula Lainnya"},
}


class Lists:
    """Code lists that a person can keep in mind."""

    def options(self, reference: Reference) -> list[tuple[str, str, str]]:
        if reference.name == "province":
            return [(code, name, "") for code, (name, above) in REGIONS.items() if not above]
        if reference.name == "edition":
            return [(str(year), f"KBLI {year}", "") for year in LINES]
        return [(code, name, "") for code, (name, above) in REGIONS.items() if above == reference.under]

    def search(self, reference: Reference, text: str, most: int) -> Found:
        titles = LINES[int(reference.under)] if reference.name == "kbli" else {"17019910": "Gula rafinasi"}
        words = text.casefold().split()
        found = [(c, f"{c} — {t}") for c, t in titles.items() if all(w in f"{c} — {t}".casefold() for w in words)]
        if not found and text == "gla":
            return Found((("10721", "10721 — Industri Gula Pasir"),), close=True)
        return Found(tuple(found[:most]), more=len(found) > most)

    def name(self, reference: Reference, code: str) -> str:
        if reference.name == "kbli":
            title = LINES.get(int(reference.under), {}).get(code)
            return f"{code} — {title}" if title else code
        return REGIONS[code][0] if code in REGIONS else code

    def holds(self, reference: Reference) -> bool:
        return True

    def above(self, reference: Reference, code: str) -> str:
        return REGIONS[code][1] if code in REGIONS else ""


class Place(Row):
    province = Choice("Provinsi", among=Reference("province"))
    regency = Choice("Kabupaten/Kota", among=Reference("regency"), within=province)
    district = Choice("Kecamatan", among=Reference("district"), within=regency)
    village = NameOf("Kelurahan/Desa", listed=Reference("village"), within=district, code="code", required=False)


class Places(Step, title="Tempat"):
    name = Text("Nama")
    places = Table("Tempat", of=Place)


class Line(Row):
    edition = Choice("Versi KBLI", among=Reference("edition"))
    kbli = Choice("KBLI", among=Reference("kbli"), within=edition, searched=True)


class Registered(Row):
    location = Choice(
        "Lokasi Pabrik",
        among=Reference("regency"),
        through=Through(Reference("province"), "Provinsi", "Kabupaten/Kota"),
    )


class Goods(Row):
    hs_code = HsCode("Kode HS")


GOOD = {"province": "35", "regency": "3525", "district": "352513", "village": "Contohrejo"}


def form(of: Any, typed: Any) -> Any:
    return form_class(of, Lists())(MultiDict(typed))


def values(field: Any) -> list[str]:
    return [choice.value for choice in field.choices]


def test_each_level_offers_what_lies_below_the_one_above_it() -> None:
    filled = form(Place, GOOD)
    assert values(filled.province) == ["", "33", "35"]
    assert values(filled.regency) == ["", "3525", "3578"]
    assert values(filled.district) == ["", "352513"]
    assert filled.village.suggestions == ["Contohrejo"]
    assert filled.validate()
    assert filled.answers() == GOOD
    assert [filled[key].below for key in ("regency", "district", "village")] == ["province", "regency", "district"]


def test_nothing_is_offered_below_a_blank() -> None:
    blank = form(Place, {"province": "35"})
    assert values(blank.district) == [""]
    assert blank.district.choices[0].label == "Pilih Kabupaten/Kota dahulu"
    assert not blank.district.process_errors, "a blank is missing, not wrong"


def test_another_province_is_told_at_the_first_level_that_does_not_fit() -> None:
    moved = form(Place, GOOD | {"province": "33"})
    assert values(moved.regency) == ["", "3374"]
    assert not moved.validate()
    assert problems(moved) == [
        (
            "regency",
            "Kabupaten/Kota",
            "Kabupaten Gresik tidak terletak di Provinsi yang dipilih. Pilih salah satu dari daftar.",
        ),
        ("district", "Kecamatan", "Pilih Kabupaten/Kota dahulu, kemudian pilih lagi; sebelumnya Kebomas."),
    ]
    assert moved.village.data == "Contohrejo", "a name that was typed stays"


@pytest.mark.parametrize("odd", ["9999", "35", "352513", "3525 ", "%", "🏭", "x" * 1000])
def test_what_is_no_regency_is_told(odd: str) -> None:
    filled = form(Place, GOOD | {"regency": odd})
    assert not filled.validate()
    assert "Pilih salah satu dari daftar." in filled.regency.errors[0]


def test_rows_of_a_table_are_narrowed_one_by_one() -> None:
    other = {"province": "33", "regency": "3374"}
    typed = {"name": "x"} | {
        f"places-{n}-{key}": value for n, row in enumerate((GOOD, other)) for key, value in row.items()
    }
    first, second = form(Places, typed).places.entries
    assert values(first.form.regency) == ["", "3525", "3578"]
    assert values(second.form.regency) == ["", "3374"]
    assert second.form.district.below == "places-1-regency"


def test_kept_values_are_narrowed_as_posted_ones() -> None:
    kept = form_class(Place, Lists())(data=GOOD)
    assert values(kept.district) == ["", "352513"]
    assert kept.regency.data == "3525"


def test_a_row_with_something_unreadable_is_no_blank_row() -> None:
    typed = {"name": "x", "places-0-regency": "3525"}
    filled = form(Places, typed)
    assert not filled.validate()
    assert len(filled.places.entries) == 1


# Two steps to one answer


@pytest.mark.parametrize(("typed", "answer"), [(["35", "3525"], "3525"), (["3525"], "3525"), (["35", ""], None)])
def test_two_steps_give_one_answer(typed: list[str], answer: str | None) -> None:
    filled = form(Registered, [("location", value) for value in typed])
    assert filled.location.data == answer
    assert filled.location.first == "35"[: 2 if len(typed) > 1 or answer else 0]
    assert values(filled.location) == ["", "3525", "3578"]
    assert filled.validate() is (answer is not None)


def test_a_kept_answer_shows_both_steps() -> None:
    kept = form_class(Registered, Lists())(data={"location": "3374"})
    assert (kept.location.first, kept.location.data) == ("33", "3374")
    assert [choice.value for choice in kept.location.first_choices] == ["", "33", "35"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["33", "3525"], "Kabupaten Gresik tidak terletak di Provinsi yang dipilih."),
        (["", "3525"], "Pilih Provinsi dahulu, kemudian pilih lagi; sebelumnya Kabupaten Gresik."),
        (["9999"], "Pilih salah satu dari daftar."),
        (["99", "9999"], "Pilih salah satu dari daftar."),
        (["35", "35"], "tidak terletak di Provinsi yang dipilih"),
        (["", ""], "Bagian ini wajib diisi."),
    ],
)
def test_two_steps_that_do_not_fit(typed: list[str], said: str) -> None:
    filled = form(Registered, [("location", value) for value in typed])
    assert not filled.validate()
    assert said in filled.location.errors[0]


# Found by words


@pytest.mark.parametrize(
    "text", ["10721", "10721 — Industri Gula Pasir", "gula pasir", " 10721 ", "INDUSTRI GULA PASIR"]
)
def test_a_text_that_means_one_entry_is_taken(text: str) -> None:
    filled = form(Line, {"edition": "2020", "kbli": text})
    assert filled.validate()
    assert filled.kbli.data == "10721"
    assert filled.kbli._value() == "10721 — Industri Gula Pasir"
    assert not filled.kbli.found.entries
    assert not filled.kbli.searched


@pytest.mark.parametrize(
    ("edition", "text", "matches", "said"),
    [
        ("2020", "gula", ["10721", "10722"], "2 cocok dengan “gula”. Pilih salah satu di bawah."),
        ("2020", "1072", ["10721", "10722"], "2 cocok dengan “1072”."),
        ("2025", "1072", ["10729"], "1 cocok dengan “1072”. Pilih salah satu di bawah."),
        ("2020", "gla", ["10721"], "“gla” tidak ditemukan. Yang mirip ada di bawah"),
        ("2020", "kereta", [], "“kereta” tidak ada dalam daftar. Ketik kode atau kata lain dari judulnya."),
        ("2025", "10721", [], "“10721” tidak ada dalam daftar."),
        ("2020", "%_'\"\\", [], "tidak ada dalam daftar."),
        ("2020", "🏭" * 1000, [], "…” tidak ada dalam daftar."),
        ("", "10721", [], "Pilih Versi KBLI dahulu."),
    ],
)
def test_a_text_that_means_none_or_several(edition: str, text: str, matches: list[str], said: str) -> None:
    filled = form(Line, {"edition": edition, "kbli": text})
    assert not filled.validate()
    assert filled.kbli.data is None
    assert [code for code, _label in filled.kbli.found.entries] == matches
    assert said in filled.kbli.errors[0]
    assert filled.kbli._value() == text, "what was typed stays"


def test_a_pick_counts_until_something_else_is_typed() -> None:
    picked = [("edition", "2020"), ("kbli", "gula"), ("kbli", "gula"), ("kbli", "10722")]
    assert form(Line, picked).kbli.data == "10722"
    later = [("edition", "2020"), ("kbli", "logam"), ("kbli", "gula"), ("kbli", "10722")]
    assert form(Line, later).kbli.data == "25111"


def test_the_edition_narrows_the_list() -> None:
    assert form(Line, {"edition": "2025", "kbli": "gula"}).kbli.data == "10729"


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        (["17019910"], "17019910"),
        (["99999999"], "99999999"),
        (["rafinasi"], "17019910"),
        (["gula", "gula", "17019910"], "17019910"),
    ],
)
def test_a_tariff_heading_is_typed_or_found(typed: list[str], answer: str) -> None:
    filled = form(Goods, [("hs_code", value) for value in typed])
    assert filled.validate(), filled.errors
    assert filled.hs_code.data == answer


def test_a_tariff_heading_that_is_neither() -> None:
    filled = form(Goods, {"hs_code": "1701"})
    assert not filled.validate()
    assert filled.hs_code.errors == ["1 cocok dengan “1701”. Pilih salah satu di bawah."]
    filled = form(Goods, {"hs_code": "kereta"})
    assert not filled.validate()
    assert "8 angka" in filled.hs_code.errors[0]
