"""Releases: who may make one, what stands in it, that it stays as it is, and what a second one may tell."""

from __future__ import annotations

import random
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from siinas.catalogue.reports.production import ProductionReport
from siinas.models import FigureRelease, JournalEntry, OutboxRow, ReleaseCell, ReportedFigure, Setting, Task
from siinas.operations import outbox, releases
from siinas.process.roles import Role
from siinas.queries.aggregates import groups_of, material, released
from siinas.refusal import NotPermitted, Refused
from tests.factories import NOW, make_officer, make_officers
from tests.reported import PERIOD, PROCESS, Reported, add_reports

MEASURES = ("production_kg", "workers_men", "workers_women")


def invented(seed: int, entities: range, places: int = 6) -> list[Reported]:
    """Reports of a few measures from some regencies and KBLI."""
    chance = random.Random(seed)
    regencies = ["3525", "3578", "3273", "3204", "1471", "1401"][:places]
    found = []
    for entity in entities:
        kbli = chance.choice(["10721", "10722", "20111", "20112"])
        amounts = {(key, kbli): Decimal(chance.randint(100, 900)) + Decimal("0.25") for key in MEASURES}
        found.append(Reported(entity, chance.choice(regencies), amounts))
    return found


@pytest.fixture
def supervisor(engine):
    with Session(engine) as session:
        return make_officers(session).supervisor


def fill(engine, reports, at=NOW - timedelta(days=1), **more):
    with Session(engine) as session:
        add_reports(session, reports, at, **more)


def publish(make_work, supervisor) -> Task:
    """Ask for the next release and let the worker make it."""
    next_one = releases.foreseen(make_work(supervisor.actor), PROCESS, PERIOD).sequence
    public_id = releases.ask(make_work(supervisor.actor), PROCESS, PERIOD, next_one).public_id
    for lease in outbox.lease_due(make_work(), most=100):
        outbox.deliver(make_work(), lease)
    return make_work().session.scalars(select(Task).where(Task.public_id == public_id)).one()


def cells(engine, sequence=1):
    """The cells of a release by measure and place."""
    with Session(engine) as session:
        rows = session.scalars(select(ReleaseCell).join(FigureRelease).where(FigureRelease.sequence == sequence)).all()
    return {(row.measure, row.level, row.region, row.kbli): row for row in rows}


def test_what_is_told_is_what_the_filings_add_up_to(make_work, engine, supervisor):
    reports = invented(1, range(60))
    fill(engine, reports)
    task = publish(make_work, supervisor)
    assert (task.state, task.problem) == ("done", "")
    told = cells(engine)
    for measure in MEASURES:
        amounts = [
            (r.regency, kbli, value) for r in reports for (key, kbli), value in r.amounts.items() if key == measure
        ]
        for (key, level, region, kbli), row in told.items():
            if key == measure and row.value is not None:
                expected = [v for place, code, v in amounts if place.startswith(region) and code.startswith(kbli)]
                assert row.value == sum(expected), (level, region, kbli)
                assert row.contributors <= len(expected)
    men, women = (told[key, "total", "", ""].value for key in ("workers_men", "workers_women"))
    assert told["workers", "total", "", ""].value == men + women
    assert {level for _m, level, _r, _k in told} == {"total", "province", "division", "cross", "regency", "class"}
    with Session(engine) as session:
        made = session.scalars(select(FigureRelease)).one()
        assert (made.sequence, made.reports, made.cells) == (1, 60, len(told))
        assert made.hidden == sum(row.value is None for row in told.values())
        assert (
            session.scalar(select(JournalEntry.act).where(JournalEntry.object_kind == "figure_release"))
            == "release.made"
        )


def test_few_and_dominant_are_hidden_with_whatever_would_tell_them(make_work, engine, supervisor):
    reports = invented(2, range(40), places=3)
    reports += [Reported(100, "1471", {("production_kg", "10721"): Decimal(500)})]
    reports += [Reported(101, "5171", {("production_kg", "20111"): Decimal(90_000)})]
    reports += [Reported(e, "5171", {("production_kg", "20111"): Decimal(100)}) for e in range(102, 108)]
    fill(engine, reports)
    publish(make_work, supervisor)
    told = cells(engine)
    for place in ("14", "51"):
        assert told["production_kg", "province", place, ""].value is None
        assert told["production_kg", "province", place, ""].contributors is None
    provinces = [row for (key, level, _r, _k), row in told.items() if (key, level) == ("production_kg", "province")]
    assert sum(row.value is None for row in provinces) >= 2


