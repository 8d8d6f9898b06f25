"""Letters that were issued, and the register of their numbers."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from siinas.models.base import Base, JsonValue, Versioned
from siinas.models.case import Case

VALID, SUPERSEDED, REVOKED = "valid", "superseded", "revoked"


class Letter(Versioned, Base):
    """A letter as it was issued; only its state changes afterwards.

    `kind` is the process and the letter's key ("registrasi.ownership_proof"). `token` is printed on the letter and
    leads whoever holds it to the public check; `public_id` leads those who may see it to the file. `content` is what
    was printed ({"number_label", "paragraphs", "lines": [[label, text]], "proves", "demo"}), `digest` its SHA-256,
    printed too; `sha256` is that of the PDF, whose bytes are never made anew. `state` is VALID, SUPERSEDED (by
    `replaced_by`) or REVOKED, since `ended_at` because of `ended_why`.
    """

    __tablename__ = "letter"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    token: Mapped[str] = mapped_column(String(32), unique=True)
    number: Mapped[str] = mapped_column(String(80), unique=True)
    kind: Mapped[str] = mapped_column(String(81), index=True)
    title: Mapped[str] = mapped_column(String(150))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"), index=True)
    establishment_id: Mapped[int | None] = mapped_column(ForeignKey("establishment.id"), index=True)
    company_name: Mapped[str] = mapped_column(String(255))
    nib: Mapped[str] = mapped_column(String(13), index=True)
    place: Mapped[str] = mapped_column(String(255))
    issued_at: Mapped[datetime] = mapped_column(index=True)
    content: Mapped[dict[str, Any]] = mapped_column(JsonValue, deferred=True)
    digest: Mapped[str] = mapped_column(String(64))
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    size: Mapped[int]
    pages: Mapped[int]
    state: Mapped[str] = mapped_column(String(10), default=VALID)
    ended_at: Mapped[datetime | None]
    ended_why: Mapped[str] = mapped_column(String(1000), default="")
    replaced_by_id: Mapped[int | None] = mapped_column(ForeignKey("letter.id"))
    case: Mapped[Case | None] = relationship()
    replaced_by: Mapped[Letter | None] = relationship(remote_side="Letter.id")


class LetterNumber(Base):
    """The last number given out in a year, per kind of letter."""

    __tablename__ = "letter_number"

    kind: Mapped[str] = mapped_column(String(81), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int] = mapped_column(default=0)
