"""Taking away for good what was deleted long ago."""

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F

from twins.models import ITwin
from twins.operations.images import forget_images

_AT_ONCE = 500


def purge_deleted_itwins() -> int:
    """Removes the iTwins that were deleted more than KEEP_DELETED_DAYS ago, and all that hangs on
    them; returns how many there were. What the audit trail says of them stays.
    """
    deleted_before = datetime.now(UTC) - timedelta(days=settings.KEEP_DELETED_DAYS)
    purged = 0
    while batch := _purge_some(deleted_before):
        purged += batch
    return purged


@transaction.atomic
def _purge_some(deleted_before: datetime) -> int:
    # Held as one who restores them holds them: whoever comes second finds nothing left to do.
    held = list(
        ITwin.objects.select_for_update()
        .filter(deleted_at__lt=deleted_before)
        .order_by("pk")
        .values_list("pk", flat=True)[:_AT_ONCE]
    )
    # The deleted hang below each other still, where they were deleted from the bottom up.
    ITwin.objects.filter(parent__in=held, deleted_at__isnull=False).update(parent=F("account"))
    forget_images(held)
    ITwin.objects.filter(pk__in=held).delete()
    return len(held)
