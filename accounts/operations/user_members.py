"""Giving roles on an iTwin to people."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Max

from accounts.models import Role, User, UserMember, UserMemberRole
from accounts.operations import visibility
from twins.models import ITwin


@transaction.atomic
def add_user_member(*, itwin: ITwin, user: User, roles: Sequence[Role]) -> UserMember:
    """Gives `user` roles on `itwin`, beside those held already, in the order given."""
    member, _ = UserMember.objects.get_or_create(itwin=itwin, user=user)
    held = member.role_assignments.aggregate(last=Max("position"))["last"]
    first = 0 if held is None else held + 1
    UserMemberRole.objects.bulk_create(
        (
            UserMemberRole(member=member, role=role, position=first + place)
            for place, role in enumerate(roles)
        ),
        ignore_conflicts=True,
    )
    visibility.refresh_itwin(itwin)
    return member
