"""Background work about iTwins: each task loads by id and calls one operation."""

import structlog

from itwins_site import files
from twins.operations.images import forget_unused_images

log = structlog.get_logger(__name__)


def forget_unused_files() -> None:
    """Deletes what killed processes left behind, and pictures that nothing refers to any more."""
    try:
        unused = files.forget_drafts() + forget_unused_images()
    except Exception:  # whatever the package of a storage raises that cannot be reached
        log.exception("the storage cannot be looked through")
        return
    if unused:
        log.info("unused files deleted", files=unused)
