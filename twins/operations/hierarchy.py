"""The only file that changes a tree's shape; it locks the trees first (tree_locks.py).

django-mptt corrupts trees when two writers work on stale numbers. So: lock, then read, then write.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Case, F, PositiveIntegerField, Q, Value, When

from itwins_site.bulk_rows import add_rows
from twins.choices import SubClass
from twins.models import HierarchyNode, ITwin
from twins.models.hierarchy_node import TREE_ID_SEQUENCE
from twins.operations.tree_locks import HierarchyChanged, locked_nodes, nodes_of, read_locked
from twins.queries.hierarchy_findings import HierarchyFinding, findings, rows_of_tree


class WouldBeItsOwnAncestor(Exception):
    """A move below one's own descendant."""


def place_for(itwin: ITwin) -> HierarchyNode | None:
    """Locks the tree that an iTwin is to hang in; returns its parent's node, None at top level.

    Before the iTwin's row is written: whoever holds a tree may wait for a row or for a number,
    so nobody who holds those may wait for a tree.
    """
    if itwin.parent_id is None or itwin.parent_id == itwin.account_id:
        return None
    parent_node = locked_nodes([itwin.parent_id])[itwin.parent_id]
    if parent_node.account_id != itwin.account_id:
        raise HierarchyChanged
    return parent_node


def plant(itwin: ITwin, under: HierarchyNode | None) -> None:
    """Gives a saved iTwin its node, as the last child of the place that `place_for` locked."""
    node = HierarchyNode(itwin=itwin, account_id=itwin.account_id)
    # The place was read under its lock, and a new iTwin has no node: mptt need not ask again.
    HierarchyNode.objects.insert_node(
        node, under, position="last-child", allow_existing_pk=True, refresh_target=False
    )
    node.save(force_insert=True)


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


def move_subtree(itwin: ITwin, *, under: ITwin) -> UUID | None:
    """Hangs an iTwin and all below it under another one of the same Account, or under it.

    Returns the id of the parent it had, or None if it hangs there already.
    """
    nodes = locked_nodes([itwin.pk] if under.is_account else [itwin.pk, under.pk])
    node, target = nodes[itwin.pk], nodes.get(under.pk)
    if node.account_id != (target.account_id if target else under.pk):
        raise HierarchyChanged
    if target and target.tree_id == node.tree_id and node.lft <= target.lft <= node.rght:
        raise WouldBeItsOwnAncestor
    before = _wire_parent_id(node)
    if before == under.pk:
        return None
    HierarchyNode.objects.move_node(node, target, position="last-child")
    ITwin.objects.filter(pk=itwin.pk).update(parent=under)
    itwin.parent = under
    return before


def lock_for_transplant(itwin_ids: Collection[UUID], *, under: ITwin) -> None:
    """Locks the trees that `transplant` changes, before anything is read that it relies on."""
    locked_nodes([*itwin_ids] if under.is_account else [*itwin_ids, under.pk])


def transplant(itwin_ids: Sequence[UUID], *, under: ITwin) -> None:
    """Hangs iTwins, each with all below it, under one of whatever Account, as its last children.

    Nodes only: ITwin.parent and ITwin.account are the transfer's to write, in its journal. Raises
    WouldBeItsOwnAncestor.
    """
    lock_for_transplant(itwin_ids, under=under)
    for itwin_id in itwin_ids:
        # Read anew each time: the move before may have changed all the numbers.
        nodes = nodes_of([itwin_id] if under.is_account else [itwin_id, under.pk])
        node, target = nodes[itwin_id], nodes.get(under.pk)
        if target and target.tree_id == node.tree_id and node.lft <= target.lft <= node.rght:
            raise WouldBeItsOwnAncestor
        HierarchyNode.objects.move_node(node, target, position="last-child")
        HierarchyNode.objects.filter(
            tree_id=node.tree_id, lft__gte=node.lft, rght__lte=node.rght
        ).update(account=under.account_id)


