"""Pekerjaan: background work of a company or an officer, with its progress and what came out."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, g, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose
from markupsafe import Markup

from admin_views.base import PortalModelView
from admin_views.cells import badge, moment
from admin_views.web.request import actor, database, work
from siinas.integrations.storage import FileMissing
from siinas.models import Case, Task
from siinas.operations import case_sheets, rehearsal, tasks
from siinas.process.roles import COMPANY, OFFICERS
from siinas.process.words import number_words
from siinas.queries.background import AT_WORK, STATES, case_of, task_named
from siinas.queries.rehearsal import hits_seen
from siinas.refusal import NotFound


def task_url(task: Task) -> str:
    """The page of a task, on the side of whoever is signed in."""
    return url_for(f"{'company' if actor().is_company else 'officer'}_tasks.task", public_id=task.public_id)


class Tasks(PortalModelView):
    """The tasks that a person may see, newest first, and one of them."""

    noun = "pekerjaan"
    lead = "Pekerjaan yang memakan waktu dikerjakan di latar belakang. Hasilnya dapat diambil di sini."
    column_list = ("title", "state", "person_name", "created_at")
    column_labels = {"title": "Pekerjaan", "state": "Keadaan", "person_name": "Oleh", "created_at": "Diminta"}
    column_default_sort = ("id", True)
    column_sortable_list = ("created_at",)
    empty_title = "Belum ada pekerjaan"
    empty_text = "Unggahan dan unduhan yang besar muncul di sini."
    column_formatters = {
        "title": lambda view, context, row, name: (
            Markup('<a href="%s">%s</a>') % (view.get_url(".task", public_id=row.public_id), row.title)
        ),
        "state": lambda view, context, row, name: badge(*STATES[row.state]),
    }

    def one(self, public_id: str) -> Task:
        """The task of an address; 404 for a missing or a foreign one."""
        try:
            return task_named(database().session(), actor(), public_id)
        except NotFound:
            abort(404)

    @expose("/<public_id>/")
    def task(self, public_id: str) -> ResponseReturnValue:
        """How far it is; what came out once it is done."""
        row = self.one(public_id)
        case = case_of(database().session(), actor(), row)
        g.trail = [(row.title, None)]
        return self.render(
            "layout/task.html",
            task=row,
            state=STATES[row.state],
            at_work=row.state in AT_WORK,
            case=case,
            case_url=self.case_url(case) if case is not None else "",
            may_have_file=row.sha256 is not None and tasks.may_have_file(actor(), row),
            moment=moment,
            words=lambda count: number_words(count, 0),
            partial=f"tasks/{row.kind}.html",
            **self.more(row, case),
        )

    @expose("/<public_id>/hasil")
    def result(self, public_id: str) -> Response:
        """The file that came out, journalled each time."""
        row = self.one(public_id)
        if row.sha256 is None or not tasks.may_have_file(actor(), row):
            abort(404)
        try:
            content = work().services.storage.read(row.sha256)
        except FileMissing:
            abort(404)
        response = Response(content, mimetype=row.media_type)
        response.headers.set("Content-Disposition", "attachment", filename=row.file_name)
        tasks.note_download(work(), row)
        return response

    def case_url(self, case: Case) -> str:
        """The page of the case a task is about."""
        raise NotImplementedError

    def more(self, task: Task, case: Case | None) -> dict[str, Any]:
        """What the page of one kind of task needs besides."""
        return {}


class CompanyTasks(Tasks):
    """The work left for an establishment."""

    admits = COMPANY

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Task, name="Pekerjaan", endpoint="company_tasks", url="pekerjaan", **kwargs)

    def case_url(self, case: Case) -> str:
        """The company's page of the case."""
        return url_for(f"company_{case.process}.case", public_id=case.public_id)

    def more(self, task: Task, case: Case | None) -> dict[str, Any]:
        """Whether an upload may still be undone."""
        if task.kind != case_sheets.KIND or case is None or not case_sheets.may_undo(case, task):
            return {}
        undo_url = url_for(f"company_{case.process}.undo_sheet", public_id=case.public_id)
        return {"may_undo": True, "undo_url": undo_url}


class OfficerTasks(Tasks):
    """An officer's own work; administrators and auditors see everyone's."""

    admits = OFFICERS

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Task, name="Pekerjaan", endpoint="officer_tasks", url="pekerjaan", **kwargs)

    def case_url(self, case: Case) -> str:
        """The officers' page of the case."""
        return url_for(f"officer_{case.process}.case", public_id=case.public_id)

    def more(self, task: Task, case: Case | None) -> dict[str, Any]:
        """The reports that a trial of bounds would hit, as far as whoever looks may see them."""
        if task.kind != rehearsal.KIND:
            return {}
        return {"hits": hits_seen(database().session(), actor(), task.result), "url_of": self.case_url}
