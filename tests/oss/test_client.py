"""The client: its request, its time limits, the three kinds of failure, both spellings, what it makes of answers."""

from __future__ import annotations

import json
import threading
from decimal import Decimal
from typing import Any

import pytest

from oss_simulator.hub import SPELLINGS
from oss_simulator.web import BASE, create_app
from siinas.configuration import ConfigurationError, read_configuration
from siinas.integrations import oss
from siinas.integrations.oss import (
    Accepted,
    FileAnswer,
    LicenceStatus,
    Licensed,
    NeverAgain,
    NoOss,
    OssClient,
    ReferenceAnswer,
    TryAgain,
    Unreadable,
    judge,
    oss_for,
    read,
)
from siinas.reference.oss_figures import investment
from tests.oss.stand_in import KEY, StandIn, golden, served, settings


def told(method: str, content: Any, http: int = 200) -> Any:
    """What the client makes of an answer."""
    return read(method, judge(method, http, json.dumps(content).encode()))


def test_golden_answers() -> None:
    assert told("receiveLicenseStatus", golden("receiveLicenseStatus")["answer"]) == Accepted("Sukses")
    assert told("receiveLicense", golden("receiveLicense")["answer"]) == Licensed("91200000000170001")
    status = told("checkLicenseStatus", golden("checkLicenseStatus")["answer"])
    assert isinstance(status, LicenceStatus)
    assert (status.code, status.id_izin) == ("00", "I-202610060900000000011")
    file = told("inqueryFileDS", golden("inqueryFileDS")["answer"])
    assert file == FileAnswer("https://oss.example.test/ds/I-202610060900000000011.pdf")
    assert told("getDataReferensi", golden("getDataReferensi")["answer"]) == ReferenceAnswer((("019", "Industri"),))
    nib = told("inqueryNIB", golden("inqueryNIB")["answer"])
    assert nib.data["nama_perseroan"] == "PT Contoh"
    project = told("inqueryProyek", golden("inqueryProyek")["answer"])
    assert project.company == "PT Contoh"
    figures = investment(project.projects[0])
    assert (figures.land, figures.machines_usd, figures.total) == (
        Decimal(4_000_000_000),
        Decimal(200_000),
        Decimal(25_700_000_000),
    )
    licence = told("inqueryLicense", golden("inqueryLicense")["answer"])
    assert [row["no_dokumen"] for row in licence.requirements] == ["SK/1"]
    assert (licence.kewenangan, licence.kd_izin[:3]) == ("00", "019")


@pytest.mark.parametrize("spelling", [*SPELLINGS, "responCheckLicenseStatus"])
def test_both_spellings_of_the_envelope(spelling: str) -> None:
    inside = golden("checkLicenseStatus")["answer"][SPELLINGS[0]]
    assert told("checkLicenseStatus", {spelling: inside}).code == "00"


@pytest.mark.parametrize(
    ("http", "kode", "kind"),
    [
        (500, "500", TryAgain),
        (504, "504", TryAgain),
        (502, "", TryAgain),
        (429, "", TryAgain),
        (200, "500", TryAgain),
        (200, "504", TryAgain),
        (400, "400", NeverAgain),
        (401, "401", NeverAgain),
        (403, "403", NeverAgain),
        (404, "404", NeverAgain),
        (405, "405", NeverAgain),
        (200, "400", NeverAgain),
        (302, "", Unreadable),
        (200, "", Unreadable),
        (200, "abc", Unreadable),
    ],
)
def test_three_kinds_of_failure(http: int, kode: str, kind: type[oss.OssProblem]) -> None:
    answer = {"responreceiveLicenseStatus": {"kode": kode, "keterangan": "Alasan dari OSS"}}
    with pytest.raises(kind) as raised:
        told("receiveLicenseStatus", answer, http)
    assert (raised.value.http, raised.value.kode) == (http, kode)
    if kind is not Unreadable:
        assert raised.value.words == "Alasan dari OSS"
    assert raised.value.answer == answer


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"[]",
        b"null",
        b'{"lain": {}}',
        b'{"responreceiveLicenseStatus": []}',
        b'{"responreceiveLicenseStatus": {"kode": NaN}}',
        b"\xff",
        b"[" * 100_000,
        b'{"responreceiveLicenseStatus": {"kode": "200", "keterangan": "\\u0000"}}',
    ],
)
def test_what_is_not_the_protocol_is_unreadable(body: bytes) -> None:
    with pytest.raises(Unreadable):
        judge("receiveLicenseStatus", 200, body)
    with pytest.raises(TryAgain):
        judge("receiveLicenseStatus", 503, body)
    with pytest.raises(NeverAgain):
        judge("receiveLicenseStatus", 403, body)


@pytest.mark.parametrize("inside", [{}, {"dataIZIN": []}, {"dataIZIN": {}}, {"dataIZIN": {"kd_status": "5"}}])
def test_an_answer_without_its_content_is_unreadable(inside: dict[str, Any]) -> None:
    with pytest.raises(Unreadable):
        told("checkLicenseStatus", {"responcheckLicenseStatus": {"kode": "200"} | inside})


