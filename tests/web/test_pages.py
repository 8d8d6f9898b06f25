"""Every page of every role: language, headings, labels, tokens, nothing inline, no foreign words, no raw keys."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import pytest
from bs4 import BeautifulSoup, Comment, Doctype

from siinas.catalogue import processes
from tests.web.permission_matrix import ANYBODY, EVERYONE, MATRIX
from tests.web.test_doors import constructions_of, query_for, values_for
from tests.web.world import World, read

ENGLISH = (
    "Save|Delete|Create|Records?|Home|Search|List|Cancel|Submit|Edit|Export|Filter|Apply|Remove|Add|Log ?in|Log ?out|"
    "Password|Yes|No results|There are no items|Are you sure|Invalid|This field is required|Not a valid|Choose|Select|"
    "Upload|Download|True|False|Previous|Next|Error|Failed|Success"
)
OFFICIAL = "Ganti Password"
"""The ministry's own name of an entry of the menu (reporting.md 3)."""
ENGLISH_WORDS = re.compile(rf"\b(?:{ENGLISH})\b")
NOT_FOR_PEOPLE = re.compile(r"\bNone\b|\{\{|\}\}|\{%|\bnull\b|\bnan\b|Markup\(|Decimal\(|datetime\.|object at 0x")
KEYS = {key for process in processes().values() for key in (*process.flow.states, *process.flow.transitions)} | {
    "front_desk",
    "medium_large",
    "oss_rba",
    "before_oss",
    "producing",
    "owner",
    "signer",
}
RAW_KEYS = re.compile(rf"(?<![\w./@-])(?:{'|'.join(sorted(KEYS))})(?![\w./@-])")
EVENT = re.compile(r"on[a-z]+$")
CODED = ("/sistem/kotak-keluar/",)
"""Tables for administrators that show errors as they are stored."""


def addresses(world: World, role: str) -> Iterator[str]:
    """Every page that a role may open, with objects in several states."""
    for rule in world.app.url_map.iter_rules():
        roles = MATRIX[rule.endpoint]
        if "GET" not in (rule.methods or set()) or not (roles == ANYBODY or role in roles):
            continue
        if rule.endpoint in {"static", "files.download", "files.page"} or rule.endpoint.endswith((".export", ".table")):
            continue
        process = processes().get(rule.endpoint.partition(".")[0].partition("_")[2])
        ids, steps = ["-"], ["-"]
        if "<public_id>" in rule.rule:
            ids = ids_for(world, process.key if process else "", role)
        if "<step_key>" in rule.rule and process is not None:
            # Pages of a sent report lead back to it; each is opened as it is filled, and as it begins.
            steps, ids = [step.key for step in process.steps], ids[:2]
        for public_id in ids:
            for step in steps:
                values = values_for(world, rule.endpoint) | {"public_id": public_id, "step_key": step}
                url = rule.build(values, append_unknown=False)
                assert url is not None
                yield url[1] + query_for(world, rule.endpoint)


def ids_for(world: World, process: str, role: str) -> list[str]:
    """Cases of a process in several states, a draft first; signers and staff see the owner's pages, so fewer do."""
    if process == "registrasi":
        return list(world.registrations.values())
    if process == "laporan-pembangunan":
        return list(constructions_of(world))
    states = ("draft", "new", *world.reports)
    ids = list(dict.fromkeys(world.reports[state] for state in states))
    return ids[:1] if role in {"signer", "staff"} else ids


def visible(page: BeautifulSoup) -> str:
    """What people read or hear: text, and the attributes that are read out."""
    said = [
        str(tag[name])
        for name in ("placeholder", "title", "alt", "aria-label", "data-confirm", "data-busy")
        for tag in page.find_all(attrs={name: True})
    ]
    hidden = {"script", "style", "code", "pre", "template"}
    texts = [
        str(text)
        for text in page.find_all(string=True)
        if not isinstance(text, Comment | Doctype) and text.parent is not None and text.parent.name not in hidden
    ]
    return " \n ".join(" ".join(text.split()) for text in (*texts, *said) if text.strip())


