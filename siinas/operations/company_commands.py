"""`flask --app app company …`: loading existing companies from a table."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from siinas.documents.company_sheet import CompanyRow
from siinas.documents.company_workbook import template
from siinas.documents.given_tables import GivenTable, read_table
from siinas.documents.pdf_sandbox import DocumentProblem
from siinas.operations import company_import
from siinas.operations.company_dry_run import DryRun, hints_of
from siinas.operations.files import Incoming, check
from siinas.process.words import number_words
from siinas.refusal import Refused

if TYPE_CHECKING:
    from siinas.operations.commands import Installation

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
SHOWN = 200


def company_commands(installation: Installation) -> click.Command:
    """The group of commands, bound to an installation."""

    @click.group("company")
    def group() -> None:
        """Companies that exist already."""

    @group.command("import")
    @click.argument("file", type=FILE)
    @click.option("--dry-run", is_flag=True, help="only say what would happen")
    def load(file: Path, dry_run: bool) -> None:
        """Load the companies of an XLSX or CSV table; faults are told by cell, and rows with faults are left out."""
        content = file.read_bytes()
        try:
            check(Incoming(content, file.name), company_import.COMPANY_FILE, field="file")
            table = read_table(content, file.suffix.removeprefix(".").lower())
        except Refused as refusal:
            raise click.ClickException(refusal.reason) from refusal
        except DocumentProblem as problem:
            raise click.ClickException(problem.reason) from problem
        fresh = _tell(installation, table)
        if dry_run:
            click.echo("Percobaan saja: tidak ada yang dimuat.")
        elif fresh:
            _load(installation, Incoming(content, file.name))

    @group.command("template")
    @click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
    def write(file: Path) -> None:
        """Write the template to be filled in."""
        file.write_bytes(template())
        click.echo(str(file))

    return group


def _tell(installation: Installation, table: GivenTable) -> int:
    """Print what would become of each row; the number of those that can be loaded."""
    with installation.workplace() as work:
        run = DryRun(work, table)
        if run.problems:
            for problem in run.problems:
                click.echo(f"{problem['cell']} {problem['column']}: {problem['sentence']}".strip())
            raise click.ClickException("tabel tidak dapat dibaca; tidak ada yang dimuat.")
        judged = list(run.rows())
        faulty = [row for row, state, _told in judged if state == "faulty"]
        _tell_faults(table, faulty)
        for row, state, told in judged:
            if state == "known":
                click.echo(f"baris {row.line}: {told}")
            for hint in hints_of(work, row.values) if state == "fresh" else ():
                click.echo(f"baris {row.line}: perhatikan — {hint}")
    counts = {kind: sum(state == kind for _row, state, _told in judged) for kind in ("fresh", "known", "faulty")}
    click.echo(
        f"{number_words(len(judged), 0)} baris: {number_words(counts['fresh'], 0)} baru, "
        f"{number_words(counts['known'], 0)} dilewati, {number_words(counts['faulty'], 0)} salah."
    )
    return counts["fresh"]


def _tell_faults(table: GivenTable, faulty: list[CompanyRow]) -> None:
    faults = [fault for row in faulty for fault in row.faults]
    where = f"Lembar {table.sheet}, " if table.sheet else ""
    for fault in faults[:SHOWN]:
        typed = f" “{fault.typed}”" if fault.typed else ""
        click.echo(f"{where}{fault.cell} {fault.column}{typed}: {fault.sentence}")
    if len(faults) > SHOWN:
        click.echo(f"… dan {number_words(len(faults) - SHOWN, 0)} kesalahan lagi")


def _load(installation: Installation, incoming: Incoming) -> None:
    """Load here and now, by the same jobs that the worker does."""
    with installation.workplace() as work:
        made = company_import.upload(work, incoming)
        public_id, import_id = made.public_id, made.id
    with installation.workplace() as work:
        company_import.read(work, import_id)
    with installation.workplace() as work:
        company_import.pass_over_comparing(work, import_id)
        company_import.load(work, public_id)
    more = True
    while more:
        with installation.workplace() as work:
            more = company_import.load_batch(work, import_id)
    with installation.workplace() as work:
        loaded = company_import.how_far(work, import_id)
    click.echo(f"{number_words(loaded, 0)} perusahaan dimuat. Undangan dikirim dari menu Sistem › Impor perusahaan.")
