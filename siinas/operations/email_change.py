"""Change of a person's e-mail address: asked with a fresh proof, confirmed from both addresses, undone from either.

For somebody who cannot open the old address any more an administrator asks: then the new one alone confirms.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from sqlalchemy import Select, select

from siinas.models import EmailChange, OneTimeLink, Person
from siinas.operations import accounts, proofs, sessions, throttle
from siinas.operations.throttle import Limit
from siinas.operations.work import Work, operation
from siinas.process.roles import Role
from siinas.queries.settings import number
from siinas.refusal import NotPermitted, Refused

Side = Literal["old", "new"]
SIDES: tuple[Side, Side] = ("old", "new")
PURPOSES = {"old": "email_old", "new": "email_new"}
SHORTEST_REASON = 10

SAME = "Alamat ini sama dengan e-mail akun Anda yang sekarang. Isi alamat lain."
TOO_MANY = "Terlalu sering meminta perubahan e-mail. Tunggu {wait}, lalu coba lagi."
UNKNOWN = "Tautan ini tidak dikenal. Salin seluruh tautan dari surat elektronik Anda."
DONE = "E-mail akun ini sudah diganti. Tidak ada lagi yang perlu dikonfirmasi."
CANCELLED = "Permintaan perubahan e-mail ini sudah dibatalkan. E-mail akun tidak berubah."
EXPIRED = "Permintaan perubahan e-mail ini sudah berakhir. E-mail akun tidak berubah; ajukan lagi bila perlu."


@dataclass(frozen=True, slots=True)
class Question:
    """What a link in a mail asks: whether this side agrees; `dead` says in a sentence why it asks nothing any more."""

    dead: str = ""
    side: Side = "old"
    user_name: str = ""
    new_email: str = ""
    confirmed: bool = False
    by_administrator: bool = False


def open_change(work: Work, person_id: int) -> EmailChange | None:
    """The person's change that still waits for a confirmation."""
    row = work.session.scalars(_open(person_id)).one_or_none()
    return row if row is not None and work.now < row.expires_at else None


def _open(person_id: int) -> Select[EmailChange]:
    return select(EmailChange).where(EmailChange.person_id == person_id, EmailChange.state == "open")


def ask(work: Work, new_email: str) -> None:
    """Ask for another address; a mail with a link goes to the old one and to the new one. Replaces an earlier wish."""
    proofs.require(work)
    person = work.session.get_one(Person, work.actor.person_id)
    if new_email.strip().lower() == person.email.lower():
        raise Refused(SAME, field="new_email")
    most = number(work.session, "email_changes_day")
    throttle.take(work, TOO_MANY, Limit("email-change", str(person.id), most, throttle.DAY))
    _ask(work, person.id, new_email.strip())


def ask_for(work: Work, person_id: int, new_email: str, reason: str) -> str:
    """An administrator asks for somebody who lost the old address; the name of the person.

    The old address is told, and may still say no until the new one has confirmed.
    """
    if Role.ADMINISTRATOR not in work.actor.roles:
        raise NotPermitted("E-mail orang lain diganti oleh administrator.")
    proofs.require(work)
    person = work.find(Person, Person.id == person_id)
    if person.id == work.actor.person_id:
        raise Refused("E-mail Anda sendiri diganti pada Akun saya.")
    if not person.active:
        raise Refused("Akun ini tidak aktif. Aktifkan lebih dahulu.")
    if new_email.strip().lower() == person.email.lower():
        raise Refused("Alamat ini sama dengan e-mail akun ini yang sekarang. Isi alamat lain.", field="new_email")
    if len(reason.strip()) < SHORTEST_REASON:
        raise Refused("Tulis bagaimana orang ini dikenali dan mengapa alamat lamanya hilang.", field="reason")
    _ask(work, person.id, new_email.strip(), reason.strip())
    return person.name


@operation
def _ask(work: Work, person_id: int, new_email: str, reason: str = "") -> None:
    person = work.session.get_one(Person, person_id, with_for_update={"of": Person})
    cancel_open(work, person)
    for_another = person.id != work.actor.person_id
    change = EmailChange(
        person_id=person.id,
        old_email=person.email,
        new_email=new_email,
        asked_at=work.now,
        expires_at=work.now + timedelta(hours=number(work.session, "email_change_hours")),
        old_confirmed_at=work.now if for_another else None,
        asked_by=work.actor.person_id if for_another else None,
    )
    work.session.add(change)
    work.session.flush()
    for side, address in zip(SIDES, (change.old_email, change.new_email), strict=True):
        work.leave("email_change_mail", address, email_change_id=change.id, side=side)
    before = {"email": change.old_email}
    if for_another:
        work.record("email.change_asked_for", person, before=before, after={"email": new_email, "reason": reason})
    else:
        work.record("email.change_asked", person, before=before, after={"email": new_email})


