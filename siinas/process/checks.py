"""Rules between answers: hard ones that stop a sending, and warnings that one may confirm with a reason (SETTLED 5)."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from siinas.process.fields import Answers, Field
from siinas.process.measures import Figure, Measure, Reckoning
from siinas.process.periods import Period, label_of
from siinas.process.tables import Grid, Table

Found = TypeVar("Found")


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
class Earlier:
    """An accepted report of an earlier period: its answers, typed."""

    period: Period
    answers: Answers


@dataclass(frozen=True, slots=True)
class Estate:
    """An industrial estate: code, name, status (operating, construction, planned), plots left (None where unknown)."""

    code: str
    name: str
    status: str
    remaining_plots: int | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    """A document that the company keeps: its number, its date, the KBLI that it names ("" for none)."""

    number: str
    issued_on: date | None
    kbli: str = ""


@dataclass(frozen=True, slots=True)
class OssProject:
    """What OSS says of the project of a KBLI: its identifiers and figures (rupiah; None where it says nothing).

    `authority` is 00 (ministry), 01 (province) or 02 (regency), "" where OSS is silent (licensing.md 4.7).
    """

    project_id: str = ""
    licence_id: str = ""
    licence_code: str = ""
    authority: str = ""
    product: str = ""
    capacity: Decimal | None = None
    unit: str = ""
    land: Decimal | None = None
    building: Decimal | None = None
    machines_local: Decimal | None = None
    machines_import: Decimal | None = None
    other: Decimal | None = None
    working_capital: Decimal | None = None
    workers: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Bound:
    """What holds for a measure: the least and the greatest value that need no explanation, each may be missing."""

    lower: Decimal | None = None
    upper: Decimal | None = None

    def holds(self, value: Decimal) -> bool:
        """Whether a value lies within."""
        return (self.lower is None or value >= self.lower) and (self.upper is None or value <= self.upper)

    def words(self, measure: Measure) -> str:
        """The bound as a person reads it: `0,2 sampai 5 kg per kg`, `paling banyak 105%`; empty without any."""
        if self.lower is None or self.upper is None:
            least = f"paling sedikit {measure.words(self.lower)}" if self.lower is not None else ""
            return f"paling banyak {measure.words(self.upper)}" if self.upper is not None else least
        return measure.span_words(self.lower, self.upper)


@dataclass(frozen=True, slots=True)
class Bounds:
    """The bounds of all measures by the beginnings of KBLI; the longest beginning that fits decides."""

    rows: Mapping[tuple[str, str], Bound] = field(default_factory=dict)

    def of(self, measure: str, kbli: str | None = "") -> Bound | None:
        """The bound of a measure for a KBLI; None where none is set."""
        code = kbli or ""
        for length in range(len(code), -1, -1):
            found = self.rows.get((measure, code[:length]))
            if found is not None:
                return found
        return None


@dataclass(frozen=True, slots=True)
class Facts:
    """What a declaration may know beside the answers: today, period or subject, the company's own records, settings.

    `earlier` are the accepted reports of the same process before this period, the newest first, at most four; `bounds`
    what is set for the measures that rules compare with.

    `settings` are those that the process names, in force today; `sisters` the regencies of the other accounts with the
    same NIB, those included to which one is about to move; `coming` the addresses of this one that were approved and
    hold from a day ahead.

    For a process that `knows` them there are the risks of the KBLI, the industrial estates of the regency, the contact
    person, the newest document of each type, the addresses in words (`places`), what OSS says by KBLI (`oss`), the
    numbers of valid SKPBKI by KBLI (`exempted`) and whether the place asks for one, the sentences of the check items by
    their codes, and by KBLI the number of the open application of whose line it is (`other_lines`).

    What officers answer about a case knows its answers (`about`), those of the other assessments of it (`assessed`) and
    the day on which it was sent.
    """

    today: date
    period: Period | None = None
    profile: Mapping[str, Any] = field(default_factory=dict)
    kbli: tuple[str, ...] = ()
    capacity: tuple[PermittedProduct, ...] = ()
    unit_weights: Mapping[str, Decimal] = field(default_factory=dict)
    subject: str = ""
    settings: Mapping[str, int] = field(default_factory=dict)
    sisters: frozenset[str] = frozenset()
    coming: Mapping[str, date] = field(default_factory=dict)
    earlier: tuple[Earlier, ...] = ()
    bounds: Bounds = field(default_factory=Bounds)
    risks: Mapping[str, str] = field(default_factory=dict)
    estates: tuple[Estate, ...] = ()
    contact: Mapping[str, Any] = field(default_factory=dict)
    papers: Mapping[str, Paper] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)
    oss: Mapping[str, OssProject] = field(default_factory=dict)
    exempted: Mapping[str, str] = field(default_factory=dict)
    needs_exemption: bool = False
    sentences: Mapping[str, str] = field(default_factory=dict)
    other_lines: Mapping[str, str] = field(default_factory=dict)
    sent_on: date | None = None
    about: Mapping[str, Any] = field(default_factory=dict)
    assessed: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    kept: dict[tuple[str, int], Any] = field(default_factory=dict, compare=False, repr=False)

    def once(self, name: str, rows: Any, reckon: Callable[[Any], Found]) -> Found:
        """What is reckoned from the rows of a table, once for all of them while a page is judged.

        A rule on rows that asks something of all rows would otherwise do so for each: ten thousand times ten thousand.
        """
        place = name, id(rows)
        if place not in self.kept:
            self.kept[place] = rows, reckon(rows)
        found: Found = self.kept[place][1]
        return found

    def kilograms(self, unit: str | None, product: str | None = None) -> Decimal | None:
        """Kilograms in one `unit` (UN/ECE code): fixed for units of mass, else as the permit says of the product."""
        wanted = str(product or "").casefold()
        for line in self.capacity:
            if line.unit == unit and line.product.casefold() == wanted and line.kg_factor is not None:
                return line.kg_factor
        return self.unit_weights.get(unit or "")


RowRule = Callable[[Answers, Answers, Facts], bool]
StepRule = Callable[[Answers, Facts], bool]


@dataclass(frozen=True, slots=True)
class Check:
    """A rule whose function is named as a sentence that is true of a good case.

    `message` tells the person what is odd and what to do; for a rule on rows, `at` is the table and the function gets
    (row, all answers, facts). `shows` are the answers of the row (or page) and the reckoned figures that are read out
    after the message. `hard` rules stop the sending; others are confirmed with a reason. `only_for` are the variants in
    which the rule holds (all where it is empty).

    A rule with a `measure` is a function that reckons a figure and bears its name: the case is good where the figure
    lies within the bound of that measure, for the KBLI that `kbli` finds, where a bound is set, or where there is no
    figure (None). Figure and bound are read out by themselves.
    """

    rule: Callable[..., Any]
    message: str
    at: Field
    hard: bool
    shows: tuple[Field | Figure, ...] = ()
    only_for: frozenset[str] = frozenset()
    measure: Measure | None = None
    kbli: Reckoning | None = None

    @property
    def key(self) -> str:
        """The name of the rule's function."""
        return self.rule.__name__

    def meant_for(self, variant: str) -> bool:
        """Whether the rule holds in a variant."""
        return not self.only_for or variant in self.only_for

    @property
    def reckons(self) -> bool:
        """Whether the rule reads out figures that nobody answered, which may hang on answers of other pages."""
        return self.measure is not None or any(isinstance(shown, Figure) for shown in self.shows)

    @property
    def on_rows(self) -> bool:
        """Whether the rule looks at one row after the other."""
        return self.rule.__code__.co_argcount == 3

    def good(self, arguments: tuple[Any, ...], facts: Facts) -> bool:
        """Whether the rule finds nothing odd in its row or page."""
        found = self.rule(*arguments, facts)
        if self.measure is None:
            return bool(found)
        bound = self.bound(arguments, facts)
        return found is None or bound is None or bound.holds(found)

    def bound(self, arguments: tuple[Any, ...], facts: Facts) -> Bound | None:
        """What is set for the measure and the KBLI that the row or page is about."""
        if self.measure is None:
            return None
        return facts.bounds.of(self.measure.key, self.kbli(*arguments, facts) if self.kbli else "")

    def figures(self, arguments: tuple[Any, ...], facts: Facts) -> Iterator[tuple[str, str]]:
        """What is read out besides the bound: answers, reckoned figures, what was measured; each with its label."""
        for shown in self.shows:
            if isinstance(shown, Figure):
                yield shown.label, shown.told(*arguments, facts)
            else:
                yield label_of(shown.label, facts.period), shown.measured(arguments[0].get(shown.key))
        if self.measure is not None:
            yield self.measure.label, self.measure.words(self.rule(*arguments, facts))


