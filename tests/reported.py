"""Many accepted reports at once, as rows: for aggregates, where going through every page would take hours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from siinas.models import Case, Establishment, Filing, LegalEntity, ReportedFigure

PROCESS, PERIOD = "laporan-produksi", "2026-Q2"


@dataclass(frozen=True)
class Reported:
    """One report: who (by number), where, and what of each measure by KBLI."""

    entity: int
    regency: str
    amounts: Mapping[tuple[str, str], Decimal]


def add_reports(session: Session, reports: Iterable[Reported], at: datetime, *, period: str = PERIOD) -> None:
    """Legal entities, establishments, cases, filings and figures of reports that were accepted at `at`."""
    rows = list(reports)
    entities = {row.nib: row.id for row in session.execute(select(LegalEntity.nib, LegalEntity.id))}
    fresh = sorted({row.entity for row in rows if nib_of(row.entity) not in entities})
    if fresh:
        session.execute(
            insert(LegalEntity),
            [{"nib": nib_of(one), "name": f"PT Contoh {one}", "npwp": f"{one:016d}", "version": 1} for one in fresh],
        )
        entities = {row.nib: row.id for row in session.execute(select(LegalEntity.nib, LegalEntity.id))}
    first = {model: (session.scalar(select(func.max(model.id))) or 0) + 1 for model in (Establishment, Case, Filing)}
    establishments, cases, filings, figures = [], [], [], []
    for number, row in enumerate(rows):
        establishment, case, filing = (first[model] + number for model in (Establishment, Case, Filing))
        entity = entities[nib_of(row.entity)]
        establishments.append(
            {
                "id": establishment,
                "version": 1,
                "public_id": f"tempat{establishment}",
                "legal_entity_id": entity,
                "regency": row.regency,
                "registered_at": at,
                "email": f"surat{establishment}@contoh.example.test",
            }
        )
        cases.append(
            {
                "id": case,
                "version": 1,
                "public_id": f"laporan{case}",
                "number": f"LP-{case:09d}",
                "process": PROCESS,
                "edition": "1",
                "establishment_id": establishment,
                "subject": period,
                "title": "Laporan Produksi",
                "company_name": f"PT Contoh {row.entity}",
                "nib": nib_of(row.entity),
                "regency": row.regency,
                "state": "accepted",
                "state_since": at,
                "opened_at": at,
                "sent_at": at,
                "closed_at": at,
                **{key: {} for key in ("answers", "typed", "saves", "confirmations", "evidence")},
            }
        )
        filings.append(
            {
                "id": filing,
                "case_id": case,
                "sequence": 1,
                "edition": "1",
                "answers": {},
                "in_words": [],
                "confirmations": {},
                "digest": "0" * 64,
                "sent_by": "Penanda Tangan",
                "sent_at": at,
                "accepted_at": at,
            }
        )
        figures += [
            {
                "case_id": case,
                "filing_id": filing,
                "establishment_id": establishment,
                "legal_entity_id": entity,
                "process": PROCESS,
                "period": period,
                "first_day": date(2026, 4, 1),
                "last_day": date(2026, 6, 30),
                "regency": row.regency,
                "kbli": kbli,
                "kbli_version": 2020,
                "measure": measure,
                "value": value,
                "since": at,
            }
            for (measure, kbli), value in row.amounts.items()
        ]
    for model, added in ((Establishment, establishments), (Case, cases), (Filing, filings), (ReportedFigure, figures)):
        if added:
            session.execute(insert(model), added)
    if session.get_bind().dialect.name == "postgresql":
        for model in (Establishment, Case, Filing):
            name = model.__tablename__
            last = select(func.max(model.id)).scalar_subquery()
            session.execute(select(func.setval(func.pg_get_serial_sequence(f'"{name}"', "id"), last)))
    session.commit()


def nib_of(entity: int) -> str:
    """The NIB of a legal entity of these tests."""
    return f"{7_000_000_000_000 + entity}"
