"""The page on which a company compares its NIB with its records."""

from __future__ import annotations

import io

from sqlalchemy.orm import Session

from siinas.documents.sample_papers import sample_nib, sample_paper
from siinas.models import CompanyDocument, Establishment
from tests.web.pages import form_of
from tests.web.world import World, read, words

PAGE = "/perusahaan/nib/"


def with_file(world: World, content: bytes) -> None:
    """Give company A's NIB these bytes, through the page of its documents."""
    (_deed, nib, *_rest) = world.a.records["company_document"]
    browser = world.of("owner")
    address = f"/perusahaan/dokumen/edit/?id={nib}"
    form = form_of(browser.page(address)) | {"file": (io.BytesIO(content), "nib.pdf")}
    assert browser.post(address, form).status_code == 302
    with Session(world.engine) as session:
        assert session.get_one(CompanyDocument, nib).attachment.pages > 0


def test_what_is_ticked_is_taken_over_and_nothing_else(world: World) -> None:
    with_file(world, sample_nib(nib=world.a.nib, name=world.a.name, phone="0341 5550177", scale="Kecil"))
    browser = world.of("staff")
    page = browser.page(PAGE)
    assert "Terbaca ragu" not in words(page)
    boxes = {str(box["value"]) for box in page.select("input[name=pakai]")}
    assert {"phone", "business_scale", "office_address"} <= boxes
    assert page.select("input[name=pakai][checked]") == [], "nothing is chosen for the person"
    version = form_of(page)["version"]
    all_of_them = read(browser.post(PAGE, {"version": version, "_semua": "1"}))
    assert {str(box["value"]) for box in all_of_them.select("input[name=pakai][checked]")} == boxes
    answer = browser.post(PAGE, {"version": version, "pakai": "business_scale"}, follow_redirects=True)
    assert "1 nilai dari NIB dipakai" in words(answer)
    with Session(world.engine) as session:
        row = session.get_one(Establishment, world.a.establishment_id)
        assert (row.business_scale, row.phone) == ("Kecil", "0315550100")
    assert "business_scale" not in {str(box["value"]) for box in browser.page(PAGE).select("input[name=pakai]")}
    assert "Pilih dahulu" in words(browser.post(PAGE, {"version": form_of(browser.page(PAGE))["version"]}))


def test_a_scan_says_so_and_leads_to_the_forms(world: World) -> None:
    with_file(world, sample_paper("-", []))
    page = world.of("owner").page(PAGE)
    assert "tidak memiliki teks yang dapat dibaca" in words(page)
    assert page.select("input[name=pakai]") == []
    assert page.find("a", href="/perusahaan/bidang-usaha/") is not None


def test_anothers_nib_is_refused(world: World) -> None:
    with_file(world, sample_nib(nib="9120000999999"))
    page = world.of("owner").page(PAGE)
    assert "bukan milik perusahaan ini" in words(page)
    assert page.select("input[name=pakai]") == []


def test_without_a_nib_the_page_says_what_to_do(world: World) -> None:
    with Session(world.engine) as session:
        for row in session.query(CompanyDocument).filter_by(doc_type="nib"):
            row.removed_at = world.clock.now
        session.commit()
    page = world.of("owner").page(PAGE)
    assert page.find("a", href="/perusahaan/dokumen/new/") is not None
