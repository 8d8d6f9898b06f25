"""Signing in with two factors: what stands between a correct password and the first page."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import unquote

import pytest
from flask import Flask
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from siinas.models import JournalEntry, Person, RecoveryCode, WebSession
from siinas.operations import accounts, second_factor, sessions
from siinas.operations.work import Services
from siinas.process.roles import Role
from tests.conftest import Clock, MakeWork
from tests.factories import PASSWORD, Company, Someone, code_at, give_factor, make_officer
from tests.web.permission_matrix import ANYBODY, MATRIX, NOBODY
from tests.web.world import Browser, read, running_portal, words

NEW_PASSWORD = "sungai dingin dua kapal tua"
CODE, SET_UP, SIGN_IN = "/masuk/kode", "/masuk/faktor-kedua", "/masuk"
PROTECTED = ("/petugas/", "/petugas/perusahaan/", "/sistem/", "/sistem/jurnal/", "/perusahaan/", "/akun", "/berkas/x")


@pytest.fixture
def new_officer(works_here: MakeWork) -> Someone:
    """An officer who has no app yet."""
    return make_officer(works_here().session, Role.ADMINISTRATOR, user_name="petugas")


@pytest.fixture
def officer(works_here: MakeWork, new_officer: Someone) -> Someone:
    """An officer whose app is the tests' own."""
    give_factor(works_here(), new_officer.user_name)
    return new_officer


@pytest.fixture
def visitor(portal: Flask) -> Browser:
    """A browser in which nobody has signed in."""
    return Browser(portal.test_client())


def password(browser: Browser, someone: Someone, **more: Any) -> TestResponse:
    """The first step only."""
    browser.token()
    answer = browser.post(SIGN_IN, {"user_name": someone.user_name, "password": more.pop("typed", PASSWORD), **more})
    browser.known_token = ""
    return answer


def give(browser: Browser, code: str, **more: str) -> TestResponse:
    """The second step."""
    token = browser.token(CODE + ("?dengan=pemulihan" if "dengan" in more else ""))
    name = "recovery_code" if "dengan" in more else "code"
    answer = browser.post(CODE, {name: code, **more}, token=token)
    browser.known_token = ""
    return answer


def cookie(browser: Browser) -> str:
    found = browser.client.get_cookie("sid", domain="127.0.0.1")
    return found.value if found else ""


def session_of(engine: Engine, browser: Browser) -> dict[str, Any]:
    """What the server keeps of a browser's session."""
    with Session(engine) as session:
        row = session.scalars(select(WebSession).where(WebSession.token_hash == sessions.token_hash(cookie(browser))))
        return dict(row.one().data)


def signed_in(browser: Browser) -> bool:
    return browser.get("/akun").status_code == 200


# With an app


def test_password_then_code(visitor: Browser, officer: Someone, clock: Clock) -> None:
    answer = password(visitor, officer)
    assert (answer.status_code, answer.headers["Location"]) == (302, CODE)
    page = read(visitor.get(CODE))
    field = page.find("input", attrs={"name": "code"})
    assert (field["autocomplete"], field["inputmode"]) == ("one-time-code", "numeric")
    assert officer.user_name not in words(page)
    answer = give(visitor, code_at(clock.now))
    assert (answer.status_code, answer.headers["Location"]) == (302, "/petugas/")
    assert signed_in(visitor)


def test_the_session_between_the_steps(visitor: Browser, officer: Someone, sqlite_engine: Engine, clock: Clock) -> None:
    visitor.token()
    before = cookie(visitor)
    password(visitor, officer)
    between = cookie(visitor)
    assert between != before
    assert session_of(sqlite_engine, visitor).keys() == {"pending_person"}
    give(visitor, code_at(clock.now))
    assert cookie(visitor) not in {before, between}
    assert "pending_person" not in session_of(sqlite_engine, visitor)
    with Session(sqlite_engine) as session:
        assert len(session.scalars(select(WebSession)).all()) == 1, "the earlier sessions are gone"


