"""Reading cases: where one stands, what may be done with it, how far its pages are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from siinas.catalogue import process as process_named
from siinas.models import Case, Filing
from siinas.process.checks import Facts, Finding
from siinas.process.declaration import Process
from siinas.process.fields import Choice
from siinas.process.flow import State, Transition, may_make
from siinas.process.periods import Period, months_after, period_of
from siinas.process.roles import Actor
from siinas.process.slices import Unread, is_of_page, tables_of, unread_of
from siinas.process.steps import Step
from siinas.process.tables import Table
from siinas.process.telling import Told, digest_of, recorded_since, tell
from siinas.process.words import JAKARTA, date_words
from siinas.queries.case_facts import facts_for
from siinas.queries.choices import ChoiceSource
from siinas.queries.filings import accepted_filing, filing_named, is_unconfirmed, told_against_baseline
from siinas.queries.movements import moves_since_sent
from siinas.queries.periods import window
from siinas.queries.requirements import points_against
from siinas.queries.scope import visible
from siinas.queries.settings import number
from siinas.refusal import NotFound

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


class CaseFile:
    """A case with its declaration: answers, pages, moves and findings, for reading.

    What follows from the answers is worked out once for as long as they stand: whoever gets it leaves it as it is. The
    facts are those of the moment at which they were first asked for. `shown` is the number of the filing that is
    looked at, where it is not the current one.
    """

    def __init__(self, session: Session, case: Case, today: date) -> None:
        self.session = session
        self.case = case
        self.today = today
        self.process: type[Process] = process_named(case.process)
        self.source = ChoiceSource(session, case.establishment_id)
        self.shown: int | None = None
        self._worked_out: dict[str, tuple[tuple[Any, ...], Any]] = {}

    def _once(self, what: str, work_out: Callable[[], T], *depends_on: Any) -> T:
        """The result of `work_out`, until one of the objects it depends on is another one."""
        known = self._worked_out.get(what)
        if known is None or any(was is not now for was, now in zip(known[0], depends_on, strict=True)):
            known = self._worked_out[what] = (depends_on, work_out())
        result: T = known[1]
        return result

    @property
    def state(self) -> State:
        """Where the case rests."""
        return self.process.flow.states[self.case.state]

    @property
    def period(self) -> Period | None:
        """The period the case is about, if it is about one."""
        if self.process.periods is None or not self.case.subject:
            return None
        return period_of(self.case.subject)

    @property
    def subject(self) -> str:
        """What the case is about where that is no period: the key of a subject of the process."""
        chosen = self.process.subjects
        return str(self.case.answers.get(chosen.key) or "") if chosen is not None else ""

    @property
    def answers(self) -> dict[str, Any]:
        """The typed answers."""
        return self._once("answers", lambda: self.process.from_json(self.case.answers), self.case.answers)

    @property
    def facts(self) -> Facts:
        """What the declaration may know beside the answers."""
        return self._once("facts", self._facts, self.case.subject, self.case.establishment)

    def _facts(self) -> Facts:
        if self.case.establishment is None:
            return Facts(self.today, self.period)
        about = self.subject or self.period
        return facts_for(self.session, self.process, self.case.establishment, self.today, about)

    @property
    def digest(self) -> str:
        """SHA-256 of the answers as they stand."""
        stored = self.case.answers
        return self._once(
            "digest",
            lambda: digest_of(self.process, self.subject or self.case.subject or "", self.stored_to_send()),
            stored,
            self.case.saves,
            self.case.typed,
        )

    def told(self) -> Told:
        """The answers as they stand, in words, beside what the company's own records say now."""
        return self._once("told", self._told, self.case.answers, self.case.typed, self.case.saves)

    def _told(self) -> Told:
        facts = self.facts if any(field.recorded for field in self.process.fields.values()) else None
        answers = self.answers_to_send()
        return tell(self.process, answers, self.source.name, self.period, facts)

    def moved_on(self) -> list[dict[str, str]]:
        """What the company's own records say differently than when the case was sent, while it is being decided."""
        if self.state.closed or not self.case.filings:
            return []
        return recorded_since(self.told(), self.case.filings[-1].in_words)

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
        left = [step for step in self.process.asked_steps(answers) if self._is_skipped(step, answers)]
        gone = {key for step in left for key, field in step.fields.items() if not field.standing}
        if not gone:
            return self.case.answers
        return {key: value for key, value in self.case.answers.items() if key not in gone}

    def answers_to_send(self) -> dict[str, Any]:
        """The same, typed."""
        stored = self.stored_to_send()
        return self.answers if stored is self.case.answers else self.process.from_json(stored)

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

    def open_points(self) -> list[str]:
        """What stands between the case and its sending, as sentences; empty when it may be sent."""
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
        return points + self.document_points() + self._unchanged()

    def _unchanged(self) -> list[str]:
        """A correction that changes nothing is none."""
        accepted = accepted_filing(self.case)
        if accepted is None or self.state.closed or accepted.digest != self.digest:
            return []
        return ["Isian masih sama dengan versi yang sudah diterima. Ubah yang keliru, atau batalkan perbaikannya."]

    def document_points(self) -> list[str]:
        """Which of the company's own documents the process still waits for, as sentences."""
        if self.process.requires is None or self.case.establishment is None:
            return []
        concerned = self.process.kbli_concerned(self.answers)
        return points_against(self.session, self.case.establishment, self.process.requires, self.today, kbli=concerned)

    def earlier_reason(self, finding: Finding) -> str:
        """The reason that was given at the same place for other answers; empty where there is none."""
        given = (reason for key, reason in self.case.confirmations.items() if key.startswith(f"{finding.place}:"))
        return next(given, "")

    def statement_point(self) -> str:
        """What is wrong with the signed statement; empty when it is there and belongs to these answers."""
        if self.process.statement is None:
            return ""
        if self.case.statement_id is None:
            return "Surat pernyataan bertanda tangan belum diunggah."
        if self.case.statement_digest != self.digest:
            return "Isian berubah setelah surat pernyataan dicetak. Cetak ulang, tanda tangani, lalu unggah lagi."
        return ""

    def moves_for(self, actor: Actor) -> list[Transition]:
        """The moves the actor may make now."""
        past = moves_since_sent(self.process, self.case.movements)
        return [
            move
            for move in self.process.flow.moves_from(self.state)
            if may_make(move, self.state, actor.roles, actor.person_id, past) and not self.why_not(move)
        ]

    def why_not(self, move: Transition) -> str:
        """Why nobody can make a move with this case now, as a sentence; empty where its holder can."""
        if move.restores and accepted_filing(self.case) is None:
            return "Belum ada versi yang diterima."
        if move.weighs_statement and is_unconfirmed(self.case.filings[-1] if self.case.filings else None):
            return (
                "Kode QR pada surat pernyataan tidak terbaca. Bandingkan suratnya lebih dahulu dan nyatakan sesuai, "
                "atau kembalikan laporannya."
            )
        ends = self.reopening_ends(move)
        if ends is not None and self.today > ends:
            return f"Masa perbaikan {self.case.title} berakhir pada {date_words(ends)}."
        return ""

    def reopening_ends(self, move: Transition) -> date | None:
        """The last day on which what was accepted can be opened again; None without a time limit."""
        accepted = accepted_filing(self.case)
        if not move.months or accepted is None or accepted.accepted_at is None:
            return None
        months = number(self.session, move.months)
        return months_after(accepted.accepted_at.astimezone(JAKARTA).date(), months) if months else None

    def barred_by_own_move(self, actor: Actor) -> bool:
        """True where the actor's role could move the case on, were it not for their own earlier move."""
        past = moves_since_sent(self.process, self.case.movements)
        who = (self.state, actor.roles, actor.person_id)
        return any(
            may_make(move, *who, []) and not may_make(move, *who, past)
            for move in self.process.flow.moves_from(self.state)
        )

    def held_for(self, actor: Actor) -> bool:
        """Whether the case rests with the actor's company (or applicant)."""
        return self.state.with_company and bool(actor.roles & self.state.holder)

    def closed_to(self, actor: Actor) -> str:
        """Why the actor may not change the answers now, as a sentence; empty where they may.

        The last day of a period ends the filling of drafts; what was returned has a time limit of its own.
        """
        if not self.held_for(actor):
            return f"Statusnya {self.state.label}; isiannya tidak dapat diubah sekarang."
        dates = window(self.session, self.process.key, self.period) if self.period and self.state.private else None
        if dates is not None and dates.last_edit_on is not None and self.today > dates.last_edit_on:
            return f"Masa pengisian {self.case.title} berakhir pada {date_words(dates.last_edit_on)}."
        return ""

    @property
    def current(self) -> Filing | None:
        """The filing that counts now: while a case rests closed the accepted one, whatever was sent and given up after
        it; else the last one. None before the first sending.
        """
        accepted = accepted_filing(self.case) if self.state.closed else None
        return accepted or filing_named(self.case, None)

    @property
    def filing(self) -> Filing | None:
        """The filing that is looked at: the current one where `shown` names none; NotFound for a number that there is
        not.
        """
        return self.current if self.shown is None else filing_named(self.case, self.shown)

    def filing_told(self) -> tuple[Told, list[dict[str, str]]]:
        """The filing in words, with what changed against its baseline marked; and the list of the changes."""
        filing = self.filing
        return told_against_baseline(self.case, filing) if filing is not None else ([], [])


