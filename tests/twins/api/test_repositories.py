"""GET /itwins/{id}/repositories: what is listed, in which order, and what may be asked for."""

import pytest

from tests.factories import make_itwin, make_repository
from tests.twins.api.answers import NOT_FOUND, UNKNOWN_ID, assert_answers
from tests.twins.api.repository_answers import (
    CURATED,
    NO_REPOSITORY,
    WRONG_CLASS,
    WRONG_ID,
    WRONG_SUB_CLASS,
    cannot_query,
    classes,
    curated_repository,
)
from twins.choices import Channel
from twins.models import GeneratedRepository, GlobalResource
from twins.operations.lifecycle import delete_itwin, restore_itwin

GIS = "GeographicInformationSystem"


@pytest.fixture
def bridge(acme, owner):
    return make_itwin(acme, owner=owner)


def generate(itwin, repository_class, **values):
    values.setdefault("uri_template", "https://service.example/of/{iTwinId}?x={x}")
    return GeneratedRepository.objects.create(
        itwin=itwin, repository_class=repository_class, display_name=repository_class, **values
    )


def test_a_new_itwin_has_the_curated_content_alone(api, bridge, owner, settings):
    answer = api(owner).get(f"/itwins/{bridge.pk}/repositories/?")

    assert_answers(
        answer, 200, {"repositories": [curated_repository(settings.PUBLIC_URL, bridge.pk)]}
    )


def test_an_added_repository_comes_after_it_with_everything_it_has(api, bridge, owner, settings):
    body = {
        "class": GIS,
        "subClass": "UrlTemplate",
        "displayName": "My xyz template server",
        "uri": "http://basemaps.example/light_all/{z}/{x}/{y}.png",
        "authentication": {"type": "Header", "key": "X-Api-Key", "value": "mySecret"},
        "options": {
            "queryParameters": {"apiVersion": "1.5.1"},
            "minimumLevel": 10,
            "maximumLevel": 20,
        },
    }
    added = make_repository(bridge, by=owner, **body)

    answer = api(owner).get(f"/itwins/{bridge.pk}/repositories")

    path = f"{settings.PUBLIC_URL}/itwins/{bridge.pk}/repositories/{added.pk}/resources"
    expected = {"id": str(added.pk), **body, "capabilities": {"resources": {"uri": path}}}
    curated = curated_repository(settings.PUBLIC_URL, bridge.pk)
    assert_answers(answer, 200, {"repositories": [curated, expected]})


def test_what_does_not_apply_is_left_out(api, bridge, owner):
    make_repository(bridge, by=owner, **{"class": "Construction", "subClass": "Performance"})

    rows = api(owner).get(f"/itwins/{bridge.pk}/repositories").json()["repositories"]

    assert list(rows[1]) == ["id", "class", "subClass", "displayName", "uri"]


def test_curated_content_is_first_then_what_is_generated_then_what_was_added(api, bridge, owner):
    make_repository(bridge, by=owner, **{"class": "Subsurface", "subClass": "EvoWorkspace"})
    make_repository(bridge, by=owner, **{"class": "Construction", "subClass": "Performance"})
    generate(bridge, "Storage", position=2)
    generate(None, "Forms", position=3)
    generate(bridge, "iModels", position=1)

    answer = api(owner).get(f"/itwins/{bridge.pk}/repositories")

    assert classes(answer) == [
        *("CesiumCuratedContent", "iModels", "Storage", "Forms"),
        *("Subsurface", "Construction"),
    ]


def test_a_generated_repository_is_named_by_its_class_and_its_template_filled_in(
    api, bridge, owner, settings
):
    generate(bridge, "iModels", uri_template="{publicUrl}/at?iTwinId={iTwinId}&z={z}")
    generate(bridge, "Forms")

    rows = api(owner).get(f"/itwins/{bridge.pk}/repositories").json()["repositories"]

    base = f"{settings.PUBLIC_URL}/itwins/{bridge.pk}/repositories"
    assert rows[1:] == [
        {
            "id": "imodels",
            "class": "iModels",
            "displayName": "iModels",
            "uri": f"{settings.PUBLIC_URL}/at?iTwinId={bridge.pk}&z={{z}}",
            "capabilities": {"resources": {"uri": f"{base}/imodels/resources"}},
        },
        {
            "id": "forms",
            "class": "Forms",
            "displayName": "Forms",
            "uri": f"https://service.example/of/{bridge.pk}?x={{x}}",
        },
    ]


def test_what_is_generated_for_one_itwin_counts_before_what_every_itwin_has(
    api, acme, bridge, owner
):
    other = make_itwin(acme, owner=owner)
    generate(bridge, "Forms", uri_template="https://own.example")
    generate(None, "Forms", uri_template="https://general.example")

    uris = [
        [
            row["uri"]
            for row in api(owner).get(f"/itwins/{itwin.pk}/repositories").json()["repositories"]
        ][1:]
        for itwin in (bridge, other)
    ]

    assert uris == [["https://own.example"], ["https://general.example"]]


CHOSEN = [
    ("class=GeographicInformationSystem", [GIS, GIS]),
    ("class=geographicinformationsystem&subClass=urltemplate", [GIS]),
    ("class=GeographicInformationSystem&subClass=MapServer", []),
    ("class=Construction", ["Construction"]),
    ("class=Construction&subClass=Performance", ["Construction"]),
    ("class=iModels", ["iModels"]),
    ("class=CesiumCuratedContent", ["CesiumCuratedContent"]),
    ("class=Subsurface", []),
    ("class=Issues", []),
    ("class=SensorData", []),
    ("class=ProjectWise", []),
    ("class=&subClass=", ["CesiumCuratedContent", "iModels", GIS, GIS, "Construction"]),
    ("other=1", ["CesiumCuratedContent", "iModels", GIS, GIS, "Construction"]),
]


