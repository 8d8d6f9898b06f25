"""The portal without a mouse: skip link, signing in, pages of the wizard, questions, filters, the menu of a phone."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.journeys.conftest import MakeVisitor
from tests.journeys.visitor import NARROW, PASSWORD, Visitor

MOST_TABS = 90
FOCUSED = """() => {
  const one = document.activeElement;
  return one.name || one.innerText.trim() || one.getAttribute("aria-label") || one.tagName;
}"""
MARKED = """() => {
  const one = document.activeElement;
  const style = getComputedStyle(one);
  return style.outlineStyle !== "none" || style.boxShadow !== "none" || one.type === "radio" || one === document.body;
}"""


def focused(page: Page) -> str:
    """What has the focus: its name where it is a field or a named button, else its words."""
    return str(page.evaluate(FOCUSED))


def tab_to(page: Page, name: str, *, most: int = MOST_TABS) -> None:
    """Press Tab until that field, link or button has the focus; whatever has it on the way is visibly marked."""
    for _ in range(most):
        page.keyboard.press("Tab")
        assert page.evaluate(MARKED), f"nothing shows that {focused(page)} has the focus"
        if focused(page).startswith(name):
            return
    raise AssertionError(f"{name} cannot be reached with {most} times Tab; now at {focused(page)}")


def follow(page: Page, name: str) -> None:
    """Tab to a link or button from where one is, and press Enter."""
    tab_to(page, name)
    page.keyboard.press("Enter")


def skip_to_content(page: Page) -> None:
    """The first Tab on a page reaches the skip link, and that leads to the content."""
    page.keyboard.press("Tab")
    assert focused(page) == "Langsung ke isi halaman"
    expect(page.locator(".skip-link")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#isi")).to_be_focused()


def sign_in_by_keyboard(person: Visitor, user_name: str) -> None:
    """Sign in with Tab and Enter alone."""
    page = person.page
    person.open("/masuk")
    skip_to_content(page)
    tab_to(page, "user_name", most=1)
    page.keyboard.type(user_name)
    tab_to(page, "password", most=1)
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator(".head-menu-person")).to_be_visible()


def test_sign_in_and_fill_pages_by_keyboard_only(visitor: MakeVisitor) -> None:
    person = visitor("staf")
    page = person.page
    sign_in_by_keyboard(person, "staf")
    follow(page, "Laporan Produksi")
    person.heading("Laporan Produksi")
    address = page.locator("tr", has_text="Konsep").get_by_role("link").first.get_attribute("href")
    assert address
    person.open(f"{address}halaman/tenaga-kerja/")
    skip_to_content(page)
    tab_to(page, "workers-0-production_permanent")
    for place in range(20):
        if focused(page) == "_nol":  # the button below a table, that puts zeros into it
            page.keyboard.press("Tab")
        page.keyboard.press("ControlOrMeta+A")
        page.keyboard.type(str(place))
        page.keyboard.press("Tab")
    tab_to(page, "_lanjut", most=2)
    page.keyboard.press("Enter")
    person.heading("Prakerin")
    person.open(f"{address}halaman/tenaga-kerja/")
    person.holds({"workers-1-other_temporary": "7", "education-7-people": "15"})
    # Enter inside a field goes on as well, and never takes a row out.
    page.locator("[name='education-7-people']").focus()
    page.keyboard.press("Enter")
    person.heading("Prakerin")


def test_rows_by_keyboard_only(visitor: MakeVisitor) -> None:
    person = visitor("staf")
    page = person.page
    person.sign_in("staf")
    person.open("/perusahaan/laporan-produksi/")
    address = page.locator("tr", has_text="Konsep").get_by_role("link").first.get_attribute("href")
    person.open(f"{address}halaman/bahan-bakar/")
    before = page.locator("#fuels > .row-card").count()
    tab_to(page, "_tambah")
    page.keyboard.press("Enter")
    person.rows(before + 1, of="fuels")
    expect(page.locator(f"[name='fuels-{before}-fuel']")).to_be_focused()
    page.keyboard.type("Solar")
    expect(page.locator(f"[name='fuels-{before}-fuel']")).to_have_value("diesel")
    tab_to(page, "_hapus")
    page.keyboard.press("Enter")
    person.rows(before, of="fuels")
    expect(page.locator("#fuels")).to_be_focused()


def test_a_question_before_deleting(visitor: MakeVisitor) -> None:
    person = visitor("pemilik")
    page = person.page
    person.sign_in("pemilik")
    person.open("/perusahaan/contact-person/new/")
    values = {"name": "Sementara Contoh", "position": "Staf", "mobile": "0812 0000 0999", "is_main": "tidak"}
    person.fill(values | {"email": "sementara@contoh.example.test"})
    person.press("Simpan")
    row = page.locator("tr", has_text="Sementara Contoh")
    delete = row.get_by_role("button", name=re.compile("^Hapus"))
    delete.focus()
    page.keyboard.press("Enter")
    question = page.get_by_role("dialog")
    expect(question).to_contain_text("Hapus data ini?")
    assert focused(page) == "Batal"
    page.keyboard.press("Escape")
    expect(question).to_have_count(0)
    expect(delete).to_be_focused()
    page.reload()
    expect(row).to_have_count(1)
    delete.focus()
    page.keyboard.press("Enter")
    expect(question).to_be_visible()
    tab_to(page, "Hapus", most=2)
    page.keyboard.press("Enter")
    person.sees("Sudah dihapus.")
    expect(row).to_have_count(0)


def test_filter_the_register_by_keyboard(visitor: MakeVisitor) -> None:
    person = visitor("verifikator")
    page = person.page
    person.sign_in("verifikator")
    person.open("/petugas/semua-laporan-produksi/")
    everything = page.locator(".list-table tbody tr").count()
    status = page.get_by_label("Status", exact=True)
    status.focus()
    # Each arrow passes an option by; nothing is applied before one asks for it.
    for _ in range(10):
        if status.evaluate("(one) => one.selectedOptions[0].textContent") == "Diterima":
            break
        page.keyboard.press("ArrowDown")
        expect(status).to_be_focused()
    follow(page, "Terapkan")
    person.sees("Status: Diterima")
    states = page.locator(".list-table tbody .state")
    assert 0 < states.count() < everything
    assert set(states.all_inner_texts()) == {"Diterima"}
    follow(page, "Status: Diterima")
    expect(page.locator(".list-table tbody tr")).to_have_count(everything)


def test_the_menu_of_a_phone(visitor: MakeVisitor) -> None:
    person = visitor("pemilik")
    page = person.page
    person.sign_in("pemilik")
    page.set_viewport_size(NARROW)
    entry = page.get_by_role("navigation", name="Menu utama").get_by_role("link", name="Dokumen Perizinan")
    expect(entry).to_be_hidden()
    follow(page, "Menu")
    expect(entry).to_be_visible()
    follow(page, "Dokumen Perizinan")
    person.heading("Dokumen Perizinan")
    expect(entry).to_be_hidden()
    expect(page.get_by_role("link", name="Langsung ke isi halaman")).not_to_be_in_viewport()
