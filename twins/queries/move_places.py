"""Where moved iTwins would hang, and what is in the way there."""

from collections.abc import Iterator

from twins.choices import Status, SubClass
from twins.queries.move_snapshot import MoveSnapshot
from twins.queries.transfer_findings import Finding, Level

LARGE = 2_000
_DEEP = 5
# Recommended in the published overview, never enforced.
_USUAL_CHILDREN: dict[str, frozenset[str]] = {
    SubClass.ACCOUNT: frozenset(
        {SubClass.PORTFOLIO, SubClass.ASSET, SubClass.PROGRAM, SubClass.PROJECT}
    ),
    SubClass.PORTFOLIO: frozenset({SubClass.ASSET, SubClass.PROGRAM, SubClass.PROJECT}),
    SubClass.ASSET: frozenset({SubClass.PROGRAM, SubClass.PROJECT}),
    SubClass.PROGRAM: frozenset({SubClass.PROJECT, SubClass.WORK_PACKAGE}),
    SubClass.PROJECT: frozenset({SubClass.WORK_PACKAGE}),
    SubClass.WORK_PACKAGE: frozenset(),
}


def place_findings(snapshot: MoveSnapshot) -> Iterator[Finding]:
    """Everything about the place and the size of what moves; the first ones block."""
    if snapshot.parent.id in snapshot.itwins:
        yield Finding(
            "TARGET_IN_SUBTREE",
            Level.BLOCKS,
            f"{snapshot.parent.display_name} is among what moves: nothing can hang below itself.",
        )
    if _stays_where_it_is(snapshot):
        yield Finding(
            "NOTHING_TO_DO", Level.BLOCKS, "Everything hangs there already: nothing would move."
        )
    if snapshot.nested:
        yield Finding(
            "ROOT_NESTED",
            Level.INFORMATION,
            "Some were named that lie inside others, which bring them along.",
            count=len(snapshot.nested),
            lines=tuple(_name(snapshot, pk) for pk in snapshot.nested),
        )
    if snapshot.parent.status == Status.INACTIVE:
        yield Finding(
            "TARGET_INACTIVE",
            Level.WARNING,
            f"{snapshot.parent.display_name} is Inactive: what moves will hang below a hidden"
            f" parent.",
        )
    yield from _unusual_parents(snapshot)
    yield from _sizes(snapshot)


def _stays_where_it_is(snapshot: MoveSnapshot) -> bool:
    return all(snapshot.itwins[pk].parent_id == snapshot.parent.id for pk in snapshot.roots)


def _unusual_parents(snapshot: MoveSnapshot) -> Iterator[Finding]:
    usual = _USUAL_CHILDREN[snapshot.parent.sub_class]
    unusual = [pk for pk in snapshot.roots if snapshot.itwins[pk].sub_class not in usual]
    if unusual:
        yield Finding(
            "UNUSUAL_PARENT",
            Level.WARNING,
            f"It is not usual to hang these below a {snapshot.parent.sub_class}.",
            count=len(unusual),
            lines=tuple(_name(snapshot, pk) for pk in unusual),
        )


def _sizes(snapshot: MoveSnapshot) -> Iterator[Finding]:
    deleted = [row for row in snapshot.itwins.values() if row.deleted_at is not None]
    if deleted:
        yield Finding(
            "DELETED_INSIDE",
            Level.INFORMATION,
            "Deleted iTwins move along, so that restoring them puts them where they belong.",
            count=len(deleted),
            lines=tuple(sorted(f"{row.display_name} ({row.number})" for row in deleted)),
        )
    deepest = snapshot.parent_depth + 1 + max(snapshot.depths.values(), default=0)
    if deepest > _DEEP:
        yield Finding(
            "TOO_DEEP",
            Level.WARNING,
            f"The hierarchy would become {deepest} levels deep; more than {_DEEP} are hard to find"
            f" one's way in.",
            count=deepest,
        )
    if len(snapshot.itwins) > LARGE:
        yield Finding(
            "LARGE",
            Level.INFORMATION,
            f"More than {LARGE:,} iTwins: they are moved in the background.",
            count=len(snapshot.itwins),
        )


def _name(snapshot: MoveSnapshot, pk: object) -> str:
    row = snapshot.itwins[pk]  # type: ignore[index]
    return f"{row.display_name} ({row.number})"
