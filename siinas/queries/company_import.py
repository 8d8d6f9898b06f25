"""Files of companies that were brought to be loaded, for whoever may see them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from siinas.models import CompanyImport, CompanyImportRow, Person
from siinas.process.roles import Actor
from siinas.queries.scope import visible
from siinas.refusal import NotFound

STATES = {
    "reading": ("waiting", "Sedang dibaca"),
    "refused": ("refused", "Tidak terbaca"),
    "comparing": ("waiting", "Sedang dibandingkan"),
    "checked": ("returned", "Selesai diperiksa"),
    "loading": ("waiting", "Sedang dimuat"),
    "loaded": ("accepted", "Sudah dimuat"),
}
"""The state of a file: tone and words."""
AT_WORK = frozenset({"reading", "comparing", "loading"})
PAGE = 50


def import_named(session: Session, actor: Actor, public_id: str) -> CompanyImport:
    """The file with that public id, if the actor may see it; NotFound otherwise."""
    statement = select(CompanyImport).where(CompanyImport.public_id == public_id, visible(CompanyImport, actor))
    row = session.scalars(statement).one_or_none()
    if row is None:
        raise NotFound
    return row


@dataclass(frozen=True, slots=True)
class RowsPage:
    """Some rows of a file, and how many there are of their kind."""

    rows: tuple[CompanyImportRow, ...]
    page: int
    pages: int
    all: int


def _kind(kind: str) -> ColumnElement[bool]:
    return CompanyImportRow.hinted.is_(True) if kind == "hinted" else CompanyImportRow.state == kind


def rows_of(session: Session, actor: Actor, row: CompanyImport, kind: str, page: int = 0) -> RowsPage:
    """One page of the rows of a kind ("faulty", "hinted", "known", "loaded"), in the order of the file."""
    criteria = (CompanyImportRow.import_id == row.id, visible(CompanyImportRow, actor), _kind(kind))
    all_ = session.scalar(select(func.count()).select_from(CompanyImportRow).where(*criteria)) or 0
    pages = max(1, -(-all_ // PAGE))
    page = min(max(page, 0), pages - 1)
    statement = select(CompanyImportRow).where(*criteria).order_by(CompanyImportRow.line)
    found = session.scalars(statement.offset(page * PAGE).limit(PAGE))
    return RowsPage(tuple(found), page, pages, all_)


@dataclass(frozen=True, slots=True)
class Invitations:
    """Of the owners whom a file brought: who waits for an invitation, to whom one was left, who has an own password."""

    waiting: int
    left: int
    own: int


def invitations(session: Session, actor: Actor, row: CompanyImport) -> Invitations:
    """How far the invitations of a loaded file are."""
    rows = session.execute(
        select(CompanyImportRow.invited_at, Person.password_kind, Person.active)
        .join(Person, Person.id == CompanyImportRow.owner_id)
        .where(CompanyImportRow.import_id == row.id, visible(CompanyImportRow, actor))
    ).all()
    return Invitations(
        waiting=sum(invited is None and kind == "" and active for invited, kind, active in rows),
        left=sum(invited is not None for invited, _kind, _active in rows),
        own=sum(kind == "own" for _invited, kind, _active in rows),
    )
