"""Official code lists and settings as tables, so that an administrator can edit them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from siinas.models.base import Base, Exact, Versioned


class Kbli(Base):
    """A five-digit code of one KBLI version."""

    __tablename__ = "kbli"

    version: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(5), primary_key=True)
    title: Mapped[str] = mapped_column(String(255))


class KbliRisk(Base):
    """The risk of a KBLI where the company's NIB leaves a gap."""

    __tablename__ = "kbli_risk"
    __table_args__ = (UniqueConstraint("kbli_version", "kbli_code", "scale", "parameter"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kbli_version: Mapped[int]
    kbli_code: Mapped[str] = mapped_column(String(5))
    scale: Mapped[str] = mapped_column(String(20))
    parameter: Mapped[str] = mapped_column(String(255), default="")
    risk_level: Mapped[str] = mapped_column(String(2))
    source: Mapped[str] = mapped_column(String(255), default="")


class Region(Base):
    """A province (2 digits), regency or city (4) or district (6), Kepmendagri 300.2.2-2138/2025."""

    __tablename__ = "region"
    __table_args__ = (Index("ix_region_parent_name", "parent", "name"),)

    code: Mapped[str] = mapped_column(String(10), primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    level: Mapped[str] = mapped_column(String(10))
    parent: Mapped[str | None] = mapped_column(ForeignKey("region.code"))


class Country(Base):
    """A country of ISO 3166 alpha-2."""

    __tablename__ = "country"

    code: Mapped[str] = mapped_column(String(2), primary_key=True)
    name: Mapped[str] = mapped_column(String(100))


class Unit(Base):
    """A unit of UN/ECE Recommendation 20 with its kilograms, where they are fixed."""

    __tablename__ = "unit"

    code: Mapped[str] = mapped_column(String(3), primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(20))
    kg_factor: Mapped[Decimal | None] = mapped_column(Exact(20, 8))


class Directorate(Base):
    """A directorate of the ministry."""

    __tablename__ = "directorate"

    code: Mapped[str] = mapped_column(String(20), primary_key=True)
    name: Mapped[str] = mapped_column(String(150))


class DirectorateRule(Base):
    """Which directorate looks after the KBLI that begin with a prefix (an assumption, hence data)."""

    __tablename__ = "directorate_rule"

    kbli_prefix: Mapped[str] = mapped_column(String(5), primary_key=True)
    directorate_code: Mapped[str] = mapped_column(ForeignKey("directorate.code"))


class ReportingPeriod(Versioned, Base):
    """The windows of a process for one period: opens, due, last day for a new one, last day to edit."""

    __tablename__ = "reporting_period"
    __table_args__ = (UniqueConstraint("process", "period"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    process: Mapped[str] = mapped_column(String(40))
    period: Mapped[str] = mapped_column(String(10))
    opens_on: Mapped[date]
    due_on: Mapped[date]
    last_new_on: Mapped[date | None]
    last_edit_on: Mapped[date | None]


class Setting(Versioned, Base):
    """A value that an administrator has set; what is not here has the default of its declaration."""

    __tablename__ = "setting"

    key: Mapped[str] = mapped_column(String(100), primary_key=True)
    value: Mapped[str] = mapped_column(Text)
