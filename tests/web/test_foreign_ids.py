"""One company against another one's rows, officers against rows out of reach: nothing seen, nothing changed."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask_admin import Admin
from flask_admin.contrib.sqla import ModelView
from flask_babel import Babel
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from admin_views.web.doors import doors_of
from siinas.catalogue.reports.production import ProductionReport
from siinas.documents.sample_papers import sample_paper
from siinas.models import (
    Attachment,
    Base,
    BusinessLine,
    CompanyDocument,
    ContactPerson,
    Establishment,
    PermittedCapacity,
    Person,
    Warehouse,
)
from siinas.process.roles import COMPANY, Grant, Role
from tests.factories import make_company, make_officer, make_person
from tests.web.dumps import NOTED, TECHNICAL, changed, dump, rows_of
from tests.web.probing import LIST_QUERIES, Outcome, Target, masked, probe
from tests.web.world import FREE_PERIOD, Browser, World, canaries, read, words

CONTACT = {
    "name": "Diambil",
    "position": "Manajer",
    "mobile": "081200000009",
    "email": "diambil@contoh.example.test",
    "is_main": "tidak",
}
CAPACITY = {
    "kbli_code": "10721",
    "product_name": "Diambil",
    "hs_code": "17019910",
    "capacity": "1.000",
    "unit_code": "TNE",
    "capacity_source": "oss_rba",
}
LINE = {"kbli_version": "2020", "kbli_code": "10722", "risk_level": "MT", "is_main": "tidak"}
PAPER = {"doc_type": "akta", "number": "AKTA/9", "issued_on": "2021-08-09", "validity": "business"}
CERTIFICATE = PAPER | {"doc_type": "halal", "issuer": "Lembaga Contoh"}
WAREHOUSE = {
    "street": "Jl. Gudang Baru",
    "province": "35",
    "regency": "3578",
    "district": "357801",
    "postal_code": "60111",
}
FORMS = {
    "bidang-usaha": LINE,
    "kapasitas": CAPACITY,
    "dokumen": PAPER,
    "sertifikat": CERTIFICATE,
    "gudang": WAREHOUSE,
    "contact-person": CONTACT,
}
WITH_FILE = {"dokumen", "sertifikat"}
RECORDS = {
    "bidang-usaha": "business_line",
    "kapasitas": "permitted_capacity",
    "dokumen": "company_document",
    "sertifikat": "certificate",
    "gudang": "warehouse",
    "contact-person": "contact_person",
}
MODELS = {
    "bidang-usaha": BusinessLine,
    "kapasitas": PermittedCapacity,
    "dokumen": CompanyDocument,
    "sertifikat": CompanyDocument,
    "gudang": Warehouse,
    "contact-person": ContactPerson,
}


def targets(world: World) -> list[Target]:
    """The company's lists, with the other company's rows."""
    return [
        Target(f"/perusahaan/{key}/", world.a.records[record][0], tuple(world.b.records[record][:2]), FORMS[key])
        for key, record in RECORDS.items()
    ]


def asker(browser: Browser) -> Any:
    """Ask through a signed-in browser."""
    token = browser.token()

    def ask(method: str, address: str, form: dict[str, Any] | None) -> TestResponse:
        if method == "GET":
            return browser.get(address)
        return browser.post(address, form, token=token)

    return ask


def marks_of(world: World, which: str = "b") -> set[str]:
    """What only that company has."""
    with Session(world.engine) as session:
        return canaries(session, getattr(world, which))


def paper() -> tuple[io.BytesIO, str]:
    """A file to upload."""
    return io.BytesIO(sample_paper("Surat", ["Contoh."])), "surat.pdf"


def case_requests(public_id: str) -> Iterator[tuple[str, str, dict[str, Any] | None]]:
    """Everything a company can do with a case."""
    base = f"/perusahaan/laporan-produksi/{public_id}/"
    for part in ("", "periksa/", "pernyataan/", "tindakan/send/", "tindakan/discard/"):
        yield "GET", base + part, None
    for step in ProductionReport.asked_steps({}):
        yield "GET", f"{base}halaman/{step.key}/", None
        for button in ("_simpan", "_lanjut", "_tambah"):
            yield "POST", f"{base}halaman/{step.key}/", {"signer_name": "Diambil", "_seen": "1", button: "fuels"}
    for name in ("produksi.csv", "kapasitasproduksi.xlsx", "bahanbaku.csv", "semua.xlsx"):
        yield "GET", f"{base}ekspor/{name}", None
    yield "POST", f"{base}periksa/", {"alasan-x": "Diambil"}
    yield "POST", f"{base}pernyataan.pdf", {}
    for part in ("lembar-isian/", "lembar-isian.xlsx"):
        yield "GET", base + part, None
    yield "POST", f"{base}lembar-isian/", {"sheet_file": paper(), "how": "ganti"}
    yield "POST", f"{base}lembar-isian/kembalikan/", {"task": "x", "confirmed": "1"}
    for move in ("send", "discard", "check", "accept", "send_back"):
        yield "POST", f"{base}tindakan/{move}/", {"confirmed": "1", "version": "2", "once": "x"}
    yield "POST", f"{base}pernyataan/", {"statement_file": paper()}


def file_requests(public_id: str) -> Iterator[tuple[str, str, dict[str, Any] | None]]:
    """Ways to a file."""
    for address in ("", "/halaman/1.png", "/halaman/2.png", "?download=1", "%00", "/"):
        yield "GET", f"/berkas/{public_id}{address}", None
        yield "GET", f"/berkas/surat/{public_id}{address}", None


def test_the_probe_sees_what_is_there(shared_world: World) -> None:
    """The other company itself sees its marks: the canaries are alive."""
    browser, marks = shared_world.browser(shared_world.b.owner), marks_of(shared_world)
    outcome = Outcome()
    for key, record in RECORDS.items():
        address = f"/perusahaan/{key}/edit/?id={shared_world.b.records[record][0]}"
        outcome.note("GET", address, browser.get(address), marks)
    for state in ("draft", "accepted"):
        for method, address, _form in case_requests(shared_world.foreign[state]):
            if method == "GET":
                outcome.note(method, address, browser.get(address), marks)
    for public_id in shared_world.foreign_files.values():
        assert browser.get(f"/berkas/{public_id}").data.startswith(b"%PDF")
    assert browser.get(f"/berkas/surat/{shared_world.letters['b']}").data.startswith(b"%PDF")
    proof = "/perusahaan/bukti-kepemilikan/"
    outcome.note("GET", proof, browser.get(proof), marks)
    assert len(outcome.leaks) >= 20
    assert not outcome.faults


@pytest.mark.usefixtures("plain_errors")
def test_records_of_another_company(world: World) -> None:
    browser = world.of("owner")
    before = rows_of(dump(world.engine), world.b.establishment_id)
    outcome = probe(asker(browser), targets(world), marks_of(world))
    assert outcome.leaks == []
    assert outcome.faults == []
    assert outcome.asked > 350
    assert changed(before, rows_of(dump(world.engine), world.b.establishment_id)) == {}


def test_a_foreign_record_answers_like_a_missing_one(shared_world: World) -> None:
    browser, wrong = shared_world.of("owner"), []
    browser.token()
    for target in targets(shared_world):
        for foreign in target.foreign:
            for view in ("edit", "details"):
                missing = browser.get(f"{target.base}{view}/?id={foreign + 5000}")
                there = browser.get(f"{target.base}{view}/?id={foreign}")
                if (there.status_code, masked(there)) != (404, masked(missing)):
                    wrong.append(f"{target.base}{view}/?id={foreign}: {there.status}")
            gone = browser.post(f"{target.base}delete/", {"id": foreign + 5000, "confirmed": "1"})
            there = browser.post(f"{target.base}delete/", {"id": foreign, "confirmed": "1"})
            if (there.status_code, masked(there)) != (404, masked(gone)):
                wrong.append(f"{target.base}delete/ {foreign}: {there.status}")
    assert not wrong, "\n".join(wrong)


def test_cases_and_files_of_another_company(world: World) -> None:
    before = rows_of(dump(world.engine), world.b.establishment_id)
    marks, outcome, wrong = marks_of(world), Outcome(), []
    strange = [*world.foreign.values(), *world.registrations.values(), world.b.public_id, world.foreign_files["nib"]]
    strange += ["1", "2", world.foreign["draft"].swapcase(), "%2e%2e", "LP-2026-000001"]
    asked = [one for public_id in strange for one in case_requests(public_id)]
    named = [*world.foreign_files.values(), *world.foreign.values(), world.b.public_id, world.letters["b"]]
    asked += [one for public_id in named for one in file_requests(public_id)]
    ask = asker(world.of("owner"))
    missing = masked(ask("GET", "/perusahaan/laporan-produksi/tidak-ada/", None))
    without_file = masked(ask("GET", "/berkas/tidak-ada", None))
    for method, address, form in asked:
        answer = ask(method, address, form)
        said = masked(answer)
        outcome.note(method, address, answer, marks)
        if said != (without_file if address.startswith("/berkas/") else missing):
            wrong.append(f"{method} {address}: {answer.status}")
    assert not wrong, "\n".join(wrong[:20])
    assert (outcome.leaks, outcome.faults) == ([], [])
    assert outcome.asked > 600
    assert changed(before, rows_of(dump(world.engine), world.b.establishment_id)) == {}


def test_pages_of_the_company_itself_show_nothing_of_another(shared_world: World) -> None:
    """Beranda, sections, lists with every query, the start of a report, options of all fields."""
    marks, outcome = marks_of(shared_world), Outcome()
    for role in ("owner", "staff"):
        browser = shared_world.of(role)
        for address in (
            "",
            "data-umum/",
            "kantor-pusat/",
            "pabrik/",
            "kapasitas/new/",
            "bidang-usaha/new/",
            "bukti-kepemilikan/",
        ):
            outcome.note("GET", address, browser.get(f"/perusahaan/{address}"), marks)
        for query in LIST_QUERIES if role == "owner" else ():
            for part in ("", "export/csv/"):
                address = f"/perusahaan/laporan-produksi/{part}?{query}"
                answer = browser.get(address)
                assert answer.status_code in {200, 302, 404}, address
                outcome.note("GET", address, answer, marks)
        for public_id in shared_world.reports.values():
            for method, address, _form in case_requests(public_id):
                if method == "GET":
                    outcome.note(method, address, browser.get(address, follow_redirects=True), marks)
    assert (outcome.leaks, outcome.faults) == ([], [])
    assert outcome.asked > 150


def test_an_establishment_that_is_not_ones_own_cannot_be_chosen(world: World) -> None:
    browser = world.of("owner")
    for wanted in (world.b.establishment_id, "²", "0", "-1", "", "9" * 5000, f"{world.a.establishment_id},2"):
        assert browser.post("/perusahaan/pindah/", {"establishment": wanted}).status_code == 404
    assert "KANARI-A" in browser.get("/perusahaan/").text
    assert places_offered(browser) == set(), "with one establishment there is nothing to choose"


SWITCH = "form[action='/perusahaan/pindah/']"


def places_offered(browser: Browser) -> set[int]:
    """The establishments that the page's head offers."""
    return {int(button["value"]) for button in browser.page("/perusahaan/").select(f"{SWITCH} button")}


