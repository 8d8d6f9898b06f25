"""Tables that leave the portal: exact bytes of a CSV, typed cells of a workbook, no formula, each one journalled."""

from __future__ import annotations

import csv
import io
import re
from datetime import datetime
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from siinas.documents.tables import Column, csv_lines, sheet_names, xlsx_bytes
from siinas.models import Case, ContactPerson, Filing, JournalEntry, PermittedCapacity
from tests.web.world import Browser, World

PRODUCTION = [
    "No.",
    "Produk",
    "KBLI",
    "Kode HS",
    "Spesifikasi",
    "Merk",
    "Tipe",
    "Sertifikat Halal",
    "Satuan Asli",
    "Jumlah Produksi Satuan Asli",
    "Jumlah Produksi Satuan Standar (Kilogram)",
    "Nilai Produksi (Rp.)",
    "Jumlah Penjualan Satuan Asli",
    "Jumlah Penjualan Satuan Standar (Kilogram)",
    "Nilai Penjualan",
    "Terdapat Stok Yang Dijual",
    "Persentase Ekspor Penjualan (%)",
    "Negara Tujuan Ekspor",
]
CAPACITY = [
    "No.",
    "Produk",
    "KBLI",
    "Kode HS",
    "Kapasitas Produksi Dalam Satuan Asli per Jan - Mar 2026",
    "Kapasitas Terpasang Dalam Satuan Asli per Jan - Mar 2026",
    "Kapasitas Produksi Dalam Satuan Standar per Jan - Mar 2026",
    "Kapasitas Terpasang Dalam Satuan Standar per Jan - Mar 2026",
]
MATERIALS = [
    "No",
    "Nama Bahan Baku",
    "Spesifikasi",
    "Kode HS",
    "Satuan Asli",
    "Jumlah Dalam Negeri (Satuan Asli)",
    "Jumlah Dalam Negeri (Kilogram)",
    "Nilai Dalam Negeri (Rp.)",
    "Jumlah Luar Negeri (Satuan Asli)",
    "Jumlah Luar Negeri (Kilogram)",
    "Nilai Luar Negeri (Rp.)",
    "Negara Asal Impor",
    "KBLI Produk Yang Dihasilkan",
    "Nama Produk Yang Dihasilkan",
    "Jumlah Persediaan (Kilogram)",
    "Nilai Persediaan (Rp.)",
]
QUEUE = [
    "Nama Perusahaan",
    "NIB",
    "Lokasi",
    "Provinsi",
    "Perihal",
    "Nomor",
    "Tanggal Kirim",
    "Status",
    "Tenggat",
]
DECIDERS = ["Verifikator", "Validator"]
FORMULAS = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(A1)",
    '=HYPERLINK("http://jahat.example.test";"x")',
    "=cmd|' /C calc'!A0",
)


def table(answer: TestResponse) -> list[list[str]]:
    """A CSV answer, its bytes checked: mark, encoding, commas."""
    assert answer.status_code == 200, answer.status
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    assert answer.data.startswith(b"\xef\xbb\xbf")
    assert not answer.data[3:].startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))


def sheets(answer: TestResponse) -> dict[str, Any]:
    """A workbook answer by sheet; no cell may hold a formula or a link."""
    assert answer.status_code == 200, answer.status
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    for sheet in book:
        assert sheet.freeze_panes == "A2"
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f", f"{cell.coordinate} is a formula"
                assert cell.hyperlink is None
    return {sheet.title: sheet for sheet in book}


def case_table(browser: Browser, public_id: str, name: str, side: str = "perusahaan") -> TestResponse:
    """A table of a report."""
    return browser.get(f"/{side}/laporan-produksi/{public_id}/ekspor/{name}")


def test_each_table_is_offered_as_csv_and_as_workbook(shared_world: World) -> None:
    case = shared_world.reports["verification"]
    for side, role in (("petugas", "verifier"), ("perusahaan", "owner")):
        browser = shared_world.of(role)
        links = [str(a["href"]) for a in browser.page(f"/{side}/laporan-produksi/{case}/").select("main a[href]")]
        for name in ("kapasitasproduksi", "produksi", "bahanbaku", "bahanpenolong"):
            for kind in ("csv", "xlsx"):
                (link,) = (link for link in links if f"/ekspor/{name}.{kind}" in link)
                assert browser.get(link).status_code == 200


