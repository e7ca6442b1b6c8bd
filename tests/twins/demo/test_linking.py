"""What the demo links to its iTwins, as the API shows it."""

from accounts.models import User
from twins.models import ITwin

EXPECTED = {
    "HWYUSR202S61NEXP": [
        ("CesiumCuratedContent", None, "Cesium Curated Content"),
        ("iModels", None, "iModels"),
        ("GeographicInformationSystem", "MapServer", "National Flood Hazard Layer"),
        ("GeographicInformationSystem", "UrlTemplate", "Survey Orthophotos"),
        ("Subsurface", "EvoWorkspace", "Ground Investigation"),
    ],
    "HWYUSR202": [
        ("CesiumCuratedContent", None, "Cesium Curated Content"),
        ("GeographicInformationSystem", "WebMapService", "USGS Topographic Map"),
        ("GeographicInformationSystem", "UrlTemplate", "USGS Imagery Tiles"),
        ("Construction", "Performance", "Site Reports"),
    ],
    "HWYUSR030": [("CesiumCuratedContent", None, "Cesium Curated Content")],
}


def test_the_highway_and_its_expansion_have_repositories_and_those_have_layers(demo, api):
    owner = api(User.objects.get(email="owner@acme.example"))
    listed = {}
    for number in EXPECTED:
        path = f"/itwins/{ITwin.objects.get(number=number).pk}/repositories"
        listed[number] = owner.get(path).json()["repositories"]

    floods = listed["HWYUSR202S61NEXP"][2]["capabilities"]["resources"]["uri"]
    layers = owner.get(floods[floods.index("/itwins/") :]).json()["resources"]

    assert {
        number: [(row["class"], row.get("subClass"), row["displayName"]) for row in rows]
        for number, rows in listed.items()
    } == EXPECTED
    assert [(layer["id"], layer["displayName"]) for layer in layers] == [
        ("28", "Flood Hazard Zones")
    ]
