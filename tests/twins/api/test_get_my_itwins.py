"""GET /itwins/: the published sample, the two forms of rows, the default order."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
import time_machine

from accounts.operations.organizations import open_account
from tests.factories import make_itwin, make_user
from tests.twins.api.answers import FULL, assert_answers, make_in_order, names
from twins.choices import Channel, SubClass
from twins.operations.lifecycle import create_itwin

WHITE_RIVER = UUID("dc914a84-e0c9-40e2-9d14-faf5ed84147f")
ACCOUNT = UUID("76c1102e-4f33-4dfa-ad93-bcd9ab717977")
PARENT = UUID("8a04f48b-1b11-475f-9b61-3083bc69f28f")
CREATOR = UUID("abcd0123-e24a-4b35-9faf-f4f5f6f7f8f9")
MINIMAL_ROW = {
    "id": str(WHITE_RIVER),
    "class": "Endeavor",
    "subClass": "Project",
    "type": "Construction Project",
    "number": "00001-ds-3902795",
    "displayName": "White River",
}
FULL_ROW = MINIMAL_ROW | {
    "geographicLocation": "Exton, PA",
    "latitude": 40.028,
    "longitude": -75.621,
    "ianaTimeZone": "America/New_York",
    "dataCenterLocation": "East US",
    "status": "Active",
    "parentId": str(PARENT),
    "iTwinAccountId": str(ACCOUNT),
    "imageName": None,
    "image": None,
    "createdDateTime": "2016-01-18T21:03:00.370Z",
    "createdBy": str(CREATOR),
    "lastModifiedDateTime": "2016-01-18T21:03:00.370Z",
    "lastModifiedBy": str(CREATOR),
}
REPRESENTATION = {"Prefer": "return=representation"}


@pytest.fixture
def creator(acme_corporation, admin):
    """The person of the published samples, who sees the one iTwin of the samples."""
    creator = make_user("creator@acme.example", id=CREATOR, organization=acme_corporation)
    account = open_account(
        organization=acme_corporation, name="Acme Corp.", by=admin, account_id=ACCOUNT
    )
    portfolio = create_itwin(
        by=admin,
        parent=account,
        sub_class=SubClass.PORTFOLIO,
        through=Channel.COMMAND,
        itwin_id=PARENT,
        display_name="Rivers",
    )
    with time_machine.travel(datetime(2016, 1, 18, 21, 3, 0, 370_000, tzinfo=UTC), tick=False):
        create_itwin(
            by=creator,
            parent=portfolio,
            sub_class=SubClass.PROJECT,
            through=Channel.COMMAND,
            itwin_id=WHITE_RIVER,
            type="Construction Project",
            number="00001-ds-3902795",
            display_name="White River",
            geographic_location="Exton, PA",
            latitude=40.028,
            longitude=-75.621,
            iana_time_zone="America/New_York",
        )
    return creator


def _page(settings, row):
    href = f"{settings.PUBLIC_URL}/itwins/?$skip=0&$top=10"
    return {"iTwins": [row], "_links": {"self": {"href": href}}}


def test_the_published_list_is_answered_in_the_minimal_form(api, creator, settings):
    assert_answers(api(creator).get("/itwins/?$top=10"), 200, _page(settings, MINIMAL_ROW))


def test_the_published_full_form_is_answered_when_preferred(api, creator, settings):
    answer = api(creator).get("/itwins/?$top=10", headers=REPRESENTATION)

    assert_answers(answer, 200, _page(settings, FULL_ROW))


def test_the_published_itwin_is_answered_by_its_id(api, creator):
    assert_answers(api(creator).get(f"/itwins/{WHITE_RIVER}"), 200, {"iTwin": FULL_ROW})


def test_an_itwin_with_nothing_but_its_name_shows_null_for_the_rest(api, acme, owner):
    bridge = make_itwin(acme, owner=owner, display_name="Bridge")

    row = api(owner).get("/itwins/", headers=REPRESENTATION).json()["iTwins"][0]

    assert list(row) == FULL
    assert {name for name in FULL if row[name] is None} == {
        *("type", "geographicLocation", "latitude", "longitude", "ianaTimeZone"),
        *("imageName", "image"),
    }
    assert row["parentId"] == row["iTwinAccountId"] == str(acme.pk)
    assert row["id"] == str(bridge.pk)


def test_an_account_row_is_its_own_root_and_has_no_parent(api, acme, admin, settings):
    answer = api(admin).get("/itwins/?subClass=Account", headers=REPRESENTATION)

    row = answer.json()["iTwins"][0]
    assert list(row) == FULL
    assert row == row | {
        "id": str(acme.pk),
        "class": "Account",
        "subClass": "Account",
        "type": None,
        "number": "Acme Corp.",
        "displayName": "Acme Corp.",
        "status": "Active",
        "parentId": None,
        "iTwinAccountId": str(acme.pk),
        "createdBy": str(admin.pk),
    }


def test_who_is_member_of_nothing_gets_an_empty_list_with_self_alone(
    api, acme, owner, newcomer, settings
):
    make_itwin(acme, owner=owner)

    assert_answers(
        api(newcomer).get("/itwins/"),
        200,
        {
            "iTwins": [],
            "_links": {"self": {"href": f"{settings.PUBLIC_URL}/itwins/?$skip=0&$top=100"}},
        },
    )


def test_the_newest_come_first(api, acme, owner):
    make_in_order(acme, owner, "First", "Second", "Third")

    assert names(api(owner).get("/itwins/")) == ["Third", "Second", "First"]


def test_those_created_in_the_same_moment_are_ordered_by_id(api, acme, owner):
    with time_machine.travel(datetime(2024, 1, 1, tzinfo=UTC), tick=False):
        made = [make_itwin(acme, owner=owner) for _ in range(5)]

    rows = api(owner).get("/itwins/").json()["iTwins"]

    assert [row["id"] for row in rows] == sorted(str(itwin.pk) for itwin in made)


def test_what_was_just_created_is_first(api, acme, owner):
    make_in_order(acme, owner, "First", "Second")
    new = {"displayName": "New", "class": "Endeavor", "subClass": "Project"}
    new["parentId"] = str(make_itwin(acme, owner=owner, display_name="Parent").pk)

    created = api(owner).post("/itwins/", new, format="json")

    assert created.status_code == 201
    assert names(api(owner).get("/itwins/?$top=1")) == ["New"]
