"""GET /itwins/{id}: who sees what."""

import pytest

from tests.factories import make_itwin, make_member
from tests.twins.api.answers import FULL, NOT_FOUND, UNKNOWN_ID, assert_answers
from twins.choices import Channel
from twins.operations.lifecycle import delete_itwin


@pytest.fixture
def bridge(acme, owner):
    return make_itwin(acme, owner=owner, display_name="Bridge")


@pytest.mark.parametrize("who", ["owner", "member", "admin"])
def test_owners_members_and_administrators_see_an_itwin(api, bridge, member, request, who):
    make_member(bridge, member)

    answer = api(request.getfixturevalue(who)).get(f"/itwins/{bridge.pk}")

    assert answer.status_code == 200
    assert list(answer.json()["iTwin"]) == FULL
    assert answer.json()["iTwin"]["id"] == str(bridge.pk)


@pytest.mark.parametrize("who", ["newcomer", "outsider", "loner", "support"])
def test_for_everybody_else_it_does_not_exist(api, bridge, request, who):
    answer = api(request.getfixturevalue(who)).get(f"/itwins/{bridge.pk}")

    assert_answers(answer, 404, NOT_FOUND)


def test_an_unknown_itwin_is_answered_like_an_invisible_one(api, owner):
    assert_answers(api(owner).get(f"/itwins/{UNKNOWN_ID}"), 404, NOT_FOUND)


def test_a_deleted_itwin_does_not_exist_even_for_administrators(api, bridge, admin, owner):
    delete_itwin(bridge, by=owner, through=Channel.API)

    for person in (admin, owner):
        assert_answers(api(person).get(f"/itwins/{bridge.pk}"), 404, NOT_FOUND)


@pytest.mark.parametrize("status", ["Inactive", "Trial"])
def test_an_itwin_stays_readable_by_its_id_whatever_its_status(api, acme, owner, status):
    bridge = make_itwin(acme, owner=owner, status=status)

    assert api(owner).get(f"/itwins/{bridge.pk}").json()["iTwin"]["status"] == status


def test_an_id_is_read_in_any_casing_and_written_in_lower_case(api, bridge, owner):
    answer = api(owner).get(f"/itwins/{str(bridge.pk).upper()}")

    assert answer.json()["iTwin"]["id"] == str(bridge.pk)


@pytest.mark.parametrize("who", ["newcomer", "member", "admin"])
def test_everybody_of_an_organization_sees_its_account(api, acme, request, who):
    answer = api(request.getfixturevalue(who)).get(f"/itwins/{acme.pk}")

    assert answer.json()["iTwin"]["displayName"] == "Acme Corp."


@pytest.mark.parametrize("who", ["outsider", "loner", "support"])
def test_an_account_does_not_exist_for_others(api, acme, request, who):
    assert_answers(api(request.getfixturevalue(who)).get(f"/itwins/{acme.pk}"), 404, NOT_FOUND)


def test_a_role_on_the_account_shows_nothing_below_it(api, acme, bridge, newcomer):
    make_member(acme, newcomer, "itwins_create", "itwins_modify")

    assert_answers(api(newcomer).get(f"/itwins/{bridge.pk}"), 404, NOT_FOUND)


def test_a_role_on_a_parent_shows_nothing_below_it(api, acme, owner, bridge, member):
    child = make_itwin(bridge, owner=owner)
    make_member(bridge, member)

    assert_answers(api(member).get(f"/itwins/{child.pk}"), 404, NOT_FOUND)


def test_someone_of_another_organization_sees_what_they_are_member_of(api, bridge, outsider, acme):
    make_member(bridge, outsider)

    assert api(outsider).get(f"/itwins/{bridge.pk}").status_code == 200
    assert_answers(api(outsider).get(f"/itwins/{acme.pk}"), 404, NOT_FOUND)


def test_options_of_lists_mean_nothing_here(api, bridge, owner):
    answer = api(owner).get(
        f"/itwins/{bridge.pk}?$select=id&$top=0&$filter=(", headers={"X-Max-Return": "0"}
    )

    assert list(answer.json()["iTwin"]) == FULL
