"""A company's documents as people read them: versions beside each other, validity, what the front desk said of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session, joinedload

from siinas.catalogue.company_data import SECTIONS, Section
from siinas.models import Attachment, CompanyDocument, DocumentVersion
from siinas.process.fields import Names
from siinas.process.roles import Actor
from siinas.process.words import date_words, moment_words, number_words
from siinas.queries.scope import visible
from siinas.queries.settings import numbers
from siinas.reference.document_types import DOCUMENT_TYPES

NOT_LOOKED_AT = ""
ACCEPTED = "accepted"
RETURNED = "returned"
RENEWED = "again"
REVIEWS = {
    NOT_LOOKED_AT: "Belum diperiksa",
    ACCEPTED: "Diterima",
    RETURNED: "Dikembalikan",
    RENEWED: "Diperbaiki",
}
"""What the front desk has said of a document; one that was replaced after it was returned waits once more."""
WAITING = (NOT_LOOKED_AT, RENEWED)

SECTION_OF = {section.key: section for section in SECTIONS if section.record in {"company_document", "certificate"}}


@dataclass(frozen=True, slots=True)
class Validity:
    """How long a document is valid yet: `days` to its last day, below nought once it is past; None without an end."""

    until: date | None
    days: int | None = None

    @property
    def expired(self) -> bool:
        """Whether the last day has passed."""
        return self.days is not None and self.days < 0

    @property
    def left(self) -> str:
        """`17 hari lagi`; empty without an end."""
        if self.days is None:
            return ""
        if self.days < 0:
            return f"{number_words(-self.days, 0)} hari lalu"
        return f"{number_words(self.days, 0)} hari lagi" if self.days else "hari ini"

    @property
    def words(self) -> str:
        """`Berakhir 12 Desember 2026 (17 hari lagi)`."""
        if self.until is None or self.days is None:
            return "Selama usaha berjalan"
        return f"{'Sudah berakhir' if self.expired else 'Berakhir'} {date_words(self.until)} ({self.left})"


def validity_of(document: CompanyDocument, today: date) -> Validity:
    """How long a document is valid yet."""
    until = document.valid_until
    return Validity(until, None if until is None else (until - today).days)


def radar_days(session: Session) -> int:
    """From how many days before its end on a document is on the radar: the first reminder."""
    return max(numbers(session, "expiry_reminder_days"))


def on_the_radar(session: Session, actor: Actor, establishment_id: int, today: date) -> list[CompanyDocument]:
    """The establishment's documents and certificates that have expired or will soon, the most pressing first."""
    statement = (
        select(CompanyDocument)
        .where(
            visible(CompanyDocument, actor),
            CompanyDocument.establishment_id == establishment_id,
            ends_by(today + timedelta(days=radar_days(session))),
        )
        .order_by(CompanyDocument.valid_until, CompanyDocument.id)
    )
    return list(session.scalars(statement).unique())


def not_removed() -> ColumnElement[bool]:
    """Documents that are on their lists."""
    return CompanyDocument.removed_at.is_(None)


def waits_for_review() -> ColumnElement[bool]:
    """Documents that the front desk has yet to look at."""
    return and_(not_removed(), CompanyDocument.review.in_(WAITING))


def ends_by(day: date) -> ColumnElement[bool]:
    """Documents (not removed) whose last day is that day or an earlier one."""
    return and_(not_removed(), CompanyDocument.valid_until <= day)


def returned_documents(session: Session, actor: Actor, establishment_id: int) -> list[CompanyDocument]:
    """The establishment's documents that the front desk has returned."""
    statement = select(CompanyDocument).where(
        visible(CompanyDocument, actor),
        CompanyDocument.establishment_id == establishment_id,
        CompanyDocument.removed_at.is_(None),
        CompanyDocument.review == RETURNED,
    )
    return list(session.scalars(statement.order_by(CompanyDocument.id)).unique())


def removed_documents(session: Session, actor: Actor, section: Section, since: datetime) -> list[CompanyDocument]:
    """The documents of a section that were removed at `since` or later, the last one first."""
    statement = select(CompanyDocument).where(
        visible(CompanyDocument, actor), CompanyDocument.section == section.key, CompanyDocument.removed_at >= since
    )
    return list(session.scalars(statement.order_by(CompanyDocument.removed_at.desc(), CompanyDocument.id)).unique())


@dataclass(frozen=True, slots=True)
class ToldVersion:
    """One version in words: `values` by field, `changed` the fields that differ from the version before.

    `file` is None where the actor may not open it; `new_file` says that it is another one than before.
    """

    sequence: int
    saved_at: datetime
    saved_by: str
    values: Mapping[str, str]
    changed: frozenset[str]
    file: Attachment | None
    file_name: str
    new_file: bool

    @property
    def when(self) -> str:
        """When it was saved, in words."""
        return moment_words(self.saved_at)

    @property
    def first(self) -> bool:
        """Whether this is how the document began."""
        return self.sequence == 1


def versions_of(session: Session, actor: Actor, document: CompanyDocument, names: Names) -> list[ToldVersion]:
    """All versions of a document, the newest first, each with what changed in it."""
    rows = session.scalars(
        select(DocumentVersion)
        .where(visible(DocumentVersion, actor), DocumentVersion.document_id == document.id)
        .options(joinedload(DocumentVersion.attachment))
        .order_by(DocumentVersion.sequence)
    ).all()
    open_to = set(
        session.scalars(
            select(Attachment.id).where(
                visible(Attachment, actor), Attachment.id.in_([row.attachment_id for row in rows])
            )
        )
    )
    fields = {k: f for k, f in SECTION_OF[document.section].step.fields.items() if f.kind != "file"}
    found: list[ToldVersion] = []
    before: DocumentVersion | None = None
    for row in rows:
        answers = {key: field.from_json(row.values[key]) for key, field in fields.items() if key in row.values}
        changed = {key for key in fields if before is not None and before.values.get(key) != row.values.get(key)}
        found.append(
            ToldVersion(
                row.sequence,
                row.saved_at,
                row.saved_by,
                {key: field.words(answers.get(key), names) for key, field in fields.items()},
                frozenset(changed),
                row.attachment if row.attachment_id in open_to else None,
                row.attachment.original_name,
                before is None or before.attachment_id != row.attachment_id,
            )
        )
        before = row
    return found[::-1]


def labels_of(document: CompanyDocument) -> dict[str, str]:
    """The labels of what a document of its section says, by key."""
    fields: Mapping[str, Any] = SECTION_OF[document.section].step.fields
    return {key: field.label for key, field in fields.items() if field.kind != "file"}


def document_title(document: CompanyDocument) -> str:
    """`Sertifikat Standar KBLI 10721`."""
    kind = DOCUMENT_TYPES.get(document.doc_type)
    label = kind.label if kind else document.doc_type
    return f"{label} KBLI {document.kbli_code}" if document.kbli_code else label
