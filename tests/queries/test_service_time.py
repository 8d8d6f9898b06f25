"""The service time: working time in officers' hands, resting while others have the case, judged against its limit."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from siinas.catalogue.registration import Registration
from siinas.catalogue.reports.production import ProductionReport
from siinas.models import Case, Setting
from siinas.operations import cases, outbox, registration
from siinas.process.roles import ANONYMOUS
from siinas.queries.service_time import decided, service_time
from tests.factories import make_company, make_registration, make_report, registration_answers
from tests.operations.test_registration import link

HOUR = timedelta(hours=1)


def told(engine, clock, public_id):
    with Session(engine) as session:
        case = session.scalars(select(Case).where(Case.public_id == public_id)).unique().one()
        return service_time(session, case, clock())


def test_it_runs_in_office_hours(engine, make_work, clock):
    public_id = make_registration(make_work, None)  # a Tuesday, 9.00
    clock.move(hours=5, minutes=10)
    found = told(engine, clock, public_id)
    assert (found.state, found.late, found.spells) == ("running", False, 1)
    assert found.words(found.used) == "5 jam 10 menit"
    assert found.left == 9 * HOUR + timedelta(minutes=50)
    assert str(found.limit) == "1 hari kerja"
    clock.move(days=2)
    found = told(engine, clock, public_id)
    assert found.late
    assert found.over == 6 * HOUR + timedelta(minutes=10)
    assert found.left == timedelta()


def test_it_rests_while_the_applicant_has_it(engine, make_work, mailbox, officers, clock):
    public_id = make_registration(make_work, officers)
    clock.move(hours=2)
    cases.move(make_work(officers.front_desk.actor), public_id, "ask_correction", said={"reason": "Periksa lokasi."})
    token = link(make_work, mailbox)
    clock.move(days=6)
    found = told(engine, clock, public_id)
    assert (found.state, found.used, found.total) == ("paused", 2 * HOUR, 2 * HOUR)
    registration.correct(make_work(ANONYMOUS), token, registration_answers(), None, None)
    clock.move(hours=1)
    found = told(engine, clock, public_id)
    assert (found.state, found.used, found.total, found.spells) == ("running", HOUR, 3 * HOUR, 2)
    assert not found.late
    cases.move(make_work(officers.front_desk.actor), public_id, "approve")
    clock.move(days=30)
    found = told(engine, clock, public_id)
    assert (found.state, found.used, found.total, found.late) == ("ended", HOUR, 3 * HOUR, False)


def test_one_that_was_decided_too_late(engine, make_work, officers, clock):
    public_id = make_registration(make_work, officers)
    clock.move(days=2)
    cases.move(make_work(officers.front_desk.actor), public_id, "approve")
    found = told(engine, clock, public_id)
    assert (found.state, found.late, found.over) == ("ended", True, HOUR)


def test_a_holiday_does_not_count(engine, make_work, clock):
    """24 December 2026 is cuti bersama, the 25th Christmas, then a weekend."""
    clock.now = datetime(2026, 12, 23, 7, 0, tzinfo=UTC)  # 14.00 in Jakarta
    public_id = make_registration(make_work, None)
    clock.now = datetime(2026, 12, 28, 3, 0, tzinfo=UTC)
    found = told(engine, clock, public_id)
    assert (found.used, found.late) == (4 * HOUR, False)
    assert found.due.date().isoformat() == "2026-12-28"


def test_office_hours_are_a_setting(engine, make_work, clock):
    public_id = make_registration(make_work, None)
    with Session(engine) as session:
        session.add_all([Setting(key="office_opens", value="10"), Setting(key="office_closes", value="13")])
        session.commit()
    clock.move(hours=6)
    assert told(engine, clock, public_id).used == 3 * HOUR


def test_a_draft_has_none(engine, make_work, clock, officers):
    with Session(engine) as session:
        company = make_company(session)
    assert told(engine, clock, make_report(make_work, company, officers, "draft")) is None
    checked = told(engine, clock, make_report(make_work, company, officers, "validation", "2026-Q2"))
    assert (checked.state, checked.spells) == ("running", 2)


def test_the_figure_of_a_month(engine, make_work, officers, clock):
    front_desk = officers.front_desk.actor
    clock.move(days=-30)
    make_registration(make_work, officers, "approved", nib="9120000000100")
    clock.move(days=30)
    with Session(engine) as session:
        assert decided(session, front_desk, Registration, clock()).all == 0
    for number, hours in enumerate((1, 3, 48)):
        public_id = make_registration(make_work, None, nib=f"912000000020{number}")
        clock.move(hours=hours)
        cases.move(make_work(front_desk), public_id, "approve")
        clock.move(days=1)
    with Session(engine) as session:
        figure = decided(session, front_desk, Registration, clock())
        assert (figure.all, figure.in_time, figure.median) == (3, 2, "3 jam")
        assert decided(session, officers.verifier.actor, Registration, clock()).all == 0
        assert decided(session, officers.verifier.actor, ProductionReport, clock()).all == 0
    assert outbox.lease_due(make_work())
