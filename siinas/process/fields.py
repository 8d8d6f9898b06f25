"""What a process can ask: one class per kind of answer, with its unit and options."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from siinas.process.attached import AttachedFile
from siinas.process.documents import DocumentType
from siinas.process.field import Answers, Condition, Declared, Derivation, Field, Names, Recorded, Reference, as_given
from siinas.process.texts import Email, HsCode, LongText, NameOf, Nib, Nik, Nitku, Npwp, Phone, Text, WebAddress
from siinas.process.words import date_words, number_words

if TYPE_CHECKING:
    from siinas.process.checks import Facts

__all__ = [
    "Answers",
    "Choice",
    "Choices",
    "Condition",
    "Coordinate",
    "Day",
    "Declared",
    "Derivation",
    "Email",
    "Field",
    "HsCode",
    "LongText",
    "NameOf",
    "Names",
    "Nib",
    "Nik",
    "Nitku",
    "Npwp",
    "Percent",
    "Phone",
    "Quantity",
    "Recorded",
    "Reference",
    "Rupiah",
    "Text",
    "Through",
    "Upload",
    "WebAddress",
    "Whole",
    "Year",
    "YesNo",
    "as_given",
]


class Coordinate(Field):
    """A latitude or longitude in decimal degrees, dot or comma as decimal mark (SETTLED 5).

    A longitude stands `beside` its latitude: the two make a point on the map.
    """

    kind = "coordinate"
    numeric = True

    def __init__(self, label: str, *, least: str, most: str, beside: Coordinate | None = None, **more: Any) -> None:
        super().__init__(label, unit="°", **more)
        self.least = Decimal(least)
        self.most = Decimal(most)
        self.beside = beside

    def to_json(self, value: Any) -> Any:
        return None if value is None else str(value)

    def from_json(self, stored: Any) -> Any:
        return None if stored is None else Decimal(stored)

    def words(self, value: Any, names: Names) -> str:
        return "" if value is None else f"{value}".replace(".", ",")


class Quantity(Field):
    """A number with `decimals` digits behind the comma, between `least` and `most`.

    `counted_in` is the field of the same row that names the unit. A `level` is what is there at the end of a period,
    not what came or went in it.
    """

    kind = "number"
    numeric = True

    def __init__(
        self,
        label: str,
        *,
        decimals: int = 2,
        least: int | None = 0,
        most: int | None = None,
        counted_in: Field | None = None,
        level: bool = False,
        **more: Any,
    ) -> None:
        super().__init__(label, **more)
        self.counted_in = counted_in
        self.level = level
        self.decimals = decimals
        self.least = least
        self.most = most

    def to_json(self, value: Any) -> Any:
        return None if value is None else str(value)

    def from_json(self, stored: Any) -> Any:
        return None if stored is None else Decimal(stored)

    def words(self, value: Any, names: Names) -> str:
        return "" if value is None else number_words(value, self.decimals)


class Whole(Quantity):
    """A whole number."""

    def __init__(self, label: str, **more: Any) -> None:
        super().__init__(label, decimals=0, **more)


class Rupiah(Whole):
    """An amount in whole rupiah."""

    kind = "money"

    def __init__(self, label: str, **more: Any) -> None:
        super().__init__(label, unit="Rp", **more)

    def words(self, value: Any, names: Names) -> str:
        return "" if value is None else f"Rp{number_words(value, 0)}"


class Percent(Quantity):
    """A share between 0 and 100."""

    kind = "percent"

    def __init__(self, label: str, **more: Any) -> None:
        super().__init__(label, decimals=2, most=100, unit="%", **more)

    def words(self, value: Any, names: Names) -> str:
        return "" if value is None else f"{number_words(value, 2)}%"


class Day(Field):
    """A date; `past` forbids a future one."""

    kind = "date"

    def __init__(self, label: str, *, past: bool = False, **more: Any) -> None:
        super().__init__(label, **more)
        self.past = past

    def to_json(self, value: Any) -> Any:
        return None if value is None else value.isoformat()

    def from_json(self, stored: Any) -> Any:
        return None if stored is None else date.fromisoformat(stored)

    def words(self, value: Any, names: Names) -> str:
        return "" if value is None else date_words(value)


class Year(Field):
    """A year from 1900 to the present one, kept as a number; with `or_zero` also 0, for a year that nobody knows."""

    kind = "year"
    FIRST = 1900

    def __init__(self, label: str, *, or_zero: bool = False, **more: Any) -> None:
        super().__init__(label, **more)
        self.or_zero = or_zero

    def words(self, value: Any, names: Names) -> str:
        if value == 0 and self.or_zero:
            return "0 (tidak diketahui)"
        return "" if value is None else str(value)


class YesNo(Field):
    """Ya or Tidak."""

    kind = "yesno"

    def words(self, value: Any, names: Names) -> str:
        return "" if value is None else ("Ya" if value else "Tidak")


@dataclass(frozen=True, slots=True)
class Through:
    """The first of two steps in which an answer is chosen: a list and its label; then what the second step is called.

    Only the second answer is kept, as the first follows from it.
    """

    first: Reference
    label: str
    second_label: str


Refuses = Callable[[str, Answers, "Facts"], str]
"""Why an option cannot be chosen, as a sentence; "" where it can."""


class Choice(Field):
    """One of a few options (`among` maps stored value to label) or of a reference table.

    `within` is a field of the same page or row whose answer narrows the options: the district within its regency;
    where nothing else asks for it, the answer is chosen `through` the list above it. What is `searched` is too long to
    scroll through and is found by its code or a part of its name. `refuses` says of each option why it cannot be chosen
    in this case, given all its answers and the facts, as a sentence; "" where it can. `usual` is the option that one
    press chooses in all rows of a grid that are still blank.
    """

    kind = "choice"

    def __init__(
        self,
        label: str,
        *,
        among: Mapping[str, str] | Reference,
        within: Field | None = None,
        through: Through | None = None,
        searched: bool = False,
        refuses: Refuses | None = None,
        usual: str = "",
        **more: Any,
    ) -> None:
        super().__init__(label, **more)
        self.refuses = refuses
        self.usual = usual
        self.among = among
        self.within = within
        self.through = through
        self.searched = searched

    def offered(self, answers: Answers) -> Mapping[str, str] | Reference:
        """What may be chosen, given the answers of the page or row; nothing below an answer that is not given yet."""
        if self.within is None or not isinstance(self.among, Reference):
            return self.among
        above = answers.get(self.within.key)
        return Reference(self.among.name, str(above)) if above else {}

    def words(self, value: Any, names: Names) -> str:
        if value is None:
            return ""
        if isinstance(self.among, Reference):
            return names(self.among, value)
        return self.among.get(value, value)

    def told(self, answers: Answers, names: Names) -> str:
        among = self.offered(answers)
        narrowed = among if isinstance(among, Reference) else None
        return self.words(answers.get(self.key), lambda reference, code: names(narrowed or reference, code))


class Choices(Choice):
    """Any number of options of a reference table, kept as a list of codes."""

    kind = "multichoice"

    def words(self, value: Any, names: Names) -> str:
        return ", ".join(super(Choices, self).words(item, names) for item in value or ())


class Upload(Field):
    """A file of a document type. The answer is an AttachedFile: it names the attachment and the digest of its content.

    `among` are the types of which another field chooses one; `document` then stands for all that it does not know.
    """

    kind = "file"

    def __init__(
        self, label: str, *, document: DocumentType, among: tuple[DocumentType, ...] = (), **more: Any
    ) -> None:
        super().__init__(label, **more)
        self.document = document
        self.among = among

    def to_json(self, value: Any) -> Any:
        return None if value is None else value.to_json()

    def from_json(self, stored: Any) -> Any:
        return None if stored is None else AttachedFile.from_json(stored)

    def words(self, value: Any, names: Names) -> str:
        return "" if value is None else str(value.name)

    def limits(self, in_force: Callable[[DocumentType], DocumentType]) -> list[str]:
        """What is taken, as sentences: one, or one for each type that differs from the rest.

        `in_force` gives a type with the limits that hold now.
        """
        kinds = [in_force(kind) for kind in self.among or (self.document,)]
        usual = max((kind.limits for kind in kinds), key=[kind.limits for kind in kinds].count)
        own = [f"{kind.label}: {kind.limits}." for kind in kinds if kind.limits != usual]
        return [*own, f"Dokumen lain: {usual}."] if own else [f"{usual}."]

    def accepts(self) -> frozenset[str]:
        """The kinds of files that may be chosen at all."""
        return frozenset(name for kind in self.among or (self.document,) for name in kind.accepts)
