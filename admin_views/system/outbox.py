"""The outbox: mails and other jobs, with what went wrong."""

from __future__ import annotations

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_admin import expose
from flask_admin.contrib.sqla.filters import FilterEqual
from flask_babel import gettext as _

from admin_views.base import PortalModelView
from admin_views.cells import badge, moment
from admin_views.system.roles import EDITORS, READERS
from admin_views.web.request import whole, work
from siinas.models import OutboxRow
from siinas.operations import outbox
from siinas.queries.journal import JOB_STATES, JOBS


class Outbox(PortalModelView):
    """Mails and other jobs, with what went wrong."""

    admits = READERS
    doors = {"again": EDITORS}
    noun = "pekerjaan"
    list_template = "system/outbox.html"
    column_list = ("id", "kind", "about", "recipient", "status", "attempts", "created_at", "next_at", "error")
    column_labels = {
        "id": "No.",
        "kind": "Jenis",
        "about": "Perihal",
        "recipient": "Penerima",
        "status": "Status",
        "attempts": "Percobaan",
        "created_at": "Dibuat",
        "next_at": "Dicoba lagi",
        "done_at": "Selesai",
        "error": "Kesalahan",
    }
    TONES = {"waiting": "waiting", "done": "accepted", "failed": "late"}
    column_formatters = {
        "kind": lambda view, context, row, name: JOBS.get(row.kind, row.kind),
        "about": lambda view, context, row, name: row.payload.get("title") or row.payload.get("company") or "–",
        "status": lambda view, context, row, name: badge(view.TONES[row.status], JOB_STATES[row.status]),
        "next_at": lambda view, context, row, name: moment(row.next_at) if row.status == "waiting" else "–",
    }
    column_filters = (FilterEqual(OutboxRow.status, "Status", options=list(JOB_STATES.items())),)
    column_default_sort = ("id", True)

    @expose("/ulang/", methods=("POST",))
    def again(self) -> ResponseReturnValue:
        """Put a given-up job back."""
        outbox.try_again(work(), whole(request.form.get("id"), -1))
        flash(_("Dicoba lagi."), "success")
        return redirect(self.get_url(".index_view"))
