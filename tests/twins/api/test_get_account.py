"""GET /itwins/{id}/account: the root of an iTwin's hierarchy."""

import pytest

from tests.factories import make_itwin, make_member
from tests.twins.api.answers import FULL, NOT_FOUND, UNKNOWN_ID, assert_answers
from twins.choices import Channel
from twins.operations.lifecycle import delete_itwin


@pytest.fixture
def bridge(acme, owner):
    road = make_itwin(acme, owner=owner, display_name="Road")
    return make_itwin(road, owner=owner, display_name="Bridge")


def _minimal(account):
    return {
        "iTwin": {
            "id": str(account.pk),
            "class": "Account",
            "subClass": "Account",
            "type": None,
            "number": "Acme Corp.",
            "displayName": "Acme Corp.",
        }
    }


@pytest.mark.parametrize("who", ["owner", "member", "admin"])
def test_the_published_account_is_answered_to_whoever_sees_the_itwin(
    api, acme, bridge, member, request, who
):
    make_member(bridge, member)

    answer = api(request.getfixturevalue(who)).get(f"/itwins/{bridge.pk}/account")

    assert_answers(answer, 200, _minimal(acme))


def test_a_guest_sees_the_account_of_what_they_were_invited_to(api, acme, bridge, outsider):
    make_member(bridge, outsider)

    assert_answers(api(outsider).get(f"/itwins/{bridge.pk}/account"), 200, _minimal(acme))


def test_the_account_is_shown_in_full_when_preferred(api, acme, bridge, owner):
    answer = api(owner).get(
        f"/itwins/{bridge.pk}/account", headers={"Prefer": "return=representation"}
    )

    account = answer.json()["iTwin"]
    assert list(account) == FULL
    assert account["id"] == account["iTwinAccountId"] == str(acme.pk)
    assert account["createdBy"] == str(acme.created_by_id)
    assert account["createdDateTime"].endswith("Z")


def test_the_account_of_an_account_is_itself(api, acme, newcomer):
    assert_answers(api(newcomer).get(f"/itwins/{acme.pk}/account"), 200, _minimal(acme))


@pytest.mark.parametrize("who", ["newcomer", "outsider", "loner", "support"])
def test_it_does_not_exist_for_whoever_does_not_see_the_itwin(api, bridge, request, who):
    answer = api(request.getfixturevalue(who)).get(f"/itwins/{bridge.pk}/account")

    assert_answers(answer, 404, NOT_FOUND)


@pytest.mark.parametrize("itwin_id", [UNKNOWN_ID, "nonsense"])
def test_an_unknown_itwin_has_no_account(api, acme, owner, itwin_id):
    assert_answers(api(owner).get(f"/itwins/{itwin_id}/account"), 404, NOT_FOUND)


def test_a_deleted_itwin_has_no_account(api, bridge, owner):
    delete_itwin(bridge, by=owner, through=Channel.API)

    assert_answers(api(owner).get(f"/itwins/{bridge.pk}/account"), 404, NOT_FOUND)
