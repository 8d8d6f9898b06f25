"""Registering by the page on both databases: the form taken, its faults told, and the same sent twice at one moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from tests.web.pages import deliver_mails, faults
from tests.web.test_registration_page import cases_of, kept, send
from tests.web.world import World, words


def test_the_form_is_taken(world_on_each: World) -> None:
    world = world_on_each
    browser = world.browser()
    assert send(world, browser=browser).headers["Location"] == "/registrasi/terkirim"
    assert "PT CONTOH GULA" in words(browser.get("/registrasi/terkirim")).upper()
    assert cases_of(world) == 1
    deliver_mails(world)
    again = send(world)
    assert again.status_code == 200
    assert faults(again)
    assert cases_of(world) == 1


def test_faults_keep_what_was_typed(world_on_each: World) -> None:
    odd = "PT ²٣ “Ö” 株式会社 🙂 '; DROP TABLE person; --"
    answer = send(world_on_each, company_name=odd, nib="123")
    assert answer.status_code == 200
    assert "nib" in faults(answer)
    assert kept(answer)["company_name"] == odd
    assert cases_of(world_on_each) == 0


def test_a_text_that_no_database_takes(world_on_each: World) -> None:
    answer = send(world_on_each, company_name="PT \x00 CONTOH")
    assert answer.status_code == 400
    assert "tidak dapat dipakai" in words(answer)
    assert cases_of(world_on_each) == 0


def test_two_send_the_same_at_once(world_on_each: World) -> None:
    world, start = world_on_each, Barrier(2)
    browsers = [world.browser() for _ in range(2)]
    for browser in browsers:
        browser.token()

    def act(number: int) -> int:
        start.wait(30)
        return send(world, browser=browsers[number]).status_code

    with ThreadPoolExecutor(2) as pool:
        codes = sorted(pool.map(act, range(2)))
    assert codes == [200, 302], "one is in, the other is told"
    assert cases_of(world) == 1
