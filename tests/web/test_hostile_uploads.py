"""At every upload field of the portal a file of each hostile kind is tried over HTTP: none comes in, nothing breaks."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from siinas.models import Attachment
from siinas.reference.document_types import CERTIFICATES, COMPANY_DOCUMENTS
from tests.conftest import works
from tests.documents.hostile_files import hostile_files
from tests.documents.hostile_tables import hostile_tables
from tests.factories import save_addresses
from tests.web.licence_uploads import licence_fields, licences_of
from tests.web.pages import faults, form_of, upload
from tests.web.world import World

ROOT = Path(__file__).parents[2]
QUICK = (
    "web page",
    "program",
    "archive",
    "drawing with script",
    "text",
    "double extension",
    "program behind PDF",
    "reversed name, right extension",
    "PDF with web page behind",
    "PDF with archive behind",
    "no extension",
    "empty",
)
"""What is seen without a parser."""
PARSED = ("truncated", "owner password", "script in a packed object", "attachment")
TABLES = (
    "archive",
    "PDF",
    "web page",
    "program",
    "double extension",
    "macros",
    "bomb",
    "entities",
    "locked",
    "truncated",
)
Ask = Callable[[World, bytes, str], TestResponse]


def registration(field: str) -> Ask:
    """A registration in which only this file is given."""

    def ask(world: World, content: bytes, name: str) -> TestResponse:
        browser = world.of("anonymous")
        return browser.post("/registrasi", {"company_name": "PT Contoh", field: upload(content, name)})

    return ask


def document(section: str, kind: str) -> Ask:
    """A new document of that type."""

    def ask(world: World, content: bytes, name: str) -> TestResponse:
        form = {"doc_type": kind, "number": "PALSU/1", "issued_on": "2026-01-02", "validity": "business"}
        form |= {"kbli_code": world.a.kbli, "issuer": "Contoh", "tkdn_pct": "40"}
        return world.of("owner").post(f"/perusahaan/{section}/new/", form | {"file": upload(content, name)})

    return ask


def site_map(world: World, content: bytes, name: str) -> TestResponse:
    """The map of the factory."""
    browser = world.of("owner")
    form = form_of(browser.page("/perusahaan/pabrik/"), "main form.form-sheet")
    return browser.post("/perusahaan/pabrik/", form | {"site_map": upload(content, name)})


def statement(world: World, content: bytes, name: str) -> TestResponse:
    """The signed statement of a report."""
    address = f"/perusahaan/laporan-produksi/{world.reports['ready']}/pernyataan/"
    return world.of("owner").post(address, {"statement_file": upload(content, name)})


def letterhead(world: World, content: bytes, name: str) -> TestResponse:
    """The company's letterhead."""
    return world.of("owner").post("/perusahaan/kop-surat/", {"picture": upload(content, name)})


def address_change(field: str, world: World, content: bytes, name: str) -> TestResponse:
    """The grounds of a request for another address."""
    browser, case = world.of("owner"), draft_of(world)
    form = form_of(browser.page(f"{case}halaman/alasan-dan-bukti/"), "#wizard-form")
    return browser.post(f"{case}halaman/alasan-dan-bukti/", form | {field: upload(content, name)})


def draft_of(world: World) -> str:
    """A request for another address of company A, begun once."""
    if not hasattr(world, "draft"):
        with works(world.engine, world.surroundings, world.clock) as make_work:
            save_addresses(make_work, world.a)
        answer = world.of("owner").post("/perusahaan/perubahan-alamat/baru/", {"subject": "office"})
        world.__dict__["draft"] = str(answer.headers["Location"])
    return str(world.__dict__["draft"])


def answer_sheet(world: World, content: bytes, name: str) -> TestResponse:
    """The workbook with the answers of a report."""
    form = {"how": "ganti", "overwrite": "tidak", "sheet_file": upload(content, name)}
    return world.of("owner").post(f"/perusahaan/laporan-produksi/{world.reports['draft']}/lembar-isian/", form)


def code_list(world: World, content: bytes, name: str) -> TestResponse:
    """A file of a code list."""
    form = {"file": upload(content, name), "source": "Contoh", "replace": "tidak", "overwrite": "tidak"}
    return world.of("administrator").post("/sistem/negara/impor/", form)


def companies(world: World, content: bytes, name: str) -> TestResponse:
    """A table of existing companies."""
    return world.of("administrator").post("/sistem/impor-perusahaan/unggah/", {"table": upload(content, name)})


