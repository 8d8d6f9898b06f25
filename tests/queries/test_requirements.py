"""What an establishment's own rows say about its minimum documents, and how a process waits for them."""

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from siinas.catalogue.reports.production import ProductionReport
from siinas.models import CompanyDocument, Establishment, Setting
from siinas.operations import cases
from siinas.queries.requirements import lacks_of, offers_of, points_against
from siinas.reference.requirements import SKPBKI, VSKU
from siinas.refusal import Refused
from tests.factories import NOW, fill, make_company, open_report, sign

TODAY = NOW.date()


def change(engine, company, kind, **values):
    with Session(engine) as session:
        session.execute(
            update(CompanyDocument)
            .where(CompanyDocument.establishment_id == company.establishment_id, CompanyDocument.doc_type == kind)
            .values(**values)
        )
        session.commit()


def place(engine, company, **values):
    with Session(engine) as session:
        session.execute(update(Establishment).where(Establishment.id == company.establishment_id).values(**values))
        session.commit()


def told(engine, company):
    with Session(engine) as session:
        establishment = session.get_one(Establishment, company.establishment_id)
        return [lack.sentence for lack in lacks_of(session, establishment, TODAY)]


def open_services(engine, company):
    with Session(engine) as session:
        establishment = session.get_one(Establishment, company.establishment_id)
        return {offer.service.key: offer.open for offer in offers_of(session, establishment, TODAY)}


def test_a_complete_company_in_an_estate_lacks_nothing(engine, company):
    place(engine, company, location_type="estate")
    assert told(engine, company) == []
    assert open_services(engine, company) == {"e-reporting": True, "skpbki": True, "vsku": True}


@pytest.mark.parametrize(
    ("location", "scale", "asked"),
    [
        ("zone", "Besar", True),
        ("outside", "Besar", True),
        ("outside", "Menengah", False),
        ("estate", "Besar", False),
        ("kek", "Besar", False),
        (None, "Besar", False),
    ],
)
def test_an_exemption_is_asked_outside_of_estates_where_the_scale_binds(engine, company, location, scale, asked):
    place(engine, company, location_type=location, business_scale=scale)
    sentence = "SKPBKI (pengecualian berlokasi di kawasan industri) belum diunggah: pengajuan VSKU belum dapat dikirim."
    assert told(engine, company) == ([sentence] if asked else [])
    assert open_services(engine, company) == {"e-reporting": True, "skpbki": True, "vsku": not asked}


def test_a_missing_certificate_holds_up_the_services(engine, company):
    place(engine, company, location_type="estate")
    change(engine, company, "sertifikat_standar", removed_at=NOW)
    assert told(engine, company) == [
        "Sertifikat Standar KBLI 10721 belum diunggah: pengajuan SKPBKI belum dapat dikirim dan pengajuan VSKU belum "
        "dapat dikirim."
    ]
    assert open_services(engine, company) == {"e-reporting": True, "skpbki": False, "vsku": False}


def test_a_returned_document_does_not_count_until_it_is_replaced(engine, company):
    place(engine, company, location_type="estate")
    change(engine, company, "akta", review="returned")
    assert "dikembalikan petugas" in told(engine, company)[0]
    change(engine, company, "akta", review="")
    assert told(engine, company) == []


def test_an_administrator_opens_skpbki_to_all_risks(engine):
    with Session(engine) as session:
        company = make_company(session, risk="R")
        assert set(open_services(engine, company)) == {"e-reporting"}
        session.add(Setting(key="skpbki_all_risks", value="1"))
        session.commit()
    assert set(open_services(engine, company)) == {"e-reporting", "skpbki"}


def test_licences_are_asked_only_for_the_kbli_that_a_case_is_about(engine, company):
    change(engine, company, "sertifikat_standar", removed_at=NOW)
    with Session(engine) as session:
        establishment = session.get_one(Establishment, company.establishment_id)
        assert points_against(session, establishment, SKPBKI, TODAY) == [
            "Sertifikat Standar KBLI 10721 belum diunggah."
        ]
        assert points_against(session, establishment, SKPBKI, TODAY, kbli=("31001",)) == []


def test_a_process_that_requires_documents_is_not_sent_without_them(engine, make_work, company, monkeypatch):
    public_id = open_report(make_work, company)
    fill(make_work, company, public_id)
    sign(make_work, company, public_id)
    monkeypatch.setattr(ProductionReport, "requires", VSKU)
    place(engine, company, location_type="estate")
    change(engine, company, "sertifikat_standar", valid_until=TODAY.replace(day=5))
    with pytest.raises(Refused, match=r"Sertifikat Standar KBLI 10721 berakhir pada 5 Oktober 2026"):
        cases.move(make_work(company.signer.actor), public_id, "send")
    change(engine, company, "sertifikat_standar", valid_until=TODAY)
    assert cases.move(make_work(company.signer.actor), public_id, "send").state == "verification"
