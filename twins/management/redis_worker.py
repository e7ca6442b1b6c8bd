"""A worker on the queue in Redis: RQ's, in one process, with the duties of every worker of ours.

RQ would report a job that was killed with its worker as failed, and leave it at that. Ours are
found by their duties, through the leases of their own rows, and enqueued again.
"""

import signal
import sys
import time
from types import FrameType
from typing import Any

import django_rq
import structlog
from django.db import InterfaceError, OperationalError, close_old_connections, connection
from django_tasks_rq import Job
from redis import RedisError
from rq import Queue, SimpleWorker
from rq.exceptions import StopRequested

from twins.management.duties import Duties

_SECONDS_BETWEEN_LOOKS = 1

log = structlog.get_logger(__name__)


class RedisWorker:
    """Works until it is stopped, whatever becomes of Redis meanwhile."""

    def __init__(self, duties: Duties) -> None:
        self._duties = duties
        self._worker: _DutifulWorker | None = None
        self._stopping = False

    def configure_signals(self) -> None:
        for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(name, self._stop)

    def work_until_stopped(self) -> None:
        while not self._stopping:
            try:
                self._worker = _DutifulWorker(self._duties)
                self._worker.work()  # returns when it is stopped, or on an error that it has logged
            except StopRequested:
                return
            except RedisError as error:
                log.warning("Redis cannot be used", reason=str(error))
            self._worker = None
            if not self._stopping:
                time.sleep(_SECONDS_BETWEEN_LOOKS)

    def work_off(self) -> None:
        """Does its duties and everything that is in the queue."""
        self._duties.see_to_what_is_due()
        self._worker = _DutifulWorker(self._duties)
        self._worker.work(burst=True)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self._stopping = True
        if self._worker is None:
            sys.exit(0)
        self._worker.request_stop(number, frame)


class _DutifulWorker(SimpleWorker):
    def __init__(self, duties: Duties) -> None:
        queue = django_rq.get_queue(job_class=Job)
        super().__init__([queue], connection=queue.connection, job_class=Job)
        self._duties = duties

    def dequeue_job_and_maintain_ttl(
        self, timeout: int | None, max_idle_time: int | None = None
    ) -> tuple[Any, Queue] | None:
        """Waits for a job; sees to its duties meanwhile."""
        if timeout is None:  # nobody waits when the queue is only worked off
            return super().dequeue_job_and_maintain_ttl(timeout, max_idle_time)
        while not self._stop_requested:
            self._see_to_what_is_due()
            found = super().dequeue_job_and_maintain_ttl(timeout, _SECONDS_BETWEEN_LOOKS)
            if found is not None:
                return found
        raise StopRequested

    def _see_to_what_is_due(self) -> None:
        close_old_connections()
        try:
            self._duties.see_to_what_is_due()
        except (OperationalError, InterfaceError) as error:
            log.warning("the database cannot be used", reason=str(error))
            connection.close()

    def _shutdown(self) -> None:
        self._stop_requested = True  # should a duty swallow what is raised next
        super()._shutdown()

    def _install_signal_handlers(self) -> None:
        """Leaves the signals to whoever has started us."""
