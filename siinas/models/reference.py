"""Official code lists and settings as tables, so that an administrator can edit them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from siinas.models.base import Base, Exact, Versioned


class ReferenceLoad(Base):
    """One loading of a code list that changed something: which file, from where, by whom, what it did.

    `shipped` are the files that come with the portal; `version` is the edition where the file held one only.
    """

    __tablename__ = "reference_load"

    id: Mapped[int] = mapped_column(primary_key=True)
    table_key: Mapped[str] = mapped_column(String(40), index=True)
    version: Mapped[str] = mapped_column(String(20))
    source: Mapped[str] = mapped_column(String(500))
    file_name: Mapped[str] = mapped_column(String(120))
    sha256: Mapped[str] = mapped_column(String(64))
    shipped: Mapped[bool]
    rows: Mapped[int]
    added: Mapped[int]
    changed: Mapped[int]
    retired: Mapped[int]
    kept: Mapped[int]
    loaded_at: Mapped[datetime]
    loaded_by: Mapped[str] = mapped_column(String(255))


class Listed:
    """A row of a code list: which loading wrote it last, when a person did, since when it is no longer valid.

    Rows are never deleted: what has used a code goes on naming it.
    """

    load_id: Mapped[int | None] = mapped_column(ForeignKey("reference_load.id"))
    edited_at: Mapped[datetime | None]
    retired_on: Mapped[date | None]


class Searched(Listed):
    """A row that is found by the beginnings of its words (`ReferenceTable.words_of`)."""

    search: Mapped[str] = mapped_column(String(600), default="")


class Kbli(Searched, Base):
    """A five-digit code of one KBLI version."""

    __tablename__ = "kbli"

    version: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(5), primary_key=True)
    title: Mapped[str] = mapped_column(String(255))


class KbliMapping(Listed, Base):
    """A code of an edition of KBLI and one of those that it became in a later one."""

    __tablename__ = "kbli_mapping"
    __table_args__ = (UniqueConstraint("old_version", "old_code", "new_version", "new_code", name="uq_kbli_mapping"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    old_version: Mapped[int]
    old_code: Mapped[str] = mapped_column(String(5))
    new_version: Mapped[int]
    new_code: Mapped[str] = mapped_column(String(5), index=True)
    kind: Mapped[str] = mapped_column(String(10))


class KbliRisk(Listed, Base):
    """The risk of a KBLI where the company's NIB leaves a gap, and the licence that follows."""

    __tablename__ = "kbli_risk"
    __table_args__ = (UniqueConstraint("version", "code", "scale", "parameter"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int]
    code: Mapped[str] = mapped_column(String(5))
    scale: Mapped[str] = mapped_column(String(20))
    parameter: Mapped[str] = mapped_column(String(255), default="")
    risk: Mapped[str] = mapped_column(String(2))
    licence: Mapped[str] = mapped_column(String(10))
    source: Mapped[str] = mapped_column(String(255), default="")


class Region(Searched, Base):
    """A province (2 digits), regency or city (4), district (6) or village (10)."""

    __tablename__ = "region"
    __table_args__ = (
        Index("ix_region_parent_name", "parent", "name"),
        Index(None, "level", "search", "code", "retired_on"),
    )

    code: Mapped[str] = mapped_column(String(10), primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    level: Mapped[str] = mapped_column(String(10))
    parent: Mapped[str | None] = mapped_column(ForeignKey("region.code"))


class Country(Listed, Base):
    """A country of ISO 3166 alpha-2."""

    __tablename__ = "country"

    code: Mapped[str] = mapped_column(String(2), primary_key=True)
    name: Mapped[str] = mapped_column(String(100))


class Unit(Listed, Base):
    """A unit of UN/ECE Recommendation 20 with its kilograms, where they are fixed."""

    __tablename__ = "unit"

    code: Mapped[str] = mapped_column(String(3), primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(20))
    kg_factor: Mapped[Decimal | None] = mapped_column(Exact(20, 8))


class HsCode(Searched, Base):
    """A tariff heading of 8 digits in an edition of the tariff book; the code is text, for it may begin with 0."""

    __tablename__ = "hs_code"

    version: Mapped[str] = mapped_column(String(20), primary_key=True)
    code: Mapped[str] = mapped_column(String(8), primary_key=True)
    title: Mapped[str] = mapped_column(String(500))


class Directorate(Listed, Base):
    """A directorate of the ministry."""

    __tablename__ = "directorate"

    code: Mapped[str] = mapped_column(String(20), primary_key=True)
    name: Mapped[str] = mapped_column(String(150))
    directorate_general: Mapped[str] = mapped_column(String(150), default="")


class DirectorateRule(Listed, Base):
    """Which directorate looks after the KBLI that begin with a prefix (an assumption, hence data)."""

    __tablename__ = "directorate_rule"

    kbli_prefix: Mapped[str] = mapped_column(String(5), primary_key=True)
    directorate_code: Mapped[str] = mapped_column(ForeignKey("directorate.code"))


class IndustrialEstate(Searched, Base):
    """An industrial estate; none listed for a regency means that nothing is known of it."""

    __tablename__ = "industrial_estate"

    code: Mapped[str] = mapped_column(String(20), primary_key=True)
    name: Mapped[str] = mapped_column(String(255))
    operator: Mapped[str | None] = mapped_column(String(255))
    regency: Mapped[str] = mapped_column(ForeignKey("region.code"), index=True)
    area_ha: Mapped[Decimal | None] = mapped_column(Exact(20, 2))
    status: Mapped[str] = mapped_column(String(20))
    remaining_plots: Mapped[int | None]
    as_of: Mapped[date | None]
    source: Mapped[str | None] = mapped_column(String(255))


class PlausibleBound(Listed, Base):
    """The bounds of a measure for the KBLI that begin with a prefix ("" for all); either may be missing."""

    __tablename__ = "plausible_bound"
    __table_args__ = (UniqueConstraint("measure", "kbli_prefix"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    measure: Mapped[str] = mapped_column(String(40))
    kbli_prefix: Mapped[str] = mapped_column(String(5), default="")
    lower: Mapped[Decimal | None] = mapped_column(Exact(20, 4))
    upper: Mapped[Decimal | None] = mapped_column(Exact(20, 4))
    source: Mapped[str | None] = mapped_column(String(255))


class CheckItem(Listed, Base):
    """An item of the document check of VSKU, with the sentence by which what is missing is told."""

    __tablename__ = "check_item"

    code: Mapped[str] = mapped_column(String(30), primary_key=True)
    section: Mapped[str] = mapped_column(String(2))
    name: Mapped[str] = mapped_column(String(150))
    sentence: Mapped[str] = mapped_column(String(500))


class CompetenceRule(Listed, Base):
    """Who is competent for which company, by position; "" fits all. `office` visits where the ministry is competent."""

    __tablename__ = "competence_rule"

    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    location: Mapped[str] = mapped_column(String(20), default="")
    investment_status: Mapped[str] = mapped_column(String(10), default="")
    cross_province: Mapped[str] = mapped_column(String(3), default="")
    scale: Mapped[str] = mapped_column(String(20), default="")
    kbli_prefix: Mapped[str] = mapped_column(String(5), default="")
    authority: Mapped[str] = mapped_column(String(10))
    office: Mapped[str] = mapped_column(String(10))
    source: Mapped[str | None] = mapped_column(String(255))


class ChoiceOption(Listed, Base):
    """One option of a list from which reports choose; `position` orders them."""

    __tablename__ = "choice_option"

    list_key: Mapped[str] = mapped_column(String(20), primary_key=True)
    code: Mapped[str] = mapped_column(String(20), primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    position: Mapped[int]


class Holiday(Listed, Base):
    """A day off, or one that is a working day after all; `year` is that of the day."""

    __tablename__ = "holiday"

    day: Mapped[date] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(150))
    kind: Mapped[str] = mapped_column(String(10))
    certainty: Mapped[str] = mapped_column(String(10))
    source: Mapped[str | None] = mapped_column(String(255))
    year: Mapped[int] = mapped_column(index=True)


class OssStatus(Listed, Base):
    """A status code of a licence in OSS, and what it means for a case that waits for it."""

    __tablename__ = "oss_status"

    code: Mapped[str] = mapped_column(String(2), primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    outcome: Mapped[str] = mapped_column(String(20))


class OssEvent(Listed, Base):
    """Which status code OSS is told when something happens to a case."""

    __tablename__ = "oss_event"

    event: Mapped[str] = mapped_column(String(20), primary_key=True)
    code: Mapped[str] = mapped_column(String(2))


class ReportingPeriod(Versioned, Base):
    """The windows of a process for one period: opens, due, last day for a new one, last day to edit.

    One that is `retired_on` a day is not asked for any longer; it stays, so that nobody makes it anew. `counted_on` is
    the day on which it was known who owes the report; until then, establishments up to `counted_through` are done.
    """

    __tablename__ = "reporting_period"
    __table_args__ = (UniqueConstraint("process", "period"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    process: Mapped[str] = mapped_column(String(40))
    period: Mapped[str] = mapped_column(String(10))
    opens_on: Mapped[date]
    due_on: Mapped[date]
    last_new_on: Mapped[date | None]
    last_edit_on: Mapped[date | None]
    retired_on: Mapped[date | None]
    counted_on: Mapped[date | None]
    counted_through: Mapped[int] = mapped_column(default=0)


class Setting(Versioned, Base):
    """A value that an administrator has set; what is not here has the default of its declaration."""

    __tablename__ = "setting"

    key: Mapped[str] = mapped_column(String(100), primary_key=True)
    value: Mapped[str] = mapped_column(Text)


_CLASSES: list[Any] = [mapper.class_ for mapper in Base.registry.mappers if issubclass(mapper.class_, Listed)]
LISTS: dict[str, Any] = {model.__tablename__: model for model in _CLASSES}
"""The tables of the code lists by the keys of their declarations (`siinas.reference.tables`)."""
