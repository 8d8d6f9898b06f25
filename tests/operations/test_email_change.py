"""Change of an e-mail address, sessions at the same time, and proof that is asked once more."""

import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from siinas.models import EmailChange, JournalEntry, OneTimeLink, Person, Setting, WebSession
from siinas.operations import accounts, email_change, outbox, proofs, sessions
from siinas.process.roles import ANONYMOUS, Role
from siinas.queries.browsers import browser_words
from siinas.queries.sessions import open_sessions
from siinas.refusal import NotFound, NotPermitted, Refused, TooMany
from tests.factories import NOW, PASSWORD, code_at, give_factor, make_company, make_officer

NEW = "alamat-baru@contoh.example.test"
OWN = "dermaga tujuh lampu kuning"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0"


@pytest.fixture
def person(engine):
    with Session(engine) as session:
        return make_company(session).owner


@pytest.fixture
def officer(engine):
    with Session(engine) as session:
        return make_officer(session, Role.VERIFIER)


def proved(work):
    work.proved_at = work.now
    return work


def ask(make_work, someone, new=NEW):
    email_change.ask(proved(make_work(someone.actor)), new)


def deliver(make_work):
    for lease in outbox.lease_due(make_work(), most=100):
        assert outbox.deliver(make_work(), lease)


def tokens(make_work, mailbox, someone, new=NEW):
    """The secrets in the mails to the old and to the new address."""
    deliver(make_work)
    return [re.search(r"/alamat-e-mail/(\S+)", mailbox.to(a)[-1].get_content())[1] for a in (someone.email, new)]


def email_of(engine, someone):
    with Session(engine) as session:
        return session.get_one(Person, someone.id).email


# E-mail


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_the_address_changes_once_both_have_confirmed(engine, make_work, mailbox, person, order):
    mine, theirs = begin(make_work, person), begin(make_work, person)
    ask(make_work, person)
    links = tokens(make_work, mailbox, person)
    assert email_change.confirm(make_work(ANONYMOUS), links[order[0]]) is False
    assert email_change.confirm(make_work(ANONYMOUS), links[order[0]]) is False, "the same side twice is not both"
    assert email_of(engine, person) == person.email
    assert email_change.confirm(make_work(ANONYMOUS), links[order[1]], keep_token=mine) is True
    assert email_of(engine, person) == NEW
    assert [sessions.look_up(make_work(), token) is not None for token in (mine, theirs)] == [True, False]
    for token in links:
        assert email_change.question(make_work(ANONYMOUS), token).dead == email_change.DONE
    deliver(make_work)
    for address in (person.email, NEW):
        assert "sudah diganti dari" in mailbox.to(address)[-1].get_content()
    with Session(engine) as session:
        entry = session.scalars(select(JournalEntry).where(JournalEntry.act == "email.changed")).one()
        assert (entry.before, entry.after) == ({"email": person.email}, {"email": NEW})


def test_the_new_address_is_told_nothing_about_the_account(engine, make_work, mailbox, person):
    ask(make_work, person)
    deliver(make_work)
    text = mailbox.to(NEW)[-1].get_content()
    for secret in (person.user_name, person.email, person.actor.name):
        assert secret not in text
    assert person.user_name in mailbox.to(person.email)[-1].get_content()
    with Session(engine) as session:
        kept = {link.token_hash for link in session.scalars(select(OneTimeLink))}
    assert kept == {sessions.token_hash(token) for token in tokens(make_work, mailbox, person)}


@pytest.mark.parametrize("side", [0, 1])
def test_either_side_says_no(engine, make_work, mailbox, person, side):
    ask(make_work, person)
    links = tokens(make_work, mailbox, person)
    email_change.confirm(make_work(ANONYMOUS), links[1 - side])
    email_change.refuse(make_work(ANONYMOUS), links[side])
    for token in links:
        for act in (email_change.confirm, email_change.refuse):
            with pytest.raises(Refused, match="sudah dibatalkan"):
                act(make_work(ANONYMOUS), token)
    assert email_of(engine, person) == person.email
    assert email_change.open_change(make_work(), person.id) is None


def test_a_link_that_waited_does_not_go_to_the_old_address(engine, make_work, mailbox, person):
    accounts.ask_for_reset(make_work(ANONYMOUS), person.user_name)
    with Session(engine) as session:
        session.get_one(Person, person.id).email = NEW
        session.commit()
    deliver(make_work)
    assert mailbox.sent == []


# For somebody who lost the old address

REASON = "Dikenali lewat surat direktur; karyawan lama membawa kotak suratnya."


