"""Cases of all processes, the moves they made, and the frozen copies of what was sent."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from siinas.models.base import Base, JsonValue, Versioned
from siinas.models.company import Establishment
from siinas.models.file import Attachment
from siinas.models.person import Person

WITHOUT_ESTABLISHMENT = text("establishment_id IS NULL AND subject IS NOT NULL")
"""Cases of applicants: the unique key over the establishment says nothing about them, as no NULL equals another."""


class Case(Versioned, Base):
    """One run of one process for one establishment.

    `subject` makes a case the only one of its kind (the period of a report); it is emptied when the case is discarded.
    `prints` are the versions of the statement that were printed: {"digest", "at"}, the last moment of each.
    `statement_reading` is what was read on the uploaded statement: {"outcome", "at"}, empty where nobody looked; of a
    filing also who confirmed an unread one: {"confirmed_by", "confirmed_at"}.
    `answers` are typed JSON in the words of the declaration; `typed` keeps, page by page, what was typed but could not
    be taken over yet; `saves` counts the saves of each page; `confirmations` hold the reasons given for warnings.
    `left_out` says of a page what a workbook brought for it and could not be taken: {"rows", "cells", "saves"}, and
    holds for as long as its count of saves is that one.

    `office` is the regional office that is competent for the case; `desk` the one on which it lies while it rests where
    whoever is competent holds it (MINISTRY_DESK or the code of an office); `routing` says why (`Routing`).
    """

    __tablename__ = "case"
    __table_args__ = (
        UniqueConstraint("process", "establishment_id", "subject"),
        Index("ix_case_queue", "process", "state", "state_since"),
        Index(
            "uq_case_without_establishment",
            "process",
            "subject",
            unique=True,
            sqlite_where=WITHOUT_ESTABLISHMENT,
            postgresql_where=WITHOUT_ESTABLISHMENT,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    number: Mapped[str] = mapped_column(String(40), unique=True)
    process: Mapped[str] = mapped_column(String(40))
    edition: Mapped[str] = mapped_column(String(20))
    establishment_id: Mapped[int | None] = mapped_column(ForeignKey("establishment.id"), index=True)
    subject: Mapped[str | None] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(255))
    company_name: Mapped[str] = mapped_column(String(255), default="")
    nib: Mapped[str] = mapped_column(String(13), default="", index=True)
    regency: Mapped[str | None] = mapped_column(String(4))
    directorate: Mapped[str | None] = mapped_column(String(20))
    office: Mapped[str | None] = mapped_column(String(20), index=True)
    desk: Mapped[str | None] = mapped_column(String(20))
    routing: Mapped[dict[str, Any]] = mapped_column(JsonValue, default=dict, server_default="{}")
    state: Mapped[str] = mapped_column(String(40))
    state_since: Mapped[datetime]
    due_at: Mapped[datetime | None]
    opened_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    answers: Mapped[dict[str, Any]] = mapped_column(JsonValue, default=dict, deferred=True)
    typed: Mapped[dict[str, Any]] = mapped_column(JsonValue, default=dict, deferred=True)
    saves: Mapped[dict[str, Any]] = mapped_column(JsonValue, default=dict, deferred=True)
    left_out: Mapped[dict[str, Any]] = mapped_column(JsonValue, default=dict, server_default="{}", deferred=True)
    confirmations: Mapped[dict[str, Any]] = mapped_column(JsonValue, default=dict, deferred=True)
    evidence: Mapped[dict[str, Any]] = mapped_column(JsonValue, default=dict, deferred=True)
    statement_id: Mapped[int | None] = mapped_column(ForeignKey("attachment.id"))
    statement_digest: Mapped[str] = mapped_column(String(64), default="")
    printed_digest: Mapped[str] = mapped_column(String(64), default="")
    prints: Mapped[list[Any]] = mapped_column(JsonValue, default=list, server_default="[]", deferred=True)
    statement_reading: Mapped[dict[str, Any]] = mapped_column(JsonValue, default=dict, server_default="{}")
    establishment: Mapped[Establishment | None] = relationship(lazy="joined")
    statement: Mapped[Attachment | None] = relationship(foreign_keys=[statement_id])
    movements: Mapped[list[Movement]] = relationship(back_populates="case", order_by="Movement.id")
    filings: Mapped[list[Filing]] = relationship(back_populates="case", order_by="Filing.sequence")
    assessments: Mapped[list[CaseAssessment]] = relationship(back_populates="case", order_by="CaseAssessment.id")


class Movement(Base):
    """One move of a case: who, when, from where to where, and what was said."""

    __tablename__ = "movement"
    __table_args__ = (UniqueConstraint("case_id", "once"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    transition: Mapped[str] = mapped_column(String(40))
    source: Mapped[str] = mapped_column(String(40))
    target: Mapped[str] = mapped_column(String(40))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    person_name: Mapped[str] = mapped_column(String(255))
    at: Mapped[datetime]
    said: Mapped[dict[str, Any]] = mapped_column(JsonValue, default=dict)
    once: Mapped[str | None] = mapped_column(String(64))
    case: Mapped[Case] = relationship(back_populates="movements")
    person: Mapped[Person | None] = relationship()


class Filing(Base):
    """The frozen copy of what was sent: questions with answers in words, the answers, and their SHA-256.

    `accepted_at` is when the ministry accepted it, None until then. Of several the last accepted one is valid, also
    while a correction is under way.
    """

    __tablename__ = "filing"
    __table_args__ = (UniqueConstraint("case_id", "sequence"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    sequence: Mapped[int]
    edition: Mapped[str] = mapped_column(String(20))
    answers: Mapped[dict[str, Any]] = mapped_column(JsonValue)
    in_words: Mapped[list[Any]] = mapped_column(JsonValue)
    confirmations: Mapped[dict[str, Any]] = mapped_column(JsonValue, default=dict)
    digest: Mapped[str] = mapped_column(String(64))
    statement_id: Mapped[int | None] = mapped_column(ForeignKey("attachment.id"))
    statement_reading: Mapped[dict[str, Any]] = mapped_column(JsonValue, default=dict, server_default="{}")
    sent_by: Mapped[str] = mapped_column(String(255))
    sent_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    case: Mapped[Case] = relationship(back_populates="filings")
    statement: Mapped[Attachment | None] = relationship()


class CaseNumber(Base):
    """The last case number given out in a year, per process."""

    __tablename__ = "case_number"

    process: Mapped[str] = mapped_column(String(40), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int] = mapped_column(default=0)


class CaseAssessment(Versioned, Base):
    """What officers have answered about a case on one paper, for one sending of it (`sequence` of its filing).

    Answers are kept as those of a case are. `closed_at` is when the case moved on: `in_words` is then the frozen copy
    and `digest` the SHA-256 of the answers.
    """

    __tablename__ = "case_assessment"
    __table_args__ = (UniqueConstraint("case_id", "kind", "sequence"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    kind: Mapped[str] = mapped_column(String(40))
    sequence: Mapped[int]
    answers: Mapped[dict[str, Any]] = mapped_column(JsonValue, default=dict)
    typed: Mapped[dict[str, Any]] = mapped_column(JsonValue, default=dict)
    saves: Mapped[dict[str, Any]] = mapped_column(JsonValue, default=dict)
    left_out: Mapped[dict[str, Any]] = mapped_column(JsonValue, default=dict)
    confirmations: Mapped[dict[str, Any]] = mapped_column(JsonValue, default=dict)
    saved_by: Mapped[str] = mapped_column(String(255), default="")
    saved_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    in_words: Mapped[list[Any]] = mapped_column(JsonValue, default=list)
    digest: Mapped[str] = mapped_column(String(64), default="")
    case: Mapped[Case] = relationship(back_populates="assessments")
    photos: Mapped[list[CasePhoto]] = relationship(back_populates="assessment", order_by="CasePhoto.id")


class CasePhoto(Base):
    """A picture that belongs to an assessment: where its file is, what it shows, who took it in."""

    __tablename__ = "case_photo"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    assessment_id: Mapped[int] = mapped_column(ForeignKey("case_assessment.id"), index=True)
    attachment_id: Mapped[int] = mapped_column(ForeignKey("attachment.id"))
    caption: Mapped[str] = mapped_column(String(255))
    added_by: Mapped[str] = mapped_column(String(255))
    added_at: Mapped[datetime]
    assessment: Mapped[CaseAssessment] = relationship(back_populates="photos")
    attachment: Mapped[Attachment] = relationship()
