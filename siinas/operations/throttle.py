"""Slowing down guessing: counters in the database, shared by all workers and kept over restarts (security.md 3.3)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many tries of a kind under a key in a time."""

    kind: str
    key: str
    most: int
    within: timedelta


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


@housekeeping
def take(work: Work, sentence: str, *limits: Limit) -> None:
    """Take one try of each key under all limits, before it is judged; TooMany, and none taken, where one is used up.

    Looking and counting are one: of many tries at the same moment no more are judged than the limits allow. Whoever
    turns out to be right gives the try back, or all are forgotten.
    """
    minute = work.now.replace(second=0, microsecond=0)
    keys = sorted({(limit.kind, _hash(limit.key)) for limit in limits})
    counted: dict[tuple[str, str], list[tuple[datetime, int]]] = {}
    longest = max(limit.within for limit in limits)
    for kind, hashed in keys:
        ensure(work.session, ThrottleCount, kind=kind, key_hash=hashed, window_start=minute, count=0)
        rows = select(ThrottleCount.window_start, ThrottleCount.count).where(
            ThrottleCount.kind == kind,
            ThrottleCount.key_hash == hashed,
            ThrottleCount.window_start > work.now - longest,
        )
        found = work.session.execute(rows.order_by(ThrottleCount.window_start).with_for_update())
        counted[kind, hashed] = [(start, count_) for start, count_ in found]
    if not exempt(work):
        for limit in limits:
            since = work.now - limit.within
            rows_within = [row for row in counted[limit.kind, _hash(limit.key)] if row[0] > since]
            if sum(count_ for _start, count_ in rows_within) >= limit.most:
                wait = _wait(work, limit.kind, limit.key, limit.most, limit.within)
                raise TooMany(sentence.replace("{wait}", wait_in_words(wait)))
    for kind, hashed in keys:
        of_key = (ThrottleCount.kind == kind, ThrottleCount.key_hash == hashed)
        work.session.execute(
            update(ThrottleCount)
            .where(*of_key, ThrottleCount.window_start == minute)
            .values(count=ThrottleCount.count + 1)
        )


@housekeeping
def give_back(work: Work, kind: str, key: str) -> None:
    """Give back the newest try: it was a right one."""
    of_key = (ThrottleCount.kind == kind, ThrottleCount.key_hash == _hash(key), ThrottleCount.count > 0)
    newest = select(func.max(ThrottleCount.window_start)).where(*of_key).scalar_subquery()
    work.session.execute(
        update(ThrottleCount)
        .where(*of_key, ThrottleCount.window_start == newest)
        .values(count=ThrottleCount.count - 1)
        .execution_options(synchronize_session=False)
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
