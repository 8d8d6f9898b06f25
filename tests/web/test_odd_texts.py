"""Texts that PostgreSQL does not take (NUL) and odd ids, at every address: an answer, never a fault."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from werkzeug.routing import Rule

from tests.web.permission_matrix import ANYBODY, MATRIX
from tests.web.test_doors import body_for, query_for, values_for
from tests.web.world import HOST, World, words

ODD = ("\x00", "a\x00b", "²", str(2**63), "9" * 300)
QUERIES = (
    "search=%00",
    "flt0_status_equals=%00",
    "id=%00",
    "sort=%00",
    "%00=1",
    "next=%00",
    "period=%00",
)
BROKEN = "search=%ED%A0%80"
"""Bytes that are no text: read as the character that stands for such."""
ROLES = ("anonymous", "owner", "verifier", "administrator")


def asked_by(rule: Rule) -> str:
    """One of the probing roles that may enter."""
    roles = MATRIX[rule.endpoint]
    if roles == ANYBODY:
        return "anonymous"
    return next((role for role in ROLES if role in roles), "owner")


def shown(world: World) -> Iterator[Rule]:
    """Every rule that shows something."""
    for rule in world.app.url_map.iter_rules():
        if "GET" in (rule.methods or set()) and rule.endpoint != "static":
            yield rule


def odd_addresses(world: World, rule: Rule) -> Iterator[str]:
    """The address with each of its texts made odd in turn, and with a query of broken bytes."""
    values = values_for(world, rule.endpoint)
    for name in rule.arguments & values.keys():
        for odd in ODD:
            url = rule.build(values | {name: odd}, append_unknown=False) if not values[name].isdigit() else None
            if url is not None:
                yield url[1]
    url = rule.build(values, append_unknown=False)
    assert url is not None
    own = query_for(world, rule.endpoint)
    yield f"{url[1]}{own}{'&' if own else '?'}{BROKEN}"


ON_POSTGRESQL = pytest.mark.parametrize("shared_world_on_each", ["postgresql"], indirect=True)
"""The database that takes less; SQLite keeps such texts and has no fault to give."""


@ON_POSTGRESQL
@pytest.mark.usefixtures("plain_errors")
def test_odd_addresses_are_answered(shared_world_on_each: World) -> None:
    world, wrong, asked = shared_world_on_each, [], 0
    for rule in shown(world):
        for address in odd_addresses(world, rule):
            answer = world.of(asked_by(rule)).get(address)
            asked += 1
            if answer.status_code >= 500:
                wrong.append(f"{address}: {answer.status}")
            answer.close()
    assert not wrong, "\n".join(wrong)
    assert asked > 200


@pytest.mark.usefixtures("plain_errors")
def test_odd_queries_are_refused_before_any_view_reads_them(shared_world: World) -> None:
    """Every rule with one of them in turn, some rules with all: the refusal knows no view."""
    world, wrong, asked = shared_world, [], 0
    for place, rule in enumerate(shown(world)):
        url = rule.build(values_for(world, rule.endpoint), append_unknown=False)
        assert url is not None
        own = query_for(world, rule.endpoint)
        for query in QUERIES if place % 10 == 0 else [QUERIES[place % len(QUERIES)]]:
            answer = world.of(asked_by(rule)).get(f"{url[1]}{own}{'&' if own else '?'}{query}")
            asked += 1
            if answer.status_code != 400:
                wrong.append(f"{url[1]} with {query}: {answer.status}")
            answer.close()
    assert not wrong, "\n".join(wrong)
    assert asked > 300


@ON_POSTGRESQL
@pytest.mark.usefixtures("plain_errors")
def test_odd_forms_are_answered(shared_world_on_each: World) -> None:
    world, wrong = shared_world_on_each, []
    for rule in world.app.url_map.iter_rules():
        if "POST" not in (rule.methods or set()) or rule.endpoint == "public.sign_out":
            continue
        url = rule.build(values_for(world, rule.endpoint), append_unknown=False)
        assert url is not None
        address, browser = url[1] + query_for(world, rule.endpoint), world.of(asked_by(rule))
        for form in ({"x": "a\x00b"}, {"a\x00b": "x"}, {"id": "\x00"}, {"user_name": "a\x00b", "password": "x"}):
            answer = browser.post(address, body_for(world, rule.endpoint) | form)
            if answer.status_code >= 500:
                wrong.append(f"{address} with {form}: {answer.status}")
            answer.close()
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("address", ["/masuk", "/lupa-kata-sandi"])
def test_the_refusal_is_in_words(shared_world_on_each: World, address: str) -> None:
    browser = shared_world_on_each.browser()
    answer = browser.post(address, {"user_name": "a\x00b", "password": "x"})
    assert answer.status_code == 400
    assert "Isian memuat karakter yang tidak dapat dipakai" in words(answer)
    answer = browser.get("/masuk?next=%00")
    assert answer.status_code == 400
    assert "Alamat ini memuat karakter yang tidak dapat dipakai" in words(answer)
    answer = browser.get("/perusahaan/laporan-produksi/%00/")
    assert answer.status_code == 404


def test_a_nul_in_a_wizard_page_leaves_what_was_saved(world_on_each: World) -> None:
    world = world_on_each
    case = world.reports["draft"]
    before = world.case(case, lambda c: dict(c.answers))
    address = f"/perusahaan/laporan-produksi/{case}/halaman/data-umum/"
    answer = world.of("owner").post(address, {"signer_name": "a\x00b", "_seen": "1", "_lanjut": "1"})
    assert answer.status_code == 400
    assert f'href="{address}"' in answer.text
    assert world.case(case, lambda c: dict(c.answers)) == before


def test_odd_cookies_and_names_of_browsers(shared_world_on_each: World) -> None:
    client = shared_world_on_each.app.test_client()
    for cookie in ("sid=%00", "sid=a\x00b", 'sid="\\355\\240\\200"', "sid=\xff", "sid=" + "x" * 4000):
        answer = client.get("/masuk", base_url=HOST, headers={"Cookie": cookie, "User-Agent": "a\x00b"})
        assert answer.status_code == 200, cookie
