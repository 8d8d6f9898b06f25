"""Taking uploaded files in: checked, stored under their hash, noted as attachments."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select

from siinas.documents.uploads import AcceptedFile, RefusedFile, accept_upload
from siinas.models import Attachment, CompanyImport, Letter
from siinas.operations.tasks import files_in_use
from siinas.operations.work import Work
from siinas.process.documents import DocumentType
from siinas.refusal import Refused


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file as it came in: bytes and the name it had."""

    content: bytes
    name: str


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A file that has passed the checks of its kind and may be attached."""

    content: bytes
    kind: DocumentType
    facts: AcceptedFile


def check(incoming: Incoming, kind: DocumentType, *, field: str) -> CheckedFile:
    """Check a file against the limits of its kind (`kind_in_force`); Refused (naming the field) says why not.

    Done before the transaction begins: looking into a file takes a second, and the database is not kept waiting.
    """
    try:
        facts = accept_upload(
            incoming.content,
            incoming.name,
            accepts=kind.accepts,
            max_bytes=kind.max_bytes,
            max_pages=kind.max_pages,
            max_picture_bytes=kind.max_picture_bytes,
        )
    except RefusedFile as refusal:
        raise Refused(str(refusal), field=field) from refusal
    return CheckedFile(incoming.content, kind, facts)


def attach(
    work: Work, checked: CheckedFile, *, establishment_id: int | None = None, case_id: int | None = None
) -> Attachment:
    """Keep a checked file and note it, inside the operation that needs it."""
    work.services.storage.keep(checked.content)
    attachment = Attachment(
        public_id=secrets.token_urlsafe(18),
        sha256=checked.facts.sha256,
        size=checked.facts.size,
        media_type=checked.facts.media_type,
        pages=checked.facts.pages,
        original_name=checked.facts.original_name,
        doc_type=checked.kind.key,
        establishment_id=establishment_id,
        case_id=case_id,
        uploaded_by=work.actor.person_id,
        uploaded_at=work.now,
    )
    work.session.add(attachment)
    work.session.flush()
    return attachment


def sweep_strays(work: Work) -> int:
    """Delete files that neither attachment nor letter names, older than two days (a form given up, a failed upload)."""
    known = set(work.session.scalars(select(Attachment.sha256).distinct()))
    for column in (Letter.sha256, Letter.signed_sha256, Letter.stamped_sha256):
        known |= {sha256 for sha256 in work.session.scalars(select(column)) if sha256}
    known |= set(work.session.scalars(select(CompanyImport.sha256)))
    known |= {marked for marked in work.session.scalars(select(CompanyImport.marked_sha256)) if marked}
    known |= files_in_use(work)
    storage, older_than = work.services.storage, (work.now - timedelta(days=2)).timestamp()
    return sum(storage.drop(path, older_than=older_than) for path in storage.strays(known, older_than=older_than))
