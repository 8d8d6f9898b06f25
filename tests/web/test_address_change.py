"""A request for another address on the screens: lock, form with a file, old and new, withdrawal, decision, history."""

from __future__ import annotations

import re
from typing import Any

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from siinas.documents.sample_papers import sample_paper
from siinas.models import Attachment, Case, LegalEntity
from tests.conftest import works
from tests.documents.hostile_files import hostile_files
from tests.factories import make_request, save_addresses
from tests.web.pages import faults, form_of, upload
from tests.web.world import Browser, World, read, words

BASE = "/perusahaan/perubahan-alamat/"
DESK = "/petugas/perubahan-alamat/"
OFFICE = "/perusahaan/kantor-pusat/"
SHEET = "main form.form-sheet"
WIZARD = "#wizard-form"
PROOF = sample_paper("Bukti alamat", ["Contoh bukti."])


@pytest.fixture
def locked(world: World) -> World:
    """Company A has saved its addresses."""
    with works(world.engine, world.surroundings, world.clock) as make_work:
        save_addresses(make_work, world.a)
    return world


@pytest.fixture
def request_of_a(locked: World) -> str:
    """A request of company A that waits for the service desk."""
    with works(locked.engine, locked.surroundings, locked.clock) as make_work:
        return make_request(make_work, locked.a)


def started(browser: Browser, which: str = "office") -> str:
    """A new draft; its address."""
    answer = browser.post(f"{BASE}baru/", {"subject": which})
    assert answer.status_code == 302, answer.text
    return str(answer.headers["Location"])


def grounds(browser: Browser, case: str, **more: Any) -> TestResponse:
    """Post the page of the grounds."""
    form = form_of(browser.page(f"{case}halaman/alasan-dan-bukti/"), WIZARD)
    good = {"reason": "Kantor pindah ke gedung sendiri.", "effective_on": "2026-10-01", "_lanjut": "1"}
    return browser.post(f"{case}halaman/alasan-dan-bukti/", form | good | more)


def row_of(page: BeautifulSoup, label: str) -> list[str]:
    """The cells of the row of old and new that begins with a label."""
    for row in page.select(".beside-table tbody tr"):
        cells = [" ".join(cell.get_text(" ").split()) for cell in row.find_all("td")]
        if cells[0].startswith(label):
            return cells
    raise AssertionError(f"no row {label}")


# The lock on its page


def test_the_page_says_that_it_locks_and_asks_before(world: World) -> None:
    browser = world.of("owner")
    page = browser.page(OFFICE)
    assert "Alamat terkunci setelah disimpan" in words(page)
    form = form_of(page, SHEET) | {"office_street": "Jl. Diperiksa 5"}
    asked = browser.post(OFFICE, form)
    assert asked.status_code == 200
    assert "Periksa sekali lagi, lalu simpan" in words(asked)
    back = form_of(read(asked), SHEET)
    assert (back["office_street"], back["confirmed"]) == ("Jl. Diperiksa 5", "1")
    with Session(world.engine) as session:
        assert session.get_one(LegalEntity, world.a.legal_entity_id).office_locked_at is None
    assert browser.post(OFFICE, back).status_code == 302
    page = browser.page(OFFICE)
    assert "Alamat terkunci sejak 6 Oktober 2026" in words(page)
    assert "Jl. Diperiksa 5" in words(page)
    assert "office_street" not in form_of(page, SHEET)
    link = page.find("a", string=re.compile("Ajukan perubahan alamat"))
    assert link is not None and link["href"] == f"{BASE}baru/?subject=office"


def test_a_forged_field_of_a_locked_page_changes_nothing(locked: World) -> None:
    browser = locked.of("owner")
    form = form_of(browser.page(OFFICE), SHEET) | {"office_street": "Jl. Selundupan 1", "office_fax": "031 1112222"}
    assert browser.post(OFFICE, form).status_code == 302
    with Session(locked.engine) as session:
        entity = session.get_one(LegalEntity, locked.a.legal_entity_id)
        assert (entity.office_street, entity.office_fax) == ("Jl. Kantor Contoh 1 KANARI-A", "031 1112222")


# The request


