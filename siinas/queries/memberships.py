"""The establishments a person belongs to: theirs to choose from, whichever of them they work in now."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from siinas.models import Establishment, LegalEntity
from siinas.process.roles import Actor
from siinas.queries.choices import regency_name
from siinas.queries.scope import unguarded


@dataclass(frozen=True, slots=True)
class Membership:
    """An establishment of the person: its id, the company's name, and the place in words."""

    id: int
    name: str
    place: str


def memberships(session: Session, actor: Actor) -> list[Membership]:
    """All establishments of the person's grants, by name and place.

    The second layer shows the one being worked in only; here the person's own grants are the limit.
    """
    statement = (
        select(Establishment.id, LegalEntity.name, Establishment.regency)
        .join(LegalEntity, LegalEntity.id == Establishment.legal_entity_id)
        .where(Establishment.id.in_(actor.establishments))
    )
    with unguarded(session):
        rows = session.execute(statement).all()
    found = [Membership(id_, name, regency_name(session, regency)) for id_, name, regency in rows]
    return sorted(found, key=lambda one: (one.name, one.place, one.id))


@dataclass(frozen=True, slots=True)
class Contact:
    """An establishment of the person and the e-mail address to which its mails go, in lower case."""

    name: str
    email: str


def contact_addresses(session: Session, actor: Actor) -> list[Contact]:
    """The e-mail addresses of all establishments of the person's grants (Data Umum)."""
    statement = (
        select(LegalEntity.name, Establishment.email)
        .join(LegalEntity, LegalEntity.id == Establishment.legal_entity_id)
        .where(Establishment.id.in_(actor.establishments))
    )
    with unguarded(session):
        return sorted(
            (Contact(name, email.lower()) for name, email in session.execute(statement)), key=lambda one: one.name
        )
