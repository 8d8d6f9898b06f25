"""The step that brings letters: what was there before stays, up and down, and letters keep their numbers apart."""

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.exc import IntegrityError

from siinas.operations import schema

BEFORE, STEP = "0002", "0003"
CASE = text(
    'INSERT INTO "case" (public_id, number, process, edition, subject, title, company_name, nib, state, state_since,'
    " opened_at, answers, typed, saves, confirmations, evidence, statement_digest, printed_digest, version) VALUES"
    " ('kasus', 'REG-2026-000001', 'registrasi', '1', '9120000000017/3507', 'Registrasi', 'PT Contoh',"
    " '9120000000017', 'submitted', '2026-10-06 02:00:00+00', '2026-10-06 02:00:00+00', '{}', '{}', '{}', '{}', '{}',"
    " '', '', 1)"
)
LETTER = text(
    "INSERT INTO letter (public_id, token, number, kind, title, case_id, company_name, nib, place, issued_at, content,"
    " digest, sha256, size, pages, state, ended_why, replaced_by_id, version) VALUES (:id, :id, :number,"
    " 'registrasi.registration_proof', 'Bukti', (SELECT id FROM \"case\"), 'PT Contoh', '9120000000017', 'Malang',"
    " '2026-10-06 02:00:00+00', '{\"lines\": []}', :id, :id, 1, 1, 'valid', '',"
    " (SELECT id FROM letter WHERE public_id = :by), 1)"
)
NUMBER = text("INSERT INTO letter_number (kind, year, last) VALUES ('registrasi.registration_proof', 2026, 2)")


def add(engine, id, number, by=None):
    with engine.begin() as connection:
        connection.execute(LETTER, {"id": id, "number": number, "by": by})


def count(engine, table):
    with engine.connect() as connection:
        return connection.execute(text(f'SELECT count(*) FROM "{table}"')).scalar()


def test_up_and_down_with_letters(empty_engine):
    schema.upgrade(empty_engine, BEFORE)
    with empty_engine.begin() as connection:
        connection.execute(CASE)
    schema.upgrade(empty_engine, STEP)
    assert (count(empty_engine, "case"), count(empty_engine, "letter")) == (1, 0)
    add(empty_engine, "new", "0002/BPA/X/2026")
    add(empty_engine, "old", "0001/BPA/X/2026", by="new")
    with empty_engine.begin() as connection:
        connection.execute(NUMBER)
    for id, number in (("other", "0001/BPA/X/2026"), ("old", "0003/BPA/X/2026")):
        with pytest.raises(IntegrityError):
            add(empty_engine, id, number)
    with pytest.raises(IntegrityError), empty_engine.begin() as connection:
        connection.execute(NUMBER)
    assert (count(empty_engine, "letter"), count(empty_engine, "letter_number")) == (2, 1)
    schema.downgrade(empty_engine, BEFORE)
    assert not {"letter", "letter_number"} & set(inspect(empty_engine).get_table_names())
    assert count(empty_engine, "case") == 1
    schema.upgrade(empty_engine)
    assert (count(empty_engine, "case"), count(empty_engine, "letter")) == (1, 0)
    assert schema.differences(empty_engine) == []
