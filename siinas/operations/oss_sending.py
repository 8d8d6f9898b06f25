"""Calls to OSS on their way: sent in their order by the outbox, tried again where that helps, licences asked after."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

from sqlalchemy import and_, delete, or_, select

from siinas.integrations import oss
from siinas.models import Case, OssCall, OssLicence, OutboxRow
from siinas.operations import oss_taking
from siinas.operations.oss import Question, leave_job, quietly_ask
from siinas.operations.oss_taking import WHEN_TOLD, Told
from siinas.operations.work import Work, housekeeping, operation
from siinas.process.roles import SYSTEM, Role
from siinas.queries.oss import ahead_of, heads_of_lines, outcome_of
from siinas.queries.settings import number
from siinas.reference.oss import APPROVED, AUTOMATIC, ENDED, REVOKED
from siinas.refusal import NotPermitted, Refused

log = logging.getLogger("siinas.oss")
MOST_TRIES = 8
"""So often a call is tried: as often as the outbox tries a job."""
CLAIM = timedelta(minutes=2)
"""Longer than a call can last (`siinas.integrations.oss`): after it whoever was at it is gone."""
CHECK = "checkLicenseStatus"
MOST_CHECKS = 50
SOON = timedelta(seconds=30)
"""How often the stand-in of a demo is asked: nobody wants to wait for an hour there."""
KEPT = timedelta(days=30)
"""How long the portal keeps what it asked by itself, and asks for the file of an issued licence."""
ISSUED = frozenset({APPROVED, AUTOMATIC})


def send(work: Work, recipient: str, payload: dict[str, Any]) -> None:
    """The outbox's job: send one call, unless it is not its turn; raises TryAgain for the outbox to repeat it.

    A call that is not sent now is left to whatever holds it up: the earlier call of its licence leaves a new job when
    it is through, and `reconcile` does once OSS is configured.
    """
    if not work.services.oss.configured:
        return
    claimed = _claim(work, payload["call_id"])
    if claimed is None:
        return
    method, request = claimed
    try:
        reply = work.services.oss.send(method, request)
        answer = oss.read(method, reply)
    except oss.TryAgain as problem:
        if _tried(work, payload["call_id"], problem):
            raise
    except oss.OssProblem as problem:
        _given_up(work, payload["call_id"], problem)
    else:
        _answered(work, payload["call_id"], reply, answer)


@housekeeping
def _claim(work: Work, call_id: int) -> tuple[str, dict[str, Any]] | None:
    """The call, for as long as one can last; None where it is done, somebody else's, or not yet its turn."""
    call = _locked(work, call_id)
    if call.state != "waiting" or (call.claimed_until is not None and call.claimed_until > work.now):
        return None
    if work.session.scalars(ahead_of(call)).first() is not None:
        return None
    call.claimed_until = work.now + CLAIM
    return call.method, dict(call.request)


def _locked(work: Work, call_id: int) -> OssCall:
    return work.session.get_one(OssCall, call_id, with_for_update=True, populate_existing=True)


def _note(work: Work, call: OssCall, problem: oss.OssProblem) -> None:
    call.attempts += 1
    call.http, call.kode, call.words = problem.http, problem.kode, problem.words[:1000]
    call.answer, call.answered_at, call.claimed_until = problem.answer, work.now, None


@housekeeping
def _tried(work: Work, call_id: int, problem: oss.OssProblem) -> bool:
    """Whether the call is to be tried again; after the last try it has failed."""
    call = _locked(work, call_id)
    if call.state != "waiting":
        return False
    _note(work, call, problem)
    if call.attempts < MOST_TRIES:
        return True
    _give_up(work, call, "failed")
    return False


@housekeeping
def _given_up(work: Work, call_id: int, problem: oss.OssProblem) -> None:
    """A call that OSS has refused, or has answered in a way that nobody understands."""
    call = _locked(work, call_id)
    if call.state == "waiting":
        _note(work, call, problem)
        _give_up(work, call, "refused" if isinstance(problem, oss.NeverAgain) else "failed")
        if call.state == "refused":
            _next(work, call)


def _give_up(work: Work, call: OssCall, state: str) -> None:
    call.state = state
    work.record(
        "oss.refused" if state == "refused" else "oss.failed",
        call,
        after={"method": call.method, "id_izin": call.id_izin, "kode": call.kode, "problem": call.words[:500]},
        establishment_id=call.establishment_id,
    )


@housekeeping
def _answered(work: Work, call_id: int, reply: oss.Reply, answer: oss.Answer) -> None:
    call = _locked(work, call_id)
    if call.state != "waiting":
        return
    call.attempts += 1
    call.state, call.answered_at, call.claimed_until = "done", work.now, None
    call.http, call.kode, call.words = reply.http, reply.kode[:5], reply.words[:1000]
    call.answer = oss_taking.kept(reply.answer)
    oss_taking.take(work, call, answer)
    _next(work, call)
    if call.method == CHECK and call.asked_by == SYSTEM.name:
        # The portal asks again and again by itself: only the last time is worth a row.
        before = (OssCall.method == CHECK, OssCall.id_izin == call.id_izin, OssCall.asked_by == SYSTEM.name)
        work.session.execute(delete(OssCall).where(*before, OssCall.state == "done", OssCall.id < call.id))


