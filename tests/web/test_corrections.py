"""An accepted report is corrected: what company and officer see of it, both versions, and every refusal."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import openpyxl
import pytest

from siinas.operations import cases
from tests.conftest import MakeWork, works
from tests.factories import make_report, page_values, sign, step_on
from tests.web.dumps import NOTED, TECHNICAL, changed, dump
from tests.web.pages import faults, form_of
from tests.web.world import FREE_PERIOD, World, words

COMPANY, OFFICER = "/perusahaan/laporan-produksi/", "/petugas/laporan-produksi/"
REASON = {"correct-reason": "Satuan bahan baku keliru ditulis."}


@pytest.fixture
def make_work(world: World) -> Iterator[MakeWork]:
    """As everywhere, in the world."""
    with works(world.engine, world.surroundings, world.clock) as make:
        yield make


@pytest.fixture
def accepted(world: World, make_work: MakeWork) -> str:
    """An accepted report of company A without a mark, so that every page is complete; its public id."""
    return make_report(make_work, world.a, world.officers, "accepted", FREE_PERIOD)


def opened_again(world: World, public_id: str) -> None:
    """By the page, with the dialog answered."""
    browser = world.of("owner")
    form = form_of(browser.page(f"{COMPANY}{public_id}/"), "form[action*='tindakan/correct/']")
    asked = browser.post(f"{COMPANY}{public_id}/tindakan/correct/", form | REASON)
    assert "tetap berlaku sampai perbaikannya diterima" in words(asked), "without script the question comes first"
    answer = browser.post(f"{COMPANY}{public_id}/tindakan/correct/", form | REASON | {"confirmed": "1"})
    assert answer.status_code == 302, words(answer)


def corrected(world: World, make_work: MakeWork, public_id: str) -> None:
    """Opened again, changed, signed and sent."""
    opened_again(world, public_id)
    values = page_values("data-umum") | {"signer_name": "Direktur Lain"}
    cases.save_page(make_work(world.a.staff.actor), public_id, "data-umum", values=values, typed=None, seen=1)
    sign(make_work, world.a, public_id)
    step_on(make_work, world.a, world.officers, public_id, "send")


def test_the_company_opens_it_again_and_gives_up(world: World, accepted: str) -> None:
    page = words(world.of("owner").get(f"{COMPANY}{accepted}/"))
    assert "dapat diperbaiki sampai 6 Oktober 2027" in page
    opened_again(world, accepted)
    page = words(world.of("owner").get(f"{COMPANY}{accepted}/"))
    for said in ("Perbaikan Laporan", "Versi 1 diterima", "Satuan bahan baku keliru ditulis.", "Batalkan perbaikan"):
        assert said in page
    assert "masih sama dengan versi yang sudah diterima" in words(
        world.of("owner").get(f"{COMPANY}{accepted}/pernyataan/")
    )
    listed = words(world.of("owner").get(COMPANY))
    assert "Perbaikan Laporan" in listed
    form = form_of(world.of("owner").page(f"{COMPANY}{accepted}/"), "form[action*='tindakan/cancel_correction/']")
    answer = world.of("owner").post(f"{COMPANY}{accepted}/tindakan/cancel_correction/", form | {"confirmed": "1"})
    assert answer.status_code == 302
    assert world.case(accepted, lambda case: case.state) == "accepted"


def test_a_returned_correction_that_is_given_up_is_not_what_counts(
    world: World, make_work: MakeWork, accepted: str
) -> None:
    """Pages, tables and the printed report show what was accepted; what was given up can still be looked at."""
    corrected(world, make_work, accepted)
    step_on(make_work, world.a, world.officers, accepted, "send_back")
    step_on(make_work, world.a, world.officers, accepted, "cancel_correction")
    for role, address in (("owner", COMPANY), ("auditor", OFFICER)):
        browser = world.of(role)
        page = browser.page(f"{address}{accepted}/")
        shown, signer = words(page), "Nama Penanda Tangan Laporan Penanggung Jawab"
        assert signer in shown, role
        assert "Versi 1, bukan" not in shown and "Versi 1 yang berlaku" not in shown, "it is the one that counts"
        states = [" ".join(row.text.split()) for row in page.select("main li") if row.text.strip().startswith("Versi")]
        assert [re.split(r" ?6 Okt", state)[0] for state in states] == [
            "Versi 2 Dikembalikan",
            "Versi 1 Diterima, berlaku",
        ]
        older = words(browser.get(f"{address}{accepted}/?versi=2"))
        assert "Nama Penanda Tangan Laporan Direktur Lain" in older
        assert "Versi 2, bukan yang berlaku sekarang" in older or "Versi 1 yang berlaku" in older
    book = openpyxl.load_workbook(io.BytesIO(world.of("owner").get(f"{COMPANY}{accepted}/ekspor/semua.xlsx").data))
    cells = {str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell}
    assert "Penanggung Jawab" in cells and "Direktur Lain" not in cells
    assert world.of("owner").get(f"{COMPANY}{accepted}/?versi=3").status_code == 404


@pytest.mark.parametrize(("typed", "said"), [("  ", "wajib diisi"), ("salah", "karakter"), ("x" * 5000, "karakter")])
def test_the_reason_is_asked(world: World, accepted: str, typed: str, said: str) -> None:
    browser = world.of("owner")
    form = form_of(browser.page(f"{COMPANY}{accepted}/"), "form[action*='tindakan/correct/']")
    before = dump(world.engine)
    answer = browser.post(f"{COMPANY}{accepted}/tindakan/correct/", form | {"correct-reason": typed})
    assert said in faults(answer)["correct-reason"]
    assert typed.strip() in words(answer)
    assert changed(before, dump(world.engine)).keys() <= TECHNICAL | NOTED


def test_staff_strangers_and_officers_open_nothing_again(world: World, accepted: str) -> None:
    path = f"{COMPANY}{accepted}/tindakan/correct/"
    before = dump(world.engine)
    posted = REASON | {"confirmed": "1", "version": str(world.case(accepted, lambda case: case.version))}
    assert "Perbaiki laporan" not in words(world.of("staff").get(f"{COMPANY}{accepted}/"))
    answer = world.of("staff").post(path, posted, follow_redirects=True)
    assert "hanya untuk: Pemilik akun, Penanda tangan" in words(answer)
    for stranger in (world.of("verifier"), world.of("validator"), world.browser(world.b.owner)):
        assert stranger.post(path, posted).status_code in {403, 404}
    officers = world.of("validator").post(f"{OFFICER}{accepted}/tindakan/correct/", posted)
    assert "hanya untuk" in words(world.of("validator").get(officers.headers["Location"]))
    assert changed(before, dump(world.engine)).keys() <= TECHNICAL | NOTED


def test_the_officer_sees_reason_and_changes(world: World, make_work: MakeWork, accepted: str) -> None:
    opened_again(world, accepted)
    page = words(world.of("verifier").get(f"{OFFICER}{accepted}/"))
    assert "Perusahaan sedang memperbaiki laporan ini" in page
    assert "Satuan bahan baku keliru ditulis." in page
    step_on(make_work, world.a, world.officers, accepted, "cancel_correction")
    world.clock.move(minutes=1)
    corrected(world, make_work, accepted)
    page = words(world.of("verifier").get(f"{OFFICER}{accepted}/"))
    for said in (
        "Perbaikan laporan yang sudah diterima",
        "1 hal berubah sejak versi 1 yang diterima",
        "Satuan bahan baku keliru ditulis.",
        "Direktur Lain",
        "Versi 1 Diterima, berlaku",
        "Versi 2 Diproses — Verifikator",
    ):
        assert said in page


def test_both_versions_are_kept_and_taken_out(world: World, make_work: MakeWork, accepted: str) -> None:
    corrected(world, make_work, accepted)
    step_on(make_work, world.a, world.officers, accepted, "check")
    step_on(make_work, world.a, world.officers, accepted, "accept")
    for role, base in (("owner", COMPANY), ("verifier", OFFICER)):
        browser = world.of(role)
        first = browser.page(f"{base}{accepted}/?versi=1")
        assert "Diterima, kemudian diperbaiki" in words(first)
        told = " ".join(part.get_text(" ") for part in first.select(".summary"))
        assert "Penanggung Jawab" in told and "Direktur Lain" not in told
        assert "Direktur Lain" in words(browser.get(f"{base}{accepted}/?versi=2"))
        assert [one.get_text() for one in first.select("main nav[aria-label=Versi] a[aria-current=page]")] == [
            "Versi 1"
        ]
        files = {browser.get(f"{base}{accepted}/ekspor/semua.xlsx?versi={n}").data for n in (1, 2)}
        assert len(files) == 2
        for odd in ("3", "0", "-1", "satu", "9" * 30):
            assert browser.get(f"{base}{accepted}/?versi={odd}").status_code == 404, odd
            assert browser.get(f"{base}{accepted}/ekspor/semua.xlsx?versi={odd}").status_code == 404, odd
    for path in (f"{COMPANY}{accepted}/?versi=1", f"{COMPANY}{accepted}/ekspor/semua.xlsx?versi=1"):
        assert world.browser(world.b.owner).get(path).status_code == 404


def test_no_decision_below_an_older_version(world: World, make_work: MakeWork, accepted: str) -> None:
    corrected(world, make_work, accepted)
    assert world.of("verifier").page(f"{OFFICER}{accepted}/").select(".decision-bar form")
    older = world.of("verifier").page(f"{OFFICER}{accepted}/?versi=1")
    assert not older.select(".decision-bar form")
    assert "Versi 1, bukan yang berlaku sekarang" in words(older)


def test_a_returned_correction_can_still_be_given_up(world: World, make_work: MakeWork, accepted: str) -> None:
    corrected(world, make_work, accepted)
    step_on(make_work, world.a, world.officers, accepted, "send_back")
    page = words(world.of("owner").get(f"{COMPANY}{accepted}/"))
    assert "Pengembalian Data" in page and "Batalkan perbaikan" in page
    assert "Dikembalikan dengan catatan" in page
    shown = words(world.of("owner").get(f"{COMPANY}{accepted}/?versi=2"))
    assert "Versi 2, seperti pernah dikirim" in shown


def test_a_returned_first_sending_has_nothing_to_go_back_to(shared_world: World) -> None:
    page = words(shared_world.of("owner").get(f"{COMPANY}{shared_world.reports['returned']}/"))
    assert "Batalkan perbaikan" not in page
