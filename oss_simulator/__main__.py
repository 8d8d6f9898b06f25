"""`python -m oss_simulator --port 8090`: starts the stand-in on this machine."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from pathlib import Path

import waitress

from oss_simulator.hub import Hub
from oss_simulator.pushing import Recipient
from oss_simulator.web import BASE, Settings, create_app


def main() -> None:
    """Read the command line, then serve on 127.0.0.1 until told to stop."""
    options = argparse.ArgumentParser(prog="oss_simulator", description="Peraga OSS-RBA untuk demo dan uji.")
    options.add_argument("--port", type=int, default=8090)
    options.add_argument("--portal", default="http://127.0.0.1:8000/api/oss", help="ke mana receiveNIB dikirim")
    options.add_argument("--state", type=Path, default=None, help="berkas SQLite; tanpa ini hanya di memori")
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
    waitress.serve(create_app(settings, hub), listen=f"127.0.0.1:{given.port}", threads=4, ident=None)


if __name__ == "__main__":
    main()