@pytest.mark.parametrize(
    ("name", "headings"), [("produksi", PRODUCTION), ("kapasitasproduksi", CAPACITY), ("bahanbaku", MATERIALS)]
)
@pytest.mark.parametrize("side", ["perusahaan", "petugas"])
def test_tables_carry_the_ministrys_headings(shared_world: World, name: str, headings: list[str], side: str) -> None:
    browser = shared_world.of("owner" if side == "perusahaan" else "verifier")
    case = shared_world.reports["verification"]
    rows = table(case_table(browser, case, f"{name}.csv", side))
    assert rows[0] == headings
    assert len(rows) == 2
    sheet = next(iter(sheets(case_table(browser, case, f"{name}.xlsx", side)).values()))
    assert [cell.value for cell in sheet[1]] == headings
    book = sheets(case_table(browser, case, "semua.xlsx", side))
    assert headings in [[cell.value for cell in each[1]] for each in book.values()]


def test_the_workbook_holds_the_whole_report(shared_world: World) -> None:
    book = sheets(case_table(shared_world.of("owner"), shared_world.reports["verification"], "semua.xlsx"))
    some = [
        "Data Umum",
        "Kapasitas Produksi",
        "Produksi dan Penjualan",
        "Bahan Baku",
        "Pekerja per Hari",
        "Pekerja menurut pendidikan",
        "Penggunaan Air Baku Untuk Prose",
        "Penggunaan Bahan Bakar",
        "Penggunaan tenaga listrik untuk",
    ]
    assert [name for name in book if name in some] == some
    general = {row[1].value: (row[2].value, row[3].value, row[4].value) for row in book["Data Umum"].iter_rows(2)}
    assert general["Status"] == ("Berproduksi", None, None)
    assert general["Modal Kerja"] == (None, 25_000_000_000, "Rp")
    workers = [[cell.value for cell in row] for row in book["Pekerja per Hari"]]
    assert workers[0][:2] == ["Uraian", "Produksi tetap (orang)"]
    assert workers[1] == ["Laki-Laki", 200, 50, 30, 0]
    fuels = [[cell.value for cell in row] for row in book["Penggunaan Bahan Bakar"]]
    assert fuels[0] == ["No.", "Jenis bahan bakar", "Jumlah", "Satuan", "Nilai"]
    assert fuels[1][1:4] == ["Solar", 45000, "liter"]


def test_a_capacity_shows_its_unit_and_stays_a_number(shared_world: World) -> None:
    browser, case = shared_world.of("owner"), shared_world.reports["verification"]
    sheet = sheets(case_table(browser, case, "kapasitasproduksi.xlsx"))["Kapasitas Produksi"]
    assert (sheet["E2"].value, sheet["E2"].number_format) == (70000, '#,##0.00 "TNE"')
    assert (sheet["G2"].value, sheet["G2"].number_format) == (70_000_000, "#,##0.00")
    assert table(case_table(browser, case, "kapasitasproduksi.csv"))[1][4] == "70000.00 TNE"


def test_sheets_have_names_that_a_spreadsheet_takes() -> None:
    assert sheet_names(["A/B", "a-b", "", "x" * 40, "x" * 31]) == ["A-B", "a-b 2", "Tabel", "x" * 31, "x" * 28 + " 2"]


