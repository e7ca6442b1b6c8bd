"""Giving ownership of an iTwin."""

from django.db import transaction

from accounts.models import OwnerMember, User
from accounts.operations import visibility
from twins.models import ITwin


@transaction.atomic
def add_owner(*, itwin: ITwin, user: User) -> None:
    """Makes `user` an owner; one who is already stays one."""
    OwnerMember.objects.get_or_create(itwin=itwin, user=user)
    visibility.refresh_itwin(itwin)
