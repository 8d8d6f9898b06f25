"""Writing the records of Data Perusahaan: one operation per save, with journal and version."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, inspect, select

from siinas.catalogue.company_data import SECTIONS, Section
from siinas.models import Base, BusinessLine, CompanyDocument, Establishment, Kbli, LegalEntity, PermittedCapacity
from siinas.operations.files import CheckedFile, attach
from siinas.operations.journal import changes, snapshot
from siinas.operations.work import Work, operation
from siinas.process.judging import faults
from siinas.process.roles import COMPANY
from siinas.queries.choices import KBLI_VERSION, ChoiceSource
from siinas.queries.company import RECORDS, holder_of, holders_of, profile, section_version
from siinas.reference.directorates import directorate_for
from siinas.refusal import NotPermitted, Refused, Stale

BY_KEY = {section.key: section for section in SECTIONS}


def _own_establishment(work: Work) -> Establishment:
    if not work.actor.may_be(COMPANY):
        raise NotPermitted("Data Perusahaan diubah oleh akun perusahaan.")
    return work.find(Establishment, Establishment.id == work.actor.establishment_id, lock=True)


@operation
def save_section(work: Work, section_key: str, values: Mapping[str, Any], *, version: int) -> None:
    """Save a single section (Data Umum or an address) of the establishment being worked in.

    `version` is the `section_version` that the form was made from. Sister establishments share their legal entity, so
    it is locked as well: Stale where the people of either have saved meanwhile.
    """
    section = BY_KEY[section_key]
    establishment = _own_establishment(work)
    work.find(LegalEntity, LegalEntity.id == establishment.legal_entity_id, lock=True)
    if section_version(establishment, section) != version:
        raise Stale
    _judge(work, section, establishment, values)
    before = {key: profile(establishment).get(key) for key in section.step.fields}
    for key, field in section.step.fields.items():
        value = values.get(key) if field.asked(values) else None
        setattr(holder_of(establishment, key), key, value)
    for row in holders_of(establishment, section):
        row.version += 1
    old, new = changes(before, {key: profile(establishment).get(key) for key in section.step.fields})
    work.record(f"company.{section.key}", establishment, before=old, after=new, establishment_id=establishment.id)


def _judge(work: Work, section: Section, establishment: Establishment, values: Mapping[str, Any]) -> None:
    """Refused where an answer is missing, or is none that its field allows."""
    for key, field in section.step.fields.items():
        if field.required and field.kind != "file" and field.asked(values) and values.get(key) in (None, "", []):
            raise Refused(f"Isi {field.label}.", field=key)
    for fault in faults(section.step, values, ChoiceSource(work.session, establishment.id).codes):
        raise fault.refused()


@operation
def save_record(
    work: Work,
    section_key: str,
    record_id: int | None,
    values: Mapping[str, Any],
    *,
    version: int | None = None,
    file: CheckedFile | None = None,
) -> Base:
    """Create or change one row of a list (business line, capacity, document, contact)."""
    section = BY_KEY[section_key]
    model: Any = RECORDS[section.record]
    establishment = _own_establishment(work)
    _judge(work, section, establishment, values)
    if record_id is None:
        row = model(establishment_id=establishment.id)
        before: dict[str, Any] = {}
    else:
        row = work.find(model, model.id == record_id, lock=True)
        if version is not None and row.version != version:
            raise Stale
        before = snapshot(row)
        row.version += 1
    for key, field in section.step.fields.items():
        if field.kind != "file":
            setattr(row, key, values.get(key) if field.asked(values) else None)
    PREPARE.get(section.record, _nothing)(work, row, establishment, file)
    work.session.add(row)
    work.session.flush()
    if section.record == "business_line":
        _choose_directorate(work, establishment)
    old, new = changes(before, snapshot(row))
    work.record(f"company.{section.key}.{'changed' if record_id else 'added'}", row, before=old, after=new)
    return row  # type: ignore[no-any-return]


def _nothing(work: Work, row: Any, establishment: Establishment, file: CheckedFile | None) -> None:
    return


def _prepare_business_line(
    work: Work, row: BusinessLine, establishment: Establishment, file: CheckedFile | None
) -> None:
    earlier = inspect(row).attrs.kbli_code.history.deleted
    if row.id is not None and earlier:
        _check_not_in_use(work, establishment, earlier[0])
    kbli = work.session.get(Kbli, (KBLI_VERSION, row.kbli_code))
    if kbli is None:
        raise Refused("KBLI ini tidak ada dalam KBLI 2020 industri (golongan 10–33).", field="kbli_code")
    with work.session.no_autoflush:
        others = list(
            work.session.scalars(
                select(BusinessLine).where(
                    BusinessLine.establishment_id == establishment.id, BusinessLine.id.is_distinct_from(row.id)
                )
            )
        )
    if any(other.kbli_code == row.kbli_code for other in others):
        raise Refused("KBLI ini sudah ada pada Bidang Usaha. Ubah baris yang sudah ada.", field="kbli_code")
    row.kbli_version, row.title, row.source = KBLI_VERSION, kbli.title, row.source or "diisi perusahaan"
    row.is_main = bool(row.is_main) or not any(other.is_main for other in others)
    if row.is_main:
        for other in others:
            other.is_main = False


def _prepare_document(work: Work, row: CompanyDocument, establishment: Establishment, file: CheckedFile | None) -> None:
    if row.valid_until and row.issued_on and row.valid_until <= row.issued_on:
        raise Refused("Masa berlaku harus setelah tanggal dokumen.", field="valid_until")
    if file is not None:
        row.attachment_id = attach(work, file, establishment_id=establishment.id).id
    elif row.attachment_id is None:
        raise Refused("Pilih berkas yang akan diunggah.", field="file")


def _prepare_capacity(
    work: Work, row: PermittedCapacity, establishment: Establishment, file: CheckedFile | None
) -> None:
    if row.capacity is not None and row.capacity <= 0:
        raise Refused("Kapasitas per tahun harus lebih besar dari nol.", field="capacity")


def _prepare_contact(work: Work, row: Any, establishment: Establishment, file: CheckedFile | None) -> None:
    row.is_main = bool(row.is_main)


PREPARE: dict[str, Any] = {
    "business_line": _prepare_business_line,
    "company_document": _prepare_document,
    "permitted_capacity": _prepare_capacity,
    "contact_person": _prepare_contact,
}


def _check_not_in_use(work: Work, establishment: Establishment, kbli_code: str) -> None:
    with work.session.no_autoflush:
        used = work.session.scalar(
            select(func.count())
            .select_from(PermittedCapacity)
            .where(PermittedCapacity.establishment_id == establishment.id, PermittedCapacity.kbli_code == kbli_code)
        )
    if used:
        raise Refused(
            f"KBLI {kbli_code} masih dipakai pada Kapasitas Produksi. Hapus atau ubah baris kapasitas itu dahulu.",
            field="kbli_code",
        )


def _choose_directorate(work: Work, establishment: Establishment) -> None:
    """The directorate is that of the main KBLI; the oldest line becomes the main one where none is."""
    main = work.session.scalars(
        select(BusinessLine)
        .where(BusinessLine.establishment_id == establishment.id)
        .order_by(BusinessLine.is_main.desc(), BusinessLine.id)
    ).first()
    establishment.directorate = directorate_for(main.kbli_code) if main else None
    if main is not None:
        main.is_main = True


@operation
def delete_record(work: Work, section_key: str, record_id: int) -> None:
    """Delete one row of a list; Refused where something else rests on it."""
    section = BY_KEY[section_key]
    model: Any = RECORDS[section.record]
    establishment = _own_establishment(work)
    row = work.find(model, model.id == record_id, lock=True)
    if section.record == "business_line":
        _check_not_in_use(work, establishment, row.kbli_code)
    work.record(f"company.{section.key}.deleted", row, before=snapshot(row))
    work.session.delete(row)
    work.session.flush()
    if section.record == "business_line":
        _choose_directorate(work, establishment)


def section_of(model: type[Base]) -> Section:
    """The section whose list shows this table."""
    return next(section for section in SECTIONS if RECORDS.get(section.record) is model)
