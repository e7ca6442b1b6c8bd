"""Defining groups: creating, changing and deleting them."""

from collections.abc import Iterable
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, IntegrityError, transaction

from accounts.errors import GroupNotFound, InvalidGroupRequest, invalid_value
from accounts.models import DirectoryGroup, Group, GroupMember, GroupMemberRole, User
from accounts.operations import audit, member_changes
from accounts.operations.group_lists import (
    called,
    itwins_of,
    refresh_people_of,
    replace_lists,
)
from accounts.operations.locks import hold_groups, hold_itwins, keep_directory_groups
from accounts.queries.group_lists import directory_groups_by_name
from accounts.queries.groups import GroupChanges
from twins.choices import AuditOperation, Channel
from twins.folding import fold_key
from twins.models import ITwin

_DEFINED = "defined"


@transaction.atomic
def create_group(
    *,
    itwin: ITwin,
    name: str,
    description: str = "",
    group_id: UUID | None = None,
    by: User | None = None,
) -> Group:
    """Defines an empty group on an iTwin; one on an Account can be used on every iTwin below it.

    Without `by`, it comes with demo data: that is not written down.
    """
    group = Group(itwin=itwin, name=name, description=description)
    if group_id is not None:
        group.id = group_id
    _save(group)
    if by is not None:
        _write_down(group, {called(group): [None, _DEFINED]}, by, Channel.API)
    return group


@transaction.atomic
def change_group(
    *, group: Group, changes: GroupChanges, by: User, through: Channel = Channel.API
) -> None:
    """Changes what is given; a list replaces what the group lists, as far as `by` may.

    Raises GroupNotFound when it was deleted meanwhile, InvalidGroupRequest for a name that is
    taken, and InsufficientPermissions, TeamMemberNotFound or ImsGroupNotFound for the lists.
    """
    known = _kept_directory_groups(group, changes.directory_names or ())
    current = _held(group)
    written = _rename(current, changes)
    written |= replace_lists(current, changes=changes, known=known, by=by, through=through)
    if written:
        _write_down(current, written, by, through)


@transaction.atomic
def delete_group(*, group: Group, by: User) -> None:
    """Takes a group away with its memberships everywhere and its invitations."""
    current = _held(group)
    hold_itwins(itwins_of(current))
    lost = member_changes.of_group_leaving(GroupMember.objects.filter(group=current))
    reason = f"{called(current)} was deleted"
    member_changes.tell(lost, by=by, through=Channel.API, reason=reason)
    _write_down(current, {called(current): [_DEFINED, None]}, by, Channel.API)
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


def _rename(group: Group, changes: GroupChanges) -> audit.Changes:
    """Before any iTwin is held: this waits for whoever is giving the same name to another."""
    given = {"name": changes.name, "description": changes.description}
    given = {field: value for field, value in given.items() if value is not None}
    prefix = called(group)
    written: audit.Changes = {}
    for field, value in given.items():
        if getattr(group, field) != value:
            written[f"{prefix}, {field}"] = [getattr(group, field), value]
        setattr(group, field, value)
    if given:
        _save(group)
    return written


def _write_down(group: Group, changes: audit.Changes, by: User, through: Channel) -> None:
    audit.record(
        AuditOperation.GROUPS_CHANGED, group.itwin, by=by, through=through, changes=changes
    )


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
