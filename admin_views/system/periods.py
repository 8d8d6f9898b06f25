"""The reporting windows: which periods are asked for, and when."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_admin import expose
from flask_babel import gettext as _
from wtforms import HiddenField

from admin_views.base import PortalModelView
from admin_views.cells import badge, day
from admin_views.system.roles import EDITORS, READERS
from admin_views.web.request import database, now, whole, work
from forms.from_declaration import PortalForm, form_class
from siinas.catalogue import processes
from siinas.models import ReportingPeriod
from siinas.operations import reporting_windows
from siinas.process.fields import Choice
from siinas.process.periods import period_of
from siinas.process.steps import Row
from siinas.process.words import JAKARTA
from siinas.queries.choices import ChoiceSource
from siinas.reference.reporting_windows import PeriodNamed, Windows
from siinas.refusal import Refused, Stale


def _named(row: ReportingPeriod) -> str:
    """The report and its period."""
    known = processes().get(row.process)
    return f"{known.title if known else row.process} {period_of(row.period).title}"


class Periods(PortalModelView):
    """Reporting windows."""

    admits = READERS
    doors = dict.fromkeys(("create_view", "edit_view", "switch"), EDITORS)
    can_create = can_edit = True
    column_display_actions = True
    list_template = "system/periods.html"
    noun = "periode"
    lead = (
        "Periode mana yang diminta, kapan dibuka dan jatuh tempo. Baris baru dibuat sendiri menurut jenis periode pada "
        "Setelan; periode satu laporan tidak boleh bertumpang tindih."
    )
    column_list = ("process", "period", "opens_on", "due_on", "last_new_on", "last_edit_on", "retired_on")
    column_labels = {
        "process": "Laporan",
        "period": "Periode",
        "opens_on": "Dibuka",
        "due_on": "Tenggat",
        "last_new_on": "Hari terakhir membuat laporan",
        "last_edit_on": "Hari terakhir mengubah konsep",
        "retired_on": "Keadaan",
    }
    column_default_sort = ("opens_on", True)
    column_formatters = {
        "process": lambda view, context, row, name: processes()[row.process].title,
        "period": lambda view, context, row, name: period_of(row.period).title,
        "retired_on": lambda view, context, row, name: (
            badge("late", _("Dihentikan %(day)s", day=day(row.retired_on))) if row.retired_on else _("Diminta")
        ),
    }

    def row_title(self, row: ReportingPeriod) -> str:
        """How a row is called."""
        return _named(row)

    def create_form(self, obj: Any = None) -> PortalForm:
        """A period with its windows."""
        asked = {key: process.title for key, process in processes().items() if process.periods is not None}
        year = now().astimezone(JAKARTA).year
        years = {str(one): str(one) for one in range(year - 5, year + 3)}
        named = {
            "report": Choice(_("Laporan"), among=asked),
            "year": Choice(_("Tahun"), among=years, initial=str(year)),
            **PeriodNamed.fields,
            **Windows.fields,
        }
        form_type = form_class(type("NewPeriod", (Row,), named), ChoiceSource(database().session(), None))
        return form_type(request.form if request.method == "POST" else None)

    def edit_form(self, obj: Any = None) -> PortalForm:
        """The windows of one period, and which version of it they show."""
        base = form_class(Windows, ChoiceSource(database().session(), None))
        form_type = type(base.__name__, (base,), {"row_mark": HiddenField()})
        if request.method == "POST":
            return form_type(request.form)
        return form_type(data={key: getattr(obj, key) for key in Windows.fields} | {"row_mark": str(obj.version)})

    def validate_form(self, form: PortalForm) -> bool:
        """Only a posted form is judged."""
        return request.method == "POST" and form.validate()

    def create_model(self, form: PortalForm) -> Any:
        """One operation."""
        try:
            return reporting_windows.add_period(work(), form.answers())
        except Refused as refusal:
            self.refuse(form, refusal)
            return None

    def update_model(self, form: Any, model: ReportingPeriod) -> bool:
        """One operation."""
        mark = whole(form.row_mark.data, -1)
        try:
            late = reporting_windows.change_period(work(), model.id, form.answers(), version=mark)
        except Stale as stale:
            # What was typed stays; saving again replaces what the other person saved.
            flash(stale.reason, "error")
            form.row_mark.data, form.row_mark.raw_data = str(model.version), None
            return False
        except Refused as refusal:
            self.refuse(form, refusal)
            return False
        if late:
            turned = _("tepat waktu menjadi terlambat") if late > 0 else _("terlambat menjadi tepat waktu")
            flash(_("%(n)s laporan yang sudah dikirim berubah dari %(turned)s.", n=abs(late), turned=turned), "warning")
        return True

    @expose("/berlaku/", methods=("POST",))
    def switch(self) -> ResponseReturnValue:
        """Ask for a period no longer, or again; what it means is asked first."""
        row = self.get_one(request.form.get("id", ""))
        back = self.get_url(".index_view")
        if row.retired_on is None and request.form.get("confirmed") != "1":
            question = _("Hentikan periode ini? Laporan yang sudah ada tetap; yang belum dibuat tidak diminta lagi.")
            hidden = {"id": str(row.id), "confirmed": "1"}
            return self.render(
                "layout/confirm.html", question=question, title=_named(row), hidden=hidden, act=_("Hentikan"), back=back
            )
        try:
            asked = reporting_windows.switch_period(work(), whole(request.form["id"], -1))
        except Refused as refusal:
            self.refuse(None, refusal)
        else:
            said = _("%(title)s diminta kembali.") if asked else _("%(title)s tidak diminta lagi.")
            flash(said % {"title": _named(row)}, "success")
        return redirect(back)
