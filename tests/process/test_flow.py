"""Who may move a case: whoever holds it, two persons where two are asked."""

from siinas.catalogue.reports.flow import ReportFlow
from siinas.process.flow import PastMove, may_make
from siinas.process.roles import COMPANY, Actor, Grant, Role

VALIDATOR = frozenset({Role.VALIDATOR})
BOTH = frozenset({Role.VERIFIER, Role.VALIDATOR})


def test_the_holder_moves_and_nobody_else():
    check = ReportFlow.check
    assert may_make(check, ReportFlow.verification, BOTH, 1, [])
    assert not may_make(check, ReportFlow.verification, VALIDATOR, 1, [])
    assert not may_make(check, ReportFlow.validation, BOTH, 1, [])
    assert not may_make(check, ReportFlow.verification, frozenset(), 1, [])


def test_staff_fill_and_only_senders_send():
    assert Role.STAFF in ReportFlow.draft.holder
    assert not may_make(ReportFlow.send, ReportFlow.draft, frozenset({Role.STAFF}), 1, [])
    for sender in (Role.OWNER, Role.SIGNER):
        assert may_make(ReportFlow.send, ReportFlow.draft, frozenset({sender}), 1, [])


def test_four_eyes():
    past = [PastMove("send", 9), PastMove("check", 1)]
    assert not may_make(ReportFlow.accept, ReportFlow.validation, BOTH, 1, past)
    assert may_make(ReportFlow.accept, ReportFlow.validation, BOTH, 2, past)
    assert may_make(ReportFlow.send_back, ReportFlow.validation, BOTH, 1, past), "returning needs no second person"


def test_held_states_and_people():
    assert ReportFlow.held_states(VALIDATOR) == [ReportFlow.validation]
    assert ReportFlow.people() == COMPANY | BOTH


def test_company_roles_count_in_the_active_establishment_only():
    actor = Actor(1, "A", (Grant(Role.OWNER, 1), Grant(Role.STAFF, 2)), establishment_id=2)
    assert actor.roles == {Role.STAFF}
    assert Actor(1, "A", actor.grants, None).roles == frozenset()
    assert Actor(1, "A", (Grant(Role.OWNER, None),), None).roles == frozenset(), "a company role belongs to a company"