def uproot(itwin: ITwin) -> list[UUID]:
    """Takes an iTwin out of its tree; its children take its place. Returns their ids."""
    node = locked_nodes([itwin.pk])[itwin.pk]
    children = list(HierarchyNode.objects.filter(parent=node).order_by("lft"))
    child_ids = [child.pk for child in children]
    _lock_rows([itwin.pk, *child_ids])
    if node.is_root_node():
        _make_trees_of(children)
    else:
        _close_around(node)
    HierarchyNode.objects.filter(pk=node.pk).delete()
    ITwin.objects.filter(pk__in=child_ids).update(parent=_wire_parent_id(node))
    return child_ids


def rebuild() -> list[HierarchyFinding]:
    """Mends every unsound tree, each in a transaction of its own; returns what stays wrong.

    ITwin.parent and ITwin.account are believed: where they are wrong, people must decide.
    """
    _advance_tree_ids()
    found: list[HierarchyFinding] = []
    while (left := findings()) != found:
        # Mending a tree can bare a gap in another one, hence again until nothing changes.
        found = left
        for tree in {finding.tree for finding in found if finding.tree}:
            rebuild_tree(tree)
        _remove_stray_nodes()
    return found


@transaction.atomic
def rebuild_tree(top_id: UUID) -> None:
    """Numbers the nodes of a top-level iTwin's tree anew, siblings in their present order."""
    nodes = read_locked(lambda: HierarchyNode.objects.in_bulk(rows_of_tree(top_id)))
    rows = rows_of_tree(top_id)
    if not rows:
        return
    children = defaultdict(list)
    for row in sorted(rows.values(), key=lambda row: _place_among_siblings(row, nodes)):
        children[row.parent_id].append(row)
    # A tree id that nobody uses: the old one may be shared with nodes of another tree.
    (tree_id,) = _new_tree_ids(1)
    HierarchyNode.objects.bulk_create(
        _numbered(rows[top_id], children, tree_id),
        batch_size=1000,
        update_conflicts=True,
        unique_fields=["itwin"],
        update_fields=["parent", "account", "tree_id", "lft", "rght", "level"],
    )


def _lock_rows(itwin_ids: Collection[UUID]) -> None:
    """Makes others wait for some iTwins; in ascending order, as the trees."""
    rows = ITwin.objects.select_for_update(no_key=True).filter(pk__in=itwin_ids).order_by("pk")
    list(rows.values_list("pk"))


def _wire_parent_id(node: HierarchyNode) -> UUID:
    """What ITwin.parent says; read here, under the lock, and not from an iTwin read earlier."""
    return node.parent_id or node.account_id


def _place_among_siblings(row: ITwin, nodes: dict[UUID, HierarchyNode]) -> tuple:
    node = nodes.get(row.pk)
    return (node is None, node.lft if node else 0, row.created_at, row.pk)


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


@transaction.atomic
def _remove_stray_nodes() -> None:
    """Removes the nodes of Accounts and of the deleted, as far as nothing hangs on them."""
    stray = HierarchyNode.objects.filter(
        Q(itwin__deleted_at__isnull=False) | Q(itwin__sub_class=SubClass.ACCOUNT),
        children__isnull=True,
    )
    nodes = read_locked(lambda: {node.pk: node for node in stray})
    HierarchyNode.objects.filter(pk__in=nodes).delete()


def _advance_tree_ids() -> None:
    """Lets the sequence go on after the highest tree id, as rows loaded past it may have none."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT setval('{TREE_ID_SEQUENCE}', max(tree_id)) FROM twins_hierarchynode"  # noqa: S608
            f" HAVING max(tree_id) > (SELECT last_value FROM {TREE_ID_SEQUENCE})"
        )


def _make_trees_of(children: list[HierarchyNode]) -> None:
    """Turns the subtrees of a root's children into trees of their own."""
    for child, tree_id in zip(children, _new_tree_ids(len(children)), strict=True):
        subtree = HierarchyNode.objects.filter(
            tree_id=child.tree_id, lft__gte=child.lft, lft__lte=child.rght
        )
        subtree.update(
            tree_id=tree_id,
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
