"""Data Perusahaan: sections and lists, versions, whose row it is, and what rests on what."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from siinas.catalogue.company_data import SECTIONS
from siinas.models import (
    Attachment,
    BusinessLine,
    CompanyDocument,
    ContactPerson,
    Establishment,
    JournalEntry,
    KbliRisk,
)
from siinas.operations import records
from siinas.process.roles import ANONYMOUS
from siinas.queries.company import missing_documents, profile, section_statuses, section_version
from siinas.queries.requirements import lines_of, requirements_of
from siinas.reference.document_types import STANDARD_CERTIFICATE
from siinas.refusal import NotFound, NotPermitted, Refused, Stale
from tests.factories import NOW, checked_paper, make_company, make_officers
from tests.operations.test_races import at_once


@pytest.fixture
def other(engine):
    with Session(engine) as session:
        return make_company(session)


def values_of(engine, company, section):
    with Session(engine) as session:
        establishment = session.get_one(Establishment, company.establishment_id)
        now = profile(establishment)
        version = section_version(establishment, records.BY_KEY[section])
        fields = records.BY_KEY[section].step.fields
        return {key: now[key] for key, field in fields.items() if field.kind != "file"}, version


def read(engine, model, key):
    with Session(engine) as session:
        return session.get(model, key)


def lines(engine, company):
    with Session(engine) as session:
        rows = session.scalars(
            select(BusinessLine)
            .where(BusinessLine.establishment_id == company.establishment_id)
            .order_by(BusinessLine.kbli_code)
        )
        return [(row.kbli_code, row.is_main) for row in rows]


def last_entry(engine):
    with Session(engine) as session:
        return session.scalars(select(JournalEntry).order_by(JournalEntry.seq.desc())).first()


def save(make_work, company, section, record=None, *, by=None, file=None, version=None, **values):
    actor = (by or company.staff).actor
    return records.save_record(make_work(actor), section, record, values, version=version, file=file)


KBLI = {"kbli_version": "2020", "risk_level": "R", "is_main": False}
CAPACITY = {
    "kbli_code": "10721",
    "product_name": "Tetes",
    "hs_code": "17031000",
    "capacity": Decimal(5),
    "unit_code": "TNE",
    "capacity_source": "oss_rba",
}
CONTACT = {
    "name": "Kontak",
    "position": "Staf",
    "mobile": "0812 0000 0001",
    "email": "k@example.test",
    "is_main": False,
}
DOCUMENT = {
    "doc_type": "izin",
    "number": "1/2026",
    "issued_on": date(2026, 1, 2),
    "validity": "business",
    "kbli_code": "10721",
}
CERTIFICATE = DOCUMENT | {"doc_type": "halal", "issuer": "Lembaga Contoh"}
WAREHOUSE = {
    "street": "Jl. Gudang Contoh 3",
    "province": "35",
    "regency": "3578",
    "district": "357801",
    "village": "Desa Gudang",
    "postal_code": "60111",
}
FILES = {"dokumen", "sertifikat"}


@pytest.mark.parametrize("section", [section.key for section in SECTIONS if not section.many])
def test_a_section_is_saved_with_its_version(engine, make_work, company, section):
    values, version = values_of(engine, company, section)
    key = next(key for key, field in records.BY_KEY[section].step.fields.items() if type(field).__name__ == "Text")
    changed = values | {key: "Diubah"}
    records.save_section(make_work(company.staff.actor), section, changed, version=version)
    after, new_version = values_of(engine, company, section)
    assert after[key] == "Diubah"
    assert new_version > version
    assert {k: v for k, v in after.items() if k != key} == {k: v for k, v in values.items() if k != key}
    entry = last_entry(engine)
    assert (entry.act, entry.before, entry.after) == (f"company.{section}", {key: values[key]}, {key: "Diubah"})
    assert entry.establishment_id == company.establishment_id
    with pytest.raises(Stale):
        records.save_section(make_work(company.owner.actor), section, values, version=version)
    assert values_of(engine, company, section) == (after, new_version)


@pytest.fixture
def sister(engine, company, other):
    """A second establishment of the first company's legal entity, with people of its own."""
    with Session(engine) as session:
        establishment = session.get_one(Establishment, other.establishment_id)
        establishment.regency, establishment.factory_district = "3273", "327301"
        establishment.legal_entity_id = company.legal_entity_id
        session.commit()
    return other


