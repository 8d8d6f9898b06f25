"""What is taken over of an NIB, what the officer is asked before approving, and what the first contact begins with."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from siinas.catalogue.registration import Registration
from siinas.models import ContactPerson, Establishment
from siinas.operations import cases
from siinas.queries.choices import ChoiceSource
from siinas.queries.registration import differences, first_contact, question_before, sure, taken_over
from siinas.queries.scope import guard
from tests.factories import make_company, make_officers, make_registration

APPROVE, REFUSE = (Registration.flow.transitions[key] for key in ("approve", "refuse"))
TODAY = date(2026, 10, 6)


def test_what_was_read_with_certainty():
    reading = {"phone": "1", "kbli": [{"code": "10721", "risk": "MT"}], "address": {"street": "Jl."}, "unsure": []}
    assert [sure(reading, key) for key in ("phone", "kbli.0.risk", "address.street", "email", "address.x")] == [
        "1",
        "MT",
        "Jl.",
        None,
        None,
    ]
    doubtful = reading | {"unsure": ["phone", "kbli.0", "address"]}
    assert [sure(doubtful, key) for key in ("phone", "kbli.0.risk", "address.street")] == [None] * 3
    assert sure({}, "address.street") is None


@pytest.mark.parametrize(
    ("reading", "values", "unusable"),
    [
        ({"phone": "0341 5550100"}, {"phone": "0341 5550100", "office_phone": "0341 5550100"}, set()),
        ({"phone": "+62 (0341) 5550100 ext. 1234"}, {}, {"phone"}),
        ({"address": {"regency": "Kab. Malang"}}, {"office_province": "35", "office_regency": "3507"}, set()),
        ({"address": {"regency": "Kota Malang"}}, {"office_province": "35", "office_regency": "3573"}, set()),
        ({"address": {"regency": "Kab. Antah Berantah"}}, {}, {"address.regency"}),
        (
            {"address": {"regency": "Kab. Malang", "district": "kepanjen"}},
            {"office_province": "35", "office_regency": "3507", "office_district": "350713"},
            set(),
        ),
        (
            {"address": {"regency": "Kab. Malang", "district": "Contohrejo"}},
            {"office_province": "35", "office_regency": "3507"},
            {"address.district"},
        ),
        ({"address": {"district": "Kepanjen"}}, {}, {"address.district"}),
        ({"address": {"postal_code": "1234"}}, {}, {"address.postal_code"}),
        ({"issued_on": "2026-10-06"}, {"nib_issued_on": TODAY}, set()),
        ({"issued_on": "2026-10-07"}, {}, {"issued_on"}),
        ({"issued_on": "1899-12-31"}, {}, {"issued_on"}),
        ({"issued_on": "kemarin"}, {}, {"issued_on"}),
        ({"scale": "Raksasa"}, {}, {"scale"}),
    ],
)
def test_what_may_be_taken_over(sqlite_engine, reading, values, unusable):
    with Session(sqlite_engine) as session:
        taken = taken_over(reading, ChoiceSource(session, None), TODAY)
    assert (taken.values, taken.unusable) == (values, unusable)


def rows(**verdicts):
    labels = {"name": "Nama Perusahaan", "nib": "Nomor NIB", "email": "E-mail", "place": "Lokasi Pabrik"}
    return {"rows": [{"label": labels[key], "verdict": verdict} for key, verdict in verdicts.items()]}


def test_differences_in_words():
    evidence = rows(name="differs", nib="differs", email="same", place="differs")
    assert differences(evidence) == ["nama perusahaan", "nomor NIB", "lokasi pabrik"]
    assert differences(rows(name="same", email="unsure")) == differences({}) == []


def test_the_question_names_the_differences(engine, make_work):
    with Session(engine) as session:
        officers = make_officers(session)
    typed = {"company_name": "PT Lain Sama Sekali", "factory_location": "3525"}
    public_id = make_registration(make_work, officers, **typed)
    make_registration(make_work, officers)
    work = make_work(officers.front_desk.actor)
    found = {case.public_id == public_id: case for case in work.session.query(cases.Case)}
    assert question_before(APPROVE, found[True]) == (
        "Ada 2 perbedaan dengan NIB: nama perusahaan, lokasi pabrik. Setujui juga? "
        "Akun dibuat dan kata sandi awal dikirim ke e-mail pendaftar."
    )
    assert question_before(APPROVE, found[False]) == APPROVE.confirm
    assert question_before(REFUSE, found[True]) == REFUSE.confirm


def test_the_first_contact_begins_with_whoever_registered(engine, make_work):
    with Session(engine) as session:
        officers, other = make_officers(session), make_company(session)
    make_registration(make_work, officers, "approved")
    with Session(engine) as session:
        establishment = session.query(Establishment).filter_by(regency="3507").one()
        known = {"name": "Sari Contoh", "mobile": "081200000001", "email": "surat@contoh-gula.example.test"}
        assert first_contact(session, establishment) == known | {"is_main": True}
        assert first_contact(session, session.get_one(Establishment, other.establishment_id)) == {}
        guard(session, other.owner.actor)
        assert first_contact(session, establishment) == {}
    with Session(engine) as session:
        contact = {"position": "Direktur", "phone": None, "version": 1}
        session.add(ContactPerson(establishment_id=establishment.id, **known, **contact))
        session.commit()
        assert first_contact(session, session.get_one(Establishment, establishment.id)) == {}


def test_no_contact_without_a_name(engine, make_work):
    with Session(engine) as session:
        officers = make_officers(session)
    make_registration(make_work, officers, "approved", pic_name=None)
    with Session(engine) as session:
        assert first_contact(session, session.query(Establishment).one()) == {}
