"""What a locked address looks like to its company: the lock on its page, the request that changes it, its history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import g, url_for
from flask.typing import ResponseReturnValue
from flask_admin import BaseView, expose
from flask_babel import gettext as _

from admin_views.address_history import told_history
from admin_views.base import Closed
from admin_views.company.home import own_establishment
from admin_views.web.request import actor, database, now
from siinas.catalogue.address_change import AddressChange
from siinas.catalogue.company_data import SECTIONS, Section
from siinas.models import Case, Establishment
from siinas.process.roles import COMPANY
from siinas.process.words import JAKARTA, date_words, moment_words, plainly
from siinas.queries.addresses import Lock, address_history, coming_addresses, lock_of, open_requests
from siinas.queries.choices import ChoiceSource


@dataclass(frozen=True, slots=True)
class LockShown:
    """The lock of an address on its page: its moments in words, what it keeps, and where to ask for a change."""

    lock: Lock
    since: str
    open_until: str
    kept: list[dict[str, str]]
    coming: str
    request: Case | None
    request_url: str
    history_url: str

    @property
    def first(self) -> bool:
        """Whether the next saving is the one that locks."""
        return self.lock.since is None


def lock_shown(
    section: Section, establishment: Establishment, shut: Mapping[str, Any], source: ChoiceSource
) -> LockShown | None:
    """The lock of a section; None for one that does not lock. `shut` are the columns that may not be changed now."""
    if not section.locks:
        return None
    session = database().session()
    lock = lock_of(establishment, section.locks, now())
    fields = section.step.fields
    going = [case for case in open_requests(session, actor(), establishment) if case.subject == section.locks]
    coming = [since for which, since in coming_addresses(session, establishment.id) if which == section.locks]
    endpoint = f"company_{AddressChange.key}"
    return LockShown(
        lock,
        since=date_words(lock.since.astimezone(JAKARTA).date()) if lock.since else "",
        open_until=moment_words(lock.open_until) if lock.open_until else "",
        kept=[
            {"label": fields[key].label, "value": plainly(fields[key].words(value, source.name))}
            for key, value in shut.items()
            if key in fields
        ],
        coming=date_words(coming[0]) if coming else "",
        request=going[0] if going else None,
        request_url=url_for(f"{endpoint}.case", public_id=going[0].public_id)
        if going
        else url_for(f"{endpoint}.start", subject=section.locks),
        history_url=url_for("company_riwayat-alamat.index"),
    )


class AddressHistory(Closed, BaseView):  # type: ignore[misc]
    """All addresses that head office and factory have had."""

    admits = COMPANY

    @expose("/")
    def index(self) -> ResponseReturnValue:
        """The newest first, each with since when it holds, who recorded it, and the request it came from."""
        establishment = own_establishment()
        g.trail = [(_("Riwayat alamat"), None)]
        history = address_history(database().session(), actor(), establishment)
        pages = [(section.title, url_for(f"company_{section.key}.index_view")) for section in SECTIONS if section.locks]
        return self.render(
            "company/address_history.html",
            history=told_history(history, f"company_{AddressChange.key}.case"),
            pages=pages,
        )
