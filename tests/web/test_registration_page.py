"""Registering by the page: bad input with its own sentence, nothing typed lost, and the way to an account."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from siinas.documents.sample_papers import sample_nib, sample_paper
from siinas.models import Case, OutboxRow, Setting
from tests.documents.hostile_files import hostile_files
from tests.factories import registration_answers
from tests.web.dumps import TECHNICAL, changed, dump
from tests.web.pages import deliver_mails, faults, form_of, link_in, newest_mail, upload
from tests.web.world import World, read, words

NIB_PAPER = sample_nib()
TYPED = registration_answers()
FORM = "main form[enctype]"


def send(world: World, paper: Any = "good", browser: Any = None, **changed_: str) -> TestResponse:
    """Post the form with what fits the sample NIB, but for the changes; `paper` None sends no file."""
    form: dict[str, Any] = TYPED | changed_
    if paper is not None:
        form["nib_file"] = upload(NIB_PAPER if paper == "good" else paper, "nib.pdf")
    return (browser or world.browser()).post("/registrasi", form)


def kept(answer: TestResponse) -> dict[str, str]:
    """What stands in the fields of the page that came back."""
    found = form_of(read(answer), FORM)
    return {key: found[key] for key in TYPED}


def cases_of(world: World, nib: str = TYPED["nib"]) -> int:
    """How many registrations there are for an NIB."""
    with Session(world.engine) as session:
        return session.scalar(select(func.count()).select_from(Case).where(Case.nib == nib)) or 0


BAD = [
    ({"nib": "912000000001"}, "nib", "Nomor NIB terdiri atas 13 angka; yang diisi 12 angka."),
    ({"nib": "91200000000170"}, "nib", "Nomor NIB terdiri atas 13 angka; yang diisi 14 angka."),
    ({"nib": "912000000001O"}, "nib", "Nomor NIB hanya terdiri atas angka."),
    ({"nib": "٩١٢٠٠٠٠٠٠٠٠١٧"}, "nib", "Nomor NIB hanya terdiri atas angka."),
    ({"nib": ""}, "nib", "Bagian ini wajib diisi."),
    ({"npwp": "12345678901234"}, "npwp", "NPWP terdiri atas 15 atau 16 angka; yang diisi 14 angka."),
    ({"npwp": "12345678901234567"}, "npwp", "NPWP terdiri atas 15 atau 16 angka; yang diisi 17 angka."),
    ({"npwp": "0012345678901x00"}, "npwp", "NPWP hanya terdiri atas angka, titik dan strip."),
    ({"email": "surat.contoh"}, "email", "Tulis alamat e-mail lengkap"),
    ({"email": "a@b@c.test"}, "email", "Tulis alamat e-mail lengkap"),
    ({"company_name": "x" * 256}, "company_name", "Paling banyak 255 karakter; isian ini 256 karakter."),
    ({"company_name": "PT \u202e Contoh"}, "company_name", "karakter yang tidak dapat dipakai"),
    ({"factory_location": "9999"}, "factory_location", "Pilih salah satu dari daftar."),
    ({"factory_location": ""}, "factory_location", "Bagian ini wajib diisi."),
]


@pytest.mark.parametrize(("typed", "where", "said"), BAD, ids=[f"{w}-{n}" for n, (_t, w, _s) in enumerate(BAD)])
def test_each_fault_has_its_own_sentence(shared_world: World, typed: dict[str, str], where: str, said: str) -> None:
    before = dump(shared_world.engine)
    answer = send(shared_world, **typed)
    assert answer.status_code == 200
    found = faults(answer)
    assert list(found) == [where]
    assert said in found[where]
    beside = read(answer).find(id=f"{where}-error")
    assert beside is not None
    assert said in beside.get_text()
    wanted = TYPED | typed
    if where != "factory_location":
        assert kept(answer) == wanted
    assert changed(before, dump(shared_world.engine)).keys() <= TECHNICAL


def test_several_faults_are_told_at_once(shared_world: World) -> None:
    answer = send(shared_world, paper=None, nib="1", npwp="2", email="3", company_name="")
    assert list(faults(answer)) == ["company_name", "nib", "npwp", "email", "nib_file"]
    assert faults(answer)["nib_file"].endswith("Pilih berkas yang akan diunggah.")


def test_an_npwp_may_be_written_with_dots(world: World) -> None:
    assert send(world, npwp="01.234.567.8-901.000").status_code == 302
    with Session(world.engine) as session:
        case = session.scalars(select(Case).where(Case.nib == TYPED["nib"])).unique().one()
        assert case.answers["npwp"] == "0012345678901000"


def test_another_e_mail_than_on_the_nib(world: World) -> None:
    before = dump(world.engine)
    answer = send(world, email="orang.lain@contoh.example.test")
    said = faults(answer)["email"]
    assert "E-mail harus sama dengan yang tercantum pada NIB (su***@contoh-gula.example.test)" in said
    assert "surat@contoh-gula" not in answer.text, "the address on the paper is only hinted at"
    assert kept(answer)["email"] == "orang.lain@contoh.example.test"
    assert changed(before, dump(world.engine)).keys() <= TECHNICAL


def test_the_same_e_mail_in_another_case_is_the_same(world: World) -> None:
    assert send(world, email="  Surat@CONTOH-gula.example.test ").status_code == 302


def test_another_number_than_on_the_nib(shared_world: World) -> None:
    said = faults(send(shared_world, nib="9120000000999"))
    assert "berbeda dari nomor pada berkas (9120000000017)" in said["nib"]


HOSTILE = {
    "web page": "halaman web, bukan PDF",
    "program": "program, bukan PDF",
    "archive": "bukan PDF",
    "picture named PDF": "gambar PNG, bukan PDF",
    "empty": "kosong",
    "no extension": "tidak berakhiran",
    "double extension": "berakhiran ganda",
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_pdf_that_is_none(shared_world: World, kind: str) -> None:
    name, content = hostile_files()[kind]
    answer = shared_world.browser().post("/registrasi", TYPED | {"nib_file": upload(content, name)})
    assert list(faults(answer)) == ["nib_file"]
    assert HOSTILE[kind] in faults(answer)["nib_file"]
    assert kept(answer) == TYPED


def test_an_encrypted_and_an_oversized_pdf(shared_world: World) -> None:
    locked = next((name, c) for kind, (name, c) in hostile_files().items() if "password" in kind or "encrypt" in kind)
    answer = shared_world.browser().post("/registrasi", TYPED | {"nib_file": upload(locked[1], locked[0])})
    assert re.search("sandi|terkunci|enkripsi", faults(answer)["nib_file"])
    answer = send(shared_world, paper=NIB_PAPER + b"\n%" + b"x" * 6_000_000)
    answer.request.environ["wsgi.input"].close()  # the test client's own copy of a large body
    assert "melebihi batas 5" in faults(answer)["nib_file"]
    assert kept(answer) == TYPED


def test_a_good_file_stays_while_a_field_is_mended(world: World) -> None:
    browser = world.browser()
    answer = send(world, browser=browser, nib="1")
    assert "nib.pdf" in words(answer)
    assert send(world, paper=None, browser=browser).status_code == 302
    assert cases_of(world) == 1


def test_what_cannot_be_read_goes_to_the_officer(world: World) -> None:
    assert send(world, paper=sample_paper("Bukan NIB", ["Tanpa nomor."])).status_code == 302
    desk = world.of("front_desk")
    with Session(world.engine) as session:
        case = session.scalars(select(Case).where(Case.nib == TYPED["nib"])).unique().one()
        assert case.state == "submitted"
    page = desk.get(f"/petugas/registrasi/{case.public_id}/")
    assert "Tidak terbaca" in words(page)


def test_a_registration_that_is_already_there(world: World) -> None:
    assert send(world).status_code == 302
    said = faults(send(world))["nib"]
    assert re.search(r"sedang diproses \(nomor REG-2026-\d{6}\)", said)
    with Session(world.engine) as session:
        session.add(Setting(key="registration_address_hour", value="50"))
        session.commit()
    taken = {"nib": "9120000000902", "email": "daftar2@contoh-gula.example.test"}
    answer = send(world, paper=sample_nib(**taken), **taken)
    assert "Sudah ada akun untuk NIB dan lokasi pabrik ini." in faults(answer)["nib"]
    assert send(world, factory_location="3573").status_code == 302, "another place is another account"


def test_machines_that_fill_the_hidden_field_get_nothing(world: World) -> None:
    answer = send(world, website="https://iklan.example.test")
    assert answer.headers["Location"] == "/registrasi/terkirim"
    assert cases_of(world) == 0


def test_too_many_from_one_address(world: World) -> None:
    for n in range(2):
        own = {"nib": f"91200000007{n:02d}", "email": f"a{n}@contoh.example.test"}
        assert send(world, paper=sample_nib(**own), **own).status_code == 302
    browser = world.browser()
    answer = send(world, browser=browser)
    assert answer.status_code == 429
    assert ["Terlalu banyak pendaftaran dari jaringan ini" in said for said in faults(answer).values()] == [True]
    assert kept(answer) == TYPED
    assert "nib.pdf" in words(answer)
    world.clock.move(minutes=61)
    assert send(world, paper=None, browser=browser).status_code == 302


def limit(world: World, key: str, value: int) -> None:
    """Set one of the limits."""
    with Session(world.engine) as session:
        session.add(Setting(key=key, value=str(value)))
        session.commit()


def test_a_kept_file_is_not_counted_again(world: World) -> None:
    limit(world, "registration_upload_address_hour", 2)
    browser = world.browser()
    assert list(faults(send(world, browser=browser, nib="1"))) == ["nib"]
    for _ in range(3):
        assert list(faults(send(world, browser=browser, paper=None, npwp="2"))) == ["npwp"]
    assert list(faults(send(world, browser=browser, npwp="2"))) == ["npwp"]
    answer = send(world, browser=browser, pic_name="Orang Lain")
    assert answer.status_code == 429
    (said,) = faults(answer).values()
    assert "Terlalu banyak berkas diunggah dari jaringan ini" in said
    assert kept(answer) == TYPED | {"pic_name": "Orang Lain"}
    two = {"nib_file": upload(NIB_PAPER, "nib.pdf"), "npwp_file": upload(NIB_PAPER, "npwp.pdf")}
    (said,) = faults(browser.post("/registrasi", TYPED | two)).values()
    assert "Terlalu banyak berkas diunggah" in said, "one limit is told once"
    world.clock.move(minutes=61)
    assert send(world, browser=browser).status_code == 302


def test_a_form_that_is_opened_anew_remembers_no_file(world: World) -> None:
    browser = world.browser()
    assert "nib.pdf" in words(send(world, browser=browser, nib="1"))
    assert "nib.pdf" not in words(browser.get("/registrasi"))
    assert list(faults(send(world, browser=browser, paper=None))) == ["nib_file"]


def test_a_file_kept_for_a_registration_is_none_for_a_correction(world: World) -> None:
    browser = world.browser()
    send(world, browser=browser, nib="1")
    typed = world.case(world.registrations["correction"], lambda case: case.answers)
    link = link_in(newest_mail(world, typed["email"]))
    answer = browser.post(link, TYPED | typed | {"npwp": "1"})
    assert list(faults(answer)) == ["npwp"]
    assert "nib.pdf" not in words(answer)
    answer = browser.post(link, TYPED | typed | {"nib": TYPED["nib"]})
    assert "berbeda dari nomor pada berkas" in faults(answer)["nib"]
    assert browser.post(link, TYPED | typed).status_code == 302


def test_hostile_words_are_only_words(world: World) -> None:
    name = "<script>alert(1)</script> {{7*7}} ' OR 1=1 -- PT"
    assert send(world, company_name=name).status_code == 302
    browser = world.of("front_desk")
    with Session(world.engine) as session:
        public_id = session.scalars(select(Case.public_id).where(Case.nib == TYPED["nib"])).one()
    for address in (f"/petugas/registrasi/{public_id}/", "/petugas/registrasi/", "/petugas/semua-registrasi/"):
        answer = browser.get(address)
        assert answer.status_code == 200
        assert "<script>alert" not in answer.text
        assert "&lt;script&gt;alert(1)" in answer.text
        assert "{{7*7}}" in answer.text


def test_from_the_form_to_the_first_page(world: World) -> None:
    """Apply, be asked to correct, correct, be approved, sign in with the mailed password."""
    browser, desk = world.browser(), world.of("front_desk")
    answer = send(world, browser=browser)
    assert answer.headers["Location"] == "/registrasi/terkirim"
    page = words(browser.get("/registrasi/terkirim"))
    number = re.search(r"REG-2026-\d{6}", page)
    assert number is not None
    with Session(world.engine) as session:
        case = session.scalars(select(Case).where(Case.number == number[0])).unique().one()
        public_id = case.public_id
    base = f"/petugas/registrasi/{public_id}/"

    asked = desk.post(f"{base}tindakan/ask_correction/", decision(desk, base) | {"ask_correction-reason": ""})
    assert "Bagian ini wajib diisi." in next(iter(faults(asked).values()))
    told = decision(desk, base) | {"ask_correction-reason": "Nama belum sesuai NIB."}
    assert desk.post(f"{base}tindakan/ask_correction/", told).status_code == 302
    mail = newest_mail(world, TYPED["email"])
    assert "Nama belum sesuai NIB." in mail
    link = link_in(mail)

    page_ = browser.page(link)
    assert form_of(page_, FORM)["company_name"] == TYPED["company_name"]
    assert "Nama belum sesuai NIB." in words(page_)
    wrong = browser.post(link, TYPED | {"nib": "1"})
    assert list(faults(wrong)) == ["nib"]
    assert browser.post(link, TYPED | {"company_name": "PT CONTOH GULA NUSANTARA"}).status_code == 302
    assert browser.get(link).status_code == 404

    question = desk.post(f"{base}tindakan/approve/", decision(desk, base))
    assert "Setujui pendaftaran ini?" in words(question)
    assert world.case(public_id, lambda c: c.state) == "submitted"
    confirmed = form_of(read(question))
    assert confirmed["confirmed"] == "1"
    assert desk.post(f"{base}tindakan/approve/", confirmed).status_code == 302
    mail = newest_mail(world, TYPED["email"])
    user = re.search(r"Nama pengguna\s*: (\S+)", mail)
    password = re.search(r"Kata sandi awal\s*: (\S+)", mail)
    assert user is not None
    assert password is not None
    first = world.browser()
    answer = first.sign_in(user[1], password[1])
    assert answer.headers["Location"].startswith("/kata-sandi-sendiri")
    assert "PT CONTOH GULA NUSANTARA" in words(first.get("/perusahaan/"))
    assert desk.post(f"{base}tindakan/approve/", confirmed).status_code == 302
    with Session(world.engine) as session:
        mails = session.scalars(select(OutboxRow).where(OutboxRow.kind == "credentials_mail")).all()
        assert sum(row.recipient == TYPED["email"] for row in mails) == 1, "one account, however often it is clicked"


def decision(browser: Any, address: str) -> dict[str, str]:
    """Version and click of the page of a case, as its buttons send them."""
    form = form_of(browser.page(address), "section form[method=post], form[action*=tindakan]")
    return {key: form[key] for key in ("version", "once")}


def test_a_refusal_tells_why_and_frees_the_place(world: World) -> None:
    desk, case = world.of("front_desk"), world.registrations["submitted"]
    base = f"/petugas/registrasi/{case}/"
    told = decision(desk, base) | {"refuse-reason": "Bukan perusahaan industri.", "confirmed": "1"}
    assert desk.post(f"{base}tindakan/refuse/", told).status_code == 302
    assert world.case(case, lambda c: (c.state, c.subject)) == ("refused", None)
    recipient = world.case(case, lambda c: c.answers["email"])
    assert "Bukan perusahaan industri." in newest_mail(world, recipient)


def test_a_mail_server_that_is_down_loses_nothing(world: World) -> None:
    send(world)
    world.mailbox.fault = OSError("no way")
    deliver_mails(world)
    assert not world.mailbox.to(TYPED["email"])
    world.mailbox.fault = None
    world.clock.move(minutes=6)
    deliver_mails(world)
    assert world.mailbox.to(TYPED["email"])
