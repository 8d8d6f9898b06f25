"""What a new report takes over from the last accepted one, and what it says anew: its flows (reporting.md 4.2)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from siinas.process.fields import Answers, Field, Percent, Quantity
from siinas.process.missing import BLANK
from siinas.process.steps import FieldSet, Step
from siinas.process.tables import Grid, Table


def carried_over(steps: Iterable[type[Step]], *earlier: Answers) -> dict[str, Any]:
    """The answers with which a report on these pages begins, given those of the accepted ones before it, newest first.

    Each page begins with what was said on it last: a company that rested left pages out, and has its machines still.
    """
    return {
        key: value
        for step in steps
        if (last := said_last(step, earlier)) is not None
        for key, value in _of_fields(step, last).items()
    }


def said_last(step: type[Step], earlier: Iterable[Answers]) -> Answers | None:
    """The newest of some reports in which a page was answered; None where it was in none of them."""
    asked = [key for key, field in step.fields.items() if not field.standing]
    return next((answers for answers in earlier if any(key in answers for key in asked)), None)


def _of_fields(asked: type[FieldSet], last: Answers) -> dict[str, Any]:
    found = {
        key: _carried(field, last)
        for key, field in asked.fields.items()
        if not field.standing and not field.computed and field.kind != "file"
    }
    return {key: value for key, value in found.items() if value not in (*BLANK, {})}


def _carried(field: Field, last: Answers) -> Any:
    """What one question begins with; None for a flow."""
    if isinstance(field, Table):
        rows = [_of_fields(field.of, row) for row in last.get(field.key) or ()] if field.carried else []
        return [row for row in rows if row]
    if isinstance(field, Grid):
        cells = {key: _of_fields(field.of, (last.get(field.key) or {}).get(key) or {}) for key in field.rows}
        return {key: row for key, row in cells.items() if row}
    if isinstance(field.carried, Field):
        return last.get(field.carried.key)
    return last.get(field.key) if field.carried else None


def holds_flows(steps: Iterable[type[FieldSet]], answers: Answers) -> bool:
    """Whether some quantity or value that is no share, no level and was not carried over is more than nought."""
    return any(_flows(field, answers) for step in steps for field in step.fields.values())


def _flows(field: Field, answers: Answers) -> bool:
    value = answers.get(field.key)
    if isinstance(field, Table):
        return any(holds_flows([field.of], row) for row in value or ())
    if isinstance(field, Grid):
        return any(holds_flows([field.of], cells) for cells in (value or {}).values())
    if not isinstance(field, Quantity) or isinstance(field, Percent):
        return False
    return not (field.level or field.carried or field.computed) and value is not None and value > 0
