"""What stands against taking a transfer back, and what has come about since it was run."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef

from twins.models import ChangeKind, ITwin, Transfer, TransferChange, TransferState
from twins.queries.move_names import NameOutcome, settle_names
from twins.queries.move_reading import read_move, read_reserved, read_taken
from twins.queries.move_snapshot import ITwinRow, MoveSnapshot
from twins.queries.transfer_findings import Decisions, Finding, Level


def old_parents(transfer: Transfer) -> dict[UUID, UUID]:
    """Where each root of a move hung before."""
    lines = TransferChange.objects.filter(
        transfer=transfer, table="twins.itwin", row_id__in=transfer.roots, kind=ChangeKind.CHANGED
    )
    return {
        UUID(row_id): UUID(before["parent_id"])
        for row_id, before in lines.values_list("row_id", "before")
        if "parent_id" in before
    }


def later_transfers(transfer: Transfer) -> list[Transfer]:
    """Those run since, and not taken back, that wrote a row which this one had written."""
    ours = TransferChange.objects.filter(
        transfer=transfer, table=OuterRef("table"), row_id=OuterRef("row_id")
    )
    lines = TransferChange.objects.filter(Exists(ours), transfer__gt=transfer)
    later = Transfer.objects.filter(pk__in=lines.values("transfer"), state=TransferState.DONE)
    # What was run and taken back since is no obstacle: neither of the two left anything.
    return list(later.exclude(undoes__gte=transfer).order_by("pk"))


def obstacles(transfer: Transfer, parents: dict[UUID, UUID]) -> Iterator[Finding]:
    """What blocks, before anything is tried."""
    for later in later_transfers(transfer):
        yield Finding(
            "LATER_TRANSFER",
            Level.BLOCKS,
            f"{later.number} was run since and touched the same rows. Undo it first.",
            subject=later.number,
        )
    there = ITwin.objects.live().in_bulk(set(parents.values()))
    for root, parent in parents.items():
        if parent not in there:
            yield Finding(
                "OLD_PARENT_GONE",
                Level.BLOCKS,
                "Where it hung before is deleted. Restore that first.",
                subject=str(root),
            )


def newcomers(
    transfer: Transfer, snapshot: MoveSnapshot, decisions: Decisions
) -> Iterator[Finding]:
    """iTwins that were created below what moved: they cannot stay behind."""
    ours = {
        *TransferChange.objects.filter(transfer=transfer, table="twins.itwin").values_list(
            "row_id", flat=True
        )
    }
    new = [row for pk, row in snapshot.itwins.items() if str(pk) not in ours]
    if new:
        yield Finding(
            "NEW_CHILDREN",
            Level.DECISION,
            "These were created below what moved, and go back with it.",
            count=len(new),
            choices=("take",),
            choice=decisions.on("NEW_CHILDREN", choices=("take",)),
            lines=tuple(sorted(f"{row.display_name} ({row.number})" for row in new)),
        )


def settle_old_names(
    undone: Transfer, parents: Mapping[UUID, UUID], decisions: Decisions
) -> NameOutcome:
    """Old numbers and names that somebody else has by now, and who gives way."""
    outcome = NameOutcome()
    old: dict[str, Mapping[str, Any]] = {
        line.row_id: line.before for line in undone.changes.filter(table="twins.itwin")
    }
    for parent, roots in roots_by_parent(parents).items():
        snapshot = read_move(roots, parent)
        itwins = {pk: _as_it_was(row, old.get(str(pk), {})) for pk, row in snapshot.itwins.items()}
        taken = tuple(read_taken(itwins, snapshot.account_id))
        typed = decisions.given.values()
        reserved = read_reserved(itwins, taken, snapshot.accounts, snapshot.account_id, typed)
        there = replace(
            snapshot, roots=(), itwins=itwins, taken=taken, reserved=frozenset(reserved)
        )
        settled = settle_names(there, decisions)
        outcome.findings += settled.findings
        outcome.renamed |= settled.renamed
    return outcome


def _as_it_was(row: ITwinRow, before: Mapping[str, Any]) -> ITwinRow:
    columns = ("number", "number_folded", "display_name", "unique_display_name")
    return row._replace(**{name: before[name] for name in columns if name in before})


def roots_by_parent(parents: Mapping[UUID, UUID]) -> dict[UUID, list[UUID]]:
    """The roots that go back together."""
    by_parent: dict[UUID, list[UUID]] = defaultdict(list)
    for root, parent in parents.items():
        by_parent[parent].append(root)
    return dict(by_parent)
