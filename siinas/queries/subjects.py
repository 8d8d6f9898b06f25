"""What a case may be about where that is no period: what is offered to an establishment, and what is taken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from siinas.models import Case, Establishment
from siinas.process.declaration import Process
from siinas.process.fields import Choice
from siinas.queries.case_facts import facts_for
from siinas.queries.choices import ChoiceSource
from siinas.queries.scope import unguarded


@dataclass(frozen=True, slots=True)
class SubjectOffer:
    """A subject: the establishment's open case about it, and why none can be opened."""

    key: str
    label: str
    case: Case | None
    why_not: str

    @property
    def open(self) -> bool:
        """Whether a case about it can be opened."""
        return self.case is None and not self.why_not


def subjects_of(chosen: Choice, source: ChoiceSource) -> dict[str, str]:
    """The subjects of a process by key, with their labels."""
    if isinstance(chosen.among, Mapping):
        return dict(chosen.among)
    return {value: label for value, label, _heading in source.options(chosen.among)}


def offered_subjects(
    session: Session, process: type[Process], establishment: Establishment, today: date
) -> list[SubjectOffer]:
    """What the establishment may open a case about, in the order of the declaration."""
    if process.subjects is None:
        return []
    labels = subjects_of(process.subjects, ChoiceSource(session, establishment.id))
    return [subject_offer(session, process, establishment, (key, label), today) for key, label in labels.items()]


def subject_offer(
    session: Session, process: type[Process], establishment: Establishment, subject: tuple[str, str], today: date
) -> SubjectOffer:
    """What can be done about one subject, given as key and label. A case about it holds it while it is open."""
    key, label = subject
    case = _holding(session, process, key, Case.establishment_id == establishment.id)
    why_not = process.why_not(key, facts_for(session, process, establishment, today, key))
    if case is None and not why_not and key in process.shared:
        with unguarded(session):
            other = _holding(session, process, key, Case.nib == establishment.legal_entity.nib)
        if other is not None:
            why_not = "Akun lain dengan NIB yang sama sedang mengajukannya."
    return SubjectOffer(key, label, case, why_not)


def _holding(session: Session, process: type[Process], key: str, *whose: object) -> Case | None:
    statement = select(Case).where(Case.process == process.key, Case.subject == key, *whose)  # type: ignore[arg-type]
    return session.scalars(statement.limit(1)).unique().first()
