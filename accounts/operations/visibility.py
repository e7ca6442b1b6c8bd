"""The only writer of VisibleITwin: what owners and members see, derived in the same transaction.

Members are people with a role, and people of a group (or of its directory groups) with a role.

Set-based: a change of a thousand memberships is two statements, not a thousand. Whoever derives
the rows of an iTwin holds its row in twins_itwin first: two writers at once (a rename, a new
member) would each miss what the other has not committed yet.
"""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection, transaction
from django.db.models import QuerySet

from accounts.models import User
from twins.models import ITwin

_COPIED = (
    "account_id",
    "sub_class",
    "status",
    "display_name",
    "number_folded",
    "display_name_folded",
    "created_at",
)
_EVERYTHING = "1 = 1"


@dataclass(frozen=True)
class _Way:
    """One way to see iTwins: the rows that hold its pairs of a person and an iTwin."""

    rows: str
    user_id: str
    itwin_id: str
    condition: str = _EVERYTHING

    def pairs(self, chosen: str) -> str:
        return f"""
            SELECT {self.user_id}, {self.itwin_id} FROM {self.rows}
            WHERE {chosen} AND {self.condition}
        """  # noqa: S608 -- constants of this module, here and below

    def leads(self, user_id: str, itwin_id: str) -> str:
        return f"""
            EXISTS (
                SELECT 1 FROM {self.rows} WHERE {self.user_id} = {user_id}
                AND {self.itwin_id} = {itwin_id} AND {self.condition}
            )
        """  # noqa: S608


def _holds_a_role(assignments: str) -> str:
    return f"EXISTS (SELECT 1 FROM {assignments} held WHERE held.member_id = member.id)"  # noqa: S608


_WAYS = (
    _Way("accounts_ownermember owner", "owner.user_id", "owner.itwin_id"),
    _Way(
        "accounts_usermember member",
        "member.user_id",
        "member.itwin_id",
        _holds_a_role("accounts_usermemberrole"),
    ),
    _Way(
        """
        accounts_groupmember member
        JOIN accounts_groupuser listed ON listed.group_id = member.group_id
        """,
        "listed.user_id",
        "member.itwin_id",
        _holds_a_role("accounts_groupmemberrole"),
    ),
    _Way(
        """
        accounts_groupmember member
        JOIN accounts_groupdirectorygroup directory ON directory.group_id = member.group_id
        JOIN accounts_directorygroupuser person
          ON person.directory_group_id = directory.directory_group_id
        """,
        "person.user_id",
        "member.itwin_id",
        _holds_a_role("accounts_groupmemberrole"),
    ),
)


@dataclass(frozen=True)
class VisibilityFinding:
    """One way in which the table differs from the truth, and the people it concerns."""

    what: str
    rows_by_email: dict[str, int]

    @property
    def rows(self) -> int:
        return sum(self.rows_by_email.values())


def refresh(itwins: QuerySet[ITwin], *, people: QuerySet[User] | None = None) -> None:
    """Makes the rows of some iTwins true: call it after their members or copied keys changed.

    `people` spares everybody else's rows: for a change of who a group's people are.
    """
    try:
        chosen, parameters = _among("itwin_id", itwins)
        if people is not None:
            chosen_people, their_parameters = _among("user_id", people)
            chosen, parameters = f"{chosen} AND {chosen_people}", parameters + their_parameters
    except EmptyResultSet:
        return
    _lock(itwins)
    _derive(chosen, parameters)


def refresh_itwin(itwin: ITwin) -> None:
    refresh(ITwin.objects.filter(pk=itwin.pk))


@transaction.atomic
def rebuild() -> None:
    """Corrects the whole table while other writers wait; nobody reads a half-made one."""
    if connection.vendor == "postgresql":
        _execute("LOCK TABLE accounts_visibleitwin IN SHARE ROW EXCLUSIVE MODE", ())
    _derive(_EVERYTHING, ())


def check() -> list[VisibilityFinding]:
    """Compares the table with the truth; an empty list says that they agree."""
    truth = f"""
        SELECT truth.user_id, truth.itwin_id FROM ({_truth(_EVERYTHING)}) truth
        JOIN twins_itwin itwin ON itwin.id = truth.itwin_id WHERE itwin.deleted_at IS NULL
    """  # noqa: S608 -- constants of this module
    table = "SELECT user_id, itwin_id FROM accounts_visibleitwin"
    stale = f"""
        SELECT visible.user_id FROM accounts_visibleitwin visible
        JOIN twins_itwin itwin ON itwin.id = visible.itwin_id WHERE {_differ("visible", "itwin")}
    """  # noqa: S608
    questions = {
        "missing": f"{truth} EXCEPT {table}",
        "superfluous": f"{table} EXCEPT {truth}",
        "out of date": stale,
    }
    findings = [VisibilityFinding(what, _by_email(query)) for what, query in questions.items()]
    return [finding for finding in findings if finding.rows_by_email]


def _among(column: str, chosen: QuerySet[Any]) -> tuple[str, tuple[Any, ...]]:
    """The condition that a column holds the id of one of these rows; EmptyResultSet for none."""
    ids, parameters = chosen.order_by().values("pk").query.get_compiler(DEFAULT_DB_ALIAS).as_sql()
    return f"{column} IN ({ids})", tuple(parameters)


def _truth(chosen: str) -> str:
    """(user_id, itwin_id) of every way to see an iTwin.

    `chosen`, a condition on itwin_id and user_id, stands in every part: PostgreSQL does not carry
    a join into a UNION, and would read every owner there is for the sake of one iTwin.
    """
    return " UNION ".join(way.pairs(chosen) for way in _WAYS)


def _lock(itwins: QuerySet[ITwin]) -> None:
    rows = itwins.select_for_update(no_key=True, of=("self",)).order_by("pk")
    list(rows.values_list("pk"))


def _derive(chosen: str, parameters: tuple[Any, ...]) -> None:
    row = ("accounts_visibleitwin.user_id", "accounts_visibleitwin.itwin_id")
    _execute(
        f"""
        DELETE FROM accounts_visibleitwin WHERE {chosen} AND (
            NOT ({" OR ".join(way.leads(*row) for way in _WAYS)})
            OR EXISTS (
                SELECT 1 FROM twins_itwin itwin
                WHERE itwin.id = accounts_visibleitwin.itwin_id AND itwin.deleted_at IS NOT NULL
            )
        )
        """,  # noqa: S608
        parameters,
    )
    _execute(
        f"""
        INSERT INTO accounts_visibleitwin (user_id, itwin_id, {", ".join(_COPIED)})
        SELECT truth.user_id, itwin.id, {", ".join(f"itwin.{name}" for name in _COPIED)}
        FROM ({_truth(chosen)}) truth
        JOIN twins_itwin itwin ON itwin.id = truth.itwin_id
        WHERE itwin.deleted_at IS NULL
        ON CONFLICT (user_id, itwin_id)
        DO UPDATE SET {", ".join(f"{name} = excluded.{name}" for name in _COPIED)}
        WHERE {_differ("accounts_visibleitwin", "excluded")}
        """,  # noqa: S608
        parameters * len(_WAYS),
    )


def _differ(one: str, other: str) -> str:
    return "(" + " OR ".join(f"{one}.{name} <> {other}.{name}" for name in _COPIED) + ")"


def _execute(statement: str, parameters: tuple[Any, ...]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def _by_email(query: str) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT person.email, count(*) FROM ({query}) finding
            JOIN accounts_user person ON person.id = finding.user_id
            GROUP BY person.email ORDER BY count(*) DESC, person.email
            """  # noqa: S608
        )
        return dict(cursor.fetchall())
