"""Roles of an Account that iTwins leave: what takes their places in the other one."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from uuid import UUID

from accounts.choices import RoleType
from twins.queries.move_snapshot import MoveSnapshot, RoleRow
from twins.queries.transfer_findings import Decisions, Finding, Level

_LONGEST_NAME = 255
_FOR_DIFFERENT = ("copy", "map", "itwin")
_FOR_MISSING = ("copy", "itwin", "map", "drop")


@dataclass
class RoleOutcome:
    """What is found about the roles, and the effects that follow."""

    findings: list[Finding] = field(default_factory=list)
    new_roles: dict[UUID, RoleRow] = field(default_factory=dict)
    role_for: dict[tuple[UUID, UUID], UUID | None] = field(default_factory=dict)


def replace_roles(snapshot: MoveSnapshot, decisions: Decisions) -> RoleOutcome:
    """Finds a place for every role that stays behind; those of the iTwins themselves come along."""
    outcome = RoleOutcome()
    there = _by_name(snapshot)
    for role, itwins in sorted(_staying(snapshot).items(), key=lambda each: str(each[0])):
        row = snapshot.roles[role]
        same = there.get(row.display_name.casefold())
        if same is not None and same.permissions == row.permissions:
            outcome.findings.append(_mapped(row, itwins))
            outcome.role_for |= dict.fromkeys(((itwin, role) for itwin in itwins), same.id)
        else:
            _decide(snapshot, decisions, outcome, row, same, itwins)
    return outcome


def _staying(snapshot: MoveSnapshot) -> dict[UUID, set[UUID]]:
    """The roles of Accounts that are left, and the moved iTwins where each is used or offered."""
    used: dict[UUID, set[UUID]] = defaultdict(set)
    held = snapshot.memberships
    for itwin, _, role in [*held.users, *held.groups]:
        used[role].add(itwin)
    itwin_of = {invitation: itwin for itwin, invitation in snapshot.offers.invitations}
    for invitation, role in snapshot.offers.roles:
        used[role].add(itwin_of[invitation])
    return {
        role: itwins
        for role, itwins in used.items()
        if snapshot.roles[role].itwin_id in snapshot.left
    }


def _by_name(snapshot: MoveSnapshot) -> dict[str, RoleRow]:
    rows = sorted(snapshot.roles.values(), key=lambda row: str(row.id))
    return {row.display_name.casefold(): row for row in rows if row.itwin_id == snapshot.account_id}


def _mapped(row: RoleRow, itwins: Collection[UUID]) -> Finding:
    return Finding(
        "ROLE_SAME",
        Level.INFORMATION,
        f"The role {row.display_name} exists in the target Account with the same permissions:"
        f" it is used there.",
        count=len(itwins),
        subject=str(row.id),
    )


def _decide(
    snapshot: MoveSnapshot,
    decisions: Decisions,
    outcome: RoleOutcome,
    row: RoleRow,
    same: RoleRow | None,
    itwins: set[UUID],
) -> None:
    code = "ROLE_MISSING" if same is None else "ROLE_DIFFERS"
    choices = _FOR_MISSING if same is None else _FOR_DIFFERENT
    default = "copy" if same is not None or len(itwins) > 1 else "itwin"
    choice = decisions.on(code, str(row.id), choices=choices, default=default)
    word, _, named = choice.partition(":")
    target = same if word == "map" and not named else _named(snapshot, named)
    if word == "map" and target is None:
        choice, word = "", ""  # mapped to nothing that is there: open again
    outcome.findings.append(
        Finding(
            code,
            Level.DECISION,
            _text(row, same, itwins),
            count=len(itwins),
            subject=str(row.id),
            choices=choices,
            default=default,
            choice=choice,
            lines=tuple(_permission_lines(row, same)),
        )
    )
    match word:
        case "copy":
            _copy(snapshot, decisions, outcome, row, itwins)
        case "itwin":
            _define_on_each(decisions, outcome, row, itwins)
        case "map" if target is not None:
            outcome.role_for |= dict.fromkeys(((itwin, row.id) for itwin in itwins), target.id)
        case "drop":
            outcome.role_for |= dict.fromkeys(((itwin, row.id) for itwin in itwins), None)


def _named(snapshot: MoveSnapshot, named: str) -> RoleRow | None:
    """The role of the target Account with an id or name that somebody typed."""
    for row in snapshot.roles.values():
        if row.itwin_id == snapshot.account_id and named in {str(row.id), row.display_name}:
            return row
    return None


def _text(row: RoleRow, same: RoleRow | None, itwins: Collection[UUID]) -> str:
    if same is None:
        return f"The role {row.display_name} does not exist in the target Account."
    return f"The role {row.display_name} exists in both Accounts with different permissions."


def _permission_lines(row: RoleRow, same: RoleRow | None) -> Iterator[str]:
    """What people would gain and lose if the role of the same name took its place."""
    if same is not None:
        yield from (f"+ {name}" for name in sorted(same.permissions - row.permissions))
        yield from (f"- {name}" for name in sorted(row.permissions - same.permissions))


def _copy(
    snapshot: MoveSnapshot,
    decisions: Decisions,
    outcome: RoleOutcome,
    row: RoleRow,
    itwins: Collection[UUID],
) -> None:
    source = snapshot.accounts[row.itwin_id].display_name
    taken = {
        *_by_name(snapshot),
        *(new.display_name.casefold() for new in outcome.new_roles.values()),
    }
    name, is_numbered = free_name(f"{row.display_name} ({source})", taken.__contains__)
    if is_numbered:
        outcome.findings.append(
            Finding(
                "ROLE_NAME",
                Level.INFORMATION,
                f"The copy of {row.display_name} is named {name}: the shorter name is taken.",
                subject=str(row.id),
            )
        )
    copy = row._replace(
        id=decisions.id_for(row.id, snapshot.account_id),
        itwin_id=snapshot.account_id,
        display_name=name,
        type=RoleType.CUSTOM,
    )
    outcome.new_roles[copy.id] = copy
    outcome.role_for |= dict.fromkeys(((itwin, row.id) for itwin in itwins), copy.id)


def _define_on_each(
    decisions: Decisions, outcome: RoleOutcome, row: RoleRow, itwins: Collection[UUID]
) -> None:
    for itwin in itwins:
        new_id = decisions.id_for(row.id, itwin)
        own = row._replace(id=new_id, itwin_id=itwin, type=RoleType.CUSTOM)
        outcome.new_roles[own.id] = own
        outcome.role_for[itwin, row.id] = own.id


def free_name(wanted: str, is_taken: Callable[[str], bool]) -> tuple[str, bool]:
    """A name as wanted or with a number after it, and whether it needed one."""
    wanted = wanted[: _LONGEST_NAME - 4]
    if not is_taken(wanted.casefold()):
        return wanted, False
    number = 2
    while is_taken(f"{wanted} {number}".casefold()):
        number += 1
    return f"{wanted} {number}", True
