"""Who has reported: figures over the obligations that a person may see, by groups and over the last periods."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from sqlalchemy import ColumnElement, and_, false, func, or_, select, true
from sqlalchemy.orm import Session

from siinas.catalogue.company_data import GeneralData
from siinas.models import Directorate, Establishment, Kbli, ReportingPeriod, ReportObligation
from siinas.process.declaration import Process
from siinas.process.periods import Period, period_of
from siinas.process.roles import Actor
from siinas.queries.periods import opened_windows
from siinas.queries.scope import how_many, visible
from siinas.reference.kbli import kbli_divisions
from siinas.reference.regions import regions

SENT = ("sent", "returned", "accepted")
PERIODS = 8
"""So many of the last periods the line is drawn over."""

Column = ReportObligation
WAYS: dict[str, tuple[str, ColumnElement[bool]]] = {
    "obliged": ("wajib lapor", true()),
    "on_time": ("tepat waktu", and_(Column.state.in_(SENT), ~Column.late)),
    "late": ("terlambat", and_(Column.state.in_(SENT), Column.late)),
    "empty": ("terkirim, tanpa isi", and_(Column.state.in_(SENT), ~Column.says_something)),
    "returned": ("dikembalikan", Column.state == "returned"),
    "accepted": ("diterima", Column.state == "accepted"),
    "draft": ("masih konsep", Column.state == "draft"),
    "none": ("belum dibuat", Column.state == "none"),
    "telling": ("terkirim dengan isi", and_(Column.state.in_(SENT), Column.says_something)),
}
"""The figures, by key: how each is called, and which obligations it counts."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many obligations there are, and how they stand; each figure is one of `WAYS`."""

    obliged: int = 0
    on_time: int = 0
    late: int = 0
    empty: int = 0
    returned: int = 0
    accepted: int = 0
    draft: int = 0
    none: int = 0
    telling: int = 0

    @property
    def share(self) -> float | None:
        """The part of the obliged whose report says something; None where nobody is obliged."""
        return self.telling / self.obliged if self.obliged else None

    @property
    def missing(self) -> int:
        """How many have sent nothing."""
        return self.draft + self.none


STANDING = (ReportObligation.state, ReportObligation.late, ReportObligation.says_something)
"""What tells the figures apart: the database counts by these few, which is much cheaper than eight sums of cases."""


def _rolled_up(rows: Iterable[Any]) -> Counts:
    """The figures of rows of (state, late, says something, how many)."""
    found = dict.fromkeys(WAYS, 0)
    for state, late, says, number in rows:
        found["obliged"] += number
        if state in SENT:
            found["late" if late else "on_time"] += number
            found["telling" if says else "empty"] += number
        if state != "sent":
            found[state] += number
    return Counts(**found)


def _by_code(rows: Iterable[Any]) -> dict[str, Counts]:
    """The figures by the code that stands first in each row."""
    found: dict[str, list[Any]] = {}
    for code, *counted in rows:
        found.setdefault(code or "", []).append(counted)
    return {code: _rolled_up(some) for code, some in found.items()}


def of_period(process: type[Process], period: str) -> ColumnElement[bool]:
    """The obligations of a process and period."""
    return and_(ReportObligation.process == process.key, ReportObligation.period == period)


def counts(session: Session, actor: Actor, *criteria: ColumnElement[bool]) -> Counts:
    """The figures over the obligations that the actor may see, of those that match."""
    rows = session.execute(
        select(*STANDING, func.count()).where(visible(ReportObligation, actor), *criteria).group_by(*STANDING)
    )
    return _rolled_up(rows)


@dataclass(frozen=True, slots=True)
class Group:
    """What obligations are told apart by: how it is called, its codes in SQL, and their names."""

    title: str
    column: Any
    names: Callable[[Session], Mapping[str, str]]
    by_code: bool = False


def _provinces(_session: Session) -> Mapping[str, str]:
    return {one.code: one.name for one in regions() if one.level == "province"}


def _regencies(_session: Session) -> Mapping[str, str]:
    return {one.code: one.name for one in regions() if one.level == "regency"}


