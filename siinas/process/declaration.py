"""A process of the ministry as one declaration: its pages, flow, letters and columns, proved when it is imported."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from siinas.process.answered import Answered, collect
from siinas.process.assessments import Assessment
from siinas.process.carrying import holds_flows
from siinas.process.checks import Facts
from siinas.process.documents import DocumentType, Service
from siinas.process.fields import Answers, Choice
from siinas.process.figures import Figure, Measure, Total, prove_figures
from siinas.process.flow import Flow
from siinas.process.letters import STANDING_QUOTES, IssuedLetter, Letter, quotes_in
from siinas.process.numbering import OFFICE, format_fault
from siinas.process.periods import Period, Regime
from siinas.process.roles import COMPANY, Role, Roles
from siinas.process.steps import DeclarationError
from siinas.process.tables import Grid, Table


@dataclass(frozen=True, slots=True)
class Export:
    """A table or grid of a filing that can be had as a file: the beginning of its name, and the table.

    `counted` is the exact heading of the column of line numbers, `kind` the kind of file in which the ministry has it.
    Its headings are the ministry's own, unless it is not `official`.
    """

    name: str
    title: str
    table: Table | Grid
    counted: str = "No."
    kind: str = "csv"
    official: bool = True


class Process(Answered):
    """What the ministry offers. A subclass in `siinas/catalogue` is the only edit a new process needs.

    `key` names URLs and stored cases and never changes, `code` begins the case numbers; `edition` names the questions:
    answers of an older edition are read with that edition's words, which are kept in the Filing. `requires` names the
    service whose minimum documents must be there before a case is sent. `receipt` is the letter that whoever hands in
    gets in return; where a later sending says otherwise, another one takes its place.

    A case may be about a period (`periods`) or about one of the options of a standing answer (`subjects`): it is then
    the only open one of its establishment. A subject in `shared` belongs to the legal entity, whose establishments
    have one open case between them. `settings` names what the declaration may ask of the facts, `knows` what
    it must know of the company and its region (`siinas/queries/fact_sources.py`).

    `figures` are the answers that statistics need: they become rows when a report is accepted, and `measures` is what
    can be summed of them.

    A case keeps the variant with which it was opened. `assessments` are the papers that officers fill in about it.

    `periods` is the kind of period that is asked for; `regime` says it by years where it has changed (the default of
    a setting: `semester, 2025 triwulan`). `idle_hint` says what is reported where nothing was done.
    """

    menu: ClassVar[str]
    code: ClassVar[str]
    noun: ClassVar[str] = "permohonan"
    new_label: ClassVar[str] = "Pengajuan baru"
    short: ClassVar[str] = ""
    legal_basis: ClassVar[str] = ""
    summary: ClassVar[str] = ""
    flow: ClassVar[type[Flow]]
    periods: ClassVar[type[Period] | None] = None
    regime: ClassVar[str] = ""
    idle_hint: ClassVar[str] = ""
    subjects: ClassVar[Choice | None] = None
    shared: ClassVar[frozenset[str]] = frozenset()
    settings: ClassVar[tuple[str, ...]] = ()
    knows: ClassVar[tuple[str, ...]] = ()
    opened_by: ClassVar[Roles] = COMPANY
    receipt: ClassVar[IssuedLetter | None] = None
    statement: ClassVar[Letter | None] = None
    statement_document: ClassVar[DocumentType | None] = None
    exports: ClassVar[tuple[Export, ...]] = ()
    figures: ClassVar[tuple[Figure | Total, ...]] = ()
    measures: ClassVar[Mapping[str, Measure]] = {}
    requires: ClassVar[Service | None] = None
    assessments: ClassVar[tuple[type[Assessment], ...]] = ()
    letters: ClassVar[Mapping[str, Letter]] = {}
    issued: ClassVar[Mapping[str, IssuedLetter]] = {}

    def __init_subclass__(cls, *, key: str, code: str, title: str, menu: str) -> None:
        cls.key, cls.code, cls.title, cls.menu = key, code, title, menu
        cls.regime = cls.regime or (cls.periods.word.lower() if cls.periods else "")
        cls.fields = collect(cls)
        cls.letters = {name: value for name, value in vars(cls).items() if isinstance(value, Letter)}
        _prove(cls)
        cls.issued = _issued(cls)
        cls.measures = prove_figures(cls.__name__, cls.figures, cls.fields)

    @classmethod
    def first_answers(cls, facts: Facts) -> dict[str, Any]:
        """What a new case starts with, from the company's own records; nothing by default."""
        return {}

    @classmethod
    def why_not(cls, subject: str, facts: Facts) -> str:
        """Why the company cannot open a case about a subject (or period) now, as a sentence; empty where it can."""
        return ""

    @classmethod
    def owed_by(cls, profile: Mapping[str, Any]) -> bool:
        """Whether a company owes the report, by `stage` and `reporting_category` of its profile; by default all do."""
        return cls.periods is not None

    @classmethod
    def exports_of(cls, answers: Answers) -> tuple[Export, ...]:
        """The tables that can be had of a filing with these answers: those that it was asked."""
        asked = cls.asked_fields(answers)
        return tuple(export for export in cls.exports if export.table.key in asked)

    @classmethod
    def says_something(cls, answers: Answers) -> bool:
        """Whether a report that was sent holds more than noughts: only such ones count as reported."""
        return holds_flows(cls.steps, answers)

    @classmethod
    def kbli_concerned(cls, answers: Answers) -> tuple[str, ...]:
        """The KBLI that a case is about: those for which licences must be there; all of the company's if none."""
        return ()

    @classmethod
    def competence(cls, answers: Answers, facts: Facts) -> dict[str, str]:
        """By what the competent authority of a case is found, where its flow has offices of regions."""
        return {}

    @classmethod
    def for_companies(cls) -> bool:
        """True for a process that companies open; it has a place in their menu."""
        return bool(cls.opened_by & COMPANY)

    @classmethod
    def for_applicants(cls) -> bool:
        """True for a process that is opened without an account."""
        return Role.APPLICANT in cls.opened_by


