"""Rows that an administrator adds and changes: declared fields, and with a change the version that was shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from flask import flash, request
from wtforms import HiddenField

from admin_views.base import PortalModelView
from admin_views.web.request import database, whole
from forms.from_declaration import PortalForm, form_class
from siinas.process.fields import Field
from siinas.process.steps import Row
from siinas.queries.choices import ChoiceSource
from siinas.refusal import Refused, Stale


class MarkedRows(PortalModelView):
    """The forms of such rows; what becomes of the answers is the subclass's. A change asks for `changeable`."""

    changeable: ClassVar[type[Row]]

    def asked_of_new(self) -> Mapping[str, Field]:
        """The fields of a new row."""
        raise NotImplementedError

    def add(self, answers: dict[str, Any]) -> Any:
        """Add a row: one operation, which may refuse."""
        raise NotImplementedError

    def change(self, row: Any, answers: dict[str, Any], version: int) -> None:
        """Change a row: one operation, which may refuse; Stale where another version stands by now."""
        raise NotImplementedError

    def create_form(self, obj: Any = None) -> PortalForm:
        """A new row."""
        named = type("NewRow", (Row,), dict(self.asked_of_new()))
        form_type = form_class(named, ChoiceSource(database().session(), None))
        return form_type(request.form if request.method == "POST" else None)

    def edit_form(self, obj: Any = None) -> PortalForm:
        """What a row says, and which version of it is shown."""
        base = form_class(self.changeable, ChoiceSource(database().session(), None))
        form_type = type(base.__name__, (base,), {"row_mark": HiddenField()})
        if request.method == "POST":
            return form_type(request.form)
        stands = {key: getattr(obj, key) for key in self.changeable.fields}
        return form_type(data=stands | {"row_mark": str(obj.version)})

    def validate_form(self, form: PortalForm) -> bool:
        """Only a posted form is judged."""
        return request.method == "POST" and form.validate()

    def create_model(self, form: PortalForm) -> Any:
        """Add the row, or say at its field why not."""
        try:
            return self.add(form.answers())
        except Refused as refusal:
            self.refuse(form, refusal)
            return None

    def update_model(self, form: Any, model: Any) -> bool:
        """Change the row, or say at its field why not."""
        try:
            self.change(model, form.answers(), whole(form.row_mark.data, -1))
        except Stale as stale:
            # What was typed stays; saving again replaces what the other person saved.
            flash(stale.reason, "error")
            form.row_mark.data, form.row_mark.raw_data = str(model.version), None
            return False
        except Refused as refusal:
            self.refuse(form, refusal)
            return False
        return True
