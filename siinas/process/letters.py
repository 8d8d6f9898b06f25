"""Letters and statements that a process prints: their paragraphs and what they may quote."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from string import Formatter

from siinas.process.fields import Declared, Field

STANDING_QUOTES = frozenset({"company", "nib", "factory_address", "process", "period", "case_number", "place", "today"})


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
