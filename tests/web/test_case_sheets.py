"""Filling in a report by a workbook, on the pages: download, upload, what is told, undo; nothing of another company."""

from __future__ import annotations

import io

import openpyxl
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from siinas.models import Case
from tests.web.pages import faults
from tests.web.test_company_imports import work_off
from tests.web.world import Browser, World, words

BASE = "/perusahaan/laporan-produksi/"


def workbook(browser: Browser, public_id: str) -> openpyxl.Workbook:
    answer = browser.get(f"{BASE}{public_id}/lembar-isian.xlsx")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=isian-LP-")
    return openpyxl.load_workbook(io.BytesIO(answer.data))


def bring(browser: Browser, public_id: str, book: openpyxl.Workbook, **chosen: str) -> str:
    """Upload; the address of the task's page."""
    out = io.BytesIO()
    book.save(out)
    given = {"sheet_file": (io.BytesIO(out.getvalue()), "isian.xlsx"), "how": "ganti", "overwrite": "tidak"} | chosen
    answer = browser.post(f"{BASE}{public_id}/lembar-isian/", given, content_type="multipart/form-data")
    assert answer.status_code == 302, words(answer)
    return str(answer.headers["Location"])


def test_there_and_back_with_a_mistake_and_an_undo(world: World) -> None:
    browser, public_id = world.of("staff"), world.reports["draft"]
    link = browser.page(f"{BASE}{public_id}/").find("a", string="Isi dengan lembar kerja (XLSX)")
    assert link is not None and link["href"] == f"{BASE}{public_id}/lembar-isian/"
    book = workbook(browser, public_id)
    book["Bahan Baku"]["A2"].value = "Nira <b>"
    book["Data Umum"]["B4"].value = "banyak"
    address = bring(browser, public_id, book)
    assert "Menunggu" in words(browser.page(address))
    before = world.case(public_id, lambda case: case.answers)
    work_off(world)
    page = browser.page(address)
    told = words(page)
    assert "Sebagian isi lembar dimuat" in told and "Data Umum, B4" in told and "banyak" in told
    assert world.case(public_id, lambda case: case.answers["material_lines"][0]["material_name"]) == "Nira <b>"
    link = page.select_one("main a.btn-primary")
    assert link is not None
    marked = openpyxl.load_workbook(io.BytesIO(browser.get(str(link["href"])).data))
    assert marked["Data Umum"]["B4"].comment is not None
    assert address in [a["href"] for a in browser.page(f"{BASE}{public_id}/lembar-isian/").select("main a")]
    form = page.select_one("form.button-form")
    assert form is not None
    task = form.select_one("input[name=task]")["value"]
    assert "seperti sebelum unggahan ini?" in words(browser.post(str(form["action"]), {"task": task}))
    answer = browser.post(str(form["action"]), {"task": task, "confirmed": "1"}, follow_redirects=True)
    assert "Isian sebelum unggahan dikembalikan" in words(answer)
    assert world.case(public_id, lambda case: case.answers) == before
    assert browser.page(address).select("form.button-form") == []


def test_what_is_asked_and_what_is_no_workbook(world: World) -> None:
    browser, public_id = world.of("owner"), world.reports["draft"]
    answer = browser.post(f"{BASE}{public_id}/lembar-isian/", {}, content_type="multipart/form-data")
    assert faults(answer).keys() >= {"sheet_file", "how"}
    for content, name in ((b"%PDF-1.7", "a.xlsx"), (b"x", "a.exe"), (b"", "a.csv")):
        given = {"sheet_file": (io.BytesIO(content), name), "how": "ganti", "overwrite": "tidak"}
        answer = browser.post(f"{BASE}{public_id}/lembar-isian/", given, content_type="multipart/form-data")
        assert answer.status_code == 200
        assert faults(answer)["sheet_file"]


def test_a_column_that_a_small_company_is_not_asked_is_told(world: World) -> None:
    browser, public_id = world.of("staff"), world.reports["draft"]
    table = browser.get(f"{BASE}{public_id}/ekspor/produksi.csv").data
    with Session(world.engine) as session:
        case = session.scalars(select(Case).where(Case.public_id == public_id)).unique().one()
        case.answers = case.answers | {"report_category": "small"}
        session.commit()
    given = {"sheet_file": (io.BytesIO(table), "produksi.csv"), "how": "ganti", "overwrite": "tidak"}
    answer = browser.post(f"{BASE}{public_id}/lembar-isian/", given, content_type="multipart/form-data")
    work_off(world)
    told = words(browser.page(str(answer.headers["Location"])))
    assert "Produksi dan Penjualan: kolom yang tidak diminta pada laporan ini tidak dibaca" in told
    assert "Nilai Penjualan" in told and "Isi lembar dimuat" in told


def test_a_sent_report_takes_no_workbook(shared_world: World) -> None:
    browser, public_id = shared_world.of("owner"), shared_world.reports["verification"]
    for part in ("lembar-isian/", "lembar-isian.xlsx"):
        assert browser.get(f"{BASE}{public_id}/{part}").status_code == 302
    assert browser.page(f"{BASE}{public_id}/").find("a", string="Isi dengan lembar kerja (XLSX)") is None


@pytest.mark.parametrize("part", ["lembar-isian/", "lembar-isian.xlsx"])
def test_a_report_of_another_company(shared_world: World, part: str) -> None:
    browser = shared_world.of("owner")
    assert browser.get(f"{BASE}{shared_world.foreign['draft']}/{part}").status_code == 404


def test_an_upload_of_another_company_cannot_be_undone(world: World) -> None:
    other = world.browser(world.b.owner)
    address = bring(other, world.foreign["draft"], workbook(other, world.foreign["draft"]))
    work_off(world)
    before = world.case(world.foreign["draft"], lambda case: dict(case.answers))
    task = address.rstrip("/").rpartition("/")[2]
    browser = world.of("owner")
    for public_id in (world.reports["draft"], world.foreign["draft"]):
        given = {"task": task, "confirmed": "1"}
        assert browser.post(f"{BASE}{public_id}/lembar-isian/kembalikan/", given).status_code == 404
    assert world.case(world.foreign["draft"], lambda case: dict(case.answers)) == before
    assert browser.get(address).status_code == 404
