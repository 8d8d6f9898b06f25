"""Form fields whose options lie below the answer to another field: the district within its regency."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from wtforms.fields.choices import SelectChoice

from forms.fields import Option
from forms.option_fields import ChoiceField, SuggestedLine
from siinas.process.documents import DocumentType
from siinas.process.fields import Answers, Choice, NameOf, Reference
from siinas.queries.searching import Found


class OptionSource(Protocol):
    """Whoever knows the options of a reference."""

    def options(self, reference: Reference) -> list[Option]:
        """The options, in order."""

    def search(self, reference: Reference, text: str, most: int) -> Found:
        """The entries that a text means, at most so many, best first."""

    def name(self, reference: Reference, code: str) -> str:
        """What is shown for a code; the code itself where it is not listed."""

    def holds(self, reference: Reference) -> bool:
        """Whether anything of a list is loaded at all."""

    def above(self, reference: Reference, code: str) -> str:
        """The code of the entry that one lies in; empty where it is unknown."""

    def in_force(self, kind: DocumentType) -> DocumentType:
        """A type of document with the limits that hold now."""


class NoLists:
    """For forms that ask for nothing that stands in a list."""

    def options(self, reference: Reference) -> list[Option]:
        """None."""
        return []

    def search(self, reference: Reference, text: str, most: int) -> Found:
        """Nothing."""
        return Found()

    def name(self, reference: Reference, code: str) -> str:
        """The code."""
        return code

    def holds(self, reference: Reference) -> bool:
        """Nothing is loaded."""
        return False

    def above(self, reference: Reference, code: str) -> str:
        """Unknown."""
        return ""

    def in_force(self, kind: DocumentType) -> DocumentType:
        """As it comes."""
        return kind


class Below:
    """What templates and script read of such a field: the id of the control above it, and the list it is chosen from.

    `offers_showing` asks for a button that brings the options where there is no script.
    """

    below: str = ""
    list_name: str = ""
    offers_showing: bool = True


def choices_of(options: Sequence[Option], first: str) -> list[SelectChoice]:
    """Options as a select shows them, under their headings, after a line that means none."""
    found = [SelectChoice(value, label, optgroup=heading or None) for value, label, heading in options]
    return [SelectChoice("", first), *found]


class NarrowedChoice(Below, ChoiceField):
    """One of the options that lie below a neighbour's answer; they are known once the whole form was read."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, options=[], **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take what was chosen; `narrow` judges it."""
        self.data = valuelist[-1] or None if valuelist else None

    def narrow(self, source: OptionSource, declared: Choice, answers: Answers) -> None:
        """Offer what lies below the neighbour's answer, and tell where something else was chosen."""
        among = declared.offered(answers)
        options = source.options(among) if isinstance(among, Reference) else []
        self.offer(source, declared, options, declared.within.label if declared.within else "")

    def offer(self, source: OptionSource, declared: Choice, options: Sequence[Option], above: str) -> None:
        """Show these options; something else that was chosen is told."""
        assert isinstance(declared.among, Reference)
        self.list_name = declared.among.name
        self.values = frozenset(value for value, _label, _heading in options)
        self.choices = choices_of(options, "Pilih…" if options else f"Pilih {above} dahulu")
        if not self.data or self.data in self.values or not self.raw_data:
            return
        name = source.name(declared.among, self.data)
        if name == self.data:
            self.process_errors = ["Pilih salah satu dari daftar."]
        elif options:
            sentence = f"{name} tidak terletak di {above} yang dipilih. Pilih salah satu dari daftar."
            self.process_errors = [sentence]
        else:
            self.process_errors = [f"Pilih {above} dahulu, kemudian pilih lagi; sebelumnya {name}."]


class TwoStepChoice(NarrowedChoice):
    """One of many options that lie below others: two selects of one name, of which the second one is the answer."""

    first: str = ""
    first_label: str = ""
    second_label: str = ""
    first_choices: Sequence[SelectChoice] = ()

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take both; who sends one alone sends the answer."""
        super().process_formdata(valuelist)
        self.first = valuelist[0] if len(valuelist) > 1 else ""

    def narrow(self, source: OptionSource, declared: Choice, answers: Answers) -> None:
        """Offer the first list, and what lies below its answer."""
        assert declared.through is not None and isinstance(declared.among, Reference)
        through = declared.through
        self.first_label, self.second_label = through.label, through.second_label
        self.first_choices = choices_of(source.options(through.first), "Pilih…")
        known = {choice.value for choice in self.first_choices}
        if not self.first and self.data and len(self.raw_data or ()) < 2:
            self.first = source.above(declared.among, self.data)
        self.first = self.first if self.first in known else ""
        options = source.options(Reference(declared.among.name, self.first)) if self.first else []
        self.below = f"{self.id}-1"
        self.offer(source, declared, options, through.label)


class NarrowedLine(Below, SuggestedLine):
    """A line of text that may be picked from the names that lie below a neighbour's answer."""

    shares_list = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, suggestions=[], **kwargs)

    def narrow(self, source: OptionSource, declared: NameOf, answers: Answers) -> None:
        """Suggest what lies below the neighbour's answer."""
        self.list_name = declared.listed.name
        among = declared.offered(answers)
        options = source.options(among) if among else []
        self.suggestions = [label for _value, label, _heading in options]
        self.offers_showing = declared.within is not None and source.holds(declared.listed)
