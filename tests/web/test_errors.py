"""Error pages where something under them is gone, and where they could lead in circles; sessions that end meanwhile."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from flask import flash
from flask import session as web_session
from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from admin_views.web.request import database
from siinas.operations import sessions
from siinas.refusal import Refused
from tests.web.pages import work_in
from tests.web.world import HOST, Browser, World, read, words

GONE = "SIINas sedang tidak dapat diakses"


@pytest.fixture
def quiet(caplog: pytest.LogCaptureFixture) -> None:
    """What is logged here is expected."""
    caplog.set_level(logging.CRITICAL + 1)


def no_database(*_args: Any, **_kwargs: Any) -> Any:
    raise OperationalError("SELECT web_session", {}, Exception("connection refused KANARI-RAHASIA"))


def stands_alone(answer: TestResponse, code: int) -> None:
    """A whole page in Indonesian with the headers of every other, and nothing of what happened."""
    assert answer.status_code == code
    assert read(answer).select_one("main h1") is not None
    assert read(answer).select_one(".request-id code") is not None
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"
    for secret in ("KANARI-RAHASIA", "SELECT", "Traceback", "web_session"):
        assert secret not in answer.text


@pytest.mark.usefixtures("quiet")
def test_sessions_that_cannot_be_looked_up(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = world.browser(world.people["owner"])
    monkeypatch.setattr(sessions, "find", no_database)
    for address in ("/perusahaan/", "/masuk", "/akun"):
        answer = browser.get(address)
        stands_alone(answer, 503)
        assert GONE in words(answer)
        assert answer.headers["Retry-After"]
        assert "Set-Cookie" not in answer.headers, "the session may still live"
    stands_alone(browser.post("/perusahaan/pindah/", {"establishment": "1"}, token="x"), 503)
    assert browser.get("/tidak/ada").status_code == 404
    theme = browser.get("/static/css/portal.css")
    assert theme.status_code == 200
    theme.close()


@pytest.mark.usefixtures("quiet")
def test_a_fault_in_looking_up_is_a_page_too(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = world.browser(world.people["owner"])
    with monkeypatch.context() as patch:
        patch.setattr(sessions, "find", lambda *_args: 1 / 0)
        stands_alone(browser.get("/perusahaan/"), 500)
    assert browser.get("/perusahaan/").status_code == 200


@pytest.mark.usefixtures("quiet")
def test_a_database_that_is_gone(world_on_each: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world = world_on_each
    browser = world.browser(world.people["owner"])
    with monkeypatch.context() as patch:
        patch.setattr(Engine, "connect", no_database)
        for address in ("/perusahaan/", "/perusahaan/kapasitas/"):
            stands_alone(browser.get(address), 503)
        fresh = world.browser()
        assert fresh.get("/masuk").status_code in {500, 503}
        assert fresh.get("/").status_code == 200, "what asks nothing of the database is served"
    assert browser.get("/perusahaan/").status_code == 200


@pytest.mark.usefixtures("quiet")
def test_a_statement_that_fails_leaves_a_page_with_its_frame(world_on_each: World) -> None:
    """After a fault PostgreSQL takes no further statement in the transaction, which the frame of the page needs."""

    def fail() -> None:
        database().session.execute(text("SELECT nowhere FROM nothing"))

    world_on_each.app.view_functions["own.account"] = fail
    answer = world_on_each.of("owner").get("/akun")
    assert answer.status_code == 500
    assert "Kesalahan ini ada di pihak kami" in words(answer)
    assert world_on_each.people["owner"].actor.name in words(answer)


def test_a_page_that_refuses_does_not_lead_to_itself(world: World) -> None:
    def refuse() -> None:
        raise Refused("Belum dapat dibuka: KANARI-SEBAB.")

    world.app.view_functions["own.account"] = refuse
    answer = world.of("owner").get("/akun", headers={"Referer": f"{HOST}/akun"})
    assert answer.status_code == 409
    assert "KANARI-SEBAB" in words(answer)
    assert read(answer).select_one("main a[href]") is not None


def test_an_act_that_is_refused_leads_back_with_the_reason(world: World) -> None:
    def refuse() -> None:
        raise Refused("Tidak jadi: KANARI-SEBAB.")

    world.app.view_functions["company.switch"] = refuse
    browser: Browser = world.of("owner")
    for referrer, code in ((f"{HOST}/akun", 302), ("http://jahat.example.test/", 409)):
        answer = browser.post("/perusahaan/pindah/", {"x": "y"}, headers={"Referer": referrer})
        assert answer.status_code == code
        if code == 302:
            assert answer.headers["Location"] == f"{HOST}/akun"
            assert "KANARI-SEBAB" in words(browser.get("/akun"))


def test_a_way_that_is_not_taken_has_its_own_sentence(shared_world: World) -> None:
    answer = shared_world.of("owner").get("/keluar")
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]
    assert "hanya dipakai oleh tombol atau formulir" in words(answer)
    assert "terlalu lama terbuka" not in words(answer)


# Sessions that end while a request runs


def test_a_session_that_ends_during_a_request_stays_ended(world_on_each: World) -> None:
    world, owner = world_on_each, world_on_each.people["owner"]
    browser = world.browser(owner)

    def slow() -> str:
        flash("Sesuatu yang mengubah sesi.")
        with Session(world.engine) as session:
            sessions.end_all_of(work_in(world, session), owner.id)
        return "selesai"

    account = world.app.view_functions["own.account"]
    world.app.view_functions["own.account"] = slow
    answer = browser.get("/akun")
    assert answer.text == "selesai"
    assert "Set-Cookie" not in answer.headers
    world.app.view_functions["own.account"] = account
    assert browser.get("/akun").headers["Location"].startswith("/masuk"), "the old cookie opens nothing"


def test_a_new_token_does_not_revive_an_ended_session(world: World) -> None:
    owner = world.people["owner"]
    browser = world.browser(owner)

    def rotate() -> str:
        web_session["x"] = 1
        web_session.rotate = True  # type: ignore[attr-defined]
        with Session(world.engine) as session:
            sessions.end_all_of(work_in(world, session), owner.id)
        return "selesai"

    account = world.app.view_functions["own.account"]
    world.app.view_functions["own.account"] = rotate
    assert "Set-Cookie" not in browser.get("/akun").headers
    world.app.view_functions["own.account"] = account
    assert browser.get("/akun").status_code == 302
