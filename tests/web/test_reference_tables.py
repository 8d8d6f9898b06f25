"""The screens of the code lists: upload, see what it would do, confirm; edit, end and bring back; read without more."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from bs4 import BeautifulSoup, Tag
from sqlalchemy import select
from sqlalchemy.orm import Session

from siinas.models import (
    BusinessLine,
    DirectorateRule,
    Establishment,
    JournalEntry,
    Kbli,
    KbliMapping,
    KbliRisk,
    ReferenceLoad,
    Unit,
)
from siinas.reference.table import ReferenceTable
from siinas.reference.tables import TABLES
from tests.documents.hostile_tables import hostile_tables
from tests.reference.given_rows import GOOD, text_of
from tests.web.pages import faults, form_of, upload
from tests.web.world import Browser, World, read, words

EACH = pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.key)
CHECK = 'main form.form-sheet[method="post"]'
CONFIRM = "main form.button-form"


def send(browser: Browser, slug: str, content: bytes, name: str = "contoh.tsv", **said: str) -> Any:
    """Upload a file on the page of a list."""
    form = {"file": upload(content, name), "source": "", "replace": "tidak", "overwrite": "tidak"} | said
    return browser.post(f"/sistem/{slug}/impor/", form, content_type="multipart/form-data")


def confirm(browser: Browser, slug: str, page: BeautifulSoup) -> Any:
    """Press the button under what the file would do."""
    return browser.post(f"/sistem/{slug}/impor/", form_of(page, CONFIRM), content_type="multipart/form-data")


def filter_of(page: BeautifulSoup, label: str) -> Tag:
    """The select of a list's filter by its label."""
    (found,) = [
        page.find(id=one["for"]) for one in page.select(".list-filters label") if one.get_text(strip=True) == label
    ]
    assert isinstance(found, Tag) and found.name == "select"
    return found


def loads(world: World) -> list[ReferenceLoad]:
    with Session(world.engine) as session:
        return list(session.scalars(select(ReferenceLoad).where(ReferenceLoad.shipped.is_(False))))


@EACH
def test_a_file_is_loaded_in_two_steps(table: type[ReferenceTable], world: World) -> None:
    administrator = world.of("administrator")
    assert "Impor berkas" in words(administrator.get(f"/sistem/{table.slug}/"))
    answer = send(administrator, table.slug, text_of(table, GOOD[table.key]).encode())
    assert answer.status_code == 200 and faults(answer) == {}
    page = read(answer)
    assert "Hasil pemeriksaan contoh.tsv" in words(page) and "Sumber: Contoh" in words(page)
    tiles = {tile.select_one(".stat-word").text: tile.select_one(".stat-number").text for tile in page.select(".stat")}
    assert (tiles["baris dibaca"], tiles["baru"], tiles["berubah"]) == ("2", "2", "0")
    assert loads(world) == [], "nothing is loaded before it is confirmed"
    assert confirm(administrator, table.slug, page).status_code == 302
    (load,) = loads(world)
    assert (load.table_key, load.added, load.source, load.file_name) == (table.key, 2, "Contoh", "contoh.tsv")
    shown = words(administrator.get(f"/sistem/{table.slug}/"))
    assert "dimuat: 2 baru" in shown and "Contoh" in shown
    again = send(administrator, table.slug, text_of(table, GOOD[table.key]).encode())
    assert "Tidak ada yang berubah" in words(again) and not read(again).select(CONFIRM)


def test_faults_are_told_by_cell_and_nothing_can_be_confirmed(shared_world: World) -> None:
    administrator = shared_world.of("administrator")
    answer = send(administrator, "negara", b"code,name\nXX,Contoh\nxy,\n", "salah.csv", source="Contoh")
    page = read(answer)
    rows = [[cell.get_text(strip=True) for cell in row.select("td")] for row in page.select("main table tbody tr")]
    assert [row[:3] for row in rows] == [["3", "Kode", "xy"], ["3", "Nama", "(kosong)"]]
    assert not page.select(CONFIRM)
    forged = {"confirmed": "0" * 64, "source": "Contoh"}
    administrator.post("/sistem/negara/impor/", forged, content_type="multipart/form-data")
    assert loads(shared_world) == []


