"""Appending to the journal and proving that nobody has changed it (security.md 3.11)."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from siinas.models import Base, JournalEntry, JournalHead
from siinas.process.roles import Actor

GENESIS = "0" * 64
SECRET = frozenset({"password_hash", "totp_secret", "token_hash", "code_hash", "data"})


@dataclass(frozen=True, slots=True)
class Entry:
    """An act that waits for the end of its transaction."""

    act: str
    kind: str
    thing: Base | str
    before: dict[str, Any]
    after: dict[str, Any]
    establishment_id: int | None


def plain(value: Any) -> Any:
    """A value as it is kept in the journal: JSON without floating point numbers."""
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    if value is None or isinstance(value, bool | int | str):
        return value
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return str(value)


def snapshot(row: Base, *, only: frozenset[str] | None = None) -> dict[str, Any]:
    """The loaded columns of a row, without secrets."""
    state = inspect(row)
    names = [c.key for c in state.mapper.column_attrs if c.key not in SECRET and c.key not in state.unloaded]
    return {name: plain(getattr(row, name)) for name in names if only is None or name in only}


def changes(before: dict[str, Any], after: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Only what differs."""
    keys = [k for k in {**before, **after} if before.get(k) != after.get(k) and k != "version"]
    return {k: before.get(k) for k in keys}, {k: after.get(k) for k in keys}


def hash_of(entry: JournalEntry) -> str:
    """SHA-256 over everything the entry says and the hash before it."""
    content = {
        "seq": entry.seq,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "act": entry.act,
        "actor": [entry.actor_id, entry.actor_name],
        "from": [entry.ip, entry.request_id],
        "object": [entry.object_kind, entry.object_id, entry.establishment_id],
        "before": entry.before,
        "after": entry.after,
        "previous": entry.previous_hash,
    }
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def ensure(session: Session, model: type[Base], **columns: Any) -> None:
    """Make a row unless it is there, so that of two who need it first neither fails."""
    insert: Any = postgresql_insert if session.get_bind().dialect.name == "postgresql" else sqlite_insert
    session.execute(insert(model).values(**columns).on_conflict_do_nothing())


def append(session: Session, entries: list[Entry], actor: Actor, *, at: datetime, ip: str, request_id: str) -> None:
    """Chain the entries of one transaction to the journal's end, under the lock of its head."""
    if not entries:
        return
    ensure(session, JournalHead, id=1, seq=0, hash=GENESIS)
    head = session.scalars(select(JournalHead).with_for_update()).one()
    for waiting in entries:
        row = JournalEntry(
            seq=head.seq + 1,
            at=at,
            act=waiting.act,
            actor_id=actor.person_id,
            actor_name=actor.name,
            ip=ip,
            request_id=request_id,
            object_kind=waiting.kind,
            object_id=""
            if isinstance(waiting.thing, str)
            else "-".join(map(str, inspect(waiting.thing).identity or ())),
            establishment_id=waiting.establishment_id,
            before=plain(waiting.before),
            after=plain(waiting.after),
            previous_hash=head.hash,
        )
        row.hash = hash_of(row)
        session.add(row)
        head.seq, head.hash = row.seq, row.hash
    session.flush()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What verifying found: how many entries were good, and the first fault, if any."""

    entries: int
    fault: str = ""


def verify(session: Session) -> Verdict:
    """Recompute the whole chain; finds changed, missing, swapped and cut-off entries."""
    previous, count = GENESIS, 0
    with session.scalars(select(JournalEntry).order_by(JournalEntry.seq).execution_options(yield_per=500)) as entries:
        for entry in entries:
            count += 1
            if entry.seq != count:
                return Verdict(count - 1, f"entry {count} is missing")
            if entry.previous_hash != previous:
                return Verdict(count - 1, f"entry {entry.seq} does not follow the one before it")
            if hash_of(entry) != entry.hash:
                return Verdict(count - 1, f"entry {entry.seq} was changed")
            previous = entry.hash
    head = session.scalars(select(JournalHead)).one_or_none()
    if head is None:
        return Verdict(count, "the head of the journal is missing" if count else "")
    if (head.seq, head.hash) != (count, previous):
        return Verdict(count, f"the journal ends at entry {count}, but {head.seq} were written")
    return Verdict(count)
