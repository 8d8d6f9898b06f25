"""The spreadsheet round trip of a draft: what comes back is what was there, mistakes are told at their cells, no page
that was saved meanwhile is lost, and everything can be undone."""

from __future__ import annotations

import io
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from siinas.documents.case_sheets import workbook_to_fill
from siinas.documents.case_tables import exported_sheet
from siinas.documents.tables import csv_lines, xlsx_bytes
from siinas.models import Case, Establishment, JournalEntry, Task
from siinas.operations import case_sheets, cases
from siinas.operations.case_sheets import APPEND, REPLACE
from siinas.operations.files import Incoming
from siinas.operations.worker import work_off
from siinas.queries.cases import CaseFile, case_file
from siinas.refusal import Refused
from tests.documents.hostile_tables import hostile_tables, unreadable_tables
from tests.factories import NOW, complete_answers, fill, make_company, make_report, open_report, page_values
from tests.report_answers import small_answers

TODAY = NOW.date()


ON_SQLITE = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
"""For what is decided before any database has a say: once is enough."""


@pytest.fixture
def company(engine):
    with Session(engine, expire_on_commit=False) as session:
        return make_company(session)


@pytest.fixture
def draft(make_work, company):
    public_id = open_report(make_work, company)
    fill(make_work, company, public_id, complete_answers(company.kbli))
    return public_id


@pytest.fixture
def off(engine, surroundings, clock):
    """Lets the worker do what waits."""
    from siinas.operations.work import Work

    class Workplace:
        def __enter__(self):
            self.session = Session(engine)
            return Work(self.session, surroundings, clock=clock)

        def __exit__(self, *problem):
            self.session.close()

    return lambda: work_off(Workplace)


def file_of(make_work, company, public_id) -> CaseFile:
    work = make_work(company.staff.actor)
    return case_file(work.session, company.staff.actor, public_id, work.now)


def download(make_work, company, public_id, book="buku"):
    content, rows = workbook_to_fill(file_of(make_work, company, public_id), book)
    assert rows > 0
    return openpyxl.load_workbook(io.BytesIO(content))


def saved(book) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def bring(make_work, company, public_id, content, off, how=REPLACE, name="isian.xlsx", **more) -> Task:
    """Upload a workbook and let the worker read it; the task afterwards, with its result and payload."""
    content = content if isinstance(content, bytes) else saved(content)
    task = case_sheets.upload(make_work(company.staff.actor), public_id, Incoming(content, name), how, **more)
    task_id = task.id
    off()
    session = make_work().session
    found = session.get_one(Task, task_id, populate_existing=True)
    assert found.result is not None and found.payload is not None
    return found


def answers_of(engine, public_id):
    with Session(engine) as session:
        return session.scalars(select(Case.answers).where(Case.public_id == public_id)).one()


def at(sheet, heading, row=2):
    """The cell of a column by its heading, or of a line by its title."""
    for cell in sheet[1]:
        if cell.value == heading:
            return sheet.cell(row, cell.column)
    for line in sheet.iter_rows(min_row=2):
        if line[0].value == heading:
            return line[1]
    raise KeyError(heading)


def test_nothing_changes_on_the_way_there_and_back(engine, make_work, company, draft, off):
    before = answers_of(engine, draft)
    task = bring(make_work, company, draft, download(make_work, company, draft), off)
    assert (task.state, task.problem) == ("done", "")
    assert task.result["all_faults"] == task.result["all_missing"] == 0, task.result
    assert task.sha256 is None
    assert answers_of(engine, draft) == before
    assert all(one["taken"] for one in task.result["sheets"])


