"""Global repositories, their resources and graphics; and the same content under an iTwin."""

import pytest

from tests.factories import make_itwin
from tests.twins.api.answers import HEADER_NOT_FOUND, NOT_FOUND, assert_answers
from tests.twins.api.list_refusals import SKIP, TOP
from tests.twins.api.repository_answers import (
    CURATED,
    NO_REPOSITORY,
    NO_RESOURCE,
    WRONG_CLASS,
    WRONG_SUB_CLASS,
    cannot_query,
    classes,
)
from twins.models import GlobalRepository

PATH = "/itwins/repositories"
FULL = {"Prefer": "return=representation"}
ION = "https://api.cesium.com/v1/assets/3954/endpoint"


@pytest.fixture
def cesium(db, settings):
    """The global repository of the migration."""
    resources = f"{settings.PUBLIC_URL}{PATH}/cesium/resources"
    return {
        "id": "cesium",
        "class": "Cesium",
        "displayName": "Cesium",
        "uri": f"{settings.PUBLIC_URL}/curated-content/cesium",
        "capabilities": {"resources": {"uri": resources}},
    }


@pytest.fixture
def bridge(acme, owner):
    return make_itwin(acme, owner=owner)


def sentinel(base, repository_class="Cesium"):
    """One resource of the curated content, below the address of a repository."""
    return {
        "id": "3954",
        "class": repository_class,
        "type": "IMAGERY",
        "displayName": "Sentinel-2",
        "capabilities": {"graphics": {"uri": f"{base}/resources/3954/graphics"}},
    }


@pytest.mark.parametrize("who", ["owner", "newcomer", "outsider", "loner", "support"])
def test_everybody_who_has_signed_in_reads_them(api, request, cesium, who):
    client = api(request.getfixturevalue(who))

    assert_answers(client.get(PATH), 200, {"repositories": [cesium]})
    assert_answers(client.get(f"{PATH}/cesium"), 200, {"repository": cesium})
    assert client.get(f"{PATH}/cesium/resources/3954/graphics").status_code == 200


PATHS = ["", "/cesium", "/cesium/resources", "/cesium/resources/a", "/cesium/resources/a/graphics"]


def test_nobody_else_does(api, db):
    client = api(None)
    for path in PATHS:
        assert_answers(client.get(PATH + path), 401, HEADER_NOT_FOUND)


CHOSEN = [
    ("class=Cesium", ["Cesium"]),
    ("class=cesium", ["Cesium"]),
    ("class=", ["Cesium"]),
    ("class=Google", []),
    ("class=iModels", []),
    ("class=GeographicInformationSystem&subClass=UrlTemplate", []),
]


def test_the_class_chooses(api, owner):
    client = api(owner)
    for query, expected in CHOSEN:
        assert classes(client.get(f"{PATH}/?{query}")) == expected


REFUSED = [
    ("class=Nonsense", [WRONG_CLASS]),
    ("subClass=UrlTemplate", [WRONG_CLASS]),
    ("class=Cesium&subClass=UrlTemplate", [WRONG_SUB_CLASS]),
]


def test_what_is_no_class_is_refused(api, owner):
    client = api(owner)
    for query, details in REFUSED:
        assert_answers(client.get(f"{PATH}?{query}"), 422, cannot_query(*details))


def test_a_repository_of_the_operator_has_a_class_of_its_own(api, owner):
    own = GlobalRepository.objects.create(id="Own_1", repository_class="Own", uri="https://own")
    own.resources.create(resource_id="a b/ä", display_name="A", type="KML")

    assert classes(api(owner).get(f"{PATH}?class=own")) == ["Own"]
    resources = api(owner).get(f"{PATH}/Own_1/resources").json()["resources"]
    assert resources == [{"id": "a b/ä", "class": "Own", "type": "KML", "displayName": "A"}]


UNKNOWN = ["nothing", "CESIUM", "%00", "x" * 2000]


def test_an_empty_one_is_listed_and_its_resources_but_is_not_read_alone(api, owner, settings):
    GlobalRepository.objects.create(id="empty", repository_class="Own", uri="https://own")
    client = api(owner)
    resources = f"{settings.PUBLIC_URL}{PATH}/empty/resources"

    assert classes(client.get(f"{PATH}?class=Own")) == ["Own"]
    assert_answers(client.get(f"{PATH}/empty"), 404, NO_REPOSITORY)
    links = {"self": {"href": f"{resources}?$skip=0&$top=100"}}
    assert_answers(client.get(f"{PATH}/empty/resources"), 200, {"resources": [], "_links": links})
    assert_answers(client.get(f"{PATH}/empty/resources/a"), 404, NO_RESOURCE)


