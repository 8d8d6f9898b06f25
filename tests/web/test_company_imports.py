"""Loading companies by the administrator's pages: template, dry run, faults by cell, loading, invitations."""

from __future__ import annotations

import io

import openpyxl
import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from siinas.models import CompanyImport, Establishment
from siinas.operations import worker
from siinas.operations.work import Work
from tests.operations.test_company_import import row, table
from tests.web.pages import faults
from tests.web.world import Browser, World, read, words

BASE = "/sistem/impor-perusahaan/"


def work_off(world: World) -> None:
    class Workplace:
        def __enter__(self) -> Work:
            self.session = Session(world.engine)
            return Work(self.session, world.surroundings, clock=world.clock)

        def __exit__(self, *problem: object) -> None:
            self.session.close()

    worker.work_off(Workplace)


def bring(world: World, *rows: list[object], name: str = "perusahaan <b>.xlsx") -> tuple[Browser, str]:
    """Upload as the administrator; the address of the file's page after the worker has read it."""
    browser = world.of("administrator")
    file = (io.BytesIO(table(*rows).content), name)
    answer = browser.post(f"{BASE}unggah/", {"table": file}, content_type="multipart/form-data")
    assert answer.status_code == 302, words(answer)
    assert "Sedang dibaca" in words(browser.page(answer.headers["Location"]))
    work_off(world)
    return browser, answer.headers["Location"]


def count(world: World) -> int:
    with Session(world.engine) as session:
        return session.scalar(select(func.count()).select_from(Establishment)) or 0


def test_from_the_template_to_the_invitations(world: World) -> None:
    before = count(world)
    bad = row(2, email="x", company_name="PT <script>alert(1)</script>")
    browser, address = bring(world, row(1), bad, row(3, nib=world.a.nib, factory_location=world.a.regency))
    page = browser.page(address)
    told = words(page)
    assert "Lembar Lembar Satu, E3" in told and "PT <script>alert(1)</script>" in told
    assert page.select("main script") == []
    assert [link.get_text() for link in page.select(".row-kinds a")] == ["Baris yang salah (1)", "Dilewati (1)"]
    assert "Sudah memiliki akun" in words(browser.page(address, query_string={"daftar": "known"}))
    asked = browser.post(f"{address}muat/", {})
    assert "Muat 1 perusahaan?" in words(asked)
    assert count(world) == before
    assert browser.post(f"{address}muat/", {"confirmed": "1"}).status_code == 302
    assert "0 dari 1 baris" in words(browser.page(address))
    work_off(world)
    assert count(world) == before + 1
    told = words(browser.page(address))
    assert "1 pemilik akun menunggu undangan" in told
    (link,) = browser.page(address, query_string={"daftar": "loaded"}).select("#baris a")
    assert "PT Contoh Muatan" in words(browser.page(str(link["href"])))
    sent = len(world.mailbox.sent)
    assert "500 surat per jam" in words(browser.post(f"{address}undang/", {}))
    assert browser.post(f"{address}undang/", {"confirmed": "1"}).status_code == 302
    work_off(world)
    assert len(world.mailbox.sent) == sent + 1
    assert "Akun SIINas untuk PT Contoh Muatan" in world.mailbox.sent[-1]["Subject"]
    assert "0 pemilik akun menunggu undangan, 1 sudah diundang" in words(browser.page(address))
    again = browser.post(f"{address}muat/", {"confirmed": "1"}, follow_redirects=True)
    assert "sudah dimuat" in words(again)
    assert count(world) == before + 1


def test_the_files_that_come_back(world: World) -> None:
    browser, address = bring(world, row(1, email="x"))
    book = openpyxl.load_workbook(io.BytesIO(browser.get(f"{address}ditandai.xlsx").data))
    assert book["Lembar Satu"]["E2"].comment.text == "Tulis alamat e-mail lengkap."
    template = openpyxl.load_workbook(io.BytesIO(browser.get(f"{BASE}templat.xlsx").data))
    assert template.sheetnames == ["Perusahaan", "Petunjuk"]
    with Session(world.engine) as session:
        row_ = session.scalars(select(CompanyImport).order_by(CompanyImport.id.desc()).limit(1)).one()
        row_.marked_sha256 = None
        session.commit()
    assert browser.get(f"{address}ditandai.xlsx").status_code == 404


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"%PDF-1.7 x", "a.xlsx", "XLSX"),
        (b"", "a.csv", "kosong"),
        (b"x" * 10, "a.exe", "tidak diterima"),
    ],
)
def test_what_is_no_table_is_told_at_the_field(shared_world: World, content: bytes, name: str, sentence: str) -> None:
    browser = shared_world.of("administrator")
    given = {"table": (io.BytesIO(content), name)}
    answer = browser.post(f"{BASE}unggah/", given, content_type="multipart/form-data")
    assert answer.status_code == 200
    assert sentence.casefold() in faults(answer)["table"].casefold()


def test_nothing_chosen(shared_world: World) -> None:
    answer = shared_world.of("administrator").post(f"{BASE}unggah/", {}, content_type="multipart/form-data")
    assert "Pilih berkas" in faults(answer)["table"]


def test_an_auditor_only_reads(world: World) -> None:
    _browser, address = bring(world, row(1))
    auditor = world.of("auditor")
    page = auditor.get(address)
    assert page.status_code == 200
    assert read(page).select("main form") == []
    assert read(auditor.get(BASE)).select("main form[enctype]") == []
    for act in ("muat", "undang"):
        assert auditor.post(f"{address}{act}/", {"confirmed": "1"}).status_code == 403
    assert world.of("front_desk").get(address).status_code == 403


def test_a_missing_file_is_missing(shared_world: World) -> None:
    browser = shared_world.of("administrator")
    for part in ("", "ditandai.xlsx"):
        assert browser.get(f"{BASE}tidak-ada/{part}").status_code == 404
    for act in ("muat", "undang"):
        assert browser.post(f"{BASE}tidak-ada/{act}/", {"confirmed": "1"}).status_code == 404
    assert browser.get(f"{BASE}unggah/").status_code == 302


def test_a_refused_table_says_why(world: World) -> None:
    browser = world.of("administrator")
    given = {"table": (io.BytesIO(b"NIB;Warna\n1;biru\n"), "a.csv")}
    address = browser.post(f"{BASE}unggah/", given, content_type="multipart/form-data").headers["Location"]
    work_off(world)
    told = words(browser.page(address))
    assert "Tabel tidak dapat dibaca" in told
    assert "B1" in told and "Kolom ini tidak dikenal" in told
