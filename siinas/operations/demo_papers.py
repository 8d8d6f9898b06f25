"""The demo's documents and certificates: what each says, and the file of a Sertifikat Standar or Izin."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from siinas.documents.sample_papers import sample_licence, sample_paper
from siinas.models import Case, CompanyDocument
from siinas.operations import cases, company_documents, records
from siinas.operations.demo_cast import NIB_ISSUED_ON, Company, Paper
from siinas.operations.files import CheckedFile, Incoming, check
from siinas.operations.work import Work
from siinas.process.statement_code import statement_code
from siinas.queries.company_documents import ACCEPTED, RETURNED
from siinas.reference.document_types import DOCUMENT_TYPES, PERMIT, STANDARD_CERTIFICATE

LICENCES = frozenset({STANDARD_CERTIFICATE.key, PERMIT.key})


def values_of(company: Company, paper: Paper, place: int, today: date) -> dict[str, Any]:
    """What the company typed about a paper; `place` is its place among the others, from 1."""
    number = f"CONTOH/{paper.kind[:4].upper()}/{company.nib[-3:]}/{place:02d}"
    values: dict[str, Any] = {
        "doc_type": paper.kind,
        "number": f"{company.nib}{place:04d}" if paper.kind in LICENCES else number,
        "issued_on": NIB_ISSUED_ON + timedelta(days=30 * place),
        "issuer": paper.issuer,
        "validity": "business",
    }
    if paper.ends is not None:
        values |= {"validity": "until", "valid_until": today + timedelta(days=paper.ends)}
    if paper.kbli:
        values["kbli_code"] = paper.kbli
    if paper.kind == STANDARD_CERTIFICATE.key:
        values["legality"] = "unverified"
    if paper.scope:
        values["scope"] = paper.scope
    return values


def licence_file(company: Company, paper: Paper, values: dict[str, Any]) -> CheckedFile | None:
    """The PDF of a licence, which can be read; None for any other paper."""
    if paper.kind not in LICENCES:
        return None
    line = next(line for line in company.lines if line.kbli == paper.kbli)
    content = sample_licence(
        kind=paper.kind,
        number=values["number"],
        nib=company.nib,
        name=company.name.upper(),
        address=company.address,
        kbli=line.kbli,
        title=line.title,
        risk=line.risk,
        status=values.get("legality", ""),
        issued_on=values["issued_on"],
        valid_until=values.get("valid_until"),
    )
    name = f"{paper.kind.replace('_', '-')}-{paper.kbli}.pdf"
    return check(Incoming(content, name), DOCUMENT_TYPES[paper.kind], field="file")


def add_papers(work: Work, company: Company, today: date, plain: Callable[[str, str], CheckedFile]) -> None:
    """Save the company's documents and certificates; `plain` gives the file of a type that nothing reads."""
    for section, papers in (("dokumen", company.papers), ("sertifikat", company.certificates)):
        for place, paper in enumerate(papers, 1):
            name = paper.kind.replace("_", "-")
            values = values_of(company, paper, place, today)
            file = licence_file(company, paper, values) or plain(paper.kind, f"{name}-contoh.pdf")
            row: Any = records.save_record(work, section, None, values, file=file)
            if paper.renewed:
                again = values | {"number": f"{values['number']}-R"}
                records.save_record(work, section, row.id, again, file=plain(paper.kind, f"{name}-baru.pdf"))


def review_papers(work: Work, establishment_id: int, company: Company) -> None:
    """The front desk looks at some of them."""
    for paper in company.papers + company.certificates:
        if not paper.accepted and not paper.returned:
            continue
        row = work.session.scalars(
            select(CompanyDocument).where(
                CompanyDocument.establishment_id == establishment_id,
                CompanyDocument.doc_type == paper.kind,
                CompanyDocument.kbli_code.is_not_distinct_from(paper.kbli or None),
            )
        ).one()
        verdict = RETURNED if paper.returned else ACCEPTED
        company_documents.review_document(work, row.id, verdict, paper.returned, version=row.version)


def attach_signed(work: Work, public_id: str, sample: CheckedFile) -> None:
    """Upload a signed statement with the code of the version that was printed; `sample` is one that was checked."""
    case = work.session.scalars(select(Case).where(Case.public_id == public_id)).unique().one()
    code = statement_code(case.number, case.printed_digest)
    lines = [
        "Contoh hasil pindai surat pernyataan bertanda tangan.",
        f"Nomor {case.number}",
        "(tanda tangan)",
    ]
    content = sample_paper("Surat Pernyataan", lines, code)
    facts = replace(sample.facts, sha256=hashlib.sha256(content).hexdigest(), size=len(content))
    cases.attach_statement(work, public_id, CheckedFile(content, sample.kind, facts), [code])
