"""Reading cases: where one stands, what may be done with it, how far its pages are."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from siinas.catalogue import process as process_named
from siinas.models import Case, CaseAssessment, Filing, Movement
from siinas.process.assessments import Assessment
from siinas.process.checks import Facts
from siinas.process.declaration import Process
from siinas.process.flow import State, Transition, may_make
from siinas.process.periods import Period, months_after, period_of
from siinas.process.roles import Actor, Place, Roles
from siinas.process.routing import Routing
from siinas.process.telling import Told, digest_of, recorded_since, tell
from siinas.process.words import JAKARTA, date_words
from siinas.queries.answer_file import AnswerFile
from siinas.queries.case_facts import facts_for
from siinas.queries.filings import accepted_filing, filing_named, is_unconfirmed, told_against_baseline
from siinas.queries.movements import moves_since_sent
from siinas.queries.periods import window
from siinas.queries.requirements import points_against
from siinas.queries.scope import visible
from siinas.queries.settings import number
from siinas.refusal import NotFound

PARTY = "_party"
"""Under which key a movement keeps the party for which it was made."""


class CaseFile(AnswerFile):
    """A case with its declaration: answers, pages, moves and findings, for reading.

    `shown` is the number of the filing that is looked at, where it is not the current one.
    """

    case: Case
    process: type[Process]

    def __init__(self, session: Session, case: Case, today: date) -> None:
        super().__init__(session, case, process_named(case.process), today, case.establishment_id)
        self.shown: int | None = None

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
    def facts(self) -> Facts:
        """What the declaration may know beside the answers."""
        return self._once("facts", self._facts, self.case.subject, self.case.establishment)

    def stated(self) -> dict[str, Any]:
        """The stored form of what the company's own records state in the case, as long as it may be changed."""
        fields = [field for field in self.process.fields.values() if field.stated and field.recorded is not None]
        if not fields or not self.state.editable:
            return {}
        facts = self.facts
        found = {field.key: field.recorded(facts) for field in fields if field.recorded is not None}
        return {key: self.process.fields[key].to_json(value) for key, value in found.items() if value not in (None, "")}

    @property
    def answers(self) -> dict[str, Any]:
        """The typed answers, with what the records state."""
        return self._once("answers", lambda: self.process.from_json(self.stored()), self.case.answers)

    def stored(self) -> dict[str, Any]:
        """The stored form of the answers, with what the records state."""
        stated = self.stated()
        gone = {key for key, field in self.process.fields.items() if field.stated} if self.state.editable else set()
        return {k: v for k, v in self.case.answers.items() if k not in gone} | stated if gone else self.case.answers

    def stored_to_send(self) -> dict[str, Any]:
        """As that of any answers, with what the records state."""
        stored = super().stored_to_send()
        return stored | self.stated() if stored is not self.case.answers else self.stored()

    def answers_to_send(self) -> dict[str, Any]:
        """The same, typed."""
        stored = self.stored_to_send()
        return self.answers if stored is self.case.answers else self.process.from_json(stored)

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

    def open_points(self) -> list[str]:
        """What stands between the case and its sending, as sentences; empty when it may be sent."""
        return self.answer_points() + self.document_points() + self._unchanged()

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

    def statement_point(self) -> str:
        """What is wrong with the signed statement; empty when it is there and belongs to these answers."""
        if self.process.statement is None:
            return ""
        if self.case.statement_id is None:
            return "Surat pernyataan bertanda tangan belum diunggah."
        if self.case.statement_digest != self.digest:
            return "Isian berubah setelah surat pernyataan dicetak. Cetak ulang, tanda tangani, lalu unggah lagi."
        return ""

    @property
    def routing(self) -> Routing | None:
        """Which offices the case goes to; None where it was not routed."""
        return Routing.from_json(self.case.routing)

    def roles_of(self, actor: Actor) -> Roles:
        """The roles of the actor that count for this case as it rests: within reach, at the desk on which it lies."""
        case = self.case
        return actor.roles_at(Place(case.directorate, case.regency, case.office, case.desk or ""))

    def signed_by(self) -> list[Movement]:
        """The parties' moves since the case came to where it rests, where each of several parties makes one."""
        if not self.state.parties:
            return []
        key, found = self.case.state, []
        for movement in reversed(self.case.movements):
            if movement.source != key or movement.target != key:
                break
            found.append(movement)
        return found[::-1]

    def parties_open(self) -> dict[str, Roles]:
        """The parties that have not made the move yet which all of them must make."""
        signed = {movement.said.get(PARTY) for movement in self.signed_by()}
        return {name: roles for name, roles in self.state.parties.items() if name not in signed}

    def party_of(self, actor: Actor) -> str:
        """The party for which the actor can still make the move; "" where there is none."""
        roles = self.roles_of(actor)
        return next((name for name, whose in self.parties_open().items() if whose & roles), "")

    def may_move(self, move: Transition, actor: Actor) -> bool:
        """Whether the actor is one of those who make the move now, whatever else it waits for."""
        past = moves_since_sent(self.process, self.case.movements)
        return (
            move.exists_on(self.routing.marks if self.routing else frozenset())
            and may_make(move, self.state, self.roles_of(actor), actor.person_id, past)
            and (not move.each or bool(self.party_of(actor)))
        )

    def moves_for(self, actor: Actor) -> list[Transition]:
        """The moves the actor may make now."""
        moves = self.process.flow.moves_from(self.state)
        return [move for move in moves if self.may_move(move, actor) and not self.why_not(move)]

    def hindered_for(self, actor: Actor) -> list[tuple[Transition, str]]:
        """The moves that the actor could make were it not for an assessment that is not filled in, each with why."""
        found = []
        for move in self.process.flow.moves_from(self.state):
            if move.assessed and self.may_move(move, actor) and (reason := self.held_up(move)):
                found.append((move, reason))
        return found

    def assessed(self) -> dict[str, dict[str, Any]]:
        """The answers of the assessments of the present sending, by their keys."""
        kinds = {paper.key: paper for paper in self.process.assessments}
        sequence = len(self.case.filings)
        return {
            row.kind: kinds[row.kind].from_json(row.answers)
            for row in self.case.assessments
            if row.sequence == sequence and row.kind in kinds
        }

    def held_up(self, move: Transition) -> str:
        """What the assessments leave open before a move, as a sentence; empty where nothing."""
        for key in move.assessed:
            paper = assessment_of(self, key)
            if points := paper.open_points():
                return f"{paper.process.title}: {points[0]}"
        return move.held_up(self.answers, self.assessed()) if move.held_up is not None else ""

    def proposed(self, move: Transition) -> dict[str, Any]:
        """What the form of a move begins with."""
        return move.proposes(self.answers, self.assessed(), self.facts) if move.proposes is not None else {}

    def why_not(self, move: Transition) -> str:
        """Why nobody can make a move with this case now, as a sentence; empty where its holder can."""
        if move.restores and accepted_filing(self.case) is None:
            return "Belum ada versi yang diterima."
        if move.weighs_statement and is_unconfirmed(self.case.filings[-1] if self.case.filings else None):
            return (
                "Kode QR pada surat pernyataan tidak terbaca. Bandingkan suratnya lebih dahulu dan nyatakan sesuai, "
                "atau kembalikan laporannya."
            )
        if reason := self.held_up(move):
            return reason
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
        who = (self.state, self.roles_of(actor), actor.person_id)
        return any(
            may_make(move, *who, []) and not may_make(move, *who, past)
            for move in self.process.flow.moves_from(self.state)
        )

    def held_for(self, actor: Actor) -> bool:
        """Whether the case rests with the actor's company (or applicant), who may change its answers."""
        return self.state.editable and bool(actor.roles & self.state.holder)

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


