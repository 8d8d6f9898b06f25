"""Signing in and out by the pages: guessing, sessions, initial passwords, the way back in."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from siinas.models import JournalEntry, Person, WebSession
from siinas.operations import accounts, administration, sessions
from siinas.operations.work import Work
from tests.factories import PASSWORD, Someone
from tests.web.pages import faults, link_in, masked_page, newest_mail, work_in
from tests.web.world import HOST, Browser, World, read, words

OWN = "dermaga tujuh lampu kuning"
OFFICIAL = "dermaga tujuh lampu kuning pagi"
WRONG = "Nama pengguna atau kata sandi tidak cocok."
SLOW_DOWN = "Terlalu banyak percobaan masuk."


@pytest.fixture
def world(world_on_each: World) -> World:
    """All of this on both databases."""
    return world_on_each


def signed_in(browser: Browser) -> bool:
    """Whether the browser's session is somebody's."""
    return browser.get("/akun").status_code == 200


def token_of(browser: Browser) -> str:
    """The secret in the session's cookie."""
    cookie = browser.client.get_cookie("sid", domain="127.0.0.1")
    return cookie.value if cookie is not None else ""


def with_initial_password(world: World, someone: Someone) -> str:
    """Give somebody an initial password, as the worker does when it mails one."""
    with Session(world.engine) as session:
        work = work_in(world, session)
        with work.transaction():
            password = accounts.give_initial_password(work, session.get_one(Person, someone.id))
    return password


# Guessing


def test_an_unknown_name_and_a_wrong_password_answer_alike(world: World) -> None:
    def tried(name: str) -> TestResponse:
        browser = world.browser()
        browser.token()
        return browser.sign_in(name, "bukan kata sandinya")

    known = world.people["owner"].user_name
    wrong, unknown = tried(known), tried("tidakada")
    assert wrong.status_code == unknown.status_code == 200
    assert WRONG in words(wrong)
    assert masked_page(wrong).replace(known, "…") == masked_page(unknown).replace("tidakada", "…")
    assert set(wrong.headers.keys()) == set(unknown.headers.keys())
    with Session(world.engine) as session:
        person = session.get_one(Person, world.people["staff"].id)
        person.active = False
        session.commit()
    shut_out = tried(world.people["staff"].user_name)
    assert masked_page(shut_out).replace(world.people["staff"].user_name, "…") == masked_page(unknown).replace(
        "tidakada", "…"
    )


def test_a_failed_try_keeps_the_name_and_never_the_password(world: World) -> None:
    browser = world.browser()
    answer = browser.sign_in("seseorang", "kata sandi yang diketik")
    page = read(answer)
    assert page.find("input", attrs={"name": "user_name"})["value"] == "seseorang"
    assert not page.find("input", attrs={"name": "password"}).get("value")
    assert "kata sandi yang diketik" not in answer.text
    assert faults(browser.post("/masuk", {})) == {
        "user_name": "Nama pengguna: Isi nama pengguna.",
        "password": "Kata sandi: Isi kata sandi.",
    }


@pytest.mark.parametrize("name", ["owner", "nobody"])
def test_an_account_is_slowed_down_after_five_tries(world: World, name: str) -> None:
    user = world.people["owner"].user_name if name == "owner" else "tidakada"
    browser = world.browser()
    for _try in range(5):
        assert WRONG in words(browser.sign_in(user, "salah"))
    assert SLOW_DOWN in words(browser.sign_in(user, PASSWORD)), "not even the right one is looked at"
    assert world.browser().sign_in(world.people["signer"]).status_code == 302, "others are not touched"
    world.clock.move(minutes=14)
    assert SLOW_DOWN in words(browser.sign_in(user.upper(), PASSWORD)), "the case of the name does not matter"
    world.clock.move(minutes=2)
    answer = browser.sign_in(user, PASSWORD)
    assert answer.status_code == (302 if name == "owner" else 200)


