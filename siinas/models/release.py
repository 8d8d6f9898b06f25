"""Releases: aggregates of a period as they were published on a day, frozen."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from siinas.models.base import Base, Exact, JsonValue


class FigureRelease(Base):
    """The aggregates of one kind of report for one period, made once: the first of a period is preliminary, a second
    one final, and there is no third.

    `as_of` is the moment whose accepted reports it adds up, `rules` by which it protects (least, dominance, share,
    kbli_version), `left_out` the measures that could not be published beside an earlier release.
    """

    __tablename__ = "figure_release"
    __table_args__ = (UniqueConstraint("process", "period", "sequence"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    process: Mapped[str] = mapped_column(String(40))
    period: Mapped[str] = mapped_column(String(10))
    sequence: Mapped[int]
    as_of: Mapped[datetime]
    made_at: Mapped[datetime]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    person_name: Mapped[str] = mapped_column(String(255))
    reports: Mapped[int]
    cells: Mapped[int]
    hidden: Mapped[int]
    rules: Mapped[dict[str, Any]] = mapped_column(JsonValue)
    left_out: Mapped[list[Any]] = mapped_column(JsonValue, default=list)


class ReleaseCell(Base):
    """A cell of a release as it is published: `value` is None where it stays hidden, and nothing else tells it.

    `level` is "total", "province", "division" (KBLI of two digits), "cross" (both), "regency" or "class" (KBLI of five
    digits); `contributors` is the lower end of the band in which the number of legal entities lies.
    """

    __tablename__ = "figure_release_cell"
    __table_args__ = (Index("ix_figure_release_cell_table", "release_id", "measure", "level"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    release_id: Mapped[int] = mapped_column(ForeignKey("figure_release.id"))
    measure: Mapped[str] = mapped_column(String(60))
    level: Mapped[str] = mapped_column(String(10))
    region: Mapped[str] = mapped_column(String(4), default="")
    kbli: Mapped[str] = mapped_column(String(5), default="")
    value: Mapped[Decimal | None] = mapped_column(Exact(28, 2))
    contributors: Mapped[int | None]
