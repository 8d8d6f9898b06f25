"""The step of letterheads and of what was read on statements: cases and filings from before it, up and down."""

from sqlalchemy import inspect, text

from siinas.operations import schema
from tests.migrations.test_accepted_filings import AT, CASE, FILING

BEFORE, STEP = "0008", "0009"
ADDED = {"case": {"prints", "statement_reading"}, "filing": {"statement_reading"}, "establishment": {"letterhead_id"}}


def columns(engine, table):
    return {column["name"] for column in inspect(engine).get_columns(table)}


def test_up_and_down_with_cases(empty_engine):
    schema.upgrade(empty_engine, BEFORE)
    indexes = {one["name"] for one in inspect(empty_engine).get_indexes("case")}
    with empty_engine.begin() as connection:
        row = {"id": 1, "number": "LP-1", "process": "laporan-produksi", "state": "returned", "at": AT}
        connection.execute(CASE, row)
        connection.execute(FILING, {"case": 1, "sequence": 1, "at": AT})
    schema.upgrade(empty_engine, STEP)
    for table, added in ADDED.items():
        assert added <= columns(empty_engine, table)
    with empty_engine.connect() as connection:
        kept = connection.execute(text('SELECT prints, statement_reading FROM "case"')).one()
        assert [str(value).strip('"') for value in kept] in (["[]", "{}"], [[], {}])
    schema.downgrade(empty_engine, BEFORE)
    for table, added in ADDED.items():
        assert not added & columns(empty_engine, table)
    assert {one["name"] for one in inspect(empty_engine).get_indexes("case")} == indexes
    with empty_engine.connect() as connection:
        assert connection.execute(text('SELECT count(*) FROM "case"')).scalar() == 1
        assert connection.execute(text("SELECT count(*) FROM filing")).scalar() == 1
    schema.upgrade(empty_engine)
    assert schema.differences(empty_engine) == []
