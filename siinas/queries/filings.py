"""The versions of a case: which one is shown, which one is valid, and with which one it is compared."""

from __future__ import annotations

from dataclasses import dataclass

from siinas.models import Case, Filing, Movement
from siinas.process.flow import Flow
from siinas.process.statement_code import UNREAD
from siinas.process.telling import Told, mark_changes
from siinas.refusal import NotFound


def accepted_filing(case: Case) -> Filing | None:
    """The version that is valid: the last one that was accepted."""
    return next((filing for filing in reversed(case.filings) if filing.accepted_at is not None), None)


def filing_named(case: Case, sequence: int | None) -> Filing | None:
    """The version of that number; the last one where none is named, None before the first sending.

    NotFound for a number that the case does not have.
    """
    if sequence is None:
        return case.filings[-1] if case.filings else None
    for filing in case.filings:
        if filing.sequence == sequence:
            return filing
    raise NotFound


def baseline_of(case: Case, filing: Filing) -> Filing | None:
    """The version with which one is compared: the accepted one that it corrects, else the one sent before it."""
    earlier = [one for one in case.filings if one.sequence < filing.sequence]
    accepted = [one for one in earlier if one.accepted_at is not None]
    found = accepted or earlier
    return found[-1] if found else None


def told_against_baseline(case: Case, filing: Filing) -> tuple[Told, list[dict[str, str]]]:
    """A version in words, with what differs from its baseline marked; and the list of the changes."""
    told: Told = [dict(page, parts=[dict(part) for part in page["parts"]]) for page in filing.in_words]
    baseline = baseline_of(case, filing)
    return told, mark_changes(told, baseline.in_words) if baseline is not None else []


def is_unconfirmed(filing: Filing | None) -> bool:
    """Whether the code on the signed statement could not be read, and no officer has compared it yet."""
    reading = filing.statement_reading if filing is not None else {}
    return reading.get("outcome") == UNREAD and "confirmed_at" not in reading


@dataclass(frozen=True, slots=True)
class Correction:
    """A correction of an accepted version: which one, who opened it, and why."""

    accepted: Filing
    movement: Movement

    @property
    def reason(self) -> str:
        """What the company gave as its reason."""
        return str(self.movement.said.get("reason") or "")


def correction_of(flow: type[Flow], case: Case, filing: Filing | None = None) -> Correction | None:
    """The correction that a version came out of, or, where none is named, the one that is under way."""
    if filing is None:
        accepted = None if flow.states[case.state].closed else accepted_filing(case)
    else:
        accepted = baseline_of(case, filing)
    if accepted is None or accepted.accepted_at is None:
        return None
    reopenings = {key for key, move in flow.transitions.items() if move.reopens}
    opened = [
        movement
        for movement in case.movements
        if movement.transition in reopenings
        and movement.at >= accepted.accepted_at
        and (filing is None or movement.at <= filing.sent_at)
    ]
    return Correction(accepted, opened[-1]) if opened else None