def test_the_workbook_is_made_for_this_report(make_work, company, draft):
    book = download(make_work, company, draft)
    assert book.sheetnames[0] == "Petunjuk"
    assert [name for name in book.sheetnames if book[name].sheet_state != "visible"] == ["_daftar", "_siinas"]
    production = book["Produksi dan Penjualan"]
    assert production.protection.sheet
    assert production["A1"].protection.locked
    assert not production["A2"].protection.locked
    assert not production.column_dimensions["A"].protection.locked
    assert at(production, "KBLI").value.startswith(f"{company.kbli} — ")
    assert at(production, "Jumlah Produksi Satuan Asli").number_format == "[$-421]#,##0.00"
    assert at(production, "Kode HS").number_format == "@"
    lists = {str(rule.sqref).partition(":")[0]: rule.formula1 for rule in production.data_validations.dataValidation}
    assert lists["B2"].startswith("'_daftar'!$")
    assert production["A1"].fill.fgColor.rgb == "FFFFF2CC"
    general = book["Data Umum"]
    assert [cell.value for cell in general[1]][:4] == ["Isian", "Nilai", "Satuan", "Cara mengisi"]
    assert at(general, "Modal Kerja").value == 25_000_000_000
    assert "Nilai Investasi (PP No 7/Tanpa Tanah dan Bangunan)" not in [cell.value for cell in general["A"]]


def test_a_new_report_shows_what_its_pages_begin_with(make_work, company):
    public_id = open_report(make_work, company)
    book = download(make_work, company, public_id)
    assert at(book["Kapasitas Produksi"], "Produk").value
    assert at(book["Produksi dan Penjualan"], "Produk").value == at(book["Kapasitas Produksi"], "Produk").value


def test_good_rows_are_taken_and_the_others_told_at_their_cells(engine, make_work, company, draft, off, surroundings):
    book = download(make_work, company, draft)
    sheet = book["Bahan Baku"]
    for row, name in enumerate(("Gula mentah", "Kapur", "Belerang"), 3):
        for cell in sheet[2]:
            if cell.column <= 17:
                sheet.cell(row, cell.column).value = cell.value
        at(sheet, "Nama Bahan Baku", row).value = name
    at(sheet, "Kode HS", 3).value = "1701"
    at(sheet, "Jumlah Dalam Negeri (Satuan Asli)", 3).value = "1.234"
    at(sheet, "Satuan Asli", 4).value = "karung goni"
    at(sheet, "Jumlah Persediaan (Kilogram)", 5).value = "=1+1"
    at(book["Data Umum"], "Modal Kerja").value = -5
    task = bring(make_work, company, draft, book, off)
    assert task.state == "done"
    told = {(one["sheet"], one["cell"]): one for one in task.result["faults"]}
    hs = at(sheet, "Kode HS", 3).coordinate
    assert told["Bahan Baku", hs]["typed"] == "1701"
    assert told["Bahan Baku", hs]["sentence"] == "Kode HS terdiri atas 8 angka tanpa titik, misalnya 17019910."
    two = told["Bahan Baku", at(sheet, "Jumlah Dalam Negeri (Satuan Asli)", 3).coordinate]["sentence"]
    assert "1.234 (ribuan) atau 1,234 (desimal)" in two
    assert told["Bahan Baku", at(sheet, "Satuan Asli", 4).coordinate]["sentence"] == "Pilih salah satu dari daftar."
    assert "rumus" in told["Bahan Baku", at(sheet, "Jumlah Persediaan (Kilogram)", 5).coordinate]["sentence"]
    capital = at(book["Data Umum"], "Modal Kerja").coordinate
    assert told["Data Umum", capital]["sentence"] == "Isi paling sedikit 0."
    assert len(told) == task.result["all_faults"] == 5
    summary = next(one for one in task.result["sheets"] if one["name"] == "Bahan Baku")
    assert (summary["rows"], summary["taken"], summary["left_out"]) == (4, 1, 3)
    after = answers_of(engine, draft)
    assert [row["material_name"] for row in after["material_lines"]] == ["Tebu"]
    assert after["working_capital"] == "25000000000"
    states = {page.step.key: page for page in file_of(make_work, company, draft).pages()}
    assert (states["bahan-baku"].status, states["bahan-baku"].left_out_words) == ("left_out", "3 baris")
    assert (states["data-umum"].status, states["data-umum"].left_out_words) == ("left_out", "1 isian")
    marked = openpyxl.load_workbook(io.BytesIO(surroundings.storage.read(task.sha256)))
    cell = marked["Bahan Baku"][hs]
    assert cell.value == "1701" and cell.fill.fgColor.rgb == "FFF8D7DA" and "8 angka" in cell.comment.text
    assert not cell.protection.locked
    assert marked["Data Umum"][capital].comment.text == "Isi paling sedikit 0."
    assert task.file_name == "isian-ditandai.xlsx"