def test_a_release_stays_as_it_was(make_work, engine, supervisor, clock):
    fill(engine, invented(3, range(60)))
    publish(make_work, supervisor)
    before = {key: (row.value, row.contributors) for key, row in cells(engine).items()}
    with Session(engine) as session:
        session.execute(update(ReportedFigure).values(until=clock.now))
        session.commit()
    assert {key: (row.value, row.contributors) for key, row in cells(engine).items()} == before


def test_a_second_release_is_final_and_a_third_is_refused(make_work, engine, supervisor, clock):
    fill(engine, invented(4, range(60)))
    publish(make_work, supervisor)
    clock.move(days=30)
    fill(engine, invented(5, range(200, 230)), at=clock.now - timedelta(days=1))
    task = publish(make_work, supervisor)
    assert (task.state, task.problem) == ("done", "")
    first, second = cells(engine, 1), cells(engine, 2)
    total = "production_kg", "total", "", ""
    assert second[total].value > first[total].value
    with pytest.raises(Refused, match="Terbitan ketiga"):
        releases.ask(make_work(supervisor.actor), PROCESS, PERIOD, 3)


def test_one_release_is_asked_for_once(make_work, engine, supervisor, clock):
    """A second press, or a page from before the first release, must not make the final one by accident."""
    fill(engine, invented(4, range(60)))
    work = make_work(supervisor.actor)
    assert releases.foreseen(work, PROCESS, PERIOD).edition == "Angka sementara"
    releases.ask(work, PROCESS, PERIOD, 1)
    with pytest.raises(Refused, match="sedang dibuat"):
        releases.ask(make_work(supervisor.actor), PROCESS, PERIOD, 1)
    for lease in outbox.lease_due(make_work(), most=100):
        outbox.deliver(make_work(), lease)
    with pytest.raises(Refused, match="sudah dibuat sementara itu"):
        releases.ask(make_work(supervisor.actor), PROCESS, PERIOD, 1)
    assert releases.foreseen(make_work(supervisor.actor), PROCESS, PERIOD).edition == "Angka tetap"
    assert make_work().session.scalar(select(func.count()).select_from(FigureRelease)) == 1


def test_one_late_report_does_not_stand_out(make_work, engine, supervisor, clock):
    """Between two releases one report came: wherever it counts at least one of both figures is hidden."""
    fill(engine, invented(6, range(90)))
    publish(make_work, supervisor)
    clock.move(days=30)
    late = Reported(500, "3525", {("production_kg", "10721"): Decimal(777)})
    fill(engine, [late], at=clock.now - timedelta(days=1))
    task = publish(make_work, supervisor)
    first, second = cells(engine, 1), cells(engine, 2)
    if task.state == "failed":
        assert task.problem.startswith("Tidak ada yang dapat diterbitkan")
        return
    for key in set(first) & set(second):
        one, other = first[key].value, second[key].value
        if one is not None and other is not None and key[0] == "production_kg":
            assert other - one == 0, key


def test_what_is_kept_of_the_first_release_must_still_be_true(make_work, engine, supervisor, clock):
    fill(engine, invented(7, range(60)))
    publish(make_work, supervisor)
    with Session(engine) as session:
        session.execute(update(ReportedFigure).where(ReportedFigure.id == 1).values(value=Decimal(1)))
        session.commit()
    clock.move(days=30)
    fill(engine, invented(8, range(200, 230)), at=clock.now - timedelta(days=1))
    assert publish(make_work, supervisor).state == "done"
    with Session(engine) as session:
        left_out = session.scalars(select(FigureRelease.left_out).where(FigureRelease.sequence == 2)).one()
    assert "production_kg" in left_out
    assert not any(measure == "production_kg" for measure, *_place in cells(engine, 2))


