"""The pushes of OSS-RBA: JSON with the protocol's Token instead of session and CSRF token (SETTLED 5, ADR 0030)."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, Response, jsonify, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestEntityTooLarge

from admin_views.web.request import database, work
from siinas.integrations.oss import message_of
from siinas.operations import oss_received
from siinas.operations.oss_received import LARGEST_PUSH, NO, Received
from siinas.operations.work import Work
from siinas.process.roles import OSS

oss_api = Blueprint("oss_api", __name__, url_prefix="/api/oss")
DOORS = ("oss_api.receive_nib", "oss_api.receive_file_ds")
TOO_LARGE = Received(413, NO, f"Parameter salah: isi paling besar {LARGEST_PUSH} byte")


@oss_api.post("/receiveNIB")
def receive_nib() -> ResponseReturnValue:
    """A NIB with its projects and licences."""
    return _answer("receiveNIB")


@oss_api.post("/receiveFileDS")
def receive_file_ds() -> ResponseReturnValue:
    """The address of a signed licence."""
    return _answer("receiveFileDS")


@oss_api.errorhandler(RequestEntityTooLarge)
def too_large(_problem: RequestEntityTooLarge) -> ResponseReturnValue:
    """More than the portal reads of any request."""
    return _told("receiveFileDS" if request.endpoint == DOORS[1] else "receiveNIB", TOO_LARGE)


def _answer(method: str) -> Response:
    return _told(method, _received(method))


def _told(method: str, received: Received) -> Response:
    response = jsonify(received.envelope(method))
    response.status_code = received.http
    return response


def _received(method: str) -> Received:
    """The answer to a push. Whoever may not push learns nothing about what they sent."""
    here = _work_of_oss()
    if (refusal := oss_received.admits(here)) is not None:
        return refusal
    if request.mimetype != "application/json":
        return Received(415, NO, "Parameter salah: Content-Type harus application/json")
    if len(body := request.get_data()) > LARGEST_PUSH:
        return TOO_LARGE
    try:
        payload = message_of(body)
    except ValueError:
        return Received(400, NO, "Parameter salah: isi bukan objek JSON yang terbaca")
    nib = oss_received.nib_of(method, payload)
    if not oss_received.right_token(here, request.headers.get("Token", ""), nib):
        return oss_received.refuse_token(here, method)
    return oss_received.receive(here, method, payload)


def _work_of_oss() -> Work:
    """The work of this request, done by OSS itself, whoever may be signed in in the browser that sent it."""
    return replace(work(), actor=OSS, session=database().session())
