"""Loading existing companies from a table: checked first, loaded in batches, each row once, invited when asked to."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import undefer

from siinas.catalogue.company_data import Factory, GeneralData, HeadOffice
from siinas.documents.company_sheet import EDITION, LINES, CompanyRow, stored, typed_values
from siinas.documents.company_workbook import marked as marked_workbook
from siinas.documents.given_tables import GivenTable, read_table
from siinas.documents.uploads import RefusedFile
from siinas.models import (
    BusinessLine,
    CompanyImport,
    CompanyImportRow,
    Establishment,
    Kbli,
    LegalEntity,
    Person,
)
from siinas.operations import accounts, obligations
from siinas.operations.company_dry_run import DryRun, hints_of, parts
from siinas.operations.files import CheckedFile, Incoming, check
from siinas.operations.records import put_answer
from siinas.operations.stages import note_first
from siinas.operations.work import Work, housekeeping, operation
from siinas.process.documents import MEGABYTE, DocumentType
from siinas.process.fields import Upload
from siinas.process.roles import SYSTEM, Role
from siinas.queries.addresses import moves_to
from siinas.queries.choices import ChoiceSource
from siinas.queries.reference import directorate_of
from siinas.queries.settings import kbli_version
from siinas.refusal import NotPermitted, Refused

COMPANY_FILE = DocumentType(
    "impor_perusahaan",
    "Tabel perusahaan",
    accepts=frozenset({"xlsx", "csv"}),
    max_bytes=20 * MEGABYTE,
    max_pages=1,
)
COMPARED_AT_ONCE = 200
LOADED_AT_ONCE = 100
READ, COMPARE, LOAD = "company_import_read", "company_import_compare", "company_import_load"


def may_import(work: Work) -> None:
    """Only the system and administrators load companies."""
    if work.actor is not SYSTEM and not work.actor.may_be(frozenset({Role.ADMINISTRATOR})):
        raise NotPermitted("Perusahaan dimuat oleh administrator.")


def upload(work: Work, incoming: Incoming) -> CompanyImport:
    """Take a file in and leave its reading to the worker; Refused where it is no table."""
    may_import(work)
    return _take_in(work, check(incoming, COMPANY_FILE, field="file"))


@operation
def _take_in(work: Work, checked: CheckedFile) -> CompanyImport:
    made = CompanyImport(
        public_id=secrets.token_urlsafe(18),
        file_name=checked.facts.original_name,
        sha256=work.services.storage.keep(checked.content),
        state="reading",
        person_id=work.actor.person_id,
        person_name=work.actor.name,
        created_at=work.now,
    )
    work.session.add(made)
    work.session.flush()
    work.leave(READ, import_id=made.id)
    work.record("company_import.uploaded", made, after={"file": made.file_name, "sha256": made.sha256})
    return made


def read(work: Work, import_id: int) -> None:
    """The worker's first job: read the file and say what becomes of each row."""
    row = work.session.get_one(CompanyImport, import_id)
    if row.state != "reading":
        return
    name, content = row.file_name, work.services.storage.read(row.sha256)
    work.session.rollback()
    try:
        table = read_table(content, name.rpartition(".")[2].lower())
    except RefusedFile as refusal:
        _refuse(work, import_id, [{"cell": "", "column": "", "typed": "", "sentence": str(refusal)}])
        return
    run = DryRun(work, table)
    if run.problems:
        _refuse(work, import_id, run.problems)
        return
    judged = list(run.rows())
    work.session.rollback()
    faults = [fault for row_, _state, _told in judged for fault in row_.faults]
    marked = None
    if faults:
        words = {row_.line: _words(row_, state, told) for row_, state, told in judged}
        marked = work.services.storage.keep(marked_workbook(table, faults, words))
    _keep_rows(work, import_id, table, judged, marked)


def _words(row: CompanyRow, state: str, told: str) -> str:
    if state == "faulty":
        return f"{len(row.faults)} kesalahan"
    return told or "Siap dimuat"


@operation
def _refuse(work: Work, import_id: int, problems: list[dict[str, str]]) -> None:
    row = locked(work, import_id)
    _as_who_asked(work, row)
    row.state, row.problems, row.checked_at = "refused", problems[:50], work.now
    after = {"file": row.file_name, "sha256": row.sha256, "reason": problems[0]["sentence"]}
    work.record("company_import.refused", row, after=after)