def test_the_values_of_a_table(shared_world: World) -> None:
    browser, case = shared_world.of("owner"), shared_world.reports["verification"]
    answer = case_table(browser, case, "produksi.csv")
    assert "produksi_PT" in answer.headers["Content-Disposition"]
    assert "triwulan1_2026.csv" in answer.headers["Content-Disposition"]
    row = dict(zip(*table(answer), strict=True))
    assert row["No."] == "1"
    assert row["Kode HS"] == "17019910"
    assert row["Satuan Asli"] == "TNE"
    assert row["Jumlah Produksi Satuan Asli"] == "60000.00"
    assert row["Jumlah Penjualan Satuan Asli"] == "55000.50"
    assert row["Nilai Produksi (Rp.)"] == "780000000000"
    assert row["Terdapat Stok Yang Dijual"] == "Tidak"
    assert row["Persentase Ekspor Penjualan (%)"] == "12.50"
    assert row["Negara Tujuan Ekspor"] == "JP, SG"
    assert row["Spesifikasi"] == ""
    sheet = sheets(case_table(browser, case, "produksi.xlsx"))["Produksi dan Penjualan"]
    cells = {sheet.cell(1, column).value: sheet.cell(2, column) for column in range(1, sheet.max_column + 1)}
    assert cells["Jumlah Produksi Satuan Asli"].value == 60000
    assert cells["Jumlah Penjualan Satuan Asli"].value == 55000.5
    assert cells["Jumlah Penjualan Satuan Asli"].number_format == "#,##0.00"
    assert cells["Nilai Produksi (Rp.)"].data_type == "n"
    assert cells["Kode HS"].data_type == "s"
    assert cells["Spesifikasi"].value is None


def test_formulas_are_defused_in_every_text(world: World) -> None:
    with Session(world.engine) as session:
        case = session.scalars(select(Case).where(Case.public_id == world.reports["verification"])).unique().one()
        row = case.filings[-1].answers["production_lines"][0]
        lines = [row | {"prod_product": text, "prod_brand": text} for text in FORMULAS]
        filing = session.get_one(Filing, case.filings[-1].id)
        filing.answers = filing.answers | {"production_lines": lines}
        session.commit()
    for side, role in (("perusahaan", "owner"), ("petugas", "verifier")):
        browser = world.of(role)
        rows = table(case_table(browser, world.reports["verification"], "produksi.csv", side))[1:]
        assert [row[1] for row in rows] == [f"'{text}" for text in FORMULAS]
        assert [row[5] for row in rows] == [f"'{text}" for text in FORMULAS]
        sheet = next(iter(sheets(case_table(browser, world.reports["verification"], "produksi.xlsx", side)).values()))
        for number, text in enumerate(FORMULAS, 2):
            value = sheet.cell(number, 2).value
            assert value.startswith("'"), value
            assert re.sub(r"[\t\r\n_x0-9D]", "", text)[:1] in value


def test_formulas_are_defused_in_lists(world: World) -> None:
    with Session(world.engine) as session:
        for text in FORMULAS:
            session.add(
                ContactPerson(
                    establishment_id=world.a.establishment_id,
                    name=text,
                    position="+manajer",
                    mobile="+62812000",
                    email="a@contoh.example.test",
                )
            )
        session.commit()
    rows = table(world.of("owner").get("/perusahaan/contact-person/export/csv/"))
    assert rows[0] == ["Nama", "Jabatan", "No. HP / WhatsApp", "Telepon", "E-mail", "Kontak utama"]
    assert [row[0] for row in rows[2:]] == [f"'{text}" for text in FORMULAS]
    assert {row[2] for row in rows[2:]} == {"'+62812000"}
    assert rows[1][5] == "Ya"
    sheets(world.of("owner").get("/perusahaan/contact-person/export/xlsx/"))


def test_negative_numbers_stay_numbers(world: World) -> None:
    with Session(world.engine) as session:
        capacity = session.get_one(PermittedCapacity, world.a.records["permitted_capacity"][0])
        capacity.capacity = Decimal("-1234.5")
        session.commit()
    browser = world.of("owner")
    heads, row = table(browser.get("/perusahaan/kapasitas/export/csv/"))
    value = dict(zip(heads, row, strict=True))["Kapasitas per Tahun"]
    assert re.fullmatch(r"-1234(\.5)?0*|-1235|-1234", value), "no apostrophe before a number"
    sheet = next(iter(sheets(browser.get("/perusahaan/kapasitas/export/xlsx/")).values()))
    cells = {sheet.cell(1, column).value: sheet.cell(2, column) for column in range(1, sheet.max_column + 1)}
    assert cells["Kapasitas per Tahun"].data_type == "n"
    assert cells["Kapasitas per Tahun"].value == -1234.5


