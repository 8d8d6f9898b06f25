"""Bringing a database to the form that the tables of `siinas.models` ask for, and saying where it differs."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata, renderers
from alembic.config import Config
from alembic.operations import MigrateOperation, Operations, ops
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import JSON, Connection, Engine, text

from siinas.models import Base
from siinas.models.base import Exact, Moment
from siinas.models.journal import APPEND_ONLY

MIGRATIONS = Path(__file__).parents[2] / "migrations"
ONE_AT_A_TIME = 5114_2026
"""Key of the PostgreSQL lock that lets two starting servers migrate one after the other."""

UNGUARD = {
    "sqlite": (
        "DROP TRIGGER IF EXISTS journal_entry_no_update",
        "DROP TRIGGER IF EXISTS journal_entry_no_delete",
    ),
    "postgresql": (
        "DROP TRIGGER IF EXISTS journal_entry_no_change ON journal_entry",
        "DROP FUNCTION IF EXISTS journal_is_append_only()",
    ),
}
GUARDS = {
    "sqlite": "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'journal_entry'",
    "postgresql": "SELECT count(*) FROM pg_trigger WHERE tgname = 'journal_entry_no_change' AND tgenabled <> 'D'",
}


class GuardJournal(MigrateOperation):
    """`op.guard_journal()`: make journal_entry append-only (again: SQLite loses triggers when a table is rebuilt)."""

    @classmethod
    def guard_journal(cls, operations: Operations) -> None:
        """Called by migrations."""
        operations.invoke(cls())

    def reverse(self) -> UnguardJournal:
        """What the downgrade does."""
        return UnguardJournal()


class UnguardJournal(MigrateOperation):
    """`op.unguard_journal()`: take the guard off, before journal_entry is dropped or rebuilt."""

    @classmethod
    def unguard_journal(cls, operations: Operations) -> None:
        """Called by migrations."""
        operations.invoke(cls())

    def reverse(self) -> GuardJournal:
        """What the upgrade does."""
        return GuardJournal()


def _register(name: str, operation: type[MigrateOperation], statements: Mapping[str, tuple[str, ...]]) -> None:
    def run(operations: Operations, _step: Any) -> None:
        for statement in statements[operations.get_bind().dialect.name]:
            operations.execute(statement)

    Operations.register_operation(name)(operation)
    Operations.implementation_for(operation)(run)
    renderers.dispatch_for(operation)(lambda _context, _step: f"op.{name}()")


_register("guard_journal", GuardJournal, APPEND_ONLY)
_register("unguard_journal", UnguardJournal, UNGUARD)


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the database up to `revision`; safe to call from several starting processes at once."""
    with _migrating(engine) as config:
        command.upgrade(config, revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Take the database back to `revision`; "base" empties it of all tables."""
    with _migrating(engine) as config:
        command.downgrade(config, revision)


def current(engine: Engine) -> str | None:
    """The revision that the database is at; None for one that was never migrated."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def head() -> str | None:
    """The newest revision there is."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def differences(engine: Engine) -> list[str]:
    """In what the database differs from the tables of `siinas.models`, one line each; empty when it fits."""
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts=comparison_options())
        found = [str(difference) for difference in compare_metadata(context, Base.metadata)]
        dialect = connection.dialect.name
        guards = connection.scalar(text(GUARDS[dialect]))
    if guards != len(APPEND_ONLY[dialect]) - (dialect == "postgresql"):
        found.append("the triggers that keep journal_entry append-only are missing")
    return found


def new_revision(engine: Engine, message: str) -> Path:
    """Write the next numbered migration: what takes a database at the head to the present tables.

    For developers, from the root of the repository, after the models were changed:

        python -c "from siinas.integrations.database import make_engine; from siinas.operations import schema;
        engine = make_engine('sqlite:///instance/draft.db'); schema.upgrade(engine);
        print(schema.new_revision(engine, 'what changes'))"

    Read what it wrote before committing it. Until the first release `0001` is not final: delete it, give this function
    an empty database, and commit the new one.
    """
    (MIGRATIONS / "versions").mkdir(exist_ok=True)
    newest = head()
    number = int(newest) + 1 if newest else 1
    with _migrating(engine) as config:
        written: Any = command.revision(config, message, autogenerate=True, rev_id=f"{number:04d}")
    path = Path(written.path)
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join(line for line in lines if not line.lstrip().startswith("# ###")))
    return path


def comparison_options() -> dict[str, Any]:
    """How migrations are written and compared, for `migrations/env.py` too."""
    return {
        "compare_type": True,
        "compare_server_default": True,
        "render_as_batch": True,
        "render_item": _in_plain_types,
        "process_revision_directives": _complete,
    }


def _in_plain_types(kind: str, item: Any, context: Any) -> str | bool:
    """Migrations name the databases' own types, so that old ones still run when our classes have changed."""
    if kind == "type" and isinstance(item, JSON):
        context.imports.add("from sqlalchemy.dialects import postgresql")
        return "sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')"
    if kind == "type" and isinstance(item, Moment):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, Exact):
        return f"sa.Numeric({item.precision}, {item.scale}).with_variant(sa.String(40), 'sqlite')"
    return False


def _complete(_context: Any, _revision: Any, directives: list[Any]) -> None:
    """Add what comparing tables does not find: foreign keys that go in circles, and the guard of the journal."""
    for directive in directives:
        upwards, downwards = directive.upgrade_ops.ops, directive.downgrade_ops.ops
        later = [step for table in upwards if isinstance(table, ops.CreateTableOp) for step in _taken_out(table)]
        touched = [step for step in upwards if getattr(step, "table_name", "") == "journal_entry"]
        upwards += later
        downwards[:0] = [step.reverse() for step in reversed(later)]
        if touched:
            upwards.append(GuardJournal())
            downwards.insert(0, UnguardJournal())
            if not isinstance(touched[0], ops.CreateTableOp):
                upwards.insert(0, UnguardJournal())
                downwards.append(GuardJournal())


def _taken_out(table: ops.CreateTableOp) -> list[ops.ModifyTableOps]:
    circular = [part for part in table.columns if getattr(part, "use_alter", False) is True]
    table.columns = [part for part in table.columns if getattr(part, "use_alter", False) is not True]
    found = []
    for constraint in circular:
        step: Any = ops.AddConstraintOp.from_constraint(constraint)  # type: ignore[arg-type]
        step.kw.pop("use_alter", None)
        found.append(ops.ModifyTableOps(table.table_name, [step], schema=table.schema))
    return found


def _config(connection: Connection | None = None) -> Config:
    config = Config(stdout=io.StringIO())
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.attributes["connection"] = connection
    return config


@contextmanager
def _migrating(engine: Engine) -> Iterator[Config]:
    """One transaction for all steps; foreign keys of SQLite rest meanwhile, because tables are rebuilt."""
    sqlite = engine.dialect.name == "sqlite"
    with engine.connect().execution_options(begin="IMMEDIATE") as connection:
        driver: Any = connection.connection.dbapi_connection
        if sqlite:
            driver.execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                if not sqlite:
                    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ONE_AT_A_TIME})
                yield _config(connection)
                if sqlite and (broken := connection.execute(text("PRAGMA foreign_key_check")).all()):
                    raise RuntimeError(f"the migration left rows that point nowhere: {broken[:5]}")
        finally:
            if sqlite:
                driver.execute("PRAGMA foreign_keys=ON")
