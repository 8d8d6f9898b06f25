"""The stand-in beside a demo: it runs while the demo is served and ends with it; a taken port stops nothing."""

from __future__ import annotations

import socket
import time
from dataclasses import replace
from pathlib import Path

import pytest

from siinas.configuration import Configuration, simulator_port, simulator_url
from siinas.integrations.oss import NeverAgain, OssClient, TryAgain
from siinas.operations.oss_beside import oss_beside
from siinas.operations.work import Services

ROOT = Path(__file__).parents[2]
ASKED = {"GETDATAREFERENSI": {"kode": "20"}}


@pytest.fixture
def demo(surroundings: Services) -> Configuration:
    """A demo on a port whose neighbour is free."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1]) - 1
    return replace(
        surroundings.configuration,
        demo=True,
        port=port,
        oss_url=simulator_url(port),
        oss_user_key="kunci-beda",
        oss_is_simulated=True,
    )


def answer_of(client: OssClient) -> str:
    """The first answer of a program that is still starting."""
    end = time.monotonic() + 60
    while True:
        try:
            return client.send("getDataReferensi", ASKED).kode
        except TryAgain:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)


def test_it_runs_while_the_demo_is_served(demo: Configuration) -> None:
    client = OssClient(demo.oss_url, "kunci-beda")
    with oss_beside(demo, ROOT):
        assert answer_of(client) == "200", "the key with an underscore passes its server"
        with pytest.raises(NeverAgain):
            OssClient(demo.oss_url, "lain").send("getDataReferensi", ASKED)
    with pytest.raises(TryAgain):
        client.send("getDataReferensi", ASKED)


def test_a_taken_port_stops_nothing(demo: Configuration, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", simulator_port(demo.port)))
        other.listen()
        with oss_beside(demo, ROOT):
            pass
    assert f"port {simulator_port(demo.port)} dipakai program lain" in capsys.readouterr().out


def test_a_real_oss_has_no_stand_in(demo: Configuration) -> None:
    with oss_beside(replace(demo, oss_is_simulated=False), ROOT), pytest.raises(TryAgain):
        OssClient(demo.oss_url, "kunci-beda", connect=1).send("getDataReferensi", ASKED)
