"""Registering an establishment: reading the NIB, comparing, deciding, opening the account (reporting.md 2)."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError, OperationalError

from siinas.catalogue.company_data import GeneralData, HeadOffice
from siinas.catalogue.registration import Registration, RegistrationFlow
from siinas.documents.nib_reader import nib_json
from siinas.models import (
    Attachment,
    BusinessLine,
    Case,
    CompanyDocument,
    Establishment,
    Kbli,
    LegalEntity,
    Letter,
    Region,
)
from siinas.operations import accounts, letters, likeness, obligations, throttle
from siinas.operations.case_files import attached_answers
from siinas.operations.cases import carry_out, effect, freeze, new_case
from siinas.operations.company_documents import keep_version
from siinas.operations.files import CheckedFile, Incoming, attach, check
from siinas.operations.notices import tell_sister_accounts
from siinas.operations.records import put_answer
from siinas.operations.throttle import Limit
from siinas.operations.work import Work, operation
from siinas.process.documents import DocumentType
from siinas.process.roles import APPLICANT
from siinas.process.words import JAKARTA
from siinas.queries.addresses import moves_to
from siinas.queries.cases import CaseFile
from siinas.queries.choices import ChoiceSource
from siinas.queries.letters import receipt_of
from siinas.queries.reference import directorate_of
from siinas.queries.registration import (
    TakenOver,
    comparison,
    fault_in,
    masked,
    other_than_on_nib,
    taken_over,
    tidied,
)
from siinas.queries.settings import kbli_version, kind_in_force, number
from siinas.refusal import Refused


def _place(work: Work, answers: Mapping[str, Any]) -> str:
    region = work.session.get(Region, answers["factory_location"])
    return region.name if region is not None else ""


def _today(work: Work) -> date:
    return work.now.astimezone(JAKARTA).date()


def _title(company_name: str) -> str:
    """What the case is called; a name that leaves no room in the column is cut short."""
    title, room = f"Registrasi {company_name}", Case.title.type.length
    return title if len(title) <= room else f"{title[: room - 1]}…"


def _checked_answers(work: Work, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers as they are kept; Refused, naming the field, for one that its declaration does not allow."""
    kept = tidied(answers)
    fault = fault_in(kept, ChoiceSource(work.session, None))
    if fault is not None:
        raise Refused(fault[1], field=fault[0])
    return kept


def _evidence(work: Work, answers: Mapping[str, Any], reading: Mapping[str, Any]) -> dict[str, Any]:
    """Set a reading of the NIB beside what was typed.

    Refused, naming the field, where number or e-mail are readable and others than typed. Whatever cannot be read or
    taken over is left to the officer, with the evidence.
    """
    another = other_than_on_nib(answers, reading)
    if another == "nib":
        raise Refused(
            f"Nomor NIB yang Anda isi berbeda dari nomor pada berkas ({reading['nib']}). "
            "Periksa nomor, atau unggah NIB yang benar.",
            field="nib",
        )
    if another == "email":
        raise Refused(
            f"E-mail harus sama dengan yang tercantum pada NIB ({masked(reading['email'])}). Pakai alamat itu, "
            "atau perbarui e-mail di OSS lalu unggah NIB yang baru.",
            field="email",
        )
    taken = taken_over(reading, ChoiceSource(work.session, None), _today(work))
    return {"reading": dict(reading), "rows": comparison(answers, reading, _place(work, answers), taken)}


def check_upload(work: Work, incoming: Incoming, kind: DocumentType, *, field: str) -> CheckedFile:
    """Check a file that somebody without an account hands in, so often per hour and network address."""
    most = number(work.session, "registration_upload_address_hour")
    sentence = "Terlalu banyak berkas diunggah dari jaringan ini. Coba lagi dalam {wait}."
    throttle.take(work, sentence, Limit("registration-upload", work.ip, most, throttle.HOUR))
    return check(incoming, kind_in_force(work.session, kind), field=field)


