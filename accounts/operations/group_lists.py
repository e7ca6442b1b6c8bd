"""Whom a group lists: people and directory groups, replaced as a whole."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from accounts.errors import InsufficientPermissions
from accounts.escalation import refuse_listing
from accounts.models import (
    DirectoryGroup,
    DirectoryGroupUser,
    Group,
    GroupDirectoryGroup,
    GroupMember,
    GroupUser,
    User,
)
from accounts.operations import audit, visibility
from accounts.operations.group_invitations import invite_to_group
from accounts.permissions import Permission, permissions_of
from accounts.queries.group_lists import addresses_in, directory_groups_named, people_named
from accounts.queries.groups import GroupChanges
from twins.choices import Channel
from twins.folding import fold_key
from twins.models import ITwin

_LISTED = "listed"


@dataclass(frozen=True)
class _Difference:
    """What a new list adds to what is listed, and what it leaves out."""

    added: set[str]
    removed: set[str]

    @classmethod
    def between(cls, listed: Collection[str], wanted: Iterable[str] | None) -> "_Difference":
        new = set(listed if wanted is None else wanted)
        return cls(new.difference(listed), set(listed) - new)


def replace_lists(
    group: Group,
    *,
    changes: GroupChanges,
    known: Mapping[str, DirectoryGroup],
    by: User,
    through: Channel,
) -> audit.Changes:
    """Makes a held group list what `changes` name; the directory groups `known` are kept.

    Returns whom it lists from now on, or no longer, to be written down.
    """
    addresses = None if changes.emails is None else addresses_in(changes.emails)
    names = changes.directory_names
    people = {user.email.lower(): user for user in User.objects.filter(listed_in__group=group)}
    directory_groups = {
        found.name_folded: found for found in DirectoryGroup.objects.filter(listed_in__group=group)
    }
    differences = (
        _Difference.between(people, addresses),
        _Difference.between(directory_groups, None if names is None else map(fold_key, names)),
    )
    _refuse_unpermitted(group, differences, by)
    named = people_named(addresses or {}, itwin=group.itwin, listed=people)
    chosen = directory_groups_named(names or (), known)
    _list_people(group, named.people, people, removed=differences[0].removed)
    _list_directory_groups(group, chosen, directory_groups, removed=differences[1].removed)
    invite_to_group(group=group, emails=named.strangers, by=by, through=through)
    return _listed(
        group,
        added=[user.email for user in named.people if user.email.lower() not in people],
        removed=[people[email].email for email in differences[0].removed],
    ) | _listed(
        group,
        added=[_directory(found) for found in chosen if found.name_folded not in directory_groups],
        removed=[_directory(directory_groups[name]) for name in differences[1].removed],
    )


def called(group: Group) -> str:
    """A group in the audit trail."""
    return f"group {group.name}"


def newly_listed(group: Group, user: User) -> audit.Changes:
    return _listed(group, added=[user.email], removed=[])


def refresh_people_of(group: Group) -> None:
    """Makes true what everybody in a group sees."""
    refresh_users_of(group, group.listed_users.values("user"))
    refresh_directory_groups_of(group, group.listed_directory_groups.values("directory_group"))


def refresh_users_of(group: Group, users: Collection[UUID] | QuerySet) -> None:
    """Makes true what some people see through a group, which is held."""
    visibility.refresh(itwins_of(group), people=User.objects.filter(pk__in=users))


def refresh_directory_groups_of(group: Group, ids: Collection[UUID] | QuerySet) -> None:
    """Makes true what the people of directory groups see through a group, which is held."""
    within = DirectoryGroupUser.objects.filter(directory_group__in=ids)
    refresh_users_of(group, within.values("user"))


def itwins_of(group: Group) -> QuerySet[ITwin]:
    """Every iTwin where a group is a member."""
    # The deleted too: whoever restores one meanwhile has to be waited for.
    return ITwin.objects.filter(pk__in=GroupMember.objects.filter(group=group).values("itwin"))


def _directory(found: DirectoryGroup) -> str:
    return f"directory group {found.name}"


def _listed(group: Group, *, added: Iterable[str], removed: Iterable[str]) -> audit.Changes:
    changes: audit.Changes = {}
    for name in sorted(added):
        audit.note(changes, f"{called(group)}, {name}", None, _LISTED)
    for name in sorted(removed):
        audit.note(changes, f"{called(group)}, {name}", _LISTED, None)
    return changes


def _refuse_unpermitted(group: Group, differences: Iterable[_Difference], by: User) -> None:
    needed = set()
    if any(difference.added for difference in differences):
        needed.add(Permission.INVITE_MEMBER)
        refuse_listing(by, group)
    if any(difference.removed for difference in differences):
        needed.add(Permission.REMOVE_MEMBER)
    if needed and not needed <= permissions_of(by, group.itwin):
        raise InsufficientPermissions


def _list_people(
    group: Group, wanted: Iterable[User], listed: Mapping[str, User], *, removed: Iterable[str]
) -> None:
    held = {user.pk for user in listed.values()}
    added = [user.pk for user in wanted if user.pk not in held]
    gone = [listed[email].pk for email in removed]
    GroupUser.objects.filter(group=group, user__in=gone).delete()
    GroupUser.objects.bulk_create(GroupUser(group=group, user_id=user) for user in added)
    if added or gone:
        refresh_users_of(group, added + gone)


def _list_directory_groups(
    group: Group,
    wanted: Iterable[DirectoryGroup],
    listed: Mapping[str, DirectoryGroup],
    *,
    removed: Iterable[str],
) -> None:
    held = {found.pk for found in listed.values()}
    added = [found.pk for found in wanted if found.pk not in held]
    gone = [listed[name].pk for name in removed]
    GroupDirectoryGroup.objects.filter(group=group, directory_group__in=gone).delete()
    GroupDirectoryGroup.objects.bulk_create(
        GroupDirectoryGroup(group=group, directory_group_id=found) for found in added
    )
    if added or gone:
        refresh_directory_groups_of(group, added + gone)
