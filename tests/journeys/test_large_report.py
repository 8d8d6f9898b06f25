"""A whole report of a large company, filed in a browser: all sections, 40 products by hand, 200 materials by sheet."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
from playwright.sync_api import expect
from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import Session

from app import services_for
from siinas.catalogue.reports import ProductionReport
from siinas.configuration import read_configuration
from siinas.integrations.database import database_address, prepare
from siinas.models import BusinessLine, Case, PermittedCapacity, Person
from siinas.operations import records
from siinas.operations.work import Work
from siinas.process.fields import Choice, Choices, Quantity, Reference, YesNo
from siinas.process.tables import Grid, Table
from siinas.process.words import short_number
from tests.journeys.conftest import MakeVisitor
from tests.journeys.server import Portal
from tests.journeys.visitor import Visitor
from tests.report_answers import complete_answers

USER = "tekstil"
PRODUCTS, MATERIALS = 40, 200
COUNTRIES = {"JP": "Jepang", "SG": "Singapura"}


@contextmanager
def work_of(portal: Portal, user_name: str) -> Iterator[Work]:
    """A work of that person on the portal's own database."""
    configuration = read_configuration(portal.environment, Path(portal.environment["INSTANCE_DIR"]))
    engine = create_engine(database_address(configuration.database_url))
    prepare(engine)
    with Session(engine) as session:
        person = session.scalars(select(Person).where(Person.user_name == user_name)).one()
        own = person.grants[0].establishment_id
        yield Work(session, services_for(configuration), person.actor(own))
    engine.dispose()


def product(number: int) -> str:
    """The name of a product."""
    return f"Kain contoh {number:02d}"


def permit_products(portal: Portal) -> str:
    """Give the company permitted capacities until it has 40 products; its main KBLI."""
    with work_of(portal, USER) as work:
        own = work.actor.establishment_id
        lines = select(BusinessLine.kbli_code).where(BusinessLine.establishment_id == own, BusinessLine.is_main)
        kbli = work.session.scalars(lines).one()
        count = select(func.count()).select_from(PermittedCapacity).where(PermittedCapacity.establishment_id == own)
        for number in range((work.session.scalar(count) or 0) + 1, PRODUCTS + 1):
            values = {
                "kbli_code": kbli,
                "product_name": product(number),
                "hs_code": "52081100",
                "capacity": Decimal(4000 + number),
                "unit_code": "TNE",
                "capacity_source": "oss_rba",
            }
            records.save_record(work, "kapasitas", None, values)
        return kbli


def as_typed(field: Any, value: Any) -> Any:
    """An answer as a person gives it in the browser."""
    if isinstance(field, YesNo):
        return "ya" if value else "tidak"
    if isinstance(field, Quantity):
        return short_number(value, field.decimals)
    if isinstance(field, Choices):
        return ", ".join(COUNTRIES[one] for one in value)
    if isinstance(field, Choice) and field.among == Reference("country"):
        return COUNTRIES[value]
    return value.isoformat() if isinstance(value, date) else str(value)


def fill_page(visitor: Visitor, step: Any, answers: dict[str, Any]) -> None:
    """Give the answers of a page that has no long table, adding the rows that its tables need."""
    for key, field in step.fields.items():
        value = answers.get(key)
        if value is None or field.standing or field.computed:
            continue
        if isinstance(field, Grid):
            for place, row in enumerate(field.rows):
                cells = value[row]
                visitor.fill({k: as_typed(field.of.fields[k], v) for k, v in cells.items()}, f"{key}-{place}-")
        elif isinstance(field, Table):
            for place, row in enumerate(value):
                visitor.press(field.add_label)
                visitor.rows(place + 1, of=key)
                visitor.fill({k: as_typed(field.of.fields[k], v) for k, v in row.items()}, f"{key}-{place}-")
        else:
            visitor.fill({key: as_typed(field, value)})


PRODUCED = {
    "production_qty": "900",
    "production_value": "45.000.000.000",
    "sales_qty": "850",
    "sales_value": "43.500.000.000",
    "sold_from_stock": "tidak",
    "export_pct": "0",
}
PLANNED = {"plan_qty": "950", "plan_value": "47.000.000.000", "plan_export_pct": "0"}


def fill_rows(visitor: Visitor, table: str, values: dict[str, str]) -> int:
    """Give every row of a long table these answers, slice by slice; how many rows there were."""
    filled = 0
    while True:
        cards = visitor.page.locator(f"#{table} > .row-card").count()
        for place in range(cards):
            visitor.fill(values, f"{table}-{filled + place}-")
        filled += cards
        onward = visitor.page.get_by_role("button", name=re.compile("^Baris berikutnya"))
        if not onward.count():
            return filled
        onward.first.click()
        expect(visitor.page.locator(".slices-of").first).to_contain_text(f"Baris {filled + 1}–")