def test_an_account_takes_twenty_tries_a_day(world: World) -> None:
    user, browser, judged = world.people["owner"].user_name, world.browser(), 0
    for _quarter in range(6):
        for _try in range(5):
            judged += WRONG in words(browser.sign_in(user, "salah"))
        world.clock.move(minutes=16)
    assert judged == 20
    assert SLOW_DOWN in words(browser.sign_in(user))
    world.clock.move(hours=24)
    assert browser.sign_in(user).status_code == 302


def test_an_address_takes_fifty_tries_a_quarter_of_an_hour(world: World) -> None:
    browser = world.browser()
    judged = sum(WRONG in words(browser.sign_in(f"tebakan{n}", "salah")) for n in range(53))
    assert judged == 50
    world.clock.move(minutes=16)
    assert browser.sign_in(world.people["owner"]).status_code == 302


def test_whoever_is_slowed_down_gets_in_by_a_link(world: World) -> None:
    owner, browser = world.people["owner"], world.browser()
    for _try in range(6):
        browser.sign_in(owner, "salah")
    browser.post("/lupa-kata-sandi", {"user_name": owner.user_name})
    link = link_in(newest_mail(world, owner.email))
    assert browser.post(link, {"new_password": OWN, "again": OWN}).status_code == 302
    assert browser.sign_in(owner, OWN).status_code == 302


# Sessions


def test_the_token_changes_at_signing_in(world: World) -> None:
    browser = world.browser()
    browser.token()
    before = token_of(browser)
    assert before
    browser.sign_in(world.people["owner"])
    after = token_of(browser)
    assert after not in {"", before}
    thief = world.browser()
    thief.client.set_cookie("sid", before, domain="127.0.0.1")
    assert not signed_in(thief)
    with Session(world.engine) as session:
        kept = set(session.scalars(select(WebSession.token_hash)))
    assert sessions.token_hash(before) not in kept
    assert sessions.token_hash(after) in kept
    assert after not in kept


def test_a_token_that_a_browser_brings_along_is_not_adopted(world: World) -> None:
    browser = world.browser()
    browser.client.set_cookie("sid", "pilihan-penyerang", domain="127.0.0.1")
    assert browser.sign_in(world.people["owner"]).status_code == 302
    assert token_of(browser) != "pilihan-penyerang"


def test_signing_out_ends_the_session_on_the_server(world: World) -> None:
    browser = world.browser(world.people["owner"])
    token = token_of(browser)
    answer = browser.post("/keluar")
    assert answer.headers["Location"] == "/"
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    assert not signed_in(browser)
    thief = world.browser()
    thief.client.set_cookie("sid", token, domain="127.0.0.1")
    assert not signed_in(thief)
    with Session(world.engine) as session:
        kept = session.scalars(select(WebSession).where(WebSession.token_hash == sessions.token_hash(token)))
        assert kept.first() is None
        newest = session.scalars(select(JournalEntry).order_by(JournalEntry.seq.desc())).first()
        assert newest is not None
        assert newest.act == "sign_out"


def test_whoever_is_shut_out_is_out_at_once(world: World) -> None:
    browser = world.browser(world.people["staff"])
    assert signed_in(browser)
    with Session(world.engine) as session:
        work = Work(session, world.surroundings, world.people["administrator"].actor, clock=world.clock)
        administration.switch_person(work, world.people["staff"].id)
    assert not signed_in(browser)
    assert WRONG in words(browser.sign_in(world.people["staff"]))


@pytest.mark.parametrize(("minutes", "stays"), [(59, True), (61, False)])
def test_an_idle_session_ends(world: World, minutes: int, stays: bool) -> None:
    browser = world.browser(world.people["owner"])
    world.clock.move(minutes=minutes)
    assert signed_in(browser) is stays
    if stays:
        world.clock.move(minutes=minutes)
        assert signed_in(browser), "each use counts anew"


def test_a_session_ends_after_a_day_of_use(world: World) -> None:
    browser = world.browser(world.people["owner"])
    for _half_hour in range(47):
        world.clock.move(minutes=30)
        assert signed_in(browser)
    world.clock.move(minutes=31)
    assert not signed_in(browser)


def test_an_officers_session_is_shorter(world: World) -> None:
    browser = world.of("auditor")
    world.clock.move(minutes=29)
    assert signed_in(browser)
    world.clock.move(minutes=31)
    assert not signed_in(browser)


