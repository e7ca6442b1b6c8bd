"""`manage.py worker`: runs background jobs, as many workers side by side as one likes."""

import signal
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import structlog
from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import InterfaceError, OperationalError, close_old_connections, connection
from django.utils.crypto import get_random_string
from django_tasks import DEFAULT_TASK_BACKEND_ALIAS, DEFAULT_TASK_QUEUE_NAME
from django_tasks_db.management.commands.db_worker import Worker

from accounts.tasks import (
    enqueue_abandoned_jobs,
    forget_ended_sessions,
    forget_ended_tokens,
    forget_finished_tasks,
    forget_old_messages,
    look_after_invitations,
    tell_webhooks,
)
from itwins_site.files import sweep_drafts
from itwins_site.redis_server import refuse_an_unreachable_redis
from twins.management.duties import Duties
from twins.operations.exports import delete_old_files
from twins.tasks import enqueue_abandoned_exports, forget_unused_pictures, purge_what_was_deleted

if TYPE_CHECKING:
    from twins.management.redis_worker import RedisWorker

SECONDS_BETWEEN_LOOKS = 1
# What a worker sees to by itself, and how many seconds apart.
DUTIES: dict[Callable[[], None], float] = {
    tell_webhooks: 1,
    enqueue_abandoned_jobs: 5,
    enqueue_abandoned_exports: 5,
    delete_old_files: 60,
    look_after_invitations: 3600,
    purge_what_was_deleted: 3600,
    sweep_drafts: 3600,
    forget_finished_tasks: 3600,
    forget_ended_sessions: 3600,
    forget_ended_tokens: 3600,
    forget_old_messages: 3600,
    forget_unused_pictures: 24 * 3600,
}

log = structlog.get_logger(__name__)


class Command(BaseCommand):
    help = "Runs background jobs until it is stopped; a job that is running is finished first."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="end when nothing is left to do")

    def handle(self, *args: Any, once: bool, verbosity: int, **options: Any) -> None:
        refuse_an_unreachable_redis()
        worker = _worker_of_the_queue(Duties(DUTIES))
        worker.configure_signals()
        if once:
            worker.work_off()
            return
        if verbosity:
            self.stdout.write("Waiting for work. Stop with Ctrl-C.")
            self.stdout.flush()
        worker.work_until_stopped()


def _worker_of_the_queue(duties: Duties) -> "DatabaseWorker | RedisWorker":
    if not settings.REDIS_URL:
        return DatabaseWorker(duties)
    from twins.management.redis_worker import RedisWorker  # of optional packages

    return RedisWorker(duties)


class DatabaseWorker(Worker):
    """The queue's worker, which looks after what the queue loses whenever it has nothing to do."""

    def __init__(self, duties: Duties) -> None:
        super().__init__(
            queue_names=[DEFAULT_TASK_QUEUE_NAME],
            interval=SECONDS_BETWEEN_LOOKS,
            batch=True,  # `run` returns when the queue is empty
            backend_name=DEFAULT_TASK_BACKEND_ALIAS,
            startup_delay=False,
            max_tasks=None,
            worker_id=get_random_string(32),
            excluded_queue_names=[],
        )
        self._duties = duties

    def configure_signals(self) -> None:
        super().configure_signals()
        signal.signal(signal.SIGHUP, self.shutdown)

    def work_until_stopped(self) -> None:
        while self.running:
            try:
                self.work_off()
            except (OperationalError, InterfaceError) as error:
                # The web server survives a restart of the database; so do we.
                log.warning("the database cannot be used", reason=str(error))
                connection.close()
            if self.running:
                time.sleep(SECONDS_BETWEEN_LOOKS)

    def work_off(self) -> None:
        """Does its duties and everything that is in the queue."""
        close_old_connections()
        self._duties.see_to_what_is_due()
        self.run()
