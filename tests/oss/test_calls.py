"""Calls through the outbox: in their order, tried again only where that helps, one call stays one, cases hear of it."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from siinas.integrations.oss import NoOss
from siinas.models import JournalEntry, OssEvent, OssLicence, OutboxRow
from siinas.operations import oss_sending, outbox
from siinas.operations.oss import tell_status
from siinas.operations.work import Work, operation
from siinas.refusal import NotFound, NotPermitted, Refused
from tests.conftest import MakeWork
from tests.factories import make_officers
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


# At once


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
