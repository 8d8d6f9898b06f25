"""The step that lets companies be found by their names: legal entities from before it, up, down and up again."""

from sqlalchemy import inspect, text

from siinas.operations import schema

BEFORE = "0002"
ROW = text("INSERT INTO legal_entity (id, nib, name, npwp, version) VALUES (1, '9120000000017', 'PT Contoh', '1', 1)")
MARKS = (
    "INSERT INTO name_word (word, head, tail, length) VALUES ('contoh', 'co', 'oh', 6)",
    "INSERT INTO company_mark (kind, value, legal_entity_id) VALUES ('word', 'contoh', 1)",
)


def names(engine):
    with engine.connect() as connection:
        return connection.execute(text("SELECT id, name FROM legal_entity")).all()


def test_legal_entities_survive_the_step_and_its_undoing(empty_engine):
    schema.upgrade(empty_engine, BEFORE)
    with empty_engine.begin() as connection:
        connection.execute(ROW)
    schema.upgrade(empty_engine)
    with empty_engine.begin() as connection:
        for statement in MARKS:
            connection.execute(text(statement))
    assert names(empty_engine) == [(1, "PT Contoh")]
    schema.downgrade(empty_engine, BEFORE)
    assert names(empty_engine) == [(1, "PT Contoh")]
    assert not {"name_word", "company_mark", "registration_likeness"} & set(inspect(empty_engine).get_table_names())
    schema.upgrade(empty_engine)
    assert names(empty_engine) == [(1, "PT Contoh")]
    assert schema.differences(empty_engine) == []
