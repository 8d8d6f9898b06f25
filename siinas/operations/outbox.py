"""The outbox: what transactions have left for the worker is handed on, done at least once, and tried again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import formatdate
from typing import Any, NamedTuple

from sqlalchemy import or_, select

from siinas.models import Case, OutboxRow, Person
from siinas.models.person import OWN
from siinas.operations import (
    accounts,
    address_changes,
    case_sheets,
    company_documents,
    company_import,
    company_invitations,
    email_change,
    invitations,
    oss,
    oss_sending,
    oss_taking,
    registration,
    rehearsal,
    releases,
    report_print,
    report_reminders,
    report_tables,
    signing,
    tasks,
)
from siinas.operations.letters import SIGN_JOB
from siinas.operations.mails import compose
from siinas.operations.work import Work, housekeeping, operation
from siinas.process.roles import Role
from siinas.process.words import moment_words
from siinas.queries.letters import receipt_of
from siinas.queries.settings import number
from siinas.refusal import NotPermitted, Refused

RETRY_AFTER = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 120, 120, 120))
LEASE = timedelta(minutes=5)


class Lease(NamedTuple):
    """The right to do one job: it holds as long as the row still bears that very moment."""

    row_id: int
    until: datetime


@housekeeping
def lease_due(work: Work, most: int = 20) -> list[Lease]:
    """Take the rows that are due; a row whose worker died comes back when its lease has run out."""
    rows = work.session.scalars(
        select(OutboxRow)
        .where(
            OutboxRow.status == "waiting",
            OutboxRow.next_at <= work.now,
            or_(OutboxRow.leased_until.is_(None), OutboxRow.leased_until < work.now),
        )
        .order_by(OutboxRow.id)
        .limit(most)
        .with_for_update(skip_locked=True)
    ).all()
    for row in rows:
        row.leased_until = work.now + LEASE
    return [Lease(row.id, row.leased_until) for row in rows if row.leased_until is not None]


def deliver(work: Work, lease: Lease) -> bool:
    """Do one job; True when it is done, False when it is to be tried again or was given up.

    A lease is good for one try: a copy that was left lying in a queue does nothing.
    """
    job = _take(work, lease)
    if isinstance(job, bool):
        return job
    row_id, kind, recipient, payload = lease.row_id, job.kind, job.recipient, job.payload
    held = _Held(work, Lease(row_id, job.until))
    try:
        if kind == tasks.JOB:
            tasks.run(work, payload["task_id"], held.renew)
            _done(work, row_id)
            return True
        message = PREPARE[kind](work, recipient, payload)
        if message is None:
            _done(work, row_id)
            return True
        message["From"] = work.services.configuration.mail_from
        message["Date"] = formatdate()
        message["Message-ID"] = f"<outbox-{row_id}@{work.services.configuration.trusted_hosts[0]}>"
        work.services.mailer.send(message)
    except Exception as problem:
        # Whatever goes wrong outside must neither stop the worker nor lose the job.
        _failed(work, held.lease, f"{type(problem).__name__}: {problem}")
        return False
    _done(work, row_id)
    return True


class _Job(NamedTuple):
    kind: str
    recipient: str
    payload: dict[str, Any]
    until: datetime


@housekeeping
def _take(work: Work, lease: Lease) -> _Job | bool:
    """The job, under a lease of its own from now on; where the lease holds no longer, whether the job is done."""
    row = _locked(work, lease.row_id)
    if row.status != "waiting" or row.leased_until != lease.until or row.next_at > work.now:
        return row.status == "done"
    until = max(work.now + LEASE, lease.until + timedelta(microseconds=1))
    row.leased_until = until
    return _Job(row.kind, row.recipient, dict(row.payload), until)


class _Held:
    """The lease of a job that takes long: renewed as it goes on."""

    def __init__(self, work: Work, lease: Lease) -> None:
        self.work, self.lease = work, lease

    def renew(self) -> None:
        """Keep the job for another while; LeaseLost where somebody else has it by now."""
        self.lease = _renewed(self.work, self.lease)


@housekeeping
def _renewed(work: Work, lease: Lease) -> Lease:
    row = _locked(work, lease.row_id)
    if row.status != "waiting" or row.leased_until != lease.until:
        raise tasks.LeaseLost(lease.row_id)
    row.leased_until = max(work.now + LEASE, lease.until + timedelta(microseconds=1))
    return Lease(lease.row_id, row.leased_until)


def _locked(work: Work, row_id: int) -> OutboxRow:
    return work.session.get_one(OutboxRow, row_id, with_for_update=True, populate_existing=True)


@housekeeping
def _done(work: Work, row_id: int) -> None:
    row = _locked(work, row_id)
    row.status, row.done_at, row.leased_until, row.error = "done", work.now, None, ""


@housekeeping
def _failed(work: Work, lease: Lease, error: str) -> None:
    row = _locked(work, lease.row_id)
    if row.status != "waiting" or row.leased_until != lease.until:
        # It took longer than its lease, and somebody else has the job now.
        return
    row.attempts += 1
    row.leased_until, row.error = None, error[:500]
    if row.attempts > len(RETRY_AFTER):
        row.status = "failed"
    else:
        row.next_at = work.now + RETRY_AFTER[row.attempts - 1]


@operation
def try_again(work: Work, row_id: int) -> None:
    """An administrator puts a given-up job back."""
    if not work.actor.may_be(frozenset({Role.ADMINISTRATOR})):
        raise NotPermitted("Pekerjaan diulang oleh administrator.")
    row = work.find(OutboxRow, OutboxRow.id == row_id, lock=True)
    if row.status != "failed":
        raise Refused("Hanya pekerjaan yang gagal yang dapat diulang.")
    row.status, row.attempts, row.next_at, row.leased_until = "waiting", 0, work.now, None
    work.record("outbox.retried", row, before={"status": "failed"}, after={"status": "waiting"})


def _plain_mail(work: Work, recipient: str, payload: dict[str, Any]) -> EmailMessage:
    template = payload.pop("template")
    return compose(template, recipient, work.services.configuration.base_url, payload)


def _credentials(work: Work, recipient: str, payload: dict[str, Any]) -> EmailMessage | None:
    """None for somebody who has an own password by now: an earlier try had reached them."""
    person = work.session.get_one(Person, payload["person_id"])
    if person.password_kind == OWN:
        return None
    user_name, password, until = _new_initial_password(work, payload["person_id"])
    facts = {"user_name": user_name, "password": password, "until": until, "company": payload["company"]}
    return compose("akun_dibuat", person.email, work.services.configuration.base_url, facts)


@operation
def _new_initial_password(work: Work, person_id: int) -> tuple[str, str, str]:
    person = work.session.get_one(Person, person_id)
    password = accounts.give_initial_password(work, person)
    until = moment_words(person.password_expires_at) if person.password_expires_at else ""
    return person.user_name, password, until


def _reset(work: Work, recipient: str, payload: dict[str, Any]) -> EmailMessage | None:
    """None where the address is the account's no longer, or the account is shut."""
    person = work.session.get_one(Person, payload["person_id"])
    if person.email != recipient or not person.active:
        return None
    user_name, token, hours = _new_reset_link(work, payload["person_id"])
    base = work.services.configuration.base_url
    facts = {"user_name": user_name, "url": f"{base}/kata-sandi/{token}", "hours": hours}
    return compose("lupa_kata_sandi", recipient, base, facts)


