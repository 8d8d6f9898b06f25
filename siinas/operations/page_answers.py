"""What the saving of a page leaves: answers with slices of tables exchanged, and what was typed and still waits."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from siinas.operations.journal import changes
from siinas.process.judging import Fault, faults
from siinas.process.slices import Pairs, RowSlice, Unread, is_of_page, replaced, tables_of, typed_by_part
from siinas.process.steps import Step
from siinas.queries.answer_file import AnswerFile


@dataclass(frozen=True, slots=True)
class PostedPage:
    """A page as it was posted: the answers that can be taken over, and what was typed where some cannot.

    `unread` names the parts whose answers cannot be taken over: a table by its key, all beside the tables by "".
    `slices` are the rows for which those of each table stand; a table without one stands for all its rows.
    """

    step: type[Step]
    values: Mapping[str, Any]
    typed: Pairs
    unread: Collection[str]
    slices: Mapping[str, RowSlice]


class PageAnswers:
    """What becomes of a case's answers and of what it keeps as typed; nothing is written here."""

    def __init__(self, file: AnswerFile, posted: PostedPage, given: Mapping[str, Any]) -> None:
        self.file, self.posted, self.given = file, posted, given
        step = posted.step
        self.tables = tables_of(step)
        standing, stored = file.standing(step), file.case.answers
        self.rows: dict[str, list[Any]] = {
            key: list(stored.get(key) or table.to_json(standing.get(key))) for key, table in self.tables.items()
        }
        whole = {key: RowSlice(0, len(rows)) for key, rows in self.rows.items()}
        self.slices = {key: posted.slices.get(key, part).within(part.count) for key, part in whole.items()}
        self.taken = {key for key in self.tables if key not in posted.unread and key in posted.values}
        self.new: dict[str, list[Any]] = {}

    @cached_property
    def page(self) -> dict[str, Any]:
        """The stored form of the page's answers; only of ones that their fields allow."""
        step, posted = self.posted.step, self.posted
        kept = {
            key: field.from_json(self.file.case.answers[key])
            for key, field in step.fields.items()
            if key not in self.tables and key in self.file.case.answers
        }
        plain = kept if "" in posted.unread else {k: v for k, v in posted.values.items() if k not in self.tables}
        rows = {key: posted.values[key] for key in self.taken} | {
            key: [] for key in posted.unread if key in self.tables
        }
        page = step.to_json({**plain, **rows, **self.given})
        for key in self.tables:
            if key in page and key in self.taken:
                self.new[key] = page[key]
                page[key] = replaced(self.rows[key], self.slices[key], page[key])
            elif key in page:
                page[key] = self.rows[key]
        return page

    def fault(self) -> Fault | None:
        """The first answer that its field does not allow."""
        posted, listed = self.posted, self.file.source.codes
        values = {k: v for k, v in posted.values.items() if (k if k in self.tables else "") not in posted.unread}
        starts = {key: part.start for key, part in self.slices.items()}
        for fault in faults(posted.step, {**values, **self.given}, listed, starts):
            return fault
        for key, table in self.tables.items():
            if key in self.page and key in self.new and len(self.page[key]) > table.most_rows:
                return Fault(key, table.label, f"Paling banyak {table.most_rows} baris.")
        return None

    def answers(self) -> dict[str, Any]:
        """All stored answers of the case with this page's own."""
        case, process = self.file.case, self.file.process
        answers = {key: value for key, value in case.answers.items() if key not in self.posted.step.fields}
        answers |= self.page
        found: dict[str, Any] = answers | process.to_json(process.computed(process.from_json(answers)))
        return found

    def waiting(self) -> dict[str, Pairs]:
        """What the case keeps as typed from now on; what waits in other slices moves with its rows."""
        case, step = self.file.case, self.posted.step
        found = {key: typed for key, typed in case.typed.items() if not is_of_page(key, step)}
        for one in self.file.unread(step):
            part = self.slices.get(one.table)
            if one.table not in self.posted.slices or part is None or one.part == part:
                continue
            added = len(self.new[one.table]) - part.count if one.table in self.new else 0
            still = one.moved(added) if one.part.start >= part.end else one
            found[still.key(step.key)] = still.typed
        for name, typed in typed_by_part(step, self.posted.typed).items():
            if name in self.posted.unread:
                fresh = Unread(name, self.slices.get(name, RowSlice(0, 0)), typed)
                found[fresh.key(step.key)] = typed
        return found

    def changed(self, after: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
        """What changed on the page, for the journal; of a table that was shown in part, the rows of that part."""
        step, before = self.posted.step, self.file.case.answers
        old, new = changes({key: before.get(key) for key in step.fields}, {key: after.get(key) for key in step.fields})
        for key in self.rows_from:
            if key in new:
                part = self.slices[key]
                old[key], new[key] = self.rows[key][part.start : part.end], self.new[key]
        return old, new

    @property
    def rows_from(self) -> dict[str, int]:
        """The number of the first row, for each table of which a part was shown."""
        parts = {key: self.slices[key] for key in self.new}
        return {key: part.start + 1 for key, part in parts.items() if part.count < len(self.rows[key])}
