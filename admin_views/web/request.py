"""The person behind the present request, and the work they do in it."""

from __future__ import annotations

import re
import uuid
from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast

from flask import current_app, g, request, session
from flask_login import current_user

from siinas.operations.work import Services, Work
from siinas.process.roles import ANONYMOUS, Actor

if TYPE_CHECKING:
    from flask_sqlalchemy import SQLAlchemy

LARGEST_ID = 2**31 - 1
PROVED = "proved_at"
"""Where the session keeps when its person last gave their password or code."""


def database() -> SQLAlchemy:
    """The extension that brings session and engine."""
    return cast("SQLAlchemy", current_app.extensions["sqlalchemy"])


def services() -> Services:
    """Configuration, storage and mailer of this installation."""
    return cast(Services, current_app.extensions["siinas"])


def now() -> datetime:
    """The present moment, UTC."""
    return datetime.now(UTC)


def is_own_path(target: str) -> bool:
    """Whether an address that came with a request is a path of this portal, for every browser's way of reading it."""
    return re.fullmatch(r"/(?![/\\])[^\\\x00-\x1f\x7f]*", target) is not None


def readable(text: str) -> bool:
    """Whether a text can be kept: no NUL, no half of a surrogate pair; databases take neither."""
    return re.search(r"[\x00\ud800-\udfff]", text) is None


def limit_form() -> None:
    """A form without files has the size of text: the limit for uploads does not count for it."""
    if request.mimetype != "multipart/form-data":
        request.max_content_length = current_app.config["MAX_FORM_MEMORY_SIZE"]


def whole(text: str | None, default: int = 0) -> int:
    """A whole number as it stands in an address or a hidden field; `default` for anything else, however odd or long."""
    if text and len(text) <= 10 and text.isascii() and text.isdigit() and int(text) <= LARGEST_ID:
        return int(text)
    return default


SHOWS = "_tampilkan"
"""The button of a form that is not to be taken: it comes back with the options and the map for what was typed."""


def is_taken() -> bool:
    """Whether the form of this request is to be judged and saved."""
    return request.method == "POST" and SHOWS not in request.form


def session_token() -> str:
    """The secret of this browser's session; empty where there is none yet."""
    return str(getattr(session, "token", ""))


def request_id() -> str:
    """The id that error pages and journal entries share."""
    if "request_id" not in g:
        g.request_id = uuid.uuid4().hex
    return str(g.request_id)


def actor() -> Actor:
    """Who acts in this request, with the establishment they chose to work in."""
    if "actor" not in g:
        if current_user.is_authenticated:
            g.actor = current_user.person.actor(session.get("establishment"))
        else:
            g.actor = ANONYMOUS
    return cast(Actor, g.actor)


def work() -> Work:
    """The work of this request: first argument of every operation."""
    if "work" not in g:
        g.work = Work(
            database().session(),
            services(),
            actor(),
            ip=request.remote_addr or "",
            request_id=request_id(),
            clock=now,
            user_agent=request.user_agent.string,
            proved_at=datetime.fromtimestamp(session[PROVED], UTC) if PROVED in session else None,
        )
    return cast(Work, g.work)
