"""All logins with their roles: shut out, sessions ended, lost addresses replaced, officers' roles changed."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, g, redirect, request
from flask.typing import ResponseReturnValue
from flask_admin import expose
from flask_babel import gettext as _
from markupsafe import Markup

from admin_views.base import PortalModelView
from admin_views.system.roles import EDITORS, READERS
from admin_views.web import proof
from admin_views.web.request import actor, database, whole, work
from forms.from_declaration import form_class
from forms.officers import OfficersRole
from forms.people import AddressForAnother
from forms.proof import Question
from siinas.models import Person
from siinas.operations import administration, email_change, officers
from siinas.queries.choices import ChoiceSource
from siinas.queries.people import grant_of, reach_words
from siinas.refusal import Refused


class People(PortalModelView):
    """All logins with their roles."""

    admits = READERS
    doors = dict.fromkeys(("switch", "end_sessions", "email", "grants", "take_role"), EDITORS)
    noun = "orang"
    list_template = "system/people.html"
    column_list = ("user_name", "email", "roles", "active")
    column_labels = {
        "user_name": "Orang",
        "email": "E-mail",
        "roles": "Peran",
        "active": "Aktif",
    }
    column_sortable_list = ("user_name", "email", "active")
    column_searchable_list = ("user_name", "name", "email")
    search_label = "Nama atau e-mail"
    column_formatters = {
        "user_name": lambda view, context, row, name: (
            Markup('%s<br><span class="muted">%s</span>') % (row.name, row.user_name)
        ),
        "roles": lambda view, context, row, name: Markup("<br>").join(g.roles_of[row.id]) or "–",
    }

    def get_list(self, *args: Any, **kwargs: Any) -> Any:
        """The people of one page, and what each of them may do where."""
        count, rows = super().get_list(*args, **kwargs)
        grants = [(row.id, grant.as_grant()) for row in rows for grant in row.grants]
        words = reach_words(database().session(), [grant for _id, grant in grants])
        g.roles_of = {row.id: [] for row in rows}
        for (person_id, _grant), said in zip(grants, words, strict=True):
            g.roles_of[person_id].append(said)
        return count, rows

    def row_title(self, row: Person) -> str:
        """How a row is called."""
        return row.user_name

    def is_company(self, row: Person) -> bool:
        """Whether the person works for companies: their roles are given by the owners there."""
        return any(grant.establishment_id for grant in row.grants)

    @expose("/aktif/", methods=("POST",))
    def switch(self) -> ResponseReturnValue:
        """Shut a person out, or let them in again."""
        person = administration.switch_person(work(), whole(request.form.get("id"), -1))
        flash(_("%(name)s diaktifkan.", name=person) if person else _("Akun dinonaktifkan."), "success")
        return redirect(self.get_url(".index_view"))

    @expose("/akhiri-sesi/", methods=("POST",))
    def end_sessions(self) -> ResponseReturnValue:
        """End all sessions of a person."""
        name = officers.end_sessions(work(), whole(request.form.get("id"), -1))
        flash(_("Semua sesi %(name)s diakhiri.", name=name), "success")
        return redirect(self.get_url(".index_view"))

    @expose("/e-mail/", methods=("GET", "POST"))
    def email(self) -> ResponseReturnValue:
        """Ask for another address of somebody who lost the old one."""
        row = self.get_one(request.args.get("id", ""))
        form_type = proof.asking(form_class(AddressForAnother, ChoiceSource(database().session(), None)))
        form: Any = form_type(request.form) if request.method == "POST" else form_type()
        if request.method == "POST" and form.validate():
            given = form.answers()
            try:
                proof.take(form)
                name = email_change.ask_for(work(), row.id, given["new_email"], given["reason"])
            except Refused as refusal:
                self.refuse(form, refusal)
            else:
                told = _("Surat konfirmasi dikirim ke %(email)s.", email=given["new_email"])
                flash(f"{told} {_('E-mail %(name)s berganti setelah dijawab.', name=name)}", "success")
                return redirect(self.get_url(".index_view"))
        waiting = email_change.open_change(work(), row.id)
        g.trail = [(row.name, None), (_("Ganti e-mail"), None)]
        lead = _(
            "Untuk orang yang tidak dapat lagi membuka %(email)s. Alamat itu juga diberi tahu dan dapat membatalkan.",
            email=row.email,
        )
        if waiting is not None:
            told = _(
                "Perubahan menjadi %(email)s masih menunggu konfirmasi; yang baru menggantikannya.",
                email=waiting.new_email,
            )
            lead = f"{lead} {told}"
        return self.render(
            "company/person_act.html",
            form=form,
            back=self.get_url(".index_view"),
            title=_("Ganti e-mail %(name)s", name=row.name),
            lead=lead,
            act=_("Kirim surat konfirmasi"),
        )

    @expose("/peran/", methods=("GET", "POST"))
    def grants(self) -> ResponseReturnValue:
        """An officer's roles, and a form for one more."""
        row = self.get_one(request.args.get("id", ""))
        form_type = proof.asking(form_class(OfficersRole, ChoiceSource(database().session(), None)))
        form: Any = form_type(request.form) if request.method == "POST" else form_type()
        if request.method == "POST" and form.validate():
            given = form.answers()
            try:
                proof.take(form)
                region = given["region"] or given["province"]
                if given["estate"]:
                    region = f"{given['estate']}-{given['region'] or ''}"
                officers.give_role(work(), row.id, given["role"], given["directorate"], region)
            except Refused as refusal:
                self.refuse(form, refusal)
            else:
                flash(_("Peran diberikan kepada %(name)s.", name=row.name), "success")
                return redirect(self.get_url(".grants", id=row.id))
        g.trail = [(row.name, None)]
        words = reach_words(database().session(), [grant.as_grant() for grant in row.grants])
        return self.render(
            "system/person_roles.html",
            row=row,
            form=form,
            grants=list(zip(row.grants, words, strict=True)),
            own=row.id == actor().person_id,
            company=self.is_company(row),
        )

    @expose("/cabut/", methods=("GET", "POST"))
    def take_role(self) -> ResponseReturnValue:
        """Take a role from an officer, after a question."""
        grant = grant_of(database().session(), actor(), whole(request.args.get("id"), -1))
        if grant is None or grant.establishment_id is not None:
            abort(404)
        person, back = grant.person, self.get_url(".grants", id=grant.person_id)
        form = proof.asking(Question)(request.form)
        if request.method == "POST" and form.validate():
            try:
                proof.take(form)
                flash(_("Peran %(name)s dicabut.", name=officers.take_role(work(), grant.id)), "success")
                return redirect(back)
            except Refused as refusal:
                self.refuse(form, refusal)
        g.trail = [(person.name, back), (_("Cabut peran"), None)]
        words = reach_words(database().session(), [grant.as_grant()])[0]
        lead = _("Peran ini dicabut dan semua sesi %(name)s berakhir seketika.", name=person.name)
        return self.render(
            "company/person_act.html",
            form=form,
            back=back,
            title=_("Cabut peran %(role)s?", role=words),
            lead=lead,
            act=_("Cabut peran"),
            danger=True,
        )
