"""Form fields with rows: tables, shown whole or in slices, and grids whose rows are given."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from wtforms import FieldList

from siinas.process.slices import RowSlice
from siinas.process.words import short_number


def title_in(field: Any) -> str:
    """What a row is called by one of its fields: the text, or the words of what is chosen; empty without one."""
    value = getattr(field, "data", "") or ""
    chosen = (choice.label for choice in getattr(field, "choices", None) or () if choice.value == value)
    return str(next(chosen, value))


class RowList(FieldList):  # type: ignore[misc]
    """Repeating rows of a table; blank ones are dropped, rows too many are told.

    `shown` are the rows of the answers that the field stands for (all where it is None); its rows are named and
    numbered by their place in the whole table, of which `others` are not here.
    """

    kind = "rows"
    unit = None
    group = None
    empty_text: str = ""
    row_noun: str = "Baris"
    title_key: str = ""
    total_label: str = ""
    countable: bool = False
    usual: str = ""
    shown: RowSlice | None = None
    others: int = 0
    most_rows: int = 0
    part: str = ""
    pager: Any = None
    sought: str = ""
    gone: str = ""

    @property
    def start(self) -> int:
        """How many rows of the table stand before those of this field."""
        return self.shown.start if self.shown is not None else 0

    @property
    def full(self) -> bool:
        """Whether the table has as many rows as it may have."""
        return bool(self.most_rows) and self.others + len(self.entries) >= self.most_rows

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """From the answers that are shown, or from what was typed."""
        rows = list(data) if isinstance(data, list | tuple) else []
        self.entries: list[Any] = []
        self.last_index, self.object_data = self.start - 1, data
        if self.shown is not None:
            rows = rows[self.shown.start : self.shown.end]
        if formdata:
            for index in sorted(set(self._extract_indices(self.name, formdata))):
                self._add_entry(formdata, index=index)
            self._compact_indices()
        else:
            for row in rows:
                self._add_entry(None, row)

    def stand_for(self, part: RowSlice) -> None:
        """Let the rows stand for another slice of the table, and be numbered so."""
        self.shown = part
        self._compact_indices()

    def _compact_indices(self) -> None:
        """Number the rows without a gap, from their place in the whole table on."""
        for index, entry in enumerate(self.entries, self.start):
            if entry.index != index:
                self._rename_entry(entry, index)
                entry.form._narrow()
        self.last_index = self.start + len(self.entries) - 1

    def validate(self, form: Any, extra_validators: Any = ()) -> bool:
        """Each row by itself; a blank row is no row."""
        if self.kind == "rows":
            for entry in list(self.entries):
                if entry.form.is_blank():
                    self.entries.remove(entry)
        self.errors = []
        for entry in self.entries:
            entry.validate(form)
            if entry.errors:
                self.errors.append(entry.errors)
        if self.most_rows and self.others + len(self.entries) > self.most_rows:
            self.errors.append(f"Paling banyak {short_number(self.most_rows)} baris.")
        return not self.errors

    def name_rows(self) -> None:
        """Give each row its number and the title that its card shows; the first one brings the lists to pick from."""
        for number, entry in enumerate(self.entries, self.start + 1):
            field = entry.form._fields.get(self.title_key)
            entry.form.row_title = title_in(field)
            entry.form.row_number = number
            if field is not None:
                field.width = "wide"
            for child in entry.form:
                child.brings_list = number == self.start + 1

    @property
    def totals(self) -> list[str]:
        """The sum of each column of a grid as a person reads it."""
        forms = [entry.form for entry in self.entries]
        columns = forms[0].declaration.fields if forms else {}
        sums = {key: sum((form[key].data or Decimal(0) for form in forms), Decimal(0)) for key in columns}
        return [short_number(sums[key], getattr(column, "decimals", 0)) for key, column in columns.items()]


class FixedRows(RowList):
    """Exactly the declared rows, in their order."""

    kind = "grid"
    declared_rows: Mapping[str, str] = {}

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """From answers by row key, or from what was typed by row number."""
        stored = data if isinstance(data, Mapping) else {}
        self.entries = []
        self.last_index, self.object_data = -1, data
        for number, (key, label) in enumerate(self.declared_rows.items()):
            self._add_entry(formdata or None, stored.get(key) or {}, index=number)
            form = self.entries[-1].form
            form.row_key, form.row_label = key, label
