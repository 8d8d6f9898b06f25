"""An accepted report is opened again: both versions are kept, and the accepted one stays valid meanwhile."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from siinas.catalogue import processes
from siinas.documents.case_tables import sent_answers
from siinas.models import Setting
from siinas.operations import cases
from siinas.process.roles import Grant, Role
from siinas.queries.cases import case_file
from siinas.queries.filings import accepted_filing, baseline_of, correction_of, filing_named
from siinas.queries.settings import known_settings
from siinas.refusal import NotFound, NotPermitted, Refused
from tests import factories
from tests.factories import make_company, make_report, page_values, sign, step_on

GENERAL = "data-umum"
REASON = {"reason": "Satuan bahan baku keliru ditulis."}


@pytest.fixture
def read(engine, clock):
    """Reads a case as its supervisor sees it: read(public_id, lambda file: …)."""

    def reader(public_id, what=lambda file: file.case.state, actor=None):
        with Session(engine) as session:
            return what(case_file(session, actor or SUPERVISOR, public_id, clock.now))

    return reader


SUPERVISOR = factories.Actor(0, "Supervisor", (Grant(Role.SUPERVISOR),))


def change(make_work, company, public_id, signer="Direktur Lain", seen=1):
    values = page_values(GENERAL) | {"signer_name": signer}
    cases.save_page(make_work(company.staff.actor), public_id, GENERAL, values=values, typed=None, seen=seen)


@pytest.fixture
def accepted(make_work, company, officers):
    return make_report(make_work, company, officers, "accepted")


@pytest.fixture
def corrected(make_work, company, officers, accepted, clock):
    """An accepted report that was opened again, changed and sent."""
    clock.move(hours=1)
    step_on(make_work, company, officers, accepted, "correct")
    clock.move(hours=1)
    change(make_work, company, accepted)
    sign(make_work, company, accepted)
    step_on(make_work, company, officers, accepted, "send")
    return accepted


def test_accepting_marks_the_filing(read, accepted, clock):
    assert read(accepted, lambda f: [one.accepted_at for one in f.case.filings]) == [clock.now]
    assert read(accepted, lambda f: f.case.closed_at) == clock.now


def test_a_returned_one_was_never_accepted(make_work, company, officers, read):
    public_id = make_report(make_work, company, officers, "returned")
    assert read(public_id, lambda f: (accepted_filing(f.case), correction_of(f.process.flow, f.case))) == (None, None)
    with pytest.raises(Refused, match="Belum ada versi yang diterima"):
        step_on(make_work, company, officers, public_id, "cancel_correction")
    assert "cancel_correction" not in [m.key for m in read(public_id, lambda f: f.moves_for(company.owner.actor))]


def test_opened_again_with_a_reason(make_work, company, officers, read, accepted, clock):
    accepted_at = clock.now
    clock.move(days=3)
    with pytest.raises(Refused, match="Isi Alasan perbaikan"):
        cases.move(make_work(company.owner.actor), accepted, "correct", said={})
    cases.move(make_work(company.owner.actor), accepted, "correct", said=REASON)
    case = read(accepted, lambda f: f.case)
    assert (case.state, case.due_at, case.closed_at) == ("correction", None, None)
    found = read(accepted, lambda f: correction_of(f.process.flow, f.case))
    assert (found.reason, found.accepted.sequence, found.movement.at) == (REASON["reason"], 1, clock.now)
    assert read(accepted, lambda f: accepted_filing(f.case).accepted_at) == accepted_at
    change(make_work, company, accepted)
    assert read(accepted, lambda f: f.case.filings[0].answers["signer_name"]) == "Penanggung Jawab"
    assert read(accepted, lambda f: f.case.answers["signer_name"]) == "Direktur Lain"


def test_who_may_not_open_it_again(make_work, company, officers, engine, accepted, read):
    with Session(engine) as session:
        other = make_company(session)
    for someone, fault in (
        (company.staff, NotPermitted),
        (officers.validator, NotPermitted),
        (officers.supervisor, NotPermitted),
        (other.owner, NotFound),
    ):
        with pytest.raises(fault):
            cases.move(make_work(someone.actor), accepted, "correct", said=REASON)
    assert read(accepted) == "accepted"


@pytest.mark.parametrize("state", ["draft", "verification", "validation", "returned", "discarded"])
def test_only_what_was_accepted_is_opened_again(make_work, company, officers, state):
    public_id = make_report(make_work, company, officers, state)
    with pytest.raises(Refused):
        cases.move(make_work(company.owner.actor), public_id, "correct", said=REASON)


def test_a_correction_that_changes_nothing_is_not_sent(make_work, company, officers, accepted, read):
    step_on(make_work, company, officers, accepted, "correct")
    with pytest.raises(Refused, match="masih sama dengan versi yang sudah diterima"):
        step_on(make_work, company, officers, accepted, "send")
    assert len(read(accepted, lambda f: f.case.filings)) == 1


def test_the_old_statement_does_not_do_for_new_answers(make_work, company, officers, accepted):
    step_on(make_work, company, officers, accepted, "correct")
    change(make_work, company, accepted)
    with pytest.raises(Refused, match="Isian berubah setelah surat pernyataan dicetak"):
        step_on(make_work, company, officers, accepted, "send")


def test_the_whole_way_of_a_correction(make_work, company, officers, corrected, read, clock):
    def standing(file):
        return [one.accepted_at is not None for one in file.case.filings], accepted_filing(file.case).sequence

    assert read(corrected) == "verification"
    assert read(corrected, standing) == ([True, False], 1), "the accepted version is valid until the new one is"
    assert read(corrected, lambda f: f.case.closed_at) is None
    _told, changes = read(corrected, lambda f: f.filing_told())
    assert [(one["was"], one["now"]) for one in changes] == [("Penanggung Jawab", "Direktur Lain")]
    assert read(corrected, lambda f: correction_of(f.process.flow, f.case, f.case.filings[-1]).reason)
    step_on(make_work, company, officers, corrected, "check")
    clock.move(hours=1)
    step_on(make_work, company, officers, corrected, "accept")
    assert read(corrected) == "accepted"
    assert read(corrected, standing) == ([True, True], 2)
    assert read(corrected, lambda f: f.case.closed_at) == clock.now
    assert read(corrected, lambda f: correction_of(f.process.flow, f.case)) is None
    assert read(corrected, lambda f: correction_of(f.process.flow, f.case, f.case.filings[0])) is None

    def first(file):
        file.shown = 1
        return file.filing.sequence, file.filing_told()[1], sent_answers(file)["signer_name"]

    assert read(corrected, first) == (1, [], "Penanggung Jawab")
    assert read(corrected, lambda f: sent_answers(f)["signer_name"]) == "Direktur Lain"
    with pytest.raises(NotFound):
        read(corrected, lambda f: filing_named(f.case, 3))


def test_a_correction_sent_twice_is_compared_with_what_was_accepted(make_work, company, officers, corrected, read):
    step_on(make_work, company, officers, corrected, "send_back")
    change(make_work, company, corrected, signer="Direktur Ketiga", seen=2)
    sign(make_work, company, corrected)
    step_on(make_work, company, officers, corrected, "send")
    changes = read(corrected, lambda f: f.filing_told()[1])
    assert [(one["was"], one["now"]) for one in changes] == [("Penanggung Jawab", "Direktur Ketiga")]
    assert read(corrected, lambda f: baseline_of(f.case, f.case.filings[2]).sequence) == 1
    assert read(corrected, lambda f: correction_of(f.process.flow, f.case, f.case.filings[2]).reason)


@pytest.mark.parametrize("returned", [False, True], ids=["before sending", "after it was returned"])
def test_given_up_it_is_exactly_what_was_accepted(make_work, company, officers, accepted, read, clock, returned):
    def kept(file):
        case = file.case
        return (
            (case.state, case.answers, case.confirmations, case.typed, case.edition, case.sent_at, case.closed_at),
            (case.due_at, case.statement_id, case.statement_digest, case.subject, file.digest, file.statement_point()),
        )

    before = read(accepted, kept)
    clock.move(days=1)
    step_on(make_work, company, officers, accepted, "correct")
    change(make_work, company, accepted)
    if returned:
        sign(make_work, company, accepted)
        step_on(make_work, company, officers, accepted, "send")
        step_on(make_work, company, officers, accepted, "send_back")
    typed = [["inv_machinery", "seratus"]]
    cases.save_page(make_work(company.staff.actor), accepted, GENERAL, values=None, typed=typed, seen=2)
    step_on(make_work, company, officers, accepted, "cancel_correction")
    assert read(accepted, kept) == before
    assert read(accepted, lambda f: len(f.case.filings)) == 2 if returned else 1
    clock.move(days=1)
    step_on(make_work, company, officers, accepted, "correct")
    assert read(accepted) == "correction", "and it can be opened once more"


def test_explanations_come_back_too(make_work, company, officers, read):
    answers = factories.complete_answers()
    answers["electricity"]["pln"]["power_cost"] = factories.Decimal(1)
    public_id = factories.open_report(make_work, company)
    factories.fill(make_work, company, public_id, answers)
    (finding,) = read(public_id, lambda f: f.findings(), company.staff.actor)
    reasons = {finding.key: "Listrik dari kawasan."}
    cases.confirm_findings(make_work(company.staff.actor), public_id, reasons)
    sign(make_work, company, public_id)
    for move in ("send", "check", "accept", "correct"):
        step_on(make_work, company, officers, public_id, move)
    cases.confirm_findings(make_work(company.staff.actor), public_id, {})
    step_on(make_work, company, officers, public_id, "cancel_correction")
    assert read(public_id, lambda f: f.case.confirmations) == reasons


def test_four_eyes_again_for_the_corrected_sending(make_work, company, officers, engine, corrected, read):
    with Session(engine) as session:
        both = factories.make_person(session, Grant(Role.VERIFIER), Grant(Role.VALIDATOR), name="Dua Tangan")
    cases.move(make_work(both.actor), corrected, "check")
    with pytest.raises(NotPermitted, match="orang lain"):
        cases.move(make_work(both.actor), corrected, "accept")
    assert read(corrected) == "validation"
    step_on(make_work, company, officers, corrected, "accept")
    assert read(corrected) == "accepted"


@pytest.mark.parametrize(("months", "days", "open_"), [(1, 31, True), (1, 32, False), (0, 4000, True)])
def test_the_time_limit(make_work, company, officers, engine, accepted, clock, months, days, open_, read):
    with Session(engine) as session:
        session.add(Setting(key="report_correction_months", value=str(months)))
        session.commit()
    clock.now = factories.NOW + timedelta(days=days)
    offered = "correct" in [move.key for move in read(accepted, lambda f: f.moves_for(company.owner.actor))]
    assert offered is open_
    if open_:
        step_on(make_work, company, officers, accepted, "correct")
        return
    with pytest.raises(Refused, match="berakhir pada 6 November 2026"):
        step_on(make_work, company, officers, accepted, "correct")


def test_every_time_limit_is_a_setting():
    named = {m.months for process in processes().values() for m in process.flow.transitions.values() if m.months}
    assert named
    assert named <= set(known_settings())
