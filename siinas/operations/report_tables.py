"""Tables of many reports leave the portal: at once where they are few, by a task where they are many; journalled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from siinas.catalogue import process as process_named
from siinas.documents.report_tables import TablesOfReports
from siinas.models import Task
from siinas.operations.exports import note_export
from siinas.operations.tasks import Progress, TaskResult, begin
from siinas.operations.work import Work
from siinas.queries.choices import ChoiceSource
from siinas.queries.sent_reports import AT_ONCE, sent_reports
from siinas.queries.settings import number
from siinas.refusal import Refused

KIND = "report_tables"
SHAPES = {"zip": "application/zip", "csv": "text/csv", "xlsx": None}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which tables of which reports are wanted: ids of cases, names of tables, "zip", "csv" or "xlsx", and how the list
    was narrowed, for the journal. `stem` is the beginning of the file's name."""

    process: str
    ids: tuple[int, ...]
    names: tuple[str, ...]
    shape: str
    stem: str
    filters: Mapping[str, str]

    def as_json(self) -> dict[str, Any]:
        """As a task keeps it."""
        kept = {"ids": list(self.ids), "names": list(self.names), "filters": dict(self.filters)}
        return {"process": self.process, "shape": self.shape, "stem": self.stem} | kept

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Wanted:
        """As a task kept it."""
        ids, names = tuple(kept["ids"]), tuple(kept["names"])
        return cls(kept["process"], ids, names, kept["shape"], kept["stem"], dict(kept["filters"]))


def judge(wanted: Wanted) -> None:
    """Refused for what cannot be made."""
    known = {export.name for export in process_named(wanted.process).exports}
    if not wanted.names or not set(wanted.names) <= known:
        raise Refused("Pilih paling sedikit satu tabel.")
    if wanted.shape not in SHAPES:
        raise Refused("Pilih bentuk berkasnya.")
    if not wanted.ids:
        raise Refused("Tidak ada laporan yang sudah dikirim untuk pilihan ini.")


def take_out(work: Work, wanted: Wanted) -> TaskResult | Task:
    """The file where the reports are few, else the task that makes it."""
    judge(wanted)
    if len(wanted.ids) <= number(work.session, "export_at_once"):
        return _made(work, wanted, lambda _done, _total: None)
    title = f"Tabel {process_named(wanted.process).title}"
    establishment_id = work.actor.establishment_id if work.actor.is_company else None
    return begin(work, KIND, title, wanted.as_json(), establishment_id=establishment_id)


def make(work: Work, task: Task, progress: Progress) -> TaskResult:
    """The worker's job: the file, as whoever asked sees the reports today."""
    return _made(work, Wanted.from_json(dict(task.payload)), progress)


def _made(work: Work, wanted: Wanted, progress: Progress) -> TaskResult:
    process = process_named(wanted.process)
    names, semicolon = ChoiceSource(work.session, None).name, bool(number(work.session, "csv_semicolon"))
    tables = TablesOfReports(process, wanted.names, wanted.shape, names, semicolon=semicolon)
    most, done, total = number(work.session, "export_rows"), 0, len(wanted.ids)
    for some in sent_reports(work.session, work.actor, process, wanted.ids):
        for report in some:
            tables.add(report)
        if tables.rows > most:
            raise Refused(f"Unduhan paling banyak {most} baris. Persempit pilihannya.")
        done = min(done + AT_ONCE, total)
        progress(done, total)
    name, content = tables.finish(wanted.stem)
    kind = name.rpartition(".")[2]
    told = {"reports": tables.reports, "rows": tables.rows}
    what = f"{process.title}: {', '.join(wanted.names)}"
    note_export(work, what, kind, tables.rows, dict(wanted.filters) | {"laporan": str(tables.reports)})
    return TaskResult(told, content, name, SHAPES[kind] or XLSX)


def names_of(process: str) -> Sequence[tuple[str, str]]:
    """The tables that can be taken out: name and title."""
    return [(export.name, export.title) for export in process_named(process).exports]
