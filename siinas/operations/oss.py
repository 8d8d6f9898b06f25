"""What the portal says to OSS and asks of it: each call is left in the transaction that wants it, for the outbox."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import select

from siinas.models import Case, OssCall, OssLicence, OutboxRow
from siinas.operations.oss_taking import WHEN_TOLD, Told
from siinas.operations.work import Work, operation
from siinas.process.words import JAKARTA
from siinas.queries.oss import code_of
from siinas.reference.oss import AGENCY, EVENTS
from siinas.refusal import Refused

__all__ = ["JOB", "WHEN_TOLD", "Told", "ask", "leave_job", "quietly_ask", "tell_licence", "tell_status"]

JOB = "oss_call"
NOBODY = "-"
"""What stands for an officer's NIP where the company or the portal itself has moved the case."""


@operation
def tell_status(
    work: Work,
    case: Case | None,
    licence: OssLicence,
    event: str,
    *,
    note: str = "",
    officer_name: str = "",
    officer_nip: str = "",
    file_url: str = "",
) -> OssCall | None:
    """Leave receiveLicenseStatus for an event of a case (a key of `siinas.reference.oss.EVENTS`), in this transaction.

    The code is looked up in the list "Kejadian ke OSS"; None where an administrator has ended the event there. The
    same code of the same licence at the same second is one call. `file_url` is a link that OSS shows.
    """
    code = _code(work, event)
    _belongs(work, licence, case)
    if not code:
        return None
    moment = f"{work.now.astimezone(JAKARTA):%Y-%m-%d %H:%M:%S}"
    told = {
        "nib": licence.nib,
        "id_produk": licence.id_produk,
        "id_proyek": licence.id_proyek,
        "oss_id": licence.oss_id,
        "id_izin": licence.id_izin,
        "kd_izin": licence.kd_izin,
        "kd_instansi": AGENCY,
        "kd_status": code,
        "tgl_status": moment,
        "nip_status": (officer_nip or NOBODY)[:50],
        "nama_status": (officer_name or work.actor.name)[:50],
        "keterangan": note[:65_535],
    }
    if file_url:
        told["file_lampiran"] = file_url
    call, new = _leave(
        work,
        "receiveLicenseStatus",
        {"IZINSTATUS": told},
        f"status:{licence.id_izin}:{code}:{moment}",
        case=case,
        licence=licence,
    )
    if new:
        work.record(
            "oss.told",
            call,
            after={"id_izin": licence.id_izin, "oss_status": code, "note": note[:500]},
            establishment_id=licence.establishment_id,
        )
    return call


@operation
def tell_licence(
    work: Work,
    case: Case | None,
    licence: OssLicence,
    *,
    number: str,
    issued_on: date,
    signer_name: str,
    signer_nip: str,
    signer_position: str,
    valid_until: date | None = None,
    event: str = "approved",
    file_url: str = "",
    note: str = "",
) -> OssCall | None:
    """Leave receiveLicense: the final licence (or, with `event="refused_licence"`, its refusal), in this transaction.

    `number` is the letter of the ministry; OSS answers with its own number, kept at the licence. None where the
    event was ended. The same number of the same licence is one call.
    """
    code = _code(work, event)
    _belongs(work, licence, case)
    if not code:
        return None
    told = {
        "nib": licence.nib,
        "id_proyek": licence.id_proyek,
        "oss_id": licence.oss_id,
        "id_izin": licence.id_izin,
        "kd_izin": licence.kd_izin,
        "kd_daerah": licence.kd_daerah,
        "nomor_izin": number[:50],
        "tgl_terbit_izin": issued_on.isoformat(),
        "tgl_berlaku_izin": valid_until.isoformat() if valid_until else "",
        "nama_ttd": signer_name[:50],
        "nip_ttd": (signer_nip or NOBODY)[:25],
        "jabatan_ttd": signer_position[:150],
        "status_izin": code,
    }
    told |= {key: value for key, value in (("file_izin", file_url), ("keterangan", note[:65_535])) if value}
    digest = hashlib.sha256(number.encode()).hexdigest()[:16]
    once = f"licence:{licence.id_izin}:{code}:{digest}"
    call, new = _leave(work, "receiveLicense", {"IZINFINAL": told}, once, case=case, licence=licence)
    if new:
        work.record(
            "oss.licence_told",
            call,
            after={"id_izin": licence.id_izin, "oss_status": code, "number": number},
            establishment_id=licence.establishment_id,
        )
    return call


