"""What accepting a version does, and going back to the accepted one when a correction is given up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from siinas.operations.case_files import forget_unsent
from siinas.operations.letters import issue_receipt
from siinas.operations.work import Work
from siinas.queries.cases import CaseFile
from siinas.queries.filings import accepted_filing
from siinas.refusal import Refused


def mark_accepted(work: Work, file: CaseFile, said: Mapping[str, Any]) -> None:
    """The version that was sent last is the valid one from now on."""
    if not file.case.filings:
        raise Refused("Belum ada yang dikirim, sehingga tidak ada yang dapat diterima.")
    file.case.filings[-1].accepted_at = work.now


def restore_accepted(work: Work, file: CaseFile) -> None:
    """Answers, explanations, statement and day of the end as they were accepted; the caller has set the state."""
    case, accepted = file.case, accepted_filing(file.case)
    if accepted is None:
        raise Refused("Belum ada versi yang diterima.")
    before = dict(case.answers)
    case.answers = dict(accepted.answers)
    case.confirmations = {key: one["reason"] for key, one in accepted.confirmations.items()}
    case.typed = {}
    case.edition, case.sent_at, case.closed_at = accepted.edition, accepted.sent_at, accepted.accepted_at
    case.statement_id, case.statement_digest = accepted.statement_id, accepted.digest
    case.printed_digest, case.statement_reading = accepted.digest, dict(accepted.statement_reading)
    forget_unsent(work, case, before)
    if case.filings[-1] is not accepted:
        # The receipt of a correction that is given up is no longer the last word.
        file.shown = accepted.sequence
        issue_receipt(work, file)
        file.shown = None
