"""The only writer of VisibleITwin: what owners and members see, derived in the same transaction.

Set-based: a change of a thousand memberships is two statements, not a thousand.
"""

from dataclasses import dataclass
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, transaction
from django.db.models import QuerySet

from accounts.models import VisibleITwin
from twins.models import ITwin

# (user, iTwin) for every owner and for every member who holds at least one role.
_TRUTH = """
    SELECT user_id, itwin_id FROM accounts_ownermember
    UNION
    SELECT member.user_id, member.itwin_id FROM accounts_usermember member
    WHERE EXISTS (
        SELECT 1 FROM accounts_usermemberrole assignment WHERE assignment.member_id = member.id
    )
"""
_COPIED = (
    "account_id",
    "sub_class",
    "status",
    "display_name",
    "number_folded",
    "display_name_folded",
    "created_at",
)


@dataclass(frozen=True)
class VisibilityFindings:
    """How the derived table differs from the truth, in rows."""

    missing: int
    superfluous: int
    stale: int

    @property
    def is_clean(self) -> bool:
        return not (self.missing or self.superfluous or self.stale)


def refresh(itwins: QuerySet[ITwin]) -> None:
    """Makes the rows of some iTwins true: call it after their members or copied keys changed."""
    ids, parameters = itwins.values("pk").query.get_compiler(DEFAULT_DB_ALIAS).as_sql()
    _delete_untrue(f"itwin_id IN ({ids})", parameters)
    _insert_true(f"itwin.id IN ({ids})", f"WHERE itwin_id IN ({ids})", parameters)


def refresh_itwin(itwin: ITwin) -> None:
    refresh(ITwin.objects.filter(pk=itwin.pk))


@transaction.atomic
def rebuild() -> None:
    """Derives the whole table anew; nobody reads a half-made one."""
    VisibleITwin.objects.all().delete()
    _insert_true("true", "", ())


def check() -> VisibilityFindings:
    """Compares the table with the truth."""
    differing = " OR ".join(f"visible.{name} <> itwin.{name}" for name in _COPIED)
    truth = f"""
        SELECT truth.user_id, truth.itwin_id FROM ({_TRUTH}) truth
        JOIN twins_itwin itwin ON itwin.id = truth.itwin_id WHERE itwin.deleted_at IS NULL
    """  # noqa: S608 -- constants of this module
    table = "SELECT user_id, itwin_id FROM accounts_visibleitwin"
    return VisibilityFindings(
        missing=_count(f"{truth} EXCEPT {table}"),
        superfluous=_count(f"{table} EXCEPT {truth}"),
        stale=_count(
            f"SELECT 1 FROM accounts_visibleitwin visible"  # noqa: S608
            f" JOIN twins_itwin itwin ON itwin.id = visible.itwin_id WHERE {differing}"
        ),
    )


def _delete_untrue(chosen: str, parameters: Any) -> None:
    _execute(
        f"""
        DELETE FROM accounts_visibleitwin WHERE {chosen} AND (
            NOT EXISTS (
                SELECT 1 FROM ({_TRUTH}) truth
                WHERE truth.user_id = accounts_visibleitwin.user_id
                  AND truth.itwin_id = accounts_visibleitwin.itwin_id
            )
            OR EXISTS (
                SELECT 1 FROM twins_itwin itwin
                WHERE itwin.id = accounts_visibleitwin.itwin_id AND itwin.deleted_at IS NOT NULL
            )
        )
        """,  # noqa: S608
        parameters,
    )


def _insert_true(chosen: str, chosen_truth: str, parameters: Any) -> None:
    columns = ", ".join(_COPIED)
    copies = ", ".join(f"itwin.{name}" for name in _COPIED)
    updates = ", ".join(f"{name} = excluded.{name}" for name in _COPIED)
    _execute(
        f"""
        INSERT INTO accounts_visibleitwin (user_id, itwin_id, {columns})
        SELECT truth.user_id, itwin.id, {copies}
        FROM (SELECT user_id, itwin_id FROM ({_TRUTH}) every {chosen_truth}) truth
        JOIN twins_itwin itwin ON itwin.id = truth.itwin_id
        WHERE {chosen} AND itwin.deleted_at IS NULL
        ON CONFLICT (user_id, itwin_id) DO UPDATE SET {updates}
        """,  # noqa: S608
        (*parameters, *parameters),
    )


def _execute(statement: str, parameters: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def _count(query: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({query}) findings")  # noqa: S608
        return cursor.fetchone()[0]
