"""`python -m oss_simulator --port 8090`: starts the stand-in on this machine."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from pathlib import Path

from oss_simulator.hub import Hub
from oss_simulator.pushing import Recipient
from oss_simulator.serving import server_for
from oss_simulator.web import BASE, Settings, create_app


def main() -> None:
    """Read the command line, then serve on 127.0.0.1 until told to stop."""
    options = argparse.ArgumentParser(prog="oss_simulator", description="Peraga OSS-RBA untuk demo dan uji.")
    told = os.environ
    options.add_argument("--port", type=int, default=told.get("OSS_SIMULATOR_PORT", "8090"))
    address = told.get("OSS_SIMULATOR_PORTAL", "http://127.0.0.1:8000/api/oss")
    options.add_argument("--portal", default=address, help="ke mana receiveNIB dikirim")
    kept = told.get("OSS_SIMULATOR_STATE")
    options.add_argument("--state", type=Path, default=kept, help="berkas SQLite; tanpa ini hanya di memori")
    options.add_argument("--limit-days", type=int, default=20, help="batas waktu layanan dalam hari")
    given = options.parse_args()
    # Keys come by the environment: a command line is readable by everybody on the machine.
    settings = Settings(
        os.environ.get("OSS_USER_KEY", "kunci-peraga"),
        Recipient(
            given.portal,
            os.environ.get("OSS_PUSH_USERNAME", "oss-peraga"),
            os.environ.get("OSS_PUSH_PASSWORD", "sandi-peraga"),
        ),
    )
    hub = Hub(limit_days=given.limit_days, file=given.state)
    hub.load()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    print(f"Peraga OSS berjalan di http://127.0.0.1:{given.port}{BASE}  (Ctrl+C untuk berhenti)")  # noqa: T201
    with server_for(create_app(settings, hub), given.port) as server:
        server.serve_forever()


if __name__ == "__main__":
    main()
