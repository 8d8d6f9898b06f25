"""Signing in, initial and own passwords, and the way back in (security.md 3.1 to 3.5)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, update

from siinas.models import EmailChange, OneTimeLink, Person, PersonGrant
from siinas.models.person import INITIAL, OWN
from siinas.operations import passwords, second_factor, sessions, throttle
from siinas.operations.own_words import own_words
from siinas.operations.throttle import Limit
from siinas.operations.work import Work, housekeeping, operation
from siinas.process.roles import OFFICERS, SYSTEM, Grant, Role
from siinas.process.words import moment_words
from siinas.queries.sessions import kind_of
from siinas.queries.settings import number
from siinas.refusal import Refused, TooMany

WRONG = "Nama pengguna atau kata sandi tidak cocok. Periksa kembali, atau pilih Lupa kata sandi."
EXPIRED = "Kata sandi awal sudah berakhir. Pilih Lupa kata sandi untuk membuat kata sandi sendiri."
SLOW_DOWN = "Terlalu banyak percobaan masuk. Tunggu {wait}, atau pilih Lupa kata sandi."
TOO_MANY_RESETS = "Terlalu banyak permintaan tautan dari jaringan Anda. Tunggu {wait}, lalu minta lagi."


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Whose password was right, until when it lives if it is an initial one, and whether a code is still owed."""

    person_id: int
    initial_until: datetime | None
    needs_factor: bool = False


def sign_in(work: Work, user_name: str, password: str) -> SignedIn:
    """Check user name and password; Refused with the same sentence for an unknown name and a wrong password."""
    name = user_name.strip().casefold()
    account_most = number(work.session, "sign_in_account_quarter_hour")
    day_most = number(work.session, "sign_in_account_day")
    address_most = number(work.session, "sign_in_address_quarter_hour")
    throttle.take(
        work,
        SLOW_DOWN,
        Limit("sign-in", name, day_most, throttle.DAY),
        Limit("sign-in", name, account_most, throttle.QUARTER_HOUR),
        Limit("sign-in-address", work.ip, address_most, throttle.QUARTER_HOUR),
    )
    with work.unscoped():
        person = work.session.scalars(select(Person).where(func.lower(Person.user_name) == name)).one_or_none()
    right = passwords.matches(person.password_hash if person else "", password)
    if person is None or not right or not person.active:
        _note_failure(work, name, person)
        raise Refused(WRONG)
    throttle.give_back(work, "sign-in-address", work.ip)
    if person.password_kind == INITIAL and person.password_expires_at and work.now >= person.password_expires_at:
        throttle.give_back(work, "sign-in", name)
        _note_failure(work, name, person)
        raise Refused(EXPIRED)
    throttle.forget(work, "sign-in", name)
    return _signed_in(work, person.id, password)


@operation
def _note_failure(work: Work, user_name: str, person: Person | None) -> None:
    work.record("sign_in.failed", person or "person", after={"user_name": user_name[:40], "browser": work.browser})


@operation
def _signed_in(work: Work, person_id: int, password: str) -> SignedIn:
    person = work.session.get_one(Person, person_id)
    work.actor = person.actor(None)
    if passwords.outdated(person.password_hash):
        person.password_hash = passwords.hashed(password)
    needs_factor = second_factor.needed(work.services.configuration, person)
    told = {"browser": work.browser}
    work.record("sign_in.password_right" if needs_factor else "sign_in.done", person, after=told)
    initial = person.password_kind == INITIAL
    return SignedIn(person.id, person.password_expires_at if initial else None, needs_factor)


@operation
def note_sign_out(work: Work) -> None:
    """Journal that the person left."""
    work.record("sign_out", work.session.get_one(Person, work.actor.person_id), after={"browser": work.browser})


@housekeeping
def note_choice(work: Work, establishment_id: int) -> None:
    """Keep which establishment the person works in, for their next session."""
    own = (PersonGrant.person_id == work.actor.person_id, PersonGrant.establishment_id == establishment_id)
    work.session.execute(update(PersonGrant).where(*own).values(chosen_at=work.now))


def give_initial_password(work: Work, person: Person) -> str:
    """Set a generated password that lives for the set number of days; returns it, once, for the mail.

    Called by the worker at the moment of mailing, so that no plain password is ever at rest.
    """
    password = passwords.generated()
    days = number(work.session, "initial_password_days")
    person.password_hash = passwords.hashed(password)
    person.password_kind = INITIAL
    person.password_expires_at = work.now + timedelta(days=days) if days else None
    work.record("password.initial_given", person)
    return password


def shortest_password(work: Work, person: Person) -> int:
    """The least length that the person's roles ask for."""
    return number(work.session, f"{kind_of(person)}_password_length")


