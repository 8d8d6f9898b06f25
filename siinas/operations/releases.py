"""Making a release: the aggregates of a period are added up, protected and frozen, by the worker."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import undefer

from siinas.catalogue import process as process_named
from siinas.catalogue import processes
from siinas.models import FigureRelease, ReleaseCell, ReportObligation, Task
from siinas.operations import tasks
from siinas.operations.tasks import Progress, TaskResult
from siinas.operations.work import Work, operation
from siinas.process.periods import Period, period_of
from siinas.process.roles import Actor, Role
from siinas.process.words import JAKARTA
from siinas.queries.aggregates import Group, as_it_was, groups_of, material, published, releases_of
from siinas.queries.release_cells import Earlier, Rules, Told, hidden_cells, told
from siinas.queries.settings import number
from siinas.queries.suppression import Unprotectable
from siinas.refusal import NotPermitted, Refused

KIND = "figure_release"
PUBLISHERS = frozenset({Role.SUPERVISOR})
SEQUENCES = {1: "Angka sementara", 2: "Angka tetap"}
"""What the releases of a period are called."""


def may_publish(actor: Actor) -> bool:
    """Whether somebody decides on releases: a supervisor of the whole ministry."""
    return any(not grant.region and not grant.directorate for grant in actor.reach(PUBLISHERS))


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What a release would be: the which one of its period, and how many of the reports that are owed are accepted."""

    title: str
    sequence: int
    accepted: int
    owed: int

    @property
    def edition(self) -> str:
        """`Angka sementara` or `Angka tetap`."""
        return SEQUENCES[self.sequence]


def foreseen(work: Work, process_key: str, period_key: str) -> Foreseen:
    """What is asked before a release is made, as none is ever taken back; Refused where none may be made."""
    _check_may(work)
    title = _checked(work, process_key, period_key)
    owed = select(func.count()).where(ReportObligation.process == process_key, ReportObligation.period == period_key)
    accepted = owed.where(ReportObligation.state == "accepted")
    return Foreseen(
        title,
        len(releases_of(work.session, process_key, period_key)) + 1,
        work.session.scalar(accepted) or 0,
        work.session.scalar(owed) or 0,
    )


def may_be_made(work: Work, process_key: str, period: Period) -> bool:
    """Whether a period is over and lacks one of its releases: what is offered to be published."""
    over = period.last_day < work.now.astimezone(JAKARTA).date()
    return over and len(releases_of(work.session, process_key, period.key)) < len(SEQUENCES)


@operation
def ask(work: Work, process_key: str, period_key: str, sequence: int) -> Task:
    """Leave a release to the worker: the `sequence`th of its period.

    Refused for a period that is not over or has both its releases, where that one was made meanwhile, and while one
    is being made.
    """
    _check_may(work)
    title = _checked(work, process_key, period_key)
    _check_next(work, process_key, period_key, sequence)
    asked = {"process": process_key, "period": period_key}
    going = select(Task).where(Task.kind == KIND, Task.state.in_(("waiting", "running"))).options(undefer(Task.payload))
    if any(asked.items() <= task.payload.items() for task in work.session.scalars(going)):
        raise Refused(f"Agregat {title} sedang dibuat. Lihat hasilnya di Pekerjaan.", field="about")
    return tasks.begin(work, KIND, f"Agregat {title}: {SEQUENCES[sequence].lower()}", asked | {"sequence": sequence})


def _check_next(work: Work, process_key: str, period_key: str, sequence: int) -> None:
    if len(releases_of(work.session, process_key, period_key)) + 1 != sequence:
        raise Refused("Terbitan ini sudah dibuat sementara itu. Periksa daftar agregat.", field="about")


def _check_may(work: Work) -> None:
    if not may_publish(work.actor):
        raise NotPermitted("Agregat diterbitkan oleh supervisor seluruh kementerian.")


def _checked(work: Work, process_key: str, period_key: str) -> str:
    """The title of a release that may be made; Refused otherwise."""
    if process_key not in processes() or not process_named(process_key).figures:
        raise Refused("Pilih laporan dari daftar.", field="process")
    try:
        period = period_of(period_key)
    except ValueError:
        raise Refused("Pilih periode dari daftar.", field="period") from None
    if period.last_day >= work.now.astimezone(JAKARTA).date():
        raise Refused(f"{period.title} belum berakhir.", field="period")
    if len(releases_of(work.session, process_key, period_key)) >= len(SEQUENCES):
        raise Refused(
            f"Angka sementara dan angka tetap {period.title} sudah terbit. Terbitan ketiga akan membuka angka "
            "perusahaan lewat selisihnya, jadi tidak dibuat.",
            field="period",
        )
    return f"{process_named(process_key).title} {period.title}"