def _prove(process: type[Process]) -> None:
    if not hasattr(process, "flow"):
        raise DeclarationError(f"{process.__name__} declares no flow")
    if not process.flow.start.holder & process.opened_by and not process.for_applicants():
        raise DeclarationError(f"{process.__name__}: whoever opens it does not hold its first state")
    _prove_subjects(process)
    _prove_variants(process)
    _prove_regime(process)
    _prove_uploads(process)
    _prove_assessments(process)
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
    if process.receipt is not None and process.receipt.of_account and process.for_applicants():
        raise DeclarationError(
            f"{process.__name__}: the letter {process.receipt.title!r} is about an account; applicants have none yet"
        )
    for export in process.exports:
        if process.fields.get(export.table.key) is not export.table:
            raise DeclarationError(f"{process.__name__}: the export {export.name!r} takes a table that nobody asks")


def _issued(process: type[Process]) -> dict[str, IssuedLetter]:
    """The letters that the process issues, by key; DeclarationError for one that cannot be printed or numbered."""
    found: dict[str, IssuedLetter] = {}
    of_moves = [letter for move in process.flow.transitions.values() for letter in move.issues]
    for letter in [*([process.receipt] if process.receipt else []), *of_moves]:
        if found.setdefault(letter.key, letter) is not letter:
            raise DeclarationError(f"{process.__name__}: two letters are called {letter.key!r}")
        try:
            unknown = letter.quoted() - letter.quotable(process.fields)
            unknown |= quotes_in(line.text for line in letter.all_lines()) & {"number", "today"}
        except ValueError as problem:
            raise DeclarationError(f"{process.__name__}: the letter {letter.title!r}: {problem}") from None
        if unknown:
            raise DeclarationError(
                f"{process.__name__}: the letter {letter.title!r} quotes what nobody asks: {', '.join(sorted(unknown))}"
            )
        if not letter.all_lines() or not letter.proves:
            raise DeclarationError(f"{process.__name__}: the letter {letter.title!r} states nothing to be checked")
        if fault := format_fault(letter.number):
            raise DeclarationError(f"{process.__name__}: the numbers of {letter.title!r}: {fault}")
        if letter.of_account and letter.official:
            raise DeclarationError(
                f"{process.__name__}: {letter.title!r} is about an account; only letters about cases are official"
            )
        if letter.by_office and OFFICE not in letter.number:
            raise DeclarationError(
                f"{process.__name__}: offices issue {letter.title!r}; its numbers have to name which: {OFFICE}"
            )
    for letter in found.values():
        revoked = found.get(letter.revokes)
        if letter.revokes and (revoked is None or revoked is letter or revoked.of_account):
            raise DeclarationError(
                f"{process.__name__}: {letter.title!r} revokes no other letter about a case: {letter.revokes!r}"
            )
    return found


