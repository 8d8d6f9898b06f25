"""The doors of OSS: its Token, its addresses, sizes and forms, replays, and every refusal its own answer."""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from oss_simulator import pushing
from oss_simulator.pushing import Recipient
from oss_simulator.schema import ANSWER, faults
from siinas.models import JournalEntry, OssCall, OssLicence
from siinas.operations import oss_received
from siinas.operations.oss_received import LARGEST_PUSH
from siinas.operations.work import Services
from tests.conftest import Clock, MakeWork, works
from tests.factories import Company, make_company
from tests.oss.stand_in import NIB, PASSWORD, USER_NAME, StandIn, golden, served
from tests.web.world import HOST, running_portal


@pytest.fixture
def portal(sqlite_engine: Engine, surroundings: Services, clock: Clock) -> Iterator[Flask]:
    """The application, which OSS may push to."""
    more = {"oss_push_username": USER_NAME, "oss_push_password": PASSWORD}
    with running_portal(sqlite_engine, surroundings, clock, new=True, **more) as app:
        yield app


@pytest.fixture
def engine(sqlite_engine: Engine) -> Engine:
    """What the application writes into."""
    return sqlite_engine


@pytest.fixture
def here(engine: Engine, surroundings: Services, clock: Clock) -> Iterator[MakeWork]:
    """Work on the same database."""
    with works(engine, surroundings, clock) as make:
        yield make


@pytest.fixture
def company(engine: Engine) -> Company:
    """The company of the golden NIB, at the place of its licence."""
    with Session(engine) as session:
        return make_company(session, nib=NIB, regency="3507")


def token_of(nib: str = NIB, day: str = "20261006", user_name: str = USER_NAME, password: str = PASSWORD) -> str:
    return hashlib.sha1(f"{user_name}{password}{nib}{day}".encode()).hexdigest()


def push(portal: Flask, method: str, message: Any, *, token: str | None = None, **more: Any) -> Any:
    """One push; `token` overrules the right one of the day."""
    inside = next(iter(message.values())) if isinstance(message, dict) and message else {}
    nib = inside.get("nib", "") if isinstance(inside, dict) else ""
    headers = {"Token": token_of(nib) if token is None else token}
    body = more.pop("data", json.dumps(message))
    kind = more.pop("content_type", "application/json")
    return portal.test_client().post(
        f"/api/oss/{method}", data=body, content_type=kind, headers=headers, base_url=HOST, **more
    )


def nib_message(**changes: Any) -> dict[str, Any]:
    message = copy.deepcopy(golden("receiveNIB")["request"])
    message["dataNIB"] |= changes
    return message


def licences(engine: Engine) -> list[OssLicence]:
    with Session(engine, expire_on_commit=False) as session:
        return list(session.scalars(select(OssLicence).order_by(OssLicence.id)))


def entries(engine: Engine, act: str) -> list[JournalEntry]:
    with Session(engine, expire_on_commit=False) as session:
        return list(session.scalars(select(JournalEntry).where(JournalEntry.act == act)))


# The Token


def test_the_token_vector() -> None:
    """SHA1(USERNAME + PASSWORD + NIB + DATE Ymd), written out once for a fixed day."""
    written = "oss-uji" + "sandi-uji" + "9120000000017" + "20261006"
    expected = hashlib.sha1(written.encode()).hexdigest()
    assert token_of() == expected == VECTOR_OF_DAY
    assert pushing.token(Recipient("", USER_NAME, PASSWORD), NIB, date(2026, 10, 6)) == expected


VECTOR_OF_DAY = "51d02b46b1a944cc8e766442cfaf00ccc02bf8e3"


