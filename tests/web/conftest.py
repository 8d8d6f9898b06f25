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
from tests.conftest import DATABASES, Clock, MakeWork, services, works
from tests.databases import address_of, copy_database, engine_on, fresh_database
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
def world_in(template: tuple[Path, Standing], folder: Path, *, new: bool = False) -> Iterator[World]:
    """A copy of the standing world with its portal; `new` for a test that extends the application."""
    surroundings, clock = services(folder), Clock()
    with (
        engine_on(copy_of(template[0], folder)) as engine,
        running_portal(engine, surroundings, clock, new=new) as app,
    ):
        yield World(app, engine, clock, surroundings, template[1])


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


@pytest.fixture(scope="session")
def postgresql_world_template(
    postgresql_server: str, postgresql_template: str, tmp_path_factory: pytest.TempPathFactory, quick_passwords: None
) -> tuple[Path, Standing]:
    """The standing world on PostgreSQL: a folder with its files, and its database, to be copied."""
    folder = tmp_path_factory.mktemp("world")
    copy_database(postgresql_server, WORLD_TEMPLATE, postgresql_template)
    engine = make_engine(address_of(postgresql_server, WORLD_TEMPLATE))
    standing = build(engine, services(folder))
    engine.dispose()
    return folder, standing


WORLD_TEMPLATE = "siinas_world"


@contextmanager
def world_on(request: pytest.FixtureRequest, database: str, folder: Path) -> Iterator[World]:
    """A copy of the standing world on one of the databases."""
    if database == "sqlite":
        with world_in(request.getfixturevalue("world_template"), folder) as made:
            yield made
        return
    files, standing = request.getfixturevalue("postgresql_world_template")
    shutil.copytree(files / "files", folder / "files", dirs_exist_ok=True)
    surroundings, clock = services(folder), Clock()
    with (
        fresh_database(request.getfixturevalue("postgresql_server"), WORLD_TEMPLATE) as engine,
        running_portal(engine, surroundings, clock) as app,
    ):
        yield World(app, engine, clock, surroundings, standing)


@pytest.fixture(params=DATABASES)
def world_on_each(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    """As `world`, once on SQLite and once on PostgreSQL, for what the database has a say in."""
    with world_on(request, request.param, tmp_path) as made:
        yield made


@pytest.fixture(scope="module", params=DATABASES)
def shared_world_on_each(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """As `shared_world`, once on SQLite and once on PostgreSQL."""
    with world_on(request, request.param, tmp_path_factory.mktemp("shared")) as made:
        yield made


@pytest.fixture
def plain_errors(monkeypatch: pytest.MonkeyPatch) -> None:
    """Error answers without their page, for tests that ask thousands of times and read the status only."""
    monkeypatch.setattr(errors, "page", lambda code, reason="", back="": make_response("", code))