def test_an_administrator_asks_and_the_new_address_alone_confirms(engine, make_work, mailbox, person):
    with Session(engine) as session:
        administrator = make_officer(session, Role.ADMINISTRATOR)
    begin(make_work, person)
    told = email_change.ask_for(proved(make_work(administrator.actor)), person.id, f" {NEW} ", REASON)
    assert told == person.actor.name
    old, new = tokens(make_work, mailbox, person)
    assert "tidak dapat dibuka lagi" in mailbox.to(person.email)[-1].get_content()
    for secret in (person.user_name, person.email, person.actor.name):
        assert secret not in mailbox.to(NEW)[-1].get_content()
    asked = email_change.question(make_work(ANONYMOUS), old)
    assert (asked.by_administrator, asked.confirmed) == (True, True)
    assert email_of(engine, person) == person.email
    assert email_change.confirm(make_work(ANONYMOUS), new) is True
    assert email_of(engine, person) == NEW
    with Session(engine) as session:
        entry = session.scalars(select(JournalEntry).where(JournalEntry.act == "email.change_asked_for")).one()
        assert (entry.actor_id, entry.after) == (administrator.id, {"email": NEW, "reason": REASON})
        assert not session.scalars(select(WebSession).where(WebSession.person_id == person.id)).all()


def test_the_old_address_may_still_say_no(engine, make_work, mailbox, person):
    with Session(engine) as session:
        administrator = make_officer(session, Role.ADMINISTRATOR)
    email_change.ask_for(proved(make_work(administrator.actor)), person.id, NEW, REASON)
    old, new = tokens(make_work, mailbox, person)
    email_change.refuse(make_work(ANONYMOUS), old)
    with pytest.raises(Refused, match="sudah dibatalkan"):
        email_change.confirm(make_work(ANONYMOUS), new)
    assert email_of(engine, person) == person.email


def test_who_may_ask_for_another_and_what_is_refused(engine, make_work, mailbox, person, officer):
    with Session(engine) as session:
        administrator = make_officer(session, Role.ADMINISTRATOR)

    def refused(someone, *given, proof=True):
        work = make_work(someone.actor)
        with pytest.raises(Refused) as refusal:
            email_change.ask_for(proved(work) if proof else work, *given)
        return refusal.value

    for someone in (officer, person):
        assert isinstance(refused(someone, person.id, NEW, REASON), NotPermitted)
    assert refused(administrator, person.id, NEW, REASON, proof=False).field == "password"
    assert "Akun saya" in refused(administrator, administrator.id, NEW, REASON).reason
    assert refused(administrator, person.id, person.email.upper(), REASON).field == "new_email"
    assert refused(administrator, person.id, NEW, " pendek ").field == "reason"
    assert isinstance(refused(administrator, 999_999, NEW, REASON), NotFound)
    with Session(engine) as session:
        session.get_one(Person, person.id).active = False
        session.commit()
    assert "tidak aktif" in refused(administrator, person.id, NEW, REASON).reason
    deliver(make_work)
    assert mailbox.sent == []


def test_the_person_takes_it_back_or_asks_anew(engine, make_work, mailbox, person):
    ask(make_work, person)
    first = tokens(make_work, mailbox, person)
    ask(make_work, person, "lain@contoh.example.test")
    with pytest.raises(Refused, match="sudah dibatalkan"):
        email_change.confirm(make_work(ANONYMOUS), first[0])
    email_change.cancel(make_work(person.actor))
    with pytest.raises(Refused, match="Tidak ada perubahan"):
        email_change.cancel(make_work(person.actor))
    with Session(engine) as session:
        assert set(session.scalars(select(EmailChange.state))) == {"cancelled"}
    deliver(make_work)
    assert mailbox.to("lain@contoh.example.test") == [], "nobody is asked about what was taken back"


@pytest.mark.parametrize(("seconds", "alive"), [(-1, True), (0, False)])
def test_a_change_lives_a_day(engine, make_work, mailbox, person, clock, seconds, alive):
    ask(make_work, person)
    links = tokens(make_work, mailbox, person)
    email_change.confirm(make_work(ANONYMOUS), links[0])
    clock.move(hours=24, seconds=seconds)
    if alive:
        assert email_change.confirm(make_work(ANONYMOUS), links[1])
        return
    with pytest.raises(Refused, match="sudah berakhir"):
        email_change.confirm(make_work(ANONYMOUS), links[1])
    assert email_of(engine, person) == person.email
    assert email_change.open_change(make_work(), person.id) is None
    ask(make_work, person), "and can be asked for again"


