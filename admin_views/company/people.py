"""Orang: who works for the establishment, who is invited, and what its owners change about that."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, g, redirect, request
from flask.typing import ResponseReturnValue
from flask_admin import expose
from flask_babel import gettext as _
from markupsafe import Markup

from admin_views.base import PortalModelView
from admin_views.cells import badge, moment
from admin_views.web import proof
from admin_views.web.request import actor, database, now, whole, work
from forms.from_declaration import PortalForm, form_class
from forms.people import Invited, NewRole, OwnRole
from forms.proof import Question
from siinas.models import Invitation, PersonGrant
from siinas.operations import people
from siinas.process.roles import Role
from siinas.process.words import moment_words
from siinas.queries.choices import ChoiceSource
from siinas.queries.people import last_sign_ins, open_invitations, sign_ins
from siinas.refusal import Refused


class People(PortalModelView):
    """The people of the establishment with their roles; for its owners."""

    admits = frozenset({Role.OWNER})
    can_create = can_view_details = column_display_actions = True
    noun = "orang"
    lead = "Siapa yang dapat masuk ke akun perusahaan ini, dengan peran apa. Setiap orang memakai akunnya sendiri."
    list_template = "company/people.html"
    create_template = "company/person_act.html"
    create_text = create_title = "Undang orang"
    form_lead = "Yang diundang menerima tautan lewat surat elektronik, yang menyebut peran dan nama perusahaan."
    column_list = ("person.name", "role", "person.email", "state", "last")
    column_labels = {
        "person.name": "Nama",
        "role": "Peran",
        "person.email": "E-mail",
        "state": "Keadaan",
        "last": "Terakhir masuk",
    }
    column_sortable_list = ()
    column_default_sort = "id"
    column_formatters = {
        "person.name": lambda view, context, row, name: (
            Markup('<a href="%s">%s</a>%s')
            % (
                view.get_url(".details_view", id=row.id),
                row.person.name,
                Markup(' <span class="muted">%s</span>') % _("(Anda)") if row.person_id == actor().person_id else "",
            )
        ),
        "role": lambda view, context, row, name: Role(row.role).label,
        "state": lambda view, context, row, name: state_of(row),
        "last": lambda view, context, row, name: _last(row),
    }

    def get_list(self, *args: Any, **kwargs: Any) -> Any:
        """The people of one page, and when each of them signed in last."""
        count, rows = super().get_list(*args, **kwargs)
        g.last_sign_ins = last_sign_ins(database().session(), [row.person_id for row in rows])
        return count, rows

    def row_title(self, row: PersonGrant) -> str:
        """How a row is called."""
        return row.person.name

    def render(self, template: str, **kwargs: Any) -> str:
        """The list also shows the invitations; the page that invites is one of the pages with a button of their own."""
        if template == self.create_template and "title" not in kwargs:
            kwargs |= {"title": self.create_title, "lead": self.form_lead, "act": _("Kirim undangan")}
            kwargs["back"] = self.get_url(".index_view")
        if template == self.list_template:
            found = open_invitations(database().session(), actor())
            kwargs["invitations"] = [(row, Role(row.role).label, *invitation_state(row)) for row in found]
        return str(super().render(template, **kwargs))

    # Inviting

    def create_form(self, obj: Any = None) -> PortalForm:
        """An empty form, or what was typed."""
        form_type = form_class(Invited, ChoiceSource(database().session(), None))
        return form_type(request.form) if request.method == "POST" else form_type(data={"role": Role.STAFF.value})

    def validate_form(self, form: PortalForm) -> bool:
        """Only a posted form is judged."""
        return request.method == "POST" and form.validate()

    def create_model(self, form: PortalForm) -> Any:
        """One operation."""
        try:
            return people.invite(work(), **form.answers())
        except Refused as refusal:
            self.refuse(form, refusal)
            return None

    @expose("/undangan/kirim-ulang/", methods=("POST",))
    def resend(self) -> ResponseReturnValue:
        """A new link for an open invitation."""
        email = people.resend(work(), whole(request.form.get("id"), -1))
        flash(
            _("Undangan dikirim ulang kepada %(email)s. Tautan yang lama tidak berlaku lagi.", email=email), "success"
        )
        return redirect(self.get_url(".index_view"))

    @expose("/undangan/tarik/", methods=("POST",))
    def withdraw(self) -> ResponseReturnValue:
        """Take an open invitation back, after a question."""
        wanted = whole(request.form.get("id"), -1)
        found = next((row for row in open_invitations(database().session(), actor()) if row.id == wanted), None)
        if found is None:
            abort(404)
        if request.form.get("confirmed") != "1":
            return self.render(
                "layout/confirm.html",
                title=_("Tarik undangan"),
                question=withdrawal_question(found),
                hidden={"id": found.id, "confirmed": "1"},
                act=_("Tarik undangan"),
                back=self.get_url(".index_view"),
            )
        flash(_("Undangan kepada %(email)s ditarik.", email=people.withdraw(work(), found.id)), "success")
        return redirect(self.get_url(".index_view"))

    # One person

    @expose("/details/")
    def details_view(self) -> ResponseReturnValue:
        """A person: role, what can be changed, and when they signed in."""
        row = self.get_one(request.args.get("id", ""))
        g.trail = [(row.person.name, None)]
        return self.render(
            "company/person.html",
            row=row,
            role=Role(row.role).label,
            own=row.person_id == actor().person_id,
            owner=row.role == Role.OWNER,
            since=moment_words(row.granted_at or row.person.created_at),
            state=state_of(row),
            sign_ins=[(one, moment(one.at)) for one in sign_ins(database().session(), actor(), row.id)],
        )

    @expose("/peran/", methods=("GET", "POST"))
    def role(self) -> ResponseReturnValue:
        """Another role."""
        row = self.get_one(request.args.get("id", ""))
        form = self._form(NewRole, {"role": row.role})

        def change() -> str:
            people.change_role(work(), row.id, form.answers()["role"])
            return _("Peran %(name)s diubah.", name=row.person.name)

        return self._act(row, form, change, title=_("Ubah peran %(name)s", name=row.person.name), act=_("Simpan peran"))

    @expose("/serahkan/", methods=("GET", "POST"))
    def hand_over(self) -> ResponseReturnValue:
        """Make somebody else the owner."""
        row = self.get_one(request.args.get("id", ""))
        form = self._form(OwnRole, {"own_role": Role.SIGNER.value})

        def change() -> str:
            people.hand_over(work(), row.id, form.answers()["own_role"])
            return _("%(name)s sekarang pemilik akun perusahaan ini.", name=row.person.name)

        lead = _("%(name)s menjadi pemilik akun: dapat mengisi, mengirim, dan mengatur orang.", name=row.person.name)
        return self._act(row, form, change, title=_("Serahkan kepemilikan"), lead=lead, act=_("Serahkan kepemilikan"))

    @expose("/keluarkan/", methods=("GET", "POST"))
    def remove(self) -> ResponseReturnValue:
        """Take somebody's role away, after a question."""
        row = self.get_one(request.args.get("id", ""))
        name = row.person.name
        form = proof.asking(Question)(request.form)

        def change() -> str:
            return _("%(name)s dikeluarkan dari akun perusahaan ini.", name=people.remove(work(), row.id))

        lead = _(
            "%(name)s seketika tidak dapat lagi melihat dan mengisi data perusahaan ini. Yang pernah diisi dan dikirim "
            "tetap ada, dengan namanya.",
            name=name,
        )
        title = _("Keluarkan %(name)s?", name=name)
        return self._act(row, form, change, title=title, lead=lead, act=_("Keluarkan"), danger=True)

    def _form(self, row_type: Any, data: dict[str, Any]) -> Any:
        form_type = proof.asking(form_class(row_type, ChoiceSource(database().session(), None)))
        return form_type(request.form) if request.method == "POST" else form_type(data=data)

    def _act(self, row: PersonGrant, form: Any, change: Any, **shown: Any) -> ResponseReturnValue:
        """Ask, judge and do one grave act; everything wrong stands at its field."""
        if request.method == "POST" and form.validate():
            try:
                proof.take(form)
                done = change()
            except Refused as refusal:
                self.refuse(form, refusal)
            else:
                flash(done, "success")
                return redirect(self.get_url(".index_view") if actor_still_owns() else self.get_url("company.index"))
        back = self.get_url(".details_view", id=row.id)
        g.trail = [(row.person.name, back), (shown["title"], None)]
        return self.render("company/person_act.html", form=form, back=back, **shown)


