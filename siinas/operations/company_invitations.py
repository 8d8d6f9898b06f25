"""Invitations to the owners of companies that were loaded from a table: a mail each, so many an hour."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import insert, select, update

from siinas.models import CompanyImport, CompanyImportRow, Establishment, OutboxRow, Person
from siinas.operations.company_dry_run import parts
from siinas.operations.company_import import locked, may_import
from siinas.operations.work import Work, operation
from siinas.queries.choices import regency_name
from siinas.queries.settings import number
from siinas.refusal import Refused


@operation
def invite(work: Work, public_id: str) -> int:
    """Leave a mail with an initial password to each owner who has none yet, so many an hour; returns how many."""
    may_import(work)
    found = select(CompanyImport.id).where(CompanyImport.public_id == public_id)
    whole = locked(work, work.session.scalars(found).one())
    if whole.state != "loaded":
        raise Refused("Undangan dikirim setelah perusahaannya dimuat.")
    rows = work.session.execute(
        select(CompanyImportRow.id, Person.id, Person.email)
        .join(Person, Person.id == CompanyImportRow.owner_id)
        .where(
            CompanyImportRow.import_id == whole.id,
            CompanyImportRow.state == "loaded",
            CompanyImportRow.invited_at.is_(None),
            Person.password_kind == "",
            Person.active,
        )
        .order_by(CompanyImportRow.line)
    ).all()
    if not rows:
        raise Refused("Tidak ada pemilik akun yang masih menunggu undangan.")
    an_hour = number(work.session, "import_invitations_hour")
    begun = work.now
    jobs = [
        {
            "kind": "company_invitation_mail",
            "recipient": email,
            "payload": {"person_id": person_id},
            "created_at": begun,
            "next_at": begun + timedelta(seconds=place * 3600 / an_hour),
        }
        for place, (_row_id, person_id, email) in enumerate(rows)
    ]
    for part in parts(jobs, 1000):
        work.session.execute(insert(OutboxRow), part)
    for some in parts((row_id for row_id, _person_id, _email in rows), 1000):
        work.session.execute(update(CompanyImportRow).where(CompanyImportRow.id.in_(some)).values(invited_at=begun))
    after = {"file": whole.file_name, "sha256": whole.sha256, "rows": len(rows)}
    work.record("company_import.invited", whole, after=after)
    return len(rows)


def invitation_facts(work: Work, person: Person) -> dict[str, str]:
    """Company and place of an invited owner, for the mail."""
    own = next(grant.establishment_id for grant in person.grants if grant.establishment_id is not None)
    establishment = work.session.get_one(Establishment, own)
    return {
        "company": establishment.legal_entity.name,
        "nib": establishment.legal_entity.nib,
        "place": regency_name(work.session, establishment.regency),
    }
