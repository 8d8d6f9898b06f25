"""What stands in the database, table by table, so that a test can say what changed."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Engine, select

from siinas.models import LISTS, Base

Row = dict[str, Any]
Dump = dict[str, dict[tuple[Any, ...], Row]]

OFFICIAL_LISTS = frozenset(LISTS)
TECHNICAL = frozenset({"web_session", "throttle_count"})
"""Sessions with their last use, and the counters that slow down guessing: nobody's act."""
NOTED = frozenset({"journal_entry", "journal_head"})
"""The journal: views of confidential cases and exports are noted there."""


def dump(engine: Engine, *, without: Collection[str] = OFFICIAL_LISTS) -> Dump:
    """All rows by table and primary key."""
    found: Dump = {}
    with engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            if table.name in without:
                continue
            keys = [column.name for column in table.primary_key]
            rows = connection.execute(select(table)).mappings()
            found[table.name] = {tuple(row[key] for key in keys): dict(row) for row in rows}
    return found


def changed(before: Dump, after: Dump) -> dict[str, set[str]]:
    """Per table the columns that differ; "(new)" and "(gone)" for rows that came or went."""
    found: dict[str, set[str]] = {}
    for table in before:
        for key in before[table].keys() | after[table].keys():
            old, new = before[table].get(key), after[table].get(key)
            if old is None or new is None:
                found.setdefault(table, set()).add("(new)" if old is None else "(gone)")
            elif old != new:
                found.setdefault(table, set()).update(name for name in old if old[name] != new[name])
    return found


def rows_of(found: Dump, establishment_id: int) -> Dump:
    """Only what belongs to one establishment: its own row, its legal entity, what names it or its cases."""
    own = found["establishment"][(establishment_id,)]
    cases = {key[0] for key, row in found["case"].items() if row["establishment_id"] == establishment_id}
    people = {row["person_id"] for row in found["person_grant"].values() if row["establishment_id"] == establishment_id}
    belongs = {
        "establishment": lambda row: row["id"] == establishment_id,
        "legal_entity": lambda row: row["id"] == own["legal_entity_id"],
        "movement": lambda row: row["case_id"] in cases,
        "filing": lambda row: row["case_id"] in cases,
        "person": lambda row: row["id"] in people,
        "case": lambda row: row["id"] in cases,
    }
    return {
        table: {
            key: row
            for key, row in rows.items()
            if (belongs[table](row) if table in belongs else row.get("establishment_id") == establishment_id)
        }
        for table, rows in found.items()
        if table not in NOTED | TECHNICAL
    }
