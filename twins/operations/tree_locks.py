"""The locks that writers of trees hold: whole trees, in ascending order of their ids.

In ascending order no two writers wait for each other. SQLite needs no locks: its transactions are
IMMEDIATE, which lets one writer in at a time.
"""

from collections.abc import Callable, Collection, Iterable
from uuid import UUID

from django.db import connection, transaction

from twins.models import HierarchyNode

_LOCK_CLASS = 7_177  # the first half of our advisory locks' keys; the second is the tree id
_ATTEMPTS = 20


class HierarchyChanged(Exception):
    """The place that a write was meant for is gone, or keeps moving away."""


def lock_trees(tree_ids: Iterable[int]) -> None:
    """Makes other writers of these trees wait until this transaction ends."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        for tree_id in sorted(tree_ids):
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK_CLASS, tree_id])


def locked_nodes(itwin_ids: Collection[UUID]) -> dict[UUID, HierarchyNode]:
    """The nodes of some iTwins, read while their trees are locked."""
    return read_locked(lambda: nodes_of(itwin_ids))


def read_locked(read: Callable[[], dict[UUID, HierarchyNode]]) -> dict[UUID, HierarchyNode]:
    """What `read` answers while the trees of its nodes are locked.

    Between reading a tree id and holding its lock, another writer may have moved the node to
    another tree. Then the locks are given back (by the savepoint) and the reading starts anew.
    """
    for _ in range(_ATTEMPTS):
        savepoint = transaction.savepoint()
        expected = {node.tree_id for node in read().values()}
        lock_trees(expected)
        nodes = read()
        if {node.tree_id for node in nodes.values()} <= expected:
            transaction.savepoint_commit(savepoint)
            return nodes
        transaction.savepoint_rollback(savepoint)
    raise HierarchyChanged


def nodes_of(itwin_ids: Collection[UUID]) -> dict[UUID, HierarchyNode]:
    nodes = HierarchyNode.objects.in_bulk(itwin_ids)
    if len(nodes) < len(set(itwin_ids)):
        raise HierarchyChanged
    return nodes
