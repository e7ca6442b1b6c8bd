"""Remembering which iTwins a person used last: at most 25, the newest first."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from twins.models import ITwin, Recent

MAX_RECENTS = 25


@transaction.atomic
def touch_recent(*, user: User, itwin: ITwin) -> None:
    """Puts an iTwin at the front of a person's recents; the 26th entry pushes out the oldest."""
    # One person, one writer: otherwise two requests at once could both count 25.
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    Recent.objects.update_or_create(user=user, itwin=itwin, defaults={"used_at": timezone.now()})
    kept = Recent.objects.filter(user=user).order_by("-used_at", "-id").values("pk")[:MAX_RECENTS]
    Recent.objects.filter(user=user).exclude(
        pk__in=list(kept.values_list("pk", flat=True))
    ).delete()


def remove_recent(*, user: User, itwin_id: UUID) -> None:
    Recent.objects.filter(user=user, itwin=itwin_id).delete()


def clear_recents(*, user: User) -> None:
    Recent.objects.filter(user=user).delete()
