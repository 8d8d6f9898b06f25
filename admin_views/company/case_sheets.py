"""Filling in a case by a workbook: made for it, brought back, read by the worker, undone."""

from __future__ import annotations

from flask import Response, abort, flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_admin import expose
from flask_babel import gettext as _
from werkzeug.datastructures import CombinedMultiDict

from admin_views.case_tables import XLSX
from admin_views.cells import badge, moment
from admin_views.company.case_pages import CasePages
from admin_views.tasks import task_url
from admin_views.web.request import actor, database, work
from forms.from_declaration import PortalForm, form_class
from siinas.documents.case_sheets import workbook_to_fill
from siinas.operations import case_sheets
from siinas.operations.exports import note_export
from siinas.operations.files import Incoming
from siinas.process.fields import Choice, Upload
from siinas.process.steps import Row
from siinas.process.tables import Table
from siinas.process.words import number_words
from siinas.queries.background import STATES, tasks_of
from siinas.queries.cases import CaseFile
from siinas.queries.choices import ChoiceSource
from siinas.queries.settings import number
from siinas.refusal import NotFound, Refused


class SheetUpload(Row):
    """What is asked to bring a workbook back."""

    sheet_file = Upload("Lembar yang sudah diisi", document=case_sheets.SHEET_FILE)
    how = Choice(
        "Baris tabel yang sudah ada di laporan",
        among={
            case_sheets.REPLACE: "Ganti dengan baris dari lembar",
            case_sheets.APPEND: "Pertahankan, tambahkan baris dari lembar",
        },
        help="Baris yang salah tidak dimuat, tetapi diberitahukan. Sel kosong di luar tabel tidak mengubah isian.",
    )
    overwrite = Choice(
        "Halaman yang disimpan di portal sesudah lembar diunduh",
        among={"tidak": "Biarkan seperti yang tersimpan", "ya": "Timpa dengan isi lembar"},
        initial="tidak",
    )


class CaseSheets(CasePages):
    """The part of a company's cases that goes by workbooks; only where a process has tables."""

    def with_sheets(self, file: CaseFile) -> bool:
        """Whether the case is worth a workbook."""
        return any(isinstance(field, Table) for field in file.process.asked_fields(file.answers).values())

    def sheet_file(self, public_id: str) -> CaseFile:
        """The case; 404 where it has no tables."""
        file = self.file(public_id)
        if not self.with_sheets(file):
            abort(404)
        return file

    @expose("/<public_id>/lembar-isian.xlsx")
    def sheet(self, public_id: str) -> ResponseReturnValue:
        """The workbook to fill in, with what the case holds so far."""
        file = self.sheet_file(public_id)
        if reason := file.closed_to(actor()):
            flash(reason, "info")
            return redirect(self.get_url(".case", public_id=public_id))
        content, rows = workbook_to_fill(file, case_sheets.new_book())
        note_export(work(), "lembar-isian.xlsx", "xlsx", rows, {}, file.case)
        response = Response(content, mimetype=XLSX)
        response.headers.set("Content-Disposition", "attachment", filename=f"isian-{file.case.number}.xlsx")
        return response

    @expose("/<public_id>/lembar-isian/", methods=("GET", "POST"))
    def sheets(self, public_id: str) -> ResponseReturnValue:
        """Download, bring back, and what was brought so far."""
        file = self.sheet_file(public_id)
        if reason := file.closed_to(actor()):
            flash(reason, "info")
            return redirect(self.get_url(".case", public_id=public_id))
        form = self.sheet_form()
        if request.method == "POST" and form.validate():
            given = request.files["sheet_file"]
            asked = form.answers()
            try:
                made = case_sheets.upload(
                    work(),
                    public_id,
                    Incoming(given.stream.read(), given.filename or ""),
                    asked["how"],
                    overwrite=asked["overwrite"] == "ya",
                )
                return redirect(task_url(made))
            except Refused as refusal:
                self.refuse(form, refusal)
                file = self.sheet_file(public_id)
        found = tasks_of(database().session(), actor(), file.case, case_sheets.KIND)
        return self.render(
            "company/case_sheets.html",
            file=file,
            case=file.case,
            form=form,
            brought=[(task, task_url(task), badge(*STATES[task.state]), moment(task.created_at)) for task in found],
            most=number_words(number(database().session(), "sheet_rows"), 0),
        )

    def sheet_form(self) -> PortalForm:
        """The form with what was chosen."""
        posted = request.method == "POST"
        given = CombinedMultiDict([request.form, request.files]) if posted else None
        made: PortalForm = form_class(SheetUpload, ChoiceSource(database().session(), None))(given)
        return made

    @expose("/<public_id>/lembar-isian/kembalikan/", methods=("POST",))
    def undo_sheet(self, public_id: str) -> ResponseReturnValue:
        """Bring back what stood before an upload, after a question."""
        file = self.sheet_file(public_id)
        task, back = request.form.get("task", ""), self.get_url(".sheets", public_id=public_id)
        if request.form.get("confirmed") != "1":
            return self.render(
                "layout/confirm.html",
                title=_("Kembalikan isian"),
                question=_("Kembalikan isian %(title)s seperti sebelum unggahan ini?", title=file.case.title),
                act=_("Kembalikan"),
                hidden={"confirmed": "1", "task": task},
                back=back,
            )
        try:
            case_sheets.undo(work(), public_id, task)
            flash(_("Isian sebelum unggahan dikembalikan."), "success")
        except NotFound:
            abort(404)
        except Refused as refusal:
            flash(refusal.reason, "error")
        return redirect(self.get_url(".case", public_id=public_id))
