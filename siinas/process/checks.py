"""Rules between answers: hard ones that stop a sending, and warnings that one may confirm with a reason (SETTLED 5)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from siinas.process.fields import Answers, Field, Grid, Table
from siinas.process.periods import Period


@dataclass(frozen=True, slots=True)
class PermittedProduct:
    """A line of the permitted capacity: KBLI, product, HS, quantity per year, unit and kilogram per unit."""

    kbli: str
    product: str
    hs_code: str
    per_year: Decimal
    unit: str
    kg_factor: Decimal | None


@dataclass(frozen=True, slots=True)
class Facts:
    """What a declaration may know beside the answers: today, the period, and the company's own records."""

    today: date
    period: Period | None = None
    profile: Mapping[str, Any] = field(default_factory=dict)
    kbli: tuple[str, ...] = ()
    capacity: tuple[PermittedProduct, ...] = ()


RowRule = Callable[[Answers, Answers, Facts], bool]
StepRule = Callable[[Answers, Facts], bool]


@dataclass(frozen=True, slots=True)
class Check:
    """A rule whose function is named as a sentence that is true of a good case.

    `message` tells the person what is odd and what to do; for a rule on rows, `at` is the table and the function gets
    (row, all answers, facts). `hard` rules stop the sending; others are confirmed with a reason.
    """

    rule: Callable[..., bool]
    message: str
    at: Field
    hard: bool

    @property
    def key(self) -> str:
        """The name of the rule's function."""
        return self.rule.__name__


def must(rule: StepRule | RowRule, message: str, *, at: Field) -> Check:
    """A hard rule."""
    return Check(rule, message, at, hard=True)


def should(rule: StepRule | RowRule, message: str, *, at: Field) -> Check:
    """A warning that is confirmed with a reason."""
    return Check(rule, message, at, hard=False)


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule says about one place: page, field, row (its key and title) and the sentence."""

    check: str
    step: str
    field: str
    message: str
    hard: bool
    row: str = ""
    row_title: str = ""

    @property
    def key(self) -> str:
        """Stable name under which a reason is kept."""
        return f"{self.check}:{self.field}:{self.row}"


def findings_of(step: Any, answers: Answers, facts: Facts) -> list[Finding]:
    """Run the checks of a step over all answers; rows are named by position and by their title field."""
    found: list[Finding] = []
    for check in step.checks:
        if not check.at.asked(answers):
            continue
        for row_key, row_title, arguments in _places(check, answers):
            if not check.rule(*arguments, facts):
                found.append(Finding(check.key, step.key, check.at.key, check.message, check.hard, row_key, row_title))
    return found


def _row_key(titles: list[str], number: int) -> str:
    """A row is known by its title, so that a reason stays with it when other rows come and go; else by its number."""
    name = titles[number - 1]
    return name.casefold() if name and titles.count(name) == 1 else str(number)


def _places(check: Check, answers: Answers) -> list[tuple[str, str, tuple[Any, ...]]]:
    value = answers.get(check.at.key)
    if check.rule.__code__.co_argcount == 2:
        return [("", "", (answers,))]
    if isinstance(check.at, Table):
        title = check.at.row_title.key if check.at.row_title else ""
        titles = [str(row.get(title) or "") for row in value or ()]
        return [
            (_row_key(titles, number), f"Baris {number}" + (f" — {name}" if name else ""), (row, answers))
            for number, (name, row) in enumerate(zip(titles, value or (), strict=True), 1)
        ]
    if isinstance(check.at, Grid):
        return [(key, check.at.rows[key], (row, answers)) for key, row in (value or {}).items()]
    raise TypeError(f"{check.key}: a rule on rows stands at a table or a grid")
