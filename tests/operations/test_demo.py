"""The demo: every state of every process is there, each role can sign in, and nothing of it happens elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from siinas.catalogue.registration import Registration
from siinas.catalogue.reports import ConstructionReport, ProductionReport
from siinas.models import (
    Attachment,
    Base,
    Case,
    Establishment,
    Filing,
    JournalEntry,
    Letter,
    Movement,
    OutboxRow,
    Person,
)
from siinas.operations import accounts, demo, journal, outbox, registration
from siinas.operations.demo_answers import answers_of
from siinas.operations.demo_companies import CHEMICALS, COMPANIES, SUGAR
from siinas.operations.work import Services, Work
from siinas.process.roles import SYSTEMS, Role
from siinas.process.words import JAKARTA
from siinas.queries.cases import CaseFile
from siinas.queries.company import section_statuses
from siinas.queries.likeness import hits_of
from siinas.refusal import Refused
from tests.conftest import Clock, Mailbox, works

REPORTS, REGISTRATIONS = ProductionReport.key, Registration.key


@contextmanager
def demo_works(engine: Engine, surroundings: Services, now: datetime | None = None) -> Iterator:
    """Works of a demo, each in a session of its own."""
    services = replace(surroundings, configuration=replace(surroundings.configuration, demo=True))
    with works(engine, services, Clock() if now is None else Clock(now)) as make_work:
        yield make_work


def states(session: Session, process: str) -> dict[str, int]:
    """How many cases of a process rest in each state."""
    counted = select(Case.state, func.count()).where(Case.process == process).group_by(Case.state)
    return {state: count for state, count in session.execute(counted)}  # noqa: C416 - rows are no pairs for dict()


def rows_of_everything(session: Session) -> dict[str, int]:
    """How many rows each table has."""
    return {
        table.name: session.scalar(select(func.count()).select_from(table)) or 0
        for table in Base.metadata.sorted_tables
    }


def test_the_demo_is_whole_on_both_databases(engine: Engine, surroundings: Services, mailbox: Mailbox) -> None:
    with demo_works(engine, surroundings) as make_work:
        work = make_work()
        demo.make_demo(work)
        check_states(work)
        check_history(work)
        check_registrations(work)
        check_company_data(work)
        check_letters(work)
        assert journal.verify(work.session).fault == ""
        before = rows_of_everything(work.session)
        demo.make_demo(make_work())
        assert rows_of_everything(make_work().session) == before
        check_mails(make_work(), mailbox)
        for account in demo.demo_accounts():
            assert accounts.sign_in(make_work(), account.user_name, account.password).initial_until is None
        assert journal.verify(make_work().session).fault == ""


def check_moments(work: Work) -> None:
    """The journal tells the demo's history in its order; all of it is past."""
    acts = select(JournalEntry.at).where(JournalEntry.act != "reference.loaded").order_by(JournalEntry.seq)
    moments = list(work.session.scalars(acts))
    assert moments == sorted(moments)
    assert moments[-1] < work.now


def check_states(work: Work) -> None:
    reports = states(work.session, REPORTS)
    assert reports == {"draft": 1, "verification": 5, "validation": 2, "returned": 1, "accepted": 15}
    assert states(work.session, ConstructionReport.key) == {"accepted": 2, "validation": 1}
    assert set(reports) == set(ProductionReport.flow.states) - {"discarded", "correction"}
    assert states(work.session, REGISTRATIONS) == {"submitted": 4, "correction": 1, "refused": 1, "approved": 9}
    subjects = set(work.session.scalars(select(Case.subject).where(Case.process == REPORTS)))
    assert subjects == {"2025-Q4", "2026-Q1", "2026-Q2", "2026-Q3"}
    directorates = set(work.session.scalars(select(Establishment.directorate)))
    assert directorates == {"IMHLP", "ITKAK", "ISKPBGN", "IHHP", "IKHU", "IMATAP"}
    provinces = {regency[:2] for regency in work.session.scalars(select(Establishment.regency))}
    assert (len(provinces), len(COMPANIES)) == (7, 9)


def check_history(work: Work) -> None:
    session, now = work.session, work.now
    check_moments(work)
    for case in session.scalars(select(Case).where(Case.process == REPORTS)).unique():
        file = CaseFile(session, case, now.astimezone(JAKARTA).date())
        at = [movement.at for movement in case.movements]
        assert at == sorted(at)
        assert all(moment > case.opened_at for moment in at)
        assert file.period is not None
        assert case.opened_at.astimezone(JAKARTA).date() > file.period.last_day
        assert bool(case.filings) == (case.state != "draft")
        assert all(filing.statement_id for filing in case.filings)
    resent = session.scalars(
        select(Case).join(Movement).where(Case.state == "verification", Movement.transition == "send_back")
    ).unique()
    for case in resent:
        file = CaseFile(session, case, now.astimezone(JAKARTA).date())
        assert len({filing.digest for filing in case.filings}) == 2
        assert len(file.filing_told()[1]) == 1
    explained = [filing for filing in session.scalars(select(Filing)) if filing.confirmations]
    assert len(explained) == 6
    assert all(given["reason"] for filing in explained for given in filing.confirmations.values())
    draft = session.scalars(select(Case).where(Case.state == "draft")).unique().one()
    statuses = [page.status for page in CaseFile(session, draft, now.date()).pages()]
    assert statuses == ["complete", "complete", "complete", "incomplete", *["empty"] * 16]
    returned = session.scalars(select(Movement).join(Case).where(Case.state == "returned")).all()[-1]
    assert len(returned.said["reason"]) > 100