def test_a_file_must_be_chosen_and_name_its_source(shared_world: World) -> None:
    administrator = shared_world.of("administrator")
    administrator.get("/sistem/negara/impor/")
    empty = administrator.post("/sistem/negara/impor/", {"source": "x"}, content_type="multipart/form-data")
    assert set(faults(empty)) == {"file"}
    unsaid = send(administrator, "negara", b"code,name\nXX,Contoh\n", "a.csv")
    assert "Sebutkan sumber data ini." in words(unsaid)
    kept = administrator.post("/sistem/negara/impor/", {"source": "Contoh"}, content_type="multipart/form-data")
    assert "Hasil pemeriksaan a.csv" in words(kept), "the file is kept while the rest is put right"


@pytest.mark.parametrize("kind", ["bomb", "macros", "entities", "PDF", "NUL in a text", "truncated", "web page"])
def test_hostile_files_are_refused_at_the_field(kind: str, shared_world: World) -> None:
    name, content = hostile_tables()[kind]
    answer = send(shared_world.of("administrator"), "negara", content, name, source="Contoh")
    assert answer.status_code == 200
    assert set(faults(answer)) == {"file"}


def test_an_unreadable_table_is_told_at_the_field(shared_world: World) -> None:
    answer = send(shared_world.of("administrator"), "negara", b"# kosong\n", "a.csv", source="Contoh")
    assert set(faults(answer)) == {"file"}


def test_an_edition_is_named_by_whoever_loads_it(world: World) -> None:
    administrator = world.of("administrator")
    content = "Kode;Judul\n10110;Judul Baru\n".encode("utf-8-sig")
    page = read(send(administrator, "kbli", content, "kbli.csv", version="2025", source="Peraturan BPS 7/2025"))
    assert "Versi: 2025" in words(page)
    assert confirm(administrator, "kbli", page).status_code == 302
    with Session(world.engine) as session:
        assert session.get_one(Kbli, (2025, "10110")).title == "Judul Baru"
    narrowed = f"/sistem/kbli/?{filter_of(read(administrator.get('/sistem/kbli/')), 'Versi')['name']}=2025"
    assert "1 KBLI" in words(administrator.get(narrowed))
    taken = administrator.get("/sistem/kbli/berkas/?version=2025").get_data(as_text=True)
    assert taken == "# KBLI\n# Source: Peraturan BPS 7/2025\n# Version: 2025\ncode\ttitle\n10110\tJudul Baru\n"
    assert administrator.get("/sistem/kbli/berkas/?version=1999").status_code == 404
    setting = administrator.page("/sistem/setelan/ubah/kbli_version/")
    assert {option["value"] for option in setting.select("select option")} == {"", "2020", "2025"}
    assert administrator.post("/sistem/setelan/ubah/kbli_version/", {"seen": "0", "value": "2030"}).status_code == 200
    assert administrator.post("/sistem/setelan/ubah/kbli_version/", {"seen": "0", "value": "2025"}).status_code == 302
    assert "KBLI 2025" in words(administrator.get("/sistem/setelan/"))


@EACH
def test_what_the_screen_gives_can_be_loaded_again(table: type[ReferenceTable], shared_world: World) -> None:
    """The lists as CSV and XLSX with their headings and words, and the project's own format."""
    administrator = shared_world.of("administrator")
    for address, name in (("export/csv/", "a.csv"), ("export/xlsx/", "a.xlsx"), ("berkas/", "a.tsv")):
        content = administrator.get(f"/sistem/{table.slug}/{address}").get_data()
        if name == "a.tsv":
            page = read(send(administrator, table.slug, content, name, source="Contoh"))
        else:
            page = read(send(administrator, table.slug, without_computed(table, content, name), name, source="Contoh"))
        if "belum dapat dimuat" in words(page):
            assert "tidak memuat satu baris pun" in words(page), words(page)
        else:
            assert "Tidak ada yang berubah" in words(page), f"{address}: {words(page)[-600:]}"


