"""The pages of a case as its company fills them in."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect
from flask.typing import ResponseReturnValue
from flask_admin import expose
from flask_babel import gettext as _

from admin_views.case_page import page_states
from admin_views.page_wizard import PageWizard
from admin_views.web.request import work
from siinas.operations import cases
from siinas.operations.kept_pages import keep_page
from siinas.queries.answer_file import AnswerFile
from siinas.queries.cases import CaseFile
from siinas.refusal import Refused


class CasePages(PageWizard):
    """The wizard of a case; `file(public_id)` is the subclass's."""

    def file(self, public_id: str) -> CaseFile:
        """The case, if it is the establishment's own."""
        raise NotImplementedError

    def page_address(self, file: AnswerFile, step_key: str, **more: Any) -> str:
        return str(self.get_url(".page", public_id=file.case.public_id, step_key=step_key, **more))

    def tasks_address(self, file: AnswerFile) -> str:
        return str(self.get_url(".case", public_id=file.case.public_id))

    def last_address(self, file: AnswerFile) -> str:
        return str(self.get_url(".check", public_id=file.case.public_id))

    def again(self, file: AnswerFile) -> CaseFile:
        return self.file(file.case.public_id)

    def store(self, file: AnswerFile, step_key: str, **posted: Any) -> None:
        cases.save_page(work(), file.case.public_id, step_key, **posted)

    def states(self, file: AnswerFile, current: str) -> list[dict[str, Any]]:
        return page_states(file, current=current, judged=not file.process.periods)

    def title(self, file: AnswerFile) -> str:
        return str(file.case.title)

    @expose("/<public_id>/halaman/<step_key>/", methods=("GET", "POST"))
    def page(self, public_id: str, step_key: str) -> ResponseReturnValue:
        """One page of the wizard."""
        return self.page_of(self.file(public_id), step_key)

    @expose("/<public_id>/halaman/<step_key>/simpan", methods=("POST",))
    def keep(self, public_id: str, step_key: str) -> ResponseReturnValue:
        """Save an untouched page as it stands."""
        file = self.file(public_id)
        if file.process.asked_step(step_key, file.answers) is None:
            abort(404)
        try:
            title = keep_page(work(), public_id, step_key)
            flash(_("Halaman %(title)s disimpan.", title=title), "success")
        except Refused as refusal:
            flash(refusal.reason, "error")
        return redirect(self.get_url(".case", public_id=public_id))