def shortest_for_link(work: Work, link: OneTimeLink | None) -> int:
    """The same for whoever a link for a new password belongs to; for nobody the companies' length."""
    if link is None or link.person_id is None:
        return number(work.session, "company_password_length")
    return shortest_password(work, work.session.get_one(Person, link.person_id))


def _fault_of(work: Work, person: Person, password: str) -> str:
    shortest = shortest_password(work, person)
    return passwords.fault(password, shortest=shortest, own_words=own_words(work, person))


def set_own(work: Work, person: Person, password: str) -> None:
    """Give a person an own password, within an operation; Refused at the field where it is not good."""
    fault = _fault_of(work, person, password)
    if fault:
        raise Refused(fault, field="new_password")
    person.password_hash = passwords.hashed(password)
    person.password_kind = OWN
    person.password_expires_at = None
    person.version += 1


def just_signed_in(work: Work, token: str) -> bool:
    """Whether the actor signed in with an initial password so short ago that it is not asked again.

    The session with that token began when its person gave the password (and the code, where one is owed): every
    signing in makes a new one.
    """
    person = work.session.get_one(Person, work.actor.person_id)
    begun = sessions.begun(work, token, person.id)
    fresh = timedelta(minutes=number(work.session, "initial_password_fresh_minutes"))
    return person.password_kind == INITIAL and begun is not None and work.now - begun < fresh


def faults_of_change(work: Work, old: str, new: str, *, keep_token: str) -> list[Refused]:
    """All that speaks against a change of password, each at its field; wrong present passwords are counted."""
    person = work.session.get_one(Person, work.actor.person_id)
    faults = []
    if not just_signed_in(work, keep_token):
        faults += _faults_of_present(work, person, old)
    fault = _fault_of(work, person, new)
    if not fault and passwords.matches(person.password_hash, new):
        fault = SAME
    if fault:
        faults.append(Refused(fault, field="new_password"))
    return faults


def _faults_of_present(work: Work, person: Person, old: str) -> list[Refused]:
    key = str(person.id)
    most = number(work.session, "sign_in_account_quarter_hour")
    sentence = "Terlalu banyak percobaan. Tunggu {wait}, lalu coba lagi."
    if not old:
        throttle.allow(work, "password-change", key, most=most, within=throttle.QUARTER_HOUR, sentence=sentence)
    else:
        throttle.take(work, sentence, Limit("password-change", key, most, throttle.QUARTER_HOUR))
    if passwords.matches(person.password_hash, old):
        throttle.give_back(work, "password-change", key)
        return []
    return [Refused("Kata sandi yang sekarang tidak cocok.", field="old_password")]


def change_password(work: Work, old: str, new: str, *, keep_token: str) -> None:
    """Set an own password; the present one is asked (as seldom as at signing in), all other sessions end.

    Whoever has just signed in with an initial password need not give it again: `old` may then be empty.
    """
    faults = faults_of_change(work, old, new, keep_token=keep_token)
    if faults:
        raise faults[0]
    _change_password(work, new, keep_token)


@operation
def _change_password(work: Work, new: str, keep_token: str) -> None:
    person = work.session.get_one(Person, work.actor.person_id)
    set_own(work, person, new)
    sessions.end_all_of(work, person.id, but_token=keep_token)
    work.record("password.changed", person)
    _after_new_password(work, person)


def _after_new_password(work: Work, person: Person) -> None:
    """What somebody else may have begun with the old password or a mailed link ends; the person is told."""
    end_links(work, "reset", person_id=person.id)
    change = select(EmailChange).where(EmailChange.person_id == person.id, EmailChange.state == "open")
    for waiting in work.session.scalars(change):
        waiting.state, waiting.ended_at = "cancelled", work.now
        work.record("email.change_cancelled", person, before={"email": waiting.new_email})
    facts = {"user_name": person.user_name, "at": moment_words(work.now), "browser": work.browser}
    work.leave("mail", person.email, template="kata_sandi_diganti", title=person.user_name, **facts)


def ask_for_reset(work: Work, user_name: str) -> None:
    """Leave a mail with a one-time link, if there is such an account; the answer is the same either way.

    TooMany for an address that asks too often, whoever it asks for; an account's own limit is met in silence.
    """
    name = user_name.strip().casefold()
    account_most, address_most = number(work.session, "reset_account_hour"), number(work.session, "reset_address_hour")
    throttle.take(work, TOO_MANY_RESETS, Limit("reset-address", work.ip, address_most, throttle.HOUR))
    try:
        throttle.take(work, "", Limit("reset", name, account_most, throttle.HOUR))
    except TooMany:
        return
    _ask_for_reset(work, name)


@operation
def _ask_for_reset(work: Work, name: str) -> None:
    person = work.session.scalars(select(Person).where(func.lower(Person.user_name) == name)).one_or_none()
    work.record("password.reset_asked", "person", after={"user_name": name[:40], "known": person is not None})
    if person is not None and person.active:
        work.leave("reset_mail", person.email, person_id=person.id)


