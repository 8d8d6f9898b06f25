"""The history of stage and category: written when Data Umum changes them, and what is owed put right by it."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from sqlalchemy import select

from siinas.models import Establishment, EstablishmentStage
from siinas.operations import obligations
from siinas.operations.work import Work
from siinas.process.words import JAKARTA

LONG_AGO = date(1900, 1, 1)
"""Since when holds what was there before anything changed."""


class Said(NamedTuple):
    """What Data Umum says of stage, category and the day since which they hold."""

    stage: str | None
    category: str | None
    since: date | None

    @classmethod
    def by(cls, establishment: Establishment) -> Said:
        """As the establishment says now."""
        return cls(establishment.stage, establishment.reporting_category, establishment.stage_since)


def note_stage(work: Work, establishment: Establishment, before: Said) -> None:
    """Keep since when the stage and category of Data Umum hold, where they or their day changed.

    From that day on nothing else holds: rows of later days go (the journal tells of each). No day, or the day of what
    was there before, means today; what is said first holds for the time before, too.
    """
    now = Said.by(establishment)
    if now == before or (now.stage, now.category) == (None, None):
        return
    today = work.now.astimezone(JAKARTA).date()
    work.session.flush()
    rows = list(
        work.session.scalars(
            select(EstablishmentStage)
            .where(EstablishmentStage.establishment_id == establishment.id)
            .order_by(EstablishmentStage.since)
        )
    )
    since = establishment.stage_since or today
    if now[:2] != before[:2] and now.since == before.since and now.since is not None:
        mistaken = any(row.since == since and row.recorded_at.astimezone(JAKARTA).date() == today for row in rows)
        since = since if mistaken else today
    if not rows and (before.stage, before.category) != (None, None):
        _add(work, establishment, before, LONG_AGO)
    later = [row for row in rows if row.since >= since]
    for row in later:
        work.session.delete(row)
    work.session.flush()
    _add(work, establishment, now, since)
    establishment.stage_since = since
    work.record(
        "stage.noted",
        establishment,
        before={"stage": before.stage, "reporting_category": before.category, "stage_since": before.since},
        after={"stage": now.stage, "reporting_category": now.category, "stage_since": since},
        establishment_id=establishment.id,
    )
    obligations.put_right(work, establishment)


def note_first(work: Work, establishment: Establishment) -> None:
    """The first stage and category of an account that was taken over with them."""
    if establishment.stage or establishment.reporting_category:
        since = establishment.stage_since or establishment.registered_at.astimezone(JAKARTA).date()
        _add(work, establishment, Said.by(establishment), since)
        establishment.stage_since = since


def _add(work: Work, establishment: Establishment, said: Said, since: date) -> None:
    row = EstablishmentStage(
        establishment_id=establishment.id,
        since=since,
        stage=said.stage,
        category=said.category,
        recorded_at=work.now,
        recorded_by=work.actor.name,
    )
    work.session.add(row)
    work.session.flush()