def test_a_bad_wish(engine, make_work, person):
    with pytest.raises(Refused, match="sama dengan e-mail") as refusal:
        ask(make_work, person, f" {person.email.upper()} ")
    assert refusal.value.field == "new_email"
    with pytest.raises(Refused, match="sekali lagi") as refusal:
        email_change.ask(make_work(person.actor), NEW)
    assert refusal.value.field == "password"
    with Session(engine) as session:
        assert session.scalars(select(EmailChange)).all() == []


def test_wishes_are_limited_by_the_day(make_work, person, clock):
    for number in range(5):
        ask(make_work, person, f"baru{number}@contoh.example.test")
    with pytest.raises(TooMany, match="perubahan e-mail"):
        ask(make_work, person)
    clock.move(days=1, minutes=1)
    ask(make_work, person)


def test_a_new_password_ends_a_waiting_change_and_a_new_address_the_links(engine, make_work, mailbox, person):
    ask(make_work, person)
    links = tokens(make_work, mailbox, person)
    accounts.change_password(make_work(person.actor), PASSWORD, OWN, keep_token="")
    with pytest.raises(Refused, match="sudah dibatalkan"):
        email_change.confirm(make_work(ANONYMOUS), links[0])
    accounts.ask_for_reset(make_work(), person.user_name)
    deliver(make_work)
    reset = re.search(r"/kata-sandi/(\S+)", mailbox.to(person.email)[-1].get_content())[1]
    ask(make_work, person)
    for token in tokens(make_work, mailbox, person):
        email_change.confirm(make_work(ANONYMOUS), token)
    with pytest.raises(Refused, match="sudah dipakai"):
        accounts.reset_password(make_work(), reset, OWN + " dua")


def test_a_new_password_is_told_by_mail(make_work, mailbox, person):
    work = make_work(person.actor)
    work.user_agent = FIREFOX
    accounts.change_password(work, PASSWORD, OWN, keep_token="")
    deliver(make_work)
    text = mailbox.to(person.email)[-1].get_content()
    assert "Firefox di Linux" in text
    assert OWN not in text
    with pytest.raises(Refused, match="sama dengan yang sekarang"):
        accounts.change_password(make_work(person.actor), OWN, OWN, keep_token="")


def test_of_many_who_confirm_at_once_it_changes_once(engine, make_work, mailbox, person):
    ask(make_work, person)
    links, start = tokens(make_work, mailbox, person), Barrier(8)

    def act(number):
        work = make_work(ANONYMOUS)
        start.wait(30)
        try:
            return email_change.confirm(work, links[number % 2])
        except Refused:
            return False

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(act, range(8))) == 1
    assert email_of(engine, person) == NEW


@pytest.mark.parametrize("secret", ["", "x", "'; --", "x" * 500])
def test_a_link_that_nobody_made(make_work, secret):
    assert email_change.question(make_work(ANONYMOUS), secret).dead == email_change.UNKNOWN
    for act in (email_change.confirm, email_change.refuse):
        with pytest.raises(Refused, match="tidak dikenal"):
            act(make_work(ANONYMOUS), secret)


# Sessions


def begin(make_work, someone, user_agent=""):
    token = sessions.new_token()
    sessions.store(make_work(), token, {"_user_id": str(someone.id)}, user_agent=user_agent)
    return token


@pytest.mark.parametrize(("who", "most"), [("person", 5), ("officer", 2)])
def test_the_oldest_session_ends(request, engine, make_work, clock, who, most):
    someone, opened = request.getfixturevalue(who), []
    for _number in range(most + 2):
        opened.append(begin(make_work, someone, FIREFOX))
        clock.move(seconds=40)
    alive = [sessions.look_up(make_work(), token) is not None for token in opened]
    assert alive == [False] * 2 + [True] * most
    with Session(engine) as session:
        entries = session.scalars(select(JournalEntry).where(JournalEntry.act == "session.ended")).all()
        assert [entry.after for entry in entries] == [{"browser": "Firefox di Linux", "session_ip": "203.0.113.7"}] * 2


def test_the_limit_counts_living_sessions_of_that_person_only(engine, make_work, person, officer, clock):
    with Session(engine) as session:
        session.add(Setting(key="sessions_officer", value="1"))
        session.commit()
    theirs = [begin(make_work, person) for _ in range(5)]
    old = begin(make_work, officer)
    clock.move(minutes=31)
    waiting = sessions.new_token()
    sessions.store(make_work(), waiting, {"pending_person": {"id": officer.id}})
    new = begin(make_work, officer)
    assert sessions.look_up(make_work(), new) is not None
    assert sessions.look_up(make_work(), waiting) is not None, "who owes a code has not signed in"
    assert all(sessions.look_up(make_work(), token) is not None for token in theirs)
    assert sessions.look_up(make_work(), old) is None
    with Session(engine) as session:
        assert session.scalars(select(JournalEntry).where(JournalEntry.act == "session.ended")).all() == []


