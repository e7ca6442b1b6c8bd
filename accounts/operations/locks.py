"""What writers of access control hold, in order: directory groups, roles, groups, then iTwins.

Each kind in ascending order of ids. Whoever assigns a role holds the role (so that it is not
deleted meanwhile) before the iTwin; whoever deletes it holds it first too, then every iTwin it
is used on. Groups alike: whoever changes a group's people holds it, and so meets whoever makes it
a member of one more iTwin. Nobody who holds an iTwin waits for anything else. SQLite lets one
writer in at a time.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Model, QuerySet

from accounts.models import DirectoryGroup, Group, Role
from twins.errors import ITwinNotFound
from twins.models import ITwin


def keep_roles(role_ids: Iterable[UUID]) -> set[UUID]:
    """Keeps roles from being deleted until the transaction ends; returns those that exist."""
    return _keep(Role, role_ids)


def keep_groups(group_ids: Iterable[UUID]) -> set[UUID]:
    return _keep(Group, group_ids)


def keep_directory_groups(ids: Iterable[UUID]) -> set[UUID]:
    return _keep(DirectoryGroup, ids)


def hold_directory_groups(ids: Iterable[UUID]) -> set[UUID]:
    """Holds directory groups whose people change; returns those that exist."""
    return _hold(DirectoryGroup.objects.filter(pk__in=set(ids)))


def hold_groups(groups: QuerySet[Group]) -> set[UUID]:
    """Holds groups whose people change; returns their ids."""
    return _hold(groups)


def hold_itwin(itwin: ITwin) -> ITwin:
    """The iTwin as it is now; other writers of its members wait until the transaction ends."""
    held = ITwin.objects.select_for_update(no_key=True).live().filter(pk=itwin.pk).first()
    if held is None:
        raise ITwinNotFound
    return held


def hold_itwins(itwins: QuerySet[ITwin]) -> list[UUID]:
    """Holds many, in ascending order, and returns their ids."""
    chosen = ITwin.objects.filter(pk__in=list(itwins.order_by().values_list("pk", flat=True)))
    rows = chosen.select_for_update(no_key=True).order_by("pk")
    return list(rows.values_list("pk", flat=True))


def _hold(rows: QuerySet[Any]) -> set[UUID]:
    # The whole lock: the weaker one of hold_itwin would let those in who merely keep a row.
    return set(rows.select_for_update().order_by("pk").values_list("pk", flat=True))


def _keep(model: type[Model], ids: Iterable[UUID]) -> set[UUID]:
    wanted = sorted(set(ids))
    if connection.vendor == "postgresql" and wanted:
        with connection.cursor() as cursor:
            # Weaker than select_for_update: those who merely use a role do not wait for another.
            cursor.execute(
                f"SELECT id FROM {model._meta.db_table} WHERE id = ANY(%s)"  # noqa: S608, SLF001
                " ORDER BY id FOR KEY SHARE",
                [wanted],
            )
            return {found for (found,) in cursor.fetchall()}
    return set(model._default_manager.filter(pk__in=wanted).values_list("pk", flat=True))  # noqa: SLF001
