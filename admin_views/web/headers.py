"""Security headers of every answer, and the nonce that lets our own scripts run."""

from __future__ import annotations

import secrets

from flask import Flask, Response, g, request

POLICY = (
    "default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "object-src 'none'; manifest-src 'self'"
)


def csp_nonce() -> str:
    """The nonce of this request, the same wherever it is asked for."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    return str(g.csp_nonce)


def add_headers(response: Response) -> Response:
    """Policy, no sniffing, no framing, no referrer to others, nothing cached but theme and official lists."""
    headers = response.headers
    headers.setdefault("Content-Security-Policy", POLICY.format(nonce=csp_nonce()))
    headers["X-Content-Type-Options"] = "nosniff"
    headers["X-Frame-Options"] = "DENY"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(), payment=()"
    headers.setdefault("Referrer-Policy", "same-origin")
    if request.endpoint == "static":
        headers["Cache-Control"] = "public, max-age=3600"
    elif "kept_for" in g and response.status_code == 200:
        headers["Cache-Control"] = f"public, max-age={g.kept_for}"
    else:
        headers["Cache-Control"] = "no-store"
    return response


def install(app: Flask, *, secure: bool) -> None:
    """Add the headers to every answer; HSTS where browsers come over https."""
    app.after_request(add_headers)
    app.jinja_env.globals["csp_nonce"] = csp_nonce
    if secure:

        @app.after_request
        def strict_transport(response: Response) -> Response:
            response.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
            return response