def test_no_page_opens_between_the_steps(portal: Flask, visitor: Browser, officer: Someone) -> None:
    password(visitor, officer)
    for address in PROTECTED:
        answer = visitor.get(address)
        assert answer.status_code in {302, 404}, address
        if answer.status_code == 302:
            assert answer.headers["Location"].startswith("/masuk?next="), address
    token, walked = visitor.token(CODE), 0
    for rule in portal.url_map.iter_rules():
        if MATRIX[rule.endpoint] in {ANYBODY, NOBODY} or rule.arguments:
            continue
        for method in {"GET", "POST"} & (rule.methods or set()):
            answer = visitor.get(rule.rule) if method == "GET" else visitor.post(rule.rule, token=token)
            assert answer.status_code == 302, f"{method} {rule.rule}: {answer.status}"
            assert answer.headers["Location"].startswith("/masuk"), f"{method} {rule.rule}"
            walked += 1
    assert walked > 60
    assert visitor.get(CODE).status_code == 200, "and the second step is still open"
    assert "Keluar" not in words(visitor.get(CODE))


def test_the_wanted_page_is_kept(visitor: Browser, officer: Someone, clock: Clock) -> None:
    password(visitor, officer, next="/sistem/jurnal/?search=masuk")
    assert give(visitor, "000000").status_code == 200
    assert give(visitor, code_at(clock.now)).headers["Location"] == "/sistem/jurnal/?search=masuk"


@pytest.mark.parametrize("target", ["//jahat.example.test/", "https://jahat.example.test/", "/\\jahat.example.test"])
def test_the_wanted_page_is_one_of_ours(visitor: Browser, officer: Someone, clock: Clock, target: str) -> None:
    password(visitor, officer, next=target)
    assert give(visitor, code_at(clock.now)).headers["Location"] in {"/", "/petugas/"}


def test_a_wrong_code(visitor: Browser, officer: Someone, sqlite_engine: Engine) -> None:
    password(visitor, officer)
    answer = give(visitor, "000000")
    assert answer.status_code == 200
    summary = read(answer).select_one("[data-error-summary] a[href='#code']")
    assert summary is not None
    assert "Kode tidak cocok" in summary.text
    assert "Isi kode 6 angka" in words(give(visitor, ""))
    assert "terlalu panjang" in words(give(visitor, "1" * 600))
    assert not signed_in(visitor)
    with Session(sqlite_engine) as session:
        last = session.scalars(select(JournalEntry).order_by(JournalEntry.seq.desc())).first()
    assert last is not None
    assert (last.act, last.object_id) == ("second_factor.failed", str(officer.id))
    assert "000000" not in str((last.before, last.after))


