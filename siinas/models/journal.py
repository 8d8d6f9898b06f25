"""The journal of all acts: append-only, each entry chained to the one before by SHA-256."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import DDL, Index, String, event
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.schema import ExecutableDDLElement

from siinas.models.base import Base, JsonValue


class JournalEntry(Base):
    """Who did what to which object, with the fields before and after."""

    __tablename__ = "journal_entry"
    __table_args__ = (Index("ix_journal_entry_object", "object_kind", "object_id"),)

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(index=True)
    act: Mapped[str] = mapped_column(String(60), index=True)
    actor_id: Mapped[int | None] = mapped_column(index=True)
    actor_name: Mapped[str] = mapped_column(String(255))
    ip: Mapped[str] = mapped_column(String(45), default="")
    request_id: Mapped[str] = mapped_column(String(32), default="")
    object_kind: Mapped[str] = mapped_column(String(40))
    object_id: Mapped[str] = mapped_column(String(64))
    establishment_id: Mapped[int | None] = mapped_column(index=True)
    before: Mapped[dict[str, Any]] = mapped_column(JsonValue)
    after: Mapped[dict[str, Any]] = mapped_column(JsonValue)
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64), unique=True)


class JournalHead(Base):
    """The one row that says where the chain ends; locking it puts writers in a queue."""

    __tablename__ = "journal_head"

    id: Mapped[int] = mapped_column(primary_key=True)
    seq: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))


APPEND_ONLY = {
    "sqlite": (
        "CREATE TRIGGER journal_entry_no_update BEFORE UPDATE ON journal_entry "
        "BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END",
        "CREATE TRIGGER journal_entry_no_delete BEFORE DELETE ON journal_entry "
        "BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END",
    ),
    "postgresql": (
        "CREATE OR REPLACE FUNCTION journal_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the journal is append-only'; END $$",
        "CREATE TRIGGER journal_entry_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON journal_entry "
        "FOR EACH STATEMENT EXECUTE FUNCTION journal_is_append_only()",
    ),
}

for _dialect, _statements in APPEND_ONLY.items():
    for _statement in _statements:
        _ddl: ExecutableDDLElement = DDL(_statement.replace("%", "%%"))  # type: ignore[no-untyped-call]
        event.listen(JournalEntry.__table__, "after_create", _ddl.execute_if(dialect=_dialect))
