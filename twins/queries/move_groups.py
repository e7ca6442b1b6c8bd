"""Groups of an Account that iTwins leave: what takes their places in the other one."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from uuid import UUID

from twins.folding import fold_key
from twins.queries.move_roles import free_name
from twins.queries.move_snapshot import GroupRow, MoveSnapshot
from twins.queries.transfer_findings import Decisions, Finding, Level

_CHOICES = ("copy", "expand", "map", "drop")


@dataclass
class GroupOutcome:
    """What is found about the groups, and the effects that follow."""

    findings: list[Finding] = field(default_factory=list)
    new_groups: dict[UUID, GroupRow] = field(default_factory=dict)
    group_for: dict[tuple[UUID, UUID], UUID | None] = field(default_factory=dict)
    expanded: set[tuple[UUID, UUID]] = field(default_factory=set)


def replace_groups(snapshot: MoveSnapshot, decisions: Decisions) -> GroupOutcome:
    """Finds a place for every group that stays behind; those of the iTwins themselves come along."""
    outcome = GroupOutcome()
    there = {
        row.name_folded: row
        for row in snapshot.groups.values()
        if row.itwin_id == snapshot.account_id
    }
    for group, itwins in sorted(_staying(snapshot).items(), key=lambda each: str(each[0])):
        row = snapshot.groups[group]
        same = there.get(row.name_folded)
        if same is not None and _lists_the_same(row, same):
            outcome.findings.append(
                Finding(
                    "GROUP_SAME",
                    Level.INFORMATION,
                    f"The group {row.name} exists in the target Account with the same people:"
                    f" it is used there.",
                    count=len(itwins),
                    subject=str(row.id),
                )
            )
            outcome.group_for |= dict.fromkeys(((itwin, group) for itwin in itwins), same.id)
        else:
            _decide(snapshot, decisions, outcome, row, same, itwins)
    return outcome


def _staying(snapshot: MoveSnapshot) -> dict[UUID, set[UUID]]:
    """The groups of Accounts that are left, and the moved iTwins of which each is a member."""
    used: dict[UUID, set[UUID]] = defaultdict(set)
    for itwin, group, _ in snapshot.memberships.groups:
        used[group].add(itwin)
    return {
        group: itwins
        for group, itwins in used.items()
        if snapshot.groups[group].itwin_id in snapshot.left
    }


def _lists_the_same(one: GroupRow, other: GroupRow) -> bool:
    return one.users == other.users and one.directory_groups == other.directory_groups


def _decide(
    snapshot: MoveSnapshot,
    decisions: Decisions,
    outcome: GroupOutcome,
    row: GroupRow,
    same: GroupRow | None,
    itwins: set[UUID],
) -> None:
    code = "GROUP_MISSING" if same is None else "GROUP_DIFFERS"
    choice = decisions.on(code, str(row.id), choices=_CHOICES, default="copy")
    word, _, named = choice.partition(":")
    target = same if word == "map" and not named else _named(snapshot, named)
    if word == "map" and target is None:
        choice, word = "", ""  # mapped to nothing that is there: open again
    if same is None:
        text = f"The group {row.name} does not exist in the target Account."
    else:
        text = f"The group {row.name} exists in both Accounts with different people."
    outcome.findings.append(
        Finding(
            code,
            Level.DECISION,
            text,
            count=len(itwins),
            subject=str(row.id),
            choices=_CHOICES,
            default="copy",
            choice=choice,
            lines=tuple(_people_lines(snapshot, row, same)),
        )
    )
    places = [(itwin, row.id) for itwin in itwins]
    match word:
        case "copy":
            outcome.group_for |= dict.fromkeys(places, _copy(snapshot, decisions, outcome, row))
        case "expand":
            outcome.expanded |= set(places)
        case "map" if target is not None:
            outcome.group_for |= dict.fromkeys(places, target.id)
        case "drop":
            outcome.group_for |= dict.fromkeys(places, None)
    if word == "copy":
        _warn_of_directory_groups(snapshot, outcome, row)


def _named(snapshot: MoveSnapshot, named: str) -> GroupRow | None:
    """The group of the target Account with an id or name that somebody typed."""
    for row in snapshot.groups.values():
        if row.itwin_id == snapshot.account_id and named in {str(row.id), row.name}:
            return row
    return None


def _people_lines(snapshot: MoveSnapshot, row: GroupRow, same: GroupRow | None) -> Collection[str]:
    """Who would gain and lose if the group of the same name took its place."""
    if same is None:
        return ()
    emails = {pk: person.email for pk, person in snapshot.people.items()}
    gained, lost = same.people - row.people, row.people - same.people
    return [
        *sorted(f"+ {emails.get(pk, pk)}" for pk in gained),
        *sorted(f"- {emails.get(pk, pk)}" for pk in lost),
    ]


def _copy(
    snapshot: MoveSnapshot, decisions: Decisions, outcome: GroupOutcome, row: GroupRow
) -> UUID:
    source = snapshot.accounts[row.itwin_id].display_name
    taken = {
        *(each.name_folded for each in snapshot.groups.values()),
        *(each.name_folded for each in outcome.new_groups.values()),
    }
    name, _ = free_name(f"{row.name} ({source})", lambda wanted: fold_key(wanted) in taken)
    copy = row._replace(
        id=decisions.id_for(row.id, snapshot.account_id),
        itwin_id=snapshot.account_id,
        name=name,
        name_folded=fold_key(name),
    )
    outcome.new_groups[copy.id] = copy
    return copy.id


def _warn_of_directory_groups(snapshot: MoveSnapshot, outcome: GroupOutcome, row: GroupRow) -> None:
    if row.directory_groups and snapshot.is_crossing:
        outcome.findings.append(
            Finding(
                "IMS_GROUP",
                Level.WARNING,
                f"The group {row.name} counts people of directory groups of the other"
                f" organization, which goes on deciding who they are.",
                count=len(row.directory_groups),
                subject=str(row.id),
            )
        )