def test_odd_figures_are_none() -> None:
    figures = investment(
        {"bangunan_gedung": "", "mesin_peralatan": "satu", "modal_kerja": "1.5", "investasi_lain": "NaN"}
    )
    assert (figures.building, figures.machines, figures.other) == (None, None, None)
    assert figures.working_capital == Decimal("1.5")


def test_over_a_socket() -> None:
    here = StandIn()
    asked = golden("checkLicenseStatus")["request"]
    with served(here.app) as address:
        client = oss_for(f"{address}{BASE}/", KEY)
        assert client.configured
        assert client.send("checkLicenseStatus", asked).content["dataIZIN"]["kd_status"] == "00"
        with pytest.raises(NeverAgain) as refused:
            OssClient(f"{address}{BASE}", "salah").send("checkLicenseStatus", asked)
        assert refused.value.http == 401
        assert "salah" not in f"{refused.value} {refused.value.answer}", "no key in a message"
        with pytest.raises(NeverAgain) as wrong:
            client.send("checkLicenseStatus", {"CHECKLICENSESTATUS": {"id_izin": "x" * 26}})
        assert wrong.value.answer["responcheckLicenseStatus"]["meta"][0]["field"] == "CHECKLICENSESTATUS.id_izin"


def test_a_slow_answer_is_a_try_again() -> None:
    """The stand-in holds its answer until the client has given up."""
    here, gone = StandIn(), threading.Event()
    app = create_app(settings(), here.hub, wait=lambda _seconds: gone.wait(30))
    with served(app) as address:
        app.test_client().post("/kendali/gagal", json={"jenis": "tunda", "kali": 1})
        try:
            with pytest.raises(TryAgain, match="ReadTimeoutError"):
                OssClient(f"{address}{BASE}", KEY, read=0.2).send(
                    "checkLicenseStatus", golden("checkLicenseStatus")["request"]
                )
        finally:
            gone.set()


def test_nobody_there_is_a_try_again() -> None:
    with pytest.raises(TryAgain, match="tidak terjangkau"):
        OssClient("http://127.0.0.1:1/v1/kl/rba", KEY, connect=1).send("checkLicenseStatus", {})


def test_no_redirect_is_followed() -> None:
    from flask import Flask, redirect

    app, hits = Flask("elsewhere"), []

    @app.post("/v1/checkLicenseStatus")
    def moved() -> Any:
        return redirect("/v1/other", 307)

    @app.post("/v1/other")
    def other() -> Any:
        hits.append(1)
        return {}

    with served(app) as address, pytest.raises(Unreadable):
        OssClient(f"{address}/v1", KEY).send("checkLicenseStatus", {})
    assert hits == []


def test_without_a_configuration_nothing_is_sent() -> None:
    none = oss_for("", "")
    assert isinstance(none, NoOss)
    assert not none.configured
    with pytest.raises(TryAgain, match="belum dikonfigurasi"):
        none.send("checkLicenseStatus", {})


# The settings of the link


def test_settings_of_the_environment(tmp_path: Any) -> None:
    own = {"SECRET_KEY": "x" * 32}
    plain = read_configuration(own, tmp_path)
    assert (plain.oss_url, plain.oss_push_username, plain.oss_is_simulated) == ("", "", False)
    given = own | {
        "OSS_URL": "https://oss.example.test/v1/kl/rba/",
        "OSS_USER_KEY": "k",
        "OSS_PUSH_USERNAME": "u",
        "OSS_PUSH_PASSWORD": "p",
        "OSS_PUSH_ADDRESSES": "192.0.2.0/24, 2001:db8::/32",
    }
    found = read_configuration(given, tmp_path)
    assert found.oss_url == "https://oss.example.test/v1/kl/rba"
    assert found.oss_push_addresses == ("192.0.2.0/24", "2001:db8::/32")
    for wrong, names in (
        ({"OSS_USER_KEY": ""}, "OSS_USER_KEY"),
        ({"OSS_PUSH_PASSWORD": ""}, "OSS_PUSH_PASSWORD"),
        ({"OSS_PUSH_ADDRESSES": "oss.go.id"}, "OSS_PUSH_ADDRESSES"),
        ({"OSS_URL": "ftp://oss"}, "OSS_URL"),
    ):
        with pytest.raises(ConfigurationError, match=names):
            read_configuration(given | wrong, tmp_path)


def test_the_demo_has_the_stand_in_beside_it(tmp_path: Any) -> None:
    demo = read_configuration({"SIINAS_DEMO": "1", "PORT": "8080"}, tmp_path)
    assert (demo.oss_url, demo.oss_is_simulated) == ("http://127.0.0.1:8081/v1/kl/rba", True)
    assert demo.on_port(9000).oss_url == "http://127.0.0.1:9001/v1/kl/rba"
    assert demo.on_port(65535).oss_url == "http://127.0.0.1:65534/v1/kl/rba"
    real = {"SIINAS_DEMO": "1", "OSS_URL": "https://oss.example.test/v1", "OSS_USER_KEY": "k"}
    named = read_configuration(real, tmp_path)
    assert (named.on_port(9000).oss_url, named.oss_is_simulated) == ("https://oss.example.test/v1", False)
