"""Letters that need a signature, on the screens: downloads by role, handing in, the public check, the offices."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select
from sqlalchemy.orm import Session

from siinas.models import JournalEntry, Letter, LetterForm, LetterNumber
from siinas.operations import letters, signing
from siinas.operations.letter_offices import change_form
from siinas.operations.work import Services, Work
from siinas.process.roles import Role
from siinas.queries.letters import nib_masked
from tests import certificates, licence
from tests.certificates import SUBJECT, signed_elsewhere
from tests.factories import make_officer
from tests.web.conftest import world_in
from tests.web.dumps import TECHNICAL, changed, dump
from tests.web.pages import faults, form_of, upload, work_in
from tests.web.test_verification import SENTENCE, ask, ask_file, told
from tests.web.world import OWNERSHIP, Browser, Standing, World, read, words

WAITING = "/petugas/tanda-tangan/"
OFFICES = "/sistem/penerbit-surat/"
CHECK = "/verifikasi"
KIND = licence.CERTIFICATE_KIND


@pytest.fixture
def world(world_template: tuple[Path, Standing], tmp_path: Path) -> Iterator[World]:
    """A world of the test's own in which the invented licence is on offer."""
    with licence.offered(), world_in(world_template, tmp_path, new=True) as made:
        yield made


def issue(world: World, authority: str = "", **office: Any) -> Letter:
    """A letter for company A that waits for its signature."""
    code = authority or world.a.regency
    with Session(world.engine, expire_on_commit=False) as session:
        licence.add_office(session, code, **office)
        letter = licence.issued(work_in(world, session), world.a, code)
        assert letter.content
        return letter


def the_letter(world: World, letter: Letter) -> Letter:
    with Session(world.engine, expire_on_commit=False) as session:
        return session.get_one(Letter, letter.id)


def head_of(world: World, region: str) -> Browser:
    with Session(world.engine) as session:
        return world.browser(make_officer(session, Role.REGIONAL_HEAD, region=region))


def bytes_of(world: World, sha256: str | None) -> bytes:
    assert sha256 is not None
    return world.surroundings.storage.read(sha256)


def sign_here(world: World, letter: Letter, folder: Path) -> Letter:
    """What the worker does in an installation with a certificate."""
    with Session(world.engine) as session:
        services = world.surroundings
        portal = Services(services.configuration, services.storage, services.mailer, certificates.signer(folder))
        signing.sign_letter(Work(session, portal, clock=world.clock), letter.id)
    return the_letter(world, letter)


def hand_in(browser: Browser, letter: Letter, content: bytes, name: str = "surat.pdf") -> Any:
    address = f"{WAITING}{letter.public_id}/"
    form = {"signed_file": upload(content, name)}
    return browser.post(address, form, token=browser.token(address), content_type="multipart/form-data")


# Downloads


def test_downloads_by_role_before_and_after_the_signature(world: World, tmp_path: Path) -> None:
    letter = issue(world)
    address, original = f"/berkas/surat/{letter.public_id}", f"/berkas/surat/{letter.public_id}/untuk-ditandatangani"
    head, elsewhere = head_of(world, letter.authority), head_of(world, "3273")
    for browser in (world.of("owner"), world.of("auditor"), world.of("administrator"), head):
        answer = browser.get(address)
        assert answer.status_code == 409 and "menunggu tanda tangan elektronik" in words(answer)
        assert not answer.data.startswith(b"%PDF")
        assert browser.get(f"{address}/halaman/1.png").status_code == 404
    asked = {
        "owner": world.of("owner").get(original).status_code,
        "auditor": world.of("auditor").get(original).status_code,
        "head": head.get(original).status_code,
        "administrator": world.of("administrator").get(original).status_code,
        "elsewhere": elsewhere.get(original).status_code,
        "anybody": world.browser().get(original).status_code,
    }
    assert asked == {
        "owner": 403,
        "auditor": 403,
        "head": 200,
        "administrator": 200,
        "elsewhere": 404,
        "anybody": 302,
    }
    answer = head.get(original)
    assert answer.data == bytes_of(world, letter.sha256)
    assert "untuk-ditandatangani.pdf" in answer.headers["Content-Disposition"]
    signed = sign_here(world, letter, tmp_path)
    for browser in (world.of("owner"), head, world.of("auditor")):
        answer = browser.get(address)
        assert answer.data == bytes_of(world, signed.signed_sha256)
        assert browser.get(f"{address}/halaman/1.png").mimetype == "image/png"
    assert head.get(original).status_code == 404, "nothing is left to be signed"
    assert elsewhere.get(address).status_code == 404
    with Session(world.engine) as session:
        entries = session.scalars(select(JournalEntry).where(JournalEntry.act == "letter.downloaded"))
        taken = {entry.after["sha256"] for entry in entries if entry.object_id == str(letter.id)}
    assert taken == {letter.sha256, signed.signed_sha256}


