"""The outbox: done at least once, tried again at set times, given up in the end; no plain password at rest."""

import re
from datetime import timedelta
from email.message import EmailMessage

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from siinas.models import Base, JournalEntry, OutboxRow, Person
from siinas.operations import accounts, outbox
from siinas.operations.work import operation
from siinas.operations.worker import work_off
from siinas.refusal import NotFound, NotPermitted, Refused
from tests.factories import make_company, make_officers, make_person, make_registration

MINUTES = [1, 5, 30, 120, 120, 120, 120]
MAIL = {"template": "laporan_terkirim", "number": "1", "title": "T", "company": "PT", "company_url": "u"}


@pytest.fixture
def leave(make_work):
    """Leaves one mail; returns nothing."""

    @operation
    def one(work, recipient="surat@pabrik.example.test", kind="mail", **payload):
        work.leave(kind, recipient, **(payload or MAIL))
        work.record("test", "outbox")

    return lambda **how: one(make_work(), **how)


def row_of(engine):
    with Session(engine) as session:
        return session.scalars(select(OutboxRow)).one()


def lease_of(make_work, row_id):
    """The lease of one row among all that are due."""
    return next(lease for lease in outbox.lease_due(make_work()) if lease.row_id == row_id)


def test_a_mail_is_sent_once(engine, make_work, mailbox, leave):
    leave()
    (lease,) = outbox.lease_due(make_work())
    assert outbox.deliver(make_work(), lease)
    assert outbox.deliver(make_work(), lease), "what is done is done"
    (message,) = mailbox.sent
    assert message["To"] == "surat@pabrik.example.test"
    assert message["Message-ID"] == f"<outbox-{lease.row_id}@127.0.0.1>"
    assert message["From"] and message["Date"] and message["Subject"]
    row = row_of(engine)
    assert (row.status, row.attempts, row.leased_until) == ("done", 0, None)
    assert outbox.lease_due(make_work()) == []


def test_retry_times_and_giving_up(engine, make_work, mailbox, leave, clock):
    leave()
    mailbox.fault = OSError("no server")
    for minutes in MINUTES:
        (lease,) = outbox.lease_due(make_work())
        assert not outbox.deliver(make_work(), lease)
        row = row_of(engine)
        assert (row.status, row.error) == ("waiting", "OSError: no server")
        assert row.next_at == clock.now + timedelta(minutes=minutes)
        clock.move(seconds=minutes * 60 - 1)
        assert outbox.lease_due(make_work()) == []
        clock.move(seconds=1)
    (lease,) = outbox.lease_due(make_work())
    assert not outbox.deliver(make_work(), lease)
    assert (row_of(engine).status, row_of(engine).attempts) == ("failed", 8)
    clock.move(days=30)
    assert outbox.lease_due(make_work()) == []
    assert mailbox.sent == []


def test_copies_of_a_lease_do_nothing(engine, make_work, mailbox, leave, clock):
    """A queue that was full when the mail server was away must not use up all tries within minutes."""
    leave()
    (lease,) = outbox.lease_due(make_work())
    mailbox.fault = OSError("no server")
    for _ in range(10):
        assert not outbox.deliver(make_work(), lease)
    assert (row_of(engine).status, row_of(engine).attempts) == ("waiting", 1)
    clock.move(minutes=1)
    (next_lease,) = outbox.lease_due(make_work())
    mailbox.fault = None
    assert not outbox.deliver(make_work(), lease), "an earlier lease does not hold while a later one does"
    assert mailbox.sent == []
    assert outbox.deliver(make_work(), next_lease)
    assert len(mailbox.sent) == 1


def test_a_copy_does_nothing_while_the_first_is_at_work(engine, make_work, mailbox, leave, monkeypatch):
    leave()
    (lease,) = outbox.lease_due(make_work())
    taken = []

    def send(message):
        taken.append(message)
        assert not outbox.deliver(make_work(), lease)

    monkeypatch.setattr(mailbox, "send", send)
    assert outbox.deliver(make_work(), lease)
    assert len(taken) == 1
    assert (row_of(engine).status, row_of(engine).attempts) == ("done", 0)


def test_a_try_that_outlived_its_lease_counts_for_nothing(engine, make_work, mailbox, leave, clock, monkeypatch):
    leave()
    (lease,) = outbox.lease_due(make_work())
    later = []

    def send(message):
        clock.move(minutes=6)
        later.extend(outbox.lease_due(make_work()))
        raise OSError("hung up after six minutes")

    monkeypatch.setattr(mailbox, "send", send)
    assert not outbox.deliver(make_work(), lease)
    monkeypatch.undo()
    row = row_of(engine)
    assert (row.status, row.attempts, row.leased_until) == ("waiting", 0, later[0].until)
    assert outbox.deliver(make_work(), later[0])


def test_a_lease_runs_out(make_work, leave, clock):
    leave()
    first = outbox.lease_due(make_work())
    clock.move(minutes=5)
    assert outbox.lease_due(make_work()) == []
    clock.move(seconds=1)
    second = outbox.lease_due(make_work())
    assert [lease.row_id for lease in second] == [lease.row_id for lease in first], "the worker that had it died"


def test_at_most_so_many_in_order(make_work, leave):
    for _ in range(5):
        leave()
    first, second = outbox.lease_due(make_work(), 3), outbox.lease_due(make_work(), 3)
    assert (len(first), len(second)) == (3, 2)
    assert first + second == sorted(first + second)


