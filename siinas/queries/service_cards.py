"""The service card ("Standar Pelayanan") of a process, drawn from its declaration and from what is set."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from siinas.catalogue import processes
from siinas.models import Establishment
from siinas.process.declaration import Process
from siinas.process.fields import Upload
from siinas.process.periods import Within, WorkingDays
from siinas.process.roles import OFFICERS
from siinas.queries.requirements import requirements_of
from siinas.queries.settings import setting, time_limit
from siinas.queries.subjects import SubjectOffer, offered_subjects
from siinas.reference.requirements import Requirement


@dataclass(frozen=True, slots=True)
class ServiceStep:
    """A stage of the service: its label, who has it, and for how long at most ("" where no time is promised)."""

    label: str
    who: str
    within: str


@dataclass(frozen=True, slots=True)
class ServiceCard:
    """What a service asks, how it goes on, how long it takes, what it costs, what comes out, where to complain.

    `requirements` are the company's own documents, each met or not; `papers` what is attached to the application, with
    whether it must be. `offers` are what can be applied for now, with the reason where it cannot.
    """

    process: type[Process]
    requirements: tuple[Requirement, ...]
    papers: tuple[tuple[str, bool], ...]
    steps: tuple[ServiceStep, ...]
    days: int
    fee: str
    products: tuple[str, ...]
    complaints: str
    offers: tuple[SubjectOffer, ...]

    @property
    def open(self) -> bool:
        """Whether anything can be applied for."""
        return any(offer.open for offer in self.offers)


def licences() -> list[type[Process]]:
    """The processes by which companies apply for a licence: those that wait for documents of a service."""
    return [process for process in processes().values() if process.for_companies() and process.requires is not None]


def service_card(session: Session, process: type[Process], establishment: Establishment, today: date) -> ServiceCard:
    """The card of a process for an establishment."""
    needs = process.requires.needs if process.requires is not None else frozenset()
    limits = list(_limits(session, process))
    good = [move for move in process.flow.transitions.values() if move.target.tone != "refused"]
    letters = dict.fromkeys(letter for move in good for letter in move.issues)
    products = [letter.title for letter in letters if letter.signed]
    return ServiceCard(
        process=process,
        requirements=tuple(one for one in requirements_of(session, establishment, today) if one.need in needs),
        papers=tuple(
            (field.label, field.required)
            for step in process.steps
            for field in step.fields.values()
            if isinstance(field, Upload)
        ),
        steps=tuple(step for step, _limit in limits),
        days=sum(limit.days for _step, limit in limits if isinstance(limit, WorkingDays)),
        fee=setting(session, "licence_fee"),
        products=tuple(products),
        complaints=setting(session, "licence_complaints"),
        offers=tuple(offered_subjects(session, process, establishment, today)),
    )


def _limits(session: Session, process: type[Process]) -> list[tuple[ServiceStep, Within | None]]:
    """The stages that a good application passes, each with the time that is set for it."""
    passed, found = _good_way(process), []
    for key, state in process.flow.states.items():
        if key not in passed or state.private:
            continue
        limit = time_limit(session, process.key, key, state.within) if not state.with_company else None
        words = str(limit) if limit is not None else ""
        found.append((ServiceStep(state.label, _who(process, key), words), limit))
    return found


def _good_way(process: type[Process]) -> set[str]:
    """The states that a case passes which is never returned nor refused: by the first move that leads on from each."""
    state, seen = process.flow.start, set[str]()
    while state.key not in seen:
        seen.add(state.key)
        onward = [
            move
            for move in process.flow.moves_from(state)
            if move.weight == "primary" and move.after is None and move.target.key not in seen and not move.undoes
        ]
        if not onward:
            break
        state = onward[0].target
    return seen


def _who(process: type[Process], key: str) -> str:
    state = process.flow.states[key]
    if state.closed:
        return ""
    if state.awaits:
        return "OSS"
    if state.with_company:
        return "Perusahaan"
    officers = ", ".join(sorted(role.label for role in state.holder & OFFICERS))
    return f"{officers} dan perusahaan" if state.parties else officers