@pytest.mark.parametrize(
    ("section", "shared", "first", "second"),
    [("data-umum", "legal_form", "cv", "koperasi"), ("kantor-pusat", "office_phone", "031 555", "031 556")],
)
def test_sisters_do_not_overwrite_what_they_share(engine, make_work, company, sister, section, shared, first, second):
    """What stands on the legal entity is guarded for all its establishments: the second save is told, not lost."""
    values, version = values_of(engine, company, section)
    theirs, their_version = values_of(engine, sister, section)
    records.save_section(make_work(company.owner.actor), section, values | {shared: first}, version=version)
    with pytest.raises(Stale):
        records.save_section(make_work(sister.owner.actor), section, theirs | {shared: second}, version=their_version)
    assert values_of(engine, sister, section)[0][shared] == first
    again = values_of(engine, sister, section)[1]
    records.save_section(make_work(sister.owner.actor), section, theirs | {shared: second}, version=again)
    assert values_of(engine, company, section)[0][shared] == second


def test_sisters_who_save_at_once(engine, make_work, company, sister):
    """The legal entity is locked before its version is read: of two who save together, one is told."""
    values, version = values_of(engine, company, "kantor-pusat")
    jobs = [
        (
            one.owner.actor,
            lambda work, street=street: records.save_section(
                work, "kantor-pusat", values | {"office_street": street}, version=version
            ),
        )
        for one, street in ((company, "Jl. Satu"), (sister, "Jl. Dua"))
    ]
    results = at_once(make_work, jobs)
    told = [isinstance(result, Stale) for result in results]
    assert sorted(told) == [False, True], results
    assert values_of(engine, company, "kantor-pusat")[0]["office_street"] == ("Jl. Dua" if told[0] else "Jl. Satu")


def test_sisters_save_their_factories_side_by_side(engine, make_work, company, sister):
    """A factory is the establishment's own: nobody waits for, or is refused because of, a sister."""
    values, version = values_of(engine, company, "pabrik")
    theirs, their_version = values_of(engine, sister, "pabrik")
    office, office_version = values_of(engine, company, "kantor-pusat")
    records.save_section(make_work(company.owner.actor), "pabrik", values, version=version)
    records.save_section(make_work(company.owner.actor), "kantor-pusat", office, version=office_version)
    records.save_section(make_work(sister.owner.actor), "pabrik", theirs, version=their_version)
    with pytest.raises(Stale):
        records.save_section(make_work(sister.staff.actor), "pabrik", theirs, version=their_version)


def test_only_the_company_writes(engine, make_work, company):
    with Session(engine) as session:
        officers = make_officers(session)
    values, version = values_of(engine, company, "data-umum")
    for actor in (officers.administrator.actor, officers.verifier.actor, ANONYMOUS):
        with pytest.raises(NotPermitted):
            records.save_section(make_work(actor), "data-umum", values, version=version)
        with pytest.raises(NotPermitted):
            records.save_record(make_work(actor), "contact-person", None, CONTACT)
        with pytest.raises(NotPermitted):
            records.delete_record(make_work(actor), "contact-person", company.records["contact_person"][0])


def test_what_is_not_asked_is_emptied(engine, make_work, company):
    values, version = values_of(engine, company, "pabrik")
    estate = values | {"location_type": "estate", "estate_name": "Kawasan Contoh"}
    records.save_section(make_work(company.staff.actor), "pabrik", estate, version=version)
    assert values_of(engine, company, "pabrik")[0]["estate_name"] == "Kawasan Contoh"
    outside = estate | {"location_type": "outside"}
    records.save_section(make_work(company.staff.actor), "pabrik", outside, version=version + 1)
    assert values_of(engine, company, "pabrik")[0]["estate_name"] is None


ROWS = {
    "bidang-usaha": KBLI | {"kbli_code": "10731"},
    "kapasitas": CAPACITY,
    "dokumen": DOCUMENT,
    "contact-person": CONTACT,
    "sertifikat": CERTIFICATE,
    "gudang": WAREHOUSE,
}