def without_computed(table: type[ReferenceTable], content: bytes, name: str) -> bytes:
    """The columns that a file may have: a person deletes those that follow from others."""
    computed = [at for at, field in enumerate(table.fields.values()) if field.computed]
    if not computed:
        return content
    if name.endswith(".csv"):
        lines = [line.split(",") for line in content.decode("utf-8-sig").splitlines()]
        kept = [[cell for at, cell in enumerate(line) if at not in computed] for line in lines]
        return "\n".join(",".join(line) for line in kept).encode()
    book = openpyxl.load_workbook(io.BytesIO(content))
    for at in reversed(computed):
        book.active.delete_cols(at + 1)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_factor_is_edited_and_the_row_is_marked(world: World) -> None:
    administrator, address = world.of("administrator"), "/sistem/satuan/edit/?id=LTR"
    page = administrator.page(address)
    assert "liter" in words(page) and page.select_one("[name=kg_factor]") is not None
    form = form_of(page) | {"kg_factor": "0,95"}
    assert administrator.post(address, form).status_code == 302
    stale = administrator.post(address, form)
    assert stale.status_code == 200 and "lain" in words(stale)
    bad = administrator.post(address, form_of(administrator.page(address)) | {"kg_factor": "0"})
    assert "kg_factor" in faults(bad)
    with Session(world.engine) as session:
        unit = session.get_one(Unit, "LTR")
        assert (unit.kg_factor, unit.edited_at is not None) == (Decimal("0.95"), True)
        entry = session.scalars(select(JournalEntry).where(JournalEntry.act == "reference.unit.changed")).one()
        assert (entry.before["kg_factor"], entry.after["kg_factor"]) == (None, "0.95000000") or entry.after
    shown = words(administrator.get("/sistem/satuan/?search=LTR"))
    assert "0,95" in shown and "Diubah dengan tangan" in shown
    journal = words(world.of("auditor").get(f"/sistem/jurnal/details/?id={entry.seq}"))
    assert "Satuan diubah" in journal and "Kilogram" in journal and "0,95" in journal


def test_a_risk_is_added_edited_ended_and_brought_back(world: World) -> None:
    administrator = world.of("administrator")
    form = form_of(administrator.page("/sistem/risiko-kbli/new/"))
    assert form["version"] == "2020"
    given = form | {"code": "10110", "scale": "kecil", "risk": "MR", "source": "Lampiran contoh"}
    assert administrator.post("/sistem/risiko-kbli/new/", given).status_code == 302
    twice = administrator.post("/sistem/risiko-kbli/new/", given)
    assert twice.status_code == 200 and "sudah ada" in words(twice)
    with Session(world.engine) as session:
        risk = session.scalars(select(KbliRisk).where(KbliRisk.code == "10110")).one()
        assert (risk.licence, risk.parameter, risk.scale) == ("nib_ss", "", "kecil")
    address = f"/sistem/risiko-kbli/edit/?id={risk.id}"
    changed = form_of(administrator.page(address)) | {"risk": "T", "licence": ""}
    assert administrator.post(address, changed).status_code == 302
    with Session(world.engine) as session:
        assert session.get_one(KbliRisk, risk.id).licence == "izin"

    def press() -> None:
        page = administrator.page("/sistem/risiko-kbli/?search=10110")
        form = form_of(page, 'main form[action$="/berlaku/"]')
        assert administrator.post("/sistem/risiko-kbli/berlaku/", form).status_code == 302

    press()
    assert "Tidak berlaku" in words(administrator.get("/sistem/risiko-kbli/?search=10110"))
    refused = administrator.post("/sistem/risiko-kbli/new/", given)
    assert "berlakukan kembali" in words(refused)
    press()
    with Session(world.engine) as session:
        assert session.get_one(KbliRisk, risk.id).retired_on is None


def test_a_rule_moves_the_companies_that_it_is_about(world: World) -> None:
    administrator = world.of("administrator")
    with Session(world.engine) as session:
        line = session.scalars(
            select(BusinessLine).where(BusinessLine.is_main, BusinessLine.establishment_id == world.a.establishment_id)
        ).one()
        before = session.get_one(Establishment, line.establishment_id).directorate
        assert before != "ILOG"
    form = form_of(administrator.page("/sistem/pembina-kbli/new/"))
    given = form | {"kbli_prefix": line.kbli_code, "directorate_code": "ILOG"}
    assert administrator.post("/sistem/pembina-kbli/new/", given).status_code == 302
    with Session(world.engine) as session:
        assert session.get_one(DirectorateRule, line.kbli_code).edited_at is not None
        assert session.get_one(Establishment, line.establishment_id).directorate == "ILOG"
        assert session.get_one(BusinessLine, line.id).directorate == "ILOG"
        moved = session.scalars(select(JournalEntry).where(JournalEntry.act == "reference.companies_reassigned")).one()
        assert moved.after["companies"] >= 1


