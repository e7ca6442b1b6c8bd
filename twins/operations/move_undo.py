"""Taking a move of iTwins back: row by row what it wrote, then what has come about since."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.models import Group, User
from accounts.operations import audit
from accounts.operations.locks import hold_groups, hold_itwins, keep_roles
from twins.choices import AuditOperation, Channel
from twins.models import AuditEntry, ChangeKind, ITwin, Transfer
from twins.models.itwin import now_in_milliseconds
from twins.operations import hierarchy
from twins.operations.move_itwins import PostConditionFailed, access_now, misplaced
from twins.operations.move_writing import write_holders
from twins.operations.transfer_journal import Journal
from twins.operations.transfer_undo import Kept, put_back
from twins.queries.move_effects import MoveEffects, predicted_access
from twins.queries.move_groups import replace_groups
from twins.queries.move_reading import read_move
from twins.queries.move_roles import replace_roles
from twins.queries.move_snapshot import MoveSnapshot
from twins.queries.transfer_findings import Decisions, Finding, Level
from twins.queries.undo_plan import (
    newcomers,
    obstacles,
    old_parents,
    roots_by_parent,
    settle_old_names,
)

# What a move adds to an Account: taken away only once nothing new uses it either.
_DEFINITIONS = (
    "accounts.role",
    "accounts.role_permissions",
    "accounts.group",
    "accounts.groupuser",
    "accounts.groupdirectorygroup",
)


@dataclass(frozen=True)
class UndoPlan:
    undone: Transfer
    parents: dict[UUID, UUID]  # of each root, as it was
    decisions: Decisions
    findings: tuple[Finding, ...]
    renamed: dict[UUID, dict[str, str]] = field(default_factory=dict)
    fingerprint: str = ""
    counts: dict[str, int] = field(default_factory=dict)
    kept: tuple[Kept, ...] = ()

    @property
    def is_crossing(self) -> bool:
        return self.undone.is_crossing

    @property
    def is_blocked(self) -> bool:
        return any(finding.level == Level.BLOCKS for finding in self.findings)

    @property
    def is_undecided(self) -> bool:
        return any(finding.is_open for finding in self.findings)


@dataclass(frozen=True)
class _Rest:
    """What hangs below one old parent once its rows are put back, and what is left to write."""

    snapshot: MoveSnapshot
    effects: MoveEffects
    findings: tuple[Finding, ...]


class _Tried(Exception):
    """Takes back what was tried only to see what it leads to."""


def plan(transfer: Transfer) -> UndoPlan:
    """Finds out what an undo would do, by doing it and taking it back. Raises NothingThere."""
    undone = transfer.undoes
    assert undone is not None  # noqa: S101 -- of this kind
    decisions = Decisions(transfer.decisions, salt=undone.number)
    parents = old_parents(undone)
    blocking = tuple(obstacles(undone, parents))
    found = UndoPlan(undone, parents, decisions, blocking)
    if found.is_blocked:
        return found
    names = settle_old_names(undone, parents, decisions)
    found = replace(found, renamed=names.renamed, findings=(*blocking, *names.findings))
    return found if found.is_undecided else _tried(found, transfer)


def hold(found: UndoPlan) -> None:
    """Makes other writers of what moves back wait; trees first, then rows."""
    by_parent = roots_by_parent(found.parents)
    for parent, roots in by_parent.items():
        hierarchy.lock_for_transplant(roots, under=ITwin.objects.get(pk=parent))
    snapshots = [read_move(roots, parent) for parent, roots in by_parent.items()]
    keep_roles(pk for snapshot in snapshots for pk in snapshot.roles)
    groups = {pk for snapshot in snapshots for pk in snapshot.groups}
    hold_groups(Group.objects.filter(pk__in=groups))
    ids = {pk for snapshot in snapshots for pk in (*snapshot.itwins, *snapshot.accounts)}
    hold_itwins(ITwin.objects.filter(pk__in=ids | {*found.renamed}))


def write(
    found: UndoPlan, transfer: Transfer, journal: Journal, *, by: User, at: datetime
) -> list[_Rest]:
    """Puts back what the transfer wrote, takes along what is new, and writes it down."""
    rests, _ = _write(found, journal, by, at)
    for rest in rests:
        audit.record_all(_entries(rest, transfer, by))
    return rests


def verify(rests: list[_Rest]) -> None:
    """Raises PostConditionFailed unless everything is where, and means what, it should."""
    for rest in rests:
        account = rest.snapshot.account_id
        if misplaced({*rest.snapshot.itwins}, account):
            raise PostConditionFailed("Something that was taken back is not where it was.")
        if access_now({*rest.snapshot.itwins}, account) != predicted_access(
            rest.snapshot, rest.effects
        ):
            raise PostConditionFailed("Access is not what it was to be.")


def report(found: UndoPlan) -> dict[str, Any]:
    return {
        "counts": found.counts,
        "kept": [
            {"table": each.table, "row": each.row_id, "why": each.why, "columns": each.columns}
            for each in found.kept
        ],
    }


def _tried(found: UndoPlan, transfer: Transfer) -> UndoPlan:
    rests: list[_Rest] = []
    kept: list[Kept] = []
    try:
        with transaction.atomic():
            rests, kept = _write(
                found, Journal(transfer), transfer.created_by, now_in_milliseconds()
            )
            raise _Tried
    except _Tried:
        pass
    found = replace(
        found,
        kept=tuple(kept),
        findings=(
            *found.findings,
            *(finding for rest in rests for finding in rest.findings),
            *_kept_finding(kept),
        ),
        counts={"iTwins": sum(len(rest.snapshot.itwins) for rest in rests)},
    )
    seen = [repr(kept), *(rest.snapshot.fingerprint() for rest in rests)]
    return replace(found, fingerprint=sha256(" ".join(seen).encode()).hexdigest())


def _write(
    found: UndoPlan, journal: Journal, by: User, at: datetime
) -> tuple[list[_Rest], list[Kept]]:
    instead = {("twins.itwin", str(pk)): dict(names) for pk, names in found.renamed.items()}
    lines = list(found.undone.changes.all())
    added = [line for line in lines if line.kind == ChangeKind.ADDED and line.table in _DEFINITIONS]
    _rename_others(found, lines, journal, by, at)
    kept = put_back([line for line in lines if line not in added], journal, instead)
    rests = []
    for parent, roots in roots_by_parent(found.parents).items():
        hierarchy.transplant(roots, under=ITwin.objects.get(pk=parent))
        rest = _rest(found, roots, parent)
        _write_rest(rest, found, journal, by, at)
        rests.append(rest)
    return rests, [*kept, *put_back(added, journal)]


def _rename_others(
    found: UndoPlan, lines: list[Any], journal: Journal, by: User, at: datetime
) -> None:
    """Renames what is in the way and was not moved: a number is free before it is taken."""
    ours = {line.row_id for line in lines if line.table == "twins.itwin"}
    modified = {"last_modified_by_id": by.pk, "last_modified_at": at}
    journal.change_each(
        ITwin,
        {pk: {**names, **modified} for pk, names in found.renamed.items() if str(pk) not in ours},
    )


def _rest(found: UndoPlan, roots: list[UUID], parent: UUID) -> _Rest:
    """What is new among what moves back: roles of the Account that it leaves, and more iTwins."""
    snapshot = read_move(roots, parent)
    roles = replace_roles(snapshot, _with_originals(snapshot, found.decisions))
    groups = replace_groups(snapshot, _with_originals(snapshot, found.decisions))
    new = {pk for pk, row in snapshot.itwins.items() if row.account_id != snapshot.account_id}
    effects = MoveEffects(
        moved=frozenset(new),
        account_id=snapshot.account_id,
        parents={},
        new_roles=roles.new_roles,
        new_groups=groups.new_groups,
        role_for=roles.role_for,
        group_for=groups.group_for,
        expanded=frozenset(groups.expanded),
    )
    findings = [
        *newcomers(found.undone, snapshot, found.decisions),
        *roles.findings,
        *groups.findings,
    ]
    return _Rest(snapshot, effects, tuple(findings))


def _with_originals(snapshot: MoveSnapshot, decisions: Decisions) -> Decisions:
    """Maps what the transfer copied to what it was copied from, wherever somebody used it since."""
    given = dict(decisions.given)
    originals = [*snapshot.roles, *snapshot.groups]
    for word, rows in (("ROLE", snapshot.roles), ("GROUP", snapshot.groups)):
        for original in originals:
            for place in snapshot.sources | snapshot.left | {*snapshot.itwins}:
                copy = decisions.id_for(original, place)
                if copy in rows:
                    given |= {
                        f"{word}_MISSING:{copy}": f"map:{original}",
                        f"{word}_DIFFERS:{copy}": f"map:{original}",
                    }
    return Decisions(given, decisions.salt)


def _write_rest(rest: _Rest, found: UndoPlan, journal: Journal, by: User, at: datetime) -> None:
    modified = {"last_modified_by_id": by.pk, "last_modified_at": at}
    journal.change_each(
        ITwin,
        {
            pk: {"account_id": rest.effects.account_id, **modified, **found.renamed.get(pk, {})}
            for pk in rest.effects.moved
        },
    )
    write_holders(rest.snapshot, rest.effects, journal, at=at)


def _kept_finding(kept: list[Kept]) -> Iterator[Finding]:
    newer = [each for each in kept if each.columns]
    if newer:
        yield Finding(
            "NEWER_VALUES",
            Level.WARNING,
            "These were changed since and stay as they are now.",
            count=len(newer),
            lines=tuple(
                f"{each.table} {each.row_id}: {name} is {now}"
                for each in newer
                for name, (_, now) in each.columns.items()
            ),
        )


def _entries(rest: _Rest, transfer: Transfer, by: User) -> Iterator[AuditEntry]:
    reason = f"{transfer.number} {transfer.ticket}".strip() + f": undo of {transfer.undoes}"
    for row in rest.snapshot.itwins.values():
        yield audit.entry(
            AuditOperation.TRANSFERRED,
            ITwin(pk=row.id, display_name=row.display_name),
            by=by,
            through=Channel.ADMIN,
            changes={"iTwinAccountId": [transfer.parent_id, rest.snapshot.account_id]},
            reason=reason,
        )
