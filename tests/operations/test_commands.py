"""The start of the portal: a port that is taken, folders, and the line between a demo and real accounts."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine, delete, func, select
from sqlalchemy.orm import Session

from siinas.configuration import Configuration, ConfigurationError, read_configuration
from siinas.integrations.signing import PadesSigner, signer_for
from siinas.models import Person, ReportingPeriod, Setting
from siinas.operations import demo
from siinas.operations.commands import Installation, commands, open_door
from siinas.operations.deployment import BEGUN, DEMO, MADE, demo_fault, deployment_faults, mark_demo
from siinas.operations.work import Services, Work
from siinas.operations.worker import Workplace
from siinas.process.roles import Grant, Role
from tests.conftest import Clock
from tests.factories import make_person

ROOT = Path(__file__).parents[2]


class Installed:
    """An installation on a database of the tests, whose commands can be run; it serves nothing, but notes what."""

    def __init__(self, engine: Engine, surroundings: Services, clock: Clock, **changes: object) -> None:
        self.engine, self.clock = engine, clock
        configuration = replace(surroundings.configuration, **changes)
        self.services = replace(surroundings, configuration=configuration)
        self.served: list[Configuration] = []
        self.installation = Installation(
            configuration,
            lambda: engine,
            self.workplace(),
            lambda: [],
            lambda as_configured, door: self.served.append(as_configured),
            ROOT,
        )

    def workplace(self) -> Workplace:
        @contextmanager
        def give() -> Iterator[Work]:
            with Session(self.engine) as session:
                yield Work(session, self.services, clock=self.clock)

        return give

    def run(self, *words: str) -> Result:
        """Run one command."""
        group = click.Group(commands={str(one.name): one for one in commands(self.installation)})
        return CliRunner().invoke(group, list(words))

    def mark(self) -> str | None:
        """What the database is marked with."""
        with Session(self.engine) as session:
            return session.scalar(select(Setting.value).where(Setting.key == DEMO))


def people(engine: Engine) -> int:
    """How many accounts there are."""
    with Session(engine) as session:
        return session.scalar(select(func.count()).select_from(Person)) or 0


@pytest.fixture
def quick_demo(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sample data of one account."""
    monkeypatch.setattr(demo, "make_demo", lambda work: make_person(work.session, Grant(Role.AUDITOR)))


def free_port() -> int:
    """A port on which nobody listens just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


# A demo and what is none


def test_a_demo_is_marked_and_starts_again(
    engine: Engine, surroundings: Services, clock: Clock, quick_demo: None
) -> None:
    installed = Installed(engine, surroundings, clock, demo=True)
    assert installed.run("prepare").exit_code == 0
    assert (installed.mark(), people(engine)) == (MADE, 1)
    assert installed.run("prepare").exit_code == 0
    assert people(engine) == 1


def test_no_demo_on_real_accounts(engine: Engine, surroundings: Services, clock: Clock, quick_demo: None) -> None:
    with Session(engine) as session:
        make_person(session, Grant(Role.ADMINISTRATOR))
    installed = Installed(engine, surroundings, clock, demo=True)
    for command in (("prepare",), ("serve", "--port", str(free_port())), ("worker",)):
        ended = installed.run(*command)
        assert ended.exit_code == 1
        assert "accounts that are not the demo's" in ended.output
        assert len(ended.output.splitlines()) == 1
    assert (installed.mark(), people(engine), installed.served) == (None, 1, [])


def test_no_real_installation_on_a_demo(engine: Engine, surroundings: Services, clock: Clock, quick_demo: None) -> None:
    assert Installed(engine, surroundings, clock, demo=True).run("prepare").exit_code == 0
    installed = Installed(engine, surroundings, clock)
    for command in (("prepare",), ("serve", "--port", str(free_port())), ("worker",)):
        ended = installed.run(*command)
        assert ended.exit_code == 1
        assert "whose password everybody knows" in ended.output
    judged = installed.run("check", "--deploy")
    assert judged.exit_code == 1 and "whose password everybody knows" in judged.output
    assert installed.run("journal", "verify").exit_code == 0, "reading commands ask for no SIINAS_DEMO"


def test_sample_data_that_was_not_made_to_its_end_is_no_demo(
    engine: Engine, surroundings: Services, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(work: Work) -> None:
        make_person(work.session, Grant(Role.AUDITOR))
        raise KeyboardInterrupt

    monkeypatch.setattr(demo, "make_demo", interrupted)
    installed = Installed(engine, surroundings, clock, demo=True)
    assert installed.run("prepare").exit_code == 1
    assert installed.mark() == BEGUN
    ended = installed.run("prepare")
    assert ended.exit_code == 1
    assert f"delete what is in {surroundings.configuration.instance}" in ended.output


def test_an_empty_database_may_become_either(empty_engine: Engine, surroundings: Services) -> None:
    with Session(empty_engine) as session:
        for configuration in (surroundings.configuration, replace(surroundings.configuration, demo=True)):
            assert demo_fault(Work(session, replace(surroundings, configuration=configuration))) == ""


# Preparing


def test_preparing_extends_the_windows(engine: Engine, surroundings: Services, clock: Clock) -> None:
    with Session(engine) as session:
        session.execute(delete(ReportingPeriod).where(ReportingPeriod.period.startswith("2027")))
        session.commit()
    assert Installed(engine, surroundings, clock).run("prepare").exit_code == 0
    with Session(engine) as session:
        there = set(session.scalars(select(ReportingPeriod.period)))
    assert {f"2027-Q{number}" for number in (1, 2, 3, 4)} <= there


# The port


@pytest.fixture
def taken() -> Iterator[int]:
    """A port on which somebody else listens."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield int(other.getsockname()[1])


