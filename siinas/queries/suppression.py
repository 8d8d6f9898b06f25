"""Which further cells of published tables must stay hidden so that no hidden figure can be worked out from the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from scipy.optimize import linprog
from scipy.sparse import block_array, csr_array, hstack
from scipy.sparse.csgraph import connected_components

Numbers = npt.NDArray[np.float64]
Cells = npt.NDArray[np.int64]
Marks = npt.NDArray[np.bool_]

FARTHEST = 1000.0
"""No cell changes by more than so many times what the protected one must: this keeps the numbers of a programme near
one another, from single workers to thousands of billions of rupiah."""
EXACT = 1e-6
"""Changes below this share of what is asked for are none."""
TOLERATED = 1e-3
"""By so much of a protected cell's change the sums of a witness may be off: less than what is rounded anywhere."""
NEXT_TO_NOTHING = 1e-3
"""The price of a cell that is hidden already."""
NEVER = np.inf
"""The price of hiding a cell that cannot be hidden any more."""


class Unprotectable(Exception):
    """Even with everything hidden that may be hidden a figure could be worked out; `cell` is its number."""

    def __init__(self, cell: int) -> None:
        super().__init__(f"cell {cell} cannot be protected")
        self.cell = cell


@dataclass(frozen=True)
class Insider:
    """Somebody who knows more than what is published.

    `known` cells they know to the last digit, of others they know their own `shares`, which the cell cannot fall below.
    `spared` says by how much less room a cell needs towards them, as a part of it is their own.
    """

    shares: Mapping[int, float]
    known: frozenset[int]
    spared: Mapping[int, float]


@dataclass
class Joint:
    """Tables that are published together, as cells and the sums that bind them.

    `equations` are sums that are 0, each as numbers of cells with their factors: the parts with 1, their sum with -1.
    `values` are the true figures and `floors` what everybody knows them to be at least. `prices` say how much the loss
    of a cell weighs; `NEVER` for what is known to everybody. `hidden` cells are not published. `needs` names the cells
    to protect and by how much each must be able to be more, and less (down to its floor), in a table that agrees with
    everything published. What costs more than a `modest` price is hidden only where nothing else helps.
    """

    values: Numbers
    equations: Sequence[Mapping[int, float]]
    prices: Numbers
    hidden: Marks
    needs: Mapping[int, float]
    floors: Numbers
    insiders: Sequence[Insider] = ()
    modest: float = NEVER


@dataclass(frozen=True)
class Witness:
    """Another table that agrees with everything published: how much each cell differs from the true one."""

    cells: Cells
    changes: Numbers

    def scaled(self, factor: float) -> Witness:
        """The same difference, so many times as large."""
        return Witness(self.cells, self.changes * factor)


@dataclass
class Protection:
    """What came out: the cells that stay hidden, and for each protected cell the tables that show its room."""

    hidden: Marks
    witnesses: dict[int, list[Witness]] = field(default_factory=dict)


def protect(joint: Joint, tell: Callable[[float], None] = lambda share: None) -> Protection:
    """Hide further cells, the cheapest ones, until each that needs it has room to both sides, for insiders too.

    For one protected cell after the other a linear programme finds the cheapest change of the table that moves it as
    far as it must be movable and leaves all sums right; the cells of that change are hidden. Such a change remains
    possible however many cells are hidden later, so that one pass is enough, and is a proof: whoever reads the
    published tables cannot tell the true one from the changed one. Raises Unprotectable where there is none.
    `tell` hears which share of the cells is through.
    """
    search = _Search(joint)
    for done, cell in enumerate(sorted(joint.needs, key=lambda one: -joint.needs[one])):
        tell(done / len(joint.needs))
        search.protect(cell)
    for cell, witnesses in search.witnesses.items():
        if not all(search.agrees(cell, witness) for witness in witnesses):
            raise Unprotectable(cell)
    return Protection(search.hidden, search.witnesses)


NOBODY = Insider({}, frozenset(), {})
"""Whoever only reads what is published."""


