"""What companies owe: the stage and category that held from a day on, and the reports that follow from them."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from siinas.models.base import Base
from siinas.models.case import Case
from siinas.models.company import Establishment


class EstablishmentStage(Base):
    """Stage and reporting category of an establishment as they hold from a day on, until the next row's day."""

    __tablename__ = "establishment_stage"
    __table_args__ = (UniqueConstraint("establishment_id", "since"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    establishment_id: Mapped[int] = mapped_column(ForeignKey("establishment.id"))
    since: Mapped[date]
    stage: Mapped[str | None] = mapped_column(String(20))
    category: Mapped[str | None] = mapped_column(String(20))
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str] = mapped_column(String(255), default="")


class ReportObligation(Base):
    """A report that an establishment owes for a period, with what it was counted by when the window opened.

    `state` is "none" (not begun), "draft", "sent", "returned" or "accepted"; `late` that it was first sent after
    `due_on`; `says_something` that what was sent last holds more than noughts. `reminded_days` are the days to the due
    date (negative after it) of which the company was told last.
    """

    __tablename__ = "report_obligation"
    __table_args__ = (
        UniqueConstraint("process", "period", "establishment_id"),
        Index("ix_report_obligation_establishment", "establishment_id", "state"),
        Index("ix_report_obligation_due", "state", "due_on"),
        Index(
            "ix_report_obligation_counted",
            "process",
            "period",
            "state",
            "late",
            "says_something",
            "due_on",
            "regency",
            "directorate",
            "category",
            "kbli",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    process: Mapped[str] = mapped_column(String(40))
    period: Mapped[str] = mapped_column(String(10))
    establishment_id: Mapped[int] = mapped_column(ForeignKey("establishment.id"))
    stage: Mapped[str | None] = mapped_column(String(20))
    category: Mapped[str | None] = mapped_column(String(20))
    regency: Mapped[str] = mapped_column(String(4))
    kbli: Mapped[str | None] = mapped_column(String(5))
    directorate: Mapped[str | None] = mapped_column(String(20))
    counted_on: Mapped[date]
    due_on: Mapped[date]
    state: Mapped[str] = mapped_column(String(10), default="none")
    late: Mapped[bool] = mapped_column(default=False)
    says_something: Mapped[bool] = mapped_column(default=False)
    first_sent_at: Mapped[datetime | None]
    reminded_days: Mapped[int | None]
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"), index=True)
    establishment: Mapped[Establishment] = relationship(lazy="joined")
    case: Mapped[Case | None] = relationship()
