"""A move of iTwins, thought through: everything found, and what would be written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from twins.queries.move_effects import MoveEffects
from twins.queries.move_groups import replace_groups
from twins.queries.move_names import settle_names
from twins.queries.move_people import settle_people
from twins.queries.move_places import place_findings
from twins.queries.move_reading import read_move
from twins.queries.move_roles import replace_roles
from twins.queries.move_snapshot import MoveSnapshot
from twins.queries.transfer_findings import Decisions, Finding, Level


@dataclass(frozen=True)
class MovePlan:
    snapshot: MoveSnapshot
    findings: tuple[Finding, ...]
    effects: MoveEffects

    @property
    def is_crossing(self) -> bool:
        return self.snapshot.is_crossing

    @property
    def fingerprint(self) -> str:
        return self.snapshot.fingerprint()

    @property
    def is_blocked(self) -> bool:
        return any(finding.level == Level.BLOCKS for finding in self.findings)

    @property
    def is_undecided(self) -> bool:
        return any(finding.is_open for finding in self.findings)

    @property
    def counts(self) -> dict[str, int]:
        """What is told of its size, and must be the same after it."""
        held = self.snapshot.memberships
        return {
            "roots": len(self.snapshot.roots),
            "iTwins": len(self.snapshot.itwins),
            "owners": len(held.owners),
            "members": len({(itwin, user) for itwin, user, _ in held.users}),
            "groupMembers": len({(itwin, group) for itwin, group, _ in held.groups}),
            "invitations": len(self.snapshot.offers.invitations),
        }


def plan_move(
    root_ids: Sequence[UUID], parent_id: UUID, given: Mapping[str, str], *, salt: str
) -> MovePlan:
    """Reads, finds and derives. Raises NothingThere.

    What was decided to be left out is read no more: it is as if nobody had asked for it.
    """
    decisions = Decisions(given, salt)
    snapshot = read_move(root_ids, parent_id, given.values())
    left_out = settle_names(snapshot, decisions).left_out
    if left_out and left_out != set(snapshot.roots):
        staying = [pk for pk in root_ids if pk not in left_out]
        return plan_move(staying, parent_id, given, salt=salt)
    return _derive(snapshot, decisions)


def _derive(snapshot: MoveSnapshot, decisions: Decisions) -> MovePlan:
    names = settle_names(snapshot, decisions)
    roles = replace_roles(snapshot, decisions)
    groups = replace_groups(snapshot, decisions)
    people = settle_people(snapshot, decisions)
    findings = [
        *place_findings(snapshot),
        *names.findings,
        *roles.findings,
        *groups.findings,
        *people.findings,
    ]
    effects = MoveEffects(
        moved=frozenset(snapshot.itwins),
        account_id=snapshot.account_id,
        parents=dict.fromkeys(snapshot.roots, snapshot.parent.id),
        renamed=names.renamed,
        new_roles=roles.new_roles,
        new_groups=groups.new_groups,
        role_for=roles.role_for,
        group_for=groups.group_for,
        expanded=frozenset(groups.expanded),
        leaving=frozenset(people.leaving),
        new_owners=frozenset(people.new_owners),
        revoked_shares=frozenset(people.revoked_shares),
        stripped_repositories=frozenset(people.stripped_repositories),
    )
    return MovePlan(snapshot, tuple(findings), effects)
