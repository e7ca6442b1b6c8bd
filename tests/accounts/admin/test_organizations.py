"""Looking up organizations in the admin."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Organization
from tests.factories import make_account, make_user

LIST = "/admin/accounts/organization/"


def rows(response) -> list[tuple[str, str, str]]:
    """Name, number of Accounts, number of people."""
    row = (
        r'<th class="field-name"><a [^>]*>([^<]*)</a></th>'
        r'<td class="field-accounts">([^<]*)</td><td class="field-people">([^<]*)</td>'
    )
    return re.findall(row, response.content.decode())


@pytest.fixture
def others(acme_corporation, soylent) -> Organization:
    return Organization.objects.create(name="Öresund Brücken")


def test_the_list_counts_accounts_and_people(staff, acme, member, others):
    make_account(acme.ownership.organization, member, "Second", is_primary=False)

    assert rows(staff.get(LIST)) == [
        ("Acme Corporation", "2", "2"),
        ("Soylent Corporation", "1", "1"),
        ("Öresund Brücken", "0", "0"),
    ]


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("{id}", ["Acme Corporation"]),
        (" {ID}", ["Acme Corporation"]),
        ("acme", ["Acme Corporation"]),
        ("öresund", ["Öresund Brücken"]),
        ("ÖRESUND BRÜ", ["Öresund Brücken"]),
        ("ADMIN@Soylent", ["Soylent Corporation"]),
        ("%", []),
        ("x" * 60_000, []),
    ],
)
def test_organizations_are_found_by_id_name_and_e_mail(
    staff, acme_corporation, others, search, found
):
    text = str(acme_corporation.pk)
    search = search.format(id=text, ID=text.upper())

    assert [name for name, _, _ in rows(staff.get(LIST, {"q": search}))] == found


def test_the_page_shows_accounts_and_administrators(staff, acme, admin, member, soylent):
    make_account(acme.ownership.organization, admin, "Second", is_primary=False)

    response = staff.get(f"{LIST}{admin.organization_id}/change/")

    assert [
        (row.account.display_name, row.is_primary) for row in response.context["ownerships"]
    ] == [("Acme Corp.", True), ("Second", False)]
    assert list(response.context["administrators"]) == [admin]
    page = response.content.decode()
    assert f'<a href="/admin/accounts/account/{acme.pk}/change/">Acme Corp.</a>' in page
    assert f'<a href="/admin/accounts/user/{admin.pk}/change/">admin@acme.example</a>' in page


def test_organizations_are_neither_added_changed_nor_deleted_here(staff, acme_corporation):
    page = f"{LIST}{acme_corporation.pk}/"

    assert staff.get(f"{LIST}add/").status_code == 403
    assert staff.post(f"{LIST}add/", {"name": "New"}).status_code == 403
    assert staff.post(f"{page}change/", {"name": "Renamed"}).status_code == 403
    assert staff.post(f"{page}delete/", {"post": "yes"}).status_code == 403
    assert staff.get(LIST).context["action_form"] is None
    assert [found.name for found in Organization.objects.all()] == ["Acme Corporation"]


def test_list_and_page_take_as_many_queries_for_three_rows_as_for_one(
    staff, acme, admin, acme_corporation
):
    page = f"{LIST}{acme_corporation.pk}/change/"
    staff.get(page)  # fills the cache of content types
    with CaptureQueriesContext(connection) as one_on_the_page:
        staff.get(page)
    with CaptureQueriesContext(connection) as one_in_the_list:
        assert len(rows(staff.get(LIST))) == 1
    for place in (2, 3):
        make_account(acme_corporation, admin, f"Account {place}", is_primary=False)
        make_user(f"admin{place}@acme.example", organization=acme_corporation, administrator=True)
        Organization.objects.create(name=f"Organization {place}")

    with CaptureQueriesContext(connection) as three_on_the_page:
        assert len(staff.get(page).context["ownerships"]) == 3
    with CaptureQueriesContext(connection) as three_in_the_list:
        assert len(rows(staff.get(LIST))) == 3

    assert len(three_on_the_page) == len(one_on_the_page) <= 10
    assert len(three_in_the_list) == len(one_in_the_list) <= 5
