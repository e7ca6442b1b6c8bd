"""Which roles a person holds on one iTwin and which way each came; and where a permission came."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from accounts.models import GroupMemberRole, User, UserMemberRole
from twins.models import ITwin


@dataclass(frozen=True)
class HeldRole:
    """A role and the way it came; `through` is empty for one held directly."""

    role_id: UUID
    through: str = ""


def held_roles(user: User, itwin: ITwin) -> list[HeldRole]:
    """The assignments of `user` on `itwin`: direct ones first, in the order they were given."""
    direct = UserMemberRole.objects.filter(member__user=user, member__itwin=itwin)
    listed = GroupMemberRole.objects.filter(
        member__itwin=itwin, member__group__listed_users__user=user
    )
    by_directory = "member__group__listed_directory_groups__directory_group"
    from_directory = GroupMemberRole.objects.filter(
        member__itwin=itwin, **{f"{by_directory}__directory_users__user": user}
    )
    names = "member__group__name"
    return [
        *(HeldRole(role) for role in direct.order_by("position").values_list("role", flat=True)),
        *(
            HeldRole(role, f", through the group {group}")
            for role, group in listed.order_by(names, "position").values_list("role", names)
        ),
        *(
            HeldRole(role, f", through the group {group} and its directory group {directory}")
            for role, group, directory in from_directory.order_by(
                names, f"{by_directory}__name", "position"
            ).values_list("role", names, f"{by_directory}__name")
        ),
    ]


def itwins_where_holding(user: User, permission: str) -> QuerySet:
    """The ids of the iTwins where `user` holds a permission: as owner, or through a role."""
    by_group = "group_members__group"
    roles = {"role__permissions": permission}
    direct = {f"user_members__role_assignments__{name}": value for name, value in roles.items()}
    grouped = {f"group_members__role_assignments__{name}": value for name, value in roles.items()}
    held = (
        ITwin.objects.filter(owner_members__user=user),
        ITwin.objects.filter(user_members__user=user, **direct),
        ITwin.objects.filter(**{f"{by_group}__listed_users__user": user}, **grouped),
        ITwin.objects.filter(
            **{
                f"{by_group}__listed_directory_groups__directory_group__directory_users__user": user
            },
            **grouped,
        ),
    )
    first, *others = (itwins.order_by().values("pk") for itwins in held)
    return first.union(*others)
