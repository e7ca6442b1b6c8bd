"""GET /itwins/myprimaryaccount: where new iTwins of the caller go."""

import pytest

from accounts.models import AccountOwnership
from accounts.operations.organizations import open_account
from tests.factories import make_user
from tests.factories.applications import make_service
from tests.twins.api.answers import FULL, NOT_FOUND, assert_answers, names
from twins.models import ITwin

PATH = "/itwins/myprimaryaccount"


@pytest.mark.parametrize("who", ["admin", "owner", "newcomer"])
def test_it_is_the_primary_account_of_the_organization(
    api, acme, acme_corporation, admin, request, who
):
    open_account(organization=acme_corporation, name="Acme North", by=admin, is_primary=False)

    answer = api(request.getfixturevalue(who)).get(PATH)

    assert_answers(
        answer,
        200,
        {
            "iTwin": {
                "id": str(acme.pk),
                "class": "Account",
                "subClass": "Account",
                "type": None,
                "number": "Acme Corp.",
                "displayName": "Acme Corp.",
            }
        },
    )


def test_it_is_shown_in_full_when_preferred(api, acme, newcomer):
    answer = api(newcomer).get(PATH, headers={"Prefer": "return=representation"})

    assert list(answer.json()["iTwin"]) == FULL


def test_who_has_no_organization_gets_a_personal_account_once(api, loner):
    client = api(loner)

    first, second = client.get(PATH), client.get(PATH)

    account = ITwin.objects.get()
    assert first.json()["iTwin"]["id"] == second.json()["iTwin"]["id"] == str(account.pk)
    assert first.json()["iTwin"]["displayName"] == "Loner Tester"
    assert account.created_by == loner
    assert AccountOwnership.objects.get().user == loner


def test_whoever_has_a_personal_account_owns_it(api, loner):
    client = api(loner)

    client.get(PATH)

    assert names(client.get("/itwins/")) == ["Loner Tester"]


def test_a_personal_account_is_nobody_elses(api, acme, admin, loner, outsider):
    account_id = api(loner).get(PATH).json()["iTwin"]["id"]
    other = make_user("other@nowhere.example")

    for person in (admin, outsider, other):
        assert_answers(api(person).get(f"/itwins/{account_id}"), 404, NOT_FOUND)
        assert (
            account_id
            not in api(person)
            .get("/itwins/?subClass=Account", headers={"X-iTwin-Query-Scope": "all"})
            .content.decode()
        )


def test_a_service_of_no_organization_gets_no_account(api, db):
    robot = make_service(None)[0].service_member

    assert_answers(api(robot).get(PATH), 404, NOT_FOUND)
    assert not ITwin.objects.exists()


def test_support_staff_get_no_account(api, support):
    assert_answers(api(support).get(PATH), 404, NOT_FOUND)
    assert ITwin.objects.count() == 0


def test_reading_lists_opens_no_account(api, loner):
    client = api(loner)
    for path in ("/itwins/", "/itwins/favorites", "/itwins/recents"):
        client.get(path)

    assert ITwin.objects.count() == 0
