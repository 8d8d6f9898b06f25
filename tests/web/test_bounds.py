"""Batas kewajaran: a row and a file are tried on the reports of a period; counts for administrators, no company."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from siinas.models import JournalEntry, PlausibleBound, Task
from siinas.operations import outbox
from siinas.operations.work import Work
from tests.web.pages import faults, form_of, upload
from tests.web.world import MARK_A, MARK_B, Browser, World, read, words

LIST = "/sistem/batas-kewajaran/"
NAMES = ("Contoh Pabrik", MARK_A, MARK_B)


def row_id(world: World, measure: str, prefix: str = "") -> int:
    with Session(world.engine) as session:
        criteria = (PlausibleBound.measure == measure, PlausibleBound.kbli_prefix == prefix)
        return session.scalars(select(PlausibleBound.id).where(*criteria)).one()


def work_off(world: World) -> Task:
    """Do what was left for the worker; the last task."""
    with Session(world.engine) as session:
        work = Work(session, world.surroundings, world.clock)
        while leases := list(outbox.lease_due(work)):
            for lease in leases:
                outbox.deliver(work, lease)
    with Session(world.engine, expire_on_commit=False) as session:
        task = session.scalars(select(Task).order_by(Task.id.desc()).limit(1)).one()
        assert task.result is not None
        return task


def tried(browser: Browser, number: int, **changed: str) -> Any:
    form = form_of(browser.page(f"{LIST}edit/?id={number}")) | changed
    return browser.post(f"{LIST}coba/", form)


def test_a_row_is_tried_before_it_holds(world: World) -> None:
    administrator = world.of("administrator")
    number = row_id(world, "electricity_price")
    answer = tried(administrator, number, lower="1.300", upper="5.000")
    assert answer.status_code == 302
    task = work_off(world)
    assert (task.kind, task.state) == ("bound_rehearsal", "done"), task.problem
    assert task.result["reports"] == task.result["then"] > 0 == task.result["now"]
    shown = words(administrator.page(answer.headers["Location"]))
    reports = task.result["reports"]
    assert f"Aturan ini akan mengenai {reports} dari {reports} laporan Triwulan 1 Tahun 2026 (sekarang 0)." in shown
    assert administrator.page(answer.headers["Location"]).select_one(f"main a[href='{LIST}']"), "the way back"
    assert "Harga listrik" in shown and "Rp1.300 sampai Rp5.000 per kWh" in shown and "10721" in shown
    assert not [name for name in NAMES if name in shown], "an administrator opens no company data"
    with Session(world.engine) as session:
        assert session.get_one(PlausibleBound, number).lower == Decimal(500), "nothing was changed"
        assert "task.begun" in set(session.scalars(select(JournalEntry.act)))


def test_an_auditor_sees_which_reports_are_meant(world: World) -> None:
    tried(world.of("administrator"), row_id(world, "electricity_price"), lower="1.300", upper="5.000")
    task = work_off(world)
    page = world.of("auditor").page(f"/petugas/pekerjaan/{task.public_id}/")
    assert "Laporan pertama yang akan terkena" in words(page)
    links = [str(link["href"]) for link in page.select("main ul a")]
    assert len(links) == min(20, task.result["then"])
    assert world.of("auditor").get(links[0]).status_code == 200
    assert world.of("staff").get(f"/petugas/pekerjaan/{task.public_id}/").status_code in {403, 404}


def test_a_bound_for_one_kbli_counts_its_companies_only(world: World) -> None:
    administrator = world.of("administrator")
    form = form_of(administrator.page(f"{LIST}new/"))
    given = form | {"measure": "product_price", "kbli_prefix": "251", "lower": "1", "upper": "2"}
    answer = administrator.post(f"{LIST}coba/", given)
    assert answer.status_code == 302
    found = work_off(world).result
    by_kbli = {kbli: then for kbli, _reports, _now, then in found["by_kbli"]}
    assert by_kbli.pop("25111") == found["then"] > 0
    assert set(by_kbli.values()) == {0}
    assert "KBLI 251…" in words(administrator.page(answer.headers["Location"]))


def test_a_bound_for_a_kbli_that_is_none_is_neither_tried_nor_saved(world: World) -> None:
    administrator = world.of("administrator")
    form = form_of(administrator.page(f"{LIST}new/"))
    given = form | {"measure": "product_price", "kbli_prefix": "98765", "lower": "1", "upper": "2"}
    for address in (f"{LIST}coba/", f"{LIST}new/"):
        answer = administrator.post(address, given)
        assert answer.status_code == 200
        assert faults(answer) == {"kbli_prefix": "Awalan KBLI: Tidak ada KBLI yang berawalan 98765."}
    with Session(world.engine) as session:
        assert session.scalars(select(PlausibleBound).where(PlausibleBound.kbli_prefix == "98765")).all() == []


@pytest.mark.parametrize(
    ("changed", "field"),
    [({"lower": "6.000"}, "upper"), ({"lower": "banyak"}, "lower"), ({"period": "2020-Q1"}, "")],
)
def test_what_cannot_be_saved_is_not_tried(world: World, changed: dict[str, str], field: str) -> None:
    answer = tried(world.of("administrator"), row_id(world, "electricity_price"), **changed)
    assert answer.status_code == 200
    assert set(faults(answer)) == ({field} if field else set())
    if not field:
        assert "Pilih periode yang sudah dilaporkan" in words(answer)


def test_a_bound_that_only_names_how_strong_a_warning_is_hits_nothing(world: World) -> None:
    answer = tried(world.of("administrator"), row_id(world, "strong_change"), upper="40")
    assert answer.status_code == 200 and "tidak ada laporan yang terkena" in words(answer)


def test_a_file_is_tried_before_it_is_loaded(world: World) -> None:
    administrator = world.of("administrator")
    content = b"measure,kbli_prefix,lower,upper\nproduct_price,10721,1,2\nproduct_price,25111,1,2\n"
    form = {"file": upload(content, "harga.csv"), "source": "Contoh", "replace": "tidak", "overwrite": "tidak"}
    checked = read(administrator.post(f"{LIST}impor/", form, content_type="multipart/form-data"))
    confirm = form_of(checked, "main form.button-form")
    assert confirm["period"] == "2026-Q1"
    answer = administrator.post(f"{LIST}impor/", confirm | {"try": "1"}, content_type="multipart/form-data")
    assert answer.status_code == 302 and "/petugas/pekerjaan/" in answer.headers["Location"]
    task = work_off(world)
    assert task.result["then"] == task.result["reports"] and task.result["now"] == 0
    with Session(world.engine) as session:
        loaded = session.scalars(select(PlausibleBound).where(PlausibleBound.kbli_prefix == "10721")).all()
        assert loaded == []


def test_the_rules_are_listed_with_how_often_they_warned(shared_world: World) -> None:
    page = shared_world.of("auditor").page("/sistem/aturan-peringatan/")
    shown = words(page)
    assert "Laporan Produksi" in shown and "Laporan Pembangunan" in shown
    assert "Jumlah keempat persentase kepemilikan harus 100,00%." in shown and "Keras." in shown
    assert "laporan Triwulan 1 Tahun 2026 sudah dikirim" in shown
    assert page.select("main form[method=post]") == []
    link = page.find("a", string="Harga listrik")
    assert link is not None
    found = shared_world.of("administrator").page(str(link["href"]))
    assert "Harga listrik" in words(found) and "Harga gas" not in words(found.select("main table.list-table")[-1])
