"""The company's own NIB beside its records: what is proposed, how surely, and that nothing is taken over unasked."""

from __future__ import annotations

import copy
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from siinas.documents.nib_record import unreadable
from siinas.models import BusinessLine, Establishment, JournalEntry, LegalEntity
from siinas.operations.nib_reading import apply_nib, version_of
from siinas.queries.addresses import why_locked
from siinas.queries.company import profile
from siinas.queries.nib_comparison import is_unread, of_another, proposals
from siinas.refusal import NotFound, NotPermitted, Refused, Stale
from tests.factories import make_company, make_officers

TODAY = date(2026, 10, 6)


def reading(company, **changed):
    """A whole reading in which everything is certain."""
    told = {
        "nib": company.nib,
        "name": company.name.upper(),
        "email": "kantor.baru@contoh.example.test",
        "phone": "0341 5550199",
        "address": {
            "text": "Jl. Baru No. 9, Desa/Kelurahan Contohsari, Kec. Kepanjen, Kab. Malang, Kode Pos: 65163",
            "street": "Jl. Baru No. 9",
            "village": "Contohsari",
            "district": "Kepanjen",
            "regency": "Kab. Malang",
            "province": "Jawa Timur",
            "postal_code": "65163",
        },
        "investment_status": "PMA",
        "scale": "Besar",
        "issued_on": "2026-01-05",
        "amendment": 2,
        "kbli": [
            {"code": "10721", "title": "Industri Gula Pasir", "location": "Kab. Gresik", "risk": "T", "licences": []},
            {"code": "10722", "title": "Industri Gula Merah", "location": "Kab. Gresik", "risk": "R", "licences": []},
            {"code": "47111", "title": "Perdagangan", "location": "Kab. Gresik", "risk": "R", "licences": []},
        ],
        "unsure": [],
    }
    return copy.deepcopy(told | changed)


def seen(engine, company, read):
    with Session(engine) as session:
        establishment = session.get_one(Establishment, company.establishment_id)
        found = {one.key: one for one in proposals(session, establishment, read, TODAY)}
        return found, version_of(establishment)


def apply(make_work, company, read, chosen, version, by=None):
    document = company.records["company_document"][1]
    return apply_nib(make_work((by or company.staff).actor), document, read, chosen, version=version)


def kept(engine, company):
    with Session(engine) as session:
        values = profile(session.get_one(Establishment, company.establishment_id))
        lines = session.scalars(select(BusinessLine).where(BusinessLine.establishment_id == company.establishment_id))
        return values, {line.kbli_code: (line.risk_level, line.source) for line in lines}


def test_each_value_stands_beside_what_is_recorded(engine, company):
    found, _version = seen(engine, company, reading(company))
    verdicts = {key: (one.verdict, one.applicable, one.certain) for key, one in found.items()}
    assert verdicts == {
        "name": ("same", False, True),
        "nib_issued_on": ("differs", True, True),
        "investment_status": ("differs", True, True),
        "business_scale": ("same", False, True),
        "phone": ("differs", True, True),
        "office_phone": ("new", True, True),
        "office_email": ("new", True, True),
        "office_address": ("differs", True, True),
        "kbli.10721": ("differs", True, True),
        "kbli.10722": ("new", True, True),
        "kbli.47111": ("information", False, True),
    }
    assert (found["nib_issued_on"].recorded, found["nib_issued_on"].read) == ("9 Agustus 2021", "5 Januari 2026")
    assert found["kbli.47111"].why.startswith("Bukan KBLI industri")
    assert found["kbli.10721"].recorded == "Menengah Tinggi"


def test_only_what_was_chosen_is_taken_over(engine, make_work, company):
    before, lines = kept(engine, company)
    read = reading(company)
    _found, version = seen(engine, company, read)
    assert apply(make_work, company, read, {"office_address", "kbli.10722", "nib_issued_on"}, version) == 3
    after, now = kept(engine, company)
    changed = {key for key in after if after[key] != before[key]} - {"version"}
    assert changed == {
        "nib_issued_on",
        "office_street",
        "office_province",
        "office_regency",
        "office_district",
        "office_village",
        "office_postal_code",
    } - {key for key in ("office_province",) if before[key] == after[key]}
    assert (after["office_regency"], after["office_district"]) == ("3507", "350713")
    assert now == lines | {"10722": ("R", "NIB")}
    with Session(engine) as session:
        entries = session.scalars(select(JournalEntry.act).order_by(JournalEntry.seq.desc()).limit(4)).all()
    assert set(entries) == {
        "company.nib_applied",
        "company.bidang-usaha.added",
        "company.kantor-pusat",
        "company.data-umum",
    }


