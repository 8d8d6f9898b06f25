"""The words of the mails: plain text templates, the subject in their first line."""

from __future__ import annotations

from collections.abc import Mapping
from email.message import EmailMessage
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

TEMPLATES = Path(__file__).parents[2] / "templates" / "mail"


@cache
def _environment() -> Environment:
    # Plain text, so nothing is escaped for HTML; the headers are guarded below.
    options = {"undefined": StrictUndefined, "autoescape": False, "keep_trailing_newline": True}
    return Environment(loader=FileSystemLoader(TEMPLATES), **options)  # type: ignore[arg-type]  # noqa: S701


def compose(template: str, recipient: str, base_url: str, facts: Mapping[str, Any]) -> EmailMessage:
    """A mail of `template` to `recipient`, without sender and date yet."""
    text = _environment().get_template(f"{template}.txt").render(base_url=base_url, **facts)
    subject, _, body = text.partition("\n")
    message = EmailMessage()
    message["To"] = recipient
    message["Subject"] = " ".join(subject.removeprefix("Perihal:").split())
    message.set_content(body.lstrip("\n"))
    return message
