"""Letters on the screens: the company's own page, the receipt of an applicant, officers' pages, the register."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from pypdf import PdfReader
from sqlalchemy import select
from sqlalchemy.orm import Session

from siinas.documents.sample_papers import sample_nib
from siinas.models import Case, Establishment, JournalEntry, LegalEntity, Letter
from siinas.process.roles import Grant, Role
from tests.factories import Company, make_company, make_officer, make_person, registration_answers
from tests.web.dumps import TECHNICAL, changed, dump
from tests.web.pages import faults, link_in, newest_mail, upload
from tests.web.world import OWNERSHIP, Browser, World, read, words

OWN = "/perusahaan/bukti-kepemilikan/"
REGISTER = "/sistem/surat/"
MAIL = registration_answers()["email"]
REASON = "Data pada surat ini ternyata keliru."


def letters_in(world: World, *criteria: Any) -> list[Letter]:
    with Session(world.engine, expire_on_commit=False) as session:
        return list(session.scalars(select(Letter).where(*criteria).order_by(Letter.id)))


def of_account(company: Company) -> tuple[Any, ...]:
    """The letters about a company's account."""
    return Letter.establishment_id == company.establishment_id, Letter.kind == OWNERSHIP


def the_letter(world: World, which: str = "a") -> Letter:
    (letter,) = letters_in(world, Letter.public_id == world.letters[which])
    return letter


def rename(world: World, name: str = "PT Contoh Berganti Nama") -> None:
    with Session(world.engine) as session:
        session.get_one(LegalEntity, world.a.legal_entity_id).name = name
        session.commit()


