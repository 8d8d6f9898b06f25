"""What a new case is about: a period or a subject, and whether it may still be opened."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from siinas.models import Case, Establishment, LegalEntity
from siinas.operations.work import Work
from siinas.process.declaration import Process
from siinas.process.periods import Period, period_of
from siinas.process.words import JAKARTA
from siinas.queries.case_facts import facts_for
from siinas.queries.choices import ChoiceSource
from siinas.queries.periods import offer_of
from siinas.queries.subjects import subject_offer, subjects_of
from siinas.refusal import Refused


@dataclass(frozen=True, slots=True)
class Topic:
    """The period or the key of the subject (None for neither), what it adds to the title, and the standing answer."""

    about: Period | str | None = None
    title: str = ""
    standing: dict[str, Any] = field(default_factory=dict)


def topic_of(work: Work, process: type[Process], establishment: Establishment, about: str) -> Topic:
    """What a case can be opened about; Refused for what is not offered, not open, or taken."""
    today = work.now.astimezone(JAKARTA).date()
    if process.periods is not None:
        try:
            period = period_of(about)
        except ValueError:
            raise Refused("Pilih periode dari daftar.", field="period") from None
        _check_period(work, process, establishment, period, today)
        return Topic(period, f" {period.title}")
    if process.subjects is None:
        return Topic()
    labels = subjects_of(process.subjects, ChoiceSource(work.session, establishment.id))
    if about not in labels:
        raise Refused("Pilih salah satu dari daftar.", field="subject")
    _check_subject(work, process, establishment, (about, labels[about]), today)
    return Topic(about, f": {labels[about]}", {process.subjects.key: about})


def _check_period(
    work: Work, process: type[Process], establishment: Establishment, period: Period, today: date
) -> None:
    offer = offer_of(work.session, process, establishment, period, today)
    if not offer.open:
        over = "sudah ditutup" if today > period.last_day else "belum dapat dilaporkan"
        raise Refused(f"{period.title} {over}. Pilih periode lain.", field="period")
    if offer.case is not None:
        raise Refused(_taken(process, f"{process.title} {period.title}", offer.case), field="period")
    if offer.why_not:
        raise Refused(offer.why_not, field="period")
    if why_not := process.why_not(period.key, facts_for(work.session, process, establishment, today, period)):
        raise Refused(why_not, field="period")


def _check_subject(
    work: Work, process: type[Process], establishment: Establishment, subject: tuple[str, str], today: date
) -> None:
    if subject[0] in process.shared:
        # Sisters who ask at the same moment come one after the other.
        work.find(LegalEntity, LegalEntity.id == establishment.legal_entity_id, lock=True)
    offer = subject_offer(work.session, process, establishment, subject, today)
    if offer.case is not None:
        raise Refused(_taken(process, f"{process.title}: {offer.label}", offer.case), field="subject")
    if offer.why_not:
        raise Refused(offer.why_not, field="subject")


def _taken(process: type[Process], title: str, case: Case) -> str:
    state = process.flow.states[case.state].label
    return f"{title} sudah ada (nomor {case.number}, status {state}). Buka dari daftar."


def shortened(title: str) -> str:
    """A title that leaves no room in its column is cut short."""
    room = Case.title.type.length
    return title if len(title) <= room else f"{title[: room - 1]}…"
