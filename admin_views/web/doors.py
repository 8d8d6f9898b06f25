"""Who may enter which endpoint: one register, closed for what is not in it."""

from __future__ import annotations

from dataclasses import dataclass, field

from flask import Flask, abort, request, session
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from admin_views.web import unsent
from admin_views.web.errors import page
from admin_views.web.request import actor, database, readable
from siinas.process.roles import SIGNED_IN, Roles
from siinas.queries.scope import guard

ANYBODY: Roles = frozenset()


@dataclass
class Doors:
    """The register: endpoint to admitted roles; ANYBODY stands in `public`, closed endpoints admit nobody."""

    public: set[str] = field(default_factory=lambda: {"static"})
    admitted: dict[str, Roles] = field(default_factory=dict)

    def open_to_anybody(self, *endpoints: str) -> None:
        """Endpoints that need no account."""
        self.public.update(endpoints)

    def open_to(self, endpoint: str, roles: Roles) -> None:
        """An endpoint for some roles."""
        self.admitted[endpoint] = roles

    def who(self, endpoint: str) -> str:
        """In words, for the permissions command."""
        if endpoint in self.public:
            return "siapa saja"
        roles = self.admitted.get(endpoint)
        if not roles:
            return "tertutup"
        if roles == SIGNED_IN:
            return "semua yang sudah masuk"
        return ", ".join(sorted(role.value for role in roles))


def doors_of(app: Flask) -> Doors:
    """The register of this application."""
    register: Doors = app.extensions["doors"]
    return register


def may_enter(app: Flask, endpoint: str) -> bool:
    """Whether the present person may enter an endpoint; menus ask this too."""
    register = doors_of(app)
    return endpoint in register.public or actor().may_be(register.admitted.get(endpoint, frozenset()))


def install(app: Flask) -> Doors:
    """Put the gate before every request."""
    register = app.extensions["doors"] = Doors()
    unsent.install(app)
    register.open_to(unsent.ENDPOINT, SIGNED_IN)
    app.jinja_env.globals["may_enter"] = lambda endpoint: may_enter(app, endpoint)

    @app.before_request
    def readable_address() -> ResponseReturnValue | None:
        if not readable(request.path):
            abort(404)
        if not all(readable(text) for pair in request.args.items(multi=True) for text in pair):
            return page(400, _("Alamat ini memuat karakter yang tidak dapat dipakai. Periksa alamatnya."))
        return None

    @app.before_request
    def gate() -> ResponseReturnValue | None:
        endpoint = request.endpoint
        if endpoint is None or endpoint == "static":
            return None
        if getattr(session, "missed", False):
            return page(503)
        who = actor()
        guard(database().session(), who)
        if endpoint in register.public:
            return None
        admitted = register.admitted.get(endpoint)
        if not admitted:
            abort(404)
        if who.person_id is None:
            return unsent.to_sign_in()
        if not who.may_be(admitted):
            abort(403)
        return None

    @app.before_request
    def readable_form() -> ResponseReturnValue | None:
        texts = [text for pair in request.form.items(multi=True) for text in pair]
        if all(readable(text) for text in (*texts, *request.files)):
            return None
        sentence = _(
            "Isian memuat karakter yang tidak dapat dipakai, sehingga tidak disimpan. "
            "Kembali ke halaman sebelumnya dengan tombol kembali di peramban, ketik ulang isian itu, lalu kirim lagi."
        )
        return page(400, sentence, back=unsent.page_of_request())

    return register
