"""No demo: the first officer's link, password, second factor and recovery codes, each page inspected."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pyotp
import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.conftest import Portal
from tests.journeys.server import running_portal
from tests.journeys.test_accessibility import Inspection
from tests.journeys.visitor import WIDE, Visitor

PASSWORD = "kuda laut biru mendaki bukit"
OFFICER = (
    "petugas.satu",
    "--name",
    "Petugas Satu",
    "--email",
    "satu@kementerian.example.test",
    "--role",
    "administrator",
)


@pytest.fixture
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """A portal with nobody in it."""
    with running_portal(tmp_path_factory.mktemp("installation"), demo=False) as running:
        yield running
    assert "Traceback" not in running.told(), running.told()


def code_after(secret: str, used: str) -> str:
    """A code that was not used yet, as each opens the door once: this half minute's, else that of the next one."""
    totp, present = pyotp.TOTP(secret), time.time()
    return next(code for code in (totp.at(present), totp.at(present + totp.interval)) if code != used)


def test_the_first_officer(chromium: Browser, installation: Portal) -> None:
    context = chromium.new_context(viewport=WIDE, locale="id-ID", timezone_id="Asia/Jakarta")
    visitor = Visitor(context, installation, "petugas-pertama", script=True)
    visitor.expected = ("404",)
    look, page = Inspection(visitor), visitor.page
    made = installation.command("officer", "create", *OFFICER)
    assert made.returncode == 0, made.stderr
    link = made.stdout.strip().splitlines()[-1]
    assert link.startswith(f"{installation.url}/kata-sandi/")

    visitor.open("/")
    expect(page.get_by_text("demo", exact=False)).to_have_count(0)
    visitor.open(link)
    look.look("tautan pertama")
    visitor.fill({"new_password": "pendek", "again": "lain"})
    visitor.press("Simpan kata sandi")
    look.look("kata sandi pertama, salah")
    visitor.fill({"new_password": PASSWORD, "again": PASSWORD})
    visitor.press("Simpan kata sandi")
    visitor.open(link)
    look.look("tautan yang sudah dipakai")
    visitor.sees_not(PASSWORD)

    visitor.open("/masuk")
    visitor.fill({"user_name": OFFICER[0], "password": PASSWORD})
    visitor.press("Masuk")
    visitor.heading("Pasang aplikasi autentikator")
    look.look("memasang faktor kedua")
    secret = (page.locator("[data-secret]").text_content() or "").replace(" ", "")
    visitor.fill({"code": "000000"})
    visitor.press("Simpan dan masuk")
    look.look("memasang faktor kedua, salah")
    used = code_after(secret, "000000")
    visitor.fill({"code": used})
    visitor.press("Simpan dan masuk")
    visitor.heading("Simpan kode pemulihan Anda")
    look.look("kode pemulihan")
    recovery = [text.strip() for text in page.locator("main ol .digest").all_text_contents()]
    assert len(recovery) == len(set(recovery)) == 10
    visitor.link("Sudah saya simpan, lanjutkan")
    visitor.heading("Keadaan sistem")
    look.look("keadaan sistem, kosong")
    look.visit("/sistem/jurnal/", "/sistem/kotak-keluar/", "/sistem/orang/")
    visitor.sign_out()

    visitor.open("/masuk")
    visitor.fill({"user_name": OFFICER[0], "password": PASSWORD})
    visitor.press("Masuk")
    visitor.heading("Kode dari aplikasi autentikator")
    look.look("kode")
    visitor.fill({"code": used})
    visitor.press("Masuk")
    look.look("kode yang sudah dipakai")
    visitor.link("Pakai kode pemulihan", within="body")
    look.look("dengan kode pemulihan")
    visitor.fill({"recovery_code": recovery[3]})
    visitor.press("Masuk")
    visitor.heading("Keadaan sistem")
    visitor.sees("tersisa 9")
    visitor.sign_out()

    visitor.open("/masuk")
    visitor.fill({"user_name": OFFICER[0], "password": PASSWORD})
    visitor.press("Masuk")
    visitor.fill({"code": code_after(secret, used)})
    visitor.press("Masuk")
    visitor.heading("Keadaan sistem")
    context.close()
    assert not look.found + visitor.faults, "\n".join(look.found + visitor.faults)
