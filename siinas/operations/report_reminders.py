"""Reminders of reports that are owed: one digest for each address and day, spread over the hours, until it is sent."""

from __future__ import annotations

from datetime import date, timedelta
from email.message import EmailMessage
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select, update
from sqlalchemy.orm import aliased

from siinas.catalogue import process as process_named
from siinas.catalogue import processes
from siinas.models import Establishment, OutboxRow, ReportObligation
from siinas.operations.mails import compose
from siinas.operations.obligations import OPEN
from siinas.operations.work import Work, operation
from siinas.process.periods import period_of
from siinas.process.words import JAKARTA, date_words
from siinas.queries.choices import regency_name
from siinas.queries.settings import number, numbers

KIND = "report_digest_mail"
BATCH = 500
"""So many addresses are told in one transaction."""
FIRST_HOUR = 6
"""Jakarta's hour from which on digests are left."""
LONGEST_PAST = 30
"""Days after the last reminder for which one that was missed (the worker stood still) is still told."""
MOST_LINES = 40
"""So many reports are named in one digest; the others are counted."""


def remind(work: Work) -> int:
    """Leave the digests that are due today; how many they are. May be called as often as one likes."""
    if work.now.astimezone(JAKARTA).hour < FIRST_HOUR:
        return 0
    told, last = 0, ""
    while found := _remind_some(work, last):
        told, last = told + len(found), found[-1]
    return told


def steps(work: Work) -> list[int]:
    """Days to the due day at which companies are reminded, the nearest to the end (negative: after it) first."""
    before = numbers(work.session, "report_reminder_before")
    return sorted({*before, *(-days for days in numbers(work.session, "report_reminder_after"))})


def _due(today: date, days: list[int]) -> ColumnElement[bool]:
    """Obligations of which nobody was told since their due day came to the next of the steps."""
    untold = [
        and_(
            ReportObligation.due_on <= today + timedelta(days=step),
            or_(ReportObligation.reminded_days.is_(None), ReportObligation.reminded_days > step),
        )
        for step in days
    ]
    return and_(
        ReportObligation.state.in_(OPEN),
        ReportObligation.process.in_(processes()),
        ReportObligation.due_on >= today + timedelta(days=days[0] - LONGEST_PAST),
        ReportObligation.due_on <= today + timedelta(days=days[-1]),
        or_(*untold),
    )


@operation
def _remind_some(work: Work, after: str) -> list[str]:
    """Tell the next addresses in their order, which the index of addresses gives; those that were told."""
    today, days = work.now.astimezone(JAKARTA).date(), steps(work)
    sister = aliased(Establishment)
    told_today = exists().where(sister.email == Establishment.email, sister.report_reminded_on >= today)
    owes = exists().where(ReportObligation.establishment_id == Establishment.id, _due(today, days))
    addresses = list(
        work.session.scalars(
            select(Establishment.email)
            .where(Establishment.email > after, owes, ~told_today)
            .distinct()
            .order_by(Establishment.email)
            .limit(BATCH)
        )
    )
    if not addresses:
        return []
    theirs = select(Establishment.id).where(Establishment.email.in_(addresses))
    reached = case(*((ReportObligation.due_on <= today + timedelta(days=step), step) for step in days))
    work.session.execute(
        update(ReportObligation)
        .where(_due(today, days), ReportObligation.establishment_id.in_(theirs))
        .values(reminded_days=reached)
        .execution_options(synchronize_session=False)
    )
    work.session.execute(
        update(Establishment)
        .where(Establishment.email.in_(addresses))
        .values(report_reminded_on=today)
        .execution_options(synchronize_session=False)
    )
    _spread(work, addresses)
    work.record("report.reminded", "report_obligation", after={"letters": len(addresses)})
    return addresses


def _spread(work: Work, addresses: list[str]) -> None:
    """Leave a digest for each address, so many in an hour, behind those that wait already."""
    gap = timedelta(hours=1) / number(work.session, "report_reminders_hour")
    last = work.session.scalar(
        select(func.max(OutboxRow.next_at)).where(OutboxRow.kind == KIND, OutboxRow.status == "waiting")
    )
    moment = max(work.now, last + gap) if last is not None else work.now
    for address in addresses:
        work.leave_for(moment, KIND, address, {})
        moment += gap


def digest(work: Work, recipient: str, payload: dict[str, Any]) -> EmailMessage | None:
    """What an address owes at the moment of sending, over all its accounts; None where nothing is left."""
    today, days = work.now.astimezone(JAKARTA).date(), steps(work)
    rows = work.session.scalars(
        select(ReportObligation)
        .join(Establishment, Establishment.id == ReportObligation.establishment_id)
        .where(
            Establishment.email == recipient,
            ReportObligation.state.in_(OPEN),
            ReportObligation.process.in_(processes()),
            ReportObligation.due_on <= today + timedelta(days=days[-1]),
        )
        .order_by(ReportObligation.due_on.desc(), Establishment.id, ReportObligation.process)
    ).unique()
    owed = list(rows)
    if not owed:
        return None
    base = work.services.configuration.base_url
    facts = {
        "reports": [_line(work, one, today) for one in owed[:MOST_LINES]],
        "more": max(0, len(owed) - MOST_LINES),
        "late": any(one.due_on < today for one in owed),
        "hints": list(dict.fromkeys(filter(None, (process_named(one.process).idle_hint for one in owed)))),
        "urls": [f"{base}/perusahaan/{key}/" for key in dict.fromkeys(one.process for one in owed)],
    }
    return compose("laporan_ditunggu", recipient, base, facts)


def _line(work: Work, one: ReportObligation, today: date) -> dict[str, str]:
    process, left = process_named(one.process), (one.due_on - today).days
    return {
        "title": f"{process.title} {period_of(one.period).title}",
        "company": one.establishment.legal_entity.name,
        "place": regency_name(work.session, one.establishment.regency),
        "due": f"{date_words(one.due_on)} ({days_left(left)})",
        "state": "Konsep sudah dibuat, belum dikirim." if one.state == "draft" else "Belum dibuat.",
    }


def days_left(left: int) -> str:
    """Days to a due day in words: `14 hari lagi`, `hari ini`, `terlambat 3 hari`."""
    if left < 0:
        return f"terlambat {-left} hari"
    return f"{left} hari lagi" if left else "hari ini"
