"""The public check of letters: what holders of a letter are told, what nobody learns, and how much is asked of it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from siinas.models import Establishment, Letter, Setting, ThrottleCount
from siinas.operations import letters
from siinas.operations.work import Work
from siinas.queries.letters import TOKEN_SIGNS, as_token, name_masked, nib_masked, token_words
from tests.web.dumps import NOTED, TECHNICAL, changed, dump
from tests.web.pages import faults, form_of, upload, work_in
from tests.web.world import OWNERSHIP, Browser, World, read, words

PAGE = "/verifikasi"
SENTENCE = "bukan tanda tangan elektronik tersertifikasi"
REASON = "Alasan yang hanya untuk perusahaan."


def the_letter(world: World, which: str = "a") -> Letter:
    with Session(world.engine, expire_on_commit=False) as session:
        return session.scalars(select(Letter).where(Letter.public_id == world.letters[which])).one()


def pdf_of(world: World, letter: Letter) -> bytes:
    return world.surroundings.storage.read(letter.sha256)


def ask(browser: Browser, typed: str) -> TestResponse:
    return browser.post(PAGE, {"letter": typed}, token=browser.token(PAGE), follow_redirects=True)


def ask_file(browser: Browser, content: bytes, name: str = "surat.pdf") -> TestResponse:
    form = {"by_file": "1", "file": upload(content, name)}
    answer = browser.post(PAGE, form, token=browser.token(PAGE), content_type="multipart/form-data")
    answer.request.environ["wsgi.input"].close()  # the test client writes a large form into a file of its own
    return answer


def told(page: BeautifulSoup | TestResponse) -> dict[str, str]:
    """The facts of the letter as they are shown."""
    page = read(page) if isinstance(page, TestResponse) else page
    rows = page.select("main .summary-row")
    return {row.dt.get_text(strip=True): row.dd.get_text(" ", strip=True) for row in rows}


def as_actor(world: World, session: Session, actor: Any) -> Work:
    work = work_in(world, session)
    work.actor = actor
    return work


def supersede(world: World) -> Letter:
    """A new letter in the place of company A's."""
    with Session(world.engine, expire_on_commit=False) as session:
        own = session.get_one(Establishment, world.a.establishment_id)
        own.factory_postal_code = "61199"
        session.commit()
        return letters.renew(as_actor(world, session, world.a.owner.actor), OWNERSHIP)


def revoke(world: World) -> None:
    with Session(world.engine) as session:
        letters.revoke(as_actor(world, session, world.officers.administrator.actor), world.letters["a"], REASON)


def test_the_code_leads_to_the_letter(shared_world: World) -> None:
    letter, browser = the_letter(shared_world), shared_world.browser()
    page = browser.page(f"{PAGE}/{letter.token}")
    assert told(page) == {
        "Jenis surat": "Bukti Kepemilikan Akun SIINas",
        "Nomor": letter.number,
        "Tanggal diterbitkan": "6 Oktober 2026",
        "Nama Perusahaan": letter.company_name,
        "NIB": nib_masked(letter.nib),
        "Lokasi": letter.place,
        "Sidik isi surat (SHA-256)": " ".join(letter.digest[at : at + 8] for at in range(0, 64, 8)),
    }
    text = words(page)
    assert "Berlaku" in text and SENTENCE in text and "harus sama dengan yang tercetak" in text
    assert letter.nib not in page.decode() and letter.public_id not in page.decode()
    assert "Jl. Pabrik Contoh" not in text and shared_world.a.email not in text


@pytest.mark.parametrize("way", [str.lower, token_words, lambda t: f" {token_words(t).lower()}\n"])
def test_the_code_as_people_type_it(shared_world: World, way: Any) -> None:
    letter = the_letter(shared_world)
    answer = ask(shared_world.browser(), way(letter.token))
    assert answer.request.path == f"{PAGE}/{letter.token}"
    assert told(answer)["Nama Perusahaan"] == letter.company_name


def test_signs_that_look_alike_in_a_code() -> None:
    assert as_token("o" * 26) == "0" * 26
    assert as_token("iL" * 13) == "1" * 26
    assert as_token("7" * 25) == as_token("7" * 27) == as_token("U" * 26) == as_token("") == ""
    assert len(TOKEN_SIGNS) == len(set(TOKEN_SIGNS)) == 32, "26 signs of 32 are 130 bits"


ODD_TOKENS = (
    "tidak-ada",
    "A" * 26,
    "0" * 26,
    "%27%20OR%201=1--",
    "..%2f..%2fetc",
    "%F0%9F%98%80",
    "a" * 3000,
    "null",
    "²" * 26,
)


