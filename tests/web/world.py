"""A standing world for the web tests: two companies far apart, a person of each role, cases in every state."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from admin_views.web import request as web_request
from siinas.documents.sample_papers import sample_paper
from siinas.models import (
    Attachment,
    Case,
    CompanyDocument,
    Establishment,
    FigureRelease,
    IndustrialEstate,
    KbliMapping,
    KbliRisk,
    LegalEntity,
    Letter,
    OssCall,
    OssLicence,
    PersonGrant,
    ReleaseCell,
    Task,
)
from siinas.operations import company_import, letters, people, tasks
from siinas.operations.files import Incoming
from siinas.operations.work import Services, Work
from siinas.process.roles import Grant, Role
from tests.conftest import Clock, Mailbox, MakeWork, works
from tests.factories import (
    NOW,
    PASSWORD,
    REPORT,
    Company,
    Officers,
    Someone,
    code_at,
    complete_answers,
    fill,
    give_factor,
    make_company,
    make_officers,
    make_person,
    make_registration,
    open_report,
    sign,
    step_on,
)
from tests.web.portals import portal_for

HOST = "http://127.0.0.1"
MARK_A, MARK_B = " KANARI-A", " KANARI-B"
FREE_PERIOD = "2026-Q3"
"""The quarter on which nobody in the world has reported yet."""
FAR_DIRECTORATE = "ILOG"
OWNERSHIP = "registrasi.ownership_proof"
PERIOD_OF = {
    "draft": "2026-Q2",
    "verification": "2026-Q1",
    "validation": "2025-Q4",
    "returned": "2025-Q3",
    "accepted": "2025-Q2",
    "ready": "2025-Q1",
    "new": "2024-S2",
}
"""A report in each state; "ready" lacks only its sending, "new" was only opened."""
MOVES_TO = {
    "verification": ("send",),
    "validation": ("send", "check"),
    "returned": ("send", "send_back"),
    "accepted": ("send", "check", "accept"),
}


class Browser:
    """A test client that reads pages: every form is posted with the token that a page gave."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.known_token = ""

    def get(self, url: str, **more: Any) -> TestResponse:
        return self.client.get(url, base_url=HOST, **more)

    def page(self, url: str, **more: Any) -> BeautifulSoup:
        """The page behind an address, read."""
        answer = self.get(url, follow_redirects=True, **more)
        assert answer.status_code == 200, f"{url}: {answer.status}"
        return read(answer)

    def token(self, url: str = "/masuk") -> str:
        """A CSRF token of this session."""
        # A search, not a reading: every browser of every test passes here.
        found = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', self.get(url, follow_redirects=True).text)
        assert found is not None, f"no form on {url}"
        self.known_token = found[1]
        return self.known_token

    def post(self, url: str, data: Any = None, *, token: str | None = None, **more: Any) -> TestResponse:
        """Post a form; `token` overrules the session's own, `token=""` leaves it away."""
        data = dict(data or {})
        if token is None:
            token = self.known_token or self.token()
        if token:
            data["csrf_token"] = token
        return self.client.post(url, data=data, base_url=HOST, **more)

    def sign_in(self, someone: Someone | str, password: str = PASSWORD, **more: Any) -> TestResponse:
        name = someone if isinstance(someone, str) else someone.user_name
        self.token()
        answer = self.post("/masuk", {"user_name": name, "password": password, **more})
        self.known_token = ""
        if answer.status_code == 302 and answer.headers["Location"].startswith("/masuk/"):
            answer = self.give_code(name)
        return answer

    def give_code(self, user_name: str) -> TestResponse:
        """The second step of an officer, whose app is the tests' own; the next code may be of the same half minute."""
        self._fresh_factor(user_name)
        answer = self.post("/masuk/kode", {"code": code_at(web_request.now())}, token=self.token("/masuk/kode"))
        self._fresh_factor(user_name)
        self.known_token = ""
        return answer

    def _fresh_factor(self, user_name: str) -> None:
        app = self.client.application
        with app.app_context(), Session(app.extensions["sqlalchemy"].engine) as session:
            give_factor(Work(session, app.extensions["siinas"]), user_name)


def read(answer: TestResponse) -> BeautifulSoup:
    """An answer as a page."""
    return BeautifulSoup(answer.text, "lxml")


def words(answer: TestResponse | BeautifulSoup) -> str:
    """What a person reads on a page, white space made single."""
    page = read(answer) if isinstance(answer, TestResponse) else answer
    return " ".join(page.get_text(" ").split())