def test_the_whole_way_without_script(locked: World) -> None:
    browser = locked.of("signer")
    start = browser.page(f"{BASE}baru/?subject=office")
    assert form_of(start) == {"subject": "office"}
    case = started(browser)
    page = browser.page(f"{case}halaman/alamat-baru/")
    form = form_of(page, WIZARD)
    assert form["street"] == "Jl. Kantor Contoh 1 KANARI-A"
    assert "Tercatat sekarang Jl. Kantor Contoh 1 KANARI-A" in words(page)
    assert "location_type" not in form, "a head office has none"
    answer = browser.post(f"{case}halaman/alamat-baru/", form | {"street": "Jl. Baru 7", "_lanjut": "1"})
    assert answer.headers["Location"].endswith("/halaman/alasan-dan-bukti/")
    answer = grounds(browser, case)
    assert faults(answer) == {"proof": "Bukti alamat baru: Pilih berkas yang akan diunggah."}
    answer = grounds(browser, case, proof=upload(PROOF, "bukti.pdf"))
    assert answer.headers["Location"].endswith("/periksa/")
    check = browser.page(f"{case}periksa/")
    assert row_of(check, "Alamat") == ["Alamat berubah", "Jl. Kantor Contoh 1 KANARI-A", "Jl. Baru 7"]
    assert row_of(check, "Kode Pos") == ["Kode Pos", "61121", "61121"]
    picture = check.select_one("main img[src*='/halaman/1.png']")
    assert picture is not None
    assert browser.get(str(picture["src"])).status_code == 200
    assert browser.post(f"{case}periksa/", {}).headers["Location"].endswith("/pernyataan/")
    asked = browser.post(f"{case}tindakan/send/", {"version": "1", "once": "a"})
    assert "Kirim permohonan ini?" in words(asked)
    assert browser.post(f"{case}tindakan/send/", form_of(read(asked))).status_code == 302
    assert "Diajukan" in words(browser.page(case))

    desk = locked.of("front_desk")
    there = case.replace("/perusahaan/", "/petugas/")
    seen = desk.page(there)
    assert row_of(seen, "Alamat")[1:] == ["Jl. Kantor Contoh 1 KANARI-A", "Jl. Baru 7"]
    picture = seen.select_one(".review-documents img")
    assert picture is not None and desk.get(str(picture["src"])).status_code == 200
    decided = desk.post(f"{there}tindakan/approve/", {"version": "2", "once": "b", "confirmed": "1"})
    assert decided.status_code == 302
    office = words(browser.page(OFFICE))
    assert "Alamat terbuka sampai 11 Oktober 2026 pukul 24.00" in office or "Alamat terbuka sampai" in office
    history = words(browser.page("/perusahaan/riwayat-alamat/"))
    assert "Jl. Baru 7" in history and "Jl. Kantor Contoh 1 KANARI-A" in history and "PA-2026-000001" in history
    assert row_of(desk.page(there), "Alamat")[1] == "Jl. Kantor Contoh 1 KANARI-A", "told later as it was"


def test_a_file_survives_other_faults_and_can_be_taken_back(locked: World) -> None:
    browser = locked.of("staff")
    case = started(browser)
    answer = grounds(browser, case, proof=upload(PROOF, "bukti.pdf"), effective_on="31/31/2026")
    assert list(faults(answer)) == ["effective_on"]
    assert "bukti.pdf" in words(answer)
    page = browser.page(f"{case}halaman/alasan-dan-bukti/")
    assert "bukti.pdf" in words(page) and form_of(page, WIZARD)["effective_on"] == "31/31/2026"
    answer = grounds(browser, case)
    assert answer.headers["Location"].endswith("/periksa/"), "the file is there already"
    answer = grounds(browser, case, _lanjut="", _lepas="proof")
    assert answer.status_code == 302
    page = browser.page(f"{case}halaman/alasan-dan-bukti/")
    assert "bukti.pdf" not in words(page)
    assert form_of(page, WIZARD)["reason"] == "Kantor pindah ke gedung sendiri."
    with Session(locked.engine) as session:
        own = select(func.count()).select_from(Attachment).join(Case, Case.id == Attachment.case_id)
        assert session.scalar(own.where(Case.process == "perubahan-alamat")) == 0


