"""Browser sessions on the server: made, looked up, renewed and ended (security.md 3.6)."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update

from siinas.models import Person, WebSession
from siinas.operations.work import Work, housekeeping
from siinas.process.roles import OFFICERS, Role
from siinas.queries.settings import number

TOUCH_EVERY = timedelta(seconds=30)
ANONYMOUS_LIFE = timedelta(hours=2)


def token_hash(token: str) -> str:
    """What is stored of a secret token."""
    return hashlib.sha256(token.encode()).hexdigest()


def new_token() -> str:
    """A secret of 256 bits."""
    return secrets.token_urlsafe(32)


def is_officer(person: Person) -> bool:
    """Whether the shorter limits of officers apply."""
    return any(Role(grant.role) in OFFICERS for grant in person.grants)


def expired(work: Work, row: WebSession, person: Person | None) -> bool:
    """Whether a session has been idle or alive for too long."""
    idle, age = work.now - row.seen_at, work.now - row.created_at
    if person is None:
        return idle > ANONYMOUS_LIFE
    kind = "officer" if is_officer(person) else "company"
    return (
        not person.active
        or idle >= timedelta(minutes=number(work.session, f"session_idle_minutes_{kind}"))
        or age >= timedelta(hours=number(work.session, f"session_hours_{kind}"))
    )


@dataclass(frozen=True, slots=True)
class Found:
    """What lies behind a token: the data of a living session, or whose session has just been found too old."""

    data: dict[str, Any] | None = None
    ended_for: int | None = None


def look_up(work: Work, token: str) -> dict[str, Any] | None:
    """The data of a living session, its last use noted; None for an unknown, idle or too old one (which is ended)."""
    return find(work, token).data


def find(work: Work, token: str) -> Found:
    """As `look_up`; of a session that ends now also the person who had signed in in it."""
    row = work.session.scalars(select(WebSession).where(WebSession.token_hash == token_hash(token))).one_or_none()
    if row is None:
        return Found()
    person = work.session.get(Person, row.person_id) if row.person_id else None
    if expired(work, row, person):
        ended_for = row.person_id if "_user_id" in row.data else None
        end(work, token)
        return Found(ended_for=ended_for)
    data = dict(row.data)
    if work.now - row.seen_at > TOUCH_EVERY:
        touch(work, token)
    return Found(data)


def begun(work: Work, token: str, person_id: int) -> datetime | None:
    """When the session with that token began, if it is that person's."""
    row = work.session.scalars(select(WebSession).where(WebSession.token_hash == token_hash(token))).one_or_none()
    return row.created_at if row is not None and row.person_id == person_id else None


@housekeeping
def touch(work: Work, token: str) -> None:
    """Note that a session is in use; written at most every half minute."""
    work.session.execute(update(WebSession).where(WebSession.token_hash == token_hash(token)).values(seen_at=work.now))


@housekeeping
def store(work: Work, token: str, data: dict[str, Any], *, user_agent: str = "") -> None:
    """Begin a session: keep the data under a new token."""
    work.session.add(
        WebSession(
            token_hash=token_hash(token),
            person_id=owner(data),
            data=data,
            created_at=work.now,
            seen_at=work.now,
            ip=work.ip,
            user_agent=user_agent.replace("\x00", "")[:255],
        )
    )


@housekeeping
def keep(work: Work, token: str, data: dict[str, Any]) -> bool:
    """Keep the data of a session that lives; one that has been ended meanwhile stays ended (False)."""
    row = update(WebSession).where(WebSession.token_hash == token_hash(token))
    return _touched(work.session.execute(row.values(person_id=owner(data), data=data)))


def owner(data: dict[str, Any]) -> int | None:
    """Whose session it is: whoever Flask-Login noted in it, or who still owes a code.

    So a session that waits for the second factor ends, too, when all sessions of the person are ended.
    """
    user = data.get("_user_id") or data.get("pending_person", {}).get("id")
    return int(user) if user else None


def _touched(result: Any) -> bool:
    return bool(result.rowcount)


@housekeeping
def end(work: Work, token: str) -> bool:
    """End one session; whether it still lived."""
    return _touched(work.session.execute(delete(WebSession).where(WebSession.token_hash == token_hash(token))))


@housekeeping
def end_all_of(work: Work, person_id: int, *, but_token: str = "") -> None:
    """End all sessions of a person, for example after a new password; `but_token` names the one that stays."""
    work.session.execute(
        delete(WebSession).where(
            WebSession.person_id == person_id, WebSession.token_hash != (token_hash(but_token) if but_token else "")
        )
    )


@housekeeping
def sweep(work: Work, *, before: datetime) -> None:
    """Drop sessions that nobody has used for long."""
    work.session.execute(delete(WebSession).where(WebSession.seen_at < before))
