"""The part of the step that concerns addresses: what a company has saved is locked, and the first of its history."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from siinas.models import AddressRecord, Establishment
from siinas.operations import schema
from siinas.process.roles import Actor, Grant, Role
from siinas.queries.addresses import address_history, lock_of

BEFORE = "0002"
AUDITOR = Actor(None, "Auditor", (Grant(Role.AUDITOR),))
AT = "2026-05-04 03:02:01+00:00"
ROWS = (
    "INSERT INTO region (code, name, level, parent) VALUES ('35', 'Jawa Timur', 'province', NULL)",
    "INSERT INTO region (code, name, level, parent) VALUES ('3573', 'Kota Malang', 'regency', '35')",
    "INSERT INTO region (code, name, level, parent) VALUES ('357301', 'Blimbing', 'district', '3573')",
    "INSERT INTO legal_entity (id, version, nib, name, npwp, office_street, office_village, office_district,"
    " office_regency, office_postal_code) VALUES (1, 1, '9120000000017', 'PT Contoh', '0000000000000001',"
    " 'Jl. Kantor 1', 'Desa Lama', 'blimbing', '3573', '65121')",
    "INSERT INTO establishment (id, version, public_id, legal_entity_id, regency, registered_at, email, factory_street,"
    " factory_district, factory_postal_code, location_type, latitude, longitude) VALUES (1, 1, 'perusahaan', 1, '3573',"
    f" '{AT}', 'surat@contoh.example.test', 'Jl. Pabrik 2', 'Tidak Dikenal', '65122', 'zone', -7.98, 112.63)",
)
ENTRY = (
    "INSERT INTO journal_entry (seq, at, act, actor_id, actor_name, ip, request_id, object_kind, object_id,"
    " establishment_id, before, after, previous_hash, hash)"
    " VALUES (:seq, :at, :act, NULL, 'Sari Contoh', '', '', 'establishment', '1', 1, '{}', '{}', '', :hash)"
)


@pytest.fixture
def migrated(empty_engine):
    """A company that had saved both addresses before the step."""
    schema.upgrade(empty_engine, BEFORE)
    with empty_engine.begin() as connection:
        for statement in ROWS:
            connection.execute(text(statement))
        for seq, act in enumerate(("company.kantor-pusat", "company.data-umum", "company.pabrik"), 1):
            connection.execute(text(ENTRY), {"seq": seq, "at": AT, "act": act, "hash": str(seq)})
    schema.upgrade(empty_engine)
    return empty_engine


def test_a_saved_address_is_locked_and_kept(migrated):
    assert schema.differences(migrated) == []
    with Session(migrated) as session:
        own = session.get_one(Establishment, 1)
        since = datetime(2026, 5, 4, 3, 2, 1, tzinfo=UTC)
        for which in ("office", "factory"):
            lock = lock_of(own, which, since)
            assert (lock.since, lock.shut) == (since, True)
        found = address_history(session, AUDITOR, own)
        ((office,), (factory,)) = found["office"], found["factory"]
        assert dict(office.parts) == {
            "Alamat": "Jl. Kantor 1",
            "Provinsi": "Jawa Timur",
            "Kabupaten/Kota": "Kota Malang",
            "Kecamatan": "Blimbing",
            "Kelurahan/Desa": "Desa Lama",
            "Kode Pos": "65121",
        }
        assert not office.coming and not factory.coming
        told = dict(factory.parts)
        assert (told["Kelurahan/Desa"], told["Jenis Lokasi Pabrik"]) == (
            "Kec. Tidak Dikenal",
            "Kawasan Peruntukan Industri",
        )
        assert told["Latitude"].startswith("-7,98")
        assert {row.recorded_by for row in session.scalars(select(AddressRecord))} == {"Sari Contoh"}


def test_down_and_up_again(migrated):
    schema.downgrade(migrated, BEFORE)
    with migrated.connect() as connection:
        row = connection.execute(text("SELECT office_street, office_district FROM legal_entity")).one()
        assert tuple(row) == ("Jl. Kantor 1", "Blimbing")
    schema.upgrade(migrated)
    assert schema.differences(migrated) == []
    with Session(migrated) as session:
        assert len(session.scalars(select(AddressRecord)).all()) == 2
