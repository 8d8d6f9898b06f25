"""A Sertifikat Standar or Izin is read beside its form: proposals that the person takes over, never by themselves."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select
from sqlalchemy.orm import Session

from siinas.documents.sample_papers import sample_licence, sample_paper
from siinas.models import CompanyDocument
from tests.conftest import MakeWork
from tests.documents.licence_samples import make_licence_sample, scanned_licence
from tests.factories import Company
from tests.web.world import Browser, read, words

NEW = "/perusahaan/dokumen/new/"
TYPED = {"doc_type": "sertifikat_standar", "issued_on": "2021-08-23", "validity": "business"}


@pytest.fixture
def owner(company: Company, browser: Callable[..., Browser]) -> Browser:
    """The company's owner, signed in."""
    return browser(company.owner)


def own_paper(company: Company, **more: Any) -> bytes:
    """A Sertifikat Standar of the company."""
    facts: dict[str, Any] = {"nib": company.nib, "number": f"{company.nib}0001", "kbli": company.kbli}
    return sample_licence(**(facts | more))


def post(owner: Browser, content: bytes | None, **data: Any) -> BeautifulSoup:
    """Post the form of a new document; the page that comes back."""
    if content is not None:
        data["file"] = (io.BytesIO(content), "ss.pdf")
    answer = owner.post(NEW, data)
    assert answer.status_code == 200, answer.status
    return read(answer)


def value(page: BeautifulSoup, name: str) -> str:
    """What a field of the form holds."""
    field = page.select_one(f"#record-form [name={name}]")
    assert field is not None, name
    chosen = field.select_one("option[selected]")
    return str(chosen["value"]) if chosen else str(field.get("value", ""))


def kept(works_here: MakeWork, number: str) -> list[CompanyDocument]:
    with Session(works_here().session.get_bind()) as session:
        return list(session.scalars(select(CompanyDocument).where(CompanyDocument.number == number)).unique())


def test_read_take_over_save(works_here: MakeWork, company: Company, owner: Browser) -> None:
    number = f"{company.nib}0001"
    page = post(owner, own_paper(company), doc_type="sertifikat_standar", _read="1")
    panel = page.select_one("section.reading")
    assert panel is not None
    assert number in words(panel)
    assert "Belum terverifikasi" in words(panel)
    assert page.select(".field-error") == [], "nothing is complained about before saving"
    assert value(page, "number") == "", "nothing is taken over by itself"
    assert "ss.pdf" in words(page.select_one(".stored-file"))
    took = [str(box["value"]) for box in panel.select("input[name=take]")]
    assert took == ["doc_type", "number", "issued_on", "validity", "kbli_code", "legality"]
    page = post(owner, None, doc_type="sertifikat_standar", take=took, _apply="1")
    assert [value(page, key) for key in ("number", "issued_on", "validity", "kbli_code", "legality")] == [
        number,
        "2021-08-23",
        "business",
        company.kbli,
        "unverified",
    ]
    assert kept(works_here, number) == [], "nothing is saved before Simpan"
    seen = value(page, "doc_type"), page.select_one("input[name=seen]")
    assert seen[1] is not None
    answer = owner.post(
        NEW, TYPED | {"number": number, "kbli_code": company.kbli, "legality": "unverified", "seen": seen[1]["value"]}
    )
    assert answer.status_code == 302
    (row,) = kept(works_here, number)
    assert (row.kbli_code, row.legality, row.issued_on) == (company.kbli, "unverified", date(2021, 8, 23))


def test_only_what_is_ticked_is_taken_over(company: Company, owner: Browser) -> None:
    page = post(
        owner, own_paper(company), doc_type="sertifikat_standar", number="ketik", take=["kbli_code"], _apply="1"
    )
    assert (value(page, "number"), value(page, "kbli_code")) == ("ketik", company.kbli)
    row = next(row for row in page.select("section.reading tbody tr") if "Nomor" in words(row))
    assert "Berbeda" in words(row)


def test_what_the_paper_contradicts_is_asked_once(works_here: MakeWork, company: Company, owner: Browser) -> None:
    typed = TYPED | {"number": "SALAH/1", "kbli_code": company.kbli, "legality": "unverified"}
    page = post(owner, own_paper(company), **typed)
    assert "Isian berbeda dari yang terbaca" in words(page)
    assert kept(works_here, "SALAH/1") == []
    seen = page.select_one("input[name=seen]")
    assert seen is not None
    assert owner.post(NEW, typed | {"seen": str(seen["value"])}).status_code == 302
    assert len(kept(works_here, "SALAH/1")) == 1, "the person's word counts in the end"


def test_another_companys_paper_is_told_clearly(company: Company, owner: Browser) -> None:
    page = post(owner, sample_licence(), doc_type="sertifikat_standar", _read="1")
    assert f"NIB pada berkas ini (9120000000017) bukan NIB perusahaan Anda ({company.nib})" in words(page)


def test_a_kbli_and_a_risk_that_are_not_the_companys(company: Company, owner: Browser) -> None:
    page = post(owner, own_paper(company, kbli="31001"), doc_type="sertifikat_standar", _read="1")
    assert "KBLI 31001 pada berkas ini tidak ada pada Bidang Usaha" in words(page)
    assert not any(box["value"] == "kbli_code" for box in page.select("input[name=take]"))
    page = post(owner, own_paper(company, risk="MR"), doc_type="sertifikat_standar", _read="1")
    assert f"Tingkat risiko KBLI {company.kbli} pada berkas ini Menengah Rendah" in words(page)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (scanned_licence(make_licence_sample(1)), "hasil pindai"),
        (sample_paper("Akta Pendirian", ["Akta ini dikarang untuk pengujian."] * 3), "bukan Sertifikat Standar"),
    ],
    ids=["scan", "another paper"],
)
def test_what_cannot_be_read_goes_on_by_hand(
    works_here: MakeWork, company: Company, owner: Browser, content: bytes, sentence: str
) -> None:
    assert sentence in words(post(owner, content, doc_type="sertifikat_standar", _read="1"))
    answer = owner.post(
        NEW,
        TYPED | {"number": "TANGAN/1", "kbli_code": company.kbli, "file": (io.BytesIO(content), "ss.pdf")},
    )
    assert answer.status_code == 302
    assert len(kept(works_here, "TANGAN/1")) == 1


def test_reading_needs_a_file(owner: Browser) -> None:
    assert "Pilih berkas yang akan dibaca" in words(post(owner, None, doc_type="izin", _read="1"))


def test_the_kept_file_of_a_document_is_read_again(works_here: MakeWork, company: Company, owner: Browser) -> None:
    number = f"{company.nib}0001"
    answer = owner.post(
        NEW,
        TYPED | {"number": number, "kbli_code": company.kbli, "file": (io.BytesIO(own_paper(company)), "ss.pdf")},
    )
    assert answer.status_code == 302, "what agrees with the paper is not asked about"
    (row,) = kept(works_here, number)
    page = read(owner.post(f"/perusahaan/dokumen/edit/?id={row.id}", TYPED | {"number": "x", "_read": "1"}))
    assert number in words(page.select_one("section.reading"))


def test_certificates_are_not_read(owner: Browser) -> None:
    assert "Baca berkas" not in words(owner.page("/perusahaan/sertifikat/new/"))