def choose(browser: Browser, establishment_id: int) -> TestResponse:
    """Press the establishment's button, as it stands on the page."""
    form = browser.page("/perusahaan/data-umum/").select_one(SWITCH)
    assert form is not None
    button = form.select_one(f"button[name=establishment][value='{establishment_id}']")
    assert button is not None
    assert form["method"] == "post"
    token = form.select_one("input[name=csrf_token]")["value"]
    return browser.post(form["action"], {button["name"]: button["value"]}, token=token)


def make_third(world: World) -> int:
    """An establishment to which none of the world's people belongs."""
    with Session(world.engine) as session:
        return make_company(session, marker=" KANARI-C").establishment_id


def test_one_person_in_two_establishments_sees_one_at_a_time(world: World) -> None:
    with Session(world.engine) as session:
        both = make_person(
            session,
            Grant(Role.STAFF, establishment_id=world.a.establishment_id),
            Grant(Role.OWNER, establishment_id=world.b.establishment_id),
        )
    browser = world.browser(both)
    for chosen, other in ((world.b, world.a), (world.a, world.b)):
        assert places_offered(browser) == {chosen.establishment_id, other.establishment_id}
        answer = choose(browser, chosen.establishment_id)
        assert answer.status_code == 302
        assert f"KANARI-{'AB'[chosen is world.b]}" in words(browser.page("/perusahaan/").select_one(".head-menu-place"))
        seen = browser.get("/perusahaan/kapasitas/export/csv/").text
        assert f"KANARI-{'AB'[chosen is world.b]}" in seen
        assert f"KANARI-{'AB'[other is world.b]}" not in seen
        foreign = other.records["contact_person"][0]
        assert browser.get(f"/perusahaan/contact-person/edit/?id={foreign}").status_code == 404
        case = (world.foreign if other is world.b else world.reports)["draft"]
        assert browser.get(f"/perusahaan/laporan-produksi/{case}/").status_code == 404
    third = make_third(world)
    assert third not in places_offered(browser)
    assert browser.post("/perusahaan/pindah/", {"establishment": third}).status_code == 404
    assert "KANARI-A" in browser.get("/perusahaan/").text
    before = dump(world.engine)
    answer = browser.post(
        f"/perusahaan/laporan-produksi/{world.reports['ready']}/tindakan/send/", {"confirmed": "1", "version": "1"}
    )
    assert answer.status_code == 302, "an owner elsewhere is only staff here"
    assert changed(before, dump(world.engine)).keys() <= TECHNICAL


