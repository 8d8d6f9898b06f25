"""A report with many rows asks the database no more than one with few, and its pages stay of a size to be used."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from admin_views.told_rows import MOST_ROWS
from siinas.catalogue.reports.production import ProductionReport
from siinas.models import Case, Filing
from siinas.queries.cases import CaseFile
from tests.factories import complete_answers
from tests.web.pages import form_of
from tests.web.world import World, words

Statements = Callable[[type[Engine]], AbstractContextManager[list[str]]]
MOST_STATEMENTS = {"page": 32, "save": 48, "check": 36, "officer": 60}


def give_rows(world: World, public_id: str, products: int, materials: int) -> None:
    """Put so many products and materials into a draft."""
    answers = complete_answers()
    capacity, product, material = (answers[key][0] for key in ("capacity_lines", "production_lines", "material_lines"))
    rows = {
        "capacity_lines": [capacity | {"cap_product": f"Gula {n}"} for n in range(products)],
        "production_lines": [product | {"prod_product": f"Gula {n}"} for n in range(products)],
        "material_lines": [
            material | {"material_name": f"Bahan {n}", "output_product": f"Gula {n % products}"}
            for n in range(materials)
        ],
    }
    with Session(world.engine) as session:
        case = session.scalars(select(Case).where(Case.public_id == public_id)).unique().one()
        case.answers = case.answers | ProductionReport.to_json(rows)
        session.commit()


def test_many_rows_ask_the_database_no_more_than_few(world: World, statements: Statements) -> None:
    browser, case = world.of("staff"), world.reports["draft"]
    base = f"/perusahaan/laporan-produksi/{case}/"
    pages = [base, f"{base}periksa/", *(f"{base}halaman/{key}/" for key in ("produksi-dan-penjualan", "bahan-baku"))]
    browser.token(base)
    asked: list[list[int]] = []
    for products, materials in ((1, 1), (25, 60)):
        give_rows(world, case, products, materials)
        counts = []
        for page in pages:
            browser.page(page)
            with statements(Engine) as seen:
                found = browser.page(page)
            counts.append(len(seen))
        form = form_of(found, "#wizard-form") | {"_simpan": "1"}
        with statements(Engine) as seen:
            assert browser.post(pages[-1], form).status_code == 302
        counts.append(len(seen))
        asked.append(counts)
    assert asked[0] == asked[1]
    assert max(asked[1][2:4]) <= MOST_STATEMENTS["page"]
    assert asked[1][1] <= MOST_STATEMENTS["check"]
    assert asked[1][4] <= MOST_STATEMENTS["save"]


def test_the_officer_reads_a_large_report_with_few_statements(world: World, statements: Statements) -> None:
    sent = world.reports["verification"]
    give_rows(world, sent, 25, 60)
    with Session(world.engine) as session:
        case = session.scalars(select(Case).where(Case.public_id == sent)).unique().one()
        filing = session.scalars(select(Filing).where(Filing.case_id == case.id)).one()
        filing.answers, filing.in_words = case.answers, CaseFile(session, case, world.clock().date()).told()
        session.commit()
    browser = world.of("verifier")
    browser.page(f"/petugas/laporan-produksi/{sent}/")
    with statements(Engine) as seen:
        page = browser.page(f"/petugas/laporan-produksi/{sent}/")
    assert len(seen) <= MOST_STATEMENTS["officer"]
    table = page.select_one("#bagian-bahan-baku .table-region-long")
    assert table is not None, "a long table scrolls in a region of its own"
    assert len(table.select("tbody tr")) == 60


def test_a_very_long_table_is_told_in_part_where_it_is_only_read(world: World) -> None:
    case = world.reports["draft"]
    give_rows(world, case, 1, MOST_ROWS + 20)
    page = world.of("staff").page(f"/perusahaan/laporan-produksi/{case}/periksa/")
    section = page.select_one("#bagian-bahan-baku")
    assert section is not None
    assert len(section.select("tbody tr")) == MOST_ROWS
    assert "20 baris lain tidak ditampilkan di sini" in words(section)
