"""Published tables under attack: nobody solves or narrows what they hide, nor does a company by its own part."""

from __future__ import annotations

import random
from collections import Counter
from itertools import product

import pytest

from siinas.queries import suppression
from siinas.queries.release_cells import Contribution, Earlier, Rules, band, hidden_cells, places_of, sheet_of, told
from siinas.queries.suppression import Unprotectable, primary
from tests.queries.attacker import Attacker

RULES = Rules(least=3, dominance=80, share=10)
SUMS = {"workers": ("men", "women")}
STYLES = ("sparse", "dominated", "crowded", "alone in a province", "small numbers", "one regency each")


def contributions(seed: int, style: str, measures: int) -> list[Contribution]:
    """Invented legal entities with what they reported: who they are, where, of which KBLI and how much."""
    chance = random.Random(f"{seed}{style}{measures}")
    provinces = {"sparse": 4, "crowded": 2}.get(style, 3)
    regencies = [
        f"{10 + p}{r:02d}" for p in range(provinces) for r in range(1, 2 if style == "one regency each" else 4)
    ]
    classes = [f"{10 + d}{c:03d}" for d in range(3) for c in range(1, chance.randint(2, 4))]
    found = []
    for entity in range({"sparse": 14, "crowded": 90}.get(style, 30)):
        for _ in range(1 if chance.random() < 0.8 else 2):
            regency = chance.choice(regencies)
            if style == "alone in a province" and regency.startswith("12") and entity:
                regency = regencies[0]
            if style == "alone in a province" and not entity:
                regency = "1201"
            spread = 3.0 if style == "dominated" else 1.2
            amounts = tuple(
                chance.randint(0, 3) * 100
                if style == "small numbers"
                else 0
                if chance.random() < 0.15
                else round(chance.lognormvariate(8, spread)) * 100
                for _measure in range(measures)
            )
            found.append(Contribution(entity, regency, chance.choice(classes), amounts))
    return found


def present_in(rows: list[Contribution]) -> dict[tuple[str, str, str], set[int]]:
    """Who reported anything at all in each cell."""
    found: dict[tuple[str, str, str], set[int]] = {}
    for row in rows:
        for place in places_of(row.regency, row.kbli):
            found.setdefault(place, set()).add(row.entity)
    return found


def sheet(rows: list[Contribution], measures: int):
    names = ("men", "women", "workers") if measures == 2 else ("production",)
    return sheet_of(names, rows, present_in(rows), summed=measures == 2)


def room_faults(attacker: Attacker, release: str, made, *, entity: int | None = None) -> list[str]:
    """The unsafe cells that an attacker knows more closely than is allowed."""
    wanted = [
        cell
        for cell in made.cells()
        if made.unsafe(cell, RULES) and (release, *cell) not in attacker.known and made.amounts[cell]
    ]
    faults = []
    bounds = attacker.bounds(*({(release, *cell): 1} for cell in wanted))
    for cell, (least, most) in zip(wanted, bounds, strict=True):
        amount = made.amounts[cell]
        own = made.within[cell].get(entity, 0) if entity is not None else 0
        room = (amount - own) * RULES.share / 100
        slack = 1e-5 * amount + 1e-4
        if most < amount + room - slack or least > max(amount - room, own) + slack:
            faults.append(f"{cell} is {amount}, known between {least} and {most}")
    return faults


def insiders(made) -> set[int]:
    """Who fills a cell alone or with a single other."""
    return {entity for shares in made.within.values() if len(shares) < RULES.least for entity in shares}


def as_insider(attacker: Attacker, release: str, made, entity: int) -> None:
    """Add what a legal entity knows: its own part of every cell, and each cell in which nobody else reported."""
    for cell, shares in made.within.items():
        if set(made.present[cell[1]]) == {entity}:
            attacker.tell((release, *cell), made.amounts[cell])
        elif entity in shares:
            attacker.least[release, *cell] = shares[entity]


CASES = [(seed, style, measures) for seed in range(3) for style in STYLES for measures in (1, 2)]


@pytest.mark.parametrize(("seed", "style", "measures"), CASES)
def test_nothing_hidden_is_solved_or_narrowed(seed, style, measures):
    made = sheet(contributions(seed, style, measures), measures)
    hidden = hidden_cells(made, RULES)
    rows = told(made, hidden, RULES)
    outside = Attacker()
    outside.read("now", rows, SUMS if measures == 2 else {})
    solved = outside.determined()
    assert [name for name in solved if made.unsafe(name[1:], RULES)] == []
    assert room_faults(outside, "now", made) == []
    for entity in sorted(insiders(made))[:4]:
        inside = Attacker()
        inside.read("now", rows, SUMS if measures == 2 else {})
        as_insider(inside, "now", made, entity)
        assert room_faults(inside, "now", made, entity=entity) == [], f"known to {entity}"


