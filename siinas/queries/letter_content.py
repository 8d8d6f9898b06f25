"""What a letter says when it is printed: texts with their quotes filled in, facts, and what its office adds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from siinas.models import LetterAuthority
from siinas.process.letters import IssuedLetter, fill, paragraphs_in
from siinas.queries.letters import lines_of, parties_of, sections_of


def office_quotes(office: LetterAuthority) -> dict[str, str]:
    """What a letter in official form may quote of the office that issues it."""
    return {
        "office": office.name,
        "office_place": office.place,
        "signer": office.signer_name,
        "signer_nip": office.signer_nip,
        "signer_position": office.signer_position,
    }


def content_of(
    letter: IssuedLetter,
    office: LetterAuthority,
    quotes: Mapping[str, str],
    *,
    text: str,
    basis: Iterable[str],
    demo: bool,
) -> dict[str, Any]:
    """The content of a letter, as it is stored and printed. `quotes` holds number and day too.

    In official form beside what every letter has: "form" ("official"), "letterhead", "place", "nature", "subject",
    "addressee", "basis", "copies" (lists of lines), "sections" ([{"title", "lines"}]), "signed", "signer" ({"name",
    "nip", "position"}), "parties" ([side, who signed for it, one a line], in place of the signer) and "office"
    ({"code", "name"}).
    """
    content: dict[str, Any] = {
        "number_label": letter.number_label,
        "paragraphs": paragraphs_in(text, quotes),
        "lines": lines_of(letter, quotes),
        "proves": letter.proves,
        "demo": demo,
    }
    if not letter.official:
        return content
    return content | {
        "form": "official",
        "letterhead": lines_in(office.letterhead) or [office.name],
        "place": office.place,
        "nature": letter.nature,
        "subject": fill(letter.subject, quotes) or letter.title,
        "addressee": [fill(line, quotes) for line in letter.addressee],
        "basis": [fill(line, quotes) for line in basis],
        "sections": sections_of(letter, quotes),
        "copies": [*(fill(line, quotes) for line in letter.copies), *lines_in(office.copies)],
        "signed": letter.signed,
        "signer": {
            "name": office.signer_name,
            "nip": office.signer_nip,
            "position": office.signer_position or office.name,
        },
        "parties": parties_of(letter, quotes),
        "office": {"code": office.code, "name": office.name},
    }


def lines_in(text: str) -> list[str]:
    """The lines of a text that say something."""
    return [line.strip() for line in text.splitlines() if line.strip()]
