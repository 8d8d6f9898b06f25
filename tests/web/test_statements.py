"""The signed statement by its pages: printed, uploaded as PDF and as a photo, refused, and confirmed by an officer."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import pypdf
import pypdfium2
import pytest
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from siinas.documents.sample_papers import sample_paper
from siinas.models import Letter
from siinas.operations import cases
from tests import pictures
from tests.conftest import MakeWork, works
from tests.factories import page_values, step_on
from tests.web.dumps import NOTED, TECHNICAL, changed, dump
from tests.web.pages import faults, form_of, newest_mail, upload
from tests.web.world import Browser, World, words

COMPANY, OFFICER = "/perusahaan/laporan-produksi/", "/petugas/laporan-produksi/"


@pytest.fixture
def make_work(world: World) -> Iterator[MakeWork]:
    """As everywhere, in the world."""
    with works(world.engine, world.surroundings, world.clock) as make:
        yield make


def printed(browser: Browser, case: str) -> bytes:
    """The statement as it is now."""
    answer = browser.post(f"{COMPANY}{case}/pernyataan.pdf")
    assert answer.mimetype == "application/pdf", words(answer)
    return answer.data


def photo(pdf: bytes) -> bytes:
    """The sheet from above, with a telephone."""
    document = pypdfium2.PdfDocument(pdf)
    sheet = document[0].render(scale=200 / 72).to_pil()
    document.close()
    return pictures.encoded(pictures.shaken(pictures.on_a_desk(sheet, 4), 1), "JPEG", quality=70)


def post(browser: Browser, case: str, content: bytes, name: str = "surat.pdf"):
    return browser.post(f"{COMPANY}{case}/pernyataan/", {"statement_file": upload(content, name)})


def test_the_printed_sheet_matches(world: World) -> None:
    browser, case = world.of("owner"), world.reports["ready"]
    answer = post(browser, case, printed(browser, case))
    assert answer.status_code == 302, faults(answer)
    page = words(browser.get(f"{COMPANY}{case}/pernyataan/"))
    assert "Surat pernyataan diunggah; kode cocok." in page
    assert "Kode cocok" in page
    assert "sudah ditandatangani" not in page.replace("Hasil pindai atau foto surat yang sudah ditandatangani", "")


def test_a_photo_matches_too(world: World) -> None:
    browser, case = world.of("owner"), world.reports["ready"]
    assert post(browser, case, photo(printed(browser, case)), "foto.jpg").status_code == 302
    assert world.case(case, lambda c: c.statement_reading["outcome"]) == "matched"
    page = browser.page(f"{COMPANY}{case}/pernyataan/")
    (shown,) = page.select(".document-pages img")
    assert browser.get(str(shown["src"])).mimetype == "image/jpeg"


def test_an_older_sheet_is_refused_and_nothing_changes(world: World, make_work: MakeWork) -> None:
    browser, case = world.of("owner"), world.reports["ready"]
    old = printed(browser, case)
    world.clock.move(minutes=3)
    values = page_values("data-umum") | {"signer_name": "Direktur Lain"}
    saves = world.case(case, lambda c: c.saves["data-umum"])
    cases.save_page(make_work(world.a.staff.actor), case, "data-umum", values=values, typed=None, seen=saves)
    printed(browser, case)
    before = dump(world.engine)
    answer = post(browser, case, old)
    assert "versi lama, dicetak 6 Oktober 2026 pukul 09.00 WIB" in faults(answer)["statement_file"]
    assert changed(before, dump(world.engine)).keys() <= TECHNICAL | NOTED


def test_the_letter_of_another_report_is_refused(world: World) -> None:
    browser, case = world.of("owner"), world.reports["ready"]
    other = printed(browser, world.reports["draft"])
    printed(browser, case)
    said = faults(post(browser, case, other))["statement_file"]
    assert "Surat ini untuk Laporan Produksi Triwulan 2 Tahun 2026" in said
    foreign = printed(world.browser(world.b.owner), world.foreign["draft"])
    said = faults(post(browser, case, foreign))["statement_file"]
    assert "Surat ini untuk laporan lain" in said
    assert world.b.name not in said


@pytest.mark.parametrize("name", ["foto.gif", "foto.txt", "surat.docx"])
def test_only_papers_and_pictures(shared_world: World, name: str) -> None:
    answer = post(shared_world.of("owner"), shared_world.reports["ready"], b"GIF89a", name)
    assert "PDF, JPG atau PNG" in faults(answer)["statement_file"]


@pytest.fixture
def unread(world: World, make_work: MakeWork) -> str:
    """A report that was sent with a statement that nobody can read."""
    browser, case = world.of("owner"), world.reports["ready"]
    printed(browser, case)
    blank = io.BytesIO()
    Image.new("RGB", (900, 1200), "white").save(blank, "JPEG")
    assert post(browser, case, blank.getvalue(), "foto.jpg").status_code == 302
    page = words(browser.get(f"{COMPANY}{case}/pernyataan/"))
    assert "QR tidak terbaca" in page
    step_on(make_work, world.a, world.officers, case, "send")
    return case


def test_an_officer_confirms_what_cannot_be_read(world: World, unread: str) -> None:
    verifier = world.of("verifier")
    assert "QR tidak terbaca" in words(verifier.get(OFFICER)), "the queue says so"
    page = verifier.page(f"{OFFICER}{unread}/")
    assert "Surat sesuai" in words(page)
    assert not page.select("form[action*='tindakan/check/']"), "nobody passes it on unseen"
    assert page.select("form[action*='tindakan/send_back/']")
    form = form_of(page, "form[action*='surat/sesuai/']")
    for stranger in ("validator", "supervisor"):
        verdict = world.of(stranger).post(f"{OFFICER}{unread}/surat/sesuai/", form)
        assert verdict.status_code in {302, 403}
        assert "confirmed_at" not in world.case(unread, lambda c: c.filings[-1].statement_reading)
    assert verifier.post(f"{OFFICER}{unread}/surat/sesuai/", form).status_code == 302
    page = verifier.page(f"{OFFICER}{unread}/")
    assert "dibandingkan oleh Verifikator Contoh" in words(page)
    assert page.select("form[action*='tindakan/check/']")
    assert "QR tidak terbaca" not in words(verifier.get(OFFICER))
    again = verifier.post(f"{OFFICER}{unread}/surat/sesuai/", form, follow_redirects=True)
    assert "sudah diubah orang lain" in words(again), "an old page"
    form = form_of(page, "form[action*='surat/batal/']")
    assert verifier.post(f"{OFFICER}{unread}/surat/batal/", form).status_code == 302
    assert not verifier.page(f"{OFFICER}{unread}/").select("form[action*='tindakan/check/']")
    assert "QR tidak terbaca" in words(world.of("owner").get(f"{COMPANY}{unread}/"))


def test_foreign_and_missing_statements(world: World, unread: str) -> None:
    for path in ("sesuai", "batal"):
        assert world.of("verifier").post(f"{OFFICER}tidak-ada/surat/{path}/").status_code == 404
        assert world.of("owner").post(f"{OFFICER}{unread}/surat/{path}/").status_code in {403, 404}


def test_a_sheet_of_words_is_unread(world: World) -> None:
    browser, case = world.of("owner"), world.reports["ready"]
    printed(browser, case)
    assert post(browser, case, sample_paper("Surat", ["SIINAS-SP1 LP-2026-000001"])).status_code == 302
    assert world.case(case, lambda c: c.statement_reading["outcome"]) == "unread"


def test_a_letter_of_the_portal_is_no_statement(world: World) -> None:
    """Its code is sharp and well known: it is not left to an officer to see the mistake."""
    browser, case = world.of("owner"), world.reports["ready"]
    printed(browser, case)
    with Session(world.engine) as session:
        receipt = session.scalars(
            select(Letter).where(Letter.kind.endswith("receipt"), Letter.establishment_id == world.a.establishment_id)
        ).first()
    letter = browser.get(f"/berkas/surat/{receipt.public_id}")
    before = world.case(case, lambda c: (c.statement_id, c.statement_reading))
    assert letter.mimetype == "application/pdf"
    answer = post(browser, case, letter.data, "tanda-terima.pdf")
    assert "bukan surat pernyataan Anda" in faults(answer)["statement_file"]
    assert world.case(case, lambda c: (c.statement_id, c.statement_reading)) == before


def test_the_receipt_after_sending(world: World) -> None:
    browser, case = world.of("owner"), world.reports["ready"]
    assert post(browser, case, printed(browser, case)).status_code == 302
    form = form_of(browser.page(f"{COMPANY}{case}/pernyataan/"), "form[action*='tindakan/send']")
    assert browser.post(f"{COMPANY}{case}/tindakan/send/", form | {"confirmed": "1"}).status_code == 302
    page = browser.page(f"{COMPANY}{case}/")
    assert "Tanda Terima Laporan" in words(page)
    (link,) = page.select("aside a[href*='/berkas/surat/']")
    pdf = browser.get(str(link["href"]))
    text = " ".join(pypdf.PdfReader(io.BytesIO(pdf.data)).pages[0].extract_text().split())
    number = world.case(case, lambda c: c.number)
    for said in ("TANDA TERIMA LAPORAN", number, world.a.nib, "Waktu Pengiriman", "Ketepatan Waktu", "Sidik Isian"):
        assert said in text
    listed = browser.page(COMPANY)
    assert [one for one in listed.select("td a[href*='/berkas/surat/']") if one["href"] == link["href"]]
    assert str(link.get_text()) in newest_mail(world, world.a.email)
    stranger = world.browser(world.b.owner)
    assert stranger.get(str(link["href"])).status_code == 404
    code = re.search(r"(?:[0-9A-Z]{4}-){6}[0-9A-Z]{2}", text)
    assert code is not None
    checked = world.of("anonymous").get(f"/verifikasi/{code[0].replace('-', '')}", follow_redirects=True)
    assert "Tanda Terima Laporan" in words(checked)
    assert "masih berlaku" in words(checked)
