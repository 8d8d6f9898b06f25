"""Forms that could not be taken because the session had ended or their token was no longer good: nothing typed is lost.

Nothing is sent by itself: the person sees a page of the portal and presses a button there. What waits over a signing
in is encrypted, for a quarter of an hour, and for the person whose session had ended only. Passwords and codes never
wait, nor do files.
"""

from __future__ import annotations

import json
import zlib
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, flash, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from admin_views.web.request import actor, is_own_path, now, services
from siinas.operations.sealing import opened, sealed

PLACE, ENDED = "unsent_form", "ended_for"
PURPOSE = "siinas unsent form"
LIFE = timedelta(minutes=15)
LARGEST = 1024 * 1024
NEVER_KEPT = frozenset({"password", "old_password", "new_password", "again", "code", "recovery_code"})
ENDPOINT = "unsent"


@dataclass(frozen=True, slots=True)
class Unsent:
    """A form: where it was posted to, the page to go back to, its fields, and whether files went with it."""

    target: str
    page: str
    fields: list[tuple[str, str]]
    files: bool


def from_own_page() -> bool:
    """Whether the browser says that this request comes from a page of this portal; no word about it is a no."""
    site, origin, referrer = (request.headers.get(name) for name in ("Sec-Fetch-Site", "Origin", "Referer"))
    own = request.host_url.rstrip("/")
    if site not in {None, "same-origin"} or origin not in {None, own}:
        return False
    if referrer is not None and _origin(referrer) != own:
        return False
    return (site, origin, referrer) != (None, None, None)


def _origin(address: str) -> str:
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}"


def page_of_request() -> str:
    """The page that the present request belongs to, for a link or a redirect; empty where none is known."""
    target = request.full_path.removesuffix("?")
    rule = request.url_rule
    if rule is not None and "GET" in (rule.methods or ()) and is_own_path(target):
        return target
    if request.referrer and _origin(request.referrer) == request.host_url.rstrip("/"):
        path = "/" + request.referrer.removeprefix(request.host_url)
        return path if is_own_path(path) else ""
    return ""


def posted() -> Unsent | None:
    """The form of this request, if a page of the portal sent it and it may be shown again."""
    target = request.full_path.removesuffix("?")
    if request.method != "POST" or not from_own_page() or not is_own_path(target):
        return None
    fields = [(name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"]
    if not fields or NEVER_KEPT & {name for name, _value in fields}:
        return None
    if sum(len(name) + len(value) for name, value in fields) > LARGEST:
        return None
    files = any(file.filename for file in request.files.values())
    return Unsent(target, page_of_request(), fields, files)


def park(person_id: int) -> bool:
    """Let the form of this request wait for its person; whether there was one that may wait."""
    unsent = posted()
    if unsent is None:
        return False
    content = asdict(unsent) | {"person": person_id, "until": (now() + LIFE).timestamp()}
    session[PLACE] = sealed(services().configuration, PURPOSE, zlib.compress(json.dumps(content).encode()))
    return True


def waiting_for(person_id: int | None) -> Unsent | None:
    """The form that waits for this person, if there is one; any other one is dropped."""
    token = session.get(PLACE)
    if token is None:
        return None
    content = opened(services().configuration, PURPOSE, token)
    found: dict[str, Any] = json.loads(zlib.decompress(content)) if content is not None else {}
    if not found or found.pop("person") != person_id or now().timestamp() >= found.pop("until"):
        del session[PLACE]
        return None
    return Unsent(**found | {"fields": [(name, value) for name, value in found["fields"]]})


def start_afresh(person_id: int) -> None:
    """Forget all that the session holds, but a form that waits for this very person."""
    kept = session[PLACE] if waiting_for(person_id) is not None else None
    session.clear()
    if kept is not None:
        session[PLACE] = kept


def first_page(person_id: int, wanted: str | None) -> str | None:
    """Where to go after signing in: to the form that waits, else to the wanted page."""
    return url_for(ENDPOINT) if waiting_for(person_id) is not None else wanted


def to_sign_in() -> ResponseReturnValue:
    """Send somebody to sign in; a form of theirs waits meanwhile."""
    ended_for = getattr(session, "ended_for", None) or session.get(ENDED)
    if ended_for is not None:
        session[ENDED] = ended_for
    if ended_for is not None and park(ended_for):
        flash(
            _("Sesi Anda berakhir sebelum isian tersimpan. Masuk kembali dalam 15 menit; isian Anda masih ada."), "info"
        )
    else:
        flash(_("Silakan masuk untuk melanjutkan."), "info")
    wanted = request.full_path if request.method == "GET" else page_of_request() or None
    return _sent_to(url_for("public.sign_in", next=wanted))


def _sent_to(address: str) -> ResponseReturnValue:
    if "HX-Request" in request.headers:
        # A redirect would put the other page into a part of this one.
        return Response(status=200, headers={"HX-Redirect": address})
    return redirect(address)


def ask_again() -> ResponseReturnValue | None:
    """After a token that is not good: the form once more, with a good one; None where that is not safe."""
    unsent = posted()
    if unsent is None:
        return None
    if "HX-Request" in request.headers:
        who = actor().person_id
        return _sent_to(url_for(ENDPOINT)) if who is not None and park(who) else None
    g.on_error_page = True
    return render_template("public/unsent.html", unsent=unsent, parked=False), 400


def resend() -> ResponseReturnValue:
    """The form that waited, to be sent or dropped by its person."""
    unsent = waiting_for(actor().person_id)
    if unsent is None:
        return redirect(url_for("public.welcome"))
    if request.method == "POST":
        del session[PLACE]
        flash(_("Isian yang belum tersimpan itu dibuang."), "info")
        return redirect(unsent.page or url_for("public.welcome"))
    return render_template("public/unsent.html", unsent=unsent, parked=True)


def _forget_what_was_sent(response: Response) -> Response:
    # Only for whoever was signed in from the start: who signs in just now still has it before them.
    who = actor().person_id if g.get("csrf_valid") and PLACE in session and response.status_code < 500 else None
    if who is not None:
        unsent = waiting_for(who)
        if unsent is not None and unsent.target == request.full_path.removesuffix("?"):
            del session[PLACE]
    return response


def install(app: Flask) -> None:
    """Give the application the page of forms that wait."""
    app.add_url_rule("/kirim-ulang", ENDPOINT, resend, methods=["GET", "POST"])
    app.after_request(_forget_what_was_sent)
