"""All logins with their roles."""

from __future__ import annotations

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_admin import expose
from flask_babel import gettext as _

from admin_views.base import PortalModelView
from admin_views.system.roles import EDITORS, READERS
from admin_views.web.request import whole, work
from siinas.operations import administration
from siinas.process.roles import Role


class People(PortalModelView):
    """All logins with their roles."""

    admits = READERS
    doors = {"switch": EDITORS}
    noun = "orang"
    list_template = "system/people.html"
    column_list = ("user_name", "name", "email", "roles", "active", "created_at")
    column_labels = {
        "user_name": "Nama pengguna",
        "name": "Nama",
        "email": "E-mail",
        "roles": "Peran",
        "active": "Aktif",
        "created_at": "Dibuat",
    }
    column_sortable_list = ("user_name", "name", "email", "active", "created_at")
    column_searchable_list = ("user_name", "name", "email")
    search_label = "Nama atau e-mail"
    column_formatters = {
        "roles": lambda view, context, row, name: ", ".join(sorted({Role(g.role).label for g in row.grants})),
    }

    @expose("/aktif/", methods=("POST",))
    def switch(self) -> ResponseReturnValue:
        """Shut a person out, or let them in again."""
        person = administration.switch_person(work(), whole(request.form.get("id"), -1))
        flash(_("%(name)s diaktifkan.", name=person) if person else _("Akun dinonaktifkan."), "success")
        return redirect(self.get_url(".index_view"))