def test_a_company_reads_what_the_tables_say_of_its_lines(world: World) -> None:
    administrator, owner = world.of("administrator"), world.of("owner")
    assert "Tabel risiko" not in words(owner.get("/perusahaan/bidang-usaha/"))
    given = {"version": "2020", "code": world.a.kbli, "scale": "", "parameter": "", "risk": "T", "licence": ""}
    assert administrator.post("/sistem/risiko-kbli/new/", given).status_code == 302
    with Session(world.engine) as session:
        session.add(
            KbliMapping(old_version=2020, old_code=world.a.kbli, new_version=2025, new_code="10438", kind="sama")
        )
        session.commit()
    told = words(owner.get("/perusahaan/bidang-usaha/"))
    assert "Tabel risiko: Tinggi (T)" in told
    assert "2020 2025: 10438" in told


def test_auditors_read_and_change_nothing(shared_world: World) -> None:
    auditor = shared_world.of("auditor")
    page = read(auditor.get("/sistem/satuan/"))
    assert "Impor berkas" not in words(page) and not page.select('main form[method="post"]')
    assert "Unduh TSV" in words(page)
    assert auditor.get("/sistem/satuan/edit/?id=LTR").status_code == 403
    assert auditor.get("/sistem/satuan/impor/").status_code == 403


@pytest.mark.parametrize("id_", ["ZZZ", "2020,10110", "-1", "9" * 40])
def test_rows_that_are_not_there(id_: str, shared_world: World) -> None:
    administrator = shared_world.of("administrator")
    for slug in ("satuan", "risiko-kbli", "kbli", "wilayah"):
        assert administrator.get(f"/sistem/{slug}/edit/?id={id_}").status_code == 404


def test_lists_are_narrowed_by_edition_source_and_state(world_on_each: World) -> None:
    auditor = world_on_each.of("auditor")

    assert "475 KBLI" in words(auditor.get("/sistem/kbli/"))
    version = filter_of(read(auditor.get("/sistem/kbli/")), "Versi")["name"]
    assert "475 KBLI" in words(auditor.get(f"/sistem/kbli/?{version}=2020"))
    for odd in ("abc", "2025", "9" * 30, "0", "-1"):
        assert "475 KBLI" not in words(auditor.get(f"/sistem/kbli/?{version}={odd}"))
    page = read(auditor.get("/sistem/satuan/"))
    source = filter_of(page, "Sumber")
    shipped, by_hand = [option["value"] for option in source.select("option")][1:]
    name = source["name"]
    assert "78 satuan" in words(auditor.get(f"/sistem/satuan/?{name}={shipped}"))
    for other in (by_hand, "abc", "9" * 30):
        assert "78 satuan" not in words(auditor.get(f"/sistem/satuan/?{name}={other}"))
    state = filter_of(page, "Keadaan")["name"]
    assert "78 satuan" in words(auditor.get(f"/sistem/satuan/?{state}=valid"))
    for empty in ("ended", "edited"):
        assert "78 satuan" not in words(auditor.get(f"/sistem/satuan/?{state}={empty}"))
    assert "1 risiko" in words(auditor.get("/sistem/risiko-kbli/?search=25111"))


def test_the_lists_stand_under_a_heading_of_their_own(shared_world: World) -> None:
    page = read(shared_world.of("auditor").get("/sistem/wilayah/"))
    headings = [heading.get_text(strip=True) for heading in page.select(".side-heading")]
    assert "Data Rujukan" in headings and "Sistem" in headings
    assert "7.837" in words(page) or "7.285" in words(page)
    level = filter_of(page, "Tingkat")["name"]
    narrowed = read(shared_world.of("auditor").get(f"/sistem/wilayah/?{level}=province"))
    assert "38 wilayah" in words(narrowed)
