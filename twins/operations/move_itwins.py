"""Moving iTwins below another parent, of whatever Account: the locks, the writing, what must hold."""

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Q

from accounts.models import Group, User
from accounts.operations import audit
from accounts.operations.locks import hold_groups, hold_itwins, keep_roles
from twins.choices import AuditOperation, Channel
from twins.models import AuditEntry, HierarchyNode, ITwin, Transfer
from twins.operations import hierarchy
from twins.operations.move_writing import write_move
from twins.operations.transfer_journal import Journal
from twins.queries.move_effects import memberships_after, predicted_access
from twins.queries.move_holders import (
    in_chunks,
    read_groups,
    read_memberships,
    read_offers,
    read_roles,
    used_roles,
)
from twins.queries.move_plan import MovePlan, plan_move
from twins.queries.move_snapshot import MoveSnapshot
from twins.queries.transfer_access import Access, access, difference


class PostConditionFailed(Exception):
    """What a transfer wrote is not what was predicted: a bug of ours, and nothing stays written."""


def plan(transfer: Transfer) -> MovePlan:
    """Thinks the move through, as things are now. Raises NothingThere."""
    assert transfer.parent_id is not None  # noqa: S101 -- of this kind
    roots = [UUID(root) for root in transfer.roots]
    return plan_move(roots, transfer.parent_id, transfer.decisions, salt=transfer.number)


def hold(found: MovePlan) -> None:
    """Makes other writers of what moves wait; trees first, then rows, as everybody does."""
    snapshot = found.snapshot
    parent = ITwin.objects.get(pk=snapshot.parent.id)
    hierarchy.lock_for_transplant(snapshot.roots, under=parent)
    keep_roles(snapshot.roles)
    hold_groups(Group.objects.filter(pk__in=snapshot.groups))
    ids = [*snapshot.itwins, *snapshot.accounts, *found.effects.renamed, parent.pk]
    hold_itwins(ITwin.objects.filter(pk__in=ids))


def write(found: MovePlan, transfer: Transfer, journal: Journal, *, by: User, at: datetime) -> None:
    """Writes the move and what people can read of it afterwards."""
    write_move(found.snapshot, found.effects, journal, by=by, at=at)
    audit.record_all(_entries(found, transfer, by))


def verify(found: MovePlan) -> None:
    """Compares what is now with what was predicted; raises PostConditionFailed."""
    snapshot, effects = found.snapshot, found.effects
    _require(
        not misplaced(effects.moved, effects.account_id) and _hangs_right(effects.parents),
        "every moved iTwin is where it was to be",
    )
    now = read_memberships(effects.moved)
    _require(now == memberships_after(snapshot, effects), "members and owners are as predicted")
    offers = read_offers(effects.moved)
    _require(offers.invitations == snapshot.offers.invitations, "no invitation was lost")
    roles = read_roles(used_roles(now, offers), effects.account_id)
    _require(
        all(
            roles[role].itwin_id in {effects.account_id, itwin}
            for itwin, _, role in now.users | now.groups
        ),
        "every role is defined where it can be used",
    )
    _require(
        access_now(effects.moved, effects.account_id) == predicted_access(snapshot, effects),
        "access is as predicted",
    )


def report(found: MovePlan) -> dict[str, Any]:
    """What a run of it does, as far as it is told: sizes, and who gains and loses what."""
    snapshot = found.snapshot
    before = access(snapshot.memberships, snapshot.roles, snapshot.groups)
    changed = difference(before, predicted_access(snapshot, found.effects))
    return {
        "counts": found.counts,
        "newRoles": sorted(row.display_name for row in found.effects.new_roles.values()),
        "newGroups": sorted(row.name for row in found.effects.new_groups.values()),
        "access": _told(snapshot, changed),
    }


def misplaced(itwin_ids: Collection[UUID], account_id: UUID) -> bool:
    """Whether any of them is not of this Account, or hangs elsewhere than its row says."""
    for chunk in in_chunks(itwin_ids):
        itwins = ITwin.objects.filter(pk__in=chunk)
        nodes = HierarchyNode.objects.filter(pk__in=chunk)
        at_top = Q(parent__isnull=True, itwin__parent=F("account"))
        below = Q(parent__isnull=False, itwin__parent=F("parent"))
        if (
            itwins.exclude(account=account_id).exists()
            or nodes.exclude(account=account_id).exists()
            or nodes.exclude(at_top | below).exists()
            or nodes.filter(lft__gte=F("rght")).exists()
        ):
            return True
    return False


def access_now(itwin_ids: Collection[UUID], account_id: UUID) -> Access:
    """Who may do what on iTwins, from the rows as they are."""
    now, offers = read_memberships(itwin_ids), read_offers(itwin_ids)
    roles = read_roles(used_roles(now, offers), account_id)
    groups = read_groups({group for _, group, _ in now.groups}, account_id)
    return access(now, roles, groups)


def _hangs_right(parents: dict[UUID, UUID]) -> bool:
    roots = ITwin.objects.filter(pk__in=parents).values_list("pk", "parent")
    return dict(roots) == parents


def _require(holds: bool, what: str) -> None:
    if not holds:
        raise PostConditionFailed(f"It does not hold that {what}.")


def _entries(found: MovePlan, transfer: Transfer, by: User) -> Iterator[AuditEntry]:
    reason = ": ".join(
        filter(None, [f"{transfer.number} {transfer.ticket}".strip(), transfer.reason])
    )
    now = found.snapshot.itwins
    for pk in sorted(found.effects.moved):
        row = now[pk]
        renamed = found.effects.renamed.get(pk, {})
        changes: audit.Changes = {}
        if row.account_id != found.effects.account_id:
            changes["iTwinAccountId"] = [row.account_id, found.effects.account_id]
        if pk in found.effects.parents:
            changes["parentId"] = [row.parent_id, found.effects.parents[pk]]
        for column, wire in (("number", "number"), ("display_name", "displayName")):
            if column in renamed:
                changes[wire] = [getattr(row, column), renamed[column]]
        yield audit.entry(
            AuditOperation.TRANSFERRED,
            ITwin(pk=pk, display_name=renamed.get("display_name", row.display_name)),
            by=by,
            through=Channel.ADMIN,
            changes=changes,
            reason=reason,
        )


def _told(
    snapshot: MoveSnapshot, changed: dict[tuple[UUID, UUID], tuple[frozenset[str], frozenset[str]]]
) -> list[dict[str, Any]]:
    """Person by person: what they gain and lose, and on how many iTwins."""
    alike: dict[tuple[str, tuple[str, ...], tuple[str, ...]], int] = {}
    for (_, user), (gained, lost) in changed.items():
        key = (snapshot.people[user].email, tuple(sorted(gained)), tuple(sorted(lost)))
        alike[key] = alike.get(key, 0) + 1
    return [
        {"person": email, "gains": list(gained), "loses": list(lost), "iTwins": count}
        for (email, gained, lost), count in sorted(alike.items())
    ]
