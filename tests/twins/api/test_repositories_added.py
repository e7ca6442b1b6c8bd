"""POST /itwins/{id}/repositories: what is added, and what is refused."""

import pytest
from django.db import connection

from tests.factories import make_itwin
from tests.twins.api.answers import UNREADABLE, assert_answers, refusal
from tests.twins.api.repository_answers import (
    REPOSITORY_EXISTS,
    incorrect,
    missing,
    too_long,
)
from twins.models import AuditEntry, Repository

MAP = {
    "class": "GeographicInformationSystem",
    "subClass": "WebMapService",
    "uri": "https://maps.example/wms",
}
PAIRS = [
    *(
        ("GeographicInformationSystem", word)
        for word in (
            *("WebMapService", "WebMapTileService", "WebFeatureService", "ArcGIS"),
            *("UrlTemplate", "OgcApiFeatures", "MapServer"),
        )
    ),
    ("Construction", "Performance"),
    ("Subsurface", "EvoWorkspace"),
]
HEADER = {"type": "Header", "key": "X-Api-Key", "value": "secret"}
BASIC = {"type": "Basic", "username": "maps", "password": ""}


@pytest.fixture
def bridge(acme, owner):
    return make_itwin(acme, owner=owner)


@pytest.fixture
def add(api, bridge, owner):
    """Adds what a body says; without a body, the map."""
    client = api(owner)

    def post(**changes):
        body = {name: value for name, value in (MAP | changes).items() if value is not ...}
        return client.post(f"/itwins/{bridge.pk}/repositories", body, format="json")

    return post


def cannot_add(*details):
    return refusal("InvalidiTwinsRequest", "Cannot add iTwin Repository.", *details)


def test_a_repository_is_added_with_all_it_was_given(api, bridge, owner, settings):
    body = {
        "class": "GeographicInformationSystem",
        "subClass": "UrlTemplate",
        "displayName": "My xyz template server",
        "uri": "http://basemaps.example/light_all/{z}/{x}/{y}.png",
        "authentication": HEADER,
        "options": {
            "queryParameters": {"apiVersion": "1.5.1", "a": ""},
            "minimumLevel": 10,
            "maximumLevel": 20,
            "b": [1, 2.50, None, {"z": True, "a": "\x00"}],
        },
    }
    path = f"/itwins/{bridge.pk}/repositories"

    answer = api(owner).post(f"{path}/", body, format="json")

    added = Repository.objects.get()
    resources = f"{settings.PUBLIC_URL}{path}/{added.pk}/resources"
    expected = {"id": str(added.pk), **body, "capabilities": {"resources": {"uri": resources}}}
    assert_answers(answer, 201, {"repository": expected})
    assert_answers(api(owner).get(f"{path}/{added.pk}"), 200, {"repository": expected})


def test_every_manual_class_is_added_and_named_by_its_subclass(add):
    for repository_class, sub_class in PAIRS:
        answer = add(**{"class": repository_class}, subClass=sub_class)

        repository = answer.json()["repository"]
        assert answer.status_code == 201
        assert (repository["class"], repository["subClass"]) == (repository_class, sub_class)
        assert repository["displayName"] == sub_class
        assert ("capabilities" in repository) == (repository_class == "GeographicInformationSystem")


KEPT = [
    ({"displayName": None}, {"displayName": "WebMapService"}),
    ({"displayName": " "}, {"displayName": "WebMapService"}),
    ({"uri": " any text\n"}, {"uri": " any text\n"}),
    ({"uri": "x" * 2048}, {"uri": "x" * 2048}),
    ({"displayName": "Ä" * 255}, {"displayName": "Ä" * 255}),
    ({"authentication": BASIC}, {"authentication": BASIC}),
    (
        {"authentication": {"value": "", "key": "k", "type": "QueryParameter", "more": 1}},
        {"authentication": {"type": "QueryParameter", "key": "k", "value": ""}},
    ),
    ({"options": {}}, {"options": {}}),
    ({"authentication": None, "options": None, "id": "x", "capabilities": 7}, {}),
]


def test_what_may_be_said_is_kept(add):
    for changes, kept in KEPT:
        answer = add(**changes)

        assert answer.status_code == 201, answer.content
        repository = answer.json()["repository"]
        del repository["id"], repository["capabilities"]
        assert repository == {**MAP, "displayName": "WebMapService", **kept}
        Repository.objects.all().delete()


def test_secrets_are_unreadable_in_the_database(add, db):
    add(authentication=HEADER, options={"queryParameters": {"token": "hidden"}})

    with connection.cursor() as cursor:
        cursor.execute("SELECT authentication, options FROM twins_repository")
        stored = " ".join(cursor.fetchone())
    assert [word for word in ("secret", "hidden", "X-Api-Key", "token") if word in stored] == []


