"""Defining roles, changing them, and taking them away from everybody at once."""

from collections.abc import Collection, Iterable
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from accounts.choices import InvitationStatus, RoleType
from accounts.errors import RoleNotFound
from accounts.escalation import refuse_widening
from accounts.models import (
    GroupMember,
    GroupMemberRole,
    Invitation,
    InvitationRole,
    Permission,
    Role,
    User,
    UserMember,
    UserMemberRole,
)
from accounts.operations import audit, member_changes, visibility
from accounts.operations.locks import hold_itwins
from twins.choices import AuditOperation, Channel
from twins.models import ITwin

_TEAM_MEMBER = "Team Member"


@transaction.atomic
def create_role(
    *,
    itwin: ITwin,
    display_name: str,
    description: str = "",
    permissions: Collection[str] = (),
    role_type: RoleType = RoleType.CUSTOM,
    role_id: UUID | None = None,
    by: User | None = None,
) -> Role:
    """Defines a role on an iTwin; one on an Account can be used on every iTwin below it.

    Without `by`, it comes with an Account or with demo data: that is not written down.
    """
    role = Role(itwin=itwin, display_name=display_name, description=description, type=role_type)
    if role_id is not None:
        role.id = role_id
    role.save(force_insert=True)
    role.permissions.set(Permission.objects.filter(pk__in=permissions))
    if by is not None:
        granted = role.permissions.values_list("pk", flat=True)
        _write_down(role, {_called(role): [None, _shown(granted)]}, by)
    return role


def add_team_member_role(*, account: ITwin) -> Role:
    """Defines the Default role that every Account of an organization has; its id is derived."""
    return create_role(
        itwin=account,
        display_name=_TEAM_MEMBER,
        description="Belongs to the team; holds no permission.",
        role_type=RoleType.DEFAULT,
        role_id=uuid5(account.pk, _TEAM_MEMBER),
    )


@transaction.atomic
def change_role(
    role: Role,
    *,
    by: User,
    display_name: str | None = None,
    description: str | None = None,
    permissions: Collection[str] | None = None,
) -> Role:
    """Changes what is given; new permissions count at once wherever the role is assigned.

    Raises InsufficientPermissions if `by` would add what they lack somewhere, RoleNotFound if
    the role was deleted meanwhile.
    """
    held = _hold(role)
    changes: audit.Changes = {}
    called = _called(held)
    for field, name, value in (
        ("display_name", "displayName", display_name),
        ("description", "description", description),
    ):
        if value is not None and value != getattr(held, field):
            changes[f"{called}, {name}"] = [getattr(held, field), value]
            setattr(held, field, value)
    held.save(update_fields=["display_name", "description"])
    if permissions is not None:
        granted = set(held.permissions.values_list("pk", flat=True))
        refuse_widening(by, held, set(permissions) - granted)
        held.permissions.set(Permission.objects.filter(pk__in=permissions))
        if granted != set(permissions):
            changes[called] = [_shown(granted), _shown(permissions)]
    if changes:
        _write_down(held, changes, by)
    return held


@transaction.atomic
def delete_role(role: Role, *, by: User) -> None:
    """Takes a role away from everybody, wherever it is assigned or offered, and deletes it.

    Whoever held nothing else is a member no longer, and an invitation that offered nothing else
    is gone. Set-based: a role used on a thousand iTwins costs as many statements as one on three.
    """
    role = _hold(role)
    itwin_ids = hold_itwins(_using(role))
    lost = [*member_changes.of_users_losing(role), *member_changes.of_groups_losing(role)]
    called = _called(role)
    member_changes.tell(lost, by=by, through=Channel.API, reason=f"{called} was deleted")
    granted = role.permissions.values_list("pk", flat=True)
    _write_down(role, {called: [_shown(granted), None]}, by)
    offering = Invitation.objects.filter(status=InvitationStatus.PENDING, makes_owner=False)
    _delete(_left_without(role, UserMember.objects.all(), UserMemberRole.objects.all(), "member"))
    _delete(_left_without(role, GroupMember.objects.all(), GroupMemberRole.objects.all(), "member"))
    _delete(_left_without(role, offering, InvitationRole.objects.all(), "invitation"))
    role.delete()
    visibility.refresh(ITwin.objects.filter(pk__in=itwin_ids))


def _hold(role: Role) -> Role:
    """The role as it is now; those who would assign it wait until the transaction ends."""
    rows = Role.objects.select_for_update(of=("self",)).select_related("itwin")
    held = rows.filter(pk=role.pk).first()
    if held is None:
        raise RoleNotFound
    return held


def _called(role: Role) -> str:
    return f"role {role.display_name}"


def _shown(permissions: Iterable[str]) -> str:
    return ", ".join(sorted(permissions)) or "no permissions"


def _write_down(role: Role, changes: audit.Changes, by: User) -> None:
    audit.record(
        AuditOperation.ROLES_CHANGED, role.itwin, by=by, through=Channel.API, changes=changes
    )


def _using(role: Role) -> QuerySet[ITwin]:
    users = UserMember.objects.filter(role_assignments__role=role).values("itwin")
    groups = GroupMember.objects.filter(role_assignments__role=role).values("itwin")
    invitations = Invitation.objects.filter(role_offers__role=role).values("itwin")
    return ITwin.objects.filter(pk__in=users.union(groups, invitations))


def _left_without(role: Role, holders: QuerySet, assignments: QuerySet, to: str) -> QuerySet:
    """Those of `holders` who hold this role and no other."""
    held = assignments.filter(**{to: OuterRef("pk")})
    return holders.filter(Exists(held.filter(role=role)), ~Exists(held.exclude(role=role)))


def _delete(rows: QuerySet) -> None:
    # One statement whatever their number: Django's own delete() goes by hundreds, to cascade.
    # The assignments that point at these rows go with the role, in the same transaction.
    rows._raw_delete(rows.db)  # noqa: SLF001
