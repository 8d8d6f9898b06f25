"""A sending in words: whether it came in time, and which version of the report it is."""

from __future__ import annotations

from datetime import date, datetime

from siinas.process.words import JAKARTA, date_words
from siinas.queries.cases import CaseFile
from siinas.queries.filings import correction_of
from siinas.queries.periods import window


def timeliness_words(file: CaseFile) -> str:
    """Whether the report was in time when it was first sent; a correction does not make it late."""
    case, period = file.case, file.period
    if not case.filings or period is None:
        return ""
    dates = window(file.session, file.process.key, period)
    if dates is None:
        return "Periode ini tidak mempunyai tenggat"
    first, due = _day(case.filings[0].sent_at), dates.due_on
    again = f", pertama kali dikirim {date_words(first)}" if len(case.filings) > 1 else ""
    until = f"(tenggat {date_words(due)}{again})"
    if first <= due:
        return f"Tepat waktu {until}"
    if case.establishment is not None and _day(case.establishment.registered_at) > due:
        return f"Tenggat sebelum akun ini terdaftar {until}"
    return f"Terlambat {(first - due).days} hari {until}"


def sending_words(file: CaseFile) -> str:
    """Which version the filing is, and which one is valid while a correction is under way."""
    filing = file.filing
    if filing is None:
        return ""
    correction = correction_of(file.process.flow, file.case, filing)
    if correction is not None:
        valid = correction.accepted.sequence
        return (
            f"Versi {filing.sequence}, perbaikan; versi {valid} yang sudah diterima berlaku sampai perbaikan diterima"
        )
    return f"Versi {filing.sequence}" + (", kiriman pertama" if filing.sequence == 1 else ", kiriman ulang")


def _day(moment: datetime) -> date:
    return moment.astimezone(JAKARTA).date()
