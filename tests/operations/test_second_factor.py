"""The second factor of officers: codes once, near in time and few at a time, recovery codes, keys, and its removal."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from click.testing import CliRunner
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from siinas.models import Base, JournalEntry, Person, RecoveryCode, WebSession
from siinas.operations import accounts, commands, second_factor, sessions
from siinas.operations.commands import Installation
from siinas.operations.work import Services, Work
from siinas.process.roles import OFFICERS, Role
from siinas.refusal import Refused, TooMany
from tests.conftest import works
from tests.factories import PASSWORD, TOTP_SECRET, code_at, give_factor, make_company, make_officer, make_person

NEW_PASSWORD = "sungai dingin dua kapal tua"


@pytest.fixture
def officer(engine):
    with Session(engine) as session:
        return make_officer(session, Role.VERIFIER, user_name="petugas")


@pytest.fixture
def with_factor(officer, make_work):
    give_factor(make_work(), officer.user_name)
    return officer


def enrol(make_work, officer, clock):
    """Set the factor up as the page does; the secret and the recovery codes."""
    work = make_work()
    sealed = second_factor.new_secret(work, officer.id)
    secret = second_factor.secret_of(work, officer.id, sealed)
    return secret, second_factor.enrol(make_work(), officer.id, sealed, code_at(clock.now, secret=secret))


def taken(make_work, officer, code):
    work = make_work()
    try:
        second_factor.enter_with_code(work, officer.id, code)
    except TooMany:
        return "throttled"
    except Refused as refusal:
        assert (str(refusal), refusal.field) == (second_factor.WRONG, "code")
        return "wrong"
    finally:
        work.session.close()
    return "right"


def acts(engine):
    with Session(engine) as session:
        return session.scalars(select(JournalEntry.act).order_by(JournalEntry.seq)).all()


def everything_stored(engine):
    """All that stands in the database, as one text."""
    with engine.connect() as connection:
        return "\n".join(str(row) for table in Base.metadata.sorted_tables for row in connection.execute(select(table)))


# Who needs it


def test_every_officer_and_no_company_and_nobody_in_the_demo(engine, surroundings):
    configuration = surroundings.configuration
    with Session(engine) as session:
        company = make_company(session)
        for role in OFFICERS:
            person = session.get_one(Person, make_officer(session, role).id)
            assert second_factor.needed(configuration, person), role
            assert not second_factor.needed(replace(configuration, demo=True), person), role
        for someone in (company.owner, company.signer, company.staff, make_person(session)):
            assert not second_factor.needed(configuration, session.get_one(Person, someone.id))


def test_a_correct_password_is_not_yet_signing_in(engine, make_work, officer):
    with Session(engine) as session:
        owner = make_company(session).owner
    assert accounts.sign_in(make_work(), officer.user_name, PASSWORD).needs_factor
    assert acts(engine)[-1] == "sign_in.password_right"
    assert not accounts.sign_in(make_work(), owner.user_name, PASSWORD).needs_factor
    assert acts(engine)[-1] == "sign_in.done"


# Codes of the app


@pytest.mark.parametrize(
    ("steps", "answer"), [(-3, "wrong"), (-2, "wrong"), (-1, "right"), (0, "right"), (1, "right"), (2, "wrong")]
)
def test_one_step_of_tolerance(make_work, with_factor, clock, steps, answer):
    assert taken(make_work, with_factor, code_at(clock.now, steps=steps)) == answer


@pytest.mark.parametrize(("seconds", "answer"), [(0, "right"), (59, "right"), (60, "wrong")])
def test_to_the_second(make_work, with_factor, clock, seconds, answer):
    assert clock.now.timestamp() % 30 == 0
    code = code_at(clock.now)
    clock.move(seconds=seconds)
    assert taken(make_work, with_factor, code) == answer


def test_known_values():
    """RFC 6238, appendix B, cut to six digits."""
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    for seconds, code in ((59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")):
        assert code_at(datetime.fromtimestamp(seconds, UTC), secret=secret) == code


def test_no_code_twice_and_none_from_before(make_work, with_factor, clock):
    now = clock.now
    assert taken(make_work, with_factor, code_at(now)) == "right"
    assert taken(make_work, with_factor, code_at(now)) == "wrong"
    assert taken(make_work, with_factor, code_at(now, steps=-1)) == "wrong", "earlier than the one already used"
    clock.move(seconds=30)
    assert taken(make_work, with_factor, code_at(now)) == "wrong"
    assert taken(make_work, with_factor, code_at(clock.now)) == "right"


def test_of_many_at_once_one_is_let_in(engine, surroundings, clock, with_factor):
    code, together = code_at(clock.now), Barrier(4)

    def enter(_):
        with works(engine, surroundings, clock) as make_work:
            together.wait(timeout=20)
            return taken(make_work, with_factor, code)

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(enter, range(4)))
    assert sorted(found) == ["right", "wrong", "wrong", "wrong"]


@pytest.mark.parametrize(
    "typed", ["", "12345", "1234567", "abcdef", "１２３４５６", "٠١٢٣٤٥", "12345\x00", "-12345", "1" * 500]
)
def test_what_is_no_code(make_work, with_factor, typed):
    assert taken(make_work, with_factor, typed) == "wrong"


def test_blanks_do_not_matter(make_work, with_factor, clock):
    code = code_at(clock.now)
    assert taken(make_work, with_factor, f" {code[:3]} {code[3:]} ") == "right"


def test_somebody_elses_code_is_wrong(engine, make_work, with_factor, clock):
    with Session(engine) as session:
        other = make_officer(session, Role.VALIDATOR)
    _secret, codes = enrol(make_work, other, clock)
    assert taken(make_work, other, code_at(clock.now, steps=1)) == "wrong"
    with pytest.raises(Refused):
        second_factor.enter_with_recovery_code(make_work(), with_factor.id, codes[0])


def test_without_a_factor_every_code_is_wrong(make_work, officer, clock):
    assert taken(make_work, officer, code_at(clock.now)) == "wrong"


def test_who_was_shut_out_is_refused(engine, make_work, with_factor, clock):
    with Session(engine) as session:
        session.get_one(Person, with_factor.id).active = False
        session.commit()
    with pytest.raises(Refused, match="tidak aktif"):
        second_factor.enter_with_code(make_work(), with_factor.id, code_at(clock.now))


# Guessing


def wrong_codes(now, count):
    near = {code_at(now, steps=steps) for steps in (-1, 0, 1)}
    return [code for code in (f"{number:06d}" for number in range(count + 3)) if code not in near][:count]


def test_five_guesses_in_a_quarter_of_an_hour(engine, make_work, with_factor, clock):
    found = [taken(make_work, with_factor, code) for code in wrong_codes(clock.now, 50)]
    assert found == ["wrong"] * 5 + ["throttled"] * 45
    assert taken(make_work, with_factor, code_at(clock.now)) == "throttled", "the right code, too, has to wait"
    assert acts(engine).count("second_factor.failed") == 5
    clock.move(minutes=15)
    assert taken(make_work, with_factor, code_at(clock.now)) == "right"


def test_guesses_while_it_is_closed_do_not_keep_it_closed(make_work, with_factor, clock):
    for _ in range(15):
        [taken(make_work, with_factor, code) for code in wrong_codes(clock.now, 6)]
        clock.move(minutes=1)
    assert taken(make_work, with_factor, code_at(clock.now)) == "right"


def test_recovery_codes_and_codes_share_the_limit(make_work, with_factor, clock):
    for code in wrong_codes(clock.now, 4):
        taken(make_work, with_factor, code)
    with pytest.raises(Refused, match="pemulihan tidak cocok"):
        second_factor.enter_with_recovery_code(make_work(), with_factor.id, "abcd-efgh-jkmn-pqrs")
    with pytest.raises(TooMany):
        second_factor.enter_with_recovery_code(make_work(), with_factor.id, "abcd-efgh-jkmn-pqrs")
    assert taken(make_work, with_factor, code_at(clock.now)) == "throttled"


def test_guesses_at_the_same_moment_do_not_slip_through(engine, surroundings, clock, with_factor):
    codes, together = wrong_codes(clock.now, 12), Barrier(12)

    def guess(code):
        with works(engine, surroundings, clock) as make_work:
            together.wait(timeout=20)
            return taken(make_work, with_factor, code)

    with ThreadPoolExecutor(12) as pool:
        found = list(pool.map(guess, codes))
    assert set(found) <= {"wrong", "throttled"}
    assert found.count("wrong") <= 5


def test_a_right_code_forgets_the_wrong_ones(make_work, with_factor, clock):
    for _ in range(4):
        for code in wrong_codes(clock.now, 4):
            assert taken(make_work, with_factor, code) == "wrong"
        assert taken(make_work, with_factor, code_at(clock.now)) == "right"
        clock.move(seconds=30)


def test_one_officers_guesses_do_not_stop_another(engine, make_work, with_factor, clock):
    with Session(engine) as session:
        other = make_officer(session, Role.VALIDATOR)
    give_factor(make_work(), other.user_name)
    [taken(make_work, with_factor, code) for code in wrong_codes(clock.now, 6)]
    assert taken(make_work, other, code_at(clock.now)) == "right"


# Setting it up


def test_setting_up(engine, make_work, officer, clock):
    secret, codes = enrol(make_work, officer, clock)
    assert len(secret) == 32, "160 bits in base32"
    assert len(set(codes)) == 10
    assert all(set(code) <= set(second_factor.RECOVERY_ALPHABET) | {"-"} for code in codes)
    assert len(set(second_factor.RECOVERY_ALPHABET)) ** second_factor.RECOVERY_LENGTH > 2**50
    assert acts(engine)[-2:] == ["second_factor.enrolled", "sign_in.done"]
    assert taken(make_work, officer, code_at(clock.now, secret=secret)) == "wrong", "the confirming code is used up"
    clock.move(seconds=30)
    assert taken(make_work, officer, code_at(clock.now, secret=secret)) == "right"


def test_a_wrong_code_sets_nothing_up(engine, make_work, officer, clock):
    sealed = second_factor.new_secret(make_work(), officer.id)
    for code in ("000000", code_at(clock.now), ""):
        with pytest.raises(Refused) as refusal:
            second_factor.enrol(make_work(), officer.id, sealed, code)
        assert refusal.value.field == "code"
    with Session(engine) as session:
        assert session.get_one(Person, officer.id).totp_secret == ""
        assert session.scalars(select(RecoveryCode)).all() == []


def test_a_second_app_does_not_replace_the_first(make_work, with_factor, clock):
    with pytest.raises(Refused, match="sudah memakai"):
        enrol(make_work, with_factor, clock)
    assert taken(make_work, with_factor, code_at(clock.now)) == "right"


def test_secrets_differ(make_work, officer):
    work = make_work()
    assert len({second_factor.secret_of(work, 1, second_factor.new_secret(work, 1)) for _ in range(100)}) == 100


def test_the_address_for_the_app():
    address = second_factor.address_for_app(TOTP_SECRET, "petugas.satu")
    assert address == f"otpauth://totp/SIINas:petugas.satu?secret={TOTP_SECRET}&issuer=SIINas"


# Recovery codes


def test_each_recovery_code_once(engine, make_work, officer, clock):
    _secret, codes = enrol(make_work, officer, clock)
    for number, code in enumerate(codes):
        typed = code.upper().replace("-", " ") if number % 2 else code
        assert second_factor.enter_with_recovery_code(make_work(), officer.id, typed) == 9 - number
        with pytest.raises(Refused, match="pemulihan tidak cocok"):
            second_factor.enter_with_recovery_code(make_work(), officer.id, code)
        clock.move(minutes=16)
    with Session(engine) as session:
        last = session.scalars(select(JournalEntry).where(JournalEntry.act == "sign_in.done")).all()[-1]
        assert last.after == {"second_factor": "recovery_code", "left": 0, "browser": ""}


def test_of_many_with_one_recovery_code_one_is_let_in(engine, surroundings, clock, make_work, officer):
    _secret, codes = enrol(make_work, officer, clock)
    together = Barrier(4)

    def enter(_):
        with works(engine, surroundings, clock) as make:
            together.wait(timeout=20)
            try:
                return second_factor.enter_with_recovery_code(make(), officer.id, codes[0])
            except Refused:
                return None

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(enter, range(4)), key=str) == [9, None, None, None]


# What is stored


def test_nothing_of_it_can_be_read_in_the_database(engine, make_work, officer, clock):
    secret, codes = enrol(make_work, officer, clock)
    used = code_at(clock.now, secret=secret)
    clock.move(minutes=1)
    again = code_at(clock.now, secret=secret)
    assert taken(make_work, officer, again) == "right"
    second_factor.enter_with_recovery_code(make_work(), officer.id, codes[0])
    with pytest.raises(Refused):
        second_factor.enter_with_recovery_code(make_work(), officer.id, "wrng-wrng-wrng-wrng")
    stored = everything_stored(engine)
    for plain in (secret, *codes, *(code.replace("-", "") for code in codes), "wrng"):
        assert plain not in stored
    with Session(engine) as session:
        journal = str([(e.before, e.after) for e in session.scalars(select(JournalEntry))])
    assert used not in journal
    assert again not in journal


def test_a_secret_is_of_use_in_its_own_row_only(engine, make_work, with_factor, clock):
    with Session(engine) as session:
        other = make_officer(session, Role.ADMINISTRATOR)
        stolen = session.get_one(Person, with_factor.id).totp_secret
        session.get_one(Person, other.id).totp_secret = stolen
        session.commit()
    with pytest.raises(Refused, match="tidak dapat dibaca"):
        second_factor.enter_with_code(make_work(), other.id, code_at(clock.now))


@pytest.fixture
def work_with_keys(engine, surroundings, clock):
    """A Work of an installation with these keys."""
    made = []

    def make(key, *earlier):
        made.append(Session(engine))
        configuration = replace(surroundings.configuration, secret_key=key, secret_key_fallbacks=earlier)
        return Work(made[-1], Services(configuration, surroundings.storage, surroundings.mailer), clock=clock)

    yield make
    for session in made:
        session.close()


def test_a_new_key_takes_over(engine, work_with_keys, with_factor, surroundings, clock):
    old, new, newest = surroundings.configuration.secret_key, "second key " * 4, "third key " * 4
    with pytest.raises(Refused, match="tidak dapat dibaca"):
        second_factor.enter_with_code(work_with_keys(new), with_factor.id, code_at(clock.now))
    second_factor.enter_with_code(work_with_keys(new, old), with_factor.id, code_at(clock.now))
    clock.move(seconds=30)
    second_factor.enter_with_code(work_with_keys(new), with_factor.id, code_at(clock.now))
    clock.move(seconds=30)
    second_factor.enter_with_code(work_with_keys(newest, "a stray one " * 4, new), with_factor.id, code_at(clock.now))
    with Session(engine) as session:
        sealed = session.get_one(Person, with_factor.id).totp_secret
    assert second_factor.secret_of(work_with_keys(newest), with_factor.id, sealed) == TOTP_SECRET


def test_what_was_tampered_with_is_refused(engine, make_work, with_factor, clock):
    with engine.begin() as connection:
        connection.execute(text("UPDATE person SET totp_secret = 'gAAAAA' WHERE id = :id"), {"id": with_factor.id})
    with pytest.raises(Refused, match="tidak dapat dibaca"):
        second_factor.enter_with_code(make_work(), with_factor.id, code_at(clock.now))


# Losing it


def test_a_new_password_keeps_it_and_ends_who_waits_for_a_code(engine, make_work, with_factor, clock):
    sessions.store(make_work(), "waiting", {"pending_person": {"id": with_factor.id}})
    accounts.ask_for_reset(make_work(), with_factor.user_name)
    work = make_work()
    with work.transaction():
        token = accounts.new_link(work, "reset", lives=timedelta(hours=1), person_id=with_factor.id)
        work.record("test", "person")
    accounts.reset_password(make_work(), token, NEW_PASSWORD)
    assert sessions.look_up(make_work(), "waiting") is None
    assert accounts.sign_in(make_work(), with_factor.user_name, NEW_PASSWORD).needs_factor
    assert taken(make_work, with_factor, code_at(clock.now)) == "right"


def test_taking_it_away(engine, make_work, officer, clock):
    secret, codes = enrol(make_work, officer, clock)
    sessions.store(make_work(), "open", {"_user_id": str(officer.id)})
    with pytest.raises(Refused, match="baris perintah"):
        second_factor.reset_factor(make_work(officer.actor), officer.user_name)
    second_factor.reset_factor(make_work(), officer.user_name)
    assert acts(engine)[-1] == "second_factor.reset"
    with Session(engine) as session:
        person = session.get_one(Person, officer.id)
        assert (person.totp_secret, person.totp_last_step) == ("", 0)
        assert session.scalars(select(RecoveryCode)).all() == session.scalars(select(WebSession)).all() == []
    clock.move(minutes=1)
    assert taken(make_work, officer, code_at(clock.now, secret=secret)) == "wrong"
    with pytest.raises(Refused):
        second_factor.enter_with_recovery_code(make_work(), officer.id, codes[0])
    enrol(make_work, officer, clock)


def test_the_command(engine, make_work, with_factor, surroundings, tmp_path):
    installation = Installation(
        surroundings.configuration, lambda: engine, lambda: nullcontext(make_work()), list, print, tmp_path
    )
    officer = next(command for command in commands.commands(installation) if command.name == "officer")
    done = CliRunner().invoke(officer, ["reset-factor", with_factor.user_name])
    assert done.exit_code == 0, done.output
    assert f"Faktor kedua {with_factor.user_name} dihapus" in done.output
    for name, sentence in ((with_factor.user_name, "tidak mempunyai faktor kedua"), ("siapa.ini", "tidak ada")):
        failed = CliRunner().invoke(officer, ["reset-factor", name])
        assert failed.exit_code == 1
        assert sentence in failed.output
