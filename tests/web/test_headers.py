"""What every answer carries, whom it is given to, and that reading changes nothing."""

from __future__ import annotations

import logging
import re
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError
from werkzeug.test import TestResponse

from siinas.operations.work import Services
from tests.conftest import Clock
from tests.factories import PASSWORD
from tests.web.dumps import NOTED, OFFICIAL_LISTS, TECHNICAL, changed, dump
from tests.web.permission_matrix import ANYBODY, EVERYONE, MATRIX, OFFICERS
from tests.web.test_doors import query_for, values_for
from tests.web.world import HOST, Browser, World, read, running_portal, words

SANDBOXED = "default-src 'none'; sandbox; frame-ancestors 'none'"


def fail(**values: Any) -> None:
    """A view that breaks with everything that must not reach a page."""
    statement = "SELECT person.password_hash FROM person"
    raise OperationalError(statement, {"rahasia": "KANARI-RAHASIA"}, Exception("no such table: person"))


@pytest.fixture
def broken(world: World, caplog: pytest.LogCaptureFixture) -> World:
    """The world with one view that raises a database's error."""
    world.app.view_functions["own.account"] = fail
    caplog.set_level(logging.CRITICAL + 1)
    return world


def answers(world: World) -> dict[str, TestResponse]:
    """One answer of each class."""
    owner, nobody = world.of("owner"), world.browser()
    case = world.reports["verification"]
    found = {
        "200": nobody.get("/masuk"),
        "200 signed in": owner.get("/perusahaan/"),
        "302": nobody.get("/perusahaan/"),
        "302 after a form": owner.post("/perusahaan/pindah/", {"establishment": world.a.establishment_id}),
        "308": owner.get("/perusahaan"),
        "400": owner.post("/perusahaan/pindah/", {}, token=""),
        "403": owner.get("/petugas/"),
        "404": owner.get("/tidak/ada"),
        "404 row": owner.get("/perusahaan/contact-person/edit/?id=5000"),
        "404 link": nobody.get("/kata-sandi/tidak-ada"),
        "405": owner.get("/keluar"),
        "413": owner.post("/perusahaan/dokumen/new/", {"number": "9" * 3_000_000}),
        "500": owner.get("/akun"),
        "CSV": owner.get("/perusahaan/kapasitas/export/csv/"),
        "XLSX": owner.get(f"/perusahaan/laporan-produksi/{case}/ekspor/semua.xlsx"),
        "PDF": owner.post(f"/perusahaan/laporan-produksi/{world.reports['ready']}/pernyataan.pdf"),
        "HEAD": owner.client.head("/perusahaan/", base_url=HOST),
        "OPTIONS": owner.client.options("/perusahaan/", base_url=HOST),
    }
    for name, answer in found.items():
        if name[:3].isdigit():
            assert answer.status.startswith(name[:3]), f"{name}: {answer.status}"
        else:
            assert answer.status_code == 200, f"{name}: {answer.status}"
    return found


def test_every_class_of_answer_carries_the_headers(broken: World) -> None:
    for name, answer in answers(broken).items():
        headers, policy = answer.headers, answer.headers["Content-Security-Policy"]
        assert "unsafe" not in policy, name
        assert "default-src 'none'" in policy, name
        assert "frame-ancestors 'none'" in policy, name
        assert "http:" not in policy, name
        assert "*" not in policy, name
        assert headers["X-Content-Type-Options"] == "nosniff", name
        assert headers["X-Frame-Options"] == "DENY", name
        assert headers["Referrer-Policy"] in {"same-origin", "no-referrer"}, name
        assert headers["Cache-Control"] == "no-store", name
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin", name
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin", name
        assert "camera=()" in headers["Permissions-Policy"], name
        assert "Strict-Transport-Security" not in headers, "only over https"
        assert "Server" not in headers, name


def test_the_nonce_is_new_each_time_and_on_every_script(shared_world: World) -> None:
    seen = set()
    for address in ("/", "/masuk", "/registrasi", "/tidak/ada"):
        answer = shared_world.browser().get(address)
        nonce = re.search(r"'nonce-([\w-]{20,})'", answer.headers["Content-Security-Policy"])
        assert nonce is not None
        scripts = read(answer).find_all("script")
        assert scripts, "the pages bring scripts"
        assert {script.get("nonce") for script in scripts} == {nonce[1]}
        seen.add(nonce[1])
    assert len(seen) == 4


