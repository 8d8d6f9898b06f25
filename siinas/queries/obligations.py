"""Which reports a company owes: by the stage and category in force at a period's last day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import product
from typing import Any, cast

from sqlalchemy import ColumnElement, ScalarSelect, and_, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from siinas.catalogue import processes
from siinas.catalogue.company_data import GeneralData
from siinas.models import Establishment, EstablishmentStage
from siinas.process.declaration import Process
from siinas.process.periods import Period
from siinas.process.words import JAKARTA

STAGE, CATEGORY = GeneralData.stage, GeneralData.reporting_category


@dataclass(frozen=True, slots=True)
class Standing:
    """Stage and category of an establishment from a day on."""

    since: date
    stage: str | None
    category: str | None

    @property
    def profile(self) -> dict[str, str | None]:
        """As the profile of an establishment names them."""
        return {STAGE.key: self.stage, CATEGORY.key: self.category}


class Standings:
    """The stages and categories of one establishment, by day."""

    def __init__(self, session: Session, establishment: Establishment) -> None:
        rows = session.execute(
            select(EstablishmentStage.since, EstablishmentStage.stage, EstablishmentStage.category)
            .where(EstablishmentStage.establishment_id == establishment.id)
            .order_by(EstablishmentStage.since)
        )
        never_changed = Standing(date.min, establishment.stage, establishment.reporting_category)
        self.rows = [Standing(*row) for row in rows] or [never_changed]

    def at(self, day: date) -> Standing:
        """What held on that day; before the first row what it says."""
        held = [row for row in self.rows if row.since <= day]
        return held[-1] if held else self.rows[0]

    def profile_at(self, day: date) -> Mapping[str, str | None]:
        """The part of the profile that held on that day."""
        return self.at(day).profile


def row_in_force(day: date) -> ScalarSelect[Any]:
    """The id of the row of `EstablishmentStage` that held on a day, correlated to `Establishment`."""
    one = aliased(EstablishmentStage)
    of_it = one.establishment_id == Establishment.id
    held = select(one.id).where(of_it, one.since <= day).order_by(one.since.desc()).limit(1)
    first = select(one.id).where(of_it).order_by(one.since).limit(1)
    return select(
        func.coalesce(held.correlate(Establishment).scalar_subquery(), first.correlate(Establishment).scalar_subquery())
    ).scalar_subquery()


def standing_in_force() -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    """Stage and category by a joined row of `EstablishmentStage`; the establishment's own where none ever changed."""
    unchanged = EstablishmentStage.id.is_(None)
    return (
        case((unchanged, Establishment.stage), else_=EstablishmentStage.stage),
        case((unchanged, Establishment.reporting_category), else_=EstablishmentStage.category),
    )


def owed(process: type[Process], stage: Any, category: Any) -> ColumnElement[bool]:
    """The criterion of the stages and categories that owe the report of a process."""
    stages, categories = ((None, *cast("Mapping[str, str]", field.among)) for field in (STAGE, CATEGORY))
    pairs = [
        and_(_is(stage, one), _is(category, other))
        for one, other in product(stages, categories)
        if process.owed_by({STAGE.key: one, CATEGORY.key: other})
    ]
    return or_(*pairs)


def _is(column: Any, value: str | None) -> ColumnElement[bool]:
    return column.is_(None) if value is None else column == value  # type: ignore[no-any-return]


def end_of(day: date) -> datetime:
    """The end of a day in Jakarta: what came before it came in time."""
    return datetime.combine(day + timedelta(days=1), time(), JAKARTA)


def why_not_asked(process: type[Process], profile: Mapping[str, Any], period: Period) -> str:
    """Why a report is not asked for of a company with this profile at the period's end, as a sentence; else empty."""
    if process.periods is None or process.owed_by(profile):
        return ""
    if missing := missing_standing(profile):
        return missing
    now = f"{STAGE.words(profile[STAGE.key], _itself)}, {CATEGORY.words(profile[CATEGORY.key], _itself)}"
    others = ", ".join(other.title for other in asked_of(profile))
    said = f"Pada akhir {period.title} pabrik ini tercatat pada tahap {now}."
    return f"{said} Yang diminta: {others}." if others else f"{said} Untuk itu tidak ada laporan yang diminta."


def missing_standing(profile: Mapping[str, Any]) -> str:
    """What is to be filled in before it is known which reports a company owes, as a sentence; empty where it is."""
    missing = [field.label for field in (STAGE, CATEGORY) if not profile.get(field.key)]
    if not missing:
        return ""
    return f"Isi dahulu {' dan '.join(missing)} pada Data Umum: itu yang menentukan laporan mana yang diminta."


def _itself(_reference: Any, code: str) -> str:
    return code


def asked_of(profile: Mapping[str, Any]) -> Iterator[type[Process]]:
    """The reports that a company with this profile owes."""
    return (one for one in processes().values() if one.periods is not None and one.owed_by(profile))
