"""The door through which the whole of a version is printed, the same for a company and an officer."""

from __future__ import annotations

from flask import flash, redirect
from flask.typing import ResponseReturnValue
from flask_admin import expose

from admin_views.base import PortalModelView
from admin_views.case_page import version_asked
from admin_views.tasks import task_url
from admin_views.web.request import work
from siinas.operations.report_print import ask_for_print
from siinas.queries.cases import CaseFile
from siinas.refusal import Refused


class Printing(PortalModelView):
    """Pages of cases that may be printed; `file(public_id)` is the subclass's."""

    def file(self, public_id: str) -> CaseFile:
        """The case, if it is the person's to see; 404 otherwise."""
        raise NotImplementedError

    @expose("/<public_id>/cetak", methods=("POST",))
    def printout(self, public_id: str) -> ResponseReturnValue:
        """The whole of a version as PDF, printed by the worker."""
        file = self.file(public_id)
        try:
            made = ask_for_print(work(), public_id, version_asked())
        except Refused as refusal:
            flash(refusal.reason, "error")
            return redirect(self.get_url(".case", public_id=file.case.public_id))
        return redirect(task_url(made))
