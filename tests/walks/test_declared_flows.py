"""Every declared flow is walked by people who try everything: no illegal move, and no case that nobody can move."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any, cast

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy.orm import Session

from siinas.catalogue import processes
from siinas.models import Case, Filing, Movement
from siinas.process.declaration import Process
from siinas.process.flow import Transition
from siinas.process.roles import ANONYMOUS, APPLICANT, OSS, SYSTEM, Actor, Grant, Place, Role
from siinas.process.routing import Routing
from siinas.queries.cases import PARTY, CaseFile
from tests.walks.model import COMPANY_HATS, REGION_HATS, Story, way
from tests.walks.profiles import (
    ON_DATABASES,
    PROFILE,
    THROUGH_OPERATIONS,
    Tally,
    share,
    share_on,
    so_many,
    total,
)

TODAY, NOW = date(2026, 10, 6), datetime(2026, 10, 6, 2, 0, tzinfo=UTC)
OWN, REGENCY, DIRECTORATE = 1, "3525", "pangan"
OFFICES = ("35", "3525", "KEK-3525")
"""The offices that may be competent for a place in the regency."""
BEGINNING: dict[str, Any] = {
    "authority": st.sampled_from(["ministry", *OFFICES]),
    "office": st.sampled_from(OFFICES),
    "route": st.integers(0, 2),
}
WHERE = ("35", "3525", "KEK-3525", "32", "3273", None)
CLOCK_HAND = Actor(None, "Tenggat", extra_roles=frozenset({Role.CLOCK}))


def everybody() -> list[Actor]:
    """A person for each role, at each desk and at a foreign one; some with several roles; systems; a visitor."""
    hats: list[tuple[Grant, ...]] = [(Grant(role, establishment_id=OWN),) for role in sorted(COMPANY_HATS)]
    hats.append((Grant(Role.OWNER, establishment_id=2), Grant(Role.STAFF, establishment_id=OWN)))
    for role in Role:
        if role in REGION_HATS:
            hats += [(Grant(role, region=where),) for where in WHERE]
        elif role not in COMPANY_HATS and role not in {Role.APPLICANT, Role.OSS, Role.CLOCK}:
            hats += [(Grant(role),), (Grant(role, directorate="logam"),), (Grant(role, region="32"),)]
    hats += [
        (Grant(Role.VERIFIER), Grant(Role.VALIDATOR)),
        (Grant(Role.EVALUATOR), Grant(Role.DIRECTOR), Grant(Role.DIRECTOR_GENERAL)),
        (Grant(Role.EVALUATOR, directorate=DIRECTORATE), Grant(Role.DIRECTOR_GENERAL), Grant(Role.FRONT_DESK)),
        (Grant(Role.ADMINISTRATOR), Grant(Role.AUDITOR), Grant(Role.SUPERVISOR)),
        (Grant(Role.REGIONAL_INSPECTOR, region="35"), Grant(Role.REGIONAL_INSPECTOR, region="32")),
        *((Grant(Role.REGIONAL_INSPECTOR, region=where), Grant(Role.REGIONAL_HEAD, region=where)) for where in OFFICES),
    ]
    people = [Actor(number, f"Orang {number}", held, OWN) for number, held in enumerate(hats, 1)]
    return [*people, OSS, SYSTEM, APPLICANT, ANONYMOUS, CLOCK_HAND]


EVERYBODY = everybody()
MANY_HATS = [actor for actor in EVERYBODY if len(actor.grants) > 1]


class Walk(RuleBasedStateMachine):
    """One case after another of a process, each on a route, beside the same case as the portal has it."""

    process: type[Process]
    tally: Tally

    def __init__(self) -> None:
        super().__init__()
        self.begin("ministry", OFFICES[0], frozenset())

    def begin(self, authority: str, office: str, marks: frozenset[str]) -> None:
        """A new case, in the first state of the flow."""
        process = self.process
        of_company = process.for_companies()
        self.story = Story(process, marks, authority, office, REGENCY, DIRECTORATE, OWN if of_company else None)
        routed = any(state.holder & REGION_HATS for state in process.flow.states.values())
        self.routing = Routing(authority, office, marks, "…") if routed else None
        self.case = Case(
            process=process.key,
            state=process.flow.start.key,
            regency=REGENCY,
            directorate=DIRECTORATE,
            office=None,
            desk=None,
            routing=self.routing.to_json() if self.routing and self.story.desk() else {},
            subject=None,
            answers={},
        )
        self.goal: Transition | None = None
        self.tally.states.add(self.story.place)

    @property
    def file(self) -> CaseFile:
        """The case as the portal reads it; what is asked here needs no database."""
        return CaseFile(cast(Session, None), self.case, TODAY)

    def attempt(self, move: Transition, actor: Actor) -> bool:
        """Somebody tries a move: the portal judges as the model does, and a legal move is made. One step."""
        self.tally.steps += 1
        legal = self.story.may(move, actor)
        allowed = self.file.may_move(move, actor)
        assert allowed == legal, (
            f"{self.process.key}: {move.key} from {self.story.place} by {actor.grants or actor.name}: the portal says "
            f"{allowed}, the model {legal}; so far {self.story.made}"
        )
        if legal and self.story.takes_effect(move):
            self.carry_out(move, actor)
            return True
        return False

    def carry_out(self, move: Transition, actor: Actor) -> None:
        """What the operations do to the row of a case, without a database."""
        if move.freezes:
            self.case.filings.append(Filing(sequence=len(self.case.filings) + 1))
            self.case.routing = self.routing.to_json() if self.routing else {}
            self.case.office = self.routing.office if self.routing else None
        made = self.story.make(move, actor)
        self.case.movements.append(
            Movement(
                transition=made.move,
                source=made.source,
                target=made.target,
                person_id=made.person,
                said={PARTY: made.party} if made.party else {},
            )
        )
        if "accept_filing" in move.does:
            self.case.filings[-1].accepted_at = NOW
        self.case.state = made.target
        self.case.desk = self.story.state.desk(self.routing) or None
        self.tally.states.add(made.target)
        self.tally.moves.add(made.move)

    @rule(who=st.sampled_from(EVERYBODY), which=st.integers(0, 10_000))
    def anybody_tries_anything(self, who: Actor, which: int) -> None:
        """Any person or system tries any move of the flow, wherever the case is."""
        moves = list(self.process.flow.transitions.values())
        self.attempt(moves[which % len(moves)], who)

    @precondition(lambda self: any(self.story.leaving()))
    @rule(who=st.sampled_from(EVERYBODY), which=st.integers(0, 10_000))
    def anybody_tries_what_leaves(self, who: Actor, which: int) -> None:
        """Any person or system tries a move that leaves where the case is."""
        moves = list(self.story.leaving())
        self.attempt(moves[which % len(moves)], who)

    @precondition(lambda self: any(self.story.leaving()))
    @rule(goal=st.integers(0, 10_000), which=st.integers(0, 10_000))
    def it_goes_on(self, goal: int, which: int) -> None:
        """Whoever may makes the next move on the way to some move of the flow, until that one is made."""
        moves = list(self.process.flow.transitions.values())
        if self.goal is None or way(self.story, self.goal) is None:
            self.goal = moves[goal % len(moves)]
        move = way(self.story, self.goal)
        if move is None or not self.story.takes_effect(move):
            leaving = [one for one in self.story.leaving() if self.story.takes_effect(one)]
            if not leaving:
                return
            move = leaving[goal % len(leaving)]
        self.step_on(move, which)

    def step_on(self, move: Transition, which: int) -> None:
        """One of those who may makes a move."""
        if move is self.goal:
            self.goal = None
        if move.after is not None:
            self.the_clock_moves(move)
            return
        whose = MANY_HATS if which % 2 and any(self.story.may(move, actor) for actor in MANY_HATS) else EVERYBODY
        hands = [actor for actor in whose if self.story.may(move, actor)]
        assert hands, f"{self.process.key}: nobody can make {move.key} from {self.story.place}: {self.story.made}"
        assert self.attempt(move, hands[which % len(hands)])

    def the_clock_moves(self, move: Transition) -> None:
        """The clock makes the move that is written down for it, and nobody else does. One step."""
        self.tally.steps += 1
        assert self.process.flow.lapse_from(self.story.state) is move
        assert not any(self.file.may_move(move, actor) for actor in EVERYBODY)
        self.carry_out(move, SYSTEM)

    @precondition(lambda self: any(move.after is not None for move in self.story.leaving()))
    @rule()
    def time_runs_out(self) -> None:
        """Nobody has made a move, and the time is over."""
        (move,) = [move for move in self.story.leaving() if move.after is not None]
        self.the_clock_moves(move)

    @initialize(**BEGINNING)
    def a_case_begins(self, authority: str, office: str, route: int) -> None:
        """A place, an office, a route."""
        routes = self.process.flow.routes or (frozenset[str](),)
        self.begin(authority, office if authority == "ministry" else authority, routes[route % len(routes)])

    @precondition(lambda self: not self.story.open)
    @rule(**BEGINNING)
    def another_case_begins(self, authority: str, office: str, route: int) -> None:
        """One has ended, and another begins: no step, as nobody tries a move."""
        self.a_case_begins(authority, office, route)

    @invariant()
    def somebody_can_move_it(self) -> None:
        """An open case leads on by somebody's hand; a closed one only by a move that reopens or undoes."""
        story, file = self.story, self.file
        if not story.open:
            out = [move for actor in EVERYBODY for move in story.leaving() if file.may_move(move, actor)]
            assert all(move.reopens or move.undoes for move in out), (story.place, out)
            return
        ways = [move for move in story.leaving() if move.target is not story.state and story.takes_effect(move)]
        assert any(file.may_move(move, actor) for move in ways for actor in EVERYBODY), (
            f"{self.process.key}: nobody can move a case in {story.place} on {sorted(story.marks)}: {story.made}"
        )

    @invariant()
    def the_story_holds(self) -> None:
        """Where the case is, on whose desk it lies, and what led there."""
        story, file = self.story, self.file
        assert file.state is story.state and story.place in self.process.flow.states
        assert (file.state.desk(self.routing) if story.sendings else "") == story.desk()
        assert bool(story.desk()) == bool(story.state.holder & REGION_HATS), "a case for an office lies on a desk"
        assert story.faults() == []
        assert set(file.parties_open()) == set(story.state.parties) - set(story.signed)

    @invariant()
    def who_has_moved_it_and_who_has_many_hats_may_what_they_may(self) -> None:
        """Two pairs of eyes are needed where both could belong to one person: these are asked after every step."""
        moved = {past.person for past in self.story.made}
        self.judge([actor for actor in EVERYBODY if len(actor.grants) > 1 or actor.person_id in moved])

    def judge(self, people: list[Actor]) -> None:
        """The portal judges of these people as the model does, for every move that is written down for here."""
        file = self.file
        for move in self.process.flow.moves_from(self.story.state):
            for actor in people:
                assert file.may_move(move, actor) == self.story.may(move, actor), (move.key, actor, self.story.made)

    @invariant()
    def reach_is_as_settled(self) -> None:
        """Each role that could move the case counts where SETTLED says that it does."""
        place = Place(self.case.directorate, self.case.regency, self.case.office, self.case.desk or "")
        movers = {role for move in self.story.leaving() for role in (*self.story.state.hands, *(move.by or ()))}
        for actor in EVERYBODY:
            for hat in actor.grants:
                if hat.role in movers - COMPANY_HATS:
                    assert hat.reaches(place) == self.story.counts(hat), (hat, place)


