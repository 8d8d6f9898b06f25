"""Locked addresses: changed by an approved request, at once or on its day, and opened by hand for some days."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select, update

from siinas.catalogue.address_change import NewAddress, Unlocking
from siinas.catalogue.company_data import SECTIONS
from siinas.models import AddressRecord, Case, Establishment, LegalEntity
from siinas.operations.address_history import keep, today
from siinas.operations.cases import effect
from siinas.operations.journal import changes
from siinas.operations.records import put_answer
from siinas.operations.work import Work, operation
from siinas.process.judging import faults
from siinas.process.roles import Role
from siinas.process.words import JAKARTA, date_words, moment_words
from siinas.queries.addresses import holder_of_lock, lock_of, moves_to
from siinas.queries.cases import CaseFile
from siinas.queries.choices import ChoiceSource
from siinas.queries.company import profile
from siinas.queries.settings import number
from siinas.reference.addresses import COLUMNS, WHICH, recorded
from siinas.refusal import NotPermitted, Refused

UNLOCKERS = frozenset({Role.FRONT_DESK, Role.ADMINISTRATOR})
SECTION_OF = {section.locks: section for section in SECTIONS if section.locks}


def _beginning(day: date) -> datetime:
    return datetime.combine(day, time(), JAKARTA)


@effect
def change_address(work: Work, file: CaseFile, said: Mapping[str, Any]) -> None:
    """Approval: the new address holds at once, or is left for the worker until the day from which it does."""
    establishment = file.case.establishment
    assert establishment is not None
    which, answers = file.subject, file.answers
    _lock_rows(work, establishment)
    _check_free(work, establishment, which, answers)
    record = keep(work, establishment, which, answers, answers["effective_on"])
    record.case_id = file.case.id
    work.session.flush()
    at_once = answers["effective_on"] <= today(work)
    if at_once:
        _apply(work, establishment, record)
    else:
        work.leave_for(_beginning(answers["effective_on"]), "address_change", "", {"record_id": record.id})
    work.leave(
        "mail",
        establishment.email,
        template="alamat_disetujui",
        number=file.case.number,
        title=file.case.title,
        company=file.case.company_name,
        since=date_words(answers["effective_on"]),
        open_until=_open_until_words(work, establishment, which) if at_once else "",
        company_url=f"{work.services.configuration.base_url}/perusahaan/{SECTION_OF[which].key}/",
    )


def _open_until_words(work: Work, establishment: Establishment, which: str) -> str:
    until = lock_of(establishment, which, work.now).open_until
    return moment_words(until) if until is not None else ""


def _lock_rows(work: Work, establishment: Establishment) -> None:
    """Lock establishment and legal entity, in the order in which the saving of a section does."""
    work.find(Establishment, Establishment.id == establishment.id, lock=True)
    work.find(LegalEntity, LegalEntity.id == establishment.legal_entity_id, lock=True)


def _check_free(work: Work, establishment: Establishment, which: str, values: Mapping[str, Any]) -> None:
    """Refused where another account of the NIB has that place by now, or is about to move there."""
    if which != "factory" or values["regency"] == establishment.regency:
        return
    with work.unscoped():
        taken = work.session.scalar(
            select(Establishment.id).where(
                Establishment.legal_entity_id == establishment.legal_entity_id,
                Establishment.regency == values["regency"],
                Establishment.id != establishment.id,
            )
        )
        coming = moves_to(work.session, establishment.legal_entity.nib, values["regency"]) - {establishment.id}
    if coming or taken is not None:
        raise Refused("Sudah ada akun lain dengan NIB ini untuk kabupaten/kota yang dituju.")


def _apply(work: Work, establishment: Establishment, record: AddressRecord) -> None:
    """Put an approved address into the records; open cases of a moved factory go with it."""
    which = record.which
    holder, values = holder_of_lock(establishment, which), NewAddress.from_json(record.values)
    before = recorded(which, profile(establishment))
    if which == "factory":
        establishment.regency = values["regency"]
        work.session.flush()
    named = {column: values.get(part) for part, column in COLUMNS[which].items()}
    source = ChoiceSource(work.session, establishment.id)
    for key, field in SECTION_OF[which].step.fields.items():
        if key in named:
            put_answer(holder, field, named, source)
    holder.version += 1
    record.applied_at = work.now
    days = number(work.session, "address_unlock_days")
    setattr(holder, f"{which}_unlocked_until", _beginning(today(work) + timedelta(days=days + 1)) if days else None)
    if which == "factory":
        going = Case.closed_at.is_(None), Case.id != record.case_id
        with work.unscoped():
            work.session.execute(
                update(Case)
                .where(Case.establishment_id == establishment.id, *going)
                .values(regency=establishment.regency)
            )
    old, new = changes(before, recorded(which, profile(establishment)))
    work.record("address.changed", establishment, before=old, after=new, establishment_id=establishment.id)


@operation
def apply_change(work: Work, record_id: int) -> None:
    """An approved address takes effect on its day; done once, however often the worker tries."""
    record = work.session.get_one(AddressRecord, record_id, with_for_update=True, populate_existing=True)
    if record.applied_at is not None:
        return
    case = work.session.get_one(Case, record.case_id)
    establishment = case.establishment
    assert establishment is not None
    _lock_rows(work, establishment)
    _check_free(work, establishment, record.which, NewAddress.from_json(record.values))
    _apply(work, establishment, record)
    work.leave(
        "mail",
        establishment.email,
        template="alamat_berlaku",
        number=case.number,
        title=case.title,
        company=case.company_name,
        since=date_words(record.effective_on),
        open_until=_open_until_words(work, establishment, record.which),
        company_url=f"{work.services.configuration.base_url}/perusahaan/{SECTION_OF[record.which].key}/",
    )


@operation
def unlock(work: Work, establishment_id: int, which: str, *, days: int, reason: str) -> None:
    """The service desk opens a locked address for some days; the company is told, and the journal says why."""
    if not work.actor.may_be(UNLOCKERS):
        raise NotPermitted("Alamat dibuka oleh petugas layanan atau administrator.")
    said = {"which": which, "days": Decimal(days), "reason": reason.strip() or None}
    for key, field in Unlocking.fields.items():
        if said[key] is None:
            raise Refused(f"Isi {field.label}.", field=key)
    for fault in faults(Unlocking, said, lambda reference: ()):
        raise fault.refused()
    establishment = work.find(Establishment, Establishment.id == establishment_id, lock=True)
    work.find(LegalEntity, LegalEntity.id == establishment.legal_entity_id, lock=True)
    if lock_of(establishment, which, work.now).since is None:
        raise Refused(f"{WHICH[which]} belum terkunci.", field="which")
    holder, key = holder_of_lock(establishment, which), f"{which}_unlocked_until"
    before, until = getattr(holder, key), _beginning(today(work) + timedelta(days=days + 1))
    setattr(holder, key, until)
    holder.version += 1
    work.record(
        "address.unlocked",
        establishment,
        before={"open_until": before},
        after={"which": which, "open_until": until, "reason": reason.strip()},
        establishment_id=establishment.id,
    )
    work.leave(
        "mail",
        establishment.email,
        template="alamat_dibuka",
        company=establishment.legal_entity.name,
        address=WHICH[which],
        until=date_words(today(work) + timedelta(days=days)),
        reason=reason.strip(),
        company_url=f"{work.services.configuration.base_url}/perusahaan/{SECTION_OF[which].key}/",
    )
