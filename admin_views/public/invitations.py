"""An invitation to work for a company: looked at through its link, accepted by pressing a button only."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from admin_views.public.views import enter, tell
from admin_views.web.request import database, work
from forms.sign_in import NewLoginForm, SignInForm
from siinas.models import Person
from siinas.operations import accounts, invitations
from siinas.queries.settings import number
from siinas.refusal import Refused

invited = Blueprint("invited", __name__, url_prefix="/undangan")
DOORS = ("invited.look", "invited.accept", "invited.enter_and_accept", "invited.make_and_accept")


@invited.get("/<token>")
def look(token: str) -> ResponseReturnValue:
    """What is offered, and the ways to accept it; nothing happens yet."""
    offer = invitations.offer(work(), token)
    if offer.dead:
        return _dead(offer.dead)
    return _private(render_template("public/invitation.html", offer=offer, token=token, person=_signed_in()))


@invited.post("/<token>/terima")
def accept(token: str) -> ResponseReturnValue:
    """Whoever is signed in accepts."""
    person = _signed_in()
    if person is None:
        return redirect(url_for("invited.look", token=token))
    try:
        place = invitations.accept(work(), token, person.id)
    except Refused as refusal:
        offer = invitations.offer(work(), token)
        if offer.dead:
            return _dead(offer.dead)
        flash(refusal.reason, "error")
        return redirect(url_for("invited.look", token=token))
    return _welcome(place)


@invited.route("/<token>/masuk", methods=["GET", "POST"])
def enter_and_accept(token: str) -> ResponseReturnValue:
    """Sign in with a login that exists, and accept: both by the one button, neither without the other."""
    offer = invitations.offer(work(), token)
    if offer.dead:
        return _dead(offer.dead)
    form = SignInForm(request.form)
    if request.method == "POST" and form.validate():
        try:
            signed_in = accounts.sign_in(work(), form.user_name.data, form.password.data)
            if signed_in.needs_factor:
                raise Refused(invitations.OFFICERS)
        except Refused as refusal:
            form.form_errors.append(refusal.reason)
        else:
            return _enter_and_accept(token, signed_in.person_id)
    return _private(render_template("public/invitation_sign_in.html", form=form, offer=offer, token=token))


@invited.route("/<token>/akun-baru", methods=["GET", "POST"])
def make_and_accept(token: str) -> ResponseReturnValue:
    """Choose a user name and a password, and accept; signing in comes after."""
    offer = invitations.offer(work(), token)
    if offer.dead:
        return _dead(offer.dead)
    form = NewLoginForm(request.form)
    if request.method == "POST" and _makes(form, token):
        flash(_("Akun Anda sudah dibuat dan undangan diterima. Silakan masuk."), "success")
        return redirect(url_for("public.sign_in"))
    shortest = number(database().session(), "company_password_length")
    page = render_template("public/invitation_new.html", form=form, offer=offer, token=token, shortest=shortest)
    return _private(page)


def _enter_and_accept(token: str, person_id: int) -> ResponseReturnValue:
    """The password was right: whoever cannot accept is told so as the one who they are."""
    refused, place = "", None
    try:
        place = invitations.accept(work(), token, person_id)
    except Refused as refusal:
        refused = refusal.reason
    onwards = enter(database().session.get_one(Person, person_id, populate_existing=True), None)
    if place is not None:
        return _welcome(place, onwards)
    flash(refused, "error")
    return redirect(onwards)


def _makes(form: Any, token: str) -> bool:
    """Make the login if nothing speaks against it; everything that does is told at once, once at each field."""
    good = form.validate()
    name, password = form.user_name.data or "", form.new_password.data or ""
    try:
        if good:
            invitations.accept_as_new(work(), token, name, password)
            return True
        faults = invitations.faults_of_new(work(), token, name, password)
    except Refused as refusal:
        faults = [refusal, *(f for f in invitations.faults_of_new(work(), token, name, password) if f.field)]
    for fault in faults:
        if fault.field not in form or not form[fault.field].errors:
            tell(form, fault)
    return False


def _welcome(place: int, onwards: str = "") -> ResponseReturnValue:
    session["establishment"] = place
    flash(_("Undangan diterima. Anda sekarang bekerja untuk perusahaan ini."), "success")
    return redirect(onwards or url_for("company.index"))


def _signed_in() -> Person | None:
    return current_user.person if current_user.is_authenticated else None


def _dead(reason: str) -> ResponseReturnValue:
    return _private(render_template("public/link_dead.html", reason=reason), 404)


def _private(page: str, status: int = 200) -> ResponseReturnValue:
    """The link is a secret: its address is told to nobody."""
    response = make_response(page, status)
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
