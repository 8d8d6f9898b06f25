"""What the QR code of a printed statement says, and what an uploaded sheet therefore is."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

BEGINS = "SIINAS-SP1 "
"""How the text begins; the figure counts the editions of its form."""
_FORM = re.compile(re.escape(BEGINS) + r"([A-Z0-9]+(?:-[A-Z0-9]+)*) ([0-9A-F]{64})")

MATCHED, OTHER_VERSION, OTHER_CASE, UNREAD = "matched", "other_version", "other_case", "unread"


def statement_code(number: str, digest: str) -> str:
    """The text for a case number and the SHA-256 of its answers: capitals, which make the smaller code."""
    return f"{BEGINS}{number.upper()} {digest.upper()}"


@dataclass(frozen=True, slots=True)
class SheetRead:
    """What a sheet is: MATCHED (`number` and `digest` are those asked for), OTHER_VERSION of the same case,
    OTHER_CASE (`number` names it), or UNREAD.
    """

    outcome: str
    number: str = ""
    digest: str = ""


def sheet_read(codes: Iterable[str], number: str, digest: str) -> SheetRead:
    """What the codes on an uploaded sheet say about it; the best of several counts."""
    found = []
    for text in codes:
        form = _FORM.fullmatch(text.strip().upper())
        if form is not None:
            found.append((form[1], form[2].lower()))
    if (number.upper(), digest) in found:
        return SheetRead(MATCHED, number, digest)
    own = [one for one in found if one[0] == number.upper()]
    if own:
        return SheetRead(OTHER_VERSION, *own[0])
    return SheetRead(OTHER_CASE, *found[0]) if found else SheetRead(UNREAD)
