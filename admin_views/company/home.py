"""Beranda of a company: what is missing, what is due, what came back."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import abort, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_admin import AdminIndexView, expose
from flask_babel import gettext as _

from admin_views.base import Closed
from admin_views.cells import subject_of, titled
from admin_views.company.due_reports import report_tasks
from admin_views.paper_cells import paper_notices
from admin_views.web.request import actor, database, now, whole, work
from siinas.catalogue import processes
from siinas.models import Establishment
from siinas.operations import accounts
from siinas.process.roles import COMPANY
from siinas.process.words import JAKARTA
from siinas.queries import company
from siinas.queries.company import section_statuses
from siinas.queries.obligations import Standings, asked_of, missing_standing
from siinas.queries.requirements import offers_of
from siinas.queries.service_cards import licences
from siinas.queries.tasks import open_cases, returned_cases


def own_establishment() -> Establishment:
    """The establishment the person works in."""
    return company.own_establishment(database().session(), actor())


def section_tasks() -> list[dict[str, Any]]:
    """Data Perusahaan as a task list."""
    tasks = []
    today = now().astimezone(JAKARTA).date()
    for status in section_statuses(database().session(), own_establishment(), today):
        kind, word = ("accepted", _("Lengkap")) if status.complete else ("draft", _("Belum diisi"))
        if status.begun and not status.complete:
            kind, word = "returned", _("Belum lengkap")
        if not status.asked:
            kind, word = "info", _("Tidak diminta")
        elif status.section.optional and not status.begun:
            kind, word = "info", _("Bila ada")
        tasks.append(
            {
                "title": status.section.title,
                "url": url_for(f"company_{status.section.key}.index_view"),
                "state_kind": kind,
                "state_text": word,
                "hint": status.missing or status.section.why,
                "done": status.complete,
            }
        )
    return tasks


def service_tasks(establishment: Establishment, today: date) -> list[dict[str, Any]]:
    """The services that are for this company: open, or what of the documents holds them up."""
    tasks = []
    applied_for = {process.requires for process in licences()}
    for offer in offers_of(database().session(), establishment, today):
        kind, word = ("accepted", _("Dokumen lengkap")) if offer.open else ("returned", _("Belum dapat dikirim"))
        way_in = url_for("company_licensing.index") if offer.service in applied_for else None
        tasks.append(
            {
                "title": offer.service.title,
                "url": url_for("company_dokumen.index_view") if not offer.open else way_in,
                "state_kind": kind,
                "state_text": word,
                "hints": offer.points,
            }
        )
    return tasks


class CompanyHome(Closed, AdminIndexView):  # type: ignore[misc]
    """The first page after signing in."""

    admits = COMPANY

    @expose("/")
    def index(self) -> ResponseReturnValue:
        """Task list, periods to report on, cases that came back."""
        establishment = own_establishment()
        today = now().astimezone(JAKARTA).date()
        returned = []
        offers = []
        for process in processes().values():
            if not process.for_companies():
                continue
            cases = returned_cases(database().session(), actor(), process)
            returned += [(case, url_for(f"company_{process.key}.case", public_id=case.public_id)) for case in cases]
            if process.periods is not None:
                if periods := report_tasks(process, establishment, today):
                    offers.append((process, periods))
            elif going := self._open_tasks(process):
                offers.append((process, going))
        return self.render(
            "company/home.html",
            establishment=establishment,
            tasks=section_tasks(),
            services=service_tasks(establishment, today),
            returned=returned,
            titled=titled,
            offers=offers,
            papers=paper_notices(),
            to_fill_in=self._to_fill_in(establishment, today),
        )

    def _open_tasks(self, process: Any) -> list[dict[str, Any]]:
        tasks = []
        for case in open_cases(database().session(), actor(), process):
            state = process.flow.states[case.state]
            url = url_for(f"company_{process.key}.case", public_id=case.public_id)
            task = {"title": subject_of(case), "url": url, "state_kind": state.tone, "state_text": state.label}
            if state.holder & COMPANY and case.sent_at is not None:
                task["hint"] = _("Menunggu tindakan perusahaan.")
            tasks.append(task)
        return tasks

    def _to_fill_in(self, establishment: Establishment, today: date) -> str:
        """What Data Umum must say before it is known which report is asked for, as a sentence."""
        profile = Standings(database().session(), establishment).profile_at(today)
        return "" if list(asked_of(profile)) else missing_standing(profile)

    @expose("/pindah/", methods=("POST",))
    def switch(self) -> ResponseReturnValue:
        """Work in another of the person's establishments."""
        wanted = whole(request.form.get("establishment"))
        if wanted not in actor().establishments:
            abort(404)
        if wanted != actor().establishment_id:
            # A form that another tab still shows belongs to the establishment before: its token is no longer good.
            session.pop("csrf_token", None)
        session["establishment"] = wanted
        accounts.note_choice(work(), wanted)
        return redirect(url_for("company.index"))