def test_after_the_end_the_wanted_page_is_offered_again(world: World) -> None:
    browser = world.browser(world.people["owner"])
    world.clock.move(hours=2)
    sent = browser.get("/perusahaan/kapasitas/")
    assert sent.headers["Location"] == "/masuk?next=/perusahaan/kapasitas/?"
    assert "Silakan masuk untuk melanjutkan." in words(browser.get(sent.headers["Location"]))


# Passwords


def test_the_initial_password_offers_an_own_one_that_may_wait(world: World) -> None:
    owner = world.people["owner"]
    initial, browser = with_initial_password(world, owner), world.browser()
    assert WRONG in words(browser.sign_in(owner, PASSWORD)), "the one before is dead"
    for _time in range(2):
        answer = browser.sign_in(owner, initial)
        assert answer.headers["Location"].startswith("/kata-sandi-sendiri")
        page = browser.page(answer.headers["Location"])
        assert "Kata sandi awal berlaku sampai 13 Oktober 2026 pukul 09.00 WIB" in words(page)
        later = page.find("a", string=re.compile("Nanti saja"))
        assert browser.get(str(later["href"])).status_code == 200
        assert later["href"] == "/perusahaan/"
        browser.post("/keluar")
        world.clock.move(days=3)


def test_putting_it_off_leads_to_the_wanted_page(world: World) -> None:
    initial, browser = with_initial_password(world, world.people["owner"]), world.browser()
    answer = browser.sign_in(world.people["owner"], initial, next="/perusahaan/dokumen/")
    page = browser.page(answer.headers["Location"])
    assert page.find("a", string=re.compile("Nanti saja"))["href"] == "/perusahaan/dokumen/"
    form = {"old_password": initial, "new_password": OWN, "again": OWN, "next": "/perusahaan/dokumen/"}
    assert browser.post("/kata-sandi-sendiri", form).headers["Location"] == "/perusahaan/dokumen/"
    assert "Kata sandi Anda sudah diganti" in words(browser.get("/perusahaan/dokumen/"))


def test_the_initial_password_dies_after_seven_days(world: World) -> None:
    owner, browser = world.people["owner"], world.browser()
    initial = with_initial_password(world, owner)
    world.clock.move(days=7, seconds=-1)
    assert browser.sign_in(owner, initial).status_code == 302
    world.clock.move(seconds=1)
    answer = world.browser().sign_in(owner, initial)
    assert "Kata sandi awal sudah berakhir. Pilih Lupa kata sandi" in words(answer)


def test_the_initial_password_dies_with_the_own_one(world: World) -> None:
    owner, browser = world.people["owner"], world.browser()
    initial = with_initial_password(world, owner)
    browser.sign_in(owner, initial)
    elsewhere = world.browser()
    elsewhere.sign_in(owner, initial)
    before = token_of(browser)
    browser.token()
    form = {"old_password": initial, "new_password": OWN, "again": OWN}
    assert browser.post("/kata-sandi-sendiri", form).status_code == 302
    assert signed_in(browser)
    assert token_of(browser) != before
    assert not signed_in(elsewhere), "other sessions end"
    browser.post("/keluar", token=browser.token())
    assert WRONG in words(world.browser().sign_in(owner, initial))
    answer = world.browser().sign_in(owner, OWN)
    assert answer.headers["Location"] == "/perusahaan/"


def test_the_initial_password_is_not_asked_again_at_once(world: World) -> None:
    owner, browser = world.people["owner"], world.browser()
    initial = with_initial_password(world, owner)
    page = browser.page(browser.sign_in(owner, initial).headers["Location"])
    assert [field["name"] for field in page.select("input[type=password]")] == ["new_password", "again"]
    answer = browser.post("/kata-sandi-sendiri", {"new_password": "pendek", "again": "lain"})
    assert set(faults(answer)) == {"new_password", "again"}
    assert browser.post("/kata-sandi-sendiri", {"new_password": OWN, "again": OWN}).status_code == 302
    page = browser.page("/kata-sandi-sendiri")
    assert page.select_one("[name=old_password]") is not None, "an own password is asked however fresh the session is"
    answer = browser.post("/kata-sandi-sendiri", {"new_password": OWN + " dua", "again": OWN + " dua"})
    assert set(faults(answer)) == {"old_password"}
    assert world.browser().sign_in(owner, OWN).headers["Location"] == "/perusahaan/"