def complaints(page: BeautifulSoup, address: str) -> Iterator[str]:
    """What is wrong with a page."""
    html = page.find("html")
    if html is None or html.get("lang") != "id":
        yield "the language is not said"
    for name in ("h1", "main"):
        if len(page.find_all(name)) != 1:
            yield f"{len(page.find_all(name))} {name}"
    heading = page.find("h1")
    title = page.title.get_text().strip() if page.title else ""
    if heading is None or not heading.get_text().strip() or not re.fullmatch(r"\S.* – SIINas", title, re.DOTALL):
        yield f"heading or title is empty: {title!r}"
    ids = Counter(str(tag["id"]) for tag in page.find_all(id=True))
    doubled = [key for key, count in ids.items() if count > 1]
    if doubled:
        yield f"ids twice: {doubled[:5]}"
    for name in ("aria-describedby", "aria-labelledby", "for"):
        for tag in page.find_all(attrs={name: True}):
            for key in str(tag[name]).split():
                if key not in ids:
                    yield f"{name} {key}, which is not there"
    labelled = {str(label["for"]) for label in page.find_all("label", attrs={"for": True})}
    for field in page.select("input, select, textarea"):
        if field.get("type") in {"hidden", "submit"} or field.find_parent(attrs={"aria-hidden": "true"}):
            continue
        if field.get("id") not in labelled and not field.get("aria-label") and not field.find_parent("label"):
            yield f"no label for {field.get('name')}"
    for form in page.find_all("form"):
        posts = str(form.get("method", "get")).lower() == "post"
        tokens = form.find_all("input", attrs={"name": "csrf_token"})
        if len(tokens) != (1 if posts else 0):
            yield f"a form {form.get('action', '')} with {len(tokens)} tokens"
        if posts and form.find("input", type="file") and form.get("enctype") != "multipart/form-data":
            yield "a form with a file that cannot carry it"
    yield from inline(page)
    text = visible(page)
    for found in set(ENGLISH_WORDS.findall(text.replace(OFFICIAL, ""))):
        yield f"English: {found!r}"
    if not address.startswith(CODED):
        for found in set(NOT_FOR_PEOPLE.findall(text)):
            yield f"not meant for people: {found!r}"
        for found in set(RAW_KEYS.findall(text)):
            yield f"a raw key: {found!r}"


def inline(page: BeautifulSoup) -> Iterator[str]:
    """Script or style that the policy would refuse, and addresses of other hosts."""
    for tag in page.find_all(True):
        for name, value in tag.attrs.items():
            if EVENT.match(name):
                yield f"inline {name} on {tag.name}"
            if name == "style":
                yield f"inline style on {tag.name}: {value}"
            if name in {"href", "src", "action", "formaction"}:
                if re.match(r"\s*(javascript|data|vbscript):", str(value), re.IGNORECASE) and tag.name != "img":
                    yield f"{name} {value}"
                if tag.name in {"script", "link", "img", "iframe", "form"} and re.match(r"(https?:)?//", str(value)):
                    yield f"another host: {value}"
    for script in page.find_all("script"):
        if not script.get("nonce") or (script.get_text().strip() and not script.get("src")):
            yield "a script without nonce or with its own text"
    if page.find("style"):
        yield "a style element"


@pytest.mark.parametrize("role", ["anonymous", *sorted(EVERYONE)])
def test_every_page_of_this_role(shared_world: World, role: str) -> None:
    world, browser, wrong, seen = shared_world, shared_world.of(role), [], set()
    for address in addresses(world, role):
        if address in seen:
            continue
        answer = browser.get(address)
        if answer.status_code in {301, 302, 308} or not answer.headers["Content-Type"].startswith("text/html"):
            answer.close()
            continue
        seen.add(address)
        assert answer.status_code in {200, 404}, f"{address}: {answer.status}"
        wrong += [f"{address}: {complaint}" for complaint in complaints(read(answer), address)]
    assert not wrong, f"{len(wrong)} complaints\n" + "\n".join(wrong[:60])
    assert len(seen) >= 3


def test_the_pages_of_errors_are_pages_too(shared_world: World) -> None:
    for role in ("owner", "anonymous"):
        for address in ("/tidak/ada", "/petugas/", "/keluar"):
            answer = shared_world.of(role).get(address)
            if answer.status_code >= 400:
                assert list(complaints(read(answer), address)) == [], address