def test_objects_keep_the_order_of_their_keys(api, owner):
    own = GlobalRepository.objects.create(id="own", repository_class="Own", uri="https://own")
    ordered = {"zoom": 1, "a": {"longer": 1, "b": 2}}
    resource = own.resources.create(resource_id="a", display_name="A", properties=ordered)
    resource.graphics.create(type="KML", uri="https://own/a", provider=ordered)
    client = api(owner)

    read = client.get(f"{PATH}/own/resources/a", headers=FULL)
    graphics = client.get(f"{PATH}/own/resources/a/graphics")

    assert b'{"zoom":1,"a":{"longer":1,"b":2}}' in read.content
    assert b'{"zoom":1,"a":{"longer":1,"b":2}}' in graphics.content


def test_what_is_unknown_is_not_found(api, owner):
    client = api(owner)
    for repository_id in UNKNOWN:
        for rest in ("", "/resources", "/resources/3954"):
            assert_answers(client.get(f"{PATH}/{repository_id}{rest}"), 404, NO_REPOSITORY)
        graphics = client.get(f"{PATH}/{repository_id}/resources/3954/graphics")
        assert_answers(graphics, 200, {"graphics": []})


def test_resources_are_listed_and_read(api, owner, settings):
    base = f"{settings.PUBLIC_URL}{PATH}/cesium"
    client = api(owner)

    answer = client.get(f"{PATH}/cesium/resources?$top=1&$skip=1")

    assert_answers(
        answer,
        200,
        {
            "resources": [sentinel(base)],
            "_links": {
                "self": {"href": f"{base}/resources?$skip=1&$top=1"},
                "prev": {"href": f"{base}/resources?$skip=0&$top=1"},
                "next": {"href": f"{base}/resources?$skip=2&$top=1"},
            },
        },
    )
    one = client.get(f"{PATH}/cesium/resources/3954")
    assert_answers(one, 200, {"resource": sentinel(base)})
    full = client.get(f"{PATH}/cesium/resources/3954", headers=FULL).json()["resource"]
    assert full == sentinel(base) | {
        "properties": {
            "description": "Satellite imagery of the whole earth without clouds.",
            "source": "Cesium ion",
        }
    }
    assert_answers(client.get(f"{PATH}/cesium/resources/nothing"), 404, NO_RESOURCE)
    found = client.get(f"{PATH}/cesium/resources?$search=SENTINEL").json()["resources"]
    assert [row["id"] for row in found] == ["3954"]
    wrong = client.get(f"{PATH}/cesium/resources?$skip=x&$top=0").json()["error"]["details"]
    assert [detail["target"] for detail in wrong] == [TOP[1], SKIP[1]]


# --- the same content as the generated repository of an iTwin -----------------------------------


def test_an_itwin_has_the_same_resources_at_addresses_of_its_own(api, bridge, owner, settings):
    path = f"/itwins/{bridge.pk}/repositories/{CURATED}"
    base = f"{settings.PUBLIC_URL}{path}"
    client = api(owner)

    answer = client.get(f"{path}/resources?$top=1&$skip=1&$search=e")

    links = answer.json()["_links"]
    assert answer.json()["resources"] == [sentinel(base, "CesiumCuratedContent")]
    assert links["next"] == {"href": f"{base}/resources?$skip=2&$top=1&$search=e"}
    one = client.get(f"{path}/resources/3954")
    assert_answers(one, 200, {"resource": sentinel(base, "CesiumCuratedContent")})
    expected = {"graphics": [{"type": "IMAGERY", "uri": ION}]}
    for spelled in (path, path.replace(CURATED, "CesiumCuratedContent")):
        assert_answers(client.get(f"{spelled}/resources/3954/graphics"), 200, expected)


@pytest.mark.parametrize("who", ["newcomer", "outsider"])
def test_who_does_not_see_the_itwin_does_not_see_them_there(api, request, bridge, who):
    client = api(request.getfixturevalue(who))

    for rest in ("", "/resources", "/resources/3954", "/resources/3954/graphics"):
        answer = client.get(f"/itwins/{bridge.pk}/repositories/{CURATED}{rest}")
        assert_answers(answer, 404, NOT_FOUND)