def test_of_many_that_begin_at_once_no_more_stay_than_allowed(engine, make_work, person):
    start = Barrier(12)

    def act(_number):
        work, token = make_work(), sessions.new_token()
        start.wait(30)
        sessions.store(work, token, {"_user_id": str(person.id)})
        return token

    with ThreadPoolExecutor(12) as pool:
        opened = list(pool.map(act, range(12)))
    assert sum(sessions.look_up(make_work(), token) is not None for token in opened) == 5


def test_own_sessions_are_listed_and_ended(engine, make_work, person, officer, clock):
    mine, other = begin(make_work, person, FIREFOX), begin(make_work, person)
    foreign = begin(make_work, officer)
    clock.move(minutes=2)
    sessions.look_up(make_work(), other)
    with Session(engine) as session:
        found = open_sessions(session, session.get_one(Person, person.id), clock.now, sessions.token_hash(mine))
        ids = {row.token_hash: row.id for row in session.scalars(select(WebSession))}
    assert [(one.own, one.browser, one.used) for one in found] == [
        (True, "Firefox di Linux", NOW),
        (False, "", clock.now),
    ]
    with pytest.raises(NotFound):
        sessions.end_own(make_work(person.actor), ids[sessions.token_hash(foreign)])
    with pytest.raises(NotFound):
        sessions.end_own(make_work(person.actor), -1)
    sessions.end_own(make_work(person.actor), ids[sessions.token_hash(other)])
    assert [sessions.look_up(make_work(), token) is not None for token in (mine, other, foreign)] == [True, False, True]
    begin(make_work, person)
    begin(make_work, person)
    assert sessions.end_own_others(make_work(person.actor), keep_token=mine) == 2
    assert sessions.look_up(make_work(), mine) is not None
    with pytest.raises(Refused, match="Tidak ada sesi lain"):
        sessions.end_own_others(make_work(person.actor), keep_token=mine)


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (FIREFOX, "Firefox di Linux"),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 "
            "Safari/537.36 Edg/131.0.0.0",
            "Edge di Windows",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
            "Version/18.1 Mobile/15E148 Safari/604.1",
            "Safari di iPhone atau iPad",
        ),
        (
            "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/125.0.0.0 Mobile "
            "Safari/537.36",
            "Chrome di Android",
        ),
        ("", ""),
        ("<script>alert(1)</script>", ""),
        ("\r\nX: y", ""),
        ("x" * 5000, ""),
    ],
)
def test_browsers_in_words(user_agent, words):
    assert browser_words(user_agent) == words


# Proof


def test_a_password_is_proof_and_wrong_ones_are_counted(engine, make_work, person, clock):
    work = make_work(person.actor)
    for _try in range(5):
        with pytest.raises(Refused, match="Kata sandi tidak cocok") as refusal:
            proofs.prove(work, "salah")
        assert refusal.value.field == "password"
    with pytest.raises(TooMany, match="Terlalu banyak percobaan"):
        proofs.prove(work, PASSWORD)
    assert not proofs.fresh(work)
    clock.move(minutes=16)
    for _time in range(7):
        proofs.prove(work, PASSWORD)
    assert proofs.fresh(work)
    clock.move(minutes=10)
    assert not proofs.fresh(work)
    with Session(engine) as session:
        assert len(session.scalars(select(JournalEntry).where(JournalEntry.act == "proof.failed")).all()) == 5


def test_an_officers_proof_is_a_code_and_each_counts_once(engine, make_work, officer, clock):
    give_factor(make_work(), officer.user_name)
    work = make_work(officer.actor)
    with pytest.raises(Refused) as refusal:
        proofs.require(work)
    assert refusal.value.field == "code"
    for wrong in (PASSWORD, "000000", ""):
        with pytest.raises(Refused) as refusal:
            proofs.prove(work, wrong)
        assert refusal.value.field == "code"
    code = code_at(clock.now)
    proofs.prove(work, code)
    proofs.require(work)
    with pytest.raises(Refused, match="sudah dipakai"):
        proofs.prove(make_work(officer.actor), code)
    with Session(engine) as session:
        acts = session.scalars(select(JournalEntry.act).order_by(JournalEntry.seq)).all()
        assert "sign_in.done" not in acts
        assert acts.count("proof.given") == 1
