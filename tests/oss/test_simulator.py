"""The stand-in: every field of every method, the order of states, the clock of the service time, its faults."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from oss_simulator.hub import SPELLINGS, Hub
from oss_simulator.licences import LABELS
from oss_simulator.schema import ANSWER, REQUEST, Node, blank, faults, fields
from oss_simulator.web import BASE, METHODS, create_app
from siinas.integrations.oss import NeverAgain, judge
from tests.conftest import Clock
from tests.oss.stand_in import NIB, StandIn, golden, settings

ASKED = sorted(METHODS)
EVERY = [*ASKED, "receiveNIB", "receiveFileDS"]


@pytest.fixture
def here(clock: Clock) -> StandIn:
    return StandIn(clock)


def leaves(node: Node) -> list[Node]:
    """Every single value in a message."""
    found = []
    for one in node.inside.values():
        found += leaves(one) if one.inside else [one]
    return found


def message_with(method: str, direction: str, path: str, value: Any) -> dict[str, Any]:
    """A blank message with one value in it, in a row of each list on the way there."""
    message: dict[str, Any] = {}
    at, place = message, fields()[method, direction]
    parts = path.split(".")
    for part in parts[:-1]:
        place = place.inside[part]
        inner: dict[str, Any] = {}
        at[part] = [inner] if place.kind == "list" else inner
        at = inner
    at[parts[-1]] = value
    return message


def test_the_table_holds_every_method() -> None:
    assert {method for method, direction in fields() if direction == REQUEST} == set(EVERY)
    assert {method for method, direction in fields() if direction == ANSWER} == set(EVERY)
    assert sum(len(leaves(tree)) for tree in fields().values()) > 690


CASES = [
    (method, direction, leaf)
    for (method, direction), tree in sorted(fields().items())
    for leaf in leaves(tree)
    if leaf.kind not in {"object", "list"}
]


@pytest.mark.parametrize("method", EVERY)
def test_every_field_keeps_its_length_and_type(method: str) -> None:
    judged = 0
    for name, direction, leaf in CASES:
        if name != method:
            continue
        judged += 1

        def wrong(value: Any, direction: str = direction, leaf: Node = leaf) -> list[str]:
            message = message_with(method, direction, leaf.path, value)
            found = faults(method, direction, message, demanding=False)
            assert all(fault.field.replace("[0]", "") == leaf.path for fault in found)
            return [fault.message for fault in found]

        if leaf.kind == "boolean":
            assert wrong("true") and not wrong(True)
        elif leaf.kind == "number":
            whole, _, decimals = leaf.length.partition(".")
            assert not wrong(int("9" * int(whole))), leaf.path
            assert wrong(int("1" + "0" * int(whole))), leaf.path
            assert wrong("satu") and wrong(True) and wrong({})
            assert bool(wrong("1." + "1" * (int(decimals or 0) + 1)))
        else:
            assert wrong(5) and wrong(None) == [], leaf.path
            if leaf.length:
                assert wrong("9" * (int(leaf.length.partition(".")[0]) + 1)), leaf.path
            if leaf.form:
                assert wrong("?"), leaf.path
    assert judged


@pytest.mark.parametrize(
    ("form", "good", "bad"),
    [
        ("nib", ["9120000000017"], ["912000000001", "912000000001x", "９１２００００００００１７"]),
        ("date", ["2026-10-06"], ["06-10-2026", "2026-13-01", "2026-02-30", "2026-1-1"]),
        ("moment", ["2026-10-06 09:00:00"], ["2026-10-06", "2026-10-06T09:00:00", "2026-10-06 24:00:00"]),
        ("id_izin", ["I-202610060900000000010"], ["R-202610060900000000010", "I-2026", "I-20261006090000000001x"]),
        ("id_proyek", ["R-202610060900000000010"], ["I-202610060900000000010", "R-"]),
        ("region", ["35", "3507", "350701", "3507010001"], ["3", "350", "35.07", "35070100011"]),
        ("digits", ["019", "41"], ["4a", "-1"]),
        ("npwp", ["012345678901000", "0012345678901000"], ["01234567890100", "01.234.567.8-901.000"]),
        ("flag", ["Y", "N"], ["y", "-"]),
    ],
)
def test_forms(form: str, good: list[str], bad: list[str]) -> None:
    method, direction, leaf = max(
        (case for case in CASES if case[2].form == form), key=lambda case: int(case[2].length)
    )
    for value in good:
        assert faults(method, direction, message_with(method, direction, leaf.path, value), demanding=False) == []
    for value in bad:
        assert faults(method, direction, message_with(method, direction, leaf.path, value), demanding=False), value


@pytest.mark.parametrize("method", ASKED)
def test_a_missing_or_foreign_field_is_named(here: StandIn, method: str) -> None:
    message = golden(method)["request"]
    envelope = next(iter(message))
    inside = message[envelope] if isinstance(message[envelope], dict) else message
    where = "" if inside is message else f"{envelope}."
    tree = fields()[method, REQUEST]
    known = tree.inside[envelope].inside if where else tree.inside
    for name in list(inside):
        if known[name].optional:
            continue
        value = inside.pop(name)
        answer = here.ask(method, message)
        assert answer.status_code == 400
        assert f"{where}{name}" in {row["field"] for row in _meta(answer.json)}
        inside[name] = value
    answer = here.ask(method, message | {"asing": 1} if not where else {envelope: inside | {"asing": 1}})
    assert [row["field"] for row in _meta(answer.json)] == [f"{where}asing"]


def _meta(answer: dict[str, Any]) -> list[dict[str, str]]:
    inside = next((part for part in answer.values() if isinstance(part, dict)), answer)
    return list(answer.get("meta") or inside["meta"])


@pytest.mark.parametrize("method", ASKED)
def test_golden_messages(here: StandIn, method: str) -> None:
    """What is asked, and what is answered, letter by letter."""
    if method in {"receiveLicense", "inqueryFileDS"}:
        here.through("09", "45")
    if method == "inqueryFileDS":
        here.ask("receiveLicense", golden("receiveLicense")["request"])
    if method == "inqueryLicense":
        row = {"id_syarat": "S-1", "no_dokumen": "SK/1", "tgl_dokumen": "2026-10-06", "keterangan": ""}
        here.hub.upload(here.licence.id_izin, row | {"file_dokumen": "https://oss.example.test/sk.pdf"})
    kept = golden(method)
    assert faults(method, REQUEST, kept["request"]) == []
    answer = here.ask(method, kept["request"])
    assert answer.status_code == 200
    assert answer.json == kept["answer"]
    assert faults(method, ANSWER, answer.json, demanding=False) == []


def test_the_sample_nib_is_golden_and_whole(here: StandIn) -> None:
    assert here.message == golden("receiveNIB")["request"]
    assert faults("receiveNIB", REQUEST, here.message, demanding=False) == []
    data = here.message["dataNIB"]
    assert data.keys() == blank("receiveNIB", REQUEST, "dataNIB").keys(), "every field of the table"
    assert all(row["kd_izin"].startswith("019") for row in data["data_checklist"])


@pytest.mark.parametrize(
    ("key", "code"), [("", 401), ("salah", 401), ("kunci-uj", 401), ("kunci-ují", 401), ("kunci-uji", 200)]
)
def test_the_key(here: StandIn, key: str, code: int) -> None:
    answer = here.app.test_client().post(
        f"{BASE}/checkLicenseStatus",
        json=golden("checkLicenseStatus")["request"],
        headers={"user_key": key.encode().decode("latin-1")},
    )
    assert answer.status_code == code


def test_what_is_not_the_protocol(here: StandIn) -> None:
    client = here.app.test_client()
    headers = {"user_key": "kunci-uji"}
    assert here.ask("sendLicense", {}).status_code == 404
    assert client.get(f"{BASE}/checkLicenseStatus", headers=headers).status_code == 405
    wrong = here.ask("checkLicenseStatus", {"CHECKNIB": {"nib": NIB}})
    assert wrong.status_code == 400
    assert "CHECKLICENSESTATUS" in wrong.json["responcheckLicenseStatus"]["keterangan"] or _meta(wrong.json)
    for body, kind in ((b"[1]", "application/json"), (b"{", "application/json"), (b"{}", "text/plain")):
        answer = client.post(f"{BASE}/checkLicenseStatus", data=body, content_type=kind, headers=headers)
        assert answer.status_code == 400


def test_identifiers_must_be_those_of_the_licence(here: StandIn) -> None:
    for name, value in (
        ("nib", "9120000000025"),
        ("id_proyek", "R-202610060900000009999"),
        ("oss_id", "P02-1"),
        ("kd_izin", "019000000099"),
        ("kd_instansi", "020"),
    ):
        answer = here.status("09", **{name: value})
        assert answer.status_code == 400
        assert _meta(answer.json)[0]["field"] == f"IZINSTATUS.{name}"
    assert here.licence.history == []
    unknown = here.ask("checkLicenseStatus", {"CHECKLICENSESTATUS": {"id_izin": "I-202610060900000009999"}})
    assert (unknown.status_code, unknown.json["responcheckLicenseStatus"]["kode"]) == (400, "400")


GOOD_ROADS = [
    "09 20 10 50",
    "09 45 50",
    "09 20 10 40 45 50",
    "09 20 41 42 10 40 45 50",
    "09 20 10 43 44 20 10 50",
    "09 20 41 93",
    "09 20 90",
    "09 43 90",
    "05 09 11 41 42 10 20 50 60 70 80",
]
BAD_ROADS = [
    "10",
    "20",
    "41",
    "45",
    "50",
    "09 09",
    "09 50",
    "09 20 50",
    "09 10 50",
    "09 42",
    "09 44",
    "09 41 44",
    "09 41 41",
    "09 41 20",
    "09 43 42",
    "09 43 43",
    "09 43 50",
    "09 45 43 44 50",
    "09 45 50 20",
    "09 45 50 50",
    "09 45 50 90",
    "09 93 42",
    "09 90 60",
    "09 60",
    "09 57",
    "09 58",
    "09 00",
    "09 77",
]


@pytest.mark.parametrize("road", GOOD_ROADS)
def test_states_in_their_order(here: StandIn, road: str) -> None:
    codes = road.split()
    assert here.through(*codes) == [200] * len(codes)
    assert [row["code"] for row in here.licence.history] == codes


@pytest.mark.parametrize("road", BAD_ROADS)
def test_states_out_of_order(here: StandIn, road: str) -> None:
    codes = road.split()
    assert here.through(*codes) == [200] * (len(codes) - 1) + [400]
    assert [row["code"] for row in here.licence.history] == codes[:-1]


def test_a_repeat_is_answered_alike_and_does_nothing(here: StandIn) -> None:
    first = here.status("09", "2026-10-06 09:00:00")
    here.through("20", "10", "41")
    again = here.status("09", "2026-10-06 09:00:00")
    assert (again.status_code, again.data) == (first.status_code, first.data)
    assert [row["code"] for row in here.licence.history] == ["09", "20", "10", "41"]
    refused = here.status("20", "2026-10-06 09:30:00")
    assert refused.status_code == 400
    here.through("42")
    assert here.status("20", "2026-10-06 09:30:00").status_code == 200, "what was refused has not been done"
    licence = golden("receiveLicense")["request"]
    number = here.ask("receiveLicense", licence).json["responreceiveLicense"]["nomor_izin"]
    assert here.ask("receiveLicense", licence).json["responreceiveLicense"]["nomor_izin"] == number
    assert [row["code"] for row in here.licence.history][-1] == "50"


# The clock of the service time


def days(here: StandIn) -> float:
    return here.licence.clock.elapsed(here.hub.now) / timedelta(days=1)


def test_the_clock_pauses_and_resumes(here: StandIn) -> None:
    here.hub.move_time(days=3)
    assert days(here) == 0, "nothing has been sent"
    here.through("09")
    here.hub.move_time(days=4)
    here.through("41")
    here.hub.move_time(days=90)
    assert (days(here), here.licence.code) == (4, "41"), "a paused licence is never approved by itself"
    here.through("42")
    here.hub.move_time(days=5)
    assert days(here) == 9


def test_the_clock_stops_and_begins_anew(here: StandIn) -> None:
    here.through("09", "45")
    here.hub.move_time(days=15)
    here.through("43")
    here.hub.move_time(days=30)
    assert days(here) == 0
    here.through("44")
    here.hub.move_time(days=19)
    assert (days(here), here.licence.code) == (19, "44")
    assert here.through("50") == [400], "what was verified before the reset no longer counts"
    here.hub.move_time(days=1)
    assert here.licence.code == "57"


def test_57_comes_by_itself_at_the_very_moment(here: StandIn) -> None:
    here.through("09", "20")
    begun = here.hub.now
    here.hub.move_time(days=33)
    assert here.licence.code == "57"
    assert here.licence.history[-1]["at"] == (begun + timedelta(days=20)).isoformat(timespec="seconds")
    assert here.through("10") == [400]
    told = here.ask("checkLicenseStatus", golden("checkLicenseStatus")["request"]).json
    assert told[SPELLINGS[0]]["dataIZIN"]["kd_status"] == "57"
    assert here.hub.licences[here.licence.id_izin].file_url


def test_the_limit_and_time_are_set_over_http(here: StandIn) -> None:
    client = here.app.test_client()
    here.through("09")
    assert client.post("/kendali/batas", json={"hari": 2}).json["batas_hari"] == 2
    client.post("/kendali/waktu", json={"hari": 1, "jam": 23})
    assert here.licence.code == "09"
    client.post("/kendali/waktu", json={"jam": 1})
    assert here.licence.code == "57"
    for what, given in (
        ("waktu", {"hari": -1}),
        ("batas", {"hari": 0}),
        ("gagal", {"jenis": "404"}),
        ("ejaan", {"ejaan": "x"}),
        ("apa", {}),
    ):
        assert client.post(f"/kendali/{what}", json=given).status_code == 400


def test_both_spellings(here: StandIn) -> None:
    asked = golden("checkLicenseStatus")["request"]
    for spelling in SPELLINGS:
        here.app.test_client().post("/kendali/ejaan", json={"ejaan": spelling})
        assert list(here.ask("checkLicenseStatus", asked).json) == [spelling]
        assert list(here.ask("checkLicenseStatus", {}).json) == [spelling]


def test_refusals_may_come_with_200(here: StandIn) -> None:
    """As some gateways have it: the code stands in the body alone."""
    here.app.test_client().post("/kendali/http_200", json={"aktif": 1})
    answer = here.status("20")
    assert (answer.status_code, answer.json["responreceiveLicenseStatus"]["kode"]) == (200, "400")
    with pytest.raises(NeverAgain):
        judge("receiveLicenseStatus", answer.status_code, answer.data)


# Faults


def test_500_does_nothing_and_504_has_done_it(here: StandIn) -> None:
    assert here.ask("receiveLicenseStatus", {"IZINSTATUS": here.message_of("09")}, X_Sim_Fault="500").status_code == 500
    assert here.licence.history == []
    lost = {"IZINSTATUS": here.message_of("09", "2026-10-06 09:00:00")}
    assert here.ask("receiveLicenseStatus", lost, X_Sim_Fault="504").status_code == 504
    assert here.licence.code == "09"
    assert here.ask("receiveLicenseStatus", lost).status_code == 200
    assert len(here.licence.history) == 1


def test_the_next_calls_fail_as_ordered(here: StandIn) -> None:
    here.app.test_client().post("/kendali/gagal", json={"jenis": "500", "kali": 2})
    asked = golden("checkLicenseStatus")["request"]
    assert [here.ask("checkLicenseStatus", asked).status_code for _ in range(3)] == [500, 500, 200]


def test_a_delay_is_waited_for(clock: Clock) -> None:
    waited: list[float] = []
    app = create_app(settings(), Hub(real_time=clock), wait=waited.append)
    client = app.test_client()
    client.post("/kendali/gagal", json={"jenis": "tunda", "kali": 1, "detik": 7})
    client.post(f"{BASE}/checkLicenseStatus", json={})
    assert waited == [7.0]


# The page, and what OSS does by itself


def test_the_page_shows_and_steers(here: StandIn) -> None:
    client = here.app.test_client()
    licence = here.licence.id_izin
    assert "00 Menunggu verifikasi persyaratan" in _words(client.get("/").text)
    refused = client.post(f"/izin/{licence}/putuskan", data={"kd_status": "50"}, follow_redirects=True)
    assert "belum mengunggah" in refused.text
    here.through("09", "20")
    client.post(f"/izin/{licence}/unggah", data={"no_dokumen": "SK/1", "tgl_dokumen": "2026-10-06"})
    early = client.post(f"/izin/{licence}/putuskan", data={"kd_status": "50"}, follow_redirects=True)
    assert "hanya sah setelah 45" in early.text
    client.post(f"/izin/{licence}/putuskan", data={"kd_status": "41", "keterangan": "Kurang jelas"})
    assert here.licence.code == "41"
    client.post(f"/izin/{licence}/unggah", data={"no_dokumen": "SK/2"})
    assert here.licence.code == "42", "the company's upload ends the pause"
    here.through("10")
    done = client.post(f"/izin/{licence}/putuskan", data={"kd_status": "50"}, follow_redirects=True)
    assert "50 Disetujui" in _words(done.text)
    told = here.ask("checkLicenseStatus", golden("checkLicenseStatus")["request"]).json[SPELLINGS[0]]["dataIZIN"]
    assert (told["kd_status"], told["uraian_status"]) == ("58", LABELS["58"])
    requirements = here.ask("inqueryLicense", golden("inqueryLicense")["request"]).json["dataLicense"]["data"]
    numbers = [row["no_dokumen"] for row in requirements["data_checklist"][0]["data_persyaratan"]]
    assert numbers == ["SK/1", "SK/2"]


def _words(page: str) -> str:
    return " ".join(page.replace("<strong>", "").replace("</strong>", "").split())


def test_a_push_that_nobody_answers_is_told(here: StandIn) -> None:
    """Port 1 of this machine answers nobody."""
    told = here.app.test_client().post("/kirim/nib", data={"ulang": NIB}, follow_redirects=True)
    assert "tidak terjawab" in told.text


def test_what_it_remembers_outlives_it(tmp_path: Path, clock: Clock) -> None:
    first = StandIn(clock)
    first.hub.file = tmp_path / "hub.db"
    first.through("09", "20", "41")
    second = Hub(real_time=clock, file=tmp_path / "hub.db")
    second.load()
    licence = second.licences[first.licence.id_izin]
    assert licence == first.licence
    assert json.loads(json.dumps(second.companies)) == json.loads(json.dumps(first.hub.companies, default=str))
    assert second.answered.keys() == first.hub.answered.keys()