def cancel_open(work: Work, person: Person) -> bool:
    """End a change that waits, within another operation; whether there was one."""
    change = work.session.scalars(_open(person.id).with_for_update()).one_or_none()
    if change is None:
        return False
    _end(work, change, "cancelled")
    work.record("email.change_cancelled", person, before={"email": change.new_email})
    work.session.flush()
    return True


@operation
def cancel(work: Work) -> None:
    """The person takes their own wish back."""
    if not cancel_open(work, work.session.get_one(Person, work.actor.person_id)):
        raise Refused("Tidak ada perubahan e-mail yang menunggu konfirmasi.")


def _end(work: Work, change: EmailChange, state: str) -> None:
    change.state, change.ended_at = state, work.now
    links = select(OneTimeLink).where(OneTimeLink.email_change_id == change.id, OneTimeLink.used_at.is_(None))
    for link in work.session.scalars(links):
        link.used_at = work.now


# Links


@operation
def make_link(work: Work, change_id: int, side: Side) -> tuple[str, EmailChange, str, int] | None:
    """Called by the worker while it mails: secret, the change, user name, hours left; None if it asks nothing more."""
    change = work.session.get_one(EmailChange, change_id)
    if change.state != "open" or work.now >= change.expires_at:
        return None
    left = change.expires_at - work.now
    token = accounts.new_link(work, PURPOSES[side], lives=left, email_change_id=change.id)
    person = work.session.get_one(Person, change.person_id)
    work.record("email.link_made", person)
    return token, change, person.user_name, max(1, round(left / timedelta(hours=1)))


def _link(work: Work, token: str, *, lock: bool = False) -> tuple[Question, EmailChange | None]:
    """What the link with that secret asks, and about which change."""
    link = work.session.scalars(
        select(OneTimeLink).where(
            OneTimeLink.token_hash == sessions.token_hash(token), OneTimeLink.purpose.in_(PURPOSES.values())
        )
    ).one_or_none()
    if link is None or link.email_change_id is None:
        return Question(UNKNOWN), None
    change = work.session.get_one(EmailChange, link.email_change_id, with_for_update=lock, populate_existing=True)
    side = next(side for side in SIDES if PURPOSES[side] == link.purpose)
    dead = {"done": DONE, "cancelled": CANCELLED}.get(change.state, "")
    if not dead and work.now >= change.expires_at:
        dead = EXPIRED
    if not dead and link.used_at is not None:
        dead = UNKNOWN
    confirmed = (change.old_confirmed_at if side == "old" else change.new_confirmed_at) is not None
    person = work.session.get_one(Person, change.person_id)
    return Question(dead, side, person.user_name, change.new_email, confirmed, change.asked_by is not None), change


def question(work: Work, token: str) -> Question:
    """What the link with that secret asks."""
    return _link(work, token)[0]


def _living(work: Work, token: str) -> tuple[Side, EmailChange]:
    asked, change = _link(work, token, lock=True)
    if asked.dead or change is None:
        raise Refused(asked.dead or UNKNOWN)
    return asked.side, change


@operation
def confirm(work: Work, token: str, *, keep_token: str = "") -> bool:
    """One side agrees; whether both have and the address is changed.

    Then links for a new password that went to the old address die, and all sessions end but the one with `keep_token`,
    if it is the person's.
    """
    side, change = _living(work, token)
    person = work.session.get_one(Person, change.person_id, with_for_update={"of": Person}, populate_existing=True)
    if side == "old":
        change.old_confirmed_at = change.old_confirmed_at or work.now
    else:
        change.new_confirmed_at = change.new_confirmed_at or work.now
    work.record("email.confirmed", person, after={"side": side})
    if change.old_confirmed_at is None or change.new_confirmed_at is None:
        return False
    person.email = change.new_email
    person.version += 1
    _end(work, change, "done")
    accounts.end_links(work, "reset", person_id=person.id)
    sessions.end_all_of(work, person.id, but_token=keep_token)
    work.record("email.changed", person, before={"email": change.old_email}, after={"email": change.new_email})
    for address in (change.old_email, change.new_email):
        facts = {"user_name": person.user_name, "old_email": change.old_email, "new_email": change.new_email}
        work.leave("mail", address, template="email_diganti", title=person.user_name, **facts)
    return True


@operation
def refuse(work: Work, token: str) -> None:
    """One side says no; nothing changes."""
    side, change = _living(work, token)
    person = work.session.get_one(Person, change.person_id)
    _end(work, change, "cancelled")
    work.record("email.change_cancelled", person, before={"email": change.new_email}, after={"side": side})
