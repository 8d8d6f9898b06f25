"""What a company owes for the periods of a report, as a task list: what is late or due first."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from admin_views.web.request import database
from siinas.models import Establishment
from siinas.process.declaration import Process
from siinas.process.words import date_words
from siinas.queries.periods import PeriodOffer, offered_periods


def report_tasks(process: type[Process], establishment: Establishment, today: date) -> list[dict[str, Any]]:
    """The periods that were begun or may be: first what is owed and not sent, the longest due of it on top."""
    offers = [
        offer
        for offer in offered_periods(database().session(), process, establishment, today)
        if offer.case is not None or (offer.open and not offer.why_not)
    ]
    owed = sorted((offer for offer in offers if is_owed(offer)), key=lambda offer: offer.period)
    return [_task(process, offer, today) for offer in [*owed, *(offer for offer in offers if not is_owed(offer))]]


def owed_tasks(process: type[Process], establishment: Establishment, today: date) -> list[dict[str, Any]]:
    """What is owed and not sent, or came back from the officers, the longest due on top."""
    offers = offered_periods(database().session(), process, establishment, today)
    owed = sorted((one for one in offers if is_owed(one) or _came_back(process, one)), key=lambda one: one.period)
    return [_task(process, offer, today) for offer in owed]


def is_owed(offer: PeriodOffer) -> bool:
    """Whether the company owes the report and has sent nothing yet."""
    return offer.owed and not offer.sent


def _came_back(process: type[Process], offer: PeriodOffer) -> bool:
    """Whether the officers sent the report back, so that the company must send it again."""
    if offer.case is None:
        return False
    state = process.flow.states[offer.case.state]
    return state.with_company and state.tone == "returned"


def _task(process: type[Process], offer: PeriodOffer, today: date) -> dict[str, Any]:
    due = _due(offer, today)
    if offer.case is None:
        url = url_for(f"company_{process.key}.start", period=offer.period.key)
        kind, word = ("late", _("Terlambat, belum dibuat")) if offer.late else ("draft", _("Belum dibuat"))
    else:
        state = process.flow.states[offer.case.state]
        url = url_for(f"company_{process.key}.case", public_id=offer.case.public_id)
        kind, word = state.tone, state.label
        if state.private and offer.late:
            kind, word = "late", _("Terlambat, konsep belum dikirim")
        if not state.with_company:
            due = ""
        elif _came_back(process, offer):
            due = _("Lihat catatan petugas, perbaiki, lalu kirim lagi.")
    return {"title": offer.period.title, "url": url, "state_kind": kind, "state_text": word, "hint": due}


def _due(offer: PeriodOffer, today: date) -> str:
    """When the report is due, and what it means that the day has passed."""
    if offer.window is None:
        return ""
    day = date_words(offer.window.due_on)
    if today <= offer.window.due_on:
        left = (offer.window.due_on - today).days
        return _("Tenggat %(day)s (%(left)s hari lagi).", day=day, left=left) if left else _("Tenggat hari ini.")
    if offer.late:
        return _("Tenggat %(day)s sudah lewat; tetap dapat dikirim.", day=day)
    return _("Tenggat %(day)s, sebelum akun ini terdaftar; boleh dilaporkan.", day=day)