def said_in(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def renew(browser: Browser, **form: str) -> Any:
    return browser.post(f"{OWN}terbitkan/", form, token=browser.token(OWN), follow_redirects=True)


# The company


@pytest.mark.parametrize("role", ["owner", "signer", "staff"])
def test_everybody_of_the_company_sees_and_downloads(shared_world: World, role: str) -> None:
    browser, letter = shared_world.of(role), the_letter(shared_world)
    page = browser.page(OWN)
    text = words(page)
    assert letter.number in text and "Berlaku" in text and "Nomor Bukti Kepemilikan Akun SIINas" in text
    assert "Tahun Registrasi 2026" in text and "Tanggal Registrasi 6 Oktober 2026" in text
    assert not page.select(f"form[action='{OWN}terbitkan/']"), "nothing has changed"
    (picture,) = page.select("main .document img")
    answer = browser.get(picture["src"])
    assert answer.mimetype == "image/png" and answer.data.startswith(b"\x89PNG")
    download = browser.get(page.select_one(".page-actions a")["href"])
    assert download.mimetype == "application/pdf" and letter.number in said_in(download.data)
    name = "bukti-kepemilikan-akun-siinas-" + re.sub(r"\W+", "-", letter.number.lower()) + ".pdf"
    assert download.headers["Content-Disposition"] == f"attachment; filename={name}"
    assert "sandbox" in download.headers["Content-Security-Policy"]
    assert browser.get(picture["src"].replace("/1.png", "/2.png")).status_code == 404
    menu = browser.page("/perusahaan/").select(".side-nav a")
    assert "Bukti Kepemilikan Akun" in [link.get_text(strip=True) for link in menu]


def test_the_bytes_are_those_that_were_issued(world: World) -> None:
    letter = the_letter(world)
    first = world.of("owner").get(f"/berkas/surat/{letter.public_id}").data
    rename(world)
    assert world.of("owner").get(f"/berkas/surat/{letter.public_id}").data == first
    world.surroundings.storage.path(letter.sha256).write_bytes(first[:-1])
    assert world.of("owner").get(f"/berkas/surat/{letter.public_id}").status_code == 404, "never made anew"


def test_what_changed_is_told_and_a_new_one_is_issued_after_a_question(world: World) -> None:
    old = the_letter(world)
    rename(world)
    staff = world.of("staff").page(OWN)
    assert "sudah berubah sejak bukti ini diterbitkan" in words(staff)
    assert "Mintalah pemilik akun atau penanda tangan" in words(staff)
    assert world.of("staff").post(f"{OWN}terbitkan/", {"confirmed": "1"}).status_code == 403
    owner = world.of("owner")
    notice = words(owner.page(OWN).select_one("main .notice"))
    assert old.company_name in notice and "PT Contoh Berganti Nama" in notice
    before = dump(world.engine)
    question = renew(owner)
    assert "tidak berlaku lagi" in words(question) and old.number in words(question)
    assert changed(before, dump(world.engine)).keys() <= TECHNICAL
    answer = renew(owner, confirmed="1")
    kept, new = letters_in(world, *of_account(world.a))
    assert new.number in words(answer) and "Surat lain untuk akun ini" in words(answer)
    assert (kept.state, new.state, new.company_name) == ("superseded", "valid", "PT Contoh Berganti Nama")
    for letter in (kept, new):
        assert letter.number in said_in(owner.get(f"/berkas/surat/{letter.public_id}").data)
    again = renew(owner, confirmed="1")
    assert "sudah memuat data terbaru" in words(again)
    assert len(letters_in(world, *of_account(world.a))) == 2


def test_a_company_without_one(world: World) -> None:
    with Session(world.engine) as session:
        company = make_company(session)
    page = world.browser(company.staff).page(OWN)
    assert "Belum ada bukti yang diterbitkan" in words(page) and "Mintalah pemilik akun" in words(page)
    assert not page.select(".document, .page-actions a")
    owner = world.browser(company.signer)
    answer = renew(owner)
    assert "diterbitkan" in words(answer) and "/BKA-SIINAS/X/2026" in words(answer), "nothing is lost, so no question"


def test_a_revoked_one(world: World) -> None:
    letter, administrator = the_letter(world), world.of("administrator")
    administrator.post(
        f"{REGISTER}{letter.public_id}/cabut/",
        {"reason": REASON, "confirmed": "1"},
        token=administrator.token(REGISTER),
    )
    owner = world.of("owner")
    page = owner.page(OWN)
    assert "Bukti ini dicabut" in words(page) and REASON in words(page)
    assert not page.select(f"form[action='{OWN}terbitkan/']")
    assert "dicabut" in words(renew(owner, confirmed="1"))
    rename(world)
    assert owner.page(OWN).select(f"form[action='{OWN}terbitkan/']")
    assert "diterbitkan" in words(renew(owner))


def test_letters_of_another_company_are_missing(shared_world: World) -> None:
    owner, missing = shared_world.of("owner"), shared_world.of("owner").get("/berkas/surat/tidak-ada")
    for public_id in (shared_world.letters["b"], *(row.public_id for row in receipts(shared_world))):
        for address in (f"/berkas/surat/{public_id}", f"/berkas/surat/{public_id}/halaman/1.png"):
            answer = owner.get(address)
            assert (answer.status_code, len(answer.data)) == (404, len(missing.data))
    for text in ("1", "%00", "²", "a" * 4000, the_letter(shared_world, "b").number.replace("/", "%2F")):
        assert owner.get(f"/berkas/surat/{text}").status_code == 404
    assert shared_world.browser().get(f"/berkas/surat/{shared_world.letters['b']}").status_code == 302


def receipts(world: World) -> list[Letter]:
    return letters_in(world, Letter.kind == "registrasi.registration_proof")


# The applicant


def hand_in(browser: Browser, **changed_: str) -> Any:
    form: dict[str, Any] = registration_answers(**changed_)
    form["nib_file"] = upload(sample_nib(), "nib.pdf")
    return browser.post("/registrasi", form, follow_redirects=True)


def test_the_receipt_after_handing_in(world: World) -> None:
    browser = world.browser()
    page = read(hand_in(browser))
    letter = receipts(world)[-1]
    assert letter.number in words(page)
    link = page.select_one("main a.btn-primary")
    assert link is not None
    download = browser.get(link["href"])
    assert download.mimetype == "application/pdf"
    assert letter.number in said_in(download.data) and "REG-2026-" in said_in(download.data)
    assert "noindex" in download.headers["X-Robots-Tag"]
    assert letter.public_id not in page.decode()
    stranger = world.browser()
    assert stranger.get(link["href"]).status_code == 404, "only the browser that handed in"
    assert "Bukti Pendaftaran" not in words(stranger.page("/registrasi/terkirim"))


def test_a_machine_that_fills_every_field_gets_none(world: World) -> None:
    browser, before = world.browser(), len(receipts(world))
    hand_in(browser, website="http://192.0.2.1")
    assert browser.get("/registrasi/terkirim/bukti").status_code == 404
    assert len(receipts(world)) == before


def test_the_link_in_the_mail(world: World) -> None:
    hand_in(world.browser())
    mail, letter, browser = newest_mail(world, MAIL), receipts(world)[-1], world.browser()
    assert letter.number in mail
    address = link_in(mail)
    page = browser.page(address)
    assert letter.number in words(page) and "Berlaku" in words(page)
    answer = browser.get(page.select_one("main a.btn-primary")["href"])
    assert letter.number in said_in(answer.data)
    for headers in (browser.get(address).headers, answer.headers):
        assert headers["Referrer-Policy"] == "no-referrer" and "noindex" in headers["X-Robots-Tag"]
    for odd in (address[:-1], address + "x", "/registrasi/bukti/tidak-ada", f"/registrasi/bukti/{letter.token}"):
        dead = browser.get(odd)
        assert dead.status_code == 404 and letter.number not in dead.text
        assert browser.get(f"{odd}/unduh").status_code == 404
    world.clock.move(days=31)
    assert browser.get(address).status_code == 404
    assert "sudah berakhir" in words(browser.get(address))


def case_of(world: World, letter: Letter) -> str:
    with Session(world.engine) as session:
        return session.get_one(Case, letter.case_id).public_id


def test_a_correction_brings_a_new_receipt(world: World) -> None:
    browser = world.browser()
    hand_in(browser)
    old = receipts(world)[-1]
    first = link_in(newest_mail(world, MAIL))
    desk = world.of("front_desk")
    case = case_of(world, old)
    desk.post(
        f"/petugas/registrasi/{case}/tindakan/ask_correction/",
        {"ask_correction-reason": "Tulis nama seperti pada NIB.", "version": "1"},
        token=desk.token(f"/petugas/registrasi/{case}/"),
    )
    correction = link_in(newest_mail(world, MAIL))
    assert "/perbaikan/" in correction
    form = registration_answers(company_name="PT Contoh Gula Nusantara Jaya")
    page = read(browser.post(correction, form, token=browser.token(correction), follow_redirects=True))
    new = receipts(world)[-1]
    assert new.number != old.number and new.number in words(page)
    mail = newest_mail(world, MAIL)
    assert new.number in mail and "Perbaikan" in mail
    assert new.number in words(browser.page(link_in(mail)))
    assert browser.get(first).status_code == 404, "the newer mail's link took its place"
    assert "Sudah diganti" in words(browser.page(f"/verifikasi/{old.token}"))


# Officers


def test_officers_see_letters_with_the_case_and_with_the_company(shared_world: World) -> None:
    desk, case = shared_world.of("front_desk"), shared_world.registrations["approved"]
    page = desk.page(f"/petugas/registrasi/{case}/")
    rows = [row.get_text(" ", strip=True) for row in page.select("section.summary .list-table tbody tr")]
    told = [row for row in rows if "SIINAS/X/2026" in row]
    assert len(told) == 2 and "Bukti Kepemilikan" in told[0] and "Bukti Pendaftaran" in told[1]
    link = next(link["href"] for link in page.select("a[href^='/berkas/surat/']"))
    before = len(entries(shared_world, "letter.downloaded"))
    assert desk.get(link).data.startswith(b"%PDF")
    (entry,) = entries(shared_world, "letter.downloaded")[before:]
    assert entry.actor_name == "Petugas layanan Contoh" and entry.after["number"].endswith("/X/2026")
    page = desk.page(f"/petugas/perusahaan/details/?id={shared_world.a.establishment_id}")
    assert the_letter(shared_world).number in words(page.select_one("#surat"))


def entries(world: World, act: str) -> list[JournalEntry]:
    with Session(world.engine, expire_on_commit=False) as session:
        return list(session.scalars(select(JournalEntry).where(JournalEntry.act == act).order_by(JournalEntry.seq)))


def test_officers_out_of_reach_find_nothing(world: World) -> None:
    with Session(world.engine) as session:
        regency = session.get_one(Establishment, world.a.establishment_id).regency
        near = make_officer(session, Role.REGIONAL_INSPECTOR, region=regency[:2])
        far = make_officer(session, Role.REGIONAL_INSPECTOR, region="91")
        nobody = make_person(session, Grant(Role.REGIONAL_HEAD))
    address = f"/berkas/surat/{world.letters['a']}"
    assert [world.browser(who).get(address).status_code for who in (near, far, nobody)] == [200, 404, 404]


# The register


def test_the_register(shared_world: World) -> None:
    everything = letters_in(shared_world)
    for role in ("administrator", "auditor"):
        browser = shared_world.of(role)
        text = words(browser.page(REGISTER))
        assert all(letter.number in text for letter in everything)
        revoking = browser.page(REGISTER).select("a[href$='/cabut/']")
        assert bool(revoking) == (role == "administrator")
    auditor, letter = shared_world.of("auditor"), the_letter(shared_world)
    for search in (letter.number, letter.nib, "KANARI-A"):
        found = words(auditor.page(REGISTER, query_string={"search": search}).select_one("tbody"))
        assert letter.number in found and the_letter(shared_world, "b").number not in found
    page = auditor.page(f"{REGISTER}?flt0_jenis_surat_equals={OWNERSHIP}")
    assert "BPA" not in words(page.select_one("tbody"))
    text = auditor.get(f"{REGISTER}export/csv/?search={letter.nib}").data.decode("utf-8-sig")
    assert letter.number in text and letter.sha256 in text and "Berlaku" in text and letter.token not in text
    assert auditor.get(f"{REGISTER}export/xlsx/").data.startswith(b"PK")


def test_revoking_asks_for_a_reason_and_once_more(world: World) -> None:
    letter, browser = the_letter(world), world.of("administrator")
    address = f"{REGISTER}{letter.public_id}/cabut/"
    page = browser.page(address)
    assert letter.number in words(page) and letter.company_name in words(page)
    token, before = browser.token(address), dump(world.engine)
    for reason in ("", "   "):
        assert faults(browser.post(address, {"reason": reason, "confirmed": "1"}, token=token))
    short = browser.post(address, {"reason": "keliru", "confirmed": "1"}, token=token)
    assert "10 sampai 1000 huruf" in faults(short)["reason"]
    assert "keliru" in read(short).select_one("textarea").get_text()
    question = browser.post(address, {"reason": REASON}, token=token)
    assert "tidak dapat dibatalkan" in words(question)
    assert read(question).select_one("input[name=reason]")["value"] == REASON
    assert changed(before, dump(world.engine)).keys() <= TECHNICAL
    done = browser.post(address, {"reason": REASON, "confirmed": "1"}, token=token, follow_redirects=True)
    assert f"Surat nomor {letter.number} dicabut." in words(done)
    assert the_letter(world).state == "revoked"
    (entry,) = entries(world, "letter.revoked")
    page = world.of("auditor").page(f"/sistem/jurnal/details/?id={entry.seq}")
    assert REASON in words(page) and f"Surat {letter.number}" in words(page) and "Surat dicabut" in words(page)
    assert "tidak ada yang dicabut" in words(browser.page(address))
    again = browser.post(address, {"reason": REASON, "confirmed": "1"}, token=token)
    assert "tidak ada yang dicabut" in words(again)
    assert browser.get(f"{REGISTER}tidak-ada/cabut/").status_code == 404
    assert world.of("auditor").get(address).status_code == 403


# The settings


def test_the_format_of_numbers_is_shown_by_example(world: World) -> None:
    browser = world.of("administrator")
    address = "/sistem/setelan/ubah/letter_number.registrasi.ownership_proof/"
    assert "Contoh: 0001/BKA-SIINAS/X/2026" in words(browser.page(address))
    token, before = browser.token(address), dump(world.engine)
    answer = browser.post(address, {"value": "KPI-{seq}/{month}/{year}", "preview": "1"}, token=token)
    assert "Contoh: KPI-0001/10/2026" in words(answer)
    answer = browser.post(address, {"value": "{seq}/{tahun}", "preview": "1"}, token=token)
    assert "{tahun}" in words(answer) and "Kutipan tidak dikenal" in words(answer)
    assert changed(before, dump(world.engine)).keys() <= TECHNICAL
    for bad, said in (("{seq}", "{year}"), ("{seq}/BPA-SIINAS/{roman}/{year}", "Bukti Pendaftaran"), ("", "wajib")):
        answer = browser.post(address, {"value": bad}, token=token)
        assert said in faults(answer)["value"]
        assert read(answer).select_one("input[name=value]")["value"] == bad
    assert browser.post(address, {"seen": "0", "value": "KPI-{seq}/{month}/{year}"}, token=token).status_code == 302
    rename(world)
    assert "KPI-0004/10/2026" in words(renew(world.of("owner"), confirmed="1"))