@pytest.mark.parametrize("minutes", ["10", "3", "0"])
def test_after_the_set_minutes_the_initial_password_is_asked_by_its_name(world: World, minutes: str) -> None:
    administrator = world.of("administrator")
    answer = administrator.post("/sistem/setelan/ubah/initial_password_fresh_minutes/", {"seen": "0", "value": minutes})
    assert answer.status_code == 302
    owner, browser = world.people["owner"], world.browser()
    initial = with_initial_password(world, owner)
    browser.sign_in(owner, initial)
    if minutes != "0":
        world.clock.move(minutes=int(minutes), seconds=-1)
        assert browser.page("/kata-sandi-sendiri").select_one("[name=old_password]") is None
        world.clock.move(seconds=1)
    page = browser.page("/kata-sandi-sendiri")
    assert page.select_one("label[for=old_password]").get_text(strip=True) == "Kata sandi awal"
    answer = browser.post("/kata-sandi-sendiri", {"new_password": OWN, "again": OWN})
    assert set(faults(answer)) == {"old_password"}
    form = {"old_password": initial, "new_password": OWN, "again": OWN}
    assert browser.post("/kata-sandi-sendiri", form).status_code == 302


def test_everything_wrong_with_a_change_is_told_at_once(shared_world: World) -> None:
    form = {"old_password": "salah", "new_password": "pendek", "again": "lain"}
    found = faults(shared_world.of("signer").post("/kata-sandi-sendiri", form))
    assert "Kata sandi yang sekarang tidak cocok." in found["old_password"]
    assert "paling sedikit 12 karakter" in found["new_password"]
    assert "Kedua kata sandi baru tidak sama." in found["again"]
    found = faults(shared_world.of("signer").post("/kata-sandi-sendiri", {"new_password": "pendek"}))
    assert set(found) == {"old_password", "new_password", "again"}
    assert all(said.count("Isi kata sandi.") <= 1 for said in found.values())


def test_the_present_password_cannot_be_guessed_by_changing_it(world: World) -> None:
    browser = world.browser(world.people["owner"])
    for _try in range(5):
        browser.post("/kata-sandi-sendiri", {"old_password": "tebak", "new_password": "x", "again": "y"})
    answer = browser.post("/kata-sandi-sendiri", {"old_password": PASSWORD, "new_password": OWN, "again": OWN})
    assert "Terlalu banyak percobaan" in words(answer)


@pytest.mark.parametrize(
    ("typed", "where", "said"),
    [
        ({"old_password": "salah"}, "old_password", "Kata sandi yang sekarang tidak cocok."),
        ({"new_password": "pendek", "again": "pendek"}, "new_password", "paling sedikit 12 karakter"),
        ({"again": "yang lain sama sekali"}, "again", "Kedua kata sandi baru tidak sama."),
        ({"new_password": "aaaaaaaaaaaa", "again": "aaaaaaaaaaaa"}, "new_password", "mudah ditebak"),
        ({"new_password": "x" * 600, "again": "x" * 600}, "new_password", "terlalu panjang"),
        ({"new_password": ""}, "new_password", "Isi kata sandi."),
    ],
)
def test_what_is_wrong_with_a_new_password(shared_world: World, typed: dict[str, str], where: str, said: str) -> None:
    browser = shared_world.of("owner")
    form = {"old_password": PASSWORD, "new_password": OWN, "again": OWN} | typed
    answer = browser.post("/kata-sandi-sendiri", form)
    assert answer.status_code == 200
    assert said in faults(answer)[where]
    for secret in form.values():
        assert not secret or f'value="{secret}"' not in answer.text


def test_the_own_user_name_is_no_password(shared_world: World) -> None:
    owner = shared_world.people["owner"]
    form = {"old_password": PASSWORD, "new_password": f"{owner.user_name}1", "again": f"{owner.user_name}1"}
    answer = shared_world.of("owner").post("/kata-sandi-sendiri", form)
    assert "nama pengguna" in faults(answer)["new_password"]