@pytest.mark.parametrize(
    ("token", "http"),
    [
        (token_of(), 200),
        (token_of().upper(), 200),
        (token_of(day="20261005"), 200),
        (token_of(day="20261007"), 200),
        (token_of(day="20261004"), 401),
        (token_of(day="20261008"), 401),
        (token_of(day="2026-10-06"), 401),
        (token_of(nib="9120000000025"), 401),
        (token_of(user_name="lain"), 401),
        (token_of(password="lain"), 401),
        (token_of(password=""), 401),
        (token_of()[:-1], 401),
        ("", 401),
        ("x" * 5000, 401),
        ("rahasia", 401),
    ],
)
def test_tokens(portal: Flask, engine: Engine, company: Company, token: str, http: int) -> None:
    answer = push(portal, "receiveNIB", golden("receiveNIB")["request"], token=token)
    assert answer.status_code == http
    assert faults("receiveNIB", ANSWER, answer.json) == []
    assert answer.json["responreceiveNIB"]["status"] == ("1" if http == 200 else "2")
    assert len(licences(engine)) == (1 if http == 200 else 0)
    refused = entries(engine, "oss.push_refused")
    assert len(refused) == (0 if http == 200 else 1)
    for entry in refused:
        assert entry.after == {"method": "receiveNIB", "reason": "Token salah"}
        assert (entry.ip, entry.actor_name) == ("127.0.0.1", "OSS-RBA")


def test_the_day_is_that_of_jakarta(portal: Flask, company: Company, clock: Clock) -> None:
    """At 18.30 UTC it is tomorrow in Jakarta."""
    clock.move(hours=16.5)
    for day, http in (("20261005", 401), ("20261006", 200), ("20261007", 200), ("20261008", 200), ("20261009", 401)):
        message = golden("receiveNIB")["request"]
        assert push(portal, "receiveNIB", message, token=token_of(day=day)).status_code == http


def test_many_wrong_tokens_are_no_longer_noted(portal: Flask, engine: Engine, clock: Clock) -> None:
    message = golden("receiveNIB")["request"]
    found = [push(portal, "receiveNIB", message, token="x").status_code for _ in range(33)]
    assert found == [401] * 30 + [429] * 3
    assert len(entries(engine, "oss.push_refused")) == 30
    clock.move(hours=2)
    assert push(portal, "receiveNIB", message, token="x").status_code == 401


def test_it_needs_neither_session_nor_csrf_token_and_heeds_none(portal: Flask, company: Company) -> None:
    client = portal.test_client()
    answer = client.post(
        "/api/oss/receiveNIB",
        json=golden("receiveNIB")["request"],
        headers={"Token": token_of(), "Origin": "https://elsewhere.example.test"},
        base_url=HOST,
    )
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers


# Who may push at all


def test_foreign_addresses_are_refused(sqlite_engine: Engine, surroundings: Services, clock: Clock) -> None:
    more = {
        "oss_push_username": USER_NAME,
        "oss_push_password": PASSWORD,
        "oss_push_addresses": ("192.0.2.0/24", "2001:db8::/32"),
    }
    with running_portal(sqlite_engine, surroundings, clock, new=True, **more) as portal:
        for address, http in (
            ("192.0.2.7", 200),
            ("2001:db8::7", 200),
            ("192.0.3.7", 403),
            ("127.0.0.1", 403),
            ("2001:db9::1", 403),
            ("", 403),
            ("bukan alamat", 403),
        ):
            answer = push(
                portal, "receiveNIB", golden("receiveNIB")["request"], environ_overrides={"REMOTE_ADDR": address}
            )
            assert answer.status_code == http, address
            assert answer.json["responreceiveNIB"]["status"] == ("1" if http == 200 else "2")


def test_where_nothing_is_configured_there_is_no_door(
    sqlite_engine: Engine, surroundings: Services, clock: Clock
) -> None:
    more = {"oss_push_username": "", "oss_push_password": ""}
    with running_portal(sqlite_engine, surroundings, clock, new=True, **more) as portal:
        for token in (token_of(), token_of(user_name="", password="")):
            answer = push(portal, "receiveNIB", golden("receiveNIB")["request"], token=token)
            assert (answer.status_code, answer.json["responreceiveNIB"]["status"]) == (404, "2")
        assert push(portal, "receiveFileDS", {}).status_code == 404
    assert licences(sqlite_engine) == []


