"""Welcome, sign-in and sign-out, registration and its correction, passwords, and the demo's mailbox."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from flask import Blueprint, abort, flash, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_user, logout_user
from werkzeug.datastructures import CombinedMultiDict

from admin_views.web import unsent
from admin_views.web.kept_files import forget_files, take_files
from admin_views.web.request import PROVED, actor, database, is_own_path, is_taken, services, session_token, work
from admin_views.web.sessions import SignedInPerson
from forms.from_declaration import PortalForm, form_class
from forms.sign_in import NewPasswordForm, OwnPasswordForm, ResetForm, SignInForm
from siinas.catalogue import processes
from siinas.catalogue.registration import Application, Registration
from siinas.models import Case, Person
from siinas.models.person import INITIAL
from siinas.operations import accounts, registration, sessions
from siinas.operations.files import CheckedFile, Incoming
from siinas.process.documents import DocumentType
from siinas.process.words import moment_words
from siinas.queries.browsers import browser_words
from siinas.queries.choices import ChoiceSource
from siinas.queries.letters import receipt_of
from siinas.reference.document_types import NIB, NPWP
from siinas.refusal import Refused

public = Blueprint("public", __name__)
DOORS_OPEN = (
    "public.welcome",
    "public.sign_in",
    "public.register",
    "public.registered",
    "public.correct",
    "public.forgotten",
    "public.reset",
    "public.mailbox",
    "public.mail",
)
PENDING, PENDING_LIFE = "pending_person", timedelta(minutes=10)
DOORS_SIGNED_IN = ("public.sign_out", "public.own_password")


def home_url() -> str:
    """The first page of whoever asks."""
    who = actor()
    if who.is_company:
        return url_for("company.index")
    return url_for("officer.index") if who.is_officer else url_for("public.welcome")


def safe_next(target: str | None) -> str:
    """The wanted page if it is a path of this portal, else the first page."""
    return target.removesuffix("?") if target and is_own_path(target) else home_url()


@public.get("/")
def welcome() -> ResponseReturnValue:
    """What the portal is for."""
    if actor().roles:
        return redirect(home_url())
    offered = [p for p in processes().values() if p.for_companies()]
    return render_template("public/welcome.html", processes=offered, alone=actor().person_id is not None)


@public.route("/masuk", methods=["GET", "POST"])
def sign_in() -> ResponseReturnValue:
    """User name and password."""
    wanted = request.values.get("next")
    if actor().person_id is not None and request.method == "GET":
        return redirect(safe_next(wanted))
    form = SignInForm(request.form)
    if request.method == "POST" and form.validate():
        try:
            signed_in = accounts.sign_in(work(), form.user_name.data, form.password.data)
        except Refused as refusal:
            form.form_errors.append(refusal.reason)
            return make_response(render_template("public/sign_in.html", form=form, next=wanted), 200)
        person = database().session.get_one(Person, signed_in.person_id)
        if signed_in.needs_factor:
            return ask_for_code(person, wanted)
        return redirect(enter(person, wanted))
    return render_template("public/sign_in.html", form=form, next=wanted)


def start_session(person: Person) -> None:
    """A new session with a new token: whatever the browser held before counts no more.

    Where this makes too many of them at the same time, the person is told which ones end.
    """
    ending = sessions.beyond_limit(work(), person, coming=1, but_token=session_token())
    unsent.start_afresh(person.id)
    login_user(SignedInPerson(person))
    session[PROVED] = work().now.timestamp()
    session.rotate = True  # type: ignore[attr-defined]
    for old in ending:
        where = browser_words(old.user_agent) or _("peramban yang tidak dikenal")
        since = moment_words(old.created_at)
        flash(
            _("Terlalu banyak sesi terbuka. Sesi terlama diakhiri: %(where)s, sejak %(at)s.", where=where, at=since),
            "warning",
        )


def ask_for_code(person: Person, wanted: str | None) -> ResponseReturnValue:
    """A new session that opens no page yet: it only knows who still has to give a code, and until when."""
    unsent.start_afresh(person.id)
    session[PENDING] = {"id": person.id, "until": (work().now + PENDING_LIFE).timestamp(), "next": wanted}
    session.rotate = True  # type: ignore[attr-defined]
    return redirect(url_for("second_factor.code" if person.totp_secret else "second_factor.set_up"))


def enter(person: Person, wanted: str | None) -> str:
    """Sign the person in; returns where to go first: to an own password, to the wanted page or to their own."""
    start_session(person)
    wanted = unsent.first_page(person.id, wanted)
    if person.password_kind == INITIAL:
        if person.password_expires_at is not None:
            session["initial_until"] = moment_words(person.password_expires_at)
        return url_for("public.own_password", next=wanted)
    return safe_next(wanted) if wanted else _home_of(person)


def _home_of(person: Person) -> str:
    if not person.grants:
        return url_for("public.welcome")
    return url_for("company.index") if person.actor(None).is_company else url_for("officer.index")


@public.post("/keluar")
def sign_out() -> ResponseReturnValue:
    """End this session, here and on the server."""
    accounts.note_sign_out(work())
    logout_user()
    session.clear()
    response = make_response(redirect(url_for("public.welcome")))
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


@public.route("/kata-sandi-sendiri", methods=["GET", "POST"])
def own_password() -> ResponseReturnValue:
    """Offer an own password while the initial one lives, or change the present one."""
    wanted = request.values.get("next")
    person = database().session.get_one(Person, actor().person_id)
    token, initial = session_token(), person.password_kind == INITIAL
    fresh = accounts.just_signed_in(work(), token)
    form = NewPasswordForm(request.form) if fresh else OwnPasswordForm(request.form)
    if initial and not fresh:
        form.old_password.label.text = _("Kata sandi awal")
        form.old_password.description = _("Yang tercantum dalam surat elektronik berisi nama pengguna Anda.")
    if request.method == "POST" and _changes_password(form, token):
        session.pop("initial_until", None)
        session.rotate = True  # type: ignore[attr-defined]
        flash(_("Kata sandi Anda sudah diganti. Sesi lain yang terbuka diakhiri."), "success")
        return redirect(safe_next(wanted))
    return render_template(
        "public/own_password.html",
        form=form,
        next=wanted,
        later=safe_next(wanted),
        initial=initial,
        fresh=fresh,
        until=session.get("initial_until"),
        shortest=accounts.shortest_password(work(), person),
    )


def _changes_password(form: NewPasswordForm, token: str) -> bool:
    """Change the password if nothing speaks against it; everything that does is told at once, once at each field."""
    old, new = form.old_password.data if "old_password" in form else "", form.new_password.data
    good = form.validate()
    try:
        faults = accounts.faults_of_change(work(), old or "", new or "", keep_token=token)
        if good and not faults:
            accounts.change_password(work(), old or "", new, keep_token=token)
            return True
    except Refused as refusal:
        faults = [refusal]
    for fault in faults:
        if fault.field not in form or not form[fault.field].errors:
            tell(form, fault)
    return False


@public.route("/lupa-kata-sandi", methods=["GET", "POST"])
def forgotten() -> ResponseReturnValue:
    """Ask for a link; the answer is the same whether the account exists or not."""
    form = ResetForm(request.form)
    if request.method == "POST" and form.validate():
        accounts.ask_for_reset(work(), form.user_name.data)
        return render_template("public/reset_sent.html")
    return render_template("public/forgotten.html", form=form)


@public.route("/kata-sandi/<token>", methods=["GET", "POST"])
def reset(token: str) -> ResponseReturnValue:
    """Set a password through a one-time link."""
    form = NewPasswordForm(request.form)
    link = accounts.living_link(work(), "reset", token)
    alive = link is not None
    if request.method == "POST" and alive and form.validate():
        try:
            accounts.reset_password(work(), token, form.new_password.data)
        except Refused as refusal:
            tell(form, refusal)
        else:
            flash(_("Kata sandi baru disimpan. Silakan masuk."), "success")
            return redirect(url_for("public.sign_in"))
    response = make_response(
        render_template(
            "public/reset.html",
            form=form,
            alive=alive,
            dead=accounts.LINK_DEAD,
            shortest=accounts.shortest_for_link(work(), link),
        ),
        200 if alive else 404,
    )
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def tell(form: Any, refusal: Refused) -> None:
    """Put a refusal beside the field that it names, else over the form."""
    field = form._fields.get(refusal.field)
    if field is None:
        form.form_errors.append(refusal.reason)
    else:
        field.errors = [*field.errors, refusal.reason]


def _registration_form(data: Any = None, **answers: Any) -> PortalForm:
    form_type = form_class(Application, ChoiceSource(database().session(), None))
    return form_type(data) if data is not None else form_type(data=answers)


@public.route("/registrasi", methods=["GET", "POST"])
def register() -> ResponseReturnValue:
    """The form "Registrasi Akun SIINas"."""
    if request.method == "GET":
        forget_files()
        return _show_registration(_registration_form())
    form = _registration_form(_posted())
    if request.form.get("website"):  # a field that people do not see: only machines fill it in
        return redirect(url_for("public.registered"))
    files, refusals = take_files(form, PAPERS, place="registration", checking=_checked)
    if _valid(form, refusals):
        try:
            case = registration.apply(work(), form.answers(), files["nib_file"], files.get("npwp_file"))
        except Refused as refusal:
            refusals.append(refusal)
            tell(form, refusal)
        else:
            forget_files()
            session["registered"] = handed_in(case)
            return redirect(url_for("public.registered"))
    return _show_registration(form, refusals)


def _show_registration(
    form: PortalForm, refusals: Iterable[Refused] = (), *, case: Any = None, reason: str = ""
) -> ResponseReturnValue:
    """The form with all that was typed; also where a limit of tries was met."""
    page = render_template("public/registration.html", form=form, process=Registration, case=case, reason=reason)
    return make_response(page, 429 if any(refusal.status == 429 for refusal in refusals) else 200)


PAPERS = {"nib_file": NIB, "npwp_file": NPWP}


def _checked(incoming: Incoming, kind: DocumentType, field: str) -> CheckedFile:
    return registration.check_upload(work(), incoming, kind, field=field)


def _valid(form: PortalForm, refusals: list[Refused]) -> bool:
    """Whether fields and files are good; what is not is told at its field."""
    good = is_taken() and form.validate() and not refusals
    for refusal in {(refusal.field, refusal.reason): refusal for refusal in refusals}.values():
        tell(form, refusal)
    return good


def _posted() -> Any:
    return CombinedMultiDict([request.form, request.files])


def handed_in(case: Case) -> dict[str, str]:
    """What the session keeps of a registration that was handed in."""
    return {"number": case.number, "company": case.company_name, "case": case.public_id}


@public.get("/registrasi/terkirim")
def registered() -> ResponseReturnValue:
    """What happens next, and the proof of registration."""
    sent = session.get("registered") or {}
    proof = receipt_of(database().session(), Case.public_id == sent["case"]) if "case" in sent else None
    return render_template("public/registered.html", sent=sent, proof=proof)


@public.route("/registrasi/perbaikan/<token>", methods=["GET", "POST"])
def correct(token: str) -> ResponseReturnValue:
    """Correct a registration through the link in the mail; everything typed before is there."""
    case = registration.case_for_correction(work(), token)
    if case is None:
        return make_response(render_template("public/link_dead.html", reason=registration.LINK_DEAD), 404)
    reason = next((m.said.get("reason", "") for m in reversed(case.movements)), "")
    if request.method == "GET":
        forget_files()
        form = _registration_form(**Registration.from_json(case.answers))
    else:
        form = _registration_form(_posted())
    form.nib_file.stored = {"name": _("Berkas yang dikirim sebelumnya"), "url": None, "size": None}
    refusals: list[Refused] = []
    if request.method == "POST":
        files, refusals = take_files(form, PAPERS, place=f"correction {case.public_id}", checking=_checked)
    if request.method == "POST" and _valid(form, refusals):
        try:
            case = registration.correct(work(), token, form.answers(), files.get("nib_file"), files.get("npwp_file"))
        except Refused as refusal:
            refusals.append(refusal)
            tell(form, refusal)
        else:
            forget_files()
            session["registered"] = handed_in(case)
            return redirect(url_for("public.registered"))
    return _show_registration(form, refusals, case=case, reason=reason)


@public.get("/kotak-surat-demo")
def mailbox() -> ResponseReturnValue:
    """The demo's mails: what a company and an officer would find in theirs."""
    if not services().configuration.demo:
        abort(404)
    folder = services().configuration.mailbox
    mails = []
    for path in sorted(folder.glob("*.eml"), reverse=True)[:50] if folder.exists() else []:
        message = message_from_bytes(path.read_bytes(), policy=default)
        mails.append({"id": path.stem, "to": message["To"], "subject": message["Subject"], "at": _sent(message)})
    return render_template("public/mailbox.html", mails=mails)


@public.get("/kotak-surat-demo/<stem>")
def mail(stem: str) -> ResponseReturnValue:
    """One mail of the demo."""
    folder = services().configuration.mailbox
    if not services().configuration.demo or not stem.isalnum() or not (folder / f"{stem}.eml").exists():
        abort(404)
    message = message_from_bytes((folder / f"{stem}.eml").read_bytes(), policy=default)
    body = message.get_body(("plain",))
    text = body.get_content() if body else ""
    return render_template("public/mail.html", message=message, text=text, at=_sent(message))


def _sent(message: EmailMessage) -> str:
    """When a mail was sent, in words; empty where it does not say so."""
    date = message["Date"]
    return moment_words(date.datetime) if date is not None and date.datetime is not None else ""