def _divisions(_session: Session) -> Mapping[str, str]:
    return {one.code: f"{one.code} {one.title}" for one in kbli_divisions()}


def _kbli(session: Session) -> Mapping[str, str]:
    rows = session.execute(select(Kbli.code, Kbli.title).order_by(Kbli.version))
    return {code: f"{code} {title}" for code, title in rows}


def _directorates(session: Session) -> Mapping[str, str]:
    return {code: name for code, name in session.execute(select(Directorate.code, Directorate.name))}  # noqa: C416


def _categories(_session: Session) -> Mapping[str, str]:
    return cast("Mapping[str, str]", GeneralData.reporting_category.among)


GROUPS: dict[str, Group] = {
    "provinsi": Group("Provinsi", func.substr(ReportObligation.regency, 1, 2), _provinces, by_code=True),
    "kabupaten": Group("Kabupaten/Kota", ReportObligation.regency, _regencies),
    "golongan": Group("Golongan KBLI (2 angka)", func.substr(ReportObligation.kbli, 1, 2), _divisions, by_code=True),
    "kbli": Group("KBLI (5 angka)", ReportObligation.kbli, _kbli),
    "direktorat": Group("Direktorat Pembina", ReportObligation.directorate, _directorates),
    "kategori": Group("Kategori Pelaporan", ReportObligation.category, _categories),
}
"""The ways to break the figures down, by the word in the address."""


@dataclass(frozen=True, slots=True)
class Part:
    """One group of a breakdown: its code (empty for what is not known), name and figures."""

    code: str
    name: str
    counts: Counts


def breakdown(session: Session, actor: Actor, group: Group, *criteria: ColumnElement[bool]) -> list[Part]:
    """The figures by groups: by their codes, or the groups in which most are missing first."""
    code = group.column.label("code")
    rows = session.execute(
        select(code, *STANDING, func.count())
        .where(visible(ReportObligation, actor), *criteria)
        .group_by(code, *STANDING)
    )
    names = group.names(session)
    parts = [
        Part(code, names.get(code, code or "Belum diketahui"), figures) for code, figures in _by_code(rows).items()
    ]
    if group.by_code:
        return sorted(parts, key=lambda part: (not part.code, part.code))
    return sorted(parts, key=lambda part: (-part.counts.missing, part.name))


def over_periods(
    session: Session, actor: Actor, process: type[Process], newest: Period, *criteria: ColumnElement[bool]
) -> list[tuple[Period, Counts]]:
    """The figures of the last periods up to `newest`, the oldest first."""
    keys = session.scalars(
        select(ReportingPeriod.period).where(
            ReportingPeriod.process == process.key, ReportingPeriod.retired_on.is_(None)
        )
    )
    periods = sorted((one for one in map(period_of, keys) if one <= newest), reverse=True)[:PERIODS]
    rows = session.execute(
        select(ReportObligation.period, *STANDING, func.count())
        .where(
            visible(ReportObligation, actor),
            ReportObligation.process == process.key,
            ReportObligation.period.in_([period.key for period in periods]),
            *criteria,
        )
        .group_by(ReportObligation.period, *STANDING)
    )
    found = _by_code(rows)
    return [(period, found.get(period.key, Counts())) for period in reversed(periods)]


def periods_counted(session: Session, process: type[Process], today: date) -> list[ReportingPeriod]:
    """The windows that have opened, the newest period first."""
    return opened_windows(session, process.key, today)


UNKNOWN_STANDING = or_(Establishment.stage.is_(None), Establishment.reporting_category.is_(None))
"""Accounts that have not said their stage or category: which report they owe is not known."""


def without_standing(session: Session, actor: Actor) -> int:
    """How many accounts of `UNKNOWN_STANDING` the actor may see."""
    return how_many(session, actor, Establishment, UNKNOWN_STANDING)


def way(key: str) -> ColumnElement[bool]:
    """The obligations that a figure counts; none for an unknown figure."""
    return WAYS[key][1] if key in WAYS else false()
