"""The other side of an invitation: its link is made when the mail is sent, looked at, and accepted by one person."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select

from siinas.models import Establishment, Invitation, OneTimeLink, Person
from siinas.operations import accounts, passwords, people, sessions, throttle
from siinas.operations.own_words import of_establishments, of_person
from siinas.operations.throttle import Limit
from siinas.operations.work import Work, operation
from siinas.process.roles import Grant, Role
from siinas.queries.choices import regency_name
from siinas.queries.sessions import is_officer
from siinas.queries.settings import number
from siinas.refusal import Refused

PURPOSE = "invitation"
UNKNOWN = "Tautan undangan ini tidak dikenal. Salin seluruh tautan dari surat elektronik Anda."
ACCEPTED = "Undangan ini sudah diterima. Masuk dengan akun yang menerimanya."
WITHDRAWN = "Undangan ini sudah ditarik kembali oleh perusahaan."
EXPIRED = "Undangan ini sudah berakhir. Minta perusahaan mengirimnya ulang."
REPLACED = "Tautan ini sudah diganti. Pakai tautan dalam surat undangan yang terbaru."
OFFICERS = "Akun petugas tidak dapat dipakai untuk perusahaan. Buat akun baru untuk undangan ini."
USER_NAME = "Nama pengguna: 3 sampai 40 huruf kecil, angka, titik, garis bawah atau strip."
TOO_MANY = "Terlalu banyak percobaan dengan undangan ini. Tunggu {wait}, lalu coba lagi."


@dataclass(frozen=True, slots=True)
class Offer:
    """What an invitation offers: a role in a company; `dead` says in a sentence why it cannot be accepted any more."""

    dead: str = ""
    role: str = ""
    company: str = ""
    place: str = ""
    invitation_id: int = 0
    establishment_id: int = 0


def make_link(work: Work, invitation_id: int) -> tuple[Offer, str, int] | None:
    """Called by the worker while it mails: the offer, the link's secret, its life in days; None if it is not open."""
    return _make_link(work, invitation_id)


@operation
def _make_link(work: Work, invitation_id: int) -> tuple[Offer, str, int] | None:
    invitation = work.session.get_one(Invitation, invitation_id, with_for_update=True, populate_existing=True)
    if invitation.state != "open":
        return None
    days = number(work.session, "invitation_days")
    token = accounts.new_link(work, PURPOSE, lives=timedelta(days=days), invitation_id=invitation.id)
    invitation.expires_at = work.now + timedelta(days=days)
    work.record("invitation.link_made", invitation)
    return _offer(work, invitation), token, days


def _offer(work: Work, invitation: Invitation, dead: str = "") -> Offer:
    place = work.session.get_one(Establishment, invitation.establishment_id)
    return Offer(
        dead,
        Role(invitation.role).label,
        place.legal_entity.name,
        regency_name(work.session, place.regency),
        invitation.id,
        place.id,
    )


def offer(work: Work, token: str) -> Offer:
    """What the link with that secret offers; `dead` where it is of no use any more."""
    with work.unscoped():
        link = work.session.scalars(
            select(OneTimeLink).where(
                OneTimeLink.token_hash == sessions.token_hash(token), OneTimeLink.purpose == PURPOSE
            )
        ).one_or_none()
        if link is None:
            return Offer(UNKNOWN)
        invitation = work.session.get_one(Invitation, link.invitation_id)
        dead = {"accepted": ACCEPTED, "withdrawn": WITHDRAWN, "expired": EXPIRED}.get(invitation.state, "")
        if not dead and link.used_at is not None:
            dead = REPLACED
        if not dead and work.now >= link.expires_at:
            dead = EXPIRED
        return _offer(work, invitation, dead)


def faults_of_new(work: Work, token: str, user_name: str, password: str) -> list[Refused]:
    """All that speaks against a new login, each at its field."""
    name, found = user_name.strip().lower(), []
    if not re.fullmatch(r"[a-z0-9._-]{3,40}", name):
        found.append(Refused(USER_NAME, field="user_name"))
    elif work.session.scalar(select(func.count()).where(func.lower(Person.user_name) == name)):
        found.append(Refused(f"Nama pengguna {name} sudah dipakai. Pilih yang lain.", field="user_name"))
    offered = offer(work, token)
    words = of_establishments(work, [offered.establishment_id])
    with work.unscoped():
        invitation = work.session.get(Invitation, offered.invitation_id)
    if invitation is not None:
        words |= of_person(name, invitation.name, invitation.email)
    shortest = number(work.session, "company_password_length")
    fault = passwords.fault(password, shortest=shortest, own_words=words)
    return [*found, Refused(fault, field="new_password")] if fault else found


def accept_as_new(work: Work, token: str, user_name: str, password: str) -> str:
    """Make a login with an own password and accept; the user name."""
    offered = offer(work, token)
    if offered.dead:
        raise Refused(offered.dead)
    most = number(work.session, "invitation_tries_hour")
    throttle.take(work, TOO_MANY, Limit("invitation-accept", str(offered.invitation_id), most, throttle.HOUR))
    faults = faults_of_new(work, token, user_name, password)
    if faults:
        raise faults[0]
    return _accept_as_new(work, token, user_name.strip().lower(), password)


@operation
def _accept_as_new(work: Work, token: str, user_name: str, password: str) -> str:
    with work.unscoped():
        invitation = _use_up(work, token)
        person = accounts.new_person(work, user_name, invitation.name, invitation.email, [])
        accounts.set_own(work, person, password)
        work.session.flush()
        _join(work, invitation, person)
        work.record("person.created", person, after={"user_name": user_name, "roles": [invitation.role]})
    return user_name


@operation
def accept(work: Work, token: str, person_id: int) -> int:
    """A person who has a login already accepts; the id of the establishment."""
    with work.unscoped():
        invitation = _use_up(work, token)
        person = work.session.get_one(Person, person_id, with_for_update={"of": Person}, populate_existing=True)
        if is_officer(person):
            raise Refused(OFFICERS)
        known = next((g for g in person.grants if g.establishment_id == invitation.establishment_id), None)
        if known is not None:
            raise Refused(f"Anda sudah menjadi {Role(known.role).label} di akun perusahaan ini.")
        _join(work, invitation, person)
        return invitation.establishment_id


def _use_up(work: Work, token: str) -> Invitation:
    link = accounts.living_link(work, PURPOSE, token, lock=True)
    invitation = (
        work.session.get(Invitation, link.invitation_id, with_for_update=True, populate_existing=True) if link else None
    )
    if link is None or invitation is None or invitation.state != "open":
        raise Refused(offer(work, token).dead or UNKNOWN)
    link.used_at = work.now
    return invitation


def _join(work: Work, invitation: Invitation, person: Person) -> None:
    grant = accounts.as_row(Grant(Role(invitation.role), establishment_id=invitation.establishment_id), work.now)
    grant.chosen_at = work.now
    person.grants.append(grant)
    work.session.flush()
    invitation.state, invitation.ended_at, invitation.accepted_by = "accepted", work.now, person.id
    work.actor = person.actor(invitation.establishment_id)
    work.record("invitation.accepted", invitation, after={"user_name": person.user_name, "roles": [invitation.role]})
    place = work.session.get_one(Establishment, invitation.establishment_id)
    facts = {
        "company": place.legal_entity.name,
        "name": person.name,
        "user_name": person.user_name,
        "email": invitation.email,
        "role": Role(invitation.role).label,
    }
    for owner in people.owners(work, place.id):
        work.leave("mail", owner.email, template="undangan_diterima", title=place.legal_entity.name, **facts)
