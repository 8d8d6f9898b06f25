"""What the web tests share: the application on a fresh database, and browsers that sign in and read pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine
from werkzeug.test import TestResponse

from admin_views.web import request as web_request
from app import create_app
from siinas.operations.work import Services
from tests.conftest import Clock, MakeWork, works
from tests.factories import PASSWORD, Company, Officers, Someone, make_company, make_officers


class Browser:
    """A test client that reads pages: every form is posted with the token that the page gave."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def get(self, url: str, **more: object) -> TestResponse:
        return self.client.get(url, base_url="http://127.0.0.1", **more)

    def token(self, url: str = "/masuk") -> str:
        """A CSRF token of this session."""
        page = BeautifulSoup(self.get(url, follow_redirects=True).text, "html.parser")
        field = page.find("input", attrs={"name": "csrf_token"})
        assert field is not None, f"no form on {url}"
        return str(field["value"])

    def post(self, url: str, data: dict | None = None, *, token: str | None = None, **more: object) -> TestResponse:
        data = dict(data or {})
        data["csrf_token"] = self.token() if token is None else token
        return self.client.post(url, data=data, base_url="http://127.0.0.1", **more)

    def sign_in(self, someone: Someone | str, password: str = PASSWORD) -> TestResponse:
        name = someone if isinstance(someone, str) else someone.user_name
        return self.post("/masuk", {"user_name": name, "password": password})


@pytest.fixture
def portal(sqlite_engine: Engine, surroundings: Services, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """The application on a fresh SQLite database, its clock the test's."""
    configuration = replace(surroundings.configuration, database_url=str(sqlite_engine.url))
    services = Services(configuration, surroundings.storage, surroundings.mailer)
    monkeypatch.setattr(web_request, "now", clock)
    app = create_app(configuration, services)
    yield app
    with app.app_context():
        app.extensions["sqlalchemy"].engine.dispose()


@pytest.fixture
def browser(portal: Flask) -> Callable[..., Browser]:
    """`browser(someone)`: a browser that is signed in; `browser()`: one that is not."""

    def make(someone: Someone | None = None) -> Browser:
        made = Browser(portal.test_client())
        if someone is not None:
            answer = made.sign_in(someone)
            assert answer.status_code == 302, answer.text
        return made

    return make


@pytest.fixture
def works_here(sqlite_engine: Engine, surroundings: Services, clock: Clock) -> Iterator[MakeWork]:
    """As `make_work`, on the portal's own database."""
    with works(sqlite_engine, surroundings, clock) as make:
        yield make


@pytest.fixture
def company(works_here: MakeWork) -> Company:
    """A company with complete data."""
    return make_company(works_here().session)


@pytest.fixture
def officers(works_here: MakeWork) -> Officers:
    """One officer of each role."""
    return make_officers(works_here().session)
