"""The accepted reports of an establishment before a period: what a figure was in the last four periods."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from siinas.models import Case, Establishment, Filing
from siinas.process.checks import Earlier
from siinas.process.declaration import Process
from siinas.process.periods import Period, period_of
from siinas.queries.scope import unguarded

MOST = 4


def earlier(
    session: Session, establishment: Establishment, process: type[Process], before: Period
) -> tuple[Earlier, ...]:
    """The filing that was accepted last for each period before another one, newest first, at most four."""
    if process.periods is None:
        return ()
    with unguarded(session):
        rows = session.execute(
            select(Case.subject, Filing.id)
            .join(Filing, Filing.case_id == Case.id)
            .where(
                Case.process == process.key,
                Case.establishment_id == establishment.id,
                Case.subject.is_not(None),
                Filing.accepted_at.is_not(None),
            )
            .order_by(Filing.sequence)
        )
        filings = {period_of(subject): filing for subject, filing in rows if subject}
        newest = sorted((period for period in filings if period < before), reverse=True)[:MOST]
        wanted = {filings[period]: period for period in newest}
        stored = session.execute(select(Filing.id, Filing.answers).where(Filing.id.in_(wanted)))
        answers: dict[int, Mapping[str, Any]] = {name: kept for name, kept in stored.all()}  # noqa: C416 - typed so
    return tuple(Earlier(period, ReadTolerantly(process, answers[name])) for name, period in wanted.items())


class ReadTolerantly(Mapping[str, Any]):
    """The answers of a filing as today's declaration reads them, each when it is asked for.

    What an older edition kept otherwise, and what cannot be read, is not among them.
    """

    def __init__(self, process: type[Process], stored: Mapping[str, Any]) -> None:
        self.fields = {key: field for key, field in process.fields.items() if key in stored}
        self.stored = stored
        self.read: dict[str, Any] = {}

    def __getitem__(self, key: str) -> Any:
        """The typed answer; KeyError where there is none."""
        if key not in self.read:
            try:
                self.read[key] = self.fields[key].from_json(self.stored[key])
            except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
                self.fields.pop(key, None)
                raise KeyError(key) from None
        return self.read[key]

    def __iter__(self) -> Iterator[str]:
        """The keys of what can be read."""
        return iter([key for key in list(self.fields) if self.get(key) is not None])

    def __len__(self) -> int:
        """How many answers can be read."""
        return sum(1 for _key in self)


def read_tolerantly(process: type[Process], stored: Mapping[str, Any]) -> dict[str, Any]:
    """The answers of a filing as today's declaration reads them, all at once."""
    return dict(ReadTolerantly(process, stored))
