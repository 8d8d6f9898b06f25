"""The register of companies for officers: read-only, with their records beside each other."""

from __future__ import annotations

from typing import Any

from flask import request
from flask.typing import ResponseReturnValue
from flask_admin import expose
from flask_admin.contrib.sqla.filters import BaseSQLAFilter
from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy import select

from admin_views.base import PortalModelView
from admin_views.officer.cases import PROVINCES
from admin_views.web.request import actor, database
from siinas.catalogue.company_data import SECTIONS
from siinas.models import Establishment, LegalEntity
from siinas.process.fields import Field
from siinas.process.roles import MINISTRY, OVERSIGHT, REGION, Role
from siinas.queries.choices import ChoiceSource, regency_name
from siinas.queries.company import RECORDS, profile
from siinas.queries.scope import visible


class PlaceFilter(BaseSQLAFilter):  # type: ignore[misc]
    """Establishments of one province."""

    def apply(self, query: Any, value: str, alias: Any = None) -> Any:
        """Regency codes begin with the province's."""
        return query.filter(Establishment.regency.startswith(value, autoescape=True))

    def operation(self) -> str:
        """What stands between name and value."""
        return "="


class Companies(PortalModelView):
    """One row per establishment."""

    admits = MINISTRY | REGION | OVERSIGHT | {Role.ADMINISTRATOR}
    can_view_details = can_export = True
    noun = "perusahaan"
    export_name = "perusahaan"
    column_list = ("legal_entity.name", "legal_entity.nib", "regency", "email", "registered_at")
    column_labels = {
        "legal_entity.name": "Nama Perusahaan",
        "legal_entity.nib": "NIB",
        "regency": "Lokasi Pabrik",
        "email": "E-mail",
        "registered_at": "Terdaftar",
    }
    column_sortable_list = ("legal_entity.name", "registered_at")
    column_searchable_list = (LegalEntity.name, LegalEntity.nib)
    search_label = "Nama perusahaan atau NIB"
    column_filters = (PlaceFilter(Establishment.regency, "Provinsi", options=PROVINCES),)
    column_formatters = {
        "legal_entity.name": lambda view, context, row, name: (
            Markup('<a href="%s">%s</a>') % (view.get_url(".details_view", id=row.id), row.legal_entity.name)
        ),
        "regency": lambda view, context, row, name: regency_name(database().session(), row.regency),
    }
    export_columns = (
        ("legal_entity.name", "Nama Perusahaan", "text"),
        ("legal_entity.nib", "NIB", "text"),
        ("place", "Lokasi Pabrik", "text"),
        ("email", "E-mail", "text"),
        ("registered_at", "Terdaftar", "moment"),
    )
    empty_text = "Perusahaan muncul di sini setelah pendaftarannya disetujui."

    def export_value(self, row: Establishment, key: str) -> Any:
        """The place in words."""
        if key == "place":
            return regency_name(database().session(), row.regency)
        return super().export_value(row, key)

    @expose("/details/")
    def details_view(self) -> ResponseReturnValue:
        """All records of an establishment, section by section, in words."""
        row = self.get_one(request.args.get("id", ""))
        source = ChoiceSource(database().session(), row.id)
        parts = []
        for section in SECTIONS:
            fields = [f for f in section.step.fields.values() if f.kind != "file"]
            if section.many:
                model: Any = RECORDS[section.record]
                found = database().session.scalars(
                    select(model).where(visible(model, actor()), model.establishment_id == row.id).order_by(model.id)
                )
                rows = [[self._words(f, getattr(record, f.key), source) for f in fields] for record in found.unique()]
                parts.append({"title": section.title, "columns": [f.label for f in fields], "rows": rows})
            else:
                values = profile(row)
                shown = [{"label": f.label, "value": self._words(f, values.get(f.key), source)} for f in fields]
                parts.append({"title": section.title, "values": shown})
        return self.render(
            "officer/company.html",
            establishment=row,
            parts=parts,
            place=regency_name(database().session(), row.regency),
            crumbs=[(_("Perusahaan"), self.get_url(".index_view")), (row.legal_entity.name, None)],
        )

    def _words(self, field: Field, value: Any, source: ChoiceSource) -> str:
        return field.words(value, source.name)
