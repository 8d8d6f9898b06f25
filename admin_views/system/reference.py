"""The official code lists: each a list with filters and exports; rows edited, files loaded by administrators."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from flask import Response, abort, flash, g, redirect, request, stream_with_context
from flask.typing import ResponseReturnValue
from flask_admin import expose
from flask_admin.tools import iterdecode
from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy import and_
from wtforms import HiddenField

from admin_views.base import PortalModelView
from admin_views.cells import badge, day
from admin_views.filters import FoundOptions, Narrowing, OneOf
from admin_views.system.reference_import import ReferenceImport
from admin_views.system.roles import EDITORS, READERS
from admin_views.web.request import database, whole, work
from forms.from_declaration import PortalForm, form_class
from siinas.documents.reference_files import own_format
from siinas.models import LISTS
from siinas.operations import reference_rows
from siinas.operations.exports import note_export
from siinas.process.fields import Choice, Day, Quantity, Reference, Year
from siinas.process.words import moment_words, number_words, short_number
from siinas.queries.choices import ChoiceSource
from siinas.queries.reference import loads, part_field, parts
from siinas.queries.settings import kbli_version, number
from siinas.reference.table import ReferenceTable
from siinas.reference.tables import TABLES
from siinas.refusal import Refused, Stale

CATEGORY = "Data Rujukan"
KINDS_OF_CELL = {"number": "number", "date": "date"}
WIDE = 40
"""Longer names of options are not shown in a filter as they are."""


class InForce(Narrowing):
    """Rows that are valid, no longer valid, or were edited by hand."""

    OPTIONS = (("valid", "Berlaku"), ("ended", "Tidak berlaku lagi"), ("edited", "Diubah dengan tangan"))

    def __init__(self, model: Any) -> None:
        super().__init__(model.retired_on, "Keadaan", options=list(self.OPTIONS))
        self.model = model

    def apply(self, query: Any, value: str, alias: Any = None) -> Any:
        """Narrow the list."""
        criteria = {
            "valid": self.model.retired_on.is_(None),
            "ended": self.model.retired_on.is_not(None),
            "edited": self.model.edited_at.is_not(None),
        }
        return query.filter(criteria[value]) if value in criteria else query


class ReferenceList(ReferenceImport, PortalModelView):
    """One code list."""

    admits = READERS
    doors = {"edit_view": EDITORS, "create_view": EDITORS, "load": EDITORS, "end": EDITORS}
    can_export = True
    can_set_page_size = True
    list_template = "system/reference.html"
    edit_template = "system/reference_row.html"
    column_display_pk = True

    def __init__(self, table: type[ReferenceTable]) -> None:
        self.table = table
        model = LISTS[table.key]
        self.noun, self.lead = table.noun, table.lead
        self.names = ChoiceNames(table)
        self.column_list = (*table.fields, "retired_on")
        self.column_labels = {key: field.label for key, field in table.fields.items()} | {"retired_on": "Keadaan"}
        self.column_default_sort = [(field.key, False) for field in table.identity]
        self.column_numeric = tuple(key for key, field in table.fields.items() if isinstance(field, Quantity))
        texts = ("code", "title", "name", "old_code", "new_code", "kbli_prefix", "parameter", "measure")
        self.column_searchable_list = tuple(key for key in table.fields if key in texts)
        self.search_label = _("Kode atau nama")
        self.column_formatters = dict.fromkeys(table.fields, self.cell) | {"retired_on": self.state}
        self.column_filters = self._filters(model)
        self.export_columns = [
            (
                key,
                field.label,
                "number" if isinstance(field, Quantity) else "date" if isinstance(field, Day) else "text",
            )
            for key, field in table.fields.items()
        ]
        self.export_name = table.slug
        self.create_text = _("Tambah %(noun)s", noun=table.noun)
        super().__init__(model, name=table.label, category=CATEGORY, endpoint=f"system_{table.slug}", url=table.slug)

    # Which doors exist is a matter of the declaration, not of the class.
    @property
    def can_edit(self) -> bool:  # type: ignore[override]
        """Whether single rows may be changed."""
        return bool(self.table.editable)

    @property
    def can_create(self) -> bool:  # type: ignore[override]
        """Whether rows may be added by hand; the template asks for the person, too."""
        return self.table.addable

    def admitted(self, name: str) -> Any:
        """What the table does not allow is shut."""
        shut = (name in {"edit_view", "end"} and not self.table.editable) or (
            name == "create_view" and not self.table.addable
        )
        if shut:
            return frozenset()
        return self.doors[name] if name in self.doors else super().admitted(name)

    def _filters(self, model: Any) -> tuple[Any, ...]:
        part = part_field(self.table)
        found: list[Any] = []
        for key, field in self.table.fields.items():
            if field is part:
                found.append(OneOf(getattr(model, key), field.label, options=FoundOptions(self._parts)))
            elif isinstance(field, Choice) and not isinstance(field.among, Reference):
                found.append(OneOf(getattr(model, key), field.label, options=list(field.among.items())))
        found.append(OneOf(model.load_id, "Sumber", options=FoundOptions(self._sources)))
        return (*found, InForce(model))

    def _parts(self) -> list[tuple[str, str]]:
        found = [(part.key, part.words) for part in parts(database().session(), self.table) if part.key]
        return found or [("0", _("Belum ada"))]

    def _sources(self) -> list[tuple[str, str]]:
        found = loads(database().session(), self.table)
        named = [(str(load.id), f"{load.source[:WIDE]} ({moment_words(load.loaded_at)})") for load in found]
        return [*named, ("0", _("Ditambah dengan tangan"))]

    def cell(self, view: Any, context: Any, row: Any, name: str) -> Any:
        """A value in words."""
        field, value = self.table.fields[name], getattr(row, name)
        if value in (None, ""):
            return "–"
        if isinstance(field, Quantity):
            return short_number(value, field.decimals)
        if isinstance(field, Day):
            return day(value)
        return self.names.words(name, value)

    def state(self, view: Any, context: Any, row: Any, name: str) -> Any:
        """Whether the row is valid, and whether a person wrote it last."""
        if row.retired_on is not None:
            ended = Markup("%s %s") % (_("sejak"), day(row.retired_on))
            return badge("late", _("Tidak berlaku")) + Markup("<br>") + ended
        edited = badge("info", _("Diubah dengan tangan")) if row.edited_at is not None else Markup("")
        return edited or _("Berlaku")

    def row_title(self, row: Any) -> str:
        """How a row is called."""
        values = [(field, getattr(row, field.key)) for field in self.table.identity]
        named = [
            self.names.words(field.key, value)
            if isinstance(field, Choice) and not isinstance(field.among, Reference)
            else str(value)
            for field, value in values
            if value
        ]
        return " ".join((self.table.label, *named))

    def fixed_words(self, row: Any) -> list[dict[str, str]]:
        """What the form of a row does not ask, in words."""
        return [
            {"label": field.label, "value": self.names.words(key, getattr(row, key)) if getattr(row, key) else "–"}
            for key, field in self.table.fields.items()
            if field not in self.table.editable
        ]

    # What the list's template says in words.
    count_words = staticmethod(lambda rows: number_words(rows, 0))
    moment_words = staticmethod(moment_words)
    edit_mark = staticmethod(reference_rows.edit_mark)

    def export_value(self, row: Any, key: str) -> Any:
        """Options in words, so that the file can be read and loaded again."""
        value = super().export_value(row, key)
        field = self.table.fields[key]
        if isinstance(field, Choice) and not isinstance(field.among, Reference) and value:
            return self.names.words(key, value)
        return value

    def export_decimals(self, key: str) -> int:
        """As many as the column keeps."""
        return getattr(self.table.fields[key], "decimals", 0)

    def render(self, template: str, **kwargs: Any) -> Any:
        """The list knows its parts and whether the person may load and edit."""
        if template == self.list_template:
            g.parts = parts(database().session(), self.table)
        return super().render(template, **kwargs)

    @expose("/berkas/")
    def own_file(self) -> ResponseReturnValue:
        """The valid rows (of one edition) in the project's own format, which can be loaded again."""
        version = request.args.get("version", "")
        session = database().session()
        if version and version not in {part.key for part in parts(session, self.table)}:
            abort(404)
        if self.table.edition is None:
            version = ""
        lines = list(own_format(session, self.table, version))
        if len(lines) > number(session, "export_rows"):
            flash(_("Unduhan paling banyak %(n)s baris.", n=number(session, "export_rows")), "error")
            return redirect(self.get_url(".index_view"))
        note_export(work(), self.endpoint, "tsv", len(lines) - 3, {"version": version} if version else {})
        answer = Response(stream_with_context(line.encode() for line in lines), mimetype="text/tab-separated-values")
        name = f"{self.table.slug}{'-' + version.replace(' ', '-') if version else ''}.tsv"
        answer.headers.set("Content-Disposition", "attachment", filename=name)
        return answer

    # Editing one row.
    def _form(self, only: tuple[str, ...], row: Any = None) -> PortalForm:
        base = form_class(self.table, ChoiceSource(database().session(), None), only=only)
        form_type = type(base.__name__, (base,), {"row_mark": HiddenField()})
        if request.method == "POST":
            return form_type(request.form)
        values = {key: getattr(row, key) for key in only} if row is not None else self._first()
        return form_type(data=values | {"row_mark": reference_rows.edit_mark(row) if row is not None else ""})

    def _first(self) -> dict[str, Any]:
        """The edition of KBLI in force, for a new row."""
        edition = self.table.edition
        if edition is None or not isinstance(edition, Year):
            return {}
        return {edition.key: kbli_version(database().session())}

    def create_form(self, obj: Any = None) -> PortalForm:
        """All columns."""
        return self._form(tuple(self.table.columns()))

    def edit_form(self, obj: Any = None) -> PortalForm:
        """What may be changed."""
        g.row = obj
        return self._form(tuple(field.key for field in self.table.editable), obj)

    def validate_form(self, form: PortalForm) -> bool:
        """Only a posted form is judged."""
        return request.method == "POST" and form.validate()

    def create_model(self, form: PortalForm) -> Any:
        """One operation."""
        try:
            return reference_rows.add_row(work(), self.table, form.answers())
        except Refused as refusal:
            self.refuse(form, refusal)
            return None

    def update_model(self, form: Any, model: Any) -> bool:
        """One operation."""
        try:
            reference_rows.change_row(
                work(), self.table, self._key(model), form.answers(), mark=form.row_mark.data or ""
            )
        except Stale as stale:
            # What was typed stays; saving again replaces what the other person saved.
            flash(stale.reason, "error")
            form.row_mark.data, form.row_mark.raw_data = reference_rows.edit_mark(model), None
            return False
        except Refused as refusal:
            self.refuse(form, refusal)
            return False
        return True

    def _key(self, row: Any) -> Any:
        found = tuple(getattr(row, column.key) for column in self.model.__mapper__.primary_key)
        return found if len(found) > 1 else found[0]

    def get_save_return_url(self, model: Any, is_created: bool = False) -> str:
        """Back to the list."""
        return str(self.get_url(".index_view"))

    @expose("/berlaku/", methods=("POST",))
    def end(self) -> ResponseReturnValue:
        """Let a row be valid no longer, or again."""
        row = self.get_one(request.form.get("id", ""))
        try:
            valid = reference_rows.end_row(work(), self.table, self._key(row), mark=request.form.get("row_mark", ""))
        except Refused as refusal:
            self.refuse(None, refusal)
        else:
            title = self.row_title(row)
            flash(
                _("%(title)s berlaku kembali.", title=title)
                if valid
                else _("%(title)s tidak berlaku lagi.", title=title),
                "success",
            )
        return redirect(self.get_url(".index_view"))

    def key_criterion(self, text: str) -> Any:
        """The row of a key as Flask-Admin writes it: the values of its columns, by commas where they are several."""
        keys = self.model.__mapper__.primary_key
        parts = iterdecode(text) if len(keys) > 1 else (text,)
        if len(parts) != len(keys):
            abort(404)
        return and_(*(key == _typed(key.type.python_type, part) for key, part in zip(keys, parts, strict=True)))


def _typed(kind: type, text: str) -> Any:
    """A part of a key as its column holds it; 404 for a day that there is not."""
    if kind is int:
        return whole(text, -1)
    if kind is date:
        try:
            return date.fromisoformat(text)
        except ValueError:
            abort(404)
    return text


class ChoiceNames:
    """The words for the values of a list's columns, those of references looked up once for each request."""

    def __init__(self, table: type[ReferenceTable]) -> None:
        self.table = table

    def words(self, key: str, value: Any) -> str:
        """A value in words; codes as they are."""
        field = self.table.fields[key]
        if isinstance(field, Choice) and isinstance(field.among, Reference):
            if "reference_names" not in g:
                g.reference_names = ChoiceSource(database().session(), None)
            return str(g.reference_names.name(field.among, value))
        if isinstance(value, Decimal):
            return short_number(value, 8)
        return field.words(value, lambda _reference, code: code)


def reference_views(other: Mapping[type[ReferenceTable], Callable[[], ReferenceList]]) -> list[ReferenceList]:
    """A view of each declared list; `other` makes those of lists that can do more."""
    return [other[table]() if table in other else ReferenceList(table) for table in TABLES.values()]
