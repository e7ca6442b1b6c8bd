"""Opening an Account gives it what every Account has."""

from accounts.models import Role
from accounts.operations.organizations import open_account, open_primary_account
from accounts.operations.user_members import add_user_member
from accounts.permissions import permissions_of, wire_permissions


def roles() -> list[tuple[str, str, str, int]]:
    return [
        (role.itwin.display_name, role.display_name, role.type, role.permissions.count())
        for role in Role.objects.order_by("created_at")
    ]


def test_each_account_of_an_organization_has_one_default_role_without_permissions(
    acme, acme_corporation, admin
):
    open_account(organization=acme_corporation, by=admin, name="Acme Water", is_primary=False)

    assert roles() == [
        ("Acme Corp.", "Team Member", "Default", 0),
        ("Acme Water", "Team Member", "Default", 0),
    ]


def test_whoever_holds_it_belongs_to_the_account_and_may_nothing(acme, member):
    add_user_member(itwin=acme, user=member, roles=[acme.roles.get()])

    assert wire_permissions(permissions_of(member, acme)) == []
    assert permissions_of(member, acme) == {"membership"}


def test_a_personal_account_has_none(loner):
    open_primary_account(loner)

    assert roles() == []
