"""Aturan peringatan: every rule of the reports, what it compares, how often the last period was warned; read only."""

from __future__ import annotations

from typing import Any

from flask import request
from flask.typing import ResponseReturnValue
from flask_admin import BaseView, expose

from admin_views.base import Closed
from admin_views.system.roles import READERS
from admin_views.web.request import database, work
from siinas.process.declaration import Process
from siinas.process.words import JAKARTA, number_words
from siinas.queries.rules import Warned, filed_periods, last_complete, reports, rules_of, warned


class Warnings(Closed, BaseView):  # type: ignore[misc]
    """The rules of each report, page by page."""

    admits = READERS

    @expose("/")
    def index(self) -> ResponseReturnValue:
        """All rules with counts of one period."""
        return self.render(  # type: ignore[no-any-return]
            "system/warnings.html",
            reports=[self._report(process) for process in reports()],
            bounds_url=self._bounds_url,
        )

    def _report(self, process: type[Process]) -> dict[str, Any]:
        session, today = database().session(), work().now.astimezone(JAKARTA).date()
        periods = {one.key: one for one in filed_periods(session, process)}
        chosen = periods.get(request.args.get("periode", ""), last_complete(list(periods.values()), today))
        counted = warned(session, process, chosen)
        return {
            "title": process.title,
            "periods": [{"key": key, "title": one.title, "chosen": one == chosen} for key, one in periods.items()],
            "period": chosen.title if chosen is not None else "",
            "filed": number_words(counted.reports, 0),
            "pages": _pages(process, counted),
        }

    def _bounds_url(self, measure: str) -> str:
        return str(self.get_url("system_batas-kewajaran.index_view", search=measure))


def _pages(process: type[Process], counted: Warned) -> list[dict[str, Any]]:
    pages: dict[str, dict[str, Any]] = {}
    for rule in rules_of(process):
        check = rule.check
        page = pages.setdefault(rule.step.key, {"title": rule.step.title, "rules": []})
        page["rules"].append(
            {
                "sentence": check.message,
                "at": check.at.label,
                "hard": check.hard,
                "measure": check.measure.label if check.measure else "",
                "measure_key": check.measure.key if check.measure else "",
                "hit": "–" if check.hard else number_words(counted.hit[check.key], 0),
                "explained": "–" if check.hard else number_words(counted.explained[check.key], 0),
            }
        )
    return list(pages.values())
