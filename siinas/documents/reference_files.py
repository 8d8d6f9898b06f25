"""Code lists in the project's own format: a text table that names its source and edition, and can be loaded again."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from siinas.documents.tables import defused
from siinas.queries.reference import loads, valid_rows
from siinas.reference.table import ReferenceTable


def own_format(session: Session, table: type[ReferenceTable], version: str = "") -> Iterator[str]:
    """The valid rows of a list (or of one edition) as lines of tab-separated text, each with its line end.

    Where a list has editions and none is named, the edition stands in a column of its own.
    """
    columns = dict(table.columns())
    newest = next(iter(loads(session, table, version, most=1)), None)
    yield f"# {table.label}\n"
    yield f"# Source: {_line(newest.source) if newest is not None else 'SIINas'}\n"
    if version and table.edition is not None:
        yield f"# Version: {version}\n"
        del columns[table.edition.key]
    yield "\t".join(columns) + "\n"
    for row in valid_rows(session, table, version):
        yield "\t".join(_cell(row[key]) for key in columns) + "\n"


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        plain = value.normalize()
        return f"{plain:f}"
    return defused(_line(str(value)))


def _line(text: str) -> str:
    return " ".join(text.split())
