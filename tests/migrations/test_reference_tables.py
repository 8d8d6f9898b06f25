"""The part of the step that concerns the code lists: rows from before it, up, down and up again."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from siinas.models import Kbli, KbliRisk, Region
from siinas.operations import schema
from siinas.operations.reference import load_reference
from siinas.operations.work import Work

BEFORE = "0002"
ROWS = (
    "INSERT INTO region (code, name, level, parent) VALUES ('35', 'Jawa Timur', 'province', NULL)",
    "INSERT INTO region (code, name, level, parent) VALUES ('3573', 'Kota Malang', 'regency', '35')",
    "INSERT INTO kbli (version, code, title) VALUES (2020, '10437', 'Industri Lama')",
    "INSERT INTO kbli_risk (kbli_version, kbli_code, scale, parameter, risk_level, source)"
    " VALUES (2020, '10437', 'besar', '', 'MT', 'Lampiran')",
    "INSERT INTO unit (code, name, kind, kg_factor) VALUES ('KGM', 'kilogram', 'mass', '1.00000000')",
    "INSERT INTO directorate (code, name) VALUES ('CTH', 'Direktorat Contoh')",
    "INSERT INTO directorate_rule (kbli_prefix, directorate_code) VALUES ('10', 'CTH')",
)


def rows(engine, statement):
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(statement))]


def test_code_lists_keep_their_rows(empty_engine, surroundings, clock):
    schema.upgrade(empty_engine, BEFORE)
    with empty_engine.begin() as connection:
        for statement in ROWS:
            connection.execute(text(statement))
    schema.upgrade(empty_engine)
    assert schema.differences(empty_engine) == []
    with Session(empty_engine) as session:
        risk = session.query(KbliRisk).one()
        assert (risk.version, risk.code, risk.scale, risk.risk, risk.licence) == (2020, "10437", "besar", "MT", "ss")
        assert session.get_one(Region, "3573").search == " 3573 kota malang"
        assert session.get_one(Region, "3573").parent == "35"
        assert session.get_one(Kbli, (2020, "10437")).search == " 10437 industri lama"
        told = load_reference(Work(session, surroundings, clock=clock))
        assert "1 berubah" in told["KBLI"], "rows from before count as those of the portal"
        assert session.query(KbliRisk).count() == 1
    schema.downgrade(empty_engine, BEFORE)
    assert rows(empty_engine, "SELECT kbli_version, kbli_code, scale, risk_level FROM kbli_risk") == [
        (2020, "10437", "besar", "MT")
    ]
    assert rows(empty_engine, "SELECT name, parent FROM region WHERE code = '3573'") == [("Kota Malang", "35")]
    assert rows(empty_engine, "SELECT count(*) FROM region") == [(7837,)]
    schema.upgrade(empty_engine)
    assert schema.differences(empty_engine) == []
    with Session(empty_engine) as session:
        assert session.query(KbliRisk).one().licence == "ss"
        assert session.get_one(Region, "3573").search == " 3573 kota malang"
