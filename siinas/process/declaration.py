"""A process of the ministry as one declaration: its pages, flow, letters and columns, proved when it is imported."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from siinas.process.checks import Facts, Finding, findings_of
from siinas.process.documents import DocumentType, Service
from siinas.process.fields import Answers, Field
from siinas.process.flow import Flow
from siinas.process.letters import STANDING_QUOTES, Letter
from siinas.process.periods import Period
from siinas.process.roles import COMPANY, Role, Roles
from siinas.process.steps import DeclarationError, Step
from siinas.process.tables import Table


@dataclass(frozen=True, slots=True)
class Export:
    """A table of a filing that can be had as a file: the beginning of its name, and the table.

    `counted` is the exact heading of the column of line numbers.
    """

    name: str
    title: str
    table: Table
    counted: str = "No."


class Process:
    """What the ministry offers. A subclass in `siinas/catalogue` is the only edit a new process needs.

    `key` names URLs and stored cases and never changes, `code` begins the case numbers; `edition` names the questions:
    answers of an older edition are read with that edition's words, which are kept in the Filing. `requires` names the
    service whose minimum documents must be there before a case is sent.
    """

    key: ClassVar[str]
    title: ClassVar[str]
    menu: ClassVar[str]
    code: ClassVar[str]
    edition: ClassVar[str] = "1"
    noun: ClassVar[str] = "permohonan"
    new_label: ClassVar[str] = "Pengajuan baru"
    legal_basis: ClassVar[str] = ""
    summary: ClassVar[str] = ""
    steps: ClassVar[tuple[type[Step], ...]] = ()
    flow: ClassVar[type[Flow]]
    periods: ClassVar[type[Period] | None] = None
    opened_by: ClassVar[Roles] = COMPANY
    statement: ClassVar[Letter | None] = None
    statement_document: ClassVar[DocumentType | None] = None
    exports: ClassVar[tuple[Export, ...]] = ()
    requires: ClassVar[Service | None] = None
    fields: ClassVar[Mapping[str, Field]] = {}
    letters: ClassVar[Mapping[str, Letter]] = {}

    def __init_subclass__(cls, *, key: str, code: str, title: str, menu: str) -> None:
        cls.key, cls.code, cls.title, cls.menu = key, code, title, menu
        cls.fields = _collect(cls)
        cls.letters = {name: value for name, value in vars(cls).items() if isinstance(value, Letter)}
        _prove(cls)

    @classmethod
    def step(cls, key: str) -> type[Step] | None:
        """The page of that key."""
        return next((step for step in cls.steps if step.key == key), None)

    @classmethod
    def first_answers(cls, facts: Facts) -> dict[str, Any]:
        """What a new case starts with, from the company's own records; nothing by default."""
        return {}

    @classmethod
    def asked_steps(cls, answers: Answers) -> tuple[type[Step], ...]:
        """The pages that are asked, given the answers; all by default."""
        return cls.steps

    @classmethod
    def kbli_concerned(cls, answers: Answers) -> tuple[str, ...]:
        """The KBLI that a case is about: those for which licences must be there; all of the company's if none."""
        return ()

    @classmethod
    def computed(cls, answers: dict[str, Any]) -> dict[str, Any]:
        """Answers that follow from others; nothing by default."""
        return {}

    @classmethod
    def findings(cls, answers: Answers, facts: Facts) -> list[Finding]:
        """What all checks of the asked pages say."""
        return [finding for step in cls.asked_steps(answers) for finding in findings_of(step, answers, facts)]

    @classmethod
    def to_json(cls, answers: Answers) -> dict[str, Any]:
        """The stored form of all answers."""
        stored: dict[str, Any] = {}
        for step in cls.steps:
            stored |= step.to_json(answers)
        return stored

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> dict[str, Any]:
        """All answers from their stored form."""
        answers: dict[str, Any] = {}
        for step in cls.steps:
            answers |= step.from_json(stored)
        return answers

    @classmethod
    def for_companies(cls) -> bool:
        """True for a process that companies open; it has a place in their menu."""
        return bool(cls.opened_by & COMPANY)

    @classmethod
    def for_applicants(cls) -> bool:
        """True for a process that is opened without an account."""
        return Role.APPLICANT in cls.opened_by


def _collect(process: type[Process]) -> dict[str, Field]:
    found: dict[str, Field] = {}
    keys: set[str] = set()
    for step in process.steps:
        if step.key in keys:
            raise DeclarationError(f"{process.__name__}: two pages are called {step.key!r}")
        keys.add(step.key)
        for key, field in step.fields.items():
            if key in found:
                raise DeclarationError(f"{process.__name__}: the key {key!r} stands on two pages; answers would mix")
            found[key] = field
    return found


def _prove(process: type[Process]) -> None:
    if not hasattr(process, "flow"):
        raise DeclarationError(f"{process.__name__} declares no flow")
    if not process.flow.start.holder & process.opened_by and not process.for_applicants():
        raise DeclarationError(f"{process.__name__}: whoever opens it does not hold its first state")
    statement = process.statement
    asks_statement = [move.key for move in process.flow.transitions.values() if move.needs_statement]
    if asks_statement and (statement is None or process.statement_document is None):
        raise DeclarationError(f"{process.__name__}.{asks_statement[0]} asks for a statement that is not declared")
    for letter in [*process.letters.values(), *([statement] if statement else [])]:
        try:
            unknown = letter.quoted() - STANDING_QUOTES - set(process.fields)
        except ValueError as problem:
            raise DeclarationError(f"{process.__name__}: the letter {letter.title!r}: {problem}") from None
        unknown |= {figure.key for figure in letter.figures if process.fields.get(figure.key) is not figure}
        if unknown:
            raise DeclarationError(
                f"{process.__name__}: the letter {letter.title!r} quotes what nobody asks: {', '.join(sorted(unknown))}"
            )
    for export in process.exports:
        if process.fields.get(export.table.key) is not export.table:
            raise DeclarationError(f"{process.__name__}: the export {export.name!r} takes a table that nobody asks")
