"""What the answers of OSS change in the portal: the licences it has told of, and the cases that wait for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from siinas.integrations.oss import (
    Accepted,
    Answer,
    FileAnswer,
    LicenceAnswer,
    LicenceStatus,
    Licensed,
    NibAnswer,
    ProjectAnswer,
)
from siinas.models import Establishment, LegalEntity, OssCall, OssLicence
from siinas.operations.work import Work, housekeeping
from siinas.queries.oss import establishment_at, outcome_of
from siinas.reference.oss import AGENCY, OPEN, REVOKED, WITHDRAWN_DOCUMENTS
from siinas.reference.oss_figures import rows, text

TOLD_JOB = "oss_told"
LONGEST_URL = 2000
PERSONAL = ("pemegang_saham", "penanggung_jwb", "data_rptka", "jenis_identitas_pj", "no_identitas_pj", "nama_pj")
"""Parts of a NIB about persons that no rule of the portal needs: they are not kept."""


@dataclass(frozen=True, slots=True)
class Told:
    """What OSS has said of the licence of a case: the outcome (`siinas.reference.oss`), its code and words, when."""

    case_id: int
    licence_id: int
    outcome: str
    code: str
    words: str
    at: datetime


WHEN_TOLD: dict[str, Callable[[Work, Told], None]] = {}
"""By the key of a process: what moves its case when OSS reports `approved`, `automatic`, `refused_requirement`,
`refused_licence`, `returned` or `revoked`. It is called by the worker as the system, is an operation of its own, may be
called twice for the same, and may raise Refused where the case cannot move."""


def take(work: Work, call: OssCall, answer: Answer) -> None:
    """Take in what an answer tells, in the transaction that closes its call."""
    licence = work.session.scalars(
        select(OssLicence).where(OssLicence.id_izin == call.id_izin, OssLicence.id_izin != "").with_for_update()
    ).one_or_none()
    if isinstance(answer, NibAnswer):
        take_nib(work, answer.data)
        _note(work, call)
    if licence is None:
        return
    if isinstance(answer, LicenceStatus):
        if answer.id_izin in {"", licence.id_izin}:
            learn(work, licence, answer.code, answer.words)
    elif isinstance(answer, Accepted):
        _accepted(work, licence, str(call.request["IZINSTATUS"]["kd_status"]))
        _note(work, call)
    elif isinstance(answer, Licensed):
        licence.number = answer.number[:150] or licence.number
        learn(work, licence, str(call.request["IZINFINAL"]["status_izin"]), "")
        _note(work, call)
    elif isinstance(answer, FileAnswer):
        if is_link(answer.url):
            licence.file_url = answer.url
    elif isinstance(answer, ProjectAnswer):
        for project in answer.projects:
            if text(project, "id_proyek") == licence.id_proyek:
                licence.project = licence.project | _of_inquery(project)
        _note(work, call)
    elif isinstance(answer, LicenceAnswer):
        licence.requirements = [kept(row) for row in answer.requirements]
        number = next((text(row, "no_izin") for row in answer.checklist if text(row, "id_izin") == licence.id_izin), "")
        licence.number = number[:150] or licence.number
        _note(work, call)


def _of_inquery(project: Mapping[str, Any]) -> dict[str, Any]:
    """A project of inqueryProyek, whose `satu_lini` is an object where that of a NIB is Y or N."""
    found = kept(project)
    if "satu_lini" in found:
        found["data_satu_lini"] = found.pop("satu_lini")
    return found


def _note(work: Work, call: OssCall) -> None:
    work.record(
        "oss.answered",
        call,
        after={"method": call.method, "id_izin": call.id_izin, "kode": call.kode},
        establishment_id=call.establishment_id,
    )


def _accepted(work: Work, licence: OssLicence, code: str) -> None:
    """OSS has taken a status from us: the case knows it already."""
    licence.status, licence.status_words, licence.status_at = code, "", work.now


def learn(work: Work, licence: OssLicence, code: str, words: str) -> None:
    """OSS says where a licence stands; what is new is journalled, and the case that waits for it hears of it."""
    licence.checked_at = work.now
    before = outcome_of(work.session, licence)
    if code == licence.status:
        return
    old = licence.status
    licence.status, licence.status_words, licence.status_at = code, words[:255], work.now
    work.record(
        "oss.status_heard",
        licence,
        before={"oss_status": old},
        after={"id_izin": licence.id_izin, "oss_status": code},
        establishment_id=licence.establishment_id,
    )
    outcome = outcome_of(work.session, licence)
    if outcome not in {OPEN, before}:
        tell_case(work, licence, outcome)


def tell_case(work: Work, licence: OssLicence, outcome: str) -> None:
    """Leave it to the worker to let the licence's case hear of an outcome."""
    if licence.case_id is not None:
        work.leave(TOLD_JOB, licence_id=licence.id, outcome=outcome)