# What is no message


@pytest.mark.parametrize(
    ("body", "kind", "http"),
    [
        ("{}", "text/plain", 415),
        ("dataNIB=1", "application/x-www-form-urlencoded", 415),
        ("{", "application/json", 400),
        ("[]", "application/json", 400),
        ("null", "application/json", 400),
        ('{"dataNIB": NaN}', "application/json", 400),
        ('{"dataNIB": {"nib": "\\u0000"}}', "application/json", 400),
        ('{"dataNIB": {"nib": "\\ud800"}}', "application/json", 400),
        ("[" * 50_000, "application/json", 400),
        ('{"dataNIB": "' + "x" * LARGEST_PUSH + '"}', "application/json", 413),
        ('{"dataNIB": "' + "x" * 3_000_000 + '"}', "application/json", 413),
    ],
)
def test_what_is_no_message(portal: Flask, engine: Engine, body: str, kind: str, http: int) -> None:
    answer = push(portal, "receiveNIB", {}, data=body, content_type=kind)
    assert answer.status_code == http
    assert answer.json["responreceiveNIB"]["status"] == "2"
    assert licences(engine) == []


def test_other_methods_are_not_served(portal: Flask) -> None:
    client = portal.test_client()
    assert client.get("/api/oss/receiveNIB", base_url=HOST).status_code == 405
    assert client.post("/api/oss/sendLicense", json={}, base_url=HOST).status_code == 404


@pytest.mark.parametrize(
    ("message", "told"),
    [
        ({"lain": {"nib": ""}}, "dataNIB tidak ada"),
        ({"dataNIB": {}}, "nib harus 13 angka"),
        (nib_message(nib="912000000001"), "nib harus 13 angka"),
        (nib_message(nib="９１２００００００００１７"), "nib harus 13 angka"),
        (nib_message(data_checklist=[{"kd_izin": "019000000001", "id_izin": ""}]), "id_izin wajib"),
        (nib_message(data_checklist=[{"kd_izin": "019000000001", "id_izin": "I" * 31}]), "id_izin wajib"),
        (nib_message(data_checklist=[{"kd_izin": "019"}] * 1001), "paling banyak 1000"),
    ],
)
def test_each_fault_of_a_nib_is_told(portal: Flask, engine: Engine, message: dict[str, Any], told: str) -> None:
    answer = push(portal, "receiveNIB", message)
    assert answer.status_code == 400
    assert told in answer.json["responreceiveNIB"]["keterangan"]
    assert licences(engine) == []


@pytest.mark.parametrize(
    ("inside", "told"),
    [
        ({"id_izin": "", "file_izin": "https://a.test/b"}, "id_izin wajib"),
        ({"id_izin": "I-1", "file_izin": "javascript:alert(1)"}, "alamat http"),
        ({"id_izin": "I-1", "file_izin": ""}, "alamat http"),
        ({"id_izin": "I-1", "file_izin": "https://a.test/" + "x" * 2000}, "alamat http"),
        ({"id_izin": "I-1", "file_izin": 'https://a.test/"><script>'}, "alamat http"),
        ({"id_izin": "I-1", "file_izin": "https://a.test/b"}, "Data izin tidak ditemukan"),
    ],
)
def test_each_fault_of_a_file_is_told(portal: Flask, inside: dict[str, str], told: str) -> None:
    answer = push(portal, "receiveFileDS", {"receiveFileDS": {"nib": NIB} | inside})
    assert answer.status_code == 400
    assert told in answer.json["responreceiveFileDS"]["keterangan"]
    assert faults("receiveFileDS", ANSWER, answer.json) == []


# What is taken in


