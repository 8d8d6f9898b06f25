"""`flask --app app report …`: the figures of accepted reports."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from siinas.operations.figures import project_batch
from siinas.process.words import number_words

if TYPE_CHECKING:
    from siinas.operations.commands import Installation


def report_commands(installation: Installation) -> click.Command:
    """The group of commands, bound to an installation."""

    @click.group("report")
    def group() -> None:
        """Reports that were accepted."""

    @group.command("project")
    def project() -> None:
        """Bring the rows from which statistics are summed into line with all accepted reports."""
        last, seen, renewed = 0, 0, 0
        while True:
            with installation.workplace() as work:
                last, of_batch, changed = project_batch(work, last)
            if not of_batch:
                break
            seen, renewed = seen + of_batch, renewed + changed
        click.echo(f"{number_words(seen, 0)} laporan dibaca, angka {number_words(renewed, 0)} laporan diperbarui.")

    return group
