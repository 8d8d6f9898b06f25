"""The pickers with script, without a mouse: regions, KBLI, a point on the map; what was emptied can be brought back."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.journeys.conftest import MakeVisitor
from tests.journeys.test_accessibility import Inspection
from tests.journeys.test_keyboard import focused, tab_to
from tests.journeys.visitor import Visitor


def new_warehouse(person: Visitor) -> None:
    """The form of a warehouse, at a company that has one elsewhere."""
    person.sign_in("tekstil")
    person.open("/perusahaan/pabrik/")
    person.fill({"has_other_warehouse": "ya"})
    person.press("Simpan")
    person.sees("Alamat Pabrik disimpan.")
    person.open("/perusahaan/gudang/new/")


def test_regions_by_keyboard_only(visitor: MakeVisitor) -> None:
    person = visitor("tekstil")
    page = person.page
    new_warehouse(person)
    expect(page.get_by_role("button", name="Tampilkan kabupaten/kota")).to_be_hidden()
    province, regency, district = (page.locator(f"#{key}") for key in ("province", "regency", "district"))
    province.focus()
    page.keyboard.type("Jawa Timur")
    expect(regency.locator("option")).to_have_count(39)
    tab_to(page, "regency", most=1)
    page.keyboard.type("Kabupaten Gresik")
    expect(district.locator("option[value='352513']")).to_be_attached()
    tab_to(page, "district", most=1)
    page.keyboard.type("Kebomas")
    person.fill({"village": "Desa Contoh"})
    before = {"province": "35", "regency": "3525", "district": district.input_value(), "village": "Desa Contoh"}
    assert before["district"].startswith("3525")
    person.holds(before)
    province.focus()
    page.keyboard.type("Jawa Tengah")
    person.holds({"province": "33", "regency": "", "district": "", "village": ""})
    said = page.get_by_role("status").filter(has_text="dikosongkan karena Provinsi berubah")
    expect(said).to_contain_text("Kabupaten/Kota, Kecamatan, Kelurahan/Desa")
    expect(regency.locator("option[value='3374']")).to_be_attached()
    tab_to(page, "Kembalikan", most=1)
    page.keyboard.press("Enter")
    person.holds(before)
    expect(province).to_be_focused()
    look = Inspection(person)
    look.look("gudang baru")
    assert not look.found, "\n".join(look.found)


def test_a_kbli_by_keyboard_only(visitor: MakeVisitor) -> None:
    person = visitor("pemilik")
    page = person.page
    person.sign_in("pemilik")
    person.open("/perusahaan/bidang-usaha/new/")
    box = page.get_by_role("combobox", name="KBLI", exact=True)
    expect(page.get_by_role("button", name="Cari KBLI")).to_be_hidden()
    box.focus()
    page.keyboard.type("gula")
    options = page.get_by_role("option")
    expect(page.get_by_role("listbox").get_by_role("option")).to_have_count(6)
    expect(page.get_by_role("status").filter(has_text="6 hasil")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_have_count(0)
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("listbox").get_by_role("option")).to_have_count(6)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    marked = options.and_(page.locator("[aria-selected=true]"))
    wanted = marked.inner_text()
    assert box.get_attribute("aria-activedescendant") == marked.get_attribute("id")
    look = Inspection(person)
    look.look("KBLI, daftar terbuka")
    assert not look.found, "\n".join(look.found)
    page.keyboard.press("Enter")
    expect(box).to_have_value(wanted)
    assert focused(page) == "kbli_code", "Enter took the option and sent nothing"
    person.fill({"risk_level": "MR"})
    person.press("Simpan")
    person.sees(wanted[:5])
    person.open("/perusahaan/bidang-usaha/new/")
    box.fill("gla pasr")
    expect(page.get_by_role("status").filter(has_text="yang mirip")).to_be_visible()
    page.get_by_role("option", name="10721").click()
    expect(box).to_have_value("10721 — Industri Gula Pasir")


def test_a_point_on_the_map(visitor: MakeVisitor) -> None:
    person = visitor("tekstil")
    page = person.page
    new_warehouse(person)
    latitude, longitude = page.locator("#latitude"), page.locator("#longitude")
    latitude.fill("-7.16, 112.65")
    latitude.blur()
    expect(latitude).to_have_value("-7,16")
    expect(longitude).to_have_value("112,65")
    person.sees("Pasangan koordinat dibagi ke kedua kotak.", "Titik pada latitude -7,16, longitude 112,65.")
    whole, near = page.locator(".map-whole"), page.locator(".map-near")
    expect(near).to_be_visible()
    whole.focus()
    page.keyboard.press("ArrowLeft")
    expect(longitude).to_have_value("112,55")
    near.focus()
    page.keyboard.press("ArrowUp")
    expect(latitude).to_have_value("-7,15")
    box = whole.bounding_box()
    assert box is not None
    whole.click(position={"x": box["width"] / 2, "y": box["height"] / 2})
    expect(longitude).to_have_value(re.compile(r"^11[78](,\d+)?$"))
    expect(latitude).to_have_value(re.compile(r"^-2,[3-7]\d?$"))
    look = Inspection(person)
    look.look("gudang dengan titik")
    assert not look.found, "\n".join(look.found)