@dataclass(frozen=True)
class Standing:
    """Who and what exists in the world; the same in each copy of it."""

    a: Company
    b: Company
    officers: Officers
    people: Mapping[str, Someone]
    reports: Mapping[str, str]
    foreign: Mapping[str, str]
    registrations: Mapping[str, str]
    files: Mapping[str, str] = field(default_factory=dict)
    foreign_files: Mapping[str, str] = field(default_factory=dict)
    letters: Mapping[str, str] = field(default_factory=dict)
    grants: Mapping[int, int] = field(default_factory=dict)
    """The id of each person's role, by the person's id."""
    invitation: int = 0
    foreign_invitation: int = 0
    company_import: str = ""
    """A table of companies that an administrator brought: one row can be loaded, one is faulty."""
    task: str = ""
    foreign_task: str = ""
    """Background work that was done for each company."""
    release: str = ""
    """Published aggregates of a period: one figure that is told and one that is hidden."""


@dataclass
class World:
    """The standing world with the portal running in it."""

    app: Flask
    engine: Engine
    clock: Clock
    surroundings: Services
    standing: Standing
    requests: tuple[str, str] | None = None
    constructions: tuple[str, str] | None = None
    licences: dict[str, tuple[str, str]] | None = None
    _browsers: dict[str, Browser] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.__dict__["standing"], name)

    @property
    def mailbox(self) -> Mailbox:
        """What was sent."""
        assert isinstance(self.surroundings.mailer, Mailbox)
        return self.surroundings.mailer

    def browser(self, someone: Someone | None = None) -> Browser:
        """A fresh browser, signed in where somebody is named."""
        made = Browser(self.app.test_client())
        if someone is not None:
            answer = made.sign_in(someone)
            assert answer.status_code == 302, answer.text
        return made

    def of(self, role: str) -> Browser:
        """The browser of a role ("anonymous" for nobody), signed in once."""
        if role not in self._browsers:
            self._browsers[role] = self.browser(None if role == "anonymous" else self.people[role])
        return self._browsers[role]

    def case(self, public_id: str, what: Callable[[Case], Any]) -> Any:
        """Something about a case, as the system sees it."""
        with Session(self.engine) as session:
            return what(session.scalars(select(Case).where(Case.public_id == public_id)).unique().one())


def marked_answers(kbli: str, mark: str) -> dict[str, Any]:
    """Complete answers of a report with the mark in every free text."""
    answers = complete_answers(kbli)
    for key in ("signer_name", "signer_position"):
        answers[key] += mark
    for table, keys in (
        ("capacity_lines", ("cap_product",)),
        ("production_lines", ("prod_product", "prod_brand")),
        ("material_lines", ("material_name", "output_product")),
        ("auxiliary_lines", ("material_name", "output_product")),
        ("internships", ("intern_school", "intern_field")),
        ("plan_lines", ("plan_product", "plan_area")),
        ("machines", ("machine_name", "machine_brand")),
        ("solid_wastes", ("solid_kind",)),
        ("hazardous_wastes", ("hazardous_kind", "hazardous_handler")),
    ):
        answers[table] = [row | {key: f"{row[key]}{mark}" for key in keys} for row in answers[table]]
    return answers


def build(engine: Engine, surroundings: Services) -> Standing:
    """Make the world by the real operations, wherever there is one."""
    with Session(engine, expire_on_commit=False) as session:
        return _build(engine, surroundings, session)


