"""The tables of a release as cells: what each adds up, who is in it, which may be told, and what binds them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from math import log10
from statistics import median

import numpy as np

from siinas.queries.suppression import NEVER, Insider, Joint, Marks, primary, protect

Place = tuple[str, str, str]
"""A cell of the tables of one measure: its level, the code of its province or regency, and its KBLI."""
Cell = tuple[str, Place]
"""A cell: its measure and where it stands."""
UNKNOWN = "00"
"""The province, and the KBLI of two digits, of what names none."""
WEIGHTS = {"cross": 1, "class": 1, "regency": 1, "division": 30, "province": 30, "total": 1000}
"""The levels, and how much more the loss of a cell weighs the more is summed up in it: province by KBLI of two digits,
KBLI of five digits, regencies, and the margins of these."""
MODEST = 20.0
"""Above the price of every cell that is no margin, below that of every margin."""


@dataclass(frozen=True, slots=True)
class Contribution:
    """What a legal entity reported of each measure for a regency and a KBLI of five digits, in hundredths."""

    entity: int
    regency: str
    kbli: str
    amounts: tuple[int, ...]

    def places(self) -> tuple[Place, ...]:
        """All cells that it counts in."""
        return places_of(self.regency, self.kbli)


def places_of(regency: str, kbli: str) -> tuple[Place, ...]:
    """The cells in which something of a regency and a KBLI of five digits counts."""
    regency, kbli = regency or UNKNOWN * 2, kbli or f"{UNKNOWN}000"
    province, division = regency[:2], kbli[:2]
    return (
        ("total", "", ""),
        ("province", province, ""),
        ("division", "", division),
        ("cross", province, division),
        ("regency", regency, ""),
        ("class", "", kbli),
    )


def sums_of(places: Collection[Place]) -> list[tuple[Place, list[Place]]]:
    """Each sum of the tables with its parts."""
    parts: dict[tuple[str, Place], list[Place]] = {}
    for place in places:
        level, region, kbli = place
        above: list[Place] = {
            "total": [],
            "province": [("total", "", "")],
            "division": [("total", "", "")],
            "cross": [("province", region, ""), ("division", "", kbli)],
            "regency": [("province", region[:2], "")],
            "class": [("division", "", kbli[:2])],
        }[level]
        for one in above:
            parts.setdefault((level, one), []).append(place)
    return [(whole, sorted(of)) for (_level, whole), of in sorted(parts.items())]


@dataclass(frozen=True, slots=True)
class Rules:
    """When a cell says too much, and how much room what is hidden needs: fewer than `least` legal entities, one with
    more than `dominance` percent, or known to within `share` percent."""

    least: int
    dominance: int
    share: int


@dataclass
class Sheet:
    """The measures of one joint system: two that add up to the third, or one alone.

    `amounts` are the sums, in hundredths; `within` what each legal entity has in a cell, nothing left out but noughts;
    `present` are the legal entities that reported anything at all there, whatever the measure.
    """

    measures: tuple[str, ...]
    summed: bool
    places: list[Place]
    within: dict[Cell, dict[int, int]]
    present: Mapping[Place, Collection[int]]
    amounts: dict[Cell, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.amounts = {cell: sum(shares.values()) for cell, shares in self.within.items()}

    def cells(self) -> list[Cell]:
        """All cells of all measures."""
        return [(measure, place) for measure in self.measures for place in self.places]

    def empty(self, measure: str) -> bool:
        """Whether nobody reported anything of a measure: there is then nothing to protect, and nothing to publish."""
        return not self.amounts.get((measure, ("total", "", "")))

    def unsafe(self, cell: Cell, rules: Rules) -> bool:
        """Whether the cell by itself says too much."""
        measure, place = cell
        if self.empty(measure):
            return False
        shares = self.within[cell].values()
        if not shares:
            return len(self.present[place]) < rules.least
        return primary(shares, least=rules.least, dominance=rules.dominance, share=rules.share)


def sheet_of(
    measures: tuple[str, ...],
    contributions: Iterable[Contribution],
    present: Mapping[Place, Collection[int]],
    *,
    summed: bool = False,
) -> Sheet:
    """Add the contributions up; where `summed`, the last measure is the sum of those before it."""
    places = sorted(present)
    within: dict[Cell, dict[int, int]] = {(measure, place): {} for measure in measures for place in places}
    for one in contributions:
        amounts = (*one.amounts, sum(one.amounts)) if summed else one.amounts
        for measure, amount in zip(measures, amounts, strict=True):
            if amount:
                for place in one.places():
                    shares = within[measure, place]
                    shares[one.entity] = shares.get(one.entity, 0) + amount
    return Sheet(measures, summed, places, within, present)


@dataclass(frozen=True)
class Earlier:
    """An earlier release of the same measures: what was reported then, and the cells that it kept hidden."""

    sheet: Sheet
    hidden: frozenset[Cell]


def hidden_cells(
    sheet: Sheet, rules: Rules, earlier: Earlier | None = None, tell: Callable[[float], None] = lambda share: None
) -> frozenset[Cell]:
    """The cells that must not be told; Unprotectable where even that would not be enough beside the earlier release.

    `tell` hears which share of the work is through.
    """
    system = _System(rules)
    system.add("now", sheet, frozenset())
    if earlier is not None:
        system.add("then", earlier.sheet, earlier.hidden)
        system.compare(sheet, earlier)
    hidden = protect(system.joint(), tell).hidden
    return frozenset(cell for cell in sheet.cells() if hidden[system.numbers["now", cell]])


class _System:
    """Numbers the cells of one or two releases, and of the differences between them, and binds them."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.numbers: dict[tuple[str, Cell], int] = {}
        self.values: list[float] = []
        self.floors: list[float] = []
        self.prices: list[float] = []
        self.hidden: list[bool] = []
        self.needs: dict[int, float] = {}
        self.equations: list[dict[int, float]] = []
        self.shares: dict[int, dict[int, float]] = {}
        self.alone: dict[int, set[int]] = {}
        self.spared: dict[int, dict[int, float]] = {}
        self.concerned: set[int] = set()

    def _number(self, name: tuple[str, Cell], value: float, price: float, *, hidden: bool, floor: float = 0) -> int:
        number = self.numbers[name] = len(self.values)
        self.values.append(value)
        self.prices.append(price)
        self.hidden.append(hidden)
        self.floors.append(floor)
        return number

    def add(self, release: str, sheet: Sheet, hidden: frozenset[Cell]) -> None:
        """The cells of a release. Those of "now" may still be hidden; of one before, those that were not are known."""
        usual = {measure: self._usual(sheet, measure) for measure in sheet.measures}
        for cell in sheet.cells():
            measure, (level, region, kbli) = cell
            amount, unsafe = sheet.amounts[cell], sheet.unsafe(cell, self.rules)
            price = WEIGHTS[level] * (1 + log10(1 + amount / 100)) if release == "now" else NEVER
            if sheet.empty(measure):
                price = NEVER
            kept = unsafe if release == "now" else cell in hidden
            number = self._number((release, cell), float(amount), price, hidden=kept)
            shares, present = sheet.within[cell], sheet.present[level, region, kbli]
            for entity, share in shares.items():
                self.shares.setdefault(entity, {})[number] = float(share)
            if unsafe:
                self.needs[number] = max((amount or usual[measure][level]) * self.rules.share / 100, 1.0)
                self._spare(number, shares)
            for entity in present if len(present) == 1 else ():
                self.alone.setdefault(entity, set()).add(number)
        for measure in sheet.measures:
            for whole, parts in sums_of(sheet.places):
                equation = {self.numbers[release, (measure, part)]: 1.0 for part in parts}
                self.equations.append(equation | {self.numbers[release, (measure, whole)]: -1.0})
        if sheet.summed:
            *parts_of_sum, whole_measure = sheet.measures
            for place in sheet.places:
                equation = {self.numbers[release, (measure, place)]: 1.0 for measure in parts_of_sum}
                self.equations.append(equation | {self.numbers[release, (whole_measure, place)]: -1.0})

    def _spare(self, number: int, shares: Mapping[int, int]) -> None:
        """Each knows its own part: only the rest needs room towards it. Those of few are reckoned with."""
        for entity, share in shares.items():
            self.spared.setdefault(entity, {})[number] = abs(share) * self.rules.share / 100
        if len(shares) < self.rules.least:
            self.concerned.update(shares)

    def _usual(self, sheet: Sheet, measure: str) -> dict[str, float]:
        """What a cell of each level usually holds: by it the room of a hidden nought is measured."""
        found: dict[str, list[int]] = {level: [1] for level in WEIGHTS}
        for place in sheet.places:
            if amount := sheet.amounts[measure, place]:
                found[place[0]].append(amount)
        return {level: float(median(amounts)) for level, amounts in found.items()}

    def compare(self, now: Sheet, earlier: Earlier) -> None:
        """What changed between the two releases is a table of its own, which nobody publishes and anybody can reckon.

        Where nothing was reported meanwhile both figures are known to be the same. A change by few is protected as a
        cell of few is. Where all reported more, the change is known to be no less than nothing.
        """
        then = earlier.sheet
        for cell in sorted({*now.within, *then.within}):
            before, after = then.within.get(cell, {}), now.within.get(cell, {})
            changes = {
                entity: change
                for entity in {*before, *after}
                if (change := after.get(entity, 0) - before.get(entity, 0))
            }
            equation = {}
            if ("now", cell) in self.numbers:
                equation[self.numbers["now", cell]] = 1.0
            if ("then", cell) in self.numbers:
                equation[self.numbers["then", cell]] = -1.0
            if changes:
                equation[self._difference(cell, changes)] = -1.0
            self.equations.append(equation)

    def _difference(self, cell: Cell, changes: Mapping[int, int]) -> int:
        change, sizes = sum(changes.values()), [abs(one) for one in changes.values()]
        grown = min(changes.values()) > 0
        number = self._number(("change", cell), float(change), 0, hidden=True, floor=0 if grown else -np.inf)
        if primary(sizes, least=self.rules.least, dominance=self.rules.dominance, share=self.rules.share):
            self.needs[number] = max(sum(sizes) * self.rules.share / 100, 1.0)
            self._spare(number, changes)
        if grown:
            for entity, own in changes.items():
                self.shares.setdefault(entity, {})[number] = float(own)
        return number

    def joint(self) -> Joint:
        """The whole system, with those who know more than others: each legal entity in a cell of few.

        Where others reported too, nobody knows whether these have anything in a cell; only who is alone knows it whole.
        """
        insiders = [
            Insider(self.shares.get(entity, {}), frozenset(self.alone.get(entity, ())), self.spared.get(entity, {}))
            for entity in sorted(self.concerned.union(self.alone))
        ]
        marks: Marks = np.array(self.hidden, dtype=np.bool_)
        return Joint(
            np.array(self.values),
            self.equations,
            np.array(self.prices, dtype=np.float64),
            marks,
            self.needs,
            np.array(self.floors),
            insiders,
            MODEST,
        )


BANDS = (10, 25, 50, 100, 250, 500, 1000)
"""Where the bands begin in which numbers of legal entities are told, above the least number that is told at all."""


def band(count: int, least: int) -> int | None:
    """The lower end of the band in which a number of legal entities lies; None for what is too few to be told.

    Exact numbers would tell by subtraction which hidden cells hold nothing at all.
    """
    return None if count < least else max([least, *(begin for begin in BANDS if least < begin <= count)])


@dataclass(frozen=True, slots=True)
class Told:
    """A cell as it is published: its sum in hundredths, None where it stays hidden, and the band of contributors."""

    measure: str
    place: Place
    amount: int | None
    contributors: int | None


def told(sheet: Sheet, hidden: frozenset[Cell], rules: Rules) -> list[Told]:
    """What is published of a sheet. A cell that is not here holds nobody; a measure of nothing is left out."""
    found = []
    for measure, place in sheet.cells():
        if sheet.empty(measure):
            continue
        kept = (measure, place) in hidden
        count = band(len(sheet.within[measure, place]), rules.least)
        amount = sheet.amounts[measure, place]
        found.append(Told(measure, place, None if kept else amount, None if kept else count))
    return found
