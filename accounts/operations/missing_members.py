"""Removing people who are no longer active from whatever they belong to."""

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from accounts.models import Group, GroupUser, OwnerMember, User, UserMember
from accounts.operations import audit, member_changes, visibility
from accounts.operations.group_lists import called
from accounts.operations.locks import hold_groups, hold_itwins
from twins.choices import AuditOperation, Channel
from twins.models import AuditEntry, ITwin

# An entry names a person, and should not pretend that somebody did this by hand.
_REASON = "No longer active: removed by purge_missing_members."


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
    It is told as if they had left, for nobody else answers for it.
    """
    listed = GroupUser.objects.filter(user=user)
    group_ids = hold_groups(Group.objects.filter(pk__in=listed.values("group")))
    ownerships = _ownerships().filter(user=user)
    itwin_ids = hold_itwins(
        ITwin.objects.filter(
            Q(user_members__user=user)
            | Q(pk__in=ownerships.values("itwin"))
            | Q(group_members__group__in=group_ids)
        ).distinct()
    )
    itwins = ITwin.objects.filter(pk__in=itwin_ids)
    members = UserMember.objects.filter(user=user, itwin__in=itwins)
    leaving = member_changes.of_person_leaving(user, members, ownerships.filter(itwin__in=itwins))
    member_changes.tell(leaving, by=user, through=Channel.COMMAND, reason=_REASON)
    audit.record_all(_entries_of_groups(user, listed.filter(group__in=group_ids)))
    removed = [
        rows.delete()[1].get(rows.model._meta.label, 0)  # noqa: SLF001 -- without what cascades
        for rows in (
            listed.filter(group__in=group_ids),
            ownerships.filter(itwin__in=itwins),
            members,
        )
    ]
    visibility.refresh(itwins, people=User.objects.filter(pk=user.pk))
    return sum(removed)


def _entries_of_groups(user: User, listed: QuerySet[GroupUser]) -> list[AuditEntry]:
    return [
        audit.entry(
            AuditOperation.GROUPS_CHANGED,
            each.group.itwin,
            by=user,
            through=Channel.COMMAND,
            changes={f"{called(each.group)}, {user.email}": ["listed", None]},
            reason=_REASON,
        )
        for each in listed.select_related("group__itwin")
    ]


def _ownerships() -> QuerySet[OwnerMember]:
    return OwnerMember.objects.exclude(itwin__account__ownership__user=F("user"))
