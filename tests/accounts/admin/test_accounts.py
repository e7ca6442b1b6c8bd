"""Looking up Accounts in the admin."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.operations.organizations import open_primary_account
from tests.factories import make_account, make_itwin
from twins.choices import Channel
from twins.models import ITwin
from twins.operations.lifecycle import delete_itwin

LIST = "/admin/accounts/account/"


def rows(response) -> list[tuple[str, str, str]]:
    """Name, whose it is, number of iTwins."""
    row = (
        r'<th class="field-number"><a [^>]*>([^<]*)</a></th>.*?'
        r'<td class="field-owner"><a [^>]*>([^<]*)</a></td>.*?'
        r'<td class="field-itwins"><a [^>]*>([^<]*)</a></td>'
    )
    return re.findall(row, response.content.decode())


@pytest.fixture
def personal(loner) -> ITwin | None:
    """The Account of a person without an organization."""
    return open_primary_account(loner)


def test_the_list_shows_whose_they_are_and_how_many_itwins_they_hold(staff, acme, personal, owner):
    road = make_itwin(acme, owner=owner)
    make_itwin(road, owner=owner)
    delete_itwin(make_itwin(road, owner=owner), by=owner, through=Channel.API)

    assert rows(staff.get(LIST)) == [
        ("Acme Corp.", "Acme Corporation", "2"),
        ("Loner Tester", "loner@nowhere.example", "0"),
    ]


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("{id}", ["Acme Corp."]),
        (" {ID}\n", ["Acme Corp."]),
        ("acme corp.", ["Acme Corp."]),
        ("acme corporation", ["Acme Corp.", "Straße Ä"]),
        ("STRASSE ä", ["Straße Ä"]),
        ("Loner@", ["Loner Tester"]),
        ("%", []),
        ("x" * 60_000, []),
    ],
)
def test_accounts_are_found_by_id_number_name_and_owner(
    staff, acme, acme_corporation, admin, personal, search, found
):
    make_account(acme_corporation, admin, "Straße Ä", is_primary=False)
    text = str(acme.pk)
    search = search.format(id=text, ID=text.upper())

    assert [name for name, _, _ in rows(staff.get(LIST, {"q": search}))] == found


def test_an_itwin_is_no_account(staff, acme, owner):
    road = make_itwin(acme, owner=owner)

    assert staff.get(f"{LIST}{road.pk}/change/").headers["Location"] == "/admin/"
    assert rows(staff.get(LIST, {"q": road.pk})) == []


def test_the_page_leads_to_the_organization_and_to_the_itwins(staff, acme, acme_corporation):
    page = staff.get(f"{LIST}{acme.pk}/change/").content.decode()

    assert (
        f'<a href="/admin/accounts/organization/{acme_corporation.pk}/change/">'
        "Acme Corporation</a>" in page
    )
    assert f"/admin/twins/itwin/?deleted=no&amp;account__id__exact={acme.pk}" in page


def test_the_page_of_a_personal_account_leads_to_the_person(staff, personal, loner):
    page = staff.get(f"{LIST}{personal.pk}/change/").content.decode()

    assert f'<a href="/admin/accounts/user/{loner.pk}/change/">loner@nowhere.example</a>' in page


def test_accounts_are_neither_added_changed_nor_deleted_here(staff, acme, soylent):
    before = list(ITwin.objects.order_by("id").values())
    forged = {"display_name": "Forged", "number": "F", "organization": "x", "account": soylent.pk}

    assert staff.get(f"{LIST}add/").status_code == 403
    assert staff.post(f"{LIST}add/", forged).status_code == 403
    assert staff.post(f"{LIST}{acme.pk}/change/", forged).status_code == 403
    assert staff.post(f"{LIST}{acme.pk}/delete/", {"post": "yes"}).status_code == 403
    assert staff.get(LIST).context["action_form"] is None
    assert list(ITwin.objects.order_by("id").values()) == before


def test_the_list_takes_as_many_queries_for_four_rows_as_for_two(
    staff, acme, soylent, acme_corporation, admin, loner
):
    with CaptureQueriesContext(connection) as of_two:
        assert len(rows(staff.get(LIST))) == 2
    open_primary_account(loner)
    make_itwin(make_account(acme_corporation, admin, "Third", is_primary=False), owner=admin)

    with CaptureQueriesContext(connection) as of_four:
        assert len(rows(staff.get(LIST))) == 4

    assert len(of_four) == len(of_two) <= 5