def test_the_stamped_copy_where_the_office_allows_it(world: World, tmp_path: Path) -> None:
    letter = issue(world, unsigned_allowed=True)
    answer = world.of("owner").get(f"/berkas/surat/{letter.public_id}")
    assert answer.data == bytes_of(world, letter.stamped_sha256)
    assert "belum-ditandatangani.pdf" in answer.headers["Content-Disposition"]
    sign_here(world, letter, tmp_path)
    assert world.of("owner").get(f"/berkas/surat/{letter.public_id}").data.startswith(bytes_of(world, letter.sha256))


def test_the_state_of_the_signature_wherever_letters_are_listed(world: World, tmp_path: Path) -> None:
    letter = issue(world)
    administrator = world.of("administrator")
    company_page = f"/petugas/perusahaan/details/?id={world.a.establishment_id}"
    for address in (company_page, "/sistem/surat/"):
        page = administrator.page(address)
        assert "Menunggu tanda tangan elektronik" in words(page)
        assert not page.select(f"main a[href='/berkas/surat/{letter.public_id}']"), "nothing to be had yet"
        assert page.select(f"main a[href='{WAITING}{letter.public_id}/']")
    auditor = world.of("auditor").page("/sistem/surat/")
    assert not auditor.select(f"main a[href='{WAITING}{letter.public_id}/']")
    sign_here(world, letter, tmp_path)
    for address in (company_page, "/sistem/surat/"):
        page = administrator.page(address)
        assert "Ditandatangani secara elektronik" in words(page)
        assert page.select(f"main a[href='/berkas/surat/{letter.public_id}']")
    text = administrator.get("/sistem/surat/export/csv/").data.decode("utf-8-sig")
    assert SUBJECT in text and letter.authority in text


# Handing in


def test_handing_in_a_letter_that_was_signed_elsewhere(world: World, tmp_path: Path) -> None:
    letter, other = issue(world), issue(world, "ministry")
    head = head_of(world, letter.authority)
    page = head.page(WAITING)
    assert letter.number in words(page) and other.number not in words(page)
    menu = [link.get_text(" ", strip=True) for link in head.page("/petugas/").select(".side-nav a")]
    assert any(text.startswith("Tanda Tangan Surat") for text in menu)
    both = words(world.of("administrator").page(WAITING))
    assert letter.number in both and other.number in both
    address = f"{WAITING}{letter.public_id}/"
    assert "Jangan menyimpan ulang" in words(head.page(address))
    issued, before = bytes_of(world, letter.sha256), dump(world.engine)
    signed = signed_elsewhere(issued, tmp_path)
    for content, said in (
        (b"", "kosong"),
        (b"bukan pdf", "bukan PDF"),
        (issued, "belum memuat tanda tangan"),
        (signed + b"\n", "diubah sesudah"),
        (signed[:500] + b"x" + signed[501:], "surat nomor"),
    ):
        answer = hand_in(head, letter, content)
        assert answer.status_code == 200 and said in faults(answer)["signed_file"], said
    form = head.post(address, {}, token=head.token(address), content_type="multipart/form-data")
    assert "Pilih berkas PDF" in faults(form)["signed_file"]
    assert changed(before, dump(world.engine)).keys() <= TECHNICAL
    answer = hand_in(head, letter, signed)
    assert answer.status_code == 302 and answer.headers["Location"].endswith(WAITING)
    assert "Tidak ada surat yang menunggu" in words(head.page(WAITING))
    assert the_letter(world, letter).signed_how == "elsewhere"
    assert world.of("owner").get(f"/berkas/surat/{letter.public_id}").data == signed
    assert head.get(address).status_code == 404
    foreign = f"{WAITING}{other.public_id}/"
    assert head.get(foreign).status_code == 404
    assert head.post(f"{foreign}oleh-portal/", token=head.token("/akun")).status_code == 404


# The public check