def apply(work: Work, answers: Mapping[str, Any], nib: CheckedFile, npwp: CheckedFile | None) -> Case:
    """Hand in a registration; returns its case. Refused for a NIB and place that has an account or is being decided."""
    most = number(work.session, "registration_address_hour")
    sentence = "Terlalu banyak pendaftaran dari jaringan ini. Coba lagi dalam {wait}."
    throttle.take(work, sentence, Limit("registration", work.ip, most, throttle.HOUR))
    try:
        kept = _checked_answers(work, answers)
        evidence = _evidence(work, kept, nib_json(nib.content))
        return _in_turn(work, kept, None, lambda: _hand_in(work, kept, evidence, nib, npwp))
    except Refused:
        # A faulty form is no registration.
        throttle.give_back(work, "registration", work.ip)
        raise


def _in_turn(work: Work, answers: Mapping[str, Any], own: int | None, hand_in: Callable[[], Case]) -> Case:
    """Hand in; of several who do so at once for the same NIB and place, all but one are told as if they came later."""
    try:
        return _twice(hand_in)
    except Refused as refusal:
        if isinstance(refusal.__cause__, IntegrityError):
            with work.unscoped():
                _check_not_taken(work, answers, own)
        raise


def _twice(hand_in: Callable[[], Case]) -> Case:
    """Hand in, and once more after a deadlock: of two that wait for each other PostgreSQL ends one."""
    try:
        return hand_in()
    except Refused as refusal:
        if isinstance(refusal.__cause__, OperationalError):
            return hand_in()
        raise


@operation
def _hand_in(
    work: Work, answers: Mapping[str, Any], evidence: dict[str, Any], nib: CheckedFile, npwp: CheckedFile | None
) -> Case:
    work.actor = APPLICANT
    with work.unscoped():
        _check_not_taken(work, answers, None)
    case = new_case(
        work,
        Registration,
        title=_title(answers["company_name"]),
        subject=f"{answers['nib']}/{answers['factory_location']}",
        company_name=answers["company_name"],
        nib=answers["nib"],
        regency=answers["factory_location"],
        answers=Registration.to_json(answers),
        evidence=evidence,
    )
    case.saves = {"data": 1}
    for checked in (nib, npwp):
        if checked is not None:
            attach(work, checked, case_id=case.id)
    case.answers = Registration.to_json({**answers, **attached_answers(work, Registration, case)})
    freeze(work, CaseFile(work.session, case, work.now.astimezone(JAKARTA).date()))
    likeness.note(work, case)
    _tell_receipt(work, case, answers)
    work.record("registration.applied", case, after={"number": case.number, "nib": case.nib, "email": answers["email"]})
    return case


def _check_not_taken(work: Work, answers: Mapping[str, Any], own: int | None) -> None:
    """Refused where the NIB and place are being decided in another case than `own`, or have an account.

    In this order: a case that is approved between the two questions is then found as an account.
    """
    open_states = [key for key, state in Registration.flow.states.items() if not state.closed]
    same = select(Case.id, Case.number).where(
        Case.process == Registration.key,
        Case.nib == answers["nib"],
        Case.regency == answers["factory_location"],
        Case.state.in_(open_states),
        Case.id.is_distinct_from(own),
    )
    other = work.session.execute(same.limit(1)).first()
    if other is not None:
        raise Refused(
            f"Pendaftaran untuk NIB dan lokasi ini sedang diproses (nomor {other.number}). "
            "Jawabannya dikirim ke e-mail pendaftar.",
            field="nib",
        )
    existing = select(Establishment.id).join(LegalEntity)
    existing = existing.where(LegalEntity.nib == answers["nib"], Establishment.regency == answers["factory_location"])
    if work.session.scalar(existing) is not None:
        raise Refused(
            "Sudah ada akun untuk NIB dan lokasi pabrik ini. Pilih Lupa kata sandi di halaman Masuk, atau hubungi "
            "layanan SIINas bila akun dibuat oleh orang yang tidak lagi bekerja pada perusahaan.",
            field="nib",
        )
    if moves_to(work.session, answers["nib"], answers["factory_location"]):
        raise Refused(
            "Akun lain dengan NIB ini sudah disetujui pindah ke lokasi pabrik ini. Hubungi layanan SIINas.", field="nib"
        )


