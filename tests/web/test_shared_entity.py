"""Two establishments of one NIB: what they share is not overwritten unseen."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from siinas.models import Establishment, LegalEntity
from tests.factories import Company, make_company
from tests.web.pages import form_of
from tests.web.world import Browser, World, read, words


@pytest.fixture
def sister(world: World) -> Company:
    """A second establishment of company A's NIB, with an owner of its own."""
    with Session(world.engine) as session:
        made = make_company(session, regency="3273")
        session.get_one(Establishment, made.establishment_id).legal_entity_id = world.a.legal_entity_id
        session.commit()
    return made


@pytest.mark.parametrize(
    ("address", "shared", "own", "written"),
    [
        ("/perusahaan/kantor-pusat/", "office_phone", "office_email", "kedua@contoh.example.test"),
        ("/perusahaan/data-umum/", "npwp", "website", "https://kedua.example.test"),
    ],
)
def test_the_second_save_is_told_and_keeps_what_was_typed(
    world: World, sister: Company, address: str, shared: str, own: str, written: str
) -> None:
    first, second = world.browser(world.a.owner), world.browser(sister.owner)
    typed = {browser: form_of(browser.page(address)) | {own: written, "confirmed": "1"} for browser in (first, second)}
    typed[first][shared], typed[second][shared] = "1111222233334444", "5555666677778888"
    assert first.post(address, typed[first]).status_code == 302
    answer = second.post(address, typed[second])
    assert answer.status_code == 200
    assert "sudah diubah orang lain" in words(answer)
    kept = form_of(read(answer))
    digits = "".join(c for c in kept[shared] if c.isdigit())
    assert (digits, kept[own]) == (typed[second][shared], typed[second][own])
    assert stored(world, shared) == typed[first][shared]
    assert second.post(address, kept).status_code == 302, "saving again replaces it, knowingly"
    assert stored(world, shared) == typed[second][shared]


def stored(world: World, key: str) -> str:
    """What the legal entity holds now."""
    with Session(world.engine) as session:
        return str(getattr(session.get_one(LegalEntity, world.a.legal_entity_id), key))


def test_a_sisters_factory_is_saved_beside_it(world: World, sister: Company) -> None:
    """A form on the factory does not grow stale because the other establishment saves its head office."""
    first, second = world.browser(world.a.owner), world.browser(sister.owner)
    factory = form_of(second.page("/perusahaan/pabrik/")) | {"confirmed": "1"}
    save(first, "/perusahaan/kantor-pusat/")
    assert second.post("/perusahaan/pabrik/", factory).status_code == 302


def save(browser: Browser, address: str) -> None:
    """Send a page as it stands."""
    form = form_of(browser.page(address)) | {"confirmed": "1"}
    assert browser.post(address, form).status_code == 302
