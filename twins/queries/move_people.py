"""Whose standing a move of iTwins changes, and what is handed out there."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import UUID

from twins.queries.move_snapshot import MoveSnapshot, PersonRow
from twins.queries.transfer_findings import Decisions, Finding, Level

_STANDING = ("keep", "remove")
_SHARES = ("revoke", "keep")
_SECRETS = ("strip", "keep")


@dataclass
class PeopleOutcome:
    findings: list[Finding] = field(default_factory=list)
    leaving: set[tuple[UUID, UUID]] = field(default_factory=set)
    new_owners: set[tuple[UUID, UUID]] = field(default_factory=set)
    revoked_shares: set[UUID] = field(default_factory=set)
    stripped_repositories: set[UUID] = field(default_factory=set)


def settle_people(snapshot: MoveSnapshot, decisions: Decisions) -> PeopleOutcome:
    """Finds who gains, loses and changes sides; and follows what was decided about them."""
    outcome = PeopleOutcome()
    outcome.findings += _administrators(snapshot)
    _settle_sides(snapshot, decisions, outcome)
    _settle_owners(snapshot, decisions, outcome)
    outcome.findings += _invitations(snapshot)
    _settle_shares(snapshot, decisions, outcome)
    _settle_secrets(snapshot, decisions, outcome)
    outcome.findings += _busy(snapshot)
    return outcome


def _administrators(snapshot: MoveSnapshot) -> Iterator[Finding]:
    target = snapshot.target.organization_id
    left = {snapshot.accounts[source].organization_id for source in snapshot.sources} - {target}
    if not snapshot.is_crossing:
        return
    gaining = _emails(snapshot, {target})
    losing = _emails(snapshot, left)
    if gaining:
        yield Finding(
            "ADMIN_GAIN",
            Level.WARNING,
            "These administrators will have full control of everything that moves.",
            count=len(gaining),
            lines=gaining,
        )
    if losing:
        yield Finding(
            "ADMIN_LOSS",
            Level.WARNING,
            "These administrators will have no control of it any more.",
            count=len(losing),
            lines=losing,
        )


def _emails(snapshot: MoveSnapshot, organizations: set[UUID | None]) -> tuple[str, ...]:
    return tuple(
        sorted(
            person.email
            for person in snapshot.people.values()
            if person.is_administrator
            and person.is_active
            and person.organization_id is not None
            and person.organization_id in organizations
        )
    )


def _settle_sides(snapshot: MoveSnapshot, decisions: Decisions, outcome: PeopleOutcome) -> None:
    """People of the organization that is left become external, those of the other internal."""
    if not snapshot.is_crossing:
        return
    flipped = {
        (itwin, user)
        for itwin, user in _held(snapshot)
        if _is_internal(snapshot, snapshot.people[user], snapshot.itwins[itwin].account_id)
        != _is_internal(snapshot, snapshot.people[user], snapshot.account_id)
    }
    if not flipped:
        return
    external = {
        (itwin, user)
        for itwin, user in flipped
        if not _is_internal(snapshot, snapshot.people[user], snapshot.account_id)
    }
    choice = decisions.on("INTERNAL_EXTERNAL", choices=_STANDING, default="keep")
    people = {user for _, user in flipped}
    outcome.findings.append(
        Finding(
            "INTERNAL_EXTERNAL",
            Level.WARNING,
            "These members change sides: whoever belongs to the organization that is left becomes"
            " external. They stay members unless it is decided otherwise.",
            count=len(people),
            choices=_STANDING,
            default="keep",
            choice=choice,
            lines=tuple(sorted(snapshot.people[user].email for user in people)),
        )
    )
    if choice == "remove":
        outcome.leaving |= external


def _held(snapshot: MoveSnapshot) -> set[tuple[UUID, UUID]]:
    held = snapshot.memberships
    return set(held.owners) | {(itwin, user) for itwin, user, _ in held.users}


def _is_internal(snapshot: MoveSnapshot, person: PersonRow, account: UUID) -> bool:
    organization = snapshot.accounts[account].organization_id
    return organization is not None and person.organization_id == organization


def _settle_owners(snapshot: MoveSnapshot, decisions: Decisions, outcome: PeopleOutcome) -> None:
    """Somebody must be able to look after each iTwin: its owners, or administrators."""
    remaining = {
        itwin
        for itwin, user in snapshot.memberships.owners
        if (itwin, user) not in outcome.leaving and snapshot.people[user].is_active
    }
    bare = [
        row
        for row in snapshot.itwins.values()
        if row.id not in remaining and row.deleted_at is None
    ]
    if not bare:
        return
    has_administrators = bool(_emails(snapshot, {snapshot.target.organization_id}))
    choice = decisions.on("NO_OWNER_LEFT", choices=("owner",))
    email = choice.partition(":")[2].strip().lower()
    chosen = next((row for row in snapshot.people.values() if row.email.lower() == email), None)
    if chosen is not None and chosen.is_active:
        outcome.new_owners |= {(row.id, chosen.id) for row in bare}
    level = Level.WARNING if has_administrators or outcome.new_owners else Level.BLOCKS
    outcome.findings.append(
        Finding(
            "NO_OWNER_LEFT",
            level,
            "These iTwins will have no owner. Somebody can be made one: owner:e-mail.",
            count=len(bare),
            choices=("owner",),
            choice=choice if outcome.new_owners else "",
            lines=tuple(sorted(f"{row.display_name} ({row.number})" for row in bare)),
        )
    )


def _invitations(snapshot: MoveSnapshot) -> Iterator[Finding]:
    if snapshot.offers.invitations:
        yield Finding(
            "INVITES",
            Level.INFORMATION,
            "Pending invitations stay as they are; the roles that they offer are replaced likewise.",
            count=len(snapshot.offers.invitations),
        )


def _settle_shares(snapshot: MoveSnapshot, decisions: Decisions, outcome: PeopleOutcome) -> None:
    shares = {share for _, share in snapshot.offers.shares}
    if not shares:
        return
    default = "revoke" if snapshot.is_crossing else "keep"
    choice = decisions.on("SHARES", choices=_SHARES, default=default)
    outcome.findings.append(
        Finding(
            "SHARES",
            Level.DECISION if snapshot.is_crossing else Level.INFORMATION,
            "Whoever has the key of a share can read the iTwin without being a member.",
            count=len(shares),
            choices=_SHARES,
            default=default,
            choice=choice,
        )
    )
    if choice == "revoke":
        outcome.revoked_shares |= shares


def _settle_secrets(snapshot: MoveSnapshot, decisions: Decisions, outcome: PeopleOutcome) -> None:
    repositories = {repository for _, repository in snapshot.secrets}
    if not repositories or not snapshot.is_crossing:
        return
    choice = decisions.on("REPO_SECRETS", choices=_SECRETS, default="strip")
    outcome.findings.append(
        Finding(
            "REPO_SECRETS",
            Level.DECISION,
            "These repositories hold keys, passwords or options of the organization that is left.",
            count=len(repositories),
            choices=_SECRETS,
            default="strip",
            choice=choice,
        )
    )
    if choice == "strip":
        outcome.stripped_repositories |= repositories


def _busy(snapshot: MoveSnapshot) -> Iterator[Finding]:
    if snapshot.busy_jobs:
        yield Finding(
            "JOB_ACTIVE",
            Level.BLOCKS,
            "Jobs that change members of these iTwins are not finished. Wait for them.",
            count=len(snapshot.busy_jobs),
        )
    if snapshot.busy_exports:
        yield Finding(
            "EXPORT_ACTIVE",
            Level.WARNING,
            "Exports of members of these iTwins are not finished: they show what their people"
            " might see when they asked.",
            count=len(snapshot.busy_exports),
        )