def test_the_marked_file_is_corrected_and_comes_back(engine, make_work, company, draft, off, surroundings):
    book = download(make_work, company, draft)
    at(book["Bahan Baku"], "Kode HS").value = "1701"
    task = bring(make_work, company, draft, book, off)
    marked = openpyxl.load_workbook(io.BytesIO(surroundings.storage.read(task.sha256)))
    at(marked["Bahan Baku"], "Kode HS").value = "17019910"
    again = bring(make_work, company, draft, marked, off)
    assert again.result["all_faults"] == 0 and not any(one["stale"] for one in again.result["sheets"])
    assert answers_of(engine, draft)["material_lines"][0]["material_hs"] == "17019910"
    at(book["Bahan Baku"], "Kode HS").value = "17019911"
    third = bring(make_work, company, draft, book, off)
    assert not any(one["stale"] for one in third.result["sheets"]), "an own upload makes a workbook not stale"
    assert answers_of(engine, draft)["material_lines"][0]["material_hs"] == "17019911"


def test_a_page_that_lost_rows_is_not_complete_until_somebody_saves_it(engine, make_work, company, draft, off):
    def state():
        return {page.step.key: page.status for page in file_of(make_work, company, draft).pages()}

    book = download(make_work, company, draft)
    at(book["Bahan Baku"], "Kode HS").value = "1701"
    at(book["Data Umum"], "Modal Kerja").value = -5
    bring(make_work, company, draft, book, off)
    assert (state()["bahan-baku"], state()["data-umum"]) == ("left_out", "left_out")
    assert (
        "Halaman Bahan Baku: 1 baris dari lembar kerja belum termuat."
        in file_of(make_work, company, draft).open_points()
    )
    with pytest.raises(Refused):
        cases.note_printed(make_work(company.staff.actor), draft)
    at(book["Bahan Baku"], "Kode HS").value = "17019910"
    bring(make_work, company, draft, book, off)
    assert (state()["bahan-baku"], state()["data-umum"]) == ("complete", "left_out")
    values = page_values("data-umum", complete_answers(company.kbli))
    with Session(engine) as session:
        seen = session.scalars(select(Case.saves).where(Case.public_id == draft)).one()["data-umum"]
    cases.save_page(make_work(company.owner.actor), draft, "data-umum", values=values, typed=None, seen=seen)
    assert state()["data-umum"] == "complete"


def test_a_sheet_that_brings_nothing_does_not_make_good_what_was_left_out(engine, make_work, company, draft, off):
    def told():
        page = next(one for one in file_of(make_work, company, draft).pages() if one.step.key == "bahan-baku")
        return page.status, page.left_out_words

    book = download(make_work, company, draft)
    at(book["Bahan Baku"], "Kode HS").value = "1701"
    bring(make_work, company, draft, book, off)
    assert told() == ("left_out", "1 baris")
    before = answers_of(engine, draft)["material_lines"]
    for cell in book["Bahan Baku"][2]:
        cell.value = None
    bring(make_work, company, draft, book, off)
    assert told() == ("left_out", "1 baris"), "an empty sheet"
    del book["Bahan Baku"]
    bring(make_work, company, draft, book, off)
    assert told() == ("left_out", "1 baris"), "no such sheet"
    assert answers_of(engine, draft)["material_lines"] == before