def test_a_nib_becomes_a_licence_of_the_establishment(portal: Flask, engine: Engine, company: Company) -> None:
    answer = push(portal, "receiveNIB", golden("receiveNIB")["request"])
    assert (answer.status_code, answer.json) == (200, golden("receiveNIB")["answer"])
    (licence,) = licences(engine)
    assert licence.establishment_id == company.establishment_id
    assert (licence.nib, licence.kbli, licence.risk, licence.kewenangan, licence.kind) == (
        NIB,
        "10721",
        "MT",
        "00",
        "04",
    )
    assert licence.id_izin == "I-202610060900000000011"
    assert licence.project["jumlah_investasi"] == 25_700_000_000
    assert [row["jenis_produksi"] for row in licence.products] == ["Produk contoh pertama", "Produk contoh kedua"]
    assert licence.changed_on == date(2026, 10, 6)


def test_what_tells_of_persons_is_not_kept(portal: Flask, engine: Engine, company: Company) -> None:
    message = nib_message(nama_user_proses="RAHASIA-1", no_id_user_proses="RAHASIA-2", agama_user_proses="RAHASIA-3")
    message["dataNIB"]["pemegang_saham"][0]["no_identitas_pemegang_saham"] = "RAHASIA-4"
    message["dataNIB"]["penanggung_jwb"][0]["no_identitas_penanggung_jwb"] = "RAHASIA-5"
    message["dataNIB"]["data_proyek"][0]["no_identitas_pj"] = "RAHASIA-6"
    assert push(portal, "receiveNIB", message).status_code == 200
    with Session(engine) as session:
        call = session.scalars(select(OssCall)).one()
        assert "RAHASIA" not in json.dumps(call.request)
        assert call.request["dataNIB"]["nama_perseroan"] == "PT Contoh"
    assert "RAHASIA" not in json.dumps(licences(engine)[0].project)


def test_a_replay_is_answered_politely_and_changes_nothing(portal: Flask, engine: Engine, company: Company) -> None:
    push(portal, "receiveNIB", golden("receiveNIB")["request"])
    with Session(engine) as session:
        session.scalars(select(OssLicence)).one().status = "20"
        session.commit()
    before = _counted(engine)
    again = push(portal, "receiveNIB", golden("receiveNIB")["request"])
    assert (again.status_code, again.json["responreceiveNIB"]["status"]) == (200, "1")
    assert "sudah diterima" in again.json["responreceiveNIB"]["keterangan"]
    assert _counted(engine) == before
    assert licences(engine)[0].status == "20"


def _counted(engine: Engine) -> tuple[int, ...]:
    with Session(engine) as session:
        return tuple(
            session.scalar(select(func.count()).select_from(m)) or 0 for m in (OssCall, OssLicence, JournalEntry)
        )


def test_a_change_is_taken_over_and_an_older_state_is_not(portal: Flask, engine: Engine, company: Company) -> None:
    push(portal, "receiveNIB", nib_message(tgl_perubahan_nib="2026-10-05", nama_perseroan="PT Lama"))
    push(portal, "receiveNIB", nib_message(tgl_perubahan_nib="2026-10-06", nama_perseroan="PT Baru"))
    late = push(portal, "receiveNIB", nib_message(tgl_perubahan_nib="2026-10-04", nama_perseroan="PT Lebih Lama"))
    assert (late.status_code, late.json["responreceiveNIB"]["status"]) == (200, "1")
    assert [one.company_name for one in licences(engine)] == ["PT Baru"]
    push(portal, "receiveNIB", nib_message(tgl_perubahan_nib="2026-10-06", nama_perseroan="PT Baru Lagi"))
    assert licences(engine)[0].company_name == "PT Baru Lagi", "two changes of one day"