@pytest.mark.parametrize("section", ROWS)
def test_add_change_and_delete(engine, make_work, company, section):
    file = checked_paper() if section in FILES else None
    row = save(make_work, company, section, file=file, **ROWS[section])
    model, key = type(row), row.id
    assert row.establishment_id == company.establishment_id
    assert last_entry(engine).act == f"company.{section}.added"
    save(make_work, company, section, key, version=1, **ROWS[section])
    assert read(engine, model, key).version == 2
    assert last_entry(engine).act == f"company.{section}.changed"
    with pytest.raises(Stale):
        save(make_work, company, section, key, by=company.owner, version=1, **ROWS[section])
    records.delete_record(make_work(company.staff.actor), section, key)
    gone = read(engine, model, key)
    assert gone is None or (section in FILES and gone.removed_at is not None), "documents stay, off their list"
    entry = last_entry(engine)
    assert entry.act == f"company.{section}.deleted"
    assert entry.before["id"] == key
    with pytest.raises(NotFound):
        records.delete_record(make_work(company.staff.actor), section, key)


@pytest.mark.parametrize("section", ROWS)
def test_foreign_rows_do_not_exist(engine, make_work, company, other, section):
    if section in {"sertifikat", "gudang"}:
        key = save(make_work, other, section, file=checked_paper() if section in FILES else None, **ROWS[section]).id
    else:
        (key, *_) = other.records[records.BY_KEY[section].record]
    model = records.RECORDS[records.BY_KEY[section].record]
    with pytest.raises(NotFound) as foreign:
        save(make_work, company, section, key, **ROWS[section])
    with pytest.raises(NotFound) as missing:
        save(make_work, company, section, 999_999, **ROWS[section])
    assert str(foreign.value) == str(missing.value)
    with pytest.raises(NotFound):
        records.delete_record(make_work(company.owner.actor), section, key)
    row = read(engine, model, key)
    assert (row.version, row.establishment_id) == (1, other.establishment_id)


def test_a_row_never_changes_its_company(engine, make_work, company, other):
    row = save(make_work, company, "contact-person", establishment_id=other.establishment_id, id=1, **CONTACT)
    assert read(engine, ContactPerson, row.id).establishment_id == company.establishment_id


# Business lines


def test_one_main_kbli(engine, make_work, company):
    save(make_work, company, "bidang-usaha", kbli_code="10731", **(KBLI | {"is_main": True}))
    assert lines(engine, company) == [("10721", False), ("10731", True)]
    save(make_work, company, "bidang-usaha", kbli_code="13111", **(KBLI | {"risk_level": "T", "is_main": True}))
    assert lines(engine, company) == [("10721", False), ("10731", False), ("13111", True)]
    assert read(engine, Establishment, company.establishment_id).directorate == "ITKAK"


def test_a_blank_risk_comes_from_the_table_and_the_licence_with_it(engine, make_work, company):
    blank = KBLI | {"risk_level": None}
    with pytest.raises(Refused, match="Tabel risiko belum menyebut") as refusal:
        save(make_work, company, "bidang-usaha", kbli_code="13111", **blank)
    assert refusal.value.field == "risk_level"
    with Session(engine) as session:
        session.get_one(Establishment, company.establishment_id).business_scale = "Besar"
        session.add(KbliRisk(version=2020, code="13111", scale="besar", parameter="", risk="T", licence="ss"))
        session.commit()
    made = save(make_work, company, "bidang-usaha", kbli_code="13111", **blank).id
    line = read(engine, BusinessLine, made)
    assert (line.risk_level, line.source) == ("T", "tabel risiko")
    save(make_work, company, "bidang-usaha", made, kbli_code="13111", **blank)
    assert read(engine, BusinessLine, made).risk_level == "T"
    with Session(engine) as session:
        asked = {one.kbli: one for one in lines_of(session, company.establishment_id)}
        assert asked["13111"].licence == "ss"
        needed = requirements_of(session, session.get_one(Establishment, company.establishment_id), NOW.date())
        (of_line,) = [one for one in needed if one.kbli == "13111"]
        assert of_line.document is STANDARD_CERTIFICATE, "the table asks for another licence than the risk does"
    save(make_work, company, "bidang-usaha", made, kbli_code="13111", **(KBLI | {"risk_level": "MR"}))
    with Session(engine) as session:
        said = {one.licence for one in lines_of(session, company.establishment_id)}
    assert said == {""}, "the table speaks of another risk"


