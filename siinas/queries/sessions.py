"""A person's sessions: which of them live, and what they are called."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from siinas.models import Person, WebSession
from siinas.process.roles import OFFICERS, Role
from siinas.queries.browsers import browser_words
from siinas.queries.settings import number

ANONYMOUS_LIFE = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A living session of a person; `own` marks the one that asks."""

    id: int
    browser: str
    ip: str
    begun: datetime
    used: datetime
    own: bool


def is_officer(person: Person) -> bool:
    """Whether the shorter limits of officers apply."""
    return any(Role(grant.role) in OFFICERS for grant in person.grants)


def signed_in(session: Session, person_id: int) -> Person | None:
    """A person with what they may do, in one statement: every request asks for it."""
    return session.get(Person, person_id, options=[joinedload(Person.grants)])


def kind_of(person: Person) -> str:
    """By which settings a person is measured: `officer` or `company`."""
    return "officer" if is_officer(person) else "company"


def expired(session: Session, row: WebSession, person: Person | None, now: datetime) -> bool:
    """Whether a session has been idle or alive for too long, or its person was shut out."""
    idle, age = now - row.seen_at, now - row.created_at
    if person is None:
        return idle > ANONYMOUS_LIFE
    kind = kind_of(person)
    return (
        not person.active
        or idle >= timedelta(minutes=number(session, f"session_idle_minutes_{kind}"))
        or age >= timedelta(hours=number(session, f"session_hours_{kind}"))
    )


def living_sessions(session: Session, person: Person, now: datetime) -> list[WebSession]:
    """The sessions in which the person has signed in and that are not too old, the oldest first."""
    rows = session.scalars(
        select(WebSession).where(WebSession.person_id == person.id).order_by(WebSession.created_at, WebSession.id)
    )
    return [row for row in rows if "_user_id" in row.data and not expired(session, row, person, now)]


def open_sessions(session: Session, person: Person, now: datetime, own_hash: str) -> list[OpenSession]:
    """The same for a screen, the one last used first; `own_hash` is the hash of the asking session's token."""
    found = [
        OpenSession(
            row.id,
            browser_words(row.user_agent),
            row.ip,
            row.created_at,
            row.seen_at,
            row.token_hash == own_hash,
        )
        for row in living_sessions(session, person, now)
    ]
    return sorted(found, key=lambda one: (one.own, one.used), reverse=True)
