"""Dokumen Perizinan on screen: validity, versions, removal, review, and the officers' lists."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from siinas.documents.sample_papers import sample_paper
from siinas.models import CompanyDocument
from siinas.operations import company_documents, records
from siinas.operations.files import Incoming, check
from siinas.process.roles import Role
from siinas.queries.settings import kind_in_force, known_settings
from siinas.reference.document_types import COMPANY_DOCUMENTS, DEED
from siinas.refusal import Refused
from tests.conftest import MakeWork
from tests.factories import NOW, Company, Officers, checked_paper, give_factor, make_company, make_officer
from tests.web.world import Browser, read, words

TODAY = NOW.date()
Browse = Callable[..., Browser]


def add(works_here: MakeWork, company: Company, days: int | None, *, kind: str = "kkpr", number: str = "K/1") -> int:
    """A document of the company that ends in so many days (None: never)."""
    values = {"doc_type": kind, "number": number, "issued_on": date(2020, 1, 2), "validity": "business"}
    if days is not None:
        values |= {"validity": "until", "valid_until": TODAY + timedelta(days=days)}
    if kind in {"izin", "sertifikat_standar"}:
        values["kbli_code"] = company.kbli
    section = "sertifikat" if kind in {"sni", "halal"} else "dokumen"
    if section == "sertifikat":
        values["issuer"] = "LSPro Contoh"
    work = works_here(company.staff.actor)
    row: CompanyDocument = records.save_record(work, section, None, values, file=checked_paper())  # type: ignore[assignment]
    return row.id


@pytest.fixture
def desk(works_here: MakeWork, officers: Officers, browser: Browse) -> Browser:
    """The front desk, signed in."""
    give_factor(works_here(), officers.front_desk.user_name)
    return browser(officers.front_desk)


def test_what_expires_is_seen_on_the_first_page_and_on_its_list(
    works_here: MakeWork, company: Company, browser: Browse
) -> None:
    add(works_here, company, 17)
    add(works_here, company, -5, kind="sni", number="SNI/9")
    add(works_here, company, 91, kind="pbg")
    owner = browser(company.owner)
    home = words(owner.page("/perusahaan/"))
    assert "KKPR : Berakhir 23 Oktober 2026 (17 hari lagi)" in home
    assert "SNI (SPPT SNI) : Sudah berakhir 1 Oktober 2026 (5 hari lalu)" in home
    assert "PBG" not in home
    listed = owner.page("/perusahaan/dokumen/")
    assert "Berakhir 23 Oktober 2026 (17 hari lagi)" in words(listed.select_one(".notice"))
    row = next(row for row in listed.select("tbody tr") if "KKPR" in words(row))
    assert words(row.select_one(".state")) == "17 hari lagi"
    row = next(row for row in owner.page("/perusahaan/sertifikat/").select("tbody tr") if "SNI/9" in words(row))
    assert words(row.select_one(".state-late")) == "Berakhir 5 hari lalu"


def test_versions_stand_beside_each_other(works_here: MakeWork, company: Company, browser: Browse) -> None:
    key = add(works_here, company, None)
    owner = browser(company.owner)
    form = owner.page(f"/perusahaan/dokumen/edit/?id={key}")
    answer = owner.post(
        f"/perusahaan/dokumen/edit/?id={key}",
        {
            "doc_type": "kkpr",
            "number": "K/2",
            "issued_on": "2020-01-02",
            "validity": "until",
            "valid_until": "2027-02-01",
            "row_version": str(form.find("input", attrs={"name": "row_version"})["value"]),
            "file": (io.BytesIO(sample_paper("KKPR", ["Versi kedua."])), "kkpr baru.pdf"),
        },
    )
    assert answer.status_code == 302, words(answer)
    page = owner.page(f"/perusahaan/dokumen/versi/?id={key}")
    newest, oldest = page.select("tbody tr")
    assert "2 (berlaku)" in words(newest)
    assert company.owner.actor.name in words(newest)
    assert [words(cell) for cell in newest.select("td") if cell.select_one(".changed-word")] == [
        "K/2 berubah",
        "Sampai tanggal berubah",
        "1 Februari 2027 berubah",
        "kkpr baru.pdf baru",
    ]
    assert "K/1" in words(oldest)
    for link in page.select("tbody a"):
        assert owner.get(str(link["href"])).data.startswith(b"%PDF")


def test_a_removed_document_is_taken_back(works_here: MakeWork, company: Company, browser: Browse) -> None:
    key = add(works_here, company, None)
    owner = browser(company.owner)
    question = words(owner.post("/perusahaan/dokumen/delete/", {"id": key}))
    assert "dapat dikembalikan selama 30 hari" in question
    owner.post("/perusahaan/dokumen/delete/", {"id": key, "confirmed": "1"})
    page = owner.page("/perusahaan/dokumen/")
    assert "Dapat dikembalikan sampai 5 November 2026" in words(page)
    assert "KKPR" in words(page.select_one(".removed"))
    assert not any("KKPR" in words(row) for row in page.select("tbody tr"))
    assert owner.get(f"/perusahaan/dokumen/versi/?id={key}").status_code == 404
    owner.post("/perusahaan/dokumen/kembalikan/", {"id": key})
    page = owner.page("/perusahaan/dokumen/")
    assert "KKPR kembali dalam daftar" in words(page)
    assert any("KKPR" in words(row) for row in page.select("tbody tr"))
    assert owner.post("/perusahaan/dokumen/kembalikan/", {"id": 999_999}).status_code == 404


def test_another_companys_document_is_not_taken_back(works_here: MakeWork, company: Company, browser: Browse) -> None:
    other = make_company(works_here().session)
    key = add(works_here, other, None)
    records.delete_record(works_here(other.staff.actor), "dokumen", key)
    owner = browser(company.owner)
    assert owner.post("/perusahaan/dokumen/kembalikan/", {"id": key}).status_code == 404
    assert owner.get(f"/perusahaan/dokumen/versi/?id={key}").status_code == 404


def test_the_front_desk_returns_a_document(
    works_here: MakeWork, company: Company, desk: Browser, browser: Browse
) -> None:
    key = add(works_here, company, None)
    queue = desk.page("/petugas/dokumen/")
    assert "Belum diperiksa" in words(queue)
    link = next(row for row in queue.select("tbody tr") if "KKPR" in words(row)).select_one("a")["href"]
    page = desk.page(str(link).split("#")[0])
    form = page.select_one("form.review-document")
    fields = {one["name"]: one["value"] for one in form.select("input")}
    answer = desk.post(str(form["action"]), {"version": fields["version"], "verdict": "returned", "note": "kabur"})
    assert "apa yang harus diperbaiki" in words(answer)
    assert read(answer).select_one("#note").text.strip() == "kabur", "what was typed stays"
    note = "Halaman kedua tidak terbaca."
    answer = desk.post(
        str(form["action"]), {"version": fields["version"], "verdict": "returned", "note": note}, follow_redirects=True
    )
    assert "KKPR diperiksa; perusahaan diberi tahu" in words(answer)
    assert not any("KKPR" in words(row) for row in desk.page("/petugas/dokumen/").select("tbody tr"))
    owner = browser(company.owner)
    assert f"KKPR : {note}" in words(owner.page("/perusahaan/"))
    row = next(row for row in owner.page("/perusahaan/dokumen/").select("tbody tr") if "KKPR" in words(row))
    assert "Dikembalikan" in words(row)
    assert note in words(row)
    stale = desk.post(str(form["action"]), {"version": fields["version"], "verdict": "accepted"})
    assert "sudah berubah sejak Anda membukanya" in words(stale)
    foreign = str(form["action"]).replace(f"dokumen={key}", "dokumen=999999")
    assert desk.post(foreign, {"version": "1", "verdict": "accepted"}).status_code == 404


EXPIRING = "/petugas/dokumen-kedaluwarsa/"


def rows_of(browser: Browser, url: str) -> list[str]:
    """The documents that a list shows."""
    return [words(row.select("td")[2]) for row in browser.page(url).select("tbody tr")]


def test_the_list_of_what_expires(works_here: MakeWork, company: Company, desk: Browser) -> None:
    for days, kind in ((-9, "pbg"), (5, "kkpr"), (60, "slf"), (200, "iui"), (None, "akta")):
        add(works_here, company, days, kind=kind, number=kind.upper())
    other = make_company(works_here().session, regency="7371")
    add(works_here, other, -1, kind="halal", number="H/7")
    assert [row.split()[-1] for row in rows_of(desk, EXPIRING)] == ["PBG", "H/7", "KKPR", "SLF"]
    spans = {"expired": ["PBG", "H/7"], "7": ["KKPR"], "90": ["KKPR", "SLF"], "365": ["KKPR", "SLF", "IUI"]}
    page = desk.page(EXPIRING)
    names = {words(page.select_one(f"label[for={one['id']}]")): one["name"] for one in page.select("form select")}
    for value, found in spans.items():
        assert [row.split()[-1] for row in rows_of(desk, f"{EXPIRING}?{names['Masa berlaku']}={value}")] == found
    assert len(rows_of(desk, f"{EXPIRING}?{names['Provinsi']}=73")) == 1
    assert len(rows_of(desk, f"{EXPIRING}?{names['Jenis dokumen']}=halal")) == 1
    assert len(rows_of(desk, f"{EXPIRING}?search={other.nib}")) == 1
    assert len(rows_of(desk, f"{EXPIRING}?search={company.name.split()[-1]}")) >= 3
    told = list(csv.DictReader(io.StringIO(desk.get(f"{EXPIRING}export/csv/").data.decode("utf-8-sig"))))
    assert [row["Nomor"] for row in told] == ["PBG", "H/7", "KKPR", "SLF"]
    assert (told[0]["Berlaku s.d."], told[0]["Hari sampai berakhir"], told[0]["NIB"]) == (
        "2026-09-27",
        "-9",
        company.nib,
    )
    assert desk.get(f"{EXPIRING}export/xlsx/").data.startswith(b"PK")


def test_a_regional_officer_sees_the_own_region(works_here: MakeWork, company: Company, browser: Browse) -> None:
    add(works_here, company, -1, number="JATIM")
    far = make_company(works_here().session, regency="7371")
    add(works_here, far, -1, number="SULSEL")
    inspector = make_officer(works_here().session, Role.REGIONAL_INSPECTOR, region="73")
    give_factor(works_here(), inspector.user_name)
    assert [row.split()[-1] for row in rows_of(browser(inspector), EXPIRING)] == ["SULSEL"]


def test_replaced_documents_wait_once_more(works_here: MakeWork, company: Company, desk: Browser) -> None:
    key = add(works_here, company, None)
    work = works_here(make_officer(works_here().session, Role.FRONT_DESK).actor)
    company_documents.review_document(work, key, "returned", "Halaman kedua hilang.", version=1)
    values = {"doc_type": "kkpr", "number": "K/2", "issued_on": date(2020, 1, 2), "validity": "business"}
    records.save_record(works_here(company.staff.actor), "dokumen", key, values)
    row = next(row for row in desk.page("/petugas/dokumen/").select("tbody tr") if "K/2" in words(row))
    assert "Diperbaiki" in words(row)


# Limits that an administrator sets


def test_every_type_has_its_limits_as_settings() -> None:
    known = known_settings()
    for kind in COMPANY_DOCUMENTS:
        assert known[f"upload.{kind.key}.megabytes"].default == str(kind.max_bytes // 2**20)
        assert known[f"upload.{kind.key}.pages"].default == str(kind.max_pages)


def test_a_changed_limit_is_shown_and_enforced(
    works_here: MakeWork, company: Company, officers: Officers, browser: Browse
) -> None:
    give_factor(works_here(), officers.administrator.user_name)
    administrator = browser(officers.administrator)
    for key, value in (("upload.akta.megabytes", "1"), ("upload.akta.pages", "1")):
        answer = administrator.post(f"/sistem/setelan/ubah/{key}/", {"seen": "0", "value": value})
        assert answer.status_code == 302, words(answer)
    assert (
        administrator.post("/sistem/setelan/ubah/upload.akta.megabytes/", {"seen": "0", "value": "21"}).status_code
        == 200
    )
    owner = browser(company.owner)
    page = owner.page("/perusahaan/dokumen/new/")
    assert "Akta pendirian / akta perusahaan: PDF, paling besar 1 MB dan 1 halaman." in words(page)
    long = sample_paper("Akta", [f"Baris {n}" for n in range(200)])
    answer = owner.post(
        "/perusahaan/dokumen/new/",
        {
            "doc_type": "akta",
            "number": "1",
            "issued_on": "2020-01-02",
            "validity": "business",
            "file": (io.BytesIO(long), "akta.pdf"),
        },
    )
    assert "lebih dari 1 halaman" in words(answer)
    in_force = kind_in_force(works_here().session, DEED)
    with pytest.raises(Refused, match="melebihi batas 1 MB"):
        check(Incoming(b"%PDF-1.7" + b" " * 2**20, "akta.pdf"), in_force, field="file")
    with Session(works_here().session.get_bind()) as session:
        assert session.scalars(select(CompanyDocument).where(CompanyDocument.number == "1")).all() == []


def test_reminder_days_are_a_list_of_numbers(works_here: MakeWork, officers: Officers, browser: Browse) -> None:
    give_factor(works_here(), officers.administrator.user_name)
    administrator = browser(officers.administrator)
    address = "/sistem/setelan/ubah/expiry_reminder_days/"
    for bad in ("", "sembilan", "90, 0", "1,2,3,4,5,6,7", "366"):
        assert administrator.post(address, {"value": bad}).status_code == 200, bad
    assert administrator.post(address, {"seen": "0", "value": "7, 60,14"}).status_code == 302
    assert "60, 14, 7 hari" in words(administrator.page("/sistem/setelan/"))