@operation
def _new_reset_link(work: Work, person_id: int) -> tuple[str, str, int]:
    person = work.session.get_one(Person, person_id)
    hours = number(work.session, "reset_link_hours")
    token = accounts.new_link(work, "reset", lives=timedelta(hours=hours), person_id=person.id)
    work.record("password.reset_link_made", person)
    return person.user_name, token, hours


def _correction(work: Work, recipient: str, payload: dict[str, Any]) -> EmailMessage:
    number_, company, token = _new_correction_link(work, payload["case_id"])
    base = work.services.configuration.base_url
    facts = {
        "number": number_,
        "company": company,
        "reason": payload["reason"],
        "url": f"{base}/registrasi/perbaikan/{token}",
        "days": number(work.session, "correction_link_days"),
    }
    return compose("pendaftaran_diperbaiki", recipient, base, facts)


def _registration(work: Work, recipient: str, payload: dict[str, Any]) -> EmailMessage:
    facts = _new_proof_link(work, payload["case_id"])
    return compose("pendaftaran_diterima", recipient, work.services.configuration.base_url, facts)


@operation
def _new_proof_link(work: Work, case_id: int) -> dict[str, Any]:
    case, proof = work.session.get_one(Case, case_id), receipt_of(work.session, Case.id == case_id)
    token = accounts.new_link(work, "registration_proof", lives=registration.proof_lives(work), case_id=case.id)
    work.record("letter.link_made", case)
    return {
        "number": case.number,
        "company": case.company_name,
        "again": len(case.filings) > 1,
        "proof": proof.number if proof is not None else "",
        "url": f"{work.services.configuration.base_url}/registrasi/bukti/{token}",
        "days": number(work.session, "registration_proof_link_days"),
    }


