"""What bodies may say about a group, and what they are refused for."""

import pytest

from accounts.models import Group
from tests.accounts.api.envelopes import UNREADABLE, assert_answers, invalid, missing, refusal
from tests.factories import make_group, make_itwin
from twins.models import ITwin

TOO_MANY = ("InvalidProperty", "Collection size exceeds maximum size.")
FIFTY_ONE = [f"person{number}@acme.example" for number in range(51)]


@pytest.fixture
def bridge(acme, owner) -> ITwin:
    return make_itwin(acme, owner=owner, display_name="Bridge")


@pytest.fixture
def surveyors(bridge) -> Group:
    return make_group(bridge, name="Surveyors")


def groups_on(itwin: ITwin) -> str:
    return f"/accesscontrol/itwins/{itwin.pk}/groups"


def refused(*details: tuple[str, ...]) -> dict:
    return refusal("InvalidiTwinsGroupRequest", "Cannot create/update group.", details=details)


NEW = [
    ({}, [missing("Name"), missing("Description")]),
    ({"name": "", "description": ""}, [missing("Name")]),
    ({"name": " \t", "description": ""}, [missing("Name")]),
    ({"name": None, "description": None}, [missing("Name"), missing("Description")]),
    ({"name": 1, "description": []}, [invalid("Name"), invalid("Description")]),
    ({"name": "x" * 256, "description": "x" * 4001}, [invalid("Name"), invalid("Description")]),
    ({"name": "\x00", "description": "a\x00"}, [invalid("Name"), invalid("Description")]),
    ({"name": " SURVEYORS ", "description": ""}, [invalid("Name")]),
]


@pytest.mark.parametrize(("body", "details"), NEW)
def test_what_cannot_be_a_group_is_refused(api, surveyors, owner, body, details):
    answer = api(owner).post(groups_on(surveyors.itwin), body, format="json")

    assert_answers(answer, 422, refused(*details))
    assert Group.objects.get() == surveyors


CHANGES = [
    ({}, [UNREADABLE]),
    ({"unknown": 1}, [UNREADABLE]),
    ({"id": "x", "name": "Renamed"}, [invalid("id")]),
    ({"name": "", "description": None}, [missing("Name"), missing("Description")]),
    ({"name": "x" * 256, "description": 1}, [invalid("Name"), invalid("Description")]),
    ({"name": "divers"}, [invalid("Name")]),
    ({"members": None, "imsGroups": {}}, [invalid("members"), invalid("imsGroups")]),
    ({"members": "member@acme.example"}, [invalid("members")]),
    ({"members": ["a@acme.example", 1, None]}, [invalid("members[1]"), invalid("members[2]")]),
    ({"imsGroups": [[], "A"]}, [invalid("imsGroups[0]")]),
    (
        {"members": FIFTY_ONE, "imsGroups": FIFTY_ONE},
        [(*TOO_MANY, "members"), (*TOO_MANY, "imsGroups")],
    ),
]


@pytest.mark.parametrize(("body", "details"), CHANGES)
def test_what_cannot_become_of_a_group_is_refused(api, surveyors, owner, body, details):
    make_group(surveyors.itwin, name="Divers")

    answer = api(owner).patch(f"{groups_on(surveyors.itwin)}/{surveyors.pk}", body, format="json")

    assert_answers(answer, 422, refused(*details))
    surveyors.refresh_from_db()
    assert (surveyors.name, surveyors.description) == ("Surveyors", "")


@pytest.mark.parametrize("text", ["{", "[]", "1", '"x"', "null", '{"name": "\\ud800"}', b"\xff"])
def test_a_body_that_is_no_object_is_refused(api, surveyors, owner, text):
    client = api(owner)
    path = groups_on(surveyors.itwin)

    for call, at in ((client.post, path), (client.patch, f"{path}/{surveyors.pk}")):
        answer = call(at, text, content_type="application/json")
        assert_answers(answer, 422, refused(UNREADABLE))


def test_the_longest_name_and_description_are_kept_as_they_came(api, bridge, owner):
    said = {"name": "ß" * 255, "description": "😀" * 4000}

    created = api(owner).post(groups_on(bridge), said, format="json")

    group = {"id": created.json()["group"]["id"], **said, "members": [], "imsGroups": []}
    assert_answers(created, 201, {"group": group})


def test_a_name_is_taken_on_one_itwin_only(api, acme, surveyors, owner):
    tunnel = make_itwin(acme, owner=owner)

    answer = api(owner).post(
        groups_on(tunnel), {"name": "Surveyors", "description": ""}, format="json"
    )

    assert answer.status_code == 201


def test_a_group_may_change_the_casing_of_its_own_name(api, surveyors, owner):
    answer = api(owner).patch(
        f"{groups_on(surveyors.itwin)}/{surveyors.pk}", {"name": "SURVEYORS"}, format="json"
    )

    assert answer.json()["group"]["name"] == "SURVEYORS"
