"""Changing a role counts everywhere at once; deleting one ends what hung on it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.choices import InvitationStatus
from accounts.errors import InsufficientPermissions, RoleNotFound
from accounts.models import (
    Group,
    GroupMember,
    Invitation,
    InvitationRole,
    Role,
    User,
    UserMember,
    UserMemberRole,
    VisibleITwin,
)
from accounts.operations import visibility
from accounts.operations.roles import change_role, create_role, delete_role
from accounts.operations.user_members import add_user_member
from accounts.operations.volume import add_members, give_members
from accounts.permissions import permissions_of, wire_permissions
from tests.factories import make_itwin, make_user
from twins.choices import Channel, ITwinClass, SubClass
from twins.models import ITwin
from twins.operations.lifecycle import delete_itwin, restore_itwin
from twins.operations.volume import add_forest


@pytest.fixture
def bridge(acme, owner) -> ITwin:
    return make_itwin(acme, owner=owner, display_name="Bridge")


@pytest.fixture
def tunnel(acme, owner) -> ITwin:
    return make_itwin(acme, owner=owner, display_name="Tunnel")


@pytest.fixture
def reader(acme) -> Role:
    """Of the Account, so that every iTwin may use it."""
    return create_role(itwin=acme, display_name="Reader", permissions=["imodels_read"])


@pytest.fixture
def writer(acme) -> Role:
    return create_role(itwin=acme, display_name="Writer", permissions=["imodels_write"])


def make_group_member(itwin: ITwin, *roles: Role, name: str = "Crew") -> GroupMember:
    group, _ = Group.objects.get_or_create(
        itwin=itwin.account, name=name, name_folded=name.casefold()
    )
    member = GroupMember.objects.create(itwin=itwin, group=group)
    for position, role in enumerate(roles):
        member.role_assignments.create(role=role, position=position)
    return member


def invite(itwin: ITwin, *roles: Role, by: User, **values: object) -> Invitation:
    now = timezone.now()
    invitation = Invitation.objects.create(
        itwin=itwin,
        email="guest@elsewhere.example",
        email_folded="guest@elsewhere.example",
        invited_by=by,
        created_at=now,
        expires_at=now + timedelta(days=7),
        **values,
    )
    for position, role in enumerate(roles):
        InvitationRole.objects.create(invitation=invitation, role=role, position=position)
    return invitation


def used_on_many(acme: ITwin, admin: User, member: User, role: Role, number: int) -> None:
    """Assigns a role of the Account to a member on that many new iTwins."""
    itwins = [
        ITwin(
            account=acme,
            parent=acme,
            itwin_class=ITwinClass.ENDEAVOR,
            sub_class=SubClass.PROJECT,
            number=f"M-{place}",
            display_name=f"Many {place}",
            created_by=admin,
            last_modified_by=admin,
        )
        for place in range(number)
    ]
    add_forest(itwins)
    add_members((itwin.pk, member.pk) for itwin in itwins)
    give_members(role)
    visibility.refresh(ITwin.objects.filter(account=acme))


def seen_by(user: User) -> list[str]:
    rows = VisibleITwin.objects.filter(user=user)
    return sorted(rows.values_list("display_name", flat=True))


def test_members_who_held_nothing_else_are_members_no_longer(
    bridge, tunnel, reader, writer, member, owner
):
    add_user_member(itwin=bridge, user=member, roles=[reader])
    add_user_member(itwin=tunnel, user=member, roles=[reader, writer])

    delete_role(reader, by=owner)

    assert [(row.itwin, row.user) for row in UserMember.objects.all()] == [(tunnel, member)]
    assert [row.role for row in UserMemberRole.objects.all()] == [writer]
    assert seen_by(member) == ["Tunnel"]
    assert permissions_of(member, bridge) == frozenset()
    assert wire_permissions(permissions_of(member, tunnel)) == ["imodels_write"]
    assert visibility.check() == []


def test_an_owner_who_held_the_role_still_owns_the_itwin(bridge, reader, owner):
    add_user_member(itwin=bridge, user=owner, roles=[reader])

    delete_role(reader, by=owner)

    assert not UserMember.objects.exists()
    assert seen_by(owner) == ["Bridge"]


def test_groups_that_held_nothing_else_are_members_no_longer(bridge, tunnel, reader, writer, owner):
    make_group_member(bridge, reader)
    stays = make_group_member(tunnel, writer, reader)

    delete_role(reader, by=owner)

    assert list(GroupMember.objects.all()) == [stays]
    assert [assignment.role for assignment in stays.role_assignments.all()] == [writer]
    assert Group.objects.count() == 1


def test_pending_invitations_that_offered_nothing_else_are_gone(bridge, reader, writer, owner):
    invite(bridge, reader, by=owner)
    stays = invite(bridge, reader, writer, by=owner)
    of_owner = invite(bridge, reader, by=owner, makes_owner=True)

    delete_role(reader, by=owner)

    assert set(Invitation.objects.all()) == {stays, of_owner}
    assert [(offer.invitation, offer.role) for offer in InvitationRole.objects.all()] == [
        (stays, writer)
    ]


@pytest.mark.parametrize("status", ["Accepted", "Expired", "Cancelled"])
def test_invitations_that_are_over_are_kept(bridge, reader, owner, status):
    over = invite(bridge, reader, by=owner, status=InvitationStatus(status))

    delete_role(reader, by=owner)

    assert list(Invitation.objects.all()) == [over]
    assert not InvitationRole.objects.exists()


def test_what_never_held_the_role_is_left_alone(bridge, reader, writer, member, owner):
    add_user_member(itwin=bridge, user=member, roles=[writer])
    make_group_member(bridge, writer)
    invite(bridge, writer, by=owner)

    delete_role(reader, by=owner)

    for model in (UserMember, GroupMember, Invitation):
        assert model.objects.count() == 1
    assert list(Role.objects.filter(type="Custom")) == [writer]


def test_memberships_of_a_deleted_itwin_end_too(bridge, reader, member, owner):
    add_user_member(itwin=bridge, user=member, roles=[reader])
    delete_itwin(bridge, by=owner, through=Channel.API)

    delete_role(reader, by=owner)

    assert not UserMember.objects.exists()
    assert visibility.check() == []


def test_a_role_deleted_meanwhile_is_neither_changed_nor_deleted(reader, admin):
    Role.objects.filter(pk=reader.pk).delete()

    with pytest.raises(RoleNotFound):
        change_role(reader, by=admin, display_name="Other")
    with pytest.raises(RoleNotFound):
        delete_role(reader, by=admin)


def test_a_refused_change_changes_nothing(bridge, member):
    role = create_role(itwin=bridge, display_name="Manager")
    add_user_member(itwin=bridge, user=member, roles=[role])

    with pytest.raises(InsufficientPermissions):
        change_role(role, by=member, display_name="Chief", permissions=["itwins_modify"])

    role.refresh_from_db()
    assert role.display_name == "Manager"


@pytest.mark.parametrize("itwins", [3, 1000])
def test_a_role_of_the_account_is_edited_once_for_all_its_assignments(
    acme, admin, member, reader, itwins, django_assert_num_queries
):
    used_on_many(acme, admin, member, reader, itwins)

    with django_assert_num_queries(11):
        change_role(reader, by=admin, permissions=["itwins_modify"])

    last = ITwin.objects.get(display_name=f"Many {itwins - 1}")
    assert wire_permissions(permissions_of(member, last)) == ["itwins_modify"]


def test_the_guard_asks_about_all_assignments_in_a_bounded_number_of_queries(
    acme, admin, owner, member, reader, writer
):
    used_on_many(acme, admin, member, reader, 1000)
    add_user_member(itwin=acme, user=owner, roles=[writer])

    with CaptureQueriesContext(connection) as queries, pytest.raises(InsufficientPermissions):
        change_role(reader, by=owner, permissions=["imodels_write"])

    assert len(queries) == 7


@pytest.mark.parametrize("itwins", [3, 1000])
def test_a_role_is_deleted_in_as_many_statements_however_often_it_is_used(
    acme, admin, member, reader, itwins, django_assert_num_queries
):
    used_on_many(acme, admin, member, reader, itwins)
    assert len(seen_by(member)) == itwins

    with django_assert_num_queries(24):
        delete_role(reader, by=admin)

    assert seen_by(member) == []
    assert not UserMember.objects.exists()
    assert visibility.check() == []


def test_a_stranger_to_the_role_keeps_what_they_see(acme, admin, member, reader, writer, bridge):
    other = make_user("other@acme.example", organization=member.organization)
    add_user_member(itwin=bridge, user=other, roles=[writer])
    used_on_many(acme, admin, member, reader, 3)

    delete_role(reader, by=admin)

    assert seen_by(other) == ["Bridge"]


def test_nobody_gains_by_a_role_that_grew_while_an_itwin_was_deleted(
    acme, bridge, reader, writer, member, owner
):
    add_user_member(itwin=acme, user=member, roles=[writer])
    add_user_member(itwin=bridge, user=member, roles=[reader])
    delete_itwin(bridge, by=owner, through=Channel.API)

    with pytest.raises(InsufficientPermissions):
        change_role(reader, by=member, permissions=["imodels_read", "imodels_write"])

    restored = restore_itwin(bridge, by=owner, through=Channel.COMMAND)
    assert wire_permissions(permissions_of(member, restored)) == ["imodels_read"]
