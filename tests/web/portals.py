"""Applications that several tests use one after the other: made once for a database's address, as they were made."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from flask import Flask

from app import create_app, installation_of
from siinas.configuration import Configuration
from siinas.operations.commands import commands
from siinas.operations.work import Services

NOWHERE = Path("/nonexistent")

_free: dict[Configuration, list[Flask]] = {}


@contextmanager
def portal_for(configuration: Configuration, services: Services, *, new: bool = False) -> Iterator[Flask]:
    """The application on a configuration: one that is free and unchanged, else (or with `new`) one of its own."""
    waiting = _free.setdefault(_apart_from_folders(configuration), [])
    app = create_app(configuration, services) if new or not waiting else _moved(waiting.pop(), configuration, services)
    before = _traits(app)
    yield app
    with app.app_context():
        app.extensions["sqlalchemy"].engine.dispose()
    if not new and _traits(app) == before:
        waiting.append(app)


def _apart_from_folders(configuration: Configuration) -> Configuration:
    return replace(configuration, instance=NOWHERE, storage=NOWHERE)


def _moved(app: Flask, configuration: Configuration, services: Services) -> Flask:
    """The application with another test's folders, mailbox and commands."""
    app.instance_path = str(configuration.instance)
    app.extensions["siinas"] = services
    for command in commands(installation_of(app, app.extensions["sqlalchemy"])):
        app.cli.add_command(command)
    return app


def _traits(app: Flask) -> dict[str, Any]:
    """What a test may change about an application; one that was changed serves no other test."""
    return {
        "addresses": [(rule.rule, rule.endpoint) for rule in app.url_map.iter_rules()],
        "views": dict(app.view_functions),
        "settings": dict(app.config),
        "extensions": {name: part for name, part in app.extensions.items() if name != "siinas"},
        "doors": (set(app.extensions["doors"].public), dict(app.extensions["doors"].admitted)),
        "around": [
            {place: list(functions) for place, functions in around.items()}
            for around in (app.before_request_funcs, app.after_request_funcs, app.teardown_request_funcs)
        ],
        "errors": {
            place: {code: dict(one) for code, one in by.items()} for place, by in app.error_handler_spec.items()
        },
        "names": dict(app.jinja_env.globals),
        "entry": (app.wsgi_app, app.session_interface),
    }
