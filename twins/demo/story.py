"""The words that demo stories are told in: people, iTwins and where they are."""

import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar
from uuid import UUID

from twins.choices import DataCenterLocation, Status, SubClass

_Found = TypeVar("_Found")
# Ids derive from it, so that they are the same on every machine and at every load.
_NAMESPACE = UUID("6a1f2c84-0d7b-5e39-9c57-d3a4e8b1f062")


def stable_id(*words: str) -> UUID:
    return uuid.uuid5(_NAMESPACE, "/".join(words))


@dataclass(frozen=True)
class Place:
    name: str
    latitude: float | None = None
    longitude: float | None = None
    time_zone: str | None = None


NOWHERE = Place("")


@dataclass(frozen=True)
class Person:
    email: str
    given_name: str
    surname: str
    is_administrator: bool = False
    is_staff: bool = False

    @property
    def id(self) -> UUID:
        return stable_id("person", self.email)


@dataclass(frozen=True)
class Planned:
    """An iTwin to be, with all that hangs below it."""

    sub_class: SubClass
    display_name: str
    number: str
    type: str | None
    children: tuple["Planned", ...]
    place: Place
    status: Status
    data_center: DataCenterLocation
    owner: str
    fixed_id: UUID | None

    def count(self) -> int:
        return 1 + sum(child.count() for child in self.children)


def planned(
    sub_class: SubClass,
    display_name: str,
    number: str,
    kind: str | None,
    *children: Planned,
    at: Place = NOWHERE,
    status: Status = Status.ACTIVE,
    data_center: DataCenterLocation = DataCenterLocation.EAST_US,
    owner: str = "",
    fixed_id: str | None = None,
) -> Planned:
    """One iTwin of a story; without an `owner` it is its Account's usual one's."""
    return Planned(
        sub_class=sub_class,
        display_name=display_name,
        number=number,
        type=kind,
        children=children,
        place=at,
        status=status,
        data_center=data_center,
        owner=owner,
        fixed_id=None if fixed_id is None else UUID(fixed_id),
    )


@dataclass(frozen=True)
class PlannedAccount:
    name: str
    owner: str
    itwins: tuple[Planned, ...]

    @property
    def id(self) -> UUID:
        return stable_id("account", self.name)

    def id_of(self, plan: Planned) -> UUID:
        return plan.fixed_id or stable_id(self.name, plan.sub_class, plan.number)


@dataclass(frozen=True)
class PlannedRole:
    """A role, and who holds it on which iTwins, told by their numbers.

    Without a number to be defined `on`, it is one of the primary Account.
    """

    display_name: str
    description: str
    permissions: tuple[str, ...]
    holders: Mapping[str, tuple[str, ...]]
    on: str = ""


@dataclass(frozen=True)
class PlannedGroup:
    """A group of the primary Account: whom it lists, and its one role on some iTwins."""

    name: str
    description: str
    role: str
    numbers: tuple[str, ...]
    people: tuple[str, ...] = ()
    directory_groups: tuple[str, ...] = ()


@dataclass(frozen=True)
class PlannedInvitation:
    """One role on one iTwin, offered some days ago; accepted at once, or not so far."""

    email: str
    invited_by: str
    role: str
    number: str
    days_ago: int = 0
    is_accepted: bool = False


@dataclass(frozen=True)
class PlannedService:
    """A service application, which holds one role of the primary Account on some iTwins."""

    client_id: str
    name: str
    email: str
    role: str
    numbers: tuple[str, ...]

    @property
    def member_id(self) -> UUID:
        return stable_id("person", self.email)


@dataclass(frozen=True)
class PlannedRepository:
    """A repository that somebody added to an iTwin: a body of the API, and what is in it."""

    number: str
    added_by: str
    body: Mapping[str, Any]
    # Id to name.
    resources: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class PlannedGeneratedRepository:
    """A repository that another service offers for an iTwin."""

    number: str
    repository_class: str
    display_name: str
    uri_template: str


@dataclass(frozen=True)
class Story:
    """An organization with its people and Accounts; the first Account is the primary one."""

    organization: str
    people: tuple[Person, ...]
    accounts: tuple[PlannedAccount, ...]
    roles: tuple[PlannedRole, ...] = ()
    # What the organization's own identity provider groups: name to e-mails.
    directory_groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    groups: tuple[PlannedGroup, ...] = ()
    # E-mail to numbers: owners beside those who created the iTwins.
    owners: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    invitations: tuple[PlannedInvitation, ...] = ()
    services: tuple[PlannedService, ...] = ()
    repositories: tuple[PlannedRepository, ...] = ()
    generated_repositories: tuple[PlannedGeneratedRepository, ...] = ()
    # E-mail to numbers; of recents, the last used comes first.
    favorites: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    recents: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    # The number of the iTwin that has a picture.
    pictured: str = ""

    @property
    def organization_id(self) -> UUID:
        return stable_id("organization", self.organization)

    @property
    def administrator(self) -> Person:
        return next(person for person in self.people if person.is_administrator)

    def id_of_role(self, display_name: str) -> UUID:
        return stable_id(self.organization, "role", display_name)

    def id_of_group(self, name: str) -> UUID:
        return stable_id(self.organization, "group", name)

    def id_of_directory_group(self, name: str) -> UUID:
        return stable_id(self.organization, "directory group", name)

    def id_of_invitation(self, plan: PlannedInvitation) -> UUID:
        return stable_id(self.organization, "invitation", plan.email, plan.number)

    def id_of_number(self, number: str) -> UUID:
        """The id of the iTwin with a number, which is no other's in the whole story."""
        (found,) = {
            account.id_of(plan)
            for account in self.accounts
            for plan, _ in family(account.itwins)
            if plan.number == number
        }
        return found

    def among(self, found: Mapping[UUID, _Found], numbers: Iterable[str]) -> list[_Found]:
        """Those found, by id, that have one of the numbers; in the order of these."""
        ids = map(self.id_of_number, numbers)
        return [found[itwin_id] for itwin_id in ids if itwin_id in found]


def family(
    plans: tuple[Planned, ...], parent: Planned | None = None
) -> Iterator[tuple[Planned, Planned | None]]:
    """Each iTwin with its parent (None: the Account), parents first."""
    for plan in plans:
        yield plan, parent
        yield from family(plan.children, plan)
