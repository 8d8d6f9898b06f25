"""Batas kewajaran: a code list whose rows and files can be tried on the reports of a period before they hold."""

from __future__ import annotations

from typing import Any

from flask import abort, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose
from flask_babel import gettext as _

from admin_views.system.reference import ReferenceList
from admin_views.system.roles import EDITORS
from admin_views.web.request import database, work
from siinas.operations import rehearsal
from siinas.operations.reference_loading import TableFile
from siinas.operations.reference_plan import Plan
from siinas.process.words import JAKARTA
from siinas.queries.rules import filed_periods, last_complete, reports
from siinas.reference.measures import MEASURES
from siinas.reference.tables import PlausibleBounds
from siinas.refusal import Refused


class BoundsList(ReferenceList):
    """The bounds, with "Coba dulu" on the forms of a row and under what a file would do."""

    doors = ReferenceList.doors | {"try_out": EDITORS}
    edit_template = "system/bound_row.html"
    create_template = "system/bound_new.html"
    import_template = "system/bound_import.html"

    def __init__(self) -> None:
        super().__init__(PlausibleBounds)

    def row_title(self, row: Any) -> str:
        """The measure, and for which KBLI."""
        where = f"KBLI {row.kbli_prefix}" if row.kbli_prefix else _("semua KBLI")
        return f"{MEASURES[row.measure].label}, {where}" if row.measure in MEASURES else f"{row.measure}, {where}"

    def trial_periods(self) -> list[dict[str, Any]]:
        """The periods that have reports, the last complete one chosen."""
        session, today = database().session(), work().now.astimezone(JAKARTA).date()
        periods = sorted({one for process in reports() for one in filed_periods(session, process)}, reverse=True)
        complete = last_complete(periods, today)
        asked = request.form.get("period", complete.key if complete is not None else "")
        return [{"key": one.key, "title": one.title, "chosen": one.key == asked} for one in periods]

    @expose("/coba/", methods=("POST",))
    def try_out(self) -> ResponseReturnValue:
        """Try the row of a form as it was typed; the form again where it could not be saved."""
        name = request.form.get("id", "")
        row = self.get_one(name) if name else None
        if name and row is None:
            abort(404)
        form = self.edit_form(row) if row is not None else self.create_form()
        if form.validate():
            fixed = {key: getattr(row, key) for key in ("measure", "kbli_prefix", "source")} if row is not None else {}
            try:
                task = rehearsal.begin_for_row(work(), fixed | form.answers(), request.form.get("period", ""))
            except Refused as refusal:
                self.refuse(form, refusal)
            else:
                return redirect(url_for("officer_tasks.task", public_id=task.public_id))
        g.row = row
        return self.render(  # type: ignore[no-any-return]
            self.edit_template if row is not None else self.create_template,
            model=row,
            form=form,
            form_opts=None,
            return_url=self.get_url(".index_view"),
        )

    def tried(self, found: Plan, file: TableFile) -> ResponseReturnValue | None:
        """Try what a checked file would do, where that was asked for."""
        if request.form.get("try") != "1" or found.faults:
            return None
        try:
            task = rehearsal.begin_for_file(work(), found, request.form.get("period", ""))
        except Refused as refusal:
            self.refuse(None, refusal)
            return None
        return redirect(url_for("officer_tasks.task", public_id=task.public_id))