def test_files_are_downloads_in_a_sandbox(shared_world: World) -> None:
    owner = shared_world.of("owner")
    answer = owner.get(f"/berkas/{shared_world.files['akta']}")
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["Content-Type"] == "application/pdf"
    picture = owner.get(f"/berkas/{shared_world.files['akta']}/halaman/1.png")
    assert picture.data.startswith(b"\x89PNG")
    assert owner.get(f"/berkas/{shared_world.files['akta']}/halaman/2.png").status_code == 404
    for found in (answer, picture):
        assert found.headers["Content-Security-Policy"] == SANDBOXED
        assert found.headers["Cache-Control"] == "no-store"
        assert found.headers["X-Content-Type-Options"] == "nosniff"


def test_files_of_the_theme_may_be_kept(shared_world: World) -> None:
    answer = shared_world.browser().get("/static/css/portal.css")
    assert answer.headers["Cache-Control"] == "public, max-age=3600"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in answer.headers
    for address in ("/static/", "/static/../app.py", "/static/%2e%2e/app.py", "/.git/config", "/instance/siinas.db"):
        assert shared_world.browser().get(address).status_code == 404, address
    answer.close()


def test_an_error_tells_a_number_and_nothing_else(broken: World) -> None:
    answer = broken.of("owner").get("/akun")
    assert answer.status_code == 500
    number = read(answer).select_one(".request-id code")
    assert number is not None
    assert re.fullmatch(r"[0-9a-f]{32}", number.text)
    for secret in (
        "Traceback",
        "SELECT",
        "password_hash",
        "KANARI-RAHASIA",
        "OperationalError",
        "no such table",
        "sqlalche",
    ):
        assert secret not in answer.text, secret
    assert "Kesalahan ini ada di pihak kami" in answer.text


def test_the_log_holds_what_the_page_does_not(world: World, caplog: pytest.LogCaptureFixture) -> None:
    world.app.view_functions["own.account"] = fail
    answer = world.of("owner").get("/akun")
    number = read(answer).select_one(".request-id code")
    assert number is not None
    assert any(number.text in record.getMessage() for record in caplog.records)
    assert "no such table" in caplog.text


@pytest.mark.parametrize(
    ("host", "headers"),
    [
        ("jahat.example.test", {}),
        ("127.0.0.1.jahat.example.test", {}),
        ("127.0.0.1@jahat.example.test", {}),
        ("127.0.0.1:80,jahat.example.test", {}),
        ("", {}),
    ],
)
def test_a_foreign_host_is_not_served(shared_world: World, host: str, headers: dict[str, str]) -> None:
    client = shared_world.app.test_client()
    for address in ("/", "/masuk", "/perusahaan/", "/static/css/portal.css", "/tidak/ada"):
        answer = client.get(address, headers={"Host": host} | headers, base_url=HOST)
        assert answer.status_code in {400, 404}, f"{host}{address}: {answer.status}"
        assert "jahat" not in answer.text
        assert "jahat" not in answer.headers.get("Location", "")
        answer.close()


def test_forwarded_headers_count_only_behind_a_known_proxy(shared_world: World) -> None:
    client = shared_world.app.test_client()
    told = {"X-Forwarded-Host": "jahat.example.test", "X-Forwarded-Proto": "https", "X-Forwarded-For": "198.51.100.1"}
    answer = client.get("/perusahaan/", headers=told, base_url=HOST)
    assert answer.status_code == 302
    assert "jahat" not in f"{answer.headers}{answer.text}"


ELSEWHERE = (
    "//jahat.example.test",
    "///jahat.example.test",
    "////jahat.example.test/%2e%2e",
    "http://jahat.example.test",
    "https://jahat.example.test/perusahaan/",
    "HTTPS://jahat.example.test",
    "http:jahat.example.test",
    "https:/jahat.example.test",
    "ftp://jahat.example.test",
    "javascript:alert(1)",
    "JavaScript:alert(1)",
    "data:text/html,jahat",
    "\\\\jahat.example.test",
    "/\\jahat.example.test",
    "\\/jahat.example.test",
    "/\\/jahat.example.test",
    "/\t/jahat.example.test",
    "/\n/jahat.example.test",
    "/\r\n/jahat.example.test",
    "\t//jahat.example.test",
    " //jahat.example.test",
    "%2f%2fjahat.example.test",
    "jahat.example.test",
    "//127.0.0.1@jahat.example.test",
    "http://127.0.0.1.jahat.example.test/",
    "/perusahaan/\r\nLocation: http://jahat.example.test",
    "//[jahat",
    "/\t/[jahat",
    "/;@jahat.example.test//x",
)