def test_a_line_of_the_nib_that_is_changed_by_hand_says_so(engine, make_work, company):
    (line,) = company.records["business_line"]
    with Session(engine) as session:
        session.get_one(BusinessLine, line).source = "NIB"
        session.commit()
    same = KBLI | {"risk_level": "MT", "is_main": True}
    save(make_work, company, "bidang-usaha", line, kbli_code="10721", **(same | {"oss_project_id": "R-1"}))
    assert read(engine, BusinessLine, line).source == "NIB"
    save(make_work, company, "bidang-usaha", line, kbli_code="10721", **(same | {"risk_level": "R"}))
    assert read(engine, BusinessLine, line).source == "diisi perusahaan"


def test_there_is_always_a_main_kbli(engine, make_work, company):
    (main,) = company.records["business_line"]
    second = save(make_work, company, "bidang-usaha", kbli_code="13111", **(KBLI | {"is_main": True})).id
    save(make_work, company, "bidang-usaha", second, kbli_code="13111", **KBLI)
    assert [is_main for _, is_main in lines(engine, company)].count(True) == 1
    save(make_work, company, "bidang-usaha", second, kbli_code="13111", **(KBLI | {"is_main": True}))
    records.delete_record(make_work(company.owner.actor), "bidang-usaha", second)
    assert lines(engine, company) == [("10721", True)]
    assert read(engine, Establishment, company.establishment_id).directorate == "IMHLP"
    assert read(engine, BusinessLine, main).is_main


def test_a_kbli_that_is_there_already_or_is_none(make_work, company):
    with pytest.raises(Refused, match="sudah ada") as refusal:
        save(make_work, company, "bidang-usaha", kbli_code="10721", **KBLI)
    assert refusal.value.field == "kbli_code"
    for code in ("00000", "47111", ""):
        with pytest.raises(Refused, match=r"Isi KBLI|Pilih salah satu dari daftar"):
            save(make_work, company, "bidang-usaha", kbli_code=code, **KBLI)


def test_a_kbli_in_use_stays(engine, make_work, company):
    (line,) = company.records["business_line"]
    with pytest.raises(Refused, match="masih dipakai"):
        records.delete_record(make_work(company.owner.actor), "bidang-usaha", line)
    with pytest.raises(Refused, match="masih dipakai"):
        save(make_work, company, "bidang-usaha", line, kbli_code="10731", **KBLI)
    assert lines(engine, company) == [("10721", True)]
    save(make_work, company, "bidang-usaha", line, kbli_code="10721", **(KBLI | {"risk_level": "T", "is_main": True}))
    records.delete_record(make_work(company.owner.actor), "kapasitas", company.records["permitted_capacity"][0])
    save(make_work, company, "bidang-usaha", line, kbli_code="10731", **KBLI)
    records.delete_record(make_work(company.owner.actor), "bidang-usaha", line)
    assert lines(engine, company) == []
    assert read(engine, Establishment, company.establishment_id).directorate is None


def test_the_same_kbli_of_two_companies(engine, make_work, company, other):
    for one in (company, other):
        save(make_work, one, "bidang-usaha", kbli_code="10731", **KBLI)
    assert lines(engine, company) == lines(engine, other)


# Capacity and documents


@pytest.mark.parametrize("capacity", [Decimal(0), Decimal("-0.00001")])
def test_a_capacity_is_more_than_nothing(make_work, company, capacity):
    with pytest.raises(Refused, match="lebih besar dari nol") as refusal:
        save(make_work, company, "kapasitas", **(CAPACITY | {"capacity": capacity}))
    assert refusal.value.field == "capacity"


def test_a_capacity_keeps_all_its_digits(engine, make_work, company):
    exact = Decimal("123456789012345.67891")
    row = save(make_work, company, "kapasitas", **(CAPACITY | {"capacity": exact}))
    assert read(engine, type(row), row.id).capacity == exact


@pytest.mark.parametrize("until", [date(2026, 1, 2), date(2026, 1, 1)])
def test_a_document_ends_after_it_began(make_work, company, until):
    with pytest.raises(Refused, match="setelah tanggal dokumen") as refusal:
        save(
            make_work,
            company,
            "dokumen",
            file=checked_paper(),
            **(DOCUMENT | {"validity": "until", "valid_until": until}),
        )
    assert refusal.value.field == "valid_until"


