"""Beranda of an officer: what waits, what is late."""

from __future__ import annotations

from typing import Any

from flask import current_app, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_admin import AdminIndexView, expose
from sqlalchemy import func, select

from admin_views.base import Closed
from admin_views.web.doors import may_enter
from admin_views.web.request import actor, database, now
from siinas.catalogue import processes
from siinas.models import Case
from siinas.process.roles import OFFICERS
from siinas.queries.scope import visible
from siinas.queries.tasks import waiting_for


class OfficerHome(Closed, AdminIndexView):  # type: ignore[misc]
    """The first page after signing in."""

    admits = OFFICERS

    @expose("/")
    def index(self) -> ResponseReturnValue:
        """One card per process: waiting for this person, late among them, all that are open."""
        db, who = database().session, actor()
        cards: list[dict[str, Any]] = []
        for process in processes().values():
            waiting = waiting_for(who, process)
            visible_case = visible(Case, who)
            states = process.flow.states
            with_officers = [k for k, s in states.items() if not s.closed and not s.with_company]
            with_company = [k for k, s in states.items() if s.with_company and not s.private]
            done = [k for k, s in states.items() if s.closed and not s.private]

            def count(*criteria: Any, seen: Any = visible_case, key: str = process.key) -> int:
                return (
                    db.scalar(select(func.count()).select_from(Case).where(seen, Case.process == key, *criteria)) or 0
                )

            cards.append(
                {
                    "process": process,
                    "waiting": count(waiting),
                    "late": count(waiting, Case.due_at < now()),
                    "open": count(Case.state.in_(with_officers)),
                    "with_company": count(Case.state.in_(with_company)),
                    "done": count(Case.state.in_(done)),
                    "queue": url_for(f"officer_{process.key}.index_view"),
                    "register": url_for(f"register_{process.key}.index_view"),
                    "register_open": may_enter(current_app, f"register_{process.key}.index_view"),
                    "works": bool(process.flow.people() & who.roles),
                }
            )
        if not any(card["works"] or card["register_open"] for card in cards) and may_enter(current_app, "system.index"):
            return redirect(url_for("system.index"))
        shown = [card for card in cards if card["works"] or card["register_open"]]
        return self.render("officer/home.html", cards=shown)