# Nested: an own row that points to a foreign one


def test_an_own_record_never_takes_a_foreign_file_or_kbli(world: World) -> None:
    browser, b = world.of("owner"), world.b
    before = rows_of(dump(world.engine), b.establishment_id)
    own = world.a.records["company_document"][0]
    with Session(world.engine) as session:
        attached = session.get_one(CompanyDocument, own).attachment_id
    for foreign in (b.attachments[0], world.foreign_files["nib"]):
        browser.post(
            f"/perusahaan/dokumen/edit/?id={own}",
            PAPER | {"row_version": "1", "attachment_id": foreign, "attachment": foreign, "file": foreign},
        )
        answer = browser.post("/perusahaan/dokumen/new/", PAPER | {"attachment_id": foreign, "file": foreign})
        assert answer.status_code == 200
        assert "Pilih berkas yang akan diunggah." in answer.text
    with Session(world.engine) as session:
        assert session.get_one(CompanyDocument, own).attachment_id == attached
    for address in ("/perusahaan/kapasitas/new/", f"/perusahaan/kapasitas/edit/?id={own}"):
        answer = browser.post(address, CAPACITY | {"kbli_code": b.kbli, "row_version": "1"})
        assert answer.status_code in {200, 404}
        assert "Sudah" not in words(answer)
    answer = browser.post("/perusahaan/dokumen/new/", PAPER | {"kbli_code": b.kbli, "file": paper()})
    assert "Pilih salah satu dari daftar." in answer.text
    assert not list(_capacities_with(world, b.kbli))
    assert changed(before, rows_of(dump(world.engine), b.establishment_id)) == {}


