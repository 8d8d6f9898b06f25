"""The portal's commands, without knowing the web: `flask --app app NAME` runs them."""

from __future__ import annotations

import errno
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
from sqlalchemy import Engine, func, select
from sqlalchemy.exc import DatabaseError

from siinas.catalogue import processes
from siinas.configuration import Configuration, local_address
from siinas.documents.licence_reader import licence_json
from siinas.documents.nib_reader import nib_json
from siinas.documents.pdf_sandbox import DocumentProblem
from siinas.models import Person
from siinas.operations import accounts, demo, journal, likeness, reference, schema, second_factor
from siinas.operations.company_commands import company_commands
from siinas.operations.deployment import BEGUN, MADE, demo_fault, deployment_faults, mark_demo
from siinas.operations.describe import describe
from siinas.operations.files import Incoming, check
from siinas.operations.oss_beside import oss_beside
from siinas.operations.reference_commands import reference_commands
from siinas.operations.report_commands import report_commands
from siinas.operations.worker import Workplace, run_worker
from siinas.process.documents import DocumentType
from siinas.process.roles import Grant, Role
from siinas.queries.settings import kind_in_force
from siinas.reference.document_types import DOCUMENT_TYPES
from siinas.refusal import Refused


@dataclass(frozen=True, slots=True)
class Installation:
    """What the commands are run on."""

    configuration: Configuration
    engine: Callable[[], Engine]
    workplace: Workplace
    endpoints: Callable[[], Iterable[tuple[str, str, str, str]]]
    serve: Callable[[Configuration, socket.socket], None]
    root: Path


def commands(installation: Installation) -> list[click.Command]:
    """All commands, bound to an installation."""
    return [
        _serve(installation),
        _worker(installation),
        _prepare(installation),
        _journal(installation),
        _officer(installation),
        _nib(),
        _paper(),
        _upload(installation),
        _permissions(installation),
        _processes(installation),
        _check(installation),
        _schema(installation),
        _demo(installation),
        reference_commands(installation),
        company_commands(installation),
        report_commands(installation),
    ]


def prepare_database(installation: Installation) -> None:
    """Bring the schema, the code lists, the windows and (in the demo) the sample data up to date."""
    refuse_mixed(installation)
    engine = installation.engine()
    if schema.current(engine) != schema.head():
        schema.upgrade(engine)
        click.echo("Basis data dimigrasikan.")
    with installation.workplace() as work:
        if not reference.is_current(work):
            for table, told in reference.load_reference(work).items():
                click.echo(f"Data rujukan {table}: {told}.")
        reference.extend_periods(work)
        likeness.catch_up(work)
        if installation.configuration.demo and not work.session.scalar(select(func.count()).select_from(Person)):
            click.echo("Menyiapkan data contoh …")
            mark_demo(work, BEGUN)
            demo.make_demo(work)
            mark_demo(work, MADE)


def refuse_mixed(installation: Installation) -> None:
    """End with a sentence where a demo would begin on real accounts, or a real installation on a demo's."""
    with installation.workplace() as work:
        fault = demo_fault(work)
    if fault:
        raise click.ClickException(fault)


def _prepare(installation: Installation) -> click.Command:
    @click.command("prepare")
    def prepare() -> None:
        """Migrate, load reference data and, in the demo, make the sample data."""
        prepare_database(installation)

    return prepare


def _serve(installation: Installation) -> click.Command:
    @click.command("serve")
    @click.option("--port", type=click.IntRange(1, 65535), default=None, show_default="PORT or 8000")
    def serve(port: int | None) -> None:
        """Prepare the database, then serve the portal with its worker beside it."""
        configuration = installation.configuration.on_port(port or installation.configuration.port)
        # The port first: where it cannot be had nothing is begun.
        with open_door(configuration.port) as door:
            prepare_database(installation)
            if configuration.demo:
                click.echo(account_table())
            # Told to end (by a supervisor, not by Ctrl+C), the server takes its worker with it.
            signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
            worker = subprocess.Popen(
                [sys.executable, "-m", "flask", "--app", "app", "worker"],
                cwd=installation.root,
                env=os.environ | _environment_of(configuration),
            )
            try:
                with oss_beside(configuration, installation.root):
                    click.echo(f"SIINas berjalan di {local_address(configuration.port)}  (Ctrl+C untuk berhenti)")
                    installation.serve(configuration, door)
            finally:
                worker.terminate()
                worker.wait(10)

    return serve


