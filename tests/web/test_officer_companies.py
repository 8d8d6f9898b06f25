"""The officers' page of a company: its documents open beside its data, and every look is in the journal."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select
from sqlalchemy.orm import Session

from siinas.models import CompanyDocument, Establishment, JournalEntry, Kbli
from siinas.process.roles import Role
from tests.factories import make_officer
from tests.web.world import Browser, World, words

LOOKS = ("company.viewed", "file.viewed", "file.downloaded")


def looks(world: World) -> list[tuple[str, str, Any]]:
    """The looks in the journal: act, who, what."""
    with Session(world.engine) as session:
        rows = session.scalars(select(JournalEntry).where(JournalEntry.act.in_(LOOKS)).order_by(JournalEntry.seq))
        return [(row.act, row.actor_name, row.after.get("file") or row.object_id) for row in rows]


def approved_company(world: World, directorate: str = "IMHLP") -> int:
    """The establishment that came of the approved registration, now of a directorate."""
    made: int = world.case(world.registrations["approved"], lambda case: case.establishment_id)
    with Session(world.engine) as session:
        session.get_one(Establishment, made).directorate = directorate
        session.commit()
    return made


def details(establishment_id: int) -> str:
    return f"/petugas/perusahaan/details/?id={establishment_id}"


def open_document(browser: Browser, page: BeautifulSoup, title: str) -> BeautifulSoup:
    """Follow the link that leads to a document."""
    row = next(row for row in page.select("#dokumen tbody tr") if title in words(row))
    return browser.page(str(row.select_one("a")["href"]))


@pytest.mark.parametrize("role", ["verifier", "validator", "front_desk", "supervisor", "auditor"])
def test_the_nib_of_an_approved_company_opens(shared_world: World, role: str) -> None:
    browser = shared_world.of(role)
    page = browser.page(details(approved_company(shared_world)))
    assert page.select_one(".document") is None, "no document is open before one is chosen"
    opened = open_document(browser, page, "NIB OSS-RBA")
    shown = opened.select_one(".review-documents .document")
    assert shown is not None
    assert shown.parent is not None and shown.parent["id"] == "berkas", "where the link leads, on a phone too"
    pictures = [str(image["src"]) for image in shown.select("img")]
    assert pictures
    assert browser.get(pictures[0]).data.startswith(b"\x89PNG")
    assert browser.get(str(shown.select_one("a")["href"])).data.startswith(b"%PDF")
    assert opened.select_one("#dokumen a[aria-current=true]") is not None


def test_business_lines_are_told_with_their_titles(shared_world: World) -> None:
    world = shared_world
    with Session(world.engine) as session:
        title = session.get_one(Kbli, (2020, world.a.kbli)).title
    page = world.of("front_desk").page(details(world.a.establishment_id))
    assert f"{world.a.kbli} — {title}" in words(page)


def test_it_stays_closed_to_another_directorate(shared_world: World) -> None:
    own = approved_company(shared_world)
    with Session(shared_world.engine) as session:
        elsewhere = make_officer(session, Role.VERIFIER, directorate="ILOG")
        here = make_officer(session, Role.VERIFIER, directorate="IMHLP")
        document = session.scalars(select(CompanyDocument).where(CompanyDocument.establishment_id == own)).first()
        assert document is not None
        file, number = document.attachment.public_id, document.number
    for officer, status in ((elsewhere, 404), (here, 200)):
        browser = shared_world.browser(officer)
        for address in (details(own), f"/berkas/{file}", f"/berkas/{file}/halaman/1.png"):
            assert browser.get(address).status_code == status, address
        listed = browser.get(f"/petugas/perusahaan/?search={number}").text
        assert (f"details/?id={own}" in listed) is (status == 200)
        assert (number in browser.get("/petugas/perusahaan/export/csv/").text) is (status == 200)


def test_documents_are_told_with_number_dates_and_validity(world: World) -> None:
    (first, second, *_rest) = world.a.records["company_document"]
    with Session(world.engine) as session:
        over = session.get_one(CompanyDocument, second)
        over.valid_until = world.clock.now.date().replace(day=1)
        number = over.number
        session.commit()
    page = world.of("verifier").page(details(world.a.establishment_id))
    rows = [words(row) for row in page.select("#dokumen tbody tr")]
    assert len(rows) == len(world.a.records["company_document"])
    assert "Akta pendirian / akta perusahaan" in rows[0]
    assert "9 Agustus 2021" in rows[0]
    assert "Selama usaha berjalan" in rows[0]
    assert "Penerbit KANARI-A" in rows[0]
    assert number in rows[1]
    assert "1 Oktober 2026 Berakhir 5 hari lalu" in rows[1]
    links = [str(link["href"]) for link in page.select("#dokumen tbody a")]
    assert links[0].endswith(f"dokumen={first}#berkas")


def test_an_administrator_reads_the_data_and_opens_no_file(shared_world: World) -> None:
    browser, a = shared_world.of("administrator"), shared_world.a
    page = browser.page(details(a.establishment_id))
    assert len(page.select("#dokumen tbody tr")) == len(a.records["company_document"])
    assert page.select("#dokumen a") == []
    document = a.records["company_document"][0]
    assert browser.get(f"{details(a.establishment_id)}&dokumen={document}").status_code == 404
    assert browser.get(f"/berkas/{shared_world.files['nib']}").status_code == 404


@pytest.mark.parametrize("wanted", ["0", "-1", "abc", "", "9" * 5000, "2²"])
def test_a_document_that_is_none(shared_world: World, wanted: str) -> None:
    address = f"{details(shared_world.a.establishment_id)}&dokumen={wanted}"
    assert shared_world.of("verifier").get(address).status_code == 404


# The journal of looks


def test_looks_of_officers_are_noted_once_an_hour(world: World) -> None:
    browser, a = world.of("verifier"), world.a
    name = world.people["verifier"].actor.name
    company, picture = details(a.establishment_id), f"/berkas/{world.files['nib']}/halaman/1.png"
    for _again in range(3):
        assert browser.get(company).status_code == 200
        assert browser.get(picture).status_code == 200
    seen = [("company.viewed", name, str(a.establishment_id)), ("file.viewed", name, "nib KANARI-A.pdf")]
    assert looks(world) == seen
    other = world.of("validator")
    assert other.get(company).status_code == 200
    seen.append(("company.viewed", world.people["validator"].actor.name, str(a.establishment_id)))
    assert looks(world) == seen
    world.clock.move(minutes=61)
    again = world.browser(world.people["verifier"])
    assert again.get(company).status_code == 200
    assert again.get(picture).status_code == 200
    assert looks(world) == [*seen, seen[0], seen[1]]


def test_every_download_of_an_officer_is_noted(world: World) -> None:
    browser, address = world.of("auditor"), f"/berkas/{world.files['npwp']}"
    for _again in range(2):
        assert browser.get(address).status_code == 200
    name = world.people["auditor"].actor.name
    assert looks(world) == [("file.downloaded", name, "npwp KANARI-A.pdf")] * 2


def test_what_stays_unseen_and_what_is_ones_own_is_not_noted(world: World) -> None:
    draft = world.case(world.reports["ready"], lambda case: case.statement.public_id)
    for browser, address, status in (
        (world.of("owner"), f"/berkas/{world.files['nib']}", 200),
        (world.of("owner"), f"/berkas/{world.files['nib']}/halaman/1.png", 200),
        (world.of("verifier"), f"/berkas/{draft}", 404),
        (world.of("verifier"), details(99_999), 404),
        (world.of("verifier"), f"/berkas/{world.files['nib']}/halaman/99.png", 404),
    ):
        assert browser.get(address).status_code == status
    assert looks(world) == []


def test_the_journal_tells_looks_in_words(world: World) -> None:
    browser = world.of("verifier")
    browser.get(details(world.a.establishment_id))
    browser.get(f"/berkas/{world.files['nib']}")
    told = words(world.of("auditor").page("/sistem/jurnal/"))
    assert "Data perusahaan dilihat petugas" in told
    assert "Berkas diunduh petugas" in told
    assert "Berkas nib KANARI-A.pdf" in told
