"""Signing in, initial and own passwords, reset links, throttle and sessions: figures to the second."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from siinas.models import JournalEntry, OneTimeLink, Person, Setting, ThrottleCount, WebSession
from siinas.operations import accounts, outbox, passwords, sessions, throttle
from siinas.operations.work import operation
from siinas.process.roles import Grant, Role
from siinas.refusal import Refused, TooMany
from tests.factories import PASSWORD, make_company, make_officer, make_person

NEW = "sungai dingin dua kapal tua"


@pytest.fixture
def person(engine):
    with Session(engine) as session:
        return make_company(session).owner


@pytest.fixture
def officer(engine):
    with Session(engine) as session:
        return make_officer(session, Role.VERIFIER)


def sign_in(make_work, person, password=PASSWORD, ip="203.0.113.7"):
    return accounts.sign_in(make_work(ip=ip), person.user_name, password)


def give_initial(make_work, person):
    @operation
    def give(work):
        return accounts.give_initial_password(work, work.session.get_one(Person, person.id))

    return give(make_work())


def set_to(engine, key, value):
    with Session(engine) as session:
        session.merge(Setting(key=key, value=str(value)))
        session.commit()


# Signing in


def test_signing_in(engine, make_work, person):
    assert sign_in(make_work, person).person_id == person.id
    assert accounts.sign_in(make_work(), f"  {person.user_name.upper()} ", PASSWORD).initial_until is None
    for password in ("", PASSWORD.upper(), PASSWORD + " ", PASSWORD[:-1]):
        with pytest.raises(Refused, match="tidak cocok"):
            sign_in(make_work, person, password)
    with Session(engine) as session:
        acts = session.scalars(select(JournalEntry.act).order_by(JournalEntry.seq)).all()
    assert acts[-6:] == ["sign_in.done"] * 2 + ["sign_in.failed"] * 4


def test_the_same_sentence_for_unknown_wrong_and_inactive(engine, make_work, person):
    sentences = set()
    with Session(engine) as session:
        off = make_person(session)
        session.get_one(Person, off.id).active = False
        none = make_person(session)
        session.get_one(Person, none.id).password_hash = ""
        session.commit()
    for name, password in (
        ("nobody", PASSWORD),
        (person.user_name, "x"),
        (off.user_name, PASSWORD),
        (none.user_name, ""),
    ):
        with pytest.raises(Refused) as refusal:
            accounts.sign_in(make_work(), name, password)
        sentences.add((type(refusal.value), str(refusal.value)))
    assert len(sentences) == 1


def test_composed_and_decomposed_letters_are_one_password(engine, make_work, person):
    with Session(engine) as session:
        session.get_one(Person, person.id).password_hash = passwords.hashed("kafé berkabut sore")
        session.commit()
    assert sign_in(make_work, person, "kafe\u0301 berkabut sore")


def test_an_old_hash_is_renewed(engine, make_work, person):
    from argon2 import PasswordHasher

    with Session(engine) as session:
        weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1, hash_len=16).hash(PASSWORD)
        session.get_one(Person, person.id).password_hash = weak
        session.commit()
    sign_in(make_work, person)
    with Session(engine) as session:
        assert session.get_one(Person, person.id).password_hash != weak
    sign_in(make_work, person)


# Initial password


@pytest.mark.parametrize(("seconds", "alive"), [(-1, True), (0, False), (1, False)])
def test_the_initial_password_lives_seven_days(make_work, person, clock, seconds, alive):
    password = give_initial(make_work, person)
    given = clock.now
    clock.now = given + timedelta(days=7, seconds=seconds)
    if alive:
        assert sign_in(make_work, person, password).initial_until == given + timedelta(days=7)
        return
    with pytest.raises(Refused, match="Kata sandi awal sudah berakhir"):
        sign_in(make_work, person, password)
    with pytest.raises(Refused, match="tidak cocok"):
        sign_in(make_work, person, "wrong")


def test_no_end_where_the_setting_says_so(engine, make_work, person, clock):
    set_to(engine, "initial_password_days", 0)
    password = give_initial(make_work, person)
    clock.move(days=3650)
    assert sign_in(make_work, person, password).initial_until is None


def test_it_dies_with_an_own_one_and_opens_nobody_elses_account(engine, make_work, person, officer):
    password = give_initial(make_work, person)
    with pytest.raises(Refused):
        sign_in(make_work, officer, password)
    accounts.change_password(make_work(person.actor), password, NEW, keep_token="")
    with pytest.raises(Refused):
        sign_in(make_work, person, password)
    assert sign_in(make_work, person, NEW).initial_until is None


def test_generated_passwords():
    made = {passwords.generated() for _ in range(500)}
    assert len(made) == 500
    assert all(len(password) == 16 and not set(password) & set("0O1lIio") for password in made)


# Own password


@pytest.mark.parametrize(
    "password",
    ["pendek", "a" * 40, "abababababababab", "x" * 129 + "yzabc", "siinas kemen", "pabrik0001owner12", "91200000"],
)
def test_weak_passwords(password):
    context = dict.fromkeys(("pabrik0001owner", "9120000000017"), "kata sendiri")
    assert passwords.fault(password, shortest=12, own_words=context).endswith(".")


@pytest.mark.parametrize(
    "password", [NEW, PASSWORD, "gula-pasir-di-gudang", "Ж" * 4 + "ярмарка зимой", "p" + "aбcd" * 31]
)
def test_good_passwords(password):
    assert passwords.fault(password, shortest=12, own_words={"pabrik0001owner": "nama Anda"}) == ""


def test_officers_need_longer_ones(make_work, person, officer):
    fifteen, fourteen = "lima belas huru", "empat belas hu"
    assert (len(fifteen), len(fourteen)) == (15, 14)
    accounts.change_password(make_work(person.actor), PASSWORD, fourteen, keep_token="")
    with pytest.raises(Refused, match="paling sedikit 15") as refusal:
        accounts.change_password(make_work(officer.actor), PASSWORD, fourteen, keep_token="")
    assert refusal.value.field == "new_password"
    accounts.change_password(make_work(officer.actor), PASSWORD, fifteen, keep_token="")


def test_changing_ends_all_other_sessions(engine, make_work, person):
    tokens = [sessions.new_token() for _ in range(3)]
    for token in tokens:
        sessions.store(make_work(), token, {"_user_id": str(person.id)})
    with pytest.raises(Refused, match="sekarang tidak cocok"):
        accounts.change_password(make_work(person.actor), "x", NEW, keep_token=tokens[0])
    accounts.change_password(make_work(person.actor), PASSWORD, NEW, keep_token=tokens[0])
    assert [sessions.look_up(make_work(), token) is not None for token in tokens] == [True, False, False]


def test_a_fresh_initial_password_is_not_asked_again(engine, make_work, person, officer, clock):
    initial = give_initial(make_work, person)
    own, of_other = sessions.new_token(), sessions.new_token()
    sessions.store(make_work(), own, {"_user_id": str(person.id)})
    sessions.store(make_work(), of_other, {"_user_id": str(officer.id)})
    for token in (of_other, "", sessions.new_token()):
        with pytest.raises(Refused, match="sekarang tidak cocok"):
            accounts.change_password(make_work(person.actor), "", NEW, keep_token=token)
    clock.move(minutes=10)
    assert not accounts.just_signed_in(make_work(person.actor), own)
    with pytest.raises(Refused, match="sekarang tidak cocok"):
        accounts.change_password(make_work(person.actor), "", NEW, keep_token=own)
    clock.move(seconds=-1)
    with pytest.raises(Refused, match="paling sedikit"):
        accounts.change_password(make_work(person.actor), "", "pendek", keep_token=own)
    accounts.change_password(make_work(person.actor), "", NEW, keep_token=own)
    assert not accounts.just_signed_in(make_work(person.actor), own), "only an initial password is let go"
    with pytest.raises(Refused):
        sign_in(make_work, person, initial)


def test_all_faults_of_a_change_are_named(engine, make_work, person):
    faults = accounts.faults_of_change(make_work(person.actor), "x", "pendek", keep_token="")
    assert [fault.field for fault in faults] == ["old_password", "new_password"]
    assert accounts.faults_of_change(make_work(person.actor), PASSWORD, NEW, keep_token="") == []


# Reset


def reset_token(make_work, mailbox, person):
    accounts.ask_for_reset(make_work(), person.user_name)
    for row_id in outbox.lease_due(make_work()):
        outbox.deliver(make_work(), row_id)
    return re.search(r"/kata-sandi/(\S+)", mailbox.to(person.email)[-1].get_content())[1]


def test_a_reset_link_is_good_once(engine, make_work, mailbox, person):
    session_token = sessions.new_token()
    sessions.store(make_work(), session_token, {"_user_id": str(person.id)})
    token = reset_token(make_work, mailbox, person)
    with pytest.raises(Refused, match="paling sedikit"):
        accounts.reset_password(make_work(), token, "x")
    assert accounts.reset_password(make_work(), token, NEW) == person.user_name
    assert sessions.look_up(make_work(), session_token) is None
    with pytest.raises(Refused, match="sudah dipakai"):
        accounts.reset_password(make_work(), token, NEW + "!")
    assert sign_in(make_work, person, NEW)


def test_a_reset_link_is_good_once_for_twenty_at_the_same_moment(engine, make_work, mailbox, person):
    token = reset_token(make_work, mailbox, person)
    start = Barrier(20)

    def use(number):
        work = make_work()
        start.wait(30)
        try:
            accounts.reset_password(work, token, f"{NEW} {number}")
        except Refused:
            return False
        return True

    with ThreadPoolExecutor(20) as pool:
        assert sum(pool.map(use, range(20))) == 1


@pytest.mark.parametrize(("seconds", "alive"), [(-1, True), (0, False), (1, False)])
def test_a_reset_link_lives_a_day(make_work, mailbox, person, clock, seconds, alive):
    token = reset_token(make_work, mailbox, person)
    clock.move(hours=24, seconds=seconds)
    if alive:
        accounts.reset_password(make_work(), token, NEW)
        return
    with pytest.raises(Refused, match="sudah berakhir"):
        accounts.reset_password(make_work(), token, NEW)


def test_a_newer_link_ends_the_older_one_of_that_person_only(engine, make_work, mailbox, person, officer):
    other = reset_token(make_work, mailbox, officer)
    old, new = reset_token(make_work, mailbox, person), reset_token(make_work, mailbox, person)
    with pytest.raises(Refused):
        accounts.reset_password(make_work(), old, NEW)
    accounts.reset_password(make_work(), new, NEW)
    accounts.reset_password(make_work(), other, NEW)


def test_a_link_for_another_purpose(make_work, person):
    @operation
    def link(work):
        work.record("test", "one_time_link")
        return accounts.new_link(work, "correction", lives=timedelta(days=1), person_id=person.id)

    with pytest.raises(Refused, match="sudah dipakai"):
        accounts.reset_password(make_work(), link(make_work()), NEW)
    for nonsense in ("", "x", "'; --"):
        with pytest.raises(Refused):
            accounts.reset_password(make_work(), nonsense, NEW)


def test_asking_tells_nobody_who_exists(engine, make_work, mailbox, person):
    assert (
        accounts.ask_for_reset(make_work(), "nobody") is accounts.ask_for_reset(make_work(), person.user_name) is None
    )
    with Session(engine) as session:
        asked = session.scalars(select(JournalEntry).where(JournalEntry.act == "password.reset_asked")).all()
        assert [entry.after["known"] for entry in asked] == [False, True]
        assert session.scalars(select(OneTimeLink)).all() == [], "the link is made when the mail is sent"


def test_five_resets_an_hour(engine, make_work, mailbox, person, clock):
    for _ in range(8):
        reset = accounts.ask_for_reset(make_work(), person.user_name)
        assert reset is None
    for row_id in outbox.lease_due(make_work()):
        outbox.deliver(make_work(), row_id)
    assert len(mailbox.to(person.email)) == 5
    clock.move(hours=1, minutes=1)
    accounts.ask_for_reset(make_work(), person.user_name)
    assert len(outbox.lease_due(make_work())) == 1


def test_resets_of_an_address_are_limited_whoever_is_named(engine, make_work, person, clock):
    set_to(engine, "reset_address_hour", 4)
    for number in range(4):
        accounts.ask_for_reset(make_work(ip="198.51.100.1"), f"tebakan{number}")
    for name in ("tebakan9", person.user_name, person.user_name):
        with pytest.raises(TooMany, match="dari jaringan Anda"):
            accounts.ask_for_reset(make_work(ip="198.51.100.1"), name)
    with Session(engine) as session:
        asked = session.scalars(select(JournalEntry).where(JournalEntry.act == "password.reset_asked")).all()
    assert len(asked) == 4, "names that nobody has do not fill the journal"
    assert outbox.lease_due(make_work()) == [], "nobody was mailed"
    accounts.ask_for_reset(make_work(ip="198.51.100.2"), person.user_name)
    assert len(outbox.lease_due(make_work())) == 1, "other addresses are not touched"
    clock.move(hours=1, minutes=1)
    accounts.ask_for_reset(make_work(ip="198.51.100.1"), person.user_name)


# Throttle


def wrong(make_work, person, ip):
    work = make_work(ip=ip)
    try:
        accounts.sign_in(work, person.user_name, "wrong")
    except TooMany:
        return "slowed"
    except Refused:
        return "judged"
    finally:
        work.session.close()


def test_five_a_quarter_hour_and_twenty_a_day_per_account(make_work, person, clock):
    judged = 0
    for number in range(200):
        judged += wrong(make_work, person, f"198.51.100.{number}") == "judged"
        clock.move(minutes=7)
    assert judged <= 40, "two days hold at most twice twenty"
    clock.move(days=2)
    results = [wrong(make_work, person, f"198.51.100.{number}") for number in range(10)]
    assert results == ["judged"] * 5 + ["slowed"] * 5
    with pytest.raises(TooMany):
        sign_in(make_work, person, ip="198.51.100.200")
    clock.move(minutes=15)
    assert sign_in(make_work, person), "after a quarter of an hour the owner is in"
    assert [wrong(make_work, person, "192.0.2.1") for _ in range(6)][4:] == ["judged", "slowed"], "counted anew"


def test_twenty_a_day(make_work, person, clock):
    results = []
    for _ in range(6):
        results += [wrong(make_work, person, "198.51.100.1") for _ in range(5)]
        clock.move(minutes=16)
    assert results.count("judged") == 20


def test_fifty_a_quarter_hour_per_address(engine, make_work, clock):
    with Session(engine) as session:
        people = [make_person(session) for _ in range(60)]
    results = [wrong(make_work, someone, "198.51.100.1") for someone in people]
    assert results == ["judged"] * 50 + ["slowed"] * 10
    assert sign_in(make_work, people[55], ip="198.51.100.2")
    clock.move(minutes=16)
    assert sign_in(make_work, people[55], ip="198.51.100.1")


def test_the_owner_gets_in_by_reset_during_an_attack(make_work, mailbox, person):
    for number in range(7):
        wrong(make_work, person, f"198.51.100.{number}")
    accounts.reset_password(make_work(), reset_token(make_work, mailbox, person), NEW)
    assert sign_in(make_work, person, NEW, ip="203.0.113.9")


def test_counters_are_swept(engine, make_work, person, clock):
    wrong(make_work, person, "198.51.100.1")
    clock.move(days=3)
    throttle.sweep(make_work(), before=clock.now - timedelta(days=2))
    with Session(engine) as session:
        assert session.scalars(select(ThrottleCount)).all() == []


def test_figures_come_from_the_settings(engine, make_work, person):
    set_to(engine, "sign_in_account_quarter_hour", 2)
    assert [wrong(make_work, person, "198.51.100.1") for _ in range(3)] == ["judged", "judged", "slowed"]


# Sessions


def begin(make_work, someone):
    token = sessions.new_token()
    sessions.store(make_work(), token, {"_user_id": str(someone.id)} if someone else {}, user_agent="x" * 999)
    return token


LIMITS = [("person", 60, 24), ("officer", 30, 12)]


@pytest.mark.parametrize(("who", "idle", "_hours"), LIMITS)
@pytest.mark.parametrize(("seconds", "alive"), [(-1, True), (0, False), (1, False)])
def test_idle(request, make_work, clock, who, idle, _hours, seconds, alive):
    token = begin(make_work, request.getfixturevalue(who))
    clock.move(minutes=idle, seconds=seconds)
    assert (sessions.look_up(make_work(), token) is not None) is alive
    assert (sessions.look_up(make_work(), token) is not None) is alive


@pytest.mark.parametrize(("who", "_idle", "hours"), LIMITS)
@pytest.mark.parametrize(("seconds", "alive"), [(-1, True), (0, False), (1, False)])
def test_absolute(request, make_work, clock, who, _idle, hours, seconds, alive):
    token = begin(make_work, request.getfixturevalue(who))
    ends = clock.now + timedelta(hours=hours, seconds=seconds)
    while clock.now + timedelta(minutes=19) < ends:
        clock.move(minutes=19)
        assert sessions.look_up(make_work(), token) is not None
    clock.now = ends
    assert (sessions.look_up(make_work(), token) is not None) is alive


def test_use_prolongs_a_session(make_work, person, clock):
    token = begin(make_work, person)
    for _ in range(3):
        clock.move(minutes=59)
        assert sessions.look_up(make_work(), token) == {"_user_id": str(person.id)}


def test_an_inactive_person_has_no_session(engine, make_work, person):
    token = begin(make_work, person)
    with Session(engine) as session:
        session.get_one(Person, person.id).active = False
        session.commit()
    assert sessions.look_up(make_work(), token) is None


def test_a_new_role_brings_its_limits(engine, make_work, person, clock):
    token = begin(make_work, person)
    with Session(engine) as session:
        from siinas.models import PersonGrant

        session.add(PersonGrant(person_id=person.id, role=Role.AUDITOR.value))
        session.commit()
    clock.move(minutes=31)
    assert sessions.look_up(make_work(), token) is None


def test_ending(engine, make_work, person, officer):
    mine, theirs = [begin(make_work, person) for _ in range(3)], begin(make_work, officer)
    sessions.end(make_work(), mine[0])
    assert [sessions.look_up(make_work(), token) is not None for token in mine] == [False, True, True]
    sessions.end_all_of(make_work(), person.id)
    assert [sessions.look_up(make_work(), token) is not None for token in mine] == [False] * 3
    assert sessions.look_up(make_work(), theirs) is not None
    assert sessions.look_up(make_work(), "unknown") is None


def test_an_ended_session_is_not_revived(engine, make_work, person):
    token = begin(make_work, person)
    data = sessions.look_up(make_work(), token)
    sessions.end_all_of(make_work(), person.id)
    assert sessions.keep(make_work(), token, data | {"x": 1}) is False
    assert sessions.look_up(make_work(), token) is None
    assert sessions.end(make_work(), token) is False


def test_a_living_session_keeps_what_changed(engine, make_work, person):
    token = begin(make_work, None)
    assert sessions.keep(make_work(), token, {"_user_id": str(person.id)}) is True
    assert sessions.look_up(make_work(), token) == {"_user_id": str(person.id)}
    sessions.end_all_of(make_work(), person.id)
    assert sessions.look_up(make_work(), token) is None


def test_whose_session_has_become_too_old(make_work, person, clock):
    mine, nobodys = begin(make_work, person), begin(make_work, None)
    owing = sessions.new_token()
    sessions.store(make_work(), owing, {"pending_person": {"id": person.id}})
    clock.move(hours=3)
    assert sessions.find(make_work(), mine).ended_for == person.id
    assert sessions.find(make_work(), mine).ended_for is None, "it is told once"
    assert sessions.find(make_work(), nobodys).ended_for is None
    assert sessions.find(make_work(), owing).ended_for is None, "nobody had signed in"


def test_tokens_are_kept_as_hashes(engine, make_work, person):
    token = begin(make_work, person)
    with Session(engine) as session:
        row = session.scalars(select(WebSession)).one()
        assert row.token_hash == sessions.token_hash(token) != token
        assert len(row.user_agent) == 255
    assert len(token) >= 43


def test_old_sessions_are_swept(engine, make_work, person, clock):
    begin(make_work, None)
    clock.move(days=3)
    begin(make_work, person)
    sessions.sweep(make_work(), before=clock.now - timedelta(days=2))
    with Session(engine) as session:
        assert len(session.scalars(select(WebSession)).all()) == 1


# Officers


def test_officers_are_made_on_the_command_line_only(engine, make_work, officer):
    grants = [Grant(Role.VERIFIER, directorate="IMHLP")]
    with pytest.raises(Refused):
        accounts.create_officer(make_work(officer.actor), "baru", "Baru", "baru@example.test", grants)
    with pytest.raises(Refused, match="Peran perusahaan"):
        accounts.create_officer(make_work(), "baru", "Baru", "baru@example.test", [Grant(Role.OWNER, 1)])
    for name in ("ab", "Baru", "a b", "é" * 5, "x" * 41, "baru\n"):
        with pytest.raises(Refused, match="huruf kecil"):
            accounts.create_officer(make_work(), name, "Baru", "baru@example.test", grants)
    token = accounts.create_officer(make_work(), "baru", "Baru", "baru@example.test", grants)
    with pytest.raises(Refused, match="sudah dipakai"):
        accounts.create_officer(make_work(), "baru", "Baru", "baru@example.test", grants)
    assert accounts.reset_password(make_work(), token, NEW) == "baru"
    with Session(engine) as session:
        made = session.scalars(select(Person).where(Person.user_name == "baru")).one()
        assert made.actor(None).grants == tuple(grants)


def test_user_names_are_free_and_readable(make_work, engine):
    with Session(engine) as session:
        for name in ("contohgula01", "contohgula02", "contoh_gula01"):
            make_person(session, user_name=name)
    name = accounts.free_user_name(make_work(), "PT Contoh Gula, Tbk.")
    assert name == "contohgula03"
    assert accounts.free_user_name(make_work(), "PT 株式会社") == "perusahaan01"
