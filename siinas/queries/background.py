"""Background work, for whoever may see it."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from siinas.models import Case, Task
from siinas.process.roles import Actor
from siinas.queries.scope import visible
from siinas.refusal import NotFound

STATES = {
    "waiting": ("waiting", "Menunggu"),
    "running": ("waiting", "Sedang dikerjakan"),
    "done": ("accepted", "Selesai"),
    "failed": ("refused", "Gagal"),
}
"""The state of a task: tone and words."""
AT_WORK = frozenset({"waiting", "running"})


def task_named(session: Session, actor: Actor, public_id: str) -> Task:
    """The task with that public id, if the actor may see it; NotFound otherwise."""
    row = session.scalars(select(Task).where(Task.public_id == public_id, visible(Task, actor))).one_or_none()
    if row is None:
        raise NotFound
    return row


def case_of(session: Session, actor: Actor, task: Task) -> Case | None:
    """The case a task is about, if the actor may see it."""
    if task.case_id is None:
        return None
    found = select(Case).where(Case.id == task.case_id, visible(Case, actor))
    return session.scalars(found).unique().one_or_none()


def tasks_of(session: Session, actor: Actor, case: Case, kind: str, most: int = 5) -> list[Task]:
    """The latest tasks of a kind about a case, the newest first."""
    found = select(Task).where(Task.case_id == case.id, Task.kind == kind, visible(Task, actor))
    return list(session.scalars(found.order_by(Task.id.desc()).limit(most)))
