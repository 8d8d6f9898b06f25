"""What OSS hears of a case as it moves, and how a case moves on when OSS has spoken (licensing.md 3.7, 4.8)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from siinas.models import Case, Letter, LetterAuthority, Movement, OssLicence
from siinas.models.letter import VALID
from siinas.operations.oss import WHEN_TOLD, Told, tell_licence, tell_status
from siinas.operations.work import Work
from siinas.process.flow import Transition
from siinas.process.roles import OSS
from siinas.process.words import JAKARTA, moment_words
from siinas.queries.cases import CaseFile
from siinas.queries.letters import kind_of, newest
from siinas.queries.oss import licence_named
from siinas.reference.oss import APPROVED, AUTOMATIC, REFUSED_LICENCE, REFUSED_REQUIREMENT, RETURNED
from siinas.refusal import NotFound

LICENCE_EVENTS = frozenset({"approved"})
"""Events that come with the licence itself, and are told by receiveLicense."""


def tell_oss(work: Work, file: CaseFile, move: Transition, movement: Movement) -> None:
    """Leave what OSS is told of a move, within it; nothing where OSS has told of no such licence.

    Without a licence everything goes by hand: the company records its upload with a proof.
    """
    licence = licence_of(work, file)
    if licence is None:
        return
    note = str(movement.said.get("reason") or move.label)
    for event in move.tells_oss:
        if event in LICENCE_EVENTS:
            _tell_licence(work, file, move, licence, event)
        else:
            who = work.actor.name if not work.actor.is_company else file.case.company_name
            tell_status(work, file.case, licence, event, note=note, officer_name=who)


def licence_of(work: Work, file: CaseFile) -> OssLicence | None:
    """The licence that a case is about, as OSS has told of it; None where it has not."""
    named = file.answers.get("oss_licence")
    if not named or file.case.establishment_id is None:
        return None
    with work.unscoped():
        try:
            return licence_named(work.session, file.case.establishment_id, str(named))
        except NotFound:
            return None


def _tell_licence(work: Work, file: CaseFile, move: Transition, licence: OssLicence, event: str) -> None:
    """The decision goes to OSS with its number and whoever signs for the office."""
    with work.unscoped():
        letter = next(
            (
                found
                for one in move.issues
                if (found := newest(work.session, kind_of(file.process, one), Letter.case_id == file.case.id))
                and found.state == VALID
            ),
            None,
        )
        office = work.session.get(LetterAuthority, letter.authority) if letter is not None else None
    if letter is None or office is None:
        return
    tell_licence(
        work,
        file.case,
        licence,
        number=letter.number,
        issued_on=letter.issued_at.astimezone(JAKARTA).date(),
        signer_name=office.signer_name,
        signer_nip=office.signer_nip,
        signer_position=office.signer_position,
        event=event,
        note=letter.title,
    )


MOVES: Mapping[str, str] = {
    APPROVED: "approved_by_oss",
    AUTOMATIC: "approved_by_oss",
    REFUSED_REQUIREMENT: "refused_of_oss",
    REFUSED_LICENCE: "refused_of_oss",
    RETURNED: "returned_by_oss",
}
"""By what OSS says, the move that a waiting verification makes."""


def follow(work: Work, told: Told) -> None:
    """Move a case on that waits for OSS; Refused where it does not wait there, and nothing for what moves no case."""
    from siinas.operations.cases import move  # it tells OSS of moves, so it knows this module

    key = MOVES.get(told.outcome)
    if key is None:
        return
    case = work.session.get_one(Case, told.case_id)
    words = f"{told.code} {told.words}".strip()
    said: dict[str, Any] = {"reason": f"OSS: {words}, {moment_words(told.at)}."}
    move(replace(work, actor=OSS), case.public_id, key, said=said)


WHEN_TOLD["vsku"] = follow