@pytest.mark.parametrize("token", ODD_TOKENS)
def test_codes_that_nobody_knows(shared_world: World, token: str) -> None:
    answer = shared_world.browser().get(f"{PAGE}/{token}")
    assert answer.status_code == 404
    if "%2f" not in token:
        assert "Tidak dikenal" in words(answer) and SENTENCE in words(answer)
    assert "KANARI" not in answer.text


def test_neither_public_id_nor_number_nor_digest_is_a_code(shared_world: World) -> None:
    letter, browser = the_letter(shared_world), shared_world.browser()
    for text in (letter.public_id, letter.number, letter.sha256, letter.digest, str(letter.id), letter.token[:-1]):
        assert browser.get(f"{PAGE}/{text}").status_code == 404
    assert browser.get(f"/berkas/surat/{letter.token}").status_code == 302, "the file is not for whoever has the code"
    assert shared_world.of("auditor").get(f"/berkas/surat/{letter.token}").status_code == 404


def test_a_number_alone_shows_less(shared_world: World) -> None:
    letter, browser = the_letter(shared_world), shared_world.browser()
    for typed in (letter.number, f" {letter.number.lower()} ", letter.number.replace("/", " / ")):
        answer = ask(browser, typed)
        assert told(answer) == {
            "Jenis surat": letter.title,
            "Nomor": letter.number,
            "Tanggal diterbitkan": "6 Oktober 2026",
            "Nama Perusahaan": name_masked(letter.company_name),
            "NIB": nib_masked(letter.nib),
        }
        for secret in (letter.company_name, letter.nib, letter.token, letter.digest[:8], letter.place, "KANARI"):
            assert secret not in answer.text, secret
        assert "mudah ditebak" in words(answer)


def test_masks() -> None:
    assert nib_masked("9120000000017") == "•••••••••0017"
    assert name_masked("PT Contoh Gula Nusantara Tbk") == "PT C••••• G••• N•••••••• Tbk"
    assert name_masked("CV. X") == "CV. X"
    assert name_masked("") == ""


@pytest.mark.parametrize(
    "typed", ["0999/BKA-SIINAS/X/2026", "0001/BKA-SIINAS/XI/2026", "%", "' OR 1=1", "{seq}", "x" * 200]
)
def test_numbers_that_nobody_knows(shared_world: World, typed: str) -> None:
    answer = ask(shared_world.browser(), typed)
    assert answer.status_code == 200
    assert "Tidak dikenal" in words(answer) and typed in words(answer)
    assert told(answer) == {}


@pytest.mark.parametrize(
    ("typed", "said"), [("", "Isi nomor atau kode"), ("   ", "Isi nomor"), ("9" * 201, "sepanjang ini")]
)
def test_blank_and_endless_numbers(shared_world: World, typed: str, said: str) -> None:
    answer = ask(shared_world.browser(), typed)
    assert said in faults(answer)["letter"]
    assert form_of(read(answer))["letter"] == typed, "what was typed stays"


def test_a_blank_number_changes_nothing_in_the_limit(world: World) -> None:
    ask(world.browser(), "")
    ask_file(world.browser(), b"")
    with Session(world.engine) as session:
        assert session.scalars(select(ThrottleCount).where(ThrottleCount.kind == "verification")).all() == []


# The file


def test_the_file_as_it_was_issued(shared_world: World) -> None:
    letter = the_letter(shared_world)
    answer = ask_file(shared_world.browser(), pdf_of(shared_world, letter), "nama lain.txt")
    assert told(answer)["Nama Perusahaan"] == letter.company_name
    assert "sama persis" in words(answer) and SENTENCE in words(answer)


def test_one_byte_altered(shared_world: World) -> None:
    """At the beginning, in the middle, at the end, one more, one less."""
    browser, content = shared_world.browser(), pdf_of(shared_world, the_letter(shared_world))
    middle = len(content) // 2
    for altered in (
        bytes([content[0] ^ 1]) + content[1:],
        content[:middle] + bytes([content[middle] ^ 128]) + content[middle + 1 :],
        content[:-1] + bytes([content[-1] ^ 1]),
        content + b"\n",
        content[:-1],
    ):
        answer = ask_file(browser, altered)
        assert answer.status_code == 200
        text = words(answer)
        assert "Tidak dikenal" in text or "Bukan surat yang diterbitkan" in text
        assert "Perubahan satu huruf saja" in text and SENTENCE in text
        assert told(answer) == {}, "no more than the number that the file itself names"


def test_files_that_are_none(shared_world: World) -> None:
    browser = shared_world.browser()
    assert "Berkas ini kosong" in faults(ask_file(browser, b""))["file"]
    assert "terlalu besar" in faults(ask_file(browser, b"x" * (5 * 1024 * 1024 + 1)))["file"]
    form = {"by_file": "1"}
    answer = browser.post(PAGE, form, token=browser.token(PAGE), content_type="multipart/form-data")
    assert "Pilih berkas PDF" in faults(answer)["file"]
    answer = ask_file(browser, b"x" * (5 * 1024 * 1024))
    assert "Tidak dikenal" in words(answer)


