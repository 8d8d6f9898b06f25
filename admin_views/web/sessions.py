"""Sessions that live on the server: the browser holds a random token only (security.md 3.6)."""

from __future__ import annotations

import logging
from typing import Any

from flask import Flask, Request, Response
from flask.sessions import SessionInterface, SessionMixin
from flask_login import UserMixin
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from werkzeug.datastructures import CallbackDict

from admin_views.web.request import now
from siinas.models import Person
from siinas.operations import sessions
from siinas.operations.work import Work

log = logging.getLogger("siinas")
STATIC = "/static/"


class ServerSession(CallbackDict, SessionMixin):  # type: ignore[type-arg]
    """The data of one session; `rotate` gives it a new token when it is saved.

    `ended_for` is the person whose session was found too old just now; `missed` says that nobody could look.
    """

    def __init__(self, data: dict[str, Any] | None, token: str, *, ended_for: int | None = None) -> None:
        def changed(_: Any) -> None:
            self.modified = True

        super().__init__(data or {}, changed)
        self.token = token
        self.modified = False
        self.rotate = False
        self.owner_before = sessions.owner(data or {})
        self.ended_for = ended_for
        self.missed = False


class ServerSessions(SessionInterface):
    """Keeps sessions in the portal's database, each in a short transaction of its own."""

    def cookie(self, app: Flask) -> str:
        """`__Host-sid` over https; a plain name where browsers would refuse that one."""
        return "__Host-sid" if app.extensions["siinas"].configuration.secure else "sid"

    def _work(self, app: Flask, request: Request | None = None) -> Work:
        session = Session(app.extensions["sqlalchemy"].engine, expire_on_commit=False)
        return Work(session, app.extensions["siinas"], ip=(request.remote_addr or "") if request else "", clock=now)

    def open_session(self, app: Flask, request: Request) -> ServerSession:
        """Look the token up; files of the theme need no session."""
        token = request.cookies.get(self.cookie(app), "")
        if not token or request.path.startswith(STATIC):
            return ServerSession(None, "")
        work = self._work(app, request)
        try:
            with work.session:
                found = sessions.find(work, token)
        except SQLAlchemyError:
            # Outside of every error handler: the gate answers instead.
            log.exception("the session could not be looked up")
            nothing = ServerSession(None, "")
            nothing.missed = True
            return nothing
        return ServerSession(found.data, token if found.data is not None else "", ended_for=found.ended_for)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Write what changed; an emptied session is ended and its cookie taken back."""
        from flask import request

        if not isinstance(session, ServerSession) or not session.modified or request.path.startswith(STATIC):
            return
        options: dict[str, Any] = {
            "httponly": True,
            "samesite": "Lax",
            "secure": app.extensions["siinas"].configuration.secure,
            "path": "/",
        }
        work = self._work(app, request)
        with work.session:
            if not session:
                if session.token:
                    sessions.end(work, session.token)
                    response.delete_cookie(self.cookie(app), **options)
                return
            data = dict(session)
            if session.token and not session.rotate:
                # A session that was ended while the request ran stays ended; its browser may hold a newer cookie.
                sessions.keep(work, session.token, data)
            elif not session.token or sessions.end(work, session.token) or _another(session, data):
                session.token = sessions.new_token()
                sessions.store(work, session.token, data, user_agent=request.user_agent.string)
                response.set_cookie(self.cookie(app), session.token, **options)
        response.vary.add("Cookie")


def _another(session: ServerSession, data: dict[str, Any]) -> bool:
    """Whether somebody has just signed in, so that a new session does not revive the one that was ended."""
    return session.owner_before is None or session.owner_before != sessions.owner(data)


class SignedInPerson(UserMixin):
    """What Flask-Login knows of a person."""

    def __init__(self, person: Person) -> None:
        self.person = person

    @property
    def is_active(self) -> bool:
        """A person who was shut out is out at once."""
        return self.person.active

    def get_id(self) -> str:
        """The person's id."""
        return str(self.person.id)
