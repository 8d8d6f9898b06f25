"""Printing a sent report: asked for on its page, done by the worker, taken away by whoever may see the report."""

from __future__ import annotations

import pytest

from tests.web.pages import form_of
from tests.web.test_company_imports import work_off
from tests.web.world import World, words


@pytest.mark.parametrize(("who", "side"), [("owner", "perusahaan"), ("verifier", "petugas"), ("auditor", "petugas")])
def test_a_sent_report_is_printed(world: World, who: str, side: str) -> None:
    browser = world.of(who)
    page = f"/{side}/laporan-produksi/{world.reports['verification']}/"
    form = form_of(browser.page(page), "form[action*='/cetak']")
    answer = browser.post(f"{page}cetak", form)
    assert answer.status_code == 302 and f"/{side}/pekerjaan/" in answer.headers["Location"]
    work_off(world)
    link = browser.page(answer.headers["Location"]).select_one("main a.btn-primary")
    assert link is not None and "-versi-1.pdf" in link.get_text()
    assert browser.get(str(link["href"])).data.startswith(b"%PDF")


def test_a_draft_is_not_printed(world: World) -> None:
    browser, draft = world.of("owner"), world.reports["draft"]
    page = f"/perusahaan/laporan-produksi/{draft}/"
    token = form_of(
        browser.page(f"/perusahaan/laporan-produksi/{world.reports['verification']}/"), "form[action*='/cetak']"
    )
    assert browser.post(f"{page}cetak", token).status_code == 302
    assert "Yang dapat dicetak adalah versi yang sudah dikirim." in words(browser.get(page))


def test_another_companys_report_is_missing(world: World) -> None:
    browser = world.of("foreign_owner") if "foreign_owner" in world.people else world.browser(world.b.owner)
    own = world.of("owner")
    page = f"/perusahaan/laporan-produksi/{world.reports['verification']}/"
    form = form_of(own.page(page), "form[action*='/cetak']")
    token = browser.token("/perusahaan/laporan-produksi/")
    assert browser.post(f"{page}cetak", form | {"csrf_token": token}).status_code == 404
