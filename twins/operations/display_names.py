"""Turning the uniqueness of displayNames on and off for the rows that exist."""

from django.db import transaction
from django.db.models import F

from twins.models import ITwin
from twins.queries.duplicate_names import duplicate_display_names


class DisplayNamesAreShared(Exception):
    """Names are used twice; carries the groups of iTwins."""

    def __init__(self, groups: list[list[ITwin]]) -> None:
        super().__init__(f"{len(groups)} names are used more than once")
        self.groups = groups


@transaction.atomic
def enforce_unique_display_names() -> int:
    """Lets the constraint see every row; raises DisplayNamesAreShared and changes nothing."""
    groups = duplicate_display_names()
    if groups:
        raise DisplayNamesAreShared(groups)
    return ITwin.objects.filter(unique_display_name__isnull=True).update(
        unique_display_name=F("display_name_folded")
    )


@transaction.atomic
def allow_shared_display_names() -> int:
    return ITwin.objects.filter(unique_display_name__isnull=False).update(unique_display_name=None)
