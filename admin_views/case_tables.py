"""The tables of a case as files to take away."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response

from admin_views.base import file_response
from siinas.documents.answer_sheets import EMPTY
from siinas.documents.case_tables import all_sheets, exported_sheet, file_name_of, sent_answers
from siinas.documents.tables import Sheet, xlsx_book
from siinas.process.declaration import Export
from siinas.queries.cases import CaseFile

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WORKBOOK = "semua.xlsx"


@dataclass(frozen=True, slots=True)
class CaseTables:
    """One table, or several as sheets of one workbook, under the name of the file."""

    file_name: str
    sheets: tuple[Sheet, ...]

    @property
    def rows(self) -> int:
        """How many rows they hold."""
        return sum(1 for sheet in self.sheets for row in sheet.rows if EMPTY not in row[:1])

    def response(self) -> Response:
        """The file."""
        if len(self.sheets) == 1:
            (sheet,) = self.sheets
            return file_response(self.file_name, sheet.columns, sheet.rows, sheet.title)
        response = Response(xlsx_book(self.sheets), mimetype=XLSX)
        response.headers.set("Content-Disposition", "attachment", filename=self.file_name)
        return response


def offered(file: CaseFile) -> tuple[Export, ...]:
    """The tables that the case has: a shipyard has ships in the place of products."""
    return file.process.exports_of(sent_answers(file))


def tables_of(file: CaseFile, name: str) -> CaseTables | None:
    """`produksi.csv`, `produksi.xlsx`, or the whole case as `semua.xlsx`; None where there is no such table."""
    if name == WORKBOOK and file.process.exports:
        return CaseTables(f"{file.process.key}-{file.case.number}.xlsx", tuple(all_sheets(file)))
    stem, _dot, kind = name.rpartition(".")
    export = next((export for export in offered(file) if export.name == stem), None)
    if export is None or kind not in {"csv", "xlsx"}:
        return None
    name = file_name_of(export, file.case.company_name, file.period, file.case.number, kind, _version(file))
    return CaseTables(name, (exported_sheet(file, export),))


def _version(file: CaseFile) -> str:
    """What tells the file of a draft or of a later sending from that of the first one."""
    if file.state.private or file.filing is None:
        return "_konsep"
    return f"_kiriman{file.filing.sequence}" if file.filing.sequence > 1 else ""
