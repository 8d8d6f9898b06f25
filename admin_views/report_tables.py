"""The page on which tables of many reports are chosen, and the answer to what was chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response, flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from admin_views.base import PortalModelView
from admin_views.tasks import task_url
from admin_views.web.request import database, work
from siinas.models import Task
from siinas.operations import report_tables
from siinas.operations.report_tables import Wanted
from siinas.process.declaration import Process
from siinas.process.words import number_words
from siinas.queries.settings import number
from siinas.refusal import Refused

SHAPES = (
    ("zip", "ZIP, satu berkas untuk setiap laporan dan tabel, seperti berkas kementerian"),
    ("csv", "CSV, semua laporan dalam satu tabel"),
    ("xlsx", "XLSX, satu lembar untuk setiap tabel"),
)


def tables_page(
    view: PortalModelView,
    process: type[Process],
    ids: Sequence[int],
    *,
    stem: str,
    filters: Mapping[str, str],
    back: str,
    years: Sequence[int] | None = None,
    chosen_years: Sequence[int] = (),
) -> ResponseReturnValue:
    """Ask which tables and which shape; give the file, or the page of the task that makes it."""
    offered = report_tables.names_of(process.key)
    names = tuple(request.values.getlist("tabel"))
    shape = request.values.get("bentuk", "")
    if request.method == "POST":
        wanted = Wanted(process.key, tuple(ids), names, shape, stem, filters)
        try:
            found = report_tables.take_out(work(), wanted)
            if isinstance(found, Task):
                return redirect(task_url(found))
            response = Response(found.file or b"", mimetype=found.mime)
            response.headers.set("Content-Disposition", "attachment", filename=found.name)
            return response
        except Refused as refusal:
            flash(refusal.reason, "error")
    told: dict[str, Any] = {
        "process": process,
        "offered": offered,
        "shapes": SHAPES,
        "names": names if request.method == "POST" else [name for name, _title in offered],
        "shape": shape or "zip",
        "count": number_words(len(ids), 0),
        "many": len(ids) > number(database().session(), "export_at_once"),
        "years": None if years is None else [(str(year), str(year)) for year in years],
        "chosen_years": [str(year) for year in chosen_years],
        "back": back,
        "action": request.full_path.rstrip("?"),
        "title": _("Unduh tabel laporan"),
    }
    html = view.render("layout/report_tables.html", **told)
    return html, 200
