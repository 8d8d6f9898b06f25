"""What an administrator changes about people: officers' roles with their reach, and sessions that have to end."""

from __future__ import annotations

from siinas.models import Directorate, Person, PersonGrant, Region
from siinas.operations import accounts, proofs, sessions
from siinas.operations.work import Work, operation
from siinas.process.roles import MINISTRY, OFFICERS, REGION, Grant, Role
from siinas.queries.people import reach_words
from siinas.refusal import NotPermitted, Refused

ADMINISTRATORS_ONLY = "Peran petugas dan sesi orang diatur oleh administrator."
NOT_ONESELF = "Peran sendiri diubah oleh administrator lain."
LIMITED_BY_DIRECTORATE = MINISTRY | {Role.SUPERVISOR}
ESTATE_OFFICES = frozenset({"KEK", "KPBPB"})
"""Estates whose authority is a region of its own kind: `KEK-3273` is that of the regency 3273."""
LIMITED_BY_REGION = LIMITED_BY_DIRECTORATE | REGION


def _administrator(work: Work) -> None:
    if Role.ADMINISTRATOR not in work.actor.roles:
        raise NotPermitted(ADMINISTRATORS_ONLY)


@operation
def end_sessions(work: Work, person_id: int) -> str:
    """End all sessions of a person at once (they may sign in again); the person's name."""
    _administrator(work)
    person = work.find(Person, Person.id == person_id)
    if person.id == work.actor.person_id:
        raise Refused("Sesi Anda sendiri diakhiri pada Akun saya.")
    sessions.end_all_of(work, person.id)
    work.record("session.all_ended", person)
    return person.name


@operation
def give_role(work: Work, person_id: int, role: str, directorate: str | None, region: str | None) -> None:
    """Give an officer one more role; it counts from their next page on."""
    _administrator(work)
    proofs.require(work)
    person = _other(work, person_id)
    grant = _judged(work, role, directorate or None, region or None)
    if any(one.establishment_id for one in person.grants):
        raise Refused("Orang ini bekerja untuk perusahaan. Petugas memakai akun sendiri, yang terpisah.", field="role")
    if grant in {one.as_grant() for one in person.grants}:
        raise Refused("Orang ini sudah mempunyai peran itu dengan jangkauan yang sama.", field="role")
    person.grants.append(accounts.as_row(grant, work.now))
    work.session.flush()
    work.record("grant.given", person, after={"roles": reach_words(work.session, [grant])[0]})
    _tell(work, person)


def _judged(work: Work, role: str, directorate: str | None, region: str | None) -> Grant:
    """The grant, if role and reach fit each other."""
    if role not in OFFICERS:
        raise Refused("Pilih salah satu peran petugas.", field="role")
    wanted = Role(role)
    if directorate and wanted not in LIMITED_BY_DIRECTORATE:
        raise Refused(f"{wanted.label} tidak dibatasi pada satu direktorat. Kosongkan.", field="directorate")
    if directorate and work.session.get(Directorate, directorate) is None:
        raise Refused("Pilih direktorat dari daftar.", field="directorate")
    if region and wanted not in LIMITED_BY_REGION:
        raise Refused(f"{wanted.label} tidak dibatasi pada satu wilayah. Kosongkan.", field="region")
    if not region and wanted in REGION:
        raise Refused(f"{wanted.label} bekerja untuk satu wilayah. Pilih provinsi atau kabupaten/kota.", field="region")
    estate, _, code = (region or "").rpartition("-")
    if estate and (estate not in ESTATE_OFFICES or wanted not in REGION):
        raise Refused("Kawasan khusus hanya untuk petugas lapangan dan kepala dinas daerah.", field="estate")
    place = work.session.get(Region, code) if code else None
    if estate and (place is None or place.level != "regency"):
        raise Refused("Pilih kabupaten/kota tempat kawasan khusus itu.", field="region")
    if region and (place is None or place.level not in {"province", "regency"}):
        raise Refused("Pilih provinsi atau kabupaten/kota dari daftar.", field="region")
    return Grant(wanted, region=region, directorate=directorate)


@operation
def take_role(work: Work, grant_id: int) -> str:
    """Take a role from an officer; all their sessions end. The person's name."""
    _administrator(work)
    proofs.require(work)
    grant = work.find(PersonGrant, PersonGrant.id == grant_id, PersonGrant.establishment_id.is_(None), lock=True)
    person = _other(work, grant.person_id)
    told = reach_words(work.session, [grant.as_grant()])[0]
    person.grants.remove(grant)
    work.session.delete(grant)
    work.session.flush()
    sessions.end_all_of(work, person.id)
    work.record("grant.removed", person, before={"roles": told})
    _tell(work, person)
    return person.name


def _other(work: Work, person_id: int) -> Person:
    """The person, locked; nobody edits their own roles."""
    person = work.find(Person, Person.id == person_id, lock=True)
    if person.id == work.actor.person_id:
        raise Refused(NOT_ONESELF)
    return person


def _tell(work: Work, person: Person) -> None:
    """Leave a mail with the roles that the officer has now."""
    words = reach_words(work.session, [one.as_grant() for one in person.grants])
    facts = {"user_name": person.user_name, "roles": words}
    work.leave("mail", person.email, template="peran_petugas", title=person.user_name, **facts)
