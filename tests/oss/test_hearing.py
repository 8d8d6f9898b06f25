"""What OSS answers and decides: the final licence, questions, cases that hear of it, who sees licences and calls."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from siinas.models import Case, OssCall, OssLicence, OssStatus, OutboxRow
from siinas.operations import oss as telling
from siinas.operations import oss_received, oss_sending
from siinas.operations.oss import WHEN_TOLD, Told, ask, tell_licence, tell_status
from siinas.operations.work import Work, operation
from siinas.queries.oss import licence_named, licences_of, status_name
from siinas.reference.oss_figures import investment
from siinas.refusal import NotFound, Refused
from tests.conftest import MakeWork
from tests.factories import make_company
from tests.oss.conftest import Link
from tests.oss.stand_in import golden
from tests.oss.test_calls import acts, codes

# The final licence


def test_the_final_licence(link: Link, make_work: MakeWork) -> None:
    for event in ("sent", "validation", "complete"):
        link.tell(event)
    work = make_work()
    licence = work.session.get_one(OssLicence, link.licence_id)
    call = tell_licence(
        work,
        work.session.get_one(Case, link.case_id),
        licence,
        number="1/VSKU/X/2026",
        issued_on=date(2026, 10, 6),
        signer_name="Direktur Contoh",
        signer_nip="000000000000000000",
        signer_position="Direktur",
    )
    assert call is not None
    assert call.request == golden("receiveLicense")["request"]
    heard = _hear(link)
    link.work_off()
    assert codes(link)[-1] == "50"
    assert link.read(lambda one: (one.status, one.number)) == ("50", "91200000000170001")
    assert [told.outcome for told in heard] == ["approved"]
    again = tell_licence(
        make_work(),
        None,
        make_work().session.get_one(OssLicence, link.licence_id),
        number="1/VSKU/X/2026",
        issued_on=date(2026, 10, 7),
        signer_name="Lain",
        signer_nip="",
        signer_position="",
    )
    assert again is not None and again.id == call.id


# Questions


def test_answers_are_kept_at_the_licence(link: Link, make_work: MakeWork) -> None:
    row = {"id_syarat": "S-1", "no_dokumen": "SK/1", "tgl_dokumen": "2026-10-06", "keterangan": ""}
    link.stand_in.hub.upload(link.stand_in.licence.id_izin, row | {"file_dokumen": "https://oss.example.test/sk.pdf"})
    work = make_work()
    licence = work.session.get_one(OssLicence, link.licence_id)
    asked = [ask(work, method, licence=licence) for method in ("inqueryProyek", "inqueryLicense")]
    assert ask(work, "inqueryProyek", licence=licence).id == asked[0].id, "one that waits is not asked twice"
    ask(work, "inqueryNIB", nib=link.company.nib)
    ask(work, "getDataReferensi", code="20")
    link.work_off()
    assert {call.state for call in link.calls()} == {"done"}
    assert link.read(lambda one: [row["no_dokumen"] for row in one.requirements]) == ["SK/1"]
    assert link.read(lambda one: one.project["data_satu_lini"]["bangunan_gedung"]) == "6000000000"
    assert link.read(lambda one: one.project["satu_lini"]) == "N"
    assert link.read(lambda one: investment(one.project).building) == Decimal(6_000_000_000)
    link.clock.move(minutes=1)
    assert ask(make_work(), "getDataReferensi", code="20").id not in {call.id for call in asked}
    with pytest.raises(ValueError, match="about a licence"):
        ask(make_work(), "inqueryLicense")


def test_an_inquery_finds_what_was_never_pushed(link: Link, make_work: MakeWork) -> None:
    with Session(link.engine) as session:
        session.delete(session.get_one(OssLicence, link.licence_id))
        session.commit()
    ask(make_work(), "inqueryNIB", nib=link.company.nib)
    link.work_off()
    with Session(link.engine) as session:
        (found,) = session.scalars(select(OssLicence)).all()
        assert (found.id_izin, found.kbli, found.risk) == (link.stand_in.licence.id_izin, "10721", "MT")


# What OSS says of licences


def _hear(link: Link) -> list[Told]:
    heard: list[Told] = []

    @operation
    def hook(work: Work, told: Told) -> None:
        heard.append(told)
        case = work.session.get_one(Case, told.case_id)
        case.state = told.outcome
        work.record("case.viewed", case, after={"number": case.number})

    WHEN_TOLD["contoh-oss"] = hook
    return heard


@pytest.fixture(autouse=True)
def no_hooks_left() -> Any:
    before = dict(WHEN_TOLD)
    yield
    WHEN_TOLD.clear()
    WHEN_TOLD.update(before)


@pytest.mark.parametrize(
    ("code", "outcome"),
    [("50", "approved"), ("90", "refused_licence"), ("93", "refused_requirement"), ("41", "returned")],
)
def test_a_waiting_case_hears_what_oss_decides(link: Link, code: str, outcome: str) -> None:
    heard = _hear(link)
    for event in ("sent", "validation", "complete"):
        link.tell(event)
    link.work_off()
    row = {"id_syarat": "S-1", "no_dokumen": "SK/1", "tgl_dokumen": "2026-10-06", "keterangan": ""}
    link.stand_in.hub.upload(link.stand_in.licence.id_izin, row | {"file_dokumen": "https://oss.example.test/sk.pdf"})
    link.stand_in.hub.decide(link.stand_in.licence.id_izin, code)
    link.clock.move(hours=2)
    link.reconcile()
    assert [told.outcome for told in heard] == [outcome]
    assert heard[0].code == ("58" if code == "50" else code)
    with Session(link.engine) as session:
        assert session.get_one(Case, link.case_id).state == outcome
    link.clock.move(hours=2)
    link.reconcile()
    assert len(heard) == 1, "once"
    assert acts(link).count("oss.status_heard") == 1


def test_57_reaches_the_case(link: Link) -> None:
    heard = _hear(link)
    link.tell("sent")
    link.work_off()
    link.stand_in.hub.move_time(days=40)
    link.reconcile()
    assert [(told.outcome, told.code) for told in heard] == [("automatic", "57")]


def test_what_the_portal_told_itself_moves_nothing(link: Link) -> None:
    heard = _hear(link)
    for event in ("sent", "returned"):
        link.tell(event)
    link.work_off()
    link.clock.move(hours=2)
    link.reconcile()
    assert (heard, link.read(lambda one: one.status)) == ([], "41")


def test_a_case_that_cannot_follow_stops_nothing(link: Link, caplog: pytest.LogCaptureFixture) -> None:
    @operation
    def hook(work: Work, told: Told) -> None:
        raise Refused("Perkara sudah ditutup.")

    WHEN_TOLD["contoh-oss"] = hook
    link.tell("sent")
    link.work_off()
    link.stand_in.hub.move_time(days=40)
    link.reconcile()
    assert "Perkara sudah ditutup" in caplog.text
    with Session(link.engine) as session:
        assert {row.status for row in session.scalars(select(OutboxRow))} == {"done"}


def test_a_hook_that_breaks_is_tried_again(link: Link) -> None:
    tries: list[str] = []

    def hook(work: Work, told: Told) -> None:
        tries.append(told.outcome)
        if len(tries) == 1:
            raise OSError("away")

    WHEN_TOLD["contoh-oss"] = hook
    link.tell("sent")
    link.work_off()
    link.stand_in.hub.move_time(days=40)
    link.reconcile()
    link.clock.move(minutes=1)
    link.work_off()
    assert tries == ["automatic", "automatic"]


def test_checks_keep_their_pause_and_end(link: Link, make_work: MakeWork) -> None:
    link.tell("sent")
    link.work_off()
    link.reconcile()
    link.reconcile()
    link.clock.move(minutes=61)
    link.reconcile()
    checks = [call for call in link.calls() if call.method == "checkLicenseStatus"]
    assert [method for method, _message in link.stand_in.sent].count("checkLicenseStatus") == 2
    assert len(checks) == 1, "only the last one is worth a row"
    link.stand_in.hub.move_time(days=40)
    link.clock.move(minutes=61)
    link.reconcile()
    link.clock.move(minutes=61)
    link.reconcile()
    assert link.read(lambda one: one.file_url).startswith("https://oss.example.test/ds/")
    before = len(link.calls())
    link.clock.move(minutes=61)
    link.reconcile()
    assert len(link.calls()) == before, "nothing more is to be expected"
    link.clock.move(days=40)
    oss_sending.sweep(make_work())
    assert {call.method for call in link.calls()} == {"receiveLicenseStatus"}


def test_an_unknown_code_is_kept_and_moves_nothing(link: Link) -> None:
    heard = _hear(link)
    link.tell("sent")
    link.work_off()
    link.stand_in.licence.history.append({"code": "12", "at": "", "by": "", "note": ""})
    with Session(link.engine) as session:
        session.delete(session.get_one(OssStatus, "12"))
        session.commit()
    link.reconcile()
    assert (link.read(lambda one: one.status), heard) == ("12", [])
    with Session(link.engine) as session:
        assert status_name(session, "12") == "Status 12"
        assert status_name(session, "41") == "41 Konfirmasi persyaratan"
        assert status_name(session, "") == "–"


# Who sees what


def test_licences_are_seen_by_their_company_alone(link: Link, make_work: MakeWork) -> None:
    with Session(link.engine) as session:
        other = make_company(session, regency="3273")
    id_izin = link.stand_in.licence.id_izin
    own = make_work(link.company.staff.actor)
    assert [one.id for one in licences_of(own.session, link.company.establishment_id)] == [link.licence_id]
    assert licence_named(own.session, link.company.establishment_id, id_izin).id == link.licence_id
    foreign = make_work(other.owner.actor)
    assert licences_of(foreign.session, link.company.establishment_id) == []
    with pytest.raises(NotFound):
        licence_named(foreign.session, link.company.establishment_id, id_izin)


def test_a_company_may_leave_a_call_it_cannot_see(link: Link, make_work: MakeWork) -> None:
    """The case's move is the company's; the call is the system's business."""
    work = make_work(link.company.signer.actor)
    licence = licence_named(work.session, link.company.establishment_id, link.stand_in.licence.id_izin)
    call = tell_status(work, work.session.get_one(Case, link.case_id), licence, "sent", officer_name="")
    assert call is not None
    assert call.request["IZINSTATUS"]["nama_status"] == link.company.signer.actor.name
    with pytest.raises(NotFound):
        work.find(OssCall, OssCall.id == call.id)
    link.work_off()
    assert codes(link) == ["09"]


def test_a_licence_finds_the_establishment_that_came_later(link: Link, make_work: MakeWork) -> None:
    from tests.oss.stand_in import StandIn

    link.clock.move(seconds=1)
    early = StandIn(link.clock, nib="9120000000999", region="3273010000")
    assert oss_received.receive(make_work(), "receiveNIB", early.message).http == 200
    with Session(link.engine) as session:
        found = session.scalars(select(OssLicence).where(OssLicence.nib == "9120000000999")).one()
        assert found.establishment_id is None
        company = make_company(session, nib="9120000000999", regency="3273")
    link.reconcile()
    with Session(link.engine) as session:
        found = session.scalars(select(OssLicence).where(OssLicence.nib == "9120000000999")).one()
        assert found.establishment_id == company.establishment_id


def test_the_names_for_others_are_there() -> None:
    assert {"tell_status", "tell_licence", "ask", "WHEN_TOLD", "Told"} <= set(telling.__all__)
