"""Keeps what companies and applicants are found by, whoever writes their names, and what registrations resemble."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from sqlalchemy import delete, event, exists, insert, inspect, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session, UOWTransaction

from siinas.catalogue.registration import Registration
from siinas.models import (
    Base,
    Case,
    CompanyMark,
    Establishment,
    LegalEntity,
    NameWord,
    Person,
    RegistrationLikeness,
)
from siinas.operations.work import Work, housekeeping
from siinas.queries.likeness import Applicant, alike
from siinas.queries.registration import same_email
from siinas.queries.similar_names import name_marks

BATCH = 500
MOST_NOTED = 12


class Owner(NamedTuple):
    """Whose marks they are: the column of CompanyMark, and the columns of the row that they are made of."""

    column: str
    made_of: frozenset[str]


OWNERS: dict[type[Base], Owner] = {
    LegalEntity: Owner("legal_entity_id", frozenset({"name", "npwp"})),
    Establishment: Owner("establishment_id", frozenset({"email"})),
    Person: Owner("person_id", frozenset({"email"})),
    Case: Owner("case_id", frozenset({"company_name", "answers"})),
}


def marks_of(row: Base) -> list[tuple[str, str]]:
    """What a row is found by: (kind, value)."""
    if isinstance(row, LegalEntity):
        return [*name_marks(row.name), *_number(row.npwp)]
    if isinstance(row, Establishment | Person):
        return _address(row.email)
    if isinstance(row, Case) and row.process == Registration.key:
        answers = row.answers
        return [*name_marks(row.company_name), *_number(answers.get("npwp")), *_address(answers.get("email"))]
    return []


def _number(npwp: str | None) -> list[tuple[str, str]]:
    return [("npwp", npwp)] if npwp else []


def _address(email: str | None) -> list[tuple[str, str]]:
    return [("email", same_email(email)[:255])] if email else []


@event.listens_for(Session, "after_flush")
def _keep_marks(session: Session, _context: UOWTransaction) -> None:
    """Whoever writes a name, number or address: its marks follow in the same transaction."""
    fresh = [row for row in session.new if type(row) in OWNERS]
    changed = [row for row in session.dirty if type(row) in OWNERS and _is_changed(row)]
    if fresh or changed:
        _write(session, fresh, changed)


def _is_changed(row: Base) -> bool:
    if isinstance(row, Case) and row.process != Registration.key:
        return False
    attributes = inspect(row).attrs
    return any(attributes[name].history.has_changes() for name in OWNERS[type(row)].made_of)


def _write(session: Session, fresh: Iterable[Base], changed: Iterable[Base]) -> None:
    # On the connection, below the guard of the session: a company that changes its address may read no marks.
    connection = session.connection()
    rows: list[dict[str, Any]] = []
    for row, old in [*((row, True) for row in changed), *((row, False) for row in fresh)]:
        column = OWNERS[type(row)].column
        if old:
            connection.execute(delete(CompanyMark).where(getattr(CompanyMark, column) == row.id))  # type: ignore[attr-defined]
        empty = dict.fromkeys(owner.column for owner in OWNERS.values())
        rows += [{"kind": kind, "value": value} | empty | {column: row.id} for kind, value in marks_of(row)]  # type: ignore[attr-defined]
    words = sorted({row["value"] for row in rows if row["kind"] == "word"})
    if words:
        on_postgresql = connection.dialect.name == "postgresql"
        insert_word: Any = postgresql_insert if on_postgresql else sqlite_insert
        told = [{"word": word, "head": word[:2], "tail": word[-2:], "length": len(word)} for word in words]
        connection.execute(insert_word(NameWord).on_conflict_do_nothing(), told)
    if rows:
        connection.execute(insert(CompanyMark), rows)


@housekeeping
def catch_up(work: Work) -> int:
    """Make the marks of rows from before there were any; returns how many rows were missing them."""
    made = 0
    for model, owner in OWNERS.items():
        for rows in _unmarked(work.session, model, owner.column):
            _write(work.session, rows, ())
            made += len(rows)
    return made


def _unmarked(session: Session, model: Any, column: str) -> Iterator[list[Any]]:
    lacking = select(model).where(~exists().where(getattr(CompanyMark, column) == model.id))
    if model is Case:
        lacking = lacking.where(Case.process == Registration.key)
    last = 0
    while True:
        rows = list(session.scalars(lacking.where(model.id > last).order_by(model.id).limit(BATCH)).unique())
        if not rows:
            return
        last = rows[-1].id
        yield [row for row in rows if marks_of(row)]


def note(work: Work, case: Case) -> None:
    """Note what a registration resembles, and with those that are open that they resemble it."""
    session = work.session
    with work.unscoped():
        session.flush()
        session.execute(delete(RegistrationLikeness).where(RegistrationLikeness.case_id == case.id))
        session.execute(delete(RegistrationLikeness).where(RegistrationLikeness.other_case_id == case.id))
        for other in alike(session, None, Applicant.of(case), MOST_NOTED).shown:
            session.add(
                RegistrationLikeness(
                    case_id=case.id,
                    other_case_id=other.case.id if other.case else None,
                    establishment_id=other.establishment.id if other.establishment else None,
                    kinds=other.kinds,
                )
            )
            if other.case is not None and not Registration.flow.states[other.case.state].closed:
                session.add(RegistrationLikeness(case_id=other.case.id, other_case_id=case.id, kinds=other.kinds))


def refresh_open(work: Work, most: int = 200) -> int:
    """Look anew at what the registrations before the officers resemble, the longest waiting first: accounts came and
    names changed meanwhile.
    """
    states = [key for key, state in Registration.flow.states.items() if not state.closed and not state.with_company]
    waiting = select(Case.id).where(Case.process == Registration.key, Case.state.in_(states))
    ids = list(work.session.scalars(waiting.order_by(Case.id).limit(most)))
    for case_id in ids:
        _refresh(work, case_id)
    return len(ids)


@housekeeping
def _refresh(work: Work, case_id: int) -> None:
    note(work, work.session.get_one(Case, case_id))
