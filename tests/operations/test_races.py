"""Several people at the same moment: exactly one wins, numbers have no gap, the journal keeps one chain."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from siinas.models import Case, JournalEntry, Movement, Setting
from siinas.operations import accounts, cases, throttle
from siinas.operations.journal import verify
from siinas.process.roles import SYSTEM, Role
from siinas.refusal import Refused, Stale, TooMany
from tests.factories import (
    PASSWORD,
    PERIOD,
    REPORT,
    make_company,
    make_officer,
    make_officers,
    make_person,
    make_report,
    open_report,
)


def at_once(make_work, jobs):
    """Run the jobs (actor, function) in threads that start together; what each returned or raised, in order."""
    start = Barrier(len(jobs))

    def run(job):
        actor, act = job
        work = make_work(actor)
        start.wait(30)
        try:
            return act(work)
        except Refused as refusal:
            return refusal
        finally:
            work.session.close()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))


def test_two_officers_decide_at_once(engine, make_work, company):
    with Session(engine) as session:
        officers = make_officers(session)
        two = [make_officer(session, Role.VERIFIER, name=f"Verifikator {n}").actor for n in ("Satu", "Dua")]
    for period in (PERIOD, "2026-Q2", "2026-Q1"):
        public_id = make_report(make_work, company, officers, "verification", period)
        results = at_once(
            make_work,
            [
                (two[0], lambda work, p=public_id: cases.move(work, p, "check", version=2)),
                (two[1], lambda work, p=public_id: cases.move(work, p, "send_back", said={"reason": "x"}, version=2)),
            ],
        )
        losers = [result for result in results if isinstance(result, Refused)]
        assert len(losers) == 1, results
        assert isinstance(losers[0], Stale)
        winner = "Satu" if losers[0] is results[1] else "Dua"
        assert f"Verifikator {winner} sudah memilih" in losers[0].reason
        with Session(engine) as session:
            moves = session.scalars(select(Movement).join(Case).where(Case.public_id == public_id)).all()
            assert [move.transition for move in moves][1:] == ["check" if winner == "Satu" else "send_back"]
    with Session(engine) as session:
        assert verify(session).fault == ""


def test_twenty_open_the_same_period(engine, make_work, company):
    jobs = [(company.staff.actor, lambda work: cases.open_case(work, REPORT, PERIOD).number)] * 20
    results = at_once(make_work, jobs)
    assert [result for result in results if isinstance(result, str)] == ["LP-2026-000001"]
    assert all(isinstance(result, Refused | str) for result in results)
    with Session(engine) as session:
        assert session.query(Case).count() == 1
        assert [entry.act for entry in session.scalars(select(JournalEntry))] == ["reference.loaded", "case.opened"]


def test_one_click_sent_twenty_times(engine, make_work, company):
    with Session(engine) as session:
        officers = make_officers(session)
    public_id = make_report(make_work, company, officers, "verification")
    act = officers.verifier.actor, lambda work: cases.move(work, public_id, "check", version=2, once="klik").state
    assert at_once(make_work, [act] * 20) == ["validation"] * 20
    with Session(engine) as session:
        assert session.query(Movement).filter_by(transition="check").count() == 1


def test_case_numbers_have_no_gap_and_no_double(engine, make_work):
    with Session(engine) as session:
        companies = [make_company(session) for _ in range(5)]
    periods = ("2026-Q3", "2026-Q2", "2026-Q1", "2025-Q4")
    jobs = [
        (company.staff.actor, lambda work, p=period: cases.open_case(work, REPORT, p).number)
        for company in companies
        for period in (*periods, "2026-Q3", "2199-Q1")
    ]
    numbers = [result for result in at_once(make_work, jobs) if isinstance(result, str)]
    assert sorted(numbers) == [f"LP-2026-{number:06d}" for number in range(1, 21)]
    with Session(engine) as session:
        assert verify(session).entries == 21
        assert verify(session).fault == ""


def test_the_same_page_saved_by_two(engine, make_work, company):
    public_id = open_report(make_work, company)

    def save(work):
        cases.save_page(work, public_id, "data-umum", values={"signer_name": work.actor.name}, typed=None, seen=0)
        return work.actor.name

    actors = [company.owner.actor, company.signer.actor, company.staff.actor]
    results = at_once(make_work, [(actor, save) for actor in actors])
    (winner,) = [result for result in results if isinstance(result, str)]
    assert sum(isinstance(result, Stale) for result in results) == 2
    with Session(engine) as session:
        assert session.scalars(select(Case.answers)).one()["signer_name"] == winner


def judged(results):
    """How many of the tries were looked at: the others were told to wait."""
    assert all(isinstance(result, Refused) for result in results), results
    return sum(not isinstance(result, TooMany) for result in results)


def test_twenty_wrong_passwords_at_once(engine, make_work, company):
    name = company.owner.user_name
    jobs = [(SYSTEM, lambda work, n=n: accounts.sign_in(work, name, f"tebakan {n}")) for n in range(20)]
    assert judged(at_once(make_work, jobs)) == 5
    with pytest.raises(TooMany):
        accounts.sign_in(make_work(), name, PASSWORD)
    with Session(engine) as session:
        acts = [entry.act for entry in session.scalars(select(JournalEntry))]
    assert acts.count("sign_in.failed") == 5


def test_wrong_passwords_of_many_accounts_at_once(engine, make_work):
    with Session(engine) as session:
        session.merge(Setting(key="sign_in_address_quarter_hour", value="7"))
        people = [make_person(session) for _ in range(20)]
        session.commit()
    jobs = [(SYSTEM, lambda work, p=person: accounts.sign_in(work, p.user_name, "tebakan")) for person in people]
    assert judged(at_once(make_work, jobs)) == 7


def test_a_right_password_is_no_try(engine, make_work, company):
    name = company.owner.user_name
    jobs = [(SYSTEM, lambda work: accounts.sign_in(work, name, PASSWORD))] * 4
    for _time in range(3):
        results = at_once(make_work, jobs)
        assert all(not isinstance(result, Refused) for result in results), results
    assert throttle.tries(make_work(), "sign-in", name, throttle.DAY) == 0
    assert throttle.tries(make_work(), "sign-in-address", make_work().ip, throttle.DAY) == 0


def test_twenty_wrong_present_passwords_at_once(engine, make_work, company):
    actor = company.owner.actor
    new = "sungai dingin dua kapal tua"
    jobs = [
        (actor, lambda work, n=n: accounts.change_password(work, f"tebakan {n}", new, keep_token="")) for n in range(20)
    ]
    assert judged(at_once(make_work, jobs)) == 5
    with pytest.raises(TooMany):
        accounts.change_password(make_work(actor), PASSWORD, new, keep_token="")


def test_tries_are_counted_by_all_workers_together(engine, make_work, company):
    at_once(make_work, [(company.staff.actor, lambda work: throttle.count(work, "sign-in", "x"))] * 20)
    assert throttle.tries(make_work(), "sign-in", "x", throttle.QUARTER_HOUR) == 20
