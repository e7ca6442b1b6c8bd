"""How to draw resources: the graphics of global repositories, and of the same under an iTwin."""

import pytest

from tests.factories import make_itwin
from tests.twins.api.answers import UNKNOWN_ID, assert_answers
from tests.twins.api.repository_answers import CURATED
from twins.models import GlobalGraphic, GlobalResource

PATH = "/itwins/repositories"
ION = "https://api.cesium.com/v1/assets/3954/endpoint"


def test_every_resource_of_the_catalogue_says_how_to_draw_it(api, owner):
    client = api(owner)

    resources = client.get(f"{PATH}/cesium/resources").json()["resources"]

    assert [row["displayName"] for row in resources] == [
        *("Cesium World Terrain", "Sentinel-2", "Cesium OSM Buildings", "Earth at Night"),
        *("Cesium World Bathymetry", "OpenStreetMap"),
    ]
    for row in resources:
        address = row["capabilities"]["graphics"]["uri"].partition("/itwins/")[2]
        graphics = client.get(f"/itwins/{address}").json()["graphics"]
        assert [graphic["type"] for graphic in graphics] == [row["type"]]
        assert all(graphic["uri"].startswith("https://") for graphic in graphics)


def test_graphics_have_what_applies_to_them_in_their_order(api, owner):
    resource = GlobalResource.objects.get(resource_id="3954")
    header = {"type": "Header", "key": "Authorization", "value": "Bearer of the operator"}
    provider = {"name": "Google2DImageryProvider", "options": {"tileWidth": 256}}
    GlobalGraphic.objects.create(
        resource=resource, type="KML", uri="https://a", position=2, authentication=header
    )
    GlobalGraphic.objects.create(
        resource=resource, type="3DTILES", uri="https://b", position=1, provider=provider
    )

    answer = api(owner).get(f"{PATH}/cesium/resources/3954/graphics")

    expected = [
        {"type": "IMAGERY", "uri": ION},
        {"type": "3DTILES", "uri": "https://b", "provider": provider},
        {"type": "KML", "uri": "https://a", "authentication": header},
    ]
    assert_answers(answer, 200, {"graphics": expected})


def test_what_has_no_graphics_offers_none(api, owner):
    GlobalGraphic.objects.all().delete()

    one = api(owner).get(f"{PATH}/cesium/resources/3954").json()["resource"]

    assert list(one) == ["id", "class", "type", "displayName"]


@pytest.mark.parametrize(
    "rest",
    [
        f"{UNKNOWN_ID}/resources/3954",
        "nonsense/resources/3954",
        "cesium/resources/3954",
        f"{CURATED}/resources/nothing",
        f"{CURATED}/resources/%00",
    ],
)
def test_what_is_unknown_has_no_graphics(api, acme, owner, rest):
    bridge = make_itwin(acme, owner=owner)

    answer = api(owner).get(f"/itwins/{bridge.pk}/repositories/{rest}/graphics")

    assert_answers(answer, 200, {"graphics": []})
