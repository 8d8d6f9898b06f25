"""What is still missing on a page, told by the row on which a person has to look for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from siinas.process.fields import Answers, Field, Names, as_given
from siinas.process.periods import Period, label_of
from siinas.process.steps import Step
from siinas.process.tables import Grid, Table

BLANK: tuple[Any, ...] = (None, "", [])


class Missing(NamedTuple):
    """A row ("" for the page itself) and the labels of what is blank there; `all` where nothing of it is answered.

    A row of a table has the table's key as `field` and its place in it as `number`, from 1.
    """

    row: str
    labels: tuple[str, ...]
    all: bool = False
    field: str = ""
    number: int = 0


def missing_by_row(step: type[Step], answers: Answers, period: Period | None, names: Names = as_given) -> list[Missing]:
    """The required fields of a page that are blank, in the order of the page.

    A grid of which nothing is answered is one entry; one of a single column is told by the names of its rows.
    """
    plain: list[str] = []
    found: list[Missing] = []
    for key, field in step.fields.items():
        if not field.required or field.computed or field.standing or not field.asked(answers):
            continue
        value = answers.get(key)
        if isinstance(field, Table):
            found += _of_table(field, value or (), period, names)
        elif isinstance(field, Grid):
            found += _of_grid(field, value or {}, period)
        elif value in BLANK:
            plain.append(label_of(field.label, period))
    return [Missing("", tuple(plain)), *found] if plain else found


def _blanks(field: Field, row: Answers, period: Period | None) -> tuple[str, ...]:
    return tuple(
        label_of(child.label, period)
        for child in field.children()
        if child.required and child.asked(row) and row.get(child.key) in BLANK
    )


def _of_table(field: Table, rows: Any, period: Period | None, names: Names) -> list[Missing]:
    blanks = ((number, row, _blanks(field, row, period)) for number, row in enumerate(rows, 1))
    return [
        Missing(field.row_name(number, row, names), labels, field=field.key, number=number)
        for number, row, labels in blanks
        if labels
    ]


def _of_grid(field: Grid, cells: Mapping[str, Any], period: Period | None) -> list[Missing]:
    rows = {title: _blanks(field, cells.get(key) or {}, period) for key, title in field.rows.items()}
    title = label_of(field.label, period)
    if not any(value not in BLANK for row in cells.values() for value in (row or {}).values()):
        return [Missing(title, tuple(rows), all=True)]
    if len(tuple(field.children())) == 1:
        blank = tuple(row for row, labels in rows.items() if labels)
        return [Missing(title, blank)] if blank else []
    return [Missing(row, labels) for row, labels in rows.items() if labels]
