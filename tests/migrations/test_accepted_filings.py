"""The step that notes when a filing was accepted: reports from before it, up and down."""

from sqlalchemy import text

from siinas.operations import schema

BEFORE, STEP = "0004", "0005"
AT, LATER = "2026-10-06 02:00:00+00", "2026-10-09 02:00:00+00"
CASE = text(
    'INSERT INTO "case" (id, public_id, number, process, edition, title, company_name, nib, state, state_since,'
    " opened_at, answers, typed, saves, confirmations, evidence, statement_digest, printed_digest, version) VALUES"
    " (:id, :number, :number, :process, '1', 'Laporan', 'PT Contoh', '9120000000017', :state, :at, :at, '{}', '{}',"
    " '{}', '{}', '{}', '', '', 1)"
)
FILING = text(
    "INSERT INTO filing (case_id, sequence, edition, answers, in_words, confirmations, digest, sent_by, sent_at)"
    " VALUES (:case, :sequence, '1', '{}', '[]', '{}', 'x', 'Orang Contoh', :at)"
)
MOVE = text(
    "INSERT INTO movement (case_id, transition, source, target, person_name, at, said)"
    " VALUES (:case, 'accept', 'validation', :target, 'Orang Contoh', :at, '{}')"
)
CASES = ((1, "laporan-produksi", "accepted"), (2, "laporan-produksi", "returned"), (3, "registrasi", "approved"))


def accepted(engine):
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT case_id, sequence FROM filing WHERE accepted_at IS NOT NULL"))
        return [tuple(row) for row in rows]


def test_up_and_down_with_reports(empty_engine):
    schema.upgrade(empty_engine, BEFORE)
    with empty_engine.begin() as connection:
        for id, process, state in CASES:
            connection.execute(CASE, {"id": id, "number": f"C{id}", "process": process, "state": state, "at": AT})
            for sequence in (1, 2):
                connection.execute(FILING, {"case": id, "sequence": sequence, "at": AT})
            connection.execute(MOVE, {"case": id, "target": state, "at": LATER})
    schema.upgrade(empty_engine, STEP)
    assert accepted(empty_engine) == [(1, 2)]
    schema.downgrade(empty_engine, BEFORE)
    with empty_engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM filing")).scalar() == 6
    schema.upgrade(empty_engine)
    assert accepted(empty_engine) == [(1, 2)]
    assert schema.differences(empty_engine) == []
