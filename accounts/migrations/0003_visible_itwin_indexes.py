"""The covering indexes that a page of a person's list is found in."""

from django.db import migrations

STATEMENTS = {
    "postgresql": [
        """
        CREATE INDEX visible_itwin_newest ON accounts_visibleitwin
        (user_id, created_at DESC, itwin_id)
        INCLUDE (sub_class, status, account_id, number_folded, display_name_folded)
        """,
        # Without the folded texts: three texts of 255 characters can outgrow an index row.
        """
        CREATE INDEX visible_itwin_names ON accounts_visibleitwin
        (user_id, display_name COLLATE "und-x-icu", itwin_id)
        INCLUDE (sub_class, status, account_id)
        """,
    ],
    "sqlite": [
        """
        CREATE INDEX visible_itwin_newest ON accounts_visibleitwin
        (user_id, created_at DESC, itwin_id,
         sub_class, status, account_id, number_folded, display_name_folded)
        """,
        """
        CREATE INDEX visible_itwin_names ON accounts_visibleitwin
        (user_id, display_name_folded, itwin_id, sub_class, status, account_id, number_folded)
        """,
    ],
}


def create(apps, schema_editor):
    for statement in STATEMENTS[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def drop(apps, schema_editor):
    schema_editor.execute("DROP INDEX visible_itwin_names")
    schema_editor.execute("DROP INDEX visible_itwin_newest")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_memberships")]
    operations = [migrations.RunPython(create, drop)]