@pytest.mark.parametrize("measures", [1, 2])
def test_the_attacker_bites(measures):
    """Where only the unsafe cells are hidden and no further ones, the same attacker finds many of them."""
    found: Counter[str] = Counter()
    for seed in range(2):
        for style in STYLES:
            made = sheet(contributions(seed, style, measures), measures)
            unsafe = frozenset(cell for cell in made.cells() if made.unsafe(cell, RULES))
            attacker = Attacker()
            attacker.read("now", told(made, unsafe, RULES), SUMS if measures == 2 else {})
            solved = attacker.determined()
            assert all(solved[name] == made.amounts[name[1:]] for name in solved)
            found["solved"] += len(solved)
            found["narrowed"] += len(room_faults(attacker, "now", made))
    assert found["solved"] > 20
    assert found["narrowed"] > found["solved"]


def test_men_and_women_by_themselves_would_tell_the_rest():
    """Protected one by one, tables of measures that add up give cells away; protected together they do not."""
    given_away = 0
    for seed in range(3):
        rows = contributions(seed, "sparse", 2)
        made = sheet(rows, 2)
        hidden = set()
        for number, measure in enumerate(("men", "women")):
            one = [Contribution(r.entity, r.regency, r.kbli, (r.amounts[number],)) for r in rows]
            hidden |= hidden_cells(sheet_of((measure,), one, present_in(rows)), RULES)
        one = [Contribution(r.entity, r.regency, r.kbli, (sum(r.amounts),)) for r in rows]
        hidden |= hidden_cells(sheet_of(("workers",), one, present_in(rows)), RULES)
        attacker = Attacker()
        attacker.read("now", told(made, frozenset(hidden), RULES), SUMS)
        given_away += len(room_faults(attacker, "now", made))
    assert given_away > 0


