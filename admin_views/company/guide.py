"""Panduan Penyampaian Laporan: what a report asks of this company, when, and what becomes of it, drawn from its
declaration (reporting.md 4)."""

from __future__ import annotations

from typing import Any

from flask import abort, g
from flask.typing import ResponseReturnValue
from flask_admin import expose
from flask_babel import gettext as _

from admin_views.base import PortalModelView
from admin_views.cells import badge, day
from admin_views.company.home import own_establishment
from admin_views.web.request import database, now
from siinas.models import Establishment, ReportingPeriod
from siinas.process.declaration import Process
from siinas.process.flow import State
from siinas.process.periods import period_of
from siinas.process.roles import OFFICERS
from siinas.process.steps import Step
from siinas.process.words import JAKARTA
from siinas.queries.case_facts import facts_for
from siinas.queries.periods import opened_windows
from siinas.queries.settings import time_limit

MOST_PERIODS = 4


class Guide(PortalModelView):
    """The guide of one process; 404 where it has no periods, and hence is no report."""

    process: type[Process]

    @expose("/panduan/")
    def guide(self) -> ResponseReturnValue:
        """Steps, periods, pages and states, as they hold for this company today."""
        if self.process.periods is None:
            abort(404)
        session, establishment = database().session(), own_establishment()
        today = now().astimezone(JAKARTA).date()
        windows = opened_windows(session, self.process.key, today)[:MOST_PERIODS]
        g.trail = [(_("Panduan Penyampaian Laporan"), None)]
        pages = self._pages(establishment, windows)
        rests = any(step.skipped_when is not None for step in pages)
        page: ResponseReturnValue = self.render(
            "company/guide.html",
            process=self.process,
            windows=[self._window(row) for row in windows],
            headings=[_("Halaman"), _("Keterangan"), *([_("Bila tidak berproduksi")] if rests else [])],
            pages=[self._page(number, step, rests) for number, step in enumerate(pages, 1)],
            states=[self._state(one) for one in self.process.flow.states.values() if not (one.closed and one.private)],
            start=self.get_url(".start"),
            back=self.get_url(".index_view"),
        )
        return page

    def _window(self, row: ReportingPeriod) -> list[Any]:
        period = period_of(row.period)
        ends = day(row.last_edit_on) if row.last_edit_on else _("tidak dibatasi")
        return [f"{period.title} ({period.span})", day(row.opens_on), day(row.due_on), ends]

    def _pages(self, establishment: Establishment, windows: list[ReportingPeriod]) -> list[type[Step]]:
        """What is asked of a company of this category."""
        session, today = database().session(), now().astimezone(JAKARTA).date()
        about = period_of(windows[0].period) if windows else None
        first = self.process.first_answers(facts_for(session, self.process, establishment, today, about))
        return self.process.asked_steps(first)

    def _page(self, number: int, step: type[Step], rests: bool) -> list[Any]:
        resting = _("tetap diisi") if step.skipped_when is None else _("tidak perlu diisi")
        return [f"{number}. {step.title}", step.intro or "–", *([resting] if rests else [])]

    def _state(self, state: State) -> list[Any]:
        """A state in words: what it is called, who has the report, and for how long at most."""
        limit = time_limit(database().session(), self.process.key, state.key, state.within)
        who = (
            _("Perusahaan") if state.with_company else ", ".join(role.label for role in sorted(state.holder & OFFICERS))
        )
        return [badge(state.tone, state.label), "–" if state.closed else who, str(limit) if limit else "–"]