def test_the_undo_forgets_what_was_left_out(make_work, company, draft, off):
    book = download(make_work, company, draft)
    at(book["Bahan Baku"], "Kode HS").value = "1701"
    task = bring(make_work, company, draft, book, off)
    case_sheets.undo(make_work(company.staff.actor), draft, task.public_id)
    file = file_of(make_work, company, draft)
    assert file.case.left_out == {}
    assert {page.status for page in file.pages()} == {"complete"}


def test_what_follows_may_be_blank_and_what_is_missing_is_told(engine, make_work, company, draft, off):
    book = download(make_work, company, draft)
    sheet = book["Produksi dan Penjualan"]
    at(sheet, "Jumlah Produksi Satuan Standar (Kilogram)").value = None
    at(sheet, "Nilai Produksi (Rp.)").value = None
    task = bring(make_work, company, draft, book, off)
    (row,) = answers_of(engine, draft)["production_lines"]
    assert row["production_kg"] == "60000000.00"
    assert "production_value" not in row
    (missing,) = task.result["missing"]
    assert (missing["column"], missing["sentence"]) == ("Nilai Produksi (Rp.)", "Sel ini wajib diisi.")
    assert missing["cell"] == at(sheet, "Nilai Produksi (Rp.)").coordinate
    with Session(engine) as session:
        case = session.scalars(select(Case).where(Case.public_id == draft)).unique().one()
        page = next(p for p in CaseFile(session, case, TODAY).pages() if p.step.title == sheet.title)
        assert page.status == "incomplete"


def test_rows_are_added_without_those_that_are_there(engine, make_work, company, draft, off):
    book = download(make_work, company, draft)
    sheet = book["Bahan Baku"]
    for cell in list(sheet[2])[:16]:
        sheet.cell(3, cell.column).value = cell.value
    at(sheet, "Nama Bahan Baku", 3).value = "Kapur"
    task = bring(make_work, company, draft, book, off, how=APPEND)
    assert [row["material_name"] for row in answers_of(engine, draft)["material_lines"]] == ["Tebu", "Kapur"]
    summary = next(one for one in task.result["sheets"] if one["name"] == "Bahan Baku")
    assert (summary["rows"], summary["taken"]) == (2, 1)


def test_a_page_that_was_saved_meanwhile_stays(engine, make_work, company, draft, off):
    book = download(make_work, company, draft)
    values = page_values("data-umum", complete_answers(company.kbli) | {"signer_name": "Diubah Kemudian"})
    cases.save_page(make_work(company.owner.actor), draft, "data-umum", values=values, typed=None, seen=1)
    at(book["Data Umum"], "Jabatan").value = "Direktur Baru"
    task = bring(make_work, company, draft, book, off)
    assert [one["name"] for one in task.result["sheets"] if one["stale"]] == ["Data Umum"]
    answers = answers_of(engine, draft)
    assert (answers["signer_name"], answers["signer_position"]) != ("Diubah Kemudian", "Direktur Baru")
    assert answers["signer_name"] == "Diubah Kemudian"
    bring(make_work, company, draft, book, off, overwrite=True)
    assert answers_of(engine, draft)["signer_position"] == "Direktur Baru"


def test_an_upload_can_be_undone_until_the_next_save(engine, make_work, company, draft, off):
    before = answers_of(engine, draft)
    book = download(make_work, company, draft)
    at(book["Data Umum"], "Jabatan").value = "Direktur Baru"
    at(book["Bahan Baku"], "Nama Bahan Baku").value = "Nira"
    book.create_sheet("Catatan saya").append(["x"])
    task = bring(make_work, company, draft, book, off)
    assert answers_of(engine, draft) != before
    assert task.result["unread"] == ["Catatan saya"]
    case_sheets.undo(make_work(company.staff.actor), draft, task.public_id)
    assert answers_of(engine, draft) == before
    with Session(engine) as session:
        acts = [one.act for one in session.scalars(select(JournalEntry).order_by(JournalEntry.seq))]
    assert acts[-2:] == ["case.sheet_taken", "case.sheet_undone"]
    with pytest.raises(Refused):
        case_sheets.undo(make_work(company.staff.actor), draft, task.public_id)
    task = bring(make_work, company, draft, download(make_work, company, draft), off)
    values = page_values("data-umum", complete_answers(company.kbli))
    cases.save_page(make_work(company.owner.actor), draft, "data-umum", values=values, typed=None, seen=2)
    with pytest.raises(Refused):
        case_sheets.undo(make_work(company.staff.actor), draft, task.public_id)