def test_an_export_keeps_the_decimals(world: World) -> None:
    """A capacity of 0,5 must not leave the portal as 0 or 1."""
    with Session(world.engine) as session:
        capacity = session.get_one(PermittedCapacity, world.a.records["permitted_capacity"][0])
        capacity.capacity = Decimal("0.50000")
        session.commit()
    heads, row = table(world.of("owner").get("/perusahaan/kapasitas/export/csv/"))
    assert Decimal(dict(zip(heads, row, strict=True))["Kapasitas per Tahun"]) == Decimal("0.5")


def test_every_list_of_a_company(shared_world: World) -> None:
    browser = shared_world.of("staff")
    for view in ("bidang-usaha", "kapasitas", "dokumen", "contact-person", "laporan-produksi"):
        rows = table(browser.get(f"/perusahaan/{view}/export/csv/"))
        assert len(rows) >= 2, view
        assert all(len(row) == len(rows[0]) for row in rows)
        book = sheets(browser.get(f"/perusahaan/{view}/export/xlsx/"))
        assert next(iter(book.values())).max_row == len(rows)
        for kind in ("json", "xls", "CSV", "csv%00"):
            assert browser.get(f"/perusahaan/{view}/export/{kind}/").status_code == 404, f"{view} {kind}"


def test_the_companys_reports(shared_world: World) -> None:
    rows = table(shared_world.of("owner").get("/perusahaan/laporan-produksi/export/csv/"))
    assert rows[0] == [
        "Laporan",
        "Nomor",
        "Nama Perusahaan",
        "NIB",
        "Status Laporan",
        "Tanggal Kirim",
        "Tanggal Selesai",
    ]
    states = {row[4] for row in rows[1:]}
    assert "Diterima" in states
    assert not states & {"draft", "verification", "accepted"}
    dates = [cell for row in rows[1:] for cell in row[5:] if cell]
    assert dates
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", cell) for cell in dates)
    assert "2026-10-06 09:00:00" in dates, "Jakarta's time"


def test_the_officers_list_as_filtered(shared_world: World) -> None:
    browser, base = shared_world.of("auditor"), "/petugas/semua-laporan-produksi/"
    page = browser.page(base)
    names = [str(field["name"]) for field in page.select("form[role=search] select")]
    state = next(name for name in names if "status" in name)
    everything = table(browser.get(f"{base}export/csv/"))
    assert everything[0] == QUEUE + DECIDERS
    assert len(everything) == 9
    accepted = table(browser.get(f"{base}export/csv/", query_string={state: "accepted"}))
    assert len(accepted) == 3
    assert {row[7] for row in accepted[1:]} == {"Diterima"}
    assert {row[9] for row in accepted[1:]} == {"Verifikator Contoh"}
    assert {row[10] for row in accepted[1:]} == {"Validator Contoh"}
    period = next(name for name in names if "periode" in name)
    assert [option.text for option in page.select(f"select[name='{period}'] option")][1:] == [
        f"Triwulan {quarter} Tahun {year}" for year, quarter in ((2026, 1), (2025, 4), (2025, 3), (2025, 2))
    ]
    first = table(browser.get(f"{base}export/csv/", query_string={period: "2026-Q1"}))
    assert {row[4] for row in first[1:]} == {"Laporan Produksi Triwulan 1 Tahun 2026"}
    found = table(browser.get(f"{base}export/csv/", query_string={"search": "KANARI-A"}))
    assert len(found) == 5
    shown = browser.page(base, query_string={state: "accepted"})
    link = next(str(a["href"]) for a in shown.select("a[href*='/export/csv/']"))
    assert table(browser.get(link)) == accepted, "the link on the page exports what the page shows"
    ordered = table(browser.get(f"{base}export/csv/", query_string={"sort": "0", "desc": "1"}))
    assert [row[0] for row in ordered[1:]] == sorted((row[0] for row in ordered[1:]), reverse=True)
    sheet = next(iter(sheets(browser.get(f"{base}export/xlsx/")).values()))
    assert isinstance(sheet.cell(2, 7).value, datetime)
    assert sheet.cell(2, 2).data_type == "s", "an NIB is no number"


