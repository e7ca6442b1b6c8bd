"""No page list asks the database more often when it is longer."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import make_itwin, make_member
from twins.operations.favorites import add_favorite
from twins.operations.recents import touch_recent

BUDGET = 12


@pytest.fixture
def grown(acme, owner):
    """Adds so many iTwins, each with a child, a star and a use."""

    def grow(number: int) -> None:
        for _ in range(number):
            for status in ("Active", "Inactive"):
                itwin = make_itwin(acme, owner=owner, status=status)
                make_itwin(itwin, owner=owner)
                add_favorite(user=owner, itwin=itwin)
                touch_recent(user=owner, itwin=itwin)

    return grow


@pytest.mark.parametrize(
    "address",
    [
        "/app/",
        "/app/itwins?view=tiles",
        "/app/itwins?view=table",
        "/app/itwins?search=i&subClass=Project&sort=name",
        "/app/favorites",
        "/app/recents",
        "/app/inactive",
        "/app/hierarchy",
        "/app/hierarchy?inactive=show",
        "/app/hierarchy?filter=i",
    ],
)
def test_a_list_stays_within_its_budget_whatever_its_length(browse, owner, grown, address):
    client = browse(owner)
    client.get(address)

    grown(1)
    short = queries_of(client, address)
    grown(3)
    long = queries_of(client, address)

    assert len(short) <= BUDGET, short
    assert len(long) == len(short), long


@pytest.mark.parametrize(
    "address",
    ["/app/itwins?scope=OrganizationAdmin", "/app/itwins", "/app/", "/app/hierarchy"],
)
def test_an_administrators_list_stays_within_the_same_budget(browse, admin, grown, address):
    client = browse(admin)
    client.get(address)

    grown(1)
    short = queries_of(client, address)
    grown(3)
    long = queries_of(client, address)

    assert len(short) <= BUDGET, short
    assert len(long) == len(short), long


def test_children_and_branches_stay_within_their_budget(browse, acme, owner, member):
    parent = make_itwin(acme, owner=owner)
    make_member(parent, member)
    client = browse(member)
    addresses = [
        f"/app/itwins/{parent.pk}/children",
        f"/app/hierarchy/node/{parent.pk}/children",
        f"/app/hierarchy?node={parent.pk}",
    ]

    def grow(number: int) -> None:
        for _ in range(number):
            make_member(make_itwin(parent, owner=owner), member)

    grow(1)
    short = [len(queries_of(client, address)) for address in addresses]
    grow(3)
    long = [len(queries_of(client, address)) for address in addresses]

    assert long == short
    assert max(short) <= BUDGET


def queries_of(client, address: str) -> list[str]:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(address).status_code == 200
    return [query["sql"] for query in queries.captured_queries]
