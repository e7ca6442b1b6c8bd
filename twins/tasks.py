"""Background work about iTwins: each task loads by id and calls one operation."""

from uuid import UUID

import structlog
from django_tasks import task

from itwins_site.queue import hand_over
from twins.operations import export_runs
from twins.operations.export_leases import take_back_abandoned_exports
from twins.operations.images import forget_unused_images
from twins.operations.purge import purge_deleted_itwins

log = structlog.get_logger(__name__)


@task
def run_export(export_id: str) -> None:
    export_runs.run_export(export_id=UUID(export_id))


def enqueue_abandoned_exports() -> None:
    """Gives exports that a killed worker left behind to the next free one."""
    for export_id in take_back_abandoned_exports():
        hand_over(run_export, export_id)


def purge_what_was_deleted() -> None:
    """Takes away for good the iTwins that can no longer be restored."""
    if purged := purge_deleted_itwins():
        log.info("deleted iTwins purged", itwins=purged)


def forget_unused_pictures() -> None:
    """Deletes pictures that nothing refers to any more, as a killed process leaves them."""
    if unused := forget_unused_images():
        log.info("unused pictures deleted", files=unused)
