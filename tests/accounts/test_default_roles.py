"""The Default role of Accounts that were opened before there was one."""

from importlib import import_module

from django.apps import apps
from django.db import connection

from accounts.models import AccountOwnership, Role
from accounts.operations.organizations import open_primary_account


def test_accounts_of_organizations_get_it_and_nothing_else_changes(acme, soylent, loner):
    migration = import_module("accounts.migrations.0007_default_roles")
    personal = open_primary_account(loner)
    roles = Role.objects.order_by("itwin").values(
        "id", "itwin", "display_name", "description", "type"
    )
    opened_with = list(roles)
    Role.objects.filter(itwin=acme).delete()

    for _ in range(2):
        migration.add_team_member_roles(apps, connection.schema_editor())

    assert list(roles) == opened_with
    assert {role["itwin"] for role in opened_with} == {acme.pk, soylent.pk}
    assert AccountOwnership.objects.filter(account=personal, user=loner).exists()
