"""Addresses lock themselves, change by an approved request, at once or on their day, and are opened by hand."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from siinas.catalogue.address_change import AddressChange
from siinas.models import (
    AddressRecord,
    BusinessLine,
    Case,
    Establishment,
    JournalEntry,
    LegalEntity,
    OutboxRow,
    Setting,
)
from siinas.operations import address_changes, cases, outbox, records, registration
from siinas.process.roles import ANONYMOUS, SYSTEM, Actor, Grant, Role
from siinas.queries.addresses import (
    address_history,
    coming_addresses,
    lock_of,
    locked_values,
    open_requests,
    why_locked,
)
from siinas.queries.company import profile, section_version
from siinas.queries.nib_comparison import proposals
from siinas.refusal import NotFound, NotPermitted, Refused, Stale
from tests.factories import (
    NOW,
    fill_request,
    make_company,
    make_request,
    nib_paper,
    open_report,
    open_request,
    registration_answers,
    save_addresses,
)
from tests.operations.test_races import at_once


@pytest.fixture
def locked(make_work, company):
    save_addresses(make_work, company)
    return company


@pytest.fixture
def sister(engine, company):
    """A second establishment of the same legal entity, at another place and with people of its own."""
    with Session(engine) as session:
        other = make_company(session, regency="3273")
        row = session.get_one(Establishment, other.establishment_id)
        row.legal_entity_id = company.legal_entity_id
        session.commit()
    return other


AUDITOR = Actor(None, "Auditor", (Grant(Role.AUDITOR),))
"""Reads what the tests look up."""


def establishment_of(session, company):
    return session.get_one(Establishment, company.establishment_id)


def address(engine, company, which="office"):
    with Session(engine) as session:
        now = profile(establishment_of(session, company))
    keys = ("street", "district", "postal_code")
    return {key: now[f"{which}_{key}"] for key in keys} | {"regency": now["regency"]}


def save(make_work, company, key, **changed):
    work, section = make_work(company.staff.actor), records.BY_KEY[key]
    establishment = establishment_of(work.session, company)
    now = profile(establishment)
    values = {name: now[name] for name, field in section.step.fields.items() if field.kind != "file"} | changed
    records.save_section(work, key, values, version=section_version(establishment, section))


def history(engine, company, which):
    with Session(engine) as session:
        found = address_history(session, AUDITOR, establishment_of(session, company))[which]
        return [(past.record.values.get("street"), past.record.effective_on, past.coming) for past in found]


def acts(engine):
    with Session(engine) as session:
        return list(session.scalars(select(JournalEntry.act).order_by(JournalEntry.seq)))


def approve(make_work, officers, public_id):
    return cases.move(make_work(officers.front_desk.actor), public_id, "approve")


def work_off(make_work):
    """Let the worker do what is due."""
    work = make_work()
    return [outbox.deliver(work, lease) for lease in outbox.lease_due(work, most=100)]


# The lock


def test_the_first_saving_locks_and_begins_the_history(engine, make_work, company):
    with Session(engine) as session:
        assert lock_of(establishment_of(session, company), "office", NOW).since is None
        before = session.scalar(select(func.count()).select_from(AddressRecord))
    save(make_work, company, "kantor-pusat", office_street="Jl. Pertama 1")
    with Session(engine) as session:
        lock = lock_of(establishment_of(session, company), "office", NOW)
        assert (lock.since, lock.shut) == (NOW, True)
        (record,) = session.scalars(select(AddressRecord).where(AddressRecord.which == "office"))
        assert (record.establishment_id, record.effective_on, record.case_id) == (None, date(2026, 10, 6), None)
        assert record.values["street"] == "Jl. Pertama 1"
        assert record.recorded_by
        assert session.scalar(select(func.count()).select_from(AddressRecord)) == before + 1


@pytest.mark.parametrize(
    ("section", "changed"),
    [
        ("kantor-pusat", {"office_street": "Jl. Lain 2"}),
        ("kantor-pusat", {"office_postal_code": "61122"}),
        ("pabrik", {"factory_street": None}),
        ("pabrik", {"latitude": None, "longitude": None}),
    ],
)
def test_what_is_locked_is_refused_whoever_saves_it(engine, make_work, locked, section, changed):
    before = address(engine, locked), address(engine, locked, "factory"), acts(engine)
    with pytest.raises(Refused, match="terkunci sejak 6 Oktober 2026") as refusal:
        save(make_work, locked, section, **changed)
    assert refusal.value.field in changed
    assert (address(engine, locked), address(engine, locked, "factory"), acts(engine)) == before


def test_the_rest_of_a_locked_page_and_its_blanks_stay_open(engine, make_work, locked):
    save(make_work, locked, "kantor-pusat", office_phone="031 5550111")
    assert len(history(engine, locked, "office")) == 1
    save(make_work, locked, "kantor-pusat", office_rt_rw="003/004")
    assert len(history(engine, locked, "office")) == 2, "what was filled in belongs to the history"
    with pytest.raises(Refused, match="terkunci"):
        save(make_work, locked, "kantor-pusat", office_rt_rw="003/005")
    save(make_work, locked, "pabrik", land_tenure="rented", location_type="outside")


def test_what_is_locked_may_be_left_out(engine, make_work, locked):
    work, section = make_work(locked.staff.actor), records.BY_KEY["kantor-pusat"]
    establishment = establishment_of(work.session, locked)
    shut = locked_values(establishment, "office", NOW)
    assert {"office_street", "office_district"} <= shut.keys()
    before = address(engine, locked)
    records.save_section(
        work, "kantor-pusat", {"office_phone": "031 1234567"}, version=section_version(establishment, section)
    )
    assert address(engine, locked) == before


def test_a_nib_does_not_change_a_locked_address(make_work, locked):
    work = make_work(locked.owner.actor)
    establishment = establishment_of(work.session, locked)
    printed = {"text": "Jl. Lain 9", "street": "Jl. Lain 9", "regency": "Kabupaten Gresik", "district": "Kebomas"}
    reading = {"address": printed | {"village": "Contoh", "postal_code": "61124"}, "unsure": []}

    def offered():
        why = why_locked(establishment, "office", NOW)
        found = proposals(work.session, establishment, reading, NOW.date(), locked=why)
        return [one.why for one in found if one.group == "Alamat Kantor Pusat"]

    assert offered() == ["Alamat Kantor Pusat terkunci. Ajukan permohonan perubahan alamat."]
    establishment.legal_entity.office_unlocked_until = NOW + timedelta(hours=1)
    assert offered() == [""]


# A request


def test_only_a_locked_address_is_asked_to_be_changed(make_work, company):
    with pytest.raises(Refused, match="belum terkunci") as refusal:
        open_request(make_work, company)
    assert refusal.value.field == "subject"
    for odd in ("", "sea", "2026-Q3"):
        with pytest.raises(Refused, match="dari daftar"):
            open_request(make_work, company, odd)


def test_a_factory_is_for_industry(engine, make_work):
    with Session(engine) as session:
        trader = make_company(session)
        session.execute(update(BusinessLine).values(kbli_code="46100"))
        session.commit()
    with pytest.raises(Refused, match="tidak memiliki KBLI industri"):
        open_request(make_work, trader, "factory")


def test_it_begins_with_the_present_address(engine, make_work, locked):
    public_id = open_request(make_work, locked, "factory")
    with Session(engine) as session:
        case = session.scalars(select(Case).where(Case.public_id == public_id)).unique().one()
        answers = AddressChange.from_json(case.answers)
        assert case.title == "Permohonan Perubahan Alamat: Alamat Pabrik"
        assert (case.subject, case.number) == ("factory", "PA-2026-000001")
    assert (answers["which"], answers["letter_asked"]) == ("factory", False)
    assert answers["street"] == address(engine, locked, "factory")["street"]
    assert (answers["province"], answers["regency"]) == ("35", locked.regency)


def test_something_must_change(make_work, locked):
    public_id = open_request(make_work, locked)
    fill_request(make_work, locked, public_id)
    with pytest.raises(Refused, match="sama dengan yang tercatat"):
        cases.move(make_work(locked.signer.actor), public_id, "send")


def test_a_request_needs_its_proof_and_a_day_that_is_near(make_work, locked):
    public_id = open_request(make_work, locked)
    fill_request(make_work, locked, public_id, street="Jl. Baru 1", since=date(2027, 1, 5))
    with pytest.raises(Refused, match="terlalu jauh ke depan"):
        cases.move(make_work(locked.signer.actor), public_id, "send")
    work = make_work(locked.staff.actor)
    values = {"reason": "Kantor pindah ke gedung sendiri.", "effective_on": date(2027, 1, 4)}
    cases.save_page(work, public_id, "alasan-dan-bukti", values=values, typed=None, seen=1, removed=("proof",))
    with pytest.raises(Refused, match="Alasan dan bukti belum lengkap"):
        cases.move(make_work(locked.signer.actor), public_id, "send")


def test_the_letter_is_a_setting(engine, make_work, locked):
    with Session(engine) as session:
        session.add(Setting(key="address_change_letter", value="1"))
        session.commit()
    public_id = open_request(make_work, locked)
    fill_request(make_work, locked, public_id, street="Jl. Baru 1")
    with pytest.raises(Refused, match="Alasan dan bukti belum lengkap"):
        cases.move(make_work(locked.signer.actor), public_id, "send")


def test_one_open_request_for_each_address(engine, make_work, officers, locked):
    first = make_request(make_work, locked)
    with pytest.raises(Refused, match=r"sudah ada \(nomor PA-2026-000001, status Diajukan\)"):
        open_request(make_work, locked)
    open_request(make_work, locked, "factory")
    said = {"reason": "Salah unggah bukti."}
    cases.move(make_work(locked.owner.actor), first, "withdraw", said=said)
    again = open_request(make_work, locked)
    cases.move(make_work(locked.owner.actor), again, "discard")
    third = make_request(make_work, locked)
    approve(make_work, officers, third)
    open_request(make_work, locked)
    with Session(engine) as session:
        subjects = dict(session.execute(select(Case.number, Case.subject)).all())
    assert list(subjects.values()).count("office") == 1


def test_staff_neither_send_nor_withdraw_and_words_are_asked(make_work, locked):
    public_id = make_request(make_work, locked)
    with pytest.raises(NotPermitted):
        cases.move(make_work(locked.staff.actor), public_id, "withdraw", said={"reason": "Tidak jadi pindah."})
    with pytest.raises(Refused, match="Isi Alasan penarikan") as refusal:
        cases.move(make_work(locked.owner.actor), public_id, "withdraw", said={"reason": "  "})
    assert refusal.value.field == "reason"


# The decision


def test_approval_changes_the_address_at_once(engine, make_work, officers, locked):
    public_id = make_request(make_work, locked, since=date(2026, 9, 1), postal_code="61129")
    before = address(engine, locked)
    approve(make_work, officers, public_id)
    assert address(engine, locked) == before | {"street": "Jl. Baru Contoh 9", "postal_code": "61129"}
    assert history(engine, locked, "office") == [
        ("Jl. Baru Contoh 9", date(2026, 9, 1), False),
        (before["street"], date(2026, 10, 6), False),
    ]
    with Session(engine) as session:
        (entry,) = session.scalars(select(JournalEntry).where(JournalEntry.act == "address.changed"))
        assert entry.before["street"] == before["street"]
        assert entry.after == {"street": "Jl. Baru Contoh 9", "postal_code": "61129"}
        mails = session.scalars(select(OutboxRow.payload).where(OutboxRow.kind == "mail")).all()
        assert [mail["template"] for mail in mails if "alamat" in mail["template"]] == ["alamat_disetujui"]
        assert session.scalar(select(OutboxRow.id).where(OutboxRow.kind == "address_change")) is None
        filing = session.scalars(select(Case).where(Case.public_id == public_id)).unique().one().filings[-1]
        told = {part["label"]: part for part in filing.in_words[0]["parts"]}
    assert (told["Alamat"]["beside"], told["Alamat"]["value"]) == (before["street"], "Jl. Baru Contoh 9")


def test_the_address_is_open_for_some_days_and_shuts_by_itself(engine, make_work, clock, officers, locked):
    approve(make_work, officers, make_request(make_work, locked))
    with Session(engine) as session:
        lock = lock_of(establishment_of(session, locked), "office", NOW)
    assert lock.open_until == datetime(2026, 10, 11, 17, tzinfo=UTC), "five days, to the end of the last one in Jakarta"
    save(make_work, locked, "kantor-pusat", office_street="Jl. Baru Contoh 9A")
    assert history(engine, locked, "office")[0][0] == "Jl. Baru Contoh 9A"
    clock.now = lock.open_until
    with pytest.raises(Refused, match="terkunci"):
        save(make_work, locked, "kantor-pusat", office_street="Jl. Baru Contoh 9B")


def test_without_days_it_stays_shut(engine, make_work, officers, locked):
    with Session(engine) as session:
        session.add(Setting(key="address_unlock_days", value="0"))
        session.commit()
    approve(make_work, officers, make_request(make_work, locked))
    with Session(engine) as session:
        assert lock_of(establishment_of(session, locked), "office", NOW).shut


def test_a_later_day_is_the_workers(engine, make_work, clock, officers, locked):
    public_id = make_request(make_work, locked, since=date(2026, 11, 2))
    before = address(engine, locked)
    approve(make_work, officers, public_id)
    assert address(engine, locked) == before
    assert history(engine, locked, "office")[0] == ("Jl. Baru Contoh 9", date(2026, 11, 2), True)
    with Session(engine) as session:
        assert coming_addresses(session, locked.establishment_id) == [("office", date(2026, 11, 2))]
        row = session.scalars(select(OutboxRow).where(OutboxRow.kind == "address_change")).one()
        record_id = row.payload["record_id"]
    clock.now = datetime(2026, 11, 1, 16, 59, 59, tzinfo=UTC)
    work_off(make_work)
    assert address(engine, locked) == before, "one second before midnight in Jakarta"
    clock.move(seconds=1)
    work_off(make_work)
    assert address(engine, locked)["street"] == "Jl. Baru Contoh 9"
    entries = acts(engine).count("address.changed")
    address_changes.apply_change(make_work(), record_id)
    assert acts(engine).count("address.changed") == entries == 1, "done once, however often it is tried"
    with Session(engine) as session:
        lock = lock_of(establishment_of(session, locked), "office", clock.now)
        assert lock.open_until == datetime(2026, 11, 7, 17, tzinfo=UTC)
    assert "alamat_berlaku" in templates(engine)


def test_what_is_approved_for_a_later_day_holds_its_place_until_then(engine, make_work, clock, officers, locked):
    there = {"province": "32", "regency": "3273", "district": "327301"}
    approve(make_work, officers, make_request(make_work, locked, "factory", since=date(2026, 11, 2), **there))
    with pytest.raises(Refused, match="berlaku mulai 2 November 2026"):
        open_request(make_work, locked, "factory")
    open_request(make_work, locked, "office")
    same = {"nib": locked.nib, "factory_location": "3273"}
    with pytest.raises(Refused, match="disetujui pindah ke lokasi pabrik ini") as refusal:
        registration.apply(make_work(ANONYMOUS), registration_answers(**same), nib_paper(nib=locked.nib), None)
    assert refusal.value.field == "nib"
    with Session(engine) as session:
        other = make_company(session, regency="3578")
        establishment_of(session, other).legal_entity_id = locked.legal_entity_id
        session.commit()
    save_addresses(make_work, other)
    public_id = open_request(make_work, other, "factory")
    fill_request(make_work, other, public_id, **there)
    with pytest.raises(Refused, match="Sudah ada akun lain dengan NIB ini"):
        cases.move(make_work(other.signer.actor), public_id, "send")
    clock.now = datetime(2026, 11, 2, 1, tzinfo=UTC)
    work_off(make_work)
    assert address(engine, locked, "factory")["regency"] == "3273"
    open_request(make_work, locked, "factory")


def test_two_accounts_are_not_approved_for_the_same_place(engine, make_work, officers, locked, sister):
    there = {"province": "31", "regency": "3171", "district": "317101"}
    save_addresses(make_work, sister)
    first, second = (
        make_request(make_work, one, "factory", since=date(2026, 11, 2), **there) for one in (locked, sister)
    )
    approve(make_work, officers, first)
    with pytest.raises(Refused, match="Sudah ada akun lain dengan NIB ini"):
        approve(make_work, officers, second)


def templates(engine):
    with Session(engine) as session:
        return [
            payload.get("template") for payload in session.scalars(select(OutboxRow.payload).order_by(OutboxRow.id))
        ]


def test_each_step_tells_the_company(engine, make_work, officers, locked):
    public_id = make_request(make_work, locked)
    desk = officers.front_desk.actor
    cases.move(make_work(desk), public_id, "send_back", said={"reason": "Bukti tidak terbaca."})
    cases.move(make_work(locked.signer.actor), public_id, "send")
    cases.move(make_work(desk), public_id, "refuse", said={"reason": "Bukti atas nama orang lain."})
    other = make_request(make_work, locked)
    cases.move(make_work(locked.owner.actor), other, "withdraw", said={"reason": "Tidak jadi pindah."})
    told = [one for one in templates(engine) if one and one.startswith("permohonan_")]
    assert told == [
        "permohonan_terkirim",
        "permohonan_dikembalikan",
        "permohonan_terkirim",
        "permohonan_ditolak",
        "permohonan_terkirim",
        "permohonan_ditarik",
    ]
    results = work_off(make_work)
    assert all(results), "every mail can be written"
    assert address(engine, locked)["street"].startswith("Jl. Kantor Contoh 1")


def test_only_the_service_desk_decides(make_work, officers, locked):
    public_id = make_request(make_work, locked)
    for actor in (locked.owner.actor, officers.supervisor.actor, officers.auditor.actor):
        with pytest.raises(NotPermitted):
            cases.move(make_work(actor), public_id, "approve")
    for actor in (officers.verifier.actor, officers.administrator.actor, ANONYMOUS):
        with pytest.raises(NotFound):
            cases.move(make_work(actor), public_id, "approve")


# A factory that moves


def test_a_moved_factory_takes_its_open_cases_along(engine, make_work, officers, locked):
    report = open_report(make_work, locked)
    moved = {"province": "35", "regency": "3507", "district": "350713", "village": "Contoh", "location_type": "estate"}
    public_id = make_request(make_work, locked, "factory", estate_name="Kawasan Contoh", **moved)
    approve(make_work, officers, public_id)
    with Session(engine) as session:
        row = establishment_of(session, locked)
        assert (row.regency, row.factory_district, row.location_type) == ("3507", "350713", "estate")
        assert row.estate_name == "Kawasan Contoh"
        regencies = dict(session.execute(select(Case.public_id, Case.regency)).all())
    assert (regencies[report], regencies[public_id]) == ("3507", locked.regency)


def test_no_place_has_two_accounts_of_a_nib(engine, make_work, officers, locked, sister):
    there = {"province": "32", "regency": "3273", "district": "327301"}
    public_id = open_request(make_work, locked, "factory")
    fill_request(make_work, locked, public_id, **there)
    with pytest.raises(Refused, match="Sudah ada akun lain dengan NIB ini"):
        cases.move(make_work(locked.signer.actor), public_id, "send")


def test_a_place_that_is_taken_meanwhile(engine, make_work, officers, locked):
    public_id = make_request(make_work, locked, "factory", province="32", regency="3273", district="327301")
    with Session(engine) as session:
        other = make_company(session, regency="3273")
        establishment_of(session, other).legal_entity_id = locked.legal_entity_id
        session.commit()
    with pytest.raises(Refused, match="Sudah ada akun lain"):
        approve(make_work, officers, public_id)
    assert address(engine, locked, "factory")["regency"] == locked.regency


# Sisters


def test_lock_and_history_of_a_head_office_are_the_entitys(engine, make_work, officers, locked, sister):
    with pytest.raises(Refused, match="terkunci"):
        save(make_work, sister, "kantor-pusat", office_street="Jl. Saudara 1")
    assert len(history(engine, sister, "office")) == 1
    approve(make_work, officers, make_request(make_work, sister))
    assert address(engine, locked)["street"] == "Jl. Baru Contoh 9"
    assert history(engine, locked, "office") == history(engine, sister, "office")
    with Session(engine) as session:
        entries = address_history(session, locked.owner.actor, establishment_of(session, locked))["office"]
        assert entries[0].case is None or entries[0].case.establishment_id == sister.establishment_id
        assert open_requests(session, locked.owner.actor, establishment_of(session, locked)) == []


def test_sisters_share_one_request_for_the_office(make_work, locked, sister):
    make_request(make_work, locked)
    with pytest.raises(Refused, match="Akun lain dengan NIB yang sama sedang mengajukannya"):
        open_request(make_work, sister)


def test_sisters_who_ask_at_once(engine, make_work, locked, sister):
    jobs = [
        (one.owner.actor, lambda work: cases.open_case(work, AddressChange.key, "office").number)
        for one in (locked, sister)
    ]
    results = at_once(make_work, jobs)
    assert sorted(isinstance(result, Refused) for result in results) == [False, True], results


# At the same moment


def test_two_of_a_company_ask_at_once(engine, make_work, locked):
    jobs = [
        (who.actor, lambda work: cases.open_case(work, AddressChange.key, "office").number)
        for who in (locked.owner, locked.signer, locked.staff)
    ]
    results = at_once(make_work, jobs)
    assert sorted(isinstance(result, Refused) for result in results) == [False, True, True], results
    with Session(engine) as session:
        assert session.scalar(select(func.count()).select_from(Case)) == 1


def test_a_saving_while_the_request_is_approved(engine, make_work, officers, locked):
    """Either the page was saved before the approval, or it is told that somebody was faster; neither is lost."""
    public_id = make_request(make_work, locked)
    with Session(engine) as session:
        establishment = establishment_of(session, locked)
        version = section_version(establishment, records.BY_KEY["kantor-pusat"])
        now = profile(establishment)
    values = {key: now[key] for key in records.BY_KEY["kantor-pusat"].step.fields} | {"office_phone": "031 9999999"}
    jobs = [
        (officers.front_desk.actor, lambda work: cases.move(work, public_id, "approve").state),
        (
            locked.owner.actor,
            lambda work: records.save_section(work, "kantor-pusat", values, version=version) or "saved",
        ),
    ]
    approved, saved = at_once(make_work, jobs)
    assert approved == "approved"
    assert saved == "saved" or isinstance(saved, Stale)
    assert address(engine, locked)["street"] == "Jl. Baru Contoh 9"
    with Session(engine) as session:
        phone = session.get_one(LegalEntity, locked.legal_entity_id).office_phone
    assert (phone == "031 9999999") == (saved == "saved")


def test_two_officers_approve_at_once(engine, make_work, officers, locked):
    public_id = make_request(make_work, locked)
    jobs = [(officers.front_desk.actor, lambda work: cases.move(work, public_id, "approve").state)] * 2
    results = at_once(make_work, jobs)
    assert sorted(isinstance(result, Refused) for result in results) == [False, True]
    assert acts(engine).count("address.changed") == 1


# Opened by hand


def unlock(make_work, actor, company, which="office", days=3, reason="Kode pos salah ketik, ada surat dari pos."):
    address_changes.unlock(make_work(actor), company.establishment_id, which, days=days, reason=reason)


def test_the_service_desk_opens_an_address(engine, make_work, clock, officers, locked):
    unlock(make_work, officers.front_desk.actor, locked)
    save(make_work, locked, "kantor-pusat", office_postal_code="61123")
    with pytest.raises(Refused, match="terkunci"):
        save(make_work, locked, "pabrik", factory_postal_code="61123")
    with Session(engine) as session:
        (entry,) = session.scalars(select(JournalEntry).where(JournalEntry.act == "address.unlocked"))
    assert datetime.fromisoformat(entry.after["open_until"]) == datetime(2026, 10, 9, 17, tzinfo=UTC)
    assert (entry.after["which"], entry.after["reason"]) == ("office", "Kode pos salah ketik, ada surat dari pos.")
    assert templates(engine)[-1] == "alamat_dibuka"
    clock.now = NOW + timedelta(days=4)
    with pytest.raises(Refused, match="terkunci"):
        save(make_work, locked, "kantor-pusat", office_postal_code="61124")
    unlock(make_work, officers.administrator.actor, locked, "factory")


@pytest.mark.parametrize(
    ("odd", "field"),
    [({"days": 0}, "days"), ({"days": 61}, "days"), ({"reason": " "}, "reason"), ({"which": "moon"}, "which")],
)
def test_odd_openings_are_refused(make_work, officers, locked, odd, field):
    with pytest.raises(Refused) as refusal:
        unlock(make_work, officers.front_desk.actor, locked, **odd)
    assert refusal.value.field == field


def test_who_may_not_open(make_work, officers, company, locked):
    for actor in (locked.owner.actor, officers.verifier.actor, officers.auditor.actor, SYSTEM):
        with pytest.raises(NotPermitted):
            unlock(make_work, actor, locked)


def test_what_is_not_locked_needs_no_opening(make_work, officers, company):
    with pytest.raises(Refused, match="belum terkunci"):
        unlock(make_work, officers.front_desk.actor, company)
