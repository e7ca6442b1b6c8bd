"""Gives the Accounts of organizations that were opened before it their Default role."""

from uuid import uuid5

from django.db import migrations

_TEAM_MEMBER = 'Team Member'


def add_team_member_roles(apps, schema_editor):
    ownerships = apps.get_model('accounts', 'AccountOwnership').objects.using(schema_editor.connection.alias)
    roles = apps.get_model('accounts', 'Role')
    accounts = ownerships.filter(organization__isnull=False).values_list('account', flat=True)
    # As an Account is given it when it is opened; its id is derived, so that none gets it twice.
    roles.objects.using(schema_editor.connection.alias).bulk_create(
        (
            roles(
                id=uuid5(account, _TEAM_MEMBER),
                itwin_id=account,
                display_name=_TEAM_MEMBER,
                description='Belongs to the team; holds no permission.',
                type='Default',
            )
            for account in accounts
        ),
        batch_size=1000,
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0006_webhooks_and_subjects'),
    ]

    operations = [
        migrations.RunPython(add_team_member_roles, migrations.RunPython.noop, elidable=True),
    ]
