"""Keeping what an address was: locked with its first saving, a record for each time it changed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from siinas.catalogue.address_change import NewAddress
from siinas.catalogue.company_data import Section
from siinas.models import AddressRecord, Establishment
from siinas.operations.work import Work
from siinas.process.words import JAKARTA, date_words
from siinas.queries.addresses import holder_of_lock, lock_of
from siinas.queries.company import profile
from siinas.reference.addresses import WHICH, recorded
from siinas.refusal import Refused


def today(work: Work) -> date:
    """The day in Jakarta."""
    return work.now.astimezone(JAKARTA).date()


def check_lock(
    work: Work, establishment: Establishment, section: Section, kept: Mapping[str, Any], values: Mapping[str, Any]
) -> None:
    """Refused where a saving would change what is locked (`kept`), whoever asks for it."""
    for key, value in kept.items():
        if values.get(key) != value:
            since = lock_of(establishment, section.locks, work.now).since
            day = date_words(since.astimezone(JAKARTA).date()) if since else ""
            label = section.step.fields[key].label if key in section.step.fields else WHICH[section.locks]
            raise Refused(f"{label} terkunci sejak {day}. Ajukan permohonan perubahan alamat.", field=key)


def note_saved(work: Work, establishment: Establishment, which: str, before: Mapping[str, Any]) -> None:
    """After an address was saved on its own page: lock it the first time, keep what it says where that changed."""
    holder, now = holder_of_lock(establishment, which), recorded(which, profile(establishment))
    first = getattr(holder, f"{which}_locked_at") is None
    if first:
        setattr(holder, f"{which}_locked_at", work.now)
    if first or now != before:
        keep(work, establishment, which, now, today(work)).applied_at = work.now


def keep(work: Work, establishment: Establishment, which: str, values: Mapping[str, Any], since: date) -> AddressRecord:
    """A new record of the history, not in force yet."""
    record = AddressRecord(
        which=which,
        legal_entity_id=establishment.legal_entity_id,
        establishment_id=None if which == "office" else establishment.id,
        values=NewAddress.to_json({**values, "which": which}),
        effective_on=since,
        recorded_at=work.now,
        recorded_by=work.actor.name,
    )
    work.session.add(record)
    return record
