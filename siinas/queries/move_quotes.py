"""What the letters that come out of a move quote beside the answers: what was said, rows of tables, earlier letters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from siinas.models import Letter
from siinas.models.letter import VALID
from siinas.process.flow import Transition
from siinas.process.tables import Table
from siinas.process.words import plainly
from siinas.queries.cases import CaseFile
from siinas.queries.letters import kind_of, newest
from siinas.queries.scope import unguarded


def move_quotes(file: CaseFile, move: Transition, said: Mapping[str, Any]) -> dict[str, str]:
    """By the names that the letters of the move ask for as `extra`: those that can be given."""
    wanted = frozenset().union(*(letter.extra for letter in move.issues)) if move.issues else frozenset()
    found = {name: _quote(file, move, said, name) for name in wanted}
    return {name: text for name, text in found.items() if text is not None}


def _quote(file: CaseFile, move: Transition, said: Mapping[str, Any], name: str) -> str | None:
    asked = move.asks.fields.get(name) if move.asks is not None else None
    if asked is not None:
        return asked.words(said.get(name), file.source.name)
    if name.startswith("letter_"):
        return _letter_number(file, name.removeprefix("letter_"))
    field = file.process.fields.get(name)
    if isinstance(field, Table):
        return table_words(field, file.answers.get(name), file)
    for paper in file.process.assessments:
        if name in paper.fields:
            answers, field = file.assessed().get(paper.key, {}), paper.fields[name]
            if isinstance(field, Table):
                return table_words(field, answers.get(name), file)
            return plainly(field.words(answers.get(name), file.source.name))
    return None


def table_words(table: Table, rows: Any, file: CaseFile) -> str:
    """The rows of a table in one text: `10721 — Industri Gula: gula pasir, 1.000 ton; …`."""
    lines = []
    for row in rows or ():
        first, *rest = (child.told(row, file.source.name) for child in table.children() if child.asked(row))
        told = ", ".join(plainly(text) for text in rest if text)
        lines.append(f"{first}: {told}" if told else first)
    return "; ".join(lines)


def _letter_number(file: CaseFile, key: str) -> str:
    letter = file.process.issued.get(key)
    if letter is None:
        return ""
    with unguarded(file.session):
        kind = kind_of(file.process, letter)
        last = newest(file.session, kind, Letter.case_id == file.case.id, Letter.state == VALID)
    return last.number if last is not None else ""
