"""Sessions that live on the server: the browser holds a random token only (security.md 3.6)."""

from __future__ import annotations

from typing import Any

from flask import Flask, Request, Response
from flask.sessions import SessionInterface, SessionMixin
from flask_login import UserMixin
from sqlalchemy.orm import Session
from werkzeug.datastructures import CallbackDict

from admin_views.web.request import now
from siinas.models import Person
from siinas.operations import sessions
from siinas.operations.work import Work

STATIC = "/static/"


class ServerSession(CallbackDict, SessionMixin):  # type: ignore[type-arg]
    """The data of one session; `rotate` gives it a new token when it is saved."""

    def __init__(self, data: dict[str, Any] | None, token: str) -> None:
        def changed(_: Any) -> None:
            self.modified = True

        super().__init__(data or {}, changed)
        self.token = token
        self.modified = False
        self.rotate = False


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
        with work.session:
            data = sessions.look_up(work, token)
        return ServerSession(data, token if data is not None else "")

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
            if session.rotate and session.token:
                sessions.end(work, session.token)
                session.token = ""
            fresh = not session.token
            session.token = session.token or sessions.new_token()
            sessions.store(work, session.token, dict(session), user_agent=request.user_agent.string)
        if fresh:
            response.set_cookie(self.cookie(app), session.token, **options)
        response.vary.add("Cookie")


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
