"""The reporting windows."""

from __future__ import annotations

from typing import Any

from flask import request

from admin_views.base import PortalModelView
from admin_views.system.roles import EDITORS, READERS
from admin_views.web.request import database, work
from forms.from_declaration import PortalForm, form_class
from siinas.catalogue import processes
from siinas.models import ReportingPeriod
from siinas.operations import administration
from siinas.process.periods import Quarter
from siinas.queries.choices import ChoiceSource
from siinas.reference.reporting_windows import Windows
from siinas.refusal import Refused


class Periods(PortalModelView):
    """Reporting windows."""

    admits = READERS
    doors = {"edit_view": EDITORS}
    can_edit = True
    column_display_actions = True
    noun = "periode"
    lead = "Kapan laporan suatu periode dibuka dan jatuh tempo. Ubah bila ketentuannya berubah."
    column_list = ("process", "period", "opens_on", "due_on", "last_new_on", "last_edit_on")
    column_labels = {
        "process": "Laporan",
        "period": "Periode",
        "opens_on": "Dibuka",
        "due_on": "Tenggat",
        "last_new_on": "Hari terakhir membuat laporan",
        "last_edit_on": "Hari terakhir mengubah konsep",
    }
    column_default_sort = ("period", True)
    column_formatters = {
        "process": lambda view, context, row, name: processes()[row.process].title,
        "period": lambda view, context, row, name: Quarter.from_key(row.period).title,
    }

    def row_title(self, row: ReportingPeriod) -> str:
        """How a row is called."""
        return Quarter.from_key(row.period).title

    def edit_form(self, obj: Any = None) -> PortalForm:
        """The windows of one period."""
        form_type = form_class(Windows, ChoiceSource(database().session(), None))
        if request.method == "POST":
            return form_type(request.form)
        return form_type(data={key: getattr(obj, key) for key in Windows.fields})

    def validate_form(self, form: PortalForm) -> bool:
        """Only a posted form is judged."""
        return request.method == "POST" and form.validate()

    def update_model(self, form: PortalForm, model: ReportingPeriod) -> bool:
        """One operation."""
        try:
            administration.change_period(work(), model.id, form.answers())
        except Refused as refusal:
            self.refuse(form, refusal)
            return False
        return True
