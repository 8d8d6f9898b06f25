"""Browser sessions on the server: made, looked up, renewed and ended (security.md 3.6)."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import joinedload

from siinas.models import Person, WebSession
from siinas.operations.work import Work, housekeeping, operation
from siinas.queries import sessions as reading
from siinas.queries.browsers import browser_words
from siinas.queries.sessions import kind_of, living_sessions
from siinas.queries.settings import number
from siinas.refusal import Refused

TOUCH_EVERY = timedelta(seconds=30)


def token_hash(token: str) -> str:
    """What is stored of a secret token."""
    return hashlib.sha256(token.encode()).hexdigest()


def new_token() -> str:
    """A secret of 256 bits."""
    return secrets.token_urlsafe(32)


def expired(work: Work, row: WebSession, person: Person | None) -> bool:
    """Whether a session has been idle or alive for too long."""
    return reading.expired(work.session, row, person, work.now)


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
    both = (
        select(WebSession, Person)
        .outerjoin(Person, Person.id == WebSession.person_id)
        .where(WebSession.token_hash == token_hash(token))
        .options(joinedload(Person.grants))  # in one statement: every request passes here
    )
    found = work.session.execute(both).unique().one_or_none()
    if found is None:
        return Found()
    row, person = found
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
    """Begin a session: keep the data under a new token.

    Where the person has more sessions now than are allowed at the same time, the oldest ones end.
    """
    person = None
    if "_user_id" in data:
        # Locked before the row is added: of many that begin at once each sees those before it.
        lock = {"of": Person, "key_share": True}
        person = work.session.get_one(Person, owner(data), with_for_update=lock)
    row = WebSession(
        token_hash=token_hash(token),
        person_id=owner(data),
        data=data,
        created_at=work.now,
        seen_at=work.now,
        ip=work.ip,
        user_agent=user_agent.replace("\x00", "")[:255],
    )
    work.session.add(row)
    if person is not None:
        for old in beyond_limit(work, person):
            told = {"browser": browser_words(old.user_agent), "session_ip": old.ip}
            work.record("session.ended", person, after=told)
            work.session.delete(old)


def beyond_limit(work: Work, person: Person, *, coming: int = 0, but_token: str = "") -> list[WebSession]:
    """The oldest sessions of a person beyond those allowed at the same time, `coming` ones counted in.

    `but_token` names a session that is about to end anyway.
    """
    gone = token_hash(but_token) if but_token else ""
    living = [row for row in living_sessions(work.session, person, work.now) if row.token_hash != gone]
    most = number(work.session, f"sessions_{kind_of(person)}")
    return living[: max(0, len(living) + coming - most)]


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


@operation
def end_own(work: Work, session_id: int) -> None:
    """The person ends one of their own sessions."""
    row = work.find(WebSession, WebSession.id == session_id, lock=True)
    told = {"browser": browser_words(row.user_agent), "session_ip": row.ip}
    work.record("session.ended", work.session.get_one(Person, work.actor.person_id), after=told)
    work.session.delete(row)


@operation
def end_own_others(work: Work, *, keep_token: str) -> int:
    """The person ends all of their sessions but the one with that token; how many there were."""
    person = work.session.get_one(Person, work.actor.person_id)
    kept = token_hash(keep_token)
    others = [row for row in living_sessions(work.session, person, work.now) if row.token_hash != kept]
    if not others:
        raise Refused("Tidak ada sesi lain yang terbuka.")
    end_all_of(work, person.id, but_token=keep_token)
    work.record("session.all_ended", person, after={"sessions": len(others)})
    return len(others)


@housekeeping
def sweep(work: Work, *, before: datetime) -> None:
    """Drop sessions that nobody has used for long."""
    work.session.execute(delete(WebSession).where(WebSession.seen_at < before))