def walk_of(process: type[Process], tally: Tally) -> Any:
    """The walk of a process; a class of its own, as it keeps what it has seen."""
    return type(f"WalkOf{process.__name__}", (Walk,), {"process": process, "tally": tally})


@pytest.mark.parametrize("key", list(processes()))
def test_walk(key: str) -> None:
    process, tally = processes()[key], Tally()
    run_state_machine_as_test(walk_of(process, tally), settings=so_many(share(key), each=50, spare=1.6))
    assert tally.steps >= share(key), f"{tally.steps} steps of {share(key)}"
    assert tally.states <= set(process.flow.states)
    if PROFILE == "nightly":
        assert tally.states == set(process.flow.states), "some state was never reached"
        assert tally.moves == set(process.flow.transitions), "some move was never made"


@pytest.mark.parametrize("key", list(processes()))
def test_every_move_is_made_by_somebody_on_each_route_that_has_it(key: str) -> None:
    """No luck in it: straight to each move, on each route, with each office competent."""
    process, made = processes()[key], set[str]()
    for marks in process.flow.routes or (frozenset[str](),):
        for authority in ("ministry", *OFFICES):
            for goal in process.flow.transitions.values():
                if goal.only_on - marks:
                    continue
                walk = walk_of(process, Tally())()
                walk.begin(authority, OFFICES[0] if authority == "ministry" else authority, marks)
                go_straight(walk, goal)
                made.add(goal.key)
    assert made == set(process.flow.transitions)


def go_straight(walk: Walk, goal: Transition) -> None:
    """Make the moves that lead to one, and that one; after each everything holds that holds on a walk."""
    for which in range(4 * len(walk.process.flow.states)):
        move = way(walk.story, goal)
        assert move is not None, f"no way leads to {goal.key} from {walk.story.place} on {sorted(walk.story.marks)}"
        walk.step_on(move, which)
        walk.somebody_can_move_it()
        walk.the_story_holds()
        walk.reach_is_as_settled()
        if goal.key in {past.move for past in walk.story.made}:
            walk.judge(EVERYBODY)
            return
    raise AssertionError(f"{goal.key} was not reached in {len(walk.story.made)} moves: {walk.story.made}")


def test_all_walks_together_are_as_long_as_was_promised() -> None:
    """Each walk proves its own share, so that they may run beside one another: the shares make up the whole."""
    declared = sum(share(key) for key in processes())
    assert declared + sum(share_on(database) for database in ON_DATABASES for _ in THROUGH_OPERATIONS) >= total()
