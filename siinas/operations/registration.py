"""Registering an establishment: reading the NIB, comparing, deciding, opening the account (reporting.md 2)."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from siinas.catalogue.registration import Registration, RegistrationFlow
from siinas.documents.nib_reader import nib_json
from siinas.models import Attachment, BusinessLine, Case, CompanyDocument, Establishment, Kbli, LegalEntity, Region
from siinas.operations import accounts, throttle
from siinas.operations.cases import carry_out, effect, freeze, new_case
from siinas.operations.files import CheckedFile, Incoming, attach, check
from siinas.operations.work import Work, operation
from siinas.process.documents import DocumentType
from siinas.process.roles import APPLICANT
from siinas.process.words import JAKARTA
from siinas.queries.cases import CaseFile
from siinas.queries.choices import KBLI_VERSION
from siinas.queries.registration import comparison, email_is_another, masked, same_place
from siinas.queries.settings import number
from siinas.reference.directorates import directorate_for
from siinas.refusal import Refused


def _place(work: Work, answers: Mapping[str, Any]) -> str:
    region = work.session.get(Region, answers["factory_location"])
    return region.name if region is not None else ""


def read_evidence(work: Work, answers: Mapping[str, Any], nib: CheckedFile) -> dict[str, Any]:
    """Read the NIB and set it beside what was typed.

    Refused, naming the field, where number or e-mail are readable and others than typed. Whatever cannot be read is
    left to the officer, with the evidence.
    """
    reading = nib_json(nib.content)
    if reading["nib"] and "nib" not in reading["unsure"] and reading["nib"] != answers["nib"]:
        raise Refused(
            f"Nomor NIB yang Anda isi berbeda dari nomor pada berkas ({reading['nib']}). "
            "Periksa nomor, atau unggah NIB yang benar.",
            field="nib",
        )
    if reading["email"] and "email" not in reading["unsure"] and email_is_another(reading["email"], answers["email"]):
        raise Refused(
            f"E-mail harus sama dengan yang tercantum pada NIB ({masked(reading['email'])}). Pakai alamat itu, "
            "atau perbarui e-mail di OSS lalu unggah NIB yang baru.",
            field="email",
        )
    return {"reading": reading, "rows": comparison(answers, reading, _place(work, answers))}


def check_upload(work: Work, incoming: Incoming, kind: DocumentType, *, field: str) -> CheckedFile:
    """Check a file that somebody without an account hands in, so often per hour and network address."""
    throttle.allow(
        work,
        "registration-upload",
        work.ip,
        most=number(work.session, "registration_upload_address_hour"),
        within=throttle.HOUR,
        sentence="Terlalu banyak berkas diunggah dari jaringan ini dalam satu jam. Coba lagi nanti.",
    )
    throttle.count(work, "registration-upload", work.ip)
    return check(incoming, kind, field=field)


def apply(work: Work, answers: Mapping[str, Any], nib: CheckedFile, npwp: CheckedFile | None) -> Case:
    """Hand in a registration; returns its case. Refused for a NIB and place that has an account or is being decided."""
    throttle.allow(
        work,
        "registration",
        work.ip,
        most=number(work.session, "registration_address_hour"),
        within=throttle.HOUR,
        sentence="Terlalu banyak pendaftaran dari jaringan ini dalam satu jam. Coba lagi nanti.",
    )
    evidence = read_evidence(work, answers, nib)
    case = _hand_in(work, answers, evidence, nib, npwp)
    throttle.count(work, "registration", work.ip)
    return case


@operation
def _hand_in(
    work: Work, answers: Mapping[str, Any], evidence: dict[str, Any], nib: CheckedFile, npwp: CheckedFile | None
) -> Case:
    work.actor = APPLICANT
    case = new_case(
        work,
        Registration,
        title=f"Registrasi {answers['company_name']}",
        subject=f"{answers['nib']}/{answers['factory_location']}",
        company_name=answers["company_name"],
        nib=answers["nib"],
        regency=answers["factory_location"],
        answers=Registration.to_json(answers),
        evidence=evidence,
    )
    # Only now: whoever has a number holds the counter's lock, so of two who apply at once the second sees the first.
    with work.unscoped():
        _check_not_taken(work, answers, case)
    case.saves = {"data": 1}
    for checked in (nib, npwp):
        if checked is not None:
            attach(work, checked, case_id=case.id)
    freeze(work, CaseFile(work.session, case, work.now.astimezone(JAKARTA).date()))
    work.leave("mail", answers["email"], template="pendaftaran_diterima", number=case.number, company=case.company_name)
    work.record("registration.applied", case, after={"number": case.number, "nib": case.nib, "email": answers["email"]})
    return case


def _check_not_taken(work: Work, answers: Mapping[str, Any], own: Case | None) -> None:
    existing = work.session.scalars(
        select(Establishment)
        .join(LegalEntity)
        .where(LegalEntity.nib == answers["nib"], Establishment.regency == answers["factory_location"])
    ).one_or_none()
    if existing is not None:
        raise Refused(
            "Sudah ada akun untuk NIB dan lokasi pabrik ini. Pilih Lupa kata sandi di halaman Masuk, atau hubungi "
            "layanan SIINas bila akun dibuat oleh orang yang tidak lagi bekerja pada perusahaan.",
            field="nib",
        )
    states = Registration.flow.states
    open_states = [key for key, state in states.items() if not state.closed]
    same = select(Case).where(
        Case.process == Registration.key,
        Case.nib == answers["nib"],
        Case.regency == answers["factory_location"],
        Case.state.in_(open_states),
    )
    for other in work.session.scalars(same).unique():
        if own is None or other.id != own.id:
            raise Refused(
                f"Pendaftaran untuk NIB dan lokasi ini sedang diproses (nomor {other.number}). "
                "Jawabannya dikirim ke e-mail pendaftar.",
                field="nib",
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
    if nib is not None:
        evidence = read_evidence(work, answers, nib)
    else:
        reading = case.evidence.get("reading", {})
        if reading.get("email") and email_is_another(reading["email"], answers["email"]):
            raise Refused(
                f"E-mail harus sama dengan yang tercantum pada NIB ({masked(reading['email'])}).", field="email"
            )
        evidence = {"reading": reading, "rows": comparison(answers, reading, _place(work, answers))}
    return _hand_in_again(work, token, answers, evidence, nib, npwp)


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
        _check_not_taken(work, answers, case)
    case.answers, case.evidence = Registration.to_json(answers), evidence
    case.company_name, case.nib, case.regency = answers["company_name"], answers["nib"], answers["factory_location"]
    case.subject = f"{case.nib}/{case.regency}"
    case.saves = {"data": case.saves.get("data", 0) + 1}
    for checked in (nib, npwp):
        if checked is not None:
            attach(work, checked, case_id=case.id)
    link.used_at = work.now
    file = CaseFile(work.session, case, work.now.astimezone(JAKARTA).date())
    return carry_out(work, file, Registration.flow.transitions["correct"], {}, None)


@effect
def open_account(work: Work, file: CaseFile, said: Mapping[str, Any]) -> None:
    """Approval: legal entity and establishment, business lines and NIB from the registration, the owner's login."""
    case, answers = file.case, file.answers
    reading = case.evidence.get("reading") or {}
    with work.unscoped() as session:
        _check_not_taken(work, answers, case)
        entity = session.scalars(select(LegalEntity).where(LegalEntity.nib == answers["nib"])).one_or_none()
        if entity is None:
            entity = LegalEntity(nib=answers["nib"], name=answers["company_name"], npwp=answers["npwp"])
            _take_over(work, entity, reading)
            session.add(entity)
        establishment = Establishment(
            public_id=secrets.token_urlsafe(18),
            legal_entity=entity,
            regency=answers["factory_location"],
            registered_at=work.now,
            email=answers["email"],
            phone=answers.get("pic_phone") or reading.get("phone"),
            responsible_name=answers.get("pic_name"),
            business_scale=reading.get("scale"),
            stage="production",
        )
        session.add(establishment)
        session.flush()
        _take_over_business_lines(work, establishment, reading)
        _take_over_documents(work, case, establishment, answers)
        case.establishment_id = establishment.id
        owner = accounts.new_person(
            work,
            accounts.free_user_name(work, answers["company_name"]),
            answers.get("pic_name") or answers["company_name"],
            answers["email"],
            [accounts.owner_grant(establishment.id)],
        )
        session.flush()
    work.leave("credentials_mail", answers["email"], person_id=owner.id, company=answers["company_name"])
    work.record("account.opened", owner, after={"user_name": owner.user_name}, establishment_id=establishment.id)