def open_door(port: int) -> socket.socket:
    """A socket that listens on that port of 127.0.0.1; ClickException with a remedy when it cannot be had."""
    door = socket.socket()
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        door.bind(("127.0.0.1", port))
        door.listen()
    except OSError as problem:
        door.close()
        why = "is in use by another program" if problem.errno == errno.EADDRINUSE else f"fails: {problem.strerror}"
        raise click.ClickException(
            f"port {port} {why}. Choose another one: make run PORT=8080, or serve --port 8080"
        ) from None
    return door


def _environment_of(configuration: Configuration) -> dict[str, str]:
    """What the worker must be told: the port of this server, and folders by their full names."""
    return {
        "PORT": str(configuration.port),
        "INSTANCE_DIR": str(configuration.instance),
        "STORAGE_DIR": str(configuration.storage),
    }


def account_table() -> str:
    """The demo's accounts as a table."""
    lines = ["", "Akun contoh (hanya demo):", f"  {'nama pengguna':<18} {'kata sandi':<20} peran"]
    lines += [f"  {a.user_name:<18} {a.password:<20} {a.role_label} — {a.name}" for a in demo.demo_accounts()]
    return "\n".join([*lines, ""])


def _worker(installation: Installation) -> click.Command:
    @click.command("worker")
    def worker() -> None:
        """Run the worker for mails and other jobs."""
        refuse_mixed(installation)
        run_worker(installation.workplace, installation.configuration.queue_file)

    return worker


def _journal(installation: Installation) -> click.Command:
    @click.group("journal")
    def group() -> None:
        """The append-only journal."""

    @group.command("verify")
    def verify() -> None:
        """Prove that no entry was changed, removed or added."""
        with installation.workplace() as work:
            verdict = journal.verify(work.session)
        if verdict.fault:
            raise click.ClickException(f"the journal is broken: {verdict.fault} ({verdict.entries} good entries)")
        click.echo(f"ok: {verdict.entries} entries, the chain is whole")

    return group


def _officer(installation: Installation) -> click.Command:
    @click.group("officer")
    def group() -> None:
        """Officers' accounts."""

    @group.command("create")
    @click.argument("user_name")
    @click.option("--name", required=True)
    @click.option("--email", required=True)
    @click.option("--role", "roles", multiple=True, required=True, help="verifier, validator, administrator, …")
    @click.option("--region", default=None, help="province or regency code, for regional officers")
    @click.option("--directorate", default=None)
    def create(
        user_name: str, name: str, email: str, roles: tuple[str, ...], region: str | None, directorate: str | None
    ) -> None:
        """Make an account and print the one-time link by which its owner sets a password."""
        try:
            grants = [Grant(Role(role), region=region, directorate=directorate) for role in roles]
            with installation.workplace() as work:
                token = accounts.create_officer(work, user_name, name, email, grants)
        except (ValueError, Refused) as problem:
            raise click.ClickException(str(problem)) from problem
        click.echo(f"{installation.configuration.base_url}/kata-sandi/{token}")

    @group.command("reset-factor")
    @click.argument("user_name")
    def reset_factor(user_name: str) -> None:
        """Take the second factor from an officer who lost it; they set up a new one at the next sign-in."""
        try:
            with installation.workplace() as work:
                second_factor.reset_factor(work, user_name)
        except Refused as problem:
            raise click.ClickException(str(problem)) from problem
        click.echo(f"Faktor kedua {user_name} dihapus. Pada saat masuk berikutnya ia memasang yang baru.")

    return group


def _nib() -> click.Command:
    @click.group("nib")
    def group() -> None:
        """The NIB reader."""

    @group.command("read")
    @click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
    def read(file: Path) -> None:
        """Read a NIB (PDF) and print what stands on it as JSON."""
        try:
            click.echo(json.dumps(nib_json(file.read_bytes()), ensure_ascii=False, indent=2))
        except DocumentProblem as problem:
            raise click.ClickException(str(problem)) from problem

    return group


def _paper() -> click.Command:
    @click.group("paper")
    def group() -> None:
        """The reader of Sertifikat Standar and Izin."""

    @group.command("read")
    @click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
    def read(file: Path) -> None:
        """Read a Sertifikat Standar or an Izin (PDF) and print what stands on it as JSON; exit 1 if it is neither."""
        found = licence_json(file.read_bytes())
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
        if found["problem"]:
            raise SystemExit(1)

    return group


