"""Uploaded files, for whoever may see them."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from siinas.models import Attachment, Case
from siinas.process.roles import Actor
from siinas.queries.cases import CaseFile
from siinas.queries.scope import visible
from siinas.refusal import NotFound


def attachment_named(session: Session, actor: Actor, public_id: str) -> Attachment:
    """The file with that public id, if the actor may see it; NotFound otherwise."""
    row = session.scalars(
        select(Attachment).where(Attachment.public_id == public_id, visible(Attachment, actor))
    ).one_or_none()
    if row is None:
        raise NotFound
    return row


def files_of(session: Session, actor: Actor, case: Case) -> list[Attachment]:
    """The files of a case that the actor may see, the newest of each kind, in the order in which the kinds came."""
    rows = session.scalars(
        select(Attachment).where(visible(Attachment, actor), Attachment.case_id == case.id).order_by(Attachment.id)
    )
    return list({row.doc_type: row for row in rows}.values())


def files_sent(session: Session, actor: Actor, file: CaseFile) -> list[tuple[str, Attachment]]:
    """The files that answer questions of the filing, each with its question, in the order of the pages."""
    if file.filing is None:
        return []
    named = {
        part["file"]["attachment"]: part["label"]
        for page in file.filing.in_words
        for part in page["parts"]
        if "file" in part
    }
    rows = session.scalars(
        select(Attachment).where(
            visible(Attachment, actor), Attachment.case_id == file.case.id, Attachment.public_id.in_(named)
        )
    )
    found = {row.public_id: row for row in rows}
    return [(label, found[key]) for key, label in named.items() if key in found]
