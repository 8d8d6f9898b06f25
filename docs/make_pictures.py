"""Takes the pictures of the README from a fresh demo: `make pictures`.

Pages are found as a person finds them, by address and by the words on them, so that a change of the look only needs
another run. A page that cannot be found, or a picture that is too heavy for a README, ends the run with a sentence.
"""

from __future__ import annotations

import io
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Locator, Page, sync_playwright

ROOT = Path(__file__).parents[1]
PICTURES = Path(__file__).parent / "pictures"
PASSWORD = "demo siinas 2026"  # noqa: S105 - the published password of invented accounts
WIDE, PHONE = (1280, 960), (375, 740)
HEAVIEST = 300_000
"""Bytes that a picture may have."""
START_SECONDS = 180
PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
PRODUCTION = ("SECRET_KEY", "SECRET_KEY_FALLBACKS", "TRUSTED_HOSTS", "TRUSTED_PROXIES", "BASE_URL", "DATABASE_URL")
"""Settings beside which the demo refuses to start, or which would lead it to other data."""

PROCESS = "laporan-produksi"
WIZARD_PAGE = "Kapasitas"


def company_tasks(page: Page, url: str) -> None:
    """The task list of a report that is being filled in."""
    sign_in(page, url, "staf")
    page.goto(f"{url}/perusahaan/{PROCESS}/")
    page.locator("tbody tr").filter(has_text="Konsep").get_by_role("link").first.click()
    page.get_by_text("Surat pernyataan").first.wait_for()


def wizard(page: Page, url: str) -> None:
    """A page of the wizard."""
    company_tasks(page, url)
    page.locator("main").get_by_role("link", name=WIZARD_PAGE).first.click()
    page.get_by_role("heading", level=1, name=WIZARD_PAGE).wait_for()


def company_home(page: Page, url: str) -> None:
    """The first page of a company: what is lacking, and what that blocks."""
    sign_in(page, url, "pemilik")
    page.goto(f"{url}/perusahaan/")
    page.get_by_role("heading", level=1).first.wait_for()


def nib_comparison(page: Page, url: str) -> None:
    """What was read from the NIB beside what is recorded."""
    sign_in(page, url, "pemilik")
    page.goto(f"{url}/perusahaan/nib/")
    page.get_by_role("heading", name="Bandingkan dengan NIB").first.wait_for()


def officer_review(page: Page, url: str) -> None:
    """A report as the verifier sees it; one that came back with changes, where there is one."""
    sign_in(page, url, "verifikator")
    page.goto(f"{url}/petugas/{PROCESS}/")
    links = page.locator("tbody tr").get_by_role("link")
    links.first.wait_for()
    for address in [link.get_attribute("href") for link in links.all()]:
        page.goto(f"{url}{address}")
        if page.get_by_text("berubah sejak kiriman sebelumnya").count():
            break
    page.get_by_text("Teruskan ke Validator").first.wait_for()


def monitoring(page: Page, url: str) -> None:
    """Who has reported of a period, and who has not."""
    sign_in(page, url, "supervisor")
    page.locator("nav").get_by_role("link", name="Pemantauan Pelaporan").first.dispatch_event("click")
    page.get_by_role("heading", level=1, name="Pemantauan Pelaporan").wait_for()


def licences(page: Page, url: str) -> None:
    """The service cards, one unfolded."""
    sign_in(page, url, "pemilik")
    page.goto(f"{url}/perusahaan/e-licensing/")
    page.locator("details.card-more summary").first.click()


def visit(page: Page, url: str) -> None:
    """A page of the visit sheet beside the application."""
    sign_in(page, url, "lapangan")
    page.goto(f"{url}/petugas/vsku/")
    page.locator("tbody tr").get_by_role("link").first.click()
    page.get_by_role("link", name="Isi Lembar kunjungan").click()
    page.locator("main").get_by_role("link", name="Yang dilihat").first.click()
    page.locator(".beside-pages summary").filter(has_text="Produk dan kapasitas").click()


