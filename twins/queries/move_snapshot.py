"""Everything that moving iTwins reads, as it was at one moment: what checks and effects derive from.

Plain values, so that what follows from them (findings, effects, predictions) needs no database.
"""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import UUID


class ITwinRow(NamedTuple):
    id: UUID
    account_id: UUID
    parent_id: UUID | None
    sub_class: str
    number: str
    number_folded: str
    display_name: str
    unique_display_name: str | None
    status: str
    data_center_location: str
    deleted_at: datetime | None
    last_modified_at: datetime


class AccountRow(NamedTuple):
    id: UUID
    display_name: str
    organization_id: UUID | None  # None for a person's own


class RoleRow(NamedTuple):
    id: UUID
    itwin_id: UUID
    display_name: str
    description: str
    type: str
    permissions: frozenset[str]


class GroupRow(NamedTuple):
    id: UUID
    itwin_id: UUID
    name: str
    name_folded: str
    description: str
    users: frozenset[UUID]
    directory_groups: frozenset[UUID]
    people: frozenset[UUID]  # the users, and those of the directory groups


class PersonRow(NamedTuple):
    id: UUID
    email: str
    organization_id: UUID | None
    is_administrator: bool
    is_active: bool


@dataclass(frozen=True)
class Memberships:
    """Who holds what on some iTwins."""

    owners: frozenset[tuple[UUID, UUID]]  # iTwin, user
    users: frozenset[tuple[UUID, UUID, UUID]]  # iTwin, user, role
    groups: frozenset[tuple[UUID, UUID, UUID]]  # iTwin, group, role


@dataclass(frozen=True)
class Offers:
    """What is handed out on some iTwins and not taken so far."""

    invitations: frozenset[tuple[UUID, UUID]]  # pending: iTwin, invitation
    roles: frozenset[tuple[UUID, UUID]]  # of these: invitation, role
    shares: frozenset[tuple[UUID, UUID]]  # open: iTwin, share


@dataclass(frozen=True)
class MoveSnapshot:
    roots: tuple[UUID, ...]  # the outermost of those asked for, in their order
    nested: tuple[UUID, ...]  # asked for too, but inside another one
    itwins: dict[UUID, ITwinRow]  # all that moves, the deleted among it
    parent: ITwinRow
    depths: dict[UUID, int]  # how far below its root each moved iTwin is
    parent_depth: int  # how far below its Account the parent is; 0 for the Account itself
    accounts: dict[UUID, AccountRow]  # those that something leaves, and the target
    taken: tuple[ITwinRow, ...]  # of the target Account: with a number or name that moves in
    # Of texts that could settle a clash, those in use there: code of the clash, subClass, text.
    reserved: frozenset[tuple[str, str, str]]
    memberships: Memberships
    offers: Offers
    roles: dict[UUID, RoleRow]  # used on what moves, and all that the target Account defines
    groups: dict[UUID, GroupRow]
    people: dict[UUID, PersonRow]  # who holds anything on what moves; all administrators concerned
    secrets: frozenset[tuple[UUID, UUID]]  # iTwin, repository with something sealed in it
    busy_jobs: frozenset[UUID]  # member jobs on what moves that are not finished
    busy_exports: frozenset[tuple[UUID, UUID]]  # unfinished: export, person

    @property
    def account_id(self) -> UUID:
        """The Account that everything moves to."""
        return self.parent.account_id

    @property
    def target(self) -> AccountRow:
        return self.accounts[self.account_id]

    @property
    def sources(self) -> frozenset[UUID]:
        """The Accounts that something moves out of."""
        return frozenset(row.account_id for row in self.itwins.values())

    @property
    def left(self) -> frozenset[UUID]:
        """The Accounts whose roles and groups cannot be used any more where it moves."""
        defined = {row.itwin_id for row in self.roles.values()}
        defined |= {row.itwin_id for row in self.groups.values()}
        return frozenset(defined - {*self.itwins, self.account_id})

    @property
    def is_crossing(self) -> bool:
        """Whether something leaves the organization, or the person, that owns it."""
        return any(
            source != self.account_id
            and (
                self.accounts[source].organization_id is None
                or self.accounts[source].organization_id != self.target.organization_id
            )
            for source in self.sources
        )

    def fingerprint(self) -> str:
        """The same for as long as nothing that was read has changed."""
        told = [_told(getattr(self, name)) for name in self.__dataclass_fields__]
        return sha256(repr(told).encode()).hexdigest()


def _told(value: Any) -> Any:
    """A value in one order, whatever order it was read in."""
    if isinstance(value, (Memberships, Offers)):
        return [_told(getattr(value, name)) for name in value.__dataclass_fields__]
    if isinstance(value, dict):
        return sorted((str(key), _told(each)) for key, each in value.items())
    if isinstance(value, (set, frozenset)):
        return sorted(map(repr, map(_told, value)))
    if isinstance(value, (tuple, list)):
        return [_told(each) for each in value]
    return str(value)
