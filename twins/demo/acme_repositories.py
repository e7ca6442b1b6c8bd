"""Where data about Acme's highway and its expansion is: public maps, and services of Acme's own."""

from twins.demo.acme_people import MEMBER, OWNER
from twins.demo.story import PlannedGeneratedRepository, PlannedRepository

_GIS = "GeographicInformationSystem"
_USGS = "https://basemap.nationalmap.gov/arcgis"

REPOSITORIES = (
    PlannedRepository(
        "HWYUSR202",
        OWNER,
        {
            "class": _GIS,
            "subClass": "WebMapService",
            "displayName": "USGS Topographic Map",
            "uri": f"{_USGS}/services/USGSTopo/MapServer/WMSServer",
        },
        {"0": "Topographic Map"},
    ),
    PlannedRepository(
        "HWYUSR202",
        OWNER,
        {
            "class": _GIS,
            "subClass": "UrlTemplate",
            "displayName": "USGS Imagery Tiles",
            "uri": f"{_USGS}/rest/services/USGSImageryOnly/MapServer/tile/{{z}}/{{y}}/{{x}}",
            "options": {"minimumLevel": 0, "maximumLevel": 16},
        },
    ),
    PlannedRepository(
        "HWYUSR202",
        OWNER,
        {
            "class": "Construction",
            "subClass": "Performance",
            "displayName": "Site Reports",
            "uri": "https://construction.acme.example/reports/US202",
            "authentication": {"type": "Basic", "username": "demo", "password": "demo"},
        },
    ),
    PlannedRepository(
        "HWYUSR202S61NEXP",
        OWNER,
        {
            "class": _GIS,
            "subClass": "MapServer",
            "displayName": "National Flood Hazard Layer",
            "uri": "https://hazards.fema.gov/arcgis/rest/services/public/NFHL/MapServer",
        },
        {"28": "Flood Hazard Zones"},
    ),
    PlannedRepository(
        "HWYUSR202S61NEXP",
        MEMBER,
        {
            "class": _GIS,
            "subClass": "UrlTemplate",
            "displayName": "Survey Orthophotos",
            "uri": "https://tiles.acme.example/s61n/{z}/{x}/{y}.png",
            "authentication": {"type": "Header", "key": "X-Api-Key", "value": "demo"},
            "options": {"queryParameters": {"flight": "spring"}, "maximumLevel": 20},
        },
    ),
    PlannedRepository(
        "HWYUSR202S61NEXP",
        OWNER,
        {
            "class": "Subsurface",
            "subClass": "EvoWorkspace",
            "displayName": "Ground Investigation",
            "uri": "https://subsurface.acme.example/workspaces/s61n",
        },
    ),
)
GENERATED_REPOSITORIES = (
    PlannedGeneratedRepository(
        "HWYUSR202S61NEXP",
        "iModels",
        "iModels",
        "https://imodels.acme.example/imodels?iTwinId={iTwinId}",
    ),
)
