"""The screens of licences: service cards, what the records state, sheets with pictures and reasons, both signatures."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pypdf
import pytest
from bs4 import BeautifulSoup
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from siinas.catalogue.exemption import Exemption
from siinas.catalogue.verification import Verification
from siinas.models import Case, CasePhoto, Establishment
from siinas.operations import cases
from tests.conftest import Clock, MakeWork
from tests.factories import Company, Someone, give_factor
from tests.licensing import (
    CHECKED,
    EXEMPTION,
    PLANNED,
    SIGNED,
    VERIFICATION,
    VISITED,
    assess,
    licensing_officers,
    prepare_company,
    save_answers,
)
from tests.web.pages import form_of, upload
from tests.web.world import Browser, read, words

MakeBrowser = Callable[..., Browser]


@pytest.fixture
def people(sqlite_engine: Any, works_here: MakeWork, company: Company) -> dict[str, Someone]:
    """The officers of licences, who can sign in."""
    with Session(sqlite_engine) as session:
        prepare_company(session, company)
        found = licensing_officers(session)
    for someone in found.values():
        give_factor(works_here(), someone.user_name)
    return found


@pytest.fixture
def visited_case(works_here: MakeWork, people: dict[str, Someone], company: Company) -> str:
    """A verification that the regional team is to visit."""
    public_id = cases.open_case(works_here(company.staff.actor), Verification.key, company.kbli).public_id
    save_answers(works_here, company.staff, public_id, VERIFICATION)
    cases.move(works_here(company.signer.actor), public_id, "send")
    assess(works_here, people["evaluator"], public_id, "pemeriksaan", CHECKED)
    cases.move(works_here(people["evaluator"].actor), public_id, "complete")
    assess(works_here, people["regency_inspector"], public_id, "jadwal", PLANNED)
    cases.move(works_here(people["regency_inspector"].actor), public_id, "schedule")
    return public_id


def picture(shade: int = 90) -> bytes:
    """A small JPEG."""
    content = io.BytesIO()
    Image.new("RGB", (64, 48), (shade, 90, 120)).save(content, "JPEG")
    return content.getvalue()


def version_on(page: BeautifulSoup) -> str:
    """The version of the case that a page was made of."""
    field = page.select_one("input[name=version]")
    assert field is not None
    return str(field["value"])


def test_a_card_for_each_service(browser: MakeBrowser, company: Company) -> None:
    page = browser(company.owner).page("/perusahaan/e-licensing/")
    cards = page.select("section.card")
    assert len(cards) == 2
    text = words(cards[0])
    assert "Surat Keterangan Pengecualian Berlokasi di Kawasan Industri (SKPBKI)" in text
    assert "9 hari kerja di tangan petugas" in text and "Rp0" in text
    assert "Bukti alasan" in text and "Telaah · Evaluator · 3 hari kerja" in text
    assert "Unggah SKPBKI dan surat keputusan di akun OSS · Perusahaan" in words(cards[1])
    assert [link["href"] for link in page.select("section.card a.btn-primary")] == [
        "/perusahaan/skpbki/baru/",
        "/perusahaan/vsku/baru/",
    ]


def test_a_card_says_why_a_service_is_shut(browser: MakeBrowser, company: Company, works_here: MakeWork) -> None:
    session = works_here().session
    session.get_one(Establishment, company.establishment_id).location_type = "estate"
    session.commit()
    text = words(browser(company.owner).page("/perusahaan/e-licensing/").select("section.card")[0])
    assert "Pabrik berada di dalam kawasan industri" in text


def test_what_the_records_state_is_read_and_not_asked(
    browser: MakeBrowser, company: Company, works_here: MakeWork
) -> None:
    public_id = cases.open_case(works_here(company.staff.actor), Exemption.key, "factory").public_id
    address = f"/perusahaan/skpbki/{public_id}/halaman/data-umum/"
    page = browser(company.staff).page(address)
    assert company.nib in words(page) and "Dari Data Perusahaan" in words(page)
    assert "nib" not in form_of(page, "#wizard-form")
    session = works_here().session
    session.get_one(Establishment, company.establishment_id).responsible_name = None
    session.commit()
    page = browser(company.staff).page(address)
    assert "Ada yang belum tercatat" in words(page)


def test_a_ground_that_cannot_hold_is_not_offered(browser: MakeBrowser, company: Company, works_here: MakeWork) -> None:
    public_id = cases.open_case(works_here(company.staff.actor), Exemption.key, "factory").public_id
    save_answers(works_here, company.staff, public_id, EXEMPTION)
    address = f"/perusahaan/skpbki/{public_id}/halaman/alasan-pengecualian/"
    staff = browser(company.staff)
    page = staff.page(address)
    offered = {option["value"] for option in page.select("select[name=ground] option")}
    assert "small_clean" not in offered and "special" in offered
    assert "Menurut tenaga kerja dan investasinya, ini industri besar." in words(page)
    form = form_of(page, "#wizard-form") | {"ground": "small_clean", "_lanjut": "1"}
    assert "Pilih salah satu dari daftar." in words(staff.post(address, form))


def test_pictures_and_reasons_of_a_visit(
    browser: MakeBrowser, people: dict[str, Someone], visited_case: str, works_here: MakeWork, clock: Clock
) -> None:
    inspector = browser(people["regency_inspector"])
    case = f"/petugas/vsku/{visited_case}/"
    page = inspector.page(case)
    assert "Susun Berita Acara: Lembar kunjungan" in words(page)
    assert not page.select("form[action$='/write_down/']")
    sheet = f"{case}lembar/kunjungan/"
    for shade, caption in ((10, "Gilingan"), (20, "Pan vakum")):
        sent = {"keterangan": caption, "foto": upload(picture(shade), "foto.jpg")}
        assert inspector.post(f"{sheet}foto/", sent).status_code == 302
    page = inspector.page(sheet)
    assert "Foto (2)" in words(page) and "Foto kurang 1; paling sedikit 3." in words(page)
    again = inspector.post(f"{sheet}foto/", {"keterangan": "Lagi", "foto": upload(picture(10), "foto.jpg")})
    assert again.status_code == 302
    assert "Foto ini sudah ada." in words(inspector.page(sheet))
    inspector.post(f"{sheet}foto/", {"keterangan": "", "foto": upload(picture(30), "foto.jpg")})
    assert "Isi keterangan foto" in words(inspector.page(sheet))
    not_one = inspector.post(f"{sheet}foto/", {"keterangan": "Bukan foto", "foto": upload(b"%PDF-1.4", "foto.jpg")})
    assert not_one.status_code == 302
    assert "Foto (2)" in words(inspector.page(sheet))
    session = works_here().session
    first = session.scalars(select(CasePhoto.id).order_by(CasePhoto.id)).first()
    inspector.post(f"{sheet}foto/hapus/", {"foto": str(first)})
    assert "Foto (1)" in words(inspector.page(sheet))
    clock.move(days=9)
    inspector = browser(people["regency_inspector"])
    odd = VISITED | {"machines_fit": "no"}
    assess(works_here, people["regency_inspector"], visited_case, "kunjungan", odd)
    page = inspector.page(sheet)
    box = page.select_one("textarea[name^=alasan-]")
    assert box is not None and "Ada butir yang tidak sesuai" in words(page)
    refused = inspector.post(f"{sheet}penjelasan/", {box["name"]: "kurang"})
    assert "paling sedikit 10 huruf" in words(refused)
    assert inspector.post(f"{sheet}penjelasan/", {box["name"]: "Mesin pengganti sudah dipesan."}).status_code == 302
    assert "Susun Berita Acara" in words(BeautifulSoup(inspector.get(case).text, "lxml").select_one(".decision-bar"))


def test_a_sheet_on_paper(browser: MakeBrowser, people: dict[str, Someone], visited_case: str) -> None:
    answer = browser(people["regency_inspector"]).get(f"/petugas/vsku/{visited_case}/lembar/kunjungan/cetak.pdf")
    assert answer.mimetype == "application/pdf"
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer.data)).pages)
    assert "Lembar kunjungan" in text and "6. Sarana" in text and "Tidak sesuai" in text and "14 Oktober 2026" in text


def test_both_sides_read_and_sign(
    browser: MakeBrowser,
    people: dict[str, Someone],
    visited_case: str,
    works_here: MakeWork,
    company: Company,
    clock: Clock,
) -> None:
    clock.move(days=9)
    assess(works_here, people["regency_inspector"], visited_case, "kunjungan", VISITED)
    cases.move(works_here(people["regency_inspector"].actor), visited_case, "write_down")
    owner, address = browser(company.owner), f"/perusahaan/vsku/{visited_case}/"
    page = owner.page(address)
    assert "Giliran Anda" in words(page) and "Mesin nomor 1" in words(page), "the record is read before it is signed"
    picture_of = page.select_one(".photo a")
    assert picture_of is not None and owner.get(picture_of["href"]).status_code == 200
    assert owner.get(f"{address}lembar/pemeriksaan/").status_code == 404, "the check-sheet is the officers' own"
    assert owner.get(f"{address}lembar/kunjungan/").status_code == 200
    fields = {f"sign-{key}": text for key, text in SIGNED.items()} | {"confirmed": "1", "version": version_on(page)}
    assert owner.post(f"{address}tindakan/sign/", fields).status_code == 302
    page = owner.page(address)
    assert "Tanda tangani Berita Acara" not in words(page.select_one("main form") or page.new_tag("p"))
    inspector = browser(people["regency_inspector"])
    seen = version_on(inspector.page(f"/petugas/vsku/{visited_case}/"))
    inspector.post(f"/petugas/vsku/{visited_case}/tindakan/sign/", fields | {"version": seen})
    session = works_here().session
    assert session.scalars(select(Case.state).where(Case.public_id == visited_case)).one() == "decision"
    record = read(owner.get(address))
    assert "Berita Acara Pemeriksaan Lapangan" in words(record)


@pytest.mark.parametrize("who", ["foreign_inspector", "front_desk"])
def test_a_foreign_sheet_is_as_missing_as_none(
    browser: MakeBrowser, people: dict[str, Someone], visited_case: str, who: str
) -> None:
    someone = browser(people[who])
    for place in (visited_case, "tidak-ada-sama-sekali-xx"):
        for rest in ("", "cetak.pdf", "halaman/kunjungan/"):
            assert someone.get(f"/petugas/vsku/{place}/lembar/kunjungan/{rest}").status_code in {403, 404}