def _take_over(work: Work, entity: LegalEntity, reading: Mapping[str, Any]) -> None:
    unsure = set(reading.get("unsure", ()))
    address = reading.get("address") or {}

    def sure(key: str, value: Any) -> Any:
        return None if key in unsure or key.partition(".")[0] in unsure else value

    entity.investment_status = sure("investment_status", reading.get("investment_status"))
    entity.office_street = sure("address.street", address.get("street"))
    entity.office_village = sure("address.village", address.get("village"))
    entity.office_district = sure("address.district", address.get("district"))
    entity.office_postal_code = sure("address.postal_code", address.get("postal_code"))
    entity.office_regency = _regency_code(work, sure("address.regency", address.get("regency")))
    entity.office_phone = sure("phone", reading.get("phone"))
    entity.office_email = sure("email", reading.get("email"))
    issued = sure("issued_on", reading.get("issued_on"))
    if issued:
        entity.nib_issued_on = date.fromisoformat(issued)


def _regency_code(work: Work, name: str | None) -> str | None:
    """The code of a regency as a NIB writes it ("Kab. Malang"); None where no name or several fit."""
    if not name:
        return None
    rows = work.session.scalars(select(Region).where(Region.level == "regency"))
    codes = [row.code for row in rows if same_place(row.name) == same_place(name)]
    return codes[0] if len(codes) == 1 else None


