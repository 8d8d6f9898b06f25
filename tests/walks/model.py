"""Who may move a case, said once more from SETTLED 2 and 4 and the words of the declarations alone.

Nothing here calls what it is compared with: of the declarations only what is written in them is read (states with their
holders, moves with their sources, routes, parties, exclusions), never their methods.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from siinas.process.declaration import Process
from siinas.process.flow import State, Transition
from siinas.process.roles import Actor, Grant, Role

COMPANY_HATS = {Role.OWNER, Role.SIGNER, Role.STAFF}
MINISTRY_HATS = {
    Role.FRONT_DESK,
    Role.VERIFIER,
    Role.VALIDATOR,
    Role.EVALUATOR,
    Role.DIRECTOR,
    Role.DIRECTOR_GENERAL,
}
REGION_HATS = {Role.REGIONAL_INSPECTOR, Role.REGIONAL_HEAD}
EVERYWHERE = {Role.ADMINISTRATOR, Role.AUDITOR}
MINISTRY = "ministry"


@dataclass(frozen=True)
class Made:
    """A move that was made: by whom, in which sending (0 is before the first), for which party."""

    move: str
    source: str
    target: str
    person: int | None
    sending: int
    party: str = ""


@dataclass
class Story:
    """A case as the model knows it.

    `marks` is the route, `authority` and `office` are the competent office and that of the region, `regency` and
    `directorate` where it belongs, `company` whose it is.
    """

    process: type[Process]
    marks: frozenset[str]
    authority: str
    office: str
    regency: str | None
    directorate: str | None
    company: int | None
    place: str = ""
    sendings: int = 0
    accepted: bool = False
    made: list[Made] = field(default_factory=list)
    signed: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.place = self.place or next(iter(self.process.flow.states))

    @property
    def state(self) -> State:
        """Where the case rests."""
        return self.process.flow.states[self.place]

    @property
    def open(self) -> bool:
        """Whether somebody holds it."""
        return bool(self.state.holder)

    def desk(self) -> str:
        """The office on whose desk it lies; "" where a role alone holds it.

        Ministry first: what is said to be first is the ministry's, all that follows the region's. Otherwise the
        competent authority does all of it (SETTLED 4).
        """
        if not self.state.holder & REGION_HATS:
            return ""
        if "ministry_first" in self.marks:
            return MINISTRY if self.state.first else self.office
        return self.authority

    def counts(self, hat: Grant) -> bool:
        """Whether a role counts for this case: in the own company, within reach, at the desk (SETTLED 2)."""
        if hat.role in COMPANY_HATS:
            return hat.establishment_id is not None and hat.establishment_id == self.company
        desk = self.desk()
        if desk and hat.role in REGION_HATS:
            return hat.region == desk
        if desk and hat.role in MINISTRY_HATS and desk != MINISTRY:
            return False
        return self.is_within(hat)

    def sees(self, actor: Actor) -> bool:
        """Whether a person sees the case at all (SETTLED 2): the company its own; officers what was sent, where a role
        of theirs acts in the process or oversees it, as far as they reach; an administrator what a system holds.
        """
        if any(hat.role in COMPANY_HATS for hat in actor.grants):
            return any(self.counts(hat) for hat in actor.grants if hat.role in COMPANY_HATS)
        if actor.extra_roles & self.state.holder:
            return True
        if self.state.private:
            return False
        flow = self.process.flow
        hands = {role for state in flow.states.values() for role in state.holder}
        hands |= {role for move in flow.transitions.values() for role in move.by or ()}
        return any(
            self.is_within(hat)
            for hat in actor.grants
            if hat.role in hands | {Role.SUPERVISOR, Role.AUDITOR}
            or (hat.role is Role.ADMINISTRATOR and self.state.holder and self.state.holder <= {Role.OSS, Role.CLOCK})
        )

    def is_within(self, hat: Grant) -> bool:
        """Whether the case belongs to where an officer works, on whose desk ever it lies."""
        if hat.role in EVERYWHERE:
            return True
        if hat.role in REGION_HATS and not hat.region:
            return False
        there = not hat.region or hat.region == self.office or (self.regency or "").startswith(hat.region)
        return there and (not hat.directorate or self.directorate in {None, hat.directorate})

    def hats(self, actor: Actor) -> frozenset[Role]:
        """The roles of a person that count here."""
        return frozenset(hat.role for hat in actor.grants if self.counts(hat)) | actor.extra_roles

    def leaving(self) -> Iterator[Transition]:
        """The moves written down for where it rests, on its route."""
        for move in self.process.flow.transitions.values():
            if any(source is self.state for source in move.sources) and not move.only_on - self.marks:
                yield move

    def may(self, move: Transition, actor: Actor) -> bool:
        """Whether a person is one of those who make the move now.

        Whoever holds the case moves it, unless the move names others; what a system holds the administrator moves by
        hand. What the clock does nobody else does. Where two persons are asked for, the first is not the second.
        """
        if move.after is not None or move not in list(self.leaving()):
            return False
        allowed = set(self.state.holder) if move.by is None else set(move.by)
        if move.by is None and self.state.holder and self.state.holder <= {Role.OSS, Role.CLOCK}:
            allowed.add(Role.ADMINISTRATOR)
        if not self.hats(actor) & allowed or self.is_barred(move, actor.person_id):
            return False
        return not move.each or self.party(actor) != ""

    def is_barred(self, move: Transition, person: int | None) -> bool:
        """Whether the person made, since the company sent the case last, a move that excludes them from this one."""
        others = {other.key for other in move.not_same_person_as}
        return any(past.person == person and past.move in others for past in self.made if self.is_recent(past))

    def is_recent(self, past: Made) -> bool:
        """Whether a move was made about what was sent last."""
        return past.sending == self.sendings

    def party(self, actor: Actor) -> str:
        """For which party that has not signed yet the person signs; "" for none."""
        hats = self.hats(actor)
        return next(
            (name for name, whose in self.state.parties.items() if name not in self.signed and whose & hats), ""
        )

    def takes_effect(self, move: Transition) -> bool:
        """Whether a move that somebody may make can be made: back to what was accepted only where there is that; and
        all parties sign the same thing.
        """
        if move.restores and not self.accepted:
            return False
        return not move.each or set(self.signed.values()) <= {move.key}

    def make(self, move: Transition, actor: Actor) -> Made:
        """Write down that the move was made; by whom was judged before. All parties sign before the case moves on."""
        source, target, party = self.place, move.target.key, ""
        if move.freezes:
            self.sendings += 1
        if move.each:
            party = self.party(actor)
            assert party not in self.signed, f"{party} signs twice"
            self.signed[party] = move.key
            if set(self.state.parties) - set(self.signed):
                target = source
        made = Made(move.key, source, target, actor.person_id, self.sendings, party)
        self.made.append(made)
        if target != source or not move.each:
            self.signed = {}
        self.accepted = self.accepted or "accept_filing" in move.does
        self.place = target
        return made

    def faults(self) -> list[str]:
        """What must never be in the story of a case, as far as it goes."""
        found = []
        flow = self.process.flow
        for number, later in enumerate(self.made):
            barred = {other.key for other in flow.transitions[later.move].not_same_person_as}
            for earlier in self.made[:number]:
                if earlier.sending == later.sending and earlier.move in barred and earlier.person == later.person:
                    found.append(f"{later.person} made {earlier.move} and {later.move}")
            if later.sending and flow.states[later.target].private:
                found.append(f"{later.move} leads into {later.target}, which is private, after it was sent")
            move = flow.transitions[later.move]
            if not flow.states[later.source].holder and not (move.reopens or move.undoes):
                found.append(f"{later.move} leaves {later.source}, which is closed")
        for earlier, later in zip(self.made, self.made[1:], strict=False):
            if earlier.target != later.source:
                found.append(f"{later.move} begins at {later.source}, and the case was at {earlier.target}")
            if later.party and earlier.party == later.party and earlier.source == earlier.target == later.source:
                found.append(f"{later.party} signed twice in {later.source}")
        return found


def way(story: Story, goal: Transition) -> Transition | None:
    """The first move of a shortest way to a move, itself included, by what exists on the route; None without a way.

    Back to what was accepted leads a way over where it is accepted.
    """
    if goal.only_on - story.marks:
        return None
    moves = story.process.flow.transitions.values()
    goals = {source.key for source in goal.sources}
    if goal.restores and not story.accepted:
        goals = {source.key for move in moves if "accept_filing" in move.does for source in move.sources}
        goal = next(move for move in moves if "accept_filing" in move.does)
    first: dict[str, Transition | None] = {story.place: None}
    waiting = [story.place]
    while waiting:
        here = waiting.pop(0)
        if here in goals:
            return first[here] or goal
        for move in moves:
            there = move.target.key
            if here not in {source.key for source in move.sources} or move.only_on - story.marks or there in first:
                continue
            if move.restores and not story.accepted:
                continue
            first[there] = first[here] or move
            waiting.append(there)
    return None
