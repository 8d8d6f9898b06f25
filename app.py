"""Wires the portal together: the application, its services, its commands. No rule and no route lives here."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

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
from siinas.integrations.storage import FolderStorage
from siinas.models import Base
from siinas.operations.commands import Installation, commands
from siinas.operations.work import Services, Work

ROOT = Path(__file__).parent


def services_for(configuration: Configuration) -> Services:
    """The outside world of an installation."""
    return Services(
        configuration,
        FolderStorage(configuration.storage),
        mailer_for(configuration.smtp_url, configuration.mailbox),
    )


def create_app(configuration: Configuration | None = None, services: Services | None = None) -> Flask:
    """The WSGI application, configured from the environment unless told otherwise."""
    if configuration is None:
        try:
            configuration = read_configuration(os.environ, Path(os.environ.get("INSTANCE_DIR", ROOT / "instance")))
        except ConfigurationError as problem:
            raise SystemExit(f"configuration: {problem}") from None
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    configuration.instance.mkdir(parents=True, exist_ok=True, mode=0o700)
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

    def serve(port: int) -> None:
        waitress.serve(app, host="127.0.0.1", port=port, threads=8, ident=None)

    return Installation(services.configuration, engine, workplace, endpoints, serve, ROOT)


def __getattr__(name: str) -> Flask:
    # `flask --app app …` and WSGI servers ask for `app`; importing this module alone makes none.
    if name == "app":
        application = globals()["app"] = create_app()
        return application
    raise AttributeError(name)
