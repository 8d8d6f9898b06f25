"""Work that takes longer than a page may: who asked for it, how far it is, what came out."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from siinas.models.base import Base, JsonValue


class Task(Base):
    """One piece of background work.

    `state` is "waiting", "running", "done" or "failed" (`problem` says why, in a sentence for the person). `done` of
    `total` are through; `total` is nought while nobody knows how much there is. `payload` is what the work needs,
    `result` what it tells; `sha256`, `file_name` and `media_type` name the file that came out, if any. `tries` counts
    how often it was begun. `reach` is a digest of the person's roles when they asked: what comes out is theirs only as
    long as they reach as far.
    """

    __tablename__ = "task"
    __table_args__ = (
        Index("ix_task_establishment_id", "establishment_id", "id"),
        Index("ix_task_person_id", "person_id", "id"),
        Index("ix_task_case_id", "case_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    kind: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(255))
    establishment_id: Mapped[int | None] = mapped_column(ForeignKey("establishment.id"))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    person_name: Mapped[str] = mapped_column(String(255))
    reach: Mapped[str] = mapped_column(String(64), default="")
    state: Mapped[str] = mapped_column(String(8), default="waiting")
    tries: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    payload: Mapped[dict[str, Any]] = mapped_column(JsonValue, default=dict, deferred=True)
    result: Mapped[dict[str, Any]] = mapped_column(JsonValue, default=dict, deferred=True)
    problem: Mapped[str] = mapped_column(String(1000), default="")
    sha256: Mapped[str | None] = mapped_column(String(64))
    file_name: Mapped[str] = mapped_column(String(120), default="")
    media_type: Mapped[str] = mapped_column(String(100), default="")
    created_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