def deep(levels):
    nested = "end"
    for _ in range(levels):
        nested = [nested]
    return nested


WRONG = [
    ({"class": ...}, [missing("class")]),
    ({"class": ""}, [missing("class")]),
    ({"subClass": ...}, [missing("subClass")]),
    ({"subClass": None}, [missing("subClass")]),
    ({"uri": ...}, [missing("uri")]),
    ({"uri": ""}, [missing("uri")]),
    ({"uri": " "}, [missing("uri")]),
    ({"class": "iModels"}, [incorrect("class")]),
    ({"class": "CesiumCuratedContent"}, [incorrect("class")]),
    ({"class": "ProjectWise"}, [incorrect("class")]),
    ({"class": "construction"}, [incorrect("class")]),
    ({"class": {"a": 1}}, [incorrect("class")]),
    ({"class": "Construction"}, [incorrect("subClass")]),
    ({"subClass": "Performance"}, [incorrect("subClass")]),
    ({"subClass": ["WebMapService"]}, [incorrect("subClass")]),
    ({"class": "Storage", "subClass": "Nonsense"}, [incorrect("class"), incorrect("subClass")]),
    ({"uri": 7}, [incorrect("uri")]),
    ({"uri": "a\x00b"}, [incorrect("uri")]),
    ({"uri": "x" * 2049}, [too_long("uri", 2048)]),
    ({"displayName": ["a"]}, [incorrect("displayName")]),
    ({"displayName": "x" * 256}, [too_long("displayName", 255)]),
    *(
        ({"authentication": wrong}, [incorrect("authentication")])
        for wrong in (
            "Header",
            "",
            {},
            {"type": "Bearer", "key": "a", "value": "b"},
            {"type": "Header", "key": "a"},
            {"type": "Header", "key": "", "value": "b"},
            {"type": "Header", "key": "a", "value": 7},
            {"type": "QueryParameter", "username": "a", "password": "b"},
            {"type": "Basic", "key": "a", "value": "b"},
            {"type": "Basic", "username": "a", "password": None},
            {"type": ["Basic"], "username": "a", "password": "b"},
            {"type": "Header", "key": "a", "value": "x" * 8193},
        )
    ),
    *(
        ({"options": wrong}, [incorrect("options")])
        for wrong in (
            "minimumLevel",
            "",
            [1],
            {"queryParameters": None},
            {"queryParameters": ["a"]},
            {"queryParameters": {"a": 1}},
            {"minimumLevel": "1"},
            {"minimumLevel": 1.5},
            {"maximumLevel": True},
            {"maximumLevel": None},
            {"a": "x" * 65_536},
            {"a": deep(300)},
        )
    ),
    (
        {"class": ..., "subClass": ..., "uri": ..., "displayName": 7, "options": 7},
        [
            *(missing("class"), missing("subClass"), missing("uri")),
            *(incorrect("displayName"), incorrect("options")),
        ],
    ),
]


def test_everything_that_is_wrong_is_named_in_one_answer(add):
    for changes, details in WRONG:
        assert_answers(add(**changes), 422, cannot_add(*details))
        assert not Repository.objects.exists()


@pytest.mark.parametrize("body", [b"{", b"[]", b'"a"', b"\xff"])
def test_a_body_that_is_no_object_is_refused(api, bridge, owner, body):
    answer = api(owner).generic("POST", f"/itwins/{bridge.pk}/repositories", body)

    assert_answers(answer, 422, cannot_add(UNREADABLE))


def test_options_as_deep_as_an_answer_may_be_are_read_back(api, bridge, add, owner):
    added = add(options={"a": deep(250)})

    assert added.status_code == 201
    answer = api(owner).get(f"/itwins/{bridge.pk}/repositories")
    assert answer.json()["repositories"][1]["options"] == {"a": deep(250)}


def test_the_same_repository_is_added_once(add):
    assert add(displayName="One").status_code == 201

    assert_answers(add(displayName="Two"), 409, REPOSITORY_EXISTS)

    others = [{"subClass": "ArcGIS"}, {"uri": "https://maps.example/WMS"}]
    assert [add(**other).status_code for other in others] == [201, 201]


def test_other_itwins_may_have_the_same(api, acme, add, owner):
    other = make_itwin(acme, owner=owner)
    add()

    answer = api(owner).post(f"/itwins/{other.pk}/repositories", MAP, format="json")

    assert answer.status_code == 201


def test_adding_is_written_down_without_address_and_secrets(add, owner, bridge):
    add(displayName="Floods", uri="https://maps.example/?key=hidden", authentication=HEADER)

    entry = AuditEntry.objects.get(operation="Changed")
    assert (entry.itwin_id, entry.user_id, entry.channel) == (bridge.pk, owner.pk, "API")
    assert entry.changes == {"repositories": [None, "Floods"]}
