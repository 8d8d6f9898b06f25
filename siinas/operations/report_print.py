"""Printing a whole filing: begun by whoever may see it, done by the worker, taken away from the task's page."""

from __future__ import annotations

from sqlalchemy import select

from siinas.documents.report_print import report_pdf
from siinas.models import Case, Filing, Task
from siinas.operations.tasks import Progress, TaskResult, begin
from siinas.operations.work import Work, operation
from siinas.process.words import JAKARTA
from siinas.queries.cases import CaseFile
from siinas.queries.filings import filing_named
from siinas.queries.scope import visible
from siinas.refusal import NotFound, Refused

KIND = "report_print"


@operation
def ask_for_print(work: Work, public_id: str, sequence: int | None = None) -> Task:
    """Leave the printing of a version (the last one where none is named) to the worker; NotFound for what is not
    theirs to see.
    """
    case = work.find(Case, Case.public_id == public_id)
    filing = filing_named(case, sequence)
    if filing is None:
        raise Refused("Belum ada yang dikirim. Yang dapat dicetak adalah versi yang sudah dikirim.")
    establishment_id = case.establishment_id if work.actor.is_company else None
    payload = {"case": case.public_id, "sequence": filing.sequence}
    return begin(work, KIND, f"PDF {case.title}", payload, establishment_id=establishment_id, case_id=case.id)


def make(work: Work, task: Task, progress: Progress) -> TaskResult:
    """The worker's job: the PDF, as far as whoever asked may see the report today."""
    wanted = select(Case).where(Case.public_id == task.payload["case"], visible(Case, work.actor))
    case = work.session.scalars(wanted).unique().one_or_none()
    if case is None:
        raise NotFound
    filing = filing_named(case, task.payload["sequence"])
    assert isinstance(filing, Filing)
    file = CaseFile(work.session, case, work.now.astimezone(JAKARTA).date())
    content = report_pdf(file, filing)
    progress(1, 1)
    name = f"{case.number}-versi-{filing.sequence}.pdf"
    return TaskResult({"told": f"{case.title}, versi {filing.sequence}"}, content, name, "application/pdf")
