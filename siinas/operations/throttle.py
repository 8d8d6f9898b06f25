"""Slowing down guessing: counters in the database, shared by all workers and kept over restarts (security.md 3.3)."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update

from siinas.models import ThrottleCount
from siinas.operations.journal import ensure
from siinas.operations.work import Work, housekeeping
from siinas.refusal import TooMany

QUARTER_HOUR = timedelta(minutes=15)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
LOOPBACK = frozenset({"127.0.0.1", "::1"})


def exempt(work: Work) -> bool:
    """In the demo nobody on the same machine is slowed down (SETTLED 5)."""
    return work.services.configuration.demo and work.ip in LOOPBACK


def _hash(key: str) -> str:
    return hashlib.sha256(key.casefold().encode()).hexdigest()


def tries(work: Work, kind: str, key: str, within: timedelta) -> int:
    """How often `kind` was counted for `key` in the last `within`."""
    since = work.now - within
    return (
        work.session.scalar(
            select(func.sum(ThrottleCount.count)).where(
                ThrottleCount.kind == kind, ThrottleCount.key_hash == _hash(key), ThrottleCount.window_start > since
            )
        )
        or 0
    )


@housekeeping
def count(work: Work, kind: str, key: str) -> None:
    """Count one try, in its minute."""
    minute = work.now.replace(second=0, microsecond=0)
    ensure(work.session, ThrottleCount, kind=kind, key_hash=_hash(key), window_start=minute, count=0)
    work.session.execute(
        update(ThrottleCount)
        .where(ThrottleCount.kind == kind, ThrottleCount.key_hash == _hash(key), ThrottleCount.window_start == minute)
        .values(count=ThrottleCount.count + 1)
    )


def allow(work: Work, kind: str, key: str, *, most: int, within: timedelta, sentence: str) -> None:
    """Raise TooMany with `sentence` once `most` tries were counted; `{wait}` in it becomes how long that lasts."""
    if not exempt(work) and tries(work, kind, key, within) >= most:
        raise TooMany(sentence.replace("{wait}", wait_in_words(_wait(work, kind, key, most, within))))


def _wait(work: Work, kind: str, key: str, most: int, within: timedelta) -> timedelta:
    """How long it takes until so many tries are forgotten that another one is allowed."""
    since, counted = work.now - within, 0
    rows = select(ThrottleCount.window_start, ThrottleCount.count).where(
        ThrottleCount.kind == kind, ThrottleCount.key_hash == _hash(key), ThrottleCount.window_start > since
    )
    for start, count_ in work.session.execute(rows.order_by(ThrottleCount.window_start.desc())):
        counted += count_
        if counted >= most:
            return start - since
    return timedelta()


def wait_in_words(wait: timedelta) -> str:
    """A time to wait, rounded up: in minutes up to an hour and a half, in hours beyond."""
    minutes = max(1, -(-wait // timedelta(minutes=1)))
    return f"{minutes} menit" if minutes <= 90 else f"{-(-wait // HOUR)} jam"


@housekeeping
def forget(work: Work, kind: str, key: str) -> None:
    """Forget the tries, for example after a correct password."""
    work.session.execute(delete(ThrottleCount).where(ThrottleCount.kind == kind, ThrottleCount.key_hash == _hash(key)))


@housekeeping
def sweep(work: Work, *, before: datetime) -> None:
    """Drop counters that no limit looks at any more."""
    work.session.execute(delete(ThrottleCount).where(ThrottleCount.window_start < before))
