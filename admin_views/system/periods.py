"""The reporting windows: which periods are asked for, and when."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_admin import expose
from flask_babel import gettext as _

from admin_views.cells import badge, day
from admin_views.system.marked_rows import MarkedRows
from admin_views.system.roles import EDITORS, READERS
from admin_views.web.request import now, whole, work
from siinas.catalogue import processes
from siinas.models import ReportingPeriod
from siinas.operations import reporting_windows
from siinas.process.fields import Choice, Field
from siinas.process.periods import period_of
from siinas.process.words import JAKARTA
from siinas.reference.reporting_windows import PeriodNamed, Windows
from siinas.refusal import Refused


def _named(row: ReportingPeriod) -> str:
    """The report and its period."""
    known = processes().get(row.process)
    return f"{known.title if known else row.process} {period_of(row.period).title}"


class Periods(MarkedRows):
    """Reporting windows."""

    admits = READERS
    doors = dict.fromkeys(("create_view", "edit_view", "switch"), EDITORS)
    can_create = can_edit = True
    column_display_actions = True
    list_template = "system/periods.html"
    noun = "periode"
    changeable = Windows
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

    def asked_of_new(self) -> Mapping[str, Field]:
        asked = {key: process.title for key, process in processes().items() if process.periods is not None}
        year = now().astimezone(JAKARTA).year
        years = {str(one): str(one) for one in range(year - 5, year + 3)}
        return {
            "report": Choice(_("Laporan"), among=asked),
            "year": Choice(_("Tahun"), among=years, initial=str(year)),
            **PeriodNamed.fields,
            **Windows.fields,
        }

    def add(self, answers: dict[str, Any]) -> Any:
        return reporting_windows.add_period(work(), answers)

    def change(self, row: ReportingPeriod, answers: dict[str, Any], version: int) -> None:
        late = reporting_windows.change_period(work(), row.id, answers, version=version)
        if late:
            turned = _("tepat waktu menjadi terlambat") if late > 0 else _("terlambat menjadi tepat waktu")
            flash(_("%(n)s laporan yang sudah dikirim berubah dari %(turned)s.", n=abs(late), turned=turned), "warning")

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
