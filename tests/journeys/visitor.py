"""A person at a browser: opens pages, fills forms by the names of their fields, and notes all that went wrong."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, ConsoleMessage, Download, Locator, Page, Request, Response, expect

from tests.journeys.server import Portal

PASSWORD = "demo siinas 2026"
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 375, "height": 740}
TELL_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) =>
  window.tellViolation(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));
"""
SHOW_PICTURES = """() => Promise.all(Array.from(document.images, (image) => {
  image.loading = "eager";
  return image.decode().catch(() => null);
}))"""

Upload = Mapping[str, Any]


def pdf(name: str, content: bytes) -> Upload:
    """A PDF as a file chooser takes it."""
    return {"name": name, "mimeType": "application/pdf", "buffer": content}


def shots_folder() -> Path | None:
    """Where pictures go: nowhere unless SHOTS is set; SHOTS=1 means /tmp/shots."""
    wanted = os.environ.get("SHOTS", "")
    if not wanted:
        return None
    folder = Path("/tmp/shots" if wanted == "1" else wanted)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


class Visitor:
    """One person with one browser window."""

    def __init__(self, context: BrowserContext, portal: Portal, label: str, *, script: bool) -> None:
        self.context, self.portal, self.label, self.script = context, portal, label, script
        self.faults: list[str] = []
        self.expected: tuple[str, ...] = ()
        context.expose_function("tellViolation", lambda text: self.faults.append(f"CSP: {text}"))
        context.add_init_script(TELL_VIOLATIONS)
        context.on("request", self._requested)
        context.on("response", self._answered)
        context.set_default_timeout(15_000)
        self.page: Page = context.new_page()
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.faults.append(f"script error: {error}"))

    # What must not happen

    def _requested(self, request: Request) -> None:
        if not request.url.startswith((self.portal.url + "/", "data:", "blob:", "about:")):
            self.faults.append(f"request to another host: {request.url}")

    def _answered(self, response: Response) -> None:
        if response.status >= 500:
            self.faults.append(f"{response.status} on {response.url}")

    def _said(self, message: ConsoleMessage) -> None:
        meant = message.text.startswith("Failed to load resource") and any(one in message.text for one in self.expected)
        if message.type in {"error", "warning"} and not meant:
            self.faults.append(f"console {message.type}: {message.text} ({self.page.url})")

    # Going about

    def open(self, path: str) -> None:
        """Go to an address of the portal."""
        self.page.goto(self.portal.url + path if path.startswith("/") else path)

    def sign_in(self, user_name: str, password: str = PASSWORD) -> None:
        """Sign in on the page Masuk."""
        self.open("/masuk")
        self.fill({"user_name": user_name, "password": password})
        self.press("Masuk")
        expect(self.page.locator(".head-menu-person").or_(self.page.get_by_text("Nanti saja")).first).to_be_visible()

    def sign_out(self) -> None:
        """Leave through the menu of the account."""
        self.page.locator(".head-menu-person > summary").click()
        self.press("Keluar")
        expect(self.page.get_by_role("link", name="Masuk", exact=True)).to_be_visible()

    def heading(self, text: str) -> None:
        """The page has this h1."""
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(text)

    def sees(self, *texts: str) -> None:
        """Each text stands on the page, visible."""
        for text in texts:
            expect(self.page.locator("main").get_by_text(text).filter(visible=True).first).to_be_visible()

    def sees_not(self, text: str) -> None:
        """The text stands nowhere in the content."""
        expect(self.page.locator("main").get_by_text(text)).to_have_count(0)

    def link(self, name: str, *, within: str = "main") -> None:
        """Follow a link by its words."""
        self.page.locator(within).get_by_role("link", name=name).first.click()

    def menu(self, name: str) -> None:
        """Follow an entry of the side menu; a count of what waits may stand behind its words."""
        toggle = self.page.locator("details.side-toggle:not([open]) > summary")
        if toggle.is_visible():
            toggle.click()
        words = re.compile(rf"^{re.escape(name)}(\s*,.*)?$")
        self.page.get_by_role("navigation", name="Menu utama").get_by_role("link", name=words).click()

    def button(self, name: str) -> Locator:
        """A button that people see, by its words."""
        return self.page.get_by_role("button", name=name, exact=True).filter(visible=True).first

    def press(self, name: str) -> None:
        """Press a button."""
        self.button(name).click()

    def press_and_confirm(self, name: str, *, double: bool = False) -> None:
        """Press a button that asks first, and say yes: in the dialog, or without script on the page that asks."""
        self.press(name)
        place = self.page.get_by_role("dialog") if self.script else self.page.locator("main form")
        yes = place.get_by_role("button", name=name, exact=True)
        if not self.script:
            expect(self.page.get_by_role("link", name="Batal")).to_be_visible()
        if double:
            yes.dblclick(no_wait_after=True)
        else:
            yes.click()

    # Forms

    def fill(self, values: Mapping[str, Any], before: str = "") -> None:
        """Fill fields by name, whatever their kind; a list's rows are named `list-0-field`."""
        for name, value in values.items():
            field = self.page.locator(f'[name="{before}{name}"]')
            if field.count() == 2 and field.first.evaluate("(one) => one.tagName") == "SELECT":
                self._choose_in_two_steps(field, value)
            else:
                self._fill_one(field, value)

    def _choose_in_two_steps(self, field: Locator, code: str) -> None:
        """The region above, then the region itself, once it is offered."""
        field.first.select_option(code[:-2])
        if not self.script:
            field.last.locator("xpath=..").get_by_role("button").click()
        expect(field.last.locator(f'option[value="{code}"]')).to_be_attached()
        field.last.select_option(code)

    def _fill_one(self, field: Locator, value: Any) -> None:
        tag = field.first.evaluate("(element) => element.tagName + ':' + (element.type || '')")
        if tag == "INPUT:radio":
            field.and_(self.page.locator(f'[value="{value}"]')).check()
        elif tag == "INPUT:file":
            field.set_input_files(value)
        elif tag.startswith("SELECT"):
            field.select_option(value)
        else:
            field.fill(value)

    def holds(self, values: Mapping[str, str]) -> None:
        """Fields have these values."""
        for name, value in values.items():
            expect(self.page.locator(f'[name="{name}"]').last).to_have_value(value)

    def chosen(self, name: str, value: str) -> None:
        """Of several options this one is chosen."""
        expect(self.page.locator(f'[name="{name}"]:checked, select[name="{name}"]')).to_have_value(value)

    def rows(self, number: int, *, of: str) -> None:
        """A repeating list has that many rows."""
        expect(self.page.locator(f"#{of} > .row-card")).to_have_count(number)

    def zeros(self, of: str) -> None:
        """Put zeros into the blank cells of a grid."""
        self.page.locator(f"#{of}").get_by_role("button", name="Isi 0").click()

    def usual(self, of: str) -> None:
        """Choose what is usual in the blank rows of a grid."""
        self.page.locator(f"#{of}").get_by_role("button", name="pada yang belum dipilih").click()

    def totals(self, of: str, *sums: str) -> None:
        """The last row of a grid holds these sums."""
        expect(self.page.locator(f"#{of} tfoot output")).to_have_text(list(sums))

    def error(self, text: str) -> None:
        """The summary on top holds a link to a field whose message has this text, and the field shows it too."""
        entry = self.page.locator(".error-summary a").filter(has_text=text).first
        expect(entry).to_be_visible()
        target = entry.get_attribute("href")
        assert target, "the summary leads nowhere"
        expect(self.page.locator(f'[id="{target[1:]}"]')).to_be_attached()
        expect(self.page.locator(".field-error").filter(has_text=text).first).to_be_visible()

    def download(self, trigger: Locator) -> tuple[str, bytes]:
        """Name and content of what a click brings."""
        with self.page.expect_download() as coming:
            trigger.click()
        download: Download = coming.value
        return download.suggested_filename, Path(download.path()).read_bytes()

    # Pictures

    def shot(self, name: str) -> None:
        """Pictures of the whole page at both widths, for people to look at (only with SHOTS)."""
        folder = shots_folder()
        if folder is None:
            return
        self.page.evaluate(SHOW_PICTURES)
        for size in (WIDE, NARROW):
            self.page.set_viewport_size(size)
            self.page.evaluate("window.scrollTo(0, 0)")
            # Hiding the caret would leave style attributes behind, which the page's own policy then complains about.
            picture = folder / f"{name}-{size['width']}.png"
            self.page.screenshot(path=picture, full_page=True, caret="initial")
        self.page.set_viewport_size(WIDE)
