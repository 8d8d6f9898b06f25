"""The tables of many reports as one file: each as the ministry's own file in an archive, or all in one table."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from typing import Any

from siinas.documents.answer_sheets import EMPTY
from siinas.documents.case_tables import exported_table, file_name_of
from siinas.documents.tables import Column, Sheet, csv_lines, xlsx_book, xlsx_bytes
from siinas.process.declaration import Export, Process
from siinas.process.fields import Names
from siinas.process.periods import Period
from siinas.queries.sent_reports import SentReport

IDENTITY = (Column("Nomor Laporan"), Column("Nama Perusahaan"), Column("NIB"), Column("Periode"))
VERSION = Column("Versi")
CONTENTS = "isi.csv"


class TablesOfReports:
    """Gathers the tables of reports, one report after the other, and makes one file of them.

    `shape` is "zip" (one file for each report and table, named and headed as the ministry's own), "csv" (for several
    tables an archive of one each) or "xlsx" (one sheet for each table).
    """

    def __init__(
        self, process: type[Process], wanted: Sequence[str], shape: str, names: Names, *, semicolon: bool = False
    ) -> None:
        self.process, self.shape, self.names, self.semicolon = process, shape, names, semicolon
        self.exports = [export for export in process.exports if export.name in wanted]
        self.rows = self.reports = 0
        self._lines: dict[str, list[list[Any]]] = {export.name: [] for export in self.exports}
        self._columns: dict[str, Sequence[Column]] = {}
        self._periods: set[str] = set()
        self._contents: list[list[Any]] = []
        self._taken: set[str] = set()
        self._out = io.BytesIO()
        self._zip = zipfile.ZipFile(self._out, "w", zipfile.ZIP_DEFLATED) if shape == "zip" else None

    def add(self, report: SentReport) -> None:
        """Put the tables of one report in."""
        answers = self.process.from_json(report.answers)
        period = self._period(report)
        self.reports += 1
        self._periods.add(report.subject)
        offered = self.process.exports_of(answers)
        for export in self.exports:
            if export not in offered:
                continue
            sheet = exported_table(self.process, export, answers, period, self.names)
            filled = [row for row in sheet.rows if EMPTY not in row[:1]]
            self.rows += len(filled)
            if self._zip is not None:
                self._file(export, report, period, sheet, len(filled))
            else:
                whole = exported_table(self.process, export, answers, period, self.names, whole=True)
                head = [report.number, report.company, report.nib, period.title if period else report.subject]
                lines = [row for row in whole.rows if EMPTY not in row[:1]]
                self._lines[export.name] += [[*head, *row, report.version] for row in lines]

    def _period(self, report: SentReport) -> Period | None:
        kind = self.process.periods
        return kind.from_key(report.subject) if kind is not None and report.subject else None

    def _file(self, export: Export, report: SentReport, period: Period | None, sheet: Sheet, rows: int) -> None:
        assert self._zip is not None
        for kind in dict.fromkeys((export.kind, "csv")):
            name = file_name_of(export, report.company, period, report.number, kind)
            if name in self._taken:
                name = f"{report.number}/{name}"
            self._taken.add(name)
            content = (
                b"".join(csv_lines(sheet.columns, sheet.rows, semicolon=self.semicolon))
                if kind == "csv"
                else xlsx_bytes(sheet.title, sheet.columns, sheet.rows)
            )
            self._zip.writestr(name, content)
            self._contents.append(
                [name, report.number, report.company, report.nib, report.subject, report.version, rows]
            )

    def finish(self, stem: str) -> tuple[str, bytes]:
        """The file with its name, which begins with `stem`."""
        if self._zip is not None:
            columns = [Column("Berkas"), *IDENTITY, VERSION, Column("Jumlah baris", "number", 0)]
            self._zip.writestr(CONTENTS, b"".join(csv_lines(columns, self._contents, semicolon=self.semicolon)))
            self._zip.close()
            return f"{stem}.zip", self._out.getvalue()
        sheets = [self._combined(export) for export in self.exports]
        if self.shape == "xlsx":
            return f"{stem}.xlsx", xlsx_book(sheets)
        if len(sheets) == 1:
            return f"{self.exports[0].name}_{stem}.csv", b"".join(
                csv_lines(sheets[0].columns, sheets[0].rows, semicolon=self.semicolon)
            )
        with zipfile.ZipFile(self._out, "w", zipfile.ZIP_DEFLATED) as packed:
            for export, sheet in zip(self.exports, sheets, strict=True):
                packed.writestr(
                    f"{export.name}_{stem}.csv",
                    b"".join(csv_lines(sheet.columns, sheet.rows, semicolon=self.semicolon)),
                )
        return f"{stem}.zip", self._out.getvalue()

    def _combined(self, export: Export) -> Sheet:
        """All rows of a table under the ministry's headings, the report in front, the version behind."""
        one = next(iter(self._periods)) if len(self._periods) == 1 else ""
        kind = self.process.periods
        period = kind.from_key(one) if kind is not None and one else None
        head = exported_table(self.process, export, {}, period, whole=True).columns
        columns = [*IDENTITY, *head, VERSION]
        return Sheet(export.title, columns, self._lines[export.name] or [[EMPTY, *[None] * (len(columns) - 1)]])
