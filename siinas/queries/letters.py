"""Issued letters: what they state, whose they are, and what anybody who holds one may know of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from siinas.catalogue import processes
from siinas.models import Case, Establishment, Letter
from siinas.models.letter import VALID
from siinas.process.declaration import Process
from siinas.process.letters import IssuedLetter, Line, fill
from siinas.process.numbering import as_written
from siinas.process.roles import Actor
from siinas.process.tables import Grid, Table
from siinas.process.words import JAKARTA, date_words, digest_words, moment_words, plainly
from siinas.queries.cases import CaseFile
from siinas.queries.choices import regency_name
from siinas.queries.company import factory_address
from siinas.queries.registration import masked
from siinas.queries.scope import unguarded, visible
from siinas.queries.sendings import sending_words, timeliness_words
from siinas.refusal import NotFound

TOKEN_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # noqa: S105 - the signs a code is made of, without I, L, O and U
TOKEN_LENGTH = 26
"""26 signs of 32: 130 bits, more than anybody can guess, and still typed by hand."""
STATES = {"valid": "Berlaku", "superseded": "Sudah diganti", "revoked": "Dicabut"}
TONES = {"valid": "accepted", "superseded": "returned", "revoked": "late"}

Lines = list[list[str]]


def kind_of(process: type[Process], letter: IssuedLetter) -> str:
    """The kind under which letters and numbers are registered."""
    return f"{process.key}.{letter.key}"


def declared_as(kind: str) -> tuple[type[Process], IssuedLetter]:
    """The declaration of a kind; NotFound for one that the catalogue does not know."""
    process_key, _, letter_key = kind.partition(".")
    process = processes().get(process_key)
    letter = process.issued.get(letter_key) if process is not None else None
    if process is None or letter is None:
        raise NotFound
    return process, letter


def kinds() -> list[tuple[str, str]]:
    """Every kind of letter that is issued, with its title."""
    return [
        (kind_of(process, letter), letter.title)
        for process in processes().values()
        for letter in process.issued.values()
    ]


def case_quotes(file: CaseFile) -> dict[str, str]:
    """What a letter about a case may quote: its answers in words, and the standing facts."""
    answers, case, filing = file.answers, file.case, file.filing
    quotes = {
        key: plainly(field.words(answers.get(key), file.source.name))
        for key, field in file.process.fields.items()
        if not isinstance(field, Table | Grid)
    }
    return quotes | {
        "company": case.company_name,
        "nib": case.nib,
        "place": regency_name(file.session, case.regency),
        "process": file.process.title,
        "period": file.period.title if file.period else "",
        "case_number": case.number,
        "opened_at": moment_words(case.opened_at),
        "sent_at": moment_words(filing.sent_at) if filing is not None else "",
        "digest": digest_words(filing.digest) if filing is not None else "",
        "timeliness": timeliness_words(file),
        "sending": sending_words(file),
    }


def account_quotes(session: Session, establishment: Establishment) -> dict[str, str]:
    """What a letter about an account may quote."""
    registered = establishment.registered_at.astimezone(JAKARTA).date()
    return {
        "company": establishment.legal_entity.name,
        "nib": establishment.legal_entity.nib,
        "address": factory_address(session, establishment),
        "registered_on": date_words(registered),
        "registration_year": str(registered.year),
    }


def lines_of(letter: IssuedLetter, quotes: Mapping[str, str]) -> Lines:
    """The facts that a letter would state now: [label, text]."""
    return _filled(letter.lines, quotes)


def _filled(lines: Iterable[Line], quotes: Mapping[str, str]) -> Lines:
    filled = [(line, fill(line.text, quotes)) for line in lines]
    return [[line.label, (masked(text) if line.masked and text else text) or "–"] for line, text in filled]


def sections_of(letter: IssuedLetter, quotes: Mapping[str, str]) -> list[dict[str, Any]]:
    """The facts under headings that a letter would state now: [{"title", "lines"}]."""
    return [{"title": section.title, "lines": _filled(section.lines, quotes)} for section in letter.sections]


def states_the_same(letter: Letter, lines: Lines, sections: list[dict[str, Any]]) -> bool:
    """Whether a letter states just these facts."""
    return bool(letter.content["lines"] == lines and letter.content.get("sections", []) == sections)


def newest(session: Session, kind: str, *criteria: ColumnElement[bool]) -> Letter | None:
    """The last letter of a kind that was issued for a case or an account."""
    statement = select(Letter).where(Letter.kind == kind, *criteria).order_by(Letter.id.desc()).limit(1)
    return session.scalars(statement).one_or_none()


def lines_changed(letter: Letter, lines: Lines) -> list[dict[str, str]]:
    """What a letter states otherwise than it would now: {"label", "was", "now"} for each fact."""
    was, now = (_by_label(stated) for stated in (letter.content["lines"], lines))
    return [
        {"label": label, "was": was.get(label, ""), "now": now.get(label, "")}
        for label in {**was, **now}
        if was.get(label) != now.get(label)
    ]


def _by_label(lines: Lines) -> dict[str, str]:
    return {line[0]: line[1] for line in lines}


@dataclass(frozen=True, slots=True)
class AccountLetter:
    """A letter about an account as it stands: the last one, if any, and what has changed since it was issued."""

    kind: str
    declared: IssuedLetter
    last: Letter | None
    lines: Lines
    changed: list[dict[str, str]]

    @property
    def renewable(self) -> bool:
        """Whether a new one would say anything that the last one does not."""
        return self.last is None or bool(self.changed)


def account_letter(session: Session, establishment: Establishment, kind: str) -> AccountLetter:
    """The letter of that kind about an account; NotFound for a kind that is about cases."""
    _process, letter = declared_as(kind)
    if not letter.of_account:
        raise NotFound
    last = newest(session, kind, Letter.establishment_id == establishment.id)
    lines = lines_of(letter, account_quotes(session, establishment))
    return AccountLetter(kind, letter, last, lines, lines_changed(last, lines) if last else [])


def letter_named(session: Session, actor: Actor, public_id: str) -> Letter:
    """The letter with that public id, if the actor may see it; NotFound otherwise."""
    row = session.scalars(select(Letter).where(Letter.public_id == public_id, visible(Letter, actor))).one_or_none()
    if row is None:
        raise NotFound
    return row


def letters_of(session: Session, actor: Actor, *criteria: ColumnElement[bool]) -> list[Letter]:
    """The letters of a case or an account that the actor may see, the newest first."""
    statement = select(Letter).where(visible(Letter, actor), *criteria).order_by(Letter.id.desc())
    return list(session.scalars(statement))


def receipts_by_case(session: Session, actor: Actor, process: type[Process]) -> dict[int, Letter]:
    """The valid receipts of a company's cases of a process, by the id of the case."""
    if process.receipt is None:
        return {}
    found = letters_of(session, actor, Letter.kind == kind_of(process, process.receipt), Letter.state == VALID)
    return {letter.case_id: letter for letter in reversed(found) if letter.case_id is not None}


