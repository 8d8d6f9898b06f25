"""The addresses that a company has had, for its own page and for that of the officers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import current_app, url_for

from admin_views.cells import badge, day, moment
from admin_views.web.doors import may_enter
from siinas.process.words import plainly
from siinas.queries.addresses import PastAddress
from siinas.reference.addresses import WHICH


def told_history(history: Mapping[str, list[PastAddress]], endpoint: str) -> list[dict[str, Any]]:
    """The addresses of head office and factory for a page; `endpoint` opens a request."""
    return [
        {
            "title": WHICH[which],
            "entries": [_told(past, endpoint, n == _current(entries)) for n, past in enumerate(entries)],
        }
        for which, entries in history.items()
    ]


def _current(entries: list[PastAddress]) -> int:
    """The place of the address that holds now: the newest one that is in force."""
    return next((number for number, past in enumerate(entries) if not past.coming), -1)


def _told(past: PastAddress, endpoint: str, current: bool) -> dict[str, Any]:
    opens = may_enter(current_app, endpoint)
    word = ("waiting", "Belum berlaku") if past.coming else ("accepted", "Berlaku sekarang") if current else None
    return {
        "since": day(past.record.effective_on),
        "recorded": moment(past.record.recorded_at),
        "by": past.record.recorded_by,
        "parts": [(label, plainly(words)) for label, words in past.parts],
        "state": badge(*word) if word else "",
        "number": past.case.number if past.case is not None else "",
        "url": url_for(endpoint, public_id=past.case.public_id) if past.case is not None and opens else "",
    }
