"""What every question of a process has: its key and label, when it is asked, how the answer is stored and told."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar, Self

if TYPE_CHECKING:
    from siinas.process.checks import Facts

Answers = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Reference:
    """Options that live in a reference table or in the company's own records, named for the query that finds them.

    `under` narrows them to what lies below one value: the districts of a regency, the KBLI of an edition.
    """

    name: str
    under: str = ""


@dataclass(frozen=True, slots=True)
class Condition:
    """When a field is asked: a test on the answer of another field of the same page or row.

    The answer is one of `values`, or above `bound`; said so, and not only tested, so that a page can follow it too.
    """

    field: Field
    words: str = ""
    values: tuple[Any, ...] = ()
    bound: int | None = None

    def holds(self, answers: Answers) -> bool:
        """Whether the field that carries this condition is asked."""
        value = answers.get(self.field.key)
        if value is None:
            return False
        if self.bound is None:
            return value in self.values
        return isinstance(value, int | Decimal) and value > self.bound


class Declared:
    """Something bound to a name once: the attribute is its key, the argument its label."""

    key: str = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self.key = self.key or name


class Field(Declared):
    """One question. Subclasses say of what kind the answer is and how it is kept as JSON and told in words.

    `label` is the official label; `{span}` in it stands for the months of the period. `heading` is the exact column
    heading of an export where it differs from the label. `group` joins neighbours under a sub-heading. `follows` finds
    the answer from the others of the page or row where it was left blank; None where it cannot. What is not `exported`
    is no column of the ministry's table; what is `internal` is read by officers only.

    A `standing` answer is given when the case is opened and never asked: what the case is about, what a setting asked
    for on that day. One that is `stated` is what the company's own records say (`recorded`), told among the answers and
    never typed: it follows the records until the case is sent. `recorded` finds what the company's own records say
    now, to be read beside the answer.

    Where the process has variants, `only_for` names those in which the field is asked (all where it is empty) and
    `optional_for` those in which it may be left blank. `carried` says what a new report takes over from the last
    accepted one: the answer as it was, or that of another field of the page or row (closing stock becomes opening
    stock, which is told at the closing stock as what it `opens`); what is not carried begins blank.
    """

    kind: ClassVar[str] = "text"
    numeric: ClassVar[bool] = False

    def __init__(
        self,
        label: str,
        *,
        required: bool = True,
        help: str = "",
        unit: str = "",
        heading: str = "",
        group: str = "",
        when: Condition | None = None,
        computed: bool = False,
        follows: Derivation | None = None,
        exported: bool = True,
        internal: bool = False,
        standing: bool = False,
        stated: bool = False,
        recorded: Recorded | None = None,
        initial: Any = None,
        only_for: Iterable[str] = (),
        optional_for: Iterable[str] = (),
        carried: bool | Field = False,
        opens: Field | None = None,
    ) -> None:
        self.label = label
        self.required = required
        self.help = help
        self.unit = unit
        self.heading = heading or label
        self.group = group
        self.when = when
        self.computed = computed
        self.follows = follows
        self.exported = exported
        self.internal = internal
        self.standing = standing or stated
        self.stated = stated
        self.recorded = recorded
        self.initial = initial
        self.only_for = frozenset(only_for)
        self.optional_for = frozenset(optional_for)
        self.carried = carried
        if opens is not None:
            opens.carried = self

    def is_(self, *values: Any) -> Condition:
        """The condition that the answer is one of `values`."""
        among = getattr(self, "among", None)
        spelled = among if isinstance(among, Mapping) else {True: "Ya", False: "Tidak"}
        names = [str(spelled.get(value, value)) for value in values]
        return Condition(self, f"Diisi bila {self.label}: {' atau '.join(names)}.", values=values)

    def more_than(self, bound: int) -> Condition:
        """The condition that the (numeric) answer exceeds `bound`."""
        return Condition(self, f"Diisi bila {self.label} lebih dari {bound}.", bound=bound)

    def asked(self, answers: Answers) -> bool:
        """Whether the field is asked, given the answers of its page or row."""
        return self.when is None or self.when.holds(answers)

    def to_json(self, value: Any) -> Any:
        """The stored form of an answer."""
        return value

    def from_json(self, stored: Any) -> Any:
        """The answer from its stored form."""
        return stored

    def words(self, value: Any, names: Names) -> str:
        """The answer as a person reads it; empty where there is none."""
        return "" if value is None else str(value)

    def told(self, answers: Answers, names: Names) -> str:
        """The answer of a page or row in words; its neighbours say what a code is to be read by."""
        return self.words(answers.get(self.key), names)

    def measured(self, value: Any) -> str:
        """A plain answer as a person reads it, with its unit."""
        words = self.words(value, lambda _reference, code: code)
        if not words or self.unit in words:
            return words
        return f"Rp{words}" if self.unit == "Rp" else f"{words} {self.unit}"

    def children(self) -> Iterable[Field]:
        """The fields inside a table or grid; none for a plain field."""
        return ()

    def in_variant(self, variant: str) -> Self | None:
        """The field as it is asked in a variant of the process; None where it is not asked there."""
        if self.only_for and variant not in self.only_for:
            return None
        if variant not in self.optional_for or not self.required:
            return self
        narrowed = copy.copy(self)
        narrowed.required = False
        return narrowed


Names = Callable[[Reference, str], str]
"""What a code of a reference is called."""


def as_given(_reference: Reference, code: str) -> str:
    """The names where nobody can look them up: the codes themselves."""
    return code


Derivation = Callable[[Answers, "Facts"], Any]
"""What a page or row says about a blank answer, given the facts; None where it says nothing."""
Recorded = Callable[["Facts"], Any]
"""What the company's own records say now in the place of an answer; None where they say nothing."""
