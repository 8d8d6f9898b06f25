"""One running portal for all journeys, and visitors whose every fault fails the test."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.journeys.server import Portal, find_chromium, running_portal
from tests.journeys.visitor import WIDE, Visitor

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
]

MakeVisitor = Callable[..., Visitor]


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """The browser, started once, and gone with the last journey: its loop must not run under other tests."""
    with sync_playwright() as playwright:
        program = find_chromium(playwright.chromium.executable_path)
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """The portal with its worker, served from a fresh folder; its log must stay free of faults."""
    with running_portal(tmp_path_factory.mktemp("portal")) as running:
        yield running
    assert "Traceback" not in running.told(), running.told()


@pytest.fixture
def visitor(chromium: Browser, portal: Portal) -> Iterator[MakeVisitor]:
    """`visitor("staf")`: someone with a browser window of their own; `script=False` switches JavaScript off."""
    made: list[Visitor] = []

    def make(label: str = "", *, script: bool = True, **options: object) -> Visitor:
        context = chromium.new_context(
            viewport=WIDE,
            locale="id-ID",
            timezone_id="Asia/Jakarta",
            java_script_enabled=script,
            accept_downloads=True,
            **options,
        )
        made.append(Visitor(context, portal, label, script=script))
        return made[-1]

    yield make
    faults = [f"{one.label}: {fault}" for one in made for fault in one.faults]
    for one in made:
        one.context.close()
    assert not faults, "\n".join(faults)