def _capacities_with(world: World, kbli: str) -> list[PermittedCapacity]:
    with Session(world.engine) as session:
        return list(
            session.scalars(
                select(PermittedCapacity).where(
                    PermittedCapacity.establishment_id == world.a.establishment_id,
                    PermittedCapacity.kbli_code == kbli,
                )
            )
        )


def test_a_report_takes_only_the_companys_own_kbli(world: World) -> None:
    browser, case = world.of("staff"), world.reports["new"]
    page = f"/perusahaan/laporan-produksi/{case}/halaman/kapasitas-produksi/"
    typed = {"capacity_lines-0-cap_product": "Baja", "capacity_lines-0-cap_kbli": world.b.kbli, "_seen": "0"}
    answer = browser.post(page, typed | {"_lanjut": "1"})
    assert answer.status_code == 200
    assert "Pilih salah satu dari daftar." in answer.text
    assert world.b.kbli not in [option.get("value") for option in read(answer).select("option")]
    assert world.case(case, lambda c: all(r.get("cap_kbli") != world.b.kbli for r in c.answers["capacity_lines"]))


# Mass assignment

FORBIDDEN = {
    "id": "1",
    "establishment_id": "2",
    "establishment": "2",
    "legal_entity_id": "2",
    "legal_entity": "2",
    "public_id": "diambil",
    "version": "99",
    "state": "accepted",
    "number": "LP-9999-999999",
    "subject": "2031-Q1",
    "process": "registrasi",
    "company_name": "PT Diambil",
    "nib": "9999999999999",
    "person_id": "1",
    "is_admin": "1",
    "role": "administrator",
    "roles": "administrator",
    "grants-0-role": "administrator",
    "password_hash": "x",
    "active": "0",
    "directorate": "IMHLP",
    "regency": "3273",
    "registered_at": "2020-01-01",
    "source": "diambil",
    "title": "diambil",
    "kbli_version": "2009",
    "attachment_id": "1",
    "statement_id": "1",
    "statement_digest": "diambil",
    "printed_digest": "diambil",
    "answers": "{}",
    "typed": "{}",
    "evidence": "{}",
    "opened_at": "2020-01-01",
    "sent_at": "2020-01-01",
}


def without_own(keys: set[str]) -> dict[str, str]:
    """The forbidden fields, but for those that a form itself asks."""
    return {key: value for key, value in FORBIDDEN.items() if key not in keys}