def case_for_correction(work: Work, token: str) -> Case | None:
    """The case that a correction link leads to, while the link lives."""
    link = accounts.living_link(work, "correction", token)
    with work.unscoped():
        case = work.session.get(Case, link.case_id) if link is not None else None
    return case if case is not None and case.state == RegistrationFlow.correction.key else None


LINK_DEAD = (
    "Tautan perbaikan ini sudah dipakai atau sudah berakhir. Ajukan pendaftaran baru atau hubungi layanan SIINas."
)


def correct(
    work: Work, token: str, answers: Mapping[str, Any], nib: CheckedFile | None, npwp: CheckedFile | None
) -> Case:
    """Hand a corrected registration in again; a new NIB is read anew, else the first one is compared anew."""
    case = case_for_correction(work, token)
    if case is None:
        raise Refused(LINK_DEAD)
    kept = _checked_answers(work, answers)
    reading = nib_json(nib.content) if nib is not None else case.evidence.get("reading") or {}
    evidence = _evidence(work, kept, reading)
    own = case.id
    return _in_turn(work, kept, own, lambda: _hand_in_again(work, token, kept, evidence, nib, npwp))


@operation
def _hand_in_again(
    work: Work,
    token: str,
    answers: Mapping[str, Any],
    evidence: dict[str, Any],
    nib: CheckedFile | None,
    npwp: CheckedFile | None,
) -> Case:
    link = accounts.living_link(work, "correction", token, lock=True)
    if link is None:
        raise Refused(LINK_DEAD)
    work.actor = APPLICANT
    with work.unscoped():
        case = work.session.scalars(
            select(Case)
            .where(Case.id == link.case_id)
            .with_for_update(of=Case)
            .execution_options(populate_existing=True)
        ).one()
        if case.state != RegistrationFlow.correction.key:
            raise Refused(LINK_DEAD)
        _check_not_taken(work, answers, case.id)
    case.title = _title(answers["company_name"])
    case.evidence = evidence
    case.company_name, case.nib, case.regency = answers["company_name"], answers["nib"], answers["factory_location"]
    case.subject = f"{case.nib}/{case.regency}"
    case.saves = {"data": case.saves.get("data", 0) + 1}
    for checked in (nib, npwp):
        if checked is not None:
            attach(work, checked, case_id=case.id)
    case.answers = Registration.to_json({**answers, **attached_answers(work, Registration, case)})
    link.used_at = work.now
    likeness.note(work, case)
    file = CaseFile(work.session, case, work.now.astimezone(JAKARTA).date())
    _tell_receipt(work, case, answers)
    return carry_out(work, file, Registration.flow.transitions["correct"], {}, None)


def _tell_receipt(work: Work, case: Case, answers: Mapping[str, Any]) -> None:
    """Tell the applicant by mail that the registration is here; the link to its proof is made when the mail is sent."""
    work.leave("registration_mail", answers["email"], case_id=case.id, company=case.company_name)


