"""Runs in the background: one at a time, with progress, and stopped when asked."""

from __future__ import annotations

import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

KEPT_JOBS = 200


class CancelledError(Exception):
    """The person who asked for the run stopped it."""


@dataclass
class Job:
    """One piece of work: what it is doing, how far it is, and where its result is."""

    id: str
    what: str
    state: str = "waiting"  # waiting, running, done, cancelled, failed
    message: str = ""
    done: int = 0
    total: int = 0
    result: str | None = None
    stopped: threading.Event = field(default_factory=threading.Event)
    seconds: float = 0.0

    def tell(self, done: int, total: int, message: str = "") -> None:
        """Note how far the work is; raises CancelledError when it has been stopped."""
        self.done, self.total = done, total
        self.message = message or self.message
        if self.stopped.is_set():
            raise CancelledError

    def about(self) -> dict[str, Any]:
        """What the page shows of it."""
        return {
            "id": self.id,
            "state": self.state,
            "message": self.message,
            "done": self.done,
            "total": self.total,
            "result": self.result,
            "seconds": round(self.seconds, 3),
        }


class Jobs:
    """The queue. ``refusals`` are the errors whose words are for the person; any other is a fault of Kilis."""

    def __init__(self, refusals: tuple[type[Exception], ...]) -> None:
        self._refusals = refusals
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="kilis-run")

    def start(self, what: str, work: Callable[[Job], str | None]) -> Job:
        """Queue a piece of work; it returns the id of its result."""
        job = Job(secrets.token_hex(8), what)
        self._jobs[job.id] = job
        while len(self._jobs) > KEPT_JOBS:
            self._jobs.popitem(last=False)
        self._pool.submit(self._run, job, work)
        return job

    def find(self, job_id: str) -> Job | None:
        """The job of that id."""
        return self._jobs.get(job_id)

    def close(self) -> None:
        """Stop everything."""
        for job in list(self._jobs.values()):
            job.stopped.set()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _run(self, job: Job, work: Callable[[Job], str | None]) -> None:
        began = time.perf_counter()
        try:
            if job.stopped.is_set():
                raise CancelledError
            job.state = "running"
            job.result = work(job)
            job.state = "done"
        except CancelledError:
            job.state, job.message = "cancelled", "Stopped; nothing was kept."
        except self._refusals as error:
            job.state, job.message = "failed", str(error)
        except Exception as error:  # noqa: BLE001 - a fault of ours must reach the page, not vanish in a thread
            job.state, job.message = "failed", f"A fault of Kilis: {type(error).__name__}: {error}"
        finally:
            job.seconds = time.perf_counter() - began
