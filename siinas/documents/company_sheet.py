"""The table of existing companies to be loaded: its columns, read cell by cell into typed values with their faults."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from siinas.catalogue.company_data import Factory, GeneralData, HeadOffice
from siinas.catalogue.registration import Application
from siinas.documents.given_tables import GivenTable, Line
from siinas.documents.table_cells import BLANK, CellFault, CellProblem, CellReader, shown
from siinas.process.checks import Facts, findings_of
from siinas.process.fields import Choice, Day, Email, Field, Phone, Reference, Text, Upload
from siinas.process.steps import Step
from siinas.process.words import date_words
from siinas.queries.choices import ChoiceSource
from siinas.queries.registration import same_place
from siinas.reference.document_types import RISKS

SHEET = "Perusahaan"
LINES = "business_lines"
EDITION = "kbli_version"
PARTS: tuple[tuple[str, type[Step]], ...] = (("", GeneralData), ("Kantor Pusat: ", HeadOffice), ("Pabrik: ", Factory))
"""The sections that a row fills, with what stands before their labels."""
_DERIVED = frozenset({"office_province"})
_DIGITS_ONLY = frozenset({"nib", "npwp", "nitku", "responsible_nik"})
_DISTRICTS = {"office_district": "office_regency", "factory_district": "factory_location"}
"""A district, and the column whose regency it lies in."""


def _column(asked: Field, label: str, *, required: bool = False) -> Field:
    """A field of Data Perusahaan as a column: what a company may leave for later is not required."""
    found = copy.copy(asked)
    found.label, found.required, found.when = label, required, None
    return found


def _columns() -> dict[str, Field]:
    found: dict[str, Field] = {
        "nib": _column(Application.nib, "NIB", required=True),
        "company_name": _column(Application.company_name, "Nama Perusahaan", required=True),
        "npwp": _column(Application.npwp, "NPWP", required=True),
        "factory_location": Choice(Application.factory_location.label, among=Reference("regency")),
        "email": _column(GeneralData.email, "E-mail Perusahaan", required=True),
        LINES: Text("Bidang Usaha (KBLI:risiko)", required=False, longest=1000),
        EDITION: Text("Versi KBLI", required=False, longest=4, pattern=r"\d{4}", remedy="Tulis tahunnya saja: 2020."),
    }
    for prefix, step in PARTS:
        for key, asked in step.fields.items():
            if isinstance(asked, Upload) or key in _DERIVED or key in found:
                continue
            label = f"{prefix}{asked.label}"
            found[key] = Text(label, required=False) if key in _DISTRICTS else _column(asked, label)
            if isinstance(asked, Choice) and key == "office_regency":
                found[key] = Choice(label, among=Reference("regency"), required=False)
    return found


COLUMNS: dict[str, Field] = _columns()
"""Every column by its key; a heading may be the key or the label."""


@dataclass(frozen=True, slots=True)
class FaultyCell:
    """A fault with the place where a person finds it: `D17`, the column's label, what stands there, the remedy."""

    cell: str
    column: str
    typed: str
    sentence: str
    key: str = ""

    def as_json(self) -> dict[str, str]:
        """As it is kept."""
        return {"cell": self.cell, "column": self.column, "typed": self.typed, "sentence": self.sentence}


@dataclass(slots=True)
class CompanyRow:
    """One row: typed values by key (business lines as pairs of code and risk), and what is wrong with its cells."""

    line: int
    values: dict[str, Any] = field(default_factory=dict)
    faults: list[FaultyCell] = field(default_factory=list)


def letter(at: int) -> str:
    """The letters of a column as spreadsheets name it: 0 is A, 26 is AA."""
    found = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        found = chr(65 + rest) + found
    return found


