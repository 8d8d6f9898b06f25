"""The signed statement: what is read on it, why another version is refused, and who confirms one that is unreadable."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select

from siinas.documents.pdf_sandbox import codes_on
from siinas.models import Case
from siinas.operations.files import CheckedFile
from siinas.operations.work import Work, operation
from siinas.process.roles import OFFICERS
from siinas.process.statement_code import BEGINS, OTHER_CASE, OTHER_VERSION, UNREAD, SheetRead, sheet_read
from siinas.process.words import JAKARTA, moment_words
from siinas.queries.cases import CaseFile
from siinas.queries.filings import is_unconfirmed
from siinas.refusal import NotPermitted, Refused, Stale

MOST_PRINTS = 100
"""So many printed versions of one case are remembered."""


def codes_of(work: Work, checked: CheckedFile) -> list[str]:
    """The codes on a checked file, of a statement or else of a letter that this portal issued; done before the
    transaction begins, as it takes a second where there is none.
    """
    return codes_on(checked.content, checked.facts.media_type.partition("/")[2], BEGINS, _letters(work))


def _letters(work: Work) -> str:
    """How the addresses begin at which the portal's own letters are verified."""
    return f"{work.services.configuration.base_url}/verifikasi/"


def remember_print(case: Case, digest: str, now: datetime) -> None:
    """Note that the statement was printed for a version: the last moment of each counts."""
    others = [one for one in case.prints if one["digest"] != digest]
    case.prints = [*others, {"digest": digest, "at": now.isoformat()}][-MOST_PRINTS:]


def printed_at(case: Case, digest: str) -> datetime | None:
    """When a version was printed last; None where that is not known."""
    return next((datetime.fromisoformat(one["at"]) for one in case.prints if one["digest"] == digest), None)


def was_printed(case: Case, digest: str) -> bool:
    """Whether the statement was ever printed for this version."""
    return case.printed_digest == digest or printed_at(case, digest) is not None


def reading_of(work: Work, file: CaseFile, codes: list[str]) -> dict[str, Any]:
    """What is kept of the codes on an uploaded sheet; Refused where it is the letter of another version or report."""
    case = file.case
    read = sheet_read(codes, case.number, file.digest)
    if read.outcome == OTHER_CASE:
        raise Refused(_of_another(work, file, read), field="statement_file")
    if read.outcome == OTHER_VERSION:
        raise Refused(_of_another_version(case, read), field="statement_file")
    if read.outcome == UNREAD and any(code.startswith(_letters(work)) for code in codes):
        raise Refused(
            "Ini surat yang diterbitkan SIINas, misalnya Tanda Terima, bukan surat pernyataan Anda. Cetak surat "
            "pernyataan, tanda tangani, lalu unggah surat itu.",
            field="statement_file",
        )
    return {"outcome": read.outcome, "at": work.now.isoformat()}


def _of_another(work: Work, file: CaseFile, read: SheetRead) -> str:
    case = file.case
    own = select(Case.title).where(Case.number == read.number, Case.establishment_id == case.establishment_id)
    title = work.session.scalar(own) or f"{file.process.noun} lain"
    return (
        f"Surat ini untuk {title}, nomor {read.number}. Yang diminta di sini surat pernyataan nomor {case.number}: "
        "cetak, tanda tangani, lalu unggah surat itu."
    )


def _of_another_version(case: Case, read: SheetRead) -> str:
    at = printed_at(case, read.digest)
    when = f"versi lama, dicetak {moment_words(at)}" if at is not None else "versi lain"
    sent = next((one.sequence for one in case.filings if one.digest == read.digest), None)
    known = f" Surat itu milik versi {sent} yang sudah dikirim." if sent is not None else ""
    return (
        f"Surat ini {when}; isiannya berbeda dari isian sekarang.{known} Cetak surat untuk isian sekarang, "
        "tanda tangani, lalu unggah yang baru."
    )


@operation
def confirm(work: Work, public_id: str, *, version: int | None = None) -> None:
    """An officer who holds the case has compared a statement whose code could not be read, and it is the right one."""
    file = _held(work, public_id, version)
    filing = file.case.filings[-1]
    if not is_unconfirmed(filing):
        raise Refused("Tidak ada surat pernyataan yang menunggu dibandingkan.")
    confirmed = {"confirmed_by": work.actor.name, "confirmed_at": work.now.isoformat()}
    filing.statement_reading = file.case.statement_reading = dict(filing.statement_reading) | confirmed
    file.case.version += 1
    sha256 = filing.statement.sha256 if filing.statement is not None else ""
    work.record("case.statement_confirmed", file.case, after={"number": file.case.number, "sha256": sha256})


@operation
def withdraw(work: Work, public_id: str, *, version: int | None = None) -> None:
    """Take a confirmation back; Refused once the case has moved on."""
    file = _held(work, public_id, version)
    filing = file.case.filings[-1]
    reading = dict(filing.statement_reading)
    if "confirmed_at" not in reading:
        raise Refused("Surat pernyataan ini belum dinyatakan sesuai.")
    if datetime.fromisoformat(reading["confirmed_at"]) < file.case.state_since:
        raise Refused("Laporan sudah diteruskan; pernyataan sesuai tidak dapat dibatalkan lagi.")
    left = {key: value for key, value in reading.items() if not key.startswith("confirmed_")}
    filing.statement_reading = file.case.statement_reading = left
    file.case.version += 1
    work.record("case.statement_unconfirmed", file.case, after={"number": file.case.number})


def _held(work: Work, public_id: str, version: int | None) -> CaseFile:
    """The locked case, if an officer who holds it asks."""
    case = work.find(Case, Case.public_id == public_id, lock=True)
    file = CaseFile(work.session, case, work.now.astimezone(JAKARTA).date())
    if not work.actor.roles & file.state.holder & OFFICERS or not case.filings:
        raise NotPermitted("Surat pernyataan dibandingkan oleh petugas yang memegang laporan ini.")
    if version is not None and version != case.version:
        raise Stale
    return file
