"""Fresh proof: who is about to do something grave has given their password or code a short while ago (security.md 3.5).

An operation calls `require`; its page asks with the fields of `forms/proof.py` and hands them to `prove`.
"""

from __future__ import annotations

from datetime import timedelta

from siinas.models import Person
from siinas.operations import passwords, second_factor, throttle
from siinas.operations.throttle import Limit
from siinas.operations.work import Work, operation
from siinas.process.roles import SYSTEM
from siinas.queries.settings import number
from siinas.refusal import Refused

NEEDED = "Isi kata sandi Anda sekali lagi: yang terakhir sudah terlalu lama."
NEEDED_CODE = "Isi kode dari aplikasi autentikator sekali lagi: yang terakhir sudah terlalu lama."
WRONG = "Kata sandi tidak cocok."
SLOW_DOWN = "Terlalu banyak percobaan. Tunggu {wait}, lalu coba lagi."


def fresh(work: Work) -> bool:
    """Whether the person has proved who they are so short ago that it counts."""
    if work.actor is SYSTEM:
        return True
    limit = timedelta(minutes=number(work.session, "proof_minutes"))
    return work.proved_at is not None and timedelta() <= work.now - work.proved_at < limit


def asks_code(work: Work) -> bool:
    """Whether the person proves it with a code instead of the password: whoever signs in with a second factor."""
    person = work.session.get_one(Person, work.actor.person_id)
    return second_factor.needed(work.services.configuration, person) and bool(person.totp_secret)


def require(work: Work) -> None:
    """Refused at the field that asks for it, where there is no fresh proof."""
    if not fresh(work):
        code = asks_code(work)
        raise Refused(NEEDED_CODE if code else NEEDED, field="code" if code else "password")


def prove(work: Work, given: str) -> None:
    """Take the present password, or the code; from then on this work has a fresh proof. Refused for a wrong one."""
    person = work.session.get_one(Person, work.actor.person_id)
    if asks_code(work):
        second_factor.prove_with_code(work, person.id, given)
    else:
        _prove_with_password(work, person, given)
    work.proved_at = work.now


def _prove_with_password(work: Work, person: Person, given: str) -> None:
    key = str(person.id)
    most = number(work.session, "sign_in_account_quarter_hour")
    throttle.take(work, SLOW_DOWN, Limit("proof", key, most, throttle.QUARTER_HOUR))
    if not passwords.matches(person.password_hash, given):
        _note_failure(work, person.id)
        raise Refused(WRONG, field="password")
    throttle.give_back(work, "proof", key)


@operation
def _note_failure(work: Work, person_id: int) -> None:
    work.record("proof.failed", work.session.get_one(Person, person_id), after={"browser": work.browser})
