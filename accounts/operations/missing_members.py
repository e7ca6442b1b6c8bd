"""Removing people who are no longer active from whatever they belong to."""

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from accounts.models import Group, GroupUser, OwnerMember, User, UserMember
from accounts.operations import visibility
from accounts.operations.locks import hold_itwins
from twins.models import ITwin


def missing_people() -> QuerySet[User]:
    """Inactive people who are still members or owners of something, or listed by a group."""
    belonging = (
        Exists(UserMember.objects.filter(user=OuterRef("pk")))
        | Exists(_ownerships().filter(user=OuterRef("pk")))
        | Exists(GroupUser.objects.filter(user=OuterRef("pk")))
    )
    return User.objects.filter(belonging, is_active=False).order_by("email")


@transaction.atomic
def purge_memberships(user: User) -> int:
    """Removes a person from every iTwin and group; returns from how many.

    Nobody else could ever repair what hangs in a personal Account: there they stay the owner.
    """
    groups = Group.objects.filter(listed_users__user=user).order_by("pk")
    group_ids = [group.pk for group in groups.select_for_update(of=("self",))]
    ownerships = _ownerships().filter(user=user)
    itwin_ids = hold_itwins(
        ITwin.objects.filter(
            Q(user_members__user=user)
            | Q(pk__in=ownerships.values("itwin"))
            | Q(group_members__group__in=group_ids)
        ).distinct()
    )
    removed = [
        rows.delete()[0]
        for rows in (GroupUser.objects.filter(user=user, group__in=group_ids), ownerships)
    ]
    members = UserMember.objects.filter(user=user)
    removed.append(members.delete()[1].get("accounts.UserMember", 0))
    visibility.refresh(ITwin.objects.filter(pk__in=itwin_ids))
    return sum(removed)


def _ownerships() -> QuerySet[OwnerMember]:
    return OwnerMember.objects.exclude(itwin__account__ownership__user=F("user"))
