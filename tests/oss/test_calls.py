"""Calls through the outbox: in their order, tried again only where that helps, one call stays one, cases hear of it."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from siinas.integrations.oss import NoOss, investment
from siinas.models import Case, JournalEntry, OssCall, OssEvent, OssLicence, OssStatus, OutboxRow
from siinas.operations import oss as telling
from siinas.operations import oss_received, oss_sending, outbox
from siinas.operations.oss import WHEN_TOLD, Told, ask, tell_licence, tell_status
from siinas.operations.work import Work, operation
from siinas.queries.oss import licence_named, licences_of, status_name
from siinas.refusal import NotFound, NotPermitted, Refused
from tests.conftest import MakeWork
from tests.factories import make_company, make_officers
from tests.oss.conftest import Link
from tests.oss.stand_in import golden

EVENTS = {
    "sent": "09",
    "validation": "20",
    "complete": "10",
    "returned": "41",
    "returned_back": "42",
    "visit": "40",
    "verified": "45",
}


def codes(link: Link) -> list[str]:
    """The statuses that the stand-in has taken."""
    return [row["code"] for row in link.stand_in.licence.history]


def acts(link: Link) -> list[str]:
    """What the journal says of OSS."""
    with Session(link.engine) as session:
        found = session.scalars(select(JournalEntry.act).order_by(JournalEntry.seq))
        return [act for act in found if act.startswith("oss.")]


def test_every_event_becomes_its_code(link: Link) -> None:
    for event in EVENTS:
        link.tell(event)
    assert codes(link) == [], "nothing leaves within the transaction"
    link.work_off()
    assert codes(link) == list(EVENTS.values())
    assert {call.state for call in link.calls()} == {"done"}
    assert link.read(lambda one: one.status) == "45"
    assert acts(link).count("oss.told") == acts(link).count("oss.answered") == len(EVENTS)


def test_the_message_is_the_golden_one(link: Link) -> None:
    link.clock.move(seconds=-1)
    call = link.tell("sent", note="Permohonan VSKU-2026-000001")
    assert call is not None
    inside = golden("receiveLicenseStatus")["request"]["IZINSTATUS"]
    told = call.request["IZINSTATUS"]
    product = link.stand_in.message["dataNIB"]["data_checklist"][0]["id_produk"]
    assert told == inside | {"id_produk": product, "nip_status": "1"}
    link.work_off()
    assert link.stand_in.sent[-1] == ("receiveLicenseStatus", call.request)
    assert link.calls()[0].answer == golden("receiveLicenseStatus")["answer"]


def test_a_long_note_and_a_nameless_officer_fit(link: Link, make_work: MakeWork) -> None:
    work = make_work()
    licence = work.session.get_one(OssLicence, link.licence_id)
    call = tell_status(
        work, None, licence, "sent", note="x" * 70_000, officer_name="N" * 80, file_url="https://a.test/b"
    )
    assert call is not None
    told = call.request["IZINSTATUS"]
    assert (len(told["keterangan"]), len(told["nama_status"]), told["nip_status"]) == (65_535, 50, "-")
    assert told["file_lampiran"] == "https://a.test/b"
    link.work_off()
    assert codes(link) == ["09"]


def test_the_same_in_the_same_second_is_one_call(link: Link, make_work: MakeWork) -> None:
    work = make_work()
    licence = work.session.get_one(OssLicence, link.licence_id)
    first = tell_status(work, None, licence, "sent")
    again = tell_status(make_work(), None, make_work().session.get_one(OssLicence, link.licence_id), "sent")
    assert first is not None and again is not None
    assert first.id == again.id
    link.work_off()
    assert len(link.stand_in.sent) == 1
    assert acts(link).count("oss.told") == 1


def test_what_the_transaction_takes_back_is_never_sent(link: Link) -> None:
    @operation
    def broken(work: Work) -> None:
        tell_status(work, None, work.session.get_one(OssLicence, link.licence_id), "sent")
        raise Refused("Tidak jadi.")

    with pytest.raises(Refused, match="Tidak jadi"):
        broken(link.make_work())
    link.work_off()
    assert link.calls() == []
    assert link.stand_in.sent == []


def test_an_event_that_was_ended_tells_nothing(link: Link) -> None:
    with Session(link.engine) as session:
        session.get_one(OssEvent, "visit").retired_on = date(2026, 1, 1)
        session.get_one(OssEvent, "sent").code = "05"
        session.commit()
    assert link.tell("visit") is None
    link.tell("sent")
    link.work_off()
    assert codes(link) == ["05"]
    with pytest.raises(ValueError, match="no event"):
        link.tell("terkirim")


def test_a_revoked_licence_is_told_nothing_more(link: Link) -> None:
    with Session(link.engine) as session:
        session.get_one(OssLicence, link.licence_id).revoked_at = link.clock.now
        session.commit()
    with pytest.raises(Refused, match="sudah dicabut"):
        link.tell("sent")


# What fails


@pytest.mark.parametrize("kind", ["500", "504"])
def test_what_passes_is_tried_again(link: Link, kind: str) -> None:
    link.stand_in.app.test_client().post("/kendali/gagal", json={"jenis": kind, "kali": 2})
    link.tell("sent")
    link.work_off()
    (call,) = link.calls("waiting")
    assert (call.attempts, call.http, call.kode) == (1, int(kind), kind)
    link.work_off()
    assert link.calls()[0].attempts == 1, "not before its time"
    link.clock.move(minutes=1)
    link.work_off()
    link.clock.move(minutes=5)
    link.work_off()
    (call,) = link.calls("done")
    assert call.attempts == 3
    assert codes(link) == ["09"], "once, whatever became of the answers"


def test_a_connection_that_fails_is_tried_again_until_given_up(link: Link, make_work: MakeWork) -> None:
    link.stand_in.app.test_client().post("/kendali/gagal", json={"jenis": "500", "kali": 50})
    link.tell("sent")
    for pause in (timedelta(), *outbox.RETRY_AFTER):
        link.clock.now += pause
        link.work_off()
    (call,) = link.calls("failed")
    assert call.attempts == oss_sending.MOST_TRIES == len(outbox.RETRY_AFTER) + 1
    assert acts(link)[-1] == "oss.failed"
    link.clock.move(days=30)
    link.work_off()
    assert link.calls()[0].attempts == oss_sending.MOST_TRIES
    with Session(link.engine) as session:
        officers = make_officers(session)
    link.stand_in.app.test_client().post("/kendali/gagal", json={"jenis": "500", "kali": 0})
    with pytest.raises(NotPermitted):
        oss_sending.try_again(make_work(officers.supervisor.actor), call.id)
    oss_sending.try_again(make_work(officers.administrator.actor), call.id)
    link.work_off()
    assert link.calls()[0].state == "done"
    assert codes(link) == ["09"]
    with pytest.raises(Refused, match="Hanya panggilan yang gagal"):
        oss_sending.try_again(make_work(officers.administrator.actor), call.id)
    with pytest.raises(NotFound):
        oss_sending.try_again(make_work(officers.administrator.actor), 999)


def test_a_refusal_is_never_repeated(link: Link) -> None:
    link.tell("complete")
    link.work_off()
    (call,) = link.calls("refused")
    assert (call.attempts, call.kode) == (1, "400")
    assert "sebelum 09" in call.words
    link.clock.move(days=1)
    link.work_off()
    assert len(link.stand_in.sent) == 1
    assert acts(link)[-1] == "oss.refused"


@pytest.mark.parametrize(("http", "state"), [(400, "refused"), (401, "refused"), (403, "refused"), (404, "refused")])
def test_no_retry_on_what_oss_denies(link: Link, http: int, state: str, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = _answering(link, monkeypatch, http, b'{"responreceiveLicenseStatus": {"keterangan": "Tidak"}}')
    link.tell("sent")
    for _ in range(5):
        link.work_off()
        link.clock.move(hours=3)
    assert (link.calls()[0].state, len(answers)) == (state, 1)


def test_an_unreadable_answer_waits_for_somebody(link: Link, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = _answering(link, monkeypatch, 200, b"<html>")
    link.tell("sent")
    link.work_off()
    link.clock.move(hours=3)
    link.work_off()
    assert (link.calls()[0].state, len(answers)) == ("failed", 1)


def _answering(link: Link, monkeypatch: pytest.MonkeyPatch, http: int, body: bytes) -> list[str]:
    from siinas.integrations.oss import judge

    asked: list[str] = []

    def send(self: Any, method: str, message: Any) -> Any:
        asked.append(method)
        return judge(method, http, body)

    monkeypatch.setattr(type(link.stand_in), "send", send)
    return asked


# Their order


def test_later_calls_wait_for_earlier_ones(link: Link) -> None:
    link.stand_in.app.test_client().post("/kendali/gagal", json={"jenis": "500", "kali": 1})
    for event in ("sent", "validation", "complete"):
        link.tell(event)
    link.work_off()
    assert codes(link) == [], "20 and 10 do not overtake 09"
    assert [call.attempts for call in link.calls()] == [1, 0, 0]
    link.clock.move(minutes=1)
    link.work_off()
    assert codes(link) == ["09", "20", "10"]


def test_a_failed_call_holds_up_its_licence_until_it_is_skipped(link: Link, make_work: MakeWork) -> None:
    link.stand_in.app.test_client().post("/kendali/gagal", json={"jenis": "500", "kali": 8})
    link.tell("sent")
    for pause in (timedelta(), *outbox.RETRY_AFTER):
        link.clock.now += pause
        link.work_off()
    link.stand_in.through("09")
    link.tell("validation")
    link.work_off()
    oss_sending.reconcile(make_work())
    link.work_off()
    assert [call.state for call in link.calls() if call.method == "receiveLicenseStatus"] == ["failed", "waiting"]
    with Session(link.engine) as session:
        officers = make_officers(session)
    with pytest.raises(NotPermitted):
        oss_sending.give_up(make_work(officers.auditor.actor), link.calls()[0].id)
    oss_sending.give_up(make_work(officers.administrator.actor), link.calls()[0].id)
    link.work_off()
    assert codes(link) == ["09", "20"]


def test_copies_of_a_job_send_once(link: Link, make_work: MakeWork) -> None:
    link.tell("sent")
    with Session(link.engine) as session:
        job = session.scalars(select(OutboxRow).where(OutboxRow.kind == "oss_call")).one()
        for _ in range(3):
            session.add(OutboxRow(kind="oss_call", payload=job.payload, created_at=job.created_at, next_at=job.next_at))
        session.commit()
    link.work_off()
    assert len(link.stand_in.sent) == 1


def test_a_call_that_somebody_is_at_is_left_alone(link: Link, make_work: MakeWork) -> None:
    call = link.tell("sent")
    assert call is not None
    assert oss_sending._claim(make_work(), call.id) is not None
    oss_sending.send(make_work(), "", {"call_id": call.id})
    assert link.stand_in.sent == []
    link.clock.move(minutes=3)
    oss_sending.send(make_work(), "", {"call_id": call.id})
    assert codes(link) == ["09"], "whoever was at it is gone"


def test_without_oss_calls_wait_and_are_sent_once_there_is_one(link: Link, make_work: MakeWork) -> None:
    def without() -> Work:
        work = make_work()
        work.services = replace(work.services, oss=NoOss())
        return work

    link.tell("sent")
    link.tell("validation")
    for lease in outbox.lease_due(without()):
        assert outbox.deliver(without(), lease)
    oss_sending.reconcile(without())
    assert [(call.state, call.attempts) for call in link.calls()] == [("waiting", 0), ("waiting", 0)]
    link.reconcile()
    assert codes(link) == ["09", "20"]


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


def test_two_workers_at_once_send_a_call_once(link: Link) -> None:
    for event in ("sent", "validation"):
        link.tell(event)
    ids = [call.id for call in link.calls()] * 3
    together = threading.Barrier(len(ids))

    def at_once(call_id: int) -> None:
        work = link.make_work()
        together.wait(30)
        oss_sending.send(work, "", {"call_id": call_id})

    with ThreadPoolExecutor(len(ids)) as pool:
        for done in [pool.submit(at_once, call_id) for call_id in ids]:
            done.result(60)
    link.reconcile()
    assert codes(link) == ["09", "20"]
    statuses = [method for method, _message in link.stand_in.sent if method == "receiveLicenseStatus"]
    assert len(statuses) == 2


def test_two_that_tell_the_same_at_once_tell_it_once(link: Link) -> None:
    together = threading.Barrier(2)

    def at_once() -> str:
        work = link.make_work()
        together.wait(30)
        try:
            tell_status(work, None, work.session.get_one(OssLicence, link.licence_id), "sent")
        except Refused as refusal:
            return refusal.reason
        return ""

    with ThreadPoolExecutor(2) as pool:
        said = [one.result(60) for one in [pool.submit(at_once), pool.submit(at_once)]]
    assert "" in said
    assert all(not one or "baru saja disimpan" in one for one in said)
    link.work_off()
    assert codes(link) == ["09"]
    assert len(link.calls()) == 1
