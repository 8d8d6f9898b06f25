"""What statistics need from a report: which answers are figures, of which measure, and of which KBLI they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from itertools import product
from typing import Any

from siinas.process.fields import Answers, Choice, Field, Percent
from siinas.process.steps import DeclarationError
from siinas.process.tables import Grid, Table

CENT = Decimal("0.01")
"""Figures are kept to two decimals, as they are asked."""
MAIN = ""
"""Stands for the main KBLI of the establishment, where an answer names none itself."""
Found = tuple[str, tuple[str, ...], Decimal]
"""One amount that was found: its KBLI (or `MAIN`), the options by which its measure is told apart, the amount."""


@dataclass(frozen=True, eq=False)
class Column:
    """The column of a table, row by row: attributed to the KBLI that `by` names in the row.

    `part` is a percentage of the same row: only that share of the amount counts; `without` leaves that share out. The
    two make up the whole amount to the last cent.
    """

    table: Table
    amount: Field
    by: Choice | None = None
    part: Percent | None = None
    without: Percent | None = None

    def fields(self) -> Iterator[tuple[Field, Field]]:
        """The fields that must stand in the table, each beside it."""
        for field in (self.amount, self.by, self.part, self.without):
            if field is not None:
                yield self.table, field

    def found(self, answers: Answers, split: tuple[Choice, ...]) -> Iterator[Found]:
        """The amounts of all rows."""
        for row in answers.get(self.table.key) or ():
            amount = row.get(self.amount.key)
            options = tuple(str(row.get(choice.key) or "") for choice in split)
            if amount is None or not all(options):
                continue
            kbli = str(row.get(self.by.key) or MAIN) if self.by is not None else MAIN
            yield kbli, options, self._share(row, Decimal(amount))

    def _share(self, row: Answers, amount: Decimal) -> Decimal:
        share = self.part or self.without
        if share is None:
            return amount
        counted = (amount * Decimal(row.get(share.key) or 0) / 100).quantize(CENT, ROUND_HALF_EVEN)
        return counted if self.part is not None else amount - counted


@dataclass(frozen=True, eq=False)
class Cells:
    """The sum of cells of a grid: of the columns named, in the rows named (all where none is)."""

    grid: Grid
    columns: tuple[Field, ...]
    rows: tuple[str, ...] = ()

    def fields(self) -> Iterator[tuple[Field, Field]]:
        """The fields that must stand in the grid, each beside it."""
        for field in self.columns:
            yield self.grid, field

    def found(self, answers: Answers, split: tuple[Choice, ...]) -> Iterator[Found]:
        """One amount, where the grid was answered."""
        grid = answers.get(self.grid.key)
        if grid is None:
            return
        rows = [grid.get(key) or {} for key in self.rows or self.grid.rows]
        amounts = [Decimal(row.get(column.key) or 0) for row in rows for column in self.columns]
        yield MAIN, (), sum(amounts, Decimal(0))


@dataclass(frozen=True, eq=False)
class Plain:
    """A number that a page asks for."""

    field: Field

    def fields(self) -> Iterator[tuple[Field, Field]]:
        """The field itself."""
        yield self.field, self.field

    def found(self, answers: Answers, split: tuple[Choice, ...]) -> Iterator[Found]:
        """One amount, where it was answered."""
        amount = answers.get(self.field.key)
        if amount is not None:
            yield MAIN, (), Decimal(amount)


class Figure:
    """A measure of a report: its key, label and unit, and the answers that it is taken from.

    Where it has several sources they are added up; a report of one variant answers some of them, one of another variant
    others. `split` tells measures of the same table apart by options of its rows (fuel by kind and unit): the key is
    then followed by these options. A figure that is not `released` is kept for evaluations inside the ministry, and is
    no part of what is published.
    """

    def __init__(
        self,
        key: str,
        label: str,
        *sources: Column | Cells | Plain,
        unit: str,
        split: tuple[Choice, ...] = (),
        released: bool = True,
    ) -> None:
        self.key, self.label, self.unit = key, label, unit
        self.sources, self.split, self.released = sources, split, released

    def measures(self) -> Iterator[Measure]:
        """The measure, or one for each combination of the options that split it.

        Options that an administrator may add to cannot be told beforehand: the measure stands for all of them then.
        """
        if any(not isinstance(choice.among, Mapping) for choice in self.split):
            yield Measure(self.key, self.label, self.unit, released=self.released)
            return
        among = [dict(choice.among) if isinstance(choice.among, Mapping) else {} for choice in self.split]
        for options in product(*among):
            words = [one[option] for one, option in zip(among, options, strict=True)]
            label = f"{self.label} ({', '.join(words)})" if words else self.label
            yield Measure(self.key_of(options), label, self.unit, released=self.released)

    def key_of(self, options: tuple[str, ...]) -> str:
        """The key of the measure with these options: `fuel:diesel:liter`."""
        return ":".join((self.key, *options))

    def found(self, answers: Answers) -> Iterator[tuple[str, str, Decimal]]:
        """All amounts with the key of their measure and their KBLI (or `MAIN`)."""
        for source in self.sources:
            for kbli, options, amount in source.found(answers, self.split):
                yield self.key_of(options), kbli, amount


@dataclass(frozen=True, slots=True)
class Measure:
    """What can be summed: key, label, unit. `parts` are the measures of which it is the sum, where it is one."""

    key: str
    label: str
    unit: str
    parts: tuple[str, ...] = ()
    released: bool = True


@dataclass(frozen=True)
class Total:
    """A measure that is the sum of others: what is published of one of them says something of the rest, so that they
    are protected together."""

    key: str
    label: str
    of: tuple[str, ...]


def measures_of(figures: tuple[Figure | Total, ...]) -> dict[str, Measure]:
    """All measures by their keys, sums behind their parts; DeclarationError for a key that stands twice."""
    found: dict[str, Measure] = {}
    summed: set[str] = set()
    for figure in figures:
        if isinstance(figure, Figure):
            made = list(figure.measures())
        else:
            unknown = [key for key in figure.of if key not in found or found[key].parts]
            if unknown or len(figure.of) < 2:
                raise DeclarationError(f"the sum {figure.key!r} is not of figures before it: {', '.join(unknown)}")
            if twice := summed.intersection(figure.of):
                raise DeclarationError(f"two sums share {', '.join(sorted(twice))}; they cannot be protected together")
            summed.update(figure.of)
            first = found[figure.of[0]]
            made = [Measure(figure.key, figure.label, first.unit, figure.of, first.released)]
            if any((found[key].unit, found[key].released) != (first.unit, first.released) for key in figure.of):
                raise DeclarationError(f"the sum {figure.key!r} is of figures of several units, or not all released")
        for measure in made:
            if found.setdefault(measure.key, measure) is not measure:
                raise DeclarationError(f"two figures are called {measure.key!r}")
    return found


def measured(figures: tuple[Figure | Total, ...], answers: Answers) -> dict[tuple[str, str], Decimal]:
    """The amounts of a report by measure and KBLI (or `MAIN`); sums are left to whoever adds up."""
    amounts: dict[tuple[str, str], Decimal] = {}
    for figure in figures:
        if isinstance(figure, Figure):
            for key, kbli, amount in figure.found(answers):
                amounts[key, kbli] = amounts.get((key, kbli), Decimal(0)) + amount
    return amounts


def prove_figures(name: str, figures: tuple[Figure | Total, ...], fields: Mapping[str, Field]) -> dict[str, Measure]:
    """The measures of a process; DeclarationError for a figure taken from what nobody asks."""
    for figure in figures:
        for source in figure.sources if isinstance(figure, Figure) else ():
            for asked, field in source.fields():
                inner: Any = asked.of.fields if isinstance(asked, Table | Grid) else fields
                if fields.get(asked.key) is not asked or inner.get(field.key) is not field:
                    raise DeclarationError(f"{name}: the figure {figure.key!r} is taken from what nobody asks")
            if isinstance(source, Cells) and not set(source.rows) <= set(source.grid.rows):
                raise DeclarationError(f"{name}: the figure {figure.key!r} is taken from rows that its grid has not")
    try:
        return measures_of(figures)
    except DeclarationError as problem:
        raise DeclarationError(f"{name}: {problem}") from None
