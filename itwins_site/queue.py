"""Handing rows to the workers: a queue that is away delays a job, and loses none."""

from uuid import UUID

import structlog
from django_tasks.base import Task

log = structlog.get_logger(__name__)


def hand_over(task: Task, row_id: UUID) -> None:
    """Enqueues a task about a row; what is not taken, a worker finds once the row's lease is over."""
    try:
        task.enqueue(str(row_id))
    except Exception:
        log.exception("a job could not be enqueued", task=task.name, row_id=str(row_id))
