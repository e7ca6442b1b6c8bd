"""Looking up the repositories that people added, and keeping the generated ones."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import make_itwin, make_repository, make_resource
from twins.models import GeneratedRepository

ADDED = "/admin/twins/repository/"
GENERATED = "/admin/twins/generatedrepository/"
HEADER = {"type": "Header", "key": "X-Secret-Key", "value": "secret-value"}
FORM = {
    "itwin": "",
    "repository_class": "Forms",
    "display_name": "Forms",
    "uri_template": "https://forms.example/{iTwinId}",
    "content": "",
    "position": "1",
}


@pytest.fixture
def floods(highway, owner):
    return make_repository(
        highway,
        by=owner,
        displayName="Floods",
        authentication=HEADER,
        options={"queryParameters": {"map-token": "secret-value"}, "minimumLevel": 1},
    )


def names(response):
    """What a list shows in its first column."""
    column = r'<th class="field-display_name"><a [^>]*>([^<]*)</a></th>'
    return re.findall(column, response.content.decode())


def errors(response):
    assert response.status_code == 200
    return re.findall(r'<ul class="errorlist"[^>]*><li>(.*?)</li>', response.content.decode())


@pytest.mark.parametrize("who", ["owner", "admin", "outsider"])
@pytest.mark.parametrize(
    "address", [ADDED, GENERATED, "/admin/twins/globalrepository/", "/admin/twins/globalresource/"]
)
def test_only_support_staff_get_in(client, request, who, address):
    client.force_login(request.getfixturevalue(who))

    assert client.get(address).status_code == 302


def test_the_page_shows_what_support_needs_and_no_secret(staff, floods, highway, owner):
    make_resource(floods, by=owner, id="zones", displayName="Flood <Zones>")

    page = staff.get(f"{ADDED}{floods.pk}/change/").content.decode()

    for shown in (
        *("Floods", "WebMapService", floods.uri, str(floods.pk)),
        f'<a href="/admin/twins/itwin/{highway.pk}/change/">Äußerer Ring</a>',
        *("Header, not shown here", "queryParameters, minimumLevel"),
        "<div>zones: Flood &lt;Zones&gt;</div>",
    ):
        assert shown in page
    assert [word for word in ("secret-value", "X-Secret-Key", "map-token") if word in page] == []


def test_only_the_first_fifty_resources_are_shown(staff, floods):
    floods.resources.bulk_create(
        floods.resources.model(repository=floods, resource_id=f"r{place:02}") for place in range(51)
    )

    page = staff.get(f"{ADDED}{floods.pk}/change/").content.decode()

    assert "<div>r49: </div><div>The first 50 of 51.</div>" in page


@pytest.mark.parametrize("rest", ["add/", "{id}/delete/"])
def test_nothing_is_written_here(staff, floods, rest):
    assert staff.get(f"{ADDED}{rest.format(id=floods.pk)}").status_code == 403
    response = staff.post(f"{ADDED}{floods.pk}/change/", {"display_name": "Mine"})
    assert response.status_code == 403


def test_its_history_is_the_audit_trail_of_the_itwin(staff, floods, highway):
    response = staff.get(f"{ADDED}{floods.pk}/history/")

    assert response.headers["Location"] == f"/admin/twins/auditentry/?q={highway.pk}"
    assert staff.get(f"{ADDED}no-id/history/").status_code == 404


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("", ["Rivers", "Floods"]),
        ("{id}", ["Floods"]),
        ("{itwin}", ["Rivers", "Floods"]),
        ("FLOOD", ["Floods"]),
        ("example/RIV", ["Rivers"]),
        ("nothing", []),
        ("x" * 60_000, []),
    ],
)
def test_repositories_are_found_by_id_itwin_name_and_uri(
    staff, floods, highway, owner, search, found
):
    make_repository(highway, by=owner, displayName="Rivers", uri="https://maps.example/rivers")

    text = search.format(id=floods.pk, itwin=highway.pk)

    assert names(staff.get(ADDED, {"q": text})) == found


def test_the_lists_take_as_many_queries_for_three_rows_as_for_one(staff, acme, floods, owner):
    GeneratedRepository.objects.all().delete()
    GeneratedRepository.objects.create(itwin=floods.itwin, repository_class="Forms")
    staff.get(ADDED)
    counts = []
    for added in (0, 2):
        for _ in range(added):
            itwin = make_itwin(acme, owner=owner)
            make_repository(itwin, by=owner)
            GeneratedRepository.objects.create(itwin=itwin, repository_class="Forms")
        for address in (ADDED, GENERATED):
            with CaptureQueriesContext(connection) as queries:
                assert staff.get(address).content.decode().count("action-checkbox") == 0
            counts.append(len(queries))

    assert counts[:2] == counts[2:]
    assert max(counts) <= 6


# --- generated ones ----------------------------------------------------------------------------


def test_a_generated_repository_is_added_for_one_itwin_or_every_one(staff, api, highway, owner):
    for itwin_id in ("", highway.pk):
        response = staff.post(f"{GENERATED}add/", FORM | {"itwin": itwin_id})
        assert response.status_code == 302, errors(response)

    rows = api(owner).get(f"/itwins/{highway.pk}/repositories").json()["repositories"]
    assert [row["uri"] for row in rows[1:]] == [f"https://forms.example/{highway.pk}"]
    assert GeneratedRepository.objects.filter(repository_class="Forms").count() == 2


def test_a_class_is_generated_once(staff, highway):
    for itwin_id, whose in [("", "Every iTwin has"), (highway.pk, "This iTwin has")]:
        form = FORM | {"itwin": itwin_id}
        staff.post(f"{GENERATED}add/", form)
        response = staff.post(f"{GENERATED}add/", form)
        assert f"{whose} a repository of this class already." in errors(response)
    made = GeneratedRepository.objects.get(itwin=highway)
    kept = staff.post(f"{GENERATED}{made.pk}/change/", form | {"display_name": "Renamed"})
    assert kept.status_code == 302


@pytest.mark.parametrize("repository_class", ["GeographicInformationSystem", "Nonsense"])
def test_a_manual_class_is_not_generated(staff, repository_class):
    form = FORM | {"repository_class": repository_class}

    assert "Select a valid choice" in errors(staff.post(f"{GENERATED}add/", form))[0]


def test_curated_content_can_be_taken_away(staff, api, highway, owner):
    curated = GeneratedRepository.objects.get()

    response = staff.post(f"{GENERATED}{curated.pk}/delete/", {"post": "yes"})

    assert response.status_code == 302
    answer = api(owner).get(f"/itwins/{highway.pk}/repositories")
    assert answer.json() == {"repositories": []}


@pytest.mark.parametrize(
    ("search", "found"),
    [("curated", ["Cesium Curated Content"]), ("{itwin}", ["Forms"]), ("x", [])],
)
def test_generated_ones_are_found_by_itwin_name_and_uri(staff, highway, search, found):
    staff.post(f"{GENERATED}add/", FORM | {"itwin": highway.pk, "uri_template": "https://forms"})

    assert names(staff.get(GENERATED, {"q": search.format(itwin=highway.pk)})) == found
