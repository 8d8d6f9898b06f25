"""Moves that the clock makes: which are switched on, which cases are due, and when a case would move."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from siinas.catalogue import processes
from siinas.models import Case
from siinas.process.declaration import Process
from siinas.process.flow import State, Transition
from siinas.process.periods import CalendarDays, Within, WorkingDays
from siinas.process.words import JAKARTA, date_words, number_words
from siinas.queries.calendar import beginning_of, end_of, last_day, latest_expired
from siinas.queries.cases import CaseFile
from siinas.queries.scope import unguarded
from siinas.queries.settings import lapse_key, number


@dataclass(frozen=True, slots=True)
class Lapse:
    """A move of the clock that is declared: process, the state that it leaves, and the move."""

    process: type[Process]
    state: State
    move: Transition

    @property
    def key(self) -> str:
        """The key of its setting."""
        return lapse_key(self.process.key, self.move.key)

    def limit(self, days: int) -> Within | None:
        """So many days, of the kind that the declaration names; None for none: the move is switched off."""
        if days < 1:
            return None
        return WorkingDays(days) if isinstance(self.move.after, WorkingDays) else CalendarDays(days)


def declared_lapses() -> Iterator[Lapse]:
    """Every move of the clock in the catalogue."""
    for process in processes().values():
        for state in process.flow.states.values():
            if (move := process.flow.lapse_from(state)) is not None:
                yield Lapse(process, state, move)


def lapse_of_setting(key: str) -> Lapse | None:
    """The move whose time a setting is; None for another setting."""
    return next((lapse for lapse in declared_lapses() if lapse.key == key), None)


def limit_in_force(session: Session, lapse: Lapse) -> Within | None:
    """How long the clock waits now; None while the move is switched off."""
    return lapse.limit(number(session, lapse.key))


def is_due(session: Session, lapse: Lapse, limit: Within, now: datetime) -> ColumnElement[bool]:
    """The cases that have rested in the state for longer than the limit."""
    today = now.astimezone(JAKARTA).date()
    entered_before = beginning_of(latest_expired(session, limit, today) + timedelta(days=1))
    return and_(
        Case.process == lapse.process.key,
        Case.state == lapse.state.key,
        Case.closed_at.is_(None),
        Case.state_since < entered_before,
    )


def how_many_due(session: Session, lapse: Lapse, days: int, now: datetime) -> int:
    """How many cases would move at once if the move were switched on with so many days; whosever they are."""
    limit = lapse.limit(days)
    if limit is None:
        return 0
    with unguarded(session):
        return session.scalar(select(func.count(Case.id)).where(is_due(session, lapse, limit, now))) or 0


def rehearsed(session: Session, key: str, value: str, now: datetime) -> str:
    """What is asked before the time of a move of the clock is saved; empty where saving moves nothing by itself."""
    lapse = lapse_of_setting(key)
    if lapse is None or not value.isascii() or not value.isdigit() or int(value) == 0:
        return ""
    limit = lapse.limit(int(value))
    count = how_many_due(session, lapse, int(value), now)
    at_once = "Sekarang belum ada perkara yang selama itu."
    if count:
        at_once = f"{number_words(count, 0)} perkara akan berpindah dalam beberapa menit setelah disimpan."
    return (
        f"Setelah {limit} pada status “{lapse.state.label}”, {lapse.process.title} berpindah sendiri ke "
        f"“{lapse.move.target.label}”. {at_once} Simpan?"
    )


def lapses_on(file: CaseFile) -> tuple[Transition, date] | None:
    """The move that the clock will make with a case, and the last day before it; None where none is switched on."""
    move = file.process.flow.lapse_from(file.state)
    if move is None:
        return None
    limit = limit_in_force(file.session, Lapse(file.process, file.state, move))
    if limit is None:
        return None
    return move, last_day(file.session, limit, file.case.state_since.astimezone(JAKARTA).date())


def lapse_words(file: CaseFile) -> str:
    """What the page of a case says of it; empty where the clock makes no move."""
    found = lapses_on(file)
    if found is None:
        return ""
    move, day = found
    return f"Tanpa tindakan sampai {date_words(day)}, statusnya menjadi “{move.target.label}” dengan sendirinya."


def has_lapsed(file: CaseFile, now: datetime) -> Transition | None:
    """The move of the clock that is due now for a case; None where none is."""
    found = lapses_on(file)
    return found[0] if found is not None and now > end_of(found[1]) else None
