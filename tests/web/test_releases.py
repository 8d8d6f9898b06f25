"""Agregat on screen: what is told, what is hidden and stays hidden, who sees which part, what the journal notes."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from siinas.models import FigureRelease, JournalEntry, ReleaseCell
from siinas.operations import outbox, releases
from siinas.process.periods import period_of
from siinas.process.roles import Role
from tests.conftest import works
from tests.factories import NOW, make_officer
from tests.reported import PERIOD, PROCESS, Reported, add_reports
from tests.web.world import World, words

KBLI = ("10721", "10722", "20111")


@pytest.fixture
def published(world: World) -> str:
    """The address of a release that a supervisor made on the screen; one company is alone in its province."""
    reports = [
        Reported(
            entity,
            ("3525", "3578", "3273", "1401", "1471")[entity % 5],
            {("production_kg", KBLI[entity % 3]): Decimal(1000 + entity)},
        )
        for entity in range(60)
    ]
    reports.append(Reported(99, "5171", {("production_kg", "10721"): Decimal("1234.57")}))
    with Session(world.engine) as session:
        add_reports(session, reports, NOW - timedelta(days=1))
    browser = world.of("supervisor")
    asked = browser.post("/petugas/agregat/buat/", {"about": f"{PROCESS} {PERIOD}"})
    assert asked.status_code == 200
    assert "sebagai angka sementara? 0 dari " in words(asked) and "tidak dapat ditarik" in words(asked)
    asked = browser.post("/petugas/agregat/buat/", {"about": f"{PROCESS} {PERIOD}", "agreed": "1"})
    assert asked.status_code == 302
    with works(world.engine, world.surroundings, world.clock) as make_work:
        for lease in outbox.lease_due(make_work(), most=100):
            outbox.deliver(make_work(), lease)
    done = browser.page(asked.location)
    assert "Agregat terbit" in words(done)
    return str(done.find("a", string="Buka agregat")["href"])


def read_csv(answer: TestResponse) -> list[list[str]]:
    """The rows of a file."""
    assert answer.status_code == 200
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))


def acts(world: World, act: str) -> list[JournalEntry]:
    """What the journal holds of an act."""
    with Session(world.engine) as session:
        return list(session.scalars(select(JournalEntry).where(JournalEntry.act == act)))


def test_tables_tell_and_hide(world: World, published: str) -> None:
    page = world.of("verifier").page(published)
    told = words(page)
    assert "Jawa Timur" in told and "dirahasiakan" in told and "Mengapa ada angka yang dirahasiakan" in told
    assert "1.234,57" not in str(page) and "1234.57" not in str(page)
    bali = next(row for row in page.select("table.bars tr") if "Bali" in row.text)
    assert "dirahasiakan" in bali.text
    assert bali.find("a") is None and bali.find("svg") is None
    east_java = next(row for row in page.select("table.bars tr") if "Jawa Timur" in row.text)
    deeper = world.of("verifier").page(east_java.find("a")["href"])
    assert "Kab. Gresik" in words(deeper) or "Gresik" in words(deeper)
    division = next(a for a in page.select("table.bars a") if a.text.startswith("10 "))
    assert "10721" in words(world.of("verifier").page(division["href"]))


def test_a_page_opens_on_a_figure_that_is_told(world: World, published: str) -> None:
    """Of the ten measures only production was reported; what is hidden as a whole says so in the choice."""
    with Session(world.engine) as session:
        newest = select(func.max(ReleaseCell.release_id)).scalar_subquery()
        hide = update(ReleaseCell).where(ReleaseCell.release_id == newest).values(value=None)
        session.execute(hide.where(ReleaseCell.measure != "production_kg"))
        session.commit()
    chosen = world.of("auditor").page(published).select_one("#ukuran option[selected]")
    assert chosen["value"] == "production_kg" and "dirahasiakan" not in chosen.text
    with Session(world.engine) as session:
        session.execute(hide)
        session.commit()
    page = world.of("auditor").page(published)
    assert all("seluruhnya dirahasiakan" in option.text for option in page.select("#ukuran option"))
    assert page.select_one("#ukuran option[selected]")


def test_only_what_may_be_published_is_offered(world: World, published: str) -> None:
    """A period that is over and has not both its releases."""
    address = "/petugas/agregat/buat/"
    browser = world.of("supervisor")

    def offered() -> set[str]:
        return {str(option["value"]) for option in browser.page(address).select("select option") if option["value"]}

    assert f"{PROCESS} {PERIOD}" in offered(), "the final figures may follow"
    moved = world.clock.now
    world.clock.now = datetime(moved.year, 3, 31, tzinfo=UTC)
    try:
        with works(world.engine, world.surroundings, world.clock) as make_work:
            assert not releases.may_be_made(make_work(), PROCESS, period_of(PERIOD)), "it is not over"
    finally:
        world.clock.now = moved
    with Session(world.engine) as session:
        first = session.scalars(select(FigureRelease).order_by(FigureRelease.id.desc())).first()
        values = {c.key: getattr(first, c.key) for c in FigureRelease.__table__.columns if c.key != "id"}
        session.add(FigureRelease(**values | {"sequence": 2, "public_id": "kedua"}))
        session.commit()
    assert f"{PROCESS} {PERIOD}" not in offered()


def test_looks_and_files_are_journalled(world: World, published: str) -> None:
    browser = world.of("auditor")
    browser.get(published)
    browser.get(published)
    (look,) = (entry for entry in acts(world, "release.viewed") if entry.actor_id == world.people["auditor"].id)
    assert look.after == {"process": PROCESS, "period": PERIOD}
    for kind in ("csv", "xlsx"):
        assert browser.get(f"{published}agregat.{kind}").status_code == 200
    exports = [entry.after for entry in acts(world, "export") if entry.after["what"] == "officer_releases.index_view"]
    assert [one["kind"] for one in exports] == ["csv", "xlsx"]
    assert exports[0]["filters"] == {"period": PERIOD, "process": PROCESS, "sequence": "1"}
    assert "Agregat" in words(browser.page("/sistem/jurnal/"))


def test_a_file_holds_what_is_published_and_no_more(world: World, published: str) -> None:
    rows = read_csv(world.of("verifier").get(f"{published}agregat.csv"))
    with Session(world.engine) as session:
        newest = select(func.max(ReleaseCell.release_id)).scalar_subquery()
        own = session.scalars(select(ReleaseCell).where(ReleaseCell.release_id == newest)).all()
    assert len(rows) == len(own) + 1
    values = {row[9] for row in rows[1:]}
    assert "1234.57" not in values
    hidden = [row for row in rows[1:] if row[10] == "dirahasiakan"]
    assert len(hidden) == sum(cell.value is None for cell in own) > 0
    assert all(row[9] == "" and row[11] == "" for row in hidden)


def test_a_region_sees_its_own_part(world: World, published: str) -> None:
    with Session(world.engine) as session:
        head = make_officer(session, Role.REGIONAL_HEAD, region="35", user_name="dinas35", name="Kepala Dinas Contoh")
    browser = world.browser(head)
    page = words(browser.page(published))
    assert "Jawa Timur" in page
    assert "Bali" not in page and "Riau" not in page and "Indonesia ·" not in page
    rows = read_csv(browser.get(f"{published}agregat.csv"))[1:]
    assert {row[3] for row in rows} == {"35"}


def test_only_a_supervisor_is_offered_to_publish(world: World, published: str) -> None:
    assert "Terbitkan agregat" in words(world.of("supervisor").page("/petugas/agregat/"))
    assert "Terbitkan agregat" not in words(world.of("auditor").page("/petugas/agregat/"))
    with Session(world.engine) as session:
        regional = make_officer(session, Role.SUPERVISOR, region="35", user_name="supervisor35")
    assert world.browser(regional).get("/petugas/agregat/buat/").status_code == 404


def test_the_final_figures_are_named_before_they_are_published(world: World, published: str) -> None:
    browser, about = world.of("supervisor"), {"about": f"{PROCESS} {PERIOD}"}
    again = browser.post("/petugas/agregat/buat/", about | {"agreed": "1"})
    assert again.status_code == 200 and "sudah dibuat sementara itu" in words(again)
    asked = words(browser.post("/petugas/agregat/buat/", about))
    assert "sebagai angka tetap?" in asked and "angka tetap adalah yang terakhir" in asked
    odd = browser.post("/petugas/agregat/buat/", about | {"agreed": "²"})
    assert odd.status_code == 200


def test_bad_addresses(world: World, published: str) -> None:
    browser = world.of("verifier")
    assert browser.get("/petugas/agregat/tidak-ada/").status_code == 404
    assert browser.get(f"{published}agregat.pdf").status_code == 404
    assert browser.get(f"{published}?ukuran=x&wilayah=%25&kbli='").status_code == 200
    answer = world.of("supervisor").post("/petugas/agregat/buat/", {"about": "laporan-produksi 2031-Q1"})
    assert answer.status_code == 200 and "field-error" in answer.text
