"""Which looks of a person the journal already holds."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from siinas.models import Base, JournalEntry
from siinas.process.roles import Actor


def looked_since(session: Session, actor: Actor, act: str, thing: Base, since: datetime) -> bool:
    """Whether the actor did this act to this thing at `since` or later."""
    (key,) = inspect(thing).identity or ("",)
    statement = (
        select(JournalEntry.seq)
        .where(
            JournalEntry.actor_id == actor.person_id,
            JournalEntry.at >= since,
            JournalEntry.act == act,
            JournalEntry.object_kind == thing.__tablename__,
            JournalEntry.object_id == str(key),
        )
        .limit(1)
    )
    return session.scalar(statement) is not None
