"""Pekerjaan: the list, the page with its progress, the file that came out; nothing of another company."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from siinas.models import JournalEntry, Task
from siinas.operations import tasks
from siinas.operations.work import Work
from tests.web.world import Browser, World, words

BASE = "/perusahaan/pekerjaan/"


def test_the_page_of_work_that_is_done(shared_world: World) -> None:
    browser = shared_world.of("staff")
    assert "Contoh KANARI-A" in words(browser.page(BASE))
    page = browser.page(f"{BASE}{shared_world.task}/")
    assert "Selesai" in words(page)
    assert page.select("meta[http-equiv=refresh]") == [] and page.select("[hx-trigger]") == []
    (link,) = page.select("main a.btn-primary")
    assert browser.get(str(link["href"])).data == b"Isi KANARI-A"
    with Session(shared_world.engine) as session:
        entry = session.scalars(select(JournalEntry).order_by(JournalEntry.seq.desc()).limit(1)).one()
        assert (entry.act, entry.after["file"]) == ("task.downloaded", "contohKANARI-A.txt")


def test_the_page_while_it_runs(world: World) -> None:
    browser = world.of("owner")
    with Session(world.engine) as session:
        row = session.scalars(select(Task).where(Task.public_id == world.task)).one()
        row.state, row.done, row.total = "running", 30, 120
        session.commit()
    page = browser.page(f"{BASE}{world.task}/")
    (bar,) = page.select("progress")
    assert (bar["value"], bar["max"]) == ("30", "120")
    assert "30 dari 120 selesai" in words(page)
    assert page.select_one("noscript meta[http-equiv=refresh]") is not None
    with Session(world.engine) as session:
        row = session.scalars(select(Task).where(Task.public_id == world.task)).one()
        row.state, row.problem, row.sha256 = "failed", "Berkas <b>ini</b> tidak terbaca.", None
        session.commit()
    page = browser.page(f"{BASE}{world.task}/")
    assert "Berkas <b>ini</b> tidak terbaca." in words(page)
    assert page.select("progress, meta[http-equiv=refresh], main a.btn-primary") == []
    assert browser.get(f"{BASE}{world.task}/hasil").status_code == 404


@pytest.mark.parametrize("role", ["owner", "staff"])
def test_work_of_another_company_does_not_exist(shared_world: World, role: str) -> None:
    browser = shared_world.of(role)
    for part in ("", "hasil"):
        assert browser.get(f"{BASE}{shared_world.foreign_task}/{part}").status_code == 404
    assert "KANARI-B" not in browser.get(BASE).text


def test_an_administrator_sees_that_there_is_work_and_not_what_came_out(shared_world: World) -> None:
    browser = shared_world.of("administrator")
    page = browser.page(f"/petugas/pekerjaan/{shared_world.foreign_task}/")
    assert "Contoh KANARI-B" in words(page)
    assert page.select("main a.btn-primary") == []
    assert browser.get(f"/petugas/pekerjaan/{shared_world.foreign_task}/hasil").status_code == 404
    assert shared_world.of("verifier").get(f"/petugas/pekerjaan/{shared_world.task}/").status_code == 404


def officers_task(world: World, role: str) -> str:
    with Session(world.engine) as session:
        work = Work(session, world.surroundings, world.people[role].actor, clock=world.clock)
        made = tasks.begin(work, "sample", "Contoh petugas", {})
        public_id, task_id = made.public_id, made.id
        with pytest.MonkeyPatch.context() as patch:
            patch.setitem(tasks.HANDLERS, "sample", lambda *_: tasks.TaskResult({}, b"isi", "hasil.csv", "text/csv"))
            tasks.run(Work(session, world.surroundings, clock=world.clock), task_id, lambda: None)
    return public_id


def test_an_officer_has_their_own_file(world: World) -> None:
    public_id = officers_task(world, "verifier")
    browser: Browser = world.of("verifier")
    assert "Contoh petugas" in words(browser.page("/petugas/pekerjaan/"))
    answer = browser.get(f"/petugas/pekerjaan/{public_id}/hasil")
    assert (answer.status_code, answer.data) == (200, b"isi")
    assert world.of("validator").get(f"/petugas/pekerjaan/{public_id}/hasil").status_code == 404