def on_host(location: str) -> bool:
    """Whether a browser stays where it is."""
    return location.startswith("/") and not re.match(r"/[/\\\s]", location) and not re.search(r"[\\\t\r\n]", location)


def stays(link: str) -> bool:
    """Whether a link, read as browsers read it, stays on the host."""
    bare = re.sub(r"[\t\r\n]", "", link.strip()).replace("\\", "/")
    relative = re.sub(r"^http:(?!//)", "", bare, flags=re.IGNORECASE)
    parts = urlsplit(urljoin(f"{HOST}/perusahaan/", relative))
    return parts.scheme == "http" and parts.hostname == "127.0.0.1"


@pytest.mark.parametrize("target", ELSEWHERE, ids=range(len(ELSEWHERE)))
def test_no_redirect_leaves_the_portal(shared_world: World, target: str) -> None:
    browser = shared_world.browser()
    answer = browser.sign_in(shared_world.people["staff"], next=target)
    assert answer.status_code == 302
    assert on_host(answer.headers["Location"]), answer.headers["Location"]
    again = browser.get("/masuk", query_string={"next": target})
    assert again.status_code == 302
    assert on_host(again.headers["Location"])
    own = read(browser.get("/kata-sandi-sendiri", query_string={"next": target}))
    later = [link["href"] for link in own.select("main a") if link.text.strip() in {"Batal", "Nanti saja"}]
    assert later
    assert all(on_host(link) for link in later)
    lists = browser.get("/perusahaan/contact-person/new/", query_string={"url": target})
    assert lists.status_code in {200, 404}
    assert all(stays(link["href"]) for link in read(lists).select("main a[href]"))


def test_no_save_leads_off_the_portal(world: World) -> None:
    administrator, owner = world.of("administrator"), world.of("owner")
    contact = world.a.records["contact_person"][0]
    for target in ELSEWHERE:
        for browser, address, form in (
            (
                administrator,
                "/sistem/periode/edit/?id=1",
                {"row_mark": "1", "opens_on": "2026-10-01", "due_on": "2026-10-15"},
            ),
            (owner, f"/perusahaan/contact-person/edit/?id={contact}", {"name": "A", "row_version": "0"}),
            (owner, "/perusahaan/contact-person/delete/", {"id": str(contact)}),
        ):
            joined = f"{address}{'&' if '?' in address else '?'}{urlencode({'url': target})}"
            answer = browser.post(joined, form | {"url": target})
            assert answer.status_code in {200, 302, 404}, answer.status
            assert stays(answer.headers.get("Location", "/")), f"{address}: {answer.headers['Location']!r}"


def test_the_wanted_page_comes_after_signing_in(shared_world: World) -> None:
    browser = shared_world.browser()
    sent = browser.get("/perusahaan/kapasitas/?sort=1&desc=1").headers["Location"]
    assert sent.startswith("/masuk?next=")
    page = read(browser.get(sent))
    wanted = page.find("input", attrs={"name": "next"})["value"]
    answer = browser.sign_in(shared_world.people["owner"], next=wanted)
    assert answer.headers["Location"] == "/perusahaan/kapasitas/?sort=1&desc=1"


def test_cookies_over_http(shared_world: World) -> None:
    browser = shared_world.browser()
    cookie = browser.get("/masuk").headers["Set-Cookie"]
    assert re.match(r"sid=[\w-]{43};", cookie)
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Path=/" in cookie
    assert "Domain" not in cookie
    assert "Secure" not in cookie
    assert "Expires" not in cookie, "a cookie of the browser's session"


def test_cookies_and_transport_over_https(
    world_template: Any, tmp_path: Any, surroundings: Services, world: World
) -> None:
    address = "https://siinas.example.test"
    changes = {"base_url": address, "trusted_hosts": ("siinas.example.test",)}
    with running_portal(world.engine, world.surroundings, Clock(), **changes) as app:
        client = app.test_client()
        first = client.get("/masuk", base_url=address)
        token = read(first).find("input", attrs={"name": "csrf_token"})["value"]
        cookie = first.headers["Set-Cookie"]
        assert cookie.startswith("__Host-sid=")
        assert "Secure" in cookie
        assert "Path=/" in cookie
        assert "Domain" not in cookie
        assert first.headers["Strict-Transport-Security"].startswith("max-age=31536000")
        form = {"user_name": world.people["owner"].user_name, "password": PASSWORD, "csrf_token": token}
        assert client.post("/masuk", data=form, base_url=address).status_code == 400, "https asks for a referrer"
        answer = client.post("/masuk", data=form, base_url=address, headers={"Referer": f"{address}/masuk"})
        assert answer.status_code == 302
        assert answer.headers["Set-Cookie"].startswith("__Host-sid=")
        assert client.get("/perusahaan/", base_url=address).status_code == 200
        assert client.get("/", headers={"Host": "127.0.0.1"}, base_url=address).status_code in {400, 404}


