"""What a report says in figures becomes rows when it is accepted; and the command that makes these rows anew."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from siinas.catalogue import process as process_named
from siinas.models import BusinessLine, Case, Filing, ReportedFigure
from siinas.operations.work import Work, operation
from siinas.process.figures import CENT, MAIN, measured
from siinas.process.periods import period_of
from siinas.queries.cases import CaseFile
from siinas.queries.figures import accepted_filings

BATCH = 200
"""So many reports are looked through in one transaction."""


def project_figures(work: Work, file: CaseFile, said: Mapping[str, Any]) -> None:
    """The acceptance: the figures of what was sent last are the ones that count from now on."""
    if not file.case.filings:
        return
    work.session.flush()
    write(work, file.case.filings[-1])


def write(work: Work, filing: Filing) -> bool:
    """Bring the rows of a report into line with its accepted version; whether anything had to be changed."""
    case = filing.case
    wanted = {_content(row): row for row in _rows(work, case, filing)}
    held = select(ReportedFigure).where(ReportedFigure.case_id == case.id, ReportedFigure.until.is_(None))
    with work.unscoped():
        present = {_content(row): row for row in work.session.scalars(held)}
    if wanted.keys() == present.keys():
        return False
    for content, row in present.items():
        if content not in wanted:
            row.until = work.now
    work.session.add_all(row for content, row in wanted.items() if content not in present)
    return True


def _content(row: ReportedFigure) -> tuple[Any, ...]:
    """What a row says, but for since when."""
    return tuple(getattr(row, column.key) for column in ReportedFigure.__table__.columns if column.key not in NOT_SAID)


NOT_SAID = frozenset({"id", "since", "until"})


def _rows(work: Work, case: Case, filing: Filing) -> list[ReportedFigure]:
    process, establishment = process_named(case.process), case.establishment
    if not process.figures or process.periods is None or establishment is None or not case.subject:
        return []
    answers, period = process.from_json(filing.answers), period_of(case.subject)
    main, versions = _business(work, establishment.id)
    amounts: dict[tuple[str, str | None], Decimal] = {}
    for (measure, kbli), amount in measured(process.figures, answers).items():
        key = measure, main if kbli == MAIN else kbli
        amounts[key] = amounts.get(key, Decimal(0)) + amount
    return [
        ReportedFigure(
            case_id=case.id,
            filing_id=filing.id,
            establishment_id=establishment.id,
            legal_entity_id=establishment.legal_entity_id,
            process=case.process,
            period=case.subject,
            first_day=period.first_day,
            last_day=period.last_day,
            regency=case.regency,
            directorate=case.directorate,
            category=process.variant_of(answers) or establishment.reporting_category,
            kbli=kbli,
            kbli_version=versions.get(kbli) if kbli else None,
            measure=measure,
            value=amount.quantize(CENT),
            since=work.now,
        )
        for (measure, kbli), amount in sorted(amounts.items(), key=lambda item: (item[0][0], item[0][1] or ""))
    ]


def _business(work: Work, establishment_id: int) -> tuple[str | None, dict[str, int]]:
    """The main KBLI of an establishment (else its first), and the edition in which it has each of its KBLI."""
    held = select(BusinessLine).where(BusinessLine.establishment_id == establishment_id)
    with work.unscoped():
        lines = list(work.session.scalars(held.order_by(BusinessLine.kbli_version, BusinessLine.kbli_code)))
    main = next((line.kbli_code for line in lines if line.is_main), lines[0].kbli_code if lines else None)
    return main, {line.kbli_code: line.kbli_version for line in lines}


@operation
def project_batch(work: Work, after: int) -> tuple[int, int, int]:
    """Look through the next accepted reports behind the case `after`: the last case seen (0 where there is none), how
    many reports there were, and of how many the rows had to be changed."""
    filings = accepted_filings(work.session, after, BATCH)
    changed = [filing.case.number for filing in filings if write(work, filing)]
    if changed:
        work.record("figures.projected", "reported_figure", after={"cases": changed})
    return (filings[-1].case_id if filings else 0), len(filings), len(changed)
