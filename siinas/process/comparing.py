"""What a figure was in the periods before: beside each answer, and over the key figures of a whole report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from siinas.process.checks import Earlier
from siinas.process.declaration import Process
from siinas.process.fields import Answers, Field, Names, Quantity
from siinas.process.periods import Period, label_of
from siinas.process.tables import Grid, Table
from siinas.process.telling import Told
from siinas.process.words import plainly, short_number

SHORT = {"Q": "TW", "S": "Sem."}


def short_name(period: Period) -> str:
    """`TW 3/2026`: a period where there is little room."""
    return f"{SHORT[period.letter]} {period.number}/{period.year}"


@dataclass(frozen=True, slots=True)
class Then:
    """What a figure was in an earlier period."""

    period: Period
    value: Decimal
    words: str


def percent_words(now: Decimal, then: Decimal) -> str:
    """How much more or less a figure is than it was: `+12%`, `−3%`; empty where that says nothing."""
    if not then:
        return ""
    change = round((now - then) / abs(then) * 100)
    sign = "+" if change > 0 else "−" if change < 0 else "±"
    return f"{sign}{short_number(Decimal(abs(change)), 0)}%"


class Past:
    """The answers of the earlier reports, to be found by question, grid cell, or the name of a row."""

    def __init__(self, earlier: Iterable[Earlier]) -> None:
        self.reports = tuple(earlier)
        self._rows: dict[tuple[str, int], dict[str, Answers | None]] = {}

    def __bool__(self) -> bool:
        return bool(self.reports)

    def of(self, field: Field) -> list[Then]:
        """What a question beside tables and grids was answered with, the newest first."""
        return self._figures(field, ((one.period, one.answers) for one in self.reports))

    def in_cell(self, grid: Grid, row: str, column: Field) -> list[Then]:
        """What stood in a cell of a grid."""
        return self._figures(column, ((one.period, (one.answers.get(grid.key) or {}).get(row)) for one in self.reports))

    def in_row(self, table: Table, row: Answers, column: Field) -> list[Then]:
        """What stood in the row of the same name; nothing where several bore it."""
        name = name_of(table, row)
        rows = ((one.period, self._named(table, number).get(name)) for number, one in enumerate(self.reports))
        return self._figures(column, rows) if name else []

    def _named(self, table: Table, number: int) -> dict[str, Answers | None]:
        if (table.key, number) not in self._rows:
            found: dict[str, Answers | None] = {}
            for row in self.reports[number].answers.get(table.key) or ():
                name = name_of(table, row)
                found[name] = None if name in found else row
            self._rows[table.key, number] = found
        return self._rows[table.key, number]

    def _figures(self, field: Field, found: Iterable[tuple[Period, Any]]) -> list[Then]:
        if not isinstance(field, Quantity):
            return []
        values = ((period, answers.get(field.key)) for period, answers in found if isinstance(answers, Mapping))
        return [
            Then(period, value, short_number(value, field.decimals))
            for period, value in values
            if isinstance(value, Decimal)
        ]


def name_of(table: Table, row: Answers) -> str:
    """By what a row is known from report to report: its title, or the first thing it says; letters of any case."""
    field = table.row_title or next(iter(table.children()))
    value = row.get(field.key)
    return value.casefold() if isinstance(value, str) else ""


def note_before(
    told: Told, process: type[Process], answers: Answers, earlier: Iterable[Earlier], period: Period | None
) -> Told:
    """The answers in words with what each figure was in the last period that has it.

    A part gets "then": for a plain one {"period", "title", "value", "change"}, for one with rows a list of these by the
    number of the column. Nothing is noted where words and answers do not belong together row by row; no change is told
    between `period` and one of another length.
    """
    past = Past(earlier)
    if not past:
        return told
    steps = {step.key: step for step in process.asked_steps(answers)}
    return [
        page | {"parts": [_noted(part, steps[page["key"]], answers, past, period) for part in page["parts"]]}
        if page["key"] in steps
        else page
        for page in told
    ]


def _noted(part: dict[str, Any], step: Any, answers: Answers, past: Past, period: Period | None) -> dict[str, Any]:
    field = next((one for one in step.fields.values() if _same_label(one, part["label"])), None)
    if field is None:
        return part
    if isinstance(field, Table | Grid):
        then = _rows_before(field, answers.get(field.key), past, period)
        fits = len(then) == len(part.get("rows", ()))
        return part | {"then": then} if fits and any(then) else part
    found = _last(past.of(field), answers.get(field.key), period)
    return part | {"then": found} if found else part


def _same_label(field: Field, label: str) -> bool:
    """Whether a label is the field's, whatever period it names."""
    begin, span, end = field.label.partition("{span}")
    return label == field.label or bool(span and label.startswith(begin) and label.endswith(end))


