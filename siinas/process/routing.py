"""Which office acts on a case: the competent authority, the office of its region, and the route that is taken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

MINISTRY_DESK = "ministry"
"""The ministry among the offices; all others bear the code of their province, regency or estate authority."""


@dataclass(frozen=True, slots=True)
class Routing:
    """Whose case it is (SETTLED 4, licensing.md 3.2).

    `authority` is competent: MINISTRY_DESK or the code of a regional office. `office` is the regional office of the
    place, which acts wherever the ministry does not. `marks` say which route is taken: a move that is only on a route
    names them. `why` is the sentence by which a person understands it.
    """

    authority: str
    office: str
    marks: frozenset[str] = frozenset()
    why: str = ""

    def desk(self, *, first: bool, ministry_first: str) -> str:
        """Which office acts in a routed state; `first` states are the ministry's on the route of that mark."""
        if ministry_first in self.marks:
            return MINISTRY_DESK if first else self.office
        return self.authority

    def to_json(self) -> dict[str, Any]:
        """The stored form."""
        return {"authority": self.authority, "office": self.office, "marks": sorted(self.marks), "why": self.why}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Routing | None:
        """What was stored; None for a case that was not routed."""
        if not stored:
            return None
        return cls(stored["authority"], stored["office"], frozenset(stored["marks"]), stored["why"])
