"""Long tables in slices: what is shown, what a saving replaces, faults and colleagues in other rows, and no script."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from siinas.catalogue.reports.production import ProductionReport
from siinas.models import Case, JournalEntry
from siinas.process.slices import ROWS_AT_ONCE
from tests.factories import complete_answers
from tests.web.pages import faults, form_of
from tests.web.world import HOST, Browser, World, read, words

STEP = "bahan-baku"
TABLE = "material_lines"
WIZARD = "#wizard-form"
FIRST = f"{TABLE}-0-material_name"


def give_materials(world: World, number: int, name: str = "Bahan") -> str:
    """A draft with so many materials; its public id."""
    public_id: str = world.reports["draft"]
    line = complete_answers()["material_lines"][0] | {"output_product": "Gula kristal putih KANARI-A"}
    rows = [line | {"material_name": f"{name} {n}"} for n in range(1, number + 1)]
    with Session(world.engine) as session:
        case = session.scalars(select(Case).where(Case.public_id == public_id)).unique().one()
        case.answers = case.answers | ProductionReport.to_json({TABLE: rows})
        session.commit()
    return public_id


def names(world: World, public_id: str) -> list[str]:
    """The stored materials."""
    return [row["material_name"] for row in world.case(public_id, lambda case: case.answers[TABLE])]


def address(public_id: str, row: int = 1, **more: Any) -> str:
    asked = {TABLE: row} | more
    return f"/perusahaan/laporan-produksi/{public_id}/halaman/{STEP}/?" + "&".join(f"{k}={v}" for k, v in asked.items())


def page(browser: Browser, public_id: str, row: int = 1, **more: Any) -> dict[str, str]:
    return form_of(browser.page(address(public_id, row, **more)), WIZARD)


def post(browser: Browser, public_id: str, form: dict[str, str], **button: str) -> TestResponse:
    """Post the form; `_ke=…` names the button."""
    return browser.post(address(public_id), {key: value for key, value in form.items() if key != "_lanjut"} | button)


def shown(form: dict[str, str]) -> list[str]:
    """The names of the rows on the page, in order."""
    return [value for key, value in form.items() if key.startswith(TABLE) and key.endswith("-material_name")]


def seen(world: World, public_id: str) -> int:
    return int(world.case(public_id, lambda case: case.saves[STEP]))


def test_a_page_shows_some_rows_and_the_way_to_the_others(world: World) -> None:
    case, browser = give_materials(world, 45), world.of("staff")
    first = browser.page(address(case))
    assert shown(form_of(first, WIZARD)) == [f"Bahan {n}" for n in range(1, ROWS_AT_ONCE + 1)]
    assert "45 baris" in words(first)
    offered = [button["value"] for button in first.select("button[name=_ke]")]
    assert set(offered) == {f"{TABLE}:21", f"{TABLE}:41"}
    last = browser.page(address(case, 44))
    assert shown(form_of(last, WIZARD)) == [f"Bahan {n}" for n in range(41, 46)]
    assert last.select_one(f"#{TABLE}-40 legend").get_text(" ", strip=True).startswith("Bahan baku 41")  # type: ignore[union-attr]
    assert last.select("button[name=_hapus]")[0]["value"] == f"{TABLE}:40"
    for odd in ("0", "-4", "999", "x", ""):
        assert shown(page(browser, case, odd))  # type: ignore[arg-type]


def test_a_short_table_has_no_slices(shared_world: World) -> None:
    first = shared_world.of("staff").page(address(shared_world.reports["draft"]))
    assert not first.select("button[name=_ke], button[name=_cari]")


def test_saving_replaces_exactly_the_rows_that_were_shown(world: World) -> None:
    case, browser = give_materials(world, 45), world.of("staff")
    form = page(browser, case, 21) | {f"{TABLE}-20-material_name": "Gula merah"}
    answer = post(browser, case, form, _lanjut="1")
    assert answer.headers["Location"].endswith("/halaman/bahan-penolong/")
    kept = names(world, case)
    assert kept == [f"Bahan {n}" if n != 21 else "Gula merah" for n in range(1, 46)]
    with Session(world.engine) as session:
        entry = session.scalars(select(JournalEntry).order_by(JournalEntry.seq.desc())).first()
        assert entry is not None
        assert entry.after["rows_from"] == {TABLE: 21}
        assert len(entry.after[TABLE]) == len(entry.before[TABLE]) == ROWS_AT_ONCE


def test_going_to_other_rows_saves_these(world: World) -> None:
    case, browser = give_materials(world, 45), world.of("staff")
    form = page(browser, case) | {FIRST: "Gula merah"}
    answer = post(browser, case, form, _ke=f"{TABLE}:41")
    assert answer.headers["Location"].endswith(f"/halaman/{STEP}/?{TABLE}=41#{TABLE}")
    assert names(world, case)[0] == "Gula merah"
    assert shown(page(browser, case, 41)) == [f"Bahan {n}" for n in range(41, 46)]


def test_rows_taken_out_in_the_middle_leave_the_others(world: World) -> None:
    case, browser = give_materials(world, 45), world.of("staff")
    form = page(browser, case, 21)
    without = read(post(browser, case, form, _hapus=f"{TABLE}:22"))
    back = form_of(without, WIZARD)
    assert shown(back) == [f"Bahan {n}" for n in range(21, 41) if n != 23]
    assert f"{TABLE}-38-material_name" in back and f"{TABLE}-39-material_name" not in back
    assert names(world, case) == [f"Bahan {n}" for n in range(1, 46)], "nothing is saved by it"
    assert post(browser, case, back, _simpan="1").status_code == 302
    assert names(world, case) == [f"Bahan {n}" for n in range(1, 46) if n != 23]


def test_a_row_taken_out_can_be_put_back(world: World) -> None:
    case, browser = give_materials(world, 45), world.of("staff")
    form = page(browser, case, 21) | {f"{TABLE}-22-dom_qty": "tidak terbaca"}
    gone = form_of(read(post(browser, case, form, _hapus=f"{TABLE}:22")), WIZARD)
    gone[f"{TABLE}-22-material_name"] = "Ditulis sesudahnya"
    back = form_of(read(post(browser, case, gone, _kembalikan="1")), WIZARD)
    wanted = [f"Bahan {n}" for n in range(21, 41)]
    wanted[3] = "Ditulis sesudahnya"
    assert shown(back) == wanted
    assert back[f"{TABLE}-22-dom_qty"] == "tidak terbaca"
    for odd in ("", "{", "[1]", '["signer_name", 0, []]', '["material_lines", "x", [["a"]]]'):
        assert post(browser, case, gone | {"_dibuang": odd}, _kembalikan="1").status_code == 200


def test_a_fresh_row_comes_behind_the_last_one(world: World) -> None:
    case, browser = give_materials(world, 45), world.of("staff")
    form = page(browser, case) | {FIRST: "Gula merah"}
    answer = post(browser, case, form, _tambah=TABLE)
    assert answer.status_code == 302
    assert names(world, case)[0] == "Gula merah", "what was on the page is saved"
    fresh = form_of(browser.page(answer.headers["Location"]), WIZARD)
    assert shown(fresh) == [*(f"Bahan {n}" for n in range(41, 46)), ""]
    added = post(browser, case, fresh | {f"{TABLE}-45-material_name": "Bahan 46"}, _simpan="1")
    assert added.status_code == 302
    assert names(world, case)[44:] == ["Bahan 45", "Bahan 46"]


def test_a_fresh_row_behind_a_full_slice_begins_another_one(world: World) -> None:
    case, browser = give_materials(world, 40), world.of("staff")
    answer = post(browser, case, page(browser, case), _tambah=TABLE)
    fresh = form_of(browser.page(answer.headers["Location"]), WIZARD)
    assert shown(fresh) == [""]
    assert post(browser, case, fresh | {f"{TABLE}-40-material_name": "Bahan 41"}, _simpan="1").status_code == 302
    assert names(world, case)[39:] == ["Bahan 40", "Bahan 41"]
    # A table that is shown whole grows on the page, and goes on elsewhere once that is long.
    case = give_materials(world, ROWS_AT_ONCE)
    form = form_of(read(post(browser, case, page(browser, case), _tambah=TABLE)), WIZARD)
    assert len(shown(form)) == ROWS_AT_ONCE + 1


def test_no_more_rows_than_the_table_may_have(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    case, browser = give_materials(world, 45), world.of("staff")
    declared = ProductionReport.fields[TABLE]
    monkeypatch.setattr(declared, "most_rows", 45)
    last = browser.page(address(case, 45))
    assert not last.select("button[name=_tambah]")
    assert "Paling banyak 45 baris" in words(last)
    form = form_of(last, WIZARD)
    more = {key.replace("-44-", "-45-"): value for key, value in form.items() if f"{TABLE}-44-" in key}
    answer = post(browser, case, form | more, _lanjut="1")
    assert "Paling banyak 45 baris." in words(answer)
    assert len(names(world, case)) == 45


# Faults


def test_a_fault_is_kept_with_its_rows_and_the_others_are_saved(world: World) -> None:
    case, browser = give_materials(world, 45), world.of("staff")
    form = page(browser, case, 21) | {f"{TABLE}-22-dom_qty": "banyak", f"{TABLE}-23-material_name": "Baru"}
    answer = post(browser, case, form, _lanjut="1")
    assert answer.status_code == 200
    assert list(faults(answer)) == [f"{TABLE}-22-dom_qty"]
    assert "Bahan baku 23" in words(read(answer).select_one(".error-summary"))  # type: ignore[arg-type]
    assert list(world.case(case, lambda c: c.typed)) == [f"{STEP}/{TABLE}/20/20"]
    tasks = browser.page(f"/perusahaan/laporan-produksi/{case}/")
    assert "Bahan Baku baris 21–40" in words(tasks)
    link = tasks.select_one(f".task a[href*='{TABLE}=21']")
    assert link is not None
    again = read(browser.get(str(link["href"]).partition("#")[0]))
    assert form_of(again, WIZARD)[f"{TABLE}-22-dom_qty"] == "banyak"
    assert form_of(again, WIZARD)[f"{TABLE}-23-material_name"] == "Baru"
    assert again.select_one(f"#{TABLE}-22-dom_qty-error") is not None
    marked = [button["value"] for button in browser.page(address(case)).select("button.slices-bad")]
    assert marked == [f"{TABLE}:21"]
    # Other rows are saved meanwhile, and those with the fault keep their place when rows before them go.
    first = form_of(read(post(browser, case, page(browser, case), _hapus=f"{TABLE}:0")), WIZARD)
    assert post(browser, case, first, _simpan="1").status_code == 302
    assert len(names(world, case)) == 44
    assert list(world.case(case, lambda c: c.typed)) == [f"{STEP}/{TABLE}/19/20"]
    moved = page(browser, case, 25)
    assert moved[f"{TABLE}-21-dom_qty"] == "banyak"
    assert post(browser, case, moved | {f"{TABLE}-21-dom_qty": "1"}, _lanjut="1").status_code == 302
    assert world.case(case, lambda c: c.typed) == {}
    assert names(world, case) == [
        *(f"Bahan {n}" for n in range(2, 24)),
        "Baru",
        *(f"Bahan {n}" for n in range(25, 46)),
    ]


def test_two_slices_may_hold_faults_at_once(world: World) -> None:
    case, browser = give_materials(world, 45), world.of("staff")
    for row in (1, 41):
        form = page(browser, case, row) | {f"{TABLE}-{row - 1}-dom_qty": f"banyak {row}"}
        assert post(browser, case, form, _ke=f"{TABLE}:21").status_code == 302
    assert "belum dapat dipakai" in words(browser.get(address(case, 21)))
    for row in (1, 41):
        assert page(browser, case, row)[f"{TABLE}-{row - 1}-dom_qty"] == f"banyak {row}"
    assert faults(browser.get(address(case, 21))) == {}, "nothing is wrong in the rows between"
    assert world.case(case, lambda c: sorted(c.typed)) == [f"{STEP}/{TABLE}/0/20", f"{STEP}/{TABLE}/40/5"]


def test_a_faulty_slice_may_have_more_rows_than_it_stands_for(world: World) -> None:
    case, browser = give_materials(world, 45), world.of("staff")
    fresh = form_of(browser.page(address(case, 46, baru=TABLE)), WIZARD)
    form = fresh | {f"{TABLE}-45-material_name": "Bahan 46", f"{TABLE}-45-dom_qty": "banyak"}
    assert post(browser, case, form, _simpan="1").status_code == 302
    assert len(names(world, case)) == 45
    again = page(browser, case, 45)
    assert shown(again) == [f"Bahan {n}" for n in range(41, 47)]
    assert post(browser, case, again | {f"{TABLE}-45-dom_qty": "1"}, _simpan="1").status_code == 302
    assert names(world, case)[44:] == ["Bahan 45", "Bahan 46"]


def test_findings_and_gaps_lead_to_their_row(world: World) -> None:
    case, browser = give_materials(world, 45), world.of("staff")
    form = page(browser, case, 41) | {f"{TABLE}-42-dom_value": "0", f"{TABLE}-43-stock_kg": ""}
    assert post(browser, case, form, _simpan="1").status_code == 302
    checked = browser.page(f"/perusahaan/laporan-produksi/{case}/periksa/")
    (link,) = checked.select(".missing a[href*='material_lines=44']")
    assert str(link["href"]).endswith(f"?{TABLE}=44#{TABLE}-43")
    assert browser.page(str(link["href"]).partition("#")[0]).select_one(f"#{TABLE}-43") is not None
    form = page(browser, case, 41) | {f"{TABLE}-43-stock_kg": "1"}
    assert post(browser, case, form, _simpan="1").status_code == 302
    checked = browser.page(f"/perusahaan/laporan-produksi/{case}/periksa/")
    found = {str(a["href"]).rpartition("?")[2] for a in checked.select("#peringatan .field-hint a")}
    assert f"{TABLE}=43#{TABLE}-42" in found


# Looking for a row


@pytest.mark.parametrize(
    ("text", "row"), [("bahan 37", 37), ("  BAHAN 37 ", 37), ("44", 44), ("ahan 45", 45)], ids=range(4)
)
def test_a_row_is_found_by_its_name_or_number(world: World, text: str, row: int) -> None:
    case, browser = give_materials(world, 45), world.of("staff")
    form = page(browser, case) | {FIRST: "Gula merah"}
    answer = post(browser, case, form | {f"_cari-{TABLE}": text}, _cari=TABLE)
    assert f"{TABLE}={row}&" in answer.headers["Location"]
    assert answer.headers["Location"].endswith(f"#{TABLE}-{row - 1}")
    assert names(world, case)[0] == "Gula merah", "what was on the page is saved"
    assert f"Bahan {row}" in shown(form_of(browser.page(answer.headers["Location"].partition("#")[0]), WIZARD))


def test_several_rows_of_a_name_are_gone_through(world: World) -> None:
    case, browser = give_materials(world, 45), world.of("staff")
    place = address(case)
    rows = []
    for _time in range(4):
        form = form_of(browser.page(place), WIZARD) | {f"_cari-{TABLE}": "bahan 3", "_cari": TABLE}
        place = browser.post(place, form).headers["Location"].partition("#")[0]
        rows.append(int(place.partition(f"{TABLE}=")[2].partition("&")[0]))
    assert rows == [3, 30, 31, 32]
    assert "11 baris cocok dengan “bahan 3”" in words(browser.get(place))


def test_what_is_not_found_is_said(world: World) -> None:
    case, browser = give_materials(world, 45), world.of("staff")
    answer = post(browser, case, page(browser, case, 21) | {f"_cari-{TABLE}": "<b>nikel"}, _cari=TABLE)
    assert "Tidak ada baris bernama “<b>nikel”." in words(browser.get(answer.headers["Location"].partition("#")[0]))
    assert f"{TABLE}=21" in answer.headers["Location"]


def test_enter_in_the_search_box_searches_and_elsewhere_goes_on(world: World) -> None:
    case, browser = give_materials(world, 45), world.of("staff")
    found = post(browser, case, page(browser, case) | {f"_cari-{TABLE}": "bahan 37"}, _lanjut="enter")
    assert f"{TABLE}=37" in found.headers["Location"]
    on = post(browser, case, page(browser, case), _lanjut="enter")
    assert on.headers["Location"].endswith("/halaman/bahan-penolong/")
    there = found.headers["Location"].partition("#")[0]
    on = browser.post(there, form_of(browser.page(there), WIZARD) | {"_lanjut": "enter"})
    assert on.headers["Location"].endswith("/halaman/bahan-penolong/"), "the box only shows what was looked for before"


# Two at once


def test_a_colleague_in_other_rows_is_not_overwritten(world: World) -> None:
    mine, colleague, case = world.of("staff"), world.of("owner"), give_materials(world, 45)
    form = page(mine, case, 41) | {f"{TABLE}-40-material_name": "Dari saya"}
    theirs = form_of(read(post(colleague, case, page(colleague, case), _hapus=f"{TABLE}:0")), WIZARD)
    assert post(colleague, case, theirs | {FIRST: "Dari rekan"}, _simpan="1").status_code == 302
    answer = post(mine, case, form, _lanjut="1")
    assert answer.status_code == 409
    assert "sudah disimpan dari tempat lain" in words(answer)
    back = form_of(read(answer), WIZARD)
    assert back[f"{TABLE}-39-material_name"] == "Dari saya", "the rows are found where they stand now"
    assert post(mine, case, back, _lanjut="1").status_code == 302
    kept = names(world, case)
    assert (len(kept), kept[0], kept[39], kept[40]) == (44, "Dari rekan", "Dari saya", "Bahan 42")


def test_a_colleague_in_the_same_rows_is_told_of(world: World) -> None:
    mine, colleague, case = world.of("staff"), world.of("owner"), give_materials(world, 45)
    form = page(mine, case, 41) | {f"{TABLE}-40-material_name": "Dari saya"}
    theirs = page(colleague, case, 41) | {f"{TABLE}-41-material_name": "Dari rekan"}
    assert post(colleague, case, theirs, _simpan="1").status_code == 302
    answer = post(mine, case, form, _lanjut="1")
    assert answer.status_code == 409
    assert names(world, case)[40:42] == ["Bahan 41", "Dari rekan"]
    assert post(mine, case, form_of(read(answer), WIZARD), _lanjut="1").status_code == 302
    assert names(world, case)[40:] == ["Dari saya", "Bahan 42", "Bahan 43", "Bahan 44", "Bahan 45"]


@pytest.mark.parametrize("odd", ["", "x", "-1:5:", "41:", "900:20:zz", "0:99999999999999999999:", "²:1:"])
def test_an_odd_word_about_the_slice_does_no_harm(world: World, odd: str) -> None:
    case, browser = give_materials(world, 25), world.of("staff")
    answer = post(browser, case, page(browser, case, 21) | {f"_bagian-{TABLE}": odd}, _simpan="1")
    assert answer.status_code == 302


# Proposals, sessions, many rows


def test_proposed_rows_beyond_the_first_slice_are_not_lost(world: World) -> None:
    browser, case = world.of("staff"), world.reports["new"]
    line = complete_answers()["capacity_lines"][0]
    with Session(world.engine) as session:
        stored = session.scalars(select(Case).where(Case.public_id == case)).unique().one()
        rows = [line | {"cap_product": f"Produk {n}"} for n in range(1, 41)]
        stored.answers = stored.answers | ProductionReport.to_json({"capacity_lines": rows})
        session.commit()
    place = f"/perusahaan/laporan-produksi/{case}/halaman/produksi-dan-penjualan/"
    form = form_of(browser.page(place), WIZARD)
    assert f"production_lines-{ROWS_AT_ONCE - 1}-prod_product" in form
    assert f"production_lines-{ROWS_AT_ONCE}-prod_product" not in form
    answer = browser.post(place, form | {"_ke": "production_lines:21"})
    assert answer.status_code == 302
    kept = world.case(case, lambda c: [row["prod_product"] for row in c.answers["production_lines"]])
    assert kept == [f"Produk {n}" for n in range(1, 41)]
    fresh = form_of(browser.page(answer.headers["Location"].partition("#")[0]), WIZARD)
    assert fresh["production_lines-20-prod_product"] == "Produk 21"


def test_what_was_typed_into_a_slice_waits_over_a_signing_in(world: World) -> None:
    case = give_materials(world, 45)
    for button in ({"_simpan": "1"}, {"_ke": f"{TABLE}:1"}, {"_tambah": TABLE}, {"_hapus": f"{TABLE}:44"}):
        browser = world.browser(world.people["owner"])
        place = address(case, 41)
        form = form_of(browser.page(place), WIZARD) | {f"{TABLE}-40-material_name": f"Waktu {button}"} | button
        token = browser.token(place)
        world.clock.move(hours=2)
        own = {"Origin": HOST, "Sec-Fetch-Site": "same-origin"}
        late = browser.client.post(place, data=form | {"csrf_token": token}, base_url=HOST, headers=own)
        assert late.status_code == 302
        assert browser.sign_in(world.people["owner"]).headers["Location"] == "/kirim-ulang"
        asked = browser.page("/kirim-ulang").select_one("main form")
        assert isinstance(asked, BeautifulSoup) or asked is not None
        fields = {str(field["name"]): str(field.get("value", "")) for field in asked.select("input[name]")}
        saved = browser.client.post(str(asked["action"]), data=fields, base_url=HOST, headers=own)
        if "_hapus" in button or "_tambah" in button:
            assert saved.status_code == 200, "rows come and go on the page"
            assert form_of(read(saved), WIZARD)[f"{TABLE}-40-material_name"] == f"Waktu {button}"
        else:
            assert saved.status_code == 302
            assert names(world, case)[40] == f"Waktu {button}"
            assert len(names(world, case)) == 45


def test_a_thousand_rows_are_filled_like_twenty(world: World) -> None:
    case, browser = give_materials(world, 1000), world.of("staff")
    first = browser.page(address(case, 501))
    assert len(first.select(".row-card")) == ROWS_AT_ONCE
    assert len(first.select(".slices-list li")) < 12
    form = form_of(first, WIZARD) | {f"{TABLE}-500-material_name": "Gula merah"}
    assert post(browser, case, form, _ke=f"{TABLE}:981").status_code == 302
    assert names(world, case)[499:502] == ["Bahan 500", "Gula merah", "Bahan 502"]