def test_nothing_is_kept_and_nothing_changes(world: World) -> None:
    letter, browser = the_letter(world), world.browser()
    before, files = dump(world.engine), sorted(world.surroundings.storage.folder.rglob("*"))
    for content in (pdf_of(world, letter), b"%PDF-1.4 something else"):
        ask_file(browser, content)
    ask(browser, letter.number)
    browser.get(f"{PAGE}/{letter.token}")
    assert changed(before, dump(world.engine)).keys() <= TECHNICAL - NOTED
    assert sorted(world.surroundings.storage.folder.rglob("*")) == files


# States


def test_a_superseded_letter(world: World) -> None:
    old, content = the_letter(world), pdf_of(world, the_letter(world))
    world.clock.move(days=3)
    new, browser = supersede(world), world.browser()
    for answer in (browser.get(f"{PAGE}/{old.token}"), ask(browser, old.number), ask_file(browser, content)):
        text = words(answer)
        assert "Sudah diganti" in text and "9 Oktober 2026" in text and new.number in text
        assert told(answer)["Nomor"] == old.number
        for secret in (new.token, new.public_id, new.digest[:8], "61199"):
            assert secret not in answer.text
        assert not read(answer).select("main a[href*='/verifikasi/']"), "no link leads on to the new one"
    assert "Berlaku" in words(browser.get(f"{PAGE}/{new.token}"))


def test_a_revoked_letter(world: World) -> None:
    letter, content = the_letter(world), pdf_of(world, the_letter(world))
    world.clock.move(days=1)
    revoke(world)
    browser = world.browser()
    for answer in (browser.get(f"{PAGE}/{letter.token}"), ask(browser, letter.number), ask_file(browser, content)):
        text = words(answer)
        assert "Dicabut" in text and "7 Oktober 2026" in text and "tidak berlaku lagi" in text
        assert REASON not in text, "the reason is between administrator and company"


# The page itself


def test_headers_and_no_script(shared_world: World) -> None:
    letter, browser = the_letter(shared_world), shared_world.browser()
    for answer in (
        browser.get(PAGE),
        browser.get(f"{PAGE}/{letter.token}"),
        browser.get(f"{PAGE}/tidak-ada"),
        ask(browser, letter.number),
        ask_file(browser, b"x"),
    ):
        assert "noindex" in answer.headers["X-Robots-Tag"]
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cache-Control"] == "no-store"
        page = read(answer)
        assert page.find("meta", attrs={"name": "robots"}) is not None
        assert not page.select("main script, main [onclick]")


def test_it_is_found_from_every_page(shared_world: World) -> None:
    for browser, address in ((shared_world.browser(), "/"), (shared_world.of("owner"), "/perusahaan/")):
        assert browser.page(address).select_one(f"footer a[href='{PAGE}']") is not None


def test_so_often_per_address_and_hour(world: World) -> None:
    with Session(world.engine) as session:
        session.merge(Setting(key="verification_address_hour", value="5"))
        session.commit()
    letter, browser = the_letter(world), world.browser()
    assert browser.get(f"{PAGE}/{letter.token}").status_code == 200
    assert browser.get(f"{PAGE}/tidak-ada").status_code == 404
    assert ask(browser, letter.number).status_code == 200
    assert ask_file(browser, b"x").status_code == 200
    assert ask(browser, "0999/BKA-SIINAS/X/2026").status_code == 200
    slowed = ask(browser, letter.number)
    assert slowed.status_code == 429
    assert re.search(r"Coba lagi dalam \d+ menit", words(slowed))
    assert form_of(read(slowed))["letter"] == letter.number, "what was typed stays"
    assert ask_file(browser, pdf_of(world, letter)).status_code == 429
    for token in (letter.token, "tidak-ada"):
        answer = browser.get(f"{PAGE}/{token}")
        assert answer.status_code == 429 and "Coba lagi dalam" in words(answer)
        assert letter.company_name not in answer.text
    assert browser.get(PAGE).status_code == 200
    elsewhere = browser.get(f"{PAGE}/{letter.token}", environ_overrides={"REMOTE_ADDR": "198.51.100.9"})
    assert elsewhere.status_code == 200
    world.clock.now += timedelta(hours=1, minutes=1)
    assert browser.get(f"{PAGE}/{letter.token}").status_code == 200


def test_a_question_without_its_token_is_not_taken(shared_world: World) -> None:
    letter = the_letter(shared_world)
    answer = shared_world.browser().post(PAGE, {"letter": letter.number}, token="")
    assert answer.status_code == 400
    assert letter.title not in answer.text
