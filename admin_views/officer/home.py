"""Beranda of an officer: what waits, what is late."""

from __future__ import annotations

from typing import Any

from flask import current_app, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_admin import AdminIndexView, expose

from admin_views.base import Closed
from admin_views.web.doors import may_enter
from admin_views.web.request import actor, database, now
from siinas.catalogue import processes
from siinas.process.roles import OFFICERS, Role
from siinas.queries.service_time import decided
from siinas.queries.tasks import workload


class OfficerHome(Closed, AdminIndexView):  # type: ignore[misc]
    """The first page after signing in."""

    admits = OFFICERS

    @expose("/")
    def index(self) -> ResponseReturnValue:
        """One card per process: waiting for this person, late among them, all that are open.

        An administrator only steps in where a state awaits another system, so the card is shown when one waits.
        """
        who = actor()
        hands = who.roles - {Role.ADMINISTRATOR}
        cards: list[dict[str, Any]] = []
        for process in processes().values():
            load = workload(database().session(), who, process, now())
            cards.append(
                {
                    "process": process,
                    "load": load,
                    "decided": decided(database().session(), who, process, now()),
                    "queue": url_for(f"officer_{process.key}.index_view"),
                    "register": url_for(f"register_{process.key}.index_view"),
                    "register_open": bool(hands) and may_enter(current_app, f"register_{process.key}.index_view"),
                    "works": bool(process.flow.people() & hands) or load.waiting > 0,
                }
            )
        if not any(card["works"] or card["register_open"] for card in cards) and may_enter(current_app, "system.index"):
            return redirect(url_for("system.index"))
        shown = [card for card in cards if card["works"] or card["register_open"]]
        return self.render("officer/home.html", cards=shown)
