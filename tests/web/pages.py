"""What tests read from a page: its faults with their places, its forms as a browser would send them, its mails."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

from bs4 import BeautifulSoup, Tag
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from siinas.operations.outbox import deliver, lease_due
from siinas.operations.work import Work
from tests.web.world import World, read


def faults(answer: TestResponse) -> dict[str, str]:
    """The error summary: the id that each line leads to, and what it says; every id must be on the page."""
    page = read(answer)
    summary = page.select_one("[data-error-summary]")
    if summary is None:
        return {}
    assert summary.get("role") == "alert"
    found: dict[str, str] = {}
    for number, line in enumerate(summary.select("li")):
        link = line.find("a")
        key = str(link["href"]).removeprefix("#") if isinstance(link, Tag) else f"({number})"
        if isinstance(link, Tag):
            assert page.find(id=key) is not None, f"the summary leads to #{key}, which is not on the page"
        found[key] = " ".join(line.get_text(" ").split())
    for bad in page.select("[aria-invalid=true]"):
        for described in str(bad.get("aria-describedby", "")).split():
            assert page.find(id=described) is not None, f"{bad['id']} is described by {described}, which is missing"
    return found


def form_of(page: BeautifulSoup, selector: str = "main form[method=post]") -> dict[str, str]:
    """What a form would send if nobody touched it; files left out."""
    form: dict[str, str] = {}
    for field in fields_of(page, selector):
        if field.name == "select":
            chosen = field.find("option", selected=True) or field.find("option")
            form[str(field["name"])] = str(chosen.get("value", "")) if isinstance(chosen, Tag) else ""
        elif field.name == "textarea":
            form[str(field["name"])] = re.sub(r"^\r?\n", "", field.get_text())
        elif field.get("type") in {"radio", "checkbox"}:
            if field.has_attr("checked"):
                form[str(field["name"])] = str(field["value"])
        elif field.get("type") not in {"file", "submit"}:
            form[str(field["name"])] = str(field.get("value", ""))
    form.pop("csrf_token", None)
    return form


def fields_of(page: BeautifulSoup, selector: str) -> Iterator[Tag]:
    """The named fields of a form, the disabled ones left out."""
    form = page.select_one(selector)
    assert form is not None, f"no {selector}"
    for field in form.select("input[name], textarea[name], select[name]"):
        if not field.has_attr("disabled"):
            yield field


def upload(content: bytes, name: str = "berkas.pdf") -> tuple[io.BytesIO, str]:
    """A file as the test client sends it."""
    return io.BytesIO(content), name


def work_in(world: World, session: Session) -> Work:
    """The system's work in the world, at its time."""
    return Work(session, world.surroundings, clock=world.clock)


def deliver_mails(world: World) -> int:
    """Let the worker do what waits; how many jobs that were."""
    with Session(world.engine) as session:
        work = work_in(world, session)
        due = lease_due(work, most=200)
        return sum(deliver(work, row_id) for row_id in due)


def newest_mail(world: World, recipient: str) -> str:
    """The words of the newest mail to an address."""
    deliver_mails(world)
    body = world.mailbox.to(recipient)[-1].get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def link_in(mail: str) -> str:
    """The path of the one-time link in a mail."""
    found = re.search(r"http://127\.0\.0\.1:8000(/\S+/[\w-]{40,})", mail)
    assert found is not None, mail
    return found[1]


def masked_page(answer: TestResponse) -> str:
    """A page without nonce and token."""
    text = re.sub(r'nonce="[^"]+"', "nonce", answer.text)
    return re.sub(r'(name="csrf_token" value=")[^"]+', r"\1", text)