@pytest.mark.parametrize(("steps", "enters"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_one_step_of_tolerance(visitor: Browser, officer: Someone, clock: Clock, steps: int, enters: bool) -> None:
    password(visitor, officer)
    assert (give(visitor, code_at(clock.now, steps=steps)).status_code == 302) is enters
    assert signed_in(visitor) is enters


def test_a_code_opens_one_session_only(portal: Flask, officer: Someone, clock: Clock) -> None:
    first, second = Browser(portal.test_client()), Browser(portal.test_client())
    code = code_at(clock.now)
    for browser in (first, second):
        password(browser, officer)
    assert give(first, code).status_code == 302
    assert give(second, code).status_code == 200
    assert (signed_in(first), signed_in(second)) == (True, False)
    clock.move(seconds=30)
    assert give(second, code_at(clock.now)).status_code == 302


def test_guessing(portal: Flask, officer: Someone, clock: Clock) -> None:
    right = code_at(clock.now)
    guesses = [f"{n:06d}" for n in range(30)]
    told = []
    for start in range(0, 30, 3):
        browser = Browser(portal.test_client())
        password(browser, officer)
        told += [words(give(browser, guess)) for guess in guesses[start : start + 3]]
    assert sum("Kode tidak cocok" in text for text in told) == 5
    assert sum("Terlalu banyak kode yang salah" in text for text in told) == 25
    assert "Terlalu banyak" in words(give(browser, right))
    clock.move(minutes=15)
    password(browser, officer)
    assert give(browser, code_at(clock.now)).status_code == 302


@pytest.mark.parametrize(("seconds", "enters"), [(599, True), (600, False), (601, False)])
def test_ten_minutes_for_the_code(visitor: Browser, officer: Someone, clock: Clock, seconds: int, enters: bool) -> None:
    password(visitor, officer)
    token = visitor.token(CODE)
    clock.move(seconds=seconds)
    answer = visitor.post(CODE, {"code": code_at(clock.now)}, token=token)
    assert answer.status_code == 302
    assert (answer.headers["Location"] == "/petugas/") is enters
    assert signed_in(visitor) is enters
    if not enters:
        assert answer.headers["Location"] == SIGN_IN
        assert "10 menit" in words(visitor.get(SIGN_IN))
        assert visitor.get(CODE).status_code == 302, "and it does not come back"


def test_without_a_password_there_is_no_second_step(visitor: Browser, officer: Someone, clock: Clock) -> None:
    for address in (CODE, SET_UP):
        assert visitor.get(address).headers["Location"] == SIGN_IN
        assert visitor.post(address, {"code": code_at(clock.now)}).headers["Location"] == SIGN_IN
    password(visitor, officer, typed="bukan kata sandinya")
    assert visitor.get(CODE).headers["Location"] == SIGN_IN


def test_after_signing_in_the_second_step_leads_home(visitor: Browser, officer: Someone) -> None:
    visitor.sign_in(officer)
    for address in (CODE, SET_UP):
        assert visitor.get(address).headers["Location"] == "/petugas/"
    assert signed_in(visitor)


def test_signing_out_and_in_again(visitor: Browser, officer: Someone, clock: Clock) -> None:
    password(visitor, officer)
    give(visitor, code_at(clock.now))
    visitor.post("/keluar", token=visitor.token("/akun"))
    assert not signed_in(visitor)
    assert visitor.get(CODE).headers["Location"] == SIGN_IN
    clock.move(seconds=30)
    assert password(visitor, officer).headers["Location"] == CODE
    assert give(visitor, code_at(clock.now)).status_code == 302


def test_another_name_replaces_who_waits(visitor: Browser, officer: Someone, company: Company) -> None:
    password(visitor, officer)
    assert password(visitor, company.owner).headers["Location"] == "/perusahaan/"
    assert visitor.get(CODE).headers["Location"] == "/perusahaan/"


def test_who_is_shut_out_meanwhile(visitor: Browser, officer: Someone, sqlite_engine: Engine, clock: Clock) -> None:
    password(visitor, officer)
    token = visitor.token(CODE)
    with Session(sqlite_engine) as session:
        session.get_one(Person, officer.id).active = False
        session.commit()
    assert visitor.post(CODE, {"code": code_at(clock.now)}, token=token).status_code in {302, 400}
    assert not signed_in(visitor)


def test_an_initial_password_is_still_spoken_of(
    visitor: Browser, officer: Someone, sqlite_engine: Engine, clock: Clock
) -> None:
    with Session(sqlite_engine) as session:
        person = session.get_one(Person, officer.id)
        person.password_kind, person.password_expires_at = "initial", clock.now + timedelta(days=3)
        session.commit()
    assert password(visitor, officer, next="/sistem/").headers["Location"] == CODE
    assert give(visitor, code_at(clock.now)).headers["Location"] == "/kata-sandi-sendiri?next=/sistem/"
    assert "Kata sandi awal berlaku sampai" in words(visitor.get("/kata-sandi-sendiri"))


# Setting the app up


def set_up(browser: Browser, officer: Someone, clock: Clock, **more: str) -> tuple[str, TestResponse]:
    """Through the page, as a person does; the secret, and the page with the recovery codes."""
    assert password(browser, officer, **more).headers["Location"] == SET_UP
    token = browser.token(SET_UP)
    secret = read(browser.get(SET_UP)).select_one("[data-secret]").text.replace(" ", "")
    answer = browser.post(SET_UP, {"code": code_at(clock.now, secret=secret)}, token=token)
    browser.known_token = ""
    return secret, answer


def recovery_codes(answer: TestResponse) -> list[str]:
    return [item.text for item in read(answer).select("main ol .digest")]


def test_the_first_time(visitor: Browser, new_officer: Someone, clock: Clock, sqlite_engine: Engine) -> None:
    secret, answer = set_up(visitor, new_officer, clock, next="/sistem/jurnal/")
    assert answer.status_code == 200
    codes = recovery_codes(answer)
    assert len(set(codes)) == 10
    assert "Hanya ditampilkan sekali" in words(answer)
    assert "Cetak halaman ini atau tulis" in words(answer)
    assert answer.headers["Cache-Control"] == "no-store"
    assert read(answer).select_one("main a.btn-primary")["href"] == "/sistem/jurnal/"
    assert signed_in(visitor)
    assert visitor.get(SET_UP).headers["Location"] == "/petugas/", "they are not shown again"
    assert session_of(sqlite_engine, visitor).keys().isdisjoint({"pending_person", "secret"})
    stored = ""
    with Session(sqlite_engine) as session:
        for model in (Person, RecoveryCode, WebSession, JournalEntry):
            for row in session.scalars(select(model)):
                stored += str({c.key: getattr(row, c.key) for c in model.__mapper__.column_attrs})
    assert not [plain for plain in (secret, *codes, *(c.replace("-", "") for c in codes)) if plain in stored]
    visitor.post("/keluar", token=visitor.token("/akun"))
    clock.move(seconds=30)
    assert password(visitor, new_officer).headers["Location"] == CODE
    assert give(visitor, code_at(clock.now, secret=secret)).status_code == 302


def test_the_page_that_sets_it_up(visitor: Browser, new_officer: Someone, sqlite_engine: Engine) -> None:
    password(visitor, new_officer)
    answer = visitor.get(SET_UP)
    page = read(answer)
    groups = page.select_one("[data-secret]").text.split()
    assert [len(group) for group in groups] == [4] * 8
    secret = "".join(groups)
    assert len(base64.b32decode(secret)) == 20
    address = f"otpauth://totp/SIINas:{new_officer.user_name}?secret={secret}&issuer=SIINas"
    assert page.select_one(f'a[href="{address}"]') is not None
    picture = page.select_one("main img")
    assert picture["src"].startswith("data:image/svg+xml")
    assert "<svg" in unquote(picture["src"])
    assert "style" not in unquote(picture["src"])
    assert picture["alt"]
    assert not page.select("[style], style, script:not([nonce])")
    assert "img-src 'self' data:" in answer.headers["Content-Security-Policy"]
    assert read(visitor.get(SET_UP)).select_one("[data-secret]").text.split() == groups, "reloading keeps the key"
    assert secret not in str(session_of(sqlite_engine, visitor))


def test_a_wrong_code_when_setting_up(visitor: Browser, new_officer: Someone, sqlite_engine: Engine) -> None:
    password(visitor, new_officer)
    answer = visitor.post(SET_UP, {"code": "000000"}, token=visitor.token(SET_UP))
    assert "Kode tidak cocok" in words(read(answer).select_one("[data-error-summary]"))
    assert not signed_in(visitor)
    with Session(sqlite_engine) as session:
        assert session.get_one(Person, new_officer.id).totp_secret == ""


def test_without_an_app_no_code_is_asked_and_with_one_none_is_set_up(
    portal: Flask, new_officer: Someone, works_here: MakeWork
) -> None:
    browser = Browser(portal.test_client())
    password(browser, new_officer)
    assert browser.get(CODE).headers["Location"] == SET_UP
    give_factor(works_here(), new_officer.user_name)
    assert browser.get(SET_UP).headers["Location"] == CODE


def test_one_sessions_key_is_not_confirmed_in_another(portal: Flask, new_officer: Someone, clock: Clock) -> None:
    first, second = Browser(portal.test_client()), Browser(portal.test_client())
    for browser in (first, second):
        password(browser, new_officer)
    secret = read(first.get(SET_UP)).select_one("[data-secret]").text.replace(" ", "")
    answer = second.post(SET_UP, {"code": code_at(clock.now, secret=secret)}, token=second.token(SET_UP))
    assert "Kode tidak cocok" in words(answer)


# Recovery codes


def test_a_recovery_code_once(visitor: Browser, new_officer: Someone, clock: Clock) -> None:
    codes = recovery_codes(set_up(visitor, new_officer, clock)[1])
    for number, typed in enumerate((codes[0], codes[1].upper().replace("-", " "))):
        visitor.client.delete_cookie("sid", domain="127.0.0.1")
        password(visitor, new_officer, next="/sistem/")
        link = read(visitor.get(CODE)).select_one("aside a")
        assert link["href"] == f"{CODE}?dengan=pemulihan"
        if number:
            again = give(visitor, codes[0], dengan="pemulihan")
            assert "Kode pemulihan tidak cocok atau sudah pernah dipakai" in words(again)
            assert read(again).find("input", attrs={"name": "recovery_code"}) is not None
        assert give(visitor, typed, dengan="pemulihan").headers["Location"] == "/sistem/"
        assert f"tersisa {9 - number}" in words(visitor.get("/sistem/"))


# Who is not asked


def test_companies_are_not_asked(visitor: Browser, company: Company) -> None:
    for someone in (company.owner, company.signer, company.staff):
        assert password(visitor, someone).headers["Location"] == "/perusahaan/"
        assert signed_in(visitor)


@pytest.fixture
def demo(sqlite_engine: Engine, surroundings: Services, clock: Clock) -> Iterator[Flask]:
    """The same database as a demo."""
    with running_portal(sqlite_engine, surroundings, clock, demo=True) as app:
        yield app


def test_the_demo_asks_nobody(demo: Flask, works_here: MakeWork) -> None:
    session = works_here().session
    people = [make_officer(session, role) for role in (Role.FRONT_DESK, Role.ADMINISTRATOR, Role.AUDITOR)]
    for someone in people:
        browser = Browser(demo.test_client())
        assert password(browser, someone).headers["Location"] == "/petugas/"
        assert signed_in(browser)


# Losing password or app


def reset_link(works_here: MakeWork, person_id: int) -> str:
    work = works_here()
    with work.transaction():
        token = accounts.new_link(work, "reset", lives=timedelta(hours=1), person_id=person_id)
        work.record("test", "person")
    return f"/kata-sandi/{token}"


def test_a_new_password_keeps_the_factor(portal: Flask, officer: Someone, works_here: MakeWork, clock: Clock) -> None:
    waiting, browser = Browser(portal.test_client()), Browser(portal.test_client())
    password(waiting, officer)
    link = reset_link(works_here, officer.id)
    form = {"new_password": NEW_PASSWORD, "again": NEW_PASSWORD}
    assert browser.post(link, form, token=browser.token(link)).headers["Location"] == SIGN_IN
    assert not signed_in(browser)
    assert waiting.get(CODE).headers["Location"] == SIGN_IN, "whoever knew the old password starts again"
    assert password(browser, officer, typed=NEW_PASSWORD).headers["Location"] == CODE
    assert give(browser, code_at(clock.now)).status_code == 302


def test_the_command_takes_it_away(portal: Flask, officer: Someone, clock: Clock) -> None:
    inside, waiting = Browser(portal.test_client()), Browser(portal.test_client())
    inside.sign_in(officer)
    password(waiting, officer)
    done = portal.test_cli_runner().invoke(args=["officer", "reset-factor", officer.user_name])
    assert done.exit_code == 0, done.output
    assert not signed_in(inside)
    assert waiting.get(CODE).headers["Location"] == SIGN_IN
    _secret, answer = set_up(Browser(portal.test_client()), officer, clock)
    assert len(recovery_codes(answer)) == second_factor.RECOVERY_CODES