def test_no_form_takes_more_than_it_asks(world: World) -> None:
    browser, a = world.of("owner"), world.a
    everything = dump(world.engine)
    foreign = rows_of(everything, world.b.establishment_id)

    for key, record in RECORDS.items():
        form = FORMS[key] | ({"file": paper()} if key in WITH_FILE else {})
        added = form | without_own(set(form))
        answer = browser.post(f"/perusahaan/{key}/new/", added)
        assert answer.status_code == 302, words(answer)
        form = FORMS[key] | ({"product_name": "Gula lain"} if key == "kapasitas" else {})
        answer = browser.post(
            f"/perusahaan/{key}/edit/?id={a.records[record][-1]}", form | without_own(set(form)) | {"row_version": "1"}
        )
        assert answer.status_code in {200, 302}
    with Session(world.engine) as session:
        for model in MODELS.values():
            newest: Any = session.scalars(select(model).order_by(model.id.desc())).first()
            assert newest.establishment_id == a.establishment_id
            assert newest.version in {1, 2}
        line = session.scalars(select(BusinessLine).where(BusinessLine.kbli_code == "10722")).one()
        assert (line.source, line.kbli_version) == ("diisi perusahaan", 2020)
        assert line.title != "diambil"

    for key in ("data-umum", "kantor-pusat", "pabrik"):
        form = filled(browser.page(f"/perusahaan/{key}/"))
        asked = {name.partition("-")[0] for name in form}
        if key != "data-umum":  # an address locks itself, and asks whether it should
            form["confirmed"] = "1"
        answer = browser.post(f"/perusahaan/{key}/", form | without_own(asked))
        assert answer.status_code == 302, words(answer)
    now = dump(world.engine)
    assert changed({t: everything[t] for t in ("establishment", "legal_entity")}, now).get("establishment", set()) <= {
        "version",
        "uses_trade_recommendation",
        "factory_locked_at",
    }
    assert changed({"legal_entity": everything["legal_entity"]}, now).get("legal_entity", set()) <= {
        "version",
        "office_locked_at",
    }

    case = world.reports["draft"]
    base = f"/perusahaan/laporan-produksi/{case}/"
    held = everything["case"][_key(everything, case)]
    for step in ProductionReport.asked_steps({}):
        page = browser.page(f"{base}halaman/{step.key}/")
        answer = browser.post(f"{base}halaman/{step.key}/", filled(page) | FORBIDDEN | {"_lanjut": "1"})
        assert answer.status_code == 302, words(answer)
    browser.post(f"{base}periksa/", FORBIDDEN)
    browser.post(f"{base}pernyataan/", FORBIDDEN)
    browser.post(f"{base}tindakan/discard/", FORBIDDEN)
    after = dump(world.engine)
    found = after["case"][_key(after, case)]
    assert {key for key in held if held[key] != found[key]} <= {"saves", "version"}, "answers were posted as they stood"

    answer = browser.post("/perusahaan/laporan-produksi/baru/", FORBIDDEN | {"period": FREE_PERIOD})
    assert answer.status_code == 302
    made = changed(after, dump(world.engine))
    assert made["case"] == {"(new)"}
    newest = max(dump(world.engine)["case"].values(), key=lambda row: row["id"])
    assert (newest["establishment_id"], newest["state"], newest["process"]) == (
        a.establishment_id,
        "draft",
        "laporan-produksi",
    )

    browser.post("/kata-sandi-sendiri", FORBIDDEN | {"old_password": "x", "new_password": "y", "again": "y"})
    final = dump(world.engine)
    assert changed({t: everything[t] for t in ("person", "person_grant")}, final) == {}
    assert changed(foreign, rows_of(final, world.b.establishment_id)) == {}


def filled(page: Any) -> dict[str, str]:
    """What the page's last form would send if nobody touched it."""
    form: dict[str, str] = {}
    main = page.find("main")
    for field in main.select("form[method=post] input[name], form[method=post] textarea[name]"):
        kind = field.get("type", "text")
        if kind in {"radio", "checkbox"} and not field.has_attr("checked"):
            continue
        if kind != "file":
            form[field["name"]] = field.get_text() if field.name == "textarea" else field.get("value", "")
    for choice in main.select("form[method=post] select[name]"):
        chosen = choice.find("option", selected=True)
        form[choice["name"]] = chosen["value"] if chosen else ""
    form.pop("csrf_token", None)
    return form


def _key(found: Any, public_id: str) -> tuple[Any, ...]:
    return next(key for key, row in found["case"].items() if row["public_id"] == public_id)


