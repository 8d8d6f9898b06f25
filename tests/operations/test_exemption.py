"""An SKPBKI from its opening to its letter, its refusal and its revocation, by those who may and nobody else."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from siinas.catalogue.exemption import Exemption
from siinas.models import Case, Establishment, IndustrialEstate, Letter, OutboxRow
from siinas.operations import cases
from siinas.queries.cases import CaseFile
from siinas.refusal import NotFound, NotPermitted, Refused
from tests.factories import NOW
from tests.licensing import EXEMPTION, assess, licensing_officers, save_answers, state_of

ALL = EXEMPTION
REVIEW = {
    **dict.fromkeys(("identity_fits", "kbli_fits", "place_fits", "zoning_fits", "scale_fits", "ground_fits"), "yes"),
    "note": "Semua sesuai dengan dokumennya.",
    "conclusion": "grant",
}


@pytest.fixture
def people(engine):
    with Session(engine) as session:
        return licensing_officers(session)


@pytest.fixture
def draft(make_work, company):
    public_id = cases.open_case(make_work(company.staff.actor), Exemption.key, "factory").public_id
    save_answers(make_work, company.staff, public_id, ALL)
    return public_id


def go(make_work, people, company, public_id, *moves, **said):
    hands = {
        "send": company.signer,
        "withdraw": company.owner,
        "take": people["front_desk"],
        "complete": people["front_desk"],
        "incomplete": people["front_desk"],
        "clarify": people["evaluator"],
        "propose": people["evaluator"],
        "propose_refusal": people["evaluator"],
        "endorse": people["director"],
        "endorse_refusal": people["director"],
        "approve": people["director_general"],
        "refuse": people["director_general"],
        "revoke": people["director_general"],
    }
    for move in moves:
        cases.move(make_work(hands[move].actor), public_id, move, said=said)


def letter(engine, kind):
    with Session(engine) as session:
        chosen = select(Letter).where(Letter.kind == f"skpbki.{kind}").options(undefer(Letter.content))
        return session.scalars(chosen).one()


def test_the_whole_way_to_the_letter(engine, make_work, people, company, draft):
    go(make_work, people, company, draft, "send", "take", "incomplete", reason="Lengkapi bukti alasan.")
    go(make_work, people, company, draft, "send", "take", "complete")
    with pytest.raises(Refused, match="Lembar telaah"):
        go(make_work, people, company, draft, "propose")
    assess(make_work, people["evaluator"], draft, "telaah", REVIEW)
    with pytest.raises(Refused, match="Tidak memenuhi"):
        go(make_work, people, company, draft, "propose_refusal")
    go(make_work, people, company, draft, "propose", "endorse", "approve")
    with Session(engine) as session:
        assert state_of(session, draft) == "issued"
        case = session.scalars(select(Case)).unique().one()
        assert case.assessments[0].digest and case.assessments[0].in_words
    issued = letter(engine, "exemption")
    assert issued.number.endswith("/SKPBKI/KPAII/X/2026")
    assert issued.signature == "waiting"
    said = str(issued.content)
    assert "Gula kristal putih" in said and "KKPR/35/0001" in said and company.name in said
    with Session(engine) as session:
        kinds = session.scalars(select(OutboxRow.kind)).all()
    assert "sign_letter" in kinds


def test_a_revocation_ends_the_letter(engine, make_work, people, company, draft):
    go(make_work, people, company, draft, "send", "take", "complete")
    assess(make_work, people["evaluator"], draft, "telaah", REVIEW)
    go(make_work, people, company, draft, "propose", "endorse", "approve")
    number = letter(engine, "exemption").number
    go(make_work, people, company, draft, "revoke", reason="Lokasi pabrik ternyata berpindah tanpa pemberitahuan.")
    with Session(engine) as session:
        assert state_of(session, draft) == "revoked"
    assert letter(engine, "exemption").state == "revoked"
    assert number in str(letter(engine, "revocation").content)


def test_a_refusal_has_its_letter_with_the_reason(engine, make_work, people, company, draft):
    go(make_work, people, company, draft, "send", "take", "complete")
    assess(make_work, people["evaluator"], draft, "telaah", REVIEW | {"conclusion": "refuse", "ground_fits": "no"})
    go(make_work, people, company, draft, "propose_refusal", "endorse_refusal")
    reason = "Bahan baku dapat diperoleh dari luar daerah tanpa kerusakan."
    go(make_work, people, company, draft, "refuse", reason=reason)
    assert reason in str(letter(engine, "refusal").content["paragraphs"])
    cases.open_case(make_work(company.staff.actor), Exemption.key, "factory")


def test_a_second_application_for_the_same_place(make_work, company, draft):
    with pytest.raises(Refused, match=r"sudah ada \(nomor SKP-2026-000001"):
        cases.open_case(make_work(company.staff.actor), Exemption.key, "factory")


def test_who_has_no_kbli_of_its_risk_or_sits_in_an_estate(engine, make_work, company):
    with Session(engine) as session:
        row = session.get_one(Establishment, company.establishment_id)
        row.location_type = "estate"
        session.commit()
    with pytest.raises(Refused, match="di dalam kawasan industri"):
        cases.open_case(make_work(company.staff.actor), Exemption.key, "factory")


@pytest.mark.parametrize(
    ("move", "hand"),
    [
        ("take", "evaluator"),
        ("take", "supervisor"),
        ("take", "auditor"),
        ("take", "administrator"),
        ("take", "inspector"),
    ],
)
def test_others_cannot_take_it(make_work, people, company, draft, move, hand):
    go(make_work, people, company, draft, "send")
    with pytest.raises((NotPermitted, NotFound)):
        cases.move(make_work(people[hand].actor), draft, move)


def test_grounds_are_offered_only_where_they_can_hold(engine, make_work, company, draft):
    def hard(**changed):
        save_answers(make_work, company.staff, draft, ALL | changed)
        work = make_work(company.staff.actor)
        case = work.session.scalars(select(Case)).unique().one()
        return {one.check for one in CaseFile(work.session, case, NOW.date()).findings() if one.hard}

    note = {"ground_note": ALL["ground_note"]}
    assert hard(ground="no_estate", **note) == set(), "that no estate is listed means unknown"
    with Session(engine) as session:
        session.add(IndustrialEstate(code="X1", name="Kawasan Contoh", regency="3525", status="operating", search=" x"))
        session.commit()
    assert "the_ground_can_hold" in hard(ground="no_estate", **note)
    assert "the_ground_can_hold" in hard(ground="small_clean", **note), "a large industry"
    full = {"estate": "Kawasan Contoh", "statement_no": "1", "statement_date": NOW.date(), "result": "full"}
    assert "every_estate_has_answered" in hard(ground="estates_full", estate_checks=[full | {"estate": "Lain"}], **note)
    assert hard(ground="estates_full", estate_checks=[full], **note) == set()
    assert "place_is_zoned_for_industry" in hard(ground="existing", in_zoning=False, **note)
    assert hard(ground="special", in_zoning=False, **note) == set()
