"""What the letters that come out of a move quote beside the answers: what was said, rows of tables, earlier letters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from siinas.models import Letter
from siinas.models.letter import VALID
from siinas.process.fields import Quantity
from siinas.process.flow import Transition
from siinas.process.tables import Grid, Table
from siinas.process.words import moment_words, plainly
from siinas.queries.cases import PARTY, CaseFile
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
    if name == "signatures":
        return _signatures(file)
    if name == "photos":
        return _photos(file)
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
            if isinstance(field, Grid):
                return grid_words(field, answers.get(name), file)
            return plainly(field.words(answers.get(name), file.source.name))
    return None


def table_words(table: Table, rows: Any, file: CaseFile) -> str:
    """The rows of a table in one text: `10721 — Industri Gula: gula pasir, 1.000 ton; …`; a unit stands by its figure."""
    lines = []
    for row in rows or ():
        first, *rest = [child for child in table.children() if child.asked(row)]
        told, figure = "", False
        for child in rest:
            text = plainly(child.told(row, file.source.name))
            if text:
                told += (" " if figure and not isinstance(child, Quantity) else ", ") * bool(told) + text
                figure = isinstance(child, Quantity) and text[-1].isdigit()
        name = first.told(row, file.source.name)
        lines.append(f"{name}: {told}" if told else name)
    return "; ".join(lines)


def grid_words(grid: Grid, cells: Any, file: CaseFile) -> str:
    """The rows of a grid in one text: `6. Sarana: Sesuai, gudang bersih; …`."""
    lines = []
    for key, label in grid.rows.items():
        row = (cells or {}).get(key) or {}
        told = ", ".join(filter(None, (child.told(row, file.source.name) for child in grid.children())))
        if told:
            lines.append(f"{label}: {told}")
    return "; ".join(lines)


def _signatures(file: CaseFile) -> str:
    """Who has signed since the case came to where it rests: name, office, for whom, when."""
    signed = []
    for movement in reversed(file.case.movements):
        if movement.source != file.case.state or PARTY not in movement.said:
            break
        signed.append(movement)
    words = {"team": "tim pemeriksa", "company": "perusahaan"}
    return "; ".join(
        f"{one.said.get('signer') or one.person_name}, {one.said.get('signer_position') or ''} "
        f"({words.get(one.said[PARTY], one.said[PARTY])}), {moment_words(one.at)}"
        for one in reversed(signed)
    )


def _photos(file: CaseFile) -> str:
    """The pictures of the present sending: what each shows, and the beginning of the hash of its content."""
    sequence = len(file.case.filings)
    return "; ".join(
        f"{photo.caption} (SHA-256 {photo.attachment.sha256[:16]}…)"
        for row in file.case.assessments
        if row.sequence == sequence
        for photo in row.photos
    )


def _letter_number(file: CaseFile, key: str) -> str:
    letter = file.process.issued.get(key)
    if letter is None:
        return ""
    with unguarded(file.session):
        kind = kind_of(file.process, letter)
        last = newest(file.session, kind, Letter.case_id == file.case.id, Letter.state == VALID)
    return last.number if last is not None else ""