@operation
def ask(
    work: Work,
    method: str,
    *,
    nib: str = "",
    oss_id: str = "",
    licence: OssLicence | None = None,
    code: str = "",
    case: Case | None = None,
) -> OssCall:
    """Leave a question to OSS: inqueryNIB (`nib`), inqueryProyek, inqueryLicense, checkLicenseStatus, inqueryFileDS
    (`licence`), getDataReferensi (`code`). One that still waits is not asked twice.

    Its answer is kept at the call, and what it tells of licences at the licences.
    """
    call = quietly_ask(work, method, Question(nib, oss_id, licence, code), case=case)
    work.record("oss.asked", call, after={"method": method, "id_izin": call.id_izin, "nib": call.nib})
    return call


def quietly_ask(work: Work, method: str, question: Question, *, case: Case | None = None) -> OssCall:
    """As `ask`, inside an operation that says in its own words what happened, or of the system itself."""
    message = QUESTIONS[method](question)
    digest = hashlib.sha256(json.dumps(message, sort_keys=True).encode()).hexdigest()[:32]
    with work.unscoped():
        waiting = work.session.scalars(
            select(OssCall).where(
                OssCall.state == "waiting", OssCall.method == method, OssCall.once.startswith(f"ask:{digest}:")
            )
        ).first()
    if waiting is not None:
        return waiting
    once = f"ask:{digest}:{work.now.isoformat()}"
    call, _new = _leave(work, method, message, once, case=case, licence=question.licence, nib=question.nib)
    return call


class Question(NamedTuple):
    """What a question is about."""

    nib: str
    oss_id: str
    licence: OssLicence | None
    code: str

    @property
    def of(self) -> OssLicence:
        """The licence, which must be there."""
        if self.licence is None:
            raise ValueError("this question is about a licence")
        return self.licence


QUESTIONS: dict[str, Callable[[Question], dict[str, Any]]] = {
    "inqueryNIB": lambda q: {"INQUERYNIB": {"nib": q.nib} | ({"oss_id": q.oss_id} if q.oss_id else {})},
    "inqueryProyek": lambda q: {"nib": q.of.nib, "id_proyek": q.of.id_proyek} | _kbli(q.of),
    "inqueryLicense": lambda q: {"INQUERYLICENSE": {"id_izin": q.of.id_izin, "data_persyaratan": "true"}},
    "checkLicenseStatus": lambda q: {"CHECKLICENSESTATUS": {"id_izin": q.of.id_izin}},
    "inqueryFileDS": lambda q: {"INQUERYFILEDS": {"id_permohonan_izin": q.of.id_izin}},
    "getDataReferensi": lambda q: {"GETDATAREFERENSI": {"kode": q.code}},
}
"""The message of each question."""


def _kbli(licence: OssLicence) -> dict[str, str]:
    return {"kbli": licence.kbli} if licence.kbli else {}


def _code(work: Work, event: str) -> str:
    if event not in EVENTS:
        raise ValueError(f"OSS is told of no event {event!r}")
    return code_of(work.session, event)


def _belongs(work: Work, licence: OssLicence, case: Case | None) -> None:
    """The case is from now on the one that hears what becomes of the licence."""
    if licence.revoked_at is not None:
        raise Refused("NIB atau izin ini sudah dicabut di OSS, jadi statusnya tidak dapat disampaikan lagi.")
    if case is not None:
        licence.case_id = case.id


def _leave(
    work: Work,
    method: str,
    message: Mapping[str, Any],
    once: str,
    *,
    case: Case | None,
    licence: OssLicence | None,
    nib: str = "",
) -> tuple[OssCall, bool]:
    """The call, and whether it is new."""
    with work.unscoped():
        known = work.session.scalars(select(OssCall).where(OssCall.once == once)).one_or_none()
    if known is not None:
        return known, False
    call = OssCall(
        method=method,
        direction="out",
        case_id=case.id if case is not None else None,
        establishment_id=licence.establishment_id if licence is not None else None,
        nib=licence.nib if licence is not None else nib,
        id_izin=licence.id_izin if licence is not None else "",
        once=once,
        request=dict(message),
        asked_by=work.actor.name,
        created_at=work.now,
    )
    work.session.add(call)
    work.session.flush()
    leave_job(work, call)
    return call, True


def leave_job(work: Work, call: OssCall) -> None:
    """Leave it to the outbox to send a call."""
    row = OutboxRow(kind=JOB, payload={"call_id": call.id}, created_at=work.now, next_at=work.now)
    work.session.add(row)
    work.session.flush()
    call.job_id = row.id
