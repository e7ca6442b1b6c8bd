"""Background work about iTwins: each task loads by id and calls one operation."""

import structlog

from twins.operations.purge import purge_deleted_itwins

log = structlog.get_logger(__name__)


def purge_what_was_deleted() -> None:
    """Takes away for good the iTwins that can no longer be restored."""
    if purged := purge_deleted_itwins():
        log.info("deleted iTwins purged", itwins=purged)