class _Search:
    def __init__(self, joint: Joint) -> None:
        self.joint = joint
        self.hidden = joint.hidden.copy()
        self.room = joint.values - joint.floors
        size = len(joint.values)
        rows, columns, factors = [], [], []
        for number, equation in enumerate(joint.equations):
            for cell, factor in equation.items():
                rows.append(number)
                columns.append(cell)
                factors.append(factor)
        shape = (len(joint.equations), size)
        self.matrix = csr_array((factors, (rows, columns)), shape=shape).tocsc()
        self.insiders_of: dict[int, list[int]] = {}
        for number, insider in enumerate(joint.insiders):
            for cell in insider.known.union(insider.shares):
                self.insiders_of.setdefault(cell, []).append(number)
        self.found: dict[int, list[Witness]] = {}
        self.witnesses: dict[int, list[Witness]] = {}

    def protect(self, cell: int) -> None:
        """Room for one cell: for whoever only reads, and for each insider whose knowledge a table would contradict."""
        kept = self._both(cell, self.joint.needs[cell], NOBODY)
        for number in sorted({one for witness in kept for one in self._contradicting(witness)}):
            insider = self.joint.insiders[number]
            need = self.joint.needs[cell] - insider.spared.get(cell, 0)
            if cell not in insider.known and need > EXACT * self.joint.needs[cell]:
                kept = [*kept, *self._both(cell, need, insider)]
        self.witnesses[cell] = kept

    def agrees(self, cell: int, witness: Witness) -> bool:
        """The audit, without a solver: a witness changes hidden cells only, keeps every sum, goes below no floor, and
        moves the protected cell."""
        unit = float(np.max(np.abs(witness.changes[witness.cells == cell]), initial=0))
        left = self.room[witness.cells] + witness.changes
        tolerance = TOLERATED * np.maximum(np.abs(witness.changes), unit)
        return bool(unit and self.hidden[witness.cells].all() and self._off(witness) <= TOLERATED * unit) and bool(
            (left >= -tolerance).all()
        )

    def _off(self, witness: Witness) -> float:
        """By how much a sum is off at most: a solver leaves a little, which grows when the change is scaled up."""
        return float(np.max(np.abs(self.matrix[:, witness.cells] @ witness.changes), initial=0))

    def _contradicting(self, witness: Witness) -> set[int]:
        found = set()
        for cell, change in zip(witness.cells.tolist(), witness.changes.tolist(), strict=True):
            for number in self.insiders_of.get(cell, ()):
                insider = self.joint.insiders[number]
                share = insider.shares.get(cell, 0)
                if cell in insider.known or change < -(self.room[cell] - share) * (1 + EXACT):
                    found.add(number)
        return found

    def _room_for(self, insider: Insider) -> Numbers:
        """By how much each cell can be less, for somebody who knows their shares."""
        if not insider.shares:
            return self.room
        room = self.room.copy()
        cells = list(insider.shares)
        room[cells] = np.maximum(room[cells] - np.array([insider.shares[cell] for cell in cells]), 0)
        return room

    def _both(self, cell: int, need: float, insider: Insider) -> list[Witness]:
        """Tables in which the cell is more and less by its need: two that mirror each other, or two of their own."""
        room = self._room_for(insider)
        downward = room[cell] > 0
        if downward and (mirrored := self._known_one(cell, need, insider.known, room)):
            return mirrored
        if downward and (found := self._change(cell, need, insider.known, room, mirrored=True)):
            return self._keep([found, found.scaled(-1)])
        needs = (need, -min(need, room[cell])) if downward else (need,)
        each = [self._change(cell, one, insider.known, room) for one in needs]
        if not all(each):
            raise Unprotectable(cell)
        return self._keep([one for one in each if one is not None])

    def _known_one(self, cell: int, need: float, known: frozenset[int], room: Numbers) -> list[Witness]:
        """A change found for another cell that serves this one too, in both directions."""
        for witness in self.found.get(cell, ()):
            if known and known.intersection(witness.cells.tolist()):
                continue
            (place,) = np.nonzero(witness.cells == cell)[0]
            scaled = witness.scaled(need / abs(witness.changes[place]))
            fits = np.all(np.abs(scaled.changes) <= room[witness.cells] * (1 + EXACT))
            if fits and self._off(scaled) <= EXACT * need:
                return [scaled, scaled.scaled(-1)]
        return []

    def _keep(self, found: list[Witness]) -> list[Witness]:
        for witness in found:
            self.hidden[witness.cells] = True
        for cell in found[0].cells.tolist():
            self.found.setdefault(cell, []).append(found[0])
        return found

    def _change(
        self, cell: int, need: float, known: frozenset[int], room: Numbers, *, mirrored: bool = False
    ) -> Witness | None:
        """The cheapest change that moves `cell` by `need`; one whose mirror is possible too where `mirrored` says so.

        Everything is reckoned in units of the need. What is hidden already costs next to nothing. Sums that are still
        published are left alone if it can be done without them: few cells then hang together.
        """
        unit = abs(need)
        prices = np.where(self.hidden, NEXT_TO_NOTHING, self.joint.prices)
        down = np.minimum(room / unit, FARTHEST)
        down[down < EXACT] = 0
        up = down.copy() if mirrored else np.full(len(down), FARTHEST)
        prices[(up == 0) & (down == 0)] = NEVER
        prices[list(known)] = NEVER
        prices[cell] = NEXT_TO_NOTHING
        for most in (self.joint.modest, NEVER):
            usable = self._together(cell, np.nonzero(np.isfinite(prices) & (prices <= most))[0])
            found = self._programme(cell, float(np.sign(need)), usable, prices[usable], up[usable], down[usable])
            if found is not None:
                moved = np.abs(found) > EXACT
                return Witness(usable[moved], found[moved] * unit)
        return None

    def _together(self, cell: int, usable: Cells) -> Cells:
        """Those of the cells that hang together with `cell` by sums."""
        matrix = self.matrix[:, usable]
        _count, groups = connected_components(block_array([[None, matrix], [matrix.T, None]]), directed=False)
        of_cells = groups[matrix.shape[0] :]
        (place,) = np.nonzero(usable == cell)[0]
        together: Cells = usable[of_cells == of_cells[place]]
        return together

    def _programme(
        self, cell: int, sign: float, usable: Cells, prices: Numbers, up: Numbers, down: Numbers
    ) -> Numbers | None:
        """The cheapest change of the usable cells by which `cell` changes by `sign`; None where none is possible."""
        (place,) = np.nonzero(usable == cell)[0]
        upper = np.concatenate([up, down])
        lower = np.zeros_like(upper)
        lower[place] = upper[place] = max(sign, 0)
        lower[len(usable) + place] = upper[len(usable) + place] = max(-sign, 0)
        matrix = self.matrix[:, usable]
        matrix = matrix[np.diff(matrix.tocsr().indptr) > 0]
        found = linprog(
            np.concatenate([prices, prices]),
            A_eq=hstack([matrix, -matrix], format="csr"),
            b_eq=np.zeros(matrix.shape[0]),
            bounds=np.column_stack([lower, upper]),
            method="highs-ds",
        )
        if found.status != 0:
            return None
        change: Numbers = found.x[: len(usable)] - found.x[len(usable) :]
        return change


def primary(contributions: Iterable[int], *, least: int, dominance: int, share: int) -> bool:
    """Whether a cell says too much of one contributor: `contributions` are what each has in it (more than nothing).

    There are fewer than `least` of them; or the largest has more than `dominance` percent; or what others than the two
    largest have is less than `share` percent of the largest, so that the second could estimate it as closely.
    """
    sizes = sorted(contributions, reverse=True)
    if not sizes:
        return False
    rest = sum(sizes[2:])
    whole = sum(sizes)
    return len(sizes) < least or sizes[0] * 100 > dominance * whole or rest * 100 < share * sizes[0]