def test_typed_leftovers_come_back_with_the_undo(engine, make_work, company, draft, off):
    typed = [["signer_name", "x" * 200]]
    cases.save_page(make_work(company.owner.actor), draft, "data-umum", values=None, typed=typed, seen=1)
    task = bring(make_work, company, draft, download(make_work, company, draft), off)
    with Session(engine) as session:
        assert session.scalars(select(Case.typed).where(Case.public_id == draft)).one() == {}
    case_sheets.undo(make_work(company.staff.actor), draft, task.public_id)
    with Session(engine) as session:
        assert session.scalars(select(Case.typed).where(Case.public_id == draft)).one() == {"data-umum": typed}


def test_a_workbook_of_another_report_is_refused(engine, make_work, company, draft, off):
    other = open_report(make_work, company, "2026-Q2")
    number = file_of(make_work, company, other).case.number
    task = bring(make_work, company, draft, download(make_work, company, other), off)
    assert task.state == "failed" and f"nomor {number}" in task.problem


@pytest.mark.parametrize("change", ["form", "gone", "other", "empty"])
def test_a_workbook_that_is_not_ours_or_outdated(engine, make_work, company, draft, off, change):
    before = answers_of(engine, draft)
    book = download(make_work, company, draft)
    hidden = book["_siinas"]
    if change == "form":
        hidden["B5"].value = "x"
    elif change == "gone":
        del book["_siinas"]
    elif change == "other":
        book = openpyxl.Workbook()
        book.active.append(["Nama", "Umur"])
    else:
        for name in book.sheetnames[1:-2]:
            del book[name]
    task = bring(make_work, company, draft, book, off)
    assert task.state == "failed"
    assert {"form": "sudah berubah", "empty": "Tidak ada lembar isian"}.get(
        change, "bukan lembar isian"
    ) in task.problem
    assert answers_of(engine, draft) == before


def test_headings_may_move_and_a_missing_one_is_told(engine, make_work, company, draft, off):
    book = download(make_work, company, draft)
    sheet = book["Penggunaan Bahan Bakar"]
    first = [[cell.value for cell in row] for row in sheet.iter_rows(max_col=4)]
    for number, row in enumerate(first, 1):
        for place, value in enumerate(reversed(row), 1):
            sheet.cell(number, place).value = value
    at(book["Bahan Baku"], "Kode HS", 1).value = "Kode Harmonis"
    task = bring(make_work, company, draft, book, off)
    fuels = next(one for one in task.result["sheets"] if one["name"] == "Penggunaan Bahan Bakar")
    assert (fuels["taken"], fuels["faults"]) == (1, 0)
    told = {one["column"]: one["sentence"] for one in task.result["faults"]}
    assert "tidak dikenal" in told[""] and "tidak ada dalam lembar" in told["Kode HS"]
    materials = next(one for one in task.result["sheets"] if one["name"] == "Bahan Baku")
    assert materials["taken"] == 0
    assert len(answers_of(engine, draft)["material_lines"]) == 1, "a sheet that cannot be read changes nothing"


