"""Opening cases, saving their pages and moving them: the one engine behind every process of the catalogue."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from sqlalchemy import select

from siinas.catalogue import process as process_named
from siinas.models import Case, Establishment, Filing, Movement
from siinas.models.case import CaseNumber
from siinas.operations import obligations
from siinas.operations.assessments import close_assessments
from siinas.operations.case_files import forget_unsent
from siinas.operations.corrections import mark_accepted, restore_accepted
from siinas.operations.figures import project_figures
from siinas.operations.files import CheckedFile, attach
from siinas.operations.journal import ensure
from siinas.operations.letters import issue_for, issue_receipt
from siinas.operations.notices import tell_after
from siinas.operations.oss_cases import tell_oss
from siinas.operations.page_saving import PagePost, store_page
from siinas.operations.routing import reroute, route
from siinas.operations.statements import reading_of, remember_print, was_printed
from siinas.operations.topics import shortened, topic_of
from siinas.operations.work import Work, operation
from siinas.process.declaration import Process
from siinas.process.flow import Transition, may_make
from siinas.process.judging import faults
from siinas.process.routing import MINISTRY_DESK
from siinas.process.slices import RowSlice
from siinas.process.words import JAKARTA, moment_words
from siinas.queries.case_facts import facts_for
from siinas.queries.cases import PARTY, CaseFile
from siinas.queries.move_quotes import move_quotes
from siinas.queries.service_time import due_moment
from siinas.refusal import NotPermitted, Refused, Stale

Effect = Callable[[Work, CaseFile, Mapping[str, Any]], None]
EFFECTS: dict[str, Effect] = {
    "accept_filing": mark_accepted,
    "project_figures": project_figures,
    "reroute": reroute,
}


def effect(function: Effect) -> Effect:
    """Make a function the effect that declarations name by its name."""
    EFFECTS[function.__name__] = function
    return function


def next_number(work: Work, process: type[Process]) -> str:
    """`LP-2026-000123`: from one counter per process and year, under lock."""
    year = work.now.astimezone(JAKARTA).year
    ensure(work.session, CaseNumber, process=process.key, year=year, last=0)
    counter = work.session.scalars(
        select(CaseNumber).where(CaseNumber.process == process.key, CaseNumber.year == year).with_for_update()
    ).one()
    counter.last += 1
    return f"{process.code}-{year}-{counter.last:06d}"


def new_case(work: Work, process: type[Process], *, title: str, **columns: Any) -> Case:
    """A case in the first state of its flow; the caller fills in whose it is."""
    state = process.flow.start
    case = Case(
        public_id=secrets.token_urlsafe(18),
        number=next_number(work, process),
        process=process.key,
        edition=process.edition,
        title=title,
        state=state.key,
        state_since=work.now,
        due_at=due_moment(work.session, process, state, work.now),
        opened_at=work.now,
        typed={},
        saves={},
        confirmations={},
        **({"answers": {}, "evidence": {}} | columns),
    )
    work.session.add(case)
    work.session.flush()
    return case


@operation
def open_case(work: Work, process_key: str, about: str = "") -> Case:
    """Begin a draft of the establishment being worked in, about a period or a subject where the process has them.

    Refused for one that is not open, or that has a case already.
    """
    process = process_named(process_key)
    if not work.actor.may_be(process.opened_by):
        raise NotPermitted(f"{process.title} dibuat oleh akun perusahaan.")
    establishment = work.find(Establishment, Establishment.id == work.actor.establishment_id)
    topic = topic_of(work, process, establishment, about)
    facts = facts_for(work.session, process, establishment, work.now.astimezone(JAKARTA).date(), topic.about)
    case = new_case(
        work,
        process,
        title=shortened(f"{process.title}{topic.title}"),
        establishment_id=establishment.id,
        subject=about if topic.about else None,
        company_name=establishment.legal_entity.name,
        nib=establishment.legal_entity.nib,
        regency=establishment.regency,
        directorate=establishment.directorate,
        answers=process.to_json(process.first_answers(facts) | topic.standing),
    )
    obligations.follow(work, CaseFile(work.session, case, work.now.astimezone(JAKARTA).date()))
    work.record("case.opened", case, after={"number": case.number, "title": case.title})
    return case


def editable(work: Work, public_id: str) -> CaseFile:
    """The locked case, if the actor may change its answers now."""
    case = work.find(Case, Case.public_id == public_id, lock=True)
    file = CaseFile(work.session, case, work.now.astimezone(JAKARTA).date())
    if reason := file.closed_to(work.actor):
        raise Refused(reason)
    return file


@operation
def save_page(
    work: Work,
    public_id: str,
    step_key: str,
    *,
    values: Mapping[str, Any] | None,
    typed: list[list[str]] | None,
    seen: int,
    files: Mapping[str, CheckedFile] = MappingProxyType({}),
    removed: Collection[str] = (),
    unread: Collection[str] | None = None,
    slices: Mapping[str, RowSlice] = MappingProxyType({}),
) -> None:
    """Save one page of a draft.

    `files` are the files that came with it, by their questions, and `removed` the questions whose file is taken back;
    both count whether or not the other answers can be taken over.

    `values` are the answers of the page, or None when something on it cannot be taken over; `typed` is then what was
    typed, kept to the letter. Where that concerns some parts of the page only, `unread` names them (a table by its
    key, all beside the tables by "") and `values` holds the answers of the others. `slices` are the rows in whose place
    those of a table come; all, where none is given. `seen` is the count of saves when the page was opened: Stale if
    somebody saved meanwhile. Refused where a value is none that its field allows.
    """
    file = editable(work, public_id)
    before, case = dict(file.case.answers), file.case
    post = PagePost(values, typed, seen, files, removed, unread, slices)
    stored = store_page(work, file, step_key, post, establishment_id=case.establishment_id, case_id=case.id)
    forget_unsent(work, case, {key: before.get(key) for key in stored.step.fields})
    told: dict[str, Any] = {"page": stored.step.key, "unread": stored.unread, "rows_from": stored.rows_from}
    if not stored.rows_from:
        del told["rows_from"]
    work.record("case.page_saved", case, before=stored.old, after=stored.new | told)


SHORTEST_EXPLANATION = 10
"""Characters without which a reason explains nothing."""


@operation
def confirm_findings(work: Work, public_id: str, reasons: Mapping[str, str]) -> None:
    """Keep the reasons given for warnings; Refused, at the warning meant, where one is too short to be a reason."""
    file = editable(work, public_id)
    known = {finding.key for finding in file.findings() if not finding.hard}
    for key in known:
        if 0 < len(reasons.get(key, "").strip()) < SHORTEST_EXPLANATION:
            sentence = f"Jelaskan dengan paling sedikit {SHORTEST_EXPLANATION} huruf, supaya petugas memahaminya."
            raise Refused(sentence, field=key)
    kept = {key: reason.strip()[:1000] for key, reason in reasons.items() if key in known and reason.strip()}
    before = dict(file.case.confirmations)
    file.case.confirmations = kept
    work.record("case.warnings_explained", file.case, before=before, after=kept)


def check_printable(file: CaseFile) -> None:
    """Refused while a page is not complete: the statement holds its figures."""
    pages = [page.step.title for page in file.pages() if page.status != "complete"]
    if pages:
        raise Refused(f"Lengkapi dahulu halaman {', '.join(pages)}; surat pernyataan memuat angka-angkanya.")


@operation
def note_printed(work: Work, public_id: str, digest: str = "") -> str:
    """Note that the statement was printed for the answers as they stand; returns their digest.

    `digest` is that of the printed sheet: Stale when the answers have changed since it was made.
    """
    file = editable(work, public_id)
    check_printable(file)
    if digest and digest != file.digest:
        raise Stale("Isian berubah ketika surat sedang dicetak. Cetak sekali lagi.")
    file.case.printed_digest = file.digest
    remember_print(file.case, file.digest, work.now)
    work.record("case.statement_printed", file.case, after={"digest": file.digest})
    return file.digest


@operation
def attach_statement(work: Work, public_id: str, checked: CheckedFile, codes: Sequence[str] = ()) -> str:
    """Keep the signed statement of the answers as they stand; returns what was read on it (MATCHED or UNREAD).

    `codes` are those on the sheet (`statements.codes_of`). Refused for the letter of another version or report.
    """
    file = editable(work, public_id)
    case = file.case
    if not case.printed_digest:
        raise Refused("Cetak surat pernyataan lebih dahulu, tanda tangani, lalu unggah hasil pindainya.")
    reading = reading_of(work, file, list(codes))
    if not was_printed(case, file.digest):
        raise Refused("Isian berubah setelah surat dicetak. Cetak ulang surat pernyataan, lalu unggah yang baru.")
    attachment = attach(work, checked, establishment_id=case.establishment_id, case_id=case.id)
    before = {"statement": case.statement_id}
    case.statement_id, case.statement_digest, case.statement_reading = attachment.id, file.digest, reading
    work.record(
        "case.statement_uploaded",
        case,
        before=before,
        after={
            "statement": attachment.id,
            "sha256": attachment.sha256,
            "digest": case.statement_digest,
            "reading": reading["outcome"],
        },
    )
    return str(reading["outcome"])


@operation
def move(
    work: Work,
    public_id: str,
    transition_key: str,
    *,
    said: Mapping[str, Any] | None = None,
    version: int | None = None,
    once: str | None = None,
) -> Case:
    """Move a case. `version` is what the person saw; `once` makes a repeated click the same act.

    Raises Stale with the name of whoever was faster, NotPermitted for a person who may not, Refused with all open
    points where a sending is not complete.
    """
    case = work.find(Case, Case.public_id == public_id, lock=True)
    file = CaseFile(work.session, case, work.now.astimezone(JAKARTA).date())
    if once and any(movement.once == once for movement in case.movements):
        return case
    transition = file.process.flow.transitions.get(transition_key)
    if transition is None:
        raise Refused("Tindakan ini tidak dikenal.")
    _check_may_move(work, file, transition, version)
    _check_said(file, transition, said or {})
    return carry_out(work, file, transition, said or {}, once)


def _check_may_move(work: Work, file: CaseFile, transition: Transition, version: int | None) -> None:
    case = file.case
    if (version is not None and case.version != version) or file.state not in transition.sources:
        last = case.movements[-1] if case.movements else None
        if last is not None:
            label = file.process.flow.transitions[last.transition].label
            raise Stale(
                f"{last.person_name} sudah memilih “{label}” pada {moment_words(last.at)}. "
                f"Status sekarang: {file.state.label}. Keputusan Anda tidak disimpan."
            )
        raise Stale
    if not transition.exists_on(file.routing.marks if file.routing else frozenset()):
        raise Refused("Tindakan ini tidak ada pada jalur perkara ini.")
    if file.may_move(transition, work.actor):
        if reason := file.why_not(transition):
            raise Refused(reason)
        return
    roles = file.roles_of(work.actor)
    if may_make(transition, file.state, roles, work.actor.person_id, []):
        if transition.each:
            raise Refused("Anda sudah menandatangani. Perkara berlanjut setelah pihak lain menandatangani.")
        raise NotPermitted("Tahap sebelumnya Anda kerjakan sendiri. Tahap ini harus dikerjakan orang lain.")
    if case.desk and work.actor.roles & transition.movers(file.state):
        raise NotPermitted("Perkara ini ditangani instansi lain yang berwenang.")
    allowed = ", ".join(sorted(role.label for role in transition.movers(file.state)))
    raise NotPermitted(f"Tindakan “{transition.label}” hanya untuk: {allowed}.")


def _check_said(file: CaseFile, transition: Transition, said: Mapping[str, Any]) -> None:
    if transition.asks is None:
        return
    for key, field in transition.asks.fields.items():
        if field.required and field.asked(said) and not str(said.get(key) or "").strip():
            raise Refused(f"Isi {field.label}.", field=key)
    for fault in faults(transition.asks, said, file.source.codes):
        raise fault.refused()


def carry_out(work: Work, file: CaseFile, transition: Transition, said: Mapping[str, Any], once: str | None) -> Case:
    """Make a permitted move: freeze, effects, letters, new state, deadline, notices, journal."""
    case, process = file.case, file.process
    source = file.state
    if transition.freezes:
        freeze(work, file, needs_statement=transition.needs_statement)
        route(work, file)
    party = file.party_of(work.actor) if transition.each else ""
    if party and len(file.parties_open()) > 1:
        return sign_for(work, file, transition, party, said, once)
    movement = _moved(work, file, transition, transition.target.key, said, party, once)
    for name in transition.does:
        EFFECTS[name](work, file, said)
    close_assessments(work, file, transition)
    issue_for(
        work,
        file,
        transition,
        authority=case.desk or MINISTRY_DESK,
        quotes=move_quotes(file, transition, said),
    )
    if transition.target.closed and process.subjects is not None:
        case.subject = None
    case.state, case.state_since = transition.target.key, work.now
    case.desk = transition.target.desk(file.routing) or None
    case.due_at = due_moment(work.session, process, transition.target, work.now)
    case.closed_at = work.now if transition.target.closed else None
    if transition.restores:
        restore_accepted(work, file)
    case.version += 1
    obligations.follow(work, file)
    tell_after(work, file, transition, movement)
    tell_oss(work, file, transition, movement)
    work.record(
        f"case.{transition.key}",
        case,
        before={"state": source.key},
        after={"state": case.state, "number": case.number, "said": movement.said},
    )
    return case


def _moved(
    work: Work,
    file: CaseFile,
    transition: Transition,
    target: str,
    said: Mapping[str, Any],
    party: str,
    once: str | None,
) -> Movement:
    """The entry of a move in the history of its case."""
    movement = Movement(
        case_id=file.case.id,
        transition=transition.key,
        source=file.case.state,
        target=target,
        person_id=work.actor.person_id,
        person_name=work.actor.name,
        at=work.now,
        said=said_of(file, transition, said, party),
        once=once,
    )
    file.case.movements.append(movement)
    return movement


def said_of(file: CaseFile, transition: Transition, said: Mapping[str, Any], party: str) -> dict[str, Any]:
    """What a movement keeps: what was said with it, what it says by itself, and the party for which it was made."""
    asked = transition.asks.fields if transition.asks else {}
    kept = dict(transition.asks.to_json(said)) if transition.asks else {}
    by_itself = {key: text for key, text in file.proposed(transition).items() if key not in asked and text}
    return by_itself | kept | ({PARTY: party} if party else {})


def sign_for(
    work: Work, file: CaseFile, transition: Transition, party: str, said: Mapping[str, Any], once: str | None
) -> Case:
    """One of several parties makes the move that all must make: the case rests where it is until the last one did."""
    case = file.case
    movement = _moved(work, file, transition, case.state, said, party, once)
    case.version += 1
    work.record(
        f"case.{transition.key}",
        case,
        before={"state": case.state},
        after={"state": case.state, "number": case.number, "said": movement.said},
    )
    return case


def freeze(work: Work, file: CaseFile, *, needs_statement: bool = False) -> None:
    """Make the frozen copy of what is sent, and the receipt for it; Refused with every open point where something is
    missing.
    """
    case = file.case
    points = file.open_points()
    if needs_statement and (problem := file.statement_point()):
        points.append(problem)
    if points:
        raise Refused(" ".join(points))
    case.sent_at = work.now
    case.answers = file.stored()
    titles = {step.key: step.title for step in file.process.asked_steps(file.answers)}
    work.session.add(
        Filing(
            case=case,
            sequence=len(case.filings) + 1,
            edition=case.edition,
            answers=file.stored_to_send(),
            in_words=file.told(),
            confirmations={
                finding.key: {
                    "message": finding.message,
                    "page": titles[finding.step],
                    "where": finding.row_title,
                    "figures": [list(figure) for figure in finding.figures],
                    "reason": case.confirmations[finding.key],
                }
                for finding in file.findings()
                if finding.key in case.confirmations
            },
            digest=file.digest,
            statement_id=case.statement_id,
            statement_reading=case.statement_reading,
            sent_by=work.actor.name,
            sent_at=work.now,
        )
    )
    issue_receipt(work, file)


@effect
def free_period(work: Work, file: CaseFile, said: Mapping[str, Any]) -> None:
    """A discarded draft no longer takes its period."""
    file.case.subject = None
