"""Directory groups: fed by the identity provider at sign-in, and by support staff."""

from collections.abc import Collection, Iterable
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import (
    DirectoryGroup,
    DirectoryGroupUser,
    Group,
    GroupDirectoryGroup,
    GroupMember,
    Organization,
    User,
)
from accounts.operations import visibility
from accounts.operations.locks import hold_directory_groups, hold_groups, hold_itwins
from itwins_site.wire.request_bodies import is_storable
from twins.folding import fold_key
from twins.models import ITwin

LONGEST_NAME = 255


@transaction.atomic
def sync_directory_groups(user: User, names: Iterable[str]) -> None:
    """Puts a person into exactly these directory groups: the `groups` claim of their sign-in.

    Groups that their organization did not have are created; a person of no organization is in
    none. What cannot be a name is passed over: claims are written elsewhere.
    """
    wanted = _named(user.organization_id, names) if user.organization_id else set()
    held = set(_groups_listing(user))
    if wanted == held:  # as at nearly every sign-in: nobody has to wait
        return
    changed = hold_directory_groups(wanted ^ held)
    _hold_groups_with(changed)
    DirectoryGroupUser.objects.filter(user=user, directory_group__in=changed - wanted).delete()
    _add(DirectoryGroupUser(directory_group_id=pk, user=user) for pk in changed & wanted)
    _refresh(changed, [user.pk])


@transaction.atomic
def create_directory_group(
    *, organization: Organization, name: str, directory_group_id: UUID | None = None
) -> DirectoryGroup:
    """Adds a directory group without people."""
    return DirectoryGroup.objects.create(
        id=directory_group_id or uuid4(),
        organization=organization,
        name=name,
        name_folded=fold_key(name),
    )


@transaction.atomic
def rename_directory_group(*, directory_group: DirectoryGroup, name: str) -> None:
    directory_group.name, directory_group.name_folded = name, fold_key(name)
    directory_group.save(update_fields=["name", "name_folded"])


@transaction.atomic
def put_into_directory_group(*, directory_group: DirectoryGroup, people: Iterable[User]) -> None:
    """Makes these, and nobody else, the people of a directory group."""
    _hold(directory_group)
    rows = DirectoryGroupUser.objects.filter(directory_group=directory_group)
    held, wanted = set(rows.values_list("user", flat=True)), {user.pk for user in people}
    rows.filter(user__in=held - wanted).delete()
    _add(DirectoryGroupUser(directory_group=directory_group, user_id=pk) for pk in wanted - held)
    _refresh([directory_group.pk], held ^ wanted)


@transaction.atomic
def delete_directory_group(*, directory_group: DirectoryGroup) -> None:
    """Takes a directory group away, from the groups that list it too."""
    _hold(directory_group)
    rows = GroupDirectoryGroup.objects.filter(directory_group=directory_group)
    itwins = hold_itwins(_itwins_with([directory_group.pk]))
    rows.delete()
    visibility.refresh(ITwin.objects.filter(pk__in=itwins), people=_people_of(directory_group))
    directory_group.delete()


def _named(organization_id: UUID, names: Iterable[str]) -> set[UUID]:
    """The ids of an organization's directory groups with these names, created where missing."""
    usable = {fold_key(name): name.strip() for name in names if _is_name(name)}
    of_organization = DirectoryGroup.objects.filter(
        organization=organization_id, name_folded__in=usable
    )
    missing = usable.keys() - set(of_organization.values_list("name_folded", flat=True))
    DirectoryGroup.objects.bulk_create(
        (
            DirectoryGroup(organization_id=organization_id, name=usable[key], name_folded=key)
            for key in sorted(missing)
        ),
        ignore_conflicts=True,
    )
    return set(of_organization.values_list("pk", flat=True))


def _is_name(name: object) -> bool:
    return isinstance(name, str) and 0 < len(name.strip()) <= LONGEST_NAME and is_storable(name)


def _groups_listing(user: User) -> QuerySet:
    return DirectoryGroupUser.objects.filter(user=user).values_list("directory_group", flat=True)


def _add(rows: Iterable[DirectoryGroupUser]) -> None:
    # A second sign-in of the same person may have been faster.
    DirectoryGroupUser.objects.bulk_create(rows, ignore_conflicts=True)


def _hold(directory_group: DirectoryGroup) -> None:
    hold_directory_groups([directory_group.pk])
    _hold_groups_with([directory_group.pk])


def _hold_groups_with(ids: Collection[UUID]) -> None:
    """Holds the groups that list directory groups, so that nobody makes them members meanwhile."""
    listing = GroupDirectoryGroup.objects.filter(directory_group__in=ids)
    hold_groups(Group.objects.filter(pk__in=listing.values("group")))


def _itwins_with(ids: Collection[UUID]) -> QuerySet[ITwin]:
    memberships = GroupMember.objects.filter(
        group__in=GroupDirectoryGroup.objects.filter(directory_group__in=ids).values("group")
    )
    return ITwin.objects.filter(pk__in=memberships.values("itwin"))


def _people_of(directory_group: DirectoryGroup) -> QuerySet[User]:
    return User.objects.filter(pk__in=directory_group.directory_users.values("user"))


def _refresh(ids: Collection[UUID], people: Collection[UUID]) -> None:
    visibility.refresh(_itwins_with(ids), people=User.objects.filter(pk__in=people))
