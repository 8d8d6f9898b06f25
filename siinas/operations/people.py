"""The people of an establishment: its owners invite, change roles, remove, and hand ownership on (SETTLED 2)."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import func, select

from siinas.models import Establishment, Invitation, OneTimeLink, Person, PersonGrant
from siinas.operations import proofs, sessions, throttle
from siinas.operations.throttle import Limit
from siinas.operations.work import Work, operation
from siinas.process.roles import COMPANY, Role
from siinas.queries.settings import number
from siinas.refusal import NotPermitted, Refused

INVITABLE = (Role.STAFF, Role.SIGNER)
"""Ownership is not sent by mail: it is handed to somebody who works here already."""

OWNERS_ONLY = "Orang perusahaan diatur oleh pemilik akun."
TOO_MANY_MAILS = "Terlalu banyak surat undangan dari akun perusahaan ini. Tunggu {wait}, lalu coba lagi."
LAST_OWNER = (
    "Anda satu-satunya pemilik akun ini. Jadikan orang lain pemilik akun dulu; setelah itu peran Anda dapat diubah."
)
NOT_ONESELF = (
    "Anda tidak dapat mengeluarkan diri sendiri. Serahkan kepemilikan kepada orang lain, lalu minta pemilik yang baru "
    "mengeluarkan Anda."
)


def _place(work: Work) -> int:
    """The establishment that the actor owns and works in."""
    if Role.OWNER not in work.actor.roles or work.actor.establishment_id is None:
        raise NotPermitted(OWNERS_ONLY)
    return work.actor.establishment_id


# Invitations


def invite(work: Work, name: str, email: str, role: str) -> int:
    """Invite somebody by mail; the id of the invitation."""
    place = _place(work)
    if role not in INVITABLE:
        raise Refused("Yang dapat diundang: staf pengisi dan penanda tangan.", field="role")
    address = email.strip().lower()
    _refuse_known(work, place, address)
    _count_mail(work, place)
    return _invite(work, place, name.strip(), address, role)


def _refuse_known(work: Work, place: int, email: str) -> None:
    """Refused where somebody with that address works here already, or is invited."""
    known = work.session.scalars(
        select(PersonGrant)
        .join(Person, Person.id == PersonGrant.person_id)
        .where(PersonGrant.establishment_id == place, func.lower(Person.email) == email)
    ).first()
    if known is not None:
        raise Refused(
            f"{known.person.name} dengan e-mail ini sudah menjadi {Role(known.role).label} di akun perusahaan ini.",
            field="email",
        )
    waiting = _open_invitation(work, place, email)
    if waiting is not None and not over(work, waiting):
        raise Refused(
            "Alamat ini sudah diundang dan undangannya belum dijawab. Kirim ulang atau tarik undangan itu pada daftar.",
            field="email",
        )


def _open_invitation(work: Work, place: int, email: str) -> Invitation | None:
    return work.session.scalars(
        select(Invitation).where(
            Invitation.establishment_id == place, Invitation.email == email, Invitation.state == "open"
        )
    ).one_or_none()


def over(work: Work, invitation: Invitation) -> bool:
    """Whether the link of an open invitation has died of age."""
    return invitation.expires_at is not None and work.now >= invitation.expires_at


def _count_mail(work: Work, place: int) -> None:
    most = number(work.session, "invitations_day")
    throttle.take(work, TOO_MANY_MAILS, Limit("invitation", str(place), most, throttle.DAY))


@operation
def _invite(work: Work, place: int, name: str, email: str, role: str) -> int:
    # One after the other: of two who invite the same person the second sees the first's invitation.
    work.session.get_one(Establishment, place, with_for_update={"of": Establishment, "key_share": True})
    _refuse_known(work, place, email)
    earlier = _open_invitation(work, place, email)
    if earlier is not None:
        earlier.state, earlier.ended_at = "expired", work.now
        work.session.flush()
    invitation = Invitation(
        establishment_id=place,
        role=role,
        name=name,
        email=email,
        invited_by=work.actor.person_id,
        invited_at=work.now,
    )
    work.session.add(invitation)
    work.session.flush()
    work.leave("invitation_mail", email, invitation_id=invitation.id)
    work.record("invitation.sent", invitation, after={"name": name, "email": email, "roles": [role]})
    return invitation.id


def resend(work: Work, invitation_id: int) -> str:
    """Mail a new link for an open invitation, the old one ends; the address."""
    place = _place(work)
    _find_open(work, invitation_id)
    _count_mail(work, place)
    return _resend(work, invitation_id)


@operation
def _resend(work: Work, invitation_id: int) -> str:
    invitation = _find_open(work, invitation_id)
    _end_links(work, invitation)
    invitation.expires_at = None
    work.leave("invitation_mail", invitation.email, invitation_id=invitation.id)
    work.record("invitation.resent", invitation, after={"email": invitation.email})
    return invitation.email


@operation
def withdraw(work: Work, invitation_id: int) -> str:
    """Take an open invitation back; the address."""
    _place(work)
    invitation = _find_open(work, invitation_id)
    _end_links(work, invitation)
    invitation.state, invitation.ended_at = "withdrawn", work.now
    work.record("invitation.withdrawn", invitation, before={"email": invitation.email})
    return invitation.email


def _find_open(work: Work, invitation_id: int) -> Invitation:
    invitation = work.find(Invitation, Invitation.id == invitation_id, lock=True)
    if invitation.state != "open":
        raise Refused("Undangan ini sudah dijawab atau ditarik.")
    return invitation


def _end_links(work: Work, invitation: Invitation) -> None:
    links = select(OneTimeLink).where(OneTimeLink.invitation_id == invitation.id, OneTimeLink.used_at.is_(None))
    for link in work.session.scalars(links):
        link.used_at = work.now


# Roles


@operation
def change_role(work: Work, grant_id: int, role: str) -> None:
    """Give a person of the establishment another role."""
    _place(work)
    proofs.require(work)
    grant = _find(work, grant_id)
    _own(work)
    if role not in COMPANY:
        raise Refused("Pilih salah satu peran.", field="role")
    if role == grant.role:
        raise Refused(f"{grant.person.name} sudah menjadi {Role(role).label}.", field="role")
    if grant.role == Role.OWNER:
        _refuse_last_owner(work, grant)
    _set_role(work, grant, role)


@operation
def hand_over(work: Work, grant_id: int, own_role: str) -> None:
    """Make another person an owner and take another role oneself, both or neither."""
    _place(work)
    proofs.require(work)
    grant = _find(work, grant_id)
    own = _own(work)
    if grant.person_id == work.actor.person_id:
        raise Refused("Kepemilikan diserahkan kepada orang lain, bukan kepada diri sendiri.")
    if not grant.person.active:
        raise Refused(f"Akun {grant.person.name} tidak aktif, sehingga tidak dapat menjadi pemilik.")
    if own_role not in COMPANY:
        raise Refused("Pilih peran Anda sesudahnya.", field="own_role")
    if grant.role != Role.OWNER:
        _set_role(work, grant, Role.OWNER)
    if own.role != own_role:
        _set_role(work, own, own_role)


@operation
def remove(work: Work, grant_id: int) -> str:
    """Take the role in this establishment from a person; their name.

    Whatever they have open shows nothing of it any more; where it was their only role all their sessions end.
    """
    place = _place(work)
    proofs.require(work)
    grant = _find(work, grant_id)
    _own(work)
    person = grant.person
    if person.id == work.actor.person_id:
        raise Refused(NOT_ONESELF)
    only_one = all(one.id == grant.id for one in person.grants)
    work.session.delete(grant)
    if only_one:
        sessions.end_all_of(work, person.id)
    work.record("grant.removed", person, before={"roles": [grant.role]}, establishment_id=place)
    _tell(work, person, "")
    return person.name


def _find(work: Work, grant_id: int) -> PersonGrant:
    """The role, with all of the establishment's locked: of two who change them at once the second sees what is."""
    grant = work.find(PersonGrant, PersonGrant.id == grant_id)
    _grants(work, grant.establishment_id)
    return work.find(PersonGrant, PersonGrant.id == grant_id, lock=True)


