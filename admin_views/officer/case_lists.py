"""The lists of cases that officers work with: what queue and register share."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose
from flask_admin.contrib.sqla.filters import FilterEqual
from flask_babel import gettext as _
from markupsafe import Markup

from admin_views.base import PortalModelView
from admin_views.cells import case_state, subject_of, time_left
from admin_views.filters import PROVINCES, BeginsWith, FoundOptions
from admin_views.report_tables import tables_page
from admin_views.web.request import actor, database, now
from siinas.catalogue import process as process_named
from siinas.models import Case
from siinas.process.declaration import Process
from siinas.process.roles import OFFICERS, OVERSIGHT, Role
from siinas.process.statement_code import UNREAD
from siinas.queries.calendar import calendar_in_force
from siinas.queries.cases import periods_sent
from siinas.queries.choices import regency_name
from siinas.queries.movements import moved_on_by
from siinas.queries.service_time import is_clocked, office_hours
from siinas.queries.settings import number


def service_cell(case: Case) -> Markup:
    """When a case is due, and what of the service time is used; a word where the clock rests."""
    found = time_left(case, now())
    state = process_named(case.process).flow.states[case.state]
    if is_clocked(state):
        session = database().session()
        hours = office_hours(session)
        used = hours.words(hours.between(case.state_since, now(), calendar_in_force(session)))
        return Markup('%s<br><span class="under-text">%s</span>') % (found, _("terpakai %(used)s kerja", used=used))
    if case.due_at is None and state.with_company:
        return Markup('<span class="under-text">%s</span>') % _("waktu layanan berhenti")
    return found


def state_cell(case: Case) -> Markup:
    """The state, and a word where a signed statement waits to be compared."""
    reading, state = case.statement_reading, process_named(case.process).flow.states[case.state]
    if state.holder & OFFICERS and reading.get("outcome") == UNREAD and "confirmed_at" not in reading:
        return Markup('%s<br><span class="under-text">%s</span>') % (case_state(case), _("QR tidak terbaca"))
    return case_state(case)


class CaseList(PortalModelView):
    """What queue and register share."""

    can_export = True
    column_list = ("company_name", "title", "regency", "state", "sent_at", "due_at")
    column_labels = {
        "company_name": "Nama Perusahaan",
        "title": "Perihal",
        "regency": "Lokasi",
        "number": "Nomor",
        "nib": "NIB",
        "state": "Status",
        "sent_at": "Tanggal Kirim",
        "due_at": "Tenggat",
    }
    column_sortable_list = ("company_name", "title", "state", "sent_at", "due_at")
    column_searchable_list = ("company_name", "nib", "number")
    search_label = "Nama perusahaan, NIB atau nomor"
    column_formatters = {
        "company_name": lambda view, context, row, name: (
            Markup('<a href="%s">%s</a><br><span class="under">NIB %s</span>')
            % (url_for(f"officer_{row.process}.case", public_id=row.public_id), row.company_name, row.nib)
        ),
        "title": lambda view, context, row, name: (
            Markup('%s<br><span class="under">%s</span>') % (subject_of(row), row.number)
        ),
        "regency": lambda view, context, row, name: regency_name(database().session(), row.regency),
        "state": lambda view, context, row, name: state_cell(row),
        "due_at": lambda view, context, row, name: service_cell(row),
    }
    export_columns = (
        ("company_name", "Nama Perusahaan", "text"),
        ("nib", "NIB", "text"),
        ("place", "Lokasi", "text"),
        ("province", "Provinsi", "text"),
        ("title", "Perihal", "text"),
        ("number", "Nomor", "text"),
        ("sent_at", "Tanggal Kirim", "moment"),
        ("state", "Status", "text"),
        ("due_at", "Tenggat", "moment"),
    )

    def __init__(self, process: type[Process], **kwargs: Any) -> None:
        self.process = process
        self.noun = process.noun
        self.export_name = process.key
        states = [(k, s.label) for k, s in process.flow.states.items() if not s.private]
        self.export_columns = (
            *self.export_columns,
            *((role.value, role.label, "text") for role in process.flow.holders() if role in OFFICERS),
        )
        self.column_filters = [
            FilterEqual(Case.state, _("Status"), options=self.states_offered(states)),
            BeginsWith(Case.regency, _("Provinsi"), options=PROVINCES),
        ]
        if process.periods is not None:
            self.column_filters.insert(
                1, FilterEqual(Case.subject, _("Periode"), options=FoundOptions(self.periods_offered))
            )
        super().__init__(Case, **kwargs)

    def states_offered(self, states: list[tuple[str, str]]) -> list[tuple[str, str]]:
        """The states that the filter offers."""
        return states

    def periods_offered(self) -> list[tuple[str, str]]:
        """The periods about which something was sent, newest first."""
        return [(period.key, period.title) for period in periods_sent(database().session(), actor(), self.process)]

    def get_query(self) -> Any:
        """Only this process, only what this list is about."""
        return super().get_query().filter(Case.process == self.process.key, *self.criteria())

    def get_count_query(self) -> Any:
        """How many they are."""
        return super().get_count_query().filter(Case.process == self.process.key, *self.criteria())

    @property
    def takes_tables(self) -> bool:
        """Whether the tables of the reports in the list can be taken out together."""
        return bool(self.process.exports)

    @expose("/tabel/", methods=("GET", "POST"))
    def tables(self) -> ResponseReturnValue:
        """The tables of the reports in the list, as filtered: at once, or by a task where they are many."""
        if not self.process.exports:
            abort(404)
        filters = {key: value for key, value in request.args.items() if value}
        arguments = self._get_list_extra_args()
        most = number(database().session(), "export_rows")
        total, query = self.get_list(0, None, None, arguments.search, arguments.filters, execute=False, page_size=most)
        if total and total > most:
            flash(_("Unduhan paling banyak %(n)s baris. Persempit saringan.", n=most), "error")
            return redirect(self.get_url(".index_view"))
        rows = query.with_entities(Case.id, Case.subject).all()
        periods = {row.subject for row in rows if row.subject}
        only = next(iter(periods)) if len(periods) == 1 else ""
        stem = f"{self.process.key}_{only or 'beberapa-periode'}".lower()
        back = self.get_url(".index_view", **filters)
        g.trail = [(_("Unduh tabel"), None)]
        return tables_page(self, self.process, [row.id for row in rows], stem=stem, filters=filters, back=back)

    def criteria(self) -> tuple[Any, ...]:
        """What narrows the list."""
        return ()

    def export_value(self, row: Case, key: str) -> Any:
        """Place and state in words, and who moved the case on in each role."""
        if key == "state":
            return self.process.flow.states[row.state].label
        if key == "place":
            return regency_name(database().session(), row.regency)
        if key == "province":
            return dict(PROVINCES).get((row.regency or "")[:2], "")
        if key in set(Role):
            return moved_on_by(row, Role(key))
        return super().export_value(row, key)


class Register(CaseList):
    """All cases of a process that the officer may see, whoever holds them."""

    column_default_sort = ("sent_at", True)

    def __init__(self, process: type[Process], **kwargs: Any) -> None:
        self.admits = (process.flow.people() & OFFICERS) | OVERSIGHT
        self.lead = _("Semua %(noun)s yang pernah dikirim, siapa pun yang memegangnya.", noun=process.noun)
        title = _("Semua %(title)s", title=process.title)
        super().__init__(process, name=title, endpoint=f"register_{process.key}", url=f"semua-{process.key}", **kwargs)