def take_nib(work: Work, data: Mapping[str, Any]) -> list[OssLicence]:
    """Bring the licences of Industri of a NIB up to what OSS says of it; the rows, new and known.

    What an older state of the NIB says is passed over.
    """
    nib = text(data, "nib")
    changed_on = day(text(data, "tgl_perubahan_nib")) or day(text(data, "tgl_terbit_nib"))
    known = {
        row.id_izin: row
        for row in work.session.scalars(select(OssLicence).where(OssLicence.nib == nib).with_for_update())
    }
    newest = max((row.changed_on for row in known.values() if row.changed_on is not None), default=None)
    if newest is not None and changed_on is not None and changed_on < newest:
        return []
    foreign = foreign_licences(work, data)
    projects = {text(row, "id_proyek"): row for row in rows(data, "data_proyek")}
    found = []
    for row in rows(data, "data_checklist"):
        id_izin = text(row, "id_izin")[:30]
        if not id_izin or id_izin in foreign or not text(row, "kd_izin").startswith(AGENCY):
            continue
        licence = known.get(id_izin)
        if licence is None:
            licence = known[id_izin] = OssLicence(
                id_izin=id_izin, nib=nib, received_at=work.now, status="", status_words="", number="", file_url=""
            )
            work.session.add(licence)
        _describe(licence, data, row, projects.get(text(row, "id_proyek"), {}))
        licence.changed_on = changed_on
        licence.establishment_id = licence.establishment_id or establishment_at(work.session, nib, licence.kd_daerah)
        found.append(licence)
    withdrawn = text(data, "tipe_dokumen") in WITHDRAWN_DOCUMENTS
    for licence in known.values() if withdrawn else found:
        if withdrawn and licence.revoked_at is None:
            licence.revoked_at = work.now
            work.session.flush()
            tell_case(work, licence, REVOKED)
        elif not withdrawn:
            licence.revoked_at = None
    work.session.flush()
    return list(known.values()) if withdrawn else found


def foreign_licences(work: Work, data: Mapping[str, Any]) -> set[str]:
    """The licences of a NIB that are known as those of another one: an identifier never changes hands."""
    ids = {text(row, "id_izin")[:30] for row in rows(data, "data_checklist")}
    statement = select(OssLicence.id_izin).where(OssLicence.id_izin.in_(ids), OssLicence.nib != text(data, "nib"))
    return set(work.session.scalars(statement))


def _describe(licence: OssLicence, data: Mapping[str, Any], row: Mapping[str, Any], project: Mapping[str, Any]) -> None:
    licence.company_name = text(data, "nama_perseroan")[:255]
    licence.id_proyek = text(row, "id_proyek")[:30]
    licence.id_produk = text(row, "id_produk")[:30]
    licence.oss_id = text(data, "oss_id")[:30]
    licence.kd_izin = text(row, "kd_izin")[:13]
    licence.kind = text(row, "jenis_izin")[:3]
    licence.name = text(row, "nama_izin")[:255]
    licence.kd_daerah = text(row, "kd_daerah")[:10]
    licence.kewenangan = text(row, "kewenangan")[:2]
    licence.kbli = text(project, "kbli")[:5]
    licence.risk = text(project, "skala_resiko")[:5]
    products = kept({"rows": list(rows(project, "data_proyek_produk"))})["rows"]
    licence.project = (licence.project or {}) | kept(
        {key: value for key, value in project.items() if key != "data_proyek_produk"}
    )
    licence.products = products
    licence.requirements = [kept(one) for one in rows(row, "data_persyaratan")] or licence.requirements or []
    licence.number = text(row, "no_izin")[:150] or licence.number
    if is_link(text(row, "file_izin")):
        licence.file_url = text(row, "file_izin")


def kept(message: Mapping[str, Any]) -> dict[str, Any]:
    """A message without what tells of persons (`PERSONAL`, and who handled the NIB), as JSON that may be kept."""
    return {
        key: _kept(value) for key, value in message.items() if key not in PERSONAL and not key.endswith("_user_proses")
    }


def _kept(value: Any) -> Any:
    if isinstance(value, Mapping):
        return kept(value)
    return [_kept(one) for one in value] if isinstance(value, list) else value


def is_link(address: str) -> bool:
    """Whether OSS gave an address that may be shown as a link."""
    return (
        address.startswith(("https://", "http://")) and len(address) <= LONGEST_URL and not set(address) & set(' "<>')
    )


def day(told: str) -> date | None:
    """A day of the protocol; None for anything else."""
    try:
        return date.fromisoformat(told) if len(told) == 10 else None
    except ValueError:
        return None


def adopt(work: Work) -> None:
    """Give licences to establishments that came after them."""
    statement = (
        select(OssLicence.id)
        .join(LegalEntity, LegalEntity.nib == OssLicence.nib)
        .join(Establishment, Establishment.legal_entity_id == LegalEntity.id)
        .where(OssLicence.establishment_id.is_(None), OssLicence.kd_daerah.startswith(Establishment.regency))
        .limit(500)
    )
    found = list(work.session.scalars(statement))
    if found:
        _adopt(work, found)


@housekeeping
def _adopt(work: Work, ids: list[int]) -> None:
    for licence in work.session.scalars(select(OssLicence).where(OssLicence.id.in_(ids)).with_for_update()):
        licence.establishment_id = establishment_at(work.session, licence.nib, licence.kd_daerah)