@ON_SQLITE
@pytest.mark.parametrize("kind", ["csv", "csv ;", "xlsx"])
@pytest.mark.parametrize("name", ["produksi", "bahanbaku", "kapasitasproduksi"])
def test_the_ministrys_tables_are_read(engine, make_work, company, draft, off, kind, name):
    before = answers_of(engine, draft)
    file = file_of(make_work, company, draft)
    export = next(one for one in file.process.exports if one.name == name)
    sheet = exported_sheet(file, export)
    content = (
        b"".join(csv_lines(sheet.columns, sheet.rows, semicolon=kind == "csv ;"))
        if kind.startswith("csv")
        else xlsx_bytes(sheet.title, sheet.columns, sheet.rows)
    )
    task = bring(make_work, company, draft, content, off, name=f"{name}.{kind[:4].strip()}")
    assert (task.state, task.problem) == ("done", "")
    assert task.result["all_faults"] == 0, task.result["faults"]
    assert answers_of(engine, draft) == before
    assert len(task.result["sheets"]) == 1


@ON_SQLITE
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("sold", [None, 1_500_000])
def test_the_ministrys_columns_that_a_small_company_is_not_asked(engine, make_work, company, off, kind, sold):
    with Session(engine) as session:
        session.get_one(Establishment, company.establishment_id).reporting_category = "small"
        session.commit()
    small = open_report(make_work, company)
    fill(make_work, company, small, small_answers(company.kbli))
    before = answers_of(engine, small)
    file = file_of(make_work, company, small)
    sheet = exported_sheet(file, next(one for one in file.process.exports if one.name == "produksi"))
    at_sales = [column.heading for column in sheet.columns].index("Nilai Penjualan")
    rows = [[*row[:at_sales], sold, *row[at_sales + 1 :]] for row in sheet.rows]
    made = b"".join(csv_lines(sheet.columns, rows)) if kind == "csv" else xlsx_bytes(sheet.title, sheet.columns, rows)
    task = bring(make_work, company, small, made, off, name=f"produksi.{kind}")
    assert (task.state, task.problem) == ("done", "")
    told = task.result["sheets"][0]
    assert (task.result["all_faults"], told["left_out"], told["taken"]) == (0, 0, len(rows))
    assert told["unasked"] == (["Nilai Penjualan"] if sold else [])
    assert answers_of(engine, small) == before


def test_the_table_of_another_quarter_is_not_read(engine, make_work, company, draft, off):
    file = file_of(make_work, company, open_report(make_work, company, "2026-Q1"))
    sheet = exported_sheet(file, next(one for one in file.process.exports if one.name == "kapasitasproduksi"))
    content = b"".join(csv_lines(sheet.columns, sheet.rows))
    assert bring(make_work, company, draft, content, off, name="k.csv").state == "failed"


def test_who_may_not_fill_in_may_not_upload(make_work, company, draft, engine, off):
    with Session(engine, expire_on_commit=False) as session:
        stranger = make_company(session)
    content = saved(download(make_work, company, draft))
    with pytest.raises(Refused):
        case_sheets.upload(make_work(stranger.owner.actor), draft, Incoming(content, "a.xlsx"), REPLACE)
    sent = make_report(make_work, company, None, "verification", "2026-Q1")
    with pytest.raises(Refused):
        case_sheets.upload(make_work(company.staff.actor), sent, Incoming(content, "a.xlsx"), REPLACE)


def test_one_workbook_at_a_time_and_a_choice_is_asked(make_work, company, draft):
    content = saved(download(make_work, company, draft))
    with pytest.raises(Refused) as told:
        case_sheets.upload(make_work(company.staff.actor), draft, Incoming(content, "a.xlsx"), "")
    assert told.value.field == "how"
    case_sheets.upload(make_work(company.staff.actor), draft, Incoming(content, "a.xlsx"), REPLACE)
    with pytest.raises(Refused) as told:
        case_sheets.upload(make_work(company.owner.actor), draft, Incoming(content, "a.xlsx"), REPLACE)
    assert "masih dibaca" in told.value.reason


def test_more_rows_than_are_taken(engine, make_work, company, draft, off):
    from siinas.models import Setting

    with Session(engine) as session:
        session.merge(Setting(key="sheet_rows", value="30"))
        session.commit()
    task = bring(make_work, company, draft, download(make_work, company, draft), off)
    assert task.state == "failed" and "lebih dari 30 baris" in task.problem


