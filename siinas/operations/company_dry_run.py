"""What would become of each row of a table of companies, before anything is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import select

from siinas.catalogue.registration import Registration
from siinas.documents.company_sheet import CompanyRow, CompanySheet
from siinas.documents.company_workbook import EXAMPLE
from siinas.documents.given_tables import GivenTable
from siinas.models import Case, Establishment, Kbli, LegalEntity
from siinas.operations.work import Work
from siinas.process.words import JAKARTA, number_words
from siinas.queries.choices import ChoiceSource
from siinas.queries.likeness import Applicant, alike
from siinas.queries.settings import kbli_version

MOST_ROWS = 50_000
TOLD_ALIKE = 3
T = TypeVar("T")


class DryRun:
    """What becomes of each row of a table: "fresh", "known" or "faulty", before anything is written."""

    def __init__(self, work: Work, table: GivenTable) -> None:
        self.work, self.table = work, table
        session = work.session
        editions: dict[int, set[str]] = {kbli_version(session): set()}
        for version, code in session.execute(select(Kbli.version, Kbli.code).where(Kbli.retired_on.is_(None))):
            editions.setdefault(version, set()).add(code)
        today = work.now.astimezone(JAKARTA).date()
        known = {version: frozenset(codes) for version, codes in editions.items()}
        self.sheet = CompanySheet(table, ChoiceSource(session, None), known, today)

    @property
    def problems(self) -> list[dict[str, str]]:
        """What is wrong with the header or the whole table; nothing can be read then."""
        found = [fault.as_json() for fault in self.sheet.header_faults]
        if len(self.table.lines) > MOST_ROWS:
            given, most = number_words(len(self.table.lines), 0), number_words(MOST_ROWS, 0)
            sentence = f"Tabel ini memuat {given} baris; paling banyak {most}. Bagi menjadi beberapa berkas."
            found.append({"cell": "", "column": "", "typed": "", "sentence": sentence})
        if not self.table.lines and not found:
            sentence = "Tabel ini tidak memuat baris perusahaan."
            found.append({"cell": "", "column": "", "typed": "", "sentence": sentence})
        return found

    def rows(self) -> Iterator[tuple[CompanyRow, str, str]]:
        """Each row with its state, and why a known one is passed over."""
        first: dict[tuple[str, str], int] = {}
        for part in parts(self.sheet.rows(), 500):
            known = self._known([row.values["nib"] for row in part if "nib" in row.values])
            for row in part:
                place = (row.values.get("nib", ""), row.values.get("factory_location", ""))
                if place[0] == EXAMPLE["nib"]:
                    yield row, "known", "Baris contoh; tidak dimuat."
                    continue
                if all(place) and place in first and place not in known:
                    fault = f"NIB dan lokasi ini sudah ada pada baris {first[place]} berkas ini."
                    self.sheet.note(row, "nib", place[0], fault)
                first.setdefault(place, row.line)
                if row.faults:
                    yield row, "faulty", ""
                elif place in known:
                    yield row, "known", known[place]
                else:
                    yield row, "fresh", ""

    def _known(self, nibs: Sequence[str]) -> dict[tuple[str, str], str]:
        """NIB and place that have an account or are being applied for, and what to say of them."""
        session = self.work.session
        open_states = [key for key, state in Registration.flow.states.items() if not state.closed]
        cases = session.execute(
            select(Case.nib, Case.regency, Case.number).where(
                Case.process == Registration.key, Case.nib.in_(nibs), Case.state.in_(open_states)
            )
        )
        found = {(nib, place or ""): f"Sedang didaftarkan dengan nomor {case}; dilewati." for nib, place, case in cases}
        accounts_ = session.execute(
            select(LegalEntity.nib, Establishment.regency)
            .join(Establishment, Establishment.legal_entity_id == LegalEntity.id)
            .where(LegalEntity.nib.in_(nibs))
        )
        return found | dict.fromkeys(accounts_, "Sudah memiliki akun; dilewati, datanya tidak diubah.")


def parts(rows: Iterable[T], size: int) -> Iterator[list[T]]:
    """The rows in lists of that size; the last one may be shorter."""
    part: list[T] = []
    for row in rows:
        part.append(row)
        if len(part) == size:
            yield part
            part = []
    if part:
        yield part


def hints_of(work: Work, values: Mapping[str, Any]) -> list[str]:
    """What a company that is to be loaded resembles, in words."""
    applicant = Applicant(
        values["company_name"], values["nib"], values["factory_location"], values["npwp"], values["email"]
    )
    found = alike(work.session, None, applicant, TOLD_ALIKE)
    told = [f"{'; '.join(one.reasons[kind] for kind in one.kinds)}: {one.name}" for one in found.shown]
    return [*told, f"dan {found.more} lainnya"] if found.more else told
