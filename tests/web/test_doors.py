"""Every address as every role: who is let in, who is sent to sign in, who is refused, and what does not exist."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import url_for
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from admin_views.web.doors import doors_of
from siinas.catalogue import processes
from siinas.catalogue.reports.construction import ConstructionReport
from siinas.models import Establishment, Person
from siinas.operations import cases
from siinas.process.roles import SIGNED_IN
from siinas.process.tables import Table
from tests.conftest import works
from tests.factories import make_request, open_request, save_addresses
from tests.web.permission_matrix import ANYBODY, ASSESSED, ASSESSING, COMPANY, EVERYONE, MATRIX, NOBODY, READERS
from tests.web.world import OWNERSHIP, World

ROLES = ("anonymous", *sorted(EVERYONE))


def test_every_rule_is_in_the_matrix(shared_world: World) -> None:
    served = {rule.endpoint for rule in shared_world.app.url_map.iter_rules()}
    assert served - MATRIX.keys() == set(), "endpoints that nobody listed in permission_matrix.py"
    assert MATRIX.keys() - served == set(), "endpoints in permission_matrix.py that are not served"


def test_the_register_equals_the_matrix(shared_world: World) -> None:
    register = doors_of(shared_world.app)
    assert {endpoint for endpoint, roles in MATRIX.items() if roles == ANYBODY} == register.public
    held = {endpoint: frozenset(role.value for role in roles) for endpoint, roles in register.admitted.items()}
    opened = {endpoint: roles for endpoint, roles in held.items() if roles}
    assert opened == {endpoint: roles for endpoint, roles in MATRIX.items() if roles not in {ANYBODY, NOBODY}}
    assert frozenset(role.value for role in SIGNED_IN) == EVERYONE


def test_the_permissions_command_lists_every_endpoint(shared_world: World) -> None:
    lines = shared_world.app.test_cli_runner().invoke(args=["permissions"]).output.splitlines()
    listed = {line.split()[0]: line for line in lines}
    assert listed.keys() == MATRIX.keys()
    for endpoint, roles in MATRIX.items():
        if roles == NOBODY:
            assert listed[endpoint].endswith("tertutup")
        elif roles not in {ANYBODY, EVERYONE}:
            assert all(role in listed[endpoint] for role in roles)


def requests_of(world: World) -> tuple[str, str]:
    """Two requests of company A for another address, made once for a world: one in draft, one at the service desk.

    Its addresses are open again afterwards, as other tests of the same world fill them in.
    """
    if world.requests is None:
        with works(world.engine, world.surroundings, world.clock) as make_work:
            save_addresses(make_work, world.a)
            world.requests = open_request(make_work, world.a, "factory"), make_request(make_work, world.a)
        with Session(world.engine) as session:
            own = session.get_one(Establishment, world.a.establishment_id)
            own.factory_locked_at = own.legal_entity.office_locked_at = None
            session.commit()
    return world.requests


def constructions_of(world: World) -> tuple[str, str]:
    """Two construction reports of company A, made once for a world: a draft, and one that a verifier holds.

    The company produces, so it could not open one itself; what lies behind the doors is a matter of each row.
    """
    if world.constructions is None:
        made = []
        with works(world.engine, world.surroundings, world.clock) as make_work:
            for period, state in (("2024-Q1", "draft"), ("2024-Q2", "verification")):
                work = make_work(world.a.staff.actor)
                with work.transaction():
                    case = cases.new_case(
                        work,
                        ConstructionReport,
                        title="Laporan Pembangunan",
                        establishment_id=world.a.establishment_id,
                        subject=period,
                        company_name=world.a.name,
                        nib=world.a.nib,
                        regency=world.a.regency,
                    )
                    case.state = state
                    work.record("case.opened", case, after={"number": case.number})
                made.append(case.public_id)
        world.constructions = made[0], made[1]
    return world.constructions


LICENCES = {"skpbki": "evaluation", "vsku": "waiting"}
"""In which state each licence lies that officers see; an administrator sees what waits for OSS."""
PAPERS = {"skpbki": ("telaah", "telaah"), "vsku": ("jadwal", "jadwal-kunjungan")}
"""An assessment of each, and a page of it."""


def licences_of(world: World) -> dict[str, tuple[str, str]]:
    """A draft and a sent case of each licence, made once for a world; what lies behind the doors is of each row."""
    if world.licences is None:
        made: dict[str, tuple[str, str]] = {}
        with works(world.engine, world.surroundings, world.clock) as make_work:
            for key, state in LICENCES.items():
                pair = []
                for resting in ("draft", state):
                    work = make_work(world.a.staff.actor)
                    with work.transaction():
                        case = cases.new_case(
                            work,
                            processes()[key],
                            title="Permohonan",
                            establishment_id=world.a.establishment_id,
                            company_name=world.a.name,
                            nib=world.a.nib,
                            regency=world.a.regency,
                        )
                        case.state = resting
                        work.record("case.opened", case, after={"number": case.number})
                    pair.append(case.public_id)
                made[key] = pair[0], pair[1]
        world.licences = made
    return world.licences


def values_for(world: World, endpoint: str) -> dict[str, str]:
    """Values for the variable parts of an address, of objects that exist and that whoever is admitted can see."""
    view = endpoint.partition(".")[0]
    public_id = world.reports["draft" if view.startswith("company") else "verification"]
    if view.endswith("registrasi"):
        public_id = world.registrations["submitted"]
    if view == "files":
        public_id = world.files["nib"]
    if endpoint.startswith(("files.letter", "system_letters", "officer_signing")):
        public_id = world.letters["a"]
    if view == "system_imports":
        public_id = world.company_import
    if view == "officer_releases":
        public_id = world.release
    if view.endswith("laporan-pembangunan"):
        public_id = constructions_of(world)[0 if view.startswith("company") else 1]
    if view == "company_tasks":
        public_id = world.task
    if view.endswith("perubahan-alamat"):
        public_id = requests_of(world)[0 if view.startswith("company") else 1]
    licence = view.partition("_")[2]
    if licence in LICENCES:
        public_id = licences_of(world)[licence][0 if view.startswith("company") else 1]
    return {
        "public_id": public_id,
        "step_key": "alasan-dan-bukti" if view.endswith("perubahan-alamat") else "data-umum",
        "table_name": "rencanakapasitas.csv" if view.endswith("laporan-pembangunan") else "produksi.csv",
        "export_type": "csv",
        "transition": "discard" if view.startswith("company") else "send_back",
        "key": "initial_password_days",
        "number": "1",
        "filename": "css/portal.css",
        "token": "tautan-yang-tidak-ada",
        "code": "ministry",
        "kind": OWNERSHIP,
        "stem": "abc",
    } | ({"transition": "refuse"} if view == "officer_registrasi" else _of_licence(endpoint, licence))


def _of_licence(endpoint: str, licence: str) -> dict[str, str]:
    """What the addresses of a licence name besides."""
    if licence not in LICENCES:
        return {}
    kind, page = PAPERS[licence]
    first = processes()[licence].steps[0].key
    move = "discard" if endpoint.startswith("company") else "reconsider" if licence == "skpbki" else "returned_by_oss"
    return {"kind": kind, "step_key": page if ".assessment" in endpoint else first, "transition": move}


CODE_LIST_ROWS = {
    "system_satuan": "KGM",
    "system_direktorat": "IMHLP",
    "system_pembina-kbli": "10",
    "system_padanan-kbli": "1",
    "system_risiko-kbli": "1",
    "system_kawasan-industri": "KI-CONTOH",
    "system_butir-pemeriksaan": "oss_kkpr",
    "system_kewenangan": "10",
    "system_batas-kewajaran": "1",
    "system_pilihan": "fuel,diesel",
    "system_hari-libur": "2026-12-25",
    "system_status-oss": "41",
    "system_kejadian-oss": "sent",
}
"""A row of each code list whose single rows may be edited."""


def query_for(world: World, endpoint: str) -> str:
    """The query that names an object, where the address does."""
    if endpoint in {"officer_companies.details_view", "officer_companies.unlock"}:
        return f"?id={world.a.establishment_id}"
    if endpoint == "officer_companies.review":
        return f"?id={world.a.establishment_id}&dokumen={world.a.records['company_document'][0]}"
    if endpoint == "company_people.remove":  # an owner's own role, which is refused
        return f"?id={world.grants[world.people['owner'].id]}"
    if endpoint in {f"company_people.{name}" for name in ("details_view", "role", "hand_over")}:
        return f"?id={world.grants[world.people['staff'].id]}"
    if endpoint in {"system_people.grants", "system_people.email"}:
        return f"?id={world.people['evaluator'].id}"
    if endpoint == "system_people.take_role":  # one's own, which is refused
        return f"?id={world.grants[world.people['administrator'].id]}"
    if endpoint in {"system_periods.edit_view", "system_journal.details_view", "system_oss.details_view"}:
        return "?id=1"
    if endpoint == "system_offices.edit_view":
        return "?id=ministry"
    records = {
        "company_bidang-usaha": "business_line",
        "company_kapasitas": "permitted_capacity",
        "company_dokumen": "company_document",
        "company_sertifikat": "certificate",
        "company_gudang": "warehouse",
        "company_contact-person": "contact_person",
    }
    view, _dot, name = endpoint.partition(".")
    if name == "edit_view" and view in CODE_LIST_ROWS:
        return f"?id={CODE_LIST_ROWS[view]}"
    if name in {"edit_view", "details_view", "versions"} and view in records:
        return f"?id={world.a.records[records[view]][0]}"
    return ""


def body_for(world: World, endpoint: str) -> dict[str, Any]:
    """A form that an admitted person may post without changing anything that another cell of the matrix needs."""
    view, _dot, name = endpoint.partition(".")
    if endpoint == "company.switch":
        return {"establishment": str(world.a.establishment_id)}
    if endpoint in {"company_people.resend", "company_people.withdraw"}:
        return {"id": str(world.invitation)}
    if endpoint in {"company_people.role", "company_people.hand_over", "company_people.remove"}:
        return {"role": "x", "own_role": "x"}
    if endpoint in {"system_people.switch", "system_people.end_sessions"}:
        return {"id": str(world.people["administrator"].id)}
    if endpoint == "system_calendar.confirm":  # a question only
        return {"tahun": "2026"}
    if endpoint in {"system_outbox.again", "system_periods.switch", "system_oss.again", "system_oss.skip"}:
        return {"id": "1"}
    if endpoint == "system_offices.switch":
        return {"id": "ministry"}
    if name in {"delete_view", "end", "restore"}:
        return {"id": query_for(world, f"{view}.edit_view").removeprefix("?id=")}
    return {}


def cells(world: World) -> Iterator[tuple[Rule, str]]:
    """Every rule with every method it takes; signing out comes last, as it ends the session."""
    rules = sorted(world.app.url_map.iter_rules(), key=lambda rule: (rule.endpoint == "public.sign_out", rule.rule))
    for rule in rules:
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            yield rule, method


def kind_of(answer: Any) -> str:
    """What an answer of the gate means; "in" is everything that the view itself said."""
    if answer.status_code == 302 and answer.headers["Location"].startswith("/masuk"):
        return "sign in"
    return {404: "closed", 403: "refused"}.get(answer.status_code, "in")


def expected(roles: frozenset[str], role: str) -> str:
    """What the matrix says."""
    if roles == NOBODY:
        return "closed"
    if roles == ANYBODY or role in roles:
        return "in"
    return "sign in" if role == "anonymous" else "refused"


SEEN_BY_SCOPE = {
    "files.download",
    "files.page",
    "files.letter",
    "files.letter_page",
    "files.letter_original",
    "officer_signing.letter",
    "officer_signing.again",
    "own.end_session",
    "officer_tasks.task",
    "officer_tasks.result",
}
"""Doors that open to everyone; what lies behind them is a matter of each row (test_foreign_ids)."""
SIDES, SIGNING = ("company", "officer"), ("statement", "statement_file")
MAY_BE_MISSING = (
    {"oss_api.receive_nib", "oss_api.receive_file_ds"}
    | {"public.correct", "public.reset", "public.mail", "public.mailbox"}
    | {
        "proof.sent",
        "proof.linked",
        "proof.download",
        "verification.letter",
        "own.confirm_email",
        "invited.look",
        "invited.accept",
        "invited.enter_and_accept",
        "invited.make_and_accept",
    }
    | {
        f"{side}_{process.key}.{name}"
        for process in processes().values()
        for side in (*SIDES, "register")
        for name in ("table", "tables")
        if not process.exports
    }
    | {f"company_{process.key}.{name}" for process in processes().values() if not process.statement for name in SIGNING}
    | {f"company_{process.key}.guide" for process in processes().values() if process.periods is None}
    | {
        f"{side}_{process.key}.{name}"
        for process in processes().values()
        for side in SIDES
        for name in (*ASSESSED, *ASSESSING)
        if not process.assessments or side == "company" or name in {"add_photo", "remove_photo"}
    }
    | {
        f"company_{process.key}.{name}"
        for process in processes().values()
        if not any(isinstance(field, Table) for field in process.fields.values())
        for name in ("sheet", "sheets", "undo_sheet")
    }
)
"""Open to whoever has the link, or in the demo only, or where OSS is configured, or about a table or a statement that
the process has not; else 404."""

SECOND_STEP = {"second_factor.code", "second_factor.set_up"}
"""Open to whoever has just given a password; anybody else is sent to give one (test_second_factor)."""


FURTHEST = frozenset({"anonymous", "owner", "verifier", "regional_inspector", "supervisor", "administrator", "auditor"})
"""Those who see all that others see: PostgreSQL answers the same statements for the rest."""


@pytest.mark.usefixtures("plain_errors")
@pytest.mark.parametrize(
    ("shared_world_on_each", "role"),
    [*(("sqlite", role) for role in ROLES), *(("postgresql", role) for role in ROLES if role in FURTHEST)],
    indirect=["shared_world_on_each"],
)
def test_every_rule_as_this_role(shared_world_on_each: World, role: str) -> None:
    """What is open to those who go furthest on PostgreSQL, the more particular of the two; all else on SQLite."""
    world, wrong = shared_world_on_each, []
    on_sqlite, knocked = world.engine.dialect.name == "sqlite", 0
    browser = world.of(role)
    token = browser.token()
    for rule, method in cells(world):
        endpoint = rule.endpoint
        wanted = expected(MATRIX[endpoint], role)
        if (wanted == "in" and role in FURTHEST) == on_sqlite:
            continue
        knocked += 1
        url = rule.build(values_for(world, endpoint), append_unknown=False)
        assert url is not None
        address = url[1] + query_for(world, endpoint)
        if method == "GET":
            answer = browser.get(address)
        else:
            answer = browser.post(address, body_for(world, endpoint), token=token)
        found = kind_of(answer)
        if found == "closed" and wanted == "in" and endpoint in SEEN_BY_SCOPE | MAY_BE_MISSING:
            continue
        if found == "sign in" and role == "anonymous" and endpoint in SECOND_STEP:
            continue
        if found != wanted or answer.status_code >= 500 or answer.status_code == 400:
            wrong.append(f"{method} {address} as {role}: {answer.status}, the matrix says {wanted}")
        answer.close()
    world._browsers.pop(role)
    assert not wrong, "\n".join(wrong)
    assert knocked > (250 if on_sqlite else 25)


@pytest.mark.usefixtures("plain_errors")
def test_other_methods_are_not_taken(shared_world: World) -> None:
    browser = shared_world.of("anonymous")
    wrong = []
    for rule in shared_world.app.url_map.iter_rules():
        url = rule.build(values_for(shared_world, rule.endpoint), append_unknown=False)
        assert url is not None
        for method in {"GET", "POST", "PUT", "PATCH", "DELETE", "TRACE"} - (rule.methods or set()):
            answer = browser.client.open(url[1], method=method, base_url="http://127.0.0.1")
            shadowed = answer.status_code in {200, 302, 400, 403, 404} and method in {"GET", "POST"}
            if answer.status_code != 405 and not shadowed:
                wrong.append(f"{method} {url[1]}: {answer.status}")
    assert not wrong, "\n".join(wrong)


def test_the_menu_leads_only_where_the_person_may_go(shared_world: World) -> None:
    for role in sorted(EVERYONE):
        browser = shared_world.of(role)
        page = browser.page("/perusahaan/" if role in COMPANY else "/petugas/")
        links = [link["href"] for link in page.select("nav a[href], main a[href], header a[href]")]
        assert len(links) >= 3
        for link in dict.fromkeys(links):
            if link.startswith("/"):
                assert browser.get(link, follow_redirects=True).status_code == 200, f"{role}: {link}"


def test_the_menu_names_every_view_of_the_system(shared_world: World) -> None:
    views = {endpoint for endpoint, roles in MATRIX.items() if roles == READERS and ".index" in endpoint}
    assert len(views) > 10
    with shared_world.app.test_request_context(base_url="http://127.0.0.1"):
        addresses = {url_for(endpoint) for endpoint in views}
    for role in ("administrator", "auditor", "supervisor", "verifier"):
        links = shared_world.of(role).page("/petugas/").select(".side-nav a[href^='/sistem/']")
        assert {link["href"] for link in links} == (addresses if role in READERS else set()) | {"/sistem/kalender/"}
        assert all(link.get_text(strip=True) for link in links)


def test_a_role_without_a_grant_gets_nowhere(world: World) -> None:
    """A login whose grants were all taken away signs in and finds every door shut."""
    with Session(world.engine) as session:
        person = session.get_one(Person, world.people["evaluator"].id)
        session.delete(person.grants[0])
        session.commit()
    browser = world.browser(world.people["evaluator"])
    for address in ("/perusahaan/", "/petugas/", "/sistem/", "/akun", f"/berkas/{world.files['nib']}"):
        assert browser.get(address).status_code == 403, address
