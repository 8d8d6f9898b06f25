"""Asks for somebody else's rows in every way an address or a form allows, and says what came out of it."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

from werkzeug.test import TestResponse

Ask = Callable[[str, str, dict[str, Any] | None], TestResponse]
"""`ask(method, address, form)`."""


def odd_ids(foreign: int, own: int) -> list[str]:
    """Ways to write somebody else's number, or no number at all."""
    return [
        str(foreign),
        f"0{foreign}",
        f"{foreign}.0",
        f"%20{foreign}",
        f"%2B{foreign}",
        f"{foreign}%00",
        f"{foreign},{own}",
        f"{own},{foreign}",
        f"{own}%20OR%201=1",
        f"{own}'--",
        str(foreign + 1000),
        "0",
        "-1",
        "",
        "abc",
        "None",
        "²",
        "٣",
        "1e3",
        str(2**31),
        str(2**63),
        "9" * 5000,
        "%2e%2e",
        "[]",
    ]


def doubled(foreign: int, own: int) -> list[str]:
    """Queries that name two rows at once."""
    return [f"id={own}&id={foreign}", f"id={foreign}&id={own}", f"id={own}&id=0{foreign}", f"id[]={foreign}&id={own}"]


@dataclass(frozen=True)
class Target:
    """A model view with one row of the asking company and rows of another one."""

    base: str
    own: int
    foreign: tuple[int, ...]
    form: dict[str, Any] = field(default_factory=dict)


def requests_for(target: Target) -> Iterator[tuple[str, str, dict[str, Any] | None]]:
    """Reading, changing and deleting the foreign rows through Flask-Admin's addresses."""
    for foreign in target.foreign:
        for text in odd_ids(foreign, target.own):
            yield "GET", f"{target.base}edit/?id={text}", None
        yield "GET", f"{target.base}details/?id={foreign}", None
        for query in doubled(foreign, target.own):
            for view in ("edit", "details"):
                yield "GET", f"{target.base}{view}/?{query}", None
            yield "POST", f"{target.base}edit/?{query}", target.form
        for text in (str(foreign), f"0{foreign}", f"{foreign},{target.own}", "²", "9" * 5000):
            yield "POST", f"{target.base}edit/?id={text}", target.form
            yield "POST", f"{target.base}delete/", {"id": text, "confirmed": "1"}
        yield "POST", f"{target.base}delete/?id={foreign}", {"confirmed": "1"}
        yield "POST", f"{target.base}ajax/update/", {"list_form_pk": str(foreign), "name": "diambil"}
        yield "POST", f"{target.base}action/", {"action": "delete", "rowid": str(foreign)}
        yield "GET", f"{target.base}ajax/lookup/?name=establishment&query=KANARI&limit=100", None
    for query in LIST_QUERIES:
        yield "GET", f"{target.base}?{query}", None
        yield "GET", f"{target.base}export/csv/?{query}", None
    yield "GET", f"{target.base}export/xlsx/", None


LIST_QUERIES = (
    "",
    "search=KANARI",
    "search=%25",
    "search=_",
    "search=%27%20OR%201%3D1--",
    "sort=0",
    "sort=1&desc=1",
    "sort=99",
    "sort=-1",
    "sort=abc",
    "page=1",
    "page=-1",
    "page=99999999999999999999",
    "page_size=0",
    "page_size=-1",
    "page_size=100000",
    "page_size=99999999999999999999999",
    "flt0_0=1",
    "flt0_establishment_id_equals=2",
    "flt1_status_equals=draft",
    "flt999_x=1",
    "flt_x=1",
    "establishment_id=2",
    "id=2",
)


def told(answer: TestResponse) -> str:
    """Everything that an answer tells: status, headers, body, and what is inside a workbook."""
    body = answer.get_data()
    text = f"{answer.status}\n{answer.headers}\n{body.decode('utf-8', 'replace')}"
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            text += "".join(book.read(name).decode("utf-8", "replace") for name in book.namelist())
    return text


@dataclass
class Outcome:
    """What probing brought to light."""

    asked: int = 0
    leaks: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def note(self, method: str, address: str, answer: TestResponse, canaries: Collection[str]) -> None:
        """Look one answer through; what the question itself contained is no leak."""
        self.asked += 1
        text = told(answer)
        spilled = [canary for canary in canaries if canary in text and canary not in address]
        if spilled:
            self.leaks.append(f"{method} {address[:120]}: {answer.status} shows {', '.join(sorted(spilled))}")
        if answer.status_code >= 500:
            self.faults.append(f"{method} {address[:120]}: {answer.status}")
        answer.close()


def probe(ask: Ask, targets: Collection[Target], canaries: Collection[str]) -> Outcome:
    """Ask everything about every target."""
    outcome = Outcome()
    for target in targets:
        for method, address, form in requests_for(target):
            outcome.note(method, address, ask(method, address, form), canaries)
    return outcome


def masked(answer: TestResponse) -> str:
    """An answer without what differs each time: nonce, token, and the address that was asked for."""
    text = re.sub(r"nonce(=\"|-)[\w-]+", "nonce", f"{answer.status}\n{answer.headers}\n{answer.text}")
    return re.sub(r'(name="csrf_token" value=")[^"]+', r"\1", text)