def _upload(installation: Installation) -> click.Command:
    @click.group("upload")
    def group() -> None:
        """Uploads."""

    @group.command("check")
    @click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
    @click.option("--as", "kind", required=True, type=click.Choice(sorted(DOCUMENT_TYPES)))
    def check_file(file: Path, kind: str) -> None:
        """Say as JSON whether the portal would take this file, and why not."""
        try:
            found = check(Incoming(file.read_bytes(), file.name), _limits(installation, kind), field="file")
        except Refused as refusal:
            click.echo(json.dumps({"accepted": False, "reason": refusal.reason}, ensure_ascii=False))
            raise SystemExit(1) from refusal
        facts: dict[str, Any] = {"sha256": found.facts.sha256, "size": found.facts.size, "pages": found.facts.pages}
        click.echo(json.dumps({"accepted": True, "media_type": found.facts.media_type} | facts, ensure_ascii=False))

    return group


def _limits(installation: Installation, kind: str) -> DocumentType:
    """The type with the limits that an administrator set; as declared where there is no database yet."""
    try:
        with installation.workplace() as work:
            return kind_in_force(work.session, DOCUMENT_TYPES[kind])
    except DatabaseError:
        return DOCUMENT_TYPES[kind]


def _permissions(installation: Installation) -> click.Command:
    @click.command("permissions")
    def permissions() -> None:
        """List every endpoint and who may enter."""
        rows = sorted(installation.endpoints())
        widths = [max(len(row[column]) for row in rows) for column in range(3)]
        for endpoint, methods, rule, who in rows:
            click.echo(f"{endpoint:<{widths[0]}}  {methods:<{widths[1]}}  {rule:<{widths[2]}}  {who}")

    return permissions


def _processes(installation: Installation) -> click.Command:
    @click.command("processes")
    @click.argument("name", required=False)
    @click.option("--write", is_flag=True, help="write all of them to docs/processes/")
    def show(name: str | None, write: bool) -> None:
        """Describe processes: states, holders, moves, clocks, as text and Mermaid."""
        if write:
            folder = installation.root / "docs" / "processes"
            folder.mkdir(parents=True, exist_ok=True)
            for process in processes().values():
                (folder / f"{process.key}.md").write_text(describe(process))
            return
        if name is None:
            for process in processes().values():
                click.echo(f"{process.key:<20} {process.title} — {process.summary}")
            return
        if name not in processes():
            raise click.ClickException(f"no process is called {name}; there are: {', '.join(processes())}")
        click.echo(describe(processes()[name]))

    return show


def _check(installation: Installation) -> click.Command:
    @click.command("check")
    @click.option("--deploy", is_flag=True, help="judge the settings as those of a public installation")
    def check_settings(deploy: bool) -> None:
        """Judge schema and settings; exit 1 on any fault."""
        faults = [f"database: {difference}" for difference in schema.differences(installation.engine())]
        if deploy:
            faults += deployment_faults(installation.configuration)
            with installation.workplace() as work:
                faults += filter(None, [demo_fault(work)])
        for fault in faults:
            click.echo(f"✗ {fault}")
        if faults:
            raise SystemExit(1)
        click.echo("ok")

    return check_settings


def _schema(installation: Installation) -> click.Command:
    @click.group("db")
    def group() -> None:
        """The database schema."""

    @group.command("upgrade")
    @click.argument("revision", default="head")
    def upgrade(revision: str) -> None:
        """Migrate up."""
        schema.upgrade(installation.engine(), revision)

    @group.command("downgrade")
    @click.argument("revision")
    def downgrade(revision: str) -> None:
        """Migrate down."""
        schema.downgrade(installation.engine(), revision)

    @group.command("revision")
    @click.argument("message")
    def revision(message: str) -> None:
        """Write a new migration from the difference between models and database."""
        click.echo(schema.new_revision(installation.engine(), message))

    return group


def _demo(installation: Installation) -> click.Command:
    @click.command("demo")
    def show() -> None:
        """Print the demo's accounts."""
        if not installation.configuration.demo:
            raise click.ClickException("this installation is no demo (SIINAS_DEMO is not 1)")
        click.echo(account_table())

    return show
