"""Issuing letters under numbers of one register, putting new ones in the place of old ones, revoking them."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from sqlalchemy import ColumnElement, select

from siinas.documents.letters import letter_paper
from siinas.models import Case, Establishment, Letter, LetterNumber
from siinas.models.letter import REVOKED, SUPERSEDED, VALID
from siinas.operations.journal import ensure
from siinas.operations.work import Work, operation
from siinas.process.declaration import Process
from siinas.process.flow import Transition
from siinas.process.letters import IssuedLetter, paragraphs_in
from siinas.process.numbering import numbered
from siinas.process.roles import SENDERS, Role
from siinas.process.words import JAKARTA, date_words
from siinas.queries.cases import CaseFile
from siinas.queries.choices import regency_name
from siinas.queries.letters import (
    TOKEN_LENGTH,
    TOKEN_SIGNS,
    account_letter,
    account_quotes,
    case_quotes,
    declared_as,
    kind_of,
    lines_of,
    newest,
)
from siinas.queries.settings import number_key, setting, text_key
from siinas.refusal import NotPermitted, Refused


def issue_receipt(work: Work, file: CaseFile) -> None:
    """Issue what the sender of a case gets in return, where its process declares that; within the sending."""
    if file.process.receipt is not None:
        _issue_about_case(work, file, file.process.receipt)


def issue_for(work: Work, file: CaseFile, move: Transition) -> None:
    """Issue the letters that come out of a move; within that move, after its effects."""
    for letter in move.issues:
        if letter.of_account:
            establishment = work.session.get_one(Establishment, file.case.establishment_id)
            _issue(work, file.process, letter, account_quotes(work.session, establishment), file.case, establishment)
        else:
            _issue_about_case(work, file, letter)


def _issue_about_case(work: Work, file: CaseFile, letter: IssuedLetter) -> None:
    _issue(work, file.process, letter, case_quotes(file), file.case, None)


@operation
def renew(work: Work, kind: str) -> Letter:
    """Issue the letter of that kind anew for the account being worked in; the old one is superseded.

    Refused while the last one, valid or revoked, states what a new one would.
    """
    if not work.actor.may_be(SENDERS):
        raise NotPermitted("Surat baru diterbitkan atas permintaan pemilik akun atau penanda tangan.")
    establishment = work.find(Establishment, Establishment.id == work.actor.establishment_id, lock=True)
    found = account_letter(work.session, establishment, kind)
    if found.last is not None and not found.renewable:
        if found.last.state == REVOKED:
            raise Refused("Surat terakhir dicabut. Yang baru dapat diterbitkan setelah data yang tercantum berubah.")
        raise Refused(f"Surat nomor {found.last.number} sudah memuat data terbaru.")
    process, letter = declared_as(kind)
    return _issue(work, process, letter, account_quotes(work.session, establishment), None, establishment)


def _issue(
    work: Work,
    process: type[Process],
    letter: IssuedLetter,
    quotes: Mapping[str, str],
    case: Case | None,
    establishment: Establishment | None,
) -> Letter:
    """The letter that states these facts: the last one, where it does already, else a new one in its place.

    Called while the case, or the account, is locked: nobody else issues the same letter meanwhile.
    """
    kind, lines = kind_of(process, letter), lines_of(letter, quotes)
    with work.unscoped():
        last = newest(work.session, kind, _about(letter, case, establishment))
        if last is not None and last.content["lines"] == lines:
            return last
        issued = _new_letter(work, process, letter, quotes, lines)
        _say_whose(work, issued, case, establishment)
        work.session.add(issued)
        work.session.flush()
        work.record(
            "letter.issued",
            issued,
            after={"number": issued.number, "title": issued.title, "nib": issued.nib, "sha256": issued.sha256},
        )
        if last is not None and last.state == VALID:
            _supersede(work, last, issued)
    return issued


def _about(letter: IssuedLetter, case: Case | None, establishment: Establishment | None) -> ColumnElement[bool]:
    if letter.of_account and establishment is not None:
        return Letter.establishment_id == establishment.id
    if case is None:
        raise ValueError(f"the letter {letter.key} is about nothing")
    return Letter.case_id == case.id


def _new_letter(
    work: Work, process: type[Process], letter: IssuedLetter, quotes: Mapping[str, str], lines: list[list[str]]
) -> Letter:
    kind, configuration = kind_of(process, letter), work.services.configuration
    today = work.now.astimezone(JAKARTA).date()
    number = _next_number(work, process, letter)
    text = setting(work.session, text_key(process.key, letter.key))
    content = {
        "number_label": letter.number_label,
        "paragraphs": paragraphs_in(text, {**quotes, "number": number, "today": date_words(today)}),
        "lines": lines,
        "proves": letter.proves,
        "demo": configuration.demo,
    }
    token = "".join(secrets.choice(TOKEN_SIGNS) for _ in range(TOKEN_LENGTH))
    paper = letter_paper(
        kind=kind,
        number=number,
        title=letter.title,
        issued_on=today,
        content=content,
        token=token,
        base_url=configuration.base_url,
    )
    return Letter(
        public_id=secrets.token_urlsafe(18),
        token=token,
        number=number,
        kind=kind,
        title=letter.title,
        issued_at=work.now,
        content=content,
        digest=paper.digest,
        sha256=work.services.storage.keep(paper.pdf),
        size=len(paper.pdf),
        pages=paper.pages,
        state=VALID,
    )


def _next_number(work: Work, process: type[Process], letter: IssuedLetter) -> str:
    """The next number of a kind, from one counter per kind and year, under lock until the letter is committed."""
    kind, today = kind_of(process, letter), work.now.astimezone(JAKARTA).date()
    ensure(work.session, LetterNumber, kind=kind, year=today.year, last=0)
    counter = work.session.scalars(
        select(LetterNumber).where(LetterNumber.kind == kind, LetterNumber.year == today.year).with_for_update()
    ).one()
    pattern = setting(work.session, number_key(process.key, letter.key))
    while True:
        counter.last += 1
        number = numbered(pattern, counter.last, today)
        # A format that was changed to one in use elsewhere, or back: the number that is taken is passed over.
        if work.session.scalar(select(Letter.id).where(Letter.number == number)) is None:
            return number


def _say_whose(work: Work, issued: Letter, case: Case | None, establishment: Establishment | None) -> None:
    if case is not None:
        issued.case_id, issued.establishment_id = case.id, case.establishment_id
        issued.company_name, issued.nib = case.company_name, case.nib
        issued.place = regency_name(work.session, case.regency)
    if establishment is not None:
        issued.establishment_id = establishment.id
        issued.company_name, issued.nib = establishment.legal_entity.name, establishment.legal_entity.nib
        issued.place = regency_name(work.session, establishment.regency)


def _supersede(work: Work, old: Letter, new: Letter) -> None:
    old.state, old.ended_at, old.replaced_by_id = SUPERSEDED, work.now, new.id
    old.ended_why = "Data yang tercantum berubah."
    old.version += 1
    work.record("letter.superseded", old, after={"number": old.number, "replaced_by": new.number})


def take_over(work: Work, case: Case, establishment: Establishment) -> None:
    """Let an account see the letters of the case from which it came."""
    for letter in work.session.scalars(select(Letter).where(Letter.case_id == case.id)):
        letter.establishment_id = establishment.id


SHORTEST_REASON = 10
LONGEST_REASON = 1000


@operation
def revoke(work: Work, public_id: str, reason: str) -> Letter:
    """An administrator revokes a valid letter; its number and bytes stay, the public check says that it is revoked."""
    if not work.actor.may_be(frozenset({Role.ADMINISTRATOR})):
        raise NotPermitted("Surat dicabut oleh administrator.")
    letter = work.find(Letter, Letter.public_id == public_id, lock=True)
    if letter.state != VALID:
        raise Refused("Surat ini sudah tidak berlaku; tidak ada yang dicabut.")
    reason = reason.strip()
    if not SHORTEST_REASON <= len(reason) <= LONGEST_REASON:
        raise Refused(f"Jelaskan alasannya dengan {SHORTEST_REASON} sampai {LONGEST_REASON} huruf.", field="reason")
    letter.state, letter.ended_at, letter.ended_why = REVOKED, work.now, reason
    letter.version += 1
    work.record("letter.revoked", letter, after={"number": letter.number, "reason": reason})
    return letter
