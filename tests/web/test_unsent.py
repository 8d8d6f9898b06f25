"""A form that came too late: it waits for its person over a signing in, or is asked for again; nobody else sees it."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from admin_views.web import unsent
from siinas.models import WebSession
from tests.factories import PASSWORD
from tests.web.pages import form_of
from tests.web.world import HOST, Browser, World, read, words

OWN = {"Origin": HOST, "Sec-Fetch-Site": "same-origin"}
TYPED = "Budi KANARI-TIK"
QUESTION = "Kirim sekali lagi?"
FOREIGN = [
    {},
    {"Origin": "http://jahat.example.test"},
    {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site", "Origin": HOST},
    {"Sec-Fetch-Site": "none"},
    {"Referer": "http://127.0.0.1.jahat.example.test/perusahaan/"},
    {"Referer": "http://127.0.0.1@jahat.example.test/"},
    {"Origin": "https://127.0.0.1"},
    {"Origin": "http://127.0.0.1:81"},
    OWN | {"Referer": "http://jahat.example.test/"},
]


def page_of(world: World) -> str:
    return f"/perusahaan/laporan-produksi/{world.reports['draft']}/halaman/data-umum/"


def filled(browser: Browser, address: str) -> dict[str, str]:
    """The form as the browser holds it, with something typed."""
    return form_of(browser.page(address), "#wizard-form") | {"signer_name": TYPED, "_simpan": "1"}


def token_in(answer: TestResponse) -> str:
    """The token in the form that a page shows."""
    field = read(answer).select_one("main form input[name=csrf_token]")
    assert field is not None
    return str(field["value"])


def send(browser: Browser, address: str, form: dict[str, Any], **headers: str) -> TestResponse:
    return browser.client.post(address, data=form, base_url=HOST, headers=headers or OWN)


def signer_of(world: World) -> str:
    return str(world.case(world.reports["draft"], lambda c: c.answers["signer_name"]))


def too_late(world: World, **headers: str) -> tuple[Browser, TestResponse]:
    """The owner types, goes away for two hours, and saves."""
    browser, address = world.browser(world.people["owner"]), page_of(world)
    form = filled(browser, address) | {"csrf_token": browser.token(address)}
    world.clock.move(hours=2)
    return browser, send(browser, address, form, **headers)


def resend(browser: Browser) -> TestResponse:
    """Press the button of the page that asks."""
    page = browser.page("/kirim-ulang")
    form = page.select_one("main form")
    assert form is not None
    fields = [(str(field["name"]), str(field.get("value", ""))) for field in form.select("input[name]")]
    data: dict[str, list[str]] = {}
    for name, value in fields:
        data.setdefault(name, []).append(value)
    return browser.client.post(str(form["action"]), data=data, base_url=HOST, headers=OWN)


# The session had ended


def test_what_was_typed_waits_for_its_person(world_on_each: World) -> None:
    world = world_on_each
    browser, answer = too_late(world)
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/masuk?next={page_of(world)}"
    page = browser.get(answer.headers["Location"])
    assert "Sesi Anda berakhir sebelum isian tersimpan." in words(page)
    assert TYPED not in page.text
    with Session(world.engine) as session:
        kept = [str(row.data) for row in session.scalars(select(WebSession))]
    assert any(unsent.PLACE in data for data in kept)
    assert all(TYPED not in data for data in kept), "it rests encrypted"
    answer = browser.sign_in(world.people["owner"], next=page_of(world))
    assert answer.headers["Location"] == "/kirim-ulang"
    asked = browser.get("/kirim-ulang")
    assert QUESTION in words(asked)
    assert TYPED in asked.text
    assert signer_of(world) != TYPED, "nothing is sent by itself"
    saved = resend(browser)
    assert saved.status_code == 302
    assert signer_of(world) == TYPED
    assert browser.get("/kirim-ulang").headers["Location"] == "/", "it is sent once"


def test_another_person_never_sees_it(world: World) -> None:
    browser, _answer = too_late(world)
    answer = browser.sign_in(world.people["signer"])
    assert answer.headers["Location"] == "/perusahaan/"
    for address in ("/kirim-ulang", page_of(world), "/perusahaan/"):
        assert TYPED not in browser.get(address, follow_redirects=True).text
    browser.post("/keluar", token=browser.token("/kata-sandi-sendiri"))
    assert browser.sign_in(world.people["owner"]).headers["Location"] == "/perusahaan/", "it is gone for good"


def test_it_waits_a_quarter_of_an_hour(world: World) -> None:
    browser, _answer = too_late(world)
    world.clock.move(minutes=15)
    assert browser.sign_in(world.people["owner"]).headers["Location"] == "/perusahaan/"
    assert TYPED not in browser.get("/kirim-ulang", follow_redirects=True).text


def test_it_may_be_dropped(world: World) -> None:
    browser, _answer = too_late(world)
    browser.sign_in(world.people["owner"])
    answer = browser.post("/kirim-ulang", token=browser.token("/kirim-ulang"))
    assert answer.headers["Location"] == page_of(world)
    assert "dibuang" in words(browser.get(page_of(world)))
    assert browser.get("/kirim-ulang").status_code == 302
    assert signer_of(world) != TYPED


def test_the_session_may_have_been_found_too_old_before(world: World) -> None:
    browser, address = world.browser(world.people["owner"]), page_of(world)
    form = filled(browser, address)
    world.clock.move(hours=2)
    assert browser.get("/perusahaan/").status_code == 302
    assert send(browser, address, form).status_code == 302
    assert browser.sign_in(world.people["owner"]).headers["Location"] == "/kirim-ulang"


def test_it_waits_over_the_second_factor(world: World) -> None:
    officer = world.people["administrator"]
    browser, address = world.browser(officer), "/sistem/setelan/ubah/initial_password_days/"
    form = form_of(browser.page(address)) | {"value": "5"}
    world.clock.move(hours=2)
    send(browser, address, form)
    assert browser.sign_in(officer).headers["Location"] == "/kirim-ulang"
    resend(browser)
    assert "5 hari" in words(browser.get("/sistem/setelan/"))


def test_who_left_on_purpose_left_nothing(world: World) -> None:
    browser, address = world.browser(world.people["owner"]), page_of(world)
    form = filled(browser, address)
    browser.post("/keluar")
    answer = send(browser, address, form)
    assert answer.headers["Location"] == f"/masuk?next={address}", "the page at least"
    assert browser.sign_in(world.people["owner"], next=address).headers["Location"] == address


def test_an_act_without_a_page_leads_to_the_page_before(world: World) -> None:
    browser = world.browser(world.people["owner"])
    world.clock.move(hours=2)
    headers = {"Referer": f"{HOST}/perusahaan/kapasitas/?sort=1"}
    answer = send(browser, "/perusahaan/pindah/", {"establishment": "1"}, **headers)
    assert answer.headers["Location"] == "/masuk?next=/perusahaan/kapasitas/?sort%3D1"
    answer = send(browser, "/perusahaan/pindah/", {"establishment": "1"}, Referer="http://jahat.example.test/x")
    assert answer.headers["Location"] == "/masuk"


def test_passwords_never_wait(world: World) -> None:
    browser = world.browser(world.people["owner"])
    world.clock.move(hours=2)
    form = {"old_password": PASSWORD, "new_password": "x", "again": "x"}
    assert send(browser, "/kata-sandi-sendiri", form).status_code == 302
    assert browser.sign_in(world.people["owner"]).headers["Location"] == "/perusahaan/"


@pytest.mark.parametrize("headers", FOREIGN[1:], ids=range(1, len(FOREIGN)))
def test_what_another_site_sends_does_not_wait(world: World, headers: dict[str, str]) -> None:
    browser, answer = too_late(world, **headers)
    assert answer.status_code == 302
    assert browser.sign_in(world.people["owner"]).headers["Location"] == "/perusahaan/"


def test_a_part_of_a_page_sends_the_whole_page_to_sign_in(world: World) -> None:
    browser, answer = too_late(world, **OWN, **{"HX-Request": "true"})
    assert answer.status_code == 200
    assert answer.headers["HX-Redirect"] == f"/masuk?next={page_of(world)}"
    assert browser.sign_in(world.people["owner"]).headers["Location"] == "/kirim-ulang"


# The token was no longer good


@pytest.mark.parametrize("token", ["", "x" * 40])
def test_a_form_with_a_bad_token_is_asked_for_again(world: World, token: str) -> None:
    browser, address = world.browser(world.people["owner"]), page_of(world)
    form = filled(browser, address) | {"csrf_token": token}
    answer = send(browser, address, form)
    assert answer.status_code == 400
    assert QUESTION in words(answer)
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    again = form_of(read(answer)) | {"csrf_token": token_in(answer)}
    assert again["signer_name"] == TYPED
    assert again["csrf_token"] not in {"", token}
    assert read(answer).select_one("main form")["action"] == address
    assert signer_of(world) != TYPED
    assert send(browser, address, again).status_code == 302
    assert signer_of(world) == TYPED


@pytest.mark.parametrize("headers", FOREIGN, ids=range(len(FOREIGN)))
def test_what_another_site_sends_is_not_shown(shared_world: World, headers: dict[str, str]) -> None:
    browser, address = shared_world.of("owner"), page_of(shared_world)
    form = {"signer_name": TYPED, "_simpan": "1", "csrf_token": "x"}
    answer = browser.client.post(address, data=form, base_url=HOST, headers=headers)
    assert answer.status_code == 400
    assert TYPED not in answer.text
    assert QUESTION not in words(answer)
    assert f'href="{address}"' in answer.text, "only the way back"


def test_a_form_that_takes_long_to_fill_in_is_not_lost_to_a_visitor(world: World) -> None:
    browser = world.browser()
    form = form_of(browser.page("/registrasi"), "main form[enctype]") | {"company_name": TYPED, "website": ""}
    world.clock.move(hours=3)
    answer = browser.client.post("/registrasi", data=form, base_url=HOST, headers=OWN)
    assert answer.status_code == 400
    assert form_of(read(answer))["company_name"] == TYPED
    again = form_of(read(answer)) | {"csrf_token": token_in(answer)}
    answer = browser.client.post("/registrasi", data=again, base_url=HOST, headers=OWN)
    assert answer.status_code == 200
    assert TYPED in answer.text


def test_a_password_is_never_written_into_a_page(shared_world: World) -> None:
    form = {"user_name": "a", "password": PASSWORD, "csrf_token": "x"}
    answer = send(shared_world.browser(), "/masuk", form)
    assert answer.status_code == 400
    assert PASSWORD not in answer.text
    assert "Muat ulang, lalu kirim lagi" in words(answer)


def test_what_was_typed_is_only_words(world: World) -> None:
    browser, address = world.browser(world.people["owner"]), page_of(world)
    hostile = '"><script>alert(1)</script>'
    answer = send(browser, f"{address}?a={hostile}", {hostile: hostile, "csrf_token": "x"})
    assert answer.status_code == 400
    assert "<script>alert" not in answer.text
    assert form_of(read(answer))[hostile] == hostile
