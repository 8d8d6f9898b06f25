"""Officers at work by their pages: queue, reasons, two at once, four eyes, the mail that follows."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from siinas.documents.sample_papers import sample_paper
from siinas.models import BusinessLine, Establishment, JournalEntry, Person, Warehouse
from siinas.process.roles import Grant, Role
from tests.factories import make_officer, make_person
from tests.web.dumps import NOTED, TECHNICAL, changed, dump
from tests.web.pages import faults, form_of, newest_mail, upload
from tests.web.world import Browser, World, read, words

BASE = "/petugas/laporan-produksi/"


def address(public_id: str, part: str = "") -> str:
    """A page of a case."""
    return f"{BASE}{public_id}/{part}"


def button(browser: Browser, public_id: str, move: str) -> dict[str, str]:
    """What the button of a move would send."""
    return form_of(browser.page(address(public_id)), f"form[action*='tindakan/{move}/']")


def decide(browser: Browser, public_id: str, move: str, form: dict[str, str]) -> str:
    """Post a decision; what the page after it says."""
    answer = browser.post(address(public_id, f"tindakan/{move}/"), form)
    assert answer.status_code == 302, words(answer)
    return words(browser.get(answer.headers["Location"]))


@pytest.fixture
def second(world: World) -> Browser:
    """Another verifier."""
    with Session(world.engine) as session:
        person = make_officer(session, Role.VERIFIER, name="Verifikator Kedua")
    return world.browser(person)


def test_the_queue_holds_what_waits_for_the_person(shared_world: World) -> None:
    world = shared_world
    for role, state in (("verifier", "verification"), ("validator", "validation")):
        listed = str(world.of(role).page(BASE))
        assert world.reports[state] in listed
        assert world.foreign[state] in listed
        for other in {"draft", "verification", "validation", "returned", "accepted", "ready"} - {state}:
            assert world.reports[other] not in listed, f"{role}: {other}"
        everything = str(world.of(role).page("/petugas/semua-laporan-produksi/"))
        for shared in ("verification", "validation", "returned", "accepted"):
            assert world.reports[shared] in everything
        for own in ("draft", "ready", "new"):
            assert world.reports[own] not in everything


def test_searching_and_filtering_the_register(shared_world: World) -> None:
    browser, base = shared_world.of("verifier"), "/petugas/semua-laporan-produksi/"
    names = [str(field["name"]) for field in browser.page(base).select("form[role=search] select")]
    state = next(name for name in names if "status" in name)
    province = next(name for name in names if "provinsi" in name)
    every = {public_id: name for name, public_id in shared_world.reports.items()}
    every |= {public_id: f"B {name}" for name, public_id in shared_world.foreign.items()}

    def found(**query: str) -> set[str]:
        shown = str(browser.page(base, query_string=query))
        return {name for public_id, name in every.items() if public_id in shown}

    shared = {"verification", "validation", "returned", "accepted"}
    assert found() == shared | {f"B {name}" for name in shared}
    assert found(search="KANARI-A") == shared
    assert found(search=shared_world.b.nib) == {f"B {name}" for name in shared}
    assert found(search="100%") == set()
    assert found(**{state: "accepted"}) == {"accepted", "B accepted"}
    assert found(**{province: "35"}) == shared
    assert found(**{province: "32", state: "returned"}) == {"B returned"}
    assert found(**{state: "draft"}) == set()
    assert found(**{state: ""}) == found()


def test_returning_wants_a_reason(world: World) -> None:
    browser, case = world.of("verifier"), world.reports["verification"]
    form = button(browser, case, "send_back")
    before = dump(world.engine)
    answer = browser.post(address(case, "tindakan/send_back/"), form | {"send_back-reason": "   "})
    assert answer.status_code == 200
    assert "Bagian ini wajib diisi." in faults(answer)["send_back-reason"]
    assert changed(before, dump(world.engine)).keys() <= TECHNICAL | NOTED
    long = "x" * 5000
    answer = browser.post(address(case, "tindakan/send_back/"), form | {"send_back-reason": long})
    assert "karakter" in faults(answer)["send_back-reason"]
    assert form_of(read(answer), "form[action*='tindakan/send_back/']")["send_back-reason"] == long
    said = decide(browser, case, "send_back", form | {"send_back-reason": "Periksa <b>harga</b> {{7*7}}."})
    assert "Laporan dikembalikan kepada perusahaan beserta catatannya." in said
    assert world.case(case, lambda c: c.state) == "returned"
    page = world.of("owner").get(f"/perusahaan/laporan-produksi/{case}/")
    assert "Periksa <b>harga</b> {{7*7}}." in words(page)
    assert "<b>harga" not in page.text
    assert "Periksa <b>harga</b> {{7*7}}." in newest_mail(world, world.a.email)


def test_a_decision_is_sent_with_its_own_name(shared_world: World) -> None:
    page = shared_world.of("verifier").page(address(shared_world.reports["verification"]))
    decisions = page.select("details.decide")
    assert len(decisions) == 2
    assert {str(decision["name"]) for decision in decisions} == {"keputusan"}, "one at a time, without script too"
    for decision in decisions:
        summary, button, back = (decision.select_one(one) for one in ("summary", "button", "a[data-close]"))
        assert summary is not None and button is not None and back is not None
        assert summary.get_text().strip() == button.get_text().strip()
        assert "btn-primary" in button["class"]
        assert back["href"] == address(shared_world.reports["verification"])


def test_the_queue_says_the_companys_name_once(shared_world: World) -> None:
    rows = shared_world.of("front_desk").page("/petugas/registrasi/").select(".list-table tbody tr")
    assert rows
    for row in rows:
        link = row.select_one("a")
        assert link is not None and row.get_text().count(link.get_text()) == 1


def test_two_officers_decide_at_once(world: World, second: Browser) -> None:
    first, case = world.of("verifier"), world.reports["verification"]
    mine, theirs = button(first, case, "check"), button(second, case, "send_back")
    decide(first, case, "check", mine)
    answer = second.post(address(case, "tindakan/send_back/"), theirs | {"send_back-reason": "Terlambat."})
    assert answer.status_code == 409
    said = words(answer)
    assert "Verifikator Contoh sudah memilih “Teruskan ke Validator”" in said
    assert "Keputusan Anda tidak disimpan." in said
    assert "Yang Anda tulis tidak terkirim Terlambat." in said
    assert world.case(case, lambda c: c.state) == "validation"
    assert world.case(case, lambda c: [m.transition for m in c.movements]) == ["send", "check"]


def test_a_reloaded_decision_leads_back_to_the_case(world: World) -> None:
    browser, case = world.of("verifier"), world.reports["verification"]
    answer = browser.get(address(case, "tindakan/send_back/"))
    assert (answer.status_code, answer.headers["Location"]) == (302, address(case))


def test_a_double_click_decides_once(world: World) -> None:
    browser, case = world.of("verifier"), world.reports["verification"]
    form = button(browser, case, "check")
    for _click in range(2):
        assert browser.post(address(case, "tindakan/check/"), form).status_code == 302
    assert world.case(case, lambda c: [m.transition for m in c.movements]) == ["send", "check"]
    assert "sudah memilih" not in words(browser.get(BASE)), "the second click is no conflict"


def test_accepting_asks_first_without_script(world: World) -> None:
    browser, case = world.of("validator"), world.reports["validation"]
    question = browser.post(address(case, "tindakan/accept/"), button(browser, case, "accept"))
    assert "Terima laporan ini?" in words(question)
    assert world.case(case, lambda c: c.state) == "validation"
    assert "Laporan diterima." in decide(browser, case, "accept", form_of(read(question)))
    assert world.case(case, lambda c: c.state) == "accepted"
    assert "diterima" in newest_mail(world, world.a.email)
    assert "Diterima" in words(world.of("staff").get(f"/perusahaan/laporan-produksi/{case}/"))


def test_four_eyes(world: World) -> None:
    with Session(world.engine) as session:
        both = make_person(session, Grant(Role.VERIFIER), Grant(Role.VALIDATOR), name="Dua Peran")
    browser, case = world.browser(both), world.reports["verification"]
    decide(browser, case, "check", button(browser, case, "check"))
    assert read(browser.get(address(case))).select_one("form[action*='tindakan/accept']") is None
    assert case not in browser.get(BASE).text, "it does not wait for them"
    version = str(world.case(case, lambda c: c.version))
    said = decide(browser, case, "accept", {"confirmed": "1", "version": version, "once": "vier"})
    assert "Tahap ini harus dikerjakan orang lain." in said
    assert world.case(case, lambda c: c.state) == "validation"


@pytest.mark.parametrize(
    ("role", "state", "move"),
    [
        ("verifier", "validation", "accept"),
        ("verifier", "verification", "accept"),
        ("validator", "verification", "check"),
        ("verifier", "verification", "send"),
        ("verifier", "verification", "discard"),
        ("verifier", "returned", "send"),
        ("validator", "accepted", "send_back"),
    ],
)
def test_moves_that_are_not_the_persons(shared_world: World, role: str, state: str, move: str) -> None:
    browser, case = shared_world.of(role), shared_world.reports[state]
    version = str(shared_world.case(case, lambda c: c.version))
    form = {"confirmed": "1", "version": version, "once": "lain", f"{move}-reason": "Alasan.", f"{move}-note": ""}
    answer = browser.post(address(case, f"tindakan/{move}/"), form)
    assert answer.status_code in {302, 403, 404, 409}
    assert shared_world.case(case, lambda c: c.state) == state


def test_a_move_that_nobody_declared_is_missing(shared_world: World) -> None:
    case = shared_world.reports["verification"]
    for move in ("tidak-ada", "__class__", "SEND_BACK", "states"):
        assert shared_world.of("verifier").post(address(case, f"tindakan/{move}/"), {}).status_code == 404


def test_those_who_oversee_only_read(shared_world: World) -> None:
    case = shared_world.reports["verification"]
    for role in ("supervisor", "auditor"):
        browser = shared_world.of(role)
        page = browser.get(address(case))
        assert page.status_code == 200
        assert read(page).select_one("form[action*=tindakan]") is None
        assert browser.post(address(case, "tindakan/check/"), {"version": "2"}).status_code == 403


def test_answers_stand_beside_the_paper(shared_world: World) -> None:
    page = shared_world.of("verifier").page(address(shared_world.reports["verification"]))
    text = words(page)
    for shown in ("Gula kristal putih KANARI-A", "60.000", "780.000.000.000", "Jepang", "Surat pernyataan"):
        assert shown in text, shown
    pictures = [str(image["src"]) for image in page.select("img[src*='/berkas/']")]
    assert pictures
    for picture in pictures:
        assert shared_world.of("verifier").get(picture).data.startswith(b"\x89PNG")


def test_what_changed_since_the_last_sending_is_marked(world: World) -> None:
    owner, case = world.of("owner"), world.reports["returned"]
    base = f"/perusahaan/laporan-produksi/{case}/"
    form = form_of(owner.page(f"{base}halaman/air-baku/"), "#wizard-form") | {"water-0-volume": "91.000"}
    owner.post(f"{base}halaman/air-baku/", form | {"_lanjut": "1"})
    owner.post(f"{base}pernyataan.pdf", {})
    owner.post(f"{base}pernyataan/", {"statement_file": upload(sample_paper("Surat", ["Baru."]), "surat.pdf")})
    version = str(world.case(case, lambda c: c.version))
    owner.post(f"{base}tindakan/send/", {"confirmed": "1", "version": version, "once": "e"})
    page = world.of("verifier").page(address(case))
    assert "1 hal berubah sejak kiriman sebelumnya" in words(page)
    assert "90.000" in "".join(gone.get_text() for gone in page.find_all(["del", "s"]))


def test_every_act_is_one_entry_of_the_journal(world: World) -> None:
    browser, case = world.of("verifier"), world.reports["verification"]
    form = button(browser, case, "check")
    with Session(world.engine) as session:
        last = session.scalars(select(JournalEntry.seq).order_by(JournalEntry.seq.desc())).first()
    decide(browser, case, "check", form | {"check-note": "Sudah cocok."})
    with Session(world.engine) as session:
        entry = session.scalars(
            select(JournalEntry).where(JournalEntry.seq > last, JournalEntry.act != "case.viewed")
        ).one()
    assert (entry.act, entry.actor_name) == ("case.check", "Verifikator Contoh")
    assert entry.before == {"state": "verification"}
    assert entry.after["state"] == "validation"
    assert entry.ip == "127.0.0.1"
    page = world.of("owner").get(f"/perusahaan/laporan-produksi/{case}/")
    assert "Sudah cocok." not in page.text, "a note between officers"


def test_after_a_decision_the_next_case_comes(world: World) -> None:
    browser, both = world.of("verifier"), [world.reports["verification"], world.foreign["verification"]]
    answer = browser.post(address(both[0], "tindakan/check/"), button(browser, both[0], "check"))
    assert answer.headers["Location"] == address(both[1])
    answer = browser.post(address(both[1], "tindakan/check/"), button(browser, both[1], "check"))
    assert answer.headers["Location"] == BASE
    assert "Tidak ada laporan yang menunggu Anda" in words(browser.get(BASE))


def test_a_person_who_was_shut_out_decides_nothing(world: World) -> None:
    browser, case = world.of("verifier"), world.reports["verification"]
    form = button(browser, case, "check")
    switched = world.of("administrator").post("/sistem/orang/aktif/", {"id": world.people["verifier"].id})
    assert switched.status_code == 302
    answer = browser.post(address(case, "tindakan/check/"), form)
    assert answer.status_code in {302, 400}
    assert world.case(case, lambda c: (c.state, c.movements[-1].transition)) == ("verification", "send")


def test_an_administrator_cannot_shut_themselves_out(shared_world: World) -> None:
    browser = shared_world.of("administrator")
    answer = browser.post("/sistem/orang/aktif/", {"id": shared_world.people["administrator"].id})
    assert answer.status_code == 409
    assert "Akun sendiri tidak dapat dinonaktifkan." in words(answer)
    assert browser.get("/sistem/orang/").status_code == 200


def name_of(world: World, role: str) -> str:
    with Session(world.engine) as session:
        return session.get_one(Person, world.people[role].id).name


def identity(browser: Browser, public_id: str) -> dict[str, str]:
    """The first block of a report's page, value by label."""
    block = browser.page(address(public_id)).select_one(".review-answers .summary-list")
    assert block is not None
    return {row.dt.get_text(strip=True): row.dd.get_text(" ", strip=True) for row in block.select(".summary-row")}


