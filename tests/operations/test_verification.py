"""A verification of standards on both routes: by the office whose case it is, signed by both, to what OSS says."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from siinas.catalogue.verification import Verification
from siinas.models import Case, CaseAssessment, CasePhoto, Establishment, Letter, OutboxRow, Setting
from siinas.operations import assessments, cases, lapses
from siinas.process.roles import OSS
from siinas.queries.cases import CaseFile, assessment_of
from siinas.queries.scope import visible
from siinas.queries.tasks import waiting_for
from siinas.refusal import NotFound, NotPermitted, Refused
from tests.factories import NOW
from tests.licensing import (
    CHECKED,
    PLANNED,
    SIGNED,
    VERIFICATION,
    VISITED,
    assess,
    licensing_officers,
    photo,
    prepare_company,
    save_answers,
    state_of,
)

VISIT_DAY = 9
"""Days from NOW to the visit."""


@pytest.fixture
def people(engine):
    with Session(engine) as session:
        return licensing_officers(session)


@pytest.fixture
def draft(engine, make_work, company):
    with Session(engine) as session:
        prepare_company(session, company)
    public_id = cases.open_case(make_work(company.staff.actor), Verification.key, company.kbli).public_id
    save_answers(make_work, company.staff, public_id, VERIFICATION)
    return public_id


def set_to(engine, key, value):
    with Session(engine) as session:
        session.add(Setting(key=key, value=value))
        session.commit()


def move(make_work, someone, public_id, key, **said):
    cases.move(make_work(someone.actor), public_id, key, said=said)


def to_the_record(make_work, people, company, draft, clock, *, examiner="regency_inspector", conclusion=None):
    move(make_work, company.signer, draft, "send")
    validator = people["evaluator"] if examiner == "regency_inspector" else people[examiner]
    assess(make_work, validator, draft, "pemeriksaan", CHECKED)
    move(make_work, validator, draft, "complete")
    visit_it(make_work, people[examiner], draft, clock, conclusion)


def visit_it(make_work, inspector, draft, clock, conclusion=None):
    assess(make_work, inspector, draft, "jadwal", PLANNED)
    move(make_work, inspector, draft, "schedule")
    clock.move(days=VISIT_DAY)
    assess(make_work, inspector, draft, "kunjungan", VISITED | (conclusion or {}))
    move(make_work, inspector, draft, "write_down")


def findings(engine, public_id, *, hard):
    with Session(engine) as session:
        case = session.scalars(select(Case).where(Case.public_id == public_id)).unique().one()
        return {one.check: one for one in CaseFile(session, case, NOW.date()).findings() if one.hard is hard}


def test_ministry_first(engine, make_work, people, company, draft, clock):
    to_the_record(make_work, people, company, draft, clock)
    move(make_work, people["regency_inspector"], draft, "sign", **SIGNED)
    with Session(engine) as session:
        assert state_of(session, draft) == "minutes", "one party alone does not move it on"
    with pytest.raises(Refused, match="sudah menandatangani"):
        move(make_work, people["regency_inspector"], draft, "sign", **SIGNED)
    move(make_work, company.signer, draft, "sign", **SIGNED | {"signer": "Direktur Contoh"})
    move(make_work, people["regency_head"], draft, "decide")
    assess(make_work, company.staff, draft, "unggahan", {"uploaded_on": date(2026, 10, 15)})
    move(make_work, company.signer, draft, "uploaded")
    with pytest.raises(NotPermitted):
        move(make_work, people["regency_head"], draft, "approved_by_oss", reason="SS terverifikasi")
    cases.move(make_work(OSS), draft, "approved_by_oss", said={"reason": "50 Disetujui"})
    with Session(engine) as session:
        assert state_of(session, draft) == "verified"
        chosen = select(Letter).where(Letter.kind.startswith("vsku")).options(undefer(Letter.content))
        found = {one.kind: one for one in session.scalars(chosen)}
    record, decision = found["vsku.minutes"], found["vsku.decision"]
    assert record.authority == decision.authority == "3525"
    assert "Direktur Contoh" in str(record.content) and "Penanda Tangan Contoh" in str(record.content)
    assert "Mesin nomor 1 (SHA-256" in str(record.content) and "6. Sarana: Sesuai" in str(record.content)
    assert record.number in str(decision.content)


def test_the_administrator_records_by_hand_what_oss_said(engine, make_work, people, company, draft, clock):
    to_the_record(make_work, people, company, draft, clock)
    move(make_work, people["regency_inspector"], draft, "sign", **SIGNED)
    move(make_work, company.signer, draft, "sign", **SIGNED)
    move(make_work, people["regency_head"], draft, "decide")
    with Session(engine) as session:
        hidden = session.scalars(select(Case.id).where(visible(Case, people["administrator"].actor))).all()
        assert not hidden, "an administrator sees what a system holds, and nothing else"
    assess(make_work, company.staff, draft, "unggahan", {"uploaded_on": date(2026, 10, 15)})
    move(make_work, company.signer, draft, "uploaded")
    with pytest.raises(Refused, match="Keterangan OSS"):
        move(make_work, people["administrator"], draft, "approved_by_oss")
    move(make_work, people["administrator"], draft, "returned_by_oss", reason="Berkas tidak terbaca menurut OSS.")
    move(make_work, company.signer, draft, "uploaded")
    move(make_work, people["administrator"], draft, "approved_by_oss", reason="Dilihat di OSS 20 Oktober 2026.")
    with Session(engine) as session:
        assert state_of(session, draft) == "verified"


def test_the_direct_route_without_a_visit(engine, make_work, people, company, draft):
    set_to(engine, "vsku_ministry_first", "0")
    move(make_work, company.signer, draft, "send")
    with pytest.raises(NotPermitted, match="instansi lain"):
        move(make_work, people["evaluator"], draft, "propose_refusal", reason="Bukan kewenangan.")
    assess(make_work, people["regency_inspector"], draft, "pemeriksaan", CHECKED)
    move(make_work, people["regency_inspector"], draft, "complete_without_visit")
    with pytest.raises(Refused, match="tidak ada pada jalur"):
        move(make_work, people["regency_head"], draft, "decide")
    move(make_work, people["regency_head"], draft, "decide_directly")
    with Session(engine) as session:
        assert state_of(session, draft) == "waiting"


def test_the_visit_cannot_be_skipped_where_it_is_always_made(engine, make_work, people, company, draft):
    set_to(engine, "vsku_ministry_first", "0")
    set_to(engine, "vsku_visit_always", "1")
    move(make_work, company.signer, draft, "send")
    assess(make_work, people["regency_inspector"], draft, "pemeriksaan", CHECKED)
    with pytest.raises(Refused, match="tidak ada pada jalur"):
        move(make_work, people["regency_inspector"], draft, "complete_without_visit")


@pytest.mark.parametrize(
    ("changed", "answers", "authority", "office"),
    [
        ({}, {}, "3525", "3525"),
        ({"business_scale": "Besar", "location_type": "estate"}, {}, "35", "35"),
        ({"location_type": "kek"}, {}, "KEK-3525", "KEK-3525"),
        ({"location_type": "kpbpb"}, {}, "KPBPB-3525", "KPBPB-3525"),
        ({}, {"cross_province": True}, "ministry", "35"),
        ({"investment_status": "PMA"}, {}, "ministry", "35"),
    ],
)
def test_who_is_competent(engine, make_work, people, company, draft, changed, answers, authority, office):
    with Session(engine) as session:
        row = session.get_one(Establishment, company.establishment_id)
        for key, value in changed.items():
            setattr(row.legal_entity if key == "investment_status" else row, key, value)
        session.commit()
    save_answers(make_work, company.staff, draft, VERIFICATION | answers)
    set_to(engine, "vsku_ministry_first", "0")
    move(make_work, company.signer, draft, "send")
    with Session(engine) as session:
        case = session.scalars(select(Case)).unique().one()
        assert (case.routing["authority"], case.office, case.desk) == (authority, office, authority)


def test_it_is_put_right_by_hand(engine, make_work, people, company, draft):
    set_to(engine, "vsku_ministry_first", "0")
    move(make_work, company.signer, draft, "send")
    said = {"authority": "province", "reason": "Industri strategis, kewenangan provinsi."}
    with pytest.raises(Refused, match="sudah memegang"):
        move(make_work, people["regency_inspector"], draft, "elsewhere", **said | {"authority": "regency"})
    move(make_work, people["regency_inspector"], draft, "elsewhere", **said)
    with pytest.raises(NotPermitted, match="instansi lain"):
        move(make_work, people["regency_inspector"], draft, "elsewhere", **said)
    assess(make_work, people["inspector"], draft, "pemeriksaan", CHECKED | {"note_1": "Lengkapi KKPR."})


def test_only_their_own_region(engine, make_work, people, company, draft, clock):
    to_the_record(make_work, people, company, draft, clock)
    with Session(engine) as session:
        for name, sees, waits in (
            ("regency_inspector", True, True),
            ("regency_head", True, False),
            ("inspector", True, False),
            ("foreign_inspector", False, False),
            ("foreign_head", False, False),
            ("evaluator", True, False),
        ):
            actor = people[name].actor
            seen = session.scalars(select(Case.id).where(visible(Case, actor))).all()
            waiting = session.scalars(
                select(Case.id).where(visible(Case, actor), waiting_for(actor, Verification))
            ).all()
            assert (bool(seen), bool(waiting)) == (sees, waits), name
            for model in (CaseAssessment, CasePhoto):
                rows = session.scalars(select(model.id).where(visible(model, actor))).all()
                assert bool(rows) is sees, (name, model)
        for someone in (company.owner, company.staff):
            kinds = session.scalars(select(CaseAssessment.kind).where(visible(CaseAssessment, someone.actor))).all()
            assert set(kinds) == {"jadwal", "kunjungan"}, "the check-sheet is the officers' own"
    with pytest.raises(NotFound):
        move(make_work, people["foreign_inspector"], draft, "sign", **SIGNED)
    with pytest.raises(NotPermitted):
        move(make_work, people["inspector"], draft, "sign", **SIGNED)
    with pytest.raises(Refused, match="tidak dapat diubah sekarang"):
        assess(make_work, people["regency_inspector"], draft, "kunjungan", VISITED)


def test_what_lacks_is_told_by_the_sheet(engine, make_work, people, company, draft):
    move(make_work, company.signer, draft, "send")
    bad = {**CHECKED, "section_3": {**CHECKED["section_3"], "l1_capacity": {"result": "nok"}}}
    bad["section_5"] = {"l3_photos": {"result": "nok", "sentence": "Foto nomor 2 buram."}, "l3_video": {"result": "ok"}}
    with pytest.raises(Refused, match="Lembar pemeriksaan dokumen"):
        move(make_work, people["evaluator"], draft, "complete")
    assess(make_work, people["evaluator"], draft, "pemeriksaan", bad)
    with pytest.raises(Refused, match="2 butir lembar pemeriksaan masih NOK"):
        move(make_work, people["evaluator"], draft, "complete")
    with Session(engine) as session:
        case = session.scalars(select(Case)).unique().one()
        file = CaseFile(session, case, NOW.date())
        text = file.proposed(file.process.flow.transitions["send_back"])["reason"]
    assert "Lampiran 1:\n1. Perhitungan kapasitas belum menghasilkan 292.000,00 per tahun" in text
    assert "Lampiran 3:\n1. Foto nomor 2 buram." in text
    move(make_work, people["evaluator"], draft, "send_back", reason=text)
    move(make_work, company.signer, draft, "send_again")
    with Session(engine) as session:
        case = session.scalars(select(Case)).unique().one()
        again = assessment_of(CaseFile(session, case, NOW.date()), "pemeriksaan")
        assert again.case.sequence == 2 and again.answers["section_5"]["l3_photos"]["sentence"] == "Foto nomor 2 buram."
        assert case.assessments[0].digest, "what was said of the first sending is frozen"


@pytest.mark.parametrize(
    ("conclusion", "signing", "state"),
    [
        (
            {"conclusion": "mend", "corrections": "Pasang pagar TPS B3.", "corrections_until": date(2026, 11, 20)},
            "sign_for_mending",
            "returned",
        ),
        (
            {"conclusion": "unfulfilled", "reasons": "Mesin utama belum terpasang.", "machines_fit": "no"},
            "sign_as_unfit",
            "refusing",
        ),
    ],
)
def test_a_visit_that_does_not_satisfy(engine, make_work, people, company, draft, clock, conclusion, signing, state):
    to_the_record(make_work, people, company, draft, clock, conclusion=conclusion)
    with pytest.raises(Refused, match="Kesimpulan kunjungan"):
        move(make_work, people["regency_inspector"], draft, "sign", **SIGNED)
    move(make_work, company.owner, draft, signing, **SIGNED)
    move(make_work, people["regency_inspector"], draft, signing, **SIGNED)
    with Session(engine) as session:
        assert state_of(session, draft) == state
    if state == "refusing":
        reason = "Mesin utama belum terpasang; ajukan lagi setelah terpasang."
        move(make_work, people["regency_head"], draft, "refuse", reason=reason)
        with Session(engine) as session:
            assert state_of(session, draft) == "refused"


def test_an_objection_leads_back_to_the_visit(engine, make_work, people, company, draft, clock):
    to_the_record(make_work, people, company, draft, clock)
    move(make_work, people["regency_inspector"], draft, "sign", **SIGNED)
    move(make_work, company.signer, draft, "contest", reason="Jumlah tenaga kerja keliru dicatat.")
    assess(make_work, people["regency_inspector"], draft, "kunjungan", VISITED | {"workers_m": Decimal(211)})
    move(make_work, people["regency_inspector"], draft, "write_down")
    move(make_work, company.signer, draft, "sign", **SIGNED)
    with Session(engine) as session:
        assert state_of(session, draft) == "minutes", "who signed the former record signs this one, too"


def test_sums_that_differ(engine, make_work, company, draft):
    wrong = {
        "working_capital": Decimal(31_000_000_000),
        "capacity": Decimal(300_000),
        "inv_machine_local": Decimal(50_000_000_000),
        "inv_other": Decimal(9_000_000_000),
    }
    save_answers(make_work, company.staff, draft, VERIFICATION | wrong)
    found = findings(engine, draft, hard=True)
    assert set(found) == {
        "working_capital_is_the_sum_of_the_page",
        "capacity_is_the_one_reckoned",
        "local_machines_are_those_of_the_header",
        "other_investment_is_that_of_the_header",
    }
    one = found["working_capital_is_the_sum_of_the_page"]
    assert one.step == "lampiran-1"
    assert ("Selisih", "Rp1.000.000.000") in one.figures


def test_bad_input(engine, make_work, people, company, draft, clock):
    lease = {"tenure": "rented", "lease_until": date(2026, 12, 31)}
    save_answers(make_work, company.staff, draft, VERIFICATION | lease)
    assert "lease_lasts_half_a_year" in findings(engine, draft, hard=True)
    save_answers(make_work, company.staff, draft, VERIFICATION | lease | {"lease_note": "Diperpanjang lima tahun."})
    assert not findings(engine, draft, hard=True)
    with pytest.raises(Refused, match="Pilih salah satu dari daftar"):
        cases.open_case(make_work(company.staff.actor), Verification.key, "13111")
    with pytest.raises(Refused, match="sudah ada"):
        cases.open_case(make_work(company.staff.actor), Verification.key, company.kbli)
    move(make_work, company.signer, draft, "send")
    assess(make_work, people["evaluator"], draft, "pemeriksaan", CHECKED)
    move(make_work, people["evaluator"], draft, "complete")
    early = PLANNED | {"visit_on": date(2026, 10, 5), "order_date": date(2026, 10, 5)}
    assess(make_work, people["regency_inspector"], draft, "jadwal", early)
    with pytest.raises(Refused, match="lebih awal daripada pengiriman"):
        move(make_work, people["regency_inspector"], draft, "schedule")
    assess(make_work, people["regency_inspector"], draft, "jadwal", PLANNED | {"team": PLANNED["team"][:1]})
    with pytest.raises(Refused, match="paling sedikit dua orang"):
        move(make_work, people["regency_inspector"], draft, "schedule")
    with pytest.raises(Refused, match="tidak dapat diubah sekarang"):
        assessments.add_photo(make_work(people["regency_inspector"].actor), draft, "kunjungan", photo(1), "Foto")


def test_an_exemption_of_this_portal_is_there_by_itself(engine, make_work, company, draft):
    with Session(engine) as session:
        row = session.get_one(Establishment, company.establishment_id)
        row.business_scale, row.location_type = "Besar", "outside"
        session.commit()
    save_answers(make_work, company.staff, draft, VERIFICATION)
    assert "exemption_is_there_where_it_is_asked" in findings(engine, draft, hard=True)
    with Session(engine) as session:
        case = session.scalars(select(Case)).unique().one()
        licence = Case(
            public_id="skpbki-terbit",
            number="SKP-2026-000009",
            process="skpbki",
            edition="1",
            title="SKPBKI",
            establishment_id=company.establishment_id,
            state="issued",
            state_since=NOW,
            opened_at=NOW,
            answers={"activities": [{"kbli": company.kbli}]},
        )
        session.add(licence)
        session.flush()
        session.add(
            Letter(
                public_id="surat",
                token="A" * 26,
                number="0001/SKPBKI/KPAII/X/2026",
                kind="skpbki.exemption",
                title="SKPBKI",
                case_id=licence.id,
                establishment_id=company.establishment_id,
                company_name=company.name,
                nib=company.nib,
                place="",
                issued_at=NOW,
                content={},
                digest="0" * 64,
                sha256="1" * 64,
                size=1,
                pages=1,
                state="valid",
            )
        )
        session.commit()
        file = CaseFile(session, session.get_one(Case, case.id), NOW.date())
        assert file.answers["exemption_number"].startswith("0001/SKPBKI/KPAII/X/2026")
        assert not file.document_points()
    assert not findings(engine, draft, hard=True)


def test_a_decision_that_does_not_come_in_time_is_made_by_the_clock_where_that_is_switched_on(
    engine, make_work, people, company, draft, clock
):
    to_the_record(make_work, people, company, draft, clock)
    move(make_work, people["regency_inspector"], draft, "sign", **SIGNED)
    move(make_work, company.signer, draft, "sign", **SIGNED)
    clock.move(days=60)
    assert lapses.make_due(make_work()) == 0, "off until an administrator wants it"
    set_to(engine, "lapse.vsku.approve_by_time", "45")
    assert lapses.make_due(make_work()) == 0, "sixty days are fewer than forty-five working days"
    clock.move(days=14)
    assert lapses.make_due(make_work()) == 1
    with Session(engine) as session:
        case = session.scalars(select(Case).where(Case.public_id == draft)).unique().one()
        last = case.movements[-1]
        assert (case.state, last.transition, last.person_id) == ("automatic", "approve_by_time", None)
        assert not session.scalars(select(Letter).where(Letter.kind == "vsku.decision")).all(), "nobody has decided"
        newest = session.scalars(select(OutboxRow).order_by(OutboxRow.id.desc())).first()
        assert "permohonan_disetujui_otomatis" in newest.payload.values()


def test_a_returned_application_that_nobody_mends_expires_where_that_is_switched_on(
    engine, make_work, people, company, draft, clock
):
    move(make_work, company.signer, draft, "send")
    one_not_ok = {"section_5": CHECKED["section_5"] | {"l3_photos": {"result": "nok", "sentence": "Foto buram."}}}
    assess(make_work, people["evaluator"], draft, "pemeriksaan", CHECKED | one_not_ok)
    move(make_work, people["evaluator"], draft, "send_back", reason="Akta tidak terbaca.")
    set_to(engine, "lapse.vsku.lapse", "30")
    clock.move(days=30)
    assert lapses.make_due(make_work()) == 0
    clock.move(days=1)
    assert lapses.make_due(make_work()) == 1
    with Session(engine) as session:
        assert state_of(session, draft) == "expired"
