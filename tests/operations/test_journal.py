"""The journal: one entry per act, a chain that cannot be changed unseen, no secret in it."""

import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, text, update
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from siinas.catalogue.reports import ProductionReport
from siinas.models import Establishment, JournalEntry, JournalHead, Setting
from siinas.operations import records
from siinas.operations.journal import Verdict, changes, plain, snapshot, verify
from siinas.operations.schema import UNGUARD
from siinas.operations.work import operation
from siinas.process.roles import SYSTEM
from siinas.queries.company import profile, section_version
from siinas.refusal import Refused
from tests.factories import make_company, make_officers, make_report


@pytest.fixture
def journal(engine, make_work):
    """A journal of a whole report."""
    with Session(engine) as session:
        company, officers = make_company(session), make_officers(session)
    make_report(make_work, company, officers, "accepted", page_by_page=True)
    return company, officers


def tamper(engine, *statements):
    with engine.begin() as connection:
        for statement in (*UNGUARD[engine.dialect.name], *statements):
            connection.execute(text(statement))


@pytest.mark.parametrize(
    "statement",
    [
        "REPLACE INTO journal_entry SELECT * FROM journal_entry WHERE seq = 1",
        "INSERT OR REPLACE INTO journal_entry SELECT * FROM journal_entry",
    ],
)
def test_no_entry_is_replaced(sqlite_engine, statement):
    """SQLite has a way to delete that passes by the triggers unless the connection says otherwise."""
    with Session(sqlite_engine) as session:
        make_company(session)
    with pytest.raises(DatabaseError, match="append-only"), sqlite_engine.begin() as connection:
        connection.execute(text(statement))


def verdict(engine):
    with Session(engine) as session:
        return verify(session)


PAGES = len(ProductionReport.asked_steps({}))
ENTRIES = 8 + PAGES
"""Of a report from its opening to its acceptance, the loading of the code lists before it."""


def test_the_journal_of_a_report(engine, journal):
    company, officers = journal
    with Session(engine) as session:
        loaded, *entries = session.scalars(select(JournalEntry).order_by(JournalEntry.seq)).all()
        assert (loaded.act, loaded.actor_name, loaded.actor_id) == ("reference.loaded", "Sistem SIINas", None)
        acts = [entry.act for entry in entries]
        assert acts == [
            "case.opened",
            *["case.page_saved"] * PAGES,
            "case.statement_printed",
            "case.statement_uploaded",
            "letter.issued",
            "case.send",
            "case.check",
            "case.accept",
        ]
        assert {entry.establishment_id for entry in entries} == {company.establishment_id}
        assert {entry.object_kind for entry in entries} == {"case", "letter"}
        last = entries[-1]
        assert (last.actor_id, last.actor_name) == (officers.validator.id, "Validator Contoh")
        assert (last.before, last.after["state"]) == ({"state": "validation"}, "accepted")
        assert (last.ip, len(last.request_id)) == ("203.0.113.7", 32)
        saved = entries[1]
        assert saved.after["page"] == "data-umum"
        assert saved.after["inv_machinery"] == "120000000000"
        assert saved.before["inv_machinery"] is None
    assert verdict(engine) == Verdict(ENTRIES)


TAMPERINGS = {
    "changed act": ("UPDATE journal_entry SET act = 'case.seen' WHERE seq = 5", "entry 5 was changed"),
    "changed name": ("UPDATE journal_entry SET actor_name = 'X' WHERE seq = 1", "entry 1 was changed"),
    "changed person": ("UPDATE journal_entry SET actor_id = 77 WHERE seq = 12", "entry 12 was changed"),
    "changed address": ("UPDATE journal_entry SET ip = '10.0.0.1' WHERE seq = 3", "entry 3 was changed"),
    "changed object": ("UPDATE journal_entry SET object_id = '9' WHERE seq = 3", "entry 3 was changed"),
    "changed company": ("UPDATE journal_entry SET establishment_id = NULL WHERE seq = 3", "entry 3 was changed"),
    "changed contents": ("UPDATE journal_entry SET after = '{}' WHERE seq = 7", "entry 7 was changed"),
    "changed past": ("UPDATE journal_entry SET before = '{}' WHERE seq = 12", "entry 12 was changed"),
    "changed hash": ("UPDATE journal_entry SET hash = 'x' WHERE seq = 4", "entry 4 was changed"),
    "deleted": ("DELETE FROM journal_entry WHERE seq = 6", "entry 6 is missing"),
    "deleted first": ("DELETE FROM journal_entry WHERE seq = 1", "entry 1 is missing"),
    "cut off": ("DELETE FROM journal_entry WHERE seq > 9", f"ends at entry 9, but {ENTRIES} were written"),
    "emptied": ("DELETE FROM journal_entry", f"ends at entry 0, but {ENTRIES} were written"),
    "head set back": ("UPDATE journal_head SET seq = 12", f"ends at entry {ENTRIES}, but 12"),
    "head gone": ("DELETE FROM journal_head", "head of the journal is missing"),
    "renumbered": ("UPDATE journal_entry SET seq = seq + 100 WHERE seq > 8", "entry 9 is missing"),
}


