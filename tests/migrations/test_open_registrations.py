"""The step that lets a place be applied for once at a time: rows from before it, up and down."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from siinas.operations import schema

BEFORE, STEP = "0001", "0002"
ROW = text(
    'INSERT INTO "case" (public_id, number, process, edition, establishment_id, subject, title, company_name, nib,'
    " state, state_since, opened_at, answers, typed, saves, confirmations, evidence, statement_digest, printed_digest,"
    " version) VALUES (:id, :id, :process, '1', :owner, :subject, 'Registrasi', 'PT Contoh', '9120000000017', :state,"
    " '2026-10-06 02:00:00+00', '2026-10-06 02:00:00+00', '{}', '{}', '{}', '{}', '{}', '', '', 1)"
)
PLACE = "9120000000017/3507"


def add(engine, id, subject, state="submitted", process="registrasi", owner=None):
    row = {"id": id, "subject": subject, "state": state, "process": process, "owner": owner}
    with engine.begin() as connection:
        connection.execute(ROW, row)


def subjects(engine):
    with engine.connect() as connection:
        return dict(connection.execute(text('SELECT number, subject FROM "case" ORDER BY id')).all())


def test_up_and_down_with_two_of_the_same_place(empty_engine):
    schema.upgrade(empty_engine, BEFORE)
    add(empty_engine, "first", PLACE)
    add(empty_engine, "second", PLACE)
    add(empty_engine, "third", PLACE, state="correction")
    add(empty_engine, "refused", None, state="refused")
    add(empty_engine, "elsewhere", "9120000000017/3525")
    add(empty_engine, "other process", PLACE, process="lain")
    kept = {
        "first": PLACE,
        "second": None,
        "third": None,
        "refused": None,
        "elsewhere": "9120000000017/3525",
        "other process": PLACE,
    }
    schema.upgrade(empty_engine, STEP)
    assert subjects(empty_engine) == kept
    with pytest.raises(IntegrityError):
        add(empty_engine, "fourth", PLACE)
    add(empty_engine, "without a place", None)
    schema.downgrade(empty_engine, BEFORE)
    assert subjects(empty_engine) == kept | {"without a place": None}
    add(empty_engine, "fourth", PLACE)
    schema.upgrade(empty_engine)
    assert subjects(empty_engine)["fourth"] is None
    assert schema.differences(empty_engine) == []