def test_officers_forms_take_no_more_either(world: World) -> None:
    everything = dump(world.engine)
    administrator, verifier = world.of("administrator"), world.of("verifier")
    form = {"row_mark": "1", "opens_on": "2026-10-01", "due_on": "2026-10-15"}
    assert administrator.post("/sistem/periode/edit/?id=1", FORBIDDEN | form).status_code == 302
    answer = administrator.post("/sistem/setelan/ubah/initial_password_days/", FORBIDDEN | {"seen": "0", "value": "5"})
    assert answer.status_code == 302
    case = world.reports["verification"]
    version = str(world.case(case, lambda c: c.version))
    told = FORBIDDEN | {"send_back-reason": "Lengkapi.", "once": "mass", "version": version}
    assert verifier.post(f"/petugas/laporan-produksi/{case}/tindakan/send_back/", told).status_code == 302
    found = changed(everything, dump(world.engine))
    assert found["reporting_period"] <= {"opens_on", "due_on", "last_new_on", "last_edit_on", "version"}
    assert found["case"] <= {"state", "state_since", "due_at", "version"}
    assert not found.keys() & {"person", "person_grant", "establishment", "legal_entity", "attachment", "filing"}
    assert world.case(case, lambda c: c.state) == "returned"


# Officers out of reach


REGIONAL = {"inspector", "regency", "nowhere"}


@pytest.fixture(scope="module")
def reach(shared_world: World) -> dict[str, Browser]:
    """Officers whose reach ends before company B (Kota Bandung, Ditjen ILMATE): of company A's side only."""
    with Session(shared_world.engine) as session:
        near = session.get_one(Establishment, shared_world.a.establishment_id).directorate
        far = session.get_one(Establishment, shared_world.b.establishment_id).directorate
        assert near != far
        assert far is not None
        people = {
            "verifier": make_officer(session, Role.VERIFIER, directorate=near),
            "validator": make_officer(session, Role.VALIDATOR, directorate=near),
            "supervisor": make_officer(session, Role.SUPERVISOR, directorate=near),
            "inspector": make_officer(session, Role.REGIONAL_INSPECTOR, region="35"),
            "regency": make_officer(session, Role.REGIONAL_HEAD, region="3525"),
            "nowhere": make_officer(session, Role.REGIONAL_HEAD),
        }
    return {name: shared_world.browser(person) for name, person in people.items()}


def officer_case_requests(public_id: str) -> Iterator[tuple[str, str, dict[str, Any] | None]]:
    """Everything an officer can do with a case."""
    base = f"/petugas/laporan-produksi/{public_id}/"
    yield "GET", base, None
    for name in ("produksi.csv", "semua.xlsx"):
        yield "GET", f"{base}ekspor/{name}", None
    for move in ("check", "accept", "send_back", "send", "discard"):
        yield "POST", f"{base}tindakan/{move}/", {"confirmed": "1", f"{move}-reason": "Diambil", "version": "2"}


@pytest.mark.parametrize("name", ["verifier", "validator"])
def test_cases_of_another_directorate(shared_world: World, reach: dict[str, Browser], name: str) -> None:
    world, browser = shared_world, reach[name]
    before = rows_of(dump(world.engine), world.b.establishment_id)
    ask, marks, outcome, wrong = asker(browser), marks_of(world), Outcome(), []
    missing = masked(ask("GET", "/petugas/laporan-produksi/tidak-ada/", None))
    for public_id in [*world.foreign.values(), world.reports["draft"], world.registrations["submitted"]]:
        for method, address, form in officer_case_requests(public_id):
            answer = ask(method, address, form)
            said = masked(answer)
            outcome.note(method, address, answer, marks)
            if said != missing:
                wrong.append(f"{method} {address}: {answer.status}")
    for address in ("/petugas/", *_lists("/petugas/laporan-produksi/"), *_lists("/petugas/semua-laporan-produksi/")):
        outcome.note("GET", address, browser.get(address), marks)
    of_cases = [public_id for kind, public_id in world.foreign_files.items() if kind.startswith("surat_pernyataan")]
    assert len(of_cases) == 5
    for public_id in of_cases:
        for method, address, form in file_requests(public_id):
            answer = ask(method, address, form)
            outcome.note(method, address, answer, marks)
            if answer.status_code != 404:
                wrong.append(f"{method} {address}: {answer.status}")
    assert not wrong, "\n".join(wrong[:20])
    assert (outcome.leaks, outcome.faults) == ([], [])
    assert changed(before, rows_of(dump(world.engine), world.b.establishment_id)) == {}
    near = world.reports["verification"]
    assert browser.get(f"/petugas/laporan-produksi/{near}/").status_code == 200


