"""The step of obligations, up and down, with windows and an account that were there before it."""

from sqlalchemy import text

from siinas.operations import schema

BEFORE, STEP = "0010", "0011"
AT = "2026-10-06 02:00:00+00"
ROWS = (
    "INSERT INTO legal_entity (id, nib, name, npwp, version)"
    " VALUES (1, '9120000000017', 'PT Contoh', '0012345678901000', 1)",
    "INSERT INTO establishment (id, public_id, legal_entity_id, regency, registered_at, email, stage, version)"
    f" VALUES (1, 'a', 1, '3507', '{AT}', 'surat@contoh.example.test', 'production', 1)",
    "INSERT INTO reporting_period (id, process, period, opens_on, due_on, version)"
    " VALUES (1, 'laporan-produksi', '2026-Q3', '2026-10-01', '2026-10-31', 1)",
)
AFTER = (
    "INSERT INTO establishment_stage (id, establishment_id, since, stage, category, recorded_at, recorded_by)"
    f" VALUES (1, 1, '2026-10-06', 'production', 'small', '{AT}', '')",
    "INSERT INTO report_obligation (id, process, period, establishment_id, regency, counted_on, due_on, state, late,"
    " says_something) VALUES (1, 'laporan-produksi', '2026-Q3', 1, '3507', '2026-10-06', '2026-10-31', 'none', false,"
    " false)",
    "UPDATE reporting_period SET retired_on = '2026-12-01', counted_on = '2026-10-01'",
)


def test_up_and_down_with_data(empty_engine):
    schema.upgrade(empty_engine, BEFORE)
    with empty_engine.begin() as connection:
        for row in ROWS:
            connection.execute(text(row))
    schema.upgrade(empty_engine, STEP)
    with empty_engine.begin() as connection:
        for row in AFTER:
            connection.execute(text(row))
        assert connection.scalar(text("SELECT counted_through FROM reporting_period")) == 0
    schema.downgrade(empty_engine, BEFORE)
    with empty_engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM establishment WHERE stage = 'production'")) == 1
        assert connection.scalar(text("SELECT count(*) FROM reporting_period")) == 1
    schema.upgrade(empty_engine)
    assert schema.differences(empty_engine) == []
    schema.downgrade(empty_engine, "0006")
    schema.upgrade(empty_engine)
    with empty_engine.connect() as connection:
        assert connection.scalar(text("SELECT retired_on FROM reporting_period")) is None
