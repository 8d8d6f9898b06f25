"""Akun saya: what a person sees of their own login, another e-mail address, and the sessions that are open."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from admin_views.cells import moment
from admin_views.public.views import home_url, tell
from admin_views.web import proof
from admin_views.web.request import actor, database, session_token, whole, work
from forms.from_declaration import form_class
from forms.people import NewAddress
from siinas.models import Person
from siinas.models.person import INITIAL
from siinas.operations import email_change, sessions
from siinas.process.words import moment_words
from siinas.queries.choices import ChoiceSource
from siinas.queries.memberships import contact_addresses
from siinas.queries.sessions import kind_of, open_sessions
from siinas.queries.settings import number
from siinas.refusal import Refused

own = Blueprint("own", __name__)
DOORS_OPEN = ("own.confirm_email",)
DOORS_SIGNED_IN = ("own.account", "own.email", "own.cancel_email", "own.end_session", "own.end_others")


@own.get("/akun")
def account() -> ResponseReturnValue:
    """The person's own account."""
    person = database().session.get_one(Person, actor().person_id)
    g.trail = [(_("Akun saya"), None)]
    return render_template(
        "public/account.html",
        person=person,
        tasks=_tasks_of(person),
        waiting=email_change.open_change(work(), person.id),
        open_sessions=[
            (one, moment(one.begun), moment(one.used))
            for one in open_sessions(database().session(), person, work().now, sessions.token_hash(session_token()))
        ],
        most=number(database().session(), f"sessions_{kind_of(person)}"),
    )


def _tasks_of(person: Person) -> list[dict[str, Any]]:
    """What one can do about the own account, with how it stands."""
    tasks: list[dict[str, Any]] = []
    if person.password_kind == INITIAL:
        until = moment_words(person.password_expires_at) if person.password_expires_at else ""
        hint = _("Kata sandi awal berlaku sampai %(until)s.", until=until) if until else ""
        task = {"title": _("Buat kata sandi sendiri"), "state_kind": "info", "state_text": _("Kata sandi awal")}
        tasks.append(task | {"hint": hint, "url": url_for("public.own_password")})
    else:
        hint = _("Sesi lain yang terbuka diakhiri begitu kata sandi diganti.")
        tasks.append({"title": _("Ganti kata sandi"), "hint": hint, "url": url_for("public.own_password")})
    hint = _("Dikonfirmasi dari alamat sekarang dan dari alamat baru.")
    tasks.append({"title": _("Ganti e-mail"), "hint": hint, "url": url_for("own.email")})
    if actor().is_company:
        hint = _("Identitas, alamat, bidang usaha, kapasitas, dokumen, dan contact person perusahaan.")
        tasks.append({"title": _("Ubah data perusahaan"), "hint": hint, "url": url_for("company_data-umum.index_view")})
    hint = _("Pekerjaan dan pemberitahuan Anda.")
    tasks.append({"title": _("Kembali ke beranda"), "hint": hint, "url": home_url()})
    return tasks


@own.route("/akun/e-mail", methods=["GET", "POST"])
def email() -> ResponseReturnValue:
    """Ask for another address."""
    form_type = proof.asking(form_class(NewAddress, ChoiceSource(database().session(), None)))
    form: Any = form_type(request.form) if request.method == "POST" else form_type()
    person = database().session.get_one(Person, actor().person_id)
    if request.method == "POST" and form.validate():
        try:
            proof.take(form)
            email_change.ask(work(), form.answers()["new_email"])
        except Refused as refusal:
            tell(form, refusal)
        else:
            flash(_("Dua surat konfirmasi dikirim: satu ke alamat sekarang, satu ke alamat baru."), "success")
            return redirect(url_for("own.account"))
    g.trail = [(_("Akun saya"), url_for("own.account")), (_("Ganti e-mail"), None)]
    same = [place for place in contact_addresses(database().session(), actor()) if place.email == person.email.lower()]
    waiting = email_change.open_change(work(), person.id)
    return render_template("public/email_change.html", form=form, person=person, same=same, waiting=waiting)


@own.post("/akun/e-mail/batal")
def cancel_email() -> ResponseReturnValue:
    """Take the wish back."""
    email_change.cancel(work())
    flash(_("Perubahan e-mail dibatalkan. E-mail akun Anda tetap."), "success")
    return redirect(url_for("own.account"))


@own.route("/alamat-e-mail/<token>", methods=["GET", "POST"])
def confirm_email(token: str) -> ResponseReturnValue:
    """One side of a change of address: agree or say no, by a button only."""
    asked = email_change.question(work(), token)
    done = ""
    if request.method == "POST" and not asked.dead:
        try:
            done = _answer(token)
        except Refused as refusal:
            flash(refusal.reason, "error")
        asked = email_change.question(work(), token)
    status = 404 if asked.dead and not done else 200
    response = make_response(render_template("public/email_confirm.html", asked=asked, done=done), status)
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _answer(token: str) -> str:
    if request.form.get("answer") == "no":
        email_change.refuse(work(), token)
        return "refused"
    return "changed" if email_change.confirm(work(), token, keep_token=session_token()) else "confirmed"


@own.post("/akun/sesi/akhiri")
def end_session() -> ResponseReturnValue:
    """End one of the person's own sessions."""
    sessions.end_own(work(), whole(request.form.get("id"), -1))
    flash(_("Sesi itu diakhiri."), "success")
    return redirect(url_for("own.account", _anchor="sesi"))


@own.post("/akun/sesi/akhiri-lain")
def end_others() -> ResponseReturnValue:
    """End all of the person's own sessions but this one."""
    ended = sessions.end_own_others(work(), keep_token=session_token())
    flash(_("%(n)s sesi lain diakhiri.", n=ended), "success")
    return redirect(url_for("own.account", _anchor="sesi"))