def _lists(base: str) -> list[str]:
    return [f"{base}{part}?{query}" for part in ("", "export/csv/") for query in LIST_QUERIES] + [f"{base}export/xlsx/"]


@pytest.mark.parametrize("name", ["inspector", "regency", "nowhere", "verifier", "validator", "supervisor"])
def test_companies_out_of_reach(shared_world: World, reach: dict[str, Browser], name: str) -> None:
    """Register, details, search, export and files, for officers limited by region or by directorate."""
    world, browser = shared_world, reach[name]
    marks, outcome, wrong = marks_of(world), Outcome(), []
    foreign = world.b.establishment_id
    browser.token()
    missing = masked(browser.get("/petugas/perusahaan/details/?id=5000"))
    texts = (str(foreign), f"0{foreign}", f"{foreign},1", f"{foreign}&id=1", f"1&id={foreign}")
    for text in (*texts, *(f"{foreign}&dokumen={document}" for document in world.b.records["company_document"])):
        address = f"/petugas/perusahaan/details/?id={text}"
        answer = browser.get(address)
        outcome.note("GET", address, answer, marks)
        if answer.status_code != 404 or masked(answer) != missing:
            wrong.append(f"{address}: {answer.status}")
    for address in (*_lists("/petugas/perusahaan/"), "/petugas/"):
        outcome.note("GET", address, browser.get(address), marks)
    for public_id in [*world.foreign_files.values(), *world.files.values()]:
        own = public_id in world.files.values() and name != "nowhere"
        for method, address, _form in file_requests(public_id):
            answer = browser.get(address)
            outcome.note(method, address, answer, marks)
            if answer.status_code != 404 and not own:
                wrong.append(f"{method} {address}: {answer.status}")
    for public_id in [*world.foreign.values(), *world.reports.values()] if name in REGIONAL else ():
        if browser.get(f"/petugas/laporan-produksi/{public_id}/").status_code != 403:
            wrong.append(f"{public_id}: a regional officer has no part in production reports")
    assert not wrong, "\n".join(wrong[:20])
    assert (outcome.leaks, outcome.faults) == ([], [])
    listed = browser.get("/petugas/perusahaan/export/csv/").text
    assert ("KANARI-A" in listed) is (name != "nowhere")
    for document in world.b.records["company_document"]:
        mixed = f"/petugas/perusahaan/details/?id={world.a.establishment_id}&dokumen={document}"
        assert browser.get(mixed).status_code == 404
    own_row = browser.get(f"/petugas/perusahaan/details/?id={world.a.establishment_id}")
    assert own_row.status_code == (404 if name == "nowhere" else 200)


def test_a_draft_is_the_companys_own_business(shared_world: World) -> None:
    """Nobody of the ministry sees a draft, its files, or that there is one."""
    world, wrong = shared_world, []
    statement = world.case(world.reports["ready"], lambda c: c.statement.public_id)
    for role in ("verifier", "validator", "supervisor", "auditor", "administrator", "front_desk"):
        browser = world.of(role)
        for state in ("draft", "ready", "new"):
            address = f"/petugas/laporan-produksi/{world.reports[state]}/"
            if browser.get(address).status_code not in {403, 404}:
                wrong.append(f"{role}: {address}")
        if browser.get(f"/berkas/{statement}").status_code != 404:
            wrong.append(f"{role}: the statement of a draft")
    for role in ("verifier", "supervisor", "auditor"):
        listed = world.of(role).get("/petugas/semua-laporan-produksi/export/csv/").text
        for state in ("draft", "ready", "new"):
            if world.case(world.reports[state], lambda c: c.number) in listed:
                wrong.append(f"{role}: lists a {state} report")
    assert not wrong, "\n".join(wrong)


def test_registrations_are_the_front_desks(shared_world: World) -> None:
    for role, allowed in {"front_desk": 200, "supervisor": 200, "auditor": 200, "verifier": 403, "owner": 403}.items():
        for public_id in shared_world.registrations.values():
            answer = shared_world.of(role).get(f"/petugas/registrasi/{public_id}/")
            assert answer.status_code == allowed, f"{role}: {public_id}"
    with Session(shared_world.engine) as session:
        waiting = shared_world.case(shared_world.registrations["submitted"], lambda c: c.id)
        nib = session.scalars(select(Attachment.public_id).where(Attachment.case_id == waiting)).first()
    assert shared_world.of("front_desk").get(f"/berkas/{nib}").status_code == 200
    for role in ("verifier", "administrator", "owner", "regional_head"):
        assert shared_world.of(role).get(f"/berkas/{nib}").status_code == 404, role


# The tests bite