def _build(engine: Engine, surroundings: Services, session: Session) -> Standing:
    def made(make: Callable[..., Any], *args: Any, hours_ago: int = 0, **more: Any) -> Any:
        with works(engine, surroundings, Clock(NOW - timedelta(hours=hours_ago))) as make_work:
            return make(make_work, *args, **more)

    a = make_company(session, marker=MARK_A)
    b = make_company(session, marker=MARK_B, regency="3273", kbli="25111", risk="T")
    officers = make_officers(session)
    everyone = {role: getattr(a, role) for role in ("owner", "signer", "staff")}
    everyone |= {role: getattr(officers, role) for role in Officers.__dataclass_fields__}
    for role in (Role.EVALUATOR, Role.DIRECTOR, Role.DIRECTOR_GENERAL):
        everyone[role.value] = make_person(session, Grant(role), name=f"{role.label} Contoh")
    for role in (Role.REGIONAL_INSPECTOR, Role.REGIONAL_HEAD):
        everyone[role.value] = make_person(session, Grant(role, region="35"), name=f"{role.label} Contoh")
    for someone in everyone.values():
        if someone.actor.is_officer:
            give_factor(Work(session, surroundings), someone.user_name)
    reports = {state: made(report, a, officers, state, MARK_A) for state in PERIOD_OF}
    foreign = {state: made(report, b, officers, state, MARK_B) for state in PERIOD_OF}
    registrations = {
        state: made(
            make_registration,
            officers,
            state,
            hours_ago=8 - 2 * n,
            **applicant(n),
        )
        for n, state in enumerate(("submitted", "correction", "approved", "refused"))
    }
    proofs = {name: made(own_proof, company) for name, company in (("a", a), ("b", b))}
    _mark_files(session, surroundings, a, MARK_A)
    _mark_files(session, surroundings, b, MARK_B)
    add_code_list_rows(session)
    add_oss(session, a, b)
    session.commit()
    invitation, foreign_invitation = made(invited, a, MARK_A), made(invited, b, MARK_B)
    grants = {row.person_id: row.id for row in session.scalars(select(PersonGrant))}
    files = {
        company.establishment_id: {
            f"{row.doc_type}{'-' + str(row.case_id) if row.case_id else ''}": row.public_id
            for row in session.scalars(
                select(Attachment).where(Attachment.establishment_id == company.establishment_id)
            )
        }
        for company in (a, b)
    }
    session.rollback()
    return Standing(
        a,
        b,
        officers,
        everyone,
        reports,
        foreign,
        registrations,
        files[a.establishment_id],
        files[b.establishment_id],
        proofs,
        grants,
        invitation,
        foreign_invitation,
        made(brought, officers),
        made(done_task, a, MARK_A),
        made(done_task, b, MARK_B),
        add_release(session),
    )


def add_release(session: Session) -> str:
    """A release of two provinces, one of which is hidden; its public id."""
    rules = {"least": 3, "dominance": 80, "share": 10, "kbli_version": 2020}
    release = FigureRelease(
        public_id="agregat-contoh",
        process=REPORT,
        period="2025-Q1",
        sequence=1,
        as_of=NOW,
        made_at=NOW,
        person_name="Supervisor Contoh",
        reports=12,
        cells=3,
        hidden=1,
        rules=rules,
    )
    session.add(release)
    session.flush()
    for level, region, value in (
        ("total", "", Decimal(900)),
        ("province", "35", Decimal(700)),
        ("province", "14", None),
    ):
        contributors = None if value is None else 3
        session.add(
            ReleaseCell(
                release_id=release.id,
                measure="production_kg",
                level=level,
                region=region,
                kbli="",
                value=value,
                contributors=contributors,
            )
        )
    session.commit()
    return release.public_id


def add_code_list_rows(session: Session) -> None:
    """A row in each code list of which none is shipped, so that its pages show one."""
    session.add(KbliMapping(old_version=2017, old_code="10437", new_version=2020, new_code="10437", kind="sama"))
    session.add(
        KbliRisk(version=2020, code="25111", scale="besar", parameter="", risk="MT", licence="ss", source="Contoh")
    )
    session.add(
        IndustrialEstate(
            code="KI-CONTOH",
            name="Kawasan Industri Contoh",
            regency="3573",
            status="operating",
            search=" ki contoh kawasan industri contoh",
        )
    )


def add_oss(session: Session, *companies: Company) -> None:
    """A licence of each company as OSS has told of it, and a call about it that was given up."""
    for number, company in enumerate(companies, 1):
        licence = OssLicence(
            establishment_id=company.establishment_id,
            nib=company.nib,
            company_name=company.name,
            id_izin=f"I-{number:021d}",
            received_at=NOW,
        )
        call = OssCall(
            method="receiveLicenseStatus",
            direction="out",
            nib=company.nib,
            id_izin=licence.id_izin,
            once=f"contoh:{number}",
            request={"IZINSTATUS": {"keterangan": company.name}},
            words="Proses payload gagal",
            state="failed",
            attempts=8,
            created_at=NOW,
            answered_at=NOW,
        )
        session.add_all([licence, call])


COMPANIES = (
    "nib;company_name;npwp;factory_location;email\n"
    "9130000000091;PT Contoh Muatan;0913000000091000;3507;surat@muatan.example.test\n"
    "9130000000092;PT Contoh Salah;0913000000092000;3507;bukan alamat\n"
)


def brought(make_work: MakeWork, officers: Officers) -> str:
    """A table of companies that was brought and read; its public id."""
    incoming = Incoming(COMPANIES.encode(), "perusahaan-contoh.csv")
    made = company_import.upload(make_work(officers.administrator.actor), incoming)
    public_id, import_id = made.public_id, made.id
    company_import.read(make_work(), import_id)
    company_import.compare(make_work(), import_id, 0)
    return public_id