def check_registrations(work: Work) -> None:
    waiting = select(Case).where(Case.process == REGISTRATIONS, Case.state == "submitted").order_by(Case.id)
    scan, other_name, same_nib, same_name = work.session.scalars(waiting).unique()
    assert {row["verdict"] for row in scan.evidence["rows"]} == {"unread"}
    assert other_name.evidence["rows"][0]["verdict"] == "differs"
    hits = hits_of(work.session, [scan.id, other_name.id, same_nib.id, same_name.id])
    assert hits == {same_nib.id: ["nib"], same_name.id: ["name"]}
    approved = select(Case).where(Case.process == REGISTRATIONS, Case.state == "approved")
    for case in work.session.scalars(approved).unique():
        assert {row["verdict"] for row in case.evidence["rows"][:3]} == {"same"}


def check_company_data(work: Work) -> None:
    for key, complete in ((SUGAR.nib, True), (CHEMICALS.nib, False)):
        establishment = next(
            row for row in work.session.scalars(select(Establishment)).unique() if row.legal_entity.nib == key
        )
        done = [status.complete for status in section_statuses(work.session, establishment, work.now.date())]
        assert all(done) if complete else done.count(True) == 4
    for sha256 in set(work.session.scalars(select(Attachment.sha256))):
        assert work.services.storage.path(sha256).exists()


def check_letters(work: Work) -> None:
    """Every registration has its receipt, every account its proof; one of them was issued anew."""
    letters = work.session.scalars(select(Letter).order_by(Letter.id)).all()
    by_kind = {kind: [row for row in letters if row.kind == f"registrasi.{kind}"] for kind in PROOFS}
    cases = work.session.scalars(select(Case.id).where(Case.process == "registrasi")).all()
    assert {row.case_id for row in by_kind["registration_proof"]} == set(cases)
    accounts_ = set(work.session.scalars(select(Establishment.id)))
    valid = [row.establishment_id for row in by_kind["ownership_proof"] if row.state == "valid"]
    assert sorted(valid) == sorted(accounts_)
    (renewed,) = (row for row in by_kind["ownership_proof"] if row.state == "superseded")
    assert renewed.company_name == SUGAR.name and renewed.replaced_by is not None
    for row in letters:
        assert row.content["demo"] and len(work.services.storage.read(row.sha256)) == row.size


PROOFS = ("registration_proof", "ownership_proof")


def check_mails(work: Work, mailbox: Mailbox) -> None:
    """The worker sends the few mails that are left; one of them leads to the registration to be corrected."""
    due = outbox.lease_due(work, most=100)
    assert len(due) == demo.MAILS_LEFT + len(demo.WITH_LINK) + 1, "mails, and the signature of the SKPBKI"
    assert all(outbox.deliver(work, row) for row in due)
    assert set(work.session.scalars(select(OutboxRow.status))) == {"done"}
    texts = [message.get_content() for message in mailbox.sent]
    assert not any("Kata sandi awal" in text for text in texts)
    tokens = [match[1] for text in texts if (match := re.search(r"/registrasi/perbaikan/(\S+)", text))]
    assert len(tokens) == 1
    case = registration.case_for_correction(work, tokens[0])
    assert case is not None
    assert case.state == "correction"


def test_there_is_one_account_of_each_role() -> None:
    rows = demo.demo_accounts()
    labels = [account.role_label for account in rows]
    assert set(labels) == {role.label for role in Role if role not in SYSTEMS | {Role.APPLICANT}}
    assert all(labels.count(label) == 1 for label in set(labels) - {Role.OWNER.label})
    assert labels.count(Role.OWNER.label) == len(COMPANIES)
    assert len({account.user_name for account in rows}) == len(rows)
    assert {len(account.password) >= 15 and "demo" in account.password for account in rows} == {True}


def test_outside_of_a_demo_nothing_is_made(make_work) -> None:
    work = make_work()
    with pytest.raises(Refused):
        demo.make_demo(work)
    assert work.session.scalar(select(func.count()).select_from(Person)) == 0


@pytest.mark.parametrize(
    "now",
    [
        datetime(2026, 9, 30, 17, 20, tzinfo=UTC),  # twenty minutes after a quarter has opened in Jakarta
        datetime(2028, 2, 29, 10, 0, tzinfo=UTC),  # a day that the next year has not
    ],
)
def test_the_demo_can_be_made_on_any_day(sqlite_engine: Engine, surroundings: Services, now: datetime) -> None:
    with demo_works(sqlite_engine, surroundings, now) as make_work:
        work = make_work()
        demo.make_demo(work)
        assert states(work.session, REPORTS)["verification"] == 5
        check_moments(work)


@pytest.mark.parametrize(
    "company",
    [c for c in COMPANIES if c.figures and c.category == "medium_large" and c.stage == "production"],
    ids=lambda company: company.key,
)
def test_the_figures_are_plausible(company) -> None:
    people = sum(company.figures.men) + sum(company.figures.women)
    assert people == sum(company.figures.education)
    for quarter in range(4):
        answers = answers_of(company, company.figures, quarter)
        assert len(answers["production_lines"]) >= 2
        assert len(answers["material_lines"]) >= 3
        for row in answers["production_lines"]:
            assert 0 < row["sales_kg"] <= row["production_kg"]
            assert row["sales_value"] > row["sales_qty"]


def test_the_names_say_that_they_are_invented() -> None:
    for company in COMPANIES:
        assert "Contoh" in company.name
        assert company.email.endswith(".example.test")
    assert all("Contoh" in account.name for account in demo.demo_accounts())
