"""What a process can ask: one class per kind of answer, with its label, unit, options and how it is stored and told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from siinas.process.attached import AttachedFile
from siinas.process.documents import DocumentType
from siinas.process.words import date_words, number_words

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
        return bool(value in self.values if self.bound is None else value > self.bound)


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
    for on that day. `recorded` finds what the company's own records say now, to be read beside the answer.
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
        recorded: Recorded | None = None,
        initial: Any = None,
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
        self.standing = standing
        self.recorded = recorded
        self.initial = initial

    def is_(self, *values: Any) -> Condition:
        """The condition that the answer is one of `values`."""
        among = getattr(self, "among", None)
        names = [among.get(v, str(v)) if isinstance(among, Mapping) else str(v) for v in values]
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


Names = Callable[[Reference, str], str]
Derivation = Callable[[Answers, "Facts"], Any]
"""What a page or row says about a blank answer, given the facts; None where it says nothing."""
Recorded = Callable[["Facts"], Any]
"""What the company's own records say now in the place of an answer; None where they say nothing."""


class Text(Field):
    """A line of text of `shortest` to `longest` characters, matching `pattern` where given.

    `suggests` finds texts to pick from in the answers of the whole case; another text may be typed all the same.
    """

    def __init__(
        self,
        label: str,
        *,
        longest: int = 255,
        shortest: int = 0,
        pattern: str = "",
        remedy: str = "",
        suggests: Callable[[Answers], list[str]] | None = None,
        **more: Any,
    ) -> None:
        super().__init__(label, **more)
        self.longest = longest
        self.shortest = shortest
        self.pattern = pattern
        self.remedy = remedy
        self.suggests = suggests


class NameOf(Text):
    """A text that names an entry of a reference where the list holds it; any other name is as good.

    `within` is a field of the same page or row whose answer narrows the list, `code` the key under which the entry's
    code is kept beside the name (None where the list does not hold it).
    """

    kind = "named"

    def __init__(self, label: str, *, listed: Reference, code: str, within: Field | None = None, **more: Any) -> None:
        super().__init__(label, **more)
        self.listed = listed
        self.code = code
        self.within = within

    def offered(self, answers: Answers) -> Reference | None:
        """The list of names, given the answers of the page or row; None below an answer that is not given yet."""
        if self.within is None:
            return self.listed
        above = answers.get(self.within.key)
        return Reference(self.listed.name, str(above)) if above else None


class LongText(Text):
    """Several lines of text."""

    kind = "longtext"

    def __init__(self, label: str, *, longest: int = 2000, **more: Any) -> None:
        super().__init__(label, longest=longest, **more)


class Email(Text):
    """An e-mail address."""

    kind = "email"

    def __init__(self, label: str, **more: Any) -> None:
        super().__init__(label, longest=100, **more)


class Phone(Text):
    """A telephone number of 5 to 20 characters (reporting.md 3.1)."""

    kind = "phone"

    def __init__(self, label: str, **more: Any) -> None:
        super().__init__(
            label,
            longest=20,
            pattern=r"[0-9+\-() ]{5,20}",
            shortest=5,
            remedy="Isi nomor telepon dengan angka, misalnya 021 5250000 atau +62 812 0000 0000.",
            **more,
        )


class Nib(Text):
    """A business number of 13 digits (reporting.md 7.1)."""

    kind = "nib"

    def __init__(self, label: str, **more: Any) -> None:
        super().__init__(label, longest=13, **more)


class Npwp(Text):
    """A tax number of 15 or 16 digits, kept as 16 (reporting.md 7.2)."""

    kind = "npwp"

    def __init__(self, label: str, **more: Any) -> None:
        super().__init__(label, longest=16, **more)


class Nitku(Text):
    """The tax number of a place of business: 22 digits, the first 16 those of the NPWP (reporting.md 7.3)."""

    kind = "nitku"

    def __init__(self, label: str, **more: Any) -> None:
        super().__init__(
            label,
            longest=22,
            pattern=r"\d{22}",
            remedy="NITKU terdiri atas 22 angka: 16 angka NPWP diikuti 6 angka tempat kegiatan usaha.",
            **more,
        )


class Nik(Text):
    """The number of a resident: 16 digits with a province and a day of birth in them (reporting.md 7.4)."""

    kind = "nik"

    def __init__(self, label: str, **more: Any) -> None:
        super().__init__(label, longest=16, pattern=r"\d{16}", remedy="NIK terdiri atas 16 angka.", **more)


class WebAddress(Text):
    """The address of a page, with http or https."""

    kind = "url"

    def __init__(self, label: str, **more: Any) -> None:
        super().__init__(
            label,
            pattern=r"https?://[^\s<>\"'/?#]+\.[^\s<>\"'/?#]+([/?#][^\s<>\"']*)?",
            remedy="Tulis alamat lengkap yang diawali http:// atau https://.",
            **more,
        )


class HsCode(Text):
    """A tariff heading of 8 digits, kept as text (reporting.md 7.6); found by its words where the tariff is loaded."""

    kind = "hs"
    listed = Reference("hs")

    def __init__(self, label: str, **more: Any) -> None:
        super().__init__(
            label,
            longest=8,
            pattern=r"\d{8}",
            remedy="Kode HS terdiri atas 8 angka tanpa titik, misalnya 17019910.",
            **more,
        )


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

    `counted_in` is the field of the same row that names the unit.
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
        **more: Any,
    ) -> None:
        super().__init__(label, **more)
        self.counted_in = counted_in
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
    """A year from 1900 to the present one, kept as a number."""

    kind = "year"
    FIRST = 1900

    def words(self, value: Any, names: Names) -> str:
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


class Choice(Field):
    """One of a few options (`among` maps stored value to label) or of a reference table.

    `within` is a field of the same page or row whose answer narrows the options: the district within its regency;
    where nothing else asks for it, the answer is chosen `through` the list above it. What is `searched` is too long to
    scroll through and is found by its code or a part of its name.
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
        **more: Any,
    ) -> None:
        super().__init__(label, **more)
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
