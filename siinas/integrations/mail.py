"""Sending mail: over SMTP where there is a server, into files where there is none."""

from __future__ import annotations

import smtplib
import ssl
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit


class Mailer(Protocol):
    """Anything that can send a mail; raises OSError or smtplib.SMTPException when it cannot."""

    def send(self, message: EmailMessage) -> None:
        """Hand the message over."""


class SmtpMailer:
    """`smtp://[user:password@]host[:port]` (STARTTLS where offered, and always with a password), `smtps://…`."""

    def __init__(self, url: str, *, timeout: float = 20) -> None:
        self.address = urlsplit(url)
        self.timeout = timeout

    def send(self, message: EmailMessage) -> None:
        """Send over a fresh connection, with the server's certificate checked."""
        host = self.address.hostname or "localhost"
        context = ssl.create_default_context()
        server: smtplib.SMTP
        if self.address.scheme == "smtps":
            server = smtplib.SMTP_SSL(host, self.address.port or 465, timeout=self.timeout, context=context)
        else:
            server = smtplib.SMTP(host, self.address.port or 25, timeout=self.timeout)
        with server:
            if self.address.scheme != "smtps":
                server.ehlo()
                if server.has_extn("starttls"):
                    server.starttls(context=context)
                elif self.address.password:
                    raise smtplib.SMTPNotSupportedError("the server offers no STARTTLS; the password is not sent")
            if self.address.username:
                server.login(unquote(self.address.username), unquote(self.address.password or ""))
            server.send_message(message)


class FileMailer:
    """Each mail as an `.eml` file in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, message: EmailMessage) -> None:
        """Write the mail; the name begins with the moment, so that names sort by time."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
        path = self.folder / f"{stamp}.eml"
        path.touch(mode=0o600)
        path.write_bytes(message.as_bytes(policy=SMTP))


def mailer_for(smtp_url: str, folder: Path) -> Mailer:
    """The mailer of this installation."""
    return SmtpMailer(smtp_url) if smtp_url else FileMailer(folder)
