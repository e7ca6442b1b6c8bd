"""A registry of any size, the same from the same seed: what measurements are made on."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count, islice
from random import Random
from uuid import UUID

from django.db import connection, transaction

from accounts.models import Organization, Role, User
from accounts.models.user import OrganizationRole
from accounts.operations import visibility
from accounts.operations.organizations import create_organization, open_account
from accounts.operations.people import create_person
from accounts.operations.roles import create_role
from accounts.operations.volume import add_members, add_people, give_members
from twins.choices import CLASS_OF_SUBCLASS
from twins.demo.scale_shape import levels, shares, trees
from twins.demo.scale_words import values
from twins.demo.story import stable_id
from twins.models import ITwin
from twins.operations.volume import add_forest

FIRST_MEMBER = "scale-1@scale.example"
_FIRST_MEMBER_ID = stable_id("person", FIRST_MEMBER)
_MEMBERSHIPS_OF_OTHERS = 40  # about so many has each person but the first
_BATCH = 20_000


@dataclass(frozen=True)
class Volume:
    """How much of everything; `members` is of how many iTwins the first person is a member."""

    itwins: int
    accounts: int
    members: int
    memberships_per_itwin: float
    seed: int


@dataclass
class Estate:
    """An organization with its Account, still empty, and who will work there."""

    account: ITwin
    role: Role
    administrator: User
    share: int
    others: list[UUID]


@transaction.atomic
def load_scale(volume: Volume, report: Callable[[int], None]) -> None:
    """Adds all of it or nothing; tells `report` now and then how many iTwins are there."""
    random = Random(volume.seed)  # noqa: S311 -- repeatable on purpose
    estates = _estates(volume)
    # The first member's iTwins, by serial: those of the first Account come first.
    chosen = set(random.sample(range(max(estates[0].share, volume.members)), volume.members))
    _check_references_at_once()
    serials = count()
    loaded = 0
    for estate in estates:
        forest = _forest(random, estate, serials)
        while batch := _whole_trees(forest):
            add_forest(batch)
            add_members(_members(random, batch, loaded, chosen, estate, volume))
            loaded += len(batch)
            report(loaded)
        give_members(estate.role)
    visibility.rebuild()


def settle() -> None:
    """Lets PostgreSQL know what it has; without that, the first measurements are of its guesses."""
    if connection.vendor == "postgresql" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM (ANALYZE)")


def _estates(volume: Volume) -> list[Estate]:
    numbers = count(2)
    estates = []
    for place, share in enumerate(shares(volume.itwins, volume.accounts), start=1):
        organization = create_organization(
            name=f"Scale Organization {place}", organization_id=stable_id("scale", str(place))
        )
        estate = _estate(place, organization, share)
        emails = [f"scale-{n}@scale.example" for n in islice(numbers, _how_many(share, volume))]
        estate.others = [stable_id("person", email) for email in emails]
        if place == 1:
            emails = [FIRST_MEMBER, *emails]
        add_people(_people(emails, organization))
        estates.append(estate)
    return estates


def _estate(place: int, organization: Organization, share: int) -> Estate:
    email = f"admin-{place}@scale.example"
    administrator = create_person(
        email=email,
        user_id=stable_id("person", email),
        organization=organization,
        organization_role=OrganizationRole.ACCOUNT_ADMINISTRATOR,
    )
    name = f"Scale Account {place}"
    account = open_account(
        organization=organization,
        name=name,
        by=administrator,
        account_id=stable_id("account", name),
    )
    role = create_role(
        itwin=account,
        role_id=stable_id(name, "role"),
        display_name="Engineer",
        permissions=["imodels_read", "itwins_modify"],
    )
    return Estate(account, role, administrator, share, others=[])


def _how_many(share: int, volume: Volume) -> int:
    """How many people one Account's memberships are spread over."""
    per_itwin = volume.memberships_per_itwin
    return max(math.ceil(share * per_itwin / _MEMBERSHIPS_OF_OTHERS), math.ceil(per_itwin))


def _people(emails: list[str], organization: Organization) -> Iterator[User]:
    for email in emails:
        given_name, surname = email.partition("@")[0].title().split("-")
        yield User(
            id=stable_id("person", email),
            email=email,
            given_name=given_name,
            surname=surname,
            organization=organization,
        )


def _forest(random: Random, estate: Estate, serials: Iterator[int]) -> Iterator[list[ITwin]]:
    """An Account's trees, one list each, parents first."""
    for tree in trees(random, estate.share):
        itwins: list[ITwin] = []
        for parent, level in zip(tree, levels(tree), strict=True):
            columns = values(random, next(serials), level)
            itwins.append(
                ITwin(
                    id=UUID(int=random.getrandbits(128), version=4),
                    itwin_class=CLASS_OF_SUBCLASS[columns["sub_class"]],
                    parent_id=estate.account.pk if parent < 0 else itwins[parent].pk,
                    account_id=estate.account.pk,
                    created_by_id=estate.administrator.pk,
                    last_modified_by_id=estate.administrator.pk,
                    **columns,
                )
            )
        yield itwins


def _whole_trees(forest: Iterator[list[ITwin]]) -> list[ITwin]:
    batch: list[ITwin] = []
    for tree in forest:
        batch += tree
        if len(batch) >= _BATCH:
            break
    return batch


def _members(
    random: Random,
    itwins: list[ITwin],
    first_serial: int,
    chosen: set[int],
    estate: Estate,
    volume: Volume,
) -> Iterator[tuple[UUID, UUID]]:
    certain, chance = divmod(volume.memberships_per_itwin, 1)
    for serial, itwin in enumerate(itwins, start=first_serial):
        if serial in chosen:
            yield itwin.pk, _FIRST_MEMBER_ID
        for person in random.sample(estate.others, int(certain) + (random.random() < chance)):
            yield itwin.pk, person


def _check_references_at_once() -> None:
    """Otherwise PostgreSQL would remember millions of checks until the end."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
