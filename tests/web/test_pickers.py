"""Choosing regions, KBLI and points without script, and what the pickers are answered where there is script."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from siinas.models import BusinessLine, Establishment, LegalEntity, Region
from tests.documents.hostile_files import hostile_files
from tests.factories import registration_answers
from tests.web.dumps import TECHNICAL, changed, dump
from tests.web.pages import faults, form_of, upload
from tests.web.test_registration_page import NIB_PAPER
from tests.web.world import Browser, World, read, words

OFFICE, FACTORY, WAREHOUSE = "/perusahaan/kantor-pusat/", "/perusahaan/pabrik/", "/perusahaan/gudang/new/"
LINE = "/perusahaan/bidang-usaha/new/"
SHOW = "_tampilkan"


def options(answer: TestResponse, select: str) -> list[str]:
    """What a select offers, the first line left out."""
    return [str(one["value"]) for one in read(answer).select(f"select[id='{select}'] option")[1:]]


def shown(browser: Browser, address: str, form: dict[str, Any], field: str) -> TestResponse:
    """The form as it comes back from a button that only shows."""
    answer = browser.post(address, form | {SHOW: field})
    assert answer.status_code == 200
    assert not faults(answer), "nothing is judged yet"
    return answer


def save(browser: Browser, address: str, form: dict[str, Any], **more: Any) -> TestResponse:
    """Save a form; that an address locks itself by it is known."""
    return browser.post(address, form | {"confirmed": "1"}, **more)


# Regions


def test_the_whole_chain_without_script(world: World) -> None:
    browser = world.of("owner")
    before = dump(world.engine)
    form = form_of(browser.page(OFFICE)) | {"office_province": "33", "office_phone": "0341 5550199"}
    answer = shown(browser, OFFICE, form, "office_regency")
    assert len(options(answer, "office_regency")) == 35
    assert options(answer, "office_district") == []
    form = form_of(read(answer))
    assert (form["office_province"], form["office_regency"], form["office_phone"]) == ("33", "", "0341 5550199")
    answer = shown(browser, OFFICE, form | {"office_regency": "3374"}, "office_district")
    districts = options(answer, "office_district")
    assert districts and all(code.startswith("3374") for code in districts)
    assert changed(before, dump(world.engine)).keys() <= TECHNICAL, "showing options saves nothing"
    form = form_of(read(answer)) | {"office_district": districts[0]}
    assert save(browser, OFFICE, form).status_code == 302
    with Session(world.engine) as session:
        entity = session.get_one(LegalEntity, world.a.legal_entity_id)
        assert (entity.office_regency, entity.office_district) == ("3374", districts[0])


def test_a_province_that_does_not_fit_is_told_and_nothing_is_saved(world: World) -> None:
    browser = world.of("owner")
    before = dump(world.engine)
    answer = browser.post(OFFICE, form_of(browser.page(OFFICE)) | {"office_province": "33"})
    found = faults(answer)
    assert list(found) == ["office_regency", "office_district"]
    assert "Kabupaten Gresik tidak terletak di Provinsi yang dipilih" in found["office_regency"]
    assert form_of(read(answer))["office_province"] == "33"
    assert changed(before, dump(world.engine)).keys() <= TECHNICAL


@pytest.mark.parametrize("odd", ["%", "_", "35'--", "🏭", "3" * 1000, "35 ", "٣٥"])
def test_odd_codes_are_told(shared_world: World, odd: str) -> None:
    browser = shared_world.of("owner")
    form = form_of(browser.page(OFFICE))
    for key in ("office_province", "office_regency", "office_district"):
        answer = browser.post(OFFICE, form | {key: odd})
        assert answer.status_code == 200
        assert "dari daftar" in faults(answer)[key]


def test_registration_by_province_and_regency(world: World) -> None:
    browser, answers = world.browser(), registration_answers()
    place = answers.pop("factory_location")
    form = {**answers, "factory_location": [place[:2], ""], "nib_file": upload(NIB_PAPER, "nib.pdf")}
    answer = shown(browser, "/registrasi", form, "factory_location")
    assert place in options(answer, "factory_location")
    assert "nib.pdf" in words(answer), "the file is kept"
    kept = form_of(read(answer))
    assert {key: kept[key] for key in answers} == answers
    answer = browser.post("/registrasi", {**answers, "factory_location": [place[:2], place]})
    assert answer.status_code == 302, faults(answer)


def test_a_regency_of_another_province_at_registration(shared_world: World) -> None:
    form = {**registration_answers(), "factory_location": ["33", "3507"]}
    answer = shared_world.browser().post("/registrasi", form | {"nib_file": upload(NIB_PAPER, "nib.pdf")})
    assert "Kabupaten Malang tidak terletak di Provinsi yang dipilih" in faults(answer)["factory_location"]


def test_a_warehouse_is_chosen_the_same_way(world: World) -> None:
    browser = world.of("owner")
    form = form_of(browser.page(WAREHOUSE)) | {
        "street": "Jl. Gudang Contoh 9",
        "postal_code": "50111",
        "province": "33",
    }
    answer = shown(browser, WAREHOUSE, form, "regency")
    form = form_of(read(answer)) | {"regency": "3374"}
    answer = shown(browser, WAREHOUSE, form, "district")
    form = form_of(read(answer)) | {"district": options(answer, "district")[0]}
    assert browser.post(WAREHOUSE, form).status_code == 302
    assert "Jl. Gudang Contoh 9" in words(browser.page("/perusahaan/gudang/"))


def test_villages_are_suggested_where_they_are_loaded(world: World) -> None:
    with Session(world.engine) as session:
        district = session.get_one(Establishment, world.a.establishment_id).factory_district
        session.add(Region(code=f"{district}2001", name="Contohrejo", level="village", parent=district))
        session.commit()
    browser = world.of("owner")
    page = browser.page(FACTORY)
    assert [str(one.get_text()) for one in page.select("#factory_village-list option")] == ["Contohrejo"]
    assert save(browser, FACTORY, form_of(page) | {"factory_village": "contohrejo"}).status_code == 302
    with Session(world.engine) as session:
        saved = session.get_one(Establishment, world.a.establishment_id)
        assert (saved.factory_village, saved.factory_village_code) == ("contohrejo", f"{district}2001")
        saved.factory_locked_at = None
        session.commit()
    assert save(browser, FACTORY, form_of(browser.page(FACTORY)) | {"factory_village": "Lain"}).status_code == 302
    with Session(world.engine) as session:
        assert session.get_one(Establishment, world.a.establishment_id).factory_village_code is None


# KBLI


def test_a_kbli_by_words_without_script(world: World) -> None:
    browser = world.of("owner")
    page = browser.page(LINE)
    assert len(page.select("option")) < 40, "the list does not stand in the page"
    form = form_of(page) | {"kbli_code": "pasir gula", "risk_level": "MR"}
    answer = shown(browser, LINE, form, "kbli_code")
    assert form_of(read(answer))["kbli_code"] == "10721 — Industri Gula Pasir", "one match is shown with its title"
    answer = shown(browser, LINE, form | {"kbli_code": "gula"}, "kbli_code")
    picks = [str(one["value"]) for one in read(answer).select("[data-matches] input[type=radio]")]
    assert picks[:2] == ["10721", "10722"]
    assert "6 hasil untuk “gula”" in words(answer)
    assert browser.post(LINE, form | {"kbli_code": ["gula", "gula", "10722"]}).status_code == 302
    with Session(world.engine) as session:
        line = session.query(BusinessLine).filter_by(establishment_id=world.a.establishment_id, kbli_code="10722").one()
        assert (line.kbli_version, line.title) == (2020, "Industri Gula Merah")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("gla pasr", "“gla pasr” tidak ditemukan. Yang mirip ada di bawah"),
        ("industri", "Lebih dari 20 cocok dengan “industri”. Tambah katanya"),
        ("%", "tidak ada dalam daftar"),
        ("_____", "tidak ada dalam daftar"),
        ("🏭🏭", "tidak ada dalam daftar"),
        ("' OR 1=1 --", "tidak ada dalam daftar"),
        ("1" * 1000, "tidak ada dalam daftar"),
        ("x" * 1000, "tidak ada dalam daftar"),
    ],
)
def test_texts_that_mean_no_single_kbli(shared_world: World, text: str, said: str) -> None:
    browser = shared_world.of("owner")
    answer = browser.post(LINE, form_of(browser.page(LINE)) | {"kbli_code": text, "risk_level": "MR"})
    assert answer.status_code == 200
    assert said in faults(answer)["kbli_code"]
    assert form_of(read(answer))["kbli_code"] == text
    assert len(read(answer).select("[data-matches] input[type=radio]")) <= 20


# The map


def test_a_pasted_pair_is_shown_on_the_map_and_saved(world: World) -> None:
    browser = world.of("owner")
    form = form_of(browser.page(FACTORY)) | {"latitude": "-7.16, 112.65", "longitude": ""}
    answer = shown(browser, FACTORY, form, "longitude")
    dot = read(answer).select_one(".map-whole .map-dot")
    assert dot is not None
    assert (float(str(dot["cx"])), float(str(dot["cy"]))) == (11265.0, 716.0)
    assert "Pasangan koordinat dibagi: latitude -7,16, longitude 112,65." in words(answer)
    answer = save(browser, FACTORY, form, follow_redirects=True)
    assert "Pasangan koordinat dibagi" in words(answer)
    with Session(world.engine) as session:
        saved = session.get_one(Establishment, world.a.establishment_id)
        assert (str(saved.latitude), str(saved.longitude)) == ("-7.160000", "112.650000")


def test_a_point_at_sea_is_saved_with_a_warning(world: World) -> None:
    browser = world.of("owner")
    form = form_of(browser.page(FACTORY)) | {"latitude": "-5", "longitude": "110"}
    asked_first = browser.post(FACTORY, form)
    assert "titik ini di laut, lebih dari 10 km dari daratan" in words(asked_first), "before the address locks itself"
    assert save(browser, FACTORY, form).status_code == 302
    assert "lebih dari 10 km dari daratan. Periksa angkanya pada peta." in words(browser.page("/perusahaan/"))
    locked = browser.page(FACTORY).select_one(".point-map .map-whole")
    assert locked is not None and "latitude -5, longitude 110" in str(locked["aria-label"])


def test_officers_see_where_a_company_is(shared_world: World) -> None:
    page = shared_world.of("verifier").page(f"/petugas/perusahaan/details/?id={shared_world.a.establishment_id}")
    maps = page.select(".point-map .map-whole")
    assert [str(one["aria-label"]) for one in maps] == [
        "Peta Indonesia, Alamat Pabrik pada latitude -7,123456, longitude 112,654321"
    ]


# Files and sections that are not asked


def test_the_site_map_is_kept_shown_and_replaced(world: World) -> None:
    browser = world.of("owner")
    form = form_of(browser.page(FACTORY))
    answer = save(browser, FACTORY, form | {"site_map": upload(NIB_PAPER, "denah.pdf")})
    assert answer.status_code == 302
    page = browser.page(FACTORY)
    link = page.select_one(".stored-file a")
    assert link is not None and link.get_text() == "denah.pdf"
    assert browser.get(str(link["href"])).data == NIB_PAPER
    assert browser.post(FACTORY, form_of(page)).status_code == 302, "saving without a file keeps it"
    assert "denah.pdf" in words(browser.page(FACTORY))
    form = form_of(browser.page(FACTORY)) | {"site_map": upload(NIB_PAPER, "denah baru.pdf")}
    assert browser.post(FACTORY, form).status_code == 302
    assert "denah baru.pdf" in words(browser.page(FACTORY))
    assert world.of("auditor").get("/sistem/jurnal/").status_code == 200


def test_a_bad_site_map_is_told_and_the_rest_is_kept(world: World) -> None:
    browser = world.of("owner")
    form = form_of(browser.page(FACTORY)) | {"factory_street": "Jl. Baru Contoh 5"}
    answer = browser.post(FACTORY, form | {"site_map": upload(hostile_files()["script"][1], "denah.pdf")})
    assert answer.status_code == 200
    assert "site_map" in faults(answer)
    assert form_of(read(answer))["factory_street"] == "Jl. Baru Contoh 5"


@pytest.fixture
def trader(world: World) -> World:
    """Company A as a trading company, without any KBLI of industry."""
    with Session(world.engine) as session:
        for line in session.query(BusinessLine).filter_by(establishment_id=world.a.establishment_id):
            line.kbli_code = "46315"
        session.commit()
    return world


def test_a_section_that_is_not_asked_says_why_and_takes_nothing(trader: World) -> None:
    browser = trader.of("owner")
    said = "Tidak diminta: perusahaan tidak memiliki KBLI industri (golongan 10 sampai 33)."
    page = browser.page(FACTORY)
    assert said in words(page)
    assert page.select_one("main form.form-sheet") is None
    assert "Jl. Pabrik Contoh 2" in words(page), "what was saved before is still there"
    before = dump(trader.engine)
    answer = browser.post(FACTORY, {"factory_street": "Jl. Lain", "row_version": "1"})
    assert answer.status_code == 409
    assert said in words(answer)
    assert changed(before, dump(trader.engine)).keys() <= TECHNICAL
    assert "Tidak diminta" in words(browser.page("/perusahaan/"))


def test_a_list_that_is_not_asked_takes_no_rows(trader: World) -> None:
    browser = trader.of("owner")
    page = browser.page("/perusahaan/gudang/")
    assert "Tidak diminta" in words(page)
    assert page.find("a", href=lambda url: bool(url) and "/gudang/new/" in url) is None
    assert browser.get(WAREHOUSE).status_code == 302
    before = dump(trader.engine)
    browser.post(WAREHOUSE, {"street": "Jl. Lain"})
    assert changed(before, dump(trader.engine)).keys() <= TECHNICAL


# What script asks for


def asked(world: World, address: str, **query: str) -> Any:
    answer = world.browser().get(address, query_string=query)
    assert answer.status_code == 200
    assert answer.mimetype == "application/json"
    assert answer.headers["Cache-Control"] == "public, max-age=600"
    assert "Set-Cookie" not in answer.headers, "asking begins no session"
    return answer.json


def test_regions_are_answered_to_anybody(shared_world_on_each: World) -> None:
    world = shared_world_on_each
    found = asked(world, "/pilihan/wilayah", dalam="35")["options"]
    assert len(found) == 38
    assert ["3525", "Kabupaten Gresik"] in found
    assert all(code.startswith("3525") for code, _name in asked(world, "/pilihan/wilayah", dalam="3525")["options"])
    for odd in ("", "3", "99", "%", "35%", "_", "🏭", "3" * 1000, "٣٥", "352", "3525132001"):
        assert asked(world, "/pilihan/wilayah", dalam=odd)["options"] == []


def test_kbli_are_answered_to_anybody(shared_world_on_each: World) -> None:
    world = shared_world_on_each
    assert asked(world, "/pilihan/kbli", dalam="2020", cari="gula pasir") == {
        "options": [["10721", "10721 — Industri Gula Pasir"]],
        "more": False,
        "close": False,
    }
    codes = {code for code, _label in asked(world, "/pilihan/kbli", cari="1072")["options"]}
    assert codes == {"10721", "10722", "10723", "10729"}
    close = asked(world, "/pilihan/kbli", dalam="2020", cari="gla pasr")
    assert close["close"]
    assert close["options"][0][0] == "10721"
    many = asked(world, "/pilihan/kbli", dalam="2020", cari="industri")
    assert (len(many["options"]), many["more"]) == (20, True)
    assert asked(world, "/pilihan/kbli", dalam="1999", cari="gula")["options"] == []
    for odd in ("", "%", "_", "\\", "'", "🏭", "x" * 1000, "1" * 1000, " ", "a" * 50 + " " + "b" * 50, "٣"):
        assert len(asked(world, "/pilihan/kbli", dalam="2020", cari=odd)["options"]) <= 20
    assert asked(world, "/pilihan/kbli", dalam="x" * 500, cari="gula")["close"] is False


def test_tariff_headings_are_answered_once_loaded(shared_world: World) -> None:
    assert asked(shared_world, "/pilihan/hs", cari="gula")["options"] == []


def test_nothing_of_a_company_is_listed(shared_world: World) -> None:
    for name in ("own_kbli", "own_district", "own_estate", "directorate"):
        assert shared_world.browser().get(f"/pilihan/{name}").status_code == 404
