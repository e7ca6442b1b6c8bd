"""What is wrong with the hierarchy: every rule of the trees asked of all rows in one statement.

A nested set is sound if each of its numbers is used once, without gaps, and if as many brackets
are open at a node as its level says. ITwin.parent is the truth that the nodes are compared with.
"""

from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from twins.models import ITwin

# What is wrong with which iTwins, each as a SELECT of their ids.
_RULES = {
    "without a node": """
        SELECT itwin.id FROM twins_itwin itwin
        LEFT JOIN twins_hierarchynode node ON node.itwin_id = itwin.id
        WHERE itwin.deleted_at IS NULL AND itwin.sub_class <> 'Account' AND node.itwin_id IS NULL
    """,
    "with a node, though deleted or an Account": """
        SELECT itwin.id FROM twins_hierarchynode node
        JOIN twins_itwin itwin ON itwin.id = node.itwin_id
        WHERE itwin.deleted_at IS NOT NULL OR itwin.sub_class = 'Account'
    """,
    "with a node in another Account": """
        SELECT itwin.id FROM twins_hierarchynode node
        JOIN twins_itwin itwin ON itwin.id = node.itwin_id
        WHERE itwin.account_id <> node.account_id
    """,
    "with a node under another parent": """
        SELECT itwin.id FROM twins_hierarchynode node
        JOIN twins_itwin itwin ON itwin.id = node.itwin_id
        JOIN twins_itwin parent ON parent.id = itwin.parent_id
        WHERE itwin.deleted_at IS NULL AND CASE
            WHEN parent.sub_class = 'Account' THEN node.parent_id IS NOT NULL
            ELSE node.parent_id IS NULL OR node.parent_id <> parent.id
        END
    """,
    "with a node outside of their parent's": """
        SELECT node.itwin_id FROM twins_hierarchynode node
        JOIN twins_hierarchynode parent ON parent.itwin_id = node.parent_id
        WHERE node.tree_id <> parent.tree_id OR node.lft <= parent.lft
           OR node.rght >= parent.rght OR node.level <> parent.level + 1
    """,
    "with wrong numbers in their node": """
        SELECT DISTINCT itwin_id FROM (
            SELECT itwin_id, level, number, opens,
                   row_number() OVER tree AS place, sum(opens) OVER tree AS depth
            FROM (
                SELECT itwin_id, tree_id, level, lft AS number, 1 AS opens FROM twins_hierarchynode
                UNION ALL
                SELECT itwin_id, tree_id, level, rght, -1 FROM twins_hierarchynode
            ) bracket
            WINDOW tree AS (PARTITION BY tree_id ORDER BY number, opens ROWS UNBOUNDED PRECEDING)
        ) numbered
        WHERE number <> place OR (opens = 1 AND depth <> level + 1)
    """,
    "in a tree with no root, or with several": """
        SELECT node.itwin_id FROM twins_hierarchynode node
        JOIN (
            SELECT tree_id FROM twins_hierarchynode GROUP BY tree_id
            HAVING sum(CASE WHEN parent_id IS NULL THEN 1 ELSE 0 END) <> 1
        ) odd ON odd.tree_id = node.tree_id
    """,
    # From here on the truth itself is wrong; no rebuilding of nodes can mend that.
    "of another Account than their parent": """
        SELECT itwin.id FROM twins_itwin itwin
        JOIN twins_itwin parent ON parent.id = itwin.parent_id
        WHERE itwin.deleted_at IS NULL AND itwin.account_id <> parent.account_id
    """,
    "below a deleted iTwin": """
        SELECT itwin.id FROM twins_itwin itwin
        JOIN twins_itwin parent ON parent.id = itwin.parent_id
        WHERE itwin.deleted_at IS NULL AND parent.deleted_at IS NOT NULL
    """,
    "below themselves": """
        SELECT itwin.id FROM twins_itwin itwin LEFT JOIN reached ON reached.id = itwin.id
        WHERE itwin.deleted_at IS NULL AND reached.id IS NULL
    """,
}
_FINDINGS = " UNION ALL ".join(
    f"SELECT {place} AS rule, broken.* FROM ({rule}) broken"  # noqa: S608 -- constants
    for place, rule in enumerate(_RULES.values())
)
# `reached`: all that the ways down from the Accounts lead to. `way`: from a finding up to `top`,
# the top-level iTwin whose tree it is in (or the Account itself).
_QUESTION = f"""
    WITH RECURSIVE
    reached(id) AS (
        SELECT id FROM twins_itwin WHERE parent_id IS NULL
        UNION ALL
        SELECT child.id FROM reached JOIN twins_itwin child ON child.parent_id = reached.id
    ),
    finding(rule, itwin_id) AS ({_FINDINGS}),
    way(rule, itwin_id, step) AS (
        SELECT rule, itwin_id, itwin_id FROM finding
        UNION
        SELECT way.rule, way.itwin_id, parent.id FROM way
        JOIN twins_itwin itwin ON itwin.id = way.step
        JOIN twins_itwin parent ON parent.id = itwin.parent_id AND parent.sub_class <> 'Account'
    ),
    top AS (
        SELECT way.rule, way.itwin_id, itwin.id, itwin.display_name FROM way
        JOIN twins_itwin itwin ON itwin.id = way.step
        LEFT JOIN twins_itwin parent ON parent.id = itwin.parent_id
        WHERE itwin.sub_class = 'Account' OR parent.sub_class = 'Account'
    )
    SELECT finding.rule, top.id, top.display_name, count(*) FROM finding
    LEFT JOIN top ON top.rule = finding.rule AND top.itwin_id = finding.itwin_id
    GROUP BY finding.rule, top.id, top.display_name
    ORDER BY top.display_name, top.id, finding.rule
"""  # noqa: S608


@dataclass(frozen=True)
class HierarchyFinding:
    """A rule that some iTwins of one tree break."""

    what: str
    itwins: int
    # Those of the top-level iTwin; None if no way leads up to one.
    tree: UUID | None
    tree_name: str | None


def findings() -> list[HierarchyFinding]:
    """All that is wrong, tree by tree; an empty list says that every tree is sound."""
    rules = list(_RULES)
    with connection.cursor() as cursor:
        cursor.execute(_QUESTION)
        return [
            HierarchyFinding(rules[rule], itwins, top and UUID(str(top)), name)
            for rule, top, name, itwins in cursor.fetchall()
        ]


def rows_of_tree(top_id: UUID) -> dict[UUID, ITwin]:
    """What a tree should hold: a live top-level iTwin and the live ones that hang below it."""
    rows = ITwin.objects.raw(
        """
        WITH RECURSIVE member(id) AS (
            SELECT itwin.id FROM twins_itwin itwin
            JOIN twins_itwin account ON account.id = itwin.parent_id
            WHERE itwin.id = %s AND itwin.deleted_at IS NULL AND account.sub_class = 'Account'
            UNION ALL
            SELECT child.id FROM member JOIN twins_itwin child ON child.parent_id = member.id
            WHERE child.deleted_at IS NULL
        )
        SELECT itwin.id, itwin.parent_id, itwin.account_id, itwin.created_at
        FROM member JOIN twins_itwin itwin ON itwin.id = member.id
        """,
        [ITwin.id.field.get_db_prep_value(top_id, connection)],
    )
    return {row.pk: row for row in rows}
