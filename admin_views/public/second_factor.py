"""The second step of signing in for officers: the code of their app, or setting the app up at the first time.

Whoever comes here has given a correct password but is not signed in: the session holds `pending_person` only.
"""

from __future__ import annotations

from typing import Any

import segno
from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from admin_views.public.views import PENDING, enter, home_url, tell
from admin_views.web.request import actor, database, work
from forms.sign_in import CodeForm, RecoveryForm
from siinas.models import Person
from siinas.operations import second_factor as operations
from siinas.refusal import Refused

second_factor = Blueprint("second_factor", __name__, url_prefix="/masuk")
DOORS = ("second_factor.code", "second_factor.set_up")


def _pending() -> Person | None:
    """The person who still owes a code, unless their time is over or they were shut out."""
    waiting = session.get(PENDING)
    if waiting is None:
        return None
    person = database().session.get(Person, waiting["id"])
    if person is None or not person.active or work().now.timestamp() >= waiting["until"]:
        session.pop(PENDING)
        return None
    return person


def _from_the_start() -> ResponseReturnValue:
    if actor().person_id is not None:
        return redirect(home_url())
    flash(
        _("Masuk dengan nama pengguna dan kata sandi dulu; setelah itu tersedia 10 menit untuk mengisi kode."), "info"
    )
    return redirect(url_for("public.sign_in"))


@second_factor.route("/kode", methods=["GET", "POST"])
def code() -> ResponseReturnValue:
    """The six digits of the app, or a recovery code."""
    person = _pending()
    if person is None:
        return _from_the_start()
    if not person.totp_secret:
        return redirect(url_for("second_factor.set_up"))
    recovering = request.values.get("dengan") == "pemulihan"
    form: Any = RecoveryForm(request.form) if recovering else CodeForm(request.form)
    if request.method == "POST" and form.validate():
        left = None
        try:
            if recovering:
                left = operations.enter_with_recovery_code(work(), person.id, form.recovery_code.data)
            else:
                operations.enter_with_code(work(), person.id, form.code.data)
        except Refused as refusal:
            tell(form, refusal)
        else:
            onwards = _enter(person)
            if left is not None:
                flash(_("Satu kode pemulihan sudah dipakai; tersisa %(n)s.", n=left), "info")
            return redirect(onwards)
    return render_template("public/second_factor.html", form=form, recovering=recovering)


@second_factor.route("/faktor-kedua", methods=["GET", "POST"])
def set_up() -> ResponseReturnValue:
    """The key as picture and as text, then a code to prove that the app has it."""
    person = _pending()
    if person is None:
        return _from_the_start()
    if person.totp_secret:
        return redirect(url_for("second_factor.code"))
    sealed = session[PENDING].get("secret")
    if sealed is None:
        sealed = operations.new_secret(work(), person.id)
        session[PENDING] = session[PENDING] | {"secret": sealed}
    form = CodeForm(request.form)
    if request.method == "POST" and form.validate():
        try:
            codes = operations.enrol(work(), person.id, sealed, form.code.data)
        except Refused as refusal:
            tell(form, refusal)
        else:
            return render_template("public/second_factor_codes.html", codes=codes, onwards=_enter(person))
    secret = operations.secret_of(work(), person.id, sealed)
    address = operations.address_for_app(secret, person.user_name)
    return render_template(
        "public/second_factor_set_up.html",
        form=form,
        picture=segno.make(address, error="m").svg_data_uri(scale=4, border=4, light="#fff"),
        address=address,
        groups=[secret[start : start + 4] for start in range(0, len(secret), 4)],
    )


def _enter(person: Person) -> str:
    """Sign the person in; returns the page that they wanted."""
    return enter(person, session[PENDING]["next"])