@effect
def open_account(work: Work, file: CaseFile, said: Mapping[str, Any]) -> None:
    """Approval: legal entity and establishment, business lines and NIB from the registration, the owner's login."""
    case, answers = file.case, file.answers
    with work.unscoped() as session:
        _check_not_taken(work, answers, case.id)
        taken = taken_over(case.evidence.get("reading") or {}, file.source, file.today)
        entity = session.scalars(select(LegalEntity).where(LegalEntity.nib == answers["nib"])).one_or_none()
        if entity is None:
            entity = LegalEntity(nib=answers["nib"], name=answers["company_name"], npwp=answers["npwp"])
            for field in (GeneralData.investment_status, GeneralData.nib_issued_on, *HeadOffice.fields.values()):
                put_answer(entity, field, taken.values, file.source)
            session.add(entity)
        establishment = Establishment(
            public_id=secrets.token_urlsafe(18),
            legal_entity=entity,
            regency=answers["factory_location"],
            registered_at=work.now,
            email=answers["email"],
            phone=answers.get("pic_phone") or taken.values.get("phone"),
            responsible_name=answers.get("pic_name"),
            business_scale=taken.values.get("business_scale"),
        )
        session.add(establishment)
        session.flush()
        _take_over_business_lines(work, establishment, taken)
        _take_over_documents(work, case, establishment, answers)
        obligations.make_for(work, [establishment.id])
        case.establishment_id = establishment.id
        letters.take_over(work, case, establishment)
        owner = accounts.new_person(
            work,
            accounts.free_user_name(work, answers["company_name"]),
            answers.get("pic_name") or answers["company_name"],
            answers["email"],
            [accounts.owner_grant(establishment.id)],
        )
        session.flush()
    work.leave("credentials_mail", answers["email"], person_id=owner.id, company=answers["company_name"])
    tell_sister_accounts(work, case, establishment, answers["email"])
    work.record("account.opened", owner, after={"user_name": owner.user_name}, establishment_id=establishment.id)


def _take_over_business_lines(work: Work, establishment: Establishment, taken: TakenOver) -> None:
    edition = kbli_version(work.session)
    for number_, (code, risk) in enumerate(taken.lines):
        kbli = work.session.get_one(Kbli, (edition, code))
        work.session.add(
            BusinessLine(
                establishment_id=establishment.id,
                kbli_code=code,
                kbli_version=edition,
                title=kbli.title,
                risk_level=risk,
                is_main=number_ == 0,
                directorate=directorate_of(work.session, code),
                source="NIB",
            )
        )
    establishment.directorate = directorate_of(work.session, taken.lines[0][0]) if taken.lines else None


def _take_over_documents(work: Work, case: Case, establishment: Establishment, answers: Mapping[str, Any]) -> None:
    files = work.session.scalars(select(Attachment).where(Attachment.case_id == case.id).order_by(Attachment.id))
    newest = {attachment.doc_type: attachment for attachment in files}
    for kind, numbered in (("nib", answers["nib"]), ("npwp", answers["npwp"])):
        attachment = newest.get(kind)
        if attachment is None:
            continue
        attachment.establishment_id = establishment.id
        document = CompanyDocument(
            establishment_id=establishment.id,
            section="dokumen",
            doc_type=kind,
            number=numbered,
            issued_on=establishment.legal_entity.nib_issued_on if kind == "nib" else None,
            validity="business",
            review="",
            attachment_id=attachment.id,
        )
        work.session.add(document)
        work.session.flush()
        keep_version(work, document)


@effect
def invite_correction(work: Work, file: CaseFile, said: Mapping[str, Any]) -> None:
    """Ask the applicant by mail to correct the registration; the link is made when the mail is sent."""
    work.leave("correction_mail", file.answers["email"], case_id=file.case.id, reason=said["reason"])


@effect
def tell_refusal(work: Work, file: CaseFile, said: Mapping[str, Any]) -> None:
    """Tell the applicant that the registration was refused, and why; the place becomes free for another try."""
    work.leave(
        "mail",
        file.answers["email"],
        template="pendaftaran_ditolak",
        number=file.case.number,
        company=file.case.company_name,
        reason=said["reason"],
    )
    file.case.subject = None


def correction_lives(work: Work) -> timedelta:
    """How long a correction link lives."""
    return timedelta(days=number(work.session, "correction_link_days"))


def proof_lives(work: Work) -> timedelta:
    """How long the link to the proof of a registration lives."""
    return timedelta(days=number(work.session, "registration_proof_link_days"))


def proof_linked(work: Work, token: str) -> Letter | None:
    """The proof of registration that a link in a mail leads to, the newest where it was corrected."""
    link = accounts.living_link(work, "registration_proof", token)
    return receipt_of(work.session, Case.id == link.case_id) if link is not None else None
