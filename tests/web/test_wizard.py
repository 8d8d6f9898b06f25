"""Filling and sending a report without script: numbers as written in Indonesia, rows, stale pages, the statement."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

import pypdf
import pytest
from bs4 import Tag
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from siinas.catalogue.reports.production import ProductionReport
from siinas.documents.sample_papers import sample_paper
from siinas.models import Filing, JournalEntry, Movement, OutboxRow
from siinas.operations import cases
from tests.conftest import works
from tests.documents.hostile_files import hostile_files
from tests.factories import open_report, page_values
from tests.report_answers import complete_answers
from tests.web.dumps import TECHNICAL, changed, dump
from tests.web.pages import faults, form_of, upload
from tests.web.world import FREE_PERIOD, Browser, World, read, words

BASE = "/perusahaan/laporan-produksi/"
STEPS = [step.key for step in ProductionReport.asked_steps({})]
WIZARD = "#wizard-form"


def address(public_id: str, part: str = "") -> str:
    """A page of a report."""
    return f"{BASE}{public_id}/{part}"


def page_form(browser: Browser, public_id: str, step: str) -> dict[str, str]:
    """A wizard page as it stands."""
    return form_of(browser.page(address(public_id, f"halaman/{step}/")), WIZARD)


def post_page(
    browser: Browser, public_id: str, step: str, form: dict[str, str], button: str = "_lanjut"
) -> TestResponse:
    """Post a wizard page with one of its buttons."""
    return browser.post(address(public_id, f"halaman/{step}/"), form | {button: "1"})


def typed_in(form: dict[str, str]) -> dict[str, str]:
    """What a person typed into a wizard page."""
    return {key: value for key, value in form.items() if key != "_seen"}


def rows_in(world: World, model: Any) -> int:
    """How many rows a table holds."""
    with Session(world.engine) as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


# Numbers and other input

NUMBERS = [
    ("tenaga-kerja", "workers-0-production_permanent", "1.234,5", "Isi bilangan bulat tanpa angka di belakang koma"),
    ("tenaga-kerja", "workers-0-production_permanent", "1,5", "Isi bilangan bulat tanpa angka di belakang koma"),
    ("tenaga-kerja", "workers-0-production_permanent", "-1", "Isi angka nol atau lebih, tanpa tanda minus."),
    ("tenaga-kerja", "workers-1-other_temporary", "dua", "Isi dengan angka, misalnya 1.234"),
    ("tenaga-kerja", "workers-0-production_permanent", "1234.5", "Isi bilangan bulat, misalnya 1.234."),
    ("tenaga-kerja", "workers-0-production_permanent", "dua", "Isi dengan angka, misalnya 1.234."),
    ("air-baku", "water-0-cost", "1,234,567.89", "tulis 1.234.567, bukan 1,234,567."),
    ("air-baku", "water-0-volume", "1.5", "Titik adalah pemisah ribuan. Jika maksudnya desimal, tulis 1,5."),
    ("air-baku", "water-0-volume", "1,234,567.89", "tulis 1.234.567,89, bukan 1,234,567.89"),
    ("air-baku", "water-0-volume", "1,234", "Isi paling banyak 2 angka di belakang koma."),
    ("air-baku", "water-0-volume", "9" * 16, "Angka ini terlalu besar."),
    ("air-baku", "water-0-volume", "1e5", "Isi dengan angka"),
    ("air-baku", "water-0-volume", "NaN", "Isi dengan angka"),
    ("produksi-dan-penjualan", "production_lines-0-export_pct", "101", "Isi paling banyak 100."),
    ("produksi-dan-penjualan", "production_lines-0-export_countries", "Jepangg", "Maksud Anda Jepang?"),
    ("produksi-dan-penjualan", "production_lines-0-prod_hs", "1701", "8"),
    ("kapasitas-produksi", "capacity_lines-0-cap_unit", "ZZZ", "Pilih salah satu dari daftar."),
    ("data-umum", "signer_name", "", "Bagian ini wajib diisi."),
    ("data-umum", "signer_name", "x" * 101, "Paling banyak 100 karakter; isian ini 101 karakter."),
]


@pytest.mark.parametrize(("step", "field", "typed", "said"), NUMBERS, ids=range(len(NUMBERS)))
def test_each_fault_has_its_own_sentence(world: World, step: str, field: str, typed: str, said: str) -> None:
    browser, case = world.of("staff"), world.reports["draft"]
    form = page_form(browser, case, step) | {field: typed}
    answer = post_page(browser, case, step, form)
    assert answer.status_code == 200
    assert list(faults(answer)) == [field]
    assert said in faults(answer)[field]
    back, wanted = typed_in(form_of(read(answer), WIZARD)), typed_in(form)
    if typed == "ZZZ":  # a list can only show what it holds
        back.pop(field), wanted.pop(field)
    assert back == wanted


@pytest.mark.parametrize(
    ("typed", "kept", "shown"),
    [
        ("1.234.567,89", "1234567.89", "1.234.567,89"),
        ("1.234", "1234.00", "1.234"),
        ("0", "0.00", "0"),
        (" Rp 1.000 ", "1000.00", "1.000"),
    ],
)
def test_numbers_are_read_as_written_in_indonesia(world: World, typed: str, kept: str, shown: str) -> None:
    browser, case = world.of("staff"), world.reports["draft"]
    form = page_form(browser, case, "air-baku") | {"water-0-volume": typed}
    assert post_page(browser, case, "air-baku", form).status_code == 302
    stored = world.case(case, lambda c: ProductionReport.from_json(c.answers))["water"]["surface"]["volume"]
    assert stored == Decimal(kept)
    assert page_form(browser, case, "air-baku")["water-0-volume"] == shown


# Opening


@pytest.mark.parametrize(
    ("period", "said"),
    [
        ("2026-Q4", "Triwulan 4 Tahun 2026 belum dapat dilaporkan. Pilih periode lain."),
        ("2031-Q1", "belum dapat dilaporkan"),
        ("2026-Q2", "sudah ada (nomor LP-2026-"),
        ("", "dari daftar."),
        ("2026-Q5", "dari daftar."),
        ("' OR 1=1", "dari daftar."),
    ],
    ids=range(6),
)
def test_a_period_that_cannot_be_reported(shared_world: World, period: str, said: str) -> None:
    browser = shared_world.of("staff")
    before = dump(shared_world.engine)
    answer = browser.post(f"{BASE}baru/", {"period": period})
    assert answer.status_code == 200
    assert said in faults(answer)["period-0"]
    assert changed(before, dump(shared_world.engine)).keys() <= TECHNICAL


def test_a_new_report_starts_from_the_companys_data(world: World) -> None:
    browser = world.of("staff")
    page = browser.page(f"{BASE}baru/")
    offered = [field["value"] for field in page.select("input[name=period]") if not field.has_attr("disabled")]
    assert offered == [FREE_PERIOD]
    answer = browser.post(f"{BASE}baru/", form_of(page))
    assert answer.status_code == 302
    case = answer.headers["Location"].split("/")[-2]
    form = page_form(browser, case, "kapasitas-produksi")
    assert form["capacity_lines-0-cap_product"] == "Gula kristal putih KANARI-A"
    assert form["capacity_lines-0-prod_capacity_qty"] == "70.000", "as the last accepted report says"


# Rows


def test_adding_and_removing_rows_keeps_everything_typed(world: World) -> None:
    browser, case, step = world.of("staff"), world.reports["draft"], "produksi-dan-penjualan"
    before = dump(world.engine)
    form = page_form(browser, case, step) | {
        "production_lines-0-prod_brand": "Merek baru",
        "production_lines-0-production_qty": "tidak terbaca",
    }
    for number in (1, 2, 3):
        answer = browser.post(address(case, f"halaman/{step}/"), form | {"_tambah": "production_lines"})
        assert answer.status_code == 200
        assert faults(answer) == {}, "nothing is judged yet"
        back = form_of(read(answer), WIZARD)
        assert {key: back.get(key) for key in form} == form
        assert back[f"production_lines-{number}-prod_product"] == ""
        form = back | {f"production_lines-{number}-prod_product": f"Produk {number}"}
    answer = browser.post(address(case, f"halaman/{step}/"), form | {"_hapus": "production_lines:1"})
    back = form_of(read(answer), WIZARD)
    names = [back[f"production_lines-{n}-prod_product"] for n in range(3)]
    assert names == ["Gula kristal putih KANARI-A", "Produk 2", "Produk 3"]
    assert back["production_lines-0-prod_brand"] == "Merek baru"
    assert back["production_lines-0-production_qty"] == "tidak terbaca"
    assert "production_lines-3-prod_product" not in back
    assert changed(before, dump(world.engine)).keys() <= TECHNICAL, "nothing is saved by it"


def test_odd_row_buttons_do_no_harm(shared_world: World) -> None:
    browser, case = shared_world.of("staff"), shared_world.reports["draft"]
    odd = {
        "tenaga-kerja": ("workers:0", "education:3", "workers:99"),
        "produksi-dan-penjualan": (
            "production_lines:99",
            "production_lines:-1",
            "production_lines:²",
            "production_lines:",
            "signer_name:0",
            "csrf_token:0",
            ":",
            "x" * 3000,
        ),
    }
    for step, buttons in odd.items():
        form = page_form(browser, case, step)
        for button in buttons:
            asked = [{"_hapus": button}]
            if not button.startswith("production_lines"):
                asked.append({"_tambah": button.partition(":")[0]})
            for pressed in asked:
                answer = browser.post(address(case, f"halaman/{step}/"), form | pressed)
                assert answer.status_code == 200, f"{pressed}: {answer.status}"
                assert typed_in(form_of(read(answer), WIZARD)) == typed_in(form), pressed


def test_production_begins_with_the_products_of_the_capacity(world: World) -> None:
    browser, step = world.of("staff"), "produksi-dan-penjualan"
    answer = browser.post(f"{BASE}baru/", form_of(browser.page(f"{BASE}baru/")) | {"period": FREE_PERIOD})
    case = answer.headers["Location"].split("/")[-2]
    form = page_form(browser, case, step)
    begun = {"prod_product": "Gula kristal putih KANARI-A", "prod_kbli": "10721", "prod_unit": "TNE"}
    assert {name: form[f"production_lines-0-{name}"] for name in begun} == begun
    assert "production_lines-1-prod_product" not in form
    # A row taken out does not come back.
    gone = read(browser.post(address(case, f"halaman/{step}/"), form | {"_hapus": "production_lines:0"}))
    assert post_page(browser, case, step, form_of(gone, WIZARD), "_simpan").status_code == 302
    assert "production_lines-0-prod_product" not in page_form(browser, case, step)


def test_a_blank_weight_follows_from_the_unit(world: World) -> None:
    browser, case, step = world.of("staff"), world.reports["draft"], "produksi-dan-penjualan"
    blank = {"production_lines-0-production_kg": "", "production_lines-0-sales_kg": ""}
    tons = {"production_lines-0-production_qty": "1.234,5", "production_lines-0-sales_qty": "0"}
    form = page_form(browser, case, step) | blank | tons
    assert post_page(browser, case, step, form).status_code == 302
    row = world.case(case, lambda c: c.answers["production_lines"][0])
    assert (row["production_kg"], row["sales_kg"]) == ("1234500.00", "0.00")
    # Litres weigh what nobody has said: the weight is asked for.
    form = page_form(browser, case, step) | blank | {"production_lines-0-prod_unit": "LTR"}
    found = faults(post_page(browser, case, step, form))
    assert set(found) == {"production_lines-0-production_kg", "production_lines-0-sales_kg"}


def test_zeros_go_into_blank_numbers_only(world: World) -> None:
    browser, case = world.of("staff"), world.reports["draft"]
    form = page_form(browser, case, "tenaga-kerja")
    typed = {
        "workers-0-production_permanent": "7",
        "workers-0-other_permanent": "tujuh",
        "workers-1-other_permanent": "",
    }
    education = {key: "" for key in form if key.startswith("education")}
    answer = browser.post(address(case, "halaman/tenaga-kerja/"), form | typed | education | {"_nol": "workers"})
    back = form_of(read(answer), WIZARD)
    assert {key: back[key] for key in typed} == typed | {"workers-1-other_permanent": "0"}
    assert {key: back[key] for key in education} == education, "another grid stays as it is"
    form = page_form(browser, case, "bahan-baku")
    blank = {f"material_lines-0-{name}": "" for name in ("material_hs", "dom_qty", "dom_kg", "stock_value")}
    answer = browser.post(address(case, "halaman/bahan-baku/"), form | blank | {"_nol": "material_lines:0"})
    back = form_of(read(answer), WIZARD)
    assert [back[key] for key in blank] == ["", "0", "", "0"], "a text and a weight that follows stay blank"


def test_sums_stand_below_a_grid(world: World) -> None:
    browser, case = world.of("staff"), world.reports["draft"]
    page = browser.page(address(case, "halaman/tenaga-kerja/"))
    assert [place.text for place in page.select("#workers tfoot output")] == ["280", "70", "50", "0"]
    checked = browser.page(address(case, "periksa/"))
    assert [cell.text for cell in checked.select("#bagian-tenaga-kerja tfoot")[0].select("th, td")] == [
        "Jumlah",
        "280",
        "70",
        "50",
        "0",
    ]


def test_products_are_suggested_where_a_material_goes(world: World) -> None:
    page = world.of("staff").page(address(world.reports["draft"], "halaman/bahan-baku/"))
    field = page.select_one("input[name='material_lines-0-output_product']")
    assert field is not None
    options = page.select(f"datalist#{field['list']} option")
    assert [option.text for option in options] == ["Gula kristal putih KANARI-A"]


def test_an_empty_added_row_is_no_row(world: World) -> None:
    browser, case, step = world.of("staff"), world.reports["draft"], "bahan-baku"
    form = page_form(browser, case, step)
    added = browser.post(address(case, f"halaman/{step}/"), form | {"_tambah": "material_lines"})
    assert post_page(browser, case, step, form_of(read(added), WIZARD)).status_code == 302
    assert world.case(case, lambda c: len(c.answers["material_lines"])) == 1


# Saving


def test_an_unreadable_page_is_kept_and_offered_again(world: World) -> None:
    browser, case, step = world.of("staff"), world.reports["draft"], "air-baku"
    form = page_form(browser, case, step) | {"water-0-volume": "sekitar 1.5 juta"}
    answer = post_page(browser, case, step, form, "_simpan")
    assert answer.status_code == 302
    assert "Perlu diperbaiki" in words(browser.get(address(case)))
    again = browser.get(address(case, f"halaman/{step}/"))
    assert form_of(read(again), WIZARD)["water-0-volume"] == "sekitar 1.5 juta"
    assert "water-0-volume" in faults(again)
    elsewhere = world.browser(world.people["owner"])
    assert page_form(elsewhere, case, step)["water-0-volume"] == "sekitar 1.5 juta", "for colleagues too"
    mended = page_form(browser, case, step) | {"water-0-volume": "1.500.000"}
    assert post_page(browser, case, step, mended).status_code == 302
    assert world.case(case, lambda c: c.typed) == {}


def test_a_stale_page_keeps_what_was_typed(world: World) -> None:
    mine, colleague, case = world.of("staff"), world.of("owner"), world.reports["draft"]
    form = page_form(mine, case, "data-umum")
    theirs = page_form(colleague, case, "data-umum") | {"signer_name": "Nama dari rekan"}
    assert post_page(colleague, case, "data-umum", theirs).status_code == 302
    answer = post_page(mine, case, "data-umum", form | {"signer_name": "Nama dari saya"})
    assert answer.status_code == 409
    assert "Halaman ini sudah disimpan dari tempat lain" in words(answer)
    back = form_of(read(answer), WIZARD)
    assert back["signer_name"] == "Nama dari saya"
    assert world.case(case, lambda c: c.answers["signer_name"]) == "Nama dari rekan"
    assert post_page(mine, case, "data-umum", back).status_code == 302
    assert world.case(case, lambda c: c.answers["signer_name"]) == "Nama dari saya"


def test_a_stale_section_keeps_what_was_typed(world: World) -> None:
    mine, colleague = world.of("staff"), world.of("owner")
    form = form_of(mine.page("/perusahaan/kantor-pusat/"), "main form.form-sheet")
    theirs = form | {"office_street": "Jl. Rekan 1", "confirmed": "1"}
    assert colleague.post("/perusahaan/kantor-pusat/", theirs).status_code == 302
    typed = {"office_street": "Jl. Saya 2", "office_phone": "031 5550122", "confirmed": "1"}
    answer = mine.post("/perusahaan/kantor-pusat/", form | typed)
    assert answer.status_code == 200
    assert "sudah diubah orang lain" in words(answer)
    back = form_of(read(answer), "main form.form-sheet")
    assert back["office_phone"] == "031 5550122"
    assert "office_street" not in back, "the address was locked meanwhile"
    assert "Alamat terkunci sejak 6 Oktober 2026" in words(answer)
    assert "Jl. Rekan 1" in words(answer)
    assert mine.post("/perusahaan/kantor-pusat/", back).status_code == 302


def test_saving_for_later_asks_for_nothing(world: World) -> None:
    browser, case = world.of("staff"), world.reports["new"]
    for step in STEPS:
        answer = post_page(browser, case, step, page_form(browser, case, step), "_simpan")
        assert answer.headers["Location"] == address(case)
        declared = ProductionReport.step(step)
        assert declared is not None
        assert f"{declared.title} disimpan." in words(browser.get(address(case)))


def test_the_pages_lead_from_one_to_the_next(world: World) -> None:
    browser, case = world.of("staff"), world.reports["draft"]
    for step, after in zip(STEPS, [*STEPS[1:], None], strict=True):
        answer = post_page(browser, case, step, page_form(browser, case, step))
        assert answer.headers["Location"] == address(case, f"halaman/{after}/" if after else "periksa/")


def test_what_depends_on_another_answer(world: World) -> None:
    browser, case = world.of("staff"), world.reports["draft"]
    form = page_form(browser, case, "data-umum") | {"production_status": "idle", "idle_reason": ""}
    answer = post_page(browser, case, "data-umum", form)
    assert list(faults(answer)) == ["idle_reason"]
    mended = form_of(read(answer), WIZARD) | {"idle_reason": "Perbaikan mesin."}
    assert post_page(browser, case, "data-umum", mended).status_code == 302
    assert world.case(case, lambda c: c.answers["idle_reason"]) == "Perbaikan mesin."


def test_a_company_at_rest_passes_over_what_it_need_not_fill(world: World) -> None:
    with works(world.engine, world.surroundings, world.clock) as make_work:
        case = open_report(make_work, world.a, FREE_PERIOD)
    browser = world.of("owner")
    form = page_form(browser, case, "data-umum") | {"production_status": "idle", "idle_reason": "Perbaikan mesin."}
    form |= {key: str(value) for key, value in page_values("data-umum").items() if key.startswith(("inv_", "working_"))}
    answers = complete_answers() | {"production_status": "idle"}
    visited, answer = ["data-umum"], post_page(browser, case, "data-umum", form)
    while "/halaman/" in answer.headers["Location"]:
        visited.append(answer.headers["Location"].rstrip("/").rpartition("/")[2])
        assert "Halaman ini tidak perlu diisi" not in words(browser.get(answer.headers["Location"]))
        with works(world.engine, world.surroundings, world.clock) as make_work:
            values = page_values(visited[-1])
            cases.save_page(make_work(world.a.staff.actor), case, visited[-1], values=values, typed=None, seen=0)
        answer = post_page(browser, case, visited[-1], page_form(browser, case, visited[-1]))
        assert answer.status_code == 302, faults(answer)
    steps = ProductionReport.asked_steps(answers)
    assert visited == [step.key for step in steps if step.skipped_when is None or not step.skipped_when.holds(answers)]
    assert len(visited) < len(steps) - 8
    needless = next(step for step in steps if step.key not in visited)
    assert "Halaman ini tidak perlu diisi" in words(browser.get(address(case, f"halaman/{needless.key}/")))
    page = browser.page(address(case))
    assert page.select_one(f"a[href='{address(case, 'pernyataan/')}']"), "what need not be filled in keeps nobody back"
    pdf = browser.post(address(case, "pernyataan.pdf")).data
    text = " ".join(pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text().split())
    assert "Alasan tidak berproduksi Perbaikan mesin." in text


def test_rows_are_called_in_words(world: World) -> None:
    """By what was chosen, not by its code: on the page, in what is missing, and in what the checks say."""
    browser, case = world.of("owner"), world.reports["draft"]
    with works(world.engine, world.surroundings, world.clock) as make_work:
        gas = {"fuel": "gas", "fuel_unit": "mmbtu", "fuel_qty": Decimal(10), "fuel_value": Decimal(10)}
        seen = world.case(case, lambda c: c.saves.get("bahan-bakar", 0))
        values = {"fuels": [gas, {"fuel": "biomass"}]}
        cases.save_page(make_work(world.a.staff.actor), case, "bahan-bakar", values=values, typed=None, seen=seen)
        shown = words(browser.get(address(case, "halaman/bahan-bakar/")))
        assert "Bahan bakar 2 — Biomassa" in shown and "— biomass" not in shown
        assert "Bahan bakar 2 — Biomassa" in words(browser.get(address(case)))
        values = {"fuels": [gas]}
        cases.save_page(make_work(world.a.staff.actor), case, "bahan-bakar", values=values, typed=None, seen=seen + 1)
    assert "Bahan bakar 1 — Gas Bumi / LNG" in words(browser.get(address(case, "periksa/")))


def test_a_page_that_breaks_a_rule_is_not_called_complete(world: World) -> None:
    browser, case = world.of("owner"), world.reports["draft"]
    with works(world.engine, world.surroundings, world.clock) as make_work:
        values = page_values("investasi") | {"own_private": Decimal("60.00")}
        seen = world.case(case, lambda c: c.saves.get("investasi", 0))
        cases.save_page(make_work(world.a.staff.actor), case, "investasi", values=values, typed=None, seen=seen)
    (task,) = [
        " ".join(one.text.split())
        for one in browser.page(address(case)).select(".task")
        if one.select_one(f"a[href='{address(case, 'halaman/investasi/')}']")
    ]
    assert "Perlu diperbaiki" in task and "100" in task, task


# Sent and unfinished reports


@pytest.mark.parametrize("state", ["verification", "validation", "accepted"])
def test_a_sent_report_cannot_be_changed(shared_world: World, state: str) -> None:
    browser, case = shared_world.of("owner"), shared_world.reports[state]
    form = page_form(browser, shared_world.reports["draft"], "data-umum") | {"signer_name": "Diubah"}
    before = dump(shared_world.engine)
    for part, posted in (
        *((f"halaman/{step}/", form | {button: "1"}) for step in STEPS for button in ("_lanjut", "_simpan", "_tambah")),
        ("periksa/", {"alasan-x": "Diubah"}),
        ("pernyataan/", {}),
        ("pernyataan.pdf", {}),
        ("tindakan/send/", {"confirmed": "1", "version": "2"}),
        ("tindakan/discard/", {"confirmed": "1", "version": "2"}),
    ):
        answer = browser.post(address(case, part), posted)
        if part.startswith(("halaman", "periksa")):
            assert answer.status_code == 409 or part == "periksa/", f"{part}: {answer.status}"
            assert "tidak dapat diubah sekarang" in words(answer)
        else:
            assert answer.status_code == 302, f"{part}: {answer.status}"
            assert browser.get(answer.headers["Location"], follow_redirects=True).status_code == 200
        if part.startswith("halaman/data-umum"):
            assert form_of(read(answer), WIZARD)["signer_name"] == "Diubah", "nothing typed is lost"
    assert changed(before, dump(shared_world.engine)).keys() <= TECHNICAL
    assert browser.get(address(case, "halaman/data-umum/")).headers["Location"] == address(case)


@pytest.mark.parametrize("state", ["new", "draft"])
def test_an_unfinished_report_cannot_be_sent(world: World, state: str) -> None:
    browser, case = world.of("owner"), world.reports[state]
    version = str(world.case(case, lambda c: c.version))
    answer = browser.post(address(case, "tindakan/send/"), {"confirmed": "1", "version": version, "once": "a"})
    assert answer.status_code == 302
    page = words(browser.get(answer.headers["Location"], follow_redirects=True))
    assert ("belum lengkap" if state == "new" else "Surat pernyataan bertanda tangan belum diunggah") in page
    assert world.case(case, lambda c: (c.state, len(c.filings))) == ("draft", 0)
    if state == "new":
        printed = browser.post(address(case, "pernyataan.pdf"), {})
        assert printed.headers["Location"].endswith("/periksa/")
        assert "Lengkapi dahulu halaman" in words(browser.get(printed.headers["Location"]))


def test_staff_are_told_who_may_send(world: World) -> None:
    browser, case = world.of("staff"), world.reports["ready"]
    page = browser.get(address(case, "pernyataan/"))
    assert "oleh Pemilik akun atau Penanda tangan." in words(page)
    assert read(page).select_one("form[action*=tindakan]") is None
    version = str(world.case(case, lambda c: c.version))
    answer = browser.post(address(case, "tindakan/send/"), {"confirmed": "1", "version": version, "once": "b"})
    said = words(browser.get(answer.headers["Location"]))
    assert "Tindakan “Kirim laporan” hanya untuk: Pemilik akun, Penanda tangan." in said
    assert world.case(case, lambda c: c.state) == "draft"


# Statement and sending


def test_from_printing_to_sent(world: World) -> None:
    browser, case = world.of("owner"), world.reports["draft"]
    statement = address(case, "pernyataan/")
    early = browser.post(statement, {"statement_file": upload(sample_paper("Surat", ["Contoh."]), "surat.pdf")})
    assert "Cetak surat pernyataan lebih dahulu" in words(early)
    pdf = browser.post(address(case, "pernyataan.pdf"), {})
    assert pdf.data.startswith(b"%PDF")
    assert pdf.headers["Content-Disposition"].startswith("attachment; filename=surat-pernyataan-LP-2026-")
    assert browser.get(address(case, "pernyataan.pdf")).status_code == 405, "printing is noted, so it is a form"

    for kind, said in (("web page", "halaman web"), ("empty", "kosong"), ("program behind PDF", "tidak diterima")):
        name, content = hostile_files()[kind]
        answer = browser.post(statement, {"statement_file": upload(content, name)})
        assert list(faults(answer)) == ["statement_file"]
        assert said in faults(answer)["statement_file"]
    assert "Pilih berkas" in faults(browser.post(statement, {}))["statement_file"]
    answer = browser.post(statement, {"statement_file": upload(sample_paper("Surat", ["Contoh."]), "surat.pdf")})
    assert answer.status_code == 302
    assert "Surat pernyataan diunggah." in words(browser.get(statement))

    button = form_of(browser.page(statement), "form[action*='tindakan/send']")
    question = browser.post(address(case, "tindakan/send/"), button)
    assert "Kirim laporan ini ke Kemenperin?" in words(question)
    assert world.case(case, lambda c: c.state) == "draft"
    confirmed = form_of(read(question))
    assert confirmed["once"] == button["once"]
    mails, filings = rows_in(world, OutboxRow), rows_in(world, Filing)
    for answer in [browser.post(address(case, "tindakan/send/"), confirmed) for _click in range(2)]:
        assert answer.headers["Location"] == address(case)
    assert rows_in(world, Filing) == filings + 1, "a double click is one filing"
    assert world.case(case, lambda c: (c.state, len(c.movements))) == ("verification", 1)
    with Session(world.engine) as session:
        new = session.scalars(select(OutboxRow).where(OutboxRow.id > mails)).all()
        assert [row.recipient for row in new].count(world.a.email) == 1, "and one mail"
        acts = session.scalars(select(JournalEntry.act).where(JournalEntry.act == "case.send")).all()
        assert len(acts) == len(session.scalars(select(Movement).where(Movement.transition == "send")).all())
    page = words(browser.get(address(case)))
    assert "Laporan terkirim ke Kemenperin." in page
    assert "sedang diperiksa" in page


def test_a_change_makes_the_statement_stale(world: World) -> None:
    browser, case = world.of("owner"), world.reports["ready"]
    form = page_form(browser, case, "data-umum") | {"working_capital": "26.000.000.000"}
    assert post_page(browser, case, "data-umum", form).status_code == 302
    statement = browser.get(address(case, "pernyataan/"))
    assert "Isian berubah setelah surat pernyataan dicetak." in words(statement)
    assert read(statement).select_one("form[action*='tindakan/send']") is None
    version = str(world.case(case, lambda c: c.version))
    answer = browser.post(address(case, "tindakan/send/"), {"confirmed": "1", "version": version, "once": "c"})
    assert "Isian berubah" in words(browser.get(answer.headers["Location"]))
    assert world.case(case, lambda c: c.state) == "draft"
    late = browser.post(
        address(case, "pernyataan/"), {"statement_file": upload(sample_paper("Surat", ["Lama."]), "surat.pdf")}
    )
    assert "Cetak ulang surat pernyataan" in words(late)


def test_a_warning_wants_a_reason(world: World) -> None:
    browser, case = world.of("owner"), world.reports["draft"]
    form = page_form(browser, case, "tenaga-kerja") | {"education-0-people": "7"}
    post_page(browser, case, "tenaga-kerja", form)
    check = browser.page(address(case, "periksa/"))
    asked = [field for field in check.select("textarea[name^=alasan-]") if isinstance(field, Tag)]
    assert len(asked) == 1
    name = str(asked[0]["name"])
    answer = browser.post(address(case, "periksa/"), {name: "  "})
    assert answer.headers.get("Location") != address(case, "pernyataan/")
    assert world.case(case, lambda c: c.confirmations) == {}
    if answer.status_code == 200:
        assert list(faults(answer)) == ["alasan-1"]
    answer = browser.post(address(case, "periksa/"), {name: "Ada pekerja magang."})
    assert answer.headers["Location"] == address(case, "pernyataan/")
    assert "Ada pekerja magang." in browser.get(address(case, "periksa/")).text


def test_an_explanation_of_one_letter_explains_nothing(world: World) -> None:
    browser, case = world.of("owner"), world.reports["draft"]
    zeros = {f"production_lines-0-{name}": "0" for name in ("production_value", "sales_value")}
    form = page_form(browser, case, "produksi-dan-penjualan") | zeros
    post_page(browser, case, "produksi-dan-penjualan", form)
    names = [str(box["name"]) for box in browser.page(address(case, "periksa/")).select("textarea[name^=alasan-]")]
    assert len(names) == 2
    answer = browser.post(address(case, "periksa/"), dict(zip(names, ("x", "Hibah kepada warga desa."), strict=True)))
    assert list(faults(answer)) == ["alasan-1"]
    summary = faults(answer)["alasan-1"]
    assert "Jelaskan dengan paling sedikit 10 huruf" in summary
    assert "(Produk 1 — Gula kristal putih KANARI-A)" in summary
    assert summary.count(":") <= 1
    kept = [box.get_text().strip() for box in read(answer).select("textarea[name^=alasan-]")]
    assert kept == ["x", "Hibah kepada warga desa."]
    assert world.case(case, lambda c: c.confirmations) == {}
    answer = browser.post(address(case, "periksa/"), dict.fromkeys(names, "Hibah kepada warga desa."))
    assert answer.headers["Location"] == address(case, "pernyataan/")


def test_the_company_reads_its_explanations_and_the_digest(world: World) -> None:
    browser, case = world.of("owner"), world.reports["verification"]
    digest = world.case(case, lambda c: c.filings[-1].digest)
    finding = {"message": "Penjualan tidak lazim.", "where": "Produk 1", "figures": [["Jumlah", "1.200,50 kg"]]}
    with Session(world.engine) as session:
        filing = session.scalars(select(Filing).where(Filing.digest == digest)).one()
        filing.confirmations = {"x:y:z": finding | {"reason": "Sisa stok tahun lalu."}}
        session.commit()
    for reader, page in (("owner", address(case)), ("verifier", f"/petugas/laporan-produksi/{case}/")):
        text = words(world.of(reader).get(page))
        for said in ("Penjualan tidak lazim.", "Sisa stok tahun lalu.", "1.200,5 kg"):
            assert said in text, f"{reader}: {said}"
        assert " ".join(digest[at : at + 8] for at in range(0, 64, 8)) in text
        assert "Harus sama dengan yang tercetak pada surat pernyataan." in text
    assert browser.get(address(case)).status_code == 200


# What is missing, in words


def test_what_is_missing_is_told_by_row(world: World) -> None:
    browser, case = world.of("owner"), world.reports["draft"]
    gaps = {"workers-0-production_permanent": "", "workers-0-other_permanent": "", "education-1-people": ""}
    form = page_form(browser, case, "tenaga-kerja") | gaps
    post_page(browser, case, "tenaga-kerja", form, "_simpan")
    form = page_form(browser, case, "kapasitas-produksi") | {"capacity_lines-0-prod_capacity_qty": ""}
    post_page(browser, case, "kapasitas-produksi", form, "_simpan")
    for part in ("periksa/", "pernyataan/"):
        lines = [
            " ".join(line.get_text().split()) for line in browser.page(address(case, part)).select(".missing li li")
        ]
        assert lines == [
            "Produk 1 — Gula kristal putih KANARI-A: Kapasitas Produksi Dalam Satuan Asli per Apr - Jun 2026",
            "Laki-Laki: Produksi tetap, Lainnya tetap",
            "Pekerja menurut pendidikan: SD",
        ]
    assert "Belum diisi: Laki-Laki (Produksi tetap, Lainnya tetap) dan di 1 tempat lain." in words(
        browser.get(address(case))
    )


def test_nothing_is_printed_while_pages_are_missing(world: World) -> None:
    browser, case = world.of("owner"), world.reports["new"]
    page = browser.page(address(case, "pernyataan/"))
    assert page.select_one("form[action$='pernyataan.pdf']") is None
    links = [str(link["href"]) for link in page.select(".missing a")]
    assert links == [address(case, f"halaman/{step}/") for step in STEPS]
    assert browser.page(address(world.reports["draft"], "pernyataan/")).select_one("form[action$='pernyataan.pdf']")


def test_states_have_one_word_each(world: World) -> None:
    browser, case = world.of("owner"), world.reports["new"]
    tasks = [" ".join(word.get_text().split()) for word in browser.page(address(case)).select(".task-state")]
    assert tasks[:4] == ["Perlu diperiksa", "Belum diisi", "Perlu diperiksa", "Belum diisi"]
    steps = browser.page(address(case, f"halaman/{STEPS[0]}/")).select(".step-word")
    assert [word.get_text() for word in steps] == tasks[: len(STEPS)]
    form = page_form(browser, world.reports["ready"], "data-umum") | {"working_capital": "26.000.000.000"}
    post_page(browser, world.reports["ready"], "data-umum", form)
    stale = [word.get_text().strip() for word in browser.page(address(world.reports["ready"])).select(".task-state")]
    assert stale[-2] == "Perlu diunggah ulang"


# How figures and fields are shown


def test_no_needless_zeros_are_shown(world: World) -> None:
    owner, verifier = world.of("owner"), world.of("verifier")
    pages = (
        (owner, address(world.reports["draft"], "periksa/")),
        (owner, address(world.reports["verification"])),
        (verifier, f"/petugas/laporan-produksi/{world.reports['verification']}/"),
    )
    for browser, path in pages:
        text = words(browser.get(path))
        assert "60.000" in text and ",00" not in text, path
    water = owner.page(pages[0][1]).select("#bagian-air-baku .value-table")[0]
    assert "Rp" not in water.tbody.get_text(), "the head names the unit"
    frozen = world.case(world.reports["verification"], lambda c: str(c.filings[-1].in_words))
    assert "60.000,00" in frozen, "what was frozen stays comparable"


def test_a_computed_answer_stands_beside_its_parts(world: World) -> None:
    page = world.of("owner").page(address(world.reports["draft"], "halaman/data-umum/"))
    after = page.select_one(".field-computed")
    assert after is not None
    assert after.find_previous("input")["name"] == "working_capital"
    assert after.find_previous("h2").get_text() == "Investasi"


def test_fields_say_on_which_answer_they_hang(world: World) -> None:
    browser, case = world.of("owner"), world.reports["draft"]
    reason = browser.page(address(case, "halaman/data-umum/")).select_one(".field:has([name=idle_reason])")
    assert reason is not None
    assert (reason["data-when"], reason["data-when-is"]) == ("production_status", "idle")
    page = browser.page(address(case, "halaman/produksi-dan-penjualan/"))
    countries = page.select_one(".field:has([name=production_lines-0-export_countries])")
    assert countries is not None
    assert (countries["data-when"], countries["data-when-above"]) == ("production_lines-0-export_pct", "0")
    assert "pisahkan dengan koma" in countries.get_text()
    box = countries.select_one("input")
    assert box is not None and page.select_one(f"datalist#{box['list']} option") is not None


def test_unknown_countries_are_told_all_at_once(world: World) -> None:
    browser, case, field = world.of("owner"), world.reports["draft"], "production_lines-0-export_countries"
    form = page_form(browser, case, "produksi-dan-penjualan") | {field: "Jepangg, Narnia, Singapur, Jepang"}
    said = faults(post_page(browser, case, "produksi-dan-penjualan", form))[field]
    for sentence in (
        "“Jepangg” tidak dikenal. Maksud Anda Jepang?",
        "“Narnia” tidak dikenal. “Singapur”",
        "Singapura?",
    ):
        assert sentence in said


def test_discarding_asks_first_and_frees_the_period(world: World) -> None:
    browser, case = world.of("owner"), world.reports["draft"]
    form = form_of(browser.page(address(case)), "form[action*='tindakan/discard']")
    question = browser.post(address(case, "tindakan/discard/"), form)
    assert "Hapus konsep ini?" in words(question)
    assert world.case(case, lambda c: c.state) == "draft"
    answer = browser.post(address(case, "tindakan/discard/"), form_of(read(question)))
    assert answer.headers["Location"] == BASE
    listed = browser.page(BASE)
    assert "Konsep dihapus." in words(listed)
    assert case not in str(listed)
    assert browser.post(f"{BASE}baru/", {"period": "2026-Q2"}).status_code == 302


def test_a_returned_report_shows_the_note_and_can_be_sent_again(world: World) -> None:
    browser, case = world.of("owner"), world.reports["returned"]
    assert "Lengkapi halaman Bahan Baku." in words(browser.get(address(case)))
    assert "dikembalikan" in words(browser.get("/perusahaan/"))
    version = str(world.case(case, lambda c: c.version))
    answer = browser.post(address(case, "tindakan/send/"), {"confirmed": "1", "version": version, "once": "d"})
    assert answer.headers["Location"] == address(case)
    assert world.case(case, lambda c: (c.state, len(c.filings))) == ("verification", 2)


def test_unknown_pages_moves_and_tables_do_not_exist(shared_world: World) -> None:
    browser, case = shared_world.of("owner"), shared_world.reports["draft"]
    for part in ("halaman/x/", "tindakan/x/", "ekspor/tidak-ada.csv", "ekspor/produksi.exe", "ekspor/x"):
        assert browser.get(address(case, part)).status_code == 404, part
    assert browser.post(address(case, "tindakan/accept/"), {"confirmed": "1"}).status_code in {302, 404}
    assert shared_world.case(case, lambda c: c.state) == "draft"


def test_a_page_that_lacks_nothing_is_saved_as_it_stands(world: World) -> None:
    browser = world.of("staff")
    page = browser.page(f"{BASE}baru/")
    case = browser.post(f"{BASE}baru/", form_of(page)).headers["Location"].split("/")[-2]
    tasks = browser.page(address(case)).select(".task-keep")
    kept = {str(form["action"]).split("/")[-2]: str(form.button["aria-label"]) for form in tasks}
    assert kept["kapasitas-produksi"].startswith("Tidak berubah, simpan") and "Kapasitas" in kept["kapasitas-produksi"]
    assert kept["prakerin"].startswith("Tidak ada data")
    assert "tenaga-kerja" not in kept and "data-umum" not in kept, "whether the company produced is asked anew"
    assert "produksi-dan-penjualan" not in kept, "its flows are blank"
    for key in ("kapasitas-produksi", "prakerin"):
        assert (
            browser.post(address(case, f"halaman/{key}/simpan"), form_of(browser.page(address(case)))).status_code
            == 302
        )
    stored = world.case(case, lambda c: (c.saves, c.answers["capacity_lines"][0]["prod_capacity_qty"]))
    assert stored == ({"kapasitas-produksi": 1, "prakerin": 1}, "70000.00")
    text = words(browser.get(address(case)))
    assert "Halaman Prakerin disimpan." in text


@pytest.mark.parametrize(
    ("step", "sentence"),
    [("prakerin", "sudah pernah disimpan"), ("tenaga-kerja", "masih memuat isian yang kosong")],
)
def test_a_page_that_cannot_be_saved_as_it_stands_says_why(world: World, step: str, sentence: str) -> None:
    browser = world.of("staff")
    case = browser.post(f"{BASE}baru/", form_of(browser.page(f"{BASE}baru/"))).headers["Location"].split("/")[-2]
    form = form_of(browser.page(address(case)), ".task-keep")
    for _time in range(2):
        browser.post(address(case, f"halaman/{step}/simpan"), form)
    assert sentence in words(browser.get(address(case)))


def test_an_unknown_page_cannot_be_saved(world: World) -> None:
    browser, case = world.of("staff"), world.reports["draft"]
    form = form_of(browser.page(address(world.reports["new"])), ".task-keep")
    for step in ("tidak-ada", "fasilitas-galangan"):
        assert browser.post(address(case, f"halaman/{step}/simpan"), form).status_code == 404
