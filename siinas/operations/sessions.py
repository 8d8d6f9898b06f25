"""Browser sessions on the server: made, looked up, renewed and ended (security.md 3.6)."""

from __future__ import annotations

import hashlib
import secrets
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


def look_up(work: Work, token: str) -> dict[str, Any] | None:
    """The data of a living session, its last use noted; None for an unknown, idle or too old one (which is ended)."""
    row = work.session.scalars(select(WebSession).where(WebSession.token_hash == token_hash(token))).one_or_none()
    if row is None:
        return None
    person = work.session.get(Person, row.person_id) if row.person_id else None
    if expired(work, row, person):
        end(work, token)
        return None
    data = dict(row.data)
    if work.now - row.seen_at > TOUCH_EVERY:
        touch(work, token)
    return data


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
    """Keep the data under the token; the person is whoever Flask-Login noted in it, or who still owes a code.

    So a session that waits for the second factor ends, too, when all sessions of the person are ended.
    """
    row = work.session.scalars(select(WebSession).where(WebSession.token_hash == token_hash(token))).one_or_none()
    user = data.get("_user_id") or data.get("pending_person", {}).get("id")
    if row is None:
        row = WebSession(token_hash=token_hash(token), created_at=work.now, seen_at=work.now, ip=work.ip)
        row.user_agent = user_agent[:255]
        work.session.add(row)
    row.person_id = int(user) if user else None
    row.data = data


@housekeeping
def end(work: Work, token: str) -> None:
    """End one session."""
    work.session.execute(delete(WebSession).where(WebSession.token_hash == token_hash(token)))


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