@pytest.mark.parametrize("how", TAMPERINGS)
def test_tampering_is_found(engine, journal, how):
    statement, fault = TAMPERINGS[how]
    tamper(engine, statement)
    assert fault in verdict(engine).fault


def test_a_changed_moment_is_found(engine, journal):
    tamper(engine)
    with Session(engine) as session:
        session.execute(
            update(JournalEntry).where(JournalEntry.seq == 2).values(at=datetime(2026, 10, 6, 2, 0, 1, tzinfo=UTC))
        )
        session.commit()
    assert "entry 2 was changed" in verdict(engine).fault


def test_swapped_entries_are_found(engine, journal):
    tamper(
        engine,
        "UPDATE journal_entry SET seq = 1000 WHERE seq = 5",
        "UPDATE journal_entry SET seq = 5 WHERE seq = 6",
        "UPDATE journal_entry SET seq = 6 WHERE seq = 1000",
    )
    assert verdict(engine).fault


def test_an_entry_with_a_fitting_hash_of_its_own_is_found(engine, journal):
    from siinas.operations.journal import hash_of

    tamper(engine)
    with Session(engine) as session:
        entry = session.get_one(JournalEntry, 5)
        entry.act = "case.seen"
        entry.hash = hash_of(entry)
        session.commit()
    assert "entry 6 does not follow" in verdict(engine).fault


def test_an_empty_journal_is_good(engine):
    tamper(engine, "DELETE FROM journal_entry", "DELETE FROM journal_head")
    assert verdict(engine) == Verdict(0)


def test_what_fails_leaves_nothing(engine, journal, make_work):
    company, _ = journal

    @operation
    def half(work):
        establishment = work.session.get_one(Establishment, company.establishment_id)
        establishment.phone = "1"
        work.record("half", establishment)
        work.leave("mail", "x@example.test", template="laporan_terkirim")
        raise Refused("Tidak.")

    with pytest.raises(Refused, match="Tidak"):
        half(make_work())
    assert verdict(engine) == Verdict(ENTRIES)
    with Session(engine) as session:
        assert session.get_one(Establishment, company.establishment_id).phone == "0315550100"


def test_an_operation_that_forgets_the_journal_fails(engine, make_work):
    @operation
    def silent(work):
        work.session.add(Setting(key="x", value="y"))

    @operation
    def silent_after_flush(work):
        work.session.add(Setting(key="x", value="y"))
        work.session.flush()

    @operation
    def silent_in_bulk(work):
        work.session.execute(update(Establishment).values(phone="1"))

    with Session(engine) as session:
        make_company(session)
    for act in (silent, silent_after_flush, silent_in_bulk):
        with pytest.raises(RuntimeError, match="must journal"):
            act(make_work())
    with Session(engine) as session:
        assert session.get(Setting, "x") is None


def test_nested_operations_are_one_transaction(engine, make_work):
    @operation
    def inner(work):
        work.record("inner", "setting")

    @operation
    def outer(work):
        inner(work)
        work.record("outer", "setting")

    outer(make_work())
    with Session(engine) as session:
        entries = session.scalars(select(JournalEntry).order_by(JournalEntry.seq)).all()
        assert [entry.act for entry in entries][-2:] == ["inner", "outer"]
        assert entries[-1].at == entries[-2].at


def test_secrets_do_not_enter(engine):
    from siinas.models import Person

    with Session(engine) as session:
        company = make_company(session)
        shown = snapshot(session.get_one(Person, company.owner.id))
    assert "user_name" in shown
    assert not {"password_hash", "totp_secret"} & set(shown)


JSON_LIKE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.decimals(allow_nan=False) | st.dates() | st.floats(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@given(JSON_LIKE)
def test_what_is_kept_is_the_same_after_storing(value):
    kept = plain(value)
    assert json.loads(json.dumps(kept)) == kept == plain(kept)


def test_only_what_changed():
    before, after = {"a": 1, "b": 2, "version": 1}, {"a": 1, "b": 3, "c": 4, "version": 2}
    assert changes(before, after) == ({"b": 2, "c": None}, {"b": 3, "c": 4})
    assert plain(Decimal("1.50")) == "1.50"


def test_odd_characters_keep_the_chain_whole(engine, journal, make_work):
    company, _ = journal
    with Session(engine) as session:
        establishment = session.get_one(Establishment, company.establishment_id)
        known = profile(establishment)
        values = {key: known[key] for key in records.BY_KEY["data-umum"].step.fields}
        version = section_version(establishment, records.BY_KEY["data-umum"])
    values |= {"responsible_name": "Ñandú “日本” \u2028 '\"\\ e\u0301", "npwp": "1" * 16}
    records.save_section(make_work(company.owner.actor), "data-umum", values, version=version)
    assert verdict(engine) == Verdict(ENTRIES + 1)


def test_the_head_is_one_row(engine, journal):
    with Session(engine) as session:
        assert session.scalars(select(JournalHead.id)).all() == [1]
    assert SYSTEM.person_id is None