def receipt_of(session: Session, which: ColumnElement[bool]) -> Letter | None:
    """The last receipt of a case, for whoever has shown that they handed it in."""
    with unguarded(session):
        case = session.scalars(select(Case).where(which)).unique().one_or_none()
        process = processes().get(case.process) if case is not None else None
        if case is None or process is None or process.receipt is None:
            return None
        return newest(session, kind_of(process, process.receipt), Letter.case_id == case.id)


# The public check


def as_token(typed: str) -> str:
    """The code of a letter from what a person typed off it; "" for what cannot be one."""
    token = re.sub(r"[\s\-]", "", typed).upper().replace("O", "0").replace("I", "1").replace("L", "1")
    return token if len(token) == TOKEN_LENGTH and set(token) <= set(TOKEN_SIGNS) else ""


def token_words(token: str) -> str:
    """A code in groups, as it is printed: `7K3Q-…`."""
    return "-".join(token[at : at + 4] for at in range(0, len(token), 4))


def by_token(session: Session, token: str) -> Letter | None:
    """The letter that bears that code."""
    return _one(session, Letter.token == token)


def by_number(session: Session, typed: str) -> Letter | None:
    """The letter of that number, as typed."""
    return _one(session, Letter.number == as_written(typed))


def _one(session: Session, criterion: ColumnElement[bool]) -> Letter | None:
    with unguarded(session):
        return session.scalars(select(Letter).where(criterion)).one_or_none()


def replacement_of(session: Session, letter: Letter) -> str:
    """The number of the letter that took the place of this one; all that the public learns of it."""
    statement: Any = select(Letter.number).where(Letter.id == letter.replaced_by_id)
    with unguarded(session):
        return session.scalar(statement) or ""


def nib_masked(nib: str) -> str:
    """`•••••••••0017`: enough to compare with the letter in one's hand."""
    return "•" * (len(nib) - 4) + nib[-4:]


def name_masked(name: str) -> str:
    """`PT C••••• G•••`: the beginnings of the words, enough to compare, too little to make a list of companies."""
    return " ".join(
        word if len(word) <= 2 or word.casefold() in LEGAL_FORMS else word[0] + "•" * (len(word) - 1)
        for word in name.split()
    )


LEGAL_FORMS = frozenset({"pt", "cv", "ud", "tbk", "tbk.", "pt.", "cv.", "firma", "koperasi", "perum", "persero"})