def with_materials(content: bytes, kbli: str) -> bytes:
    """The workbook of the report with 200 materials in it."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book["Bahan Baku"]
    columns = {str(cell.value).strip(" *"): cell.column for cell in sheet[1] if cell.value}
    names = {
        "Nama Bahan Baku": lambda n: f"Benang contoh {n:03d}",
        "Kode HS": lambda n: "52051100",
        "Satuan Asli": lambda n: "TNE",
        "Jumlah Dalam Negeri (Satuan Asli)": lambda n: 180 + n,
        "Nilai Dalam Negeri (Rp.)": lambda n: (180 + n) * 30_000_000,
        "Jumlah Luar Negeri (Satuan Asli)": lambda n: 0,
        "Nilai Luar Negeri (Rp.)": lambda n: 0,
        "KBLI Produk Yang Dihasilkan": lambda n: kbli,
        "Nama Produk Yang Dihasilkan": lambda n: product(1 + PRODUCTS - 1 - n % 30),
        "Jumlah Persediaan (Kilogram)": lambda n: 9_000,
        "Nilai Persediaan (Rp.)": lambda n: 270_000_000,
    }
    assert set(names) <= set(columns), sorted(columns)
    for number in range(MATERIALS):
        for name, value in names.items():
            sheet.cell(number + 2, columns[name], value(number))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_report_of_nineteen_sections_is_filed(portal: Portal, visitor: MakeVisitor) -> None:
    kbli = permit_products(portal)
    answers = complete_answers(kbli) | {"plan_lines": []}
    answers["auxiliary_lines"] = [row | {"output_product": product(1)} for row in answers["auxiliary_lines"]]
    assert answers["auxiliary_lines"], "every section says something"
    company = visitor(USER)
    company.sign_in(USER)
    company.menu("Laporan Produksi")
    company.link("Input Laporan Baru")
    company.page.get_by_role("radio").and_(company.page.locator(":enabled")).last.check()
    company.press("Buat laporan")
    company.heading("Laporan Produksi ")
    base = company.page.url
    steps = {step.key: step for step in ProductionReport.asked_steps(answers)}
    assert len(steps) == 20, "Data Umum and nineteen sections"

    company.link("Isi dengan lembar kerja (XLSX)")
    name, content = company.download(company.page.get_by_role("link", name="Unduh XLSX untuk diisi"))
    assert name.startswith("isian-LP-") and name.endswith(".xlsx")
    company.fill({"how": "ganti", "overwrite": "tidak"})
    xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    filled = {"name": "isian.xlsx", "mimeType": xlsx, "buffer": with_materials(content, kbli)}
    company.fill({"sheet_file": filled})
    company.press("Unggah lembar")
    taken = company.page.get_by_role("row", name=re.compile(rf"^Bahan Baku {MATERIALS} {MATERIALS} 0 0 "))
    expect(taken).to_be_visible(timeout=60_000)

    for key, step in steps.items():
        if key in {"bahan-baku"}:
            continue
        company.open(f"{base}halaman/{key}/")
        company.heading(step.title)
        if key == "kapasitas-produksi":
            pass
        elif key == "produksi-dan-penjualan":
            assert fill_rows(company, "production_lines", PRODUCED) == PRODUCTS
        elif key == "rencana-produksi":
            assert fill_rows(company, "plan_lines", PLANNED) == PRODUCTS
        else:
            fill_page(company, step, answers)
        company.press("Simpan dan lanjutkan")
        expect(company.page.get_by_role("heading", level=1)).not_to_contain_text(step.title)

    company.open(f"{base}periksa/")
    boxes = company.page.locator("textarea")
    for place in range(boxes.count()):
        boxes.nth(place).fill("Sesuai dengan pembukuan dan dokumen pabrik.")
    company.press("Lanjut ke surat pernyataan")
    company.heading("Surat pernyataan")
    _name, paper = company.download(company.button("Cetak surat pernyataan (PDF)"))
    company.open(company.page.url)
    company.fill({"statement_file": {"name": "pernyataan.pdf", "mimeType": "application/pdf", "buffer": paper}})
    company.page.get_by_role("button", name=re.compile("surat pernyataan$")).last.click()
    company.sees("Surat pernyataan diunggah; kode cocok.")
    company.press_and_confirm("Kirim laporan")
    company.sees("Laporan Produksi sedang diperiksa Kemenperin")
    with work_of(portal, USER) as work:
        case = (
            work.session.scalars(select(Case).where(Case.public_id == base.rstrip("/").split("/")[-1])).unique().one()
        )
        sent = case.filings[-1].answers
        assert case.state == "verification"
        assert (len(sent["production_lines"]), len(sent["material_lines"])) == (PRODUCTS, MATERIALS)
