"""A report of each content and stage, from its opening to its acceptance, and how each new one begins with the last."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from siinas.catalogue import process as process_named
from siinas.documents.statement import statement_pdf
from siinas.models import Case, Establishment, Letter, ReportObligation
from siinas.operations import cases, obligations
from siinas.process.roles import Actor
from siinas.process.statement_code import MATCHED, statement_code
from siinas.queries.cases import CaseFile, case_file
from tests.factories import NOW, REPORT, checked_paper, step_on
from tests.report_answers import complete_answers, construction_answers, shipyard_answers, small_answers

PERIOD = "2026-Q3"
CONTENTS = {
    "medium_large": (REPORT, "production", complete_answers),
    "small": (REPORT, "production", small_answers),
    "shipyard": (REPORT, "production", shipyard_answers),
    "construction": ("laporan-pembangunan", "construction", construction_answers),
}
LONG_AGO = NOW - timedelta(days=900)
REASON = "Sesuai catatan gudang dan faktur."


def becomes(engine, company, **values: Any) -> None:
    with Session(engine) as session:
        establishment = session.get_one(Establishment, company.establishment_id)
        for key, value in values.items():
            setattr(establishment, key, value)
        session.commit()


def file_of(make_work, actor: Actor, public_id: str) -> CaseFile:
    work = make_work(actor)
    return case_file(work.session, actor, public_id, work.now)


def fill(make_work, company, public_id: str, answers: Mapping[str, Any]) -> None:
    """Every page that is asked, one after the other; what the checks find odd is explained."""
    work = make_work(company.staff.actor)
    file = case_file(work.session, company.staff.actor, public_id, work.now)
    for page in file.process.asked_steps({**file.answers, **answers}):
        values = {key: answers[key] for key in page.fields if key in answers}
        if values:
            cases.save_page(work, public_id, page.key, values=values, typed=None, seen=0)
    file = case_file(work.session, company.staff.actor, public_id, work.now)
    reasons = {finding.key: REASON for finding in file.findings() if not finding.hard}
    if reasons:
        cases.confirm_findings(work, public_id, reasons)


def sent_and_accepted(make_work, company, officers, public_id: str) -> None:
    work = make_work(company.staff.actor)
    digest = cases.note_printed(work, public_id)
    number = work.session.scalars(select(Case.number).where(Case.public_id == public_id)).one()
    read = cases.attach_statement(work, public_id, checked_paper(), [statement_code(number, digest)])
    assert read == MATCHED
    for move in ("send", "check", "accept"):
        step_on(make_work, company, officers, public_id, move)


@pytest.mark.parametrize("content", CONTENTS)
def test_a_report_of_each_content_is_filed_and_accepted(engine, make_work, company, officers, content):
    key, stage, answers_of = CONTENTS[content]
    category = content if stage == "production" else "medium_large"
    becomes(engine, company, stage=stage, reporting_category=category)
    obligations.extend(make_work())
    answers = answers_of(company.kbli)
    public_id = cases.open_case(make_work(company.staff.actor), key, PERIOD).public_id
    fill(make_work, company, public_id, answers)
    file = file_of(make_work, company.staff.actor, public_id)
    assert file.open_points() == []
    assert {page.status for page in file.pages()} == {"complete"}
    assert [page.step.key for page in file.pages()] == [step.key for step in file.process.asked_steps(answers)]
    assert statement_pdf(file, file.digest, file.today).startswith(b"%PDF")
    sent_and_accepted(make_work, company, officers, public_id)
    session = make_work().session
    case = session.scalars(select(Case).where(Case.public_id == public_id)).unique().one()
    (filing,) = case.filings
    assert (case.state, filing.accepted_at is not None) == ("accepted", True)
    kept = process_named(key).from_json(filing.answers)
    assert {name: kept[name] for name in answers if name in kept} == {
        name: answers[name] for name in answers if name in kept
    }
    assert set(answers) - set(kept) <= {"report_category"}, "nothing of what was answered is lost"
    kinds = session.scalars(select(Letter.kind).where(Letter.case_id == case.id)).all()
    assert len(kinds) == 1 and kinds[0].endswith("receipt")
    owed = session.scalars(
        select(ReportObligation).where(
            ReportObligation.establishment_id == company.establishment_id,
            ReportObligation.process == key,
            ReportObligation.period == PERIOD,
        )
    ).one()
    assert (owed.state, owed.says_something) == ("accepted", True)


IDLE = "2026-Q2"


def at_rest(answers: Mapping[str, Any]) -> dict[str, Any]:
    """What a company says that did not produce: the pages that it need not fill in stay untouched."""
    steps = process_named(REPORT).asked_steps(answers)
    keys = {key for step in steps if step.skipped_when is None for key in step.fields}
    told = {key: value for key, value in answers.items() if key in keys}
    return told | {"production_status": "idle", "idle_reason": "Perbaikan mesin besar."}


def test_each_of_four_reports_begins_with_the_one_before_and_a_rest_forgets_nothing(
    engine, make_work, company, officers
):
    """Structure and stocks come along, flows begin blank; beside them stand the last four periods."""
    becomes(engine, company, stage="production", reporting_category="medium_large", registered_at=LONG_AGO)
    machine = complete_answers(company.kbli)["machines"][0]
    for place, period in enumerate(("2025-Q3", "2025-Q4", "2026-Q1", IDLE, PERIOD)):
        public_id = cases.open_case(make_work(company.staff.actor), REPORT, period).public_id
        file = file_of(make_work, company.staff.actor, public_id)
        assert len(file.facts.earlier) == min(place, 4)
        begun = file.answers
        if place:
            made = min(place, 3)
            assert [one["machine_name"] for one in begun["machines"]] == [f"Mesin {n}" for n in range(made)]
            assert [one["material_name"] for one in begun["material_lines"]] == ["Tebu"]
            assert "dom_qty" not in begun["material_lines"][0], "what was bought is said anew"
            assert begun["stocks"]["finished"] == {"opening": Decimal(1000 * made)}, "the stock that was left"
            assert begun["capacity_lines"][0]["installed_capacity_qty"] > 0
            assert "wages_production" not in begun and "workers" not in begun
        if period == PERIOD:
            assert [one.period.key for one in file.facts.earlier] == [IDLE, "2026-Q1", "2025-Q4", "2025-Q3"]
            break
        answers = complete_answers(company.kbli)
        if period == IDLE:
            answers = at_rest(answers)
            answers["stocks"]["finished"]["closing"] = Decimal(3000)
        else:
            answers["machines"] = [machine | {"machine_name": f"Mesin {n}"} for n in range(place + 1)]
            answers["stocks"]["finished"]["closing"] = Decimal(1000 * (place + 1))
        fill(make_work, company, public_id, answers)
        sent_and_accepted(make_work, company, officers, public_id)


def test_after_a_rest_figures_are_compared_with_what_was_before_it(engine, make_work, company, officers):
    becomes(engine, company, stage="production", reporting_category="medium_large", registered_at=LONG_AGO)
    for period in ("2026-Q1", IDLE, PERIOD):
        public_id = cases.open_case(make_work(company.staff.actor), REPORT, period).public_id
        answers = complete_answers(company.kbli)
        if period == IDLE:
            answers = at_rest(answers)
        if period == PERIOD:
            answers["electricity"]["pln"]["energy"] *= 3
            answers["electricity"]["pln"]["power_cost"] *= 3
        fill(make_work, company, public_id, answers)
        if period != PERIOD:
            sent_and_accepted(make_work, company, officers, public_id)
    findings = {
        finding.check: dict(finding.figures)
        for finding in file_of(make_work, company.staff.actor, public_id).findings()
    }
    assert findings["change_of_electricity"]["Periode lalu"] == "Triwulan 1 Tahun 2026"
    assert "change_of_production" not in findings