def test_a_report_begins_with_who_reports(world: World) -> None:
    case, company = world.reports["validation"], world.a
    with Session(world.engine) as session:
        session.get_one(Establishment, company.establishment_id).fax = "0315550199"
        place = session.scalars(select(Warehouse).where(Warehouse.establishment_id == company.establishment_id)).one()
        copied = {c.key: getattr(place, c.key) for c in Warehouse.__table__.columns if c.key not in {"id", "regency"}}
        session.add(Warehouse(**copied, regency="3525"))
        for number, code in enumerate(("10722", "10723", "10729")):
            line = BusinessLine(establishment_id=company.establishment_id, kbli_code=code, kbli_version=2020)
            line.title, line.risk_level = f"Usaha {number}", "R"
            session.add(line)
        session.commit()
    told = identity(world.of("auditor"), case)
    assert list(told)[:12] == [
        "Nama Perusahaan",
        "Alamat Kantor",
        "Alamat Pabrik",
        "Gudang",
        "Nomor Telp.",
        "Nomor Fax",
        "NIB",
        "Perizinan",
        "Sertifikat",
        "Bidang Usaha",
        "Verifikator",
        "Validator",
    ]
    assert "Lokasi" not in told
    assert told["Nama Perusahaan"] == company.name
    assert told["Alamat Kantor"].startswith("Jl. Kantor Contoh 1") and "Jl. Pabrik Contoh 2" in told["Alamat Pabrik"]
    assert told["Gudang"].startswith("2 gudang, yang pertama Kota Surabaya")
    assert (told["Nomor Telp."], told["Nomor Fax"]) == ("0315550100", "0315550199")
    assert told["NIB"].startswith(company.nib)
    assert re.fullmatch(r"[1-9][0-9]* dokumen", told["Perizinan"])
    assert told["Bidang Usaha"].startswith(f"{company.kbli} ") and told["Bidang Usaha"].endswith("dan 1 lainnya")
    assert "10722 Usaha 0" in told["Bidang Usaha"] and "10729" not in told["Bidang Usaha"]
    assert told["Verifikator"] == name_of(world, "verifier")
    assert told["Validator"] == "–"


def test_the_counts_of_papers_lead_to_them(shared_world: World) -> None:
    browser = shared_world.of("auditor")
    links = browser.page(address(shared_world.reports["accepted"])).select(".review-answers .summary-list a")
    (found,) = (str(link["href"]) for link in links if str(link["href"]).endswith("#dokumen"))
    assert browser.page(found.partition("#")[0]).select_one("#dokumen") is not None
    told = identity(browser, shared_world.reports["accepted"])
    assert told["Validator"] == name_of(shared_world, "validator")
    assert told["Sertifikat"] == "1 sertifikat"


def test_another_company_is_told_in_its_own_report(shared_world: World) -> None:
    told = identity(shared_world.of("auditor"), shared_world.foreign["verification"])
    assert (told["Nama Perusahaan"], told["Verifikator"]) == (shared_world.b.name, "–")
    assert shared_world.b.nib in told["NIB"] and shared_world.a.nib not in str(told)