def _take_over_business_lines(work: Work, establishment: Establishment, reading: Mapping[str, Any]) -> None:
    unsure = set(reading.get("unsure", ()))
    known = {row.code: row.title for row in work.session.scalars(select(Kbli).where(Kbli.version == KBLI_VERSION))}
    for position, row in enumerate(reading.get("kbli") or ()):
        doubtful = {"kbli", f"kbli.{position}", f"kbli.{position}.code", f"kbli.{position}.risk"} & unsure
        taken = any(line.kbli_code == row.get("code") for line in _lines(work, establishment))
        if doubtful or row.get("code") not in known or not row.get("risk") or taken:
            continue
        work.session.add(
            BusinessLine(
                establishment_id=establishment.id,
                kbli_code=row["code"],
                kbli_version=KBLI_VERSION,
                title=known[row["code"]],
                risk_level=row["risk"],
                is_main=not _lines(work, establishment),
                source="NIB",
            )
        )
        work.session.flush()
    lines = _lines(work, establishment)
    establishment.directorate = directorate_for(lines[0].kbli_code) if lines else None


def _lines(work: Work, establishment: Establishment) -> list[BusinessLine]:
    return list(
        work.session.scalars(
            select(BusinessLine).where(BusinessLine.establishment_id == establishment.id).order_by(BusinessLine.id)
        )
    )


def _take_over_documents(work: Work, case: Case, establishment: Establishment, answers: Mapping[str, Any]) -> None:
    files = work.session.scalars(select(Attachment).where(Attachment.case_id == case.id).order_by(Attachment.id))
    newest = {attachment.doc_type: attachment for attachment in files}
    for kind, numbered in (("nib", answers["nib"]), ("npwp", answers["npwp"])):
        attachment = newest.get(kind)
        if attachment is None:
            continue
        attachment.establishment_id = establishment.id
        work.session.add(
            CompanyDocument(
                establishment_id=establishment.id,
                doc_type=kind,
                number=numbered,
                issued_on=establishment.legal_entity.nib_issued_on if kind == "nib" else None,
                attachment_id=attachment.id,
            )
        )


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
