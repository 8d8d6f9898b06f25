"""The link to OSS as it stands: codes in words, licences of an establishment, calls that wait, the last answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased

from siinas.models import Establishment, LegalEntity, OssCall, OssEvent, OssLicence, OssStatus
from siinas.reference.oss import OPEN, REVOKED
from siinas.refusal import NotFound

METHODS = {
    "receiveLicenseStatus": "Status perizinan",
    "receiveLicense": "Izin akhir",
    "checkLicenseStatus": "Periksa status",
    "inqueryNIB": "Tanya NIB",
    "inqueryProyek": "Tanya proyek",
    "inqueryLicense": "Tanya izin",
    "inqueryFileDS": "Tanya berkas izin",
    "getDataReferensi": "Data referensi",
    "receiveNIB": "Terima NIB",
    "receiveFileDS": "Terima berkas izin",
}
DIRECTIONS = {"out": "Ke OSS", "in": "Dari OSS"}
STATES = {"waiting": "Menunggu", "done": "Selesai", "failed": "Gagal", "refused": "Ditolak OSS"}
TONES = {"waiting": "waiting", "done": "accepted", "failed": "late", "refused": "late"}


def code_of(session: Session, event: str) -> str:
    """The status code that OSS is told at an event; empty where an administrator has ended it."""
    row = session.get(OssEvent, event)
    return row.code if row is not None and row.retired_on is None else ""


def status_name(session: Session, code: str) -> str:
    """A status code in words; the bare code where the list does not know it, a dash for none."""
    if not code:
        return "–"
    row = session.get(OssStatus, code)
    return f"{code} {row.name}" if row is not None else f"Status {code}"


def outcome_of(session: Session, licence: OssLicence) -> str:
    """What the state of a licence in OSS means for a case that waits for it (`siinas.reference.oss`)."""
    if licence.revoked_at is not None:
        return REVOKED
    row = session.get(OssStatus, licence.status) if licence.status else None
    return row.outcome if row is not None else OPEN


def licences_of(session: Session, establishment_id: int) -> list[OssLicence]:
    """The licences that OSS has told of for an establishment, those that hold first, the newest first."""
    statement = (
        select(OssLicence)
        .where(OssLicence.establishment_id == establishment_id)
        .order_by(OssLicence.revoked_at.is_not(None), OssLicence.id.desc())
    )
    return list(session.scalars(statement))


def licence_named(session: Session, establishment_id: int, id_izin: str) -> OssLicence:
    """One licence of an establishment; NotFound for any other."""
    found = session.scalars(
        select(OssLicence).where(OssLicence.establishment_id == establishment_id, OssLicence.id_izin == id_izin)
    ).one_or_none()
    if found is None:
        raise NotFound
    return found


def establishment_at(session: Session, nib: str, region: str) -> int | None:
    """The establishment of a NIB at the place of a licence, whose code begins with the regency's; its only one else."""
    found = session.execute(
        select(Establishment.id, Establishment.regency)
        .join(LegalEntity, LegalEntity.id == Establishment.legal_entity_id)
        .where(LegalEntity.nib == nib)
    ).all()
    fitting = [id_ for id_, regency in found if regency == region[:4]]
    if fitting:
        return fitting[0]
    return found[0][0] if len(found) == 1 and not region else None


def ahead_of(call: OssCall) -> Select[int]:
    """The calls about the same licence that must be through before this one: none that waits or failed is overtaken."""
    return (
        select(OssCall.id)
        .where(
            OssCall.direction == "out",
            OssCall.id_izin == call.id_izin,
            OssCall.id_izin != "",
            OssCall.state.in_(("waiting", "failed")),
            OssCall.id < call.id,
        )
        .order_by(OssCall.id)
        .limit(1)
    )


def heads_of_lines() -> Select[OssCall]:
    """The waiting calls to OSS that no earlier one of the same licence holds up."""
    earlier = aliased(OssCall)
    held = select(earlier.id).where(
        earlier.direction == "out",
        earlier.id_izin == OssCall.id_izin,
        earlier.id_izin != "",
        earlier.state.in_(("waiting", "failed")),
        earlier.id < OssCall.id,
    )
    return select(OssCall).where(OssCall.direction == "out", OssCall.state == "waiting", ~held.exists())


@dataclass(frozen=True, slots=True)
class LinkState:
    """The link as a whole: how many calls stand in each state, when OSS last answered well, when a try last failed."""

    counts: dict[str, int]
    answered_at: datetime | None
    received_at: datetime | None
    trouble: str
    trouble_at: datetime | None


def link_state(session: Session) -> LinkState:
    """How the link stands."""
    counted = session.execute(select(OssCall.state, func.count()).group_by(OssCall.state)).all()

    def newest(direction: str) -> datetime | None:
        return session.scalar(
            select(OssCall.answered_at)
            .where(OssCall.direction == direction, OssCall.state == "done")
            .order_by(OssCall.id.desc())
            .limit(1)
        )

    trouble = session.execute(
        select(OssCall.words, OssCall.answered_at)
        .where(OssCall.direction == "out", OssCall.attempts > 0, OssCall.state.in_(("waiting", "failed")))
        .order_by(OssCall.answered_at.desc().nulls_last())
        .limit(1)
    ).first()
    words, at = trouble or ("", None)
    return LinkState({row[0]: row[1] for row in counted}, newest("out"), newest("in"), words, at)