@operation
def _keep_rows(
    work: Work,
    import_id: int,
    table: GivenTable,
    judged: list[tuple[CompanyRow, str, str]],
    marked: str | None,
) -> None:
    row = locked(work, import_id)
    if row.state != "reading":
        return
    _as_who_asked(work, row)
    work.session.execute(delete(CompanyImportRow).where(CompanyImportRow.import_id == import_id))
    for part in parts(judged, 500):
        work.session.execute(
            insert(CompanyImportRow),
            [
                {
                    "import_id": import_id,
                    "line": read_.line,
                    "state": state,
                    "name": str(read_.values.get("company_name", ""))[:255],
                    "told": told,
                    "values": stored(read_.values),
                    "faults": [fault.as_json() for fault in read_.faults],
                    "hints": [],
                    "hinted": False,
                }
                for read_, state, told in part
            ],
        )
    states = [state for _row, state, _told in judged]
    row.rows, row.done, row.sheet = len(judged), 0, table.sheet[:80]
    row.fresh, row.known, row.faulty = (states.count(state) for state in ("fresh", "known", "faulty"))
    row.state = "comparing" if row.fresh else "checked"
    row.checked_at = work.now
    row.marked_sha256 = marked
    if row.fresh:
        work.leave(COMPARE, import_id=import_id, after=0)
    file = {"file": row.file_name, "sha256": row.sha256}
    counts = {"rows": row.rows, "fresh_rows": row.fresh, "known_rows": row.known, "faulty_rows": row.faulty}
    work.record("company_import.checked", row, after=file | counts)


def compare(work: Work, import_id: int, after: int) -> None:
    """The worker's second job: what the next fresh rows resemble; leaves the rest to the job after it."""
    rows = list(
        work.session.scalars(
            select(CompanyImportRow)
            .where(
                CompanyImportRow.import_id == import_id,
                CompanyImportRow.state == "fresh",
                CompanyImportRow.line > after,
            )
            .order_by(CompanyImportRow.line)
            .options(undefer(CompanyImportRow.values))
            .limit(COMPARED_AT_ONCE)
        )
    )
    hints = {row.id: hints_of(work, row.values) for row in rows}
    last = rows[-1].line if rows else 0
    work.session.rollback()
    _keep_hints(work, import_id, hints, last)


@housekeeping
def _keep_hints(work: Work, import_id: int, hints: Mapping[int, list[str]], last: int) -> None:
    row = locked(work, import_id)
    if row.state != "comparing":
        return
    for id_, told in hints.items():
        if told:
            work.session.execute(
                update(CompanyImportRow).where(CompanyImportRow.id == id_).values(hints=told, hinted=True)
            )
    row.done += len(hints)
    if len(hints) < COMPARED_AT_ONCE:
        row.state, row.done = "checked", row.fresh
    else:
        work.leave(COMPARE, import_id=import_id, after=last)


@housekeeping
def pass_over_comparing(work: Work, import_id: int) -> None:
    """Go on without hints: whoever loads from the command line has read them already."""
    row = locked(work, import_id)
    if row.state == "comparing":
        row.state = "checked"


def how_far(work: Work, import_id: int) -> int:
    """How many companies of a file were loaded."""
    return work.session.get_one(CompanyImport, import_id).loaded


# Loading


@operation
def load(work: Work, public_id: str) -> CompanyImport:
    """Leave the loading of the fresh rows to the worker; the same file again changes nothing."""
    may_import(work)
    found = select(CompanyImport.id).where(CompanyImport.public_id == public_id)
    row = locked(work, work.session.scalars(found).one())
    if row.state != "checked":
        raise Refused("Berkas ini belum selesai diperiksa, atau sudah dimuat.")
    if not row.fresh:
        raise Refused("Tidak ada baris yang dapat dimuat dari berkas ini.")
    row.state, row.done = "loading", 0
    row.person_id, row.person_name = work.actor.person_id, work.actor.name
    work.leave(LOAD, import_id=row.id)
    after = {"file": row.file_name, "sha256": row.sha256, "rows": row.fresh}
    work.record("company_import.started", row, after=after)
    return row