Shown = tuple[Field | Figure, ...]


def must(
    rule: StepRule | RowRule, message: str, *, at: Field, shows: Shown = (), only_for: Iterable[str] = ()
) -> Check:
    """A hard rule."""
    return Check(rule, message, at, hard=True, shows=shows, only_for=frozenset(only_for))


def should(
    rule: StepRule | RowRule, message: str, *, at: Field, shows: Shown = (), only_for: Iterable[str] = ()
) -> Check:
    """A warning that is confirmed with a reason."""
    return Check(rule, message, at, hard=False, shows=shows, only_for=frozenset(only_for))


def plausible(
    figure: Reckoning,
    measure: Measure,
    message: str,
    *,
    at: Field,
    kbli: Reckoning | None = None,
    shows: Shown = (),
    only_for: Iterable[str] = (),
) -> Check:
    """A warning where a reckoned figure lies outside of what is set for its measure in the table of bounds."""
    return Check(figure, message, at, hard=False, shows=shows, only_for=frozenset(only_for), measure=measure, kbli=kbli)


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule says about one place: page, field, row (its key and title), the sentence and the figures meant.

    `judged` is a digest of the answers of that row (or page): a reason given for other answers is none. `number` is
    the row's place in its table, from 1; 0 for whatever is no row of a table.
    """

    check: str
    step: str
    field: str
    message: str
    hard: bool
    row: str = ""
    row_title: str = ""
    figures: tuple[tuple[str, str], ...] = ()
    judged: str = ""
    number: int = 0

    @property
    def place(self) -> str:
        """Rule, field and row: the same as long as the row keeps its title."""
        return f"{self.check}:{self.field}:{self.row}"

    @property
    def key(self) -> str:
        """The name under which a reason is kept: the place and what was judged there."""
        return f"{self.place}:{self.judged}"


def findings_of(step: Any, answers: Answers, facts: Facts) -> list[Finding]:
    """Run the checks of a step over all answers; rows are named by position and by their title field."""
    found: list[Finding] = []
    facts = replace(facts, kept={})
    for check in step.checks:
        if not check.at.asked(answers):
            continue
        for row_key, row_title, arguments in broken_places(check, answers, facts):
            place = step.key, check.at.key, check.message, check.hard, row_key, row_title
            figures = [(label, words) for label, words in check.figures(arguments, facts) if words]
            judged = dict(arguments[0] if check.on_rows else {key: answers.get(key) for key in step.fields})
            if check.reckons:
                # The figure may change with another page: the reason was given for this one. The bound may not.
                judged["figures"] = list(figures)
            bound = check.bound(arguments, facts)
            if bound is not None and check.measure is not None:
                figures.append((BOUND_LABEL, bound.words(check.measure)))
            number = _number_of(check, answers, arguments[0])
            found.append(Finding(check.key, *place, tuple(figures), _digest(judged), number))
    return found


BOUND_LABEL = "Batas kewajaran"


def broken_places(check: Check, answers: Answers, facts: Facts) -> Iterator[tuple[str, str, tuple[Any, ...]]]:
    """Where a rule finds something odd: the row's key and title ("" for a page), and what the rule looked at."""
    return (place for place in _places(check, answers) if not check.good(place[2], facts))


