"""The upload fields of both licences and of their sheets, each on a page that is open to whoever fills it in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from siinas.catalogue.exemption import Exemption
from siinas.catalogue.verification import Verification
from siinas.operations import cases
from siinas.operations.demo_licence_answers import planned, visited
from siinas.process.fields import Upload
from tests.conftest import MakeWork, works
from tests.factories import Company, Someone, make_company
from tests.licensing import (
    CHECKED,
    EXEMPTION,
    SIGNED,
    VERIFICATION,
    assess,
    licensing_officers,
    prepare_company,
    save_answers,
)
from tests.web.pages import form_of, upload
from tests.web.world import World

Ask = Callable[[World, bytes, str], TestResponse]
ROOT = Path(__file__).parents[2]


def licences_of(world: World) -> dict[str, Any]:
    """Who fills in what where, begun once: drafts of company A, sheets of two companies of their own."""
    if "uploads" not in world.__dict__:
        with works(world.engine, world.surroundings, world.clock) as make_work:
            with Session(world.engine) as session:
                people = licensing_officers(session)
                companies = [make_company(session) for _ in range(2)]
                for company in (world.a, *companies):
                    prepare_company(session, company)
            exemption = cases.open_case(make_work(world.a.staff.actor), Exemption.key, "factory").public_id
            save_answers(make_work, world.a.staff, exemption, EXEMPTION)
            scheduling = checked(make_work, companies[0], people)
            uploading = decided(make_work, companies[1], people, checked(make_work, companies[1], people), world)
            world.__dict__["uploads"] = {
                "exemption": ("owner", f"/perusahaan/skpbki/{exemption}/halaman/"),
                "verification": ("owner", f"/perusahaan/vsku/{applied(make_work, world.a)}/halaman/"),
                "jadwal": (people["regency_inspector"], f"/petugas/vsku/{scheduling}/lembar/jadwal/halaman/"),
                "unggahan": (companies[1].staff, f"/perusahaan/vsku/{uploading}/lembar/unggahan/halaman/"),
            }
    return dict(world.__dict__["uploads"])


def applied(make_work: MakeWork, company: Company) -> str:
    """A draft of a verification with all its answers."""
    public_id = str(cases.open_case(make_work(company.staff.actor), Verification.key, company.kbli).public_id)
    save_answers(make_work, company.staff, public_id, VERIFICATION)
    return public_id


def checked(make_work: MakeWork, company: Company, people: dict[str, Someone]) -> str:
    """A verification that waits for its visit to be scheduled."""
    public_id = applied(make_work, company)
    cases.move(make_work(company.signer.actor), public_id, "send")
    assess(make_work, people["evaluator"], public_id, "pemeriksaan", CHECKED)
    cases.move(make_work(people["evaluator"].actor), public_id, "complete")
    return public_id


def decided(make_work: MakeWork, company: Company, people: dict[str, Someone], public_id: str, world: World) -> str:
    """A verification that the company is to upload to OSS."""
    today, inspector = world.clock.now.date(), people["regency_inspector"]
    assess(make_work, inspector, public_id, "jadwal", planned(today + timedelta(days=1), today))
    cases.move(make_work(inspector.actor), public_id, "schedule")
    assess(make_work, inspector, public_id, "kunjungan", visited(today))
    cases.move(make_work(inspector.actor), public_id, "write_down")
    for someone in (inspector, company.signer):
        cases.move(make_work(someone.actor), public_id, "sign", said=SIGNED)
    cases.move(make_work(people["regency_head"].actor), public_id, "decide")
    return public_id


def page_of_a_licence(kind: str, step: str, field: str, world: World, content: bytes, name: str) -> TestResponse:
    """One file of a page."""
    who, place = licences_of(world)[kind]
    browser = world.of(who) if isinstance(who, str) else world.browser(who)
    form = form_of(browser.page(f"{place}{step}/"), "#wizard-form")
    return browser.post(f"{place}{step}/", form | {field: upload(content, name)})


def licence_fields() -> dict[str, tuple[str, Ask]]:
    """Every upload field of the licences: the key under which its page tells a fault, and how a file is handed in."""
    found: dict[str, tuple[str, Ask]] = {}
    declared = [(process.key, kind, process) for kind, process in PROCESSES.items()]
    sheets = [(sheet.key, sheet.key, sheet) for sheet in Verification.assessments]
    for _key, kind, answered in (*declared, *sheets):
        for step in answered.steps:
            for field, one in step.fields.items():
                if isinstance(one, Upload):
                    room = step.__module__.replace(".", "/")
                    found[f"{room}.py {field}"] = field, partial(page_of_a_licence, kind, step.key, field)
    return found


PROCESSES = {"exemption": Exemption, "verification": Verification}
