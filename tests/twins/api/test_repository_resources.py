"""The resources of a repository: added, listed page by page, read, removed."""

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
from tests.twins.api.list_refusals import SKIP, TOP
from tests.twins.api.repository_answers import (
    CURATED,
    NO_REPOSITORY,
    NO_RESOURCE,
    RESOURCE_EXISTS,
    incorrect,
    missing,
    too_long,
)
from twins.models import AuditEntry, GeneratedRepository, RepositoryResource

FLOODS = {"id": "flood_zones", "displayName": "Flood Zones"}
KIND = {"class": "GeographicInformationSystem", "subClass": "WebMapService"}
WIRE = {"id": "flood_zones", **KIND, "displayName": "Flood Zones"}
FULL = {"Prefer": "return=representation"}


@pytest.fixture
def bridge(acme, owner):
    return make_itwin(acme, owner=owner)


@pytest.fixture
def maps(bridge, owner):
    return make_repository(bridge, by=owner, displayName="Maps")


@pytest.fixture
def path(bridge, maps):
    return f"/itwins/{bridge.pk}/repositories/{maps.pk}/resources"


def cannot_add(*details):
    return refusal("InvalidiTwinsRequest", "Cannot add iTwin Repository Resource.", *details)


def ids(answer):
    assert answer.status_code == 200, answer.content
    return [row["id"] for row in answer.json()["resources"]]


def test_a_resource_is_added_and_read_back(api, owner, path, settings):
    client = api(owner)

    assert_answers(client.post(path, FLOODS, format="json"), 201, {"resource": WIRE})

    assert_answers(client.get(f"{path}/flood_zones"), 200, {"resource": WIRE})
    links = {"self": {"href": f"{settings.PUBLIC_URL}{path}?$skip=0&$top=100"}}
    assert_answers(client.get(f"{path}?"), 200, {"resources": [WIRE], "_links": links})
    full = WIRE | {"properties": {}}
    assert_answers(client.get(f"{path}/flood_zones", headers=FULL), 200, {"resource": full})
    assert client.get(path, headers=FULL).json()["resources"] == [full]


SEGMENTS = ["28", "a b", "a:b,c;d=e&f+g", "Ä", "Image", "x" * 255]


def test_any_one_segment_of_an_address_is_an_id(api, owner, path):
    client = api(owner)
    for resource_id in SEGMENTS:
        client.post(path, FLOODS | {"id": resource_id}, format="json")

        answer = client.get(f"{path}/{resource_id}")

        assert answer.json()["resource"]["id"] == resource_id
        assert client.get(f"{path}/{resource_id}/graphics").json() == {"graphics": []}


WRONG = [
    ({}, [missing("id"), missing("displayName")]),
    ({"id": "", "displayName": None}, [missing("id"), missing("displayName")]),
    ({"id": "a", "displayName": " "}, [missing("displayName")]),
    ({"id": 7, "displayName": ["a"]}, [incorrect("id"), incorrect("displayName")]),
    *(
        ({"id": wrong, "displayName": "A"}, [incorrect("id")])
        for wrong in ("a/b", "a?", "#a", "50%", "a\nb", "a\x00", "a\\b", " a", "a ", ".", "..")
    ),
    ({"id": "x" * 256, "displayName": "A"}, [too_long("id", 255)]),
    ({"id": "a", "displayName": "x" * 256}, [too_long("displayName", 255)]),
]


def test_everything_that_is_wrong_is_named_in_one_answer(api, owner, path):
    client = api(owner)
    for body, details in WRONG:
        answer = client.post(path, body, format="json")

        assert_answers(answer, 422, cannot_add(*details))
        assert not RepositoryResource.objects.exists()


def test_a_body_that_is_no_object_is_refused(api, owner, path):
    assert_answers(api(owner).generic("POST", path, b"[]"), 422, cannot_add(UNREADABLE))


def test_an_id_is_given_once_in_a_repository(api, bridge, owner, path):
    client = api(owner)
    other = make_repository(bridge, by=owner)
    client.post(path, FLOODS, format="json")

    again = client.post(path, {"id": "flood_zones", "displayName": "Other"}, format="json")

    assert_answers(again, 409, RESOURCE_EXISTS)
    upper = client.post(path, FLOODS | {"id": "FLOOD_ZONES"}, format="json")
    elsewhere = f"/itwins/{bridge.pk}/repositories/{other.pk}/resources"
    assert upper.status_code == 201
    assert client.post(elsewhere, FLOODS, format="json").status_code == 201


def test_only_map_repositories_take_resources(api, bridge, owner):
    client = api(owner)
    GeneratedRepository.objects.create(itwin=bridge, repository_class="iModels")
    site = make_repository(bridge, by=owner, **{"class": "Construction", "subClass": "Performance"})

    for repository_id in (site.pk, CURATED, "imodels"):
        path = f"/itwins/{bridge.pk}/repositories/{repository_id}/resources"
        right = client.post(path, FLOODS, format="json")
        wrong = client.post(path, {"id": "a"}, format="json")
        assert_answers(right, 422, cannot_add(incorrect("class")))
        assert_answers(wrong, 422, cannot_add(missing("displayName"), incorrect("class")))


# --- the list ----------------------------------------------------------------------------------


@pytest.fixture
def layers(maps, owner):
    names = {"b": "Straße", "a": "Flood Zones", "c": "100% flooded_", "d": "Parcels"}
    for resource_id, name in names.items():
        make_resource(maps, by=owner, id=resource_id, displayName=name)