def test_who_may_not(make_work, engine, supervisor):
    with Session(engine) as session:
        others = [make_officer(session, role) for role in (Role.ADMINISTRATOR, Role.VALIDATOR, Role.AUDITOR)]
        others.append(make_officer(session, Role.SUPERVISOR, region="35"))
        others.append(make_officer(session, Role.SUPERVISOR, directorate="IMHLP"))
    for someone in others:
        with pytest.raises(NotPermitted):
            releases.ask(make_work(someone.actor), PROCESS, PERIOD, 1)
        with pytest.raises(NotPermitted):
            releases.foreseen(make_work(someone.actor), PROCESS, PERIOD)


@pytest.mark.parametrize(
    ("process", "period", "sentence"),
    [
        ("laporan-produksi", "2026-Q4", "belum berakhir"),
        ("laporan-produksi", "kapan", "Pilih periode"),
        ("registrasi", "2026-Q2", "Pilih laporan"),
        ("x", "2026-Q2", "Pilih laporan"),
    ],
)
def test_what_cannot_be_released(make_work, supervisor, process, period, sentence):
    with pytest.raises(Refused, match=sentence):
        releases.ask(make_work(supervisor.actor), process, period, 1)


def test_without_reports_the_task_says_so(make_work, engine, supervisor):
    task = publish(make_work, supervisor)
    assert (task.state, task.problem) == ("failed", "Belum ada laporan yang diterima untuk periode ini.")
    with Session(engine) as session:
        assert session.scalar(select(func.count()).select_from(FigureRelease)) == 0
        assert session.scalar(select(OutboxRow.status).where(OutboxRow.kind == "task")) == "done"


def test_three_companies_are_too_few_for_anything(make_work, engine, supervisor):
    fill(engine, [Reported(e, "3525", {("production_kg", "10721"): Decimal(10**e)}) for e in range(2)])
    assert publish(make_work, supervisor).problem.startswith("Tidak ada yang dapat diterbitkan")


def test_the_rules_are_settings(make_work, engine, supervisor):
    with Session(engine) as session:
        session.add(Setting(key="release_least", value="20"))
        session.commit()
    fill(engine, invented(9, range(60)))
    publish(make_work, supervisor)
    told = cells(engine)
    assert told["production_kg", "total", "", ""].value is not None
    assert all(row.contributors is None or row.contributors >= 20 for row in told.values())


def test_another_edition_of_kbli_counts_under_none(make_work, engine, supervisor):
    fill(engine, invented(10, range(20)))
    with Session(engine) as session:
        session.execute(update(ReportedFigure).where(ReportedFigure.id <= 9).values(kbli_version=2025))
        session.commit()
        found = material(session, PROCESS, PERIOD, NOW, 2020)
    assert {entity for entity, _regency, kbli in found.amounts["production_kg"] if not kbli} == {1, 2, 3}
    assert found.reports == 20


def test_what_is_published_is_declared():
    groups = groups_of(ProductionReport)
    assert ("workers_men", "workers_women", "workers") in groups
    assert ("production_kg",) in groups
    assert not any(key.startswith("fuel:") for group in groups for key in group)
    assert [one.key for one in released(ProductionReport)][:2] == ["production_kg", "production_value"]


def test_a_region_sees_its_part(make_work, engine, supervisor):
    fill(engine, invented(11, range(60)))
    publish(make_work, supervisor)
    with Session(engine) as session:
        province = make_officer(session, Role.REGIONAL_HEAD, region="35")
        regency = make_officer(session, Role.REGIONAL_INSPECTOR, region="3525")
        nowhere = make_officer(session, Role.REGIONAL_HEAD)
        verifier = make_officer(session, Role.VERIFIER, directorate="IMHLP")

    def seen(someone):
        return {row.region for row in make_work(someone.actor).session.scalars(select(ReleaseCell))}

    assert seen(province) == {"35", "3525", "3578"}
    assert seen(regency) == {"3525"}
    assert seen(nowhere) == set()
    assert seen(verifier) >= {"", "35", "14"}
