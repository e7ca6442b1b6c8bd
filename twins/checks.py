"""System checks of the trees; `manage.py check --database default` and `migrate` run them."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections

from twins.models.hierarchy_node import TREE_ID_SEQUENCE


@register(Tags.database)
def tree_ids_are_still_free(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Finds a sequence that would give new trees the ids of old ones, as after a careless load."""
    return [
        Error(
            "The next new tree would get the id of an existing one.",
            hint="Run: manage.py check_hierarchy --rebuild",
            id="twins.E001",
        )
        for database in databases or ()
        if _sequence_lags_behind(database)
    ]


def _sequence_lags_behind(database: str) -> bool:
    connection = connections[database]
    if connection.vendor != "postgresql":
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s)", [TREE_ID_SEQUENCE])
        if cursor.fetchone() == (None,):  # before the first migration
            return False
        cursor.execute(
            f"SELECT coalesce(max(tree_id), 0) > (SELECT last_value FROM {TREE_ID_SEQUENCE})"  # noqa: S608
            " FROM twins_hierarchynode"
        )
        return cursor.fetchone()[0]
