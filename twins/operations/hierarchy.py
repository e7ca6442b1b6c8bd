"""The only file that changes a tree's shape, and the locks it holds while it does.

django-mptt corrupts trees when two writers work on stale numbers. So: lock the trees first (in
ascending order, so that no two writers wait for each other), then read, then write. SQLite needs
no locks: its transactions are IMMEDIATE, which lets one writer in at a time.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Case, F, PositiveIntegerField, Q, Value, When

from itwins_site.bulk_rows import add_rows
from twins.models import HierarchyNode, ITwin
from twins.models.hierarchy_node import TREE_ID_SEQUENCE

_LOCK_CLASS = 7_177  # the first half of our advisory locks' keys; the second is the tree id
_ATTEMPTS = 20


class HierarchyChanged(Exception):
    """The place that a write was meant for is gone, or keeps moving away."""


class WouldBeItsOwnAncestor(Exception):
    """A move below one's own descendant."""


def plant(itwin: ITwin) -> None:
    """Gives an iTwin its place as the last child of `itwin.parent`."""
    parent_node = None
    if itwin.parent_id is not None and itwin.parent_id != itwin.account_id:
        parent_node = _locked_nodes([itwin.parent_id])[itwin.parent_id]
    node = HierarchyNode(itwin=itwin, account_id=itwin.account_id)
    HierarchyNode.objects.insert_node(node, parent_node, position="last-child", save=True)


def plant_forest(itwins: Sequence[ITwin]) -> None:
    """Gives many new iTwins their places at once, in whole trees: only Accounts stand outside.

    Nobody else can know these trees yet, so nothing needs a lock.
    """
    children: dict[UUID | None, list[ITwin]] = defaultdict(list)
    for itwin in itwins:
        children[itwin.parent_id].append(itwin)
    tops = [itwin for itwin in itwins if itwin.parent_id == itwin.account_id]
    tree_ids = _new_tree_ids(len(tops))
    add_rows(
        HierarchyNode,
        (
            node
            for top, tree_id in zip(tops, tree_ids, strict=True)
            for node in _numbered(top, children, tree_id)
        ),
    )


def move_subtree(itwin: ITwin, *, under: ITwin) -> None:
    """Hangs an iTwin and all below it under another iTwin of the same Account, or under it."""
    to_top = under.pk == itwin.account_id
    nodes = _locked_nodes([itwin.pk] if to_top else [itwin.pk, under.pk])
    node, target = nodes[itwin.pk], nodes.get(under.pk)
    if target is not None:
        if target.account_id != node.account_id:
            raise HierarchyChanged
        if target.tree_id == node.tree_id and node.lft <= target.lft <= node.rght:
            raise WouldBeItsOwnAncestor
    if not (target is None and node.is_root_node()):
        HierarchyNode.objects.move_node(node, target, position="last-child")
    ITwin.objects.filter(pk=itwin.pk).update(parent=under)
    itwin.parent = under


def uproot(itwin: ITwin) -> list[UUID]:
    """Takes an iTwin out of its tree; its children take its place. Returns their ids."""
    node = _locked_nodes([itwin.pk])[itwin.pk]
    children = list(HierarchyNode.objects.filter(parent=node).order_by("lft"))
    if node.is_root_node():
        _make_trees_of(children)
    else:
        _close_around(node)
    HierarchyNode.objects.filter(pk=node.pk).delete()
    child_ids = [child.pk for child in children]
    ITwin.objects.filter(pk__in=child_ids).update(parent=itwin.parent_id)
    return child_ids


def lock_trees(tree_ids: Iterable[int]) -> None:
    """Makes other writers of these trees wait until this transaction ends."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        for tree_id in sorted(tree_ids):
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK_CLASS, tree_id])


def _locked_nodes(itwin_ids: Collection[UUID]) -> dict[UUID, HierarchyNode]:
    """The nodes of some iTwins, read while their trees are locked.

    Between reading a tree id and holding its lock, another writer may have moved the node to
    another tree. Then the locks are given back (by the savepoint) and the reading starts anew.
    """
    for _ in range(_ATTEMPTS):
        savepoint = transaction.savepoint()
        expected = {node.tree_id for node in _nodes(itwin_ids).values()}
        lock_trees(expected)
        nodes = _nodes(itwin_ids)
        if {node.tree_id for node in nodes.values()} <= expected:
            transaction.savepoint_commit(savepoint)
            return nodes
        transaction.savepoint_rollback(savepoint)
    raise HierarchyChanged


def _nodes(itwin_ids: Collection[UUID]) -> dict[UUID, HierarchyNode]:
    nodes = HierarchyNode.objects.in_bulk(itwin_ids)
    if len(nodes) < len(set(itwin_ids)):
        raise HierarchyChanged
    return nodes


def _new_tree_ids(count: int) -> Sequence[int]:
    if connection.vendor != "postgresql":
        first = HierarchyNode.objects._get_next_tree_id()  # noqa: SLF001 -- mptt's own hook
        return range(first, first + count)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(%s::regclass) FROM generate_series(1, %s)", [TREE_ID_SEQUENCE, count]
        )
        return [tree_id for (tree_id,) in cursor.fetchall()]


def _numbered(
    top: ITwin, children: dict[UUID | None, list[ITwin]], tree_id: int
) -> Iterator[HierarchyNode]:
    """The nodes of one tree: a walk that counts each node when it comes and when it leaves."""
    counter = 0
    path: list[HierarchyNode] = []
    waiting: list[ITwin | None] = [top]  # None: the last node of the path is left
    while waiting:
        itwin = waiting.pop()
        counter += 1
        if itwin is None:
            path[-1].rght = counter
            yield path.pop()
            continue
        node = HierarchyNode(itwin_id=itwin.pk, account_id=itwin.account_id, tree_id=tree_id)
        node.parent_id = path[-1].pk if path else None
        node.level, node.lft = len(path), counter
        path.append(node)
        waiting += [None, *reversed(children[itwin.pk])]


def _make_trees_of(children: list[HierarchyNode]) -> None:
    """Turns the subtrees of a root's children into trees of their own."""
    for child in children:
        subtree = HierarchyNode.objects.filter(
            tree_id=child.tree_id, lft__gte=child.lft, lft__lte=child.rght
        )
        subtree.update(
            tree_id=HierarchyNode.objects._get_next_tree_id(),  # noqa: SLF001 -- mptt's own hook
            lft=F("lft") - (child.lft - 1),
            rght=F("rght") - (child.lft - 1),
            level=F("level") - 1,
            parent=Case(When(pk=child.pk, then=Value(None)), default=F("parent")),
        )


def _close_around(node: HierarchyNode) -> None:
    """Renumbers a tree as if `node` were not in it, its children hanging on its parent."""
    HierarchyNode.objects.filter(parent=node).update(parent=node.parent_id)
    inside = Q(lft__gt=node.lft, rght__lt=node.rght)
    HierarchyNode.objects.filter(tree_id=node.tree_id, rght__gt=node.lft).exclude(
        pk=node.pk
    ).update(
        level=_where(inside, F("level") - 1, F("level")),
        lft=_where(inside, F("lft") - 1, _where(Q(lft__gt=node.rght), F("lft") - 2, F("lft"))),
        rght=_where(inside, F("rght") - 1, F("rght") - 2),
    )


def _where(condition: Q, then: Any, otherwise: Any) -> Case:
    return Case(When(condition, then=then), default=otherwise, output_field=PositiveIntegerField())
