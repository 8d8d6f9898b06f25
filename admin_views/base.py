"""The closed base of all views: every row through one scope, every write through one operation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

from flask import Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import BaseView, expose
from flask_admin.contrib.sqla import ModelView
from flask_babel import gettext as _
from sqlalchemy import func
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.datastructures import MultiDict

from admin_views.cells import TYPE_FORMATTERS
from admin_views.web.request import actor, database, is_own_path, whole, work
from forms.from_declaration import PortalForm
from siinas.documents.tables import Column, csv_lines, xlsx_bytes
from siinas.models import Base
from siinas.operations.exports import note_export
from siinas.process.roles import Roles
from siinas.queries.scope import how_many, visible
from siinas.queries.settings import number
from siinas.refusal import NotFound, Refused

LIST_KEYS = ("page", "page_size", "sort", "desc", "search")


class Closed(BaseView):  # type: ignore[misc]
    """A view that nobody enters until it names whom it admits.

    `admits` counts for every endpoint of the view; `doors` overrules it for single ones. The gate in
    `admin_views/web/doors.py` asks this register before the view is reached.
    """

    admits: ClassVar[Roles] = frozenset()
    doors: ClassVar[dict[str, Roles]] = {}

    def admitted(self, name: str) -> Roles:
        """The roles that may enter one endpoint of this view."""
        return self.doors.get(name, self.admits)

    def _handle_view(self, name: str, **kwargs: Any) -> Any:
        # Flask-Admin's way back (`url=`) counts only as a path of this portal.
        if not all(is_own_path(url) for url in request.values.getlist("url") if url):
            abort(404)
        return super()._handle_view(name, **kwargs)

    def is_accessible(self) -> bool:
        """Second lock behind the gate; also decides whether the menu shows the view."""
        return actor().may_be(self.admits.union(*self.doors.values()))


class PortalModelView(Closed, ModelView):  # type: ignore[misc]
    """A list of records: scoped, read-only and without forms until a subclass opens more."""

    can_create = can_edit = can_delete = can_view_details = can_export = False
    column_display_pk = False
    column_display_actions = False
    column_editable_list = None
    form_ajax_refs = None
    action_disallowed_list = ["delete"]
    named_filter_urls = True
    can_set_page_size = True
    page_size_options = (25, 50, 100)
    page_size = 25
    export_types = ["csv", "xlsx"]
    column_type_formatters = TYPE_FORMATTERS
    column_type_formatters_detail = TYPE_FORMATTERS
    export_columns: ClassVar[Sequence[tuple[str, str, str]]] = ()
    export_name: ClassVar[str] = "data"
    lead = ""
    form_columns = ()

    def __init__(self, model: type[Base], **kwargs: Any) -> None:
        super().__init__(model, database_of_app(), **kwargs)

    # What the admitted names open, in Flask-Admin's own words.
    STANDARD: ClassVar[dict[str, str]] = {
        "create_view": "can_create",
        "edit_view": "can_edit",
        "delete_view": "can_delete",
        "details_view": "can_view_details",
        "export": "can_export",
    }

    def admitted(self, name: str) -> Roles:
        """Flask-Admin's endpoints that the view does not use stay shut."""
        if name in {"ajax_update", "ajax_lookup", "action_view"}:
            return frozenset()
        switch = self.STANDARD.get(name)
        if switch and not getattr(type(self), switch, False):
            return frozenset()
        return super().admitted(name)

    # Reading: one scope for list, count, one row and export.
    def search_placeholder(self) -> str:
        """None: the label says what is searched."""
        return ""

    def get_query(self) -> Any:
        """All rows the person may see."""
        return database().session.query(self.model).filter(visible(self.model, actor()))

    def get_count_query(self) -> Any:
        """How many they are."""
        return database().session.query(func.count("*")).select_from(self.model).filter(visible(self.model, actor()))

    def get_one(self, id: Any) -> Any:
        """The one row with that key; 404 for a foreign, missing or malformed key alike."""
        if not isinstance(id, str) or len(request.args.getlist("id")) > 1:
            abort(404)
        row = self.get_query().filter(self.key_criterion(id)).one_or_none()
        if row is None:
            abort(404)
        return row

    def key_criterion(self, text: str) -> Any:
        """The criterion of a key as it stands in the address."""
        key = next(iter(self.model.__mapper__.primary_key))
        if key.type.python_type is int:
            return key == whole(text, -1)
        return key == text

    def _get_list_extra_args(self) -> Any:
        # Only our own keys, empty filters dropped before Flask-Admin complains about them, a page that exists.
        kept = MultiDict(
            (key, value)
            for key, value in request.args.items(multi=True)
            if key in LIST_KEYS or (key.startswith("flt") and value.strip())
        )
        if not 0 <= whole(kept.get("page"), -1) < 10**6:
            kept.pop("page", None)
        request.args = kept  # type: ignore[misc, assignment]
        return super()._get_list_extra_args()

    def list_url(self, **chosen: str) -> str:
        """The address of the list narrowed by filters, each by its `filter_word`."""
        args = {self.filter_word(flt): self.get_filter_arg(place, flt) for place, flt in enumerate(self._filters or ())}
        found = {f"flt{place}_{args[word]}": value for place, (word, value) in enumerate(chosen.items())}
        return str(url_for(f"{self.endpoint}.index_view", **found))

    @staticmethod
    def filter_word(flt: Any) -> str:
        """The word by which `list_url` takes a filter."""
        return str(flt.name).lower()

    # Writing: operations only.
    def create_model(self, form: PortalForm) -> Any:
        """Closed; a subclass calls its operation."""
        abort(404)

    def update_model(self, form: PortalForm, model: Any) -> bool:
        """Closed; a subclass calls its operation."""
        abort(404)

    def delete_model(self, model: Any) -> bool:
        """Closed; a subclass calls its operation."""
        abort(404)

    def get_save_return_url(self, model: Any, is_created: bool = False) -> str:
        """Back to the list, wherever the address says."""
        return str(self.get_url(".index_view"))

    def handle_view_exception(self, exc: Exception) -> bool:
        """Never show a database's words to a person."""
        if isinstance(exc, SQLAlchemyError):
            raise exc
        return False

    def scaffold_form(self) -> type[PortalForm]:
        """No form is made from columns; views build theirs from the declaration."""
        return PortalForm

    def refuse(self, form: PortalForm | None, refusal: Refused) -> None:
        """Tell a refusal at its field, or above the form."""
        if isinstance(refusal, NotFound):
            abort(404)
        field = form._fields.get(refusal.field) if form is not None else None
        if field is not None:
            field.errors = [*field.errors, refusal.reason]
        else:
            flash(refusal.reason, "error")

    @expose("/delete/", methods=("POST",))
    def delete_view(self) -> ResponseReturnValue:
        """Delete after a question: in the browser's dialog, or on a page where there is no script."""
        if not self.can_delete:
            abort(404)
        row = self.get_query().filter(self.key_criterion(request.form.get("id", ""))).one_or_none()
        if row is None:
            abort(404)
        back = self.get_url(".index_view")
        if request.form.get("confirmed") != "1":
            question = getattr(
                self, "delete_question", _("Hapus data ini? Data yang dihapus tidak dapat dikembalikan.")
            )
            title = self.row_title(row) if hasattr(self, "row_title") else ""
            hidden = {"id": request.form["id"], "confirmed": "1"}
            return self.render(
                "layout/confirm.html", question=question, title=title, hidden=hidden, act=_("Hapus"), back=back
            )
        try:
            self.delete_model(row)
            flash(getattr(self, "deleted_text", _("Sudah dihapus.")), "success")
        except Refused as refusal:
            self.refuse(None, refusal)
        return redirect(back)

    # Export: our own writer, streamed, journalled, capped.
    @expose("/export/<export_type>/")
    def export(self, export_type: str) -> ResponseReturnValue:
        """The list as filtered and sorted, as CSV or XLSX."""
        if export_type not in self.export_types or not self.can_export:
            abort(404)
        arguments = self._get_list_extra_args()
        sort = self._get_column_by_idx(arguments.sort)
        most = number(database().session(), "export_rows")
        total, rows = self.get_list(
            0, sort[0] if sort else None, arguments.sort_desc, arguments.search, arguments.filters, page_size=most
        )
        if total and total > most:
            flash(_("Unduhan paling banyak %(n)s baris. Persempit saringan.", n=most), "error")
            return redirect(self.get_url(".index_view"))
        columns = [Column(heading, kind, self.export_decimals(key)) for key, heading, kind in self.export_columns]
        lines = [[self.export_value(row, key) for key, _h, _k in self.export_columns] for row in rows]
        note_export(work(), self.endpoint, export_type, len(lines), dict(request.args))
        return file_response(f"{self.export_name}.{export_type}", columns, lines, self.export_name)

    def export_decimals(self, key: str) -> int:
        """How many digits behind the comma the numbers of a column have."""
        return 0

    def export_value(self, row: Any, key: str) -> Any:
        """The typed value of a cell; subclasses may know computed keys."""
        value = row
        for part in key.split("."):
            value = getattr(value, part, None)
        return value


def file_response(name: str, columns: Sequence[Column], rows: Sequence[Sequence[Any]], title: str) -> Response:
    """A table as a download, of the kind that the name ends in."""
    if name.endswith(".csv"):
        semicolon = bool(number(database().session(), "csv_semicolon"))
        body: Iterator[bytes] | bytes = iter(csv_lines(columns, rows, semicolon=semicolon))
        media = "text/csv"
    else:
        body = xlsx_bytes(title, columns, rows)
        media = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    response = Response(body, mimetype=media)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def database_of_app() -> Any:
    """The extension, at the time when views are made (inside the application context)."""
    return database()


def count_of(criterion: Any, model: type[Base]) -> int:
    """How many visible rows of a table match."""
    return how_many(database().session(), actor(), model, criterion)
