"""Tables of many reports: a company's years, an officer's list as filtered; never a draft, each one journalled."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator

import openpyxl
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from siinas.models import Case, Filing, JournalEntry, Setting
from siinas.process.roles import Role
from tests.factories import make_officer
from tests.web.test_company_imports import work_off
from tests.web.test_export import CAPACITY, MATERIALS, PRODUCTION
from tests.web.world import MARK_A, MARK_B, World, words

OWN = "/perusahaan/laporan-produksi/tabel/"
REGISTER = "/petugas/semua-laporan-produksi/tabel/"
IDENTITY = ["Nomor Laporan", "Nama Perusahaan", "NIB", "Periode"]
SENT = {"verification", "validation", "returned", "accepted"}


def rows_of(content: bytes) -> list[list[str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def packed(answer: TestResponse) -> dict[str, bytes]:
    assert answer.status_code == 200, words(answer)
    assert answer.headers["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.data)) as found:
        return {name: found.read(name) for name in found.namelist()}


def last_export(world: World) -> JournalEntry:
    with Session(world.engine) as session:
        return session.scalars(
            select(JournalEntry).where(JournalEntry.act == "export").order_by(JournalEntry.seq.desc()).limit(1)
        ).one()


def test_a_companys_year_as_the_ministrys_own_files(shared_world: World) -> None:
    browser = shared_world.of("staff")
    page = browser.page(OWN)
    assert [box["value"] for box in page.select("input[name=tahun]")] == ["2026", "2025"]
    assert [box["value"] for box in page.select("input[name=tabel]")][:2] == ["kapasitasproduksi", "produksi"]
    files = packed(browser.post(OWN, {"tahun": ["2025", "2026"], "tabel": ["produksi", "bahanbaku"], "bentuk": "zip"}))
    stem = re.escape("".join(sign for sign in shared_world.a.name if sign.isalnum() or sign in " -_"))
    produced = [name for name in files if re.fullmatch(rf"produksi_{stem}.*_triwulan[1-4]_202[56]\.csv", name)]
    assert len(produced) == len(SENT)
    assert rows_of(files[produced[0]])[0] == PRODUCTION
    contents = rows_of(files["isi.csv"])
    assert contents[0] == ["Berkas", *IDENTITY, "Versi", "Jumlah baris"]
    assert {row[0] for row in contents[1:]} == files.keys() - {"isi.csv"}
    drafts = {
        shared_world.case(shared_world.reports[key], lambda case: case.number) for key in ("draft", "ready", "new")
    }
    assert not drafts & {row[1] for row in contents}
    assert any(row[5].startswith("Kiriman ke-1, diterima ") for row in contents)
    entry = last_export(shared_world)
    assert entry.after["what"] == "Laporan Produksi: produksi, bahanbaku"
    assert (entry.after["kind"], entry.after["filters"]["laporan"]) == ("zip", str(len(SENT)))


def test_capacity_comes_as_the_ministrys_workbook_and_as_csv(shared_world: World) -> None:
    files = packed(shared_world.of("owner").post(OWN, {"tahun": "2026", "tabel": "kapasitasproduksi", "bentuk": "zip"}))
    names = sorted(files.keys() - {"isi.csv"})
    assert [name.rpartition(".")[2] for name in names] == ["csv", "xlsx"]
    sheet = openpyxl.load_workbook(io.BytesIO(files[names[1]])).active
    assert sheet is not None
    assert [cell.value for cell in sheet[1]] == CAPACITY
    assert rows_of(files[names[0]])[1][4] == "70000.00 TNE"


def test_one_table_with_four_columns_in_front(shared_world: World) -> None:
    browser = shared_world.of("owner")
    answer = browser.post(OWN, {"tahun": "2025", "tabel": "bahanbaku", "bentuk": "csv"})
    head, *lines = rows_of(answer.data)
    assert head == [*IDENTITY, *MATERIALS, "Versi"]
    assert {line[2] for line in lines} == {shared_world.a.nib}
    assert {line[3] for line in lines} <= {f"Triwulan {n} Tahun 2025" for n in range(1, 5)}
    assert lines and all(line[-1].startswith("Kiriman ke-") for line in lines)
    book = openpyxl.load_workbook(
        io.BytesIO(browser.post(OWN, {"tahun": "2025", "tabel": ["produksi", "bahanbaku"], "bentuk": "xlsx"}).data)
    )
    assert book.sheetnames == ["Produksi dan Penjualan", "Bahan Baku"]


@pytest.mark.parametrize(
    ("chosen", "sentence"),
    [
        ({"tahun": "2026", "bentuk": "csv"}, "Pilih paling sedikit satu tabel."),
        ({"tahun": "2026", "tabel": "rahasia", "bentuk": "csv"}, "Pilih paling sedikit satu tabel."),
        ({"tahun": "2026", "tabel": "produksi", "bentuk": "pdf"}, "Pilih bentuk berkasnya."),
        ({"tahun": "1999", "tabel": "produksi", "bentuk": "csv"}, "Tidak ada laporan"),
        ({"tabel": "produksi", "bentuk": "csv"}, "Tidak ada laporan"),
    ],
)
def test_what_cannot_be_made_is_told(shared_world: World, chosen: dict[str, str], sentence: str) -> None:
    assert sentence in words(shared_world.of("owner").post(OWN, chosen))


def test_an_officers_list_as_filtered(shared_world: World) -> None:
    browser = shared_world.of("auditor")
    page = browser.page("/petugas/semua-laporan-produksi/")
    link = next(a["href"] for a in page.select("main a") if "Unduh tabel" in a.get_text())
    assert str(link).startswith(REGISTER)
    answer = browser.post(REGISTER, {"tabel": "produksi", "bentuk": "csv"})
    everything = rows_of(answer.data)
    assert {shared_world.a.nib, shared_world.b.nib} <= {row[2] for row in everything}
    assert not {row[0] for row in everything} & {
        shared_world.case(world_reports[key], lambda case: case.number)
        for world_reports in (shared_world.reports, shared_world.foreign)
        for key in ("draft", "ready", "new")
    }
    narrowed = rows_of(
        browser.post(f"{REGISTER}?search={shared_world.b.nib}", {"tabel": "produksi", "bentuk": "csv"}).data
    )
    assert {row[2] for row in narrowed[1:]} == {shared_world.b.nib}
    assert last_export(shared_world).after["filters"]["search"] == shared_world.b.nib


ALL = ["kapasitasproduksi", "produksi", "bahanbaku", "bahanpenolong"]


def cells_of(name: str, content: bytes) -> Iterator[str]:
    """Every text of a file, of those in an archive with their names."""
    if name.endswith(".zip"):
        with zipfile.ZipFile(io.BytesIO(content)) as found:
            for inner in found.namelist():
                yield inner
                yield from cells_of(inner, found.read(inner))
    elif name.endswith(".xlsx"):
        for sheet in openpyxl.load_workbook(io.BytesIO(content)):
            yield from (str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None)
    else:
        yield from (cell for row in rows_of(content) for cell in row)


def taken(answer: TestResponse) -> list[str]:
    assert answer.status_code == 200, words(answer)
    name = re.search(r"filename=\"?([^\";]+)", answer.headers["Content-Disposition"])
    assert name is not None
    return list(cells_of(name[1], answer.data))


@pytest.mark.parametrize("role", [Role.VERIFIER, Role.VALIDATOR, Role.SUPERVISOR])
def test_an_officer_of_one_province_gets_that_province(world: World, role: Role) -> None:
    """At every shape the reports of the one company, and of the other not a word; at once and by the worker."""
    with Session(world.engine) as session:
        here, there, nowhere = (make_officer(session, role, region=region) for region in ("35", "32", "91"))
    numbers = {
        company.nib: {world.case(reports[state], lambda case: case.number) for state in SENT}
        for company, reports in ((world.a, world.reports), (world.b, world.foreign))
    }
    for officer, own, other, mark in ((here, world.a, world.b, MARK_B), (there, world.b, world.a, MARK_A)):
        browser = world.browser(officer)
        for shape, tables in (("zip", ALL), ("csv", ["produksi"]), ("csv", ALL), ("xlsx", ALL)):
            cells = taken(browser.post(REGISTER, {"tabel": tables, "bentuk": shape}))
            assert numbers[own.nib] <= set(cells) and own.nib in cells, shape
            assert not numbers[other.nib] & set(cells), shape
            assert not [cell for cell in cells if mark in cell or other.nib in cell or other.name in cell], shape
            for narrowed in (f"?search={other.nib}", f"?search={next(iter(numbers[other.nib]))}"):
                answer = browser.post(f"{REGISTER}{narrowed}", {"tabel": tables, "bentuk": shape})
                assert "Tidak ada laporan yang sudah dikirim" in words(answer)
    answer = world.browser(nowhere).post(REGISTER, {"tabel": ALL, "bentuk": "csv"})
    assert "Tidak ada laporan yang sudah dikirim" in words(answer)
    with Session(world.engine) as session:
        session.merge(Setting(key="export_at_once", value="1"))
        session.commit()
    browser = world.browser(here)
    address = str(browser.post(REGISTER, {"tabel": ALL, "bentuk": "zip"}).headers["Location"])
    work_off(world)
    cells = taken(browser.get(f"{address}hasil"))
    assert numbers[world.a.nib] <= set(cells)
    assert not [cell for cell in cells if MARK_B in cell or world.b.nib in cell or world.b.name in cell]


def test_who_has_no_reports_to_read_has_no_tables_of_them(shared_world: World) -> None:
    browser = shared_world.of("regional_head")
    assert browser.get(REGISTER).status_code == 403
    assert browser.post(REGISTER, {"tabel": "produksi", "bentuk": "csv"}).status_code == 403


def test_many_reports_are_gathered_by_the_worker(world: World) -> None:
    with Session(world.engine) as session:
        session.merge(Setting(key="export_at_once", value="1"))
        session.commit()
    browser = world.of("auditor")
    answer = browser.post(REGISTER, {"tabel": ["produksi", "bahanbaku"], "bentuk": "zip"})
    assert answer.status_code == 302
    address = str(answer.headers["Location"])
    assert address.startswith("/petugas/pekerjaan/")
    work_off(world)
    page = browser.page(address)
    assert "laporan" in words(page) and "Berkas siap" in words(page)
    files = packed(browser.get(f"{address}hasil"))
    assert len(files) == 2 * 2 * len(SENT) + 1
    entry = last_export(world)
    assert entry.actor_id == world.people["auditor"].id and entry.after["filters"]["laporan"] == str(2 * len(SENT))
    assert world.of("supervisor").get(f"{address}hasil").status_code == 404


def test_the_accepted_version_counts_before_a_later_one(world: World) -> None:
    with Session(world.engine) as session:
        case = session.scalars(select(Case).where(Case.public_id == world.reports["accepted"])).unique().one()
        first = case.filings[-1]
        session.add(
            Filing(
                case_id=case.id,
                sequence=2,
                edition=first.edition,
                answers=first.answers | {"production_lines": []},
                in_words=first.in_words,
                digest="0" * 64,
                sent_by="Contoh",
                sent_at=first.sent_at,
            )
        )
        number = case.number
        session.commit()
    answer = world.of("owner").post(OWN, {"tahun": "2025", "tabel": "produksi", "bentuk": "csv"})
    line = next(row for row in rows_of(answer.data) if row[0] == number)
    assert line[-1].startswith("Kiriman ke-1, diterima")


def test_an_empty_table_says_so(world: World) -> None:
    with Session(world.engine) as session:
        case = session.scalars(select(Case).where(Case.public_id == world.reports["verification"])).unique().one()
        filing = session.get_one(Filing, case.filings[-1].id)
        filing.answers = filing.answers | {"material_lines": []}
        session.commit()
    browser = world.of("owner")
    answer = browser.get(f"/perusahaan/laporan-produksi/{world.reports['verification']}/ekspor/bahanbaku.csv")
    assert rows_of(answer.data)[1][0] == "Tidak ada data"
    assert last_export(world).after["rows"] == 0
    answer = browser.get(f"/perusahaan/laporan-produksi/{world.reports['verification']}/ekspor/bahanbaku.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).active
    assert sheet is not None and sheet["A2"].value == "Tidak ada data"


def test_a_setting_writes_csv_for_spreadsheets_in_indonesia(world: World) -> None:
    with Session(world.engine) as session:
        session.merge(Setting(key="csv_semicolon", value="1"))
        session.commit()
    browser = world.of("owner")
    case = world.reports["verification"]
    answer = browser.get(f"/perusahaan/laporan-produksi/{case}/ekspor/kapasitasproduksi.csv")
    lines = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert lines[0] == CAPACITY
    assert (lines[1][4], lines[1][6]) == ("70000,00 TNE", "70000000,00")
    together = browser.post(OWN, {"tahun": "2026", "tabel": "kapasitasproduksi", "bentuk": "csv"})
    assert ";70000,00 TNE;" in together.data.decode()


def test_the_name_says_which_version(shared_world: World) -> None:
    browser = shared_world.of("owner")
    for state, end in (("draft", "_konsep.csv"), ("verification", "triwulan1_2026.csv")):
        answer = browser.get(f"/perusahaan/laporan-produksi/{shared_world.reports[state]}/ekspor/produksi.csv")
        assert answer.headers["Content-Disposition"].rstrip('"').endswith(end)
