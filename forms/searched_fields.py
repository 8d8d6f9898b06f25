"""Form fields for an entry of a list too long to show: it is found by its code or by words of its title."""

from __future__ import annotations

from wtforms import Field as WtField

from forms.fields import TextLine, Told
from forms.inputs import Line
from forms.narrowed_fields import Below, OptionSource
from siinas.process.fields import Answers, Choice, HsCode, Reference
from siinas.queries.searching import LONGEST, Found

MOST = 20
"""So many matches are shown."""


class Searching(Below):
    """What a text was searched for and what was found.

    The field's name carries up to three values: what is typed, the text that the matches below it were found for, and
    the match that was picked. A pick counts as long as nothing else was typed after it.
    """

    searched: str = ""
    found: Found = Found()
    keeps_code: bool = False
    """Whether the code alone is the answer, so that other codes may be typed as well."""

    def meant(self, valuelist: list[str]) -> str:
        """The text to go by: the pick, else what was typed."""
        typed, searched, picked = (*valuelist[:3], "", "", "")[:3]
        return picked if picked and typed.strip() == searched.strip() else typed.strip()

    def look_for(self, source: OptionSource, reference: Reference, text: str) -> str:
        """The only code that a text can mean; empty where there are several or none, which are then shown.

        That is a whole code, a whole label, or words that stand in one title alone; but not the beginning of a code,
        whose end may have been left off.
        """
        self.searched = text
        self.found = source.search(reference, text, MOST)
        for code, label in self.found.entries:
            if text.casefold() in {code.casefold(), label.casefold()}:
                return code
        only = len(self.found.entries) == 1 and not self.found.close and not text.isdigit()
        return self.found.entries[0][0] if only else ""

    @property
    def labels(self) -> dict[str, str]:
        """What is shown for each match."""
        return dict(self.found.entries)

    def told(self, text: str, remedy: str) -> str:
        """What to do about a text that means no single entry."""
        shown = text[:60] + ("…" if len(text) > 60 else "")
        if self.found.close:
            return f"“{shown}” tidak ditemukan. Yang mirip ada di bawah; pilih bila itu yang dimaksud."
        if self.found.more:
            return f"Lebih dari {MOST} cocok dengan “{shown}”. Tambah katanya, atau pilih salah satu di bawah."
        if self.found.entries:
            return f"{len(self.found.entries)} cocok dengan “{shown}”. Pilih salah satu di bawah."
        return f"“{shown}” tidak ada dalam daftar. {remedy}"


class SearchedField(Searching, Told, WtField):  # type: ignore[misc]
    """One of a long list, kept as its code and shown with its title."""

    widget = Line()
    data: str | None
    shown: str = ""

    def _value(self) -> str:
        if self.data and self.shown:
            return self.shown
        return str(self.raw_data[0]) if self.raw_data else str(self.data or "")

    def process_formdata(self, valuelist: list[str]) -> None:
        """Nothing yet: `narrow` looks it up."""
        self.data = None

    def narrow(self, source: OptionSource, declared: Choice, answers: Answers) -> None:
        """Find what was meant within the neighbour's answer."""
        assert isinstance(declared.among, Reference)
        self.list_name, among = declared.among.name, declared.offered(answers)
        text = self.meant(list(self.raw_data)) if self.raw_data else str(self.data or "")
        if not text:
            return
        if not isinstance(among, Reference):
            above = declared.within.label if declared.within else ""
            self.process_errors = [f"Pilih {above} dahulu."]
            return
        if not self.raw_data:
            self.shown = source.name(among, text)
            return
        code = self.look_for(source, among, text)
        if code:
            self.data, self.shown = code, self.labels[code]
            self.searched, self.found = "", Found()
        else:
            self.process_errors = [self.told(text, "Ketik kode atau kata lain dari judulnya.")]


class HsField(Searching, TextLine):
    """A tariff heading: any good code may be typed; words find one where the tariff is loaded."""

    keeps_code = True
    process_errors: list[str]

    def process_formdata(self, valuelist: list[str]) -> None:
        """The code as it was typed or picked."""
        if valuelist:
            picked = self.meant(valuelist)
            if picked != valuelist[0].strip():
                self.raw_data = [picked]
            super().process_formdata([picked])

    def narrow(self, source: OptionSource, declared: HsCode, answers: Answers) -> None:
        """Where the tariff is loaded, find the headings that a text means."""
        if not source.holds(declared.listed):
            return
        self.list_name = declared.listed.name
        self.flags.maxlength = LONGEST
        text = str(self.raw_data[0]).strip() if self.raw_data else ""
        if not text or not self.process_errors:
            return
        code = self.look_for(source, declared.listed, text)
        if code:
            self.data, self.raw_data, self.process_errors = code, [code], []
            self.searched, self.found = "", Found()
        elif self.found.entries:
            self.process_errors = [self.told(text, self.remedy)]
