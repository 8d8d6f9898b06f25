"""The calendar of a year and the moves of the clock on the screens: read by officers, changed by administrators."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from siinas.models import Case, Holiday, Setting
from siinas.operations import cases, lapses
from siinas.operations.work import Work
from tests.conftest import works
from tests.factories import make_request, save_addresses
from tests.web.pages import faults, form_of
from tests.web.world import Browser, World, read, words

CALENDAR = "/sistem/kalender/"
LIST = "/sistem/hari-libur/"
LAPSE = "/sistem/setelan/ubah/lapse.perubahan-alamat.lapse/"


@pytest.mark.parametrize("role", ["verifier", "regional_head", "auditor", "administrator"])
def test_officers_read_the_year_as_a_picture(shared_world: World, role: str) -> None:
    page = shared_world.of(role).page(f"{CALENDAR}?tahun=2026")
    months = page.select("table.month-table")
    assert len(months) == 12
    march = months[2]
    assert march.caption.get_text(" ", strip=True) == "Maret 17 hari kerja"
    joint = march.select("span.day-joint")
    assert [day.get_text(" ", strip=True) for day in joint][:1] == ["18 Cuti Bersama Hari Suci Nyepi, Cuti bersama"]
    assert [day.contents[0].strip() for day in march.select("span.day-national")] == ["19", "21", "22"]
    assert len(march.select("span.day-weekend")) == 7, "the other two days of the weekends are Idul Fitri"
    assert "Sabtu, Minggu" in words(page) and "Cuti bersama" in words(page)
    edits = page.select(f"main a[href^='{LIST}edit/']")
    assert bool(edits) is (role == "administrator")


def test_estimates_are_named_and_made_certain(world: World) -> None:
    administrator = world.of("administrator")
    address = f"{CALENDAR}?tahun=2027"
    page = administrator.page(address)
    assert "3 hari masih perkiraan" in words(page)
    assert (
        page.select_one("table span.day-national.day-expected")["title"]
        == "Hari Raya Idul Fitri, Libur nasional, perkiraan"
    )
    assert "Tetapkan" not in words(world.of("auditor").page(address).main)
    asked = administrator.post(f"{CALENDAR}tetapkan/", {"tahun": "2027"})
    assert asked.status_code == 200 and "sudah sama dengan SKB tiga menteri?" in words(read(asked))
    with Session(world.engine) as session:
        assert session.scalars(select(Holiday.day).where(Holiday.year == 2027, Holiday.certainty == "expected")).all()
    answer = administrator.post(f"{CALENDAR}tetapkan/", form_of(read(asked), "main form.form-sheet"))
    page = administrator.page(answer.headers["Location"])
    assert "3 hari libur tahun 2027 ditetapkan." in words(page) and "masih perkiraan" not in words(page)
    again = administrator.post(f"{CALENDAR}tetapkan/", {"tahun": "2027", "confirmed": "1"})
    assert "Tidak ada hari libur tahun 2027" in words(administrator.page(again.headers["Location"]))


def test_a_year_that_was_not_filled_says_what_to_do(shared_world: World) -> None:
    officer = shared_world.of("validator")
    page = officer.page(f"{CALENDAR}?tahun=2040")
    assert "Tahun 2040 belum dimuat" in words(page) and "mengimpor berkas" in words(page)
    assert page.select("span.day-national"), "what the library computes is shown nevertheless"
    assert page.select_one("a[href$='tahun=2041']") and page.select_one("a[href$='tahun=2039']")
    assert not officer.page(f"{CALENDAR}?tahun=2100").select("a[href$='tahun=2101']")
    for year in ("1945", "2101", "abc", "", "-1"):
        assert officer.get(f"{CALENDAR}?tahun={year}").status_code == 404


def test_a_day_is_added_changed_and_ended_on_the_screens(world: World) -> None:
    administrator = world.of("administrator")
    given = {"day": "2026-12-28", "name": "Libur kantor", "kind": "office", "certainty": "fixed", "source": "Surat"}
    wrong = administrator.post(f"{LIST}new/", given | {"kind": "working", "day": "2026-12-27"})
    assert wrong.status_code == 200 and any("Sabtu dan Minggu" in fault for fault in faults(wrong).values())
    assert read(wrong).select_one("input[name=name]")["value"] == "Libur kantor"
    assert administrator.post(f"{LIST}new/", given).status_code == 302
    december = administrator.page(f"{CALENDAR}?tahun=2026").select("table.month-table")[11]
    assert december.select_one("span.day-office").get_text(" ", strip=True) == "28 Libur kantor, Libur kantor"
    form = form_of(administrator.page(f"{LIST}edit/?id=2026-12-24"), "main form.form-sheet")
    assert administrator.post(f"{LIST}edit/?id=2026-12-24", form | {"kind": "working"}).status_code == 302
    december = administrator.page(f"{CALENDAR}?tahun=2026").select("table.month-table")[11]
    assert december.select_one("span.day-working").contents[0].strip() == "24"
    for key in ("2026-12-32", "besok", "2026-12-29"):
        assert administrator.get(f"{LIST}edit/?id={key}").status_code == 404
    journal = words(administrator.page("/sistem/jurnal/"))
    assert "Hari libur ditambah" in journal and "Hari libur diubah" in journal


def returned_request(world: World) -> str:
    """A request of company A that came back to it."""
    with works(world.engine, world.surroundings, world.clock) as make_work:
        save_addresses(make_work, world.a)
        public_id = make_request(make_work, world.a)
        front_desk = make_work(world.officers.front_desk.actor)
        cases.move(front_desk, public_id, "send_back", said={"reason": "Bukti tidak terbaca."})
    return public_id


def saved(browser: Browser, value: str) -> None:
    """Switch the lapse to so many days, with the question that comes first."""
    asked = browser.post(LAPSE, form_of(browser.page(LAPSE), "main form.form-sheet") | {"value": value})
    assert asked.status_code == 200, asked.status
    answer = browser.post(LAPSE, form_of(read(asked), "main form.form-sheet"))
    assert answer.status_code == 302


def test_a_lapse_is_switched_on_after_a_question_and_named_on_the_case(world: World) -> None:
    public_id = returned_request(world)
    company, desk = world.of("owner"), world.of("front_desk")
    own, seen = f"/perusahaan/perubahan-alamat/{public_id}/", f"/petugas/perubahan-alamat/{public_id}/"
    assert "dengan sendirinya" not in words(company.page(own)) + words(desk.page(seen))
    world.clock.move(days=40)
    administrator, company, desk = (
        world.browser(world.people[role]) for role in ("administrator", "owner", "front_desk")
    )
    shown = words(administrator.page("/sistem/setelan/"))
    assert "Pengembalian Data menjadi Kedaluwarsa" in shown and "tidak aktif" in shown
    form = form_of(administrator.page(LAPSE), "main form.form-sheet")
    asked = administrator.post(LAPSE, form | {"value": "30"})
    assert "1 perkara akan berpindah dalam beberapa menit setelah disimpan." in words(read(asked))
    with Session(world.engine) as session:
        assert session.get(Setting, "lapse.perubahan-alamat.lapse") is None, "asked first"
    saved(administrator, "60")
    words_of_case = "statusnya menjadi “Kedaluwarsa” dengan sendirinya."
    assert words_of_case in words(company.page(own)) and words_of_case in words(desk.page(seen))
    with Session(world.engine) as session:
        assert lapses.make_due(Work(session, world.surroundings, clock=world.clock)) == 0
    world.clock.move(days=30)
    with Session(world.engine) as session:
        assert lapses.make_due(Work(session, world.surroundings, clock=world.clock)) == 1
        case = session.scalars(select(Case).where(Case.public_id == public_id)).unique().one()
        assert case.closed_at - case.opened_at > timedelta(days=60)
    page = words(world.browser(world.people["owner"]).page(own))
    assert "Kedaluwarsa" in page and "Sistem SIINas" in page and "dengan sendirinya" not in page
    off = world.browser(world.people["administrator"])
    answer = off.post(LAPSE, form_of(off.page(LAPSE), "main form.form-sheet") | {"value": "0"})
    assert answer.status_code == 302, "switching it off moves nothing, so nothing is asked"


def test_nobody_is_offered_the_clocks_move(world: World) -> None:
    public_id = returned_request(world)
    saved(world.of("administrator"), "30")
    company = world.of("owner")
    own = f"/perusahaan/perubahan-alamat/{public_id}/"
    assert not company.page(own).select("form[action*='tindakan/lapse']")
    for browser, area in ((company, "perusahaan"), (world.of("front_desk"), "petugas")):
        address = f"/{area}/perubahan-alamat/{public_id}/tindakan/lapse/"
        assert browser.get(address).status_code == 404
        assert browser.post(address, {"confirmed": "1", "version": "4"}).status_code == 404
    with Session(world.engine) as session:
        assert session.scalars(select(Case.state).where(Case.public_id == public_id)).one() == "returned"
    administrator = world.of("administrator")
    roles = administrator.page(f"/sistem/orang/peran/?id={world.people['evaluator'].id}").select(
        "select[name=role] option"
    )
    assert roles and "clock" not in {option["value"] for option in roles}
