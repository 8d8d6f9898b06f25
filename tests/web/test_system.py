"""What auditors and administrators read: the journal in words, settings with their units, how the chain is proved."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from siinas.models import JournalEntry, Setting
from siinas.operations.work import Services
from tests.conftest import Clock
from tests.web.pages import faults
from tests.web.world import Browser, World, read, running_portal


def entry_of(world: World, act: str, **which: object) -> JournalEntry:
    """The newest entry of an act."""
    with Session(world.engine) as session:
        query = select(JournalEntry).where(JournalEntry.act == act).filter_by(**which)
        return session.scalars(query.order_by(JournalEntry.seq.desc())).all()[0]


def details(world: World, entry: JournalEntry, role: str = "auditor") -> BeautifulSoup:
    """The page of an entry."""
    answer = world.of(role).get(f"/sistem/jurnal/details/?id={entry.seq}")
    assert answer.status_code == 200
    return read(answer)


def lines(page: BeautifulSoup) -> dict[str, tuple[str, str]]:
    """Label to (before, after), as they stand in the table."""
    rows = [[cell.get_text(" ", strip=True) for cell in row.select("td")] for row in page.select(".journal-lines tr")]
    return {row[0]: (row[1], row[2]) for row in rows if row}


def test_the_list_tells_who_did_what_to_what(shared_world: World) -> None:
    page = read(shared_world.of("auditor").get("/sistem/jurnal/?search=KANARI-A"))
    headings = [cell.get_text(strip=True) for cell in page.select("main thead th")]
    assert headings == ["Waktu", "Oleh", "Tindakan", "Tentang", "Tindakan"]
    rows = [[cell.get_text(" ", strip=True) for cell in row.select("td")] for row in page.select("main tbody tr")]
    assert rows
    text = " ".join(" ".join(row) for row in rows)
    assert "Laporan LP-" in text
    assert not re.search(r"[{}]|case\.|company\.|establishment|_id\b", text)


def test_a_case_is_found_by_its_number(world: World) -> None:
    number = world.case(world.reports["verification"], lambda case: case.number)
    page = read(world.of("auditor").get(f"/sistem/jurnal/?search={number}"))
    rows = page.select("main tbody tr")
    assert rows
    assert all(number in row.get_text() for row in rows)


def test_the_list_is_narrowed_to_one_act(shared_world: World) -> None:
    page = read(shared_world.of("auditor").get("/sistem/jurnal/"))
    choice = page.select_one("main select")
    assert choice is not None
    options = {option["value"]: option.get_text() for option in choice.select("option")}
    assert options["case.opened"] == "Konsep dibuat"
    page = read(shared_world.of("auditor").get(f"/sistem/jurnal/?{choice['name']}=case.opened"))
    acts = {row.select("td")[2].get_text(strip=True) for row in page.select("main tbody tr")}
    assert acts == {"Konsep dibuat"}


@pytest.mark.parametrize("role", ["auditor", "administrator"])
def test_a_move_shows_states_by_their_labels(shared_world: World, role: str) -> None:
    entry = entry_of(shared_world, "case.send")
    page = details(shared_world, entry, role)
    assert page.select_one("h1").get_text(strip=True) == "Kirim laporan"
    shown = lines(page)
    assert shown["Status"][1] == "Diproses — Verifikator"
    assert shown["Nomor"] == ("–", entry.after["number"])
    assert entry.after["number"] in page.select_one("main dl").get_text()


def test_company_data_shows_labels_and_words(world: World) -> None:
    owner = world.of("owner")
    page = owner.page("/perusahaan/contact-person/new/")
    form = {"name": "Tuti Contoh", "position": "Staf", "mobile": "0812 0000 0001", "email": "tuti@contoh.example.test"}
    answer = owner.post("/perusahaan/contact-person/new/", form | {"is_main": "tidak"})
    assert page and answer.status_code == 302, faults(answer)
    shown = lines(details(world, entry_of(world, "company.contact-person.added")))
    assert shown["Nama"] == ("–", "Tuti Contoh")
    assert shown["No. HP / WhatsApp"] == ("–", "0812 0000 0001")
    assert shown["Kontak utama"] == ("–", "Tidak")
    assert not {"id", "establishment_id", "is_main"} & set(shown)


def test_rows_of_a_table_are_told_one_by_one(shared_world: World) -> None:
    with Session(shared_world.engine) as session:
        query = select(JournalEntry).where(JournalEntry.act == "case.page_saved")
        entries = [entry for entry in session.scalars(query) if "production_lines" in entry.after]
    page = details(shared_world, entries[0])
    groups = [row.get_text(strip=True) for row in page.select(".journal-group")]
    assert any(re.search(r": baris 1, .+\(baru\)$", group) for group in groups), groups
    assert lines(page)["Halaman"][1] == "Produksi dan Penjualan"


def test_the_entry_as_it_was_written_stays_at_hand(shared_world: World) -> None:
    entry = entry_of(shared_world, "case.send")
    written = details(shared_world, entry).select_one("details.journal-written")
    assert written is not None
    assert "Catatan asli" in written.select_one("summary").get_text()
    text = written.get_text()
    assert entry.hash in text and entry.previous_hash in text and str(entry.seq) in text
    assert json.loads(written.select_one("pre").get_text()) == {"before": entry.before, "after": entry.after}


def test_every_entry_can_be_read(shared_world: World) -> None:
    with Session(shared_world.engine) as session:
        query = select(JournalEntry).order_by(JournalEntry.seq)
        numbers = {entry.act: entry.seq for entry in session.scalars(query)}
    auditor = shared_world.of("auditor")
    for seq in numbers.values():
        page = read(auditor.get(f"/sistem/jurnal/details/?id={seq}"))
        for label, values in lines(page).items():
            assert not re.fullmatch(r"[a-z]+(_[a-z0-9]+)+", label), f"{seq}: {label}"
            assert not any(re.search(r"[{}\[\]]|None|True|False|\d{4}-\d\d-\d\d", value) for value in values), values


def test_a_setting_is_told_in_words_with_its_default(world: World) -> None:
    administrator = world.of("administrator")
    assert administrator.post("/sistem/setelan/ubah/export_rows/", {"seen": "0", "value": "25000"}).status_code == 302
    assert administrator.post("/sistem/setelan/ubah/tell_officers/", {"seen": "0", "value": "tidak"}).status_code == 302
    assert (
        administrator.post("/sistem/setelan/ubah/initial_password_days/", {"seen": "0", "value": "0"}).status_code
        == 302
    )
    page = read(administrator.get("/sistem/setelan/"))
    rows = [[cell.get_text(" ", strip=True) for cell in row.select("td")] for row in page.select("main tbody tr")]
    shown = {row[0]: row[1:3] for row in rows}
    assert shown["Baris paling banyak dalam satu unduhan"] == ["25.000 baris Diubah", "100.000 baris"]
    told = next(value for label, value in shown.items() if label.startswith("Surat elektronik kepada petugas"))
    assert told == ["Tidak Diubah", "Ya"]
    days = next(value for label, value in shown.items() if label.startswith("Masa berlaku kata sandi awal"))
    assert days == ["tidak berakhir Diubah", "7 hari"]
    with Session(world.engine) as session:
        assert session.get_one(Setting, "tell_officers").value == "0"
    recorded = lines(details(world, entry_of(world, "setting.changed")))
    assert recorded == {"Masa berlaku kata sandi awal": ("7 hari", "tidak berakhir")}


def test_the_form_of_a_setting_keeps_what_was_typed(world: World) -> None:
    administrator = world.of("administrator")
    answer = administrator.post("/sistem/setelan/ubah/export_rows/", {"seen": "0", "value": "seribu"})
    assert answer.status_code == 200
    assert faults(answer)
    page = read(answer)
    assert page.select_one("input[name=value]")["value"] == "seribu"
    assert "Bawaan: 100.000 baris" in page.get_text()
    text = "Kami menyatakan {yang_tidak_ada}."
    answer = administrator.post("/sistem/setelan/ubah/letter.laporan-produksi.statement/", {"seen": "0", "value": text})
    assert "Kutipan tidak dikenal" in faults(answer)["value"]
    assert read(answer).select_one("textarea[name=value]").get_text().strip() == text


def test_the_state_of_the_system_says_who_proves_the_journal(shared_world: World) -> None:
    page = read(shared_world.of("auditor").get("/sistem/"))
    assert page.select_one("main code").get_text() == ".venv/bin/flask --app app journal verify"
    assert "Pengelola server menjalankan perintah berikut" in page.get_text()


def test_the_account_says_what_one_can_do(shared_world: World) -> None:
    page = read(shared_world.of("owner").get("/akun"))
    tasks = [link.get_text(strip=True) for link in page.select(".tasks a")]
    assert tasks == ["Ganti kata sandi", "Ganti e-mail", "Ubah data perusahaan", "Kembali ke beranda"]
    tasks = [link.get_text(strip=True) for link in read(shared_world.of("verifier").get("/akun")).select(".tasks a")]
    assert tasks == ["Ganti kata sandi", "Ganti e-mail", "Kembali ke beranda"]


@pytest.fixture
def demo(sqlite_engine: Engine, surroundings: Services, clock: Clock) -> Iterator[Flask]:
    """The portal as a demo, whose mailbox is a folder."""
    with running_portal(sqlite_engine, surroundings, clock, demo=True) as app:
        yield app


def test_the_demo_mailbox_tells_when_to_whom_and_what(demo: Flask) -> None:
    browser, folder = Browser(demo.test_client()), demo.extensions["siinas"].configuration.mailbox
    page = read(browser.get("/kotak-surat-demo"))
    assert "Belum ada surat" in page.get_text()
    folder.mkdir(parents=True)
    for hour, subject in ((3, "Yang pertama"), (5, "Yang kedua")):
        message = EmailMessage()
        message["To"], message["Subject"] = "surat@contoh.example.test", subject
        message["Date"] = datetime(2026, 11, 22, hour, 5, tzinfo=UTC)
        message.set_content("Isi surat.")
        (folder / f"20261122T0{hour}0500000000.eml").write_bytes(message.as_bytes())
    rows = read(browser.get("/kotak-surat-demo")).select("main tbody tr")
    assert [[cell.get_text(strip=True) for cell in row.select("td")] for row in rows] == [
        ["Yang kedua", "surat@contoh.example.test", "22 November 2026 pukul 12.05 WIB"],
        ["Yang pertama", "surat@contoh.example.test", "22 November 2026 pukul 10.05 WIB"],
    ]
    page = read(browser.get(rows[0].select_one("a")["href"]))
    assert "22 November 2026 pukul 12.05 WIB" in page.get_text()
    assert "Isi surat." in page.get_text()
