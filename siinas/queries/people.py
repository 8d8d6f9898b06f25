"""The people of an establishment, who was invited, and when each of them signed in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from siinas.models import Directorate, Establishment, Invitation, JournalEntry, LegalEntity, PersonGrant, Region
from siinas.process.roles import Actor, Grant
from siinas.queries.scope import visible

SIGN_INS = {
    "sign_in.done": "Masuk",
    "sign_in.failed": "Gagal: kata sandi salah",
    "second_factor.failed": "Gagal: kode salah",
    "proof.failed": "Gagal: kata sandi salah saat diminta lagi",
    "sign_out": "Keluar",
}
GOOD = frozenset({"sign_in.done", "sign_out"})
MOST = 50


@dataclass(frozen=True, slots=True)
class SignIn:
    """Somebody signed in or out, or could not; `browser` is empty where it is not known."""

    at: datetime
    words: str
    good: bool
    ip: str
    browser: str


def grant_of(session: Session, actor: Actor, grant_id: int) -> PersonGrant | None:
    """A person's role in the establishment, if the actor may see it."""
    return session.scalars(
        select(PersonGrant).where(PersonGrant.id == grant_id, visible(PersonGrant, actor))
    ).one_or_none()


def open_invitations(session: Session, actor: Actor) -> list[Invitation]:
    """The invitations that nobody has accepted or withdrawn, the newest first."""
    statement = select(Invitation).where(Invitation.state == "open", visible(Invitation, actor))
    return list(session.scalars(statement.order_by(Invitation.id.desc())))


def last_sign_ins(session: Session, person_ids: Iterable[int]) -> dict[int, datetime]:
    """When each person signed in last, by the journal."""
    statement = (
        select(JournalEntry.object_id, func.max(JournalEntry.at))
        .where(
            JournalEntry.object_kind == "person",
            JournalEntry.object_id.in_([str(id_) for id_ in person_ids]),
            JournalEntry.act == "sign_in.done",
        )
        .group_by(JournalEntry.object_id)
    )
    return {int(id_): at for id_, at in session.execute(statement)}


def sign_ins(session: Session, actor: Actor, grant_id: int) -> list[SignIn]:
    """The last times that the person behind a visible role signed in, or could not; only since they have the role.

    The journal itself is for auditors; here the visible role is the limit.
    """
    grant = grant_of(session, actor, grant_id)
    if grant is None:
        return []
    statement = select(JournalEntry).where(
        JournalEntry.object_kind == "person",
        JournalEntry.object_id == str(grant.person_id),
        JournalEntry.act.in_(SIGN_INS),
    )
    if grant.granted_at is not None:
        statement = statement.where(JournalEntry.at >= grant.granted_at)
    rows = session.scalars(statement.order_by(JournalEntry.seq.desc()).limit(MOST))
    return [
        SignIn(row.at, SIGN_INS[row.act], row.act in GOOD, row.ip, str(row.after.get("browser") or "")) for row in rows
    ]


def reach_words(session: Session, grants: Sequence[Grant]) -> list[str]:
    """Each grant in words, with how far it reaches: `Verifikator (Jawa Timur)`, `Staf pengisi (PT Contoh, Malang)`."""
    regions = _names(session, Region, {grant.region.rpartition("-")[2] for grant in grants if grant.region})
    directorates = _names(session, Directorate, {grant.directorate for grant in grants if grant.directorate})
    places = _companies(session, {grant.establishment_id for grant in grants if grant.establishment_id})
    found = []
    for grant in grants:
        reach = [
            directorates.get(grant.directorate or "", grant.directorate),
            _place(grant.region or "", regions),
            places.get(grant.establishment_id or 0),
        ]
        words = ", ".join(filter(None, reach))
        found.append(f"{grant.role.label} ({words})" if words else grant.role.label)
    return found


def _place(region: str, names: Mapping[str, str]) -> str:
    """`Jawa Timur`, `KEK Kabupaten Gresik`."""
    estate, _, code = region.rpartition("-")
    return f"{estate} {names.get(code, code)}".strip()


def _names(session: Session, model: type[Region] | type[Directorate], codes: set[str]) -> dict[str, str]:
    if not codes:
        return {}
    return {row.code: row.name for row in session.execute(select(model.code, model.name).where(model.code.in_(codes)))}


def _companies(session: Session, ids: set[int]) -> dict[int, str]:
    statement = (
        select(Establishment.id, LegalEntity.name, Region.name)
        .join(LegalEntity, LegalEntity.id == Establishment.legal_entity_id)
        .outerjoin(Region, Region.code == Establishment.regency)
        .where(Establishment.id.in_(ids))
    )
    rows = session.execute(statement) if ids else ()
    return {id_: f"{name}, {place}" if place else name for id_, name, place in rows}
