"""What the pickers ask for while one fills in a form: regions below a region, entries of a long list by words.

Official lists are public facts, so anybody may ask: registration comes before any account. Nothing that belongs to a
company is answered here.
"""

from __future__ import annotations

from flask import Blueprint, g, jsonify, request
from flask.typing import ResponseReturnValue

from admin_views.web.request import database
from siinas.process.fields import Reference
from siinas.queries.choices import ChoiceSource

choices = Blueprint("choices", __name__, url_prefix="/pilihan")
DOORS_OPEN = ("choices.regions", "choices.kbli", "choices.hs")
MOST_LISTED, MOST_FOUND = 500, 20
KEPT_FOR = 600
"""Seconds that a browser may keep an answer."""


@choices.get("/wilayah")
def regions() -> ResponseReturnValue:
    """The regions that lie in another one (`dalam`, its code), by name."""
    above = request.args.get("dalam", "")
    known = above.isascii() and above.isdigit() and len(above) in {2, 4, 6}
    found = _source().options(Reference("district", above)) if known else []
    return _answer([(code, name) for code, name, _heading in found[:MOST_LISTED]], more=len(found) > MOST_LISTED)


@choices.get("/kbli")
def kbli() -> ResponseReturnValue:
    """The KBLI of an edition (`dalam`) that a text (`cari`) means."""
    return _search("kbli")


@choices.get("/hs")
def hs() -> ResponseReturnValue:
    """The tariff headings that a text (`cari`) means."""
    return _search("hs")


def _search(name: str) -> ResponseReturnValue:
    reference = Reference(name, request.args.get("dalam", "")[:10])
    found = _source().search(reference, request.args.get("cari", ""), MOST_FOUND)
    return _answer(list(found.entries), more=found.more, close=found.close)


def _source() -> ChoiceSource:
    return ChoiceSource(database().session(), None)


def _answer(options: list[tuple[str, str]], *, more: bool, close: bool = False) -> ResponseReturnValue:
    g.kept_for = KEPT_FOR
    return jsonify(options=options, more=more, close=close)