SHOTS: tuple[tuple[str, tuple[int, int], Callable[[Page, str], None]], ...] = (
    ("company-home", WIDE, company_home),
    ("nib-comparison", WIDE, nib_comparison),
    ("company-tasks", WIDE, company_tasks),
    ("company-wizard", WIDE, wizard),
    ("officer-review", WIDE, officer_review),
    ("monitoring", WIDE, monitoring),
    ("company-wizard-phone", PHONE, wizard),
    ("licences", WIDE, licences),
    ("licence-visit", WIDE, visit),
    ("licence-visit-phone", PHONE, visit),
)


def sign_in(page: Page, url: str, user_name: str) -> None:
    """Sign in as one of the demo's people."""
    page.goto(f"{url}/masuk")
    labelled(page, "Nama pengguna").fill(user_name)
    labelled(page, "Kata sandi").fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Masuk").click()
    page.wait_for_url(lambda address: not address.startswith(f"{url}/masuk"))


def labelled(page: Page, label: str) -> Locator:
    """The input of a label, whatever mark for "required" the label carries."""
    return page.locator("main").get_by_label(label).and_(page.locator("input")).first


def take(browser: Browser, url: str, size: tuple[int, int], show: Callable[[Page, str], None]) -> bytes:
    """The picture of one page, in a browser window of its own."""
    width, height = size
    context = browser.new_context(
        viewport={"width": width, "height": height},
        locale="id-ID",
        timezone_id="Asia/Jakarta",
        reduced_motion="reduce",
    )
    context.set_default_timeout(20_000)
    page = context.new_page()
    show(page, url)
    page.wait_for_load_state("networkidle")
    page.evaluate("document.activeElement?.blur(); window.scrollTo(0, 0); document.fonts.ready")
    picture = page.screenshot()
    context.close()
    return light(picture)


def light(picture: bytes) -> bytes:
    """The picture with 256 colours, which is what a page of text has."""
    out = io.BytesIO()
    Image.open(io.BytesIO(picture)).convert("RGB").quantize(256, dither=Image.Dither.NONE).save(
        out, "PNG", optimize=True
    )
    return out.getvalue()


@contextmanager
def demo() -> Iterator[str]:
    """The address of a fresh demo in a folder of its own, as `make run` starts it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory(prefix="siinas-pictures-", ignore_cleanup_errors=True) as folder:
        instance = Path(folder) / "instance"
        environment = {name: value for name, value in os.environ.items() if name not in (*PRODUCTION, "SMTP_URL")}
        environment |= {
            "SIINAS_DEMO": "1",
            "INSTANCE_DIR": str(instance),
            "STORAGE_DIR": str(instance / "files"),
            "PORT": str(port),
        }
        log = Path(folder) / "server.log"
        with log.open("w") as written:
            server = subprocess.Popen(
                [sys.executable, "-m", "flask", "--app", "app", "serve"],
                cwd=ROOT,
                env=environment,
                stdout=written,
                stderr=subprocess.STDOUT,
            )
            try:
                wait_for(url, server, log)
                yield url
            finally:
                server.terminate()
                server.wait(20)


def wait_for(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    """Return once the demo answers."""
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and server.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=2):  # noqa: S310 - this machine's own address
                return
        except OSError:
            time.sleep(0.2)
    sys.exit(f"The demo did not start:\n{log.read_text()}")


def chromium(own: str) -> str:
    """CHROMIUM, else one on the PATH, else Playwright's own."""
    wanted = os.environ.get("CHROMIUM", "")
    for name in (wanted,) if wanted else (*PROGRAMS, own):
        if found := shutil.which(name):
            return found
    sys.exit(f"No Chromium was found ({wanted or 'on the PATH'}): set CHROMIUM or run `playwright install chromium`.")


def main() -> None:
    """Take all pictures."""
    PICTURES.mkdir(exist_ok=True)
    with demo() as url, sync_playwright() as playwright:
        program = chromium(playwright.chromium.executable_path)
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        for name, size, show in SHOTS:
            picture = take(browser, url, size, show)
            if len(picture) > HEAVIEST:
                sys.exit(f"{name}.png has {len(picture)} bytes; at most {HEAVIEST} are wanted.")
            (PICTURES / f"{name}.png").write_bytes(picture)
            sys.stdout.write(f"docs/pictures/{name}.png  {len(picture) // 1000} kB\n")
        browser.close()


if __name__ == "__main__":
    main()