@operation
def load_batch(work: Work, import_id: int) -> bool:
    """The worker's job: load the next rows in one transaction; False once there is none left."""
    row = locked(work, import_id)
    if row.state != "loading":
        return False
    _as_who_asked(work, row)
    waiting = list(
        work.session.scalars(
            select(CompanyImportRow)
            .where(CompanyImportRow.import_id == import_id, CompanyImportRow.state == "fresh")
            .order_by(CompanyImportRow.line)
            .options(undefer(CompanyImportRow.values))
            .limit(LOADED_AT_ONCE)
        )
    )
    made = sum(_load_row(work, row, one) for one in waiting)
    obligations.make_for(work, [one.establishment_id for one in waiting if one.establishment_id is not None])
    row.done += len(waiting)
    row.loaded += made
    more = len(waiting) == LOADED_AT_ONCE
    if more:
        work.leave(LOAD, import_id=import_id)
    else:
        row.state, row.loaded_at = "loaded", work.now
    work.record("company_import.loaded", row, after={"file": row.file_name, "sha256": row.sha256, "rows": made})
    return more


def _load_row(work: Work, whole: CompanyImport, row: CompanyImportRow) -> bool:
    """Make entity, establishment, business lines and the owner's login; False where the place has an account by now."""
    session, values = work.session, typed_values(row.values)
    entity = session.scalars(select(LegalEntity).where(LegalEntity.nib == values["nib"])).one_or_none()
    if entity is not None and any(one.regency == values["factory_location"] for one in entity.establishments):
        row.state, row.told = "known", "Akun sudah ada ketika berkas dimuat; dilewati."
        return False
    if moves_to(session, values["nib"], values["factory_location"]):
        row.state, row.told = "known", "Akun lain dengan NIB ini akan pindah ke lokasi ini; dilewati."
        return False
    if entity is None:
        entity = LegalEntity(nib=values["nib"], name=values["company_name"], npwp=values["npwp"])
        session.add(entity)
        is_new = True
    else:
        is_new = False
    establishment = Establishment(
        public_id=secrets.token_urlsafe(18),
        legal_entity=entity,
        regency=values["factory_location"],
        registered_at=work.now,
        email=values["email"],
    )
    session.add(establishment)
    session.flush()
    source = ChoiceSource(session, establishment.id)
    for step in (GeneralData, HeadOffice, Factory):
        for key, asked in step.fields.items():
            holder = _holder(establishment, key)
            if key not in values or isinstance(asked, Upload) or (holder is entity and not is_new):
                continue
            put_answer(holder, asked, values, source)
    _add_lines(work, establishment, values)
    note_first(work, establishment)
    owner = accounts.new_person(
        work,
        accounts.free_user_name(work, entity.name),
        values.get("responsible_name") or entity.name,
        values["email"],
        [accounts.owner_grant(establishment.id)],
    )
    session.flush()
    row.state, row.establishment_id, row.owner_id = "loaded", establishment.id, owner.id
    work.record(
        "account.imported",
        owner,
        after={
            "file": whole.file_name,
            "sha256": whole.sha256,
            "line": row.line,
            "user_name": owner.user_name,
            "nib": entity.nib,
        },
        establishment_id=establishment.id,
    )
    return True


def _holder(establishment: Establishment, key: str) -> Establishment | LegalEntity:
    return establishment if key in Establishment.__table__.columns else establishment.legal_entity


def _add_lines(work: Work, establishment: Establishment, values: Mapping[str, Any]) -> None:
    edition = int(values.get(EDITION) or kbli_version(work.session))
    for place, (code, risk) in enumerate(values.get(LINES, ())):
        kbli = work.session.get_one(Kbli, (edition, code))
        work.session.add(
            BusinessLine(
                establishment_id=establishment.id,
                kbli_code=code,
                kbli_version=edition,
                title=kbli.title,
                risk_level=risk,
                directorate=directorate_of(work.session, code),
                is_main=place == 0,
                source="impor",
            )
        )
        if place == 0:
            establishment.directorate = directorate_of(work.session, code)


def locked(work: Work, import_id: int) -> CompanyImport:
    """The import, nobody else's for this transaction."""
    return work.session.get_one(CompanyImport, import_id, with_for_update={"of": CompanyImport}, populate_existing=True)


def _as_who_asked(work: Work, row: CompanyImport) -> None:
    """The worker does it, the journal names who asked for it."""
    if work.actor is SYSTEM and row.person_id is not None:
        work.actor = work.session.get_one(Person, row.person_id).actor(None)
