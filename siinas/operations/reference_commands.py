"""`flask --app app reference …`: what the code lists hold, loading files into them, taking them out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from siinas.documents.pdf_sandbox import DocumentProblem
from siinas.documents.reference_files import own_format
from siinas.operations.files import Incoming, check
from siinas.operations.reference_loading import REFERENCE_FILE, TableFile, load_table, read_file
from siinas.operations.reference_plan import Intent, Plan, named, plan
from siinas.process.words import moment_words, number_words
from siinas.queries.reference import Part, parts
from siinas.reference.table import ReferenceTable
from siinas.reference.tables import TABLES
from siinas.refusal import Refused

if TYPE_CHECKING:
    from siinas.operations.commands import Installation

SHOWN = 20
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
KEY = click.Choice(list(TABLES))


def reference_commands(installation: Installation) -> click.Command:
    """The group of commands, bound to an installation."""

    @click.group("reference")
    def group() -> None:
        """The official code lists."""

    @group.command("list")
    def show() -> None:
        """List every table with its editions, rows, source and last loading."""
        with installation.workplace() as work:
            for table in TABLES.values():
                for part in parts(work.session, table):
                    click.echo(_line(table, part))

    @group.command("load")
    @click.argument("table", type=KEY)
    @click.argument("file", type=FILE)
    @click.option("--version", default="", help="the edition, where the file has no column or comment that says it")
    @click.option("--source", default="", help="where the data come from; required where the file does not say it")
    @click.option("--replace", is_flag=True, help="rows of the same edition or level that the file lacks lose validity")
    @click.option("--overwrite", is_flag=True, help="also what an administrator edited by hand")
    @click.option("--dry-run", is_flag=True, help="only say what would happen")
    def load(table: str, file: Path, dry_run: bool, **given: Any) -> None:
        """Load a TSV, CSV or XLSX file into a table: all of it or, where anything is wrong, nothing."""
        declared, intent = TABLES[table], Intent(**given)
        read = _read(file)
        with installation.workplace() as work:
            found = plan(work.session, declared, read.table, intent)
            _tell(found)
            if not dry_run and found.does_something:
                try:
                    load_table(work, declared, read, intent)
                except Refused as refusal:
                    raise click.ClickException(refusal.reason) from refusal
                click.echo("Dimuat.")
        if not found.does_something:
            click.echo("Tidak ada yang berubah.")
        elif dry_run:
            click.echo("Percobaan saja: tidak ada yang diubah.")

    @group.command("export")
    @click.argument("table", type=KEY)
    @click.option("--version", default="", help="one edition only")
    def export(table: str, version: str) -> None:
        """Print the valid rows of a table in the project's own format."""
        with installation.workplace() as work:
            for line in own_format(work.session, TABLES[table], version):
                click.echo(line, nl=False)

    return group


def _line(table: type[ReferenceTable], part: Part) -> str:
    load = part.newest
    when = f"{moment_words(load.loaded_at)}, {load.source}" if load is not None else "belum pernah dimuat"
    return f"{table.key:<18} {part.words or '–':<15} {number_words(part.rows, 0):>8} baris  {when}"


def _read(path: Path) -> TableFile:
    """The table of a file that the portal would take as an upload, too."""
    content = path.read_bytes()
    try:
        check(Incoming(content, path.name), REFERENCE_FILE, field="file")
        return read_file(path.name, content)
    except Refused as refusal:
        raise click.ClickException(refusal.reason) from refusal
    except DocumentProblem as problem:
        raise click.ClickException(problem.reason) from problem


def _tell(found: Plan) -> None:
    """What a plan says; ends with exit code 1 where the file has faults."""
    if found.faults:
        for fault in found.faults:
            typed = f" “{fault.typed}”" if fault.typed else ""
            click.echo(f"baris {fault.line}, kolom {fault.column}{typed}: {fault.sentence}")
        count = len(found.faults) + found.more_faults
        raise click.ClickException(f"{number_words(count, 0)} kesalahan; tidak ada yang dimuat.")
    click.echo(f"{found.table.label}: {found.words()}. Sumber: {found.source}")
    for note in found.notes:
        click.echo(f"Catatan: {note}")
    for sign, rows in (("+", found.new), ("-", found.gone)):
        for row in rows[:SHOWN]:
            click.echo(f"  {sign} {named(row, found.table)}")
        _and_more(len(rows))
    for sign, changes in (("~", found.changed), ("=", found.kept)):
        for change in changes[:SHOWN]:
            told = "; ".join(
                f"{found.table.fields[key].label}: {change.before[key]} → {change.after[key]}"
                for key in change.after
                if key in found.table.fields
            )
            click.echo(f"  {sign} {named(change.row, found.table)} {told}")
        _and_more(len(changes))
    if found.gone and not found.retires:
        click.echo("Baris bertanda - tidak ada dalam berkas dan tetap berlaku; --replace mengakhirinya.")
    if found.kept:
        click.echo("Baris bertanda = diubah dengan tangan dan dipertahankan; --overwrite menimpanya.")


def _and_more(count: int) -> None:
    if count > SHOWN:
        click.echo(f"    … dan {number_words(count - SHOWN, 0)} lagi")