def end_links(work: Work, purpose: str, **of: int) -> None:
    """End the living links of a purpose that belong to what `of` names, for example `person_id`."""
    belong = (getattr(OneTimeLink, column) == id_ for column, id_ in of.items())
    living = select(OneTimeLink).where(OneTimeLink.purpose == purpose, OneTimeLink.used_at.is_(None), *belong)
    for link in work.session.scalars(living):
        link.used_at = work.now


def new_link(work: Work, purpose: str, *, lives: timedelta, **of: int) -> str:
    """A one-time link's secret, for what `of` names; links of the same purpose issued before are ended."""
    end_links(work, purpose, **of)
    token = sessions.new_token()
    work.session.add(
        OneTimeLink(
            token_hash=sessions.token_hash(token),
            purpose=purpose,
            created_at=work.now,
            expires_at=work.now + lives,
            **of,
        )
    )
    return token


def living_link(work: Work, purpose: str, token: str, *, lock: bool = False) -> OneTimeLink | None:
    """The unused, unexpired link with that secret; locked by whoever is about to use it up."""
    statement = select(OneTimeLink).where(
        OneTimeLink.token_hash == sessions.token_hash(token), OneTimeLink.purpose == purpose
    )
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    link = work.session.scalars(statement).one_or_none()
    if link is None or link.used_at is not None or work.now >= link.expires_at:
        return None
    return link


SAME = "Kata sandi baru sama dengan yang sekarang. Pilih yang lain."
LINK_DEAD = "Tautan ini sudah dipakai atau sudah berakhir. Minta tautan baru melalui Lupa kata sandi."


@operation
def reset_password(work: Work, token: str, new: str) -> str:
    """Set an own password through a one-time link; all sessions end, the second factor stays. Returns the user name."""
    link = living_link(work, "reset", token, lock=True)
    if link is None:
        raise Refused(LINK_DEAD)
    person = work.session.get_one(Person, link.person_id)
    set_own(work, person, new)
    link.used_at = work.now
    sessions.end_all_of(work, person.id)
    throttle.forget(work, "sign-in", person.user_name)
    work.record("password.reset", person)
    _after_new_password(work, person)
    return person.user_name


@operation
def create_officer(work: Work, user_name: str, name: str, email: str, grants: list[Grant]) -> str:
    """Make an officer's account and return the secret of a one-time link to set the password."""
    if work.actor is not SYSTEM:
        raise Refused("Akun petugas dibuat dari baris perintah server.")
    if not re.fullmatch(r"[a-z0-9._-]{3,40}", user_name):
        raise Refused("Nama pengguna: 3 sampai 40 huruf kecil, angka, titik, garis bawah atau strip.")
    if any(grant.role not in OFFICERS for grant in grants):
        raise Refused("Peran perusahaan diberikan melalui pendaftaran, bukan di sini.")
    if work.session.scalar(select(func.count()).where(Person.user_name == user_name)):
        raise Refused(f"Nama pengguna {user_name} sudah dipakai.")
    person = new_person(work, user_name, name, email, grants)
    work.session.flush()
    token = new_link(work, "reset", lives=timedelta(days=3), person_id=person.id)
    work.record("person.created", person, after={"user_name": user_name, "roles": [g.role for g in grants]})
    return token


def new_person(work: Work, user_name: str, name: str, email: str, grants: list[Grant]) -> Person:
    """A login without a password yet."""
    person = Person(user_name=user_name, name=name, email=email, created_at=work.now)
    person.grants = [as_row(grant, work.now) for grant in grants]
    work.session.add(person)
    return person


def as_row(grant: Grant, now: datetime) -> PersonGrant:
    """A grant as it is kept, given now."""
    return PersonGrant(
        role=grant.role.value,
        establishment_id=grant.establishment_id,
        region=grant.region,
        directorate=grant.directorate,
        granted_at=now,
    )


def free_user_name(work: Work, company: str) -> str:
    """A user name made of the company's name and a number: `contohgula01`."""
    bare = re.sub(r"\b(pt|cv|ud|tbk|persero|koperasi)\b", "", company.casefold())
    stem = re.sub(r"[^a-z0-9]", "", bare)[:20] or "perusahaan"
    first = 1
    while True:
        # By their full names: the beginning of one is no index on every database.
        wanted = [f"{stem}{number_:02d}" for number_ in range(first, first + 50)]
        taken = set(work.session.scalars(select(Person.user_name).where(Person.user_name.in_(wanted))))
        free = next((name for name in wanted if name not in taken), None)
        if free is not None:
            return free
        first += 50


def owner_grant(establishment_id: int) -> Grant:
    """The grant of whoever registers an establishment."""
    return Grant(Role.OWNER, establishment_id=establishment_id)