PAGES = [
    ("", ["b", "a", "c", "d"]),
    ("$top=2", ["b", "a"]),
    ("$top=2&$skip=1", ["a", "c"]),
    ("$skip=4", []),
    ("$skip=999999999999999999", []),
    ("%24top=1", ["b"]),
    ("$top=&$skip=&$search=", ["b", "a", "c", "d"]),
    ("$search=FLOOD", ["a", "c"]),
    ("$search=strasse", ["b"]),
    ("$search=0%25", ["c"]),
    ("$search=d_", ["c"]),
    ("$search=nothing", []),
    ("$search=%00", []),
    (f"$search={'x' * 60_000}", []),
]


def test_a_page_is_chosen_in_the_order_of_adding(api, owner, layers, path):
    client = api(owner)
    for query, expected in PAGES:
        assert ids(client.get(f"{path}?{query}")) == expected


def test_links_lead_through_the_pages(api, owner, layers, path, settings):
    answer = api(owner).get(f"{path}?$search=o&$top=1&$skip=1")

    base = f"{settings.PUBLIC_URL}{path}"
    assert ids(answer) == ["c"]
    assert {name: link["href"] for name, link in answer.json()["_links"].items()} == {
        "self": f"{base}?$skip=1&$top=1&$search=o",
        "prev": f"{base}?$skip=0&$top=1&$search=o",
    }
    first = api(owner).get(f"{path}?$top=2").json()["_links"]
    assert first["next"]["href"] == f"{base}?$skip=2&$top=2"


WRONG_PAGES = [
    ("$top=0", [TOP]),
    ("$top=1001", [TOP]),
    ("$top=many", [TOP]),
    ("$skip=-1", [SKIP]),
    ("$skip=-1&$top=-1", [TOP, SKIP]),
]


def test_a_wrong_page_is_refused(api, owner, path):
    client = api(owner)
    message = "Cannot query iTwin Repository Resources."
    for query, details in WRONG_PAGES:
        answer = client.get(f"{path}?{query}")

        assert_answers(answer, 422, refusal("InvalidiTwinsRequest", message, *details))


def test_a_generated_repository_that_holds_nothing_has_an_empty_list(api, bridge, owner, settings):
    GeneratedRepository.objects.create(itwin=bridge, repository_class="iModels")
    path = f"/itwins/{bridge.pk}/repositories/imodels/resources"

    answer = api(owner).get(path)

    links = {"self": {"href": f"{settings.PUBLIC_URL}{path}?$skip=0&$top=100"}}
    assert_answers(answer, 200, {"resources": [], "_links": links})


# --- what is not there, and removing -----------------------------------------------------------


@pytest.mark.parametrize("repository_id", [UNKNOWN_ID, "nonsense"])
def test_an_unknown_repository_is_not_found_except_where_a_resource_is_removed(
    api, bridge, owner, repository_id
):
    client = api(owner)
    path = f"/itwins/{bridge.pk}/repositories/{repository_id}/resources"

    assert_answers(client.get(f"{path}?$top=0"), 404, NO_REPOSITORY)
    assert_answers(client.generic("POST", path, b"{"), 404, NO_REPOSITORY)
    assert_answers(client.get(f"{path}/a"), 404, NO_REPOSITORY)
    assert_answers(client.delete(f"{path}/a"), 404, NO_RESOURCE)


@pytest.mark.parametrize("resource_id", ["a", "FLOOD_ZONES", "%00", "%FF", "flood_zones%20"])
def test_an_unknown_resource_is_not_found(api, maps, owner, path, resource_id):
    client = api(owner)
    make_resource(maps, by=owner, **FLOODS)

    for method in ("GET", "DELETE"):
        answer = client.generic(method, f"{path}/{resource_id}")
        assert_answers(answer, 404, NO_RESOURCE)


@pytest.mark.parametrize("itwin_id", [UNKNOWN_ID, "nonsense"])
def test_an_unknown_itwin_comes_first(api, owner, maps, itwin_id):
    client = api(owner)
    path = f"/itwins/{itwin_id}/repositories/{maps.pk}/resources"

    for method, rest in [("GET", ""), ("POST", ""), ("GET", "/a"), ("DELETE", "/a")]:
        assert_answers(client.generic(method, path + rest, b"{"), 404, NOT_FOUND)
    assert_answers(client.get(f"{path}/a/graphics"), 404, NOT_FOUND)


def test_a_removed_resource_is_gone(api, maps, owner, path):
    make_resource(maps, by=owner, **FLOODS)
    client = api(owner)

    assert_no_content(client.delete(f"{path}/flood_zones"))

    assert_answers(client.get(f"{path}/flood_zones"), 404, NO_RESOURCE)
    assert_answers(client.delete(f"{path}/flood_zones"), 404, NO_RESOURCE)
    assert ids(client.get(path)) == []
    entries = AuditEntry.objects.filter(changes__has_key="resources").order_by("at", "id")
    assert [entry.changes["resources"] for entry in entries] == [
        [None, "Flood Zones in Maps"],
        ["Flood Zones in Maps", None],
    ]


def test_curated_resources_stay_where_they_are(api, bridge, owner):
    path = f"/itwins/{bridge.pk}/repositories/{CURATED}/resources"

    assert_answers(api(owner).delete(f"{path}/3954"), 403, FORBIDDEN)
    assert_answers(api(owner).delete(f"{path}/nothing"), 404, NO_RESOURCE)
