"""Tree ids from a sequence, a guard on roots, and the indexes that only one engine has."""

from django.db import migrations

POSTGRESQL = [
    "CREATE SEQUENCE twins_hierarchynode_tree_id_seq AS integer",
    # Two roots never share a tree id. Deferred, because mptt moves in several statements.
    """
    ALTER TABLE twins_hierarchynode ADD CONSTRAINT hierarchy_root_has_its_own_tree
    EXCLUDE USING btree (tree_id WITH =) WHERE (parent_id IS NULL)
    DEFERRABLE INITIALLY DEFERRED
    """,
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    """
    CREATE INDEX itwin_search ON twins_itwin
    USING gin (number_folded gin_trgm_ops, display_name_folded gin_trgm_ops)
    """,
    # The order that JavaScript's localeCompare gives, whatever the database's own collation.
    """
    CREATE INDEX itwin_names_in_order ON twins_itwin
    (account_id, display_name COLLATE "und-x-icu", id)
    """,
]
POSTGRESQL_BACK = [
    "DROP INDEX itwin_names_in_order",
    "DROP INDEX itwin_search",
    "ALTER TABLE twins_hierarchynode DROP CONSTRAINT hierarchy_root_has_its_own_tree",
    "DROP SEQUENCE twins_hierarchynode_tree_id_seq",
]


def _run(statements):
    def run(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            for statement in statements:
                schema_editor.execute(statement)

    return run


class Migration(migrations.Migration):
    dependencies = [("twins", "0001_itwins")]
    operations = [migrations.RunPython(_run(POSTGRESQL), _run(POSTGRESQL_BACK))]
