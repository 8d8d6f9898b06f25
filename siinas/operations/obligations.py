"""What companies owe: made when a window opens, kept in step with the case, put right when a stage changes."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, Date, delete, exists, false, func, literal, select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session, lazyload

from siinas.catalogue import process as process_named
from siinas.catalogue import processes
from siinas.models import BusinessLine, Case, Establishment, EstablishmentStage, ReportingPeriod, ReportObligation
from siinas.operations.work import Work, operation
from siinas.process.flow import State
from siinas.process.periods import period_of
from siinas.process.words import JAKARTA
from siinas.queries.cases import CaseFile
from siinas.queries.earlier import read_tolerantly
from siinas.queries.obligations import Standings, end_of, owed, row_in_force, standing_in_force

CHUNK = 10_000
"""So many establishments are looked at in one transaction."""
OPEN = ("none", "draft")
"""States of an obligation in which nothing was sent yet."""


def extend(work: Work) -> int:
    """Make the obligations of all windows that have opened since; how many. May be called as often as one likes."""
    made = 0
    while (some := _extend_some(work)) is not None:
        made += some
    return made


@operation
def _extend_some(work: Work) -> int | None:
    """The next part of a window that has opened; None where all are done."""
    today = work.now.astimezone(JAKARTA).date()
    row = work.session.scalars(
        select(ReportingPeriod)
        .where(
            ReportingPeriod.opens_on <= today,
            ReportingPeriod.retired_on.is_(None),
            ReportingPeriod.counted_on.is_(None),
            ReportingPeriod.process.in_(processes()),
        )
        .order_by(ReportingPeriod.opens_on, ReportingPeriod.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).one_or_none()
    if row is None:
        return None
    after = row.counted_through
    ids = select(Establishment.id).where(Establishment.id > after).order_by(Establishment.id).limit(CHUNK).subquery()
    last = work.session.scalar(select(func.max(ids.c.id)))
    made = 0
    if last is not None:
        made = _make(work, row, Establishment.id > after, Establishment.id <= last)
        row.counted_through = last
    if not work.session.scalar(select(exists().where(Establishment.id > row.counted_through))):
        row.counted_on = today
    work.record("obligations.made", row, after={"process": row.process, "period": row.period, "rows": made})
    return made


def _make(work: Work, window: ReportingPeriod, *criteria: ColumnElement[bool]) -> int:
    """The obligations of a window for the establishments meant, in one statement; those that are there stay.

    One that registered after the due day owes nothing. Reports that were begun earlier are found by `_catch_up`.
    """
    period, process = period_of(window.period), process_named(window.process)
    today = work.now.astimezone(JAKARTA).date()
    main = select(func.min(BusinessLine.kbli_code)).where(
        BusinessLine.establishment_id == Establishment.id, BusinessLine.is_main
    )
    stage, category = standing_in_force()
    values: dict[str, Any] = {
        "process": literal(process.key),
        "period": literal(period.key),
        "establishment_id": Establishment.id,
        "stage": stage,
        "category": category,
        "regency": Establishment.regency,
        "kbli": main.correlate(Establishment).scalar_subquery(),
        "directorate": Establishment.directorate,
        "counted_on": literal(today, Date()),
        "due_on": literal(window.due_on, Date()),
        "state": literal("none"),
        "late": false(),
        "says_something": false(),
    }
    source = (
        select(*values.values())
        .select_from(Establishment)
        .outerjoin(EstablishmentStage, EstablishmentStage.id == row_in_force(period.last_day))
        .where(
            Establishment.registered_at < end_of(window.due_on),
            owed(process, stage, category),
            *criteria,
        )
    )
    with work.unscoped() as session:
        build: Any = postgresql_insert if session.get_bind().dialect.name == "postgresql" else sqlite_insert
        statement = build(ReportObligation).from_select(list(values), source).on_conflict_do_nothing()
        counted = session.execute(statement, execution_options={"preserve_rowcount": True})
        made = cast("CursorResult[Any]", counted).rowcount
        if made:
            _catch_up(session, window, *criteria)
    return int(made)


def _catch_up(session: Session, window: ReportingPeriod, *criteria: ColumnElement[bool]) -> None:
    """Put new obligations in step with reports that were there before them."""
    rows = session.execute(
        select(ReportObligation, Case)
        .options(lazyload(ReportObligation.establishment))
        .join(Case, Case.establishment_id == ReportObligation.establishment_id)
        .join(Establishment, Establishment.id == Case.establishment_id)
        .where(
            ReportObligation.process == window.process,
            ReportObligation.period == window.period,
            ReportObligation.case_id.is_(None),
            Case.process == window.process,
            Case.subject == window.period,
            *criteria,
        )
    ).unique()
    for obligation, case in rows.all():
        _put(obligation, CaseFile(session, case, case.opened_at.astimezone(JAKARTA).date()))


def follow(work: Work, file: CaseFile) -> None:
    """Bring the obligation of a report in step with it, in the same transaction; a report that is not owed has none."""
    case = file.case
    if file.process.periods is None or case.establishment_id is None:
        return
    with work.unscoped() as session:
        session.flush()
        obligation = _of_case(session, case)
        if obligation is None and case.subject is not None:
            window = session.scalars(
                select(ReportingPeriod).where(
                    ReportingPeriod.process == case.process,
                    ReportingPeriod.period == case.subject,
                    ReportingPeriod.retired_on.is_(None),
                    ReportingPeriod.opens_on <= file.today,
                )
            ).one_or_none()
            if window is not None and _make(work, window, Establishment.id == case.establishment_id):
                obligation = _of_case(session, case)
        if obligation is not None:
            _put(obligation, file)
            session.flush()


def _of_case(session: Session, case: Case) -> ReportObligation | None:
    wanted = select(ReportObligation).options(lazyload(ReportObligation.establishment))
    own = session.scalars(wanted.where(ReportObligation.case_id == case.id)).one_or_none()
    if own is not None or case.subject is None:
        return own
    return session.scalars(
        wanted.where(
            ReportObligation.process == case.process,
            ReportObligation.period == case.subject,
            ReportObligation.establishment_id == case.establishment_id,
        )
    ).one_or_none()


def _put(obligation: ReportObligation, file: CaseFile) -> None:
    """What the case says about the obligation."""
    case, state = file.case, file.state
    if state.closed and state.private:
        obligation.case_id, obligation.state = None, "none"
        return
    filings = sorted(case.filings, key=lambda filing: filing.sequence)
    obligation.case_id = case.id
    obligation.state = _state_word(state, accepted=any(filing.accepted_at is not None for filing in filings))
    obligation.first_sent_at = filings[0].sent_at if filings else None
    obligation.late = bool(filings) and filings[0].sent_at >= end_of(obligation.due_on)
    current = file.current
    obligation.says_something = current is not None and file.process.says_something(
        read_tolerantly(file.process, current.answers)
    )


def _state_word(state: State, *, accepted: bool) -> str:
    """The state of an obligation; a report that was accepted stays so while the company corrects it."""
    if accepted or (state.closed and state.tone == "accepted"):
        return "accepted"
    if not state.with_company:
        return "sent"
    return "returned" if state.tone == "returned" else "draft"


def make_for(work: Work, new: Collection[int]) -> None:
    """At once, what new accounts owe by their stage; what was due before they registered is none of theirs."""
    today = work.now.astimezone(JAKARTA).date()
    work.session.flush()
    for window in _opened(work):
        if window.due_on >= today:
            _make(work, window, Establishment.id.in_(new))


def put_right(work: Work, establishment: Establishment) -> None:
    """After a change of stage or category: reports that are owed now are added, those not begun that are not, removed.

    A debt past its due day lapses only where another report of those days takes its place.
    """
    today = work.now.astimezone(JAKARTA).date()
    work.session.flush()
    standings = Standings(work.session, establishment)
    for window in _opened(work):
        _make(work, window, Establishment.id == establishment.id)
    with work.unscoped() as session:
        rows = session.scalars(
            select(ReportObligation)
            .options(lazyload(ReportObligation.establishment))
            .where(ReportObligation.establishment_id == establishment.id)
        ).all()
        kept = [row for row in rows if process_named(row.process).owed_by(_profile(standings, row))]
        for row in rows:
            if row.state != "none":
                continue
            if row in kept:
                standing = standings.at(period_of(row.period).last_day)
                if row.due_on >= today:
                    row.stage, row.category = standing.stage, standing.category
            elif row.due_on >= today or any(period_of(row.period).overlaps(period_of(one.period)) for one in kept):
                session.delete(row)
        session.flush()


def _profile(standings: Standings, row: ReportObligation) -> Any:
    return standings.profile_at(period_of(row.period).last_day)


def _opened(work: Work) -> list[ReportingPeriod]:
    today = work.now.astimezone(JAKARTA).date()
    return list(
        work.session.scalars(
            select(ReportingPeriod).where(
                ReportingPeriod.opens_on <= today,
                ReportingPeriod.retired_on.is_(None),
                ReportingPeriod.process.in_(processes()),
            )
        )
    )


def window_changed(work: Work, window: ReportingPeriod) -> int:
    """Obligations keep the due day of their window; what was sent is on time or late by it.

    By how many the late ones became more (or, below 0, fewer).
    """
    its = ReportObligation.process == window.process, ReportObligation.period == window.period
    late = select(func.count()).select_from(ReportObligation).where(*its, ReportObligation.late.is_(True))
    before = work.session.scalar(late) or 0
    work.session.execute(
        update(ReportObligation)
        .where(*its)
        .values(
            due_on=window.due_on,
            late=func.coalesce(ReportObligation.first_sent_at >= end_of(window.due_on), false()),
            reminded_days=None,
        )
    )
    return (work.session.scalar(late) or 0) - before


def window_retired(work: Work, window: ReportingPeriod) -> None:
    """What was not begun is asked for no longer; the window is counted anew where it is asked for again."""
    its = ReportObligation.process == window.process, ReportObligation.period == window.period
    work.session.execute(delete(ReportObligation).where(*its, ReportObligation.state == "none"))
    window.counted_on, window.counted_through = None, 0