@operation
def _new_correction_link(work: Work, case_id: int) -> tuple[str, str, str]:
    case = work.session.get_one(Case, case_id)
    token = accounts.new_link(work, "correction", lives=registration.correction_lives(work), case_id=case.id)
    work.record("registration.correction_link_made", case)
    return case.number, case.company_name, token


def _invitation(work: Work, recipient: str, payload: dict[str, Any]) -> EmailMessage | None:
    """None for an invitation that was withdrawn meanwhile."""
    made = invitations.make_link(work, payload["invitation_id"])
    if made is None:
        return None
    offer, token, days = made
    base = work.services.configuration.base_url
    facts = {"company": offer.company, "place": offer.place, "role": offer.role, "days": days}
    return compose("undangan", recipient, base, facts | {"url": f"{base}/undangan/{token}"})


def _email_change(work: Work, recipient: str, payload: dict[str, Any]) -> EmailMessage | None:
    """None for a change that was cancelled or has run out meanwhile."""
    made = email_change.make_link(work, payload["email_change_id"], payload["side"])
    if made is None:
        return None
    token, change, user_name, hours = made
    base = work.services.configuration.base_url
    facts = {"user_name": user_name, "new_email": change.new_email, "hours": hours}
    template = f"email_{payload['side']}" if change.asked_by is None else f"email_{payload['side']}_administrator"
    return compose(template, recipient, base, facts | {"url": f"{base}/alamat-e-mail/{token}"})


def _address_change(work: Work, recipient: str, payload: dict[str, Any]) -> None:
    """No mail of its own: what it leaves tells the company."""
    address_changes.apply_change(work, payload["record_id"])


def _company_invitation(work: Work, recipient: str, payload: dict[str, Any]) -> EmailMessage | None:
    """None for somebody who has an own password by now."""
    person = work.session.get_one(Person, payload["person_id"])
    if person.password_kind == OWN or not person.active:
        return None
    facts = company_invitations.invitation_facts(work, person)
    user_name, password, until = _new_initial_password(work, person.id)
    told = facts | {"user_name": user_name, "password": password, "until": until}
    return compose("undangan_akun", person.email, work.services.configuration.base_url, told)


def _read_companies(work: Work, recipient: str, payload: dict[str, Any]) -> None:
    company_import.read(work, payload["import_id"])


def _compare_companies(work: Work, recipient: str, payload: dict[str, Any]) -> None:
    company_import.compare(work, payload["import_id"], payload["after"])


def _load_companies(work: Work, recipient: str, payload: dict[str, Any]) -> None:
    company_import.load_batch(work, payload["import_id"])


def _sign_letter(work: Work, recipient: str, payload: dict[str, Any]) -> None:
    signing.sign_letter(work, payload["letter_id"])


tasks.HANDLERS.update(
    {
        case_sheets.KIND: case_sheets.take,
        rehearsal.KIND: rehearsal.run,
        releases.KIND: releases.make,
        report_print.KIND: report_print.make,
        report_tables.KIND: report_tables.make,
    }
)

PREPARE: dict[str, Callable[[Work, str, dict[str, Any]], EmailMessage | None]] = {
    "mail": _plain_mail,
    "credentials_mail": _credentials,
    "registration_mail": _registration,
    "reset_mail": _reset,
    "correction_mail": _correction,
    "invitation_mail": _invitation,
    "email_change_mail": _email_change,
    "review_mail": company_documents.review_mail,
    "address_change": _address_change,
    SIGN_JOB: _sign_letter,
    report_reminders.KIND: report_reminders.digest,
    "company_invitation_mail": _company_invitation,
    company_import.READ: _read_companies,
    company_import.COMPARE: _compare_companies,
    company_import.LOAD: _load_companies,
    oss.JOB: oss_sending.send,
    oss_taking.TOLD_JOB: oss_sending.hear,
}
