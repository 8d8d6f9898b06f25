"""A verification beside OSS: each move is told in its order, and what OSS decides moves the case on."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from siinas.catalogue.verification import Verification
from siinas.models import Case, Establishment, LetterAuthority, OssLicence, Setting
from siinas.operations import cases
from siinas.process.roles import Role
from siinas.queries.cases import CaseFile
from tests.conftest import MakeWork
from tests.factories import make_officer
from tests.licensing import (
    CHECKED,
    PLANNED,
    SIGNED,
    VERIFICATION,
    VISITED,
    assess,
    licensing_officers,
    save_answers,
    state_of,
)
from tests.oss.conftest import Link


class World:
    """A company whose licence OSS knows, the officers of its regency, and an application."""

    def __init__(self, link: Link, make_work: MakeWork) -> None:
        self.link, self.make_work, self.company = link, make_work, link.company
        with Session(link.engine) as session:
            self.people = licensing_officers(session)
            self.people["inspector_here"] = make_officer(session, Role.REGIONAL_INSPECTOR, region="3507")
            self.people["head_here"] = make_officer(session, Role.REGIONAL_HEAD, region="3507")
            session.add(
                LetterAuthority(
                    code="3507",
                    kind="regency",
                    name="Dinas Contoh",
                    signer_name="Kepala",
                    signer_position="Kepala Dinas",
                )
            )
            row = session.get_one(Establishment, self.company.establishment_id)
            row.business_scale = "Menengah"
            session.commit()
        opened = cases.open_case(make_work(self.company.staff.actor), Verification.key, "10721")
        self.public_id = opened.public_id
        known = {key: link.read(lambda one, name=name: getattr(one, name)) for key, name in IDENTIFIERS.items()}
        save_answers(make_work, self.company.staff, self.public_id, VERIFICATION | known)
        self.explain()

    def explain(self) -> None:
        """Every warning explained: the sample of OSS has other figures."""
        work = self.make_work(self.company.staff.actor)
        case = work.session.scalars(select(Case).where(Case.public_id == self.public_id)).unique().one()
        found = CaseFile(work.session, case, work.now.date()).findings()
        reasons = {one.key: "Angka di OSS sedang diperbarui." for one in found if not one.hard}
        cases.confirm_findings(work, self.public_id, reasons)

    def move(self, who: Any, key: str, **said: Any) -> None:
        self.link.clock.move(seconds=5)
        cases.move(self.make_work(who.actor), self.public_id, key, said=said)

    def assess(self, who: str, kind: str, answers: Any) -> None:
        assess(self.make_work, self.people[who], self.public_id, kind, answers)

    def state(self) -> str:
        with Session(self.link.engine) as session:
            return state_of(session, self.public_id)

    def codes(self) -> list[str]:
        self.link.work_off()
        return [row["code"] for row in self.link.stand_in.licence.history]


IDENTIFIERS = {"oss_project": "id_proyek", "oss_licence": "id_izin", "oss_licence_code": "kd_izin"}


@pytest.fixture
def world(link: Link, make_work: MakeWork) -> World:
    return World(link, make_work)


def test_a_new_application_begins_with_what_oss_knows(link: Link, make_work: MakeWork) -> None:
    case = cases.open_case(make_work(link.company.staff.actor), Verification.key, "10721")
    answers = Verification.from_json(case.answers)
    assert answers["oss_licence"] == link.read(lambda one: one.id_izin)
    assert answers["inv_building"] == 6_000_000_000


def test_ministry_first_with_a_return(world: World) -> None:
    people, company = world.people, world.company
    world.move(company.signer, "send")
    wrong = CHECKED | {"section_5": {"l3_photos": {"result": "nok"}, "l3_video": {"result": "ok"}}}
    world.assess("evaluator", "pemeriksaan", wrong)
    world.move(people["evaluator"], "send_back", reason="Foto mesin nomor 2 buram.")
    assert world.codes() == ["09", "20", "41"]
    world.move(company.signer, "send_again")
    world.assess("evaluator", "pemeriksaan", CHECKED)
    world.move(people["evaluator"], "complete")
    world.assess("inspector_here", "jadwal", PLANNED)
    world.move(people["inspector_here"], "schedule")
    world.link.clock.move(days=9)
    world.assess("inspector_here", "kunjungan", VISITED)
    world.move(people["inspector_here"], "write_down")
    world.move(people["inspector_here"], "sign", **SIGNED)
    world.move(company.signer, "sign", **SIGNED)
    world.move(people["head_here"], "decide")
    assert world.codes() == ["09", "20", "41", "42", "10", "40", "45"]
    assess(world.make_work, company.staff, world.public_id, "unggahan", {"uploaded_on": date(2026, 10, 15)})
    world.move(company.signer, "uploaded")
    hub, licence = world.link.stand_in.hub, world.link.stand_in.licence.id_izin
    hub.upload(licence, {"id_syarat": "1", "no_dokumen": "SK", "tgl_dokumen": "2026-10-15", "file_dokumen": ""})
    hub.decide(licence, "50")
    world.link.clock.move(hours=6)
    world.link.reconcile()
    world.link.work_off()
    assert world.state() == "verified"
    with Session(world.link.engine) as session:
        case = session.scalars(select(Case).where(Case.public_id == world.public_id)).unique().one()
        assert case.movements[-1].person_name == "OSS-RBA"
        assert case.movements[-1].said["reason"].startswith("OSS: 5")


def test_the_direct_route_pushes_the_result(world: World) -> None:
    with Session(world.link.engine) as session:
        session.add(Setting(key="vsku_ministry_first", value="0"))
        licence = session.scalars(select(OssLicence)).one()
        assert licence.kewenangan == "00", "what OSS says goes before the table of rules"
        session.commit()
    world.move(world.company.signer, "send")
    world.assess("evaluator", "pemeriksaan", CHECKED)
    world.move(world.people["evaluator"], "complete_without_visit")
    world.move(world.people["director_general"], "decide_directly")
    assert world.codes() == ["09", "20", "10", "50"]
    world.link.work_off()
    assert world.state() == "verified"
    sent = [message for method, message in world.link.stand_in.sent if method == "receiveLicense"]
    assert sent[0]["IZINFINAL"]["jabatan_ttd"] == "Direktur Jenderal"
