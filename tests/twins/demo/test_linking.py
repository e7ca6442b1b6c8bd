"""What the demo links to its iTwins, as the API shows it."""

import pytest

from accounts.models import User
from twins.demo.loading import load
from twins.models import ITwin


@pytest.fixture
def demo(db) -> None:
    load("small")


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (
            "HWYUSR202S61NEXP",
            [
                ("CesiumCuratedContent", None, "Cesium Curated Content"),
                ("iModels", None, "iModels"),
                ("GeographicInformationSystem", "MapServer", "National Flood Hazard Layer"),
                ("GeographicInformationSystem", "UrlTemplate", "Survey Orthophotos"),
                ("Subsurface", "EvoWorkspace", "Ground Investigation"),
            ],
        ),
        (
            "HWYUSR202",
            [
                ("CesiumCuratedContent", None, "Cesium Curated Content"),
                ("GeographicInformationSystem", "WebMapService", "USGS Topographic Map"),
                ("GeographicInformationSystem", "UrlTemplate", "USGS Imagery Tiles"),
                ("Construction", "Performance", "Site Reports"),
            ],
        ),
        ("HWYUSR030", [("CesiumCuratedContent", None, "Cesium Curated Content")]),
    ],
)
def test_the_highway_and_its_expansion_have_repositories(demo, api, number, expected):
    itwin = ITwin.objects.get(number=number)
    owner = api(User.objects.get(email="owner@acme.example"))

    rows = owner.get(f"/itwins/{itwin.pk}/repositories").json()["repositories"]

    assert [(row["class"], row.get("subClass"), row["displayName"]) for row in rows] == expected


def test_map_services_have_layers(demo, api):
    itwin = ITwin.objects.get(number="HWYUSR202S61NEXP")
    owner = api(User.objects.get(email="owner@acme.example"))
    path = f"/itwins/{itwin.pk}/repositories"
    wanted = f"{path}?class=GeographicInformationSystem&subClass=MapServer"
    (service,) = owner.get(wanted).json()["repositories"]

    layers = owner.get(f"{path}/{service['id']}/resources").json()["resources"]

    assert [(layer["id"], layer["displayName"]) for layer in layers] == [
        ("28", "Flood Hazard Zones")
    ]
