"""Figures of the monitoring against a naive count over generated obligations, for whoever sees a part of them."""

import random
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from siinas.models import Establishment, ReportObligation
from siinas.process.periods import Quarter
from siinas.process.roles import Actor, Grant, Role
from siinas.queries.monitoring import (
    GROUPS,
    WAYS,
    Counts,
    breakdown,
    counts,
    of_period,
    over_periods,
    way,
    without_standing,
)
from siinas.queries.scope import visible
from tests.factories import ProductionReport, make_company

PERIOD = "2026-Q3"
PEOPLE = {
    "auditor": Grant(Role.AUDITOR),
    "administrator": Grant(Role.ADMINISTRATOR),
    "supervisor": Grant(Role.SUPERVISOR),
    "verifier": Grant(Role.VERIFIER, directorate="IMHLP"),
    "inspector": Grant(Role.REGIONAL_INSPECTOR, region="35"),
    "city head": Grant(Role.REGIONAL_HEAD, region="3578"),
    "inspector of nowhere": Grant(Role.REGIONAL_INSPECTOR),
}


def actor(grant):
    return Actor(1, "Contoh", (grant,))


def sees(grant, row):
    """Whether a grant reaches an obligation, said once more in plain words."""
    if grant.role in {Role.AUDITOR, Role.ADMINISTRATOR}:
        return True
    if grant.role in {Role.REGIONAL_INSPECTOR, Role.REGIONAL_HEAD} and not grant.region:
        return False
    own_directorate = not grant.directorate or row.directorate in {grant.directorate, None}
    return own_directorate and row.regency.startswith(grant.region or "")


def naive(rows):
    """The figures, counted one row after the other."""
    found = dict.fromkeys(WAYS, 0)
    for row in rows:
        sent = row.state in {"sent", "returned", "accepted"}
        found["obliged"] += 1
        found["on_time"] += sent and not row.late
        found["late"] += sent and row.late
        found["empty"] += sent and not row.says_something
        found["telling"] += sent and row.says_something
        for state in ("returned", "accepted", "draft", "none"):
            found[state] += row.state == state
    return Counts(**found)


@pytest.fixture
def rows(engine):
    """Obligations of many kinds over three periods."""
    chance = random.Random(9)
    with Session(engine) as session:
        places = ("3525", "3578", "3171", "3273", "7371")
        companies = [make_company(session, regency=chance.choice(places)) for _ in range(25)]
        for company in companies:
            for period in ("2026-Q1", "2026-Q2", PERIOD):
                state = chance.choice(("none", "none", "draft", "sent", "returned", "accepted"))
                sent = state in {"sent", "returned", "accepted"}
                session.add(
                    ReportObligation(
                        process=ProductionReport.key,
                        period=period,
                        establishment_id=company.establishment_id,
                        stage="production",
                        category=chance.choice(("small", "medium_large", None)),
                        regency=company.regency,
                        kbli=chance.choice(("10721", "10729", "25111", None)),
                        directorate=chance.choice(("IMHLP", "IKHU", None)),
                        counted_on=date(2026, 10, 1),
                        due_on=date(2026, 10, 31),
                        state=state,
                        late=sent and chance.random() < 0.4,
                        says_something=sent and chance.random() < 0.7,
                        first_sent_at=datetime(2026, 10, 5, tzinfo=UTC) if sent else None,
                    )
                )
        session.commit()
        found = list(session.scalars(select(ReportObligation)).unique())
        session.expunge_all()
    return found


def test_the_figures_are_those_of_a_naive_count(engine, rows):
    about = of_period(ProductionReport, PERIOD)
    with Session(engine) as session:
        for name, grant in PEOPLE.items():
            mine = [row for row in rows if row.period == PERIOD and sees(grant, row)]
            assert counts(session, actor(grant), about) == naive(mine), name
            for key in WAYS:
                listed = session.scalars(
                    select(ReportObligation.id).where(visible(ReportObligation, actor(grant)), about, way(key))
                ).all()
                assert len(listed) == getattr(naive(mine), key), (name, key)


def test_each_breakdown_is_a_naive_count_of_its_groups(engine, rows):
    codes = {
        "provinsi": lambda row: row.regency[:2],
        "kabupaten": lambda row: row.regency,
        "golongan": lambda row: (row.kbli or "")[:2],
        "kbli": lambda row: row.kbli or "",
        "direktorat": lambda row: row.directorate or "",
        "kategori": lambda row: row.category or "",
    }
    assert set(codes) == set(GROUPS)
    with Session(engine) as session:
        for name, grant in PEOPLE.items():
            mine = [row for row in rows if row.period == PERIOD and sees(grant, row)]
            for key, code in codes.items():
                parts = breakdown(session, actor(grant), GROUPS[key], of_period(ProductionReport, PERIOD))
                expected = {value: naive([row for row in mine if code(row) == value]) for value in map(code, mine)}
                assert {part.code: part.counts for part in parts} == expected, (name, key)
                assert all(part.name for part in parts)


def test_the_line_over_the_periods(engine, rows):
    with Session(engine) as session:
        line = over_periods(session, actor(PEOPLE["supervisor"]), ProductionReport, Quarter(2026, 3))
    assert [period.key for period, _ in line][-3:] == ["2026-Q1", "2026-Q2", PERIOD]
    assert len(line) == 8
    for period, figures in line:
        assert figures == naive([row for row in rows if row.period == period.key])


def test_the_share_is_over_all_who_are_obliged():
    assert Counts(obliged=4, on_time=2, empty=1, telling=1).share == 0.25
    assert Counts().share is None


def test_accounts_whose_report_is_not_known(engine, rows):
    with Session(engine) as session:
        for company in session.scalars(select(Establishment).limit(2)):
            company.stage = None
        session.commit()
        assert without_standing(session, actor(PEOPLE["auditor"])) == 2
        assert without_standing(session, actor(PEOPLE["inspector of nowhere"])) == 0
