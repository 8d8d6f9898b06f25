"""The administrator's page of the link: the list, its filters, one call, trying again, what to do without OSS."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from siinas.integrations.oss import OssClient
from siinas.models import JournalEntry, OssCall, OutboxRow
from tests.factories import NOW
from tests.web.world import World, read, words

LIST = "/sistem/oss/"


def call_of(world: World, number: int = 1) -> OssCall:
    with Session(world.engine, expire_on_commit=False) as session:
        return session.get_one(OssCall, number)


@pytest.fixture
def linked(world: World) -> World:
    """The world with an OSS that nobody answers at."""
    services = replace(world.surroundings, oss=OssClient("http://127.0.0.1:1/v1", "rahasia-kunci"))
    world.app.extensions["siinas"] = replace(services, configuration=world.app.extensions["siinas"].configuration)
    return world


def test_the_list_and_its_filters(linked: World) -> None:
    with Session(linked.engine) as session:
        session.add(
            OssCall(
                method="receiveNIB",
                direction="in",
                nib=linked.a.nib,
                once="contoh:masuk",
                request={},
                answer={},
                words="Sukses",
                state="done",
                created_at=NOW,
                answered_at=NOW,
            )
        )
        session.commit()
    for role in ("administrator", "auditor"):
        page = linked.of(role).page(LIST)
        assert len(page.select("tbody tr")) == 3
        assert "Proses payload gagal" in words(page)
        assert "rahasia-kunci" not in str(page)
    browser = linked.of("administrator")
    for query, count in (
        ("flt0_metode_equals=receiveNIB", 1),
        ("flt1_keadaan_equals=failed", 2),
        ("flt2_arah_equals=in", 1),
        ("flt2_arah_equals=out&flt1_keadaan_equals=done", 0),
        (f"search={linked.a.nib}", 2),
    ):
        assert len(browser.page(f"{LIST}?{query}").select("tbody tr")) == count, query
    tile = next(link for link in browser.page(LIST).select(".content a, main a") if "gagal" in link.text)
    assert len(browser.page(tile["href"]).select("tbody tr")) == 2, "the tile leads to the failed ones"


def test_one_call_is_shown_with_request_and_answer(linked: World) -> None:
    page = linked.of("auditor").page(f"{LIST}details/?id=1")
    assert linked.a.name in page.select("main pre")[0].text
    assert "Belum ada jawaban" in words(page)
    assert not page.select("main form"), "an auditor only reads"
    assert len(linked.of("administrator").page(f"{LIST}details/?id=1").select("main form")) == 2
    for missing in ("999", "x", ""):
        assert linked.of("auditor").get(f"{LIST}details/?id={missing}").status_code == 404


def test_an_administrator_tries_again_once(linked: World) -> None:
    browser = linked.of("administrator")
    answer = browser.post(f"{LIST}ulang/", {"id": "1"})
    assert answer.status_code == 302
    assert (call_of(linked).state, call_of(linked).attempts) == ("waiting", 0)
    with Session(linked.engine) as session:
        (job,) = session.scalars(select(OutboxRow).where(OutboxRow.kind == "oss_call")).all()
        assert job.payload == {"call_id": 1}
        assert session.scalars(select(JournalEntry.act).order_by(JournalEntry.seq.desc())).first() == "oss.retried"
    again = browser.post(f"{LIST}ulang/", {"id": "1"}, follow_redirects=True)
    assert "Hanya panggilan yang gagal" in words(again)
    assert browser.post(f"{LIST}ulang/", {"id": "999"}).status_code == 404
    assert linked.of("auditor").post(f"{LIST}ulang/", {"id": "2"}).status_code == 403
    assert call_of(linked, 2).state == "failed"


def test_a_failed_call_is_skipped(linked: World) -> None:
    told = linked.of("administrator").post(f"{LIST}lewati/", {"id": "2"}, follow_redirects=True)
    assert "dilewati" in words(told)
    assert call_of(linked, 2).state == "refused"


def test_trouble_is_told(linked: World) -> None:
    page = words(linked.of("administrator").page(LIST))
    assert "Panggilan terakhir tidak berhasil" in page
    assert "OSS terakhir menjawab belum pernah" in page


def test_without_oss_the_page_says_what_to_do(world: World) -> None:
    with Session(world.engine) as session:
        for call in session.scalars(select(OssCall)):
            session.delete(call)
        session.commit()
    page = words(world.of("administrator").page(LIST))
    assert "OSS belum dikonfigurasi" in page
    assert "OSS_URL dan OSS_USER_KEY" in page
    assert "Buka peraga OSS" not in page


def test_the_menu_leads_there(world: World) -> None:
    assert f'href="{LIST}"' in world.of("administrator").get("/sistem/").text
    assert f'href="{LIST}"' not in world.of("verifier").get("/petugas/").text
    assert read(world.of("verifier").get(LIST)).select_one("h1") is not None
    assert world.of("verifier").get(LIST).status_code == 403


def test_codes_and_events_are_lists_of_the_administrator(world: World) -> None:
    browser = world.of("administrator")
    assert "Persyaratan terverifikasi" in words(browser.page("/sistem/status-oss/?search=&page_size=100"))
    assert "Kunjungan lapangan" in words(browser.page("/sistem/kejadian-oss/"))
    page = browser.page("/sistem/kejadian-oss/edit/?id=visit")
    assert page.select_one("input[name=code]")["value"] == "40"
