"""The step of desks, assessments and pictures: cases from before it and after it, up and down."""

from sqlalchemy import inspect, text

from siinas.operations import schema
from tests.migrations.test_accepted_filings import AT, CASE

BEFORE, STEP = "0017", "0018"
ASSESSMENT = text(
    "INSERT INTO case_assessment (id, case_id, kind, sequence, answers, typed, saves, left_out, confirmations,"
    " saved_by, in_words, digest, version) VALUES (1, 1, 'kunjungan', 1, '{}', '{}', '{}', '{}', '{}', 'Orang',"
    " '[]', '', 1)"
)
ATTACHMENT = text(
    "INSERT INTO attachment (id, public_id, sha256, size, media_type, pages, original_name, doc_type, case_id,"
    " uploaded_at) VALUES (1, 'foto', 'x', 1, 'image/jpeg', 1, 'foto.jpg', 'foto_kunjungan', 1, :at)"
)
PHOTO = text(
    "INSERT INTO case_photo (id, case_id, assessment_id, attachment_id, caption, added_by, added_at)"
    " VALUES (1, 1, 1, 1, 'Mesin', 'Orang', :at)"
)


def test_up_and_down_with_cases(empty_engine):
    schema.upgrade(empty_engine, BEFORE)
    indexes = {one["name"] for one in inspect(empty_engine).get_indexes("case")}
    with empty_engine.begin() as connection:
        connection.execute(CASE, {"id": 1, "number": "VSK-1", "process": "vsku", "state": "visit", "at": AT})
    schema.upgrade(empty_engine, STEP)
    with empty_engine.begin() as connection:
        office, desk, routing = connection.execute(text('SELECT office, desk, routing FROM "case"')).one()
        assert (office, desk, str(routing).strip('"')) == (None, None, "{}")
        connection.execute(text("UPDATE \"case\" SET office = '3525', desk = '3525'"))
        connection.execute(ASSESSMENT)
        connection.execute(ATTACHMENT, {"at": AT})
        connection.execute(PHOTO, {"at": AT})
    schema.downgrade(empty_engine, BEFORE)
    assert {one["name"] for one in inspect(empty_engine).get_indexes("case")} == indexes
    tables = set(inspect(empty_engine).get_table_names())
    assert not {"case_assessment", "case_photo", "check_item", "competence_rule"} & tables
    with empty_engine.connect() as connection:
        assert connection.execute(text('SELECT number FROM "case"')).scalars().all() == ["VSK-1"]
        assert connection.execute(text("SELECT public_id FROM attachment")).scalars().all() == ["foto"]
    schema.upgrade(empty_engine)
    assert schema.differences(empty_engine) == []
