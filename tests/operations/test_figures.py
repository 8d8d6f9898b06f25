"""The figures of reports as rows: written with the acceptance, replaced by an accepted correction, made anew."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from siinas.catalogue.reports.production import ProductionReport
from siinas.models import BusinessLine, Case, Filing, JournalEntry, ReportedFigure
from siinas.operations import cases, figures
from siinas.process.figures import measured
from siinas.process.roles import Role
from tests.factories import (
    PERIOD,
    complete_answers,
    fill,
    make_company,
    make_officer,
    make_report,
    sign,
    step_on,
)
from tests.operations.test_commands import Installed


def current(engine, **criteria):
    """The rows that hold now, by measure and KBLI."""
    with Session(engine) as session:
        rows = session.scalars(select(ReportedFigure).where(ReportedFigure.until.is_(None)).filter_by(**criteria)).all()
        session.expunge_all()
    return {(row.measure, row.kbli): row for row in rows}


def correct(make_work, company, officers, public_id, kilograms):
    """An accepted report is corrected, up to before its acceptance."""
    said = {"reason": "Angka produksi keliru satu nol."}
    cases.move(make_work(company.signer.actor), public_id, "correct", said=said)
    answers = complete_answers(company.kbli)
    answers["production_lines"][0]["production_kg"] = kilograms
    answers["production_lines"][0]["production_qty"] = kilograms / 1000
    fill(make_work, company, public_id, answers)
    sign(make_work, company, public_id)
    for transition in ("send", "check"):
        step_on(make_work, company, officers, public_id, transition)


def test_rows_come_with_the_acceptance_and_not_before(make_work, engine, company, officers):
    public_id = make_report(make_work, company, officers, "validation")
    assert current(engine) == {}
    step_on(make_work, company, officers, public_id, "accept")
    rows = current(engine)
    assert rows.keys() == {
        (measure, kbli or company.kbli) for measure, kbli in measured(ProductionReport.figures, complete_answers())
    }
    row = rows["production_kg", company.kbli]
    assert (row.value, row.period, row.kbli_version) == (Decimal("60000000.00"), PERIOD, 2020)
    assert (row.first_day.isoformat(), row.last_day.isoformat()) == ("2026-07-01", "2026-09-30")
    assert (row.regency, row.legal_entity_id) == (company.regency, company.legal_entity_id)
    assert row.establishment_id == company.establishment_id
    assert row.process == "laporan-produksi"
    assert row.category == "medium_large"
    assert row.directorate == "IMHLP"


def test_an_acceptance_that_fails_leaves_no_row(make_work, engine, company, officers, monkeypatch):
    public_id = make_report(make_work, company, officers, "validation")
    monkeypatch.setattr(cases, "tell_after", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        step_on(make_work, company, officers, public_id, "accept")
    assert current(engine) == {}


def test_a_correction_counts_only_once_it_is_accepted(make_work, engine, company, officers, clock):
    public_id = make_report(make_work, company, officers, "accepted")
    first = current(engine)
    clock.move(days=1)
    correct(make_work, company, officers, public_id, Decimal("66000000.00"))
    assert {key: row.value for key, row in current(engine).items()} == {key: row.value for key, row in first.items()}
    clock.move(days=1)
    step_on(make_work, company, officers, public_id, "accept")
    second = current(engine)
    assert second["production_kg", company.kbli].value == Decimal("66000000.00")
    assert {row.filing_id for row in second.values()}.isdisjoint(row.filing_id for row in first.values())
    with Session(engine) as session:
        ended = session.scalars(select(ReportedFigure).where(ReportedFigure.until.is_not(None))).all()
        assert {row.until for row in ended} == {clock.now}
        assert {row.id for row in ended} == {row.id for row in first.values()}


def test_sums_are_those_of_the_filings(make_work, engine, officers):
    expected: dict[tuple[str, str], Decimal] = {}
    with Session(engine) as session:
        companies = [make_company(session, kbli=kbli) for kbli in ("10721", "10721", "20111")]
    for number, company in enumerate(companies):
        public_id = make_report(make_work, company, officers, "validation")
        with Session(engine) as session:
            filing = session.scalars(select(Filing).join(Case).where(Case.public_id == public_id)).one()
            answers = ProductionReport.from_json(filing.answers)
            answers["production_lines"][0]["production_kg"] += number * Decimal("0.01")
            filing.answers = ProductionReport.to_json(answers)
            session.commit()
        for (measure, kbli), amount in measured(ProductionReport.figures, answers).items():
            key = measure, kbli or company.kbli
            expected[key] = expected.get(key, Decimal(0)) + amount
        step_on(make_work, company, officers, public_id, "accept")
    with Session(engine) as session:
        rows = session.execute(select(ReportedFigure.measure, ReportedFigure.kbli, ReportedFigure.value)).all()
    found: dict[tuple[str, str], Decimal] = {}
    for measure, kbli, value in rows:
        found[measure, kbli] = found.get((measure, kbli), Decimal(0)) + value
    assert found == expected


def test_the_command_makes_what_is_missing_and_changes_nothing_twice(
    make_work, engine, surroundings, clock, officers, monkeypatch
):
    monkeypatch.setattr(figures, "BATCH", 2)
    with Session(engine) as session:
        companies = [make_company(session) for _ in range(3)]
    for company in companies:
        make_report(make_work, company, officers, "accepted")
    make_report(make_work, companies[0], officers, "validation", "2026-Q2")
    made = current(engine)
    installed = Installed(engine, surroundings, clock)
    assert installed.run("report", "project").output == "3 laporan dibaca, angka 0 laporan diperbarui.\n"
    with Session(engine) as session:
        session.execute(ReportedFigure.__table__.delete().where(ReportedFigure.case_id == 1))
        session.execute(update(ReportedFigure).where(ReportedFigure.case_id == 2).values(value=Decimal(1)))
        session.commit()
    assert installed.run("report", "project").output == "3 laporan dibaca, angka 2 laporan diperbarui.\n"
    assert {key: row.value for key, row in current(engine).items()} == {key: row.value for key, row in made.items()}
    assert installed.run("report", "project").output == "3 laporan dibaca, angka 0 laporan diperbarui.\n"
    with Session(engine) as session:
        entries = session.scalars(select(JournalEntry).where(JournalEntry.act == "figures.projected")).all()
        assert [len(entry.after["cases"]) for entry in entries] == [2]


def test_a_company_without_kbli_has_figures_of_no_kbli(make_work, engine, company, officers):
    public_id = make_report(make_work, company, officers, "validation")
    with Session(engine) as session:
        session.execute(BusinessLine.__table__.delete())
        session.commit()
    step_on(make_work, company, officers, public_id, "accept")
    rows = current(engine)
    assert ("workers_men", None) in rows
    assert rows["production_kg", company.kbli].kbli_version is None


def test_who_sees_the_figures_of_a_report(make_work, engine, company, officers):
    make_report(make_work, company, officers, "accepted")
    with Session(engine) as session:
        other = make_company(session)
        elsewhere = make_officer(session, Role.VERIFIER, region="31")
        regional = make_officer(session, Role.REGIONAL_HEAD, region=company.regency)

    def seen(someone):
        return make_work(someone.actor).session.scalar(select(func.count()).select_from(ReportedFigure))

    assert seen(company.staff) == seen(officers.verifier) == seen(officers.auditor) == len(current(engine)) > 0
    assert seen(other.owner) == seen(elsewhere) == seen(officers.administrator) == seen(officers.front_desk) == 0
    assert seen(regional) == 0
