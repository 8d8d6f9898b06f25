"""The step of what workbooks brought and could not be taken: cases from before it, up and down."""

from sqlalchemy import inspect, text

from siinas.operations import schema
from tests.migrations.test_accepted_filings import AT, CASE

BEFORE, STEP = "0013", "0014"


def test_up_and_down_with_cases(empty_engine):
    schema.upgrade(empty_engine, BEFORE)
    indexes = {one["name"] for one in inspect(empty_engine).get_indexes("case")}
    with empty_engine.begin() as connection:
        row = {"id": 1, "number": "LP-1", "process": "laporan-produksi", "state": "draft", "at": AT}
        connection.execute(CASE, row)
    schema.upgrade(empty_engine, STEP)
    with empty_engine.connect() as connection:
        kept = connection.execute(text('SELECT left_out FROM "case"')).scalar_one()
        assert str(kept).strip('"') == "{}"
    schema.downgrade(empty_engine, BEFORE)
    assert "left_out" not in {column["name"] for column in inspect(empty_engine).get_columns("case")}
    assert {one["name"] for one in inspect(empty_engine).get_indexes("case")} == indexes
    with empty_engine.connect() as connection:
        assert connection.execute(text('SELECT number FROM "case"')).scalars().all() == ["LP-1"]
    schema.upgrade(empty_engine)
    assert schema.differences(empty_engine) == []