# The way back in


def test_a_forgotten_password(world: World) -> None:
    owner, browser = world.people["owner"], world.browser()
    elsewhere = world.browser(owner)
    known = browser.post("/lupa-kata-sandi", {"user_name": owner.user_name})
    unknown = world.browser().post("/lupa-kata-sandi", {"user_name": "tidakada"})
    assert known.status_code == unknown.status_code == 200
    assert masked_page(known) == masked_page(unknown)
    mail = newest_mail(world, owner.email)
    link = link_in(mail)
    assert owner.user_name in mail
    assert len(world.mailbox.sent) >= 1

    page = browser.get(link)
    assert page.status_code == 200
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert (
        "paling sedikit 12" in faults(browser.post(link, {"new_password": "pendek", "again": "pendek"}))["new_password"]
    )
    assert "tidak sama" in faults(browser.post(link, {"new_password": OWN, "again": PASSWORD}))["again"]
    assert signed_in(elsewhere)
    assert browser.post(link, {"new_password": OWN, "again": OWN}).headers["Location"] == "/masuk"
    assert not signed_in(elsewhere)
    assert not signed_in(browser), "the link opens no session"
    used = browser.get(link)
    assert used.status_code == 404
    assert "sudah dipakai atau sudah berakhir" in words(used)
    assert browser.post(link, {"new_password": PASSWORD, "again": PASSWORD}).status_code == 404
    assert WRONG in words(browser.sign_in(owner, PASSWORD))
    assert browser.sign_in(owner, OWN).status_code == 302


def test_a_link_lives_a_day_and_a_new_one_ends_it(world: World) -> None:
    owner, browser = world.people["owner"], world.browser()
    links = []
    for _time in range(2):
        browser.post("/lupa-kata-sandi", {"user_name": owner.user_name.upper()})
        links.append(link_in(newest_mail(world, owner.email)))
    assert browser.get(links[0]).status_code == 404
    assert browser.get(links[1].swapcase()).status_code == 404
    world.clock.move(hours=23)
    assert browser.get(links[1]).status_code == 200
    world.clock.move(hours=1)
    assert browser.get(links[1]).status_code == 404
    late = world.browser()
    assert late.post(links[1], {"new_password": OWN, "again": OWN}, token=late.token()).status_code == 404


def test_an_expired_initial_password_is_replaced_by_a_link(world: World) -> None:
    owner, browser = world.people["owner"], world.browser()
    initial = with_initial_password(world, owner)
    world.clock.now += timedelta(days=8)
    assert "sudah berakhir" in words(browser.sign_in(owner, initial))
    browser.post("/lupa-kata-sandi", {"user_name": owner.user_name})
    link = link_in(newest_mail(world, owner.email))
    browser.post(link, {"new_password": OWN, "again": OWN})
    assert browser.sign_in(owner, OWN).headers["Location"] == "/perusahaan/"


def test_links_are_asked_for_five_times_an_hour_at_most(world: World) -> None:
    owner, browser = world.people["owner"], world.browser()
    answers = {masked_page(browser.post("/lupa-kata-sandi", {"user_name": owner.user_name})) for _time in range(8)}
    assert len(answers) == 1, "whoever asks too often is not told apart"
    newest_mail(world, owner.email)
    assert sum("kata sandi" in mail["Subject"] for mail in world.mailbox.to(owner.email)) == 5


def test_no_secret_stands_in_the_database_in_plain(world: World) -> None:
    browser = world.browser(world.people["owner"])
    browser.post("/lupa-kata-sandi", {"user_name": world.people["owner"].user_name})
    link = link_in(newest_mail(world, world.people["owner"].email))
    content = b"".join(path.read_bytes() for path in world.surroundings.configuration.instance.glob("siinas.db*"))
    for secret in (PASSWORD, token_of(browser), link.rpartition("/")[2]):
        assert secret.encode() not in content
    assert browser.client.get("/masuk", base_url=HOST).status_code == 302
