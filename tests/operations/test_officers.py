"""Officers' roles and sessions, changed by an administrator."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from siinas.models import JournalEntry, Person, PersonGrant
from siinas.operations import officers, outbox, sessions
from siinas.process.roles import Grant, Role
from siinas.queries.people import reach_words
from siinas.refusal import NotFound, NotPermitted, Refused
from tests.factories import make_officers, make_person


@pytest.fixture
def staff(engine):
    with Session(engine) as session:
        return make_officers(session)


def administrator(make_work, staff):
    work = make_work(staff.administrator.actor)
    work.proved_at = work.now
    return work


def grants_of(engine, someone):
    with Session(engine) as session:
        return session.get_one(Person, someone.id).actor(None).grants


def grant_id(engine, someone):
    with Session(engine) as session:
        return session.scalars(select(PersonGrant.id).where(PersonGrant.person_id == someone.id)).first()


def test_a_role_is_given_with_its_reach_and_taken(engine, make_work, mailbox, staff):
    token = sessions.new_token()
    sessions.store(make_work(), token, {"_user_id": str(staff.verifier.id)})
    officers.give_role(administrator(make_work, staff), staff.verifier.id, "evaluator", "IMHLP", "35")
    assert grants_of(engine, staff.verifier) == (
        Grant(Role.VERIFIER),
        Grant(Role.EVALUATOR, region="35", directorate="IMHLP"),
    )
    assert sessions.look_up(make_work(), token) is not None, "it counts at once"
    wanted = grant_id(engine, staff.verifier)
    assert officers.take_role(administrator(make_work, staff), wanted)
    assert grants_of(engine, staff.verifier) == (Grant(Role.EVALUATOR, region="35", directorate="IMHLP"),)
    assert sessions.look_up(make_work(), token) is None
    with pytest.raises(NotFound):
        officers.take_role(administrator(make_work, staff), wanted)
    with Session(engine) as session:
        entries = session.scalars(select(JournalEntry).where(JournalEntry.act.startswith("grant."))).all()
        assert [entry.act for entry in entries] == ["grant.given", "grant.removed"]
        assert "Jawa Timur" in entries[0].after["roles"]
    for lease in outbox.lease_due(make_work()):
        assert outbox.deliver(make_work(), lease)
    assert "Evaluator" in mailbox.to(staff.verifier.email)[-1].get_content()


@pytest.mark.parametrize(
    ("role", "directorate", "region", "field"),
    [
        ("", None, None, "role"),
        ("owner", None, None, "role"),
        ("applicant", None, None, "role"),
        ("administrator", "IMHLP", None, "directorate"),
        ("auditor", None, "35", "region"),
        ("regional_head", None, None, "region"),
        ("regional_head", "IMHLP", "35", "directorate"),
        ("verifier", "XXXX", None, "directorate"),
        ("verifier", None, "99", "region"),
        ("verifier", None, "350701", "region"),
        ("verifier", None, "KEK-3525", "estate"),
        ("regional_head", None, "KEK-35", "region"),
        ("regional_head", None, "KEK-9999", "region"),
        ("regional_head", None, "XYZ-3525", "estate"),
        ("verifier", None, None, "role"),
    ],
)
def test_roles_and_reaches_that_do_not_fit(engine, make_work, staff, role, directorate, region, field):
    with pytest.raises(Refused) as refusal:
        officers.give_role(administrator(make_work, staff), staff.verifier.id, role, directorate, region)
    assert refusal.value.field == field
    assert grants_of(engine, staff.verifier) == (Grant(Role.VERIFIER),)


def test_the_authority_of_an_estate_is_a_region_of_its_own(engine, make_work, staff):
    officers.give_role(administrator(make_work, staff), staff.verifier.id, "regional_head", None, "KEK-3525")
    assert Grant(Role.REGIONAL_HEAD, region="KEK-3525") in grants_of(engine, staff.verifier)


def test_who_may_not(engine, make_work, staff, company):
    for actor in (staff.auditor.actor, staff.supervisor.actor, company.owner.actor):
        work = make_work(actor)
        work.proved_at = work.now
        for act in (
            lambda work: officers.give_role(work, staff.verifier.id, "auditor", None, None),
            lambda work: officers.take_role(work, 1),
            lambda work: officers.end_sessions(work, staff.verifier.id),
        ):
            with pytest.raises(NotPermitted, match="administrator"):
                act(work)
    own = staff.administrator.id
    with pytest.raises(Refused, match="administrator lain"):
        officers.give_role(administrator(make_work, staff), own, "auditor", None, None)
    with pytest.raises(Refused, match="administrator lain"):
        officers.take_role(administrator(make_work, staff), grant_id(engine, staff.administrator))
    with pytest.raises(Refused, match="bekerja untuk perusahaan"):
        officers.give_role(administrator(make_work, staff), company.staff.id, "auditor", None, None)
    with pytest.raises(NotFound):
        officers.take_role(administrator(make_work, staff), grant_id(engine, company.staff))
    with pytest.raises(NotFound):
        officers.give_role(administrator(make_work, staff), 99999, "auditor", None, None)
    for act in (
        lambda work: officers.give_role(work, staff.verifier.id, "auditor", None, None),
        lambda work: officers.take_role(work, grant_id(engine, staff.verifier)),
    ):
        with pytest.raises(Refused, match="sekali lagi"):
            act(make_work(staff.administrator.actor))


def test_all_sessions_of_a_person_are_ended(engine, make_work, staff, company):
    mine, theirs = sessions.new_token(), sessions.new_token()
    sessions.store(make_work(), mine, {"_user_id": str(staff.administrator.id)})
    sessions.store(make_work(), theirs, {"_user_id": str(company.owner.id)})
    officers.end_sessions(make_work(staff.administrator.actor), company.owner.id)
    assert sessions.look_up(make_work(), theirs) is None
    with pytest.raises(Refused, match="Akun saya"):
        officers.end_sessions(make_work(staff.administrator.actor), staff.administrator.id)
    assert sessions.look_up(make_work(), mine) is not None
    with pytest.raises(NotFound):
        officers.end_sessions(make_work(staff.administrator.actor), 99999)


def test_reach_in_words(engine, company):
    with Session(engine) as session:
        someone = make_person(session)
        grants = [
            Grant(Role.VALIDATOR),
            Grant(Role.REGIONAL_HEAD, region="35"),
            Grant(Role.EVALUATOR, region="3507", directorate="IMHLP"),
            Grant(Role.STAFF, establishment_id=company.establishment_id),
            Grant(Role.REGIONAL_HEAD, region="KPBPB-3507"),
        ]
        words = reach_words(session, grants)
        assert words[:2] == ["Validator", "Kepala dinas daerah (Jawa Timur)"]
        assert "Malang" in words[2] and "Direktorat" in words[2]
        assert company.name in words[3] and "Staf pengisi" in words[3]
        assert words[4].startswith("Kepala dinas daerah (KPBPB") and "Malang" in words[4]
        assert reach_words(session, someone.actor.grants) == []