def stands_as_it_is(step: type[Step], answers: dict[str, Any]) -> bool:
    """Whether a page, as it is opened for the first time, lacks nothing: all of it was carried over or may be blank."""
    return not missing_answers(step, step.opening(answers))


def missing_answers(step: type[Step], answers: dict[str, Any]) -> list[str]:
    """Labels of required fields of a page without an answer, rows and grid cells included."""
    missing = []
    for field in step.fields.values():
        if not field.required or field.computed or field.standing or not field.asked(answers):
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


def case_file(session: Session, actor: Actor, public_id: str, now: datetime, process: str = "") -> CaseFile:
    """The case with that public id, if the actor may see it; NotFound otherwise."""
    statement = select(Case).where(Case.public_id == public_id, visible(Case, actor))
    if process:
        statement = statement.where(Case.process == process)
    case = session.scalars(statement).unique().one_or_none()
    if case is None:
        raise NotFound
    return CaseFile(session, case, now.astimezone(JAKARTA).date())


def others_with_the_nib(session: Session, actor: Actor, case: Case, most: int = 5) -> list[Case]:
    """Other cases of the same process and NIB, newest first: duplicates of a registration, other places or periods."""
    return list(
        session.scalars(
            select(Case)
            .where(visible(Case, actor), Case.process == case.process, Case.nib == case.nib, Case.id != case.id)
            .order_by(Case.id.desc())
            .limit(most)
        ).unique()
    )


def periods_sent(session: Session, actor: Actor, process: type[Process]) -> list[Period]:
    """The periods of the cases that the actor may see, newest first."""
    if process.periods is None:
        return []
    keys = session.scalars(
        select(Case.subject)
        .where(visible(Case, actor), Case.process == process.key, Case.subject.is_not(None))
        .distinct()
    )
    return sorted((period_of(key) for key in keys if key), reverse=True)