def test_hostile_files_stay_outside(locked: World) -> None:
    browser = locked.of("staff")
    case = started(browser)
    for sample, (name, content) in list(hostile_files().items())[:12]:
        answer = grounds(browser, case, proof=upload(content, name))
        assert answer.status_code == 200, sample
        assert "proof" in faults(answer), sample
    big = b"%PDF-1.7\n" + b"0" * (10 * 1024 * 1024 + 1)
    answer = grounds(browser, case, proof=upload(big, "besar.pdf"))
    answer.request.environ["wsgi.input"].close()  # the test client's own copy of a large body
    assert "melebihi batas 10 MB" in faults(answer)["proof"]
    with Session(locked.engine) as session:
        own = select(func.count()).select_from(Attachment).join(Case, Case.id == Attachment.case_id)
        assert session.scalar(own.where(Case.process == "perubahan-alamat")) == 0


def test_withdrawing_asks_for_a_reason(locked: World, request_of_a: str) -> None:
    owner, case = locked.of("owner"), f"{BASE}{request_of_a}/"
    page = owner.page(case)
    assert "Tarik permohonan" in words(page)
    act = f"{case}tindakan/withdraw/"
    form = {"version": "2", "once": "c", "withdraw-reason": " "}
    answer = owner.post(act, form)
    assert answer.status_code == 200
    assert faults(answer) == {"withdraw-reason": "Alasan penarikan: Bagian ini wajib diisi."}
    asked = owner.post(act, form | {"withdraw-reason": "Tidak jadi pindah."})
    kept = form_of(read(asked))
    assert kept["withdraw-reason"] == "Tidak jadi pindah."
    assert owner.post(act, kept).status_code == 302
    assert "Ditarik" in words(owner.page(case)) and "Tidak jadi pindah." in words(owner.page(case))
    assert owner.get(act).status_code == 302
    assert "Tarik permohonan" not in words(locked.of("staff").page(case)).partition("Riwayat")[0]


def test_foreign_requests_do_not_exist(locked: World, request_of_a: str) -> None:
    stranger = locked.browser(locked.b.owner)
    for part in ("", "halaman/alamat-baru/", "periksa/", "pernyataan/", "tindakan/withdraw/"):
        assert stranger.get(f"{BASE}{request_of_a}/{part}").status_code == 404
    assert stranger.post(f"{BASE}{request_of_a}/tindakan/withdraw/", {"withdraw-reason": "x" * 12}).status_code == 404
    with Session(locked.engine) as session:
        file = session.scalar(select(Attachment.public_id).where(Attachment.doc_type == "bukti_alamat"))
    assert stranger.get(f"/berkas/{file}").status_code == 404
    assert locked.of("front_desk").get(f"/berkas/{file}").status_code == 200
    assert locked.of("verifier").get(f"{DESK}{request_of_a}/").status_code in {403, 404}


# The officers' page of a company


def details(world: World, establishment_id: int) -> str:
    return f"/petugas/perusahaan/details/?id={establishment_id}"


def test_officers_see_request_lock_and_history(locked: World, request_of_a: str) -> None:
    page = locked.of("front_desk").page(details(locked, locked.a.establishment_id))
    text = words(page)
    assert "Terkunci sejak 6 Oktober 2026" in text and "PA-2026-000001" in text
    assert page.select_one(f"a[href='{DESK}{request_of_a}/']") is not None
    assert "Buka alamat sementara" in text
    reader = words(locked.of("verifier").page(details(locked, locked.a.establishment_id)))
    assert "Terkunci sejak" in reader and "Buka alamat sementara" not in reader


def test_the_service_desk_opens_an_address(locked: World) -> None:
    desk = locked.of("front_desk")
    url = f"/petugas/perusahaan/buka-alamat/?id={locked.a.establishment_id}"
    desk.page(details(locked, locked.a.establishment_id))
    answer = desk.post(url, {"which": "office", "days": "0", "reason": ""})
    assert set(faults(answer)) == {"days", "reason"}
    assert desk.post(url, {"which": "office", "days": "3", "reason": "Kode pos salah ketik."}).status_code == 302
    assert "Terbuka sampai" in words(desk.page(details(locked, locked.a.establishment_id)))
    page = locked.of("owner").page(OFFICE)
    assert "Alamat terbuka sampai" in words(page)
    assert "office_street" in form_of(page, SHEET)
    assert desk.post("/petugas/perusahaan/buka-alamat/?id=999999", {"which": "office"}).status_code == 404
    assert locked.of("verifier").post(url, {"which": "office", "days": "3", "reason": "x"}).status_code == 403