def ran(folder: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run Python on the portal as a process of its own, from another folder than the repository's."""
    inherited = {key: value for key, value in os.environ.items() if key in {"PATH", "HOME", "LANG"}}
    return subprocess.run(
        [sys.executable, *words],
        cwd=folder,
        env=inherited | {"PYTHONPATH": str(ROOT), "INSTANCE_DIR": str(folder / "instance")} | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def started(folder: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command of the portal as a process of its own."""
    return ran(folder, "-m", "flask", "--app", "app", *words, **environment)


def test_a_port_that_is_taken_is_one_sentence(tmp_path: Path, taken: int) -> None:
    for words, environment in ((("serve",), {"PORT": str(taken)}), (("serve", "--port", str(taken)), {})):
        ended = started(tmp_path, *words, SIINAS_DEMO="1", **environment)
        assert ended.returncode == 1
        assert ended.stdout == ""
        assert ended.stderr == (
            f"Error: port {taken} is in use by another program. "
            "Choose another one: make run PORT=8080, or serve --port 8080\n"
        )
        assert not (tmp_path / "instance" / "siinas.db").exists(), "nothing is prepared"


@pytest.mark.parametrize("port", ["abc", "0", "70000", "-1", "8000.0", "9" * 5000])
def test_a_port_that_is_none_is_one_sentence(tmp_path: Path, port: str) -> None:
    with pytest.raises(ConfigurationError, match="PORT must be"):
        read_configuration({"PORT": port}, tmp_path)


def test_so_is_it_at_the_start(tmp_path: Path) -> None:
    ended = started(tmp_path, "serve", PORT="abc")
    assert (ended.returncode, ended.stderr) == (1, "configuration: PORT must be a whole number, not 'abc'\n")
    (tmp_path / "file").write_text("")
    ended = started(tmp_path, "serve", INSTANCE_DIR="file")
    assert ended.returncode == 1 and len(ended.stderr.splitlines()) == 1
    assert ended.stderr.startswith("configuration: the folder INSTANCE_DIR cannot be used: ")


def test_a_folder_may_be_named_from_here(tmp_path: Path) -> None:
    ended = started(tmp_path, "prepare", INSTANCE_DIR="beside/instance")
    assert ended.returncode == 0, ended.stderr
    assert (tmp_path / "beside" / "instance" / "siinas.db").exists()


def test_mails_name_the_port_that_is_served(
    sqlite_engine: Engine, surroundings: Services, clock: Clock, monkeypatch: pytest.MonkeyPatch, taken: int
) -> None:
    workers = []

    class Worker:
        def __init__(self, command: list[str], *, cwd: Path, env: dict[str, str]) -> None:
            workers.append(env)

        def terminate(self) -> None: ...

        def wait(self, seconds: float) -> None: ...

    monkeypatch.setattr(subprocess, "Popen", Worker)
    free = free_port()
    own = {"base_url_is_own": False}
    installed = Installed(sqlite_engine, surroundings, clock, **own)
    ended = installed.run("serve", "--port", str(free))
    assert ended.exit_code == 0, ended.output
    assert f"http://127.0.0.1:{free} " in ended.output
    (served,) = installed.served
    assert (served.port, served.base_url) == (free, f"http://127.0.0.1:{free}")
    assert (workers[0]["PORT"], workers[0]["INSTANCE_DIR"]) == (str(free), str(served.instance))
    assert read_configuration(workers[0], Path(workers[0]["INSTANCE_DIR"])).base_url == served.base_url
    with pytest.raises(click.ClickException):
        open_door(taken)


def test_an_address_that_is_set_stays(tmp_path: Path) -> None:
    named = read_configuration({"BASE_URL": "https://siinas.example.test/", "SECRET_KEY": "x" * 32}, tmp_path)
    assert named.on_port(8080).base_url == "https://siinas.example.test"
    assert named.on_port(8080).port == 8080
    derived = read_configuration({"PORT": "8081", "BASE_URL": "", "SECRET_KEY": "x" * 32}, tmp_path)
    assert (derived.port, derived.base_url) == (8081, "http://127.0.0.1:8081")
    for wrong in ("siinas.example.test", "ftp://x", "http://x:abc", "http://"):
        with pytest.raises(ConfigurationError, match="BASE_URL"):
            read_configuration({"BASE_URL": wrong}, tmp_path)


def test_folders_are_named_in_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    found = read_configuration({"SECRET_KEY": "x" * 32, "STORAGE_DIR": "files"}, Path("here"))
    assert (found.instance, found.storage) == (tmp_path / "here", tmp_path / "files")
    assert found.database_url == f"sqlite:///{tmp_path}/here/siinas.db"


def test_a_server_does_not_start_on_a_demo_unawares(
    sqlite_engine: Engine, surroundings: Services, tmp_path: Path
) -> None:
    """As waitress or any other WSGI server asks for `app:app`."""
    with Session(sqlite_engine) as session:
        mark_demo(Work(session, surroundings), MADE)
    address = {"INSTANCE_DIR": str(tmp_path), "DATABASE_URL": f"sqlite:///{sqlite_engine.url.database}"}
    ended = ran(tmp_path, "-c", "import app; app.app", **address)
    assert ended.returncode == 1
    assert ended.stderr.startswith("configuration: the database is a demo's")
    assert ran(tmp_path, "-c", "import app; app.app", SIINAS_DEMO="1", INSTANCE_DIR=str(tmp_path)).returncode == 0


def test_signing_is_configured_by_the_environment(tmp_path: Path) -> None:
    plain = read_configuration({"SECRET_KEY": "x" * 32}, tmp_path)
    assert (plain.signing_p12, plain.signing_trust_roots, signer_for(plain).configured) == (None, None, False)
    named = read_configuration(
        {
            "SECRET_KEY": "x" * 32,
            "SIGNING_P12": str(tmp_path / "surat.p12"),
            "SIGNING_P12_PASSWORD": "rahasia",
            "SIGNING_TSA_URL": "https://tsa.example.test/",
            "SIGNING_TRUST_ROOTS": str(tmp_path / "akar.pem"),
        },
        tmp_path,
    )
    assert signer_for(named) == PadesSigner(tmp_path / "surat.p12", "rahasia", "https://tsa.example.test/")
    faults = deployment_faults(named)
    assert sum("does not exist" in fault for fault in faults) == 2
    for name in ("surat.p12", "akar.pem"):
        (tmp_path / name).touch(mode=0o644)
    faults = deployment_faults(named)
    assert [fault for fault in faults if str(tmp_path / "surat.p12") in fault] == [
        f"{tmp_path / 'surat.p12'} can be read by others: chmod 600"
    ]
    assert not any("does not exist" in fault for fault in faults)