def test_the_queue_exports_what_waits(shared_world: World) -> None:
    rows = table(shared_world.of("verifier").get("/petugas/laporan-produksi/export/csv/"))
    assert len(rows) == 3
    assert table(shared_world.of("front_desk").get("/petugas/registrasi/export/csv/"))[0] == [*QUEUE, "Petugas layanan"]
    companies = table(shared_world.of("regional_head").get("/petugas/perusahaan/export/csv/"))
    assert {row[2].rpartition(", ")[2] for row in companies[1:]} == {"Jawa Timur"}


def test_exports_are_journalled(world: World) -> None:
    with Session(world.engine) as session:
        last = session.scalars(select(JournalEntry.seq).order_by(JournalEntry.seq.desc())).first() or 0
    owner, verifier = world.of("owner"), world.of("verifier")
    owner.get("/perusahaan/kapasitas/export/csv/").close()
    verifier.get("/petugas/semua-laporan-produksi/export/xlsx/?search=KANARI-A").close()
    case_table(verifier, world.reports["verification"], "semua.xlsx", "petugas").close()
    with Session(world.engine) as session:
        query = select(JournalEntry).where(JournalEntry.seq > last, JournalEntry.act == "export")
        entries = session.scalars(query.order_by(JournalEntry.seq)).all()
        number = world.case(world.reports["verification"], lambda c: c.number)
        assert [(entry.actor_name, entry.after["what"], entry.after["kind"], entry.after["rows"]) for entry in entries][
            :2
        ] == [
            ("Pemilik akun KANARI-A", "company_kapasitas", "csv", 1),
            ("Verifikator Contoh", "register_laporan-produksi", "xlsx", 4),
        ]
        assert entries[1].after["filters"] == {"search": "KANARI-A"}
        assert (entries[2].after["what"], entries[2].after["number"]) == ("semua.xlsx", number)
        assert entries[2].after["rows"] > 20
        assert entries[2].object_kind == "case"


def test_too_many_rows_are_told_not_cut(world: World) -> None:
    administrator = world.of("administrator")
    assert administrator.post("/sistem/setelan/ubah/export_rows/", {"seen": "0", "value": "5"}).status_code == 302
    answer = world.of("auditor").get("/petugas/semua-laporan-produksi/export/csv/")
    assert answer.status_code == 302
    page = world.of("auditor").get(answer.headers["Location"])
    assert "Unduhan paling banyak 5 baris. Persempit saringan." in page.text
    assert len(table(world.of("auditor").get("/petugas/semua-laporan-produksi/export/csv/?search=KANARI-A"))) == 5


@pytest.mark.parametrize("text", FORMULAS)
def test_a_cell_is_defused_whatever_the_table(text: str) -> None:
    columns = [Column("Teks"), Column("Angka", "number", 2)]
    rows = list(
        csv.reader(io.StringIO(b"".join(csv_lines(columns, [[text, Decimal("-3.5")]])).decode("utf-8-sig"), newline=""))
    )
    assert rows[1] == [f"'{text}", "-3.50"]
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx_bytes("Uji", columns, [[text, Decimal("-3.5")]]))).active
    assert sheet is not None
    assert sheet["A2"].data_type == "s"
    assert sheet["B2"].value == -3.5


@pytest.mark.parametrize("text", [" =1+1", "\n=1+1", "\u00a0=1+1", "\u200b=1+1", "\ufeff=1+1", "  -2+3"])
def test_a_formula_behind_blanks_is_defused_too(text: str) -> None:
    line = b"".join(csv_lines([Column("Teks")], [[text]])).decode()
    assert line.startswith("\ufeffTeks\r\n")
    rows = list(csv.reader(io.StringIO(line[1:], newline="")))
    assert rows[1] == [f"'{text}"]