def _digest(judged: Answers) -> str:
    text = json.dumps({key: value for key, value in judged.items() if value is not None}, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _number_of(check: Check, answers: Answers, row: Answers) -> int:
    """The place of a row in its table, from 1; 0 where the rule looks at no rows of a table."""
    rows = answers.get(check.at.key) if isinstance(check.at, Table) and check.on_rows else None
    return next((number for number, one in enumerate(rows or (), 1) if one is row), 0)


def _row_keys(titles: list[str]) -> list[str]:
    """A row is known by its title, so that a reason stays with it when other rows come and go; else by its number."""
    times = Counter(titles)
    return [name.casefold() if name and times[name] == 1 else str(number) for number, name in enumerate(titles, 1)]


def _places(check: Check, answers: Answers) -> list[tuple[str, str, tuple[Any, ...]]]:
    value = answers.get(check.at.key)
    if not check.on_rows:
        return [("", "", (answers,))]
    if isinstance(check.at, Table):
        title = check.at.row_title.key if check.at.row_title else ""
        keys = _row_keys([str(row.get(title) or "") for row in value or ()])
        return [
            (key, check.at.row_name(number, row), (row, answers))
            for number, (key, row) in enumerate(zip(keys, value or (), strict=True), 1)
        ]
    if isinstance(check.at, Grid):
        return [(key, check.at.rows[key], (row, answers)) for key, row in (value or {}).items()]
    raise TypeError(f"{check.key}: a rule on rows stands at a table or a grid")
