"""Reminders of documents whose validity ends: one letter for each establishment and day, each threshold told once."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import contains_eager

from siinas.models import CompanyDocument, Establishment, LegalEntity
from siinas.operations.company_documents import NO_REMINDER_DUE
from siinas.operations.work import Work, operation
from siinas.process.words import JAKARTA
from siinas.queries.company_documents import document_title, validity_of
from siinas.queries.settings import numbers

BATCH = 100
"""So many establishments are told in one transaction."""
FIRST_HOUR = 6
"""Jakarta's hour from which on letters are sent: nobody is woken by one."""
LONGEST_PAST = 30
"""Days for which an end that was missed (the worker stood still) is still told."""


def remind(work: Work) -> int:
    """Leave the letters that are due today; how many they are. May be called as often as one likes."""
    if work.now.astimezone(JAKARTA).hour < FIRST_HOUR:
        return 0
    told = 0
    while found := _remind_some(work):
        told += found
    return told


@operation
def _remind_some(work: Work) -> int:
    today = work.now.astimezone(JAKARTA).date()
    thresholds = numbers(work.session, "expiry_reminder_days")
    chosen = (
        select(Establishment.id)
        .where(
            or_(Establishment.reminded_on.is_(None), Establishment.reminded_on < today),
            Establishment.id.in_(select(CompanyDocument.establishment_id).where(due(today, thresholds))),
        )
        .order_by(Establishment.id)
        .limit(BATCH)
        .with_for_update(skip_locked=True, of=Establishment)
    )
    ids = list(work.session.scalars(chosen))
    establishments = {
        row.id: row
        for row in work.session.scalars(
            select(Establishment)
            .join(LegalEntity)
            .options(contains_eager(Establishment.legal_entity))
            .where(Establishment.id.in_(ids))
        )
    }
    documents: dict[int, list[CompanyDocument]] = {id_: [] for id_ in ids}
    rows = work.session.scalars(
        select(CompanyDocument)
        .where(CompanyDocument.establishment_id.in_(ids), due(today, thresholds))
        .order_by(CompanyDocument.valid_until, CompanyDocument.id)
        .with_for_update(of=CompanyDocument)
    ).unique()
    for document in rows:
        documents[document.establishment_id].append(document)
    for id_ in ids:
        _tell(work, establishments[id_], documents[id_], today, thresholds)
    return len(ids)


def due(today: date, thresholds: list[int]) -> ColumnElement[bool]:
    """Documents of whose end nobody was told since it came nearer than the next of the thresholds.

    Said for the whole of what has become due: after a standstill only the nearest threshold is told, once.
    """
    untold: list[ColumnElement[bool]] = [
        and_(
            CompanyDocument.valid_until <= today + timedelta(days=days),
            or_(CompanyDocument.reminded_days.is_(None), CompanyDocument.reminded_days > days),
        )
        for days in thresholds
    ]
    ended = and_(
        CompanyDocument.valid_until < today,
        or_(CompanyDocument.reminded_days.is_(None), CompanyDocument.reminded_days > NO_REMINDER_DUE),
    )
    return and_(
        CompanyDocument.removed_at.is_(None),
        CompanyDocument.valid_until >= today - timedelta(days=LONGEST_PAST),
        CompanyDocument.valid_until <= today + timedelta(days=max(thresholds)),
        or_(*untold, ended),
    )


def threshold_of(days: int, thresholds: list[int]) -> int:
    """The threshold that a document so many days before its end passed last; `NO_REMINDER_DUE` once it has ended."""
    return NO_REMINDER_DUE if days < 0 else min(threshold for threshold in thresholds if days <= threshold)


def _tell(
    work: Work, establishment: Establishment, documents: list[CompanyDocument], today: date, thresholds: list[int]
) -> None:
    base = work.services.configuration.base_url
    told = []
    for document in documents:
        validity = validity_of(document, today)
        document.reminded_days = threshold_of(validity.days or 0, thresholds)
        told.append({"title": document_title(document), "number": document.number, "words": validity.words})
    establishment.reminded_on = today
    work.leave(
        "mail",
        establishment.email,
        template="dokumen_berakhir",
        company=establishment.legal_entity.name,
        documents=told,
        urls=[f"{base}/perusahaan/{section}/" for section in dict.fromkeys(one.section for one in documents)],
    )
    work.record(
        "document.reminded",
        establishment,
        after={"documents": [document.number for document in documents]},
        establishment_id=establishment.id,
    )