def _prove_subjects(process: type[Process]) -> None:
    chosen = process.subjects
    if chosen is None:
        if process.shared:
            raise DeclarationError(f"{process.__name__} shares subjects and declares none")
        return
    if process.periods is not None:
        raise DeclarationError(f"{process.__name__}: a case is about a period or about a subject, not both")
    if process.fields.get(chosen.key) is not chosen or not chosen.standing:
        raise DeclarationError(f"{process.__name__}: its subjects are the options of a standing answer on a page")
    if isinstance(chosen.among, Mapping) and not process.shared <= set(chosen.among):
        raise DeclarationError(f"{process.__name__} shares a subject that {chosen.label!r} does not offer")


def _prove_variants(process: type[Process]) -> None:
    chosen = process.variants
    offered = set(chosen.among) if chosen is not None and isinstance(chosen.among, Mapping) else set()
    if chosen is not None and (process.fields.get(chosen.key) is not chosen or not chosen.standing or not offered):
        raise DeclarationError(f"{process.__name__}: its variants are the options of a standing answer on a page")
    for step in process.steps:
        if step.skipped_when is not None and process.fields.get(step.skipped_when.field.key) is None:
            raise DeclarationError(f"{process.__name__}: whether {step.title!r} is skipped hangs on what nobody asks")
        named = {*step.only_for, *step.titles}
        for field in (*step.fields.values(), *(child for one in step.fields.values() for child in one.children())):
            named |= field.only_for | field.optional_for
        for check in step.checks:
            named |= check.only_for
        if unknown := named - offered:
            raise DeclarationError(
                f"{process.__name__}: the page {step.title!r} names variants that there are not: "
                f"{', '.join(sorted(unknown))}"
            )


def _prove_regime(process: type[Process]) -> None:
    if process.periods is None:
        if process.regime:
            raise DeclarationError(f"{process.__name__} has a regime and is about no period")
        return
    try:
        regime = Regime.of(process.regime)
    except ValueError as problem:
        raise DeclarationError(f"{process.__name__}: its regime: {problem}") from None
    if regime.kinds[-1][1] is not process.periods:
        raise DeclarationError(f"{process.__name__}: its regime ends in another kind of period than it declares")


def _prove_assessments(process: type[Process]) -> None:
    """Each is filled in where somebody holds the case and leaves its answers alone; moves wait for these only."""
    known = {paper.key: paper for paper in process.assessments}
    for paper in process.assessments:
        for key in paper.filled_in:
            state = process.flow.states.get(key)
            if state is None or state.closed or state.awaits or state.editable:
                raise DeclarationError(f"{process.__name__}: nobody fills in {paper.title!r} while the case is there")
        if known[paper.key] is not paper:
            raise DeclarationError(f"{process.__name__}: two assessments are called {paper.key!r}")
    for move in process.flow.transitions.values():
        if unknown := [key for key in move.assessed if key not in known]:
            raise DeclarationError(f"{process.__name__}.{move.key} waits for {unknown[0]!r}, which nobody fills in")


def _prove_uploads(process: type[Process]) -> None:
    """A file answers a question of a page; no row, grid cell or move takes one."""
    rows = [child for field in process.fields.values() for child in field.children()]
    said = [field for move in process.flow.transitions.values() if move.asks for field in move.asks.fields.values()]
    for field in (*rows, *said):
        if field.kind == "file":
            raise DeclarationError(f"{process.__name__}: the file {field.label!r} is asked where no page takes it")
        if field.recorded is not None or field.standing:
            raise DeclarationError(f"{process.__name__}: only on a page can {field.label!r} be recorded or standing")
