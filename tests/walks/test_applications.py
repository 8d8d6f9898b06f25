"""Applications for licences are walked through the real operations by people who try everything, on real databases."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from siinas.models import Case, Filing, JournalEntry, Letter, Setting
from siinas.operations import cases, lapses
from siinas.operations.assessments import save_assessment_page
from siinas.process.flow import Transition
from siinas.process.periods import CalendarDays
from siinas.process.roles import SYSTEM, Actor
from siinas.process.words import JAKARTA
from siinas.queries.cases import CaseFile, case_file
from siinas.queries.scope import guard, visible
from siinas.refusal import NotFound, Refused
from tests.conftest import DATABASES, Clock, works
from tests.factories import Someone
from tests.licensing import assess
from tests.walks.model import REGION_HATS, Story, way
from tests.walks.profiles import THROUGH_OPERATIONS, Tally, share_on, so_many
from tests.walks.world import AUTHORITIES, World, findings, words_for, world_on

MINISTRY_FIRST = frozenset({"ministry_first"})
ROUTES = {
    MINISTRY_FIRST: {"vsku_ministry_first": "1"},
    frozenset({"direct"}): {"vsku_ministry_first": "0", "vsku_visit_always": "1"},
    frozenset({"direct", "visit_when_needed"}): {"vsku_ministry_first": "0", "vsku_visit_always": "0"},
}
DAYS_OF_CLOCK = 12
"""After so many days the clock moves a case, where it is switched on."""
ANY = st.integers(0, 10_000)
BEGINNING: dict[str, Any] = {
    "route": st.sampled_from(sorted(ROUTES, key=sorted)),
    "ticking": st.booleans(),
    "goal": ANY,
}
DEEDS = (
    *("goes on",) * 12,
    *("tries", "tries", "tries here", "tries here", "tries here"),
    *("moves", "says nothing", "fills in", "fills in anything", "waits"),
)
"""What somebody does next; the more often it is written here, the more often it happens."""


class Walk(RuleBasedStateMachine):
    """One application, tried by everybody; beside it the model's story of it."""

    world: World
    tally: Tally

    def __init__(self) -> None:
        super().__init__()
        self.copied = self.world.copy()
        self.engine = self.copied.__enter__()

    def teardown(self) -> None:
        self.copied.__exit__(None, None, None)

    @initialize(**BEGINNING)
    def it_begins(self, route: frozenset[str], ticking: bool, goal: int) -> None:
        """The route is set, and whether the clock moves cases."""
        self.begin(route, ticking, goal)

    @precondition(lambda self: not self.story.open)
    @rule(**BEGINNING)
    def all_begins_again(self, route: frozenset[str], ticking: bool, goal: int) -> None:
        """The application has ended: the same one is tried once more, on a fresh copy of the database. No step."""
        self.copied.__exit__(None, None, None)
        self.copied = self.world.copy()
        self.engine = self.copied.__enter__()
        self.begin(route, ticking, goal)

    def begin(self, route: frozenset[str], ticking: bool, goal: int) -> None:
        """The settings, and the story of the draft; the first goal is one of the later moves of the flow."""
        later = list(self.world.process.flow.transitions.values())[len(self.world.process.flow.transitions) // 2 :]
        self.goal: Transition | None = later[goal % len(later)]
        self.clock, self.by_hand = Clock(), False
        process, flow = self.world.process, self.world.process.flow
        self.ticking = ticking
        rows = dict(ROUTES[route]) if flow.routes else {}
        if ticking:
            rows |= {f"lapse.{process.key}.{m.key}": str(DAYS_OF_CLOCK) for m in flow.transitions.values() if m.after}
        with Session(self.engine) as session:
            session.add_all([Setting(key=key, value=value) for key, value in rows.items()])
            session.commit()
            case = self.row(session)
            self.story = Story(
                process,
                route if flow.routes else frozenset(),
                "3525",
                "3525",
                case.regency,
                case.directorate,
                case.establishment_id,
            )
            self.case_id, self.version, self.since = case.id, case.version, self.clock.now
            self.everything_holds(session)

    def at_work(self) -> works:
        """`with walk.at_work() as make_work`: sessions of people on the database of the walk."""
        return works(self.engine, self.world.surroundings, self.clock)

    def row(self, session: Session) -> Case:
        """The case, whoever may see it."""
        return session.scalars(select(Case).where(Case.public_id == self.world.public_id)).unique().one()

    def file(self, session: Session) -> CaseFile:
        """The case for reading, whoever may see it."""
        return CaseFile(session, self.row(session), self.today)

    @property
    def today(self) -> Any:
        """The day by the clock of the walk."""
        return self.clock.now.astimezone(JAKARTA).date()

    def offered_to(self, actor: Actor) -> list[Transition]:
        """The moves that the page of the case offers a person; none where they do not see it."""
        with Session(self.engine) as session:
            guard(session, actor)
            try:
                return case_file(session, actor, self.world.public_id, self.clock.now).moves_for(actor)
            except NotFound:
                return []

    def attempt(self, name: str, move: Transition, *, speaks: bool, authority: str) -> bool:
        """Somebody tries a move, which is made exactly where it was offered. One step."""
        self.tally.steps += 1
        actor, where = self.world.people[name], f"{move.key} from {self.story.place} by {name}"
        said = words_for(move, authority) if speaks else {}
        offered = move in self.offered_to(actor)
        with Session(self.engine) as session:
            file = self.file(session)
            reason = file.why_not(move) if move in self.story.leaving() else "it does not leave from here"
            legal = self.story.sees(actor) and self.story.may(move, actor) and not reason
            assert offered == legal, f"{where}: offered {offered}, by the model {legal} ({reason}); {self.story.made}"
            ready = not (move.freezes and file.open_points()) and (speaks or not words_for(move, ""))
            ready = ready and ("reroute" not in move.does or self.code_of(authority) not in self.held_by_now())
            before = self.journal_of_case(session)
        try:
            with self.at_work() as make_work:
                cases.move(make_work(actor), self.world.public_id, move.key, said=said)
        except Refused as refusal:
            assert not (offered and ready), f"{where} was offered and refused: {refusal.reason}; {self.story.made}"
            with Session(self.engine) as session:
                assert self.journal_of_case(session) == before, "who is refused leaves nothing behind"
                assert (self.row(session).version, self.row(session).state) == (self.version, self.story.place)
            return False
        assert offered and ready, f"{where} was made and not offered; {self.story.made}"
        self.is_made(move, actor, before, authority)
        return True

    def is_made(self, move: Transition, actor: Actor, before: list[str], authority: str) -> None:
        """A move was made: the journal tells it once, the case is a version further, and all else holds."""
        if "reroute" in move.does:
            self.story.authority = self.code_of(authority)
            self.story.office = self.story.office if authority == "ministry" else self.story.authority
            self.by_hand = True
        routed = any(state.holder & REGION_HATS for state in self.world.process.flow.states.values())
        told = ["case.routed"] if move.freezes and routed and not self.by_hand else []
        told += ["case.rerouted"] if "reroute" in move.does else []
        made = self.story.make(move, actor)
        if made.source != made.target or "reroute" in move.does:
            self.since = self.clock.now
        self.tally.states.add(made.target)
        self.tally.moves.add(made.move)
        with Session(self.engine) as session:
            assert self.journal_of_case(session) == [*before, *told, f"case.{move.key}"]
            assert self.row(session).version == self.version + 1
            self.version += 1
            self.letters_are_there(session, move, moved=made.target == move.target.key)
            self.everything_holds(session)

    def code_of(self, authority: str) -> str:
        """The office of that kind for the place of the factory."""
        place = self.story.regency or ""
        codes = {"ministry": "ministry", "province": place[:2], "regency": place}
        return codes.get(authority, f"{authority.upper()}-{place}")

    def held_by_now(self) -> set[str]:
        """The offices to which a case cannot be sent, as it is theirs."""
        return {self.story.authority, self.story.office} - ({"ministry"} - {self.story.authority})

    def journal_of_case(self, session: Session) -> list[str]:
        """What the journal tells of the case, in order."""
        about = (JournalEntry.object_kind == "case", JournalEntry.object_id == str(self.case_id))
        return list(session.scalars(select(JournalEntry.act).where(*about).order_by(JournalEntry.seq)))

    def letters_are_there(self, session: Session, move: Transition, *, moved: bool) -> None:
        """What a move issues is there and holds; no number is given twice."""
        kinds = {f"{self.world.process.key}.{letter.key}" for letter in move.issues} if moved else set()
        rows = session.execute(select(Letter.kind, Letter.number, Letter.state).where(Letter.case_id == self.case_id))
        found = rows.all()
        assert kinds <= {kind for kind, _number, state in found if state == "valid"}
        numbers = session.scalars(select(Letter.number)).all()
        assert len(numbers) == len(set(numbers)), numbers

    def everything_holds(self, session: Session) -> None:
        """The row agrees with the story, everybody sees what they may, and somebody can move it."""
        file, story = self.file(session), self.story
        assert (file.case.state, file.case.desk or "") == (story.place, story.desk())
        assert (file.case.closed_at is None) == story.open
        assert [(m.transition, m.source, m.target, m.person_id) for m in file.case.movements] == [
            (made.move, made.source, made.target, made.person) for made in story.made
        ]
        assert story.faults() == []
        sent = session.scalar(select(func.count()).select_from(Filing).where(Filing.case_id == self.case_id))
        assert sent == story.sendings
        moves, can = {move.key: move for move in story.leaving()}, False
        ready = [key for key, move in moves.items() if not file.why_not(move)]
        for name, actor in self.world.people.items():
            seen = session.scalar(select(Case.id).where(Case.id == self.case_id, visible(Case, actor))) is not None
            assert seen == story.sees(actor), f"{name} sees a case in {story.place}: {seen}"
            offered = {move.key for move in file.moves_for(actor)} if seen else set()
            assert offered == {key for key in ready if seen and story.may(moves[key], actor)}, (name, story.place)
            if story.hats(actor) & story.state.hands:
                can = can or bool(offered) or bool(file.hindered_for(actor))
        assert can or not story.open, f"who holds a case in {story.place} cannot move it: {story.made}"

    def names(self, *, seeing: bool) -> list[str]:
        """Everybody, or only those who see the case."""
        return [name for name, actor in self.world.people.items() if not seeing or self.story.sees(actor)]

    @rule(
        deed=st.sampled_from(DEEDS), who=ANY, which=ANY, verdict=st.integers(0, 2), office=st.sampled_from(AUTHORITIES)
    )
    def somebody_does_something(self, deed: str, who: int, which: int, verdict: int, office: str) -> None:
        """Anybody tries any move, or one that leaves from here; somebody makes one that they may, or forgets to say
        why; what is to be filled in is filled in; or the case goes on, on the way to some move of the flow.
        """
        leaving, every = list(self.story.leaving()), list(self.world.process.flow.transitions.values())
        if deed in {"tries", "tries here"}:
            moves = leaving if leaving and deed == "tries here" else every
            names = self.names(seeing=deed == "tries here") or self.names(seeing=False)
            self.attempt(names[who % len(names)], moves[which % len(moves)], speaks=True, authority=office)
        elif deed == "fills in":
            self.fill_in(who, verdict)
        elif deed == "fills in anything":
            self.anybody_fills_in_anything(who, which)
        elif deed == "waits":
            self.days_pass((1, 7, 20)[verdict])
        elif deed in {"moves", "says nothing"}:
            self.make_one(who, which, leaving, speaks=deed == "moves", authority=office)
        else:
            self.go_on(who, which, verdict, office)

    def go_on(self, who: int, which: int, verdict: int, office: str) -> None:
        """The next move on the way to a goal, with what has to be filled in before it."""
        every = list(self.world.process.flow.transitions.values())
        if self.goal is None or way(self.story, self.goal) is None:
            self.goal = every[which % len(every)]
        move = way(self.story, self.goal)
        for found in (verdict, 0, 1, 2):
            if move is None or not self.is_held_up(move):
                break
            self.fill_in(who, found)
        if move is None or move.after is not None or self.is_held_up(move):
            self.goal = None
            self.make_one(who, which, list(self.story.leaving()), speaks=True, authority=office)
            return
        if move is self.goal:
            self.goal = None
        self.make_one(who, which, [move], speaks=True, authority=office)

    def is_held_up(self, move: Transition) -> bool:
        """Whether something has to be filled in before the move, or otherwise."""
        with Session(self.engine) as session:
            return bool(self.file(session).why_not(move))

    def make_one(self, who: int, which: int, moves: list[Transition], *, speaks: bool, authority: str) -> None:
        with Session(self.engine) as session:
            file = self.file(session)
            possible = [move for move in moves if not file.why_not(move) and move.after is None]
        if not possible:
            return
        move = possible[which % len(possible)]
        hands = [name for name in self.names(seeing=True) if self.story.may(move, self.world.people[name])]
        assert hands, f"nobody can make {move.key} from {self.story.place}: {self.story.made}"
        self.attempt(hands[who % len(hands)], move, speaks=speaks, authority=authority)

    def anybody_fills_in_anything(self, who: int, which: int) -> None:
        """Somebody who does not hold the case, or where there is nothing to fill in, cannot. No step: nothing moves."""
        papers, names = self.world.process.assessments, self.names(seeing=False)
        paper, name = papers[which % len(papers)], names[who % len(names)]
        if self.story.place in paper.filled_in and name in self.holders():
            return
        public_id, step, actor = self.world.public_id, paper.steps[0].key, self.world.people[name]
        with pytest.raises(Refused), self.at_work() as make_work:
            save_assessment_page(make_work(actor), public_id, paper.key, step, values={}, typed=None, seen=0)

    def holders(self) -> list[str]:
        """Who sees the case and holds it."""
        people, holder = self.world.people, self.story.state.holder
        return [name for name in self.names(seeing=True) if self.story.hats(people[name]) & holder]

    def papers(self) -> list[str]:
        """What there is to fill in where the case is."""
        return [paper.key for paper in self.world.process.assessments if self.story.place in paper.filled_in]

    def fill_in(self, who: int, verdict: int) -> None:
        hands = self.holders()
        for kind in self.papers():
            self.assess(self.world.people[hands[who % len(hands)]], kind, verdict)

    def assess(self, actor: Actor, kind: str, verdict: int) -> None:
        someone = cast(Someone, SimpleNamespace(actor=actor))
        with self.at_work() as make_work:
            assess(make_work, someone, self.world.public_id, kind, findings(kind, self.today, verdict))

    def days_pass(self, days: int) -> None:
        """Time passes, and the clock moves what nobody has moved. A step where it does."""
        self.clock.move(days=days)
        with Session(self.engine) as session:
            before = self.journal_of_case(session)
        with self.at_work() as make_work:
            moved = lapses.make_due(make_work(SYSTEM))
        waits = (self.today - self.since.astimezone(JAKARTA).date()).days
        move = next((move for move in self.story.leaving() if move.after is not None), None)
        if move is None or not self.ticking or waits <= DAYS_OF_CLOCK:
            assert moved == 0, f"the clock moved what was {waits} days in {self.story.place}"
        elif isinstance(move.after, CalendarDays) or waits > 2 * DAYS_OF_CLOCK:
            assert moved == 1, f"the clock left what was {waits} days in {self.story.place}"
        if moved:
            assert move is not None
            self.tally.steps += 1
            self.is_made(move, SYSTEM, before, "")


@pytest.mark.parametrize("key", THROUGH_OPERATIONS)
@pytest.mark.parametrize("database", DATABASES)
def test_walk(database: str, key: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    tally, steps = Tally(), share_on(database)
    with world_on(database, key, tmp_path, request) as world:
        walk = type("WalkThroughOperations", (Walk,), {"world": world, "tally": tally})
        run_state_machine_as_test(cast(Any, walk), settings=so_many(steps, each=25, spare=1.5))
    assert tally.steps >= steps, f"{tally.steps} steps of {steps}"
    assert tally.states <= set(world.process.flow.states)
