"""The databases of single tests, behind engines that last: what SQLAlchemy has compiled once serves all tests of a run.

A database is fresh for every test; its address is not. On SQLite the address is a link to the test's own file, on
PostgreSQL a name that the next test's database gets again.
"""

from __future__ import annotations

import shutil
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from sqlalchemy import Engine, make_url

from siinas.integrations.database import make_engine

SQLITE = "sqlite"


class Engines:
    """Engines that nobody uses just now, by the server that they belong to."""

    def __init__(self) -> None:
        self._free: defaultdict[str, list[Engine]] = defaultdict(list)
        self._made = 0
        self._links: Path | None = None

    def take(self, server: str = SQLITE) -> Engine:
        """An engine whose address is free: the one used last, or a new one."""
        if self._free[server]:
            return self._free[server].pop()
        self._made += 1
        if server == SQLITE:
            return make_engine(f"sqlite:///{self._folder() / f'{self._made}.db'}")
        return make_engine(address_of(server, f"siinas_{self._made}"))

    def give_back(self, engine: Engine, server: str = SQLITE) -> None:
        """The engine without a connection, for the next database at its address."""
        engine.dispose()
        self._free[server].append(engine)

    def forget(self, server: str = SQLITE) -> None:
        """No engine of a server is needed any more."""
        self._free.pop(server, None)
        if server == SQLITE and self._links is not None:
            shutil.rmtree(self._links)
            self._links = None

    def _folder(self) -> Path:
        if self._links is None:
            self._links = Path(tempfile.mkdtemp(prefix="siinas-links-"))
        return self._links


ENGINES = Engines()


@contextmanager
def engine_on(file: Path) -> Iterator[Engine]:
    """An engine whose database is that SQLite file (which may still be missing)."""
    engine = ENGINES.take()
    link = Path(str(engine.url.database))
    link.unlink(missing_ok=True)
    link.symlink_to(file)
    try:
        yield engine
    finally:
        ENGINES.give_back(engine)


class fresh_database:  # noqa: N801 - reads as a sentence: with fresh_database(…) as engine
    """A database of the server for one test, copied from a template (or empty)."""

    def __init__(self, server: str, template: str = "template0") -> None:
        self.server = server
        self.template = template

    def __enter__(self) -> Engine:
        self.engine = ENGINES.take(self.server)
        self.name = str(self.engine.url.database)
        copy_database(self.server, self.name, self.template)
        return self.engine

    def __exit__(self, *problem: object) -> None:
        self.engine.dispose()
        on_server(self.server, f"DROP DATABASE {self.name} WITH (FORCE)")
        ENGINES.give_back(self.engine, self.server)


def copy_database(server: str, name: str, template: str) -> None:
    """A database like the template, copied file by file: half the work of PostgreSQL's other way."""
    on_server(server, f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")


_connections: dict[str, psycopg.Connection] = {}


def on_server(address: str, statement: str) -> None:
    """Run one statement outside any transaction."""
    if address not in _connections:
        _connections[address] = psycopg.connect(address, autocommit=True)
    _connections[address].execute(statement)


def leave_server(address: str) -> None:
    """End what was kept for a server."""
    _connections.pop(address).close()
    ENGINES.forget(address)


def address_of(server: str, database: str) -> str:
    """The address of one database of the server."""
    return make_url(server).set(database=database).render_as_string(hide_password=False)