def _next(work: Work, call: OssCall) -> None:
    """The next call about the same licence has its turn."""
    if not call.id_izin:
        return
    work.session.flush()
    following = heads_of_lines().where(OssCall.id_izin == call.id_izin).order_by(OssCall.id).limit(1)
    found = work.session.scalars(following).first()
    if found is not None:
        leave_job(work, found)


@operation
def try_again(work: Work, call_id: int) -> None:
    """An administrator sends a failed call again, with what hangs on it behind it."""
    if not work.actor.may_be(frozenset({Role.ADMINISTRATOR})):
        raise NotPermitted("Panggilan diulang oleh administrator.")
    call = work.find(OssCall, OssCall.id == call_id, lock=True)
    if call.state != "failed":
        raise Refused("Hanya panggilan yang gagal yang dapat dicoba lagi; yang ditolak OSS tidak akan diterima.")
    call.state, call.attempts = "waiting", 0
    leave_job(work, call)
    work.record("oss.retried", call, before={"state": "failed"}, after={"state": "waiting", "method": call.method})


@operation
def give_up(work: Work, call_id: int) -> None:
    """An administrator lays a failed call aside, so that later ones about its licence go on without it."""
    if not work.actor.may_be(frozenset({Role.ADMINISTRATOR})):
        raise NotPermitted("Panggilan dilewati oleh administrator.")
    call = work.find(OssCall, OssCall.id == call_id, lock=True)
    if call.state != "failed":
        raise Refused("Hanya panggilan yang gagal yang dapat dilewati.")
    call.state = "refused"
    _next(work, call)
    work.record("oss.skipped", call, after={"method": call.method, "id_izin": call.id_izin})


# What became of it


def reconcile(work: Work) -> None:
    """The worker's round: licences find their establishments, calls without a job get one, waiting licences are asked
    after, files of issued licences are asked for."""
    oss_taking.adopt(work)
    if not work.services.oss.configured:
        return
    _wake(work)
    _check(work)


@housekeeping
def _wake(work: Work) -> None:
    statement = (
        heads_of_lines()
        .outerjoin(OutboxRow, OutboxRow.id == OssCall.job_id)
        .where(
            or_(OutboxRow.id.is_(None), OutboxRow.status != "waiting"),
            or_(OssCall.claimed_until.is_(None), OssCall.claimed_until < work.now),
        )
        .order_by(OssCall.id)
        .limit(200)
    )
    for call in work.session.scalars(statement).all():
        leave_job(work, call)


@housekeeping
def _check(work: Work) -> None:
    """Ask after licences whose case is open; after the file of one that is issued and has none."""
    pause = timedelta(minutes=number(work.session, "oss_check_minutes"))
    before = work.now - (SOON if work.services.configuration.oss_is_simulated else pause)
    rows = work.session.scalars(
        select(OssLicence)
        .join(Case, Case.id == OssLicence.case_id)
        .where(
            or_(Case.closed_at.is_(None), and_(OssLicence.file_url == "", OssLicence.status_at > work.now - KEPT)),
            OssLicence.revoked_at.is_(None),
            or_(OssLicence.checked_at.is_(None), OssLicence.checked_at < before),
        )
        .order_by(OssLicence.checked_at.asc().nulls_first(), OssLicence.id)
        .limit(MOST_CHECKS)
    ).all()
    for licence in rows:
        licence.checked_at, about = work.now, Question("", "", licence, "")
        if outcome_of(work.session, licence) not in ENDED:
            quietly_ask(work, CHECK, about, case=licence.case)
        elif not licence.file_url and outcome_of(work.session, licence) in ISSUED:
            quietly_ask(work, "inqueryFileDS", about, case=licence.case)


@housekeeping
def sweep(work: Work) -> None:
    """Forget what the portal asked by itself a month ago; what was told to OSS or received from it stays."""
    work.session.execute(
        delete(OssCall).where(
            OssCall.method.in_((CHECK, "inqueryFileDS")),
            OssCall.state.in_(("done", "refused")),
            OssCall.asked_by == SYSTEM.name,
            OssCall.created_at < work.now - KEPT,
        )
    )


def hear(work: Work, recipient: str, payload: dict[str, Any]) -> None:
    """The outbox's job: let the process of a case act on what OSS has said of its licence (`WHEN_TOLD`)."""
    licence = work.session.get(OssLicence, payload["licence_id"])
    if licence is None or licence.case_id is None:
        return
    case = work.session.get_one(Case, licence.case_id)
    hook = WHEN_TOLD.get(case.process)
    outcome = outcome_of(work.session, licence)
    if hook is None or (outcome != payload["outcome"] and outcome != REVOKED):
        return
    told = Told(case.id, licence.id, outcome, licence.status, licence.status_words, licence.status_at or work.now)
    try:
        hook(work, told)
    except Refused as refusal:
        # The case is not where this could move it: nobody is helped by trying again.
        log.warning("case %s did not follow OSS (%s): %s", case.number, outcome, refusal.reason)
