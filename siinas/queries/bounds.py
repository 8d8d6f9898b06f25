"""The bounds that are in force for the measures of reports, by KBLI."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import event, select
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Mapper, Session, SessionTransaction, object_session

from siinas.models import PlausibleBound
from siinas.process.checks import Bound, Bounds

READ = "bounds_read"
"""Where a session keeps what it has read in its present transaction."""


def bounds_for(session: Session, kbli: Iterable[str]) -> Bounds:
    """The bounds that may hold for these KBLI and those of all, read once in each transaction."""
    prefixes = frozenset(code[:length] for code in kbli for length in range(2, len(code) + 1)) | {""}
    kept: tuple[SessionTransaction, dict[frozenset[str], Bounds]] | None = session.info.get(READ)
    if kept is None or kept[0] is not session.get_transaction():
        kept = None
    if kept is not None and prefixes in kept[1]:
        return kept[1][prefixes]
    found = _read(session, prefixes)
    transaction = session.get_transaction()
    if transaction is not None:
        session.info[READ] = (transaction, (kept[1] if kept is not None else {}) | {prefixes: found})
    return found


def all_bounds(session: Session) -> Bounds:
    """The bounds for every KBLI."""
    return _read(session, None)


def _read(session: Session, prefixes: frozenset[str] | None) -> Bounds:
    statement = select(
        PlausibleBound.measure, PlausibleBound.kbli_prefix, PlausibleBound.lower, PlausibleBound.upper
    ).where(PlausibleBound.retired_on.is_(None))
    if prefixes is not None:
        statement = statement.where(PlausibleBound.kbli_prefix.in_(sorted(prefixes)))
    with session.no_autoflush:
        rows = session.execute(statement).all()
    return Bounds({(row.measure, row.kbli_prefix): Bound(row.lower, row.upper) for row in rows})


@event.listens_for(PlausibleBound, "after_insert")
@event.listens_for(PlausibleBound, "after_update")
@event.listens_for(PlausibleBound, "after_delete")
def _forget(_mapper: Mapper[PlausibleBound], _connection: Connection, row: PlausibleBound) -> None:
    session = object_session(row)
    if session is not None:
        session.info.pop(READ, None)
