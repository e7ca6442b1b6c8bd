"""Reading what a move of iTwins is about.

The cost grows with what is moved, never with the Accounts: each question is about the moved
iTwins, in chunks, or about the numbers and names that they bring along.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q

from accounts.choices import JobStatus
from accounts.models import ITwinJob
from twins.models import HierarchyNode, ITwin
from twins.queries.move_holders import (
    in_chunks,
    read_busy_exports,
    read_groups,
    read_memberships,
    read_offers,
    read_people,
    read_roles,
    read_secrets,
    used_roles,
)
from twins.queries.move_names import clashes, texts_to_look_up
from twins.queries.move_snapshot import AccountRow, ITwinRow, MoveSnapshot


class NothingThere(Exception):
    """An iTwin of a plan that is deleted, or never was; `args[0]` is its id."""


def read_move(root_ids: Sequence[UUID], parent_id: UUID, typed: Iterable[str] = ()) -> MoveSnapshot:
    """The present of everything that moving these iTwins below `parent_id` concerns.

    `typed` are the decisions, of which some say what an iTwin is to be called.

    Raises NothingThere.
    """
    roots = _nodes(root_ids)
    outermost = [pk for pk in dict.fromkeys(root_ids) if not _lies_inside(pk, roots)]
    depths = _depths({pk: roots[pk] for pk in outermost})
    itwins = {row.id: row for row in _itwins(depths)}
    _add_deleted(itwins, depths)
    parent = next(iter(_itwins([parent_id])), None)
    if parent is None or parent.deleted_at is not None:
        raise NothingThere(parent_id)
    accounts = _accounts({row.account_id for row in itwins.values()} | {parent.account_id})
    taken = tuple(read_taken(itwins, parent.account_id))
    memberships = read_memberships(itwins)
    offers = read_offers(itwins)
    roles = read_roles(used_roles(memberships, offers), parent.account_id)
    groups = read_groups({group for _, group, _ in memberships.groups}, parent.account_id)
    return MoveSnapshot(
        roots=tuple(outermost),
        nested=tuple(pk for pk in dict.fromkeys(root_ids) if pk not in outermost),
        itwins=itwins,
        parent=parent,
        depths=depths,
        parent_depth=_depth(parent),
        accounts=accounts,
        taken=taken,
        reserved=frozenset(read_reserved(itwins, taken, accounts, parent.account_id, typed)),
        memberships=memberships,
        offers=offers,
        roles=roles,
        groups=groups,
        people=read_people(memberships, groups, accounts),
        secrets=read_secrets(itwins),
        busy_jobs=frozenset(
            pk
            for chunk in in_chunks(itwins)
            for pk in ITwinJob.objects.filter(itwin__in=chunk, status=JobStatus.ACTIVE).values_list(
                "pk", flat=True
            )
        ),
        busy_exports=read_busy_exports(memberships),
    )


def _nodes(root_ids: Sequence[UUID]) -> dict[UUID, HierarchyNode]:
    nodes = HierarchyNode.objects.in_bulk(root_ids)
    for pk in root_ids:
        if pk not in nodes:
            raise NothingThere(pk)
    return nodes


def _lies_inside(pk: UUID, nodes: dict[UUID, HierarchyNode]) -> bool:
    mine = nodes[pk]
    return any(
        other.tree_id == mine.tree_id and other.lft < mine.lft and mine.rght < other.rght
        for other in nodes.values()
    )


def _depths(roots: dict[UUID, HierarchyNode]) -> dict[UUID, int]:
    """Every live iTwin that moves, and how far below its root it is."""
    return {
        pk: level - root.level
        for root in roots.values()
        for pk, level in HierarchyNode.objects.filter(
            tree_id=root.tree_id, lft__gte=root.lft, rght__lte=root.rght
        )
        .order_by("lft")
        .values_list("pk", "level")
    }


def _add_deleted(itwins: dict[UUID, ITwinRow], depths: dict[UUID, int]) -> None:
    """Adds what was deleted from below them: a restore has to find its parent."""
    edge: Collection[UUID] = list(itwins)
    while edge:
        below = [
            row
            for chunk in in_chunks(edge)
            for row in _rows(ITwin.objects.filter(parent__in=chunk, deleted_at__isnull=False))
        ]
        for row in below:
            itwins[row.id] = row
            depths[row.id] = depths[row.parent_id] + 1  # type: ignore[index]
        edge = [row.id for row in below]


def _itwins(ids: Iterable[UUID]) -> Iterator[ITwinRow]:
    for chunk in in_chunks(ids):
        yield from _rows(ITwin.objects.filter(pk__in=chunk))


def _rows(itwins: Any) -> Iterator[ITwinRow]:
    return (ITwinRow(*row) for row in itwins.order_by().values_list(*ITwinRow._fields))


def _depth(parent: ITwinRow) -> int:
    node = HierarchyNode.objects.filter(pk=parent.id).first()
    return 0 if node is None else node.level + 1


def _accounts(ids: set[UUID]) -> dict[UUID, AccountRow]:
    rows = ITwin.objects.filter(pk__in=ids).values_list(
        "pk", "display_name", "ownership__organization"
    )
    return {pk: AccountRow(pk, name, organization) for pk, name, organization in rows}


def read_taken(itwins: dict[UUID, ITwinRow], account_id: UUID) -> Iterator[ITwinRow]:
    """Those of the target Account that stay there and have a number or name that moves in."""
    live = [row for row in itwins.values() if row.deleted_at is None]
    for chunk in in_chunks(live):
        numbers = {row.number_folded for row in chunk}
        names = {row.unique_display_name for row in chunk} - {None}
        there = ITwin.objects.live().filter(
            Q(number_folded__in=numbers) | Q(unique_display_name__in=names), account=account_id
        )
        yield from (row for row in _rows(there.except_accounts()) if row.id not in itwins)


def read_reserved(
    itwins: dict[UUID, ITwinRow],
    taken: tuple[ITwinRow, ...],
    accounts: dict[UUID, AccountRow],
    account_id: UUID,
    typed: Iterable[str],
) -> Iterator[tuple[str, str, str]]:
    """Of all texts that could settle a clash, those that the target Account uses."""
    found = list(clashes(itwins, taken))
    there = ITwin.objects.live().filter(account=account_id).except_accounts()
    for word, texts in texts_to_look_up(found, accounts, typed).items():
        for chunk in in_chunks(texts):
            rows = there.filter(**{f"{word.unique_column}__in": chunk})
            for sub_class, text in rows.values_list("sub_class", word.unique_column):
                yield word.code, sub_class, text