# Reading changes nothing


def readable(world: World, role: str) -> list[str]:
    """The addresses that a role may read."""
    found = []
    for rule in world.app.url_map.iter_rules():
        roles = MATRIX[rule.endpoint]
        if "GET" in (rule.methods or set()) and (roles == ANYBODY or role in roles):
            url = rule.build(values_for(world, rule.endpoint), append_unknown=False)
            assert url is not None
            found.append(url[1] + query_for(world, rule.endpoint))
    return found


MAY_NOTE = re.compile(
    r"/export/|/ekspor/|/ditandai[.]xlsx$|^/sistem/[a-z-]+/berkas/$|^/petugas/[a-z-]+/[\w-]{20,}/$|^/registrasi/perbaikan"
    r"|/lembar-isian[.]xlsx$|/rincian[.]|^/petugas/(?:agregat/[\w-]+|kewajiban-lapor)/|/hasil$"
)
"""Exports, and an officer's look at a case, at who owes a report or at a release, are noted; nothing else that is read
is."""
OFFICERS_LOOK = re.compile(r"^/berkas/|^/petugas/perusahaan/details/")
"""Files and companies that an officer looks at are noted too; a company's own look at its own is not."""


@pytest.mark.parametrize("role", ["anonymous", *sorted(EVERYONE)])
def test_reading_changes_nothing(shared_world: World, role: str) -> None:
    world, browser = shared_world, shared_world.of(role)
    written: list[str] = []
    addresses = readable(world, role)
    before, wrong = dump(world.engine), []

    def listen(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.split(None, 1)[0].upper() in {"INSERT", "UPDATE", "DELETE"}:
            written.append(re.sub(r'["`]', "", statement).split("SET")[0])

    with world.app.app_context():
        engine = world.app.extensions["sqlalchemy"].engine
    event.listen(engine, "before_cursor_execute", listen)
    try:
        for address in addresses:
            written.clear()
            for method in ("get", "head"):
                answer = getattr(browser.client, method)(address, base_url=HOST)
                answer.close()
                tables = {re.split(r"\s+(?:INTO\s+|FROM\s+)?", s.strip())[1] for s in written}
                noted = MAY_NOTE.search(address) or (role in OFFICERS and OFFICERS_LOOK.search(address))
                allowed = TECHNICAL | (NOTED if noted else set())
                if not tables <= allowed:
                    wrong.append(f"{method} {address}: {sorted(tables - allowed)}")
    finally:
        event.remove(engine, "before_cursor_execute", listen)
    assert not wrong, "\n".join(wrong)
    assert changed(before, dump(world.engine)).keys() <= TECHNICAL | NOTED


def test_the_official_lists_are_only_read(shared_world: World) -> None:
    before = dump(shared_world.engine, without=())
    for address in ("/sistem/kbli/?search=gula", "/sistem/wilayah/?page=3", "/sistem/satuan/?sort=0&desc=1"):
        assert shared_world.of("administrator").get(address).status_code == 200
    after = dump(shared_world.engine, without=())
    assert not changed(before, after).keys() & OFFICIAL_LISTS


def test_looking_at_a_case_is_journalled(world: World) -> None:
    case = world.reports["verification"]
    before = dump(world.engine)
    assert world.of("verifier").get(f"/petugas/laporan-produksi/{case}/").status_code == 200
    entries = [row for key, row in dump(world.engine)["journal_entry"].items() if key not in before["journal_entry"]]
    acts = [row["act"] for row in entries]
    assert acts[-1] == "case.viewed"
    assert entries[-1]["actor_name"] == world.case(case, lambda c: "Verifikator Contoh")
    assert entries[-1]["after"] == {"number": world.case(case, lambda c: c.number)}


def test_a_page_without_a_form_makes_no_session(shared_world: World) -> None:
    for address in ("/", "/registrasi/terkirim", "/tidak/ada", "/kata-sandi/tidak-ada"):
        assert "Set-Cookie" not in shared_world.browser().get(address).headers, address


def test_too_large_a_form_says_so(shared_world: World) -> None:
    browser: Browser = shared_world.of("owner")
    answer = browser.post("/perusahaan/kantor-pusat/", {"office_street": "x" * 3_000_000})
    assert answer.status_code == 413
    assert "melebihi batas ukuran" in words(answer)
