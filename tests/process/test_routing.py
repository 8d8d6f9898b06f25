"""On whose desk a case lies, what a role reaches, and what a flow with several offices and parties must say."""

import pytest

from siinas.catalogue.verification.flow import DIRECT, VerificationFlow
from siinas.process.flow import (
    MINISTRY_FIRST,
    Flow,
    awaiting,
    closed,
    competent,
    held_by,
    may_make,
    signed_by_all,
)
from siinas.process.roles import COMPANY, MINISTRY, SENDERS, Actor, Grant, Place, Role
from siinas.process.routing import MINISTRY_DESK, Routing
from siinas.process.steps import DeclarationError

BOTH = competent(ministry=Role.EVALUATOR, region=Role.REGIONAL_INSPECTOR)


@pytest.mark.parametrize(
    ("marks", "authority", "first", "later"),
    [
        ({MINISTRY_FIRST}, "3525", MINISTRY_DESK, "3525"),
        ({MINISTRY_FIRST}, MINISTRY_DESK, MINISTRY_DESK, "35"),
        ({DIRECT}, "3525", "3525", "3525"),
        ({DIRECT}, MINISTRY_DESK, MINISTRY_DESK, MINISTRY_DESK),
        ({DIRECT}, "KEK-3525", "KEK-3525", "KEK-3525"),
    ],
)
def test_the_desk_follows_the_route(marks, authority, first, later):
    office = "35" if authority == MINISTRY_DESK else authority
    routing = Routing(authority, office, frozenset(marks))
    assert VerificationFlow.validation.desk(routing) == first
    assert VerificationFlow.visit.desk(routing) == later
    assert VerificationFlow.upload.desk(routing) == "", "the company holds it"
    assert Routing.from_json(routing.to_json()) == routing
    assert Routing.from_json({}) is None


def test_a_case_that_was_not_routed_has_no_desk():
    with pytest.raises(ValueError, match="not routed"):
        VerificationFlow.validation.desk(None)


@pytest.mark.parametrize(
    ("grant", "place", "reached"),
    [
        (Grant(Role.REGIONAL_HEAD, region="3525"), Place(None, "3525", "3525", "3525"), True),
        (Grant(Role.REGIONAL_HEAD, region="35"), Place(None, "3525", "3525", "3525"), False),
        (Grant(Role.REGIONAL_HEAD, region="35"), Place(None, "3525", "3525"), True),
        (Grant(Role.REGIONAL_HEAD, region="32"), Place(None, "3525", "3525"), False),
        (Grant(Role.REGIONAL_HEAD), Place(None, "3525", "3525"), False),
        (Grant(Role.REGIONAL_HEAD, region="KEK-3525"), Place(None, "3525", "KEK-3525", "KEK-3525"), True),
        (Grant(Role.REGIONAL_HEAD, region="KEK-3525"), Place(None, "3525", "3525", "3525"), False),
        (Grant(Role.EVALUATOR), Place(None, "3525", "3525", MINISTRY_DESK), True),
        (Grant(Role.EVALUATOR), Place(None, "3525", "3525", "3525"), False),
        (Grant(Role.EVALUATOR, directorate="IMHLP"), Place("ITKAK", "3525", None), False),
        (Grant(Role.EVALUATOR, directorate="IMHLP"), Place(None, "3525", None), True),
        (Grant(Role.AUDITOR), Place("ITKAK", "3525", "3525", "3525"), True),
        (Grant(Role.STAFF, establishment_id=1), Place(), False),
    ],
)
def test_how_far_a_role_reaches(grant, place, reached):
    assert grant.reaches(place) is reached
    actor = Actor(1, "Orang", (grant,))
    assert (grant.role in actor.roles_at(place)) is reached


def test_nobody_moves_what_a_system_holds_but_the_administrator():
    move, state = VerificationFlow.approved_by_oss, VerificationFlow.waiting
    for role in Role:
        allowed = role in {Role.OSS, Role.ADMINISTRATOR}
        assert may_make(move, state, frozenset({role}), 1, []) is allowed, role
    assert state.awaits and not state.with_company and not state.editable


def test_the_company_holds_the_upload_and_leaves_its_answers_alone():
    state = VerificationFlow.upload
    assert state.with_company and not state.editable


def refused(words):
    return pytest.raises(DeclarationError, match=words)


def test_several_sign_by_a_move_that_says_so():
    with refused("several must sign"):

        class Bad(Flow):
            draft = held_by(COMPANY, "Konsep")
            record = signed_by_all("Berita Acara", team=BOTH, company=SENDERS)
            done = closed("Selesai")
            send = draft.to(record, "Kirim")
            sign = record.to(done, "Tanda tangani")


def test_each_party_needs_parties():
    with refused("of a state that has none"):

        class Bad(Flow):
            draft = held_by(COMPANY, "Konsep")
            done = closed("Selesai")
            sign = draft.to(done, "Tanda tangani", each=True)


def test_a_dead_end_on_one_route_is_one():
    with refused("there .Sana. is a dead end"):

        class Bad(Flow):
            routes = (frozenset({"a"}), frozenset({"b"}))
            draft = held_by(COMPANY, "Konsep")
            there = held_by(Role.VERIFIER, "Sana")
            done = closed("Selesai")
            send = draft.to(there, "Kirim")
            finish = there.to(done, "Selesaikan", only_on=frozenset({"a"}))


def test_an_unknown_route():
    with refused("a route that there is not"):

        class Bad(Flow):
            draft = held_by(COMPANY, "Konsep")
            done = closed("Selesai")
            send = draft.to(done, "Kirim", only_on=frozenset({"a"}))


def test_what_is_undone_leads_from_closed_to_closed():
    with refused("undoes"):

        class Bad(Flow):
            draft = held_by(COMPANY, "Konsep")
            done = closed("Selesai")
            send = draft.to(done, "Kirim")
            revoke = done.to(draft, "Cabut", undoes=True, by=MINISTRY)


def test_what_comes_first_lies_on_a_desk():
    with refused("lies on no office"):

        class Bad(Flow):
            draft = held_by(COMPANY, "Konsep")
            check = held_by(Role.EVALUATOR, "Periksa", first=True)
            done = closed("Selesai")
            send = draft.to(check, "Kirim")
            finish = check.to(done, "Selesaikan")


def test_only_systems_are_awaited():
    with refused("is no system"):
        awaiting(Role.VERIFIER, "Menunggu")
    with refused("are not one of the ministry"):
        competent(ministry=Role.REGIONAL_HEAD, region=Role.REGIONAL_HEAD)
