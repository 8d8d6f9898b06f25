"""Pages of answers as they stand: what is typed, what is missing, what the rules say; for cases and for assessments."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from siinas.models import Case, CaseAssessment
from siinas.process.answered import Answered
from siinas.process.checks import Facts, Finding
from siinas.process.fields import Choice
from siinas.process.periods import Period
from siinas.process.roles import Actor
from siinas.process.slices import Unread, is_of_page, tables_of, unread_of
from siinas.process.steps import Step
from siinas.process.tables import Table
from siinas.queries.choices import ChoiceSource

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class PageStatus:
    """How far a page is: "empty", "typed" (holds something that cannot be taken over), "left_out", "incomplete" or
    "complete".

    A page that may be left untouched, and was, is `skipped` and complete. Of one that is "left_out", `left_out` says
    how many rows and cells of a workbook were not taken and nobody has saved the page since.
    """

    step: type[Step]
    status: str
    missing: tuple[str, ...] = ()
    skipped: bool = False
    left_out: Mapping[str, int] | None = None

    @property
    def left_out_words(self) -> str:
        """`3 baris dan 1 isian`; empty where everything was taken."""
        left = self.left_out or {}
        counts = ((left.get("rows", 0), "baris"), (left.get("cells", 0), "isian"))
        return " dan ".join(f"{count} {word}" for count, word in counts if count)


class AnswerFile:
    """A row that holds answers, with the declaration of its pages, for reading.

    `case` is the row: a case, or an assessment of one. What follows from the answers is worked out once for as long as
    they stand: whoever gets it leaves it as it is. The facts are those of the moment at which they were first asked.
    """

    def __init__(
        self,
        session: Session,
        case: Case | CaseAssessment,
        process: type[Answered],
        today: date,
        establishment: int | None,
    ) -> None:
        self.session = session
        self.case: Any = case
        self.today = today
        self.process: Any = process
        self.source = ChoiceSource(session, establishment)
        self._worked_out: dict[str, tuple[tuple[Any, ...], Any]] = {}

    @property
    def facts(self) -> Facts:
        """What the declaration may know beside the answers."""
        raise NotImplementedError

    @property
    def period(self) -> Period | None:
        """The period that the answers are about, if they are about one."""
        return None

    def closed_to(self, actor: Actor) -> str:
        """Why the actor may not change the answers now, as a sentence; empty where they may."""
        raise NotImplementedError

    def _once(self, what: str, work_out: Callable[[], T], *depends_on: Any) -> T:
        """The result of `work_out`, until one of the objects it depends on is another one."""
        known = self._worked_out.get(what)
        if known is None or any(was is not now for was, now in zip(known[0], depends_on, strict=True)):
            known = self._worked_out[what] = (depends_on, work_out())
        result: T = known[1]
        return result

    @property
    def answers(self) -> dict[str, Any]:
        """The typed answers."""
        return self._once("answers", lambda: self.process.from_json(self.case.answers), self.case.answers)

    def standing(self, step: type[Step]) -> Mapping[str, Any]:
        """The answers with which a page is shown: while nobody has saved it, with the rows that it begins with."""
        return self.answers if self.case.saves.get(step.key) else step.opening(self.answers)

    def unread(self, step: type[Step]) -> list[Unread]:
        """What was typed on a page and cannot be taken over yet, part by part."""
        if not any(is_of_page(key, step) for key in self.case.typed):
            return []
        standing = self.standing(step)
        totals = {key: len(standing.get(key) or ()) for key in tables_of(step)}
        return unread_of(self.case.typed, step, totals)

    def pages(self) -> list[PageStatus]:
        """The state of each page, for the task list."""
        kept = self.case
        return self._once("pages", self._pages, kept.answers, kept.typed, kept.saves, kept.left_out)

    def _pages(self) -> list[PageStatus]:
        answers = self.answers
        return [self._page(step, answers) for step in self.process.asked_steps(answers)]

    def _page(self, step: type[Step], answers: dict[str, Any]) -> PageStatus:
        if any(is_of_page(key, step) for key in self.case.typed):
            return PageStatus(step, "typed")
        left = self.case.left_out.get(step.key)
        if left and left["saves"] == self.case.saves.get(step.key, 0):
            return PageStatus(step, "left_out", left_out=left)
        if self._is_skipped(step, answers):
            return PageStatus(step, "complete", skipped=True)
        missing = tuple(missing_answers(step, answers))
        if step.key not in self.case.saves:
            return PageStatus(step, "empty", missing)
        return PageStatus(step, "incomplete" if missing else "complete", missing)

    def _is_skipped(self, step: type[Step], answers: dict[str, Any]) -> bool:
        untouched = step.key not in self.case.saves and step.key not in self.case.typed
        return untouched and step.skipped_when is not None and step.skipped_when.holds(answers)

    def stored_to_send(self) -> dict[str, Any]:
        """The stored answers without those of pages that were left untouched and may be."""
        answers = self.answers
        stored: dict[str, Any] = self.case.answers
        left = [step for step in self.process.asked_steps(answers) if self._is_skipped(step, answers)]
        gone = {key for step in left for key, field in step.fields.items() if not field.standing}
        if not gone:
            return stored
        return {key: value for key, value in stored.items() if key not in gone}

    def answers_to_send(self) -> dict[str, Any]:
        """The same, typed."""
        stored = self.stored_to_send()
        typed: dict[str, Any] = self.answers if stored is self.case.answers else self.process.from_json(stored)
        return typed

    def findings(self) -> list[Finding]:
        """What the checks say about the answers as they stand; a page that is not complete yet is not judged."""
        return self._once("findings", self._findings, self.case.answers, self.case.typed, self.case.saves)

    def _findings(self) -> list[Finding]:
        ready = {page.step.key for page in self.pages() if page.status == "complete" and not page.skipped}
        answers = self.answers_to_send()
        found = self.process.findings(answers, self.facts)
        return [self._row_in_words(one, answers) for one in found if one.step in ready]

    def _row_in_words(self, finding: Finding, answers: dict[str, Any]) -> Finding:
        """A finding whose row is called by a choice, with what that is called in the place of its code."""
        table = self.process.fields.get(finding.field)
        if not finding.number or not isinstance(table, Table) or not isinstance(table.row_title, Choice):
            return finding
        row = answers[table.key][finding.number - 1]
        return replace(finding, row_title=table.row_name(finding.number, row, self.source.name))

    def answer_points(self) -> list[str]:
        """What is incomplete, against a rule or not explained yet, as sentences."""
        points = [
            f"Halaman {page.step.title}: {page.left_out_words} dari lembar kerja belum termuat."
            if page.left_out
            else f"Halaman {page.step.title} belum lengkap."
            for page in self.pages()
            if page.status != "complete"
        ]
        for finding in self.findings():
            if finding.hard:
                points.append(finding.message)
            elif not self.case.confirmations.get(finding.key):
                where = f" ({finding.row_title})" if finding.row_title else ""
                points.append(f"Peringatan belum dijelaskan{where}: {finding.message}")
        return points

    def earlier_reason(self, finding: Finding) -> str:
        """The reason that was given at the same place for other answers; empty where there is none."""
        given = (reason for key, reason in self.case.confirmations.items() if key.startswith(f"{finding.place}:"))
        return next(given, "")


def stands_as_it_is(step: type[Step], answers: dict[str, Any]) -> bool:
    """Whether a page, as it is opened for the first time, lacks nothing: all of it was carried over or may be blank."""
    return not missing_answers(step, step.opening(answers))


def missing_answers(step: type[Step], answers: dict[str, Any]) -> list[str]:
    """Labels of required fields of a page without an answer, rows and grid cells included."""
    missing = []
    for field in step.fields.values():
        given = field.computed or (field.standing and not field.stated)
        if not field.required or given or not field.asked(answers):
            continue
        value = answers.get(field.key)
        if field.kind == "rows":
            for number, row in enumerate(value or (), 1):
                missing += [
                    f"{child.label} (baris {number})"
                    for child in field.children()
                    if child.required and child.asked(row) and row.get(child.key) in (None, "", [])
                ]
        elif field.kind == "grid":
            rows: dict[str, str] = field.rows  # type: ignore[attr-defined]
            for key, title in rows.items():
                cells = (value or {}).get(key) or {}
                missing += [
                    f"{child.label}, {title}"
                    for child in field.children()
                    if child.required and cells.get(child.key) is None
                ]
        elif value in (None, "", []):
            missing.append(field.label)
    return missing