def test_a_document_needs_its_file_once(engine, make_work, company):
    with pytest.raises(Refused, match="Pilih berkas") as refusal:
        save(make_work, company, "dokumen", **DOCUMENT)
    assert refusal.value.field == "file"
    row = save(
        make_work,
        company,
        "dokumen",
        file=checked_paper(),
        **(DOCUMENT | {"validity": "until", "valid_until": date(2026, 1, 3)}),
    )
    kept = read(engine, CompanyDocument, row.id)
    save(make_work, company, "dokumen", row.id, **DOCUMENT)
    assert read(engine, CompanyDocument, row.id).attachment_id == kept.attachment_id
    attachment = read(engine, Attachment, kept.attachment_id)
    assert attachment.establishment_id == company.establishment_id
    assert make_work().services.storage.read(attachment.sha256) == checked_paper().content


def missing(engine, company):
    with Session(engine) as session:
        return missing_documents(session, session.get_one(Establishment, company.establishment_id), NOW.date())


def test_minimum_documents_by_risk(engine, make_work, company):
    assert missing(engine, company) == []
    save(make_work, company, "bidang-usaha", kbli_code="10731", **(KBLI | {"risk_level": "T"}))
    assert missing(engine, company) == ["Izin KBLI 10731"]
    save(make_work, company, "dokumen", file=checked_paper(), **DOCUMENT)
    assert missing(engine, company) == ["Izin KBLI 10731"]
    save(make_work, company, "dokumen", file=checked_paper(), **(DOCUMENT | {"kbli_code": "10731"}))
    assert missing(engine, company) == []


def test_the_task_list(engine, make_work, company):
    with Session(engine) as session:
        establishment = session.get_one(Establishment, company.establishment_id)
        assert [
            status.section.key for status in section_statuses(session, establishment, NOW.date()) if not status.complete
        ] == []
        establishment.responsible_name = None
        session.delete(session.get_one(ContactPerson, company.records["contact_person"][0]))
        session.flush()
        open_ = {
            status.section.key: status.missing
            for status in section_statuses(session, establishment, NOW.date())
            if not status.complete
        }
    assert open_ == {"data-umum": "Belum diisi: Nama Penanggung Jawab.", "contact-person": "Belum ada isian."}


ODD = {
    "no unit": ("kapasitas", CAPACITY | {"unit_code": "ZZZ"}, "unit_code"),
    "another company's KBLI": ("kapasitas", CAPACITY | {"kbli_code": "10722"}, "kbli_code"),
    "no HS code": ("kapasitas", CAPACITY | {"hs_code": "1703"}, "hs_code"),
    "no number": ("kapasitas", CAPACITY | {"capacity": Decimal("Infinity")}, "capacity"),
    "no capacity": ("kapasitas", CAPACITY | {"capacity": None}, "capacity"),
    "no risk": ("bidang-usaha", KBLI | {"kbli_code": "10722", "risk_level": "ZZ"}, "risk_level"),
    "no KBLI": ("bidang-usaha", KBLI | {"kbli_code": "99999"}, "kbli_code"),
    "NUL": ("contact-person", CONTACT | {"name": "a\x00b"}, "name"),
    "too long": ("contact-person", CONTACT | {"name": "x" * 256}, "name"),
    "no telephone": ("contact-person", CONTACT | {"mobile": "satu"}, "mobile"),
    "no address": ("contact-person", CONTACT | {"email": "a@b@c"}, "email"),
    "nobody": ("contact-person", CONTACT | {"name": ""}, "name"),
}


@pytest.mark.parametrize("odd", ODD)
def test_what_a_field_does_not_allow_is_not_stored(engine, make_work, company, odd):
    section, values, at = ODD[odd]
    before = last_entry(engine).seq
    with pytest.raises(Refused) as refusal:
        save(make_work, company, section, **values)
    assert refusal.value.field == at
    assert last_entry(engine).seq == before


def test_an_odd_value_of_a_section_is_not_stored(engine, make_work, company):
    values, version = values_of(engine, company, "data-umum")
    for odd in ({"legal_form": "Y1"}, {"npwp": "1"}, {"responsible_name": ""}, {"nib_issued_on": "kemarin"}):
        with pytest.raises(Refused) as refusal:
            records.save_section(make_work(company.owner.actor), "data-umum", values | odd, version=version)
        assert refusal.value.field in odd
    assert values_of(engine, company, "data-umum") == (values, version)
