"""What the web tests share: the application on a fresh database or in a standing world, and browsers that sign in."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask, make_response
from sqlalchemy import Engine

from admin_views.web import errors
from siinas.integrations.database import make_engine
from siinas.operations.work import Services
from tests.conftest import Clock, MakeWork, services, works
from tests.factories import Company, Officers, Someone, make_company, make_officers
from tests.web.world import Browser, Standing, World, build, copy_of, running_portal


@pytest.fixture
def portal(sqlite_engine: Engine, surroundings: Services, clock: Clock) -> Iterator[Flask]:
    """The application on a fresh SQLite database, its clock the test's."""
    with running_portal(sqlite_engine, surroundings, clock) as app:
        yield app


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


@pytest.fixture(scope="session")
def world_template(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory, quick_passwords: None
) -> tuple[Path, Standing]:
    """A folder with the standing world's database and files, to be copied."""
    folder = tmp_path_factory.mktemp("world")
    shutil.copyfile(sqlite_template, folder / "siinas.db")
    engine = make_engine(f"sqlite:///{folder / 'siinas.db'}")
    surroundings = services(folder)
    standing = build(engine, surroundings)
    engine.dispose()
    return folder, standing


@contextmanager
def world_in(template: tuple[Path, Standing], folder: Path) -> Iterator[World]:
    """A copy of the standing world with its portal."""
    engine = make_engine(f"sqlite:///{copy_of(template[0], folder)}")
    surroundings, clock = services(folder), Clock()
    with running_portal(engine, surroundings, clock) as app:
        yield World(app, engine, clock, surroundings, template[1])
    engine.dispose()


@pytest.fixture
def world(world_template: tuple[Path, Standing], tmp_path: Path) -> Iterator[World]:
    """A world of the test's own."""
    with world_in(world_template, tmp_path) as made:
        yield made


@pytest.fixture(scope="module")
def shared_world(world_template: tuple[Path, Standing], tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A world that the tests of a module share: they must not lean on what another one leaves there."""
    with world_in(world_template, tmp_path_factory.mktemp("shared")) as made:
        yield made


@pytest.fixture
def plain_errors(monkeypatch: pytest.MonkeyPatch) -> None:
    """Error answers without their page, for tests that ask thousands of times and read the status only."""
    monkeypatch.setattr(errors, "page", lambda code, reason="", back="": make_response("", code))