def _own(work: Work) -> PersonGrant:
    """The actor's ownership as it stands now that the roles are locked: somebody else may have just taken it."""
    for one in _grants(work, work.actor.establishment_id):
        if one.person_id == work.actor.person_id and one.role == Role.OWNER:
            return one
    raise NotPermitted(OWNERS_ONLY)


def _grants(work: Work, place: int | None) -> list[PersonGrant]:
    statement = select(PersonGrant).where(PersonGrant.establishment_id == place).order_by(PersonGrant.id)
    return list(
        work.session.scalars(
            statement.with_for_update(of=PersonGrant).execution_options(populate_existing=True)
        ).unique()
    )


def _refuse_last_owner(work: Work, grant: PersonGrant) -> None:
    others = [one for one in _grants(work, grant.establishment_id) if one.role == Role.OWNER and one.id != grant.id]
    if not any(one.person.active for one in others):
        raise Refused(LAST_OWNER, field="role")


def _set_role(work: Work, grant: PersonGrant, role: str) -> None:
    before, grant.role = grant.role, str(role)
    work.record(
        "grant.changed",
        grant.person,
        before={"roles": [before]},
        after={"roles": [grant.role]},
        establishment_id=grant.establishment_id,
    )
    if grant.person_id != work.actor.person_id:
        _tell(work, grant.person, Role(grant.role).label)


def _tell(work: Work, person: Person, role: str) -> None:
    """Leave a mail about the new role; an empty one means that there is none any more."""
    establishment = work.session.get_one(Establishment, work.actor.establishment_id)
    facts = {"company": establishment.legal_entity.name, "user_name": person.user_name, "role": role}
    work.leave("mail", person.email, template="akses_berubah", title=establishment.legal_entity.name, **facts)


def owners(work: Work, place: int) -> Iterable[Person]:
    """The active owners of an establishment."""
    grants = select(PersonGrant).where(PersonGrant.establishment_id == place, PersonGrant.role == Role.OWNER.value)
    return [grant.person for grant in work.session.scalars(grants).unique() if grant.person.active]
