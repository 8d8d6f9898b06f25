"""What was sent of many reports: of each the version that counts, for whoever may see them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from siinas.models import Case, Filing
from siinas.process.declaration import Process
from siinas.process.roles import Actor
from siinas.process.words import JAKARTA, date_words
from siinas.queries.scope import visible

AT_ONCE = 50
"""Reports whose answers are held in memory together."""


@dataclass(frozen=True, slots=True)
class SentReport:
    """One report: the version that counts is the one accepted last, else the one sent last; `version` says which."""

    number: str
    company: str
    nib: str
    subject: str
    version: str
    answers: Mapping[str, Any]


def sent_reports(
    session: Session, actor: Actor, process: type[Process], ids: Sequence[int]
) -> Iterator[list[SentReport]]:
    """The sent reports among the cases with those ids that the actor may see, some at a time, in the given order.

    What was never sent is left out: a draft is nobody's but the company's.
    """
    for start in range(0, len(ids), AT_ONCE):
        some = list(ids[start : start + AT_ONCE])
        cases = {
            row.id: row
            for row in session.execute(
                select(Case.id, Case.number, Case.company_name, Case.nib, Case.subject, Case.title).where(
                    Case.id.in_(some), Case.process == process.key, visible(Case, actor)
                )
            )
        }
        versions: dict[int, list[tuple[int, date | None, int]]] = {}
        for row in session.execute(
            select(Filing.id, Filing.case_id, Filing.sequence, Filing.accepted_at)
            .where(Filing.case_id.in_(cases))
            .order_by(Filing.case_id, Filing.sequence)
        ):
            accepted = row.accepted_at.astimezone(JAKARTA).date() if row.accepted_at else None
            versions.setdefault(row.case_id, []).append((row.sequence, accepted, row.id))
        counts = {case_id: _counting(found) for case_id, found in versions.items()}
        wanted = [found[2] for found in counts.values()]
        answers = {
            row.id: row.answers
            for row in session.execute(select(Filing.id, Filing.answers).where(Filing.id.in_(wanted)))
        }
        yield [
            SentReport(
                cases[case_id].number,
                cases[case_id].company_name,
                cases[case_id].nib,
                cases[case_id].subject or "",
                version_words(counts[case_id][0], counts[case_id][1]),
                answers[counts[case_id][2]],
            )
            for case_id in some
            if case_id in counts
        ]


def _counting(versions: list[tuple[int, date | None, int]]) -> tuple[int, date | None, int]:
    accepted = [one for one in versions if one[1] is not None]
    return (accepted or versions)[-1]


def version_words(sequence: int, accepted: date | None) -> str:
    """Which version of a report stands in a file."""
    return f"Kiriman ke-{sequence}, " + (f"diterima {date_words(accepted)}" if accepted else "belum diterima")


def sent_ids(session: Session, actor: Actor, process: type[Process], years: Sequence[int]) -> list[int]:
    """The company's sent reports about periods of those years, the oldest period first."""
    rows = session.execute(
        select(Case.id, Case.subject)
        .join(Filing, Filing.case_id == Case.id)
        .where(visible(Case, actor), Case.process == process.key, Case.subject.is_not(None))
        .distinct()
    )
    found = [(subject, case_id) for case_id, subject in rows if subject and _year(subject) in years]
    return [case_id for _subject, case_id in sorted(found)]


def years_sent(session: Session, actor: Actor, process: type[Process]) -> list[int]:
    """The years about which the company has sent reports, the newest first."""
    subjects = session.scalars(
        select(Case.subject)
        .join(Filing, Filing.case_id == Case.id)
        .where(visible(Case, actor), Case.process == process.key, Case.subject.is_not(None))
        .distinct()
    )
    return sorted({_year(subject) for subject in subjects if subject}, reverse=True)


def _year(subject: str) -> int:
    return int(subject[:4])
