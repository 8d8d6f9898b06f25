"""The portal as a process of its own with a mail server beside it, and the Chromium that visits it."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from secrets import token_urlsafe
from typing import Any

import pytest
from aiosmtpd.controller import Controller

ROOT = Path(__file__).parents[2]
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
OWN_SETTINGS = ("SECRET_KEY", "SECRET_KEY_FALLBACKS", "TRUSTED_HOSTS", "TRUSTED_PROXIES", "BASE_URL", "DATABASE_URL")


class Mails:
    """A mail server's view: every message that was handed to it."""

    def __init__(self) -> None:
        self.received: list[EmailMessage] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Take a message in."""
        self.received.append(message_from_bytes(envelope.content, policy=default))
        return "250 OK"

    def to(self, recipient: str) -> list[EmailMessage]:
        """The messages to one address (its spelling aside), oldest first."""
        return [message for message in list(self.received) if message["To"].casefold() == recipient.casefold()]

    def wait_for(self, recipient: str, subject: str, *, seconds: float = 25) -> str:
        """The text of the newest message to that address whose subject holds those words."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for message in reversed(self.to(recipient)):
                if subject in message["Subject"]:
                    body = message.get_body(("plain",))
                    assert body is not None
                    return str(body.get_content())
            time.sleep(0.1)
        there = [message["Subject"] for message in self.to(recipient)]
        raise AssertionError(f"no mail “{subject}” came to {recipient} within {seconds} s; there are: {there}")


@dataclass
class Portal:
    """A running portal."""

    url: str
    environment: dict[str, str]
    log: Path
    mails: Mails = field(default_factory=Mails)

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run `flask --app app …` on the same installation."""
        command = [sys.executable, "-m", "flask", "--app", "app", *words]
        return subprocess.run(
            command, cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=120, check=False
        )

    def told(self) -> str:
        """What the server and its worker have written."""
        return self.log.read_text(errors="replace")


def free_port() -> int:
    """A port on which nobody listens just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def free_pair() -> int:
    """A port on which nobody listens, nor on the next one, where the stand-in for OSS is served."""
    for _attempt in range(100):
        port = free_port()
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port + 1))
            except (OSError, OverflowError):
                continue
        return port
    pytest.fail("no two free ports stand side by side", pytrace=False)


@contextmanager
def running_portal(folder: Path, *, demo: bool = True) -> Iterator[Portal]:
    """Serve a fresh demo from `folder` as `make run` does, its mails going to a real SMTP server of ours.

    Without `demo` it is an installation of its own with nobody in it.
    """
    mails = Mails()
    mail_server = Controller(mails, hostname="127.0.0.1", port=free_port())
    mail_server.start()
    port = free_pair()
    environment = {key: value for key, value in os.environ.items() if key not in OWN_SETTINGS}
    environment.pop("SIINAS_DEMO", None)
    environment |= {"SIINAS_DEMO": "1"} if demo else {"SECRET_KEY": token_urlsafe(48)}
    environment |= {
        "INSTANCE_DIR": str(folder / "instance"),
        "STORAGE_DIR": str(folder / "files"),
        "PORT": str(port),
        "SMTP_URL": f"smtp://127.0.0.1:{mail_server.port}",
        "PYTHONUNBUFFERED": "1",
    }
    portal = Portal(f"http://127.0.0.1:{port}", environment, folder / "server.log", mails)
    with portal.log.open("w") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "flask", "--app", "app", "serve"],
            cwd=ROOT,
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            _wait_until_it_answers(portal, server)
            yield portal
        finally:
            _stop(server)
            mail_server.stop()


def _wait_until_it_answers(portal: Portal, server: subprocess.Popen[bytes], seconds: float = 180) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if server.poll() is not None:
            pytest.fail(f"the portal did not start:\n{portal.told()}", pytrace=False)
        try:
            with urllib.request.urlopen(portal.url, timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"the portal did not answer within {seconds} s:\n{portal.told()}", pytrace=False)


def _stop(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    try:
        server.wait(20)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait(10)
    try:
        # Its worker, should the server not have ended it.
        os.killpg(server.pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def find_chromium(own: str) -> str:
    """CHROMIUM, else one on the PATH, else Playwright's own (fetched once); fails with one line where there is none."""
    named = os.environ.get("CHROMIUM", "")
    if named:
        found = shutil.which(named)
        if found is None:
            pytest.fail(f"CHROMIUM is {named}, but no program is there.", pytrace=False)
        return found
    for name in NAMES:
        found = shutil.which(name)
        if found is not None:
            return found
    if not Path(own).exists():
        fetch = [sys.executable, "-m", "playwright", "install", "chromium"]
        subprocess.run(fetch, capture_output=True, timeout=600, check=False)
    if not Path(own).exists():
        pytest.fail(
            "No Chromium was found: set CHROMIUM, or run `apt-get install chromium` or `playwright install chromium`.",
            pytrace=False,
        )
    return own
