"""The part of a step about people: roles given twice before it, links and invitations, up and down."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from siinas.operations import schema

BEFORE, STEP = "0002", "0003"
AT = "2026-10-06 02:00:00+00"
ROWS = (
    "INSERT INTO legal_entity (id, nib, name, npwp, version)"
    " VALUES (1, '9120000000017', 'PT Contoh', '0012345678901000', 1)",
    "INSERT INTO establishment (id, public_id, legal_entity_id, regency, registered_at, email, version)"
    f" VALUES (1, 'a', 1, '3507', '{AT}', 'surat@contoh.example.test', 1),"
    f" (2, 'b', 1, '3525', '{AT}', 'surat@contoh.example.test', 1)",
    "INSERT INTO person (id, user_name, name, email, password_hash, password_kind, totp_secret, totp_last_step,"
    " active, created_at, version)"
    f" VALUES (1, 'satu', 'Satu Contoh', 'satu@contoh.example.test', '', '', '', 0, true, '{AT}', 1),"
    f" (2, 'dua', 'Dua Contoh', 'dua@contoh.example.test', '', '', '', 0, true, '{AT}', 1)",
    "INSERT INTO one_time_link (id, token_hash, purpose, person_id, created_at, expires_at)"
    f" VALUES (1, 'x', 'reset', 1, '{AT}', '{AT}')",
)
GRANT = text(
    "INSERT INTO person_grant (id, person_id, role, establishment_id, region, directorate)"
    " VALUES (:id, :person, :role, :place, :region, :directorate)"
)
GRANTS = (
    (1, 1, "staff", 1, None, None),
    (2, 1, "owner", 1, None, None),
    (3, 1, "staff", 2, None, None),
    (4, 2, "staff", 1, None, None),
    (5, 2, "verifier", None, None, None),
    (6, 2, "verifier", None, None, None),
    (7, 2, "verifier", None, None, "IMHLP"),
    (8, 2, "verifier", None, None, "IMHLP"),
    (9, 2, "verifier", None, "35", "IMHLP"),
    (10, 2, "regional_head", None, "35", None),
    (11, 2, "regional_head", None, "33", None),
    (12, 1, "signer", 1, None, None),
)
KEPT = [2, 3, 4, 5, 7, 9, 10, 11]


def grant(engine, *row):
    names = ("id", "person", "role", "place", "region", "directorate")
    with engine.begin() as connection:
        connection.execute(GRANT, dict(zip(names, row, strict=True)))


def ids(engine, table):
    with engine.connect() as connection:
        return list(connection.scalars(text(f"SELECT id FROM {table} ORDER BY id")))


def test_up_and_down_with_roles_given_twice(empty_engine):
    schema.upgrade(empty_engine, BEFORE)
    with empty_engine.begin() as connection:
        for row in ROWS:
            connection.execute(text(row))
    for row in GRANTS:
        grant(empty_engine, *row)
    schema.upgrade(empty_engine, STEP)
    assert ids(empty_engine, "person_grant") == KEPT
    assert ids(empty_engine, "one_time_link") == [1]
    for number, again in enumerate((GRANTS[0], GRANTS[4], GRANTS[6], GRANTS[8], GRANTS[9]), 20):
        with pytest.raises(IntegrityError):
            grant(empty_engine, number, *again[1:])
    with empty_engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO invitation (id, establishment_id, role, name, email, state, invited_by, invited_at)"
                f" VALUES (1, 1, 'staff', 'Tiga Contoh', 'tiga@contoh.example.test', 'open', 1, '{AT}')"
            )
        )
        connection.execute(
            text(
                "INSERT INTO one_time_link (id, token_hash, purpose, invitation_id, created_at, expires_at)"
                f" VALUES (2, 'y', 'invitation', 1, '{AT}', '{AT}')"
            )
        )
        connection.execute(
            text(
                "INSERT INTO email_change (id, person_id, old_email, new_email, state, asked_at, expires_at)"
                f" VALUES (1, 1, 'satu@contoh.example.test', 'baru@contoh.example.test', 'open', '{AT}', '{AT}')"
            )
        )
    schema.downgrade(empty_engine, BEFORE)
    assert ids(empty_engine, "person_grant") == KEPT
    assert ids(empty_engine, "one_time_link") == [1], "a link that leads nowhere goes"
    assert ids(empty_engine, "person") == [1, 2]
    schema.upgrade(empty_engine, STEP)
    assert ids(empty_engine, "person_grant") == KEPT
    schema.upgrade(empty_engine)
    assert schema.differences(empty_engine) == []