def test_a_task_that_is_begun_again_takes_nothing_twice(engine, make_work, company, draft, off, monkeypatch):
    book = download(make_work, company, draft)
    sheet = book["Bahan Baku"]
    at(sheet, "Nama Bahan Baku").value = "Nira"
    at(sheet, "Kode HS").value = "x"
    for cell in list(sheet[2])[:16]:
        sheet.cell(3, cell.column).value = cell.value
    at(sheet, "Kode HS", 3).value = "12129300"
    real, tries = case_sheets.marked_workbook, []

    def breaks(*given):
        tries.append(1)
        if len(tries) == 1:
            raise ZeroDivisionError
        return real(*given)

    monkeypatch.setattr(case_sheets, "marked_workbook", breaks)
    content = saved(book)
    task = case_sheets.upload(make_work(company.staff.actor), draft, Incoming(content, "a.xlsx"), APPEND)
    task_id = task.id
    off()
    with Session(engine) as session:
        assert session.get_one(Task, task_id).state == "waiting"
    from siinas.operations import tasks

    tasks.run(make_work(), task_id, lambda: None)
    assert [row["material_name"] for row in answers_of(engine, draft)["material_lines"]] == ["Tebu", "Nira"]


@ON_SQLITE
@pytest.mark.parametrize("kind", sorted(hostile_tables().keys() - {"too large"}))
def test_hostile_workbooks_never_reach_the_reader(make_work, company, draft, kind):
    name, content = hostile_tables()[kind]
    with pytest.raises(Refused) as told:
        case_sheets.upload(make_work(company.staff.actor), draft, Incoming(content, name), REPLACE)
    assert told.value.field == "sheet_file"


@ON_SQLITE
@pytest.mark.parametrize("kind", sorted(unreadable_tables()))
def test_workbooks_that_cannot_be_read_are_told(engine, make_work, company, draft, off, kind):
    before = answers_of(engine, draft)
    name, content = unreadable_tables()[kind]
    try:
        task = bring(make_work, company, draft, content, off, name=name)
    except Refused as told:
        assert told.field == "sheet_file"
    else:
        assert task.state == "failed" and task.problem.endswith(".")
    assert answers_of(engine, draft) == before


SOFFICE = shutil.which("soffice")


def through_libreoffice(content: bytes, folder: Path, kind: str = "xlsx") -> bytes:
    """The workbook as LibreOffice opens and saves it."""
    assert SOFFICE, "LibreOffice (soffice) is needed on the machine that tests"
    (folder / "isian.xlsx").write_bytes(content)
    current = folder / "isian.xlsx"
    quiet = ("--headless", f"-env:UserInstallation=file://{folder}/profil")
    for step, target in enumerate([kind, "xlsx"] if kind != "xlsx" else ["xlsx"]):
        out = folder / f"out{step}"
        subprocess.run(
            [SOFFICE, *quiet, "--convert-to", target, "--outdir", str(out), str(current)],
            check=True,
            capture_output=True,
            timeout=120,
        )
        current = out / f"isian.{target}"
    return current.read_bytes()


@ON_SQLITE
@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_libreoffice_opens_it_saves_it_and_the_same_comes_back(engine, make_work, company, draft, off, tmp_path, kind):
    before = answers_of(engine, draft)
    content, _rows = workbook_to_fill(file_of(make_work, company, draft), "buku")
    saved_there = through_libreoffice(content, tmp_path, kind)
    book = openpyxl.load_workbook(io.BytesIO(saved_there))
    sheet = book["Produksi dan Penjualan"]
    assert sheet.protection.sheet and sheet["A1"].protection.locked and not sheet["A2"].protection.locked
    assert book["_siinas"].sheet_state != "visible"
    assert sheet.data_validations.dataValidation
    task = bring(make_work, company, draft, saved_there, off)
    assert (task.state, task.problem, task.result.get("all_faults")) == ("done", "", 0), task.result
    assert answers_of(engine, draft) == before
