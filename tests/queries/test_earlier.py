"""The accepted reports before a period: which filing counts, which four, and how an older edition is read."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from siinas.catalogue.reports.production import ProductionReport
from siinas.models import Case, Establishment, Filing
from siinas.process.periods import Quarter
from siinas.queries.cases import CaseFile
from siinas.queries.earlier import earlier
from siinas.queries.scope import guard
from tests.factories import NOW, complete_answers, fill, make_company, make_officers, make_report, sign, step_on


@pytest.fixture
def people(engine):
    with Session(engine) as session:
        return make_company(session), make_company(session), make_officers(session)


def found(engine, company, before, actor=None):
    with Session(engine) as session:
        if actor is not None:
            guard(session, actor)
        establishment = session.get_one(Establishment, company.establishment_id)
        return earlier(session, establishment, ProductionReport, Quarter.from_key(before))


def keys(reports):
    return [report.period.key for report in reports]


def test_the_last_four_accepted_reports_before_a_period(engine, make_work, people):
    company, other, officers = people
    for period in ("2025-Q4", "2026-Q1", "2025-Q2", "2026-Q2", "2025-Q3"):
        make_report(make_work, company, officers, "accepted", period)
    make_report(make_work, company, officers, "verification", "2026-Q3")
    make_report(make_work, other, officers, "accepted", "2025-Q1")
    assert keys(found(engine, company, "2026-Q3")) == ["2026-Q2", "2026-Q1", "2025-Q4", "2025-Q3"]
    assert keys(found(engine, company, "2026-Q1")) == ["2025-Q4", "2025-Q3", "2025-Q2"]
    assert found(engine, company, "2025-Q2") == ()
    assert keys(found(engine, company, "2026-Q3", company.staff.actor)) == keys(found(engine, company, "2026-Q3"))
    assert keys(found(engine, other, "2026-Q3")) == ["2025-Q1"]


def test_what_was_accepted_counts_and_not_what_was_sent_before(engine, make_work, people):
    company, _other, officers = people
    public_id = make_report(make_work, company, officers, "returned", "2026-Q1")
    assert found(engine, company, "2026-Q2") == ()
    answers = complete_answers(company.kbli) | {"inv_other": Decimal(6_000_000_000)}
    fill(make_work, company, public_id, answers | {"inv_excl_land_building": Decimal(151_000_000_000)})
    sign(make_work, company, public_id)
    for transition in ("send", "check", "accept"):
        step_on(make_work, company, officers, public_id, transition)
    (report,) = found(engine, company, "2026-Q2")
    assert report.answers["inv_other"] == Decimal(6_000_000_000)
    assert report.answers["workers"]["men"]["production_permanent"] == 200


def test_answers_of_an_older_edition_are_read_as_far_as_they_can_be(engine, make_work, people):
    company, _other, officers = people
    make_report(make_work, company, officers, "accepted", "2026-Q1")
    with Session(engine) as session:
        filing = session.scalars(select(Filing)).one()
        filing.answers = filing.answers | {"inv_other": "sekitar 5", "material_lines": 7, "gone": "1", "water": "x"}
        session.commit()
    (report,) = found(engine, company, "2026-Q2")
    assert {"inv_other", "material_lines", "gone", "water"} & set(report.answers) == set()
    assert report.answers["inv_machinery"] == Decimal(120_000_000_000)


def test_a_case_file_reads_its_facts_once(engine, make_work, people, statements):
    company, _other, officers = people
    make_report(make_work, company, officers, "accepted", "2026-Q2")
    public_id = make_report(make_work, company, officers, "draft", "2026-Q3")
    with Session(engine) as session:
        case = session.scalars(select(Case).where(Case.public_id == public_id)).unique().one()
        file = CaseFile(session, case, (NOW + timedelta(days=1)).date())
        assert keys(file.facts.earlier) == ["2026-Q2"]
        file.findings(), file.open_points()
        with statements(engine) as seen:
            file.findings(), file.open_points(), file.pages(), file.facts, file.answers
        assert [text for text in seen if "filing" in text or "business_line" in text] == []
        case.answers = case.answers | {"inv_other": "1"}
        assert file.answers["inv_other"] == 1, "what is saved meanwhile is seen"