def actor_still_owns() -> bool:
    """Whether the person who acts is an owner after the act, too."""
    database().session().expire_all()
    g.pop("actor", None)
    return actor().may_be(People.admits)


def state_of(row: PersonGrant) -> Markup:
    """Whether the login may be used, and whether it has an own password."""
    if not row.person.active:
        return badge("refused", _("Dinonaktifkan"))
    if not row.person.password_kind:
        return badge("draft", _("Belum ada kata sandi"))
    return badge("accepted", _("Aktif"))


def _last(row: PersonGrant) -> Any:
    at = g.last_sign_ins.get(row.person_id)
    return moment(at) if at is not None else _("Belum pernah")


def invitation_state(row: Invitation) -> tuple[str, str, str]:
    """How an open invitation stands: tone, words, and until when."""
    if row.expires_at is None:
        return "draft", _("Surat sedang dikirim"), ""
    if now() >= row.expires_at:
        return "late", _("Sudah berakhir"), _("pada %(at)s", at=moment_words(row.expires_at))
    return "waiting", _("Menunggu jawaban"), _("sampai %(at)s", at=moment_words(row.expires_at))


def withdrawal_question(row: Invitation) -> str:
    """What is asked before an invitation is taken back."""
    return _("Tarik undangan untuk %(name)s (%(email)s)? Tautannya tidak berlaku lagi.", name=row.name, email=row.email)