def _rows_before(field: Table | Grid, value: Any, past: Past, period: Period | None) -> list[dict[str, dict[str, str]]]:
    columns = list(field.children())
    if isinstance(field, Grid):
        cells = value or {}
        return [
            {
                str(number): found
                for number, column in enumerate(columns, 1)
                if (found := _last(past.in_cell(field, key, column), (cells.get(key) or {}).get(column.key), period))
            }
            for key in field.rows
        ]
    return [
        {
            str(number): found
            for number, column in enumerate(columns)
            if (found := _last(past.in_row(field, row, column), row.get(column.key), period))
        }
        for row in value or ()
    ]


def _last(found: list[Then], now: Any, period: Period | None) -> dict[str, str]:
    if not found:
        return {}
    then = found[0]
    alike = period is not None and period.months == then.period.months
    change = percent_words(now, then.value) if alike and isinstance(now, Decimal) else ""
    return {"period": short_name(then.period), "title": then.period.title, "value": then.words, "change": change}


@dataclass(frozen=True)
class KeyFigure:
    """A key figure of a report over the periods: its label, what it is now (None: not answered) and was before."""

    label: str
    now: Decimal | None
    words: str
    before: tuple[Then, ...]
    same_length: bool

    @cached_property
    def change(self) -> str:
        """How much more or less than in the last period; empty where the two are of different length."""
        comparable = self.before and self.now is not None and self.same_length
        return percent_words(self.now, self.before[0].value) if comparable and self.now is not None else ""


def key_figures(
    process: type[Process], answers: Answers, period: Period | None, earlier: Iterable[Earlier], names: Names
) -> list[KeyFigure]:
    """The figures of the statement over the periods, those first that were reported before; none without a past.

    A figure that another answer gives its unit is compared with figures in the same unit only.
    """
    reports = list(earlier)
    if process.statement is None or not reports:
        return []
    now = _sums(process, answers, period, names)
    past = [(one.period, _sums(process, one.answers, period, names)) for one in reports]
    found = []
    for label, (field, value) in now.items():
        before = [
            Then(then, sums[label][1], plainly(field.measured(sums[label][1]))) for then, sums in past if label in sums
        ]
        alike = bool(before) and period is not None and before[0].period.months == period.months
        found.append(KeyFigure(label, value, plainly(field.measured(value)), tuple(before), alike))
    return [one for one in found if one.before]


def _sums(
    process: type[Process], answers: Answers, period: Period | None, names: Names
) -> dict[str, tuple[Field, Decimal]]:
    """The key figures by their labels: an answer, the sum of a column in kilogram or rupiah, the sum of a grid."""
    asked = process.asked_fields(answers)
    wanted = process.statement.figures if process.statement is not None else ()
    found: dict[str, tuple[Field, Decimal]] = {}
    for field in (asked[figure.key] for figure in wanted if figure.key in asked):
        label, value = label_of(field.label, period), answers.get(field.key)
        if isinstance(field, Table):
            for column in field.children():
                if isinstance(column, Quantity) and column.unit in {"Rp", "kg"} and value:
                    total = sum((Decimal(row.get(column.key) or 0) for row in value), Decimal(0))
                    found[f"{label}: {label_of(column.label, period)}"] = column, total
        elif isinstance(field, Grid):
            if value:
                found |= {words: (one, total) for words, one, total in field.key_sums(label, value)}
        elif isinstance(field, Quantity) and isinstance(value, Decimal):
            unit = field.counted_in
            named = unit.words(answers.get(unit.key), names) if unit is not None else ""
            found[f"{label} ({named})" if named else label] = field, value
    return found
