"""The stand-in for OSS inside the tests: in this process, or served on a port of this machine."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Flask

from oss_simulator.hub import Hub
from oss_simulator.pushing import Recipient
from oss_simulator.samples import Wanted, data_nib
from oss_simulator.serving import server_for
from oss_simulator.web import BASE, Settings, create_app
from siinas.integrations.oss import Reply, judge

KEY = "kunci-uji"
USER_NAME, PASSWORD = "oss-uji", "sandi-uji"
GOLDEN = Path(__file__).parent / "golden"
AT = datetime(2026, 10, 6, 2, 0, tzinfo=UTC)
NIB = "9120000000017"


def golden(name: str) -> Any:
    """A message as it is kept beside the tests: {"request", "answer"}."""
    return json.loads((GOLDEN / f"{name}.json").read_text())


class StandIn:
    """The stand-in with one licence, its time the tests'; an `Oss` for the portal's services."""

    configured = True

    def __init__(self, clock: Callable[[], datetime] = lambda: AT, *, nib: str = NIB, **more: Any) -> None:
        self.hub = Hub(real_time=clock)
        self.message = data_nib(Wanted(nib, "PT Contoh", "10721", **more), self.hub.now, self.hub.next_number())
        self.hub.admit(self.message)
        (self.licence,) = self.hub.licences.values()
        self.app: Flask = create_app(settings(), self.hub)
        self.sent: list[tuple[str, Mapping[str, Any]]] = []

    def send(self, method: str, message: Mapping[str, Any]) -> Reply:
        """As the client does, without a network."""
        self.sent.append((method, message))
        answer = self.ask(method, message)
        return judge(method, answer.status_code, answer.data)

    def ask(self, method: str, message: Any, **headers: str) -> Any:
        """One call; `headers` are added to the key, or overrule it."""
        told = {"user_key": KEY} | {name.replace("_", "-"): value for name, value in headers.items() if value}
        return self.app.test_client().post(f"{BASE}/{method}", json=message, headers=told)

    def status(self, code: str, at: str = "", **more: Any) -> Any:
        """receiveLicenseStatus of the licence; each at a second of its own unless `at` names one."""
        self.hub.numbers += 1
        return self.ask("receiveLicenseStatus", {"IZINSTATUS": self.message_of(code, at, **more)})

    def message_of(self, code: str, at: str = "", **more: Any) -> dict[str, Any]:
        """The inside of such a message."""
        one = self.licence
        return {
            "nib": one.nib,
            "id_produk": "",
            "id_proyek": one.id_proyek,
            "oss_id": one.oss_id,
            "id_izin": one.id_izin,
            "kd_izin": one.kd_izin,
            "kd_instansi": "019",
            "kd_status": code,
            "tgl_status": at or f"2026-10-06 09:00:{self.hub.numbers % 60:02d}",
            "nip_status": "000000000000000000",
            "nama_status": "Petugas Contoh",
            "keterangan": "",
        } | more

    def through(self, *codes: str) -> list[int]:
        """The HTTP status of one status after the other."""
        return [int(self.status(code).status_code) for code in codes]


def settings(recipient: str = "http://127.0.0.1:1/api/oss") -> Settings:
    """What the stand-in is started with."""
    return Settings(KEY, Recipient(recipient, USER_NAME, PASSWORD))


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """An application on a port of this machine; its address."""
    server = server_for(app, 0)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join(10)
        server.server_close()
