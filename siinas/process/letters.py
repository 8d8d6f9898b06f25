"""Letters and statements that a process prints: their paragraphs and what they may quote."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from string import Formatter

from siinas.process.fields import Declared, Field

STANDING_QUOTES = frozenset({"company", "nib", "factory_address", "process", "period", "case_number", "place", "today"})
"""What the statement of a process may quote besides its answers."""
CASE_QUOTES = frozenset(
    {"number", "today", "company", "nib", "place", "process", "period", "case_number", "opened_at"}
    | {"sent_at", "digest", "timeliness", "sending"}
)
"""What a letter about a case may quote besides the answers; the last four are about its sending, empty before it."""
ACCOUNT_QUOTES = frozenset({"number", "today", "company", "nib", "address", "registered_on", "registration_year"})
"""What a letter about an account may quote: the company's own records, whatever case it was issued with."""
OFFICE_QUOTES = frozenset({"office", "office_place", "signer", "signer_nip", "signer_position"})
"""What a letter in official form may quote of the office that issues it."""


@dataclass(eq=False)
class Letter(Declared):
    """A printed text. Paragraphs quote answers and standing facts as `{key}`; the texts are a default that an
    administrator may change, with the same quotes allowed. `figures` are answers printed in a table of key figures."""

    title: str
    paragraphs: tuple[str, ...]
    figures: tuple[Field, ...] = ()
    closing: str = ""
    key: str = ""

    def quoted(self) -> frozenset[str]:
        """All keys quoted in the paragraphs."""
        return quotes_in((*self.paragraphs, self.closing))


@dataclass(frozen=True, slots=True)
class Line:
    """A fact printed beside its label. `masked`: an e-mail address of which only the beginning is printed.

    In official form a text of several lines is printed as such.
    """

    label: str
    text: str
    masked: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """Facts under a heading of their own."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, eq=False, slots=True)
class IssuedLetter:
    """A letter that the ministry or a regional office issues: numbered, kept as PDF, found again by its holder.

    `key` is stored with every letter and never changes. `paragraphs` and `number` (the format of its numbers) are
    defaults that an administrator may change; `lines` are the facts that it states. `proves` says in one sentence what
    follows from it, and what does not. A letter is about the case that it is issued with, or `of_account`: then it
    states the company's own records, and once these have changed the company may have a new one in its place.

    A letter with any of the following is printed in official form, with letterhead, signer and copies of its office:
    `subject` (Hal), `nature` (Sifat), `addressee`, `basis` (Dasar), `sections` (facts under headings, after `lines`)
    and `copies` (Tembusan, before those of the office). Where the sides of an act sign it themselves and not the head
    of the office, `parties` names each with those who signed for it, one a line. It is `signed` where it needs an
    electronic signature, and issued `by_office` where the office of the case issues it, otherwise by the ministry.
    `extra` names what it quotes beside the answers and standing facts; whoever issues it gives these. Once issued, it
    `revokes` the valid letter of that key about the same case.
    """

    key: str
    title: str
    number: str
    lines: tuple[Line, ...]
    paragraphs: tuple[str, ...]
    proves: str
    number_label: str = "Nomor"
    of_account: bool = False
    subject: str = ""
    nature: str = "Biasa"
    addressee: tuple[str, ...] = ()
    basis: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()
    copies: tuple[str, ...] = ()
    parties: tuple[Line, ...] = ()
    extra: frozenset[str] = frozenset()
    signed: bool = False
    by_office: bool = False
    revokes: str = ""

    @property
    def official(self) -> bool:
        """Whether it is printed in official form."""
        return (
            self.signed
            or self.by_office
            or bool(self.subject or self.basis or self.sections or self.copies or self.parties)
        )

    def all_lines(self) -> tuple[Line, ...]:
        """Every fact that it states, those under headings too."""
        return (*self.lines, *(line for section in self.sections for line in section.lines), *self.parties)

    def quoted(self) -> frozenset[str]:
        """All keys quoted anywhere in it."""
        said = (self.subject, *self.addressee, *self.basis, *self.copies)
        return quotes_in((*self.paragraphs, *(line.text for line in self.all_lines()), *said))

    def quotable(self, asked: Iterable[str]) -> frozenset[str]:
        """What it may quote, where the process asks these fields."""
        standing = ACCOUNT_QUOTES if self.of_account else CASE_QUOTES | frozenset(asked)
        return standing | self.extra | (OFFICE_QUOTES if self.official else frozenset())


def quotes_in(texts: Iterable[str]) -> frozenset[str]:
    """The `{key}` placeholders of the texts; ValueError for one that reaches inside an object or formats."""
    found: set[str] = set()
    for text in texts:
        for _, name, spec, conversion in Formatter().parse(text):
            if name is None:
                continue
            if not name.isidentifier() or spec or conversion:
                raise ValueError(f"{{{name}}} is no plain placeholder")
            found.add(name)
    return frozenset(found)


def fill(text: str, quotes: Mapping[str, str]) -> str:
    """Put quotes into the place of `{name}`, once: a quote that looks like a placeholder, or an unknown one, stays."""
    return re.sub(r"\{([a-z_]+)\}", lambda found: quotes.get(found[1], found[0]), text)


def paragraphs_in(text: str, quotes: Mapping[str, str]) -> list[str]:
    """The paragraphs of a text, their placeholders filled; the words are data, never code."""
    return [fill(paragraph.strip(), quotes) for paragraph in text.split("\n\n") if paragraph.strip()]
