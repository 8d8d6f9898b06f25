"""Which periods are asked for and when: an administrator adds windows, changes them, retires and restores them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from siinas.catalogue import processes
from siinas.models import ReportingPeriod
from siinas.operations import obligations
from siinas.operations.journal import changes, snapshot
from siinas.operations.work import Work, operation
from siinas.process.periods import KINDS, Period, period_of
from siinas.process.roles import Role
from siinas.process.words import JAKARTA
from siinas.refusal import NotPermitted, Refused, Stale

WINDOWS = ("opens_on", "due_on", "last_new_on", "last_edit_on")


def _administrator(work: Work) -> None:
    if Role.ADMINISTRATOR not in work.actor.roles:
        raise NotPermitted("Hanya administrator yang dapat mengubah ini.")


@operation
def add_period(work: Work, values: Mapping[str, Any]) -> ReportingPeriod:
    """Ask for a period of a process, with its windows.

    `values` holds `report`, `kind` (a word of `KINDS`), `year`, `number` and the windows. Refused for one that is
    there or shares days with one that is asked for.
    """
    _administrator(work)
    process = processes().get(values["report"])
    if process is None or process.periods is None:
        raise Refused("Pilih laporan dari daftar.", field="report")
    kind = KINDS[values["kind"]]
    try:
        period = kind.from_key(f"{int(values['year']):04d}-{kind.letter}{values['number']}")
    except ValueError:
        raise Refused(f"{kind.word} ini tidak ada. Periksa nomor dan tahunnya.", field="number") from None
    _check_free(work, process.key, period)
    row = ReportingPeriod(process=process.key, period=period.key)
    _put(row, period, values)
    work.session.add(row)
    work.session.flush()
    work.record("period.added", row, after=snapshot(row, only=frozenset({"opens_on", "due_on"})))
    return row


def _check_free(work: Work, process: str, period: Period) -> None:
    for row in work.session.scalars(
        select(ReportingPeriod).where(ReportingPeriod.process == process).with_for_update()
    ):
        other = period_of(row.period)
        if other == period:
            again = " Pulihkan dari daftar." if row.retired_on else ""
            raise Refused(f"{period.title} sudah ada.{again}", field="number")
        if row.retired_on is None and other.overlaps(period):
            raise Refused(
                f"{period.title} bertumpang tindih dengan {other.title}. Hentikan dahulu periode itu.", field="number"
            )


def _put(row: ReportingPeriod, period: Period, values: Mapping[str, Any]) -> None:
    """Set the windows; Refused where they contradict one another or the period."""
    if values["opens_on"] <= period.last_day:
        raise Refused("Tanggal dibuka harus sesudah periodenya berakhir.", field="opens_on")
    if values["due_on"] < values["opens_on"]:
        raise Refused("Tenggat tidak boleh sebelum tanggal dibuka.", field="due_on")
    for key in ("last_new_on", "last_edit_on"):
        if values.get(key) is not None and values[key] < values["opens_on"]:
            raise Refused("Hari ini tidak boleh sebelum tanggal dibuka.", field=key)
    for key in WINDOWS:
        setattr(row, key, values.get(key))


@operation
def change_period(work: Work, period_id: int, values: Mapping[str, Any], *, version: int) -> int:
    """Change the windows of a period; Stale where somebody else changed them since `version`.

    By how many the reports that are late became more (or, below 0, fewer).
    """
    _administrator(work)
    row = work.find(ReportingPeriod, ReportingPeriod.id == period_id, lock=True)
    if row.version != version:
        raise Stale
    before = snapshot(row)
    _put(row, period_of(row.period), values)
    row.version += 1
    late = obligations.window_changed(work, row)
    old, new = changes(before, snapshot(row))
    work.record("period.changed", row, before=old, after=new)
    return late


@operation
def switch_period(work: Work, period_id: int) -> bool:
    """Retire a period (it is not asked for any longer, reports that exist stay) or ask for it again.

    True where it is asked for now; Refused where it would share days with one that took its place.
    """
    _administrator(work)
    row = work.find(ReportingPeriod, ReportingPeriod.id == period_id, lock=True)
    if row.retired_on is not None:
        _check_place(work, row)
    before = {"retired_on": row.retired_on}
    row.retired_on = work.now.astimezone(JAKARTA).date() if row.retired_on is None else None
    row.version += 1
    if row.retired_on is not None:
        obligations.window_retired(work, row)
    work.record(
        "period.restored" if row.retired_on is None else "period.retired",
        row,
        before=before,
        after={"retired_on": row.retired_on},
    )
    return row.retired_on is None


def _check_place(work: Work, row: ReportingPeriod) -> None:
    period = period_of(row.period)
    others = select(ReportingPeriod.period).where(
        ReportingPeriod.process == row.process, ReportingPeriod.id != row.id, ReportingPeriod.retired_on.is_(None)
    )
    for key in work.session.scalars(others):
        if period_of(key).overlaps(period):
            raise Refused(f"{period.title} bertumpang tindih dengan {period_of(key).title}, yang sekarang diminta.")
