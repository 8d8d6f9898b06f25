"""The offices that issue letters, and the formats and texts in force for each of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, or_, select, true
from sqlalchemy.orm import Session

from siinas.catalogue import processes
from siinas.models import Letter, LetterAuthority, LetterForm, LetterNumber
from siinas.models.letter import MINISTRY_OFFICE
from siinas.process.declaration import Process
from siinas.process.letters import IssuedLetter
from siinas.process.numbering import as_pattern, may_meet, numbered, of_office
from siinas.process.roles import Actor, Role
from siinas.queries.letter_content import lines_in
from siinas.queries.letters import declared_as, kind_of
from siinas.queries.scope import unguarded
from siinas.queries.settings import number_key, setting, text_key
from siinas.reference.letter_offices import MINISTRY_MARK


def office_of(session: Session, code: str) -> LetterAuthority | None:
    """The office with that code, retired or not."""
    return session.get(LetterAuthority, code)


def offices(session: Session) -> list[LetterAuthority]:
    """All offices by their codes, the ministry first."""
    rows = session.scalars(select(LetterAuthority).order_by(LetterAuthority.code)).all()
    return sorted(rows, key=lambda row: (row.code != MINISTRY_OFFICE, row.code))


def mark_of(code: str) -> str:
    """What stands for an office in numbers."""
    return MINISTRY_MARK if code == MINISTRY_OFFICE else code


def kinds_of_office(code: str) -> list[tuple[type[Process], IssuedLetter]]:
    """The kinds of letters that an office issues: the ministry all, others what the office of the case issues."""
    return [
        (process, letter)
        for process in processes().values()
        for letter in process.issued.values()
        if code == MINISTRY_OFFICE or letter.by_office
    ]


def form_of(session: Session, code: str, kind: str) -> LetterForm | None:
    """How the office differs from the default for a kind of letter; None where it does not."""
    return session.get(LetterForm, (code, kind))


def format_of(session: Session, code: str, kind: str) -> str:
    """The format of numbers in force, its office not put in yet."""
    own = form_of(session, code, kind)
    process, letter = declared_as(kind)
    return (own.number_format if own is not None else "") or setting(session, number_key(process.key, letter.key))


def text_of(session: Session, code: str, kind: str) -> str:
    """The paragraphs in force."""
    own = form_of(session, code, kind)
    process, letter = declared_as(kind)
    return (own.text if own is not None else "") or setting(session, text_key(process.key, letter.key))


def basis_of(session: Session, code: str, kind: str) -> list[str]:
    """The basis (Dasar) in force, a text for each."""
    own = form_of(session, code, kind)
    return lines_in(own.basis if own is not None else "") or list(declared_as(kind)[1].basis)


# Numbers that two letters could bear


@dataclass(frozen=True, slots=True)
class InForce:
    """The format of numbers of a kind of letter of an office, the office put in."""

    authority: str
    kind: str
    title: str
    pattern: str


def formats_in_force(session: Session) -> Iterator[InForce]:
    """The formats of all kinds of all offices, retired ones too: their letters keep their numbers."""
    own = {(row.authority, row.kind): row.number_format for row in session.scalars(select(LetterForm))}
    default = {
        kind_of(process, letter): setting(session, number_key(process.key, letter.key))
        for process, letter in kinds_of_office(MINISTRY_OFFICE)
    }
    for office in offices(session):
        for process, letter in kinds_of_office(office.code):
            kind = kind_of(process, letter)
            pattern = own.get((office.code, kind)) or default[kind]
            title = f"{letter.title} ({office.name})" if letter.by_office else letter.title
            yield InForce(office.code, kind, title, of_office(pattern, mark_of(office.code)))


def following_default(session: Session, key: str, pattern: str) -> list[InForce]:
    """What would be in force of a default (the key of its setting) at the offices that have no format of their own."""
    forms = session.scalars(select(LetterForm).where(LetterForm.number_format != ""))
    own = {(form.authority, form.kind) for form in forms}
    found = []
    for one in formats_in_force(session):
        process, letter = declared_as(one.kind)
        if number_key(process.key, letter.key) == key and (one.authority, one.kind) not in own:
            found.append(InForce(one.authority, one.kind, one.title, of_office(pattern, mark_of(one.authority))))
    return found


def meeting(session: Session, wanted: list[InForce], changed: set[tuple[str, str]]) -> InForce | None:
    """A format in force that could give the number of a wanted one; those that are `changed` do not count."""
    others = [one for one in formats_in_force(session) if (one.authority, one.kind) not in changed]
    for at, new in enumerate(wanted):
        for other in (*others, *wanted[at + 1 :]):
            if may_meet(new.pattern, other.pattern):
                return other
    return None


def number_taken(session: Session, wanted: InForce) -> str:
    """A number that a letter of another kind or office bears and that a format would give again; "" for none."""
    pattern = as_pattern(wanted.pattern)
    for number in _alike(session, wanted):
        if pattern.fullmatch(number):
            return number
    return ""


def _alike(session: Session, wanted: InForce) -> Iterator[str]:
    """Numbers of other kinds and offices that resemble a format: the fixed words of it stand in them."""
    words = [part for part in wanted.pattern.replace("{", "\n{").replace("}", "}\n").split("\n") if "{" not in part]
    longest = max((word for word in words), key=len, default="")
    statement = select(Letter.number).where(
        (Letter.kind != wanted.kind) | (Letter.authority != wanted.authority),
        Letter.number.contains(longest, autoescape=True),
    )
    with unguarded(session):
        yield from session.scalars(statement)


def last_number(session: Session, code: str, kind: str, year: int) -> int:
    """The last number that an office gave out for a kind of letter in a year."""
    statement = select(LetterNumber.last).where(
        LetterNumber.authority == code, LetterNumber.kind == kind, LetterNumber.year == year
    )
    return session.scalar(statement) or 0


def next_number_words(session: Session, code: str, kind: str, today: date) -> str:
    """The number that the next letter would bear if it were issued today."""
    pattern = of_office(format_of(session, code, kind), mark_of(code))
    return numbered(pattern, last_number(session, code, kind, today.year) + 1, today)


# Who signs for an office


def may_sign_for(actor: Actor, office: LetterAuthority) -> bool:
    """Whether the actor may have letters of an office as they are to be signed, and hand them in signed.

    An administrator those of all offices, a director general those of the ministry, the head of a region or an estate
    those of that one.
    """
    if Role.ADMINISTRATOR in actor.roles:
        return True
    if office.kind == "ministry":
        return Role.DIRECTOR_GENERAL in actor.roles
    return any(grant.region == office.code for grant in actor.reach(frozenset({Role.REGIONAL_HEAD})))


def signed_for(actor: Actor) -> ColumnElement[bool]:
    """The same of offices, as a criterion."""
    if Role.ADMINISTRATOR in actor.roles:
        return true()
    own = [grant.region for grant in actor.reach(frozenset({Role.REGIONAL_HEAD})) if grant.region]
    regional = and_(LetterAuthority.kind != "ministry", LetterAuthority.code.in_(own))
    if Role.DIRECTOR_GENERAL in actor.roles:
        return or_(LetterAuthority.kind == "ministry", regional)
    return regional