def test_class_and_subclass_choose(api, bridge, owner):
    client = api(owner)
    make_repository(bridge, by=owner)
    make_repository(bridge, by=owner, subClass="UrlTemplate")
    make_repository(bridge, by=owner, **{"class": "Construction", "subClass": "Performance"})
    generate(bridge, "iModels")
    for query, expected in CHOSEN:
        assert classes(client.get(f"/itwins/{bridge.pk}/repositories?{query}")) == expected


REFUSED = [
    ("class=Nonsense", [WRONG_CLASS]),
    ("class=Cesium", [WRONG_CLASS]),
    ("class=Storage&subClass=UrlTemplate", [WRONG_SUB_CLASS]),
    ("class=Construction&subClass=UrlTemplate", [WRONG_SUB_CLASS]),
    ("class=GeographicInformationSystem&subClass=Nonsense", [WRONG_SUB_CLASS]),
    ("subClass=UrlTemplate", [WRONG_CLASS]),
    ("class=Nonsense&subClass=UrlTemplate", [WRONG_CLASS]),
    ("class=Nonsense&subClass=Nonsense", [WRONG_CLASS, WRONG_SUB_CLASS]),
    ("subClass=Nonsense%00", [WRONG_CLASS, WRONG_SUB_CLASS]),
]


def test_what_is_no_class_or_subclass_is_refused(api, bridge, owner):
    client = api(owner)
    for query, details in REFUSED:
        answer = client.get(f"/itwins/{bridge.pk}/repositories?{query}")

        assert_answers(answer, 422, cannot_query(*details))


@pytest.mark.parametrize("itwin_id", ["nonsense", "{{{id}}}", "{id}x"])
def test_a_malformed_itwin_id_is_refused_with_whatever_else_is_wrong(api, bridge, owner, itwin_id):
    path = f"/itwins/{itwin_id.format(id=bridge.pk)}/repositories"

    assert_answers(api(owner).get(path), 422, cannot_query(WRONG_ID))
    wrong = api(owner).get(f"{path}?class=Storage&subClass=UrlTemplate")
    assert_answers(wrong, 422, cannot_query(WRONG_SUB_CLASS, WRONG_ID))


def test_an_unknown_itwin_is_not_found_before_the_query_is_looked_at(api, owner):
    answer = api(owner).get(f"/itwins/{UNKNOWN_ID}/repositories?class=Nonsense")

    assert_answers(answer, 404, NOT_FOUND)


def test_repositories_come_back_with_a_restored_itwin(api, bridge, owner):
    client = api(owner)
    added = make_repository(bridge, by=owner)
    path = f"/itwins/{bridge.pk}/repositories"
    delete_itwin(bridge, by=owner, through=Channel.API)
    for gone in (path, f"{path}/{added.pk}", f"{path}/{added.pk}/resources"):
        assert_answers(client.get(gone), 404, NOT_FOUND)

    restore_itwin(bridge, by=owner, through=Channel.COMMAND)

    assert classes(client.get(path)) == ["CesiumCuratedContent", GIS]


# --- one ---------------------------------------------------------------------------------------


def test_one_reads_as_it_is_listed(api, bridge, owner):
    client = api(owner)
    added = make_repository(bridge, by=owner)
    path = f"/itwins/{bridge.pk}/repositories"
    curated, manual = client.get(path).json()["repositories"]

    for repository_id in (added.pk, str(added.pk).upper()):
        assert_answers(client.get(f"{path}/{repository_id}"), 200, {"repository": manual})
    assert_answers(client.get(f"{path}/{CURATED}"), 200, {"repository": curated})


def test_a_generated_one_is_read_only_while_it_holds_resources(api, bridge, owner):
    generate(bridge, "iModels")
    path = f"/itwins/{bridge.pk}/repositories"
    assert_answers(api(owner).get(f"{path}/imodels"), 404, NO_REPOSITORY)

    GlobalResource.objects.all().delete()

    assert_answers(api(owner).get(f"{path}/{CURATED}"), 404, NO_REPOSITORY)
    assert classes(api(owner).get(path)) == ["CesiumCuratedContent", "iModels"]


UNKNOWN = [UNKNOWN_ID, "nonsense", "storage", "%00", "%FF"]


def test_an_unknown_repository_is_not_found(api, bridge, owner):
    client = api(owner)
    for repository_id in UNKNOWN:
        answer = client.get(f"/itwins/{bridge.pk}/repositories/{repository_id}")

        assert_answers(answer, 404, NO_REPOSITORY)


def test_a_repository_is_not_found_below_another_itwin(api, acme, bridge, owner):
    elsewhere = make_repository(make_itwin(acme, owner=owner), by=owner)

    answer = api(owner).get(f"/itwins/{bridge.pk}/repositories/{elsewhere.pk}")

    assert_answers(answer, 404, NO_REPOSITORY)


@pytest.mark.parametrize("itwin_id", [UNKNOWN_ID, "nonsense"])
def test_an_unknown_itwin_comes_before_an_unknown_repository(api, owner, itwin_id):
    client = api(owner)
    for rest in (UNKNOWN_ID, CURATED):
        answer = client.get(f"/itwins/{itwin_id}/repositories/{rest}")
        assert_answers(answer, 404, NOT_FOUND)
