"""The worker: hands due rows of the outbox to the job queue and sweeps what has become old."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path

from huey import SqliteHuey, crontab

from siinas.operations import outbox, sessions, throttle
from siinas.operations.files import sweep_strays
from siinas.operations.work import Work

log = logging.getLogger("siinas.worker")
Workplace = Callable[[], AbstractContextManager[Work]]
PAUSE_SECONDS = 1.0


def run_worker(workplace: Workplace, queue_file: Path) -> None:
    """Run until told to stop; `workplace` gives a fresh Work (and session) for each job."""
    queue_file.parent.mkdir(parents=True, exist_ok=True)
    queue = SqliteHuey("siinas", filename=str(queue_file))

    @queue.task()  # type: ignore[untyped-decorator]
    def deliver(row_id: int) -> None:
        with workplace() as work:
            outbox.deliver(work, row_id)

    @queue.periodic_task(crontab(minute="*/10"))  # type: ignore[untyped-decorator]
    def sweep() -> None:
        with workplace() as work:
            throttle.sweep(work, before=work.now - timedelta(days=2))
            sessions.sweep(work, before=work.now - timedelta(days=2))
            sweep_strays(work)

    stop = threading.Event()

    def relay() -> None:
        while not stop.wait(PAUSE_SECONDS):
            try:
                with workplace() as work:
                    for row_id in outbox.lease_due(work):
                        deliver(row_id)
            except Exception:
                # A database that is away for a moment must not end the relay.
                log.exception("the relay found no work place")
                stop.wait(5)

    thread = threading.Thread(target=relay, name="relay", daemon=True)
    thread.start()
    try:
        queue.create_consumer(workers=2, worker_type="thread", check_worker_health=True).run()
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
        for row_id in due:
            with workplace() as work:
                outbox.deliver(work, row_id)
            tried += 1