@pytest.mark.parametrize("document", ["3", "4"])
def test_a_revocation_marks_every_licence_of_the_nib(
    portal: Flask, engine: Engine, company: Company, document: str
) -> None:
    push(portal, "receiveNIB", golden("receiveNIB")["request"])
    gone = nib_message(tgl_perubahan_nib="2026-10-07", tipe_dokumen=document, data_checklist=[], data_proyek=[])
    assert push(portal, "receiveNIB", gone).status_code == 200
    assert licences(engine)[0].revoked_at is not None
    (entry,) = [one for one in entries(engine, "oss.nib_received") if one.after["revoked"]]
    assert entry.after["nib"] == NIB
    again = nib_message(tgl_perubahan_nib="2026-10-08", tipe_dokumen="5")
    push(portal, "receiveNIB", again)
    assert licences(engine)[0].revoked_at is None


def test_licences_of_other_sectors_are_passed_over(portal: Flask, engine: Engine, company: Company) -> None:
    message = nib_message()
    other = message["dataNIB"]["data_checklist"][0] | {"kd_izin": "020000000001", "id_izin": "I-202610060900000000099"}
    message["dataNIB"]["data_checklist"].append(other)
    assert "1 izin" in push(portal, "receiveNIB", message).json["responreceiveNIB"]["keterangan"]
    assert len(licences(engine)) == 1


def test_a_licence_never_changes_hands(portal: Flask, engine: Engine, company: Company) -> None:
    push(portal, "receiveNIB", golden("receiveNIB")["request"])
    answer = push(portal, "receiveNIB", nib_message(nib="9120000000025"))
    assert answer.status_code == 400
    assert "NIB lain" in answer.json["responreceiveNIB"]["keterangan"]
    assert [one.nib for one in licences(engine)] == [NIB]


def test_a_file_is_kept_once_and_never_fetched(portal: Flask, engine: Engine, company: Company) -> None:
    push(portal, "receiveNIB", golden("receiveNIB")["request"])
    message = golden("receiveFileDS")["request"]
    message["receiveFileDS"]["id_izin"] = licences(engine)[0].id_izin
    answer = push(portal, "receiveFileDS", message)
    assert (answer.status_code, answer.json) == (200, golden("receiveFileDS")["answer"])
    assert licences(engine)[0].file_url == "https://oss.example.test/ds/contoh.pdf"
    before = _counted(engine)
    again = push(portal, "receiveFileDS", message)
    assert (again.status_code, again.json["responreceiveFileDS"]["status"]) == (200, "1")
    assert _counted(engine) == before
    stranger = {"receiveFileDS": message["receiveFileDS"] | {"nib": "9120000000025"}}
    assert push(portal, "receiveFileDS", stranger).status_code == 400


def test_a_race_of_the_same_push_is_a_replay(
    engine: Engine, here: MakeWork, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first look finds nothing, as if both had looked at the same moment."""
    message = golden("receiveNIB")["request"]
    assert oss_received.receive(here(), "receiveNIB", message).http == 200
    looks: list[int] = []
    known = oss_received._known

    def blind(work: Any, once: str) -> bool:
        looks.append(1)
        return len(looks) > 1 and known(work, once)

    monkeypatch.setattr(oss_received, "_known", blind)
    received = oss_received.receive(here(), "receiveNIB", message)
    assert (received.http, received.words) == (200, "Sukses: data ini sudah diterima")
    assert len(licences(engine)) == 1


def test_the_stand_in_pushes_over_a_socket(portal: Flask, engine: Engine, company: Company, clock: Clock) -> None:
    """Its own Token, its own NIB, our door."""
    here = StandIn(clock)
    with served(portal) as address:
        recipient = Recipient(f"{address}/api/oss", USER_NAME, PASSWORD)
        code, answer = pushing.push(recipient, "receiveNIB", NIB, here.message, date(2026, 10, 6))
        assert (code, json.loads(answer)) == (200, golden("receiveNIB")["answer"])
        wrong = replace(recipient, password="salah")
        assert pushing.push(wrong, "receiveNIB", NIB, here.message, date(2026, 10, 6))[0] == 401
    assert len(licences(engine)) == 1
