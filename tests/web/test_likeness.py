"""Duplicates on the officer's pages: the number in the queue, the others side by side, the service time."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from siinas.models import Establishment, LegalEntity
from siinas.operations import likeness
from siinas.operations.work import Work
from tests.web.world import World, applicant, words

QUEUE = "/petugas/registrasi/"
NAME = "PT Contoh Gula Nusantra <b>"


@pytest.fixture
def resembled(world: World) -> World:
    """A company of the world that is called almost like the applicants, and one of their NIB at another place."""
    with Session(world.engine) as session:
        entity = session.get_one(LegalEntity, world.a.legal_entity_id)
        entity.name = NAME
        session.get_one(LegalEntity, world.b.legal_entity_id).nib = applicant(0)["nib"]
        session.commit()
        likeness.refresh_open(Work(session, world.surroundings, clock=world.clock))
    return world


def page_of(world: World, **query: str | list[str]):
    return world.of("front_desk").page(f"{QUEUE}{world.registrations['submitted']}/", query_string=query)


def test_the_queue_tells_how_many_are_alike(resembled: World) -> None:
    (row,) = resembled.of("front_desk").page(QUEUE).select(".list-table tbody tr")
    cell = row.select_one("td[data-label='Kemiripan']")
    assert cell is not None
    # The account, the approved one and those that the world holds with the same name.
    assert "mirip" in cell.get_text() and "1 NIB sama" in cell.get_text() and "nama mirip" in cell.get_text()


def test_the_others_stand_beside_the_applicant(resembled: World) -> None:
    page = page_of(resembled)
    told = words(page.select_one("#kemiripan"))
    assert NAME in told
    assert "NIB sama, lokasi pabrik lain (Kota Bandung)" in told
    assert "ejaan “nusantara” dan “nusantra”" in told
    assert "Satu e-mail pun boleh dipakai untuk beberapa akun" in told
    assert page.select("#kemiripan b") == []
    table = page.select_one(".alike-table")
    assert table is not None
    assert len(table.select("thead th")) == 4, "question, applicant and two others"


def test_those_chosen_are_compared(resembled: World) -> None:
    page = page_of(resembled)
    boxes = {str(box["value"]): page.select_one(f"label[for={box['id']}]") for box in page.select("[name=banding]")}
    (key,) = [key for key, label in boxes.items() if label is not None and NAME in label.get_text()]
    page = page_of(resembled, banding=[key])
    assert [str(box["value"]) for box in page.select("[name=banding][checked]")] == [key]
    rows = {row.td.get_text(strip=True): words(row) for row in page.select(".alike-table tbody tr")}
    assert "beda" in rows["Nomor NIB"]
    assert "beda" in rows["Nama Perusahaan"]
    assert "beda" not in rows["Status"]
    link = page.select_one(f"#kemiripan a[href*='?id={resembled.a.establishment_id}']")
    assert link is not None
    assert resembled.of("front_desk").get(str(link["href"])).status_code == 200


@pytest.mark.parametrize("keys", [["x"], ["a-"], ["p-tidak-ada", "'"], ["a-" + "x" * 500]])
def test_what_is_not_among_the_others_is_not_shown(resembled: World, keys: list[str]) -> None:
    with Session(resembled.engine) as session:
        foreign = session.scalars(
            select(Establishment.public_id).where(Establishment.id == resembled.b.establishment_id)
        ).one()
    assert foreign
    page = page_of(resembled, banding=keys)
    assert len(page.select(".alike-table thead th")) == 4, "as if nobody had chosen"


def test_nothing_alike_is_said(world: World) -> None:
    with Session(world.engine) as session:
        for row in session.scalars(select(LegalEntity)):
            row.name = "PT Lain Sekali"
        session.commit()
    page = world.of("front_desk").page(f"{QUEUE}{world.registrations['refused']}/")
    assert "Kemiripan dengan data lain" in words(page)


def test_who_only_oversees_compares_too(resembled: World) -> None:
    for role in ("supervisor", "auditor"):
        page = resembled.of(role).page(f"{QUEUE}{resembled.registrations['submitted']}/")
        assert page.select_one(".alike-table") is not None


def test_the_service_time_is_shown(world: World) -> None:
    desk = world.of("front_desk")
    assert "terpakai" in words(desk.page(QUEUE))
    told = words(page_of(world))
    assert "Menunggu sejak 6 Oktober 2026" in told and "tersisa" in told
    waiting = words(desk.page(f"{QUEUE}{world.registrations['correction']}/"))
    assert "Berhenti sejak" in waiting
    ended = words(desk.page(f"{QUEUE}{world.registrations['approved']}/"))
    assert "Dalam waktu layanan" in ended
    assert "waktu layanan berhenti" in words(desk.page("/petugas/semua-registrasi/"))
    home = words(desk.page("/petugas/"))
    assert "Bulan ini 3 dari 3 diputus dalam waktu layanan" in home


def test_a_late_one_is_marked(world: World) -> None:
    world.clock.move(days=2)
    desk = world.browser(world.people["front_desk"])
    page = desk.page(f"{QUEUE}{world.registrations['submitted']}/")
    assert "Lewat tenggat" in words(page.select_one(".summary-list"))
    assert "Lewat tenggat" in words(desk.page(QUEUE))
