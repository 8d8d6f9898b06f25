"""Documents of a company: versions that stay, removal and its undoing, and what the front desk says of them."""

from __future__ import annotations

from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Any

from sqlalchemy import select

from siinas.models import CompanyDocument, DocumentVersion, Establishment, OutboxRow
from siinas.operations.journal import snapshot
from siinas.operations.mails import compose
from siinas.operations.work import Work, operation
from siinas.process.roles import COMPANY, Role
from siinas.process.words import JAKARTA, moment_words
from siinas.queries.company_documents import (
    ACCEPTED,
    NOT_LOOKED_AT,
    RENEWED,
    RETURNED,
    REVIEWS,
    SECTION_OF,
    document_title,
    validity_of,
)
from siinas.queries.settings import number
from siinas.refusal import NotFound, NotPermitted, Refused, Stale

REVIEWERS = frozenset({Role.FRONT_DESK})
SHORTEST_NOTE = 10
"""Characters without which a note does not say what has to be mended."""
NO_REMINDER_DUE = 0
"""What `reminded_days` holds for a document that was told to have expired, or came in expired."""


def keep_version(work: Work, row: CompanyDocument) -> bool:
    """Keep what a document says now as its next version, unless it says the same as before; True where it was kept.

    What the front desk said of the version before does not hold for the new one, and reminders begin anew where its
    last day is another one.
    """
    values = SECTION_OF[row.section].step.to_json({key: getattr(row, key, None) for key in _keys(row)})
    last = work.session.scalars(
        select(DocumentVersion)
        .where(DocumentVersion.document_id == row.id)
        .order_by(DocumentVersion.sequence.desc())
        .limit(1)
    ).one_or_none()
    if last is not None and last.values == values and last.attachment_id == row.attachment_id:
        return False
    work.session.add(
        DocumentVersion(
            document_id=row.id,
            establishment_id=row.establishment_id,
            sequence=1 if last is None else last.sequence + 1,
            values=values,
            attachment_id=row.attachment_id,
            saved_by=work.actor.name,
            saved_at=work.now,
        )
    )
    row.saved_at = work.now
    if last is None or last.values.get("valid_until") != values.get("valid_until"):
        expired = validity_of(row, work.now.astimezone(JAKARTA).date()).expired
        row.reminded_days = NO_REMINDER_DUE if expired else None
    if last is not None:
        row.review = RENEWED if row.review in {RETURNED, RENEWED} else NOT_LOOKED_AT
    return True


def _keys(row: CompanyDocument) -> list[str]:
    return [key for key, field in SECTION_OF[row.section].step.fields.items() if field.kind != "file"]


def remove_document(work: Work, row: CompanyDocument) -> None:
    """Take a document off the list, within the operation that deletes: its versions and files stay."""
    work.record(f"company.{row.section}.deleted", row, before=snapshot(row), after={"removed_at": work.now})
    row.removed_at = work.now
    row.version += 1


@operation
def restore_document(work: Work, section_key: str, document_id: int) -> str:
    """Put a removed document back on the list, while that is still possible; how it is called."""
    if not work.actor.may_be(COMPANY):
        raise NotPermitted("Data Perusahaan diubah oleh akun perusahaan.")
    row = work.find(
        CompanyDocument,
        CompanyDocument.id == document_id,
        CompanyDocument.section == section_key,
        CompanyDocument.establishment_id == work.actor.establishment_id,
        lock=True,
    )
    days = number(work.session, "removed_document_days")
    if row.removed_at is None:
        return document_title(row)
    if row.removed_at < work.now - timedelta(days=days):
        raise Refused(f"Dokumen ini dihapus lebih dari {days} hari lalu. Tambahkan sebagai dokumen baru.")
    before = {"removed_at": row.removed_at}
    row.removed_at = None
    row.version += 1
    work.record(f"company.{row.section}.restored", row, before=before, after={"number": row.number})
    return document_title(row)


@operation
def review_document(work: Work, document_id: int, verdict: str, note: str = "", *, version: int) -> str:
    """The front desk accepts a document or returns it with a note; how it is called.

    `version` is that of the row as the officer saw it: Stale where it is another one by now.
    """
    if not work.actor.may_be(REVIEWERS):
        raise NotPermitted("Dokumen diperiksa oleh petugas layanan.")
    row = work.find(CompanyDocument, CompanyDocument.id == document_id, lock=True)
    if row.removed_at is not None:
        raise NotFound
    if row.version != version:
        raise Stale("Dokumen ini sudah berubah sejak Anda membukanya. Lihat versi terbarunya, lalu putuskan kembali.")
    if verdict not in {ACCEPTED, RETURNED}:
        raise Refused("Pilih Diterima atau Dikembalikan.", field="verdict")
    note = note.strip()[:2000]
    if verdict == RETURNED and len(note) < SHORTEST_NOTE:
        raise Refused("Tulis apa yang harus diperbaiki, supaya perusahaan memahaminya.", field="note")
    before = {"review": row.review, "review_note": row.review_note}
    row.review, row.review_note = verdict, note or None
    row.reviewed_at, row.reviewed_by = work.now, work.actor.name
    row.version += 1
    work.record(
        "document.reviewed",
        row,
        before=before,
        after={"review": verdict, "review_note": row.review_note, "number": row.number},
    )
    _tell_soon(work, row.establishment_id, row.reviewed_at)
    return document_title(row)


def _tell_soon(work: Work, establishment_id: int, since: datetime) -> None:
    """One mail for all that is looked at within a while: a letter that still waits takes this one along.

    A letter that is being sent just now takes nothing along any more.
    """
    establishment = work.session.get_one(Establishment, establishment_id)
    waiting = select(OutboxRow.payload).where(
        OutboxRow.kind == "review_mail",
        OutboxRow.status == "waiting",
        OutboxRow.recipient == establishment.email,
        OutboxRow.leased_until.is_(None),
    )
    if any(payload["establishment_id"] == establishment_id for payload in work.session.scalars(waiting)):
        return
    pause = timedelta(minutes=number(work.session, "review_mail_minutes"))
    work.session.add(
        OutboxRow(
            kind="review_mail",
            recipient=establishment.email,
            payload={
                "establishment_id": establishment_id,
                "company": establishment.legal_entity.name,
                "since": since.isoformat(),
            },
            created_at=work.now,
            next_at=work.now + pause,
        )
    )


def review_mail(work: Work, recipient: str, payload: dict[str, Any]) -> EmailMessage | None:
    """What was said of the company's documents since the letter was due; None where all was replaced meanwhile."""
    rows = work.session.scalars(
        select(CompanyDocument)
        .where(
            CompanyDocument.establishment_id == payload["establishment_id"],
            CompanyDocument.removed_at.is_(None),
            CompanyDocument.review.in_([ACCEPTED, RETURNED]),
            CompanyDocument.reviewed_at >= datetime.fromisoformat(payload["since"]),
        )
        .order_by(CompanyDocument.review.desc(), CompanyDocument.id)
    ).unique()
    documents = [
        {
            "title": document_title(row),
            "number": row.number,
            "verdict": REVIEWS[row.review],
            "note": row.review_note or "",
            "at": moment_words(row.reviewed_at) if row.reviewed_at else "",
        }
        for row in rows
    ]
    if not documents:
        return None
    base = work.services.configuration.base_url
    facts = {"company": payload["company"], "documents": documents, "url": f"{base}/perusahaan/dokumen/"}
    return compose("dokumen_diperiksa", recipient, base, facts)
