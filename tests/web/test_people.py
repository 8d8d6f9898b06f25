"""Orang: the owner's pages, whoever may not, and the other side of an invitation, all without script."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from siinas.models import Invitation, Person, PersonGrant
from siinas.operations import people
from siinas.operations.work import Work
from tests.factories import PASSWORD, Someone
from tests.web.pages import deliver_mails, faults, form_of, newest_mail
from tests.web.world import Browser, World, read, words

LIST = "/perusahaan/orang/"
EMAIL = "baru@contoh.example.test"
OWN = "dermaga tujuh lampu kuning"


def roles(world: World) -> dict[int, str]:
    """The role of each person in company A."""
    with Session(world.engine) as session:
        rows = session.scalars(select(PersonGrant).where(PersonGrant.establishment_id == world.a.establishment_id))
        return {row.person_id: row.role for row in rows}


def act(name: str, world: World, someone: Someone) -> str:
    """The address of an act about a person."""
    return f"{LIST}{name}/?id={world.grants[someone.id]}"


def link(world: World, email: str = EMAIL) -> str:
    """The path of the newest invitation."""
    match = re.search(r"https?://[^/]+(/undangan/\S+)", newest_mail(world, email))
    assert match is not None
    return match[1]


def invite(world: World, email: str = EMAIL, role: str = "staff") -> str:
    form = {"name": "Orang Baru", "email": email, "role": role}
    assert world.of("owner").post(LIST + "new/", form).status_code == 302
    return link(world, email)


# The owner's pages


def test_the_list_shows_people_and_open_invitations(world: World) -> None:
    owner, text = world.of("owner"), ""
    page = owner.page(LIST)
    text = words(page)
    for someone in (world.a.owner, world.a.signer, world.a.staff):
        assert someone.email in text
    for word in ("Pemilik akun", "Penanda tangan", "Staf pengisi", "Aktif", "(Anda)", "Belum pernah"):
        assert word in text
    assert "diundangkanari-a@contoh.example.test" in text.replace("-a@", "-a@")
    assert "KANARI-B" not in text and world.b.staff.email not in text
    assert [a.get_text(strip=True) for a in page.select(".side-nav a[aria-current=page]")] == ["Orang"]
    headings = [h.get_text(strip=True) for h in page.select(".side-heading")]
    assert "Akun" in headings, "under a heading of its own"


@pytest.mark.parametrize("role", ["signer", "staff"])
def test_others_do_not_see_the_page(shared_world: World, role: str) -> None:
    browser = shared_world.of(role)
    assert browser.get(LIST).status_code == 403
    assert LIST not in {a["href"] for a in browser.page("/perusahaan/").select("a[href]")}


def test_inviting_and_every_fault_of_it(world: World) -> None:
    owner = world.of("owner")
    form = form_of(owner.page(LIST + "new/"))
    assert form == {"name": "", "email": "", "role": "staff"}
    told = faults(owner.post(LIST + "new/", form))
    assert set(told) == {"name", "email"}
    answer = owner.post(LIST + "new/", form | {"name": "Orang Baru", "email": "bukan alamat"})
    assert set(faults(answer)) == {"email"}
    assert form_of(read(answer))["email"] == "bukan alamat", "what was typed is kept"
    for role in ("owner", "verifier", ""):
        assert set(faults(owner.post(LIST + "new/", {"name": "O", "email": EMAIL, "role": role}))) == {"role"}
    taken = {"name": "Orang Baru", "email": world.a.staff.email.upper(), "role": "signer"}
    assert "sudah menjadi Staf pengisi" in faults(owner.post(LIST + "new/", taken))["email"]
    waiting = taken | {"email": "diundangkanari-a@contoh.example.test"}
    assert "sudah diundang" in faults(owner.post(LIST + "new/", waiting))["email"]
    assert owner.post(LIST + "new/", taken | {"email": EMAIL}).headers["Location"] == LIST
    page = owner.page(LIST)
    assert EMAIL in words(page)
    deliver_mails(world)
    assert "Menunggu jawaban sampai 13 Oktober 2026 pukul 09.00 WIB" in words(owner.page(LIST))
    world.clock.move(days=7)
    assert "Sudah berakhir" in words(world.browser(world.a.owner).page(LIST))


def test_withdrawing_asks_first_and_resending_makes_a_new_link(world: World) -> None:
    owner, old = world.of("owner"), invite(world)
    with Session(world.engine) as session:
        wanted = session.scalars(select(Invitation.id).where(Invitation.email == EMAIL)).one()
    assert owner.post(LIST + "undangan/kirim-ulang/", {"id": wanted}).status_code == 302
    new = link(world)
    assert world.browser().get(old).status_code == 404
    assert "sudah diganti" in words(world.browser().get(old))
    question = owner.post(LIST + "undangan/tarik/", {"id": wanted})
    assert "Tarik undangan untuk Orang Baru" in words(question)
    assert world.browser().get(new).status_code == 200
    assert owner.post(LIST + "undangan/tarik/", form_of(read(question))).status_code == 302
    assert "sudah ditarik" in words(world.browser().get(new))
    assert owner.post(LIST + "undangan/tarik/", form_of(read(question))).status_code == 404


def test_ids_of_another_company_are_as_missing_as_none(world: World) -> None:
    owner, foreign = world.of("owner"), world.grants[world.b.staff.id]
    before = roles(world)
    for name in ("details", "peran", "serahkan", "keluarkan"):
        missing = owner.get(f"{LIST}{name}/?id=999999")
        assert missing.status_code == 404
        for wanted in (foreign, f"{foreign}%20", "x", "", "-1"):
            assert owner.get(f"{LIST}{name}/?id={wanted}").status_code == 404
        if name != "details":
            form = {"role": "owner", "own_role": "staff", "password": PASSWORD}
            assert owner.post(f"{LIST}{name}/?id={foreign}", form).status_code == 404
    for name in ("kirim-ulang", "tarik"):
        for wanted in (world.foreign_invitation, 999999, "x", ""):
            form = {"id": wanted, "confirmed": "1"}
            assert owner.post(f"{LIST}undangan/{name}/", form).status_code == 404
    with Session(world.engine) as session:
        assert session.get_one(Invitation, world.foreign_invitation).state == "open"
        assert session.get_one(PersonGrant, foreign).role == "staff"
    assert roles(world) == before


def test_a_role_is_changed_and_counts_at_once(world: World) -> None:
    owner, staff = world.of("owner"), world.browser(world.a.staff)
    address = act("peran", world, world.a.staff)
    form = form_of(owner.page(address))
    assert form == {"role": "staff"}, "whoever has just signed in is not asked again"
    assert "sudah menjadi Staf pengisi" in faults(owner.post(address, form))["role"]
    assert owner.post(address, {"role": "owner"}).headers["Location"] == LIST
    assert staff.get(LIST).status_code == 200, "without signing in again"
    assert owner.post(act("peran", world, world.a.owner), {"role": "signer"}).headers["Location"] == "/perusahaan/"
    assert owner.get(LIST).status_code == 403
    assert "satu-satunya pemilik" in words(staff.post(act("peran", world, world.a.staff), {"role": "staff"}))


def test_ownership_is_handed_over(world: World) -> None:
    owner = world.of("owner")
    address = act("serahkan", world, world.a.signer)
    assert "kepada orang lain" in words(owner.post(act("serahkan", world, world.a.owner), {"own_role": "staff"}))
    assert set(faults(owner.post(address, {"own_role": ""}))) == {"own_role"}
    assert owner.post(address, {"own_role": "staff"}).headers["Location"] == "/perusahaan/"
    assert roles(world)[world.a.signer.id] == "owner"
    assert roles(world)[world.a.owner.id] == "staff"


def test_removing_asks_first_and_shows_nothing_more(world: World) -> None:
    owner, staff = world.of("owner"), world.browser(world.a.staff)
    address = act("keluarkan", world, world.a.staff)
    assert "Keluarkan Staf pengisi KANARI-A?" in words(owner.get(address))
    assert staff.get("/perusahaan/").status_code == 200, "a question changes nothing"
    assert "diri sendiri" in words(owner.post(act("keluarkan", world, world.a.owner), {}))
    assert owner.post(address, {}).headers["Location"] == LIST
    assert staff.get("/perusahaan/").headers["Location"].startswith("/masuk")
    assert world.a.staff.email not in words(owner.page(LIST))
    answer = staff.sign_in(world.a.staff)
    assert answer.headers["Location"] == "/"
    page = words(staff.page("/"))
    assert "belum terhubung dengan perusahaan" in page
    assert world.a.name not in page and world.a.nib not in page


def test_after_ten_minutes_the_password_is_asked_once_more(world: World) -> None:
    owner = world.browser(world.a.owner)
    world.clock.move(minutes=10)
    address = act("keluarkan", world, world.a.staff)
    page = owner.page(address)
    assert page.select_one("input[type=password][name=password][autocomplete=current-password]") is not None
    for given, said in (("", "sekali lagi"), ("salah", "Kata sandi tidak cocok")):
        answer = owner.post(address, {"password": given})
        assert said in faults(answer)["password"]
        assert "salah" not in {field.get("value") for field in read(answer).select("input")}
    assert world.a.staff.id in roles(world)
    before = owner.client.get_cookie("sid", domain="127.0.0.1")
    assert owner.post(address, {"password": PASSWORD}).status_code == 302
    after = owner.client.get_cookie("sid", domain="127.0.0.1")
    assert before is not None and after is not None and before.value != after.value, "a new token"
    assert world.a.staff.id not in roles(world)
    assert owner.page(act("keluarkan", world, world.a.signer)).select_one("[name=password]") is None


def test_the_proof_is_kept_when_only_the_role_is_wrong(world: World) -> None:
    owner = world.browser(world.a.owner)
    world.clock.move(minutes=11)
    address = act("peran", world, world.a.staff)
    answer = owner.post(address, {"role": "staff", "password": PASSWORD})
    assert set(faults(answer)) == {"role"}
    assert owner.post(address, {"role": "signer"}).status_code == 302


def test_the_owner_sees_sign_ins_and_failures(world: World) -> None:
    visitor = world.browser()
    agent = {"HTTP_USER_AGENT": "Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0"}
    visitor.client.environ_base.update(agent)
    visitor.sign_in(world.a.staff, "salah")
    visitor.sign_in(world.a.staff)
    page = words(world.of("owner").page(act("details", world, world.a.staff)))
    assert page.count("Firefox di Linux") == 2
    assert "Gagal: kata sandi salah" in page
    assert "127.0.0.1" in page
    assert "6 Oktober 2026, 09.00" in words(world.of("owner").page(LIST))


# The other side


def test_looking_at_an_invitation_does_nothing(world: World) -> None:
    path = invite(world)
    visitor = world.browser()
    answer = visitor.get(path)
    assert answer.status_code == 200
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    page = words(answer)
    assert world.a.name in page and "Staf pengisi" in page
    for secret in ("Orang Baru", EMAIL, world.a.owner.email, world.a.nib):
        assert secret not in page
    for way in ("/masuk", "/akun-baru"):
        assert visitor.get(path + way).status_code == 200
    assert len(roles(world)) == 3
    assert visitor.get("/akun").status_code == 302


def test_a_new_person_makes_a_login_and_signs_in(world: World) -> None:
    path = invite(world, role="signer") + "/akun-baru"
    visitor = world.browser()
    page = visitor.page(path)
    assert "Paling sedikit 12 karakter" in words(page)
    assert {f["autocomplete"] for f in page.select("input[type=password]")} == {"new-password"}
    told = faults(visitor.post(path, {"user_name": world.a.owner.user_name, "new_password": "pendek", "again": "lain"}))
    assert set(told) == {"user_name", "new_password", "again"}
    assert set(faults(visitor.post(path, {}))) == {"user_name", "new_password", "again"}
    for bad, why in (
        ("Siinas2026!!", "SIINas"),
        ("kemenperin12345", "SIINas"),
        (f"{world.a.nib}!!", "perusahaan"),
        ("orang.baru-2026", "nama pengguna"),
        ("password1234", "paling sering dipakai"),
        ("rahasia-2026-!!", "satu kata"),
        ("abcdefghijklmn", "berurutan"),
        ("abcdefabcdef", "berulang"),
    ):
        form = {"user_name": "orang.baru", "new_password": bad, "again": bad}
        assert why in faults(visitor.post(path, form))["new_password"], bad
    form = {"user_name": "Orang.Baru", "new_password": OWN, "again": OWN}
    assert visitor.post(path, form).headers["Location"] == "/masuk"
    assert visitor.get("/akun").status_code == 302, "the link signs nobody in"
    assert visitor.sign_in("orang.baru", OWN).headers["Location"] == "/perusahaan/"
    assert "Penanda tangan" in words(visitor.page("/akun"))
    again = visitor.get(path)
    assert again.status_code == 404
    assert "sudah diterima" in words(again)
    assert "orang.baru" in newest_mail(world, world.a.email)


def test_whoever_has_a_login_signs_in_and_accepts_by_one_button(world: World) -> None:
    path = invite(world, email=world.b.staff.email) + "/masuk"
    visitor = world.browser()
    visitor.token()
    wrong = visitor.post(path, {"user_name": world.b.staff.user_name, "password": "salah"})
    assert "tidak cocok" in words(wrong)
    assert visitor.get("/akun").status_code == 302
    answer = visitor.post(path, {"user_name": world.b.staff.user_name, "password": PASSWORD})
    assert answer.headers["Location"] == "/perusahaan/"
    page = words(visitor.page("/perusahaan/"))
    assert "KANARI-A" in page
    assert roles(world)[world.b.staff.id] == "staff"


def test_whoever_is_signed_in_accepts_by_a_button(world: World) -> None:
    path, browser = invite(world, email=world.b.staff.email), world.browser(world.b.staff)
    assert "Anda sedang masuk sebagai" in words(browser.page(path))
    assert len(roles(world)) == 3
    assert browser.get(path + "/terima").status_code == 405
    assert browser.post(path + "/terima").headers["Location"] == "/perusahaan/"
    assert len(roles(world)) == 4
    assert browser.post(path + "/terima").status_code == 404
    mine = invite(world, email="lain@contoh.example.test")
    assert "sudah menjadi Staf pengisi" in words(browser.post(mine + "/terima", follow_redirects=True))


def test_officers_do_not_become_a_companys_people(world: World) -> None:
    path = invite(world)
    officer = world.of("verifier")
    assert "Akun petugas" in words(officer.post(path + "/terima", follow_redirects=True))
    visitor = world.browser()
    visitor.token()
    form = {"user_name": world.people["verifier"].user_name, "password": PASSWORD}
    assert "Akun petugas" in words(visitor.post(path + "/masuk", form))
    assert len(roles(world)) == 3


@pytest.mark.parametrize("way", ["", "/masuk", "/akun-baru"])
def test_dead_links_say_why(world: World, way: str) -> None:
    path = invite(world)
    visitor = world.browser()
    assert "tidak dikenal" in words(visitor.get(f"/undangan/tidak-ada{way}"))
    world.clock.now += timedelta(days=7)
    answer = visitor.get(path + way)
    assert answer.status_code == 404
    assert "sudah berakhir" in words(answer)


# Several establishments


def both(world: World) -> Browser:
    """A person of company B who has accepted an invitation of company A, at B now."""
    browser, path = world.browser(world.b.staff), invite(world, email=world.b.staff.email)
    world.clock.move(minutes=1)
    browser.post(path + "/terima")
    return browser


def test_the_last_choice_outlives_the_session(world: World) -> None:
    browser = both(world)
    assert "KANARI-A" in words(browser.page("/perusahaan/"))
    for place, shown, hidden in ((world.b, "KANARI-B", "KANARI-A"), (world.a, "KANARI-A", "KANARI-B")):
        world.clock.move(minutes=1)
        page = browser.page("/perusahaan/")
        buttons = {b["value"] for b in page.select("details form[action='/perusahaan/pindah/'] button")}
        assert buttons == {str(world.a.establishment_id), str(world.b.establishment_id)}, "plain buttons, no script"
        browser.known_token = ""
        assert browser.post("/perusahaan/pindah/", {"establishment": place.establishment_id}).status_code == 302
        browser.known_token = ""
        browser.post("/keluar", token=browser.token("/perusahaan/"))
        browser = world.browser(world.b.staff)
        for address in ("/perusahaan/bidang-usaha/", "/perusahaan/contact-person/", "/perusahaan/laporan-produksi/"):
            page = browser.page(address)
            for menu in page.select("header"):
                menu.decompose()
            assert hidden not in words(page), address
        assert shown in words(browser.page("/perusahaan/contact-person/"))
    foreign = browser.post("/perusahaan/pindah/", {"establishment": 999999})
    assert foreign.status_code == 404


def test_a_form_of_the_establishment_before_is_asked_about(world: World) -> None:
    browser = both(world)
    before = browser.token("/perusahaan/contact-person/new/")
    form = form_of(browser.page("/perusahaan/contact-person/new/"))
    browser.post("/perusahaan/pindah/", {"establishment": world.b.establishment_id})
    headers = {"Origin": "http://127.0.0.1", "Sec-Fetch-Site": "same-origin"}
    answer = browser.post("/perusahaan/contact-person/new/", form, token=before, headers=headers)
    assert answer.status_code == 400
    assert "isian ini disimpan di sana" in words(answer)


# What the journal and the lists of others say


def test_whoever_is_only_invited_appears_nowhere_else(shared_world: World) -> None:
    for role in ("verifier", "front_desk", "supervisor"):
        answer = shared_world.of(role).get("/sistem/orang/")
        assert answer.status_code == 403
    text = shared_world.of("administrator").get("/sistem/jurnal/").text
    assert "Orang diundang" in text


def test_a_person_of_two_companies_is_removed_from_one(world: World) -> None:
    browser = both(world)
    with Session(world.engine) as session:
        wanted = session.scalars(
            select(PersonGrant.id).where(
                PersonGrant.person_id == world.b.staff.id, PersonGrant.establishment_id == world.a.establishment_id
            )
        ).one()
        owner = session.get_one(Person, world.a.owner.id).actor(None)
        work = Work(session, world.surroundings, owner, clock=world.clock, proved_at=world.clock.now)
        people.remove(work, wanted)
    page = words(browser.page("/perusahaan/"))
    assert "KANARI-B" in page
    assert "KANARI-A" not in page
