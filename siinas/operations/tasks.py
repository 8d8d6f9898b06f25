"""Background work: begun by an operation, done by the worker with its progress kept, told and swept."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.exc import OperationalError

from siinas.models import Person, Task
from siinas.operations.work import Work, housekeeping, operation
from siinas.process.roles import Actor
from siinas.queries.scope import ACTOR, guard
from siinas.queries.settings import number
from siinas.refusal import NotFound, Refused

log = logging.getLogger("siinas.tasks")
JOB = "task"
MOST_TRIES = 3
"""So often a task is begun: a fault of ours, or a worker that died under it, is not tried for ever."""
LONGEST_SILENCE = timedelta(minutes=1)
BROKEN = (
    "Pekerjaan ini tidak dapat diselesaikan karena kesalahan di sistem. Coba lagi; bila tetap gagal, hubungi petugas."
)

Progress = Callable[[int, int], None]
"""`progress(done, total)`: keeps how far the work is, in a transaction of its own, and renews the right to do it. Call
it between operations, never inside one: what the session holds unwritten is rolled back."""


@dataclass(frozen=True, slots=True)
class TaskResult:
    """What came out: what is told (whatever the page of this kind shows), and a file to take away, if any."""

    told: Mapping[str, Any] = field(default_factory=dict)
    file: bytes | None = None
    name: str = ""
    mime: str = "application/octet-stream"


Handler = Callable[[Work, Task, Progress], TaskResult]
HANDLERS: dict[str, Handler] = {}
"""Who does a kind of task. A handler acts as the person who asked, with their roles of today; it may be begun again
after a failure, so it does its writing in one operation, or so that a second time changes nothing. It may raise
Refused, whose sentence the person then reads. `siinas/operations/outbox.py` fills this in."""


@operation
def begin(
    work: Work,
    kind: str,
    title: str,
    payload: Mapping[str, Any],
    *,
    establishment_id: int | None = None,
    case_id: int | None = None,
) -> Task:
    """Leave a task to the worker, inside the operation that wants it or as one; whoever may ask was judged before."""
    made = Task(
        public_id=secrets.token_urlsafe(18),
        kind=kind,
        title=title[:255],
        establishment_id=establishment_id,
        case_id=case_id,
        person_id=work.actor.person_id,
        person_name=work.actor.name,
        reach=reach_of(work.actor),
        payload=dict(payload),
        created_at=work.now,
    )
    work.session.add(made)
    work.session.flush()
    work.leave(JOB, task_id=made.id)
    work.record("task.begun", made, after={"title": made.title, "task": made.kind})
    return made


def reach_of(actor: Actor) -> str:
    """A digest of the roles of somebody with their reach: another one where a role was given or taken."""
    told = sorted(
        f"{one.role}|{one.establishment_id or ''}|{one.region or ''}|{one.directorate or ''}" for one in actor.grants
    )
    return sha256("\n".join(told).encode()).hexdigest()


def run(work: Work, task_id: int, renew: Callable[[], None]) -> None:
    """The worker's job: do a task. A refusal ends it with its sentence, a fault of ours after the last try.

    `renew` prolongs the lease of the job. Raises what is to be tried again by the outbox.
    """
    task = _started(work, task_id)
    if task is None:
        return
    progress = _Keeper(work, task_id, renew)
    try:
        handler = HANDLERS[task.kind]
        with _AsWhoAsked(work, task):
            made = handler(work, task, progress)
    except NotFound:
        _failed(work, task_id, "Yang diminta tidak ada lagi, atau bukan lagi wewenang Anda.")
    except Refused as refusal:
        _failed(work, task_id, refusal.reason)
    except (OperationalError, LeaseLost):
        work.session.rollback()
        raise
    except Exception:
        work.session.rollback()
        log.exception("task %s broke", task_id)
        if _tried_out(work, task_id):
            return
        raise
    else:
        _finished(work, task_id, made)


class LeaseLost(Exception):
    """Somebody else does the job by now: it took longer than its lease."""


class _Keeper:
    """The `progress` of one task: writes when another hundredth is done, so that ten thousand rows are a hundred
    transactions, and in between when it was silent for long, so that the job stays its own."""

    def __init__(self, work: Work, task_id: int, renew: Callable[[], None]) -> None:
        self.work, self.task_id, self.renew = work, task_id, renew
        self.kept, self.again = (-1, -1), work.now

    def __call__(self, done: int, total: int) -> None:
        now = (done * 100 // total if total else done, total)
        if now == self.kept and self.work.now < self.again:
            return
        self.kept, self.again = now, self.work.now + LONGEST_SILENCE
        _keep_progress(self.work, self.task_id, done, total)
        self.renew()


class _AsWhoAsked:
    """The worker does it, but sees and may do what the person sees and may do."""

    def __init__(self, work: Work, task: Task) -> None:
        self.work, self.person_id, self.establishment_id = work, task.person_id, task.establishment_id

    def __enter__(self) -> None:
        self.before = self.work.actor
        if self.person_id is None:
            return
        person = self.work.session.get_one(Person, self.person_id)
        if not person.active:
            raise Refused("Akun yang meminta pekerjaan ini tidak aktif lagi.")
        actor = person.actor(self.establishment_id)
        if not actor.is_officer and (not actor.is_company or self.establishment_id != actor.establishment_id):
            raise NotFound
        self.work.actor = actor
        guard(self.work.session, actor)

    def __exit__(self, *problem: object) -> None:
        self.work.session.info.pop(ACTOR, None)
        self.work.actor = self.before


def _locked(work: Work, task_id: int) -> Task:
    return work.session.get_one(Task, task_id, with_for_update={"of": Task}, populate_existing=True)


@housekeeping
def _started(work: Work, task_id: int) -> Task | None:
    task = work.session.get(Task, task_id, with_for_update={"of": Task}, populate_existing=True)
    if task is None or task.state in {"done", "failed"}:
        return None
    if task.tries >= MOST_TRIES:
        _end(task, "failed", work.now, BROKEN)
        return None
    task.state, task.tries = "running", task.tries + 1
    task.started_at = task.started_at or work.now
    return task


@housekeeping
def _keep_progress(work: Work, task_id: int, done: int, total: int) -> None:
    task = _locked(work, task_id)
    if task.state == "running":
        task.done, task.total = done, total


@housekeeping
def _tried_out(work: Work, task_id: int) -> bool:
    task = _locked(work, task_id)
    if task.tries >= MOST_TRIES:
        _end(task, "failed", work.now, BROKEN)
        return True
    task.state, task.done = "waiting", 0
    return False


@housekeeping
def _failed(work: Work, task_id: int, sentence: str) -> None:
    _end(_locked(work, task_id), "failed", work.now, sentence)


@housekeeping
def _finished(work: Work, task_id: int, made: TaskResult) -> None:
    task = _locked(work, task_id)
    if task.state != "running":
        return
    task.result = dict(made.told)
    if made.file is not None:
        task.sha256 = work.services.storage.keep(made.file)
        task.file_name, task.media_type = made.name[:120], made.mime
    task.total = task.total or task.done
    task.done = task.total
    _end(task, "done", work.now, "")


def _end(task: Task, state: str, at: datetime, problem: str) -> None:
    task.state, task.problem, task.finished_at = state, problem[:1000], at


@operation
def note_download(work: Work, task: Task) -> None:
    """Journal that the file of a task was taken away."""
    work.record("task.downloaded", task, after={"file": task.file_name, "sha256": task.sha256})


def may_have_file(actor: Actor, task: Task) -> bool:
    """Whether the file of a visible task may be given: to its company, or to the officer who asked and still reaches
    as far."""
    if actor.is_company:
        return task.establishment_id is not None and task.establishment_id == actor.establishment_id
    return task.person_id == actor.person_id and task.reach == reach_of(actor)


@housekeeping
def sweep(work: Work) -> None:
    """Delete tasks that ended longer ago than the setting says; their files go with the nightly sweep of the store."""
    before = work.now - timedelta(days=number(work.session, "task_days"))
    work.session.execute(delete(Task).where(Task.finished_at < before))


def files_in_use(work: Work) -> set[str]:
    """The files that tasks still name."""
    named = work.session.scalars(select(Task.sha256).where(Task.sha256.is_not(None)))
    return {name for name in named if name}
