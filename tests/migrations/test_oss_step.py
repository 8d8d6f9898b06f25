"""The step of the link to OSS, up and down, with an account and a case that were there before it."""

from sqlalchemy import inspect, text

from siinas.operations import schema
from tests.migrations.test_accepted_filings import AT, CASE

BEFORE, STEP = "0014", "0017"
TABLES = {"oss_licence", "oss_call", "oss_status", "oss_event"}
ROWS = (
    "INSERT INTO legal_entity (id, nib, name, npwp, version)"
    " VALUES (1, '9120000000017', 'PT Contoh', '0012345678901000', 1)",
    "INSERT INTO establishment (id, public_id, legal_entity_id, regency, registered_at, email, stage, version)"
    f" VALUES (1, 'a', 1, '3507', '{AT}', 'surat@contoh.example.test', 'production', 1)",
    "INSERT INTO reference_load (id, table_key, version, source, file_name, sha256, shipped, rows, added, changed,"
    f" retired, kept, loaded_at, loaded_by) VALUES (1, 'oss_status', '', '', '', '', true, 1, 1, 0, 0, 0, '{AT}', '')",
    "INSERT INTO oss_licence (establishment_id, case_id, nib, company_name, id_izin, id_proyek, id_produk, oss_id,"
    " kd_izin, kind, name, kd_daerah, kewenangan, kbli, risk, status, status_words, project, products, requirements,"
    " number, file_url, received_at) VALUES (1, 1, '9120000000017', '', 'I-1', '', '', '', '', '', '', '', '', '', '',"
    f" '', '', '{{}}', '[]', '[]', '', '', '{AT}')",
    "INSERT INTO oss_call (method, direction, case_id, establishment_id, nib, id_izin, once, request, answer, http,"
    " kode, words, attempts, state, asked_by, created_at) VALUES ('receiveLicenseStatus', 'out', 1, 1,"
    f" '9120000000017', 'I-1', 'a', '{{}}', '{{}}', 0, '', '', 0, 'waiting', '', '{AT}')",
    "INSERT INTO oss_status (code, name, outcome, load_id) VALUES ('41', 'Konfirmasi persyaratan', 'returned', 1)",
    "INSERT INTO oss_event (event, code) VALUES ('sent', '09')",
    "INSERT INTO outbox (kind, recipient, payload, status, attempts, created_at, next_at, error)"
    f" VALUES ('oss_call', '', '{{}}', 'waiting', 0, '{AT}', '{AT}', '')",
    "INSERT INTO outbox (kind, recipient, payload, status, attempts, created_at, next_at, error)"
    f" VALUES ('mail', '', '{{}}', 'waiting', 0, '{AT}', '{AT}', '')",
)


def test_up_and_down_with_data(empty_engine):
    schema.upgrade(empty_engine, BEFORE)
    with empty_engine.begin() as connection:
        row = {"id": 1, "number": "LP-1", "process": "laporan-produksi", "state": "draft", "at": AT}
        connection.execute(CASE, row)
    schema.upgrade(empty_engine, STEP)
    with empty_engine.begin() as connection:
        for statement in ROWS:
            connection.exec_driver_sql(statement)
    schema.downgrade(empty_engine, BEFORE)
    assert not TABLES & set(inspect(empty_engine).get_table_names())
    with empty_engine.connect() as connection:
        assert connection.execute(text('SELECT number FROM "case"')).scalars().all() == ["LP-1"]
        assert connection.execute(text("SELECT kind FROM outbox")).scalars().all() == ["mail"], "nobody could do it"
        assert connection.scalar(text("SELECT count(*) FROM reference_load")) == 0, "the lists come again"
    schema.upgrade(empty_engine)
    assert schema.differences(empty_engine) == []