def test_a_locked_address_is_not_taken_over(engine, make_work, company, clock):
    with Session(engine) as session:
        session.get_one(LegalEntity, company.legal_entity_id).office_locked_at = clock.now
        session.commit()
    read = reading(company)
    with Session(engine) as session:
        establishment = session.get_one(Establishment, company.establishment_id)
        locked = why_locked(establishment, "office", clock.now)
        found = {one.key: one for one in proposals(session, establishment, read, TODAY, locked=locked)}
        version = version_of(establishment)
    assert not found["office_address"].applicable
    assert "Ajukan permohonan perubahan alamat" in found["office_address"].why
    with pytest.raises(Refused, match="tidak dapat dipakai lagi"):
        apply(make_work, company, read, {"office_address"}, version)


def test_a_risk_follows_the_nib_when_confirmed(engine, make_work, company):
    read = reading(company)
    _found, version = seen(engine, company, read)
    apply(make_work, company, read, {"kbli.10721"}, version)
    assert kept(engine, company)[1]["10721"] == ("T", "NIB")
    found, _version = seen(engine, company, read)
    assert found["kbli.10721"].verdict == "same"


def test_a_doubtful_value_says_so_and_may_be_confirmed(engine, make_work, company):
    read = reading(company, unsure=["phone", "address.street", "kbli.1.risk"])
    found, version = seen(engine, company, read)
    assert {key for key, one in found.items() if not one.certain} == {
        "phone",
        "office_phone",
        "office_address",
        "kbli.10722",
    }
    assert apply(make_work, company, read, {"phone"}, version) == 1
    assert kept(engine, company)[0]["phone"] == "0341 5550199"


@pytest.mark.parametrize(
    "changed",
    [
        {"address": {"text": "Jl. X", "street": "Jl. X", "regency": "Kab. Malang", "district": "Contohrejo"}},
        {"address": {"text": "Jl. X", "street": "Jl. X", "regency": "Kab. Antah Berantah", "postal_code": "65163"}},
    ],
)
def test_an_address_that_does_not_fit_the_lists_is_left_to_the_person(engine, make_work, company, changed):
    read = reading(company, **changed)
    found, version = seen(engine, company, read)
    assert not found["office_address"].applicable
    assert "Isi sendiri" in found["office_address"].why
    with pytest.raises(Refused, match="tidak dapat dipakai lagi"):
        apply(make_work, company, read, {"office_address"}, version)


def test_odd_values_are_told_and_not_offered(engine, company):
    odd = {"phone": "+62 (0341) 5550100 ext. 1234", "scale": "Raksasa", "issued_on": "2031-01-01"}
    found, _version = seen(engine, company, reading(company, **odd))
    for key in ("phone", "office_phone", "business_scale", "nib_issued_on"):
        assert (found[key].verdict, found[key].applicable) == ("information", False), key


def test_a_recorded_line_that_is_not_on_the_nib_is_told_and_stays(engine, make_work, company):
    read = reading(company, kbli=[])
    found, version = seen(engine, company, read)
    assert found["kbli.10721"].why == "Tercatat, tetapi tidak ada pada NIB ini."
    apply(make_work, company, read, {"phone"}, version)
    assert set(kept(engine, company)[1]) == {"10721"}


def test_what_is_refused(engine, make_work, company):
    read = reading(company)
    found, version = seen(engine, company, read)
    before = kept(engine, company)
    for chosen, sentence in (
        (set(), "Pilih dahulu"),
        ({"name"}, "tidak dapat dipakai lagi"),
        ({"npwp"}, "dipakai lagi"),
    ):
        with pytest.raises(Refused, match=sentence):
            apply(make_work, company, read, chosen, version)
    with pytest.raises(Stale):
        apply(make_work, company, read, {"phone"}, version - 1)
    foreign = reading(company, nib="9999999999999")
    with pytest.raises(Refused, match="bukan milik perusahaan ini"):
        apply(make_work, company, foreign, {"phone"}, version)
    with Session(engine) as session:
        other, officers = make_company(session), make_officers(session)
    with pytest.raises(NotPermitted):
        apply_nib(make_work(officers.front_desk.actor), 1, read, {"phone"}, version=version)
    with pytest.raises(NotFound):
        apply_nib(
            make_work(company.owner.actor), other.records["company_document"][1], read, {"phone"}, version=version
        )
    assert kept(engine, company) == before
    assert found["phone"].applicable


def test_a_scan_and_a_foreign_nib_are_known(engine, company):
    with Session(engine) as session:
        establishment = session.get_one(Establishment, company.establishment_id)
        scan = unreadable().as_json()
        assert is_unread(scan)
        assert not is_unread(reading(company))
        assert [one for one in proposals(session, establishment, scan, TODAY) if one.applicable] == []
        assert of_another(establishment, reading(company, nib="9999999999999"))
        assert not of_another(establishment, reading(company, nib="9999999999999", unsure=["nib"]))
        assert session.get_one(LegalEntity, establishment.legal_entity_id).nib == company.nib
