"""Wires the portal together: the application, its services, its commands. No rule and no route lives here."""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import waitress
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from admin_views.assembly import install
from admin_views.web.doors import doors_of
from siinas.configuration import Configuration, ConfigurationError, read_configuration
from siinas.integrations.database import database_address, prepare
from siinas.integrations.mail import mailer_for
from siinas.integrations.oss import oss_for
from siinas.integrations.signing import signer_for
from siinas.integrations.storage import FolderStorage
from siinas.models import Base
from siinas.operations.commands import Installation, commands
from siinas.operations.deployment import demo_fault
from siinas.operations.work import Services, Work

ROOT = Path(__file__).parent


def services_for(configuration: Configuration) -> Services:
    """The outside world of an installation."""
    return Services(
        configuration,
        FolderStorage(configuration.storage),
        mailer_for(configuration.smtp_url, configuration.mailbox),
        signer=signer_for(configuration),
        oss=oss_for(configuration.oss_url, configuration.oss_user_key),
    )


def create_app(configuration: Configuration | None = None, services: Services | None = None) -> Flask:
    """The WSGI application, configured from the environment unless told otherwise."""
    if configuration is None:
        try:
            configuration = read_configuration(os.environ, Path(os.environ.get("INSTANCE_DIR") or ROOT / "instance"))
            configuration.instance.mkdir(parents=True, exist_ok=True, mode=0o700)
        except ConfigurationError as problem:
            raise SystemExit(f"configuration: {problem}") from None
        except OSError as problem:
            raise SystemExit(f"configuration: the folder INSTANCE_DIR cannot be used: {problem}") from None
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    app = Flask("siinas_portal", root_path=str(ROOT), instance_path=str(configuration.instance))
    app.config["SQLALCHEMY_DATABASE_URI"] = database_address(configuration.database_url)
    app.extensions["siinas"] = services or services_for(configuration)
    database = SQLAlchemy(app, metadata=Base.metadata)
    with app.app_context():
        prepare(database.engine)
    install(app, configuration)
    for command in commands(installation_of(app, database)):
        app.cli.add_command(command)
    return app


def installation_of(app: Flask, database: SQLAlchemy) -> Installation:
    """What the commands need of this application."""
    services: Services = app.extensions["siinas"]

    @contextmanager
    def workplace() -> Iterator[Work]:
        with app.app_context(), Session(database.engine) as session:
            yield Work(session, services)

    def engine() -> Engine:
        with app.app_context():
            return database.engine

    def endpoints() -> Iterator[tuple[str, str, str, str]]:
        for rule in app.url_map.iter_rules():
            methods = ",".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
            yield rule.endpoint, methods, rule.rule, doors_of(app).who(rule.endpoint)

    def serve(configuration: Configuration, door: socket.socket) -> None:
        served = app if configuration == services.configuration else create_app(configuration)
        waitress.serve(served, sockets=[door], threads=8, ident=None)

    return Installation(services.configuration, engine, workplace, endpoints, serve, ROOT)


def fault_of(app: Flask) -> str:
    """Why this application must not be served, as a sentence; empty when it may."""
    with app.app_context(), Session(app.extensions["sqlalchemy"].engine) as session:
        return demo_fault(Work(session, app.extensions["siinas"]))


def __getattr__(name: str) -> Flask:
    # `flask --app app …` and WSGI servers ask for `app`; importing this module alone makes none.
    if name == "app":
        application = create_app()
        # Commands judge for themselves; what is no command is a server.
        if click.get_current_context(silent=True) is None and (fault := fault_of(application)):
            raise SystemExit(f"configuration: {fault}")
        globals()["app"] = application
        return application
    raise AttributeError(name)
