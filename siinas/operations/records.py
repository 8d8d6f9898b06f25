"""Writing the records of Data Perusahaan: one operation per save, with journal and version."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, inspect, select

from siinas.catalogue.company_data import SECTIONS, Section
from siinas.models import Base, BusinessLine, CompanyDocument, Establishment, Kbli, LegalEntity, PermittedCapacity
from siinas.operations.address_history import check_lock, note_saved
from siinas.operations.company_documents import keep_version, remove_document
from siinas.operations.files import CheckedFile, attach
from siinas.operations.journal import changes, snapshot
from siinas.operations.stages import Said, note_stage
from siinas.operations.work import Work, operation
from siinas.process.checks import findings_of
from siinas.process.fields import Field, NameOf
from siinas.process.judging import faults
from siinas.process.roles import COMPANY
from siinas.process.words import JAKARTA
from siinas.queries.addresses import locked_values
from siinas.queries.choices import ChoiceSource
from siinas.queries.company import RECORDS, facts_of, holder_of, holders_of, of_section, profile, section_version
from siinas.queries.reference import directorate_of, risk_of
from siinas.queries.settings import kbli_version
from siinas.reference.addresses import recorded
from siinas.refusal import NotPermitted, Refused, Stale

BY_KEY = {section.key: section for section in SECTIONS}


def own_establishment(work: Work) -> Establishment:
    """The establishment being worked in, locked; NotPermitted for whoever works in none."""
    if not work.actor.may_be(COMPANY):
        raise NotPermitted("Data Perusahaan diubah oleh akun perusahaan.")
    return work.find(Establishment, Establishment.id == work.actor.establishment_id, lock=True)


@operation
def save_section(
    work: Work,
    section_key: str,
    values: Mapping[str, Any],
    *,
    version: int,
    files: Mapping[str, CheckedFile] | None = None,
) -> None:
    """Save a single section (Data Umum or an address) of the establishment being worked in, with its new files.

    `version` is the `section_version` that the form was made from. Sister establishments share their legal entity, so
    it is locked as well: Stale where the people of either have saved meanwhile. An address locks itself with its first
    saving: what is locked may be left out of `values`, and Refused is the answer to whoever would change it.
    """
    section = BY_KEY[section_key]
    establishment = own_establishment(work)
    work.find(LegalEntity, LegalEntity.id == establishment.legal_entity_id, lock=True)
    if section_version(establishment, section) != version:
        raise Stale
    shut = locked_values(establishment, section.locks, work.now)
    values = {**shut, **values}
    check_lock(work, establishment, section, shut, values)
    _judge(work, section, establishment, values)
    address = recorded(section.locks, profile(establishment)) if section.locks else {}
    standing = Said.by(establishment)
    kept = [key for key, field in section.step.fields.items() if field.kind != "file"]
    before = {key: profile(establishment).get(key) for key in kept}
    source = ChoiceSource(work.session, establishment.id)
    for key, field in section.step.fields.items():
        if field.kind != "file":
            put_answer(holder_of(establishment, key), field, values, source)
    replaced = {}
    for key, file in (files or {}).items():
        earlier = getattr(establishment, key)
        replaced[key] = earlier.original_name if earlier is not None else None, file.facts.original_name
        setattr(establishment, f"{key}_id", attach(work, file, establishment_id=establishment.id).id)
    for row in holders_of(establishment, section):
        row.version += 1
    note_stage(work, establishment, standing)
    if section.locks:
        note_saved(work, establishment, section.locks, address)
    after = {key: profile(establishment).get(key) for key in kept}
    old, new = changes(
        before | {key: old for key, (old, _new) in replaced.items()},
        after | {key: new for key, (_old, new) in replaced.items()},
    )
    work.record(f"company.{section.key}", establishment, before=old, after=new, establishment_id=establishment.id)


def put_answer(row: Any, field: Field, values: Mapping[str, Any], source: ChoiceSource) -> None:
    """Put an answer into its column; beside a name the code that a list knows it by."""
    value = values.get(field.key) if field.asked(values) else None
    column = type(row).__table__.columns.get(field.key)
    setattr(row, field.key, int(value) if value and column is not None and column.type.python_type is int else value)
    if isinstance(field, NameOf):
        listed = field.offered(values)
        options = source.options(listed) if listed and value else []
        codes = [code for code, label, _heading in options if label.casefold() == str(value).casefold()]
        setattr(row, field.code, codes[0] if len(codes) == 1 else None)


def _judge(work: Work, section: Section, establishment: Establishment, values: Mapping[str, Any]) -> None:
    """Refused where the section is not asked, or an answer is missing or is none that its field allows."""
    today = work.now.astimezone(JAKARTA).date()
    facts = facts_of(work.session, establishment, today, None)
    if not section.asked_of(facts):
        raise Refused(section.why_not)
    for key, field in section.step.fields.items():
        if field.required and field.kind != "file" and field.asked(values) and values.get(key) in (None, "", []):
            raise Refused(f"Isi {field.label}.", field=key)
    for fault in faults(section.step, values, ChoiceSource(work.session, establishment.id).codes):
        raise fault.refused()
    for finding in findings_of(section.step, values, facts):
        if finding.hard:
            raise Refused(finding.message, field=finding.field)


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
    establishment = own_establishment(work)
    _judge(work, section, establishment, values)
    if record_id is None:
        row = model(establishment_id=establishment.id)
        if model is CompanyDocument:
            row.section, row.review = section.key, ""
        before: dict[str, Any] = {}
    else:
        row = work.find(model, model.id == record_id, *of_section(section), lock=True)
        if version is not None and row.version != version:
            raise Stale
        before = snapshot(row)
        row.version += 1
    source = ChoiceSource(work.session, establishment.id)
    with work.session.no_autoflush:
        for field in section.step.fields.values():
            if field.kind != "file":
                put_answer(row, field, values, source)
        # Only then is the row whole.
        PREPARE.get(section.record, _nothing)(work, row, establishment, file)
    work.session.add(row)
    work.session.flush()
    if isinstance(row, CompanyDocument):
        keep_version(work, row)
    if section.record == "business_line":
        choose_directorate(work, establishment)
    old, new = changes(before, snapshot(row))
    work.record(f"company.{section.key}.{'changed' if record_id else 'added'}", row, before=old, after=new)
    return row  # type: ignore[no-any-return]


def _nothing(work: Work, row: Any, establishment: Establishment, file: CheckedFile | None) -> None:
    return


def _prepare_business_line(
    work: Work, row: BusinessLine, establishment: Establishment, file: CheckedFile | None
) -> None:
    state = inspect(row).attrs
    earlier = state.kbli_code.history.deleted
    by_hand = state.kbli_code.history.has_changes() or state.risk_level.history.has_changes()
    if row.id is not None and earlier:
        _check_not_in_use(work, establishment, earlier[0])
    kbli = work.session.get(Kbli, (row.kbli_version, row.kbli_code))
    if kbli is None:
        raise Refused(f"KBLI ini tidak ada dalam KBLI {row.kbli_version}.", field="kbli_code")
    others = list(
        work.session.scalars(
            select(BusinessLine).where(
                BusinessLine.establishment_id == establishment.id, BusinessLine.id.is_distinct_from(row.id)
            )
        )
    )
    if any(other.kbli_code == row.kbli_code for other in others):
        raise Refused("KBLI ini sudah ada pada Bidang Usaha. Ubah baris yang sudah ada.", field="kbli_code")
    row.title = kbli.title
    _settle_risk(work, row, establishment, by_hand=by_hand)
    row.directorate = directorate_of(work.session, row.kbli_code)
    row.is_main = bool(row.is_main) or not any(other.is_main for other in others)
    if row.is_main:
        for other in others:
            other.is_main = False


def _settle_risk(work: Work, row: BusinessLine, establishment: Establishment, *, by_hand: bool) -> None:
    """The risk as given, else as the table has it; a line that was changed by hand is no longer as on the NIB."""
    if row.risk_level is None:
        said = risk_of(work.session, row.kbli_version, row.kbli_code, establishment.business_scale or "")
        if said is None:
            raise Refused(
                "Tabel risiko belum menyebut KBLI ini untuk skala usaha Anda. Pilih tingkat risiko seperti pada NIB.",
                field="risk_level",
            )
        row.risk_level, row.source = said.risk, "tabel risiko"
    elif by_hand or not row.source:
        row.source = "diisi perusahaan"


def _prepare_document(work: Work, row: CompanyDocument, establishment: Establishment, file: CheckedFile | None) -> None:
    if file is not None:
        row.attachment_id = attach(work, file, establishment_id=establishment.id).id
    elif row.attachment_id is None:
        raise Refused("Pilih berkas yang akan diunggah.", field="file")


def _prepare_capacity(
    work: Work, row: PermittedCapacity, establishment: Establishment, file: CheckedFile | None
) -> None:
    with work.session.no_autoflush:
        row.kbli_version = work.session.scalars(
            select(BusinessLine.kbli_version)
            .where(BusinessLine.establishment_id == establishment.id, BusinessLine.kbli_code == row.kbli_code)
            .order_by(BusinessLine.kbli_version.desc())
        ).first() or kbli_version(work.session)


def _prepare_contact(work: Work, row: Any, establishment: Establishment, file: CheckedFile | None) -> None:
    row.is_main = bool(row.is_main)


PREPARE: dict[str, Any] = {
    "business_line": _prepare_business_line,
    "company_document": _prepare_document,
    "certificate": _prepare_document,
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


def choose_directorate(work: Work, establishment: Establishment) -> None:
    """The directorate is that of the main KBLI; the oldest line becomes the main one where none is."""
    main = work.session.scalars(
        select(BusinessLine)
        .where(BusinessLine.establishment_id == establishment.id)
        .order_by(BusinessLine.is_main.desc(), BusinessLine.id)
    ).first()
    establishment.directorate = directorate_of(work.session, main.kbli_code) if main else None
    if main is not None:
        main.is_main = True


@operation
def delete_record(work: Work, section_key: str, record_id: int) -> None:
    """Delete one row of a list; Refused where something else rests on it. A document is only taken off its list."""
    section = BY_KEY[section_key]
    model: Any = RECORDS[section.record]
    establishment = own_establishment(work)
    row = work.find(model, model.id == record_id, *of_section(section), lock=True)
    if isinstance(row, CompanyDocument):
        remove_document(work, row)
        return
    if section.record == "business_line":
        _check_not_in_use(work, establishment, row.kbli_code)
    work.record(f"company.{section.key}.deleted", row, before=snapshot(row))
    work.session.delete(row)
    work.session.flush()
    if section.record == "business_line":
        choose_directorate(work, establishment)
