"""Addresses that are locked: since when, until when they are open, and how they came to be what they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from siinas.catalogue.address_change import AddressChange, NewAddress
from siinas.models import AddressRecord, Case, Establishment, LegalEntity
from siinas.process.roles import Actor
from siinas.queries.choices import ChoiceSource
from siinas.queries.company import profile
from siinas.queries.scope import visible
from siinas.reference.addresses import WHICH, locked_columns


@dataclass(frozen=True, slots=True)
class Lock:
    """The lock of an address: when it was locked first, until when it is open, and whether it is shut now."""

    since: datetime | None
    open_until: datetime | None
    shut: bool


def holder_of_lock(establishment: Establishment, which: str) -> Establishment | LegalEntity:
    """The row that holds an address and its lock: a head office is the legal entity's."""
    return establishment.legal_entity if which == "office" else establishment


def lock_of(establishment: Establishment, which: str, now: datetime) -> Lock:
    """The lock of an address at a moment; it shuts by itself when its time has passed."""
    holder = holder_of_lock(establishment, which)
    since, until = getattr(holder, f"{which}_locked_at"), getattr(holder, f"{which}_unlocked_until")
    open_until = until if until is not None and until > now else None
    return Lock(since, open_until, since is not None and open_until is None)


def locked_values(establishment: Establishment, which: str, now: datetime) -> dict[str, Any]:
    """What may not be changed on an address's own page, by column; a blank may still be filled in."""
    if not which or not lock_of(establishment, which, now).shut:
        return {}
    kept = profile(establishment)
    return {column: kept[column] for column in locked_columns(which).values() if kept.get(column) not in (None, "")}


def why_locked(establishment: Establishment, which: str, now: datetime) -> str:
    """Why an address may not be changed by its company now, as a sentence; empty where it may."""
    if not lock_of(establishment, which, now).shut:
        return ""
    return f"{WHICH[which]} terkunci. Ajukan permohonan perubahan alamat."


@dataclass(frozen=True, slots=True)
class PastAddress:
    """An address of the history: its record, its parts in words, and its request where it came from one."""

    record: AddressRecord
    parts: list[tuple[str, str]]
    case: Case | None

    @property
    def coming(self) -> bool:
        """Whether it is not in force yet."""
        return self.record.applied_at is None


def address_history(session: Session, actor: Actor, establishment: Establishment) -> dict[str, list[PastAddress]]:
    """All addresses of head office and factory, the newest first."""
    rows = session.execute(
        select(AddressRecord, Case)
        .outerjoin(Case, Case.id == AddressRecord.case_id)
        .where(
            visible(AddressRecord, actor),
            AddressRecord.legal_entity_id == establishment.legal_entity_id,
            or_(AddressRecord.establishment_id.is_(None), AddressRecord.establishment_id == establishment.id),
        )
        .order_by(AddressRecord.id.desc())
    )
    source = ChoiceSource(session, establishment.id)
    found: dict[str, list[PastAddress]] = {which: [] for which in WHICH}
    for record, case in rows.unique():
        found[record.which].append(PastAddress(record, parts_in_words(record.values, source), case))
    return found


def moves_ahead(session: Session, nib: str) -> list[AddressRecord]:
    """Approved addresses of all accounts of a NIB whose day has not come; the caller limits who may know of them."""
    waiting = select(AddressRecord).join(LegalEntity, LegalEntity.id == AddressRecord.legal_entity_id)
    return list(session.scalars(waiting.where(LegalEntity.nib == nib, AddressRecord.applied_at.is_(None))))


def moves_to(session: Session, nib: str, regency: str) -> set[int | None]:
    """The establishments of a NIB whose factory is about to move to a regency."""
    ahead = [one for one in moves_ahead(session, nib) if one.which == "factory"]
    return {one.establishment_id for one in ahead if one.values["regency"] == regency}


def parts_in_words(stored: Mapping[str, Any], source: ChoiceSource) -> list[tuple[str, str]]:
    """The parts of a kept address with their labels, in the order of the request's page."""
    answers = NewAddress.from_json(stored)
    asked = [(key, field) for key, field in NewAddress.fields.items() if not field.standing]
    told = ((field.label, field.words(answers.get(key), source.name)) for key, field in asked)
    return [(label, words) for label, words in told if words]


def open_requests(session: Session, actor: Actor, establishment: Establishment) -> list[Case]:
    """The requests for a change that are not decided, as far as the actor may see them."""
    going = [key for key, state in AddressChange.flow.states.items() if not state.closed]
    statement = select(Case).where(
        visible(Case, actor),
        Case.process == AddressChange.key,
        Case.establishment_id == establishment.id,
        Case.state.in_(going),
    )
    return list(session.scalars(statement.order_by(Case.id)).unique())


def coming_addresses(session: Session, establishment_id: int) -> list[tuple[str, date]]:
    """Approved addresses that are not in force yet: which, and from which day on they are."""
    entity = select(Establishment.legal_entity_id).where(Establishment.id == establishment_id).scalar_subquery()
    rows = session.execute(
        select(AddressRecord.which, AddressRecord.effective_on)
        .where(
            AddressRecord.legal_entity_id == entity,
            or_(AddressRecord.establishment_id.is_(None), AddressRecord.establishment_id == establishment_id),
            AddressRecord.applied_at.is_(None),
        )
        .order_by(AddressRecord.effective_on)
    )
    return [(which, day) for which, day in rows]
