"""Orang dan peran of an administrator: reach in words, sessions ended, officers' roles given and taken."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from siinas.models import PersonGrant
from tests.factories import Someone, code_at
from tests.web.pages import faults, form_of
from tests.web.world import World, read, words

LIST = "/sistem/orang/"


def roles(world: World, someone: Someone) -> list[tuple[str, str | None, str | None]]:
    with Session(world.engine) as session:
        rows = session.scalars(select(PersonGrant).where(PersonGrant.person_id == someone.id).order_by(PersonGrant.id))
        return [(row.role, row.directorate, row.region) for row in rows]


def test_the_list_tells_how_far_each_role_reaches(shared_world: World) -> None:
    for role in ("administrator", "auditor"):
        page = shared_world.of(role).page(LIST + "?page_size=100")
        text = words(page)
        assert f"Pemilik akun ({shared_world.a.name}, " in text
        assert "Kepala dinas daerah (Jawa Timur)" in text
        assert bool(page.select(f"form[action='{LIST}akhiri-sesi/']")) is (role == "administrator")


def test_all_sessions_of_a_person_end(world: World) -> None:
    staff, administrator = world.browser(world.a.staff), world.of("administrator")
    assert administrator.post(LIST + "akhiri-sesi/", {"id": world.a.staff.id}).headers["Location"] == LIST
    assert staff.get("/akun").status_code == 302
    assert administrator.post(LIST + "akhiri-sesi/", {"id": "999999"}).status_code == 404
    own = administrator.post(LIST + "akhiri-sesi/", {"id": world.people["administrator"].id})
    assert own.status_code in {302, 409}
    assert administrator.get("/akun").status_code == 200


def test_a_role_is_given_and_taken(world: World) -> None:
    administrator, evaluator = world.of("administrator"), world.people["evaluator"]
    address = f"{LIST}peran/?id={evaluator.id}"
    form = form_of(administrator.page(address))
    assert set(form) == {"role", "directorate", "province", "region", "estate"}
    assert set(faults(administrator.post(address, {}))) == {"role"}
    told = faults(administrator.post(address, {"role": "regional_head"}))
    assert "Pilih provinsi" in told["region"]
    theirs = world.browser(evaluator)
    assert theirs.get("/sistem/jurnal/").status_code == 403
    assert administrator.post(address, {"role": "auditor"}).headers["Location"] == address
    assert theirs.get("/sistem/jurnal/").status_code == 200, "it counts at once"
    assert administrator.post(address, {"role": "verifier", "province": "35"}).status_code == 302
    assert ("verifier", None, "35") in roles(world, evaluator)
    assert "Verifikator (Jawa Timur)" in words(administrator.page(address))
    take = f"{LIST}cabut/?id={world.grants[evaluator.id]}"
    assert "Cabut peran Evaluator?" in words(administrator.get(take))
    assert len(roles(world, evaluator)) == 3
    assert administrator.post(take, {}).headers["Location"] == address
    assert theirs.get("/sistem/jurnal/").status_code == 302, "their sessions ended"
    assert administrator.post(take, {}).status_code == 404
    for foreign in (world.grants[world.a.staff.id], "x", ""):
        assert administrator.get(f"{LIST}cabut/?id={foreign}").status_code == 404


def test_own_roles_and_those_of_companies_are_not_changed_here(world: World) -> None:
    administrator = world.of("administrator")
    own = f"{LIST}peran/?id={world.people['administrator'].id}"
    assert "administrator lain" in words(administrator.page(own))
    assert "administrator lain" in words(administrator.post(own, {"role": "auditor"}))
    mine = f"{LIST}cabut/?id={world.grants[world.people['administrator'].id]}"
    assert "administrator lain" in words(administrator.post(mine, {}))
    companys = f"{LIST}peran/?id={world.a.staff.id}"
    assert "diatur oleh pemilik akun" in words(administrator.page(companys))
    answer = administrator.post(companys, {"role": "auditor"})
    assert "bekerja untuk perusahaan" in words(answer)
    assert roles(world, world.a.staff) == [("staff", None, None)]


def test_after_ten_minutes_a_code_is_asked(world: World) -> None:
    administrator = world.browser(world.people["administrator"])
    world.clock.move(minutes=11)
    address = f"{LIST}peran/?id={world.people['evaluator'].id}"
    assert "code" in form_of(administrator.page(address))
    assert set(faults(administrator.post(address, {"role": "auditor", "code": "000000"}))) == {"code"}
    form = {"role": "auditor", "code": code_at(world.clock.now)}
    assert administrator.post(address, form).status_code == 302


def test_the_address_of_somebody_who_lost_it(world: World) -> None:
    administrator, owner = world.of("administrator"), world.a.owner
    address = f"{LIST}e-mail/?id={owner.id}"
    assert f'href="{address}"' in administrator.get(LIST + "?page_size=100").text
    assert set(faults(administrator.post(address, {}))) == {"new_email", "reason"}
    told = faults(administrator.post(address, {"new_email": "bukan alamat", "reason": "pendek"}))
    assert set(told) == {"new_email"}
    answer = administrator.post(address, {"new_email": owner.email, "reason": "Dikenali lewat surat direktur."})
    assert "sama dengan e-mail akun ini" in faults(answer)["new_email"]
    assert form_of(read(answer), "main form.form-sheet")["reason"] == "Dikenali lewat surat direktur."
    given = {"new_email": "baru@contoh.example.test", "reason": "Dikenali lewat surat direktur."}
    assert administrator.post(address, given).headers["Location"] == LIST
    assert "Surat konfirmasi dikirim ke baru@contoh.example.test" in words(administrator.get(LIST))
    assert "masih menunggu konfirmasi" in words(administrator.get(address))
    assert "diminta lewat administrator" in words(world.browser(owner).get("/akun"))
    own = f"{LIST}e-mail/?id={world.people['administrator'].id}"
    assert f'href="{own}"' not in administrator.get(LIST + "?page_size=100").text
    assert "pada Akun saya" in words(administrator.post(own, given))
    for role in ("auditor", "supervisor", "owner"):
        assert world.of(role).get(address).status_code == 403