def test_a_broken_job_stops_nobody(engine, make_work, mailbox, leave):
    leave(kind="nonsense", x=1)
    leave(template="no_such_template", x=1)
    leave()
    for lease in outbox.lease_due(make_work()):
        outbox.deliver(make_work(), lease)
    assert len(mailbox.sent) == 1
    with Session(engine) as session:
        assert [row.status for row in session.scalars(select(OutboxRow).order_by(OutboxRow.id))] == [
            "waiting",
            "waiting",
            "done",
        ]


def test_an_administrator_puts_a_job_back_and_nobody_else(engine, make_work, mailbox, leave, clock):
    with Session(engine) as session:
        officers, company = make_officers(session), make_company(session)
    leave()
    row_id = row_of(engine).id
    with pytest.raises(Refused):
        outbox.try_again(make_work(officers.administrator.actor), row_id)
    with Session(engine) as session:
        row = session.get_one(OutboxRow, row_id)
        row.status, row.attempts = "failed", 8
        session.commit()
    with pytest.raises(NotPermitted):
        outbox.try_again(make_work(officers.auditor.actor), row_id)
    with pytest.raises((NotFound, NotPermitted)):
        outbox.try_again(make_work(company.owner.actor), row_id)
    outbox.try_again(make_work(officers.administrator.actor), row_id)
    row = row_of(engine)
    assert (row.status, row.attempts, row.next_at) == ("waiting", 0, clock.now)
    assert outbox.deliver(make_work(), *outbox.lease_due(make_work()))


def password_in(message):
    return re.search(r"Kata sandi awal\s+: (\S+)", message.get_content())[1]


def everything_stored(engine):
    """The whole database as one text."""
    with engine.connect() as connection:
        return "\n".join(
            str(row)
            for table in Base.metadata.tables
            for row in connection.execute(text(f'SELECT * FROM "{table}"'))
            if table not in {"region", "kbli", "kbli_risk", "country", "unit"}
        )


class Unreliable:
    """Takes the mail and then fails, as a server that hangs up after accepting."""

    def __init__(self):
        self.taken = []

    def send(self, message: EmailMessage) -> None:
        self.taken.append(message)
        raise OSError("hung up")


def test_each_try_makes_a_new_password_and_none_is_at_rest(
    engine, make_work, mailbox, clock, surroundings, monkeypatch
):
    with Session(engine) as session:
        officers = make_officers(session)
    make_registration(make_work, officers, "approved")
    with Session(engine) as session:
        row_id = session.scalars(select(OutboxRow.id).where(OutboxRow.kind == "credentials_mail")).one()
        owner = session.scalars(select(Person).order_by(Person.id.desc())).first()
        assert (owner.password_hash, owner.password_kind) == ("", "")
    unreliable = Unreliable()
    monkeypatch.setattr(mailbox, "send", unreliable.send)
    outbox.deliver(make_work(), lease_of(make_work, row_id))
    monkeypatch.undo()
    clock.move(minutes=1)
    assert outbox.deliver(make_work(), lease_of(make_work, row_id))
    first, second = password_in(unreliable.taken[0]), password_in(mailbox.sent[0])
    assert first != second
    assert len(second) == 16
    stored = everything_stored(engine)
    assert owner.user_name in stored
    assert first not in stored and second not in stored
    with pytest.raises(Refused, match="tidak cocok"):
        accounts.sign_in(make_work(), owner.user_name, first)
    signed_in = accounts.sign_in(make_work(), owner.user_name, second)
    assert signed_in.initial_until == clock.now + timedelta(days=7)
    with Session(engine) as session:
        given = session.scalars(select(JournalEntry).where(JournalEntry.act == "password.initial_given")).all()
        assert len(given) == 2


def test_a_late_second_mail_does_not_undo_an_own_password(engine, make_work, mailbox, clock):
    """The worker died after sending; meanwhile the person has chosen a password."""
    with Session(engine) as session:
        person = make_person(session)
        row = OutboxRow(
            kind="credentials_mail",
            recipient=person.email,
            payload={"person_id": person.id, "company": "PT"},
            created_at=clock.now,
            next_at=clock.now,
        )
        session.add(row)
        session.commit()
        row_id, before = row.id, session.get_one(Person, person.id).password_hash
    assert outbox.deliver(make_work(), lease_of(make_work, row_id))
    with Session(engine) as session:
        assert session.get_one(Person, person.id).password_hash == before
        assert session.get_one(OutboxRow, row_id).status == "done"
    assert mailbox.sent == []


def test_tokens_are_not_at_rest(engine, make_work, mailbox, surroundings):
    with Session(engine) as session:
        officers = make_officers(session)
        person = make_person(session)
    make_registration(make_work, officers, "correction")
    accounts.ask_for_reset(make_work(), person.user_name)
    for lease in outbox.lease_due(make_work()):
        assert outbox.deliver(make_work(), lease)
    links = [re.search(r"http\S+/(?:kata-sandi|registrasi/perbaikan)/(\S+)", m.get_content()) for m in mailbox.sent]
    tokens = [link[1] for link in links if link]
    assert len(tokens) == 2
    stored = everything_stored(engine)
    assert not any(token in stored for token in tokens)


def test_everything_due_is_worked_off(engine, make_work, mailbox, leave):
    from contextlib import contextmanager

    @contextmanager
    def workplace():
        yield make_work()

    for _ in range(25):
        leave()
    assert work_off(workplace) == 25
    assert len(mailbox.sent) == 25
    assert work_off(workplace) == 0
