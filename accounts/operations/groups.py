"""Defining groups: creating, changing and deleting them."""

from collections.abc import Iterable
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, IntegrityError, transaction

from accounts.errors import GroupNotFound, InvalidGroupRequest, invalid_value
from accounts.models import DirectoryGroup, Group, GroupMember, GroupMemberRole, User
from accounts.operations.group_lists import (
    itwins_of,
    refresh_people_of,
    replace_lists,
)
from accounts.operations.locks import hold_groups, hold_itwins, keep_directory_groups
from accounts.queries.group_lists import directory_groups_by_name
from accounts.queries.groups import GroupChanges
from twins.folding import fold_key
from twins.models import ITwin


@transaction.atomic
def create_group(
    *, itwin: ITwin, name: str, description: str = "", group_id: UUID | None = None
) -> Group:
    """Defines an empty group on an iTwin; one on an Account can be used on every iTwin below it."""
    group = Group(itwin=itwin, name=name, description=description)
    if group_id is not None:
        group.id = group_id
    _save(group)
    return group


@transaction.atomic
def change_group(*, group: Group, changes: GroupChanges, by: User) -> None:
    """Changes what is given; a list replaces what the group lists, as far as `by` may.

    Raises GroupNotFound when it was deleted meanwhile, InvalidGroupRequest for a name that is
    taken, and InsufficientPermissions, TeamMemberNotFound or ImsGroupNotFound for the lists.
    """
    known = _kept_directory_groups(group, changes.directory_names or ())
    current = _held(group)
    _rename(current, changes)
    replace_lists(current, changes=changes, known=known, by=by)


@transaction.atomic
def delete_group(*, group: Group) -> None:
    """Takes a group away with its memberships everywhere and its invitations."""
    current = _held(group)
    hold_itwins(itwins_of(current))
    GroupMemberRole.objects.filter(member__group=current).delete()
    refresh_people_of(current)
    # At once: Django's own cascade would fetch each membership to look for roles.
    GroupMember.objects.filter(group=current)._raw_delete(DEFAULT_DB_ALIAS)  # noqa: SLF001
    current.delete()


def _held(group: Group) -> Group:
    hold_groups(Group.objects.filter(pk=group.pk))
    current = Group.objects.select_related("itwin").filter(pk=group.pk).first()
    if current is None:
        raise GroupNotFound
    return current


def _rename(group: Group, changes: GroupChanges) -> None:
    """Before any iTwin is held: this waits for whoever is giving the same name to another."""
    given = {"name": changes.name, "description": changes.description}
    given = {field: value for field, value in given.items() if value is not None}
    for field, value in given.items():
        setattr(group, field, value)
    if given:
        _save(group)


def _save(group: Group) -> None:
    group.name_folded = fold_key(group.name)
    try:
        with transaction.atomic():
            group.save()
    except IntegrityError:  # the database checks nothing else before the transaction ends
        raise InvalidGroupRequest(invalid_value("Name")) from None


def _kept_directory_groups(group: Group, names: Iterable[str]) -> dict[str, DirectoryGroup]:
    known = directory_groups_by_name(names, group=group)
    kept = keep_directory_groups(found.pk for found in known.values())
    return {name: found for name, found in known.items() if found.pk in kept}