def test_every_state_in_the_public_check(world: World, tmp_path: Path) -> None:
    letter, browser = issue(world, unsigned_allowed=True), world.browser()
    stamped, issued = bytes_of(world, letter.stamped_sha256), bytes_of(world, letter.sha256)
    address = f"{CHECK}/{letter.token}"
    for answer in (browser.get(address), ask(browser, letter.number), ask_file(browser, issued)):
        text = words(answer)
        assert "Menunggu tanda tangan" in text and "belum ditandatangani secara elektronik" in text
        assert SENTENCE in text and "masih berlaku" not in text
        assert told(answer)["NIB"] == nib_masked(letter.nib)
    assert "salinan bercap" in words(ask_file(browser, stamped))
    signed_letter = sign_here(world, letter, tmp_path)
    signed = bytes_of(world, signed_letter.signed_sha256)
    page = browser.page(address)
    assert "Berlaku" in words(page) and "tidak diperiksa oleh portal ini" in words(page)
    assert "BSrE" in words(page) and SENTENCE in words(page)
    assert told(page)["Sertifikat atas nama"] == SUBJECT
    assert "Sertifikat atas nama" not in told(ask(browser, letter.number)), "a number alone shows less"
    assert "sama persis" in words(ask_file(browser, signed))
    for content in (issued, stamped):
        assert "mintalah berkas yang bertanda tangan" in words(ask_file(browser, content))
    for altered in (signed + b"\n", signed_elsewhere(issued, tmp_path), signed[:-9] + b"x" + signed[-8:]):
        answer = ask_file(browser, altered)
        assert "Bukan surat yang diterbitkan" in words(answer) and letter.number in words(answer)
        assert told(answer) == {} and letter.company_name not in answer.text and letter.token not in answer.text
        assert SENTENCE in words(answer)
    assert "Tidak dikenal" in words(ask_file(browser, b"%PDF-1.4 nothing"))
    world.clock.move(days=2)
    with Session(world.engine) as session:
        work = work_in(world, session)
        work.actor = world.officers.administrator.actor
        letters.revoke(work, letter.public_id, "Data ternyata keliru.")
    for answer in (browser.get(address), ask(browser, letter.number), ask_file(browser, signed)):
        assert "Dicabut" in words(answer) and "8 Oktober 2026" in words(answer)
    assert "Data ternyata keliru" not in words(browser.get(address))


def test_nothing_of_a_dropped_file_is_kept(world: World, tmp_path: Path) -> None:
    letter, browser = issue(world), world.browser()
    before, files = dump(world.engine), sorted(world.surroundings.storage.folder.rglob("*"))
    issued = bytes_of(world, letter.sha256)
    for content in (issued, issued + b"\n", signed_elsewhere(issued, tmp_path), b"%PDF-1.4"):
        ask_file(browser, content)
    assert changed(before, dump(world.engine)).keys() <= TECHNICAL
    assert sorted(world.surroundings.storage.folder.rglob("*")) == files


# The offices


def office_form(**changed_: str) -> dict[str, str]:
    return {
        "kind": "regency",
        "code": "3273",
        "name": "Dinas Perindustrian Kota Contoh",
        "letterhead": "PEMERINTAH KOTA CONTOH\nDINAS PERINDUSTRIAN",
        "place": "Bandung",
        "signer_name": "Pejabat Contoh",
        "signer_nip": "197001011995031001",
        "signer_position": "Kepala Dinas",
        "unsigned_allowed": "ya",
        "copies": "Arsip",
        **changed_,
    }


def test_an_administrator_keeps_the_offices(world: World) -> None:
    browser = world.of("administrator")
    page = browser.page(OFFICES)
    assert "Kementerian Perindustrian" in words(page) and "Belum diisi" in words(page)
    new = f"{OFFICES}new/"
    token = browser.token(new)
    answer = browser.post(new, office_form(code="9999"), token=token)
    assert "daftar wilayah" in faults(answer)["code"]
    assert form_of(read(answer))["name"] == "Dinas Perindustrian Kota Contoh", "what was typed stays"
    assert faults(browser.post(new, office_form(letterhead=""), token=token)).keys() == {"letterhead"}
    assert browser.post(new, office_form(), token=token).status_code == 302
    assert "Dinas Perindustrian Kota Contoh" in words(browser.page(OFFICES))
    edit = f"{OFFICES}edit/?id=3273"
    form = form_of(browser.page(edit)) | {"signer_name": "Orang Lain"}
    assert browser.post(edit, form, token=browser.token(edit)).status_code == 302
    stale = browser.post(edit, form | {"signer_name": "Orang Ketiga"}, token=browser.token(edit))
    assert "sudah diubah orang lain" in words(stale)
    assert form_of(read(stale))["signer_name"] == "Orang Ketiga"
    again = form_of(read(stale))
    assert browser.post(edit, again, token=browser.token(edit)).status_code == 302
    question = browser.post(f"{OFFICES}berlaku/", {"id": "3273"}, token=browser.token(OFFICES))
    assert "Hentikan penerbit ini?" in words(question)
    browser.post(f"{OFFICES}berlaku/", {"id": "3273", "confirmed": "1"}, token=browser.token(OFFICES))
    assert "Dihentikan" in words(browser.page(OFFICES))
    auditor = world.of("auditor")
    assert "Orang Ketiga" in words(auditor.page(f"{OFFICES}3273/surat/"))
    for address in (new, edit, f"{OFFICES}3273/surat/{KIND}/"):
        assert auditor.get(address).status_code == 403
    for missing in ("9999/surat/", f"9999/surat/{KIND}/", f"3273/surat/{OWNERSHIP}/", "3273/surat/tidak.ada/"):
        assert browser.get(f"{OFFICES}{missing}").status_code == 404
    entry = world.of("auditor").page("/sistem/jurnal/")
    assert "Penerbit surat Dinas Perindustrian Kota Contoh" in words(entry)