def later(seed: int, style: str, measures: int, *, corrected: bool) -> list[Contribution]:
    """The same reports with some that came late, and perhaps one that was corrected."""
    rows, chance = contributions(seed, style, measures), random.Random(seed)
    late = chance.sample(contributions(seed + 100, style, measures), chance.randint(1, 8))
    places = [(row.regency, row.kbli) for row in rows]
    kept = list(rows)
    if corrected:
        one = kept.pop(chance.randrange(len(kept)))
        kept.append(Contribution(one.entity, one.regency, one.kbli, tuple(amount // 2 for amount in one.amounts)))
    return kept + [Contribution(1000 + one.entity, *chance.choice(places), one.amounts) for one in late]


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("measures", [1, 2])
def test_a_second_release_does_not_tell_what_the_first_one_hid(style, measures):
    tried, refused = 0, 0
    for seed, corrected in product(range(3 - measures), (False, True)):
        then = sheet(contributions(seed, style, measures), measures)
        now = sheet(later(seed, style, measures, corrected=corrected), measures)
        hid_then = hidden_cells(then, RULES)
        tried += 1
        try:
            hidden = hidden_cells(now, RULES, Earlier(then, hid_then))
        except Unprotectable:  # what the first release tells leaves no way: the second one is not published
            refused += 1
            continue
        attacker = both(then, hid_then, now, hidden, measures)
        solved = attacker.determined()
        assert [name for name in solved if {"then": then, "now": now}[name[0]].unsafe(name[1:], RULES)] == []
        assert room_faults(attacker, "then", then) == []
        assert room_faults(attacker, "now", now) == []
        assert change_faults(attacker, then, now) == []
    assert refused * 2 <= tried


def both(then, hid_then, now, hidden, measures) -> Attacker:
    """Somebody who has both files, and knows where nothing was reported in between."""
    attacker = Attacker()
    for release, made, kept in (("then", then, hid_then), ("now", now, hidden)):
        attacker.read(release, told(made, kept, RULES), SUMS if measures == 2 else {})
    for cell in now.within:
        if then.within.get(cell) == now.within[cell]:
            pair = {("now", *cell): 1, ("then", *cell): -1}
            attacker.equations.append(
                {name: factor for name, factor in pair.items() if name in {*attacker.known, *attacker.unknown}}
            )
    return attacker


def change_faults(attacker: Attacker, then, now) -> list[str]:
    """The changes by few that the two releases tell more closely than is allowed."""
    wanted = []
    for cell, shares in now.within.items():
        before = then.within.get(cell, {})
        changes = {e: shares.get(e, 0) - before.get(e, 0) for e in {*shares, *before}}
        sizes = [abs(change) for change in changes.values() if change]
        if primary(sizes, least=RULES.least, dominance=RULES.dominance, share=RULES.share):
            wanted.append((cell, sum(changes.values()), sum(sizes) * RULES.share / 100))
    names = {*attacker.known, *attacker.unknown}
    pairs = [{n: f for n, f in ((("now", *cell), 1), (("then", *cell), -1)) if n in names} for cell, _c, _r in wanted]
    faults = []
    for (cell, change, room), (least, most) in zip(wanted, attacker.bounds(*pairs), strict=True):
        slack = 1e-5 * max(now.amounts[cell], abs(change)) + 1e-4
        grown = all(now.within[cell].get(e, 0) >= v for e, v in then.within.get(cell, {}).items())
        if most < change + room - slack or least > (max(change - room, 0) if grown else change - room) + slack:
            faults.append(f"{cell} changed by {change}, known between {least} and {most}")
    return faults


def test_two_releases_made_apart_give_changes_away():
    """The same attacker finds changes by few where the second release does not look at the first one."""
    found = 0
    for seed in range(4):
        then = sheet(contributions(seed, "crowded", 1), 1)
        now = sheet(later(seed, "crowded", 1, corrected=False), 1)
        hid_then, hidden = hidden_cells(then, RULES), hidden_cells(now, RULES)
        found += len(change_faults(both(then, hid_then, now, hidden, 1), then, now))
    assert found > 5


@pytest.mark.parametrize(
    ("shares", "unsafe"),
    [
        ([], False),
        ([5], True),
        ([5, 5], True),
        ([5, 5, 5], False),
        ([81, 10, 9], True),
        ([80, 10, 10], False),
        ([50, 46, 4], True),  # the second knows the first one to within 8 %
        ([50, 45, 5], False),
    ],
)
def test_which_cell_says_too_much_by_itself(shares, unsafe):
    assert primary(shares, least=3, dominance=80, share=10) is unsafe


def test_numbers_of_contributors_are_told_in_bands():
    assert [band(count, 3) for count in (0, 2, 3, 9, 10, 24, 25, 1200)] == [None, None, 3, 3, 10, 10, 25, 1000]
    assert [band(count, 12) for count in (11, 12, 24, 25)] == [None, 12, 12, 25]


def test_a_measure_that_nobody_reported_is_left_out():
    rows = [Contribution(entity, "1101", "10101", (100, 0)) for entity in range(5)]
    made = sheet(rows, 2)
    assert {row.measure for row in told(made, hidden_cells(made, RULES), RULES)} == {"men", "workers"}


def test_noughts_of_few_are_hidden_and_of_many_told():
    rows = [Contribution(entity, "1101", "10101", (1000 + entity,)) for entity in range(6)]
    rows += [Contribution(entity, "1202", "11111", (2000 + entity,)) for entity in range(10, 16)]
    rows += [Contribution(entity, "1201", "10101", (0,)) for entity in range(20, 24)]
    rows += [
        Contribution(30, "1301", "10101", (0,)),
        *(Contribution(e, "1301", "11111", (900 + e,)) for e in range(31, 36)),
    ]
    made = sheet(rows, 1)
    hidden = hidden_cells(made, RULES)
    amounts = {row.place: row.amount for row in told(made, hidden, RULES)}
    assert amounts["regency", "1201", ""] == 0
    assert amounts["cross", "13", "10"] is None
    assert ("cross", "11", "11") not in amounts


def test_a_solver_that_is_a_little_off_costs_no_protection(monkeypatch):
    """What it leaves over is nothing beside a large company, and must not be scaled up to protect a small one."""
    solve = suppression.linprog

    def a_little_off(*given, **more):
        found = solve(*given, **more)
        if found.status == 0:
            found.x = found.x + 1e-7 * (abs(found.x) > suppression.EXACT)
        return found

    monkeypatch.setattr(suppression, "linprog", a_little_off)
    for seed in range(12):
        made = sheet(contributions(seed, "dominated", 2), 2)
        assert hidden_cells(made, RULES)
