"""Accounts that differ in one thing, how many iTwins they have; alike and seeded otherwise."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from uuid import UUID

from django.db import transaction

from accounts.models import Organization, Role, User
from accounts.models.user import OrganizationRole
from accounts.operations import visibility
from accounts.operations.organizations import create_organization, open_account
from accounts.operations.people import create_person
from accounts.operations.roles import create_role
from accounts.operations.volume import add_members, give_members
from twins.choices import CLASS_OF_SUBCLASS
from twins.demo.scale import settle
from twins.demo.scale_shape import levels, trees
from twins.demo.scale_words import values
from twins.models import ITwin
from twins.operations.volume import add_forest

_BATCH = 20_000


@dataclass
class SizedAccount:
    """An Account, its administrator, and the ids of the live iTwins below it."""

    account: ITwin
    administrator: User
    itwin_ids: list[UUID]


def load_accounts(
    sizes: list[int], random: Random, *, with_members: bool = True
) -> dict[int, SizedAccount]:
    """One Account of each size, all in one organization; its administrator is a member everywhere.

    Without members it is loaded several times faster.
    """
    organization = create_organization(name="Bench Organization")
    administrator = create_person(
        email="admin@bench.example",
        organization=organization,
        organization_role=OrganizationRole.ACCOUNT_ADMINISTRATOR,
    )
    serials = itertools.count()
    loaded = {
        size: _load_account(size, organization, administrator, random, serials, with_members)
        for size in sizes
    }
    visibility.rebuild()
    settle()
    return loaded


@transaction.atomic
def _load_account(
    size: int,
    organization: Organization,
    administrator: User,
    random: Random,
    serials: Iterator[int],
    with_members: bool,
) -> SizedAccount:
    account = open_account(
        organization=organization,
        by=administrator,
        name=f"Account of {size}",
        is_primary=False,
    )
    role: Role = create_role(itwin=account, display_name="Reader", permissions=["itwins_read"])
    forest = _forest(size, account, administrator, random, serials)
    ids: list[UUID] = []
    while batch := _whole_trees(forest):
        add_forest(batch)
        if with_members:
            add_members((itwin.pk, administrator.pk) for itwin in batch)
        ids += [itwin.pk for itwin in batch]
    give_members(role)
    return SizedAccount(account, administrator, ids)


def _forest(
    size: int, account: ITwin, administrator: User, random: Random, serials: Iterator[int]
) -> Iterator[list[ITwin]]:
    for tree in trees(random, size):
        itwins: list[ITwin] = []
        for parent, level in zip(tree, levels(tree), strict=True):
            columns = values(random, next(serials), level)
            itwins.append(
                ITwin(
                    id=UUID(int=random.getrandbits(128), version=4),
                    itwin_class=CLASS_OF_SUBCLASS[columns["sub_class"]],
                    parent_id=account.pk if parent < 0 else itwins[parent].pk,
                    account_id=account.pk,
                    created_by_id=administrator.pk,
                    last_modified_by_id=administrator.pk,
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
