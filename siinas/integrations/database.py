"""Engines for both databases: how a transaction begins on SQLite, and the pragmas it needs."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event

PRAGMAS = (
    "journal_mode=WAL",
    "foreign_keys=ON",
    "busy_timeout=15000",
    "synchronous=FULL",
    # Without it INSERT OR REPLACE would take rows away behind the back of the journal's triggers.
    "recursive_triggers=ON",
)


def prepare(engine: Engine) -> Engine:
    """Make SQLite behave: WAL, foreign keys, real BEGIN, and BEGIN IMMEDIATE for writers.

    SQLite upgrades a reading transaction to a writing one only if nobody wrote meanwhile; an operation therefore asks
    for the write lock at its start through the execution option `begin="IMMEDIATE"`.
    """
    if engine.dialect.name != "sqlite":
        return engine

    @event.listens_for(engine, "connect")
    def configure(connection: Any, record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        mode = connection.get_execution_options().get("begin", "DEFERRED")
        connection.exec_driver_sql(f"BEGIN {mode}")

    return engine


def database_address(url: str) -> str:
    """The address as SQLAlchemy wants it: plain `postgresql://` means the psycopg driver."""
    for plain in ("postgresql://", "postgres://"):
        if url.startswith(plain):
            return "postgresql+psycopg://" + url.removeprefix(plain)
    return url


def make_engine(url: str) -> Engine:
    """An engine for commands, workers and tests."""
    return prepare(create_engine(database_address(url)))
