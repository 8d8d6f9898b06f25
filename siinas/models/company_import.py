"""Files of existing companies that were brought to be loaded, row by row."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from siinas.models.base import Base, JsonValue


class CompanyImport(Base):
    """One file: what was found in it, and how far its rows are.

    `sha256` names the file as it came, `marked_sha256` the one with its faulty cells marked, where there are any.
    `state` is "reading", "refused" (`problems` says why), "comparing", "checked", "loading" or "loaded"; `done` counts
    the rows that are through with the present work. `fresh`, `known` and `faulty` are what the dry run found.
    """

    __tablename__ = "company_import"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    file_name: Mapped[str] = mapped_column(String(100))
    sha256: Mapped[str] = mapped_column(String(64))
    marked_sha256: Mapped[str | None] = mapped_column(String(64))
    sheet: Mapped[str] = mapped_column(String(80), default="")
    state: Mapped[str] = mapped_column(String(12))
    problems: Mapped[list[Any]] = mapped_column(JsonValue, default=list)
    rows: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    fresh: Mapped[int] = mapped_column(default=0)
    known: Mapped[int] = mapped_column(default=0)
    faulty: Mapped[int] = mapped_column(default=0)
    loaded: Mapped[int] = mapped_column(default=0)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    person_name: Mapped[str] = mapped_column(String(255))
    created_at: Mapped[datetime]
    checked_at: Mapped[datetime | None]
    loaded_at: Mapped[datetime | None]


class CompanyImportRow(Base):
    """One row of such a file.

    `state` is "fresh", "known", "faulty" or "loaded"; `told` says why a known row is passed over, `faults` name cells,
    `hints` are what the row resembles. `establishment_id` and `owner_id` came out of the loading; `invited_at` is when
    the invitation was left to be sent.
    """

    __tablename__ = "company_import_row"
    __table_args__ = (
        UniqueConstraint("import_id", "line"),
        Index("ix_company_import_row_state", "import_id", "state", "line"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    import_id: Mapped[int] = mapped_column(ForeignKey("company_import.id"))
    line: Mapped[int]
    state: Mapped[str] = mapped_column(String(8))
    name: Mapped[str] = mapped_column(String(255), default="")
    told: Mapped[str] = mapped_column(String(500), default="")
    values: Mapped[dict[str, Any]] = mapped_column(JsonValue, default=dict, deferred=True)
    faults: Mapped[list[Any]] = mapped_column(JsonValue, default=list)
    hints: Mapped[list[Any]] = mapped_column(JsonValue, default=list)
    hinted: Mapped[bool] = mapped_column(default=False)
    establishment_id: Mapped[int | None] = mapped_column(ForeignKey("establishment.id"))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    invited_at: Mapped[datetime | None]