def done_task(make_work: MakeWork, company: Company, mark: str) -> str:
    """Work that was done for a company and left a file; its public id."""
    made = tasks.begin(
        make_work(company.owner.actor), "sample", f"Contoh{mark}", {}, establishment_id=company.establishment_id
    )
    public_id, task_id = made.public_id, made.id
    with pytest.MonkeyPatch.context() as patch:
        result = tasks.TaskResult({}, f"Isi{mark}".encode(), f"contoh{mark.strip()}.txt", "text/plain")
        patch.setitem(tasks.HANDLERS, "sample", lambda work, task, progress: result)
        tasks.run(make_work(), task_id, lambda: None)
    return public_id


def invited(make_work: MakeWork, company: Company, mark: str) -> int:
    """An invitation that nobody has answered; its id."""
    work = make_work(company.owner.actor)
    return people.invite(work, f"Diundang{mark}", f"diundang{mark.strip().lower()}@contoh.example.test", "staff")


def applicant(n: int) -> dict[str, str]:
    """What tells applicants apart."""
    return {"nib": f"91200000009{n:02d}", "email": f"daftar{n}@contoh-gula.example.test"}


def report(make_work: MakeWork, company: Company, officers: Officers, state: str, mark: str = "") -> str:
    """A report of a company in a state, for the state's period."""
    public_id = open_report(make_work, company, PERIOD_OF[state])
    if state == "new":
        return public_id
    fill(make_work, company, public_id, marked_answers(company.kbli, mark))
    if state != "draft":
        sign(make_work, company, public_id)
    for transition in MOVES_TO.get(state, ()):
        step_on(make_work, company, officers, public_id, transition)
    return public_id


def own_proof(make_work: MakeWork, company: Company) -> str:
    """The proof that an account is the company's; its public id."""
    return letters.renew(make_work(company.owner.actor), OWNERSHIP).public_id


def _mark_files(session: Session, surroundings: Services, company: Company, mark: str) -> None:
    for row in session.scalars(select(Attachment).where(Attachment.establishment_id == company.establishment_id)):
        content = sample_paper(f"{row.doc_type}{mark}", [f"Berkas contoh {row.id}."])
        row.sha256, row.size = surroundings.storage.keep(content), len(content)
        row.original_name = f"{row.doc_type}{mark}.pdf"
    for document in session.scalars(
        select(CompanyDocument).where(CompanyDocument.establishment_id == company.establishment_id)
    ):
        document.issuer = f"Penerbit{mark}"


def canaries(session: Session, company: Company) -> set[str]:
    """Every value that only this company has: the mark of its texts, numbers, addresses, ids, hashes of files."""
    entity = session.get_one(LegalEntity, company.legal_entity_id)
    own = session.get_one(Establishment, company.establishment_id)
    found = {entity.nib, entity.npwp, own.email, own.public_id, "KANARI-B" if MARK_B in entity.name else "KANARI-A"}
    for row in session.scalars(select(Case).where(Case.establishment_id == company.establishment_id)).unique():
        found |= {row.number, row.public_id}
    for attachment in session.scalars(
        select(Attachment).where(Attachment.establishment_id == company.establishment_id)
    ):
        found |= {attachment.public_id, attachment.sha256}
    for task in session.scalars(select(Task).where(Task.establishment_id == company.establishment_id)):
        found |= {task.public_id, task.sha256 or task.public_id}
    for letter in session.scalars(select(Letter).where(Letter.establishment_id == company.establishment_id)):
        found |= {letter.public_id, letter.token, letter.number, letter.sha256}
    return found


@contextmanager
def running_portal(
    engine: Engine, surroundings: Services, clock: Clock, *, new: bool = False, **changes: Any
) -> Iterator[Flask]:
    """The application on a database, its clock the test's wherever it asks for the time; `new` for a test to extend."""
    address = engine.url.render_as_string(hide_password=False)
    configuration = replace(surroundings.configuration, database_url=address, **changes)
    portal_services = Services(configuration, surroundings.storage, surroundings.mailer)
    with pytest.MonkeyPatch.context() as patch, portal_for(configuration, portal_services, new=new) as app:
        set_clock(patch, clock)
        yield app


def set_clock(patch: pytest.MonkeyPatch, clock: Clock) -> None:
    """Give every module of the views that took over `now` the test's clock."""
    import sys

    real = web_request.now
    for name, module in list(sys.modules.items()):
        if name.startswith("admin_views") and getattr(module, "now", None) is real:
            patch.setattr(module, "now", clock)


def copy_of(template: Path, folder: Path) -> Path:
    """A copy of the world's database and files in a folder; the database's path."""
    import shutil

    shutil.copyfile(template / "siinas.db", folder / "siinas.db")
    shutil.copytree(template / "files", folder / "files", dirs_exist_ok=True)
    return folder / "siinas.db"