class Naive(ModelView):
    """What people write when they scope a list: list and count, and nothing else."""

    can_view_details = can_export = True
    form_excluded_columns = ("establishment", "attachment")
    own = 0

    def get_query(self) -> Any:
        return super().get_query().filter(self.model.establishment_id == self.own)

    def get_count_query(self) -> Any:
        return self.session.query(func.count("*")).filter(self.model.establishment_id == self.own)


def naive_portal(world: World) -> Flask:
    """The same data behind stock model views."""
    app = Flask("naive", root_path=str(world.surroundings.configuration.instance))
    app.config.update(SECRET_KEY="x", SQLALCHEMY_DATABASE_URI=str(world.engine.url))
    database = SQLAlchemy(app, metadata=Base.metadata)
    Babel(app)
    with app.app_context():
        admin = Admin(app, url="/perusahaan")
        for key, model in MODELS.items():
            view = type(f"Naive{model.__name__}", (Naive,), {"own": world.a.establishment_id})
            admin.add_view(view(model, database.session, endpoint=f"naive_{key}", url=key))
    return app


@pytest.mark.filterwarnings("ignore")
def test_the_probe_finds_what_a_naive_view_lets_out(world: World) -> None:
    client = naive_portal(world).test_client()

    def ask(method: str, address: str, form: dict[str, Any] | None) -> TestResponse:
        try:
            return client.open(address, method=method, data=form)
        except Exception:
            return client.response_wrapper([b""], "500 FAILED", {}, request=None)

    before = rows_of(dump(world.engine), world.b.establishment_id)
    outcome = probe(ask, targets(world), marks_of(world))
    after = rows_of(dump(world.engine), world.b.establishment_id)
    assert len(outcome.leaks) >= 20, "details and edit pages of foreign rows"
    assert any("details" in leak for leak in outcome.leaks)
    assert any("edit" in leak for leak in outcome.leaks)
    assert "(gone)" in changed(before, after)["contact_person"]


@pytest.mark.filterwarnings("ignore")
def test_the_second_layer_holds_where_a_view_is_naive(world_template: Any, tmp_path: Any) -> None:
    """A stock view mounted inside the portal still cannot read or touch a foreign row."""
    from tests.web.conftest import world_in

    with world_in(world_template, tmp_path, new=True) as world:
        app = world.app
        with app.app_context():
            admin = Admin(app, url="/naif", endpoint="naif", name="naif")
            for key, model in MODELS.items():
                view = type(f"Guarded{model.__name__}", (Naive,), {"own": world.a.establishment_id})
                made = view(model, app.extensions["sqlalchemy"].session, endpoint=f"guarded_{key}", url=key)
                admin.add_view(made)
                for _url, name, _methods in made._urls:
                    doors_of(app).open_to(f"{made.endpoint}.{name}", COMPANY)
        app.config["WTF_CSRF_ENABLED"] = False
        browser = world.browser(world.a.owner)
        naive = [Target(t.base.replace("/perusahaan/", "/naif/"), t.own, t.foreign, t.form) for t in targets(world)]
        assert browser.get(f"{naive[0].base}details/?id={naive[0].own}").status_code == 200
        before = rows_of(dump(world.engine), world.b.establishment_id)
        outcome = probe(asker(browser), naive, marks_of(world))
        assert outcome.leaks == []
        assert changed(before, rows_of(dump(world.engine), world.b.establishment_id)) == {}


def test_a_third_company_does_not_matter(world: World) -> None:
    """Rows that come later are as hidden as those that came before."""
    with Session(world.engine) as session:
        late = make_company(session, marker=" KANARI-B", regency="7371")
    browser = world.of("owner")
    for record, key in ((record, key) for key, record in RECORDS.items()):
        for foreign in late.records[record]:
            assert browser.get(f"/perusahaan/{key}/edit/?id={foreign}").status_code == 404
    assert "KANARI-B" not in browser.get("/perusahaan/contact-person/").text


def test_people_and_journal_are_for_administrators_and_auditors(shared_world: World) -> None:
    with Session(shared_world.engine) as session:
        assert session.scalar(select(func.count()).select_from(Person)) > 10
    for role in ("owner", "verifier", "front_desk", "supervisor", "regional_head"):
        for address in ("/sistem/orang/", "/sistem/jurnal/", "/sistem/kotak-keluar/", "/sistem/jurnal/export/csv/"):
            assert shared_world.of(role).get(address).status_code == 403
    assert "password_hash" not in shared_world.of("auditor").get("/sistem/orang/").text
    assert NOTED