def make(work: Work, task: Task, progress: Progress) -> TaskResult:
    """The worker's part: read once, protect group by group, then publish in one transaction."""
    _check_may(work)
    process_key, period = str(task.payload["process"]), str(task.payload["period"])
    _checked(work, process_key, period)
    _check_next(work, process_key, period, int(task.payload["sequence"]))
    process, as_of = process_named(process_key), work.now
    before = releases_of(work.session, process_key, period)
    rules, version = _rules(work, before)
    found = material(work.session, process_key, period, as_of, version)
    if not found.reports:
        raise Refused("Belum ada laporan yang diterima untuk periode ini.")
    earlier: dict[Group, Earlier | None] = {}
    if before:
        then, cells = material(work.session, process_key, period, before[0].as_of, version), None
        cells = published(work.session, before[0])
        for group in groups_of(process):
            if not set(group) & set(before[0].left_out):
                earlier[group] = as_it_was(then.sheet(group), cells)
    work.session.rollback()
    rows: list[Told] = []
    left_out: list[str] = []
    groups = groups_of(process)
    for done, group in enumerate(groups):
        sheet = found.sheet(group)
        if group in earlier and earlier[group] is None:
            left_out += group
            continue
        try:
            hidden = hidden_cells(sheet, rules, earlier.get(group), partial(_tell, progress, done, len(groups)))
            rows += told(sheet, hidden, rules)
        except Unprotectable:
            left_out += group
    if not any(row.amount is not None for row in rows):
        raise Refused(
            "Tidak ada yang dapat diterbitkan tanpa membuka angka perusahaan: terlalu sedikit laporan yang diterima, "
            "atau terlalu sedikit yang berubah sejak angka sementara."
        )
    made = _publish(work, (process_key, period), as_of, (rules, version), found.reports, rows, left_out)
    return TaskResult({"release": made, "left_out": len(left_out)})


def _tell(progress: Progress, done: int, groups: int, share: float) -> None:
    """How far the whole is, in hundredths of a group: one that takes long keeps the job too."""
    progress(done * 100 + int(share * 100), groups * 100)


def _rules(work: Work, before: list[FigureRelease]) -> tuple[Rules, int]:
    """The rules in force; those of the first release of a period hold for its second one."""
    if before:
        kept: dict[str, Any] = before[0].rules
        return Rules(kept["least"], kept["dominance"], kept["share"]), kept["kbli_version"]
    least, dominance, share = (number(work.session, f"release_{key}") for key in ("least", "dominance", "share"))
    return Rules(least, dominance, share), number(work.session, "kbli_version")


@operation
def _publish(
    work: Work,
    about: tuple[str, str],
    as_of: datetime,
    by: tuple[Rules, int],
    reports: int,
    rows: list[Told],
    left_out: list[str],
) -> str:
    """Freeze what was reckoned; its public id. Refused where somebody else was faster."""
    process, period = about
    _checked(work, process, period)
    rules, version = by
    hidden = sum(row.amount is None for row in rows)
    release = FigureRelease(
        public_id=secrets.token_urlsafe(18),
        process=process,
        period=period,
        sequence=len(releases_of(work.session, process, period)) + 1,
        as_of=as_of,
        made_at=work.now,
        person_id=work.actor.person_id,
        person_name=work.actor.name,
        reports=reports,
        cells=len(rows),
        hidden=hidden,
        rules={
            "least": rules.least,
            "dominance": rules.dominance,
            "share": rules.share,
            "kbli_version": version,
        },
        left_out=left_out,
    )
    work.session.add(release)
    work.session.flush()
    work.session.add_all(
        ReleaseCell(
            release_id=release.id,
            measure=row.measure,
            level=row.place[0],
            region=row.place[1],
            kbli=row.place[2],
            value=None if row.amount is None else Decimal(row.amount) / 100,
            contributors=row.contributors,
        )
        for row in rows
    )
    work.record(
        "release.made",
        release,
        after={
            "process": process,
            "period": period,
            "sequence": SEQUENCES[release.sequence],
            "reports": reports,
            "cells": len(rows),
            "hidden_cells": hidden,
        },
    )
    return release.public_id
