"""No form is taken without the token of its own session, and nothing is written when it is not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from werkzeug.routing import Rule

from tests.web.dumps import TECHNICAL, changed, dump
from tests.web.permission_matrix import ANYBODY, EVERYONE, MATRIX, NOBODY
from tests.web.test_doors import body_for, query_for, values_for
from tests.web.world import World

UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}
TOKEN_OF_ITS_OWN = {"oss_api.receive_nib", "oss_api.receive_file_ds"}
"""Machines that prove themselves by the Token of their protocol (tests/oss/test_pushes.py); no form posts there."""


def unsafe_rules(world: World) -> Iterator[tuple[Rule, str]]:
    """Every rule that takes an unsafe method, with each role that may enter it."""
    for rule in world.app.url_map.iter_rules():
        if not (rule.methods or set()) & UNSAFE or rule.endpoint in TOKEN_OF_ITS_OWN:
            continue
        roles = MATRIX[rule.endpoint]
        assert roles is not None
        for role in sorted(EVERYONE | {"anonymous"} if roles == ANYBODY else roles):
            yield rule, role


def address_of(world: World, rule: Rule) -> str:
    """The address of an object that exists."""
    url = rule.build(values_for(world, rule.endpoint), append_unknown=False)
    assert url is not None
    return url[1] + query_for(world, rule.endpoint)


@pytest.mark.usefixtures("plain_errors")
def test_a_form_without_token_or_with_a_foreign_one_is_refused(shared_world: World) -> None:
    world = shared_world
    stranger = world.browser().token("/masuk")
    tokens = {"": "no token", stranger: "another session's token", "x" * 40: "nonsense"}
    for role in (*sorted(EVERYONE), "anonymous"):
        world.of(role).token()
    another = world.of("owner").known_token
    doors = [(rule, role, address_of(world, rule)) for rule, role in unsafe_rules(world)]
    before, wrong, asked = dump(world.engine), [], 0
    for rule, role, address in doors:
        for token, what in tokens.items():
            answer = world.of(role).post(address, body_for(world, rule.endpoint), token=token)
            asked += 1
            if answer.status_code != 400:
                wrong.append(f"{address} as {role} with {what}: {answer.status}")
        if role != "owner" and world.of(role).post(address, token=another).status_code != 400:
            wrong.append(f"{address} as {role} with the owner's token was taken")
    assert not wrong, "\n".join(wrong)
    assert asked > 250
    assert changed(before, dump(world.engine)).keys() <= TECHNICAL


def test_the_token_may_not_come_from_the_address(shared_world: World) -> None:
    browser = shared_world.of("administrator")
    person = shared_world.people["evaluator"].id
    answer = browser.client.post(
        f"/sistem/orang/aktif/?csrf_token={browser.token()}", data={"id": person}, base_url="http://127.0.0.1"
    )
    assert answer.status_code == 400


def test_other_methods_than_post_change_nothing_either(shared_world: World) -> None:
    """No rule takes PUT, PATCH or DELETE, so that POST is all that there is to guard."""
    for rule in shared_world.app.url_map.iter_rules():
        assert not (rule.methods or set()) & {"PUT", "PATCH", "DELETE"}, rule.rule


def test_the_refusal_says_what_to_do(shared_world: World) -> None:
    answer = shared_world.browser().post("/masuk", {"user_name": "a", "password": "b"}, token="")
    assert answer.status_code == 400
    assert "Muat ulang, lalu kirim lagi" in answer.text


def test_every_endpoint_that_writes_is_counted(shared_world: World) -> None:
    rules = {rule.endpoint for rule, _role in unsafe_rules(shared_world)}
    writing = {r.endpoint for r in shared_world.app.url_map.iter_rules() if (r.methods or set()) & UNSAFE}
    closed = {endpoint for endpoint in writing if MATRIX[endpoint] == NOBODY}
    assert writing - rules == closed | TOKEN_OF_ITS_OWN
