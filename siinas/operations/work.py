"""The frame of every operation: who acts, in which transaction, and what is journalled and left for the worker."""

from __future__ import annotations

import functools
import logging
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import ColumnElement, event, select
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import ORMExecuteState, Session, UOWTransaction

from siinas.configuration import Configuration
from siinas.integrations.mail import Mailer
from siinas.integrations.oss import NoOss, Oss
from siinas.integrations.signing import NO_SIGNER, Signer
from siinas.integrations.storage import FolderStorage
from siinas.models import Base, OutboxRow
from siinas.operations.journal import Entry, append
from siinas.process.roles import SYSTEM, Actor
from siinas.queries.browsers import browser_words
from siinas.queries.scope import ACTOR, visible
from siinas.refusal import NotFound, Refused

log = logging.getLogger("siinas.operations")
UNIQUE_VIOLATION = "23505"
BUSY = frozenset({"40001", "40P01", "55P03", "57P03", "08006", "08001"})

P = ParamSpec("P")
R = TypeVar("R")
M = TypeVar("M", bound=Base)
CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Services:
    """What operations need from outside: configuration, file store, mailer, whoever signs letters, and OSS."""

    configuration: Configuration
    storage: FolderStorage
    mailer: Mailer
    signer: Signer = NO_SIGNER
    oss: Oss = field(default_factory=NoOss)


@dataclass(slots=True)
class Work:
    """One person's (or the system's) work in one session: the first argument of every operation.

    `proved_at` is when the person last gave their password or code in the browser's session that asks.
    """

    session: Session
    services: Services
    actor: Actor = SYSTEM
    ip: str = ""
    request_id: str = field(default_factory=lambda: uuid.uuid4().hex)
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    user_agent: str = ""
    proved_at: datetime | None = None
    _entries: list[Entry] = field(default_factory=list)
    _open: bool = False
    _silent: bool = False

    @property
    def now(self) -> datetime:
        """The present moment, UTC."""
        return self.clock()

    @property
    def browser(self) -> str:
        """The browser and system that ask, in words."""
        return browser_words(self.user_agent)

    def record(
        self,
        act: str,
        thing: Base | str,
        *,
        before: dict[str, Any] | None = None,
        after: dict[str, Any] | None = None,
        establishment_id: int | None = None,
    ) -> None:
        """Put one act into the journal, in this transaction."""
        kind = thing if isinstance(thing, str) else thing.__tablename__
        self._entries.append(
            Entry(
                act,
                kind,
                thing,
                before or {},
                after or {},
                establishment_id or getattr(thing, "establishment_id", None),
            )
        )

    def leave(self, kind: str, recipient: str = "", **payload: Any) -> None:
        """Leave a job for the worker, in this transaction."""
        self.leave_for(self.now, kind, recipient, payload)

    def leave_for(self, moment: datetime, kind: str, recipient: str, payload: dict[str, Any]) -> None:
        """Leave a job that is not to be done before that moment."""
        self.session.add(
            OutboxRow(kind=kind, recipient=recipient, payload=payload, created_at=self.now, next_at=moment)
        )

    def find(self, model: type[M], *criteria: ColumnElement[bool], lock: bool = False) -> M:
        """The one row that the actor may see; NotFound otherwise."""
        statement = select(model).where(*criteria)
        if self.actor is not SYSTEM:
            statement = statement.where(visible(model, self.actor))
        if lock:
            statement = statement.with_for_update(of=model).execution_options(populate_existing=True)
        row = self.session.scalars(statement).unique().one_or_none()
        if row is None:
            raise NotFound
        return row

    @contextmanager
    def unscoped(self) -> Iterator[Session]:
        """Reads of the system itself, for example whether a NIB already has an account."""
        guarded_for = self.session.info.pop(ACTOR, None)
        try:
            yield self.session
        finally:
            if guarded_for is not None:
                self.session.info[ACTOR] = guarded_for

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing, with the journal; a nested operation joins the outer one."""
        if self._open:
            yield
            return
        self._begin()
        try:
            yield
            self.session.flush()
            if self.session.info.get(CHANGED) and not self._entries and not self._silent:
                raise RuntimeError("an operation that changes something must journal it")
            append(self.session, self._entries, self.actor, at=self.now, ip=self.ip, request_id=self.request_id)
            self.session.commit()
        except BaseException:
            self.session.rollback()
            raise
        finally:
            self._entries, self._open, self._silent = [], False, False

    def _begin(self) -> None:
        self.session.rollback()
        self.session.info.pop(CHANGED, None)
        if self.session.get_bind().dialect.name == "sqlite":
            self.session.connection(execution_options={"begin": "IMMEDIATE"})
        self._open = True


@event.listens_for(Session, "after_flush")
def _note_flush(session: Session, _context: UOWTransaction) -> None:
    if session.new or session.deleted or any(session.is_modified(row) for row in session.dirty):
        session.info[CHANGED] = True


@event.listens_for(Session, "do_orm_execute")
def _note_bulk(state: ORMExecuteState) -> None:
    if state.is_update or state.is_delete or state.is_insert:
        state.session.info[CHANGED] = True


def _sentence_for(problem: IntegrityError | OperationalError) -> str:
    """What to tell the person: somebody was faster, or the database is busy; empty for a fault of ours."""
    state = getattr(problem.orig, "sqlstate", None)
    text = str(problem.orig)
    if state == UNIQUE_VIOLATION or "UNIQUE constraint failed" in text:
        return "Data yang sama baru saja disimpan oleh proses lain. Muat ulang halaman dan periksa hasilnya."
    if state in BUSY or "database is locked" in text or "database is busy" in text:
        return "Basis data sedang sibuk. Tidak ada yang berubah; coba lagi sebentar lagi."
    return ""


def operation(function: Callable[Concatenate[Work, P], R]) -> Callable[Concatenate[Work, P], R]:
    """Make a function of (work, …) one transaction with its journal; a busy database becomes a Refused."""

    @functools.wraps(function)
    def run(work: Work, /, *args: P.args, **kwargs: P.kwargs) -> R:
        try:
            with work.transaction():
                return function(work, *args, **kwargs)
        except (IntegrityError, OperationalError) as problem:
            sentence = _sentence_for(problem)
            if not sentence:
                raise
            log.warning("%s was refused by the database: %s", function.__name__, problem.orig)
            raise Refused(sentence) from problem

    return run


def housekeeping(function: Callable[Concatenate[Work, P], R]) -> Callable[Concatenate[Work, P], R]:
    """As `operation`, for technical rows that are nobody's act (sessions, counters, leases): not journalled."""

    @functools.wraps(function)
    def run(work: Work, /, *args: P.args, **kwargs: P.kwargs) -> R:
        outermost = not work._open
        with work.transaction():
            work._silent = work._silent or outermost
            return function(work, *args, **kwargs)

    return run