def pictures(page: BeautifulSoup) -> list[str]:
    return [str(image["src"])[:22] for image in page.select(".document img")]


def test_format_and_text_with_a_preview(world: World) -> None:
    browser = world.of("administrator")
    with Session(world.engine) as session:
        licence.add_office(session)
    listed = f"{OFFICES}{licence.REGENCY}/surat/"
    assert f"0001/SKR/{licence.REGENCY}/X/2026" in words(browser.page(listed))
    address = f"{listed}{KIND}/"
    page = browser.page(address)
    assert "{company}" in words(page) and "Undang-Undang Rekaan Nomor 1." in words(page)
    form = form_of(page) | {"number_format": "{seq}/COBA/{office}/{year}", "text": "Alinea {company}.", "basis": ""}
    token, before = browser.token(address), dump(world.engine)
    files = sorted(world.surroundings.storage.folder.rglob("*"))
    shown = read(browser.post(address, form | {"preview": "1"}, token=token))
    assert pictures(shown) and set(pictures(shown)) == {"data:image/png;base64,"}
    assert "tidak bernomor dan tidak disimpan" in words(shown)
    assert form_of(shown)["text"] == "Alinea {company}."
    for bad, key, said in (
        ({"number_format": "{seq}/{tahun}"}, "number_format", "{tahun}"),
        ({"text": "{sandi}"}, "text", "Kutipan tidak dikenal"),
        ({"text": "{% raw %}{{ 7*7 }}"}, "text", "Kutipan"),
    ):
        for more in ({"preview": "1"}, {}):
            answer = browser.post(address, form | bad | more, token=token)
            assert said in faults(answer)[key] and not pictures(read(answer))
    meeting = browser.post(address, form | {"number_format": "{seq}/BKA-SIINAS/{roman}/{year}"}, token=token)
    assert "nomor yang sama" in faults(meeting)["number_format"]
    assert changed(before, dump(world.engine)).keys() <= TECHNICAL
    assert sorted(world.surroundings.storage.folder.rglob("*")) == files
    assert browser.post(address, form, token=token).status_code == 302
    assert f"0001/COBA/{licence.REGENCY}/2026" in words(browser.page(listed))
    with Session(world.engine) as session:
        work = work_in(world, session)
        work.actor = world.officers.administrator.actor
        change_form(work, licence.REGENCY, KIND, form | {"text": "Oleh orang lain."}, version=1)
    stale = browser.post(address, form | {"seen": "1", "text": "Milik saya."}, token=token)
    assert "sudah diubah orang lain" in words(stale) and form_of(read(stale))["text"] == "Milik saya."
    assert browser.post(address, form_of(read(stale)), token=token).status_code == 302
    with Session(world.engine) as session:
        assert session.get_one(LetterForm, (licence.REGENCY, KIND)).text == "Milik saya."


def test_the_next_number_by_hand(world: World) -> None:
    letter, browser = issue(world), world.of("administrator")
    address = f"{OFFICES}{letter.authority}/surat/{KIND}/"
    token, reason = browser.token(address), "Nomor sudah dipakai di luar SIINas."
    for number, said in (("1", "sudah dipakai"), ("x", "bilangan bulat"), ("", "wajib")):
        answer = browser.post(f"{address}nomor/", {"next": number, "reason": reason}, token=token)
        assert answer.status_code == 200 and said in faults(answer)["next"], number
        assert read(answer).select_one("textarea[name=reason]").get_text(strip=True) == reason
    assert "reason" in faults(browser.post(f"{address}nomor/", {"next": "41", "reason": "x"}, token=token))
    answer = browser.post(f"{address}nomor/", {"next": "41", "reason": reason}, token=token)
    assert answer.status_code == 302
    with Session(world.engine) as session:
        assert session.get_one(LetterNumber, (KIND, letter.authority, 2026)).last == 40
    assert f"0041/SKR/{letter.authority}/X/2026" in words(browser.page(f"{OFFICES}{letter.authority}/surat/"))
