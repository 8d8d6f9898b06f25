"""Making a release of 25,000 reports: `python -m bench.aggregates [--reports N]`.

Invented legal entities in all 514 regencies and 475 KBLI, most of them in few places and with few large ones, as it is.
Prints how long reading and protecting take, measure by measure, and how many cells stay hidden by themselves and in
all. What is compared is the share of the whole time and of the cells, as the machines differ.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from sqlalchemy.orm import Session

from siinas.catalogue.reports.production import ProductionReport
from siinas.integrations.database import make_engine
from siinas.operations import schema
from siinas.operations.reference import load_reference
from siinas.operations.work import Work
from siinas.queries.aggregates import groups_of, material
from siinas.queries.release_cells import WEIGHTS, Rules, Sheet, hidden_cells, told
from siinas.queries.suppression import Unprotectable
from siinas.reference.kbli import kbli_codes
from siinas.reference.regions import regions
from tests.conftest import services
from tests.reported import PERIOD, PROCESS, Reported, add_reports

RULES = Rules(least=3, dominance=80, share=10)
AT = datetime(2026, 7, 20, 3, 0, tzinfo=UTC)


def invented(count: int, seed: int = 1) -> Iterator[Reported]:
    """Reports of so many legal entities, each of one place and one or two KBLI."""
    chance = random.Random(seed)  # noqa: S311 - the same invented reports each time
    regencies = [one.code for one in regions() if len(one.code) == 4]
    codes = [one.code for one in kbli_codes() if one.version == 2020]
    of_place = [chance.paretovariate(0.8) for _ in regencies]
    of_code = [chance.paretovariate(0.9) for _ in codes]
    parts = [key for group in groups_of(ProductionReport) for key in (group[:-1] or group)]
    for entity in range(count):
        size = chance.lognormvariate(0, 1.8)
        amounts = {}
        for kbli in chance.choices(codes, of_code, k=1 if chance.random() < 0.85 else 2):
            for key in parts:
                seldom = "import" in key or "export" in key or key.endswith("other")
                amount = 0 if chance.random() < (0.7 if seldom else 0.02) else 1000 * size * chance.lognormvariate(0, 1)
                amounts[key, kbli] = Decimal(f"{amount:.2f}")
        yield Reported(entity, chance.choices(regencies, of_place)[0], amounts)


def main() -> None:
    """Measure and print."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--reports", type=int, default=25_000)
    count = asked.parse_args().reports
    with tempfile.TemporaryDirectory() as folder:
        engine = make_engine(f"sqlite:///{folder}/bench.db")
        schema.upgrade(engine)
        with Session(engine) as session:
            load_reference(Work(session, services(Path(folder))))
            add_reports(session, invented(count), AT)
        begun = time.process_time()
        with Session(engine) as session:
            found = material(session, PROCESS, PERIOD, AT + timedelta(days=1), 2020)
        say(f"{found.reports} reports read", begun)
        for group in groups_of(ProductionReport):
            protect(found.sheet(group))
        say("all", begun)


def protect(sheet: Sheet) -> None:
    """One group of measures, with the levels of its cells: all, unsafe by themselves, hidden in the end."""
    begun = time.process_time()
    try:
        hidden = hidden_cells(sheet, RULES)
    except Unprotectable as fault:
        # A release leaves such measures out and says so.
        say(f"{sheet.measures[-1]}: left out, {fault}", begun)
        return
    cells: Counter[str] = Counter(place[0] for _measure, place in sheet.cells())
    unsafe: Counter[str] = Counter(cell[1][0] for cell in sheet.cells() if sheet.unsafe(cell, RULES))
    kept: Counter[str] = Counter(place[0] for _measure, place in hidden)
    levels = ", ".join(f"{level} {cells[level]}/{unsafe[level]}/{kept[level]}" for level in WEIGHTS)
    say(f"{sheet.measures[-1]}: {len(told(sheet, hidden, RULES))} cells; {levels}", begun)


def say(what: str, begun: float) -> None:
    """One line with its seconds of processor time: others may be at work on the machine."""
    print(f"{time.process_time() - begun:7.1f} s  {what}", flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
