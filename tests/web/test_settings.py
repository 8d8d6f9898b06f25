"""Settings keep within their bounds on the screen, and the figures of code lists leave the portal as numbers."""

from __future__ import annotations

import io
from datetime import date, timedelta

import openpyxl
import pytest
from sqlalchemy.orm import Session

from siinas.models import ReportingPeriod, Setting
from tests.web.pages import faults
from tests.web.world import World, read

IDLE = "session_idle_minutes_officer"
ADDRESS = f"/sistem/setelan/ubah/{IDLE}/"


@pytest.mark.parametrize("value", ["0", "4", "999999999999999", "1.441", "-5"])
def test_a_setting_names_its_bounds_and_keeps_within_them(shared_world: World, value: str) -> None:
    """One save must not shut everybody out."""
    administrator = shared_world.of("administrator")
    page = administrator.page(ADDRESS)
    assert "Isi dari 5 sampai 1.440 menit." in page.select_one("main form").get_text(" ", strip=True)
    answer = administrator.post(ADDRESS, {"seen": "0", "value": value})
    assert answer.status_code == 200 and faults(answer)
    with Session(shared_world.engine) as session:
        assert session.get(Setting, IDLE) is None
    assert administrator.get("/sistem/setelan/").status_code == 200


@pytest.mark.parametrize("kept", ["0", "abc", "999999999999999"])
def test_a_setting_beyond_its_bounds_breaks_no_page(world: World, kept: str) -> None:
    """As an older version may have left it."""
    with Session(world.engine) as session:
        session.add(Setting(key=IDLE, value=kept))
        session.add(Setting(key="deadline.laporan-produksi.verification", value=kept))
        session.commit()
    administrator = world.of("administrator")
    assert "Sesi petugas berakhir setelah diam" in read(administrator.get("/sistem/setelan/")).get_text()
    assert administrator.page(ADDRESS).select_one("input[name=value]")["value"] == "30"
    assert administrator.post(ADDRESS, {"seen": "1", "value": "45"}).status_code == 302
    assert administrator.get("/sistem/jurnal/").status_code == 200
    with Session(world.engine) as session:
        assert session.get_one(Setting, IDLE).value == "45"


def test_of_two_administrators_the_second_is_told(world: World) -> None:
    """What was typed stays, and saving it again counts."""
    first, second = world.of("administrator"), world.of("administrator")
    shown = second.page(ADDRESS).select_one("input[name=seen]")["value"]
    assert first.post(ADDRESS, {"seen": shown, "value": "45"}).status_code == 302
    answer = second.post(ADDRESS, {"seen": shown, "value": "60"})
    page = read(answer)
    assert answer.status_code == 200
    assert "diubah orang lain menjadi: 45" in page.get_text(" ", strip=True)
    assert page.select_one("input[name=value]")["value"] == "60"
    with Session(world.engine) as session:
        assert session.get_one(Setting, IDLE).value == "45"
    again = page.select_one("input[name=seen]")["value"]
    assert second.post(ADDRESS, {"seen": again, "value": "60"}).status_code == 302
    with Session(world.engine) as session:
        assert session.get_one(Setting, IDLE).value == "60"


def test_of_two_administrators_the_second_is_told_of_a_period(world: World) -> None:
    """Windows of a period are no less shared than settings."""
    address = "/sistem/periode/edit/?id=1"
    first, second = world.of("administrator"), world.of("administrator")
    page = second.page(address)
    form = {name: page.select_one(f"input[name={name}]")["value"] for name in ("row_mark", "opens_on", "due_on")}
    opened = date.fromisoformat(form["opens_on"])
    due = [(opened + timedelta(days=days)).isoformat() for days in (20, 40)]
    assert first.post(address, form | {"due_on": due[0]}).status_code == 302
    answer = second.post(address, form | {"due_on": due[1]})
    page = read(answer)
    assert answer.status_code == 200
    assert "sudah diubah orang lain" in page.get_text(" ", strip=True)
    assert page.select_one("input[name=due_on]")["value"] == due[1], "what was typed stays"
    again = {"row_mark": page.select_one("input[name=row_mark]")["value"]}
    assert second.post(address, form | again | {"due_on": due[1]}).status_code == 302
    with Session(world.engine) as session:
        assert session.get_one(ReportingPeriod, 1).due_on.isoformat() == due[1]


def test_figures_of_code_lists_are_numbers(shared_world: World) -> None:
    auditor = shared_world.of("auditor")

    def rows(address: str) -> list[tuple[object, ...]]:
        book = openpyxl.load_workbook(io.BytesIO(auditor.get(address).data))
        return list(book.active.iter_rows(values_only=True))

    units = {row[0]: row for row in rows("/sistem/satuan/export/xlsx/")}
    assert units["Kode"][3] == "Kilogram"
    assert units["MGM"][3] == 0.000001
    kbli = rows("/sistem/kbli/export/xlsx/")
    assert {type(cell) for row in kbli[1:] for cell in row} == {str}, "a code is no number, however it looks"
    text = auditor.get("/sistem/satuan/export/csv/").data.decode("utf-8-sig")
    assert "MGM,miligram,massa,0.00000100" in text
    assert "0,000001" in read(auditor.get("/sistem/satuan/?search=MGM")).get_text()
