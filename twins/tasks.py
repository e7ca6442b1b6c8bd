"""Background work about iTwins: each task loads by id and calls one operation."""

from uuid import UUID

import structlog
from django_tasks import task

from twins.operations import export_runs
from twins.operations.export_leases import take_back_abandoned_exports

log = structlog.get_logger(__name__)


@task
def run_export(export_id: str) -> None:
    export_runs.run_export(export_id=UUID(export_id))


def hand_over(export_id: UUID) -> None:
    """Enqueues an export; what the queue does not take, a worker finds once the lease is over."""
    try:
        run_export.enqueue(str(export_id))
    except Exception:
        log.exception("an export could not be enqueued", export_id=str(export_id))


def enqueue_abandoned_exports() -> None:
    """Gives exports that a killed worker left behind to the next free one."""
    for export_id in take_back_abandoned_exports():
        run_export.enqueue(str(export_id))
