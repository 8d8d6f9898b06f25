"""Uploaded files, for whoever may see them."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from siinas.models import Attachment
from siinas.process.roles import Actor
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
