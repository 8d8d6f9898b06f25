"""The worker: hands due rows of the outbox to the job queue and sweeps what has become old."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from pathlib import Path

from huey import SqliteHuey, crontab

from siinas.operations import (
    expiry,
    lapses,
    likeness,
    obligations,
    oss_sending,
    outbox,
    reference,
    report_reminders,
    sessions,
    tasks,
    throttle,
)
from siinas.operations.files import sweep_strays
from siinas.operations.work import Work

log = logging.getLogger("siinas.worker")
Workplace = Callable[[], AbstractContextManager[Work]]
PAUSE_SECONDS = 1.0
MOST_WAITING = 20
"""So many jobs at most lie in the queue: at 20 seconds for each (a mail server that does not answer) they are all
begun before their leases run out."""


def run_worker(workplace: Workplace, queue_file: Path) -> None:
    """Run until told to stop; `workplace` gives a fresh Work (and session) for each job."""
    queue_file.parent.mkdir(parents=True, exist_ok=True)
    queue = SqliteHuey("siinas", filename=str(queue_file))

    @queue.task()  # type: ignore[untyped-decorator]
    def deliver(row_id: int, until: datetime) -> None:
        with workplace() as work:
            outbox.deliver(work, outbox.Lease(row_id, until))

    @queue.periodic_task(crontab(minute="*/10"))  # type: ignore[untyped-decorator]
    def sweep() -> None:
        with workplace() as work:
            throttle.sweep(work, before=work.now - timedelta(days=2))
            sessions.sweep(work, before=work.now - timedelta(days=2))
            reference.extend_periods(work)
            reference.extend_calendar(work)
            obligations.extend(work)
            likeness.refresh_open(work)
            lapses.make_due(work)

    @queue.periodic_task(crontab(minute="*"))  # type: ignore[untyped-decorator]
    def reconcile() -> None:
        with workplace() as work:
            oss_sending.reconcile(work)

    @queue.periodic_task(crontab(minute="20", hour="19"))  # type: ignore[untyped-decorator]
    def sweep_at_night() -> None:
        """At 2.20 in Jakarta: every file of the store is looked at."""
        with workplace() as work:
            tasks.sweep(work)
            oss_sending.sweep(work)
            sweep_strays(work)

    @queue.periodic_task(crontab(minute="5"))  # type: ignore[untyped-decorator]
    def remind() -> None:
        with workplace() as work:
            expiry.remind(work)
            report_reminders.remind(work)

    stop = threading.Event()

    def relay() -> None:
        while not stop.wait(PAUSE_SECONDS):
            try:
                room = MOST_WAITING - queue.pending_count()
                if room > 0:
                    with workplace() as work:
                        for lease in outbox.lease_due(work, room):
                            deliver(*lease)
            except Exception:
                # A database that is away for a moment must not end the relay.
                log.exception("the relay found no work place")
                stop.wait(5)

    thread = threading.Thread(target=relay, name="relay", daemon=True)
    thread.start()
    try:
        # An idle worker of huey would look into its queue every ten seconds only.
        queue.create_consumer(workers=2, worker_type="thread", max_delay=PAUSE_SECONDS).run()
    finally:
        stop.set()


def work_off(workplace: Workplace) -> int:
    """Do everything that is due now, in this process; returns how many jobs were tried."""
    tried = 0
    while True:
        with workplace() as work:
            due = outbox.lease_due(work)
        if not due:
            return tried
        for lease in due:
            with workplace() as work:
                outbox.deliver(work, lease)
            tried += 1
