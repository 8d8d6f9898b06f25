"""Somebody who has nothing but published tables, and tries to work out what they hide: by row reduction and bounds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from scipy.optimize import linprog

Name = tuple[str, str, tuple[str, str, str]]
"""A cell: its release, its measure and its place."""
ABOVE: dict[str, Callable[[str, str], list[tuple[str, str, str]]]] = {
    "province": lambda region, kbli: [("total", "", "")],
    "division": lambda region, kbli: [("total", "", "")],
    "cross": lambda region, kbli: [("province", region, ""), ("division", "", kbli)],
    "regency": lambda region, kbli: [("province", region[:2], "")],
    "class": lambda region, kbli: [("division", "", kbli[:2])],
}
"""What everybody knows of the codes: which cell is a part of which."""


@dataclass
class Attacker:
    """What is known (`known`), the cells that are not, and linear equations between them: sum of factor * cell = 0."""

    known: dict[Name, float] = field(default_factory=dict)
    unknown: list[Name] = field(default_factory=list)
    equations: list[dict[Name, int]] = field(default_factory=list)
    least: dict[Name, float] = field(default_factory=dict)

    def read(self, release: str, rows: Iterable[Any], sums: Mapping[str, tuple[str, ...]]) -> None:
        """Take in a published file; `sums` are the measures that are sums of others."""
        cells = {(release, row.measure, row.place): row.amount for row in rows}
        self.known |= {name: amount for name, amount in cells.items() if amount is not None}
        self.unknown += [name for name, amount in cells.items() if amount is None]
        parts: dict[tuple[Name, str], dict[Name, int]] = {}
        for name in cells:
            _release, measure, (level, region, kbli) = name
            for above in ABOVE.get(level, lambda *_: [])(region, kbli):
                whole = (release, measure, above)
                parts.setdefault((whole, level), {whole: -1})[name] = 1
        self.equations += parts.values()
        for whole, of in sums.items():
            for place in {name[2] for name in cells}:
                equation = {(release, measure, place): 1 for measure in of if (release, measure, place) in cells}
                if (release, whole, place) in cells:
                    self.equations.append(equation | {(release, whole, place): -1})

    def tell(self, name: Name, value: float) -> None:
        """Something that this attacker knows besides."""
        if name in self.unknown:
            self.unknown.remove(name)
            self.known[name] = value

    def determined(self) -> dict[Name, Fraction]:
        """The hidden cells that follow from the equations alone, by row reduction in exact fractions."""
        rows = []
        for equation in self.equations:
            row = {name: Fraction(factor) for name, factor in equation.items() if name not in self.known}
            right = -sum(
                Fraction(factor) * Fraction(self.known[name]) for name, factor in equation.items() if name in self.known
            )
            rows.append((row, right))
        solved: list[tuple[Name, dict[Name, Fraction], Fraction]] = []
        while rows:
            row, right = rows.pop()
            if not row:
                assert right == 0, "the published figures contradict one another"
                continue
            pivot, factor = next(iter(row.items()))
            row = {name: value / factor for name, value in row.items()}
            right /= factor
            rows = [_without(pivot, row, right, *other) for other in rows]
            solved = [(name, *_without(pivot, row, right, *other)) for name, *other in solved] + [(pivot, row, right)]
        return {pivot: right for pivot, row, right in solved if len(row) == 1}

    def bounds(self, *wanted: Mapping[Name, int]) -> list[tuple[float, float]]:
        """The least and the most that each combination of hidden cells can be."""
        place = {name: number for number, name in enumerate(self.unknown)}
        scale = max([abs(value) for value in self.known.values()] or [1.0]) or 1.0
        matrix, right = [], []
        for equation in self.equations:
            row = [0.0] * len(place)
            for name in equation.keys() & place.keys():
                row[place[name]] = equation[name]
            if any(row):
                matrix.append(row)
                right.append(
                    -sum(equation[name] * self.known[name] / scale for name in equation.keys() & self.known.keys())
                )
        found = []
        for combination in wanted:
            cost = [0.0] * len(place)
            fixed = sum(factor * self.known[name] for name, factor in combination.items() if name in self.known)
            for name in combination.keys() & place.keys():
                cost[place[name]] = combination[name]
            limits = [(self.least.get(name, 0) / scale, None) for name in self.unknown]
            ends = []
            for sign in (1, -1):
                if not any(cost):
                    ends.append(0.0)
                    continue
                solution = linprog(
                    [sign * value for value in cost],
                    A_eq=matrix or None,
                    b_eq=right or None,
                    bounds=limits,
                    method="highs",
                )
                assert solution.status in {0, 3}, solution.message
                ends.append(float("-inf") if solution.status == 3 else float(solution.fun))
            found.append((ends[0] * scale + fixed, -ends[1] * scale + fixed))
        return found


def _without(
    pivot: Name, row: dict[Name, Fraction], right: Fraction, other: dict[Name, Fraction], other_right: Fraction
) -> tuple[dict[Name, Fraction], Fraction]:
    factor = other.get(pivot)
    if not factor:
        return other, other_right
    reduced = {
        name: other.get(name, Fraction(0)) - factor * row.get(name, Fraction(0)) for name in other.keys() | row.keys()
    }
    return {name: value for name, value in reduced.items() if value}, other_right - factor * right
