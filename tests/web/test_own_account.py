"""Akun saya: another e-mail address, open sessions, and what is asked of a new password, all without script."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from siinas.models import Establishment, Person, WebSession
from tests.factories import PASSWORD, code_at
from tests.web.pages import deliver_mails, faults, form_of, newest_mail
from tests.web.world import Browser, World, read, words

NEW = "alamat-baru@contoh.example.test"
OWN = "dermaga tujuh lampu kuning"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0"
CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36"
)


def email_of(world: World) -> str:
    with Session(world.engine) as session:
        return session.get_one(Person, world.a.owner.id).email


def links(world: World) -> list[str]:
    """The paths in the mails to the old and to the new address."""
    deliver_mails(world)
    found = []
    for address in (world.a.email, NEW):
        match = re.search(r"https?://[^/]+(/alamat-e-mail/\S+)", newest_mail(world, address))
        assert match is not None
        found.append(match[1])
    return found


def ask(browser: Browser) -> None:
    assert browser.post("/akun/e-mail", {"new_email": NEW}).headers["Location"] == "/akun"


def with_agent(world: World, agent: str) -> Browser:
    """The owner, signed in with a browser that says what it is."""
    browser = world.browser()
    browser.client.environ_base["HTTP_USER_AGENT"] = agent
    assert browser.sign_in(world.a.owner).status_code == 302
    return browser


# E-mail


def test_an_address_changes_by_two_buttons(world: World) -> None:
    owner, elsewhere = world.browser(world.a.owner), world.browser(world.a.owner)
    page = words(owner.page("/akun/e-mail"))
    assert f"tetap dikirim ke {world.a.email}" in page, "the company's own address does not change with it"
    ask(owner)
    assert "Perubahan e-mail menunggu konfirmasi" in words(owner.page("/akun"))
    old, new = links(world)
    visitor = world.browser()
    for path in (old, new):
        answer = visitor.get(path)
        assert answer.status_code == 200
        assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert world.a.owner.user_name not in words(visitor.get(new))
    assert email_of(world) == world.a.email, "looking changes nothing"
    assert "Yang masih ditunggu" not in words(visitor.get(old))
    assert "sudah dikonfirmasi" in words(visitor.post(old, {"answer": "yes"}, token=visitor.token(old)))
    assert email_of(world) == world.a.email
    assert "Yang masih ditunggu" in words(visitor.get(old))
    assert "Alamat sekarang: sudah dikonfirmasi" in words(owner.page("/akun"))
    assert f"sekarang {NEW}" in words(owner.post(new, {"answer": "yes"}, token=owner.token(new)))
    assert email_of(world) == NEW
    assert owner.get("/akun").status_code == 200, "the session that confirmed goes on"
    assert elsewhere.get("/akun").status_code == 302, "others end"
    assert visitor.get(old).status_code == visitor.get(new).status_code == 404
    for address in (world.a.email, NEW):
        assert "sudah diganti dari" in newest_mail(world, address)
    with Session(world.engine) as session:
        assert session.get_one(Establishment, world.a.establishment_id).email == world.a.email


@pytest.mark.parametrize("side", [0, 1])
def test_either_address_says_no(world: World, side: int) -> None:
    ask(world.of("owner"))
    paths, visitor = links(world), world.browser()
    answer = visitor.post(paths[side], {"answer": "no"}, token=visitor.token(paths[side]))
    assert "E-mail akun tidak berubah." in words(answer)
    for path in paths:
        dead = visitor.get(path)
        assert dead.status_code == 404
        assert "sudah dibatalkan" in words(dead)
    assert email_of(world) == world.a.email
    assert "menunggu konfirmasi" not in words(world.of("owner").page("/akun"))


def test_the_person_cancels_and_every_bad_wish_is_told(world: World) -> None:
    owner = world.of("owner")
    assert set(faults(owner.post("/akun/e-mail", {}))) == {"new_email"}
    answer = owner.post("/akun/e-mail", {"new_email": "bukan alamat"})
    assert set(faults(answer)) == {"new_email"}
    assert form_of(read(answer))["new_email"] == "bukan alamat"
    same = owner.post("/akun/e-mail", {"new_email": world.a.email.upper()})
    assert "sama dengan e-mail" in faults(same)["new_email"]
    ask(owner)
    paths = links(world)
    assert owner.post("/akun/e-mail/batal").headers["Location"] == "/akun"
    assert world.browser().get(paths[0]).status_code == 404
    for _wish in range(4):
        ask(owner)
    assert "Terlalu sering" in words(owner.post("/akun/e-mail", {"new_email": NEW}))
    assert world.browser().get("/alamat-e-mail/tidak-ada").status_code == 404


def test_after_ten_minutes_the_password_is_asked_with_the_address(world: World) -> None:
    owner = world.browser(world.a.owner)
    world.clock.move(minutes=10)
    form = form_of(owner.page("/akun/e-mail"))
    assert form == {"new_email": "", "password": ""}
    answer = owner.post("/akun/e-mail", {"new_email": NEW, "password": "salah"})
    assert set(faults(answer)) == {"password"}
    assert form_of(read(answer))["new_email"] == NEW
    assert owner.post("/akun/e-mail", {"new_email": NEW}).status_code == 200
    assert owner.post("/akun/e-mail", {"new_email": NEW, "password": PASSWORD}).status_code == 302


def test_officers_give_a_code_once_more(world: World) -> None:
    browser = world.browser(world.people["auditor"])
    world.clock.move(minutes=11)
    page = browser.page("/akun/e-mail")
    assert page.select_one("[name=code][autocomplete=one-time-code]") is not None
    assert page.select_one("[name=password]") is None
    wrong = browser.post("/akun/e-mail", {"new_email": NEW, "code": "000000"})
    assert "Kode tidak cocok" in faults(wrong)["code"]
    form = {"new_email": NEW, "code": code_at(world.clock.now)}
    assert browser.post("/akun/e-mail", form).status_code == 302


# Sessions


def test_sessions_are_listed_and_ended(world: World) -> None:
    first = with_agent(world, FIREFOX)
    world.clock.move(minutes=5)
    second, third = with_agent(world, CHROME), world.browser(world.a.owner)
    foreign = world.browser(world.b.owner)
    page = first.page("/akun")
    table = page.select_one("table[aria-labelledby=sesi]")
    assert table is not None
    rows = [" ".join(row.get_text(" ").split()) for row in table.select("tbody tr")]
    assert len(rows) == 3
    assert rows[0].startswith("Firefox di Linux 127.0.0.1 6 Oktober 2026, 09.00 6 Oktober 2026, 09.05")
    assert "Sesi ini" in rows[0] and not any("Sesi ini" in row for row in rows[1:])
    assert any("Chrome di Windows" in row for row in rows[1:])
    assert any("Tidak diketahui" in row for row in rows[1:])
    wanted = {
        row.get_text(): str(field["value"])
        for row in table.select("tbody tr")
        for field in row.select("input[name=id]")
    }
    chrome = next(id_ for text, id_ in wanted.items() if "Chrome" in text)
    with Session(world.engine) as session:
        theirs = session.scalars(select(WebSession.id).where(WebSession.person_id == world.b.owner.id)).one()
    for bad in (str(theirs), "999999", "x", ""):
        assert first.post("/akun/sesi/akhiri", {"id": bad}).status_code == 404
    assert first.post("/akun/sesi/akhiri", {"id": chrome}).headers["Location"] == "/akun#sesi"
    assert [b.get("/akun").status_code for b in (first, second, third, foreign)] == [200, 302, 200, 200]
    assert first.post("/akun/sesi/akhiri-lain").status_code == 302
    assert "1 sesi lain diakhiri" in words(first.page("/akun"))
    assert [b.get("/akun").status_code for b in (first, third, foreign)] == [200, 302, 200]
    assert "Akhiri semua sesi lain" not in words(first.page("/akun"))


def test_one_session_too_many_ends_the_oldest_and_tells(world: World) -> None:
    oldest = with_agent(world, FIREFOX)
    for _number in range(4):
        world.clock.move(seconds=40)
        world.browser(world.a.owner)
    assert oldest.get("/akun").status_code == 200
    world.clock.move(seconds=40)
    newest = world.browser(world.a.owner)
    told = words(newest.page("/perusahaan/"))
    assert "Sesi terlama diakhiri: Firefox di Linux, sejak 6 Oktober 2026 pukul 09.00 WIB" in told
    assert oldest.get("/akun").status_code == 302
    assert newest.sign_in(world.a.owner).status_code == 302
    assert "Sesi terlama" not in words(newest.page("/perusahaan/")), "signing in again in the same browser is no other"


# Passwords


def test_what_is_asked_of_a_password_stands_on_every_page_that_sets_one(world: World) -> None:
    owner = world.browser(world.a.owner)
    officer = world.of("verifier")
    for browser, least in ((owner, 12), (officer, 15)):
        page = words(browser.page("/kata-sandi-sendiri"))
        assert f"Paling sedikit {least} karakter" in page
        assert "Bukan kata sandi yang umum" in page
    owner.post("/lupa-kata-sandi", {"user_name": world.people["verifier"].user_name})
    match = re.search(r"https?://[^/]+(/kata-sandi/\S+)", newest_mail(world, world.people["verifier"].email))
    assert match is not None
    visitor = world.browser()
    assert "Paling sedikit 15 karakter" in words(visitor.page(match[1]))
    for bad, why in (
        ("Kemenperin-2026-10!", "SIINas"),
        ("1q2w3e4r5t6y7u8i9o", ""),
        ("rahasia-20261006!!", "satu kata"),
    ):
        form = {"new_password": bad, "again": bad}
        answer = visitor.post(match[1], form, token=visitor.token(match[1]))
        assert why in faults(answer).get("new_password", "")


def test_the_company_s_own_words_make_no_password(world: World) -> None:
    owner = world.browser(world.a.owner)
    with Session(world.engine) as session:
        place = session.get_one(Establishment, world.a.establishment_id)
        nib = place.legal_entity.nib
        name = re.findall(r"\w{4,}", place.legal_entity.name)[0]
    for bad in (f"{nib}!!", f"{name}{name}-2026", f"Gresik{name}2026!", f"{world.a.owner.user_name}99"):
        form = {"old_password": PASSWORD, "new_password": bad, "again": bad}
        assert "terutama terdiri dari" in faults(owner.post("/kata-sandi-sendiri", form))["new_password"], bad
    form = {"old_password": PASSWORD, "new_password": PASSWORD, "again": PASSWORD}
    assert "sama dengan yang sekarang" in faults(owner.post("/kata-sandi-sendiri", form))["new_password"]
    form |= {"new_password": OWN, "again": OWN}
    assert owner.post("/kata-sandi-sendiri", form).status_code == 302
    assert "Kata sandi akun" in newest_mail(world, world.a.email)
