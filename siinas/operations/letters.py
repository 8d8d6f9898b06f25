"""Issuing letters under the numbers of their offices, putting new ones in the place of old ones, revoking them."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from types import MappingProxyType

from sqlalchemy import ColumnElement, select

from siinas.documents.letters import letter_paper, stamped
from siinas.models import Case, Establishment, Letter, LetterAuthority, LetterNumber
from siinas.models.letter import MINISTRY_OFFICE, REVOKED, SUPERSEDED, UNSIGNED, VALID, WAITING
from siinas.operations.journal import ensure
from siinas.operations.work import Work, operation
from siinas.process.declaration import Process
from siinas.process.flow import Transition
from siinas.process.letters import IssuedLetter
from siinas.process.numbering import numbered, of_office
from siinas.process.roles import SENDERS, Role
from siinas.process.words import JAKARTA, date_words
from siinas.queries.cases import CaseFile
from siinas.queries.choices import regency_name
from siinas.queries.letter_content import content_of, office_quotes
from siinas.queries.letter_offices import basis_of, format_of, mark_of, office_of, text_of
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
    sections_of,
    states_the_same,
)
from siinas.refusal import NotPermitted, Refused

NO_QUOTES: Mapping[str, str] = MappingProxyType({})
SIGN_JOB = "sign_letter"
"""The job that an issued letter leaves which needs a signature (`siinas/operations/signing.py`)."""


def issue_receipt(work: Work, file: CaseFile) -> None:
    """Issue what the sender of a case gets in return, where its process declares that; within the sending."""
    if file.process.receipt is not None:
        _issue(work, file.process, file.process.receipt, case_quotes(file), file.case, None)


def issue_for(
    work: Work,
    file: CaseFile,
    move: Transition,
    *,
    authority: str = MINISTRY_OFFICE,
    quotes: Mapping[str, str] = NO_QUOTES,
) -> list[Letter]:
    """Issue the letters that come out of a move; within that move, after its effects.

    `authority` is the code of the case's office ("ministry", "32", "3273", "KEK-01"), which issues what is declared
    `by_office`; all else is the ministry's. `quotes` are what the letters ask for as `extra`. Refused where the office
    is not known, issues nothing any more, or names nobody who signs.
    """
    issued = []
    for letter in move.issues:
        office = authority if letter.by_office else MINISTRY_OFFICE
        if letter.of_account:
            establishment = work.session.get_one(Establishment, file.case.establishment_id)
            said = account_quotes(work.session, establishment) | dict(quotes)
            issued.append(_issue(work, file.process, letter, said, file.case, establishment, office))
        else:
            said = case_quotes(file) | dict(quotes)
            issued.append(_issue(work, file.process, letter, said, file.case, None, office))
    return issued


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
    authority: str = MINISTRY_OFFICE,
) -> Letter:
    """The letter that states these facts: the last one, where it does already, else a new one in its place.

    Called while the case, or the account, is locked: nobody else issues the same letter meanwhile.
    """
    if missing := letter.extra - quotes.keys():
        raise ValueError(f"the letter {letter.key} quotes what nobody gave: {', '.join(sorted(missing))}")
    kind, office = kind_of(process, letter), _office(work, letter, authority)
    quotes = {**quotes, **office_quotes(office)} if letter.official else quotes
    with work.unscoped():
        last = newest(work.session, kind, _about(letter, case, establishment))
        if last is not None and states_the_same(last, lines_of(letter, quotes), sections_of(letter, quotes)):
            return last
        issued = _new_letter(work, process, letter, quotes, office)
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
        if letter.revokes and case is not None:
            _revoke_with(work, f"{process.key}.{letter.revokes}", case, issued)
    if issued.signature == WAITING:
        work.leave(SIGN_JOB, letter_id=issued.id)
    return issued


def _office(work: Work, letter: IssuedLetter, code: str) -> LetterAuthority:
    """The office that issues; Refused where it cannot."""
    office = office_of(work.session, code)
    if office is None:
        raise Refused(
            f"Surat “{letter.title}” belum dapat diterbitkan: penerbit surat dengan kode {code} belum diatur. Mintalah "
            "administrator mengisinya pada Penerbit surat."
        )
    if office.retired:
        raise Refused(f"{office.name} tidak lagi menerbitkan surat. Hubungi administrator.")
    if letter.official and not letter.parties and not office.signer_name:
        raise Refused(
            f"Surat “{letter.title}” belum dapat diterbitkan: penanda tangan {office.name} belum diisi. Mintalah "
            "administrator mengisinya pada Penerbit surat."
        )
    return office


def _about(letter: IssuedLetter, case: Case | None, establishment: Establishment | None) -> ColumnElement[bool]:
    if letter.of_account and establishment is not None:
        return Letter.establishment_id == establishment.id
    if case is None:
        raise ValueError(f"the letter {letter.key} is about nothing")
    return Letter.case_id == case.id


def _new_letter(
    work: Work,
    process: type[Process],
    letter: IssuedLetter,
    quotes: Mapping[str, str],
    office: LetterAuthority,
) -> Letter:
    kind, configuration = kind_of(process, letter), work.services.configuration
    today = work.now.astimezone(JAKARTA).date()
    number = _next_number(work, kind, office.code)
    content = content_of(
        letter,
        office,
        {**quotes, "number": number, "today": date_words(today)},
        text=text_of(work.session, office.code, kind),
        basis=basis_of(work.session, office.code, kind),
        demo=configuration.demo,
    )
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
    with_stamp = letter.signed and office.unsigned_allowed
    return Letter(
        public_id=secrets.token_urlsafe(18),
        token=token,
        number=number,
        kind=kind,
        authority=office.code,
        title=letter.title,
        issued_at=work.now,
        content=content,
        digest=paper.digest,
        sha256=work.services.storage.keep(paper.pdf),
        size=len(paper.pdf),
        pages=paper.pages,
        state=VALID,
        signature=WAITING if letter.signed else UNSIGNED,
        stamped_sha256=work.services.storage.keep(stamped(paper.pdf)) if with_stamp else None,
    )


def _next_number(work: Work, kind: str, office: str) -> str:
    """The next number of a kind, from one counter per kind, office and year, under lock until the letter is committed.

    A transaction that fails gives its number back.
    """
    today = work.now.astimezone(JAKARTA).date()
    ensure(work.session, LetterNumber, kind=kind, authority=office, year=today.year, last=0)
    counter = work.session.scalars(
        select(LetterNumber)
        .where(LetterNumber.kind == kind, LetterNumber.authority == office, LetterNumber.year == today.year)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    pattern = of_office(format_of(work.session, office, kind), mark_of(office))
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


def _revoke_with(work: Work, kind: str, case: Case, issued: Letter) -> None:
    """The valid letter of a kind about the case does not hold any longer, because this one says so."""
    revoked = newest(work.session, kind, Letter.case_id == case.id, Letter.state == VALID)
    if revoked is None:
        raise Refused(
            f"Surat “{issued.title}” belum dapat diterbitkan: tidak ada surat yang masih berlaku untuk dicabut."
        )
    revoked.state, revoked.ended_at = REVOKED, work.now
    revoked.ended_why = f"Dicabut dengan surat nomor {issued.number}."
    revoked.version += 1
    work.record("letter.revoked", revoked, after={"number": revoked.number, "reason": revoked.ended_why})


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
