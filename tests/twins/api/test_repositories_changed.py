"""PATCH and DELETE /itwins/{id}/repositories/{repositoryId}."""

import pytest

from tests.factories import make_itwin, make_repository, make_resource
from tests.twins.api.answers import (
    FORBIDDEN,
    NOT_FOUND,
    UNKNOWN_ID,
    UNREADABLE,
    assert_answers,
    assert_no_content,
    refusal,
)
from tests.twins.api.repository_answers import (
    CURATED,
    NO_REPOSITORY,
    REPOSITORY_EXISTS,
    incorrect,
    missing,
    too_long,
)
from twins.models import AuditEntry, Repository, RepositoryResource

HEADER = {"type": "Header", "key": "X-Api-Key", "value": "secret"}


@pytest.fixture
def bridge(acme, owner):
    return make_itwin(acme, owner=owner)


@pytest.fixture
def floods(bridge, owner):
    return make_repository(
        bridge,
        by=owner,
        displayName="Floods",
        uri="https://maps.example/floods",
        authentication=HEADER,
        options={"minimumLevel": 1},
    )


@pytest.fixture
def path(bridge, floods):
    return f"/itwins/{bridge.pk}/repositories/{floods.pk}"


@pytest.fixture
def change(api, owner, path):
    client = api(owner)
    return lambda body: client.patch(path, body, format="json")


def cannot_update(*details):
    return refusal("InvalidiTwinsRequest", "Cannot update iTwin Repository.", *details)


def read_only(name):
    said = f"{name[0].upper()}{name[1:]} is read only and cannot be modified."
    return ("ReadOnlyProperty", name, said)


CHANGES = [
    {"displayName": "Rivers"},
    {"uri": "https://maps.example/{z}"},
    {"authentication": {"type": "Basic", "username": "a", "password": "b"}},
    {"options": {"queryParameters": {"a": "b"}}},
    {"displayName": "Rivers", "uri": "https://maps.example/rivers", "options": {}},
    {"unknown": 7},
    {},
]


def test_what_is_given_replaces_what_was(api, owner, path, change):
    client = api(owner)
    for body in CHANGES:
        before = client.get(path).json()["repository"]
        known = {name: value for name, value in body.items() if name != "unknown"}

        assert_answers(change(body), 200, {"repository": before | known})
        assert_answers(client.get(path), 200, {"repository": before | known})


OPTIONS = ['{"a":1}', '{"a":true}', '{"a":1.0}', '{"b":1,"a":1}']


def test_options_are_kept_to_the_letter(api, owner, path, change):
    client = api(owner)
    for text in OPTIONS:
        change({"options": {"a": 1, "b": 1} if "b" in text else {"a": 1}})

        client.generic("PATCH", path, f'{{"options":{text}}}')

        assert f'"options":{text}' in client.get(path).content.decode()


def test_null_removes_authentication_and_options(api, owner, path, change):
    before = api(owner).get(path).json()["repository"]

    answer = change({"authentication": None, "options": None})

    del before["authentication"], before["options"]
    assert_answers(answer, 200, {"repository": before})


def test_a_whole_repository_may_be_sent_back(api, owner, path, change, floods):
    before = api(owner).get(path).json()["repository"]

    answer = change(before | {"id": str(floods.pk).upper(), "displayName": "Rivers"})

    assert_answers(answer, 200, {"repository": before | {"displayName": "Rivers"}})


WRONG = [
    ({"uri": ""}, [missing("uri")]),
    ({"uri": None}, [missing("uri")]),
    ({"displayName": " "}, [missing("displayName")]),
    ({"displayName": None}, [missing("displayName")]),
    ({"uri": 7}, [incorrect("uri")]),
    ({"uri": "x" * 2049}, [too_long("uri", 2048)]),
    ({"displayName": "x" * 256}, [too_long("displayName", 255)]),
    ({"authentication": "none"}, [incorrect("authentication")]),
    ({"authentication": "", "options": ""}, [*map(incorrect, ("authentication", "options"))]),
    ({"options": {"minimumLevel": "1"}}, [incorrect("options")]),
    ({"id": UNKNOWN_ID}, [read_only("id")]),
    ({"class": "Construction"}, [read_only("class")]),
    ({"subClass": None}, [read_only("subClass")]),
    (
        {"displayName": 7, "subClass": "ArcGIS", "id": 1, "uri": ""},
        [missing("uri"), read_only("id"), read_only("subClass"), incorrect("displayName")],
    ),
]


def test_everything_that_is_wrong_is_named_in_one_answer(api, owner, path, change):
    client = api(owner)
    for body, details in WRONG:
        before = client.get(path).json()

        assert_answers(change(body), 422, cannot_update(*details))
        assert client.get(path).json() == before


def test_a_body_that_is_no_object_is_refused(api, owner, path):
    answer = api(owner).generic("PATCH", path, b"[]")

    assert_answers(answer, 422, cannot_update(UNREADABLE))


def test_a_uri_that_another_has_is_refused(bridge, owner, change):
    make_repository(bridge, by=owner, uri="https://maps.example/rivers")

    assert_answers(change({"uri": "https://maps.example/rivers"}), 409, REPOSITORY_EXISTS)
    assert change({"uri": "https://maps.example/lakes"}).status_code == 200


def test_a_change_is_written_down_by_name_alone(floods, owner, change):
    change({"displayName": "Rivers", "uri": "https://maps.example/?key=hidden"})
    change({"displayName": "Rivers"})

    entry = AuditEntry.objects.filter(channel="API").get()
    assert entry.changes == {"repositories": ["Floods", "Rivers (uri, displayName)"]}


def test_a_deleted_repository_is_gone_with_its_resources(api, bridge, owner, floods, path):
    make_resource(floods, by=owner)
    client = api(owner)

    assert_no_content(client.delete(path))

    assert_answers(client.get(path), 404, NO_REPOSITORY)
    assert_answers(client.delete(path), 404, NO_REPOSITORY)
    assert not Repository.objects.exists()
    assert not RepositoryResource.objects.exists()
    entry = AuditEntry.objects.filter(channel="API").get()
    assert entry.changes == {"repositories": ["Floods", None]}


@pytest.mark.parametrize("method", ["PATCH", "DELETE"])
def test_a_generated_repository_stays_as_it_is(api, bridge, owner, method):
    path = f"/itwins/{bridge.pk}/repositories/{CURATED}"

    assert_answers(api(owner).generic(method, path, b"{"), 403, FORBIDDEN)


@pytest.mark.parametrize("method", ["PATCH", "DELETE"])
def test_what_is_unknown_is_not_found_before_the_body_is_looked_at(
    api, acme, bridge, owner, method
):
    elsewhere = make_repository(make_itwin(acme, owner=owner), by=owner)
    client = api(owner)

    for repository_id in (UNKNOWN_ID, "nonsense", elsewhere.pk):
        path = f"/itwins/{bridge.pk}/repositories/{repository_id}"
        assert_answers(client.generic(method, path, b"{"), 404, NO_REPOSITORY)
    for itwin_id in (UNKNOWN_ID, "nonsense"):
        path = f"/itwins/{itwin_id}/repositories/{elsewhere.pk}"
        assert_answers(client.generic(method, path, b"{"), 404, NOT_FOUND)