def test_forms_with_faults_are_pages_too(shared_world: World) -> None:
    owner, case = shared_world.of("owner"), shared_world.reports["draft"]
    for address, form in {
        "/perusahaan/contact-person/new/": {"email": "x"},
        "/perusahaan/kapasitas/new/": {"capacity": "1.5", "hs_code": "x"},
        "/perusahaan/dokumen/new/": {"issued_on": "kemarin"},
        "/perusahaan/bidang-usaha/new/": {"kbli_code": "tidak ada"},
        "/perusahaan/data-umum/": {"email": "x", "website": "javascript:alert(1)"},
        "/perusahaan/pabrik/": {"latitude": "6 derajat", "factory_postal_code": "1"},
        f"/perusahaan/laporan-produksi/{case}/halaman/produksi-dan-penjualan/": {
            "_lanjut": "1",
            "_seen": "1",
            "production_lines-0-prod_product": "x",
            "production_lines-0-export_pct": "200",
        },
        f"/perusahaan/laporan-produksi/{case}/halaman/tenaga-kerja/": {
            "_lanjut": "1",
            "_seen": "1",
            "workers-0-other_permanent": "x",
        },
        "/registrasi": {"nib": "1"},
        "/masuk": {},
        "/lupa-kata-sandi": {},
    }.items():
        browser = shared_world.of("anonymous") if address in {"/registrasi", "/masuk", "/lupa-kata-sandi"} else owner
        answer = browser.post(address, form)
        assert answer.status_code == 200, f"{address}: {answer.status}"
        page = read(answer)
        summary = page.select_one("[data-error-summary]")
        assert summary is not None, address
        for link in summary.select("a[href]"):
            assert page.find(id=str(link["href"]).removeprefix("#")) is not None, f"{address}: {link['href']}"
        assert list(complaints(page, address)) == [], address


def test_one_alert_for_a_form_with_faults(shared_world: World) -> None:
    answer = shared_world.of("owner").post("/perusahaan/contact-person/new/", {"email": "x", "mobile": "0812"})
    page = read(answer)
    assert len(page.select("[role=alert]")) == 1
    assert "Terlalu pendek: paling sedikit 5 karakter" in page.get_text()


def test_a_page_past_the_end_of_a_list_says_so(shared_world: World) -> None:
    page = shared_world.of("owner").page("/perusahaan/dokumen/?page=9999")
    assert "Belum ada" not in page.get_text()
    last = page.select_one(".empty a")
    assert last is not None
    assert shared_world.of("owner").page(str(last["href"])).select_one(".list-table tbody tr") is not None


def test_keyboards_and_formats_of_the_fields(shared_world: World) -> None:
    page = shared_world.of("owner").page("/perusahaan/dokumen/new/")
    file = page.select_one("input[type=file]")
    assert file is not None and file["accept"] == ".jpg,.pdf,.png"
    limits = [item.get_text() for item in page.select("#file-hint li")]
    assert "NPWP: PDF, JPG atau PNG, paling besar 5 MB dan 200 halaman." in limits
    assert limits[-1] == "Dokumen lain: PDF, paling besar 10 MB dan 200 halaman."
    assert "misalnya 22/11/2026" in page.get_text()
    page = shared_world.of("owner").page("/perusahaan/data-umum/")
    for name, attribute, value in (
        ("npwp", "inputmode", "numeric"),
        ("phone", "type", "tel"),
        ("email", "type", "email"),
    ):
        field = page.select_one(f"input[name={name}]")
        assert field is not None and field[attribute] == value, name


def test_the_tests_bite() -> None:
    bad = BeautifulSoup(
        "<html><body><h1>Save</h1><h1>Dua</h1><form method='post'><input name='a' onclick='x()' style='x'></form>"
        "<a href='javascript:x'>draft</a><label for='b'>None</label><p id='c'></p><p id='c'>{{ x }}</p></body></html>",
        "html.parser",
    )
    assert len(list(complaints(bad, "/"))) >= 12