class AssessmentFile(AnswerFile):
    """An assessment of a case with its declaration, for reading and filling in."""

    case: CaseAssessment
    process: type[Assessment]

    def __init__(self, about: CaseFile, row: CaseAssessment, paper: type[Assessment]) -> None:
        super().__init__(about.session, row, paper, about.today, about.case.establishment_id)
        self.about = about

    @property
    def facts(self) -> Facts:
        """The facts of the case, with its answers and those of its other assessments."""
        others = {key: answers for key, answers in self.about.assessed().items() if key != self.process.key}
        sent = self.about.case.sent_at
        sent_on = sent.astimezone(JAKARTA).date() if sent else None
        return replace(self.about.facts, about=self.about.answers, assessed=others, sent_on=sent_on)

    def closed_to(self, actor: Actor) -> str:
        """It is filled in where it is declared to be, by whoever holds the case there."""
        state = self.about.state
        if state.key not in self.process.filled_in:
            return f"Statusnya {state.label}; {self.process.title} tidak dapat diubah sekarang."
        if not self.about.roles_of(actor) & state.holder:
            return f"{self.process.title} diisi oleh yang memegang perkara ini."
        return ""

    def open_points(self) -> list[str]:
        """What stands between the assessment and the moves that wait for it, as sentences."""
        missing = self.process.photos - len(self.case.photos)
        photos = [f"Foto kurang {missing}; paling sedikit {self.process.photos}."] if missing > 0 else []
        return self.answer_points() + photos


def assessment_of(file: CaseFile, key: str) -> AssessmentFile:
    """The assessment of that key for the present sending; one that nobody has saved yet is not in the database.

    It begins with what was answered about the last sending. NotFound for a key that there is not.
    """
    paper = next((one for one in file.process.assessments if one.key == key), None)
    if paper is None:
        raise NotFound
    sequence = len(file.case.filings)
    rows = [row for row in file.case.assessments if row.kind == key]
    now = next((row for row in rows if row.sequence == sequence), None)
    if now is None:
        others = {k: a for k, a in file.assessed().items() if k != key}
        first = paper.first_answers(file.answers, file.facts, others)
        begun = paper.to_json(first) | (rows[-1].answers if rows else {})
        now = CaseAssessment(
            kind=key,
            sequence=sequence,
            answers=begun,
            typed={},
            saves={},
            left_out={},
            confirmations=dict(rows[-1].confirmations) if rows else {},
            saved_by="",
            in_words=[],
            digest="",
            photos=[],
        )
    return AssessmentFile(file, now, paper)


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