class CompanySheet:
    """Reads the rows of a given table; the places of its columns are found once."""

    def __init__(self, table: GivenTable, source: ChoiceSource, editions: Mapping[int, frozenset[str]], today: date):
        self.table, self.source, self.today = table, source, today
        self.editions = editions
        self.edition = next(iter(editions), 0)
        self.reader = CellReader(COLUMNS, source, self._spelt)
        self.places, faults = self.reader.placed(table)
        self.header_faults = [self._of_header(fault) for fault in faults]
        self._regencies = {same_place(name): code for code, name, _ in source.options(Reference("regency"))}
        self._districts: dict[str, dict[str, str]] = {}

    def rows(self) -> Iterator[CompanyRow]:
        """All rows under the header."""
        for line in self.table.lines:
            yield self._row(line)

    def _of_header(self, fault: CellFault) -> FaultyCell:
        known = {asked.label: key for key, asked in COLUMNS.items()}
        at = self.places.get(known.get(fault.column, ""))
        if at is None and fault.column.startswith("kolom "):
            at = int(fault.column.removeprefix("kolom ")) - 1
        cell = f"{letter(at)}{fault.line}" if at is not None else f"baris {fault.line}"
        return FaultyCell(cell, fault.column, fault.typed, fault.sentence)

    def _row(self, line: Line) -> CompanyRow:
        row = CompanyRow(line.number)
        for key, at in self.places.items():
            asked, cell = COLUMNS[key], line.cell(at)
            try:
                value = self.reader.read(key, cell, dotted=self.table.dotted)
                if value is None and asked.required:
                    raise CellProblem(BLANK)
                if isinstance(asked, Day) and asked.past and isinstance(value, date) and value > self.today:
                    raise CellProblem(f"Tanggal ini belum tiba. Isi tanggal sampai {date_words(self.today)}.")
                if value is not None:
                    row.values[key] = value
            except CellProblem as problem:
                self.note(row, key, shown(cell), str(problem))
        for at in range(len(self.table.header), len(line.cells)):
            if line.cells[at] is not None:
                cell_name = f"{letter(at)}{line.number}"
                row.faults.append(
                    FaultyCell(cell_name, "", shown(line.cells[at]), "Kolom ini tidak mempunyai judul di baris judul.")
                )
        self._resolve(row, line)
        return row

    def note(self, row: CompanyRow, key: str, typed: str, sentence: str) -> None:
        """Note a fault at the cell of a column."""
        at = self.places.get(key)
        cell = f"{letter(at)}{row.line}" if at is not None else f"baris {row.line}"
        row.faults.append(FaultyCell(cell, COLUMNS[key].label, typed, sentence, key))

    def _resolve(self, row: CompanyRow, line: Line) -> None:
        """What one cell alone does not tell: districts within their regency, business lines, rules between answers."""

        def typed(key: str) -> str:
            return shown(line.cell(self.places[key])) if key in self.places else ""

        for key, above in _DISTRICTS.items():
            if key in row.values:
                try:
                    row.values[key] = self._district(row.values[key], row.values.get(above), COLUMNS[above].label)
                except CellProblem as problem:
                    del row.values[key]
                    self.note(row, key, typed(key), str(problem))
        if LINES in row.values:
            try:
                row.values[LINES] = self._lines(row.values[LINES], row.values.get(EDITION))
            except CellProblem as problem:
                del row.values[LINES]
                self.note(row, LINES, typed(LINES), str(problem))
        if "office_regency" in row.values:
            row.values["office_province"] = row.values["office_regency"][:2]
        wrong = {fault.key for fault in row.faults}
        for _prefix, step in PARTS:
            own = {key: row.values.get(key) for key in step.fields}
            for finding in findings_of(step, own, Facts(self.today, None)):
                if finding.hard and finding.field in COLUMNS and finding.field not in wrong:
                    self.note(row, finding.field, typed(finding.field), finding.message)
        behind = len(self.table.header)
        row.faults.sort(key=lambda fault: self.places.get(fault.key, behind))

    def _spelt(self, key: str, text: str) -> str:
        asked = COLUMNS[key]
        if key in _DIGITS_ONLY:
            digits = re.sub(r"[\s.\-/]", "", text)
            return f"0{digits}" if key == "npwp" and len(digits) == 15 and digits.isdigit() else digits
        if isinstance(asked, Choice) and isinstance(asked.among, Reference):
            return self._regencies.get(same_place(text), text.replace(".", ""))
        if isinstance(asked, Email | Phone):
            return text.strip()
        return text

    def _district(self, text: str, regency: str | None, above: str) -> str:
        if regency is None:
            raise CellProblem(f"Kecamatan tidak dapat dicocokkan: kolom {above} belum benar.")
        if regency not in self._districts:
            options = self.source.options(Reference("district", regency))
            self._districts[regency] = {_bare(name): code for code, name, _ in options} | {c: c for c, _, _ in options}
        known = self._districts[regency]
        code = known.get(_bare(text)) or known.get(text.replace(".", ""))
        if code is None:
            raise CellProblem(
                "Kecamatan ini tidak ada dalam kabupaten/kota itu. Tulis nama resminya atau kode 6 angka."
            )
        return code

    def _lines(self, text: str, edition: str | None) -> list[list[str]]:
        """Pairs of KBLI and risk out of `10721:MT; 10729:MT`, the main one first."""
        year = int(edition) if edition else self.edition
        if year not in self.editions:
            years = ", ".join(map(str, self.editions))
            raise CellProblem(f"KBLI versi {year} tidak dimuat dalam portal. Yang dimuat: {years}.")
        found: dict[str, str] = {}
        for part in re.split(r"[;,\n]", text):
            if not part.strip():
                continue
            match = re.fullmatch(r"\s*(\d{5})\s*[:(\-/ ]\s*([A-Za-z ]+?)\s*\)?\s*", part)
            if match is None:
                raise CellProblem(
                    f"“{part.strip()}” tidak terbaca. Tulis seperti 10721:MT; 10729:MT, KBLI utama lebih dulu."
                )
            code, risk = match[1], _risk(match[2])
            if code not in self.editions[year]:
                raise CellProblem(f"KBLI {code} tidak ada dalam KBLI {year}.")
            if risk is None:
                raise CellProblem(f"Risiko “{match[2]}” tidak dikenal. Pakai R, MR, MT atau T.")
            if code in found:
                raise CellProblem(f"KBLI {code} tertulis dua kali.")
            found[code] = risk
        if not found:
            raise CellProblem("Tulis seperti 10721:MT; 10729:MT, KBLI utama lebih dulu.")
        return [[code, risk] for code, risk in found.items()]


def _risk(text: str) -> str | None:
    wanted = " ".join(text.split()).casefold()
    return next((key for key, label in RISKS.items() if wanted in {key.casefold(), label.casefold()}), None)


def _bare(name: str) -> str:
    return re.sub(r"^(kec\.|kecamatan)\s*", "", " ".join(name.casefold().split()))


def stored(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a row as JSON."""
    return {key: COLUMNS[key].to_json(value) if key in COLUMNS else value for key, value in values.items()}


def typed_values(kept: Mapping[str, Any]) -> dict[str, Any]:
    """The values from their stored form."""
    return {key: COLUMNS[key].from_json(value) if key in COLUMNS else value for key, value in kept.items()}
