"""Pemantauan Pelaporan: each figure leads to as many rows as it says; looks and exports are journalled; scope holds."""

from __future__ import annotations

import csv
import io
import re

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select
from sqlalchemy.orm import Session

from siinas.models import Establishment, JournalEntry, ReportObligation
from siinas.operations import obligations
from tests.factories import REPORT
from tests.web.pages import work_in
from tests.web.world import World, read

PAGE = "/petugas/pemantauan/"
LIST = "/petugas/kewajiban-lapor/"
READERS = ("verifier", "validator", "supervisor", "administrator", "auditor", "regional_inspector", "regional_head")


@pytest.fixture
def world(world: World) -> World:
    """The world with what its companies owe."""
    with Session(world.engine) as session:
        obligations.extend(work_in(world, session))
    return world


def entries(world: World, act: str) -> list[JournalEntry]:
    """All entries of an act."""
    with Session(world.engine) as session:
        return list(session.scalars(select(JournalEntry).where(JournalEntry.act == act).order_by(JournalEntry.seq)))


def rows_of(page: BeautifulSoup) -> int:
    """How many rows a list says it has."""
    said = page.select_one(".list-count")
    return int(re.match(r"\d+", said.get_text(strip=True))[0]) if said else 0


def links(page: BeautifulSoup) -> list[tuple[int, str]]:
    """All figures of the page with where they lead."""
    tiles = [(int(a.select_one(".stat-number").get_text()), a["href"]) for a in page.select("a.stat")]
    cells = [(int(a.get_text()), a["href"]) for a in page.select("main td.num a")]
    return tiles + cells


@pytest.mark.parametrize("role", ["auditor", "verifier", "regional_inspector"])
def test_every_figure_leads_to_as_many_rows(world: World, role: str) -> None:
    browser = world.of(role)
    for by in ("provinsi", "golongan", "direktorat", "kategori") if role == "auditor" else ("kabupaten",):
        page = read(browser.get(f"{PAGE}?laporan={REPORT}&periode=2026-Q3&menurut={by}"))
        found = links(page)
        assert len(found) > 8
        for number, url in found:
            assert rows_of(read(browser.get(url))) == number, url


def test_the_first_figures(world: World) -> None:
    page = read(world.of("auditor").get(f"{PAGE}?laporan={REPORT}&periode=2026-Q3"))
    with Session(world.engine) as session:
        obliged = select(ReportObligation.id).where(
            ReportObligation.process == REPORT, ReportObligation.period == "2026-Q3"
        )
        number = len(session.scalars(obliged).all())
    assert number >= 2
    assert links(page)[0][0] == number
    text = page.get_text(" ", strip=True)
    assert "Wajib lapor ditetapkan pada" in text
    assert len(page.select("svg.tile-map a")) == 38
    assert all(a["aria-label"] for a in page.select("svg.tile-map a"))
    assert page.select_one("svg.share-line")


@pytest.mark.parametrize("role", ["auditor", "verifier", "regional_inspector"])
def test_accounts_whose_reports_are_not_known_are_listed(world: World, role: str) -> None:
    with Session(world.engine) as session:
        for establishment in session.scalars(select(Establishment)):
            establishment.stage = None
        session.commit()
    browser = world.of(role)
    link = read(browser.get(PAGE)).find("a", string=re.compile("akun belum mengisi tahap"))
    number = int(link.get_text().split()[0])
    assert number >= 1
    assert rows_of(read(browser.get(link["href"]))) == number
    assert rows_of(read(browser.get(link["href"].replace("=0", "=1")))) == 0, "the others"


def test_a_province_opens_its_regencies(world: World) -> None:
    browser = world.of("auditor")
    page = read(browser.get(f"{PAGE}?laporan={REPORT}&periode=2026-Q3"))
    inside = page.select_one("main td a[href*=provinsi]")
    inner = read(browser.get(inside["href"]))
    assert "Menurut Kabupaten/Kota" in inner.get_text(" ", strip=True)
    for number, url in links(inner):
        assert rows_of(read(browser.get(url))) == number


def test_looks_and_exports_are_journalled(world: World) -> None:
    browser = world.of("verifier")
    browser.get(LIST)
    (look,) = entries(world, "list.viewed")
    assert look.after["what"] == "officer_obligations"
    answer = browser.get(f"{LIST}export/csv/")
    lines = list(csv.reader(io.StringIO(answer.get_data(as_text=True).lstrip("\ufeff"))))
    assert lines[0][:4] == ["Nama Perusahaan", "NIB", "Laporan", "Periode"]
    assert len(lines) > 1
    answer = browser.get(f"{PAGE}rincian.csv?laporan={REPORT}&periode=2026-Q3&menurut=kbli")
    lines = list(csv.reader(io.StringIO(answer.get_data(as_text=True).lstrip("\ufeff"))))
    assert lines[0][:3] == ["Kode", "KBLI (5 angka)", "Wajib lapor"]
    assert {entry.after["what"] for entry in entries(world, "export")} >= {"officer_obligations", "officer_monitoring"}
    assert browser.get(f"{PAGE}rincian.xlsx").status_code == 200


@pytest.mark.parametrize("role", READERS)
def test_nobody_sees_beyond_their_reach(world: World, role: str) -> None:
    """The list, its file and the figures hold as many as the scope lets through."""
    browser = world.of(role)
    listed = rows_of(read(browser.get(LIST)))
    file = browser.get(f"{LIST}export/csv/").get_data(as_text=True)
    assert len(list(csv.reader(io.StringIO(file)))) - 1 == listed
    if role in {"auditor", "administrator", "supervisor"}:
        with Session(world.engine) as session:
            assert listed == len(session.scalars(select(ReportObligation.id)).all())


@pytest.mark.parametrize(
    "query", ["laporan=registrasi", "provinsi=00", "menurut=nama", "laporan=x", "provinsi=3525", "menurut=regency"]
)
def test_what_there_is_not(world: World, query: str) -> None:
    assert world.of("auditor").get(f"{PAGE}?{query}").status_code == 404
    assert world.of("auditor").get(f"{PAGE}rincian.pdf").status_code == 404


def test_an_unknown_period_shows_the_newest(world: World) -> None:
    page = read(world.of("auditor").get(f"{PAGE}?laporan={REPORT}&periode=1999-Q1"))
    assert "Triwulan 3 Tahun 2026" in page.get_text(" ", strip=True)


def test_companies_have_no_way_in(world: World) -> None:
    for url in (PAGE, LIST, f"{LIST}export/csv/", f"{PAGE}rincian.csv"):
        assert world.of("owner").get(url).status_code == 403
