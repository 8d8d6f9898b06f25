"""The figures of accepted reports as rows, so that they can be summed without opening the reports (DESIGN.md 3)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from siinas.models.base import Base, Exact


class ReportedFigure(Base):
    """One measure of one accepted report for one KBLI.

    Place, directorate and category are those of the report; `kbli` is that of the answer or else the main one of the
    establishment, None where it has none. A correction that is accepted ends the rows of the version before (`until`)
    and adds its own; rows without `until` hold now. Rows that ended are kept: they say what was known at a moment.
    """

    __tablename__ = "reported_figure"
    __table_args__ = (
        Index("ix_reported_figure_case_id_until", "case_id", "until"),
        Index("ix_reported_figure_sums", "process", "period", "measure"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    filing_id: Mapped[int] = mapped_column(ForeignKey("filing.id"), index=True)
    establishment_id: Mapped[int] = mapped_column(ForeignKey("establishment.id"), index=True)
    legal_entity_id: Mapped[int] = mapped_column(ForeignKey("legal_entity.id"))
    process: Mapped[str] = mapped_column(String(40))
    period: Mapped[str] = mapped_column(String(10))
    first_day: Mapped[date]
    last_day: Mapped[date]
    regency: Mapped[str | None] = mapped_column(String(4))
    directorate: Mapped[str | None] = mapped_column(String(20))
    category: Mapped[str | None] = mapped_column(String(20))
    kbli: Mapped[str | None] = mapped_column(String(5))
    kbli_version: Mapped[int | None]
    measure: Mapped[str] = mapped_column(String(60))
    value: Mapped[Decimal] = mapped_column(Exact(28, 2))
    since: Mapped[datetime]
    until: Mapped[datetime | None]
