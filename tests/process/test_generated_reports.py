"""Five hundred generated reports, each with one seeded mistake: it is found, named, at its row, and nothing else is."""

from __future__ import annotations

import copy
from collections import Counter
from random import Random

import pytest

from siinas.catalogue.reports.production import ProductionReport
from siinas.catalogue.reports.variants import CATEGORIES
from siinas.process.checks import Finding
from siinas.process.judging import faults
from siinas.process.tables import Grid, Table
from siinas.queries.answer_file import missing_answers
from siinas.reference.measures import EXTREME_CHANGE, MEASURES, STRONG_CHANGE
from tests.generated_reports import Generated, generated, listed_for
from tests.report_mistakes import MISTAKES, Draft, Mistake, rules_of, slips_in

REPORTS = 500
SLIPS = 150
"""So many of the mistakes are of form; the others are against a rule."""


def found_in(report: Generated) -> list[Finding]:
    return ProductionReport.findings(report.answers, report.facts)


def faults_of(report: Generated) -> list[str]:
    """What is missing or not as its field allows, as the portal says it."""
    listed = listed_for(report.facts)
    steps = ProductionReport.asked_steps(report.answers)
    told = [f"{fault.label}: {fault.sentence}" for step in steps for fault in faults(step, report.answers, listed)]
    return told + [label for step in steps for label in missing_answers(step, report.answers)]


@pytest.mark.parametrize("content", CATEGORIES)
def test_generated_reports_are_good(content: str) -> None:
    for seed in range(60):
        report = generated(seed, content)
        assert found_in(report) == [], f"{content} {seed}"
        assert faults_of(report) == [], f"{content} {seed}"
    assert generated(1, content).answers == generated(1, content).answers
    assert generated(1, content).answers != generated(2, content).answers


@pytest.mark.parametrize("content", CATEGORIES)
def test_every_rule_of_a_content_has_its_mistake(content: str) -> None:
    made = {(one.rule, one.at) for one in MISTAKES if content in one.contents}
    assert {(check.key, check.at.key) for check in rules_of(content)} == made


def test_every_measure_is_used_by_a_rule() -> None:
    used = {check.measure.key for content in CATEGORIES for check in rules_of(content) if check.measure}
    assert used == set(MEASURES) - {STRONG_CHANGE.key, EXTREME_CHANGE.key}


def with_mistake(number: int) -> tuple[Mistake, Draft]:
    """The mistake of that number, made in a report that can hold it."""
    mistake = MISTAKES[number % len(MISTAKES)]
    rng = Random(number)
    contents = [content for content in CATEGORIES if content in mistake.contents]
    reports = (generated(rng.randrange(10**6), rng.choice(contents)) for _ in range(100))
    report = next(one for one in reports if mistake.possible(one))
    draft = Draft(copy.deepcopy(report.answers), report.facts, rng)
    mistake.make(draft)
    return mistake, draft


def named_row(mistake: Mistake, draft: Draft) -> str:
    """How the row of the mistake is called."""
    field = ProductionReport.asked_fields(draft.answers)[mistake.at]
    if mistake.grid_row and isinstance(field, Grid):
        return field.rows[mistake.grid_row]
    if mistake.on_row and isinstance(field, Table):
        return field.row_name(draft.row + 1, draft.answers[mistake.at][draft.row])
    return ""


def test_every_one_of_500_mistakes_is_found_and_named() -> None:
    found: Counter[str] = Counter()
    for number in range(REPORTS - SLIPS):
        mistake, draft = with_mistake(number)
        findings = ProductionReport.findings(draft.answers, draft.facts)
        told = f"{number}: {mistake.rule} in {mistake.at}; found {[(one.check, one.row_title) for one in findings]}"
        meant = [one for one in findings if (one.check, one.field) == (mistake.rule, mistake.at)]
        assert meant, told
        if mistake.on_row or mistake.grid_row:
            assert named_row(mistake, draft) in {one.row_title for one in meant}, told
            assert len(meant) == 1 or mistake.rule in mistake.implies, told
        assert all(one.message for one in findings)
        others = {one.check for one in findings} - {mistake.rule}
        assert others <= mistake.implies, told
        found[mistake.rule] += 1
    for number in range(SLIPS):
        rng = Random(number)
        report = generated(number, rng.choice(tuple(CATEGORIES)))
        slip = rng.choice(list(slips_in(report)))
        answers = copy.deepcopy(report.answers)
        slip.make(answers)
        told = faults_of(Generated(answers, report.facts))
        assert any(slip.label in one for one in told), f"{number}: {slip} not among {told}"
        if isinstance(slip.row, int):
            assert any(f"baris {slip.row + 1}" in one for one in told), f"{number}: {slip} at another row: {told}"
        found["form"] += 1
    assert sum(found.values()) == REPORTS
    assert set(found) == {one.rule for one in MISTAKES} | {"form"}
