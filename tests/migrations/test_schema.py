"""The database's way up, down and up again, with rows in its tables, on both databases."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from siinas.models import Base, Case, JournalEntry, LegalEntity, Region
from siinas.operations import company_import, email_change, outbox, people, schema
from siinas.operations.journal import verify
from siinas.operations.reference import load_reference
from siinas.operations.work import Work
from tests.conftest import works
from tests.factories import make_company, make_officers, make_report, make_request, save_addresses
from tests.web.world import brought, own_proof

FORBIDDEN = ("UPDATE journal_entry SET act = 'x'", "DELETE FROM journal_entry")


def tables_of(engine):
    return set(inspect(engine).get_table_names()) - {"alembic_version"}


def with_data(engine, surroundings, clock):
    with Session(engine) as session:
        load_reference(Work(session, surroundings, clock=clock))
        company, officers = make_company(session), make_officers(session)
    with works(engine, surroundings, clock) as make_work:
        make_report(make_work, company, officers, "accepted")


def test_from_empty_to_the_models(empty_engine):
    assert schema.current(empty_engine) is None
    schema.upgrade(empty_engine)
    assert schema.current(empty_engine) == schema.head()
    assert schema.differences(empty_engine) == []
    assert tables_of(empty_engine) == set(Base.metadata.tables)
    schema.upgrade(empty_engine)
    assert schema.differences(empty_engine) == []


def test_down_with_rows_and_up_again(empty_engine, surroundings, clock):
    schema.upgrade(empty_engine)
    with_data(empty_engine, surroundings, clock)
    schema.downgrade(empty_engine, "base")
    assert tables_of(empty_engine) == set()
    assert schema.current(empty_engine) is None
    schema.upgrade(empty_engine)
    assert schema.differences(empty_engine) == []
    with_data(empty_engine, surroundings, clock)
    with Session(empty_engine) as session:
        assert session.query(Case).one().state == "accepted"
        assert verify(session).fault == ""


def with_account_and_company_data(engine, surroundings, clock):
    """What the third step brought: an address asked for, somebody invited, an e-mail to change, companies loaded."""
    with_data(engine, surroundings, clock)
    with Session(engine) as session:
        company, officers = make_company(session), make_officers(session)
    with works(engine, surroundings, clock) as make_work:
        save_addresses(make_work, company)
        make_request(make_work, company)
        own_proof(make_work, company)
        people.invite(make_work(company.owner.actor), "Wulan Contoh", "wulan@contoh.example.test", "staff")
        work = make_work(company.owner.actor)
        work.proved_at = work.now
        email_change.ask(work, "baru@contoh.example.test")
        public_id = brought(make_work, officers)
        company_import.load(make_work(officers.administrator.actor), public_id)
        assert not company_import.load_batch(make_work(), 1)
        for lease in outbox.lease_due(make_work(), most=100):
            assert outbox.deliver(make_work(), lease)


def counts(engine, tables):
    with engine.connect() as connection:
        return {table: connection.execute(text(f'SELECT count(*) FROM "{table}"')).scalar_one() for table in tables}


def test_the_third_step_undone_and_done_again_with_all_that_it_brought(empty_engine, surroundings, clock):
    schema.upgrade(empty_engine, "0002")
    # A step down forgets that the lists were loaded, so that they come again with their tables.
    older = tables_of(empty_engine) - {"one_time_link", "reference_load", "setting"}
    schema.upgrade(empty_engine)
    brought_by_it = {"invitation", "email_change", "company_import_row", "letter"}
    assert brought_by_it.isdisjoint(older)
    with_account_and_company_data(empty_engine, surroundings, clock)
    before = counts(empty_engine, older)
    with empty_engine.connect() as connection:  # a list of certificates is what the step brought
        certificates = connection.execute(text("SELECT count(*) FROM company_document WHERE section = 'sertifikat'"))
        before["company_document"] -= certificates.scalar_one()
    assert min(counts(empty_engine, brought_by_it).values()) > 0
    schema.downgrade(empty_engine, "0002")
    assert counts(empty_engine, older) == before
    schema.upgrade(empty_engine)
    assert schema.differences(empty_engine) == []
    assert counts(empty_engine, older) == before
    with Session(empty_engine) as session:
        assert verify(session).fault == ""
        loaded = session.query(LegalEntity).filter(LegalEntity.nib == "9130000000091").one()
        assert [one.email for one in loaded.establishments] == ["surat@muatan.example.test"]


def test_every_step_down_and_up_keeps_what_it_can(empty_engine):
    steps = sorted(path.stem[:4] for path in (schema.MIGRATIONS / "versions").glob("[0-9]*.py"))
    assert steps == [f"{number:04d}" for number in range(1, len(steps) + 1)]
    assert schema.head() == steps[-1]
    for number, step in enumerate(steps):
        schema.upgrade(empty_engine, step)
        schema.downgrade(empty_engine, steps[number - 1] if number else "base")
        schema.upgrade(empty_engine, step)
    assert schema.differences(empty_engine) == []


def test_the_journal_is_guarded_after_migrating(empty_engine, surroundings, clock):
    schema.upgrade(empty_engine)
    with Session(empty_engine) as session:
        load_reference(Work(session, surroundings, clock=clock))
    forbidden = FORBIDDEN + (("TRUNCATE journal_entry",) if empty_engine.dialect.name == "postgresql" else ())
    for statement in forbidden:
        with pytest.raises(DBAPIError, match="append-only"), empty_engine.begin() as connection:
            connection.execute(text(statement))
    with Session(empty_engine) as session:
        assert session.query(JournalEntry).one().act == "reference.loaded"


def test_differences_are_told(engine):
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE region ADD COLUMN mayor VARCHAR(20)"))
        connection.execute(text("DROP INDEX ix_case_queue"))
        for statement in schema.UNGUARD[engine.dialect.name]:
            connection.execute(text(statement))
    found = "\n".join(schema.differences(engine))
    assert "mayor" in found
    assert "ix_case_queue" in found
    assert "append-only" in found


def test_two_servers_that_start_at_once_migrate_one_after_the_other(empty_engine):
    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(schema.upgrade, empty_engine) for _ in range(4)]:
            done.result(timeout=60)
    assert schema.differences(empty_engine) == []


def test_a_step_that_breaks_off_leaves_nothing(empty_engine, monkeypatch):
    monkeypatch.setitem(schema.APPEND_ONLY, empty_engine.dialect.name, ("CREATE NONSENSE",))
    with pytest.raises(DBAPIError, match="NONSENSE"):
        schema.upgrade(empty_engine)
    monkeypatch.undo()
    assert tables_of(empty_engine) == set()
    schema.upgrade(empty_engine)
    assert schema.differences(empty_engine) == []


def test_a_new_revision_is_numbered_and_read_again(tmp_path, monkeypatch, sqlite_engine):
    versions = tmp_path / "migrations" / "versions"
    versions.mkdir(parents=True)
    for source in [*schema.MIGRATIONS.glob("*.*"), *(schema.MIGRATIONS / "versions").glob("*.py")]:
        target = versions / source.name if source.parent.name == "versions" else versions.parent / source.name
        target.write_text(source.read_text())
    monkeypatch.setattr(schema, "MIGRATIONS", versions.parent)
    with sqlite_engine.begin() as connection:
        connection.execute(text("DROP INDEX ix_region_parent_name"))
        connection.execute(text("ALTER TABLE journal_entry ADD COLUMN mood VARCHAR(5)"))
    before = int(schema.head())
    path = schema.new_revision(sqlite_engine, "Missing index")
    assert path.name == f"{before + 1:04d}_missing_index.py"
    written = path.read_text()
    assert re.search(r"create_index\(.*ix_region_parent_name", written)
    assert written.count("op.unguard_journal()") == written.count("op.guard_journal()") == 2
    schema.upgrade(sqlite_engine)
    assert schema.current(sqlite_engine) == schema.head() == f"{before + 1:04d}"
    assert schema.differences(sqlite_engine) == []
    with Session(sqlite_engine) as session:
        assert session.query(Region).count() > 7000
        assert verify(session).fault == ""