FIELDS: dict[str, tuple[str, Ask]] = {
    "siinas/catalogue/registration.py nib_file": ("nib_file", registration("nib_file")),
    "siinas/catalogue/registration.py npwp_file": ("npwp_file", registration("npwp_file")),
    "siinas/catalogue/company_data/records.py file": ("file", document("dokumen", "akta")),
    "siinas/catalogue/company_data/addresses.py site_map": ("site_map", site_map),
    "siinas/catalogue/address_change.py proof": ("proof", partial(address_change, "proof")),
    "siinas/catalogue/address_change.py letter": ("letter", partial(address_change, "letter")),
    "forms/statement.py statement_file": ("statement_file", statement),
    "forms/statement.py picture": ("picture", letterhead),
    "admin_views/company/case_sheets.py sheet_file": ("sheet_file", answer_sheet),
    "admin_views/system/reference_import.py file": ("file", code_list),
    "admin_views/system/company_imports.py table": ("table", companies),
} | licence_fields()
"""Every declared upload field: the key under which its page tells a fault, and how a file is handed in."""
OF_TABLES = {name for name in FIELDS if name.startswith("admin_views/")}
NOT_KEPT = {"siinas/catalogue/address_change.py letter"}
"""Asked only where a setting says so: a file that nobody asks for is passed over, and kept just as little."""


def declared() -> Iterator[str]:
    """Where the portal declares an upload field."""
    for room in ("siinas/catalogue", "forms", "admin_views"):
        for path in sorted((ROOT / room).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text())):
                pairs: list[tuple[Any, Any]] = []
                if isinstance(node, ast.Assign):
                    pairs = [(target, node.value) for target in node.targets]
                elif isinstance(node, ast.Dict):
                    pairs = list(zip(node.keys, node.values, strict=True))
                for name, value in pairs:
                    if isinstance(value, ast.Call) and getattr(value.func, "id", "") == "Upload":
                        key = name.id if isinstance(name, ast.Name) else name.value
                        yield f"{path.relative_to(ROOT)} {key}"


def attachments(world: World) -> int:
    """How many files are kept."""
    with Session(world.engine) as session:
        return session.scalar(select(func.count()).select_from(Attachment)) or 0


def test_every_upload_field_is_tried_here() -> None:
    assert set(declared()) == set(FIELDS)


def kinds_for(field: str) -> dict[str, tuple[str, bytes]]:
    """The hostile files of a field: tables where tables are asked, else papers."""
    if field in OF_TABLES:
        return {kind: hostile_tables()[kind] for kind in TABLES}
    return {kind: hostile_files()[kind] for kind in (*QUICK, *PARSED)}


@pytest.mark.parametrize("field", FIELDS)
def test_no_hostile_file_comes_in(shared_world: World, field: str) -> None:
    key, ask = FIELDS[field]
    if field.startswith("siinas/catalogue/address_change"):
        draft_of(shared_world)
    if field in licence_fields():
        licences_of(shared_world)
    before = attachments(shared_world)
    for kind, (name, content) in kinds_for(field).items():
        answer = ask(shared_world, content, name)
        answer.request.environ["wsgi.input"].close()
        assert answer.status_code < 500, kind
        assert attachments(shared_world) == before, f"{kind} came in"
        if field not in NOT_KEPT:
            assert answer.status_code == 200, f"{kind}: {answer.status}"
            assert key in faults(answer), f"{kind} is not told at its field: {faults(answer)}"


@pytest.mark.parametrize(
    ("section", "kind"),
    [("dokumen", kind.key) for kind in COMPANY_DOCUMENTS] + [("sertifikat", kind.key) for kind in CERTIFICATES],
)
def test_no_type_of_document_is_open(shared_world: World, section: str, kind: str) -> None:
    """Each type with some of what is seen at once: a different part of it for each."""
    files = hostile_files()
    place = sum(map(ord, kind))
    before = attachments(shared_world)
    for step in range(3):
        name, content = files[QUICK[(place + 5 * step) % len(QUICK)]]
        answer = document(section, kind)(shared_world, content, name)
        assert answer.status_code == 200
        assert "file" in faults(answer), kind
    assert attachments(shared_world) == before


def test_a_sound_file_comes_in_the_same_way(shared_world: World) -> None:
    """What is refused above is refused for the file, not for the form around it."""
    from tests.documents.hostile_files import GOOD_PDF

    before = attachments(shared_world)
    answer = document("dokumen", "akta")(shared_world, GOOD_PDF, "akta.pdf")
    assert answer.status_code == 302
    assert statement(shared_world, GOOD_PDF, "pernyataan.pdf").status_code == 302
    assert attachments(shared_world) == before + 2
