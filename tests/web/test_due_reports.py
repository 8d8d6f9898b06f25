"""A company's first page and lists: what is owed first, which report is asked for, what Data Umum must say before."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from siinas.catalogue.reports.production import ProductionReport
from siinas.models import Establishment
from siinas.operations import obligations
from tests.factories import make_report
from tests.web.world import read


@pytest.fixture
def established(sqlite_engine, company, works_here):
    """Changes the company and makes what it owes."""

    def change(**values):
        with Session(sqlite_engine) as session:
            row = session.get_one(Establishment, company.establishment_id)
            for key, value in values.items():
                setattr(row, key, value)
            session.commit()
        obligations.extend(works_here())

    return change


def tasks(page, label):
    """Titles and states of a task list."""
    return [
        (task.select_one(".task-link").get_text(strip=True), task.select_one(".task-state").get_text(" ", strip=True))
        for task in page.select(f'ul.tasks[aria-label="{label}"] li')
    ]


def test_what_is_owed_comes_first_and_late_is_said_in_words(browser, company, established):
    established(registered_at=datetime(2026, 5, 1, 3, tzinfo=UTC))
    page = read(browser(company.owner).get("/perusahaan/"))
    found = tasks(page, "Laporan Produksi")
    assert found[0] == ("Triwulan 2 Tahun 2026", "Terlambat, belum dibuat")
    assert found[1] == ("Triwulan 3 Tahun 2026", "Belum dibuat")
    assert "Tenggat 31 Oktober 2026 (25 hari lagi)." in page.get_text(" ", strip=True)
    assert "tidak berproduksi tetap melapor" in page.get_text(" ", strip=True)
    assert not tasks(page, "Laporan Pembangunan"), "what is not asked for is not shown"
    listed = read(browser(company.owner).get("/perusahaan/laporan-produksi/"))
    assert [title for title, _ in tasks(listed, "Harus dilaporkan")] == [
        "Triwulan 2 Tahun 2026",
        "Triwulan 3 Tahun 2026",
    ]


def test_the_oldest_debt_is_chosen_first(browser, company, established):
    """Later reports begin with what it says; any other may be chosen."""
    established(registered_at=datetime(2026, 2, 1, 3, tzinfo=UTC))
    page = read(browser(company.owner).get("/perusahaan/laporan-produksi/baru/"))
    offered = [one["value"] for one in page.select("input[name=period]:not([disabled])")]
    assert offered == sorted(offered, reverse=True) and len(offered) > 2
    (chosen,) = page.select("input[name=period][checked]")
    assert chosen["value"] == "2026-Q1", "registered in the first quarter"


def test_what_came_back_is_to_be_reported_again(browser, company, officers, established, works_here):
    make_report(works_here, company, officers, "returned")
    established(registered_at=datetime(2026, 8, 1, 3, tzinfo=UTC))
    listed = read(browser(company.owner).get("/perusahaan/laporan-produksi/"))
    assert tasks(listed, "Harus dilaporkan") == [("Triwulan 3 Tahun 2026", "Pengembalian Data")]
    assert "Lihat catatan petugas, perbaiki, lalu kirim lagi." in listed.get_text(" ", strip=True)


def test_the_other_report_says_which_one_is_asked_for(browser, company, established):
    established()
    owner = browser(company.owner)
    page = read(owner.get("/perusahaan/laporan-pembangunan/baru/"))
    text = page.get_text(" ", strip=True)
    assert "Laporan ini tidak diminta dari perusahaan Anda" in text
    assert "tahap Produksi, Industri Menengah Besar. Yang diminta: Laporan Produksi." in text
    refused = read(owner.post("/perusahaan/laporan-pembangunan/baru/", {"period": "2026-Q3"}))
    assert "Yang diminta: Laporan Produksi." in refused.select_one(".error-summary").get_text(" ", strip=True)


def test_without_a_stage_the_first_page_leads_to_data_umum(browser, company, established):
    established(stage=None, reporting_category=None)
    page = read(browser(company.owner).get("/perusahaan/"))
    notice = next(one for one in page.select(".notice") if "Belum diketahui laporan mana" in one.get_text())
    assert "Isi dahulu Tahap dan Kategori Pelaporan" in notice.get_text(" ", strip=True)
    assert notice.select_one("a")["href"].endswith("/perusahaan/data-umum/")


@pytest.mark.parametrize("category", ["medium_large", "small", "shipyard"])
def test_the_guide_says_what_is_asked_of_this_company(browser, company, established, category):
    """Drawn from the declaration: pages, periods, states with their time limits."""
    established(reporting_category=category)
    owner = browser(company.owner)
    link = read(owner.get("/perusahaan/laporan-produksi/")).find("a", string="Panduan Penyampaian Laporan")
    page = read(owner.get(link["href"]))
    asked = ProductionReport.steps_in(category)
    rows = [cell.get_text(" ", strip=True) for cell in page.select('[aria-label="Yang diisi"] tbody td:first-child')]
    assert rows == [f"{number}. {step.title}" for number, step in enumerate(asked, 1)]
    text = page.get_text(" ", strip=True)
    for said in ("Triwulan 3 Tahun 2026", "31 Oktober 2026", "Pengembalian Data", "5 hari kerja", "Pasal 5 dan 7"):
        assert said in text, said
    assert "Konsep (Belum Dikirim Ke Kemenperin)" in text and "Dihapus oleh perusahaan" not in text
    building = read(owner.get("/perusahaan/laporan-pembangunan/panduan/")).get_text(" ", strip=True)
    assert "Progres Pembangunan" in building and "Bila tidak berproduksi" not in building
