"""Finding an iTwin and being permitted: one act."""

import pytest

from accounts.access import itwin_for, itwin_to_collect
from accounts.errors import InsufficientPermissions
from accounts.models import OwnerMember
from accounts.models.user import OrganizationRole
from accounts.operations.roles import create_role
from accounts.operations.user_members import add_user_member
from accounts.permissions import CATALOGUE, STANDINGS, Permission, permissions_of
from tests.factories import make_itwin, make_member, make_user
from tests.twins.api.answers import UNKNOWN_ID
from twins.choices import Channel
from twins.errors import ITwinNotFound
from twins.operations.lifecycle import delete_itwin


@pytest.fixture
def bridge(acme, owner):
    return make_itwin(acme, owner=owner, display_name="Bridge")


OWNER_STANDINGS = {Permission.MEMBERSHIP, Permission.FULL_CONTROL}


@pytest.mark.parametrize(
    ("who", "standings"), [("owner", OWNER_STANDINGS), ("admin", set(STANDINGS))]
)
def test_owners_and_administrators_have_every_permission(bridge, request, who, standings):
    assert permissions_of(request.getfixturevalue(who), bridge) == CATALOGUE | standings


@pytest.mark.parametrize("role", OrganizationRole.values)
def test_each_of_the_three_roles_makes_an_administrator(bridge, acme_corporation, role):
    person = make_user("boss@acme.example", organization=acme_corporation)
    person.organization_role = role
    person.save()

    assert Permission.FULL_CONTROL in permissions_of(person, bridge)
    assert itwin_for(person, bridge.pk, to=Permission.FULL_CONTROL) == bridge


def test_a_member_has_what_all_of_their_roles_grant_together(bridge, member):
    roles = [
        create_role(
            itwin=bridge, display_name="One", permissions=["itwins_modify", "imodels_read"]
        ),
        create_role(
            itwin=bridge, display_name="Two", permissions=["itwins_create", "imodels_read"]
        ),
        create_role(itwin=bridge, display_name="None"),
    ]
    add_user_member(itwin=bridge, user=member, roles=roles)

    assert permissions_of(member, bridge) == {
        "itwins_modify",
        "itwins_create",
        "imodels_read",
        Permission.MEMBERSHIP,
    }


def test_a_role_that_was_defined_but_not_given_grants_nothing(bridge, member):
    create_role(itwin=bridge, display_name="Editor", permissions=["itwins_modify"])

    assert permissions_of(member, bridge) == set()


def test_permissions_flow_neither_down_nor_up_nor_sideways(acme, bridge, owner, member):
    child = make_itwin(bridge, owner=owner)
    sibling = make_itwin(acme, owner=owner)
    make_member(bridge, member, "itwins_modify")

    for other in (acme, child, sibling):
        assert permissions_of(member, other) == set()


@pytest.mark.parametrize("who", ["member", "newcomer", "outsider", "loner", "support"])
def test_nobody_else_has_any(bridge, request, who):
    assert permissions_of(request.getfixturevalue(who), bridge) == set()


def test_an_administrator_of_another_organization_stays_a_guest(bridge, outsider):
    make_member(bridge, outsider, "imodels_read")

    assert permissions_of(outsider, bridge) == {"imodels_read", Permission.MEMBERSHIP}


def test_an_itwin_is_found_and_permitted_or_refused(bridge, member, newcomer):
    make_member(bridge, member, "itwins_modify")

    assert itwin_for(member, bridge.pk) == bridge
    assert itwin_for(member, str(bridge.pk).upper(), to=Permission.ITWINS_MODIFY) == bridge
    for permission in (Permission.ITWINS_CREATE, Permission.FULL_CONTROL):
        with pytest.raises(InsufficientPermissions):
            itwin_for(member, bridge.pk, to=permission)
    with pytest.raises(ITwinNotFound):
        itwin_for(newcomer, bridge.pk, to=Permission.ITWINS_MODIFY)


@pytest.mark.parametrize("itwin_id", ["", "nonsense", UNKNOWN_ID, "\x00", "1" * 60_000])
def test_what_is_no_id_is_not_found(acme, admin, itwin_id):
    with pytest.raises(ITwinNotFound):
        itwin_for(admin, itwin_id)
    with pytest.raises(ITwinNotFound):
        itwin_to_collect(admin, itwin_id)


def test_whoever_is_no_longer_owner_has_lost_everything(acme, bridge, owner):
    OwnerMember.objects.filter(user=owner, itwin=bridge).delete()

    assert permissions_of(owner, bridge) == set()


def test_members_administrators_and_guests_may_collect(bridge, owner, admin, member, outsider):
    make_member(bridge, member)
    make_member(bridge, outsider, name="Guest")

    for person in (owner, admin, member, outsider):
        assert itwin_to_collect(person, bridge.pk) == bridge


def test_others_of_the_organization_are_refused_and_strangers_find_nothing(
    bridge, newcomer, loner, support, outsider
):
    with pytest.raises(InsufficientPermissions):
        itwin_to_collect(newcomer, bridge.pk)
    for stranger in (loner, support, outsider):
        with pytest.raises(ITwinNotFound):
            itwin_to_collect(stranger, bridge.pk)


def test_a_deleted_itwin_is_found_by_nobody(bridge, owner, admin):
    delete_itwin(bridge, by=owner, through=Channel.API)

    for person in (owner, admin):
        for find in (itwin_for, itwin_to_collect):
            with pytest.raises(ITwinNotFound):
                find(person, bridge.pk)
