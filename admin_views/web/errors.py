"""Error pages in the portal's own words: no traceback and no SQL ever reaches a person."""

from __future__ import annotations

import logging

from flask import Flask, current_app, flash, g, make_response, redirect, render_template, request
from flask.globals import request_ctx
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from werkzeug.exceptions import HTTPException

from admin_views.web import unsent
from admin_views.web.request import database, request_id
from siinas.refusal import NotFound, Refused

log = logging.getLogger("siinas")
PAGES = {400, 403, 404, 405, 409, 413, 429, 500}


def page(code: int, reason: str = "", back: str = "") -> ResponseReturnValue:
    """The error page of a code; `back` is the address of the page that the fault happened on."""
    # An error page is the same wherever it happens: no trail that tells what was looked for.
    g.pop("frame", None)
    g.on_error_page = True
    if request_ctx.url_adapter is None:
        # A host that is not ours: no link may be built, so the page is plain.
        return make_response(_("Alamat ini tidak dilayani."), code, {"Content-Type": "text/plain; charset=utf-8"})
    if code == 503:
        return _alone(code)
    template = f"errors/{code if code in PAGES else 500 if code >= 500 else 400}.html"
    try:
        return make_response(render_template(template, request_id=request_id(), reason=reason, back=back), code)
    except Exception as problem:
        # The frame of a page reads session and database: here one of them is gone.
        log.exception("the error page of request %s failed", request_id())
        return _alone(503 if isinstance(problem, SQLAlchemyError) else 500)


def _alone(code: int) -> ResponseReturnValue:
    """An error page that stands on nothing: neither session nor database nor frame."""
    template = current_app.jinja_env.get_template("errors/alone.html")
    response = make_response(template.render(busy=code == 503, request_id=request_id()), code)
    if code == 503:
        response.headers["Retry-After"] = "60"
    return response


def install(app: Flask) -> None:
    """Turn every exception into a page."""

    @app.errorhandler(CSRFError)
    def forged(error: CSRFError) -> ResponseReturnValue:
        sentence = _("Halaman ini sudah terlalu lama terbuka atau sesi Anda berakhir. Muat ulang, lalu kirim lagi.")
        return unsent.ask_again() or page(400, sentence, back=unsent.page_of_request())

    @app.errorhandler(Refused)
    def refused(error: Refused) -> ResponseReturnValue:
        if isinstance(error, NotFound):
            return page(404)
        posted = request.method == "POST"
        if posted and error.status == 409 and request.referrer and request.referrer.startswith(request.host_url):
            flash(error.reason, "error")
            return redirect(request.referrer)
        return page(error.status, error.reason)

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> ResponseReturnValue:
        if error.code is not None and error.code < 400:
            return error
        response = make_response(page(error.code or 500))
        for name, value in error.get_headers():
            if name in {"Allow", "Retry-After"}:
                response.headers[name] = value
        return response

    @app.errorhandler(Exception)
    def unexpected(error: Exception) -> ResponseReturnValue:
        log.exception("request %s failed", request_id())
        try:
            database().session.rollback()
        except Exception:
            return _alone(503)
        if isinstance(error, DBAPIError) and error.connection_invalidated:
            return _alone(503)
        return page(500)
