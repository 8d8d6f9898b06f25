"""Taking values of a company's own NIB over into its records: exactly those that a person has confirmed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import select

from siinas.catalogue.company_data import GeneralData, HeadOffice
from siinas.models import BusinessLine, CompanyDocument, Establishment, Kbli, LegalEntity
from siinas.operations.address_history import note_saved
from siinas.operations.journal import changes, snapshot
from siinas.operations.records import choose_directorate, own_establishment, put_answer
from siinas.operations.work import Work, operation
from siinas.process.words import JAKARTA
from siinas.queries.addresses import why_locked
from siinas.queries.choices import ChoiceSource
from siinas.queries.company import holder_of, profile
from siinas.queries.nib_comparison import LINE, Proposal, of_another, proposals
from siinas.queries.reference import directorate_of
from siinas.reference.addresses import recorded
from siinas.refusal import Refused, Stale

FIELDS = {**GeneralData.fields, **HeadOffice.fields}
SECTION_OF = dict.fromkeys(GeneralData.fields, "data-umum") | dict.fromkeys(HeadOffice.fields, "kantor-pusat")


BUSINESS_LINES = "bidang-usaha"


def version_of(establishment: Establishment) -> int:
    """A number that grows with every saving of what a NIB speaks of."""
    return establishment.version + establishment.legal_entity.version


@operation
def apply_nib(
    work: Work, document_id: int, reading: Mapping[str, Any], chosen: Collection[str], *, version: int
) -> int:
    """Take the chosen values of a reading over; returns how many. Refused for a foreign NIB or a value that may not be.

    `reading` is that of the document's file, `version` the `version_of` that the person saw: Stale where somebody has
    saved meanwhile.
    """
    establishment = own_establishment(work)
    work.find(LegalEntity, LegalEntity.id == establishment.legal_entity_id, lock=True)
    document = work.find(CompanyDocument, CompanyDocument.id == document_id)
    if version_of(establishment) != version:
        raise Stale
    if of_another(establishment, reading):
        raise Refused("NIB ini bukan milik perusahaan ini.")
    today = work.now.astimezone(JAKARTA).date()
    locked = why_locked(establishment, "office", work.now)
    found = proposals(work.session, establishment, reading, today, locked=locked)
    offered = {one.key: one for one in found if one.applicable}
    if not chosen:
        raise Refused("Pilih dahulu nilai yang akan dipakai.")
    if not set(chosen) <= set(offered):
        raise Refused("Nilai yang dipilih tidak dapat dipakai lagi. Muat ulang halaman, lalu pilih sekali lagi.")
    taken = [one for one in offered.values() if one.key in chosen]
    _put_fields(work, establishment, [one for one in taken if not one.key.startswith(LINE)])
    for one in taken:
        if one.key.startswith(LINE):
            _put_line(work, establishment, one.values)
    choose_directorate(work, establishment)
    after = {"number": document.number, "rows": len(taken)}
    work.record("company.nib_applied", establishment, after=after, establishment_id=establishment.id)
    return len(taken)


def _put_fields(work: Work, establishment: Establishment, taken: list[Proposal]) -> None:
    values = {key: value for one in taken for key, value in one.values.items()}
    before, source = profile(establishment), ChoiceSource(work.session, establishment.id)
    touched: dict[str, list[str]] = defaultdict(list)
    for key in values:
        put_answer(holder_of(establishment, key), FIELDS[key], values, source)
        touched[SECTION_OF[key]].append(key)
    for row in {id(holder): holder for holder in (holder_of(establishment, key) for key in values)}.values():
        row.version += 1
    after = profile(establishment)
    if after["office_locked_at"] is not None:
        note_saved(work, establishment, "office", recorded("office", before))
    for section, keys in touched.items():
        old, new = changes({key: before[key] for key in keys}, {key: after[key] for key in keys})
        work.record(f"company.{section}", establishment, before=old, after=new, establishment_id=establishment.id)


def _put_line(work: Work, establishment: Establishment, values: Mapping[str, Any]) -> None:
    code, edition = values["kbli_code"], values["kbli_version"]
    own = select(BusinessLine).where(BusinessLine.establishment_id == establishment.id)
    line = work.session.scalars(own.where(BusinessLine.kbli_code == code)).first()
    before = snapshot(line) if line is not None else {}
    if line is None:
        kbli = work.session.get_one(Kbli, (edition, code))
        line = BusinessLine(
            establishment_id=establishment.id,
            kbli_code=code,
            kbli_version=edition,
            title=kbli.title,
            directorate=directorate_of(work.session, code),
            is_main=work.session.scalar(own.limit(1)) is None,
        )
        work.session.add(line)
    else:
        line.version += 1
    line.risk_level, line.source = values["risk_level"], "NIB"
    work.session.flush()
    old, new = changes(before, snapshot(line))
    work.record(f"company.{BUSINESS_LINES}.{'changed' if before else 'added'}", line, before=old, after=new)
