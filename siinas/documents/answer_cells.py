"""Reads one cell of a filled-in sheet as the answer to its question, in every form in which people write it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from siinas.documents.given_tables import Cell, CellError, Formula, MeasuredCell
from siinas.documents.table_cells import (
    ERROR,
    FORMULA,
    CellProblem,
    OptionSource,
    as_day,
    as_degrees,
    as_text,
    judged,
)
from siinas.documents.tables import as_typed
from siinas.process.fields import (
    Answers,
    Choice,
    Choices,
    Coordinate,
    Day,
    Field,
    HsCode,
    Nib,
    Nik,
    Nitku,
    Npwp,
    Percent,
    Quantity,
    Reference,
    Rupiah,
    Year,
    YesNo,
)
from siinas.process.number_forms import decimal_mark, read_written
from siinas.process.words import UnreadableNumber

_DIGITS_ONLY = (HsCode, Nib, Npwp, Nik, Nitku)
_YES_NO = {"ya": True, "tidak": False, "y": True, "t": False, "true": True, "false": False}
_SAME_UNITS = {"kilogram": "kg", "kgm": "kg", "m3": "m³", "m2": "m²", "rupiah": "rp", "persen": "%"}


class AnswerReader:
    """Reads cells; the lists behind the questions are looked up once. `listed` says what a reference offers."""

    def __init__(self, source: OptionSource, today: date) -> None:
        self.source, self.today = source, today
        self.listed = cache(self._codes)
        self._spellings: dict[Any, dict[str, str]] = {}

    def _codes(self, reference: Reference) -> Container[str]:
        return self.source.codes(reference)

    def read(self, asked: Field, cell: Cell, answers: Answers, *, mark: str = "") -> Any:
        """The answer in a cell, None for a blank one; `answers` are those of its row, `mark` as the column writes its
        decimals. Raises CellProblem with a sentence.
        """
        if cell is None:
            return None
        if isinstance(cell, Formula):
            raise CellProblem(FORMULA)
        if isinstance(cell, CellError):
            raise CellProblem(ERROR)
        if isinstance(cell, str):
            cell = as_typed(cell)
        value = self._typed(asked, cell, answers, mark)
        if isinstance(value, str) and asked.kind != "longtext":
            value = " ".join(value.split())
        plain = cell.value if isinstance(cell, MeasuredCell) else cell
        if sentence := judged(asked, value, self.listed, plain, answers):
            raise CellProblem(sentence)
        if isinstance(asked, Quantity):
            return value.quantize(Decimal(1).scaleb(-asked.decimals))
        if (isinstance(asked, Day) and asked.past and value > self.today) or (
            isinstance(asked, Year) and value > self.today.year
        ):
            raise CellProblem("Waktu ini belum tiba. Periksa tanggal atau tahunnya.")
        return value

    def unit_in(self, cell: Cell, among: Field) -> str | None:
        """The unit that stands behind the number of a cell, as the code that a list of units has; None for none."""
        unit = cell.unit if isinstance(cell, MeasuredCell) else ""
        if isinstance(cell, str):
            try:
                unit = read_written(cell, mark=".").unit
            except UnreadableNumber:
                return None
        if not unit or not isinstance(among, Choice):
            return None
        return self._spelt(among.among).get(_folded(unit))

    def _typed(self, asked: Field, cell: str | Decimal | date | MeasuredCell, answers: Answers, mark: str) -> Any:
        if isinstance(asked, Quantity):
            return self._number(asked, cell, answers, mark)
        given = cell.value if isinstance(cell, MeasuredCell) else cell
        if isinstance(asked, Choices):
            return self._several(asked, as_text(given))
        if isinstance(asked, Choice):
            return self._spelt(asked.offered(answers)).get(_folded(as_text(given)), as_text(given))
        if isinstance(asked, Coordinate):
            return as_degrees(given)
        if isinstance(asked, Day):
            return as_day(given)
        if isinstance(asked, YesNo):
            return _YES_NO.get(as_text(given).strip().casefold(), given)
        text = as_text(given)
        if isinstance(asked, Year):
            return int(text) if re.fullmatch(r"[0-9]{4}", text) or (asked.or_zero and text == "0") else text
        if isinstance(asked, _DIGITS_ONLY):
            digits = re.sub(r"[\s.\-/]", "", text)
            return digits if digits.isdigit() else text
        return text

    def _number(self, asked: Quantity, cell: str | Decimal | date | MeasuredCell, answers: Answers, mark: str) -> Any:
        if isinstance(cell, Decimal):
            return cell
        if isinstance(cell, MeasuredCell):
            value, unit = cell.value, cell.unit
        elif isinstance(cell, date):
            raise CellProblem("Sel ini berisi tanggal. Ubah formatnya menjadi angka, lalu tulis angkanya.")
        else:
            try:
                value, unit = read_written(cell, decimals=asked.decimals, mark=mark)
            except UnreadableNumber as problem:
                raise CellProblem(str(problem)) from None
        if unit and not self._is_unit_of(asked, unit, answers):
            right = asked.unit or (str(answers.get(asked.counted_in.key) or "") if asked.counted_in else "")
            raise CellProblem(
                f"Satuan “{unit}” bukan satuan kolom ini{f' ({right})' if right else ''}. Tulis angkanya saja."
            )
        return value

    def _is_unit_of(self, asked: Quantity, unit: str, answers: Answers) -> bool:
        if _unit(unit) == _unit(asked.unit) or (isinstance(asked, Percent) and unit == "%"):
            return True
        if isinstance(asked, Rupiah):
            return _unit(unit) == "rp"
        if asked.counted_in is None:
            return False
        counted = answers.get(asked.counted_in.key)
        among = asked.counted_in.among if isinstance(asked.counted_in, Choice) else {}
        return counted is not None and self._spelt(among).get(_folded(unit)) == counted

    def _several(self, asked: Choices, text: str) -> list[str]:
        """Codes or names, by commas; a name may hold a comma itself."""
        spelt = self._spelt(asked.among)
        if _folded(text) in spelt:
            return [spelt[_folded(text)]]
        found: list[str] = []
        parts = [part.strip() for part in re.split(r"[,;\n]", text) if part.strip()]
        while parts:
            for length in range(min(len(parts), 3), 0, -1):
                name = _folded(", ".join(parts[:length]))
                if name in spelt or length == 1:
                    found.append(spelt.get(name, parts[0]))
                    del parts[:length]
                    break
        return list(dict.fromkeys(found))

    def _spelt(self, among: Mapping[str, str] | Reference) -> dict[str, str]:
        """Every way to write an option: its code, what is shown, and the parts of "code — title" and "name (code)"."""
        key = among if isinstance(among, Reference) else tuple(among.items())
        if key not in self._spellings:
            self._spellings[key] = _spellings(
                [(code, label) for code, label, _heading in self.source.options(among)]
                if isinstance(among, Reference)
                else among.items()
            )
        return self._spellings[key]


def mark_of(cells: Iterable[Cell]) -> str:
    """How a column writes its decimals, as far as its texts make it plain."""
    return decimal_mark(cell for cell in cells if isinstance(cell, str))


def _spellings(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    pairs = list(pairs)
    shorter = [(code, part) for code, label in pairs for part in _parts(label)]
    often = Counter(_folded(part) for _code, part in shorter)
    found = {_folded(part): code for code, part in shorter if often[_folded(part)] == 1}
    found |= {_folded(label): code for code, label in pairs}
    return found | {_folded(code): code for code, _label in pairs}


def _parts(label: str) -> list[str]:
    named = re.fullmatch(r"(.+) \([^()]+\)", label)
    return [named[1]] if named else []


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


def _unit(text: str) -> str:
    plain = _folded(text).rstrip(".")
    return _SAME_UNITS.get(plain, plain)
