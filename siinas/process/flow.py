"""States a case can rest in, who holds it there, and the moves between them. Whoever holds the case moves the case."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from siinas.process.fields import Answers, Declared
from siinas.process.letters import IssuedLetter
from siinas.process.periods import Within
from siinas.process.roles import COMPANY, MINISTRY, REGION, SYSTEMS, Role, Roles
from siinas.process.routing import Routing
from siinas.process.steps import DeclarationError, FieldSet

if TYPE_CHECKING:
    from siinas.process.checks import Facts

MINISTRY_FIRST = "ministry_first"
"""The mark of the route on which the ministry validates before the region visits and decides (SETTLED 4)."""
CLOCK: Roles = frozenset({Role.CLOCK})
TONES = ("draft", "waiting", "returned", "accepted", "refused")


@dataclass(eq=False)
class State(Declared):
    """A place where a case rests. `holder` is empty for a closed state; `tone` chooses the badge's colour; a `private`
    state is the company's own business: officers do not see cases in it. While it is `fixed`, the company that holds
    the case leaves the answers as they are.

    Where officers of a region are among the holders, the case lies on the desk of one office: that of the competent
    authority, or of the ministry for what is `first` on the route that begins there (`Routing.desk`). `parties` are
    those who must all make the move that leads on, by name.
    """

    label: str
    holder: Roles = frozenset()
    within: Within | None = None
    tone: str = "waiting"
    private: bool = False
    fixed: bool = False
    first: bool = False
    parties: Mapping[str, Roles] = field(default_factory=dict)
    key: str = ""

    @property
    def closed(self) -> bool:
        """True when nobody holds the case any more: it has ended, unless a move that `reopens` leads out again."""
        return not self.holder

    @property
    def with_company(self) -> bool:
        """True while the company (or the applicant) alone holds the case: the clock rests."""
        return bool(self.holder) and self.holder <= (COMPANY | {Role.APPLICANT})

    @property
    def editable(self) -> bool:
        """True while whoever holds the case may change its answers."""
        return self.with_company and not self.fixed

    @property
    def awaits(self) -> bool:
        """True while a named system holds the case."""
        return bool(self.holder) and self.holder <= SYSTEMS

    @property
    def hands(self) -> Roles:
        """Whoever may move the case on: the holder; beside a system the administrator, by hand."""
        return self.holder | {Role.ADMINISTRATOR} if self.awaits else self.holder

    @property
    def routed(self) -> bool:
        """Whether the case lies on the desk of one of several offices."""
        return bool(self.holder & REGION)

    def desk(self, routing: Routing | None) -> str:
        """The office on whose desk a case lies in this state; "" where the state is held by a role alone."""
        if not self.routed:
            return ""
        if routing is None:
            raise ValueError(f"{self.label}: the case was not routed")
        return routing.desk(first=self.first, ministry_first=MINISTRY_FIRST)

    def to(self, target: State, label: str, **more: Any) -> Transition:
        """Declare a move from here."""
        return Transition((self,), target, label, **more)

    def lapses_to(self, target: State, label: str, *, after: Within, **more: Any) -> Transition:
        """Declare the move that the clock makes when nobody has made one; it rests until an administrator wants it."""
        return Transition((self,), target, label, by=CLOCK, after=after, **more)


@dataclass(eq=False)
class Transition(Declared):
    """A move. `by` is the visible exception to "the holder moves"; `asks` is filled in at the move.

    `does` names effects that the operations carry out in the same transaction; `issues` are the letters that come out
    of it, after these effects; `freezes` makes a Filing of the answers;
    `needs_statement` asks for the signed statement first; `not_same_person_as` is another move of the same case;
    `weighs_evidence`: the question before it names in what the evidence differs from the answers;
    `weighs_statement`: it waits until somebody has compared a signed statement whose code could not be read.

    `reopens` marks the only move that may leave a closed state, made by whoever `by` names; `months` is then the key of
    a setting: so many months after the acceptance it ends (0: never). `restores` takes the case back to the version
    that was accepted last, and exists only where there is one.

    `each`: every party of the state makes it; the last one moves the case on. `only_on` are the marks of the route on
    which the move exists. `assessed` are the assessments that must be filled in before it, by their keys. `held_up`
    says why it cannot be made now, given the answers of the case and those of its assessments, as a sentence; ""
    where it can; `proposes` what its form begins with. `undoes` marks a move from a closed state to another one, made
    by whoever `by` names: what had been granted is taken back. `tells_oss` names the events that OSS is told of.
    `after` marks a move of the clock, and how long it waits where an administrator follows the declaration
    (`State.lapses_to`).
    """

    sources: tuple[State, ...]
    target: State
    label: str
    by: Roles | None = None
    asks: type[FieldSet] | None = None
    does: tuple[str, ...] = ()
    issues: tuple[IssuedLetter, ...] = ()
    freezes: bool = False
    needs_statement: bool = False
    not_same_person_as: tuple[Transition, ...] = ()
    weight: str = "primary"
    confirm: str = ""
    weighs_evidence: bool = False
    weighs_statement: bool = False
    reopens: bool = False
    months: str = ""
    restores: bool = False
    each: bool = False
    only_on: frozenset[str] = frozenset()
    assessed: tuple[str, ...] = ()
    held_up: HeldUp | None = None
    proposes: Proposes | None = None
    undoes: bool = False
    tells_oss: tuple[str, ...] = ()
    done: str = "Tersimpan."
    tells_company: str = ""
    after: Within | None = None
    key: str = ""

    def movers(self, source: State) -> Roles:
        """The roles that may make this move from `source`."""
        return self.by if self.by is not None else source.hands

    def exists_on(self, marks: frozenset[str]) -> bool:
        """Whether the move exists on a route."""
        return self.only_on <= marks


Proposes = Callable[[Answers, Mapping[str, Answers], "Facts"], dict[str, Any]]
"""What a form of a move begins with, given the answers of the case, those of its assessments, and the facts."""
HeldUp = Callable[[Answers, Mapping[str, Answers]], str]
"""Why a move waits, given the answers of the case and those of each assessment by its key; "" where it does not."""


def held_by(
    holder: Role | Roles,
    label: str,
    *,
    within: Within | None = None,
    tone: str = "",
    private: bool = False,
    fixed: bool = False,
    first: bool = False,
) -> State:
    """An open state: `holder` gets the queue, the right to act and the clock."""
    roles = frozenset({holder}) if isinstance(holder, Role) else holder
    with_company = bool(roles & (COMPANY | {Role.APPLICANT})) and not fixed
    return State(label, roles, within, tone or ("draft" if with_company else "waiting"), private, fixed, first)


def competent(*, ministry: Role, region: Role) -> Roles:
    """The holder that routing finds: that role of the ministry, or of the regional office that is competent."""
    if ministry not in MINISTRY or region not in REGION:
        raise DeclarationError(f"{ministry.label} and {region.label} are not one of the ministry and one of a region")
    return frozenset({ministry, region})


def awaiting(system: Role, label: str, *, within: Within | None = None) -> State:
    """An open state that a system holds; of persons only the administrator moves it on, by hand."""
    if system not in SYSTEMS:
        raise DeclarationError(f"{system.label} is no system")
    return State(label, frozenset({system}), within)


def signed_by_all(label: str, *, within: Within | None = None, **parties: Roles) -> State:
    """An open state in which each of the parties must make the move that leads on."""
    return State(label, frozenset().union(*parties.values()), within, parties=parties)


def closed(label: str, *, tone: str = "accepted", private: bool = False) -> State:
    """A state in which the case ends."""
    return State(label, tone=tone, private=private)


def from_any(*sources: State) -> Several:
    """Several states from which the same move leads on: `from_any(a, b).to(c, "…")`."""
    return Several(sources)


@dataclass(frozen=True)
class Several:
    """The start of a move that may be made from several states."""

    sources: tuple[State, ...]

    def to(self, target: State, label: str, **more: Any) -> Transition:
        """Declare the move."""
        return Transition(self.sources, target, label, **more)


class Flow:
    """States and moves in the order written; the first state is where a case begins. Proves itself at import.

    `routes` are the marks of all routes that a case can take; none where there is only one way.
    """

    routes: ClassVar[tuple[frozenset[str], ...]] = ()
    states: ClassVar[Mapping[str, State]] = {}
    transitions: ClassVar[Mapping[str, Transition]] = {}
    start: ClassVar[State]

    def __init_subclass__(cls) -> None:
        cls.states = {name: value for name, value in vars(cls).items() if isinstance(value, State)}
        cls.transitions = {name: value for name, value in vars(cls).items() if isinstance(value, Transition)}
        if not cls.states:
            raise DeclarationError(f"{cls.__name__} declares no state")
        cls.start = next(iter(cls.states.values()))
        prove(cls)

    @classmethod
    def moves_from(cls, state: State) -> list[Transition]:
        """The moves that leave `state`, in the order written."""
        return [move for move in cls.transitions.values() if state in move.sources]

    @classmethod
    def held_states(cls, roles: Roles) -> list[State]:
        """The open states that one of `roles` holds, or moves on by hand."""
        return [state for state in cls.states.values() if state.hands & roles]

    @classmethod
    def holders(cls) -> list[Role]:
        """The roles that hold a state, in the order in which a case comes to them."""
        return list(dict.fromkeys(role for state in cls.states.values() for role in sorted(state.holder)))

    @classmethod
    def people(cls) -> Roles:
        """All roles that hold a state or make a move."""
        involved: set[Role] = set()
        for state in cls.states.values():
            involved |= state.hands
        for move in cls.transitions.values():
            involved |= move.by or frozenset()
        return frozenset(involved) - SYSTEMS

    @classmethod
    def lapse_from(cls, state: State) -> Transition | None:
        """The move that the clock makes from `state`."""
        return next((move for move in cls.moves_from(state) if move.after is not None), None)


def prove(flow: type[Flow]) -> None:
    """Raise DeclarationError for an unreachable state, a dead end, a foreign state or move, an unknown tone."""
    states = set(flow.states.values())
    for move in flow.transitions.values():
        strangers = [s.label for s in (*move.sources, move.target) if s not in states]
        if strangers:
            raise DeclarationError(f"{flow.__name__}.{move.key} uses a state of another flow: {', '.join(strangers)}")
        if any(other not in flow.transitions.values() for other in move.not_same_person_as):
            raise DeclarationError(f"{flow.__name__}.{move.key} compares persons with a move of another flow")
        if move.by is not None and not move.by:
            raise DeclarationError(f"{flow.__name__}.{move.key} may be made by nobody")
        _prove_move(flow, move)
        _prove_clock(flow, move)
    reached: set[State] = set()
    for marks in flow.routes or (frozenset(),):
        reached |= _prove_route(flow, marks)
    for key, state in flow.states.items():
        if state.tone not in TONES:
            raise DeclarationError(f"{flow.__name__}.{key} has the unknown tone {state.tone!r}")
        if state not in reached:
            raise DeclarationError(f"{flow.__name__}.{key} ({state.label}) cannot be reached from the start")
        if state.closed and not all(move.reopens or move.undoes for move in flow.moves_from(state)):
            raise DeclarationError(f"{flow.__name__}.{key} ({state.label}) is closed and yet a move leaves it")
        if state.first and not state.routed:
            raise DeclarationError(f"{flow.__name__}.{key} ({state.label}) comes first and lies on no office's desk")


def _prove_route(flow: type[Flow], marks: frozenset[str]) -> set[State]:
    """Where the moves of a route lead: nowhere is a dead end, whether or not the clock moves cases."""

    def onward(state: State) -> list[State]:
        return [move.target for move in _by_hand(flow, state) if move.exists_on(marks)]

    reached = _closure([flow.start], lambda state: [m.target for m in flow.moves_from(state) if m.exists_on(marks)])
    names = {
        state: f"{flow.__name__}.{state.key} ({state.label})" for state in flow.states.values() if state in reached
    }
    for state, name in names.items():
        if not state.closed and all(target is state for target in onward(state)):
            raise DeclarationError(f"{name} is a dead end: nobody can move the case on")
    for state, name in names.items():
        if not any(place.closed for place in _closure([state], onward)):
            raise DeclarationError(f"{name} is a dead end: no way leads to a closed state")
    return reached


def _prove_move(flow: type[Flow], move: Transition) -> None:
    """What leaves a closed state says so, names who may, and leads to where somebody holds the case; what a move waits
    for or goes back to can be there.
    """
    name = f"{flow.__name__}.{move.key}"
    if move.reopens and move.by is None:
        raise DeclarationError(f"{name} reopens and does not say who may")
    if move.reopens and (move.target.closed or not all(state.closed for state in move.sources)):
        raise DeclarationError(f"{name} reopens: it leads from closed states to an open one")
    if move.undoes and (move.by is None or not all(state.closed for state in (*move.sources, move.target))):
        raise DeclarationError(f"{name} undoes: it leads from closed states to a closed one, and says who may")
    if move.each and not all(state.parties for state in move.sources):
        raise DeclarationError(f"{name} is made by each party of a state that has none")
    if any(state.parties and not move.each and move.by is None for state in move.sources):
        raise DeclarationError(f"{name}: several must sign before the case moves on; it says that, or who may")
    known = frozenset().union(*flow.routes) if flow.routes else frozenset()
    if move.only_on - known:
        raise DeclarationError(f"{name} is on a route that there is not: {', '.join(sorted(move.only_on - known))}")
    if move.months and not move.reopens:
        raise DeclarationError(f"{name} names a time limit and reopens nothing")
    if move.weighs_statement and not any(other.needs_statement for other in flow.transitions.values()):
        raise DeclarationError(f"{name} weighs a statement that no move asks for")
    if move.restores and not move.target.closed:
        raise DeclarationError(f"{name} restores what was accepted and leaves it open")


def _by_hand(flow: type[Flow], state: State) -> list[Transition]:
    """The moves that somebody can make: the clock's may be switched off, so it is no way out."""
    return [move for move in flow.moves_from(state) if move.after is None]


