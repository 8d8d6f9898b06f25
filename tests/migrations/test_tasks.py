"""The step of background tasks: up with companies and cases there, down with tasks in it, and up again."""

from sqlalchemy import text

from siinas.operations import schema

BEFORE, STEP = "0003", "0004"
AT = "2026-10-06 02:00:00+00"
ROWS = (
    "INSERT INTO legal_entity (id, nib, name, npwp, version)"
    " VALUES (1, '9120000000017', 'PT Contoh', '0012345678901000', 1)",
    "INSERT INTO establishment (id, public_id, legal_entity_id, regency, registered_at, email, version)"
    f" VALUES (1, 'a', 1, '3507', '{AT}', 'surat@contoh.example.test', 1)",
)
TASK = text(
    "INSERT INTO task (id, public_id, kind, title, establishment_id, person_name, reach, state, tries, done, total,"
    " payload, result, problem, file_name, media_type, created_at)"
    " VALUES (1, 'x', 'sample', 'Contoh', 1, 'Sari Contoh', '', 'waiting', 0, 0, 0, '{}', '{}', '', '', '',"
    f" '{AT}')"
)


def test_up_and_down_with_a_task_in_it(empty_engine):
    schema.upgrade(empty_engine, BEFORE)
    with empty_engine.begin() as connection:
        for row in ROWS:
            connection.execute(text(row))
    schema.upgrade(empty_engine, STEP)
    with empty_engine.begin() as connection:
        connection.execute(TASK)
    schema.downgrade(empty_engine, BEFORE)
    with empty_engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM establishment")) == 1
    schema.upgrade(empty_engine, STEP)
    with empty_engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM task")) == 0