def _prove_clock(flow: type[Flow], move: Transition) -> None:
    """A move of the clock says when; it asks nobody anything, and each state has one at most."""
    name = f"{flow.__name__}.{move.key}"
    if (move.after is not None) != (move.by == CLOCK) or any(CLOCK & state.holder for state in move.sources):
        raise DeclarationError(f"{name}: the clock makes the moves that say after how long, and no others")
    if move.by is not None and move.by & CLOCK and move.by != CLOCK:
        raise DeclarationError(f"{name}: the clock shares a move with nobody")
    if move.after is None:
        return
    asks = move.asks or move.freezes or move.needs_statement or move.not_same_person_as or move.confirm
    if asks or move.reopens or move.restores:
        raise DeclarationError(f"{name}: the clock fills in, sends, signs and reopens nothing")
    if any(len([m for m in flow.moves_from(state) if m.after is not None]) > 1 for state in move.sources):
        raise DeclarationError(f"{name}: a state lapses in one way only")


def _closure(start: Iterable[State], onward: Any) -> set[State]:
    seen: set[State] = set()
    waiting = list(start)
    while waiting:
        state = waiting.pop()
        if state not in seen:
            seen.add(state)
            waiting.extend(onward(state))
    return seen


@dataclass(frozen=True, slots=True)
class PastMove:
    """A move that a case has made: its key and the person who made it."""

    transition: str
    person_id: int | None = field(default=None)


def may_make(move: Transition, source: State, roles: Roles, person_id: int | None, past: Iterable[PastMove]) -> bool:
    """Whether a person with `roles` may make `move` from `source`, given the moves the case has made so far.

    A person who has made one of the moves in `not_same_person_as` (since the case was last sent by the company) is
    excluded: two pairs of eyes. A move of the clock is nobody's, whatever their roles.
    """
    if move.after is not None or source not in move.sources or not roles & move.movers(source):
        return False
    excluded = {other.key for other in move.not_same_person_as}
    return not any(p.transition in excluded and p.person_id == person_id for p in past)
